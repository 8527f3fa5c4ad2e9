"""Environments for agents: steps of many fights at once, against one on the live engine."""

from time import process_time

import numpy as np

from benchmarks.rows import Row, at_least
from combat_rules.compiled.kernel import MANY
from combat_rules.environments import FightVectorEnv, SoloEnv

FIGHTS = 256


def steps(count: int = 2000) -> list[Row]:
    """Steps a second and core, in processor time, with actions that are possible."""
    many, one = _many(count), _one(count // 4)
    return [
        (f"steps a second of {FIGHTS} fights, one core", f"{many:,.0f}", "1,000,000", many >= 1e6),
        at_least("a live step / a vectorised one", many / one, 200),
    ]


def _many(count: int) -> float:
    env, luck = FightVectorEnv(FIGHTS, "duelist", "brute"), np.random.default_rng(0)
    _, infos = env.reset(seed=1)
    # What is measured is what a long training gets: machine code that has been made well.
    env._kernel.steps(MANY)
    env._kernel.wait()
    took = 0.0
    for _ in range(count):
        mask = infos["action_mask"]
        actions = (luck.random(mask.shape, np.float32) * mask).argmax(axis=1)
        began = process_time()
        *_, infos = env.step(actions)
        took += process_time() - began
    return count * FIGHTS / took


def _one(count: int) -> float:
    env, luck = SoloEnv("duelist", "brute"), np.random.default_rng(0)
    _, info = env.reset(seed=1)
    took = 0.0
    for _ in range(count):
        action = luck.choice(np.flatnonzero(info["action_mask"]))
        began = process_time()
        _, _, over, late, info = env.step(action)
        took += process_time() - began
        if over or late:
            _, info = env.reset()
    return count / took
