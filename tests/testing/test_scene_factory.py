"""Scenes made to order: sensible without a word, exact with one, clear about a wrong one."""

import re
from typing import Any

import pytest

from combat_rules import Action, CombatError, Scene, load_ruleset
from combat_rules.charts import (
    aware_of_target,
    can_act,
    cooldown_is_over,
    facing_target,
    has_stamina,
    health_below,
    is_cancellable,
    named,
    not_interrupted,
    several_hits,
    target_in_reach,
    target_is_defeated,
    tick_in_phase_between,
)
from combat_rules.charts.guards import can_act_out_of
from combat_rules.model import ActionStateType, AwarenessLevel, Stun
from combat_rules.testing import make_scene
from plugins.fencing.rules import POISE
from tests.scenarios.story import FENCING


def test_a_scene_needs_nothing_said() -> None:
    scene = make_scene()
    assert (scene.action.name, scene.distance, scene.now) == ("attack", 10, 0)
    assert (scene.actor.facing, scene.target.facing) == (1, -1)
    assert scene.awareness is AwarenessLevel.AWARE
    assert scene.actor.stamina == scene.actor.max_stamina > 0


def test_what_is_said_of_a_fighter_is_so_and_the_rest_is_its_archetypes() -> None:
    scene = make_scene(actor={"archetype": "brute", "stamina": 3}, target={"health": 500})
    assert (scene.actor.archetype, scene.actor.stamina) == ("brute", 3)
    assert (scene.target.health, scene.target.max_health) == (500, 500)


@pytest.mark.parametrize(
    ("said", "facing"),
    [
        ({"actor": {"position": 50}, "target": {"position": 20}}, (-1, 1)),
        ({"actor": {"position": 20}, "target": {"position": 50}}, (1, -1)),
        ({"actor": {"position": 50, "facing": 1}, "target": {"position": 20}}, (1, 1)),
        ({"actor": {"position": 50}, "target": {"position": 20, "facing": -1}}, (-1, -1)),
    ],
)
def test_the_two_face_each_other_unless_it_is_said(
    said: dict[str, Any], facing: tuple[int, int]
) -> None:
    scene = make_scene(**said)
    assert (scene.actor.facing, scene.target.facing) == facing


def test_words_of_the_rules_may_be_given_by_name() -> None:
    scene = make_scene(actor={"stun": "hitstun"}, target={"stun": Stun.STAGGER})
    assert (scene.actor.stun, scene.target.stun) == (Stun.HITSTUN, Stun.STAGGER)


def test_attributes_of_plugins_are_fields_like_any_other() -> None:
    scene = make_scene("lunge", actor={"poise": 2}, ruleset=load_ruleset([FENCING]))
    assert (POISE.of(scene.actor), POISE.of(scene.target)) == (2, 10)


def test_in_a_phase_the_action_runs_and_began_when_it_must_have() -> None:
    scene = make_scene("attack", phase="commit", in_phase=7)
    running = scene.running
    assert running is not None
    assert (running.phase, running.state) == ("commit", ActionStateType.COMMIT)
    assert running.started == 0
    assert scene.now - running.phase_since == scene.now - scene.actor.phase_since == 7
    assert scene.actor.doing == "attack"


def test_an_action_of_no_ruleset_can_be_tried_as_well() -> None:
    assert make_scene(Action(name="poke", reach=9)).action.reach == 9


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown action": ({"action": "atack"}, "no action 'atack'.*did you mean attack"),
    "an unknown field": ({"actor": {"stanima": 3}}, "no 'stanima'; did you mean stamina"),
    "an action of a number that is none": (
        {"action": Action(name="odd", damage="much")},  # type: ignore[arg-type]  # that is it
        "the action 'odd' cannot be used: damage is 'much'; a whole number from 0",
    ),
    "an action without ticks of a phase": (
        {"action": Action(name="odd", chart=several_hits("Odd", 2), phases={"gap_2": 3})},
        "'odd' cannot be used: its phase release_2 has no ticks; add phases",
    ),
    "an unknown phase": ({"phase": "comit"}, "no phase 'comit'; did you mean commit"),
    "an unknown archetype": ({"actor": {"archetype": "bruut"}}, "did you mean brute"),
    "a text for a number": (
        {"actor": {"stamina": "much"}},
        "stamina of the actor is 'much'; a whole",
    ),
    "a time in no phase": (
        {"in_phase": 7},
        "in_phase is 7, and without a phase nothing runs",
    ),
    "a tick too early": (
        {"phase": "release", "in_phase": 5, "now": 384},
        "now is 384, and attack has been in release for 5 ticks at tick 385 at the earliest; leave",
    ),
    "more than all health": (
        {"actor": {"health": 500, "max_health": 100}},
        "health of the actor is 500, and its max_health 100; give no more, or leave max_health out",
    ),
    "too far away": (
        {"actor": {"position": 10**9}, "distance": 1},
        "position of the target is 1000000001; a whole number from 0",
    ),
    "a number for a mapping": (
        {"actor": {"cooldowns": 3}},
        "the actor cannot be so: cooldowns is 3; a mapping of texts to whole numbers from 0",
    ),
    "a word for several": ({"target": {"actions": "attack"}}, "actions is 'attack'; a tuple of"),
    "a number for a truth": ({"actor": {"interrupted": 3}}, "interrupted is 3; True or False"),
    "a number for a word": ({"actor": {"doing": 3}}, "doing is 3; a text, or None"),
    "an unknown word": (
        {"actor": {"stun": "hard", "defence": "hit"}},
        "so: stun is 'hard'; one of hitstun, blockstun, stagger, knockdown, or None$",
    ),
    "less than nothing": ({"target": {"health": -1}}, "health of the target is -1"),
    "a number for a level": (
        {"awareness": 2},
        "awareness is 2; one of AwarenessLevel.UNAWARE, AwarenessLevel.SUSPICIOUS, Awareness",
    ),
    "a negative distance": ({"distance": -1}, "distance is -1"),
    "places and a distance": ({"target": {"position": 5}, "distance": 9}, "give one of the two"),
}


@pytest.mark.parametrize(("said", "why"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_is_refused_in_words(said: dict[str, Any], why: str) -> None:
    with pytest.raises(CombatError, match=why):
        make_scene(**said)


def stunned_by(stun: Stun) -> dict[str, Any]:
    """What is said of somebody who is in a stun."""
    return {"actor": {"stunned_until": 5, "stun": stun}, "now": 4}


GUARDS: dict[str, tuple[Any, dict[str, Any], dict[str, Any]]] = {
    "has_stamina": (has_stamina, {"actor": {"stamina": 12}}, {"actor": {"stamina": 11}}),
    "not_interrupted": (not_interrupted, {}, {"actor": {"interrupted": True}}),
    "is_cancellable": (is_cancellable, {"action": Action(name="a", cancellable=True)},
                       {"action": Action(name="a")}),
    "target_in_reach": (target_in_reach, {"action": Action(name="a", reach=60), "distance": 60},
                        {"action": Action(name="a", reach=60), "distance": 61}),
    "facing_target": (facing_target, {}, {"actor": {"facing": -1}}),
    "facing_target on one spot": (facing_target, {"distance": 0, "actor": {"facing": -1}},
                                  {"distance": 1, "actor": {"facing": -1}}),
    "target_is_defeated": (target_is_defeated, {"target": {"defeated": True}}, {}),
    "aware_of_target": (aware_of_target, {}, {"awareness": AwarenessLevel.SUSPICIOUS}),
    "cooldown_is_over": (cooldown_is_over, {"actor": {"cooldowns": {"attack": 5}}, "now": 5},
                         {"actor": {"cooldowns": {"attack": 5}}, "now": 4}),
    "can_act, stunned": (can_act, {"actor": {"stunned_until": 5}, "now": 5},
                         {"actor": {"stunned_until": 5}, "now": 4}),
    "can_act, defeated": (can_act, {}, {"actor": {"defeated": True}}),
    "can_act_out_of, stunned": (can_act_out_of(Stun.STAGGER), stunned_by(Stun.STAGGER),
                                stunned_by(Stun.HITSTUN)),
    "can_act_out_of, paused": (can_act_out_of(Stun.STAGGER),
                               {"actor": {"paused_until": 5}, "now": 5},
                               {"actor": {"paused_until": 5}, "now": 4}),
    "health_below": (health_below(30), {"actor": {"health": 26}}, {"actor": {"health": 27}}),
    "tick_in_phase_between, first": (tick_in_phase_between(2, 5),
                                     {"phase": "feint", "in_phase": 2},
                                     {"phase": "feint", "in_phase": 1}),
    "tick_in_phase_between, last": (tick_in_phase_between(2, 5),
                                    {"phase": "feint", "in_phase": 5},
                                    {"phase": "feint", "in_phase": 6}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("guard", "so", "not_so"),
    GUARDS.values(),
    ids=GUARDS.keys(),
)
def test_a_stock_guard_holds_up_to_its_limit_and_not_beyond(
    guard: Any, so: dict[str, Any], not_so: dict[str, Any]
) -> None:
    assert guard(make_scene(**so)) is True
    assert guard(make_scene(**not_so)) is False


def close_by(scene: Scene) -> bool:
    """The target is close by."""
    return scene.distance < 5


OUT_OF_RANGE: dict[str, tuple[Any, tuple[Any, ...], str]] = {
    "more than all health": (health_below, (200,), "percent is 200; a whole number from 0 to 100"),
    "less than no health": (health_below, (-1,), "percent is -1; a whole number from 0 to 100"),
    "a share as a fraction": (health_below, (0.3,), "percent is 0.3; a whole number from 0"),
    "no tick at all": (tick_in_phase_between, (5, 1),
                       "no tick is from 5 to 1; give the lower number first, "
                       "tick_in_phase_between(1, 5)"),
    "no name": (named, (close_by,), "name is <function close_by"),
    "before the phase": (tick_in_phase_between, (-1, 5), "first is -1; a whole number from 0"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("make", "numbers", "said"), OUT_OF_RANGE.values(), ids=OUT_OF_RANGE.keys()
)
def test_a_guard_of_numbers_refuses_what_is_out_of_their_range(
    make: Any, numbers: tuple[Any, ...], said: str
) -> None:
    with pytest.raises(CombatError, match=re.escape(said)) as raised:
        make(*numbers)
    assert raised.value.code == "call.invalid"


def test_a_guard_of_numbers_takes_the_ends_of_its_range() -> None:
    assert health_below(100)(make_scene(actor={"health": 1})) is True
    assert health_below(0)(make_scene(actor={"health": 0})) is False
    assert tick_in_phase_between(3, 3)(make_scene(phase="feint", in_phase=3)) is True
