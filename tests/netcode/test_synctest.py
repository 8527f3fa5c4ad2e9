"""SyncTest: rules without hidden state pass at every depth, and hidden state is found and named."""

from functools import cache
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from combat_rules import (
    Act,
    ActionError,
    CombatSystem,
    Command,
    Controller,
    DamageRule,
    Effects,
    Ruleset,
    Scene,
    View,
    Wait,
    load_ruleset,
    replace,
)
from combat_rules.errors import StateError
from combat_rules.model.events import CombatEvent
from combat_rules.netcode import DesyncError, SyncTest
from tests.amounts import LONG
from tests.packs import PACKS
from tests.properties.plans import Plan, plans
from tests.rules import JAB, at, duel

SHIPPED = {
    "standard": (),
    **{Path(pack).name: (pack,) for pack in PACKS},
    "all of them": PACKS,
}


@cache
def rules(name: str) -> Ruleset:
    return load_ruleset(SHIPPED[name])


def random_fight(ruleset: Ruleset, seed: int) -> SyncTest:
    """Up to four of any kind who are hard to defeat, and hear random commands besides."""
    luck = Random(seed)
    combat = CombatSystem(20_000, 60, 300, ruleset=ruleset, seed=seed, strict=True)
    kinds = list(ruleset.archetypes)
    for number in range(luck.randint(2, 4)):
        combat.add_combatant(
            luck.choice(kinds),
            f"fighter {number}",
            team=f"team {number % 2}",
            health=2000,
            controller=luck.choice([None, None, ""]),
        )
    return SyncTest(combat)


def disturb(test: SyncTest, luck: Random) -> None:
    """Tell anybody to do anything, whether it can or not."""
    who = luck.choice(list(test.combat.combatants))
    command = Command(
        actor=who,
        action=luck.choice(test.combat.combatant(who).actions),
        cancel=luck.random() < 0.2,
        at=test.combat.now + luck.randint(0, 30),
    )
    if luck.random() < 0.3:
        test.schedule([command])
        return
    try:
        test.execute_action(command)
    except ActionError:
        return


DEPTHS = [
    (name, ticks)
    for place, name in enumerate(SHIPPED)
    for ticks in (range(1, 13) if LONG else (1 + place, 12 - place))
]


@pytest.mark.parametrize(("name", "ticks"), DEPTHS)
def test_shipped_rules_repeat_themselves_however_far_a_fight_goes_back(
    name: str, ticks: int
) -> None:
    test, luck = random_fight(rules(name), ticks), Random(ticks)
    test.ticks = ticks
    while test.combat.result is None:
        test.advance(luck.choice([1, 17, 100, 600]))
        if test.combat.result is None:
            disturb(test, luck)
    assert test.checked > 100


def test_a_pack_is_tried_for_each_that_ships() -> None:
    assert {"fencing", "brawling", "hexes", "weapons"} <= SHIPPED.keys()


@given(plans(), st.integers(1, 12))
def test_random_rules_repeat_themselves(plan: Plan, ticks: int) -> None:
    test = SyncTest(plan.set_up(), ticks)
    for command in plan.commands(test.combat):
        test.advance(command.at - test.combat.now)
        if test.combat.result is not None:
            return
        try:
            test.execute_action(command)
        except ActionError:
            continue
    test.run()


def test_a_tested_fight_is_the_fight_itself() -> None:
    tested, plain = duel(), duel()
    test = SyncTest(tested, 12)
    for tick, action in [(0, "jab"), (20, "walk"), (40, "slam")]:
        test.advance(tick - tested.now)
        test.execute_action(action, "ayla")
        at(plain, tick).execute_action(action, "ayla")
    test.advance(60)
    assert tested.save() == at(plain, 100).save()


def hidden_state() -> Controller:
    """A mind that remembers what it did last, outside the fight."""
    turns = count()

    def moody(view: View) -> Act | Wait:
        return Act("jab") if next(turns) % 3 else Wait(7)

    return Controller("moody", moody)


def test_a_controller_with_a_memory_of_its_own_is_found() -> None:
    combat = duel(controllers=[hidden_state()], names=())
    for name in ("ayla", "borin"):
        combat.add_combatant("fighter", name, controller="moody")
    with pytest.raises(DesyncError) as caught:
        SyncTest(combat, 8).run()
    error = caught.value
    assert error.code == "sync.differs"
    assert error.path == "combatants.ayla.action"
    assert (error.first, error.second) == (None, "ayla#1")
    assert error.tick == 0
    assert "keeps a value between its calls" in str(error)


def test_a_guard_that_counts_its_calls_is_found() -> None:
    calls = count(1)

    def every_other_time(scene: Scene) -> bool:
        """It is this one's turn."""
        return next(calls) % 2 > 0

    combat = duel(validations=[every_other_time])
    test = SyncTest(combat, 5)
    with pytest.raises(DesyncError) as caught:
        test.execute_action("jab", "ayla")
    assert caught.value.path == "refused"
    assert {caught.value.first, caught.value.second} == {None, "action.refused"}


def test_a_damage_rule_with_a_memory_is_found_and_the_health_named() -> None:
    blows: list[Scene] = []

    def harder_each_time(scene: Scene, damage: int) -> int:
        blows.append(scene)
        return damage + len(blows)

    combat = duel(damage_rules=[DamageRule("harder", 9, harder_each_time)])
    test = SyncTest(combat, 1)
    test.execute_action("jab", "ayla")
    with pytest.raises(DesyncError) as caught:
        test.advance(50)
    assert caught.value.path == "combatants.borin.health"
    assert (caught.value.first, caught.value.second) == (89, 88)
    assert caught.value.tick == 3


class Boast(CombatEvent, frozen=True, kw_only=True):
    """Somebody boasts."""

    number: int


def test_an_event_that_tells_something_else_is_found_though_the_world_is_the_same() -> None:
    told = count()

    def boast(scene: Scene, effects: Effects) -> None:
        effects.announce(Boast(number=next(told)))

    test = SyncTest(duel([replace(JAB, on_contact=(boast,))], events=[Boast]), 1)
    test.execute_action("jab", "ayla")
    with pytest.raises(DesyncError) as caught:
        test.advance(50)
    assert caught.value.path.endswith(".number")
    assert (caught.value.first, caught.value.second) == (0, 1)


def test_what_is_found_says_nothing_of_what_came_out_alike() -> None:
    test = SyncTest(duel(), 8)
    test.execute_action("jab", "ayla")
    test.advance(100)
    assert test.checked > 5


def test_a_refusal_is_raised_as_the_fight_itself_raises_it() -> None:
    test = SyncTest(duel(), 4)
    test.execute_action("jab", "ayla")
    with pytest.raises(ActionError) as caught:
        test.execute_action("jab", "ayla")
    assert caught.value.code == "action.refused"
    with pytest.raises(ActionError):
        test.cancel("borin")
    with pytest.raises(StateError, match="there is no combatant"):
        test.execute_action("jab", "zoe")


def test_a_submitted_command_takes_effect_at_the_next_moment() -> None:
    tested, plain = duel(), duel()
    test = SyncTest(tested, 12)
    for tick, action in [(0, "jab"), (20, "slam"), (21, "walk")]:
        test.advance(tick - tested.now)
        test.submit(action, "ayla")
        at(plain, tick).submit(action, "ayla")
    test.advance(60)
    assert tested.save() == at(plain, 81).save()
    assert "command_refused" in [event.type for event in plain.events.recent]
    with pytest.raises(StateError, match="there is no combatant"):
        test.submit("jab", "zoe")


def test_what_was_done_past_the_test_is_taken_as_it_is() -> None:
    test = SyncTest(duel(), 50)
    test.execute_action("jab", "ayla")
    test.advance(2)
    with test.combat.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["borin"], health=50))
    test.advance(100)
    assert test.combat.combatant("borin").health == 40


@pytest.mark.parametrize("ticks", [0, -1, 1.5, "8", None, True], ids=repr)
def test_a_depth_that_cannot_be_is_refused(ticks: int) -> None:
    with pytest.raises(StateError, match="ticks"):
        SyncTest(duel(), ticks)


def test_subscribers_hear_again_what_is_played_again() -> None:
    combat = duel()
    heard: list[str] = []
    combat.subscribe("action_started", lambda event: heard.append(event.type))
    SyncTest(combat, 4).execute_action("jab", "ayla")
    assert heard == ["action_started"] * 2
