"""Of plugins' rules, what will not compile is told, with its line; nothing of it is refused."""

import math
from collections.abc import Callable
from functools import partial
from inspect import getsourcelines
from pathlib import Path
from typing import Any

import pytest

from combat_rules import (
    Act,
    Action,
    ActionRole,
    Controller,
    DamageRule,
    Scene,
    Validation,
    View,
    Wait,
    hookimpl,
    load_ruleset,
)
from combat_rules.compiled import NotRulePython, report
from combat_rules.compiled.rules import functions_of
from combat_rules.model import Guard
from tests.packs import every_pack

SEEN: dict[str, int] = {}
FACTOR = 1.5
SHARES = {"blunt": 10, "keen": 20}
HEAVY = frozenset({"heavy"})

Rule = Callable[[Scene, int], int]


def told_of(rule: Rule) -> list[NotRulePython]:
    """What is told of one damage rule."""

    class Plugin:
        @staticmethod
        @hookimpl
        def combat_damage_rules() -> list[DamageRule]:
            return [DamageRule("under test", 500, rule)]

    return list(report(load_ruleset((Plugin,))))


def a_float(scene: Scene, damage: int) -> int:
    return int(damage * 1.5)  # here


def a_named_float(scene: Scene, damage: int) -> int:
    return int(damage * FACTOR)  # here


def a_share(scene: Scene, damage: int) -> int:
    return int(damage / 2)  # here


def an_f_string(scene: Scene, damage: int) -> int:
    return 0 if f"{scene.actor.id}!" == "ayla!" else damage  # here


def an_import(scene: Scene, damage: int) -> int:
    from tests.rules import JAB  # noqa: PLC0415  # here

    return JAB.damage


def a_try(scene: Scene, damage: int) -> int:
    try:  # here
        return damage
    except ValueError:
        return 0


def a_dict(scene: Scene, damage: int) -> int:
    shares = {"blunt": 10}  # here
    return damage - shares.get(scene.action.line, 0)


def a_changed_global(scene: Scene, damage: int) -> int:
    SEEN[scene.actor.id] = damage  # here
    return damage


def a_changed_table(scene: Scene, damage: int) -> int:
    SEEN.update(last=damage)  # here
    return damage


def a_library(scene: Scene, damage: int) -> int:
    return math.isqrt(damage)  # here


def text_made(scene: Scene, damage: int) -> int:
    return 0 if scene.actor.id.upper() == "AYLA" else damage  # here


def text_joined(scene: Scene, damage: int) -> int:
    return 0 if scene.actor.id + "!" == "ayla!" else damage  # here


def a_sort(scene: Scene, damage: int) -> int:
    return sorted((damage, 3))[0]  # here


def a_while_with(scene: Scene, damage: int) -> int:
    with open("log", "a"):  # here
        return damage


TOLD: list[tuple[Rule, str]] = [
    (a_float, "a float"),
    (a_named_float, "FACTOR, a float"),
    (a_share, "a division or power into a float"),
    (an_f_string, "an f-string"),
    (an_import, "an import inside a function"),
    (a_try, "try"),
    (a_dict, "a dict made at run time"),
    (a_changed_global, "SEEN, which is changed while a fight is on"),
    (a_changed_table, "SEEN, which is changed while a fight is on"),
    (a_library, "a call of math.isqrt, which belongs to math"),
    (text_made, "text made at run time, by .upper()"),
    (text_joined, "text made at run time"),
    (a_sort, "a call of sorted"),
    (a_while_with, "with"),
]


@pytest.mark.parametrize(("rule", "construct"), TOLD, ids=[rule.__name__ for rule, _ in TOLD])
def test_what_will_not_compile_is_told_with_its_line(rule: Rule, construct: str) -> None:
    lines, first = getsourcelines(rule)
    line = first + next(n for n, text in enumerate(lines) if text.endswith("# here\n"))
    told = [one for one in told_of(rule) if one.construct == construct]
    assert told, told_of(rule)
    assert {(Path(one.file).name, one.line, one.function) for one in told} == {
        (Path(__file__).name, line, rule.__name__)
    }


def helper(damage: int) -> int:
    return pow(damage, 2)


def asks_a_helper(scene: Scene, damage: int) -> int:
    return helper(damage)


def test_helpers_are_followed() -> None:
    (told,) = told_of(asks_a_helper)
    assert (told.function, told.construct) == ("helper", "a call of pow")


def weakened(by: float) -> Rule:
    def rule(scene: Scene, damage: int) -> int:
        return int(damage * by)

    return rule


def test_what_a_closure_holds_is_seen() -> None:
    assert told_of(weakened(3)) == []
    (told,) = told_of(weakened(1.5))
    assert told.construct == "by, a float"
    assert told.function.endswith("weakened.<locals>.rule")


def share_of(by: int, scene: Scene, damage: int) -> int:
    return damage - damage * by // 100


class Armour:
    """An object that is called."""

    def __call__(self, scene: Scene, damage: int) -> int:
        return damage


def test_a_partial_is_its_function_and_an_object_is_told() -> None:
    assert told_of(partial(share_of, 20)) == []
    (told,) = told_of(Armour())
    assert (told.function, told.construct) == ("Armour", "an object that is called")


def as_it_should_be(scene: Scene, damage: int) -> int:
    """Comprehensions, tables, helpers, sums: all of this is rule Python."""
    share = SHARES.get(scene.action.line, 0) + sum(5 for tag in scene.action.tags if tag in HEAVY)
    worst = max((damage - damage * share // 100, 0))
    return worst if any(tag == "heavy" for tag in scene.action.tags) else min(worst, damage)


def choose(view: View) -> Act | Wait:
    strikes = [a for a in view.possible.values() if a.role is ActionRole.STRIKE]
    nearest = min(view.foes, key=lambda foe: foe.distance, default=None)
    if not strikes or nearest is None:
        return Wait(10)
    return Act(strikes[view.dice.roll("strike", len(strikes)) - 1].name, target=nearest.id)


def test_of_rule_python_nothing_is_told() -> None:
    assert told_of(as_it_should_be) == []


def roomy(percent: int) -> Guard:
    def guard(scene: Scene) -> bool:
        return scene.distance / 100 < percent

    return guard


class Everything:
    """A plugin with something to tell in every kind of rule that it has."""

    @staticmethod
    @hookimpl
    def combat_actions() -> list[Action]:
        def effect(scene: Scene, effects: Any) -> None:
            effects.change(scene.target.id, f"hea{'lth'}", -1)

        return [Action(name="shove", release=5, recovery=5, on_contact=(effect,))]

    @staticmethod
    @hookimpl
    def combat_validations() -> list[Validation]:
        return [Validation(roomy(3))]

    @staticmethod
    @hookimpl
    def combat_controllers() -> list[Controller]:
        return [Controller("chooser", choose), Controller("odd", lambda view: Wait(int(2.5)))]


def test_every_kind_of_rule_is_looked_at() -> None:
    told = report(load_ruleset((Everything,)))
    assert [(one.function.rpartition(".")[2], one.construct) for one in told] == [
        ("guard", "a division or power into a float"),
        ("effect", "an f-string"),
        ("<lambda>", "a float"),
    ]


def test_the_rules_that_ship_are_rule_python() -> None:
    assert len(set(functions_of(every_pack()))) > 30
    assert [str(one) for one in report(every_pack())] == []
