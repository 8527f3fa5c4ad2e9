"""The source of functions, as the translation reads it."""

import linecache
from typing import Any

import pytest

from combat_rules.compiled.sources import definition_of


def test_a_function_of_no_file_is_not_taken_for_what_stands_in_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As Python 3.13 has it where a program is the text of ``python -c``.
    program = (1, None, ["def fit(scene):\n", "    return False\n"], "<string>")
    monkeypatch.setitem(linecache.cache, "<string>", program)
    space: dict[str, Any] = {}
    exec("def fit(scene):\n    return True", space)
    assert definition_of(space["fit"]) is None
