"""Targets: what may be changed, and what is to come of it, read from a YAML file."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml
from msgspec import Struct
from msgspec.structs import replace

from combat_rules.balance.breakpoints import number_of
from combat_rules.balance.matchups import Matchup
from combat_rules.balance.matrix import Matrix
from combat_rules.errors import CombatError, did_you_mean, in_short
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import Ruleset
from combat_rules.plugins.tables.cells import Unreadable, text_of
from combat_rules.plugins.tables.keys import demand_keys_once
from combat_rules.plugins.tables.yaml_cells import parse_yaml

LARGEST = 1_000_000
"""Bytes of a file of targets."""

KEYS = ("numbers", "matchups", "pairs", "length", "moves")
UNUSED = 5.0
"""Points that a move which nobody uses counts as."""

Span = tuple[float, float]


class Targets(Struct, frozen=True):
    """What may be changed, and what is wanted.

    ``numbers`` has the range of each number that may be changed. ``matchups`` is the range in
    percent that every matchup is to be in, ``pairs`` that of one: of the first against the second.
    ``length`` is the range in seconds of the median length of each matchup. ``moves`` are those
    that somebody has to use; empty for none.
    """

    numbers: Mapping[str, tuple[int, int]]
    matchups: Span | None = None
    pairs: Mapping[tuple[str, str], Span] = {}
    length: Span | None = None
    moves: tuple[str, ...] = ()

    def wanted(self, found: Matchup) -> Span | None:
        """The range that a matchup is to be in; none if it may be anything."""
        return self.span(found.left, found.right)

    def span(self, left: str, right: str) -> Span | None:
        """The range that the first of two is to be in against the other; none if any will do."""
        if (left, right) in self.pairs:
            return self.pairs[left, right]
        if (right, left) in self.pairs:
            low, high = self.pairs[right, left]
            return 100 - high, 100 - low
        return self.matchups

    def misses(self, matrix: Matrix, second: int) -> Iterator[tuple[str, float]]:
        """What is not as it is wanted, and by how much: points of percent, seconds."""
        for found in matrix.matchups.values():
            names = f"{found.left} against {found.right}"
            if (span := self.wanted(found)) is not None and (off := _beyond(found.rate, span)):
                yield names, off
            if self.length and (off := _beyond(found.length[1] / second, self.length)):
                yield f"length of {names}", off
        used = {use.move for use in matrix.uses if use.used}
        for move in self.moves:
            if move not in used:
                yield f"use of {move}", UNUSED


def _beyond(value: float, span: Span) -> float:
    low, high = span
    return max(0.0, low - value, value - high)


def read_targets(file: Path, ruleset: Ruleset, archetypes: Sequence[str] = ()) -> Targets:
    """Read targets for a ruleset; of pairs and moves those of ``archetypes``, if any are named.

    Raises ``CombatError`` for a file that cannot be read, says something else, or wants nothing of
    them, ``PluginError`` for numbers that do not exist.
    """
    try:
        text = text_of(file, LARGEST)
        document = parse_yaml(text)
        if document is not None:
            demand_keys_once(document)
        said = yaml.safe_load(text)
    except (Unreadable, yaml.YAMLError, ValueError) as error:
        raise _wrong(file, str(error)) from error
    if not isinstance(said, dict) or not isinstance(said.get("numbers"), dict):
        raise _wrong(file, "it wants numbers: with a range for each, attack.damage: [8, 16]")
    for key in said:
        if key not in KEYS:
            raise _wrong(file, f"there is no {in_short(key)}; {did_you_mean(key, KEYS)}")
    numbers = {}
    for path, span in said["numbers"].items():
        number_of(ruleset, str(path))
        low, high = _span(file, path, span)
        if not (isinstance(low, int) and isinstance(high, int)):
            raise _wrong(file, f"{path} is a whole number; its range is not {in_short(span)}")
        if low < -LIMIT or high > LIMIT:
            raise _wrong(
                file, f"{path} takes numbers from {-LIMIT} to {LIMIT}, not {in_short(span)}"
            )
        numbers[str(path)] = (low, high)
    found = Targets(
        numbers,
        _share(file, "matchups", said["matchups"]) if "matchups" in said else None,
        dict(_pairs(file, ruleset, said.get("pairs"))),
        _length(file, said["length"]) if "length" in said else None,
        _moves(file, ruleset, said.get("moves") or ()),
    )
    if not (found.matchups or found.pairs or found.length or found.moves):
        raise _wrong(file, "it wants nothing: give matchups: [45, 55], pairs, length or moves")
    if not numbers:
        raise _wrong(file, "there is nothing to change: give numbers: {attack.damage: [8, 16]}")
    return _of(found, file, ruleset, archetypes or tuple(ruleset.archetypes))


def _of(found: Targets, file: Path, ruleset: Ruleset, fighting: Sequence[str]) -> Targets:
    """What of targets those who fight can come to."""
    pairs = {pair: span for pair, span in found.pairs.items() if {*pair} <= {*fighting}}
    known = {name for kind in fighting for name in ruleset.archetypes[kind].actions}
    moves = tuple(name for name in found.moves if name in known)
    if not (found.matchups or pairs or found.length or moves):
        raise _wrong(file, f"it wants nothing of {' and '.join(fighting)}, who fight alone")
    return replace(found, pairs=pairs, moves=moves)


def _span(file: Path, what: object, span: object) -> Span:
    plain = isinstance(span, list) and all(type(one) in (int, float) for one in span)
    if plain and isinstance(span, list) and len(span) == 2:
        low, high = span
        if low <= high:
            return low, high
    raise _wrong(file, f"{what} takes [LOW, HIGH], not {in_short(span)}")


def _share(file: Path, what: object, span: object) -> Span:
    low, high = _span(file, what, span)
    if low >= 0 and high <= 100:
        return low, high
    raise _wrong(file, f"{what} takes [LOW, HIGH] in percent, from 0 to 100, not {in_short(span)}")


def _length(file: Path, span: object) -> Span:
    low, high = _span(file, "length", span)
    if low >= 0 and high > 0:
        return low, high
    raise _wrong(file, f"length takes [LOW, HIGH] in seconds, from 0 up, not {in_short(span)}")


def _pairs(file: Path, ruleset: Ruleset, said: object) -> Iterator[tuple[tuple[str, str], Span]]:
    if said is None:
        return
    if not isinstance(said, dict):
        raise _wrong(file, f"pairs takes A against B: [LOW, HIGH], not {in_short(said)}")
    for names, span in said.items():
        left, _, right = str(names).partition(" against ")
        for name in (left, right):
            if name not in ruleset.archetypes:
                near = did_you_mean(name, ruleset.archetypes)
                raise _wrong(file, f"pairs are written A against B; there is no {name!r}; {near}")
        if left == right:
            raise _wrong(file, f"{names} is always even; pairs takes two archetypes that differ")
        if f"{right} against {left}" in said:
            both = f"{left} against {right} and {right} against {left}"
            raise _wrong(file, f"pairs has {both}, which is the same matchup; leave one out")
        yield (left, right), _share(file, names, span)


def _moves(file: Path, ruleset: Ruleset, said: object) -> tuple[str, ...]:
    """The moves that have to be used; ``all`` are all that anybody knows."""
    if said == "all":
        known = (name for kind in ruleset.archetypes.values() for name in kind.actions)
        return tuple(dict.fromkeys(known))
    if not isinstance(said, list | tuple):
        raise _wrong(file, f"moves takes a list of moves, or all, not {in_short(said)}")
    for name in said:
        if not isinstance(name, str) or name not in ruleset.moves:
            raise _wrong(file, f"no move {in_short(name)}; {did_you_mean(name, ruleset.moves)}")
    return tuple(said)


def _wrong(file: Path, why: str) -> CombatError:
    return CombatError(f"{file} cannot be used as targets: {why}", code="tune.targets")
