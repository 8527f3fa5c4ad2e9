"""Python that would come to something else compiled is refused, and told or played live."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import pytest

from combat_rules import (
    Scene,
)
from combat_rules.compiled import report
from combat_rules.compiled.batch import Batch
from combat_rules.compiled.words.memory import MISSING, OVERFLOW
from combat_rules.compiled.words.text import Text
from combat_rules.engine.core.fight import rules_for
from tests.compiled.exact import (
    KEPT,
    NUMBERS,
    ROWS,
    Rule,
    differences,
    divided,
    ruled,
    taken,
    with_luck,
)

LIGHT = {"": 1, "high": 2, "low": 3}
HEAVY = {"": 5, "high": 6, "low": 7}
MOVES = {"attack": 5, "heavy_attack": 9, "quick_attack": 3}
LOWERED = {"attack": -1, "heavy_attack": 2}
ONLY = {"attack": 5}
PAIRS = {("duelist", "brute"): 3, ("brute", "duelist"): 4}
VAST = 9_000_000_000_000_000_000
FIRST = itemgetter(0)


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
