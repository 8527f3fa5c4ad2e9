"""Going back in a fight: rollback, forgetting, saving and loading."""

from collections.abc import Callable
from typing import Any

import pytest

from combat_rules import CombatSystem, Command, replace
from combat_rules.engine.inputs import Schedule
from combat_rules.engine.world import Save
from combat_rules.errors import StateError
from tests.rules import ACTIONS, JAB, at, duel, listen, types


def busy_fight(journal: list[Any] | None = None) -> CombatSystem:
    """A fight with an exchange behind it and another under way."""
    combat = duel(journal=journal)
    combat.execute_action("guard", "borin")
    at(combat, 5).execute_action("jab", "ayla")
    at(combat, 30).execute_action("slam", "borin")
    return at(combat, 33)


def test_a_rollback_undoes_the_last_transactions_with_time_and_timers() -> None:
    combat = duel()
    worlds = [combat.save()]
    for tick, action in [(0, "jab"), (20, "walk"), (40, "slam")]:
        at(combat, tick)
        worlds.append(combat.save())
        combat.execute_action(action, "ayla")
    combat.rollback()
    assert combat.save() == worlds[-1]
    assert combat.now == 40
    combat.execute_action("walk", "ayla")
    combat.rollback(1)
    assert combat.save() == worlds[-1]


def test_a_rollback_leads_to_the_same_time_however_time_was_cut_into_slices() -> None:
    whole, sliced = busy_fight(), busy_fight()
    at(whole, 60)
    for tick in (37, 41, 60):
        at(sliced, tick)
    while whole.state.past:
        whole.rollback()
        sliced.rollback()
        assert whole.now == sliced.now
        assert whole.save() == sliced.save()


def test_a_rollback_of_nothing_changes_nothing() -> None:
    combat = busy_fight()
    before = combat.save()
    combat.rollback(0)
    assert combat.save() == before


def test_a_fight_that_went_back_goes_on_as_if_it_had_never_gone_further() -> None:
    combat, plain = busy_fight(), busy_fight()
    combat.execute_action("jab", "ayla")
    combat.rollback()
    at(combat, 200)
    at(plain, 200)
    assert [c.health for c in combat.combatants.values()] == [
        c.health for c in plain.combatants.values()
    ]
    assert combat.state.world.sequence == plain.state.world.sequence


def test_a_rollback_takes_the_future_out_of_the_journal_and_the_recent_events() -> None:
    journal: list[Any] = []
    combat = busy_fight(journal)
    told, recent = list(journal), list(combat.events.recent)
    combat.execute_action("jab", "ayla")
    assert journal != told
    combat.rollback()
    assert journal == told
    assert list(combat.events.recent) == recent


def test_events_that_nobody_has_heard_yet_are_taken_back_too() -> None:
    def cut(event: object) -> None:
        raise KeyboardInterrupt

    combat = duel()
    before = combat.save()
    cutting = combat.subscribe("action_started", cut)
    heard = listen(combat)
    with pytest.raises(KeyboardInterrupt):
        combat.execute_action("jab", "ayla")
    combat.unsubscribe(cutting)
    combat.load(before)
    combat.advance(0)
    assert "action_started" not in types(heard)


def test_commands_that_wait_are_forgotten_with_the_fight_they_were_given_in() -> None:
    def answer(event: object) -> None:
        combat.execute_action("walk", "borin")
        raise KeyboardInterrupt

    combat = duel()
    before = combat.save()
    cutting = combat.subscribe("action_started", answer)
    with pytest.raises(KeyboardInterrupt):
        combat.execute_action("jab", "ayla")
    combat.unsubscribe(cutting)
    combat.load(before)
    combat.advance(0)
    assert combat.actions.get_all_states() == {}


@pytest.mark.parametrize("steps", [-1, 1.5, "1", None, True, 10**12], ids=repr)
def test_a_rollback_that_cannot_be_is_refused_and_changes_nothing(steps: Any) -> None:
    combat = busy_fight()
    before = combat.save()
    with pytest.raises(StateError) as caught:
        combat.rollback(steps)
    assert caught.value.code == "state.rollback"
    assert combat.save() == before


def test_only_so_many_steps_are_kept_as_were_asked_for() -> None:
    combat = duel(history=2)
    for tick in (0, 20, 40):
        at(combat, tick).execute_action("walk", "ayla")
    with pytest.raises(StateError, match="2 are kept"):
        combat.rollback(3)
    combat.rollback(2)


def test_trimming_forgets_what_is_older_and_nothing_else() -> None:
    combat = duel()
    combat.execute_action("walk", "ayla")
    at(combat, 100).execute_action("walk", "ayla")
    at(combat, 110)
    before = combat.save()
    assert combat.trim_history(50) > 0
    assert combat.trim_history(50) == 0
    assert combat.save() == before
    combat.rollback(1)
    with pytest.raises(StateError, match="are kept"):
        combat.rollback(50)


def test_trimming_to_nothing_keeps_the_present() -> None:
    combat = busy_fight()
    before = combat.save()
    combat.trim_history(0)
    assert combat.save() == before


@pytest.mark.parametrize("max_age", [-1, 2.5, "60", None, False], ids=repr)
def test_a_wrong_age_is_refused(max_age: Any) -> None:
    with pytest.raises(StateError) as caught:
        busy_fight().trim_history(max_age)
    assert caught.value.code == "state.trim_history"


def test_a_loaded_fight_goes_on_as_it_went_on_the_first_time() -> None:
    combat = busy_fight()
    saved = combat.save()
    first = at(combat, 200).save()
    combat.load(saved)
    assert combat.save() == saved
    assert at(combat, 200).save() == first


def test_a_save_can_be_loaded_into_an_equal_fight() -> None:
    one = busy_fight()
    other = CombatSystem(1000, 10, 100, ruleset=one.fight.ruleset, strict=True)
    other.load(one.save())
    assert at(other, 200).save() == at(one, 200).save()


def test_a_save_stays_what_it_is_while_the_fight_goes_on() -> None:
    combat = busy_fight()
    saved = combat.save()
    health = {who: state.health for who, state in saved.world.combatants.items()}
    at(combat, 300)
    assert {who: state.health for who, state in saved.world.combatants.items()} == health
    assert saved.world.now == 33


def test_the_ring_starts_anew_from_what_was_loaded() -> None:
    combat = busy_fight()
    combat.load(combat.save())
    with pytest.raises(StateError, match="0 are kept"):
        combat.rollback()


def test_a_finished_fight_can_be_taken_back_and_fought_on() -> None:
    combat = busy_fight()
    saved = combat.save()
    result = combat.run()
    combat.load(saved)
    assert combat.result is None
    assert combat.run() == result


@pytest.mark.parametrize(
    "save", [None, "fight", 5, duel().state.world], ids=["none", "text", "number", "world"]
)
def test_what_is_no_save_is_refused_and_changes_nothing(save: Any) -> None:
    combat = busy_fight()
    before = combat.save()
    with pytest.raises(StateError) as caught:
        combat.load(save)
    assert caught.value.code == "state.load"
    assert combat.save() == before


def test_a_save_of_other_rules_is_refused() -> None:
    saved = busy_fight().save()
    with pytest.raises(StateError, match="this one knows no slam") as caught:
        duel([JAB]).load(saved)
    assert caught.value.code == "state.load"


def test_a_save_of_rules_with_the_same_names_and_other_numbers_is_refused(
    collect: Callable[[], object],
) -> None:
    saved = busy_fight().save()
    stronger = duel([replace(action, damage=action.damage * 2) for action in ACTIONS])
    with pytest.raises(StateError, match=r"under other rules: action jab, damage: 10 -> 20"):
        stronger.load(saved)
    # A ruleset that is gone is known by its numbers.
    saved = duel(list(ACTIONS)).save()
    collect()
    assert saved.world.rules.ruleset() is None
    with pytest.raises(StateError, match="of the same names are not the same"):
        stronger.load(saved)
    duel().load(saved)


def test_a_save_of_rules_that_were_loaded_again_is_no_other() -> None:
    saved = duel(list(ACTIONS)).save()
    combat = duel(list(ACTIONS))
    combat.advance(5)
    combat.load(saved)
    assert combat.save() == saved


def test_a_save_of_a_wider_arena_is_refused_where_somebody_stands_outside() -> None:
    wide = duel(arena=200)
    with wide.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["borin"], position=101))
    with pytest.raises(StateError, match="position is 101; a whole number from 0 to 100") as caught:
        duel().load(wide.save())
    assert caught.value.code == "state.load"
    with wide.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["borin"], position=100))
    duel().load(wide.save())


def test_a_save_of_a_longer_fight_is_refused_once_this_one_would_be_over() -> None:
    long, short = duel(duration=1000), duel(duration=100)
    short.load(at(long, 100).save())
    with pytest.raises(StateError, match="it is tick 101; a tick of this fight is 0 to 100"):
        short.load(at(long, 101).save())


def test_an_hour_of_fight_keeps_no_more_than_a_minute_does() -> None:
    combat = duel(duration=3_600_000)
    for tick in range(0, 20_000, 20):
        at(combat, tick).execute_action("walk", "ayla")
    world = combat.state.world
    assert len(combat.events.recent) <= 256
    assert max(len(seat.looks) for seat in world.seats) < 20
    with pytest.raises(StateError, match="128 are kept"):
        combat.rollback(129)


def test_one_may_go_back_step_by_step() -> None:
    combat = duel()
    worlds = []
    for tick in (0, 20, 40):
        worlds.append(at(combat, tick).save())
        combat.execute_action("walk", "ayla")
    for _ in range(4):
        before = combat.state.earlier(1)
        combat.rollback()
        assert combat.state.world == before
    assert combat.now < 40


def test_a_world_is_kept_once_even_if_nobody_was_told_of_what_came_after_it() -> None:
    combat = busy_fight()
    combat.execute_action("jab", "ayla")
    kept = len(combat.state.past)
    # As Ctrl-C leaves it at once after the commit.
    combat.state.fold(Schedule(combat.now, ()))
    combat.schedule(())
    assert len(combat.state.past) == kept + 2


def test_what_is_just_as_old_as_may_be_is_kept() -> None:
    combat = duel()
    for tick in (10, 20, 30):
        at(combat, tick).execute_action("walk", "ayla")
    combat.trim_history(20)
    assert combat.state.past[0].now == 10
    combat.trim_history(19)
    assert combat.state.past[0].now > 10


@pytest.mark.parametrize("back", ["restored", "loaded"])
def test_a_fight_that_goes_back_takes_nothing_along_of_where_it_was(back: str) -> None:
    combat = duel()
    combat.schedule([Command(actor="ayla", action="slam", at=20)])
    at(combat, 5)
    without = replace(combat.state.world, scheduled=())
    if back == "loaded":
        combat.load(Save(without))
    else:
        combat.state.restore(without)
    combat.execute_action("walk", "borin")
    assert at(combat, 25).combatant("ayla").doing is None
