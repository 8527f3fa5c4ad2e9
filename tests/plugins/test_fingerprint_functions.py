"""The fingerprint of functions: what they read is seen, wherever it stands, and nothing else."""

import json
import linecache
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from msgspec.structs import replace

from combat_rules import (
    Outcome,
    Ruleset,
    four_phases,
    load_ruleset,
)
from combat_rules.plugins.fingerprint import rules_of
from combat_rules.plugins.fingerprint.functions import shown
from combat_rules.plugins.fingerprint.text import without_comments, without_docstrings
from combat_rules.plugins.fingerprint.things import things_of
from tests.fingerprints import named, others, told
from tests.packs import PACKS
from tests.rules import ACTIONS, JAB, ruleset

ROOT = Path(__file__).parents[2]

PLUGIN = """
from enum import Enum, IntEnum
from functools import cache, partial
from logging import getLogger
from typing import NamedTuple

from msgspec import Struct
from combat_rules import Action, Outcome, Scene, four_phases, hookimpl

{}

def combat_actions():
    return [Action(name="jab", release=1, chart=four_phases("Fit", commit=[fit]))]

combat_actions = hookimpl(combat_actions)
"""

READS = """
def fit(scene):
    return scene.actor.health > LIMIT
"""


def load(folder: Path, name: str, body: str) -> Ruleset:
    """A ruleset from the file of a plugin, each in a folder of its own."""
    file = folder / name / "pack.py"
    file.parent.mkdir()
    file.write_text(PLUGIN.format(dedent(body)))
    loaded = load_ruleset([file])
    assert not loaded.plugins[-1].problems
    return loaded


@pytest.mark.parametrize(
    ("body", "old", "new", "said"),
    [
        ("LIMIT = ?" + READS, "40", "41", "guard fit, values.LIMIT: 40 -> 41"),
        ("LIMIT = ?" + READS, "'a'", "'b'", "guard fit, values.LIMIT: a -> b"),
        ("LIMIT = ?" + READS, "True", "1", "guard fit, values: {'LIMIT': True} -> {'LIMIT': 1}"),
        ("LIMIT = ?" + READS, "(1, (2,))", "(1, (3,))",
         "guard fit, values.LIMIT: [1, [2]] -> [1, [3]]"),
        ("LIMIT = ?" + READS, "frozenset({'b', 'a'})", "frozenset({'c', 'a'})",
         "guard fit, values.LIMIT: ['a', 'b'] -> ['a', 'c']"),
        ("LIMIT = ?" + READS, "{'a': 1}", "{'a': 2}", "guard fit, values.LIMIT.a: 1 -> 2"),
        ("LIMIT = ?" + READS, "Outcome.HIT", "Outcome.CLASH",
         "guard fit, values.LIMIT: Outcome.HIT -> Outcome.CLASH"),
        ("LIMIT = ?" + READS, "b'a'", "b'b'", "guard fit, values.LIMIT: b'a' -> b'b'"),
        ("from types import SimpleNamespace\nLIMIT = SimpleNamespace(size=?)" + READS, "3", "4",
         "guard fit, values.LIMIT.size: 3 -> 4"),
        ("from math import ? as LIMIT" + READS, "floor", "ceil",
         "guard fit, values.LIMIT: floor -> ceil"),
        ("LIMIT = ?" + READS, "range(3)", "range(4)",
         "guard fit, values.LIMIT: range(0, 3) -> range(0, 4)"),
        ("class Level(IntEnum):\n    HIGH = ?\nLIMIT = Level.HIGH" + READS, "3", "4",
         "guard fit, helpers.Level.HIGH: 3 -> 4"),
        ("class Box(Struct, frozen=True):\n    size: int\nLIMIT = Box(?)" + READS, "3", "4",
         "guard fit, values.LIMIT.size: 3 -> 4"),
        ("class Box(NamedTuple):\n    size: int\nLIMIT = Box(?)" + READS, "3", "4",
         "guard fit, values.LIMIT.size: 3 -> 4"),
        ("class Box:\n    def __init__(self): self.size = ?\nLIMIT = Box()" + READS, "3", "4",
         "guard fit, values.LIMIT.size: 3 -> 4"),
        ("class Numbers:\n    LIMIT = ?\ndef fit(scene):\n    return scene.now > Numbers.LIMIT",
         "3", "4", "guard fit, helpers.Numbers.LIMIT: 3 -> 4"),
        ("from numpy import arange\nLIMIT = arange(2000)\nLIMIT[1000] = ?" + READS, "3", "4",
         "guard fit, values.LIMIT.values: [0, 1, 2, 3,"),
        ("from numpy import array\nLIMIT = array([0.1234567890, ?])" + READS, "3e-17", "4e-17",
         "guard fit, values.LIMIT.values: [0.123456789, 3e-17] -> [0.123456789, 4e-17]"),
        ("LIMIT = ?\ndef fit(scene):\n    return any(x > LIMIT for x in (1, 2))",
         "3", "4", "guard fit, values.LIMIT: 3 -> 4"),
        ("LIMIT = ?\ndef limit():\n    return LIMIT\ndef fit(scene):\n    return limit() > 3",
         "3", "4", "guard fit, helpers.limit.values.LIMIT: 3 -> 4"),
        ("LIMIT = ?\n@cache\ndef limit():\n    return LIMIT\ndef fit(scene):\n    return limit()",
         "3", "4", "guard fit, values.limit.values.LIMIT: 3 -> 4"),
        ("def more(a, b):\n    return a > b\nTABLE = {'jab': partial(more, ?)}\n"
         "def fit(scene):\n    return TABLE['jab'](1)",
         "3", "4", "guard fit, values.TABLE.jab.given.0: 3 -> 4"),
        ("def f0(): return ?\n"
         + "".join(f"def f{n + 1}(): return f{n}()\n" for n in range(8))
         + "def fit(scene):\n    return f8() > 3",
         "3", "4", "guard fit, helpers.f0.source: def f0(): return 3 -> def f0(): return 4"),
        ("def even(n): return n == 0 or odd(n - 1)\ndef odd(n): return n != ? and even(n - 1)\n"
         "def fit(scene):\n    return even(scene.now)",
         "0", "1", "guard fit, helpers.odd.source: def odd(n): return n != 0 and even(n - 1) "
         "-> def odd(n): return n != 1 and even(n - 1)"),
        ("def limit(of=?):\n    return of\ndef fit(scene):\n    return scene.now > limit()",
         "3", "4", "guard fit, helpers.limit.values.default 0: 3 -> 4"),
        ("def make(limit):\n    def fit(scene):\n        return scene.now > limit\n    return fit\n"
         "fit = make(?)", "3", "4", "guard fit, values.limit: 3 -> 4"),
        ("fit = lambda scene: scene.now > ?  # how long", "3", "4",
         "guard <lambda>, source: lambda scene: scene.now > 3 -> lambda scene: scene.now > 4"),
    ],
    ids=[
        "a number", "a text", "true and one", "a tuple", "a set", "a mapping", "a word", "bytes",
        "a namespace", "a function of Python", "a range", "a word of its own", "a struct",
        "a named tuple", "an object", "a class", "a long array", "an array of small numbers",
        "inside a comprehension", "of a helper", "of a cached helper", "in a table of functions",
        "of a helper far away", "of helpers in a circle", "a default", "a closure", "a lambda",
    ],
)  # fmt: skip
def test_a_changed_constant_is_named_with_the_function_that_reads_it(
    body: str, old: str, new: str, said: str, tmp_path: Path
) -> None:
    one = load(tmp_path, "one", body.replace("?", old))
    other = load(tmp_path, "two", body.replace("?", new))
    heard = told(one, other)
    assert any(line.startswith(said) for line in heard)
    thing = said.partition(",")[0]
    assert all(line.startswith(thing) for line in heard)
    assert named(one, other) == [f"{thing} has changed"]


KEYS = [
    1, "1", "'1'", True, "True", "<True>", None, "None", (1, 2), "[1, 2]", int, "int", "<int>",
    Outcome.HIT, "Outcome.HIT", "a b", "1.0", 1.5, "1.5",
]  # fmt: skip
"""Keys that are written alike, and are not the same."""


def test_keys_of_different_kinds_are_told_apart() -> None:
    said = [json.dumps(shown({key: 5})) for key in KEYS]
    assert len({*said}) == len(KEYS)
    assert shown({1: 5, "1": 6}) == {"1": 5, "'1'": 6}


@pytest.mark.parametrize("numbers", [(5, 6), (5, 5)], ids=["other numbers", "the same"])
def test_a_constant_by_another_kind_of_key_is_another_rule(
    numbers: tuple[int, int], tmp_path: Path
) -> None:
    body = "LIMIT = {{{!r}: {}}}" + READS
    one = load(tmp_path, "one", body.format(1, numbers[0]))
    other = load(tmp_path, "two", body.format("1", numbers[1]))
    assert told(one, other) == [
        f"guard fit, values.LIMIT.1: {numbers[0]} -> nothing",
        f"guard fit, values.LIMIT.'1': nothing -> {numbers[1]}",
    ]


def test_a_constant_of_another_module_of_the_plugin_is_seen(tmp_path: Path) -> None:
    packs = []
    for limit in (3, 4):
        pack = tmp_path / str(limit) / "pack"
        pack.mkdir(parents=True)
        body = "from . import numbers\ndef fit(scene):\n    return scene.now > numbers.LIMIT"
        (pack / "__init__.py").write_text(PLUGIN.format(body))
        (pack / "numbers.py").write_text(f"LIMIT = {limit}\nUNREAD = {limit}\n")
        packs.append(load_ruleset([pack]))
    assert told(*packs) == ["guard fit, values.numbers.LIMIT: 3 -> 4"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"LIMIT = 3{READS}", f"LIMIT = 3  # ticks\n# more{READS}"),
        ("def fit(scene):\n    return True",
         'def fit(scene):\n    """Always.\n\n    Yes, # always.\n    """\n\n    return True'),
        ("LIMIT = 3" + READS, "LIMIT = 3\nOTHER = 4\nhealth = 5\ndef unused(): pass" + READS),
        ("class Node: pass\nA, B = Node(), Node()\nA.all = B.all = [A, B] * 10\n"
         "def fit(scene):\n    return A is not B",) * 2,
        ("CACHE = object()\ndef fit(scene):\n    return CACHE is not None",) * 2,
        ("NAME = __name__\ndef fit(scene):\n    return (NAME, __name__, __file__) != 3",) * 2,
        ("LOG = getLogger(__name__)\ndef fit(scene):\n    return LOG.debug('!') is None",
         "LOG = getLogger(__name__)\ndef fit(scene):\n    return LOG.debug('!') is None\n"
         "LOG.setLevel('INFO')"),
    ],
    ids=[
        "comments", "docstrings", "what nobody reads", "objects in a circle",
        "where an object lies", "where a file lies", "how much is logged",
    ],
)  # fmt: skip
def test_what_does_nothing_changes_nothing(old: str, new: str, tmp_path: Path) -> None:
    one, other = load(tmp_path, "one", old), load(tmp_path, "two", new)
    assert told(one, other) == []
    assert rules_of(one).hash == rules_of(other).hash


def test_libraries_are_named_and_not_read(tmp_path: Path) -> None:
    """A ruleset does not change because a library that it uses was upgraded."""
    body = "import msgspec\nfrom pluggy import HookspecMarker\ndef fit(scene):\n"
    body += "    return msgspec.json.encode(HookspecMarker) is not dedent"
    loaded = load(tmp_path, "one", f"from textwrap import dedent\n{body}")
    (guard,) = (t for t in things_of(loaded) if (t.kind, t.name) == ("guard", "fit"))
    assert set(guard.content) == {"source"}


def test_functions_without_a_source_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    # As Python 3.13 has it where a program is the text of ``python -c``.
    program = (1, None, ["import sys\n"] * 3, "<string>")
    monkeypatch.setitem(linecache.cache, "<string>", program)
    found = []
    for limit in (3, 4, 3):
        space: dict[str, Any] = {}
        exec(f"def fit(scene):\n    return any(x > {limit} for x in (1, 2))", space)
        chart = four_phases("Fit", commit=[space["fit"]])
        found.append(ruleset(others(replace(JAB, chart=chart))))
    one, other, again = found
    assert named(one, other) == ["guard fit has changed"]
    assert named(one, again) == []


def test_functions_of_one_name_are_told_apart() -> None:
    """Which lambda stands where is seen, though all have the same name."""
    first, second = (lambda scene: scene.now > 1), (lambda scene: scene.now > 2)
    charts = [
        [four_phases("A", commit=[first]), four_phases("B", commit=order[:1], release=order[1:])]
        for order in ([first, second], [second, first])
    ]
    one, other = (
        ruleset(replace(ACTIONS[n], chart=chart) for n, chart in enumerate(each)) for each in charts
    )
    assert "chart B has changed" in named(one, other)


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("x = 1  # one\n\n# two\ny = 2", "x = 1\ny = 2"),
        ("x = '# no comment'", "x = '# no comment'"),
        ("on=[lambda scene: (  # no", "on=[lambda scene: ("),
        ('def f():\n    "What."\n    return 1', "def f():\n    return 1"),
        ('def f():\n    """é""" ; return 1', "def f():\n     ; return 1"),
        ('class A:\n    """What.\n    """\n    def f(): "Why."', "class A:\n    def f():"),
        ('def f():\n    return "What."', 'def f():\n    return "What."'),
    ],
    ids=[
        "comments", "a text", "no whole code", "a docstring", "more on its line", "inner ones",
        "a text that is returned",
    ],
)  # fmt: skip
def test_comments_and_docstrings_are_left_out(source: str, left: str) -> None:
    assert without_comments(without_docstrings(source)) == left


ELSEWHERE = """
import sys
from combat_rules import load_ruleset
from combat_rules.plugins.fingerprint import rules_of
from msgspec import json
for plugins in sys.argv[1:-1], sys.argv[-1:]:
    print(json.encode(rules_of(load_ruleset(plugins))).decode())
"""


def test_the_fingerprint_is_the_same_in_every_process(tmp_path: Path) -> None:
    body = "LIMIT = {'a', 'b', 'c', frozenset({'d', 'e', 'f'})}" + READS.replace(">", "in")
    load(tmp_path, "one", body)
    plugins = [*PACKS, str(tmp_path / "one" / "pack.py")]
    found = {
        subprocess.run(
            [sys.executable, "-c", ELSEWHERE, *plugins],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2024")
    }
    assert len(found) == 1
