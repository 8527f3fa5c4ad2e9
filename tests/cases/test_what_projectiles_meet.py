"""What is thrown meets guards, evasions, counters, several in its way, and what others throw."""

from typing import Any

from combat_rules import (
    Action,
    DamageRule,
    Scene,
    replace,
)
from combat_rules.model import Aim, Hit
from combat_rules.model.events import (
    ActionBlocked,
    ActionClashed,
    ActionCountered,
    ActionEnded,
    ActionEvaded,
    ActionHit,
    CombatantStunned,
    CombatEvent,
    DamageDealt,
)
from tests.cases.archers import ACTIONS, THROW, archers, reasons, throwing, thrown
from tests.rules import GUARD, JAB, PARRY, WALK, at, empty_fight, heard_of, listen, only

# -- what it meets --------------------------------------------------------------------------------


def meeting(action: str, start: int, *actions: Action, **more: Any) -> list[CombatEvent]:
    """What is heard of a throw at somebody who does something from a tick on."""
    combat = archers(*actions, **more)
    heard = listen(combat)
    combat.execute_action("throw", "ayla")
    at(combat, start).execute_action(action, "borin")
    at(combat, 200)
    return heard


def test_a_guard_blocks_it_and_is_held_for_its_blockstun() -> None:
    heard = meeting("guard", 60)
    assert only(heard, ActionBlocked).timestamp == 73
    assert only(heard, DamageDealt).damage == 2
    assert reasons(heard) == [(73, "spent")]


def test_a_guard_on_another_line_or_with_its_back_to_it_does_not() -> None:
    high = replace(THROW, line="high")
    heard = meeting("guard", 60, high, replace(GUARD, covers=("low",)))
    assert only(heard, ActionHit).timestamp == 73
    combat = archers()
    heard = listen(combat)
    combat.execute_action("throw", "ayla")
    at(combat, 60).execute_action("guard", "borin")
    with combat.transaction() as change:
        change.update_combatant_state(replace(change.combatants["borin"], facing=1))
    at(combat, 200)
    assert only(heard, ActionHit).target == "borin"


def test_it_comes_from_where_it_flies_not_from_where_its_owner_is() -> None:
    combat = archers(replace(WALK, name="vault", travel=990, reach=0))
    heard = listen(combat)
    combat.execute_action("throw", "ayla")
    at(combat, 60).execute_action("guard", "borin")
    with combat.transaction() as change:
        change.update_combatant_state(replace(change.combatants["ayla"], position=999))
    at(combat, 200)
    assert only(heard, ActionBlocked).distance == 324


def test_one_that_is_evaded_flies_on_to_the_next() -> None:
    combat = empty_fight(ACTIONS, arena=1000)
    combat.add_combatant("fighter", "ayla", position=300, controller="")
    for name, position in (("borin", 650), ("cato", 700)):
        combat.add_combatant(
            "fighter", name, team="blue", position=position, controller="", facing=-1
        )
    heard = listen(combat)
    combat.execute_action("throw", "ayla", target="borin")
    at(combat, 70).execute_action("dodge", "borin")
    at(combat, 200)
    assert only(heard, ActionEvaded).timestamp == 73
    assert (only(heard, ActionHit).timestamp, only(heard, ActionHit).target) == (83, "cato")


def test_a_counter_catches_it_and_hurts_its_owner_if_that_is_within_its_reach() -> None:
    for reach, health in ((0, 93), (349, 100), (350, 93)):
        combat = archers(replace(PARRY, reach=reach))
        heard = listen(combat)
        combat.execute_action("throw", "ayla")
        at(combat, 65).execute_action("parry", "borin")
        at(combat, 200)
        assert only(heard, ActionCountered).timestamp == 73
        assert reasons(heard) == [(73, "countered")]
        assert [combat.combatant(who).health for who in ("ayla", "borin")] == [health, 100]


def test_its_pause_holds_its_victim_alone_and_its_push_goes_the_way_it_flies() -> None:
    combat = archers(replace(THROW, hit_pause=20, pushback=30, recovery=100))
    heard = thrown(combat, 200)
    assert only(heard, CombatantStunned).ticks == 32
    assert combat.combatant("borin").position == 705
    assert [e.timestamp for e in heard if isinstance(e, ActionEnded)] == [106]


def test_rules_are_asked_of_it_as_of_blows() -> None:
    asked = []

    def far(scene: Scene) -> int:
        asked.append((scene.actor.id, scene.action.name, scene.distance, scene.running))
        return 50

    combat = archers(damage_rules=[DamageRule("far", 7, percent=far)])
    combat.execute_action("throw", "ayla")
    at(combat, 70).execute_action("jab", "ayla")
    at(combat, 74)
    assert asked == [("ayla", "throw", 350, None)]
    assert combat.combatant("borin").health == 95


def test_a_friend_may_be_what_it_is_meant_for() -> None:
    combat = empty_fight([replace(THROW, aim=Aim.FRIEND), JAB], arena=1000)
    places = (("ayla", "red", 300), ("borin", "blue", 400), ("cato", "red", 500))
    for name, team, position in places:
        combat.add_combatant("fighter", name, team=team, position=position, controller="", facing=1)
    hits = heard_of(thrown(combat, 100), ActionHit)
    assert [(hit.target, hit.timestamp) for hit in hits] == [("cato", 43)]


# -- several hits ---------------------------------------------------------------------------------


def test_one_of_several_hits_goes_through_whom_it_meets_once() -> None:
    combat = empty_fight([throwing(hits=2), JAB], arena=1000)
    combat.add_combatant("fighter", "ayla", position=300, controller="")
    for name, position in (("borin", 500), ("cato", 550), ("dora", 600)):
        combat.add_combatant("fighter", name, team="blue", position=position, controller="")
    hits = heard_of(thrown(combat, 200, target="borin"), ActionHit)
    assert [(hit.target, hit.timestamp) for hit in hits] == [("borin", 43), ("cato", 53)]


def test_one_with_an_interval_rests_with_whom_it_has_struck_though_it_came_past() -> None:
    combat = archers(throwing(hits=3, interval=7), distance=352)
    heard = thrown(combat, 200)
    assert [e.timestamp for e in heard if isinstance(e, ActionHit)] == [74, 81, 88]


def test_one_with_an_interval_strikes_again_and_each_of_its_hits_has_numbers_of_its_own() -> None:
    action = replace(throwing(hits=2, interval=4), hits=(Hit(damage=3), Hit(damage=8)))
    combat = archers(action)
    heard = thrown(combat, 200)
    hits = [(e.timestamp, e.hit) for e in heard if isinstance(e, ActionHit)]
    assert hits == [(73, 1), (77, 2)]
    assert [e.damage for e in heard if isinstance(e, DamageDealt)] == [3, 8]
    assert reasons(heard) == [(77, "spent")]


# -- two that meet --------------------------------------------------------------------------------


def test_two_that_fly_towards_each_other_take_hits_from_each_other() -> None:
    combat = archers()
    heard = listen(combat)
    combat.execute_action("throw", "ayla")
    combat.execute_action("throw", "borin")
    at(combat, 200)
    clashes = [(e.timestamp, e.source, e.target) for e in heard if isinstance(e, ActionClashed)]
    assert clashes == [(38, "ayla", "borin"), (38, "borin", "ayla")]
    assert reasons(heard) == [(38, "spent"), (38, "spent")]
    assert not [e for e in heard if isinstance(e, DamageDealt)]


def test_of_two_that_meet_the_one_with_more_hits_flies_on() -> None:
    big = replace(throwing(hits=2), name="big")
    combat = archers(big, distance=351)
    heard = listen(combat)
    combat.execute_action("big", "borin")
    at(combat, 7).execute_action("throw", "ayla")
    at(combat, 200)
    # At tick 10 they are 316 apart: 32 ticks.
    assert [e.timestamp for e in heard if isinstance(e, ActionClashed)] == [42, 42]
    assert (only(heard, ActionHit).source, only(heard, ActionHit).timestamp) == ("borin", 74)


def test_those_of_one_team_and_those_that_have_passed_do_not_meet() -> None:
    combat = empty_fight(ACTIONS, arena=1000)
    combat.add_combatant("fighter", "ayla", team="red", position=300, controller="", facing=1)
    combat.add_combatant("fighter", "dora", team="red", position=700, controller="", facing=-1)
    combat.add_combatant("fighter", "borin", team="blue", position=500, controller="")
    heard = listen(combat)
    combat.execute_action("throw", "ayla")
    combat.execute_action("throw", "dora")
    at(combat, 200)
    assert not [e for e in heard if isinstance(e, ActionClashed)]
    assert combat.combatant("borin").health == 80
