"""Controllers: asked when they are free, shown what they know, and never the truth."""

from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from msgspec.structs import replace

from combat_rules import Act, CancelWindow, CombatSystem, Controller, View, Wait
from combat_rules.model import LANDED, Foe
from combat_rules.model.events import ActionStarted, CommandRefused
from combat_rules.record import Journal, resume
from tests.odd_charts import Twice
from tests.rules import GUARD, JAB, SLAM, WALK, at, empty_fight, listen, ruleset


def watched(
    views: list[View],
    actions: Any = (JAB, SLAM, GUARD, WALK),
    wait: int = 1,
    **attributes: Any,
) -> CombatSystem:
    """Borin notes every view he is shown; Ayla is commanded. His reaction is 10 ticks."""

    def note(view: View) -> Act | Wait:
        views.append(replace(view, possible=dict(view.possible)))
        return Wait(wait)

    combat = empty_fight(actions, distance=15, controllers=[Controller("note", note)])
    combat.add_combatant("fighter", "ayla", controller="")
    combat.add_combatant("fighter", "borin", controller="note", **attributes)
    return combat


def foe_at(views: list[View], tick: int) -> Foe:
    (foe,) = next(view for view in views if view.now == tick).foes
    return foe


def test_what_a_foe_does_is_seen_a_reaction_later() -> None:
    views: list[View] = []
    combat = watched(views, [replace(JAB, damage=0, reach=1), WALK])
    at(combat, 20).execute_action("jab", "ayla")
    at(combat, 60)
    seen = [(tick, foe_at(views, tick).state) for tick in (29, 30, 32, 33, 36, 40)]
    assert seen == [
        (29, "idle"),
        (30, "preparing"),
        (32, "preparing"),
        (33, "active"),
        (36, "recovering"),
        (40, "idle"),
    ]
    assert foe_at(views, 30).action == "jab"


def test_a_feint_looks_like_the_real_thing() -> None:
    views: list[View] = []
    combat = watched(views, [replace(SLAM, reach=1), WALK])
    at(combat, 20).execute_action("slam", "ayla")
    at(combat, 60)
    looks = {(foe_at(views, tick).action, foe_at(views, tick).state) for tick in range(30, 40)}
    assert looks == {("slam", "preparing")}


def test_an_action_appears_as_another_until_its_release() -> None:
    views: list[View] = []
    combat = watched(views, [replace(SLAM, appears_as="jab", reach=1), JAB])
    at(combat, 20).execute_action("slam", "ayla")
    at(combat, 70)
    assert [foe_at(views, tick).action for tick in (30, 39, 40, 44, 45)] == [
        "jab",
        "jab",
        "slam",
        "slam",
        "jab",
    ]


def test_of_a_foe_out_of_sight_only_the_last_is_known() -> None:
    views: list[View] = []
    combat = watched(views, sight_range=20, memory=500)
    at(combat, 50)
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("ayla"), position=5, health=50))
    at(combat, 60)
    foe = foe_at(views, 60)
    assert (foe.in_sight, foe.position, foe.health) == (False, 42, 100)
    assert foe.level == 1


def test_what_was_taken_in_is_kept_when_the_foe_is_lost_from_sight() -> None:
    views: list[View] = []
    combat = watched(views, [replace(SLAM, reach=1), WALK], sight_range=20, memory=500)
    at(combat, 50).execute_action("slam", "ayla")
    at(combat, 61)
    assert foe_at(views, 60).state == "preparing"
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("ayla"), position=5))
    at(combat, 200)
    # At tick 60 the slam was released; that was seen just before she was gone.
    assert [foe_at(views, tick).state for tick in (62, 69, 70, 150)] == [
        "preparing",
        "preparing",
        "active",
        "active",
    ]


def test_what_a_foe_does_as_it_comes_into_sight_is_seen_a_reaction_later() -> None:
    views: list[View] = []
    combat = watched(views, [replace(SLAM, reach=1, feint=100), WALK], sight_range=14)
    at(combat, 20).execute_action("slam", "ayla")
    at(combat, 50)
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("ayla"), position=47))
    at(combat, 70)
    seen = [(foe_at(views, tick).in_sight, foe_at(views, tick).state) for tick in (49, 51, 59, 60)]
    assert seen == [(False, "idle"), (True, "idle"), (True, "idle"), (True, "preparing")]


def test_of_a_foe_never_seen_there_is_nothing_to_know() -> None:
    views: list[View] = []
    combat = watched(views, [replace(SLAM, reach=1)], sight_range=5)
    at(combat, 5).execute_action("slam", "ayla")
    at(combat, 40)
    foe = foe_at(views, 30)
    assert (foe.level, foe.in_sight, foe.state, foe.action) == (0, False, "idle", "")
    assert foe.distance == 6
    assert foe.position == combat.combatant("borin").position


def test_a_controller_is_told_what_is_possible() -> None:
    views: list[View] = []
    at(watched(views), 1)
    assert tuple(views[0].possible) == ("jab", "slam", "guard", "walk")
    assert views[0].me.id == "borin"


def test_a_controller_is_asked_when_it_is_free_and_never_while_it_acts_or_is_stunned() -> None:
    views: list[View] = []
    combat = watched(views)
    at(combat, 20).execute_action("jab", "ayla")
    at(combat, 60)
    asked = [view.now for view in views]
    # At tick 23 it is asked, and then struck: decisions come before blows.
    assert asked == [*range(24), *range(35, 61)]


def test_a_wait_is_cut_short_by_something_new_to_see() -> None:
    views: list[View] = []
    combat = watched(views, [replace(JAB, damage=0, reach=1)], wait=500)
    at(combat, 20).execute_action("jab", "ayla")
    at(combat, 31)
    assert [view.now for view in views] == [0, 30]


@pytest.mark.parametrize("order", [("ayla", "borin"), ("borin", "ayla")], ids=["ab", "ba"])
def test_controllers_of_one_moment_choose_on_the_same_world(order: tuple[str, str]) -> None:
    def mirror(view: View) -> Act | Wait:
        busy = any(foe.state != "idle" for foe in view.foes)
        return Wait(50) if busy else Act("jab")

    combat = empty_fight(controllers=[Controller("mirror", mirror)])
    for name in order:
        combat.add_combatant("fighter", name, controller="mirror")
    started = listen(combat, ActionStarted)
    combat.advance(0)
    assert [event.source for event in started] == list(order)


def test_a_choice_that_is_refused_is_announced_and_asked_again_after_a_pause() -> None:
    def stubborn(view: View) -> Act | Wait:
        return Act("jab", "nobody")

    combat = empty_fight(controllers=[Controller("stubborn", stubborn)])
    combat.add_combatant("fighter", "ayla", controller="stubborn")
    combat.add_combatant("fighter", "borin", controller="")
    refused = listen(combat, CommandRefused)
    at(combat, 250)
    assert [event.timestamp for event in refused] == [0, 100, 200]
    assert refused[0].code == "combatant.unknown"


def test_luck_depends_on_seed_tick_and_combatant_alone() -> None:
    def rolls(names: tuple[str, str]) -> list[int]:
        views: list[View] = []

        def note(view: View) -> Act | Wait:
            views.append(view)
            return Wait(10)

        combat = empty_fight(controllers=[Controller("note", note)])
        for name in names:
            combat.add_combatant("fighter", name, controller="note")
        at(combat, 100)
        return [view.dice.roll("any", 1000) for view in views if view.me.id == "ayla"]

    assert rolls(("ayla", "borin")) == rolls(("borin", "ayla")) == rolls(("ayla", "cato"))
    assert len(set(rolls(("ayla", "borin")))) > 5


def test_who_reacts_at_once_is_asked_at_the_next_tick() -> None:
    views: list[View] = []
    combat = watched(views, [replace(JAB, feint=9, reach=1)], wait=500, reaction=0)
    at(combat, 20).execute_action("jab", "ayla")
    at(combat, 25)
    assert [view.now for view in views] == [0, 21]


def test_what_nobody_sees_wakes_nobody() -> None:
    views: list[View] = []
    combat = watched(views, [replace(JAB, reach=1)], wait=500, sight_range=5)
    at(combat, 20).execute_action("jab", "ayla")
    at(combat, 60)
    assert [view.now for view in views] == [0]


def test_the_commitment_to_a_blow_cannot_be_seen() -> None:
    views: list[View] = []
    combat = watched(views, [replace(SLAM, reach=1), WALK])
    at(combat, 20).execute_action("slam", "ayla")
    at(combat, 45)
    assert {foe_at(views, tick).since for tick in range(30, 40)} == {20}
    assert foe_at(views, 40).since == 30


def test_a_phase_that_looks_as_the_one_before_is_nothing_new_to_see() -> None:
    views: list[View] = []
    twice = replace(JAB, chart=Twice, phases={"again": 5}, release=30, reach=1)
    combat = watched(views, [twice], wait=500)
    at(combat, 20).execute_action("jab", "ayla")
    at(combat, 80)
    assert [view.now for view in views] == [0, 30, 68]


def test_what_was_taken_in_of_a_foe_is_known_until_more_is_seen_of_it() -> None:
    views: list[View] = []
    combat = watched(views, [replace(SLAM, reach=1), WALK], sight_range=20, memory=500)
    at(combat, 50).execute_action("slam", "ayla")
    place = combat.combatant("ayla").position
    for tick, position in [(61, 5), (100, place)]:
        at(combat, tick)
        with combat.transaction() as tx:
            tx.update_combatant_state(replace(combat.combatant("ayla"), position=position))
    at(combat, 120)
    assert [foe_at(views, tick).state for tick in (99, 101, 109, 110)] == [
        "active",
        "active",
        "active",
        "idle",
    ]


def test_however_much_a_foe_does_it_is_all_seen_a_reaction_later() -> None:
    def states(reaction: int) -> list[str]:
        views: list[View] = []
        hop = replace(WALK, feint=1, commit=1, release=1, recovery=1, travel=0)
        combat = watched(views, [hop], reaction=reaction)
        for tick in range(100, 200, 5):
            at(combat, tick).execute_action("walk", "ayla")
        at(combat, 300)
        return [foe_at(views, tick + reaction).state for tick in range(95, 200)]

    assert states(30) == states(1)
    assert states(7) == states(1)


def test_a_quick_observer_takes_nothing_from_a_slow_one() -> None:
    views: list[View] = []
    hop = replace(WALK, feint=1, commit=1, release=1, recovery=1, travel=0)
    combat = watched(views, [hop], reaction=30)
    combat.add_combatant("fighter", "cato", controller="", team="cato", reaction=0)
    for tick in range(100, 200, 5):
        at(combat, tick).execute_action("walk", "ayla")
    at(combat, 260)
    seen = [
        next(foe for foe in view.foes if foe.id == "ayla").state
        for view in views
        if 130 <= view.now < 135
    ]
    assert seen == ["preparing", "preparing", "active", "recovering", "idle"]


def test_who_follows_up_is_asked_as_its_blow_meets_somebody() -> None:
    asked: list[int] = []

    def press(view: View) -> Act | Wait:
        asked.append(view.now)
        if "slam" in view.possible and view.me.doing == "jab":
            return Act("slam")
        return Act("jab") if view.now == 0 else Wait(500)

    window = CancelWindow(into=("slam",), on=LANDED)
    combat = empty_fight(
        [replace(JAB, cancels=(window,)), SLAM],
        controllers=[Controller("press", press, follows_up=True)],
    )
    combat.add_combatant("fighter", "ayla", controller="press")
    combat.add_combatant("fighter", "borin", controller="")
    started = listen(combat, ActionStarted)
    at(combat, 5)
    assert asked == [0, 3]
    assert [(event.timestamp, event.name) for event in started] == [(0, "jab"), (3, "slam")]


@pytest.mark.parametrize("follows_up", [False, True], ids=["only when free", "follows up"])
def test_who_wants_to_be_asked_again_while_it_acts_agrees_with_itself_all_the_while(
    follows_up: bool, tmp_path: Path
) -> None:
    def eager(view: View) -> Act | Wait:
        return Act("jab", again=1) if "jab" in view.possible else Wait(2)

    rules = ruleset([JAB], controllers=[Controller("eager", eager, follows_up=follows_up)])
    combat = CombatSystem(500, ruleset=rules, journal=Journal(tmp_path / "fight.jsonl"))
    combat.add_combatant("fighter", "ayla", controller="eager")
    combat.add_combatant("fighter", "borin", controller="")
    for tick in range(60):
        assert at(combat, tick).synchronize_states() == ()
    copyfile(tmp_path / "fight.jsonl", tmp_path / "killed.jsonl")
    gone_on = resume(tmp_path / "killed.jsonl", rules).combat
    assert gone_on.run() == combat.run()
    assert gone_on.save() == combat.save()


@pytest.mark.parametrize("turned", [False, True], ids=["ayla joins first", "borin joins first"])
def test_who_is_asked_again_sees_what_others_begin_at_the_same_tick(turned: bool) -> None:
    asked: set[tuple[str, int]] = set()

    def eager(view: View) -> Act | Wait:
        asked.add((view.me.id, view.now))
        return Act("slam", again=30) if "slam" in view.possible else Wait(500)

    combat = empty_fight([SLAM], controllers=[Controller("eager", eager)])
    for name in ("borin", "ayla") if turned else ("ayla", "borin"):
        position, facing = (20, 1) if name == "ayla" else (30, -1)
        combat.add_combatant(
            "fighter", name, controller="eager", position=position, facing=facing, reaction=4
        )
    at(combat, 20)
    seen = [(name, tick) for name, tick in sorted(asked) if tick > 0]
    assert seen == [("ayla", 4), ("borin", 4)]


def test_who_acts_without_taking_time_is_asked_again_at_the_next_tick() -> None:
    blink = replace(WALK, name="blink", feint=0, commit=0, release=0, recovery=0, travel=0)
    combat = empty_fight([blink], controllers=[Controller("blink", lambda view: Act("blink"))])
    combat.add_combatant("fighter", "ayla", controller="blink")
    combat.add_combatant("fighter", "borin", controller="")
    started = listen(combat, ActionStarted)
    at(combat, 3)
    assert [event.timestamp for event in started] == [0, 1, 2, 3]


def test_nobody_asks_the_fallen() -> None:
    views: list[View] = []
    combat = watched(views, wait=20)
    combat.add_combatant("fighter", "cato", team="borin", controller="")
    at(combat, 30)
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("borin"), health=0))
    at(combat, 100)
    assert [view.now for view in views] == [0, 20]
