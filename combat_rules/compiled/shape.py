"""The shape of rules: everything that machine code is made of, and none of the numbers.

Two rulesets of one shape are played by the same machine code, on numbers of their own.
"""

from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

from combat_rules.compiled.words.agreed import words_of_moves
from combat_rules.engine.core.fight import FightRules
from combat_rules.plugins.fingerprint.functions import describe_function

Function = Callable[..., object]


def shape_of(rules: FightRules, seats: int) -> str:
    """The hash of a shape, in fights of so many combatants."""
    told = _Told()
    charts: dict[object, int] = {}
    moves = []
    # Behind the declared actions stand the hits of those that have several.
    declared = rules.actions[: len(rules.charts)]
    for action, chart, validations in zip(declared, rules.charts, rules.validations, strict=True):
        number = charts.setdefault(chart.rows, len(charts))
        entry = [told.function(call) for call in chart.runner.entry] if chart.rows else []
        asked = [told.function(one.guard) for one in validations]
        effects = [told.function(effect) for effect in action.on_contact]
        moves.append((action.name, number, chart.phases, chart.initial, entry, asked, effects))
    rows = [
        [[[(*map(told.function, (*row.guards, None, *row.calls)), row.to, row.leads_on)
           for row in ways]
          for ways in phase] for phase in table]
        for table in charts if isinstance(table, tuple)
    ]  # fmt: skip
    rooms = [(len(move.blows), len(move.protections), len(move.out_of)) for move in rules.moves]
    said = (
        seats, moves, rooms, rows, rules.attribute_names, len(rules.kinds), rules.grows,
        rules.sighted, rules.recoils, words_of_moves(rules),
        [(one.rule.name, one.rule.attribute, one.rule.aim, told.function(one.rule.effect))
         for one in rules.status_rules],
        [(one.rule.name, told.function(one.rule.apply), told.function(one.rule.percent))
         for one in rules.damage_rules],
        [(one.rule.name, told.function(one.rule.ticks), told.function(one.rule.kind))
         for one in rules.stun_rules],
        [(one.rule.name, told.function(one.rule.percent), sorted(map(str, one.rule.phases)))
         for one in rules.pace_rules],
        [(one.rule.name, told.function(one.rule.react), one.rule.struck)
         for one in rules.reactions],
        [(one.rule.name, told.function(one.rule.judge)) for one in rules.contact_rules],
        [told.function(one.rule.sees) for one in rules.perception_rules],
        [(name, told.function(one.rule.choose), one.rule.follows_up)
         for name, one in rules.controllers.items()],
        [(name, f"{kind.__module__}.{kind.__qualname__}") for name, kind in rules.events.items()],
        told.said,
    )  # fmt: skip
    return sha256(package_hash() + msgspec.json.encode(said)).hexdigest()


class _Told:
    """What functions say, each once."""

    def __init__(self) -> None:
        self.numbers: dict[int, int] = {}
        self.said: list[object] = []

    def function(self, function: Function | None) -> int:
        """The number of a function; -1 for none."""
        if function is None:
            return -1
        if id(function) not in self.numbers:
            self.numbers[id(function)] = len(self.said)
            self.said.append((describe_function(function), _home(function)))
        return self.numbers[id(function)]


def _home(function: Function) -> str:
    """The module of a function: the package's own are told by the hash of the package."""
    return str(getattr(function, "__module__", ""))


@cache
def package_hash() -> bytes:
    """The hash of this package's own source."""
    hasher = sha256()
    for path in _sources():
        hasher.update(path.name.encode() + b"\0" + path.read_bytes())
    return hasher.digest()


def _sources() -> Iterator[Path]:
    root = Path(__file__).parents[1]
    for room in ("model", "charts", "engine", "plugins", "standard", "compiled"):
        yield from sorted((root / room).rglob("*.py"))
