"""What is thrown: it lives by itself, and meets whoever is in its way at the very tick."""

from pathlib import Path

import pytest

from combat_rules import (
    Action,
    ContactRule,
    Controller,
    Outcome,
    Scene,
    View,
    Wait,
    replace,
)
from combat_rules.model import Projectile, Stage
from combat_rules.model.events import (
    ActionContact,
    ActionEnded,
    ActionHit,
    ActionWhiffed,
    DamageDealt,
    ProjectileEnded,
    ProjectileLaunched,
)
from combat_rules.record import Journal, Replay, resume
from tests.cases.archers import ACTIONS, THROW, archers, reasons, throwing, thrown
from tests.rules import (
    DODGE,
    GUARD,
    JAB,
    WALK,
    at,
    duel,
    empty_fight,
    heard_of,
    listen,
    only,
)

# -- flight ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("distance", "tick"), [(350, 73), (352, 74), (0, 3)])
def test_it_needs_its_time_to_fly(distance: int, tick: int) -> None:
    combat = archers(distance=distance)
    hits = heard_of(thrown(combat, 100), ActionHit)
    assert [(hit.timestamp, hit.projectile) for hit in hits] == [(tick, "ayla#1.1")]
    assert combat.combatant("borin").health == 90


def test_a_tick_that_is_no_whole_unit_is_none_too_early() -> None:
    combat = archers(throwing(speed=333), distance=10)
    hits = heard_of(thrown(combat, 100), ActionHit)
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
    thrown(combat, 100, target="borin")
    assert [combat.combatant(who).health for who in ("borin", "cato")] == [90, 100]


def test_whoever_stands_nearer_than_it_starts_is_in_its_way() -> None:
    combat = archers(throwing(start=30), distance=10)
    hits = heard_of(thrown(combat, 5), ActionHit)
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
    thrown(combat, 15)
    assert dict(seen)[12] == []
    # Launched at tick 3, seen from tick 13 on: ten ticks of five units from 325.
    assert dict(seen)[13] == [("ayla", 375, 1)]


def test_rolling_back_brings_back_what_had_ended() -> None:
    combat = archers()
    thrown(combat, 72)
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
