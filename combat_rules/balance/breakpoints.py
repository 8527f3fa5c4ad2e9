"""Breakpoints: the least change of one number that flips something which players know."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from combat_rules.errors import PluginError, StateError
from combat_rules.model.limits import ranges_of
from combat_rules.plugins import Ruleset


class Fact(Struct, frozen=True, order=True):
    """Something that is so under a ruleset: which ``kind`` it is of (punish, link, reaction,
    matchup), and what it says in words."""

    kind: str
    text: str


class Breakpoint(Struct, frozen=True):
    """A value of the number at which a fact flips: it is so from there on, or no longer."""

    value: int
    change: int
    fact: Fact
    comes: bool

    def __str__(self) -> str:
        how = "" if self.comes else "no longer: "
        return f"{self.value} ({self.change:+}): {how}{self.fact.text}"


Facts = Callable[[int], frozenset[Fact]]
"""What is so if the number has a value."""


def number_of(ruleset: Ruleset, path: str) -> int:
    """What a number of a ruleset is now: ``lunge.recovery``.

    Raises ``PluginError`` for one that does not exist.
    """
    name, _, field = path.rpartition(".")
    move = ruleset.moves.get(name)
    attributes = {one.name: one for one in ruleset.attributes}
    thing = move.action if move else ruleset.archetypes.get(name) or attributes.get(name)
    if thing is None or field not in ranges_of(type(thing)):
        # Whoever changes it is told what is wrong with its name.
        ruleset.changed({path: 0})
        raise PluginError(f"{path} is no number", code="ruleset.unknown", problems=())
    value = getattr(thing, field)
    return int(value)


def breakpoints(facts: Facts, now: int, lowest: int, highest: int) -> list[Breakpoint]:
    """The least change in either direction that flips each fact, the smallest changes first.

    It looks at 1, 2, 4, ... away from what the number is ``now``, and between two of these for
    the exact value, taking it that a fact flips once in between. ``facts`` may raise
    ``PluginError`` for a value that the rules may not have, and ``StateError`` for one with which
    nothing can be played: beyond it nothing is looked for.
    """
    known: dict[int, frozenset[Fact] | None] = {}

    def at(value: int) -> frozenset[Fact] | None:
        if value not in known:
            try:
                known[value] = facts(value)
            except (PluginError, StateError):
                known[value] = None
        return known[value]

    first = facts(now)
    known[now] = first
    found: dict[Fact, Breakpoint] = {}
    for way, last in ((-1, min(lowest, now)), (1, max(highest, now))):
        for fact, value in _flips(at, now, way, last):
            before = found.get(fact)
            if before is None or abs(value - now) < abs(before.change):
                found[fact] = Breakpoint(value, value - now, fact, fact not in first)
    return sorted(found.values(), key=lambda one: (abs(one.change), one.change, one.fact))


def _flips(
    at: Callable[[int], frozenset[Fact] | None], now: int, way: int, last: int
) -> Iterator[tuple[Fact, int]]:
    """Each fact that flips in one direction, and the first value at which it has."""
    first = at(now) or frozenset()
    near, step, seen = now, 1, set[Fact]()
    while near != last:
        far = now + way * min(step, abs(last - now))
        there = at(far)
        if there is None:
            return
        for fact in sorted((first ^ there) - seen):
            seen.add(fact)
            yield fact, _first(at, fact, near, far)
        near, step = far, 2 * step


def _first(at: Callable[[int], frozenset[Fact] | None], fact: Fact, near: int, far: int) -> int:
    """The first value from ``near`` on at which a fact is as it is at ``far``."""
    wanted = fact in (at(far) or ())
    while abs(far - near) > 1:
        middle = (near + far) // 2
        if (fact in (at(middle) or ())) == wanted:
            far = middle
        else:
            near = middle
    return far
