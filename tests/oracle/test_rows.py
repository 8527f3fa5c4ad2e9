"""A row is the same whether an event is of one class for all or of a class of its own."""

from types import MappingProxyType
from typing import Any, ClassVar

import pytest
from msgspec import Struct

from combat_rules import Outcome
from combat_rules.model import ActionStateType, EventPriority
from tests.oracle.streams import row


class Untyped(Struct, kw_only=True):
    sequence: int = 7
    timestamp: int = 380
    type: str
    priority: EventPriority = EventPriority.HIGH
    source: str | None = "ayla"
    target: str | None = None
    action: str | None = None
    data: Any
    cause: int | None = 6


class Typed(Struct, kw_only=True):
    sequence: int = 7
    timestamp: int = 380
    priority: EventPriority = EventPriority.HIGH
    source: str | None = "ayla"
    target: str | None = None
    action: str | None = None
    causes: tuple[int, ...] = (6,)


class Moved(Typed):
    type: ClassVar[str] = "combatant_moved"
    before: int
    after: int


class Part(Struct):
    rule: str
    change: int


class Dealt(Typed):
    type: ClassVar[str] = "damage_dealt"
    outcome: Outcome | None
    breakdown: tuple[Part, ...]


PARTS = [{"rule": "base", "change": 9}, {"rule": "block", "change": -4}]


@pytest.mark.parametrize(
    ("untyped", "typed"),
    [
        (
            Untyped(type="combatant_moved", data={"from": 3, "to": 5}),
            Moved(before=3, after=5),
        ),
        (
            Untyped(
                type="damage_dealt",
                data=MappingProxyType({"breakdown": PARTS, "outcome": "blocked"}),
            ),
            Dealt(outcome=Outcome.BLOCKED, breakdown=(Part("base", 9), Part("block", -4))),
        ),
        (
            Untyped(type="damage_dealt", data={"breakdown": (), "outcome": None}, cause=None),
            Dealt(outcome=None, breakdown=(), causes=()),
        ),
    ],
    ids=["renamed fields", "words and parts", "nothing"],
)
def test_a_typed_event_has_the_row_of_an_untyped_one(untyped: Untyped, typed: Typed) -> None:
    assert row(untyped) == row(typed)
    assert str(row(untyped)) == str(row(typed))


def test_several_causes_are_told() -> None:
    assert row(Moved(before=1, after=2, causes=(3, 4))).cause == [3, 4]


def test_what_is_worded_for_people_is_left_out() -> None:
    refused = Untyped(type="command_refused", data={"why": "too far", "code": "action.refused"})
    assert row(refused).data == (("code", "action.refused"),)


def test_words_of_the_rules_are_told_by_their_value() -> None:
    phase = Untyped(type="seen", data={"state": ActionStateType.FEINT})
    assert row(phase).data == (("state", "feint"),)
