"""Whatever bytes a table is made of, it is read or refused, quickly, and in words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from combat_rules import load_ruleset
from combat_rules.errors import PluginError
from combat_rules.plugins.tables.table import LARGEST, read_table
from tests.amounts import amount
from tests.fuzz.oracle import in_time

Result = TypeVar("Result")

COMMON = {
    "binary": (b"\xff\xfe\x00\x01", "line 1, column 1: it is not UTF-8 text (byte 0)"),
    "Latin-1": ("name\nhöher".encode("latin-1"), "line 2, column 2: it is not UTF-8 text (byte 6)"),
    "UTF-16": ("name\njab".encode("utf-16"), "it is not UTF-8 text"),
    "NUL": (b"name\nja\0b\n", "line 2, column 3: U+0000 is no character of a text"),
    "an escape": (b"name\n\x1b[2J\n", "line 2, column 1: U+001B is no character"),
    "too large": (b"x" * (LARGEST + 1), f"it is larger than {LARGEST} bytes"),
    "empty": (b"", "it is empty"),
    "blank": (b"\n \n\n", "it is empty"),
}
PAGES = {
    **COMMON,
    "aliases": (b"moves: &a [1]\nb: *a\n", "line 1, column 8: write it out"),
    "a bomb": (b"a: &a [x]\nb: &b [*a, *a]\n", "write it out; & and * are not read"),
    "tags": (b"moves: !!python/object/apply:os.system [ls]", "line 1, column 8: write it plainly"),
    "deep in brackets": (b"[" * 100_000, "line 1, column 21: it is nested more than 20 deep"),
    "deep in braces": (b"{a: " * 50_000, "it is nested more than 20 deep"),
    "deep in dashes": (b"- " * 100_000, "it is nested more than 20 deep"),
    "deep in lines": (b"\n".join(b" " * n + b"a:" for n in range(900)), "nested more than 20"),
    "two documents": (b"moves: []\n---\nmoves: []\n", "line 2, column 1: a second document"),
    "half a file": (b"moves: [", "line 1, column 9: a value is missing"),
    "half a list": (b"moves: [1", "line 1, column 10: a comma or a closing ] is missing"),
    "half a move": (b"- {name: a", "line 1, column 11: a comma or a closing } is missing"),
    "a tab": (b"moves:\n\t- name: jab\n", "line 2, column 1: move it in with spaces, not a tab"),
    "two colons": (b"- description: fast: close\n", "column 20: a colon cannot stand here"),
    "no colon": (b"moves:\n  jab\n  kick: 1\n", "a colon cannot stand here"),
    "out of line": (b"a:\n  b: 1\n c: 2\n", "line 3, column 2: it does not line up with what is"),
    "a sign first": (b"- name: @jab\n", "line 1, column 9: put what begins with '@' in quotes"),
    "half a text": (b"- name: 'jab\n", "a quotation mark is never closed"),
    "beyond Unicode": (b'moves: "\\UFFFFFFFF"', "it is no YAML"),
    "a version": (b"%YAML " + b"9" * 5000 + b".1\n---\nmoves: []", "it is no YAML"),
}
SHEETS = {
    **COMMON,
    "an open quote": (
        b'name\n"jab\n',
        "line 2, column A: this row is no CSV: a quotation mark is never closed",
    ),
    "a stray quote": (
        b'name\n"jab"x\n',
        "line 2, column A: this row is no CSV: something stands behind a closing",
    ),
    "lines of a Mac": (b"name\rja\0b\r", "line 2, column 3: U+0000 is no character of a text"),
    "a giant cell": (b"name\n" + b"x" * 200_000, "line 2, column A: this row is no CSV: field"),
    "a wide row": (b"name\n" + b"x," * 900, "line 2, column A: it has 901 cells"),
}


@pytest.mark.parametrize(
    ("suffix", "data", "said"),
    [(".yaml", *case) for case in PAGES.values()] + [(".csv", *case) for case in SHEETS.values()],
    ids=[f"{name} (YAML)" for name in PAGES] + [f"{name} (CSV)" for name in SHEETS],
)
def test_what_is_no_table_is_left_out_with_the_reason(
    tmp_path: Path, suffix: str, data: bytes, said: str
) -> None:
    file = tmp_path / f"table{suffix}"
    file.write_bytes(data)
    ruleset = load_ruleset([file])
    info = ruleset.plugins[-1]
    assert (info.name, info.location) == ("table", str(file))
    (problem,) = info.problems
    assert problem.startswith(str(file))
    assert said in problem
    assert "attack" in ruleset.moves


FULL = LARGEST - 20
LONG = {
    "many rows": (
        ".csv",
        b"name,damage\n" + b"".join(b"m%d,1\n" % n for n in range(amount(8_000, 40_000))),
    ),
    "many guarded rows": (
        ".csv",
        b"name,commit_guards\n"
        + b"".join(
            b'm%d,"tick_in_phase_between(0, %d)"\n' % (n, n) for n in range(amount(100, 1000))
        ),
    ),
    "many unknown columns": (".csv", b",".join(b"nam%d" % n for n in range(200)) + b"\n1\n" * 9999),
    "many unknown follow-ups": (
        ".csv",
        b"name,cancels\n"
        + b"".join(b"move%d,%s\n" % (n, b"+".join(b"mvoe%d" % m for m in range(20)))
                   for n in range(amount(30, 900))),
    ),
    "many windows": (".csv", b"name,cancels\njab," + b"jab;" * amount(6_000, 30_000)),
    "many blank rows": (".csv", b"name\n" + b"\n" * FULL),
    "many tags": (".csv", b"name,tags\njab," + b"x;" * 60_000),
    "a long expression": (".csv", b"name,commit_guards\njab," + b"(" * 120_000),
    "many keys": (".yaml", b"a: 1\n" * (FULL // amount(120, 5))),
    "many entries": (".yaml", b"moves: [" + b"{}," * (FULL // amount(90, 3)) + b"]"),
    "a long word": (".yaml", b"moves: " + b"x" * FULL),
    "a long line": (".yaml", b"x " * (FULL // amount(10, 2))),
}  # fmt: skip


@pytest.mark.parametrize(("suffix", "data"), LONG.values(), ids=LONG.keys())
def test_a_giant_table_is_done_with_in_good_time(tmp_path: Path, suffix: str, data: bytes) -> None:
    assert len(data) <= LARGEST
    file = tmp_path / f"table{suffix}"
    file.write_bytes(data)
    with in_time():
        _, refused = tried(load_ruleset, [file])
    assert len(str(refused)) < 1_000_000


@pytest.mark.parametrize("name", ["nowhere.yaml", "nowhere.csv", "there/nowhere.yml"])
def test_a_table_that_is_not_there_is_said(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (problem,) = load_ruleset([name]).plugins[-1].problems
    assert problem == f"there is no file or folder {tmp_path / name}"


def test_a_table_without_a_row_says_so(tmp_path: Path) -> None:
    (tmp_path / "moves.csv").write_text("name,damage\n", encoding="utf-8")
    with pytest.raises(PluginError, match="there is no row in it"):
        load_ruleset([tmp_path])


def tried(read: Callable[[Any], Result], what: Any) -> tuple[Result | None, PluginError | None]:
    """What came of reading: the result, or the error; any other exception is a fault."""
    try:
        return read(what), None
    except PluginError as error:
        return None, error


def holds(folder: Path, name: str, data: bytes) -> None:
    """Reading these bytes ends with a table, or with the error for one."""
    file = folder / name
    file.write_bytes(data)
    table, unreadable = tried(read_table, file)
    if table is None:
        assert unreadable is not None
        assert unreadable.code == "table.unreadable"
        assert str(file) in str(unreadable)
        return
    assert table.actions or table.archetypes or table.faults
    ruleset, refused = tried(load_ruleset, [table])
    assert bool(table.faults) <= (ruleset is None)
    if refused is not None:
        assert refused.code == "ruleset.refused"
        assert str(refused).encode()


WORDS = st.sampled_from(
    [
        "name", "moves", "archetypes", "damage", "tags", "cancels", "commit_guards", "chart",
        "jab", "hook", "#light", "3", "-1", "10-90", "on", "hit", "into", "and", "not", "(", ")",
        "health_below(30)", "can_act", ":", ": ", ",", ";", "\t", "\n", "\n  - ", "- ", "[", "]",
        "{", "}", '"', "'", "|", ">", "=1+1", "!!int", "&a", "*a", "<<", "%", "\\", "+", "?", " ",
        "\r", "\ufeff", "\u2028", "\x85", "\ud7ff", "\U0001f5e1",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=40).map("".join)
ROWS = st.lists(st.lists(TEXTS, max_size=4), max_size=4)


@given(data=st.binary(max_size=400), name=st.sampled_from(["any.csv", "any.yaml"]))
def test_any_bytes_are_a_table_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    holds(tmp_path_factory.getbasetemp(), name, data)


@given(text=TEXTS, name=st.sampled_from(["text.csv", "text.yaml", "archetypes.csv"]))
def test_any_words_of_tables_are_a_table_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str, name: str
) -> None:
    holds(tmp_path_factory.getbasetemp(), name, text.encode())


@given(cells=st.lists(st.tuples(WORDS, TEXTS), max_size=6))
def test_any_cells_under_any_headings_are_a_table_or_refused(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]
) -> None:
    quoted = [[f'"{text.replace(chr(34), chr(34) * 2)}"' for text in cell] for cell in cells]
    rows = [",".join(["name", *(h for h, _ in quoted)]), ",".join(["jab", *(c for _, c in quoted)])]
    holds(tmp_path_factory.getbasetemp(), "cells.csv", "\n".join(rows).encode())
