"""The core is rule Python; whatever is not is refused, with its line and what to write instead."""

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from combat_rules.compiled import BOUNDARY, STEPS, refuse
from combat_rules.compiled.kinds import fields_of, may_be_written
from combat_rules.compiled.steps import steps_in
from combat_rules.engine import core
from combat_rules.engine.core import records
from combat_rules.engine.core.rows import MoveRow

HEADER = '''"""Steps to be refused."""

from combat_rules.engine.core.records import *
from combat_rules.engine.core.requests import apply_requests
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.words import *
from combat_rules.model import Stun


def step(draft: Draft, place: int) -> int:
'''
HERE = "  # here"

Write = Callable[[str], ModuleType]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a module and import it."""

    def written(source: str) -> ModuleType:
        path = tmp_path / "steps_to_refuse.py"
        path.write_text(source, encoding="utf-8")
        spec = spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        monkeypatch.setitem(sys.modules, path.stem, module)
        spec.loader.exec_module(module)
        return module

    return written


# -- the core itself -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STEPS)
def test_a_module_of_the_core_is_rule_python(name: str) -> None:
    module = import_module(name)
    assert steps_in(module)
    assert [str(found) for found in refuse(module)] == []


def test_every_module_of_the_core_is_on_one_side_of_the_boundary() -> None:
    folder = Path(core.__path__[0])
    names = {f"{core.__name__}.{path.stem}" for path in folder.glob("*.py")}
    declared = {f"{core.__name__}.{name}" for name in ("__init__", "records", "rows", "words")}
    assert names == {*STEPS, *BOUNDARY} | declared


def test_no_number_of_a_record_may_be_none() -> None:
    kinds = [
        kind
        for record in vars(records).values()
        if isinstance(record, type) and record.__module__ == records.__name__
        for kind in fields_of(record).values()
    ]
    assert len(kinds) > 150
    assert not [kind for kind in kinds if kind.is_number and kind.optional and kind.of is None]


def test_rows_of_the_rules_are_frozen_and_what_a_moment_works_on_is_not() -> None:
    assert not may_be_written(MoveRow)
    assert may_be_written(records.Draft)
    assert may_be_written(records.Seat)


# -- what is refused -------------------------------------------------------------------------------

DEFAULT = "a parameter with a default, or by keyword"
REFUSED = {
    "a dict": ["seen = {place: 1}  # here", "return place"],
    "a dict comprehension": ["seen = {i: 1 for i in range(3)}  # here", "return place"],
    "a set": ["return 1 if place in {1, 2} else 0  # here"],
    "a list that is made": ["found = []  # here", "return place"],
    "a list comprehension": ["found = [i for i in range(3)]  # here", "return place"],
    "a generator expression": ["return max(i for i in range(3))  # here"],
    "a tuple that is made": ["both = (place, 1)  # here", "return place"],
    "an f-string": ['name = f"{place}"  # here', "return place"],
    "text made at run time": ['name = draft.seats[0].id + "!"  # here', "return place"],
    "text made at run time, by .upper()": ["name = draft.seats[0].id.upper()  # here", "return 0"],
    "a float": ["return place if place > 0.5 else 0  # here"],
    "a division into a float": ["half = place / 2  # here", "return place"],
    "a lambda": ["best = lambda: place  # here", "return place"],
    "an assignment inside an expression": ["return (other := place)  # here"],
    "a slice": ["rest = draft.seats[1:]  # here", "return place"],
    "an index that is -1": ["return draft.seats[-1].health  # here"],
    "try": ["try:  # here", "    place += 1", "finally:", "    place += 1", "return place"],
    "with": ["with draft.fight:  # here", "    return place", "return 0"],
    "match": ["match place:  # here", "    case 0:", "        return 1", "return 0"],
    "raise": ["raise ValueError  # here"],
    "assert": ["assert place  # here", "return place"],
    "del": ["del draft.asked[0]  # here", "return place"],
    "global": ["global moved  # here", "return place"],
    "an import inside a function": ["import math  # here", "return place"],
    "a function inside a function": ["def inner(): ...  # here", "return place"],
    "starred arguments": ["return max(*draft.seats[0].values)  # here"],
    "keyword arguments": ["apply_requests(draft=draft)  # here", "return place"],
    "max of a row": ["return max(draft.seats[0].values)  # here"],
    "a call of sorted, which is neither a step nor at the boundary": [
        "return sorted(draft.seats[0].values)[0]  # here"
    ],
    "a call of enumerate, which is neither a step nor at the boundary": [
        "for one in enumerate(draft.seats):  # here", "    place += 1", "return place"
    ],
    "a chain of comparisons": ["return 1 if 0 < place < 3 else 0  # here"],
    "an unknown name, nobody": ["return nobody  # here"],
    ".poise, which a Seat does not declare": ["return draft.seats[0].poise  # here"],
    "a MoveRow that is written to": ["draft.moves[0].damage = 3  # here", "return place"],
    "a seat that is written to and is not the draft's own": [
        "draft.seats[0].health = 3  # here", "return place"
    ],
    "seat.health, which may have been written to since": [
        "seat = draft.seats[place]", "own(draft, 1).health = 3", "return seat.health  # here"
    ],
    "seat.stamina, which may have been written to since": [
        "seat = draft.seats[place]", "apply_requests(draft)", "return seat.stamina  # here"
    ],
    "a new list for asked": ["draft.asked = draft.asked  # here", "return place"],
    "an element that is replaced": ["draft.seats[0] = draft.seats[1]  # here", "return place"],
    "asked, which is gone through here, is changed by apply_requests": [
        "for one in draft.asked:", "    apply_requests(draft)  # here", "return place"
    ],
    "blows, which is gone through here, is changed": [
        "blows = draft.blows", "for one in blows:", "    blows.append(one)  # here", "return place"
    ],
    "a name for health": ['own(draft, place).health = "full"  # here', "return place"],
    "a Stun for outcome": ["own(draft, place).outcome = Stun.STAGGER  # here", "return place"],
    "None for a number": ["own(draft, place).health = None  # here", "return place"],
    "a number compared with None": ["return 1 if place is None else 0  # here"],
    "a name compared with a number": ["return 1 if draft.seats[0].id == place else 0  # here"],
    "`==` between a Seat and a Seat": [
        "return 1 if draft.seats[0] == draft.seats[1] else 0  # here"
    ],
    "the truth of a Result or None": ["return 1 if draft.result else 0  # here"],
    "the truth of a name": ["return 1 if draft.seats[0].id else 0  # here"],
    "a number as a part of and/or": ["return place or 3  # here"],
    "best was a number and becomes a name": [
        "best = 0", "best = draft.seats[0].id  # here", "return 0"
    ],
    "a name for what step returns": ["return draft.seats[0].id  # here"],
    "several names for one value": ["a, b = draft.seats[0].values  # here", "return a"],
    "several names in a loop": [
        "for a, b in draft.seats:  # here", "    place += 1", "return place"
    ],
    "else after a loop": ["while place > 3:  # here", "    place -= 1", "else:", "    place = 0",
                          "return place"],
    "a Request with other fields than declared": ["one = Request(1, 2)  # here", "return place"],
    ".pop() of a list": ["draft.asked.pop()  # here", "return place"],
}  # fmt: skip


@pytest.mark.parametrize(("construct", "lines"), REFUSED.items(), ids=list(REFUSED))
def test_a_construct_is_refused_with_its_line(
    write: Write, construct: str, lines: list[str]
) -> None:
    source = HEADER + "".join(f"    {line}\n" for line in lines)
    line = next(n for n, text in enumerate(source.splitlines(), 1) if text.endswith(HERE))
    found = refuse(write(source))
    told = [one for one in found if one.construct == construct]
    assert told, [str(one) for one in found]
    assert {(one.file, one.line, one.function) for one in told} == {
        ("steps_to_refuse.py", line, "step")
    }
    assert all(one.instead for one in told)


@pytest.mark.parametrize(
    ("head", "construct"),
    [
        (
            "def step(draft: Draft, by: int = 0) -> int:",
            DEFAULT,
        ),
        ("def step(draft: Draft, *, by: int) -> int:", DEFAULT),
        ("def step(draft: Draft, *by: int) -> int:", "starred parameters"),
        ("def step(draft: Draft, by) -> int:", "by without a type"),
        ("@property\ndef step(draft: Draft) -> int:", "a decorator"),
        ("class Step:", "a class"),
    ],
    ids=["a default", "a keyword", "stars", "no type", "a decorator", "a class"],
)
def test_a_head_of_a_function_is_refused(write: Write, head: str, construct: str) -> None:
    source = HEADER.rpartition("def ")[0] + head + "\n    return 0\n"
    source = source.replace("    return 0", "    health = 0") if "class" in head else source
    assert [one.construct for one in refuse(write(source))] == [construct]


def test_what_a_branch_that_leaves_has_written_is_not_out_of_date_after_it(write: Write) -> None:
    lines = ["seat = draft.seats[place]", "if place > 1:", "    own(draft, place).health = 3",
             "    return 0", "return seat.health"]  # fmt: skip
    assert refuse(write(HEADER + "".join(f"    {line}\n" for line in lines))) == ()


def test_a_finding_is_one_line_that_says_what_to_write_instead(write: Write) -> None:
    (found,) = refuse(write(HEADER + "    assert place\n    return place\n"))
    assert str(found) == (
        "steps_to_refuse.py:11: step: assert; return a number that says so, such as FAILED"
    )
