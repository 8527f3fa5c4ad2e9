"""The oracle of the fuzz tests notices each kind of fault when it is planted."""

import os
from pathlib import Path

import pytest

from combat_rules import CombatError
from tests.fuzz.oracle import Hang, in_time, memory_of, refused, tried


def test_any_other_error_goes_through() -> None:
    with pytest.raises(KeyError):
        tried({}.__getitem__, "depths")


def test_a_command_that_is_run_is_seen() -> None:
    with pytest.raises(AssertionError, match="ran code"):
        tried(os.system, "true")


def test_a_text_that_is_evaluated_is_seen() -> None:
    with pytest.raises(AssertionError, match="ran code"):
        tried(eval, "1 + 1")


def test_a_file_that_is_run_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "moves.py"
    with pytest.raises(AssertionError, match="ran code"):
        tried(exec, compile("x = 1", str(file), "exec"))


def test_what_hangs_is_stopped() -> None:
    def endless() -> None:
        while True:
            pass

    with pytest.raises(Hang), in_time(0.05):
        endless()


def test_a_bomb_is_weighed() -> None:
    assert memory_of(bytes, 10_000_000) >= 10_000_000


def test_an_error_has_to_say_something() -> None:
    def silent() -> None:
        raise CombatError("", code="silent")

    with pytest.raises(AssertionError, match="says what"):
        tried(silent)


def test_what_is_taken_was_not_refused() -> None:
    with pytest.raises(AssertionError, match="it was taken"):
        refused(int, "1")
