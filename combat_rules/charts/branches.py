"""Branches: which of several ways a chart may take, tried for every answer of its guards."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from msgspec import Struct
from statemachine.transition import Transition

from combat_rules.charts.anatomy import Anatomy
from combat_rules.charts.closures import taken_apart
from combat_rules.charts.conditions import Name, Not, Tree

MOST_GUARDS = 12
"""With more guards than this at one place, an unconditional way out is demanded instead."""

Answers = Mapping[str, bool]
"""What each guard says, by the key of the guard."""

Questions = int | tuple[object, ...]


class Branches(Struct, frozen=True):
    """The ways of which each is the first open one under some answers, in their order.

    ``closed`` says under which answers none is open; ``None`` if one always is.
    """

    ways: tuple[Transition, ...]
    closed: str | None


def branches_of(anatomy: Anatomy, ways: Sequence[Transition]) -> Branches:
    """Which of the ways may be taken, whatever the guards answer."""
    guards = guards_on(anatomy, ways)
    if len(guards) > MOST_GUARDS:
        certain = next((n for n, way in enumerate(ways) if not anatomy.conditions(way)), None)
        if certain is not None:
            return Branches(tuple(ways[: certain + 1]), None)
        return Branches(tuple(ways), f"with more than {MOST_GUARDS} guards to try out")
    taken: dict[int, Transition] = {}
    closed: str | None = None
    for answers in every_answer(guards):
        way = first_open(anatomy, ways, answers)
        if way is not None:
            taken[id(way)] = way
        elif closed is None:
            closed = _told(guards, answers)
    return Branches(tuple(way for way in ways if id(way) in taken), closed)


def first_open(anatomy: Anatomy, ways: Iterable[Transition], answers: Answers) -> Transition | None:
    """The way that is taken if guards answered so."""
    for way in ways:
        if all(
            condition.under({n.name: answers[_key(n)] for n in condition.tree.guards()})
            for condition in anatomy.conditions(way)
        ):
            return way
    return None


def guards_on(anatomy: Anatomy, ways: Iterable[Transition]) -> dict[str, str]:
    """The guards that stand on ways: for the key of each, its name."""
    return {
        _key(name): name.name
        for way in ways
        for condition in anatomy.conditions(way)
        for name in condition.tree.guards()
    }


def every_answer(guards: Iterable[str]) -> Iterator[Answers]:
    """Every combination of answers that guards may give, all of them yes first."""
    keys = list(guards)
    for values in product((True, False), repeat=len(keys)):
        yield dict(zip(keys, values, strict=True))


def questions(tree: Tree, asked: dict[str, int]) -> Questions:
    """What a tree asks, its guards numbered in ``asked``: equal for trees of equal build."""
    if isinstance(tree, Name):
        return asked.setdefault(_key(tree), len(asked))
    if isinstance(tree, Not):
        return ("not", questions(tree.part, asked))
    word = "and" if tree.both else "or"
    return (word, questions(tree.left, asked), questions(tree.right, asked))


def _told(guards: Mapping[str, str], answers: Answers) -> str:
    if not guards:
        return "there is none"
    return "if " + " and ".join(
        f"{name} is {'so' if answers[key] else 'not so'}" for key, name in guards.items()
    )


def _key(name: Name) -> str:
    """What two guards share only if they are the same question."""
    code, bound = taken_apart(name.guard)
    if code is None or not bound.keys() >= set(code.co_freevars):
        return f"{name.name}@{id(name.guard)}"
    # health_below(30), made twice, is one question.
    values = [
        each if type(each) in (bool, int, str) else ("at", id(each)) for each in bound.values()
    ]
    return f"{name.name}@{id(code)}{values}"
