"""Python that compiles comes to what it comes to live; all else goes to the live engine."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import partial, wraps
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from combat_rules import (
    Act,
    Attribute,
    ContactRule,
    Controller,
    DamageRule,
    Effects,
    Ruleset,
    Scene,
    View,
    Wait,
    replace,
)
from combat_rules.compiled import report
from combat_rules.compiled.batch import Batch
from combat_rules.compiled.fighters import Fighter
from combat_rules.compiled.live import played
from combat_rules.compiled.proof import first_difference
from combat_rules.compiled.words.memory import LIVE, MISSING, OVERFLOW
from combat_rules.compiled.words.text import Text
from combat_rules.engine.core.fight import rules_for
from combat_rules.model import Projectile, StunRule
from combat_rules.plugins import build_ruleset, find_plugins
from tests.rules import JAB, Rules, ruleset

Rule = Callable[[Scene, int], int]

LIGHT = {"": 1, "high": 2, "low": 3}
HEAVY = {"": 5, "high": 6, "low": 7}
MOVES = {"attack": 5, "heavy_attack": 9, "quick_attack": 3}
ROWS = (("attack", 5), ("heavy_attack", 9), ("quick_attack", 1))
LOWERED = {"attack": -1, "heavy_attack": 2}
NUMBERS = {1: 5, 0: 9}
ONLY = {"attack": 5}
PAIRS = {("duelist", "brute"): 3, ("brute", "duelist"): 4}
BETWEEN = {"duelist": {"brute": 3, "duelist": 1}, "brute": {"duelist": 4, "brute": 2}}
VAST = 9_000_000_000_000_000_000
OFF = False
least = min


class Line(StrEnum):
    """Where a blow comes from."""

    HIGH = "high"
    LOW = "low"


BY_LINE = {Line.HIGH: 3, Line.LOW: 2}


class Settings:
    """What somebody keeps in an object."""

    def __init__(self, share: int) -> None:
        self.share = share

    def rule(self, scene: Scene, damage: int) -> int:
        """Its share more."""
        return damage + self.share


KEPT = Settings(3)
FIRST = itemgetter(0)


def ruled(*rules: Any) -> Ruleset:
    """The standard rules and further damage rules."""
    asked = [DamageRule(f"rule {n}", 500 + n, rule) for n, rule in enumerate(rules)]
    return build_ruleset(find_plugins([Rules(damage_rules=asked)]))


def differences(batch: Batch, seeds: Iterable[int] = range(4)) -> list[str]:
    """Where fights differ from the live ones, or that they were given up."""
    apart: list[str] = []
    for seed in seeds:
        found = batch.kernel.look_at(batch._start, batch.lineup.number, seed)
        live = played(batch.lineup.fight, seed)
        other = found.why or first_difference(batch.kernel, found, live)
        apart += [str(other)] * (other not in (0, None))
    return apart


# -- what comes to the same ------------------------------------------------------------------------


def divided(scene: Scene, damage: int) -> int:
    """Towards the lower number, and with its sign."""
    return damage + (-damage - 3) // 7 + -damage % 5 + damage % -4 + damage // -3 + (-7 >> 1) + 20


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


def taken(one: int, other: int = 5, third: int = 6, *, last: int = 7) -> int:
    """With defaults by place and by name."""
    return one + other * 2 + third * 3 + last * 5


def by_default(scene: Scene, damage: int) -> int:
    """Each default is that of its own parameter."""
    return damage + taken(1, 2) + taken(1) + taken(1, 2, last=scene.distance)


def with_luck(scene: Scene, damage: int) -> int:
    """What a roll takes may be called by its name."""
    return damage + scene.dice.roll("more", sides=6) + scene.dice.chance("one", percent=50)


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


# -- what goes to the live engine ------------------------------------------------------------------


def one_table_or_another(scene: Scene, damage: int) -> int:
    table = LIGHT
    if scene.actor.health < 80:
        table = HEAVY
    return damage + table.get(scene.action.line, 0)


def one_function_or_another(scene: Scene, damage: int) -> int:
    asked = divided
    if scene.actor.health < 80:
        asked = with_luck
    return asked(scene, damage)


def another_the_next_time(scene: Scene, damage: int) -> int:
    table = LIGHT
    for _ in range(2):
        damage += table[""]
        table = HEAVY
    return damage


def what_was_found(scene: Scene, damage: int) -> int:
    for name, more in ROWS:  # noqa: B007 # that is the point
        if scene.action.name == name:
            break
    return damage + more


def else_after_while(scene: Scene, damage: int) -> int:
    n = 0
    while n < 3:
        n += 1
    else:  # noqa: PLW0120 # that is the point
        damage += 4
    return damage


def sum_with_a_start(scene: Scene, damage: int) -> int:
    return damage + sum((1 for _ in range(2)), start=4) + sum((1 for _ in range(2)), 5)


def sorted_backwards(scene: Scene, damage: int) -> int:
    some: list[int] = []
    some.append(damage)
    some.sort(key=lambda one: one, reverse=True)
    return some[0]


def a_pair_as_a_key(scene: Scene, damage: int) -> int:
    return damage + PAIRS.get((scene.actor.id, scene.target.id), 0)


def a_number_as_a_name(scene: Scene, damage: int) -> int:
    moves: Mapping[Any, int] = MOVES
    return damage + moves.get(scene.distance % 7, 0)


def text_in_text(scene: Scene, damage: int) -> int:
    return damage + 1 if scene.action.line in "" else damage  # noqa: RUF060 # that is the point


def a_bool(scene: Scene, damage: int) -> int:
    if damage < 3:
        return False
    return damage


def a_missing_key(scene: Scene, damage: int) -> int:
    return damage + LIGHT["nowhere"]


def a_missing_place(scene: Scene, damage: int) -> int:
    rows: Sequence[tuple[str, int]] = ROWS
    return damage + rows[7][1]


def of_different_kinds(scene: Scene, damage: int) -> int:
    return damage if LIGHT < 3 else 1  # type: ignore[operator] # that is the point


def kept_in_an_object(scene: Scene, damage: int) -> int:
    KEPT.share += 1
    return damage


def called_wrongly(scene: Scene, damage: int) -> int:
    return taken(damage, nothing=3)  # type: ignore[call-arg] # that is the point


def of_a_library(scene: Scene, damage: int) -> int:
    return FIRST((damage, 3))  # type: ignore[no-any-return] # a number is what comes first


def of_what_it_launches(scene: Scene, damage: int) -> int:
    return damage + (scene.action.launches is not None)


def of_a_name_that_is_made(scene: Scene, damage: int) -> int:
    return damage + (scene.running is not None and scene.running.id == "duelist")


def a_local_lambda(scene: Scene, damage: int) -> int:
    more: Callable[[int], int] = lambda one: one + 1  # noqa: E731 # that is the point
    return more(damage)


def of_too_many_kinds(scene: Scene, damage: int) -> int:
    a = b = c = d = e = f = g = None
    for _ in range(9):
        if g is not None:
            damage += 1
        if f is not None:
            g = 1
        if e is not None:
            f = 1
        if d is not None:
            e = 1
        if c is not None:
            d = 1
        if b is not None:
            c = 1
        if a is not None:
            b = 1
        a = 1
    return damage


def minus_one_or_none(scene: Scene, damage: int) -> int:
    found = LOWERED.get(scene.action.name)
    return damage + (9 if found is None else found)


def the_table(damage: int) -> dict[int, int]:
    return NUMBERS


def of_a_table_that_is_given(scene: Scene, damage: int) -> int:
    return damage + the_table(damage)[1]


REFUSED: list[tuple[Rule, str]] = [
    (one_table_or_another, "table, which may be this or that here, or nothing"),
    (one_function_or_another, "asked, which may be this or that here, or nothing"),
    (another_the_next_time, "table, which is another one the next time"),
    (what_was_found, "more, which may be this or that here, or nothing"),
    (else_after_while, "else after a loop"),
    (sum_with_a_start, "a call of sum in this way"),
    (sorted_backwards, "a sort in another way than by a key"),
    (a_pair_as_a_key, "a row of name as a key of a table by row of name"),
    (a_number_as_a_name, "a number as a key of a table by name"),
    (text_in_text, "name in name"),
    (a_missing_key, "what raises KeyError: 'nowhere'"),
    (a_missing_place, "what raises IndexError: tuple index out of range"),
    (of_different_kinds, "what raises TypeError: '<' not supported between instances of 'dict' "
     "and 'int'"),
    (kept_in_an_object, "KEPT.share, which is changed while a fight is on"),
    (called_wrongly, "a call of taken that does not fit it"),
    (of_a_library, "a call of itemgetter, which belongs to operator"),
    (of_what_it_launches, ".launches of an action"),
    (of_a_name_that_is_made, ".id of ActionState or None"),
    (a_local_lambda, "a lambda"),
    (of_too_many_kinds, "names that are of too many kinds"),
    (minus_one_or_none, "-1 beside None"),
]  # fmt: skip


def test_what_would_come_to_something_else_is_refused_and_told() -> None:
    rules = ruled(*(rule for rule, _ in REFUSED))
    text = Text(rules_for(rules), 2)
    assert [(one.function, one.construct) for one in text.found] == sorted(
        ((rule.__name__, construct) for rule, construct in REFUSED),
        key=lambda pair: [rule.__name__ for rule, _ in REFUSED].index(pair[0]),
    )
    assert {one.function for one in report(rules)} == {rule.__name__ for rule, _ in REFUSED}


def test_a_table_that_a_helper_gives_is_refused() -> None:
    (told,) = Text(rules_for(ruled(of_a_table_that_is_given)), 2).found
    assert (told.function, told.construct) == (
        "the_table", "a table, which no fight can have as a value",
    )  # fmt: skip


def least_is_minus_one(scene: Scene, damage: int) -> int:
    best = None
    for n in (3, -1, 2):
        if best is None or n < best:
            best = n
    return damage + (7 if best is None else best)


def not_there(scene: Scene, damage: int) -> int:
    if damage < 0:
        more = 3
    return damage + more


def of_one_only(scene: Scene, damage: int) -> int:
    return damage + ONLY[scene.action.name]


def vast_constant(scene: Scene, damage: int) -> int:
    return damage if damage < VAST * 2 else 1


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (least_is_minus_one, MISSING),
        (not_there, MISSING),
        (of_one_only, MISSING),
        (vast_constant, OVERFLOW),
    ],
)
def test_what_no_word_can_say_is_played_live(rule: Rule, why: int) -> None:
    batch = Batch(ruled(rule), "duelist", "brute", duration=5000)
    assert differences(batch, [1]) == [str(why)]


# -- answers ---------------------------------------------------------------------------------------


def largest(scene: Scene, damage: int) -> int:
    return max(damage > 3, False)


def nothing_at_all(scene: Scene, given: Any = None) -> Any:
    """What a rule answers that forgets to."""


def a_name(scene: Scene) -> Any:
    return "hit"


def true(scene: Scene, given: int = 0) -> Any:
    return scene.distance < 100


def no_number(damage: int) -> int:
    return None  # type: ignore[return-value] # that is the point


def more_than_nothing(scene: Scene, damage: int) -> int:
    return damage + no_number(damage)


def harm_of_true(scene: Scene, effects: Effects) -> None:
    effects.harm(scene.target.id, scene.distance < 100)


@pytest.mark.parametrize(
    "parts",
    [
        {"damage_rules": [DamageRule("largest", 1, largest)]},
        {"damage_rules": [DamageRule("a bool", 1, a_bool)]},
        {"damage_rules": [DamageRule("more", 1, more_than_nothing)]},
        {"damage_rules": [DamageRule("none", 1, percent=nothing_at_all)]},
        {"damage_rules": [DamageRule("true", 1, percent=true)]},
        {"stun_rules": [StunRule("none", 1, ticks=nothing_at_all)]},
        {"stun_rules": [StunRule("none", 1, kind=nothing_at_all)]},
        {"stun_rules": [StunRule("true", 1, ticks=true)]},
        {"contact_rules": [ContactRule("a name", 1, a_name)]},
        {"actions": [replace(JAB, on_contact=(harm_of_true,))]},
    ],
)
def test_an_answer_that_is_none_is_played_live(parts: dict[str, Any]) -> None:
    rules = ruleset(**{"actions": [JAB], "controllers": [Controller("strike", strike)], **parts})
    fighters = Fighter("fighter", "left", controller="strike"), Fighter("fighter", "right")
    batch = Batch(rules, *fighters, duration=300, distance=5)
    assert differences(batch, [1]) == [str(LIVE)]
    assert {Path(one.file).name for one in batch.will_not_compile} <= {Path(__file__).name}


def test_a_constant_that_has_changed_is_what_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    def heavier(scene: Scene, damage: int) -> int:
        return damage + LEAST * 2

    assert differences(Batch(ruled(heavier), "duelist", "brute", duration=5000), [1]) == []
    monkeypatch.setitem(globals(), "LEAST", 20)
    assert differences(Batch(ruled(heavier), "duelist", "brute", duration=5000), [1]) == []


LEAST = 1


def strike(view: View) -> Act | Wait:
    """Strikes on and on."""
    return Act("jab") if "jab" in view.possible else Wait(1)


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


# -- controllers -----------------------------------------------------------------------------------


def forgetful(view: View) -> Any:
    """Gives nothing after a while."""
    return Act("jab") if view.now < 40 else None


def wordy(view: View) -> Any:
    """A name, where a choice is asked for."""
    return "jab"


def too_soon(view: View) -> Act:
    """Wants to be asked before now."""
    return Act("jab", again=view.foes[0].distance - 100)


def truly(view: View) -> Act:
    """Wants to be asked after True."""
    return Act("jab", again=True)


@pytest.mark.parametrize("choose", [forgetful, wordy, too_soon, truly])
def test_an_answer_that_is_no_choice_is_played_live(choose: Any) -> None:
    rules = ruleset([JAB], controllers=[Controller("chooses", choose)])
    fighters = Fighter("fighter", "left", controller="chooses"), Fighter("fighter", "right")
    batch = Batch(rules, *fighters, duration=500, distance=5)
    assert differences(batch, [1]) == [str(LIVE)]


def watchful(view: View) -> Act | Wait:
    """Waits while anything flies."""
    if view.me.doing is not None or len(view.projectiles) > 0:
        return Wait(7)
    return Act("jab") if "jab" in view.possible else Wait(9)


def test_what_flies_is_seen_or_played_live() -> None:
    bolt = replace(JAB, launches=Projectile(speed=100, life=400))
    rules = ruleset([bolt], controllers=[Controller("watchful", watchful)])
    fighters = Fighter("fighter", "left", controller="watchful"), Fighter("fighter", "right")
    batch = Batch(rules, *fighters, duration=500, distance=50)
    assert differences(batch, [1]) == [str(LIVE)]
