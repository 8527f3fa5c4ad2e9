"""The fingerprint of a ruleset: short, the same in every process, and nothing changes unseen."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from pathlib import Path
from textwrap import dedent
from typing import Any

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from combat_rules import (
    Act,
    Action,
    Archetype,
    Attribute,
    CancelWindow,
    CombatEvent,
    ContactRule,
    Controller,
    DamageRule,
    Effects,
    Outcome,
    Ruleset,
    Scene,
    Status,
    Validation,
    View,
    Wait,
    four_phases,
    load_ruleset,
)
from combat_rules.charts import has_stamina, pay_stamina
from combat_rules.model import LANDED, PerceptionRule, Stage
from combat_rules.plugins import Contributed
from combat_rules.plugins.fingerprint import changes, marks, rules_of
from combat_rules.plugins.fingerprint.text import without_comments, without_docstrings
from combat_rules.plugins.fingerprint.things import things_of
from combat_rules.plugins.moves import build_move
from tests.packs import PACKS, every_pack
from tests.rules import ACTIONS, JAB, Rules, plain_ruleset

LIMIT = 40
HIGH = 60
ROOT = Path(__file__).parents[2]


def fit(scene: Scene) -> bool:
    """The actor is fit."""
    return scene.actor.health > LIMIT


def fitter(scene: Scene) -> bool:
    """The actor is fit."""
    return scene.actor.health > HIGH


def shake(scene: Scene, effects: Effects) -> None:
    """Shake the target."""
    if scene.outcome in LANDED:
        effects.stun(scene.target.id, 3)


def harder(scene: Scene, damage: int) -> int:
    """Everything hurts a little more."""
    return damage + 1


def softer(scene: Scene, damage: int) -> int:
    """Everything hurts a little less."""
    return damage - 1


def as_it_is(scene: Scene) -> Outcome:
    """Overrule nothing."""
    assert scene.outcome is not None
    return scene.outcome


def rest(view: View) -> Act | Wait:
    """Wait a second."""
    return Wait(1000)


fitter.__name__ = "fit"


def rules(actions: Iterable[Action] = ACTIONS, **contributions: Any) -> Ruleset:
    return load_ruleset([Rules(actions, **contributions)], standard=False)


def told(old: Ruleset, new: Ruleset) -> list[str]:
    """What changed, by both rulesets."""
    return [str(changed) for changed in changes(old, new)]


def named(old: Ruleset, new: Ruleset) -> list[str]:
    """What changed, by the header of a journal and the rules of today."""
    return [str(changed) for changed in changes(rules_of(old), new)]


def others(jab: Action) -> list[Action]:
    return [jab, *ACTIONS[1:]]


# -- size ---------------------------------------------------------------------------------


def test_the_fingerprint_of_the_four_packs_is_short() -> None:
    """A header took 47 KB when it held the content of every rule."""
    rules = rules_of(every_pack())
    assert len(rules.plugins) == 1 + len(PACKS)
    assert len(msgspec.json.encode(rules)) <= 4096


# -- what changed -------------------------------------------------------------------------

FIGHTER = Archetype(name="fighter", actions=("jab",), health=90, controller="still")


@pytest.mark.parametrize(
    ("old", "new", "fields", "things"),
    [
        (
            rules(),
            rules(others(replace(JAB, damage=12))),
            ["action jab, damage: 10 -> 12"],
            ["action jab has changed"],
        ),
        (
            rules(others(replace(JAB, stagger=0))),
            rules(others(replace(JAB, stagger=4))),
            ["action jab, stagger: 0 -> 4"],
            ["action jab has changed"],
        ),
        (
            rules(others(replace(JAB, costs={"a": 1, "b": 2})),
                  attributes=[Attribute("a"), Attribute("b")]),
            rules(others(replace(JAB, costs={"b": 2, "a": 1})),
                  attributes=[Attribute("a"), Attribute("b")]),
            ["action jab, costs: {'a': 1, 'b': 2} -> {'b': 2, 'a': 1}"],
            ["action jab has changed"],
        ),
        (
            rules(archetypes=[FIGHTER]),
            rules(archetypes=[replace(FIGHTER, health=95)]),
            ["archetype fighter, health: 90 -> 95"],
            ["archetype fighter has changed"],
        ),
        (
            rules(others(replace(JAB, chart=four_phases("Fit", commit=[fit])))),
            rules(others(replace(JAB, chart=four_phases("Fit", commit=[fitter])))),
            [
                "guard fit, source: - def fit(scene: Scene) -> bool: - return scene.actor.health "
                "> LIMIT + def fitter(scene: Scene) -> bool: + return scene.actor.health > HIGH",
                "guard fit, values.LIMIT: 40 -> nothing",
                "guard fit, values.HIGH: nothing -> 60",
            ],
            ["guard fit has changed"],
        ),
        (
            rules(others(replace(JAB, chart=four_phases("Fit", commit=[fit])))),
            rules(others(replace(JAB, chart=four_phases("Fit", commit=[fit, has_stamina])))),
            ["chart Fit, row 0 from feint: advance -> commit [fit] -> advance -> commit "
             "[fit, has_stamina]"],
            ["chart Fit has changed"],
        ),
        (
            rules(others(replace(JAB, chart=four_phases("Pays", on_release=[pay_stamina])))),
            rules(others(replace(JAB, chart=four_phases("Pays", on_release=(),
                                                        on_commit=[pay_stamina])))),
            ["chart Pays, on enter release: ['pay_stamina'] -> nothing",
             "chart Pays, on enter commit: nothing -> ['pay_stamina']"],
            ["chart Pays has changed"],
        ),
        (
            rules(damage_rules=[DamageRule("hard", 1, harder)]),
            rules(damage_rules=[DamageRule("hard", 2, harder)]),
            ["damage rule hard, order: 1 -> 2"],
            ["damage rule hard has changed"],
        ),
        (
            rules(attributes=[Attribute("poise", default=3)]),
            rules(attributes=[Attribute("poise", default=4), Attribute("grit")]),
            ["attribute poise, default: 3 -> 4", "attribute grit is new"],
            ["attribute poise has changed", "attribute grit is new"],
        ),
        (
            rules(attributes=[Attribute("poise"), Attribute("grit")]),
            rules(attributes=[Attribute("grit"), Attribute("poise")]),
            ["ruleset order, attribute: ['poise', 'grit'] -> ['grit', 'poise']"],
            ["ruleset order has changed"],
        ),
        (
            rules(stage=Stage(distance=30)),
            rules(stage=Stage(distance=40)),
            ["ruleset stage, distance: 30 -> 40"],
            ["ruleset stage has changed"],
        ),
        (rules(), rules(others(JAB)[:-1]), ["action walk is gone"], ["action walk is gone"]),
        (
            rules(),
            rules(others(replace(JAB, on_contact=(shake,)))),
            ["action jab, on_contact: [] -> ['effect shake']", "effect shake is new"],
            ["action jab has changed", "effect shake is new"],
        ),
    ],
    ids=[
        "a number", "a number that was left out", "costs in another order", "an archetype",
        "a guard", "a row of a chart", "when a chart calls", "a rule", "attributes",
        "attributes in another order", "the stage", "an action less", "an effect",
    ],
)  # fmt: skip
def test_what_changed_is_named(
    old: Ruleset, new: Ruleset, fields: list[str], things: list[str]
) -> None:
    unsaid = ("archetype fighter, actions", "archetype fighter has changed")
    if not fields[0].startswith("archetype"):
        assert [line for line in told(old, new) if not line.startswith(unsaid)] == fields
        assert [line for line in named(old, new) if not line.startswith(unsaid)] == things
    else:
        assert (told(old, new), named(old, new)) == (fields, things)


def test_the_same_rules_loaded_twice_are_the_same() -> None:
    assert told(rules(), rules()) == []
    assert told(load_ruleset(["plugins.hexes"]), load_ruleset(["plugins.hexes"])) == []


class Word(Enum):
    """Two words."""

    ONE = 1
    TWO = 2


def otherwise(value: Any) -> Any:
    """Another value of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}x"
        case Enum():
            return next(word for word in type(value) if word is not value)
        case frozenset():
            return value | {"x"}
        case Mapping():
            return {**value, "x": 1}
        case tuple():
            return (*value, "x")
    return OTHERWISE[value]


OTHERWISE = {
    None: four_phases("Other"), fit: fitter, harder: softer, as_it_is: shake, shake: pay_stamina,
    rest: as_it_is,
}  # fmt: skip

BY_KIND: dict[str, tuple[Struct, Callable[[Any], dict[str, Any]]]] = {
    "action": (JAB, lambda rule: {"moves": {rule.name: build_move(rule)}}),
    "archetype": (FIGHTER, lambda rule: {"archetypes": {rule.name: rule}}),
    "attribute": (Attribute("poise"), lambda rule: {"attributes": (rule,)}),
    "validation": (Validation(fit), lambda rule: {"validations": (Contributed("", rule),)}),
    "damage rule": (
        DamageRule("hard", 1, harder),
        lambda rule: {"damage_rules": (Contributed("", rule),)},
    ),
    "contact rule": (
        ContactRule("same", 1, as_it_is),
        lambda rule: {"contact_rules": (Contributed("", rule),)},
    ),
    "perception rule": (
        PerceptionRule("sharp", fit),
        lambda rule: {"perception_rules": (Contributed("", rule),)},
    ),
    "status": (
        Status("shaken", "poise", 10, shake),
        lambda rule: {"statuses": (Contributed("", rule),)},
    ),
    "controller": (
        Controller("rest", rest),
        lambda rule: {"controllers": {rule.name: Contributed("", rule)}},
    ),
    "ruleset": (Stage(), lambda rule: {"stage": rule}),
}


@pytest.mark.parametrize(
    ("kind", "field"),
    [(kind, field) for kind, (rule, _) in BY_KIND.items() for field in rule.__struct_fields__],
)
def test_no_field_of_a_rule_changes_unseen(kind: str, field: str) -> None:
    rule, given = BY_KIND[kind]
    value: Any = {
        "cancels": (CancelWindow(into=("slam",)),), "on_contact": (shake,), "covers": ("high",)
    }.get(field) or otherwise(getattr(rule, field))  # fmt: skip
    # What a ruleset would not be loaded with has a fingerprint all the same.
    old, new = (
        replace(plain_ruleset(), **given(r)) for r in (rule, replace(rule, **{field: value}))
    )
    name = getattr(rule, "name", "fit" if kind == "validation" else "stage")
    if field == "name":
        expected = {f"{kind} {name} is gone", f"{kind} {value} is new"}
        assert set(told(old, new)) == set(named(old, new)) == expected
    else:
        assert any(line.startswith(f"{kind} {name}, {field}") for line in told(old, new))
        assert f"{kind} {name} has changed" in named(old, new)
        only = [
            line for line in named(old, new) if not line.startswith(("effect", "chart", "guard"))
        ]
        assert only == [f"{kind} {name} has changed"]


def test_fields_of_events_are_seen() -> None:
    class Shaken(CombatEvent, frozen=True, kw_only=True):
        strength: int = 1

    old = rules(events=[Shaken])

    class Shaken(CombatEvent, frozen=True, kw_only=True):  # type: ignore[no-redef]
        strength: int = 2

    assert told(old, rules(events=[Shaken])) == ["event shaken, strength: int = 1 -> int = 2"]


def test_two_rules_of_one_name_are_two_things() -> None:
    both = [Validation(fit, frozenset({"light"})), Validation(fit, frozenset({"heavy"}))]
    first = [replace(both[0], tags=frozenset()), both[1]]
    assert told(rules(validations=both), rules(validations=first)) == [
        "validation fit, tags: ['light'] -> []"
    ]


# -- functions and what they read ---------------------------------------------------------

PLUGIN = """
from enum import Enum, IntEnum
from functools import cache, partial
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
    ruleset = load_ruleset([file])
    assert not ruleset.plugins[-1].problems
    return ruleset


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
        "a named tuple", "an object", "a class",
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
    assert said in heard
    thing = said.partition(",")[0]
    assert all(line.startswith(thing) for line in heard)
    assert named(one, other) == [f"{thing} has changed"]


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
    ],
    ids=[
        "comments", "docstrings", "what nobody reads", "objects in a circle",
        "where an object lies",
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
    ruleset = load(tmp_path, "one", f"from textwrap import dedent\n{body}")
    (guard,) = (t for t in things_of(ruleset) if (t.kind, t.name) == ("guard", "fit"))
    assert set(guard.content) == {"source"}


def test_functions_without_a_source_are_told_apart() -> None:
    found = []
    for limit in (3, 4, 3):
        space: dict[str, Any] = {}
        exec(f"def fit(scene):\n    return any(x > {limit} for x in (1, 2))", space)
        chart = four_phases("Fit", commit=[space["fit"]])
        found.append(rules(others(replace(JAB, chart=chart))))
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
        rules(replace(ACTIONS[n], chart=chart) for n, chart in enumerate(each)) for each in charts
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


# -- the same everywhere, made once -------------------------------------------------------

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


def test_a_fingerprint_is_made_once_for_a_ruleset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruleset = rules()
    first = rules_of(ruleset)
    assert rules_of(ruleset) is first
    monkeypatch.chdir(tmp_path)
    assert rules_of(ruleset).hash == first.hash


def test_a_fingerprint_goes_with_its_ruleset() -> None:
    gc.collect()
    before = len(marks._KNOWN)
    rules_of(rules(others(replace(JAB, damage=77))))
    gc.collect()
    assert len(marks._KNOWN) <= before


def test_a_fingerprint_reads_back_from_json() -> None:
    rules = rules_of(every_pack())
    back = msgspec.json.decode(msgspec.json.encode(rules), type=marks.Rules)
    assert back == rules
    assert changes(back, every_pack()) == ()
