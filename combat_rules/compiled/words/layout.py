"""Where everything lies, worked out from the declarations of the records; no column by hand."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from combat_rules.compiled.kinds import fields_of
from combat_rules.compiled.words.memory import JUMP, JUMP_ROOM
from combat_rules.compiled.words.types import (
    NAMES,
    NUMBER,
    OPAQUE,
    PAIRS,
    RULES,
    SINGLES,
    STATE,
    WORK,
    Type,
    hints_of,
    is_value,
    region_of,
    row_of,
    type_of_hint,
    type_of_kind,
)
from combat_rules.engine.core.fight import FightRules
from combat_rules.engine.core.records import Contact, Draft, Request, Said, Seat, Shot
from combat_rules.engine.core.rows import MoveRow
from combat_rules.model import Action

ROOM: Mapping[tuple[type, str], int] = {
    (Seat, "looks"): 16, (Seat, "cooldowns"): 12, (Said, "others"): 6,
    (Request, "others"): 6,
}  # fmt: skip
"""How many elements a row of the state has room for. With more, the live engine plays."""

SHOTS = 3
"""Projectiles in flight that there is room for, for each combatant."""

WORK_ROOM: Mapping[str, int] = {"said": 400, "asked": 100, "failures": 0, "faults": 0}
"""The same of the draft's lists; ``USUAL`` of those that are not named here."""
USUAL = 24

SET_BY_RULES = ("moves", "attributes", "statuses")
"""What of the draft are the rules."""

NUMBERS = row_of(NUMBER, RULES)
HIDDEN: Mapping[type, Mapping[str, Type]] = {
    Draft: {"possible": NUMBER, "asking": NUMBER, "frame": NUMBER, "patient": NUMBER},
    Seat: {"luck": NUMBER, "numbers": NUMBERS, "command": NUMBER},
    Action: {"place": NUMBER, "windows": NUMBERS, "leads_on": NUMBER},
}
"""Words behind the declared fields: the row of what is possible for whoever is asked, and who that
is; for how long a fight that is steered from outside goes on, and whether until somebody decides;
what all rolls of a seat start from, the numbers that its controller goes by, what it is commanded;
the place of an action, and its cancel windows: of each the first and the last tick, its outcomes
as bits, how many actions it leads into, and their places; whether anything can ever follow it
before its end."""


class Field(Struct, frozen=True):
    """A field of a record: its place behind the record's first word, and its type."""

    at: int
    type: Type


class Layout:
    """Where the fields of every record lie, in fights of ``seats`` combatants under rules, with
    room for so many ``scheduled`` commands."""

    def __init__(self, rules: FightRules, seats: int, scheduled: int = 0) -> None:
        self.seats = seats
        attributes = len(rules.attribute_names)
        self.counts: Mapping[tuple[type, str], int] = {
            (Draft, "seats"): seats, (Draft, "before"): seats, (Seat, "sights"): seats,
            (Draft, "moves"): len(rules.moves), (Draft, "attributes"): len(rules.attributes),
            (Draft, "statuses"): len(rules.statuses), (Seat, "values"): attributes,
            (Seat, "fractions"): 1 + attributes, (Draft, "scheduled"): -1 if scheduled else 0,
        }  # fmt: skip
        self.rooms = {
            **ROOM,
            (Draft, "scheduled"): scheduled,
            (Draft, "shots"): SHOTS * seats,
            (MoveRow, "legs"): max(len(move.legs) for move in rules.moves),
            (MoveRow, "blows"): max(len(move.blows) for move in rules.moves),
            (MoveRow, "protections"): max(len(move.protections) for move in rules.moves),
            (MoveRow, "out_of"): max(len(move.out_of) for move in rules.moves),
            (Contact, "shares"): 2 * (len(rules.damage_rules) + 2),
            (Seat, "met"): seats,
            (Seat, "evaders"): seats,
            (Shot, "ahead"): seats,
            (Shot, "met"): seats,
            (Shot, "evaders"): seats,
            (Seat, "statuses"): len(rules.statuses),
        }
        self._fields: dict[type, Mapping[str, Field]] = {}
        self._sizes: dict[Type, int] = {}
        self.draft, self.ends = self._lay_out_draft(len(rules.actions))
        self.actions = self.ends[RULES] - len(rules.actions) * self.width(Action)

    def field(self, record: type, name: str) -> Field | None:
        """A field of a record, if it has one of that name."""
        if record in SINGLES:
            return self.draft.get(name)
        return self.fields(record).get(name)

    def fields(self, record: type) -> Mapping[str, Field]:
        """The fields of a record in their order, hidden ones last."""
        if record is Draft:
            return self.draft
        if record not in self._fields:
            self._fields[record] = self._lay_out(record)
        return self._fields[record]

    def width(self, record: type) -> int:
        """How many words a record takes."""
        return sum(self.size(field.type) for field in self.fields(record).values())

    def size(self, type: Type) -> int:
        """How many words a value takes where it lies. What may be None has one before it."""
        known = self._sizes.get(type)
        if known is None:
            known = self._sizes[type] = self._size(type)
        return known

    def _size(self, type: Type) -> int:
        if type.what in ("opaque", "none") or type.declared in SINGLES:
            return 0
        if is_shared(type):
            return 1
        if type.what == "row" and type.of is not None:
            each = self.size(type.of)
            return type.count * each if type.count >= 0 else 1 + type.room * each
        if type.what == "record" and not type.region:
            return self.width(type.declared) + type.optional
        return self.width(type.declared) if type.what == "record" else 1

    def _lay_out(self, record: type) -> dict[str, Field]:
        fields, at = {}, 0
        region = "" if is_value(record) else region_of(record)
        for name, type in self._types(record).items():
            count = self.counts.get((record, name), -1)
            if type.what == "row" and not is_shared(type) and type.of is not None:
                type = row_of(type.of, region, count, self.rooms.get((record, name), 0))
            fields[name] = Field(at, type)
            at += self.size(type)
        return fields

    def _types(self, record: type) -> dict[str, Type]:
        if record is Action:
            types = {
                name: _of_action(name, hint)
                for name, hint in hints_of(Action).items()
                if not name.startswith("__")
            }
        else:
            types = {name: type_of_kind(kind) for name, kind in fields_of(record).items()}
        return {**types, **HIDDEN.get(record, {})}

    def _lay_out_draft(self, actions: int) -> tuple[dict[str, Field], dict[str, int]]:
        """The draft, of which a part lies in each memory; and where each of these parts ends."""
        fields: dict[str, Field] = {}
        # The work begins with what went wrong, where its heap goes on, a row of nothing, and where
        # to jump to.
        ends = {STATE: 0, RULES: 0, WORK: JUMP + JUMP_ROOM}
        for name, type in self._types(Draft).items():
            region, room = STATE, 0
            if type.what == "row" and type.of is not None:
                region = self._region_in_draft(name)
                room = self.rooms.get((Draft, name), WORK_ROOM.get(name, USUAL))
                of = type.of
                if of.what == "record" and of.region:
                    of = Type("record", of.declared, region=region)
                type = row_of(of, region, self.counts.get((Draft, name), -1), room)
            fields[name] = Field(ends[region], type)
            ends[region] += self.size(type)
        ends[RULES] += actions * self.width(Action)
        return fields, ends

    def _region_in_draft(self, name: str) -> str:
        if name in SET_BY_RULES:
            return RULES
        return STATE if name in ("seats", "shots", "scheduled") else WORK


def is_inline(type: Type) -> bool:
    """Whether a row lies where its owner does, with room of its own."""
    return type.what == "row" and not is_shared(type)


def is_shared(type: Type) -> bool:
    """Whether a row lies with the rules, by itself: whoever has it knows its place."""
    return type.what == "row" and type.region == RULES and type.of in (NAMES.of, NUMBER)


def _of_action(name: str, hint: Any) -> Type:
    """The type of a field of an action."""
    found = type_of_hint(hint)
    if name == "tags":
        return Type("row", of=NAMES.of, region=RULES)
    if found in (PAIRS, NAMES) or found.what in ("number", "bool", "name", "word"):
        return found
    return OPAQUE
