"""What is thrown: it lives by itself, and meets whoever is in its way at the very tick."""

from pathlib import Path
from typing import Any

import pytest

from combat_rules import (
    Action,
    CombatSystem,
    ContactRule,
    Controller,
    DamageRule,
    Outcome,
    Scene,
    View,
    Wait,
    replace,
)
from combat_rules.model import Aim, Hit, Projectile, Stage
from combat_rules.model.events import (
    ActionBlocked,
    ActionClashed,
    ActionContact,
    ActionCountered,
    ActionEnded,
    ActionEvaded,
    ActionHit,
    ActionWhiffed,
    CombatantStunned,
    CombatEvent,
    DamageDealt,
    ProjectileEnded,
    ProjectileLaunched,
)
from combat_rules.record import Journal, Replay, resume
from tests.rules import DODGE, GUARD, JAB, PARRY, WALK, at, duel, empty_fight, listen, only

# Launched at tick 3, five units a tick; its owner is free at tick 10.
KNIFE = Projectile(speed=5000, life=300)
THROW = Action(
    name="throw",
    feint=1,
    commit=2,
    release=3,
    recovery=4,
    damage=10,
    chip=20,
    reach=400,
    hitstun=12,
    blockstun=9,
    launches=KNIFE,
)
ACTIONS = (THROW, JAB, GUARD, DODGE, PARRY, WALK)


def archers(*actions: Action, distance: int = 350, **more: Any) -> CombatSystem:
    """A duel in which blows can be thrown."""
    known = {action.name: action for action in (*ACTIONS, *actions)}
    return duel([*known.values()], distance=distance, arena=1000, **more)


def throwing(**changes: object) -> Action:
    """A throw of something else."""
    return replace(THROW, launches=replace(KNIFE, **changes))


def reasons(heard: list[CombatEvent]) -> list[tuple[int, str]]:
    """When projectiles have ended, and why."""
    return [(e.timestamp, e.reason) for e in heard if isinstance(e, ProjectileEnded)]


# -- flight ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("distance", "tick"), [(350, 73), (352, 74), (0, 3)])
def test_it_needs_its_time_to_fly(distance: int, tick: int) -> None:
    combat = archers(distance=distance)
    hits = listen(combat, ActionHit)
    combat.execute_action("throw", "ayla")
    at(combat, 100)
    assert [(hit.timestamp, hit.projectile) for hit in hits] == [(tick, "ayla#1.1")]
    assert combat.combatant("borin").health == 90


def test_a_tick_that_is_no_whole_unit_is_none_too_early() -> None:
    combat = archers(throwing(speed=333), distance=10)
    hits = listen(combat, ActionHit)
    combat.execute_action("throw", "ayla")
    at(combat, 100)
    # 10 units at a third of a unit a tick, and a bit less: 30.03 ticks.
    assert [hit.timestamp for hit in hits] == [3 + 31]


def test_slices_of_time_change_nothing() -> None:
    whole, sliced = archers(), archers()
    for combat in (whole, sliced):
        combat.execute_action("throw", "ayla")
    at(whole, 90)
    for tick in range(1, 91):
        at(sliced, tick)
        assert sliced.synchronize_states() == ()
    assert whole.save() == sliced.save()


def test_the_mirror_image_flies_as_far_and_as_fast() -> None:
    told = []
    for actor, foe in (("ayla", "borin"), ("borin", "ayla")):
        combat = archers(throwing(speed=333, life=2000), distance=350)
        heard = listen(combat)
        combat.execute_action("throw", actor)
        at(combat, 700)
        flown = {abs(e.position - e.way) for e in heard if isinstance(e, ProjectileLaunched)}
        assert len(flown) == 1
        told.append((reasons(heard), combat.combatant(foe).health, [e.type for e in heard]))
    assert told[0] == told[1]
    assert told[0][1] == 100


def test_whoever_walks_into_it_meets_it_sooner_and_whoever_walks_off_later() -> None:
    towards, away = archers(replace(WALK, travel=50)), archers(replace(WALK, travel=-50))
    for combat, tick in ((towards, 63), (away, 83)):
        hits = listen(combat, ActionHit)
        combat.execute_action("throw", "ayla")
        at(combat, 20).execute_action("walk", "borin")
        at(combat, 100)
        assert [hit.timestamp for hit in hits] == [tick]


def test_nobody_steps_through_it() -> None:
    combat = archers(replace(WALK, travel=200))
    hits = listen(combat, ActionHit)
    combat.execute_action("throw", "ayla")
    at(combat, 40).execute_action("walk", "borin")
    at(combat, 100)
    assert [hit.timestamp for hit in hits] == [42]


def test_it_flies_the_way_its_owner_faced_and_past_whoever_stands_behind() -> None:
    combat = empty_fight(ACTIONS, distance=100, arena=1000)
    combat.add_combatant("fighter", "ayla", position=500, controller="", facing=1)
    combat.add_combatant("fighter", "borin", position=700, controller="")
    combat.add_combatant("fighter", "cato", team="borin", position=450, controller="")
    combat.execute_action("throw", "ayla", target="borin")
    at(combat, 100)
    assert [combat.combatant(who).health for who in ("borin", "cato")] == [90, 100]


def test_whoever_stands_nearer_than_it_starts_is_in_its_way() -> None:
    combat = archers(throwing(start=30), distance=10)
    hits = listen(combat, ActionHit)
    combat.execute_action("throw", "ayla")
    at(combat, 5)
    assert [hit.timestamp for hit in hits] == [3]


@pytest.mark.parametrize(
    ("action", "end"),
    [(THROW, (138, "wall")), (throwing(life=40), (43, "life"))],
    ids=["at a wall", "with its life"],
)
def test_it_ends(action: Action, end: tuple[int, str]) -> None:
    combat = archers(action, replace(DODGE, release=20))
    heard = listen(combat)
    combat.execute_action("throw", "ayla")
    at(combat, 65).execute_action("dodge", "borin")
    at(combat, 400)
    assert reasons(heard) == [end]
    assert combat.projectiles == {}


def test_it_ends_with_the_fight() -> None:
    combat = archers(duration=30)
    heard = listen(combat)
    combat.execute_action("throw", "ayla")
    combat.run()
    assert reasons(heard) == [(30, "fight_ended")]
    assert combat.projectiles == {}


def test_the_last_tick_of_its_life_is_one_tick_before_its_end() -> None:
    for life, health in ((71, 90), (70, 100)):
        combat = archers(throwing(life=life))
        combat.execute_action("throw", "ayla")
        at(combat, 100)
        assert combat.combatant("borin").health == health


# -- its owner ------------------------------------------------------------------------------------


def test_it_flies_on_while_its_owner_does_something_else() -> None:
    combat = archers()
    heard = listen(combat)
    combat.execute_action("throw", "ayla")
    at(combat, 70).execute_action("jab", "ayla")
    at(combat, 100)
    hit, damage = only(heard, ActionHit), only(heard, DamageDealt)
    assert (hit.name, hit.action, hit.timestamp) == ("throw", "ayla#1", 73)
    assert (damage.source, damage.action, damage.causes) == ("ayla", "ayla#1", (hit.sequence,))
    launched = only(heard, ProjectileLaunched)
    assert hit.causes == (launched.sequence,)
    assert only(heard, ProjectileEnded).causes == (hit.sequence,)


@pytest.mark.parametrize(("health", "outcome"), [(100, "struck"), (10, "fallen")])
def test_it_lands_though_its_owner_is(health: int, outcome: str) -> None:
    combat = empty_fight(ACTIONS, arena=1000)
    combat.add_combatant("fighter", "ayla", team="red", position=300, controller="", health=health)
    combat.add_combatant("fighter", "dora", team="red", position=0, controller="")
    combat.add_combatant("fighter", "borin", position=650, controller="", team="blue", facing=-1)
    combat.add_combatant("fighter", "cato", position=310, controller="", team="blue", facing=-1)
    heard = listen(combat)
    combat.execute_action("throw", "ayla", target="borin")
    combat.execute_action("throw", "dora", target="borin")
    at(combat, 1).execute_action("jab", "cato", target="ayla")
    assert (outcome == "fallen") == at(combat, 100).combatant("ayla").defeated
    dealt = [(e.timestamp, e.source, e.target) for e in heard if isinstance(e, DamageDealt)]
    assert dealt[:2] == [(4, "cato", "ayla"), (5, "ayla", "cato")]


def test_a_blow_that_lands_as_it_is_launched_does_not_take_it_back() -> None:
    combat = archers(distance=10)
    heard = listen(combat)
    combat.execute_action("throw", "ayla")
    combat.execute_action("jab", "borin")
    at(combat, 30)
    assert combat.combatant("ayla").health == combat.combatant("borin").health == 90
    contacts = {e.source: e.projectile for e in heard if isinstance(e, ActionContact)}
    assert contacts == {"ayla": "ayla#1.1", "borin": None}


def test_an_action_interrupted_before_its_release_launches_nothing() -> None:
    combat = archers(replace(JAB, feint=0, commit=1), distance=10)
    heard = listen(combat)
    combat.execute_action("throw", "ayla")
    combat.execute_action("jab", "borin")
    at(combat, 30)
    assert not [e for e in heard if isinstance(e, ProjectileLaunched)]


def test_what_it_met_while_its_action_still_ran_is_its_outcome() -> None:
    near, far = archers(distance=10), archers()
    for combat, outcome in ((near, Outcome.HIT), (far, None)):
        ends = listen(combat, ActionEnded)
        combat.execute_action("throw", "ayla")
        at(combat, 40)
        assert [end.outcome for end in ends if end.source == "ayla"] == [outcome]


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
    heard = listen(combat)
    combat.execute_action("throw", "ayla")
    at(combat, 200)
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
    hits = listen(combat, ActionHit)
    combat.execute_action("throw", "ayla")
    at(combat, 100)
    assert [(hit.target, hit.timestamp) for hit in hits] == [("cato", 43)]


# -- several hits ---------------------------------------------------------------------------------


def test_one_of_several_hits_goes_through_whom_it_meets_once() -> None:
    combat = empty_fight([throwing(hits=2), JAB], arena=1000)
    combat.add_combatant("fighter", "ayla", position=300, controller="")
    for name, position in (("borin", 500), ("cato", 550), ("dora", 600)):
        combat.add_combatant("fighter", name, team="blue", position=position, controller="")
    hits = listen(combat, ActionHit)
    combat.execute_action("throw", "ayla", target="borin")
    at(combat, 200)
    assert [(hit.target, hit.timestamp) for hit in hits] == [("borin", 43), ("cato", 53)]


def test_one_with_an_interval_rests_with_whom_it_has_struck_though_it_came_past() -> None:
    combat = archers(throwing(hits=3, interval=7), distance=352)
    heard = listen(combat)
    combat.execute_action("throw", "ayla")
    at(combat, 200)
    assert [e.timestamp for e in heard if isinstance(e, ActionHit)] == [74, 81, 88]


def test_one_with_an_interval_strikes_again_and_each_of_its_hits_has_numbers_of_its_own() -> None:
    action = replace(throwing(hits=2, interval=4), hits=(Hit(damage=3), Hit(damage=8)))
    combat = archers(action)
    heard = listen(combat)
    combat.execute_action("throw", "ayla")
    at(combat, 200)
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


# -- saved, seen, published -----------------------------------------------------------------------


def test_a_fight_is_saved_and_loaded_with_what_is_in_flight() -> None:
    combat = archers()
    combat.execute_action("throw", "ayla")
    save = at(combat, 40).save()
    (flying,) = combat.projectiles.values()
    assert (flying.id, flying.position, flying.hits) == ("ayla#1.1", 510, 1)
    at(combat, 100)
    after = combat.save()
    combat.load(save)
    assert list(combat.projectiles.values()) == [flying]
    assert at(combat, 100).save() == after


def test_it_is_recorded_replayed_and_taken_up_again(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    with Journal(file) as journal:
        combat = archers(journal=journal)
        combat.execute_action("throw", "ayla")
        at(combat, 40)
    rules = combat.fight.ruleset
    assert Replay(file, rules).finish().projectiles.keys() == {"ayla#1.1"}
    resumed = resume(file, rules)
    assert at(resumed.combat, 100).combatant("borin").health == 90
    resumed.journal.close()
    assert Replay(file, rules).finish().seats == resumed.combat.state.world.seats


def test_controllers_see_it_come_a_reaction_late() -> None:
    seen: list[tuple[int, list[tuple[str, int, int]]]] = []

    def look(view: View) -> Wait:
        flying = [(one.owner, one.position, one.way) for one in view.projectiles]
        seen.append((view.now, flying))
        return Wait(1)

    combat = empty_fight(ACTIONS, arena=1000, distance=350, controllers=[Controller("look", look)])
    combat.add_combatant("fighter", "ayla", controller="")
    combat.add_combatant("fighter", "borin", controller="look", facing=-1)
    combat.execute_action("throw", "ayla")
    at(combat, 15)
    assert dict(seen)[12] == []
    # Launched at tick 3, seen from tick 13 on: ten ticks of five units from 325.
    assert dict(seen)[13] == [("ayla", 375, 1)]


def test_rolling_back_brings_back_what_had_ended() -> None:
    combat = archers()
    combat.execute_action("throw", "ayla")
    at(combat, 72)
    flying = combat.projectiles
    at(combat, 73)
    assert combat.projectiles == {}
    combat.rollback()
    assert set(combat.projectiles) == set(flying)


def test_one_that_a_rule_lets_miss_flies_on_and_says_so() -> None:
    def past_borin(scene: Scene) -> Outcome:
        """Nothing that is thrown meets Borin."""
        assert scene.outcome is not None
        return Outcome.WHIFFED if scene.target.id == "borin" else scene.outcome

    combat = archers(contact_rules=[ContactRule("past borin", 1, past_borin)])
    combat.add_combatant("fighter", "cleo", team="borin", position=900, controller="")
    heard = listen(combat)
    combat.execute_action("throw", "ayla", "borin")
    at(combat, 300)
    missed, hit = only(heard, ActionWhiffed), only(heard, ActionHit)
    assert (missed.target, missed.projectile) == ("borin", "ayla#1.1")
    assert (hit.target, hit.projectile) == ("cleo", "ayla#1.1")


def test_of_two_grabs_that_fly_one_holds_its_victim_and_the_other_misses() -> None:
    combat = archers(replace(THROW, name="net", grab=True))
    combat.add_combatant("fighter", "cleo", team="ayla", position=1000, facing=-1, controller="")
    heard = listen(combat)
    with combat.transaction() as tx:
        for name, position in (("ayla", 400), ("borin", 500), ("cleo", 600)):
            tx.update_combatant_state(replace(tx.combatants[name], position=position))
    combat.execute_action("net", "ayla", "borin")
    combat.execute_action("net", "cleo", "borin")
    at(combat, 60)
    assert len([one for one in heard if isinstance(one, ActionHit)]) == 1
    assert only(heard, ActionWhiffed).projectile is not None


HADOKEN = Action(
    name="LP Hadoken", feint=8, commit=7, release=1, recovery=31, damage=7, hitstun=34,
    blockstun=27, launches=Projectile(speed=3300, life=600),
)  # fmt: skip
PUBLISHED = {
    "LP Hadoken": (HADOKEN, 16, 47, 2, -5),
    "MP Hadoken": (replace(HADOKEN, name="MP Hadoken", commit=5, recovery=33), 14, 47, 0, -7),
    "HP Hadoken": (replace(HADOKEN, name="HP Hadoken", commit=3, recovery=35), 12, 47, -2, -9),
}
SPEEDS = {"LP Hadoken": 55, "MP Hadoken": 70, "HP Hadoken": 85}
"""Thousandths of the game's unit that it flies in a frame."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_projectiles_play_as_they_are_declared(name: str) -> None:
    action, startup, total, on_hit, on_block = PUBLISHED[name]
    action = replace(action, launches=Projectile(speed=SPEEDS[name] * 60, life=600))
    guard = replace(GUARD, release=300, ends_with_blockstun=True)
    for distance in (0, 1000):
        flight = -(-distance // SPEEDS[name])
        for foe, stun, advantage in (("", 34, on_hit), ("guard", 27, on_block)):
            combat = duel(
                [action, guard], distance=distance, arena=5000, stage=Stage(ticks_per_second=60)
            )
            heard = listen(combat)
            if foe:
                combat.execute_action(foe, "borin")
                at(combat, 5)
            start = combat.now
            combat.execute_action(name, "ayla")
            at(combat, 300)
            contact = only(heard, ActionContact)
            assert contact.timestamp - start == startup - 1 + flight
            free = next(
                e.timestamp for e in heard if isinstance(e, ActionEnded) and e.source == "ayla"
            )
            assert free - start == total
            assert contact.timestamp + stun - free == advantage + flight
