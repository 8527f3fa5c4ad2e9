"""The systems agree on everything; where they are made to differ, it is found and put right."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from combat_rules import (
    ActionStateType,
    CombatSystem,
    Knowledge,
    Position,
    Sighting,
    World,
)
from tests.rules import at, duel, empty_fight


def fight_under_way() -> CombatSystem:
    """Ayla is committed to a slam, Borin stunned, Cato waits; all have controllers but Ayla."""
    combat = empty_fight(distance=10)
    combat.add_combatant("fighter", "ayla", controller="", team="red")
    combat.add_combatant("fighter", "borin", team="blue")
    combat.add_combatant("fighter", "cato", team="blue", position=90)
    combat.execute_action("jab", "ayla")
    at(combat, 10).execute_action("slam", "ayla")
    return at(combat, 12)


def without(mapping: Any, key: Any) -> dict[Any, Any]:
    return {k: v for k, v in mapping.items() if k != key}


def action(world: World, **changes: Any) -> World:
    changed = replace(world.actions["ayla"], **changes)
    return replace(world, actions={**world.actions, "ayla": changed})


SEEN = (Sighting(0, "", "idle"),)
KNOWN = Knowledge(level=2, in_sight=True, since=0, seen_since=0)  # type: ignore[arg-type]

FAULTS: dict[str, tuple[Callable[[World], World], str, str]] = {
    "a running action is lost": (
        lambda w: replace(w, actions=without(w.actions, "ayla")), "ayla", "action system"
    ),
    "another use is running": (lambda w: action(w, id="ayla#9"), "ayla", "action system"),
    "another action is running": (lambda w: action(w, name="jab"), "ayla", "action system"),
    "it is in another phase": (
        lambda w: action(
            w, position=Position("release", ("release",)), state=ActionStateType.RELEASE
        ),
        "ayla",
        "action system",
    ),
    "its phase began at another time": (
        lambda w: action(w, phase_since=3), "ayla", "action system"
    ),
    "its time is past": (lambda w: action(w, due=2), "ayla", "action system"),
    "its time never comes": (lambda w: action(w, due=10**8), "ayla", "action system"),
    "somebody idle is said to act": (
        lambda w: replace(w, actions={**w.actions, "cato": w.actions["ayla"]}),
        "cato",
        "action system",
    ),
    "it was never announced": (
        lambda w: replace(w, announced=without(w.announced, "ayla")), "ayla", "event system"
    ),
    "another use was announced": (
        lambda w: replace(
            w, announced={**w.announced, "ayla": ("ayla#1", w.announced["ayla"][1])}
        ),
        "ayla",
        "event system",
    ),
    "it was announced too far": (
        lambda w: replace(
            w, announced={**w.announced, "ayla": ("ayla#2", Position("active", ("active",)))}
        ),
        "ayla",
        "event system",
    ),
    "it is seen doing something else": (
        lambda w: replace(w, appearances={**w.appearances, "ayla": SEEN}),
        "ayla",
        "awareness system",
    ),
    "it was never seen": (
        lambda w: replace(w, appearances=without(w.appearances, "cato")),
        "cato",
        "awareness system",
    ),
    "it was seen in the future": (
        lambda w: replace(
            w, appearances={**w.appearances, "cato": (Sighting(99, "", "idle"),)}
        ),
        "cato",
        "awareness system",
    ),
    "it knows nothing of another": (
        lambda w: replace(w, knowledge=without(w.knowledge, ("borin", "ayla"))),
        "borin",
        "awareness system",
    ),
    "its stun never ends": (
        lambda w: replace(w, stuns=without(w.stuns, "borin")), "borin", "action system"
    ),
    "its stun ends at another time": (
        lambda w: replace(w, stuns={"borin": 13}), "borin", "action system"
    ),
    "it is stunned and is not": (
        lambda w: replace(w, stuns={**w.stuns, "cato": 40}), "cato", "action system"
    ),
    "its controller is never asked": (
        lambda w: replace(w, thinking=without(w.thinking, "cato")), "cato", "action system"
    ),
    "its controller is asked while it is stunned": (
        lambda w: replace(w, thinking={**w.thinking, "borin": 13}), "borin", "action system"
    ),
    "a stranger acts": (
        lambda w: replace(w, actions={**w.actions, "dara": w.actions["ayla"]}),
        "dara",
        "action system",
    ),
    "a stranger is stunned": (
        lambda w: replace(w, stuns={**w.stuns, "dara": 40}), "dara", "action system"
    ),
    "a stranger is asked": (
        lambda w: replace(w, thinking={**w.thinking, "dara": 40}), "dara", "action system"
    ),
    "a stranger is announced": (
        lambda w: replace(w, announced={**w.announced, "dara": w.announced["ayla"]}),
        "dara",
        "event system",
    ),
    "a stranger is seen": (
        lambda w: replace(w, appearances={**w.appearances, "dara": SEEN}),
        "dara",
        "awareness system",
    ),
    "a stranger is known": (
        lambda w: replace(w, knowledge={**w.knowledge, ("ayla", "dara"): KNOWN}),
        "dara",
        "awareness system",
    ),
}  # fmt: skip
each_fault = pytest.mark.parametrize(("plant", "who", "system"), FAULTS.values(), ids=FAULTS)


@each_fault
def test_a_disagreement_is_found_and_named(
    plant: Callable[[World], World], who: str, system: str
) -> None:
    combat = fight_under_way()
    combat.state.restore(plant(combat.state.world))
    assert (who, system) in {(d.combatant, d.system) for d in combat.synchronize_states()}


@each_fault
def test_a_disagreement_is_repaired_and_the_fight_goes_on_to_its_end(
    plant: Callable[[World], World], who: str, system: str
) -> None:
    combat = fight_under_way()
    before = combat.combatants
    combat.state.restore(plant(combat.state.world))
    assert combat.synchronize_states() != ()
    assert combat.synchronize_states() == ()
    assert combat.combatants == before
    for tick in range(13, 80):
        assert at(combat, tick).synchronize_states() == ()
    assert combat.run().reason == "time_out"


def test_a_sound_fight_has_nothing_to_repair_and_keeps_its_history() -> None:
    combat = fight_under_way()
    before = combat.save()
    assert combat.synchronize_states() == ()
    assert combat.save() == before
    combat.rollback(1)


def test_several_disagreements_are_found_at_once() -> None:
    combat = fight_under_way()
    world = combat.state.world
    combat.state.restore(replace(world, actions={}, announced={}, appearances={}))
    found = {(d.combatant, d.system) for d in combat.synchronize_states()}
    assert found >= {
        ("ayla", "action system"),
        ("ayla", "event system"),
        ("borin", "awareness system"),
    }


def test_a_disagreement_reads_as_a_sentence() -> None:
    combat = fight_under_way()
    combat.state.restore(replace(combat.state.world, actions={}))
    assert str(combat.synchronize_states()[0]) == (
        "ayla: the action system says nothing runs, the state manager says ayla#2 slam in feint"
    )


@pytest.mark.parametrize("action_name", ["jab", "slam", "guard", "dodge", "parry", "walk"])
def test_all_agree_at_every_tick_of_an_exchange(action_name: str) -> None:
    combat = duel()
    combat.execute_action(action_name, "borin")
    combat.execute_action("jab", "ayla")
    for tick in range(60):
        assert at(combat, tick).synchronize_states() == ()
