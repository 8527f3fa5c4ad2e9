"""The environments on the live engine keep what PettingZoo and Gymnasium demand."""

import pickle
from collections import Counter
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from pettingzoo.test import api_test, parallel_api_test, parallel_seed_test, seed_test

from combat_rules import CombatSystem
from combat_rules.environments import DuelEnv, SoloEnv, aec_env
from combat_rules.environments.fights import SIDES
from combat_rules.errors import CombatError, StateError
from combat_rules.model import Command
from tests.fuzz.odd import ODD
from tests.fuzz.oracle import refused, tried

SHORT = 2000
"""Ticks of a fight that has to end soon."""


@pytest.mark.filterwarnings("ignore")
def test_pettingzoo_finds_nothing_wrong() -> None:
    parallel_api_test(DuelEnv(duration=SHORT), num_cycles=60)
    parallel_seed_test(lambda: DuelEnv(duration=SHORT), num_cycles=30)
    api_test(aec_env(duration=SHORT), num_cycles=60)
    seed_test(lambda: aec_env(duration=SHORT), num_cycles=30)


@pytest.mark.filterwarnings("ignore")
def test_gymnasium_finds_nothing_wrong() -> None:
    check_env(SoloEnv(duration=SHORT, render_mode="ansi"))


def test_an_episode_is_the_live_fight_with_the_same_commands() -> None:
    env = DuelEnv("duelist", "brute", frame=40, duration=8000)
    _, infos = env.reset(seed=5)
    assert env.fight is not None
    live = CombatSystem(8000, seed=env.fight.combat.fight.seed)
    for name, kind in zip(SIDES, ("duelist", "brute"), strict=True):
        live.add_combatant(kind, name, controller="")
    live.advance(0)
    luck = np.random.default_rng(1)
    while env.agents:
        actions = {
            name: int(luck.choice(np.flatnonzero(infos[name]["action_mask"])))
            for name in env.agents
        }
        commands = []
        for side, name in enumerate(SIDES):
            if actions[name] == 1:
                commands.append(Command(actor=name, cancel=True, at=live.now))
            elif actions[name] > 1:
                known = env.given.kind(side).actions
                commands.append(Command(actor=name, action=known[actions[name] - 2], at=live.now))
        if commands:
            live.schedule(commands)
        live.advance(40)
        *_, infos = env.step(actions)
    assert live.result is not None
    assert live.state.world == env.fight.combat.state.world


@pytest.mark.parametrize("carried", [lambda env: pickle.loads(pickle.dumps(env)), deepcopy])
def test_an_environment_goes_on_in_another_process_as_it_would_have_here(carried: Any) -> None:
    env = SoloEnv("duelist", "brute", distance=30)
    _, info = env.reset(seed=3)
    luck = np.random.default_rng(1)
    for _ in range(30):
        *_, info = env.step(luck.choice(np.flatnonzero(info["action_mask"])))
    other, over = carried(env), False
    while not over:
        action = luck.choice(np.flatnonzero(info["action_mask"]))
        seen, value, done, late, info = env.step(action)
        again = other.step(action)
        assert (again[0] == seen).all()
        assert again[1:4] == (value, done, late)
        over = done or late
    assert other.reset()[0].tolist() == env.reset()[0].tolist()


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"fame": 3}, "no environment takes fame; did you mean frame?"),
        ({"rules": None}, "no environment takes rules; did you mean ruleset?"),
        ({"ruleset": None}, "ruleset is None; give what load_ruleset returns, or leave it out"),
        ({"until_free": "no"}, "until_free is 'no'; True or False"),
        ({"duration": "long"}, "duration is 'long'; a whole number from 1"),
        ({"duration": 0}, "duration is 0; a whole number from 1"),
        ({"distance": 1.5}, "distance is 1.5; a whole number from 0"),
        ({"distance": 10**6}, "distance is 1000000; a whole number from 0 to 100"),
        ({"render_mode": "human"}, "no environment renders as 'human'; there is: ansi"),
        ({"render_mode": ["ansi"]}, "no environment renders as ['ansi']; there is: ansi"),
        ({"controller": "brut"}, "there is no controller 'brut'; there are: attack, "),
    ],
)
def test_an_option_that_there_is_not_is_refused(option: dict[str, Any], said: str) -> None:
    """As an environment is made, not as its first fight begins."""
    with pytest.raises(StateError) as refused:
        SoloEnv(**option)
    assert str(refused.value).startswith(said)
    if "controller" not in option:
        with pytest.raises(StateError):
            DuelEnv(**option)


def test_what_is_not_possible_does_nothing() -> None:
    env = SoloEnv(controller="wait", frame=10)
    _, info = env.reset(seed=1)
    heavy = env.given.meanings(0).index("heavy_attack")
    assert info["action_mask"][heavy]
    _, _, _, _, info = env.step(heavy)
    assert not info["action_mask"][heavy]
    assert info["action_mask"][1], "a feint may be called off"
    assert env.fight is not None
    before = env.fight.combat.combatant("left")
    env.step(heavy)
    assert env.fight.combat.combatant("left").action == before.action
    env.step(1)
    assert env.fight.combat.combatant("left").phase == "recovery"


def test_a_step_may_last_until_somebody_is_to_decide() -> None:
    env = SoloEnv(controller="wait", until_free=True)
    env.reset(seed=1)
    assert env.fight is not None
    for name in ("heavy_attack", "block"):
        env.step(env.given.meanings(0).index(name))
        assert env.fight.combat.combatant("left").doing is None


def test_what_is_won_by_one_is_lost_by_the_other() -> None:
    env = DuelEnv("duelist", "brute", distance=30)
    env.reset(seed=3)
    attack = env.given.meanings(0).index("attack")
    total = {"left": 0.0, "right": 0.0}
    while env.agents:
        _, rewards, *_ = env.step({"left": attack, "right": 0})
        assert rewards["left"] == -rewards["right"]
        total["left"] += rewards["left"]
    assert total["left"] == pytest.approx(2.0)


def test_a_fight_that_is_over_is_not_stepped_and_pays_nobody_twice() -> None:
    two, one = (
        DuelEnv("brute", distance=10, duration=SHORT),
        SoloEnv(controller="wait", distance=10),
    )
    two.reset(seed=1)
    one.reset(seed=1)
    won = 0.0
    while two.agents:
        two.step({})
    over = False
    while not over:
        _, value, over, *_ = one.step(2)
        won += value
    assert won > 1.0
    for step in (lambda: two.step({}), lambda: one.step(2)):
        assert refused(step).code == "environment.reset"
    assert "right: 0" in one.render()
    one.reset()
    one.step(2)


def test_what_is_no_action_is_refused_and_nothing_happens() -> None:
    two, one = DuelEnv(duration=SHORT), SoloEnv(duration=SHORT)
    for before_reset in (two.render, one.render, lambda: two.step({}), lambda: one.step(0)):
        assert refused(before_reset).code == "environment.reset"
    two.reset(seed=1)
    one.reset(seed=1)
    assert two.fight is not None
    assert one.fight is not None
    before, fates = (two.fight.combat.save(), one.fight.combat.save()), Counter[str]()
    last = len(one.given.meanings(0)) - 1
    for odd in (-1, last + 1, np.float32(1), *ODD):
        for step, odds in ((one.step, odd), (two.step, odd), (two.step, {"left": odd})):
            came = tried(step, odds)
            fates[came.code if isinstance(came, CombatError) else "taken"] += 1
            if isinstance(came, CombatError):
                assert (two.fight.combat.save(), one.fight.combat.save()) == before
            two.fight.combat.load(before[0])
            one.fight.combat.load(before[1])
        refused(two.action_space, odd)
        refused(two.observation_space, odd)
    assert fates["environment.action"] > 100
    assert fates["agent.unknown"] > 2
    assert fates["taken"] > 10
    one.step(np.int64(2))
    two.step({"left": np.int64(2), "right": np.array(0)})  # type: ignore[dict-item]  # as some do


def test_what_there_is_not_is_refused_with_a_proposal() -> None:
    for odd in ODD:
        came = tried(SoloEnv, "duelist", "duelist", odd)
        if isinstance(came, CombatError):
            assert came.code == "controller.unknown"
    with pytest.raises(StateError, match="did you mean brute"):
        DuelEnv("brut")
    with pytest.raises(StateError, match="did you mean mix"):
        SoloEnv(controller="mixx")
