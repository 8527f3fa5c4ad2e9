"""What several bring about at one moment names all of them, and nobody is told of first for having
joined first."""

from collections.abc import Iterable
from itertools import permutations
from typing import Any

import pytest
from msgspec.structs import replace

from combat_rules import Action, CombatEvent, CombatSystem, Effects, Outcome, Scene, four_phases
from combat_rules.engine.core.endings import compare_shares
from combat_rules.model import ContactRule, DamageRule, PerceptionRule
from combat_rules.model.events import (
    ActionHit,
    ActionInterrupted,
    AttributeChanged,
    CombatantDefeated,
    CombatantPushed,
    CombatantStunned,
    DamageDealt,
    FightEnded,
    details,
)
from tests.rules import JAB, SLAM, at, duel, empty_fight, heard_of, listen, only, types

RED = ("ayla", "cato", "dara")


def three_on_one(
    order: Iterable[str] = RED, action: Action = JAB, **options: Any
) -> tuple[CombatSystem, list[CombatEvent]]:
    """Three who strike Borin at one tick, in the order in which they join."""
    combat = empty_fight([action, SLAM], **options)
    for name in order:
        combat.add_combatant("fighter", name, team="red", position=45, controller="")
    combat.add_combatant("fighter", "borin", team="blue", position=55, controller="")
    heard = listen(combat)
    combat.execute_action("slam", "borin")
    for name in sorted(order):
        combat.execute_action("jab", name)
    return at(combat, 30), heard


def sequences(events: Iterable[CombatEvent]) -> tuple[int, ...]:
    return tuple(sorted(event.sequence for event in events))


def test_an_interruption_by_three_names_the_blows_of_all_three() -> None:
    _, heard = three_on_one()
    blows = [event for event in heard if event.type == "action_counter_hit"]
    assert only(heard, ActionInterrupted).causes == sequences(blows)
    assert {event.causes for event in heard_of(heard, CombatantStunned)} == {
        (event.sequence,) for event in blows
    }


def test_a_push_by_three_names_all_three() -> None:
    _, heard = three_on_one(action=replace(JAB, pushback=2))
    blows = [event for event in heard if event.type == "action_counter_hit"]
    assert only(heard, CombatantPushed).causes == sequences(blows)


def test_a_fall_names_every_blow_that_took_health() -> None:
    _, heard = three_on_one(action=replace(JAB, damage=40))
    dealt = heard_of(heard, DamageDealt)
    assert [event.lost for event in dealt] == [40, 40, 20]
    assert only(heard, CombatantDefeated).causes == sequences(dealt)


def test_a_blow_that_found_no_health_to_take_has_no_part_in_a_fall() -> None:
    _, heard = three_on_one(action=replace(JAB, damage=50))
    dealt = heard_of(heard, DamageDealt)
    assert only(heard, CombatantDefeated).causes == sequences(dealt[:2])


def test_a_fight_that_ends_as_both_fall_names_both_falls() -> None:
    combat = duel([replace(JAB, damage=100)])
    heard = listen(combat)
    for name in ("ayla", "borin"):
        combat.execute_action("jab", name)
    at(combat, 10)
    falls = heard_of(heard, CombatantDefeated)
    assert only(heard, FightEnded).causes == sequences(falls)
    assert len(falls) == 2


def tire(scene: Scene, effects: Effects) -> None:
    """Take stamina from Borin."""
    effects.change("borin", "stamina", -3)


def test_a_change_by_three_is_one_change_of_no_single_action_that_names_all_causes() -> None:
    _, heard = three_on_one(action=replace(JAB, reach=0, chart=four_phases("T", on_release=[tire])))
    changed = next(e for e in heard_of(heard, AttributeChanged) if e.source == "borin")
    assert details(changed) == {"attribute": "stamina", "change": -9, "value": 91}
    released = [e for e in heard if e.type == "action_released" and e.source in RED]
    assert (changed.action, changed.causes) == (None, sequences(released))


def test_a_change_that_one_action_asks_for_twice_is_still_its_own() -> None:
    def tire_too(scene: Scene, effects: Effects) -> None:
        tire(scene, effects)

    twice = replace(JAB, reach=0, chart=four_phases("T", on_release=[tire, tire_too]))
    combat = duel([twice])
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 10)
    (changed,) = heard_of(heard, AttributeChanged)
    assert (changed.change, changed.action) == (-6, "ayla#1")
    assert len(changed.causes) == 1


@pytest.mark.parametrize("damage", [10, 40, 50], ids=repr)
def test_the_order_of_joining_decides_nothing_but_numbers(damage: int) -> None:
    told = []
    for order in permutations(RED):
        _, heard = three_on_one(order, replace(JAB, damage=damage))
        by_sequence = {event.sequence: event for event in heard}
        told.append(
            sorted(
                (e.timestamp, e.type, e.source or "", e.target or "", repr(details(e)),
                 sorted(by_sequence[c].type + (by_sequence[c].source or "") for c in e.causes))
                for e in heard
                if e.type not in ("fight_started", "combatant_joined")
            )
        )  # fmt: skip
    assert all(one == told[0] for one in told)


# -- rules that raise ------------------------------------------------------------------------------


def breaks_for(name: str) -> Any:
    """A rule that raises when a blow of somebody is judged."""

    def judge(scene: Scene) -> Outcome:
        if scene.actor.id == name:
            raise LookupError("no answer")
        assert scene.outcome is not None
        assert scene.target.action is not None or scene.outcome is not Outcome.TRADE
        return scene.outcome

    return judge


@pytest.mark.parametrize("order", [("ayla", "borin"), ("borin", "ayla")], ids=" then ".join)
@pytest.mark.parametrize("who", ["ayla", "borin"])
def test_a_rule_that_raises_of_one_blow_leaves_the_same_of_the_other(
    who: str, order: tuple[str, ...]
) -> None:
    combat = empty_fight(contact_rules=[ContactRule("breaks", 1, breaks_for(who))], strict=False)
    for name in order:
        position = 45 if name == "ayla" else 55
        combat.add_combatant("fighter", name, position=position, controller="",
                             facing=1 if name == "ayla" else -1)  # fmt: skip
    heard = listen(combat)
    for name in order:
        combat.execute_action("jab", name)
    at(combat, 30)
    other = "borin" if who == "ayla" else "ayla"
    assert types(heard, "action_traded", "action_aborted") == ["action_aborted"]
    assert only(heard, ActionHit).source == other
    assert combat.combatant(who).health == 90
    assert combat.combatant(other).health == 100


@pytest.mark.parametrize("order", [*permutations(("ayla", "cato", "borin"))], ids=" ".join)
def test_a_damage_rule_that_raises_of_one_blow_aborts_it_before_the_other_lands(
    order: tuple[str, ...],
) -> None:
    def breaks(scene: Scene, damage: int) -> int:
        if scene.actor.id == "borin":
            raise LookupError("no answer")
        return damage

    combat = empty_fight([JAB], damage_rules=[DamageRule("breaks", 1, breaks)], strict=False)
    for name in order:
        team, position = ("blue", 55) if name == "borin" else ("red", 45)
        facing = -1 if name == "borin" else 1
        combat.add_combatant(
            "fighter", name, team=team, position=position, facing=facing, controller=""
        )
    heard = listen(combat)
    for name in order:
        combat.execute_action("jab", name, None if name == "borin" else "borin")
    at(combat, 30)
    assert [event.source for event in heard_of(heard, ActionHit)] in (
        ["ayla", "cato"], ["cato", "ayla"],
    )  # fmt: skip
    assert types(heard, "action_traded", "action_counter_hit", "action_interrupted") == []


def test_who_sees_whom_is_judged_before_anything_of_that_is_known() -> None:
    def unaware(scene: Scene) -> bool:
        return scene.target_awareness.value > 0 or scene.actor.id == "ayla"

    told = []
    for order in permutations(("ayla", "borin")):
        combat = empty_fight(perception_rules=[PerceptionRule("notices", unaware)])
        for name in order:
            side = name == "ayla"
            combat.add_combatant("fighter", name, position=45 if side else 55, controller="",
                                 facing=1 if side else -1)  # fmt: skip
        at(combat, 20)
        told.append({pair: known.level for pair, known in combat.state.world.knowledge.items()})
    assert told[0] == told[1]


# -- shares of health ------------------------------------------------------------------------------

MANY = 8 * 10**9
SHARES = {
    "a half and a third": (1, 2, 1, 3, 1),
    "a third and a half": (1, 3, 1, 2, -1),
    "the same in other numbers": (2, 4, 5, 10, 0),
    "all and all": (7, 7, 9, 9, 0),
    "all and nearly all": (7, 7, 8, 9, 1),
    "nothing and nothing": (0, 5, 0, 9, 0),
    "nothing and something": (0, 5, 1, 10**9, -1),
    "of eight with a billion each": (MANY - 1, MANY, MANY - 2, MANY - 1, 1),
    "a hair less": (MANY - 2, MANY - 1, MANY - 1, MANY, -1),
}


@pytest.mark.parametrize(("a", "b", "c", "d", "expected"), SHARES.values(), ids=SHARES.keys())
def test_shares_are_compared_exactly(a: int, b: int, c: int, d: int, expected: int) -> None:
    assert compare_shares(a, b, c, d) == expected
    assert compare_shares(c, d, a, b) == -expected
    assert (a * d > c * b) - (a * d < c * b) == expected
