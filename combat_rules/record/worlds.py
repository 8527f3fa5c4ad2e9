"""Worlds as plain data, whole or only what was changed, and back again."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace

from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.world import Knowledge, Result, StatusState, World
from combat_rules.model import (
    ActionState,
    CombatantState,
    CombatEvent,
    Command,
    Position,
    Sighting,
)
from combat_rules.record.events import RecordedEvent, announced, recorded

Record = type[CombatantState]
"""The record of a combatant under a ruleset: with the attributes that are declared there."""

FIELDS = World.__struct_fields__

VALUES: Mapping[str, Any] = {
    "actions": ActionState,
    "announced": tuple[str, Position],
    "alerts": int,
    "appearances": tuple[Sighting, ...],
    "thinking": int,
    "stuns": int,
    "statuses": StatusState,
    "turns": int,
}
"""What the mappings of a world hold, besides combatants and knowledge."""

OF_TWO = ("knowledge", "alerts", "statuses", "turns")
"""The mappings whose keys are two names."""


class Change(Struct, frozen=True, omit_defaults=True):
    """What a transaction from outside changed, as data.

    ``combatants`` holds the changed fields of each record that was replaced, ``gone`` who was
    taken out, ``parts`` further parts of the world, whole. ``events`` are those that were
    announced by hand. ``moved`` is that somebody may see somebody else from now on.
    """

    combatants: Mapping[str, Mapping[str, Any]] = {}
    gone: tuple[str, ...] = ()
    parts: Mapping[str, Any] = {}
    events: tuple[RecordedEvent, ...] = ()
    moved: bool = False


def pack(world: World) -> dict[str, Any]:
    """A world as data. Mappings are lists of entries: their order is part of the fight."""
    return {name: pack_part(name, getattr(world, name)) for name in FIELDS}


def unpack(data: Mapping[str, Any], record: Record) -> World:
    """The world that ``pack`` made data of."""
    return World(**{name: unpack_part(name, data[name], record) for name in FIELDS})


def pack_part(name: str, part: Any) -> Any:
    """One part of a world as data."""
    if not isinstance(part, Mapping):
        return to_builtins(part)
    if name in OF_TWO:
        return [[*key, to_builtins(value)] for key, value in part.items()]
    return [[key, to_builtins(value)] for key, value in part.items()]


def unpack_part(name: str, data: Any, record: Record) -> Any:
    """One part of a world, from data."""
    if name == "scheduled":
        return convert(data, tuple[Command, ...])
    if name == "result":
        return convert(data, Result | None)
    if name not in VALUES and name not in ("combatants", "knowledge"):
        return data
    make: Callable[[Any], Any]
    if name == "combatants":
        make = _maker(record)
    elif name == "knowledge":
        make = _knowledge(record)
    else:
        make = _maker(VALUES[name])
    if name in OF_TWO:
        return {(one, other): make(value) for one, other, value in data}
    return {key: make(value) for key, value in data}


def change_of(tx: Transaction) -> Change:
    """What a transaction has changed so far."""
    base = tx.base
    changed: dict[str, Mapping[str, Any]] = {}
    for who, state in tx.combatants.items():
        before = base.combatants.get(who)
        if before is not state:
            fields = to_builtins(state)
            known = {} if before is None else to_builtins(before)
            changed[who] = {
                name: value
                for name, value in fields.items()
                if name not in known or known[name] != value
            }
    return Change(
        combatants=changed,
        gone=tuple(who for who in base.combatants if who not in tx.combatants),
        parts={
            name: pack_part(name, getattr(tx, name))
            for name in FIELDS
            if name != "combatants" and getattr(tx, name) != getattr(base, name)
        },
        events=recorded(tx.events),
        moved=tx.moved,
    )


def apply_change(
    change: Change, tx: Transaction, record: Record, known: Mapping[str, type[CombatEvent]]
) -> None:
    """Make the same change in a transaction."""
    for who, fields in change.combatants.items():
        before = tx.combatants.get(who)
        if before is None:
            tx.combatants[who] = convert(fields, record)
        else:
            # A record of its own even if nothing differs: that it was set is announced too.
            tx.combatants[who] = replace(convert({**to_builtins(before), **fields}, record))
    for who in change.gone:
        tx.combatants.pop(who, None)
    for name, part in change.parts.items():
        if name not in FIELDS:
            raise ValueError(f"a world has no part {name!r}")
        setattr(tx, name, unpack_part(name, part, record))
    tx.events.extend(announced(event, known) for event in change.events)
    tx.moved = change.moved


def _maker(kind: Any) -> Callable[[Any], Any]:
    return lambda data: convert(data, kind)


def _knowledge(record: Record) -> Callable[[Any], Knowledge]:
    """Knowledge holds a combatant's record, with the attributes that are declared."""

    def make(data: Any) -> Knowledge:
        last = data["last"]
        known = convert({**data, "last": None}, Knowledge)
        return known if last is None else replace(known, last=convert(last, record))

    return make
