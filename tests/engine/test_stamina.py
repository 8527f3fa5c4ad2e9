"""Stamina: paid on the release, asked twice, and back to the tick."""

import pytest
from msgspec.structs import replace

from combat_rules import Attribute, CombatSystem, Effects, Scene, four_phases
from combat_rules.charts import has_stamina
from combat_rules.engine import Save
from combat_rules.model.events import ActionReleased, AttributeChanged, details
from tests.rules import (
    JAB,
    SLAM,
    WALK,
    at,
    cause_of,
    duel,
    empty_fight,
    listen,
    only,
    planted,
    types,
)


def drain(combat: CombatSystem, name: str, stamina: int) -> None:
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant(name), stamina=stamina))


@pytest.mark.parametrize(
    ("tick", "stamina"), [(2, 100), (3, 95)], ids=["before the release", "on the release"]
)
def test_stamina_is_paid_on_entering_the_release(tick: int, stamina: int) -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    assert at(combat, tick).combatant("ayla").stamina == stamina


def test_what_was_paid_is_announced_with_its_cause() -> None:
    combat = duel()
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    paid = only(heard, AttributeChanged)
    assert details(paid) == {"attribute": "stamina", "change": -5, "value": 95}
    assert cause_of(paid) == only(heard, ActionReleased).sequence


@pytest.mark.parametrize(
    ("tick", "phases"),
    [(0, ["action_started"]), (1, ["action_started", "action_committed"])],
    ids=["drained in the feint", "drained in the commit"],
)
def test_who_cannot_pay_any_more_goes_into_recovery(tick: int, phases: list[str]) -> None:
    combat = duel()
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    drain(at(combat, tick), "ayla", 4)
    at(combat, 60)
    told = types(heard, "action_started", "action_committed", "action_released", "action_ended")
    assert told == [*phases, "action_ended"]
    assert (combat.combatant("ayla").stamina, combat.combatant("borin").health) == (4, 100)


def test_exactly_enough_is_enough() -> None:
    combat = duel()
    drain(combat, "ayla", 5)
    combat.execute_action("jab", "ayla")
    assert at(combat, 3).combatant("ayla").stamina == 0
    assert combat.combatant("borin").health == 90


@pytest.mark.parametrize("asked", [0, 1, 37, 199])
def test_a_refusal_tells_the_very_tick_at_which_there_is_enough(asked: int) -> None:
    combat = empty_fight(duration=10_000, validations=[has_stamina])
    combat.add_combatant("fighter", "ayla", stamina=0, stamina_regeneration=7)
    combat.add_combatant("fighter", "borin")
    refusal = at(combat, asked).validate_action("jab", "ayla")
    assert refusal is not None
    (ticks,) = (reason.ticks for reason in refusal.reasons if reason.name == "has_stamina")
    assert ticks is not None
    assert at(combat, asked + ticks - 1).validate_action("jab", "ayla") is not None
    assert at(combat, asked + ticks).validate_action("jab", "ayla") is None


POISE = Attribute("poise", 10, 0, 10)


def resting(rate: int) -> CombatSystem:
    combat = empty_fight(duration=5000, attributes=[replace(POISE, regeneration=rate)])
    combat.add_combatant("fighter", "ayla", controller="", stamina_regeneration=rate, poise=1)
    combat.add_combatant("fighter", "borin", controller="", stamina_regeneration=rate)
    drain(combat, "ayla", 10)
    return combat


@pytest.mark.parametrize("rate", [1, 7, 13, 999], ids=repr)
@pytest.mark.parametrize("slices", [[1] * 300, [7, 293], [300], [1, 100, 199]], ids=len)
def test_regeneration_is_exact_whatever_the_slices(rate: int, slices: list[int]) -> None:
    combat = resting(rate)
    for ticks in slices:
        combat.advance(ticks)
        _ = combat.combatants
    ayla = combat.combatant("ayla")
    assert ayla.stamina == min(100, 10 + rate * 300 // 1000)
    assert POISE.of(ayla) == min(10, 1 + rate * 300 // 1000)


def test_regeneration_stays_exact_when_something_happens_in_between() -> None:
    quiet, busy = resting(7), resting(7)
    for tick in (33, 66, 151):
        at(busy, tick).execute_action("walk", "ayla")
    assert at(busy, 2000).combatant("ayla").stamina == at(quiet, 2000).combatant("ayla").stamina


def test_regeneration_stops_at_the_maximum_and_starts_anew_from_there() -> None:
    combat = resting(500)
    assert at(combat, 3000).combatant("ayla").stamina == 100
    drain(combat, "ayla", 99)
    assert at(combat, 3001).combatant("ayla").stamina == 99
    assert at(combat, 3002).combatant("ayla").stamina == 100


def test_what_was_left_over_at_the_maximum_is_no_start_for_the_next_point() -> None:
    combat = at(resting(333), 2999)
    drain(combat, "ayla", 99)
    assert at(combat, 3002).combatant("ayla").stamina == 99
    assert at(combat, 3003).combatant("ayla").stamina == 100


def rattle(scene: Scene, effects: Effects) -> None:
    """The target loses poise."""
    effects.change(scene.target.id, "poise", -4)


def test_an_attribute_of_a_plugin_stays_in_its_range() -> None:
    combat = duel(
        [replace(SLAM, chart=four_phases("Rattle", on_release=[rattle]))],
        attributes=[replace(POISE, default=6, minimum=1)],
        distance=40,
    )
    changed = listen(combat, AttributeChanged)
    for tick in (0, 50):
        at(combat, tick).execute_action("slam", "ayla")
    at(combat, 100)
    assert POISE.of(combat.combatant("borin")) == 1
    assert [event.change for event in changed] == [-4, -1]


def test_what_two_ask_of_one_attribute_at_once_is_summed_first() -> None:
    def heal(scene: Scene, effects: Effects) -> None:
        effects.change("borin", "stamina", 50 if scene.actor.id == "borin" else -60)

    combat = duel([replace(JAB, chart=four_phases("Heal", on_release=[heal]))], distance=40)
    changed = listen(combat, AttributeChanged)
    for who in ("ayla", "borin"):
        combat.execute_action("jab", who)
    at(combat, 30)
    # One after the other it would be 40, or 90: full stamina takes no more.
    assert combat.combatant("borin").stamina == 90
    assert [event.change for event in changed] == [-10]


def test_what_three_ask_of_one_attribute_at_once_is_asked_once() -> None:
    def tire(scene: Scene, effects: Effects) -> None:
        effects.change("borin", "stamina", -10)

    combat = empty_fight([replace(WALK, chart=four_phases("Tire", on_release=[tire]))])
    for name, team in [("ayla", "red"), ("cato", "red"), ("dara", "red"), ("borin", "blue")]:
        combat.add_combatant("fighter", name, team=team, controller="")
    changed = listen(combat, AttributeChanged)
    for who in ("ayla", "cato", "dara"):
        combat.execute_action("walk", who)
    at(combat, 30)
    assert [event.change for event in changed] == [-30]


def test_nobody_has_more_than_its_full_stamina() -> None:
    def breathe(scene: Scene, effects: Effects) -> None:
        effects.change(scene.actor.id, "stamina", 50)

    combat = duel([replace(WALK, chart=four_phases("Breathe", on_release=[breathe]))])
    drain(combat, "ayla", 80)
    changed = listen(combat, AttributeChanged)
    for tick in (0, 20):
        at(combat, tick).execute_action("walk", "ayla")
    assert at(combat, 40).combatant("ayla").stamina == 100
    assert [event.change for event in changed] == [20]


def test_what_is_spent_after_a_rest_does_not_come_back_at_once() -> None:
    combat = empty_fight(duration=5000)
    for name in ("ayla", "borin"):
        combat.add_combatant("fighter", name, controller="", stamina_regeneration=500)
    at(combat, 1000).execute_action("jab", "ayla")
    assert at(combat, 1003).combatant("ayla").stamina == 95
    assert at(combat, 1004).combatant("ayla").stamina == 95
    assert at(combat, 1005).combatant("ayla").stamina == 96


def test_what_came_back_until_then_is_not_lost_to_who_is_tired_from_afar() -> None:
    def tire(scene: Scene, effects: Effects) -> None:
        effects.change("cato", "stamina", -10)

    combat = empty_fight([replace(WALK, chart=four_phases("Tire", on_release=[tire]))])
    for name, team in [("ayla", "red"), ("borin", "blue"), ("cato", "blue")]:
        combat.add_combatant("fighter", name, team=team, controller="", stamina_regeneration=500)
    drain(combat, "cato", 40)
    at(combat, 98).execute_action("walk", "ayla", "borin")
    assert at(combat, 100).combatant("cato").stamina == 40 + 50 - 10


def test_what_is_left_over_as_the_maximum_is_just_reached_is_no_start_either() -> None:
    combat = at(resting(950), 10)
    with combat.transaction() as tx:
        # Nine and a half points have come together: there was room for nine of each.
        tx.update_combatant_state(replace(combat.combatant("ayla"), health=99))
    start = combat.combatant("ayla")
    assert POISE.of(start) == 10
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(start, poise=9))
    assert POISE.of(at(combat, 11).combatant("ayla")) == 9
    assert POISE.of(at(combat, 12).combatant("ayla")) == 10


def test_what_a_save_says_to_be_left_over_at_the_maximum_is_no_start_either() -> None:
    combat = at(resting(950), 10)
    combat.load(Save(planted(combat, "ayla", values=(10,), fractions=(0, 900))))
    assert POISE.of(at(combat, 20).combatant("ayla")) == 10
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("ayla"), poise=9))
    assert POISE.of(at(combat, 21).combatant("ayla")) == 9


def test_stamina_that_is_just_full_keeps_nothing_over() -> None:
    combat = resting(950)
    drain(combat, "ayla", 91)
    at(combat, 10)
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("ayla"), health=99))
    assert combat.combatant("ayla").stamina == 100
    drain(combat, "ayla", 99)
    assert at(combat, 11).combatant("ayla").stamina == 99
    assert at(combat, 12).combatant("ayla").stamina == 100


def test_what_is_given_back_until_it_is_full_leaves_no_fraction() -> None:
    combat = resting(950)
    drain(at(combat, 10), "ayla", 100)  # nine and a half points had come together
    drain(combat, "ayla", 99)
    assert at(combat, 11).combatant("ayla").stamina == 99
    assert at(combat, 12).combatant("ayla").stamina == 100


def test_what_an_effect_fills_leaves_no_fraction() -> None:
    def breathe(scene: Scene, effects: Effects) -> None:
        effects.change(scene.actor.id, "stamina", 50)
        effects.change(scene.actor.id, "poise", 50)

    walk = replace(WALK, chart=four_phases("Breathe", on_release=[breathe]))
    combat = empty_fight([walk], attributes=[replace(POISE, regeneration=300)])
    combat.add_combatant("fighter", "ayla", controller="", stamina_regeneration=300, poise=1)
    combat.add_combatant("fighter", "borin", controller="")
    drain(combat, "ayla", 60)
    combat.execute_action("walk", "ayla")
    assert at(combat, 2).combatant("ayla").fractions == (0, 0)


def test_who_was_never_tired_has_nothing_to_come_back_when_it_is_drained() -> None:
    combat = empty_fight()
    combat.add_combatant("fighter", "ayla", controller="", stamina_regeneration=500)
    combat.add_combatant("fighter", "borin", controller="")
    drain(at(combat, 300), "ayla", 10)
    assert at(combat, 301).combatant("ayla").stamina == 10
    assert at(combat, 302).combatant("ayla").stamina == 11
