"""The sheet of a move: all that its definition says, for people and as plain data."""

from collections.abc import Iterator, Mapping
from enum import Enum

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from combat_rules.charts.stock import chart_of
from combat_rules.cli.tables import NOTE
from combat_rules.model import LANDED, CancelWindow, name_of
from combat_rules.plugins import Move, Ruleset

TOLD = ("name", "role", "feint", "commit", "release", "recovery", "phases", "chart", "tags",
        "covers", "out_of", "cancels", "hits", "launches", "protections", "on_contact", "costs",
        "published", "unknown", "title", "description")  # fmt: skip
"""The fields of an action that have a line of their own, or are no news; the rest are numbers."""
HEADS = 11
"""Columns for what a line of a sheet is about."""


def paced_by(move: Move, ruleset: Ruleset) -> list[str]:
    """The pace rules that may make phases of a move shorter or longer."""
    kinds = {kind for phase, kind in move.kinds.items() if move.ticks[phase]}
    rules = (owned.rule for owned in ruleset.pace_rules)
    return [rule.name for rule in rules if (rule.phases or kinds) & kinds]


def as_data(move: Move, ruleset: Ruleset) -> dict[str, object]:
    """A move as plain data: every field of its action, what its chart is, and by which rules its
    phases may take another time."""
    action = move.action
    return {
        **{name: plain(value) for name, value in _values(action) if name != "chart"},
        "title": action.called,
        "plugin": move.plugin,
        "phases": dict(move.ticks),
        "kinds": {phase: kind.value for phase, kind in move.kinds.items()},
        "guards": list(move.runner.guard_names()),
        "chart": chart_of(action).__name__,
        "runner": move.runner.name,
        "reasons": list(move.runner.reasons),
        "paced_by": paced_by(move, ruleset),
    }


def sheet_of(move: Move, ruleset: Ruleset) -> Iterator[str]:
    """A move in lines for people; what is as everywhere is left out."""
    action = move.action
    title = f", {action.title}" if action.title else ""
    yield f"{action.name}{title} ({action.role.value}, plugin {move.plugin})"
    if action.description:
        yield f"  {action.description}"
    runner = "" if move.runner.name == "table" else " (on the reference runner)"
    lines = [
        ("phases", ", ".join(f"{phase} {ticks}" for phase, ticks in move.ticks.items())),
        ("paced by", ", ".join(paced_by(move, ruleset))),
        ("numbers", _set(action, TOLD)),
        ("costs", _pairs(action.costs)),
        ("tags", ", ".join(sorted(action.tags))),
        ("covers", ", ".join(action.covers)),
        ("out of", ", ".join(stun.value for stun in action.out_of)),
        *((f"hit {number}", _set(hit)) for number, hit in enumerate(action.hits, 1)),
        ("launches", "" if action.launches is None else _set(action.launches)),
        *(("protected", _set(each) or "throughout") for each in action.protections),
        *(("cancels", _window(window)) for window in action.cancels),
        ("on contact", ", ".join(map(name_of, action.on_contact))),
        ("guards", ", ".join(move.runner.guard_names()) or "none"),
        ("chart", f"{chart_of(action).__name__}{runner}"),
        ("why", "; ".join(move.runner.reasons)),
        ("published", _pairs(action.published)),
        ("unknown", ", ".join(sorted(action.unknown))),
    ]
    yield from (f"{' ' * NOTE}{head:<{HEADS}} {text}" for head, text in lines if text)


def plain(value: object) -> object:
    """A value of a definition as data, the same in every run."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Struct):
        return {name: plain(each) for name, each in _values(value)}
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(str(plain(each)) for each in value)
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return name_of(value) if callable(value) else value


def _values(record: Struct) -> Iterator[tuple[str, object]]:
    yield from ((name, getattr(record, name)) for name in type(record).__struct_fields__)


def _set(record: Struct, left_out: tuple[str, ...] = ()) -> str:
    """What a record says that is not as everywhere: ``reach 30, knockdown``."""
    usual = {field.name: field.default for field in fields(record)}
    said = []
    for name, value in _values(record):
        if name in left_out or (usual[name] is not NODEFAULT and value == usual[name]):
            continue
        words = name.replace("_", " ")
        if isinstance(value, bool):
            said.append(words if value else f"no {words}")
        elif isinstance(value, tuple):
            said.append(f"{words} {' + '.join(map(str, value))}")
        else:
            said.append(f"{words} {plain(value)}")
    return ", ".join(said)


def _pairs(values: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def _window(window: CancelWindow) -> str:
    """A cancel window: what it leads into, which outcomes open it, and for which ticks."""
    landed = ("landed",) if window.on >= LANDED else ()
    on = window.on - LANDED if landed else window.on
    opens = ", ".join((*landed, *sorted(outcome.value for outcome in on)))
    said = f"into {', '.join(window.into)} on {opens}"
    if not window.start and window.end is None:
        return said
    until = "on" if window.end is None else f"to {window.end}"
    return f"{said}, from tick {window.start} {until}"
