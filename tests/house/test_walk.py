"""The walk of one blow, as the documentation tells it, is the walk that the code takes."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import pytest

import combat_rules
from combat_rules import CombatSystem
from combat_rules.model.events import CombatEvent, DamageDealt
from docs.generate import PAGE, Stop, turns_back, walk

PACKAGE = Path(combat_rules.__file__).parent
LANDS = 380
"""The tick at which an attack that begins at once lands."""

STOPS = walk(PAGE.read_text(encoding="utf-8"))


def trace_of_a_blow() -> list[Stop]:
    """The functions of the engine in the order in which they are entered, until somebody hears
    of the damage: first for the command, then for the moment at which the blow lands."""
    combat = CombatSystem(distance=30, seed=7)
    combat.add_combatant("duelist", "ayla", controller="")
    combat.add_combatant("duelist", "borin", controller="")
    heard: list[CombatEvent] = []
    entered: list[Stop] = []
    under = f"{PACKAGE}/"
    before = sys.getprofile()

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(f"{under}engine/"):
            entered.append(Stop(code.co_filename.removeprefix(under), code.co_qualname))

    def hear(event: DamageDealt) -> None:
        sys.setprofile(before)
        heard.append(event)

    combat.subscribe(DamageDealt, hear)
    combat.advance(0)
    try:
        sys.setprofile(note)
        combat.execute_action("attack", "ayla")
        sys.setprofile(before)
        combat.advance(LANDS - 1)
        assert heard == []
        sys.setprofile(note)
        combat.advance(1)
    finally:
        sys.setprofile(before)
    assert [event.target for event in heard] == ["borin"]
    return entered


@pytest.fixture(scope="module")
def entered() -> list[Stop]:
    return trace_of_a_blow()


def missed(stops: Sequence[Stop], entered: Sequence[Stop]) -> list[Stop]:
    """The stops that are not entered after the stop before them."""
    wrong, place = [], 0
    for stop in stops:
        if stop in entered[place:]:
            place = entered.index(stop, place) + 1
        else:
            wrong.append(stop)
    return wrong


def test_a_blow_takes_the_walk_that_the_page_tells(entered: list[Stop]) -> None:
    assert missed(STOPS, entered) == []


@pytest.mark.parametrize("place", range(len(STOPS) - 1))
def test_no_two_stops_could_change_places(place: int, entered: list[Stop]) -> None:
    turned = [*STOPS]
    turned[place : place + 2] = reversed(STOPS[place : place + 2])
    assert missed(turned, entered)


def test_the_walk_begins_with_the_command_and_ends_with_the_event(entered: list[Stop]) -> None:
    assert STOPS[0] == entered[0] == Stop("engine/system.py", "CombatSystem.execute_action")
    assert STOPS[-1] == Stop("engine/telling.py", "Teller.event")


def test_a_reader_turns_back_no_more_than_twice_a_room() -> None:
    files = turns_back([stop.file for stop in STOPS])
    rooms = turns_back([stop.room for stop in STOPS])
    assert max(files.values()) <= 2
    assert max(rooms.values()) <= 2
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    told = (
        f"{len(STOPS)} stops in {len({stop.file for stop in STOPS})} files. It turns back "
        f"{sum(files.values())} times into a file that it had left, "
    )
    assert told in page
    assert f"`engine/core` {rooms['engine/core']} time" in page
    assert f"`engine` {rooms['engine']} time" in page


def test_turning_back_is_counted() -> None:
    assert turns_back(["a", "a", "b", "a", "c", "b", "a"]) == Counter({"a": 2, "b": 1})
