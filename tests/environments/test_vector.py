"""Many fights at once on the compiled rules are the fights that are played one by one."""

import pickle
from collections import Counter
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.vector import VectorEnv
from gymnasium.wrappers.vector import RecordEpisodeStatistics

from combat_rules import Act, Archetype, Controller, Ruleset, Wait, load_ruleset, replace
from combat_rules.environments import SOLO, FightVectorEnv, SoloEnv
from combat_rules.environments.fights import LiveFight, worth
from combat_rules.environments.vector import LEFT
from combat_rules.model import Stun
from tests.fuzz.odd import ODD
from tests.fuzz.oracle import refused
from tests.machine_code import improved_after
from tests.rules import JAB, ruleset


@pytest.fixture(scope="module")
def env() -> FightVectorEnv:
    return FightVectorEnv(6, "duelist", "duelist", frame=100)


def chosen(luck: np.random.Generator, mask: np.ndarray) -> np.ndarray:
    """Something of what is possible, for each fight."""
    best: np.ndarray = (luck.random(mask.shape) * mask).argmax(axis=1)
    return best


def test_every_episode_is_that_of_the_live_engine_to_the_last_number(env: FightVectorEnv) -> None:
    luck = np.random.default_rng(2)
    seen, infos = env.reset(seed=4)
    fights = [LiveFight(env.given, int(seed)) for seed in env.seeds]
    over = np.zeros(env.num_envs, np.bool_)
    ended = 0
    for _ in range(230):
        for place, fight in enumerate(fights):
            assert (seen[place] == fight.observe(LEFT)).all()
            assert (infos["action_mask"][place] == fight.mask(LEFT)).all()
        actions = chosen(luck, infos["action_mask"])
        before = over
        seen, _, done, late, infos = env.step(actions)
        over = done | late
        ended += int(over.sum())
        for place, fight in enumerate(fights):
            if before[place]:
                fights[place] = LiveFight(env.given, int(env.seeds[place]))
            else:
                fight.step({LEFT: int(actions[place])})
            assert fights[place].ended == (done[place], late[place])
    assert ended >= env.num_envs


def played(env: FightVectorEnv, seed: int) -> list[np.ndarray]:
    """What is seen and won in some steps."""
    luck, found = np.random.default_rng(0), []
    _, infos = env.reset(seed=seed)
    for _ in range(40):
        seen, value, *_, infos = env.step(chosen(luck, infos["action_mask"]))
        found += [seen, value]
    return found


def carried_in_mid_fight(env: FightVectorEnv, steps: int) -> None:
    """The environment, pickled after some steps, goes on as it would have."""
    luck = np.random.default_rng(3)
    _, infos = env.reset(seed=5)
    for _ in range(steps):
        *_, infos = env.step(chosen(luck, infos["action_mask"]))
    mask = np.arange(env.num_envs) % 2 == 0
    _, infos = env.reset(options={"reset_mask": mask})
    other = pickle.loads(pickle.dumps(env))
    for _ in range(120):
        actions = chosen(luck, infos["action_mask"])
        *told, infos = env.step(actions)
        *again, others = other.step(actions)
        assert (infos["action_mask"] == others["action_mask"]).all()
        assert all((one == two).all() for one, two in zip(told, again, strict=True))
        assert (env.seeds == other.seeds).all()


@pytest.mark.parametrize("steps", [0, 1, 150, 300])
def test_fights_go_on_in_another_process_as_they_would_have_here(
    env: FightVectorEnv, steps: int
) -> None:
    carried_in_mid_fight(env, steps)


def test_an_environment_that_has_not_begun_can_be_pickled(env: FightVectorEnv) -> None:
    new = pickle.loads(pickle.dumps(FightVectorEnv(6, "duelist", "duelist", frame=100)))
    assert all((a == b).all() for a, b in zip(played(new, 7), played(env, 7), strict=True))


def test_the_same_seed_gives_the_same_fights_and_another_one_others(env: FightVectorEnv) -> None:
    first, again, other = played(env, 7), played(env, 7), played(env, 8)
    assert all((one == two).all() for one, two in zip(first, again, strict=True))
    assert any((one != two).any() for one, two in zip(first, other, strict=True))


def test_better_machine_code_takes_over_between_steps_and_nobody_notices(
    env: FightVectorEnv, tmp_path: Path
) -> None:
    with improved_after(100, str(tmp_path / "mine")):
        twin = FightVectorEnv(6, "duelist", "duelist", frame=100)
        soon = twin._kernel.steps(0)
        first = played(twin, 7)
        twin._kernel.wait()
    assert twin._kernel.steps(0) is not soon
    for found in (first, played(twin, 7)):
        assert all((one == two).all() for one, two in zip(found, played(env, 7), strict=True))


def test_spaces_and_shapes_are_as_gymnasium_has_them(env: FightVectorEnv) -> None:
    seen, infos = env.reset(seed=1)
    assert seen in env.observation_space
    assert seen[0] in env.single_observation_space
    assert infos["action_mask"].shape == (env.num_envs, len(env.given.meanings(LEFT)))
    found = env.step(env.action_space.sample())
    assert found[0] in env.observation_space
    assert [part.shape for part in found[1:4]] == [(env.num_envs,)] * 3


def test_what_will_not_compile_goes_on_on_the_live_engine(env: FightVectorEnv) -> None:
    luck = np.random.default_rng(3)
    _, infos = env.reset(seed=9)
    for step in range(30):
        if step == 10:
            # As if the third fight had come to something that only the live engine can do.
            env._told.facts[0, 2] = 1
            env._go_live()
        seen, *_, infos = env.step(chosen(luck, infos["action_mask"]))
        if step >= 10:
            assert (seen[2] == env._live[2].observe(LEFT)).all()


def test_before_its_first_reset_it_plays_nothing() -> None:
    env = FightVectorEnv(2, frame=100)
    half = {"reset_mask": np.array([True, False])}
    for early in (lambda: env.step(np.zeros(2, np.int64)), lambda: env.reset(options=half)):
        assert refused(early).code == "environment.reset"
    env.reset(seed=1)
    env.reset(options=half)
    env.step(np.zeros(2, np.int64))


def test_seeds_are_as_everywhere_in_gymnasium(env: FightVectorEnv) -> None:
    for odd in (np.int64(3), 1.5, -1, "x", np.array([3, 4]), [np.int64(3)]):
        with pytest.raises(gymnasium.error.Error, match="Seed must be"):
            env.reset(seed=odd)  # type: ignore[arg-type]  # that is the question
    env.reset(seed=3)
    first = env.seeds.copy()
    for none in (None, [None] * 6, ()):
        env.reset(seed=none)
        assert (env.seeds != first).any()
        env.reset(seed=[None, 3])
        assert (env.seeds == first).all()
    env.reset(seed=3)
    refused(env.reset, seed=4, options={"reset_mask": "x"})
    after = played(env, 3)
    assert all((one == two).all() for one, two in zip(after, played(env, 3), strict=True))


def test_whole_numbers_of_any_width_are_actions(env: FightVectorEnv) -> None:
    found = []
    for width in ("i1", "u1", "i4", "u8"):
        env.reset(seed=6)
        found.append(env.step(np.full(env.num_envs, 2, width))[0])
    assert all((one == found[0]).all() for one in found)


MANY = """
from combat_rules import Action, Archetype, four_phases, hookimpl

MOVES = [
    Action(name=f"m{n}", chart=four_phases(f"M{n}"), feint=60, commit=40, release=60, recovery=100)
    for n in range(140)
]

@hookimpl
def combat_actions():
    return MOVES

@hookimpl
def combat_archetypes():
    return [Archetype(name="poly", actions=tuple(one.name for one in MOVES), controller="mix")]
"""


def test_of_very_many_actions_each_does_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "many.py").write_text(MANY)
    rules = load_ruleset([str(tmp_path / "many.py")])
    env = FightVectorEnv(2, "poly", "duelist", "wait", ruleset=rules)
    names, meanings = env.given.names(LEFT), env.given.meanings(LEFT)
    env.reset(seed=1)
    seen, *_ = env.step(np.array([120, 141]))
    for place, action in enumerate((120, 141)):
        does = [name for name, is_so in zip(names, seen[place], strict=True) if is_so == 1.0]
        assert f"does {meanings[action]}" in does


def test_an_action_that_there_is_not_is_refused_and_nothing_happens(env: FightVectorEnv) -> None:
    env.reset(seed=6)
    before, nobody = env._stepper.states.copy(), np.zeros(env.num_envs, np.int64)
    for odd in (
        np.where(np.arange(env.num_envs) == 2, len(env.given.meanings(LEFT)), nobody),
        np.where(np.arange(env.num_envs) == 2, -1, nobody),
        nobody[1:], nobody + 0.5, nobody == 0, *ODD,
    ):  # fmt: skip
        refusal = refused(env.step, odd)
        assert (refusal.code, "whole numbers from 0 to" in str(refusal)) == (
            "environment.action", True,
        )  # fmt: skip
    for mask in (nobody, np.ones(3, np.bool_), "x", *ODD):
        assert refused(env.reset, options={"reset_mask": mask}).code == "environment.reset"
    for odd in ("x", 3, [1]):
        assert refused(env.reset, options=odd).code == "environment.reset"
    assert (env._stepper.states == before).all()
    env.step(nobody.tolist())  # type: ignore[arg-type]  # as some do


@pytest.mark.parametrize("count", [0, -1, 10**9, 2.0, "three", None])
def test_so_many_fights_as_nobody_can_play_are_refused(count: Any) -> None:
    assert refused(FightVectorEnv, count).code == "environment.size"


def test_gymnasium_makes_it_by_name(env: FightVectorEnv) -> None:
    made = gymnasium.make_vec(SOLO, 3, "vector_entry_point", frame=20)
    assert isinstance(made, VectorEnv)
    assert made.unwrapped.num_envs == 3


def test_wrappers_of_gymnasium_see_episodes_end(env: FightVectorEnv) -> None:
    watched = RecordEpisodeStatistics(env)
    luck, (_, infos) = np.random.default_rng(5), watched.reset(seed=2)
    lengths: list[int] = []
    for _ in range(200):
        *_, infos = watched.step(chosen(luck, infos["action_mask"]))
        if "episode" in infos:
            lengths += infos["episode"]["l"][infos["_episode"]].tolist()
    assert len(lengths) > 3
    assert min(lengths) > 10


def test_what_it_gives_is_not_written_to_later(env: FightVectorEnv) -> None:
    seen, infos = env.reset(seed=3)
    kept = seen.copy(), infos["action_mask"].copy()
    for _ in range(3):
        env.step(np.full(env.num_envs, 2))
    assert (seen == kept[0]).all()
    assert (infos["action_mask"] == kept[1]).all()


def burst() -> Ruleset:
    """Rules under which whoever is hit may get out of that, for much of its stamina."""
    blow = replace(JAB, hitstun=40, stamina_cost=1, damage=1, tags=frozenset())
    out = replace(blow, name="burst", stamina_cost=40, out_of=(Stun.HITSTUN,))
    kind = Archetype(
        name="fighter", actions=("jab", "burst"), controller="jab", stamina_regeneration=300
    )
    jabs = Controller("jab", lambda view: Wait(7) if view.me.doing is not None else Act("jab"))
    return ruleset([blow, out], archetypes=[kind], controllers=[jabs])


@pytest.mark.parametrize("until_free", [False, True])
def test_whoever_knows_a_way_out_of_its_stun_decides_in_it(until_free: bool) -> None:
    env = FightVectorEnv(
        2, "fighter", "fighter",
        ruleset=burst(), frame=2, until_free=until_free, duration=2000, distance=10,
    )  # fmt: skip
    luck = np.random.default_rng(4)
    seen, infos = env.reset(seed=1)
    fights = [LiveFight(env.given, int(seed)) for seed in env.seeds]
    stunned, got_out = 0, 0
    for _ in range(150):
        mask = infos["action_mask"]
        for place, fight in enumerate(fights):
            assert (seen[place] == fight.observe(LEFT)).all()
            assert (mask[place] == fight.mask(LEFT)).all()
        actions = chosen(luck, mask)
        for place, fight in enumerate(fights):
            state = fight.combat.combatant("left")
            if state.stunned_until > fight.combat.now:
                stunned += 1
                got_out += int(actions[place]) == 3
                assert not mask[place, 2]
            fight.step({LEFT: int(actions[place])})
        seen, *_, infos = env.step(actions)
    assert stunned > got_out > 5


SUDDEN = """
from combat_rules import Act, Action, Archetype, Controller, Wait, four_phases, hookimpl


def sudden(view):
    return Act("fell") if view.dice.chance("at once", 40) else Wait(40)


@hookimpl
def combat_actions():
    fell = {"release": 5, "damage": 1000, "reach": 90}
    return [Action(name="fell", chart=four_phases("Fell"), **fell)]


@hookimpl
def combat_archetypes():
    return [Archetype(name="sudden", actions=("fell", "block"), controller="sudden")]


@hookimpl
def combat_controllers():
    return [Controller("sudden", sudden)]
"""


@pytest.fixture
def sudden(tmp_path: Path) -> dict[str, Any]:
    """Fights in which the foe fells whoever it meets at the first tick, now and then."""
    (tmp_path / "sudden.py").write_text(SUDDEN)
    rules = load_ruleset([str(tmp_path / "sudden.py")])
    return {"ruleset": rules, "distance": 10, "frame": 20, "duration": 100}


@pytest.mark.parametrize("goes_live", [False, True])
def test_a_fight_that_is_over_as_it_begins_is_told_so_by_its_first_step(
    goes_live: bool, sudden: dict[str, Any]
) -> None:
    """As by ``SoloEnv``, and no fight is begun and ended in one step."""
    env = FightVectorEnv(8, "duelist", "sudden", **sudden)
    env.reset(seed=2)
    fights = [LiveFight(env.given, int(seed)) for seed in env.seeds]
    over, told = np.zeros(env.num_envs, np.bool_), []
    for step in range(40):
        if goes_live and step == 3:
            env._told.facts[0, :4] = 1
            env._go_live()
        if step == 20:
            env = pickle.loads(pickle.dumps(env))
        before = over
        mask = np.array([True, False] * 4)
        if step == 30:
            env.reset(options={"reset_mask": mask})
            before = before & ~mask
            for place in np.flatnonzero(mask).tolist():
                fights[place] = LiveFight(env.given, int(env.seeds[place]))
        _, value, done, late, _ = env.step(np.full(env.num_envs, 3))
        over = done | late
        for place, fight in enumerate(fights):
            if before[place]:
                fights[place] = LiveFight(env.given, int(env.seeds[place]))
                assert (value[place], over[place]) == (0.0, False)
                continue
            healths, begun = fight.healths, fight.combat.now
            fight.step({LEFT: 3})
            assert fight.ended == (done[place], late[place])
            assert value[place] == worth(env.given, healths, fight.healths, fight.won)[0]
            told.append(begun == fight.combat.now)
    assert sum(told) > 20


def test_an_environment_of_one_fight_tells_so_as_well(sudden: dict[str, Any]) -> None:
    env = SoloEnv("duelist", "sudden", **sudden)
    fates = Counter[float]()
    for seed in range(30):
        _, info = env.reset(seed=seed)
        alive = bool(info["action_mask"][1:].any())
        _, value, over, late, _ = env.step(0)
        assert alive or (value, over, late) == (-1.0, True, False)
        fates[alive] += 1
        if over:
            assert refused(env.step, 0).code == "environment.reset"
    assert min(fates[True], fates[False]) > 5
