"""The ways on from here: what may be done next, with every guard that has a say, green and red."""

import pytest

from combat_rules import ActionError, CombatSystem
from combat_rules.engine import Way
from combat_rules.errors import StateError
from tests.rules import at, duel


def way(combat: CombatSystem, event: str, action: str) -> Way:
    """The first way of a kind that Ayla has."""
    return next(w for w in combat.ways("ayla") if (w.event, w.action) == (event, action))


def test_an_open_way_tells_every_guard_that_agreed() -> None:
    found = way(duel(), "start", "jab")
    assert found.holds
    assert found.target == "borin"
    assert {reason.name for reason in found.reasons} == {"can_act", "cooldown_is_over"}
    assert all(reason.holds for reason in found.reasons)


def test_a_closed_way_tells_those_that_refuse_beside_those_that_agree() -> None:
    combat = duel()
    combat.execute_action("jab", "borin")
    while combat.combatant("ayla").stunned_until <= combat.now:
        combat.advance(1)
    found = way(combat, "start", "jab")
    assert not found.holds
    assert {reason.name: reason.holds for reason in found.reasons} == {
        "can_act": False,
        "cooldown_is_over": True,
    }


def test_what_is_open_is_what_may_be_started() -> None:
    combat = duel()
    combat.execute_action("jab", "borin")
    for _ in range(12):
        combat.advance(3)
        for found in combat.ways("ayla"):
            if found.event in ("start", "chain"):
                refused = combat.validate_action(found.action, "ayla") is not None
                assert found.holds is not refused


def test_a_running_action_has_the_ways_of_its_chart() -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    cancel = way(combat, "cancel", "jab")
    assert cancel.holds
    assert (cancel.source, cancel.to) == ("feint", "recovery")
    advance = [w for w in combat.ways("ayla") if w.event == "advance"]
    assert [(w.source, w.to) for w in advance] == [("feint", "commit"), ("feint", "recovery")]
    chain = way(combat, "chain", "jab")
    assert not chain.holds


def test_looking_for_ways_changes_nothing() -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    before = combat.save()
    combat.ways("ayla")
    combat.view("ayla")
    assert combat.save() == before


def test_ways_are_those_of_somebody_in_a_fight_that_goes_on() -> None:
    combat = duel()
    with pytest.raises(StateError, match="zoe"):
        combat.ways("zoe")
    combat.run()
    with pytest.raises(ActionError):
        combat.ways("ayla")


def test_a_view_is_what_a_controller_would_be_shown() -> None:
    combat = duel()
    view = at(combat, 20).view("ayla")
    assert view.me == combat.combatant("ayla")
    assert [foe.id for foe in view.foes] == ["borin"]
    assert tuple(view.possible) == combat.actions.possible_actions("ayla")


def test_a_phase_tells_how_long_it_takes_and_how_much_is_left() -> None:
    combat = duel()
    started = combat.execute_action("jab", "ayla")
    assert started is not None
    assert started.phase_ticks == combat.ruleset.moves["jab"].action.feint
    combat.advance(1)
    assert started.left(combat.now) == started.phase_ticks - 1


def test_a_fork_is_equal_and_goes_its_own_way() -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    fork = combat.fork()
    assert fork.save() == combat.save()
    fork.advance(50)
    assert (combat.now, fork.now) == (0, 50)
    combat.advance(50)
    assert fork.save() == combat.save()


def test_who_wants_to_know_is_told_when_a_fight_goes_back() -> None:
    combat = duel()
    told: list[int] = []
    combat.on_return(told.append)
    start = combat.save()
    combat.execute_action("jab", "ayla")
    combat.advance(5)
    assert told == []
    combat.load(start)
    assert told == [start.world.sequence]


def test_one_that_raises_as_a_fight_goes_back_is_told_once_and_the_fight_goes_on() -> None:
    combat, told = duel(), list[int]()

    def raises(sequence: int) -> None:
        raise LookupError("gone")

    combat.on_return(raises)
    combat.on_return(told.append)
    start = combat.save()
    combat.advance(5)
    with pytest.raises(LookupError, match="gone"):
        combat.load(start)
    combat.advance(5)
    assert (told, combat.now) == ([start.world.sequence], 5)
