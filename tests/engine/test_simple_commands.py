"""Most commands say little, and are taken at once: not where a field is of the wrong kind."""

import pytest

from combat_rules import ActionError, Command
from combat_rules.engine.checks import command_in


class Name(str):
    """A text that says more than its letters."""

    __slots__ = ()


def test_a_simple_command_is_taken_as_it_is() -> None:
    command = Command(actor="ayla", action="jab", at=3)
    assert command_in(command) is command


@pytest.mark.parametrize(
    "wrong",
    [
        {"actor": 1},
        {"actor": "\ud800"},
        {"action": None},
        {"action": "\ud800"},
        {"at": True},
        {"at": 3.0},
        {"at": 10**10},
        {"target": 0},
        {"cancel": 0},
        {"signal": None},
        {"signal": 0},
        {"buffer": False},
        {"waited": False},
        {"waited": 0.0},
    ],
    ids=str,
)
def test_a_field_of_the_wrong_kind_is_found_beside_simple_ones(wrong: dict[str, object]) -> None:
    command = Command(**{"actor": "ayla", "action": "jab", **wrong})  # type: ignore[arg-type]
    with pytest.raises(ActionError, match=f"can be carried out: {next(iter(wrong))}"):
        command_in(command)


def test_a_text_of_somebodys_own_becomes_a_plain_one() -> None:
    command = command_in(Command(actor=Name("ayla"), action=Name("jab")))
    assert (type(command.actor), type(command.action)) == (str, str)


def test_a_field_that_is_not_set_is_told_of() -> None:
    command = Command(actor="ayla")
    Command.__dict__["actor"].__delete__(command)
    with pytest.raises(ActionError, match="actor cannot be read"):
        command_in(command)
