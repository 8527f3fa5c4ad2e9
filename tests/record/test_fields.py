"""Comparing worlds: the state tells whether they differ, the path tells where."""

from typing import Any

import pytest
from msgspec.structs import replace

from combat_rules import CombatSystem, Command
from combat_rules.engine.core.records import Seat, Sight, StatusState
from combat_rules.engine.core.rows import Cooldown
from combat_rules.model import AwarenessLevel, Outcome, Position, Stun
from combat_rules.record import Field, state_hash
from combat_rules.record.fields import MISSING, of_data
from combat_rules.record.worlds import Hasher
from tests.rules import at, duel

UNSEEN = Sight(AwarenessLevel.SUSPICIOUS, False, 3, 4)
OTHERS: dict[str, Any] = {
    "id": "cyra", "fractions": (12, 12), "sights": (UNSEEN, UNSEEN), "looks": (), "actions": (),
    "target": 1, "move": 1, "leg": 1, "ending": 2, "cooldowns": (Cooldown(2, 9),),
    "statuses": (StatusState(0, 1, 2),), "stun": Stun.STAGGER, "defence": Outcome.EVADED,
    "outcome": Outcome.HIT, "deep": Position("recovery", ("recovery",)), "state": None,
}  # fmt: skip
"""Another value for the fields of a seat where 12 will not do."""


def busy_fight() -> CombatSystem:
    """A fight with an exchange behind it and another under way."""
    combat = duel()
    combat.execute_action("guard", "borin")
    at(combat, 5).execute_action("jab", "ayla")
    at(combat, 30).execute_action("slam", "borin")
    return at(combat, 33)


def test_the_same_fight_played_twice_has_the_same_state() -> None:
    one, other = busy_fight().state.world, busy_fight().state.world
    assert one is not other
    assert state_hash(one) == state_hash(other)
    assert list(of_data("", one, other)) == []


def test_a_hasher_that_knows_the_world_before_gives_the_same_hash() -> None:
    hasher, combat = Hasher(), duel(names=())
    for number in range(7):
        combat.add_combatant("fighter", f"fighter {number}", team=f"team {number % 2}")
        combat.schedule([Command(actor=f"fighter {number}", action="jab", at=3 * number)])
        assert hasher.hash(combat.state.world) == state_hash(combat.state.world)
    for tick in range(60):
        assert hasher.hash(at(combat, tick).state.world) == state_hash(combat.state.world)


def test_one_tick_more_is_another_state() -> None:
    combat = busy_fight()
    before = state_hash(combat.state.world)
    assert state_hash(at(combat, 34).state.world) != before


def test_the_state_is_the_same_on_every_machine() -> None:
    assert state_hash(busy_fight().state.world) == "17660d3f21e6fb594d290419fb34a238"


@pytest.mark.parametrize(
    ("one", "other", "path", "first", "second"),
    [
        ({"a": 1}, {"a": 2}, "x.a", 1, 2),
        ({"a": 1}, {}, "x.a", 1, MISSING),
        ({}, {("a", "b"): 1}, "x.a of b", MISSING, 1),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, "x.order", ("a", "b"), ("b", "a")),
        ((1, 2), (1, 3), "x[1]", 2, 3),
        ((1, 2), (1,), "x[1]", 2, MISSING),
        (1, True, "x", 1, True),
        ("ab", "ac", "x", "ab", "ac"),
    ],
    ids=["value", "gone", "new", "order", "item", "shorter", "kind", "text"],
)
def test_a_difference_says_where_and_what(
    one: Any, other: Any, path: str, first: Any, second: Any
) -> None:
    assert list(of_data("x", one, other)) == [Field(path, first, second)]


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("health", 3, "combatants.ayla.health"),
        ("cooldowns", (Cooldown(1, 9),), "combatants.ayla.cooldowns.jab"),
        ("defeated", True, "combatants.ayla.defeated"),
    ],
)
def test_a_field_of_a_combatant_is_named_by_its_path(field: str, value: Any, path: str) -> None:
    world = busy_fight().state.world
    ayla, *others = world.seats
    other = replace(world, seats=(replace(ayla, **{field: value}), *others))
    assert [found.path for found in of_data("", world, other)] == [path]
    assert state_hash(world) != state_hash(other)


@pytest.mark.parametrize("field", sorted({*Seat.__struct_fields__} - {"place", "values"}))
def test_no_field_of_a_seat_differs_unnamed_or_unhashed(field: str) -> None:
    world = busy_fight().state.world
    ayla, borin = world.seats
    other = replace(world, seats=(ayla, replace(borin, **{field: OTHERS.get(field, 12)})))
    assert [*of_data("", world, other)]
    assert state_hash(world) != state_hash(other)


def test_all_are_named_in_the_order_of_the_fields() -> None:
    world = busy_fight().state.world
    other = replace(world, now=99, sequence=0, started=False)
    assert [found.path for found in of_data("", world, other)] == ["now", "sequence", "started"]


def test_a_difference_reads_as_a_sentence() -> None:
    assert str(Field("now", 33, MISSING)) == "now: 33 -> nothing"
