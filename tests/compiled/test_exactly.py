"""Python that compiles comes to what it comes to live."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial, wraps
from typing import Any

import pytest

from combat_rules import (
    Act,
    Attribute,
    Controller,
    Effects,
    Outcome,
    Scene,
    View,
    Wait,
    replace,
)
from combat_rules.compiled import report
from combat_rules.compiled.batch import Batch
from combat_rules.engine.lineup import Fighter
from combat_rules.model import StunRule
from tests.compiled.exact import (
    KEPT,
    NUMBERS,
    ROWS,
    Rule,
    differences,
    divided,
    ruled,
    strike,
    taken,
    with_luck,
)
from tests.rules import GUARD, JAB, PARRY, ruleset

BETWEEN = {"duelist": {"brute": 3, "duelist": 1}, "brute": {"duelist": 4, "brute": 2}}
OFF = False
least = min


class Line(StrEnum):
    """Where a blow comes from."""

    HIGH = "high"
    LOW = "low"


BY_LINE = {Line.HIGH: 3, Line.LOW: 2}


def number_of_and(scene: Scene, damage: int) -> int:
    """Of ``and`` and ``or`` it is one side that comes out."""
    near = scene.distance <= 3
    return damage + (scene.distance > 3 and 10) + (near or 2)


def as_one(scene: Scene, damage: int) -> int:
    """A name in a comprehension is its own."""
    n = 5
    total = sum(n for n in range(3))
    worst = min((3, 1, 2), key=lambda n: -n)
    order: list[int] = []
    order.append(2)
    order.append(1)
    order.sort(key=lambda n: n)
    return damage + n + total + worst + order[0]


def of_a_list(scene: Scene, damage: int) -> int:
    """A list that is made of a list is another one."""
    some: list[int] = []
    some.append(9)
    some.append(damage)
    some.append(1)
    others = list(some)
    others.sort(key=lambda one: one)
    return damage + some[0] + min(some, default=-1)


def by_default(scene: Scene, damage: int) -> int:
    """Each default is that of its own parameter."""
    return damage + taken(1, 2) + taken(1) + taken(1, 2, last=scene.distance)


def share_of(by: int, scene: Scene, damage: int) -> int:
    """A part of it less."""
    return damage - damage * by // 100


def wrapped(rule: Rule) -> Rule:
    @wraps(rule)
    def more(scene: Scene, damage: int) -> int:
        return rule(scene, damage) + 1

    return more


@wrapped
def decorated(scene: Scene, damage: int) -> int:
    """Half as much again."""
    return damage * 3 // 2


def named(out: int, seeds: int, v1: int, s1: int, entry0: int) -> int:
    """By names that LLVM or the text has, too."""
    at, at_, foe__id, LIVE = 1, 2, 3, 4  # noqa: N806 # that is the point
    return out + seeds * 2 + v1 * 3 + s1 * 5 + entry0 * 7 + at + at_ * 2 + foe__id * 3 + LIVE * 5


def größe(übrig: int) -> int:  # noqa: PLC2401 # that is the point
    """By names in other letters."""
    más = übrig + 1  # noqa: PLC2401 # that is the point
    return más * 2


def by_any_name(scene: Scene, damage: int) -> int:
    """Names are whatever Python lets them be."""
    out = damage // 2
    return damage + größe(out) + named(out, scene.distance, 1, 2, 3) % 20


def while_off(scene: Scene, damage: int) -> int:
    """What is never so is never done."""
    while OFF:
        damage += 1
    while OFF and damage < 3:
        damage += 1
    return damage


def this_or_that(scene: Scene, damage: int) -> int:
    """A name may have its value from one of several branches."""
    if damage > 5:
        if damage > 8:
            more = 1
        else:
            return damage
    else:
        more = 3
    for n in range(damage):
        last = n
    return damage + more + last


def nothing_yet(scene: Scene, damage: int) -> int:
    """None and a number."""
    best = None
    for n in (3, 4, 2):
        if best is None or n < best:
            best = n
    low = -5 if damage > 3 else None
    return damage + (7 if best is None else best) + (2 if low else 1)


def of_the_running(scene: Scene, damage: int) -> int:
    """What a running action has not yet is None."""
    running = scene.running
    if running is None:
        return damage
    last = running.last_event
    return damage + (3 if running.recovery is None else 2) + (3 if last is None else last % 3)


def by_word(scene: Scene, damage: int) -> int:
    """Words that are names are names."""
    more = 3 if scene.action.line == Line.HIGH else 1
    lines: Mapping[Any, int] = BY_LINE
    return damage + lines.get(scene.action.line, 7) + more + least(damage, 5)


def of_tables(scene: Scene, damage: int) -> int:
    """Tables in a table, and one of several."""
    table = BETWEEN["brute"] if damage > 8 else BETWEEN["duelist"]
    more = sum(n for n in NUMBERS) + max(NUMBERS) + len(NUMBERS) + (damage in NUMBERS)
    return damage + BETWEEN[scene.actor.id][scene.target.id] + table[scene.actor.id] + more


def first_of(scene: Scene, damage: int) -> int:
    """The first that is so, or what comes after all."""
    for name, more in ROWS:
        if name == scene.action.name:
            break
        damage += more
    else:
        damage += 40
    return damage


SAME = (
    divided, number_of_and, as_one, of_a_list, by_default, with_luck, partial(share_of, 20),
    decorated, by_any_name, while_off, this_or_that, nothing_yet, of_the_running,
    by_word, of_tables, first_of, KEPT.rule,
)  # fmt: skip


def test_what_compiles_comes_to_the_same() -> None:
    rules = ruled(*SAME)
    batch = Batch(rules, "duelist", "brute", duration=5000)
    assert batch.will_not_compile == ()
    assert report(rules) == ()
    assert differences(batch) == []


def test_a_constant_that_has_changed_is_what_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    def heavier(scene: Scene, damage: int) -> int:
        return damage + LEAST * 2

    assert differences(Batch(ruled(heavier), "duelist", "brute", duration=5000), [1]) == []
    monkeypatch.setitem(globals(), "LEAST", 20)
    assert differences(Batch(ruled(heavier), "duelist", "brute", duration=5000), [1]) == []


LEAST = 1


ZEAL = Attribute("zeal", default=5, maximum=900)


def spare(scene: Scene, effects: Effects) -> None:
    """Takes much, and leaves as much as there was."""
    for name in ("stamina", "zeal"):
        effects.change(scene.target.id, name, -100)
        effects.leave(scene.target.id, name, 1000)


def test_what_is_left_of_an_attribute_is_told_by_what_there_was_before() -> None:
    rules = ruleset(
        [replace(JAB, on_contact=(spare,))], attributes=[ZEAL],
        controllers=[Controller("strike", strike)],
    )  # fmt: skip
    fighters = Fighter("fighter", "left", controller="strike"), Fighter("fighter", "right")
    assert differences(Batch(rules, *fighters, duration=300, distance=5)) == []


def by_outcome(scene: Scene, ticks: int) -> int:
    """A counter hit stuns for longer, a counter for less, and nobody knows why of what is asked."""
    if scene.outcome is Outcome.COUNTER_HIT:
        return ticks * 2
    if scene.outcome is None:
        return ticks + 3
    return ticks // 2 if scene.outcome is Outcome.COUNTERED else ticks


def daze(scene: Scene, effects: Effects) -> None:
    """Whoever is met is dazed as well."""
    effects.stun(scene.target.id, 5)


def anything(view: View) -> Act | Wait:
    """Anything, by luck."""
    if view.me.doing is not None:
        return Wait(1)
    which = view.dice.roll("which", 4)
    return Act("parry" if which == 1 else "guard" if which == 2 else "jab")


def test_a_stun_rule_knows_what_came_of_the_blow() -> None:
    rules = ruleset(
        [replace(JAB, on_contact=(daze,)), PARRY, GUARD],
        stun_rules=[StunRule("by outcome", 1, ticks=by_outcome)],
        controllers=[Controller("any", anything)],
    )
    fighters = (Fighter("fighter", name, controller="any") for name in ("left", "right"))
    assert differences(Batch(rules, *fighters, duration=900, distance=5)) == []
