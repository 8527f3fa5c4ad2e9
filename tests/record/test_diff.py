"""What led to where two fights part, and the worlds that are kept to say how."""

import pytest

from combat_rules.engine.inputs import Drop, Input, Moment
from combat_rules.engine.world import World
from combat_rules.record import Record, RecordedEvent
from combat_rules.record.diff import divergence
from combat_rules.record.worlds import MOST_KEPT, Worlds
from tests.rules import duel


def event(sequence: int, *causes: int, damage: int = 0) -> RecordedEvent:
    return RecordedEvent(sequence, 0, "blow", "medium", data={"damage": damage}, causes=causes)


def record(number: int, *events: RecordedEvent) -> Record:
    return Record(number, Moment(number), events)


def nobody_plays(number: int) -> World:
    raise AssertionError("the states are the same")


@pytest.mark.parametrize(
    ("causes", "led"),
    [((3,), [1, 2, 3]), ((2, 5), [1, 2, 5]), ((9,), [9]), ((), [2, 3, 5, 6, 9]), ((77,), [])],
    ids=["a chain", "two at once", "one of the same record", "none is known", "one that is lost"],
)
def test_the_causes_of_what_differs_are_told_from_the_first_on(
    causes: tuple[int, ...], led: list[int]
) -> None:
    before = [
        record(1, event(1)),
        record(2, event(2, 1), event(3, 2)),
        record(3, event(5), event(6, 6)),
        record(4, event(9)),
    ]
    old = [*before, record(5, event(10, *causes))]
    new = [*before, record(5, event(10, *causes, damage=1))]
    if causes == (9,):
        old[3:] = [record(4, event(9), event(10, *causes))]
        new[3:] = [record(4, event(9), event(10, *causes, damage=1))]
    found = divergence(old, new, nobody_plays, nobody_plays)
    assert found is not None
    assert str(found.field) == "event #10 blow.data.damage: 0 -> 1"
    assert [one.sequence for one in found.led] == led


def test_of_many_worlds_few_are_kept_and_every_other_is_near_one() -> None:
    asked: list[int] = []

    def given(number: int) -> Input:
        asked.append(number)
        return Drop(0)

    combat = duel()
    worlds = Worlds(combat.fight, combat.state.world, given)
    for number in range(1, 10 * MOST_KEPT):
        worlds.keep(number, combat.state.world, False)
    for number in (1, 3 * MOST_KEPT + 1, 10 * MOST_KEPT - 2):
        asked.clear()
        worlds.after(number)
        assert 0 < len(asked) < 32, number
