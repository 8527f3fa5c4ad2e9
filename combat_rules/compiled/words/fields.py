"""Fields of values, and what is one of several things that are known beforehand."""

import ast
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from enum import EnumType
from types import ModuleType
from typing import Any

from msgspec.structs import replace

from combat_rules.compiled.words.layout import SET_BY_RULES
from combat_rules.compiled.words.respelling import Respelling
from combat_rules.compiled.words.types import (
    BOOL,
    CHOICE,
    CHOICES,
    COOLDOWNS,
    NAME,
    NUMBER,
    OPAQUE,
    RULES,
    STATE,
    Type,
    is_face,
    optional,
    row_of,
)
from combat_rules.compiled.words.writing import (
    KNOWN,
    NOTHING,
    OPTIONS,
    Value,
    known,
)
from combat_rules.engine.core.fight import Fight, FightRules
from combat_rules.engine.core.records import Draft, Seat
from combat_rules.engine.world import World
from combat_rules.model import Action, ActionState, View

ONE_KIND = "use keys of one kind: numbers, words of one enum, or names"


class Fields(Respelling):
    """What fields of values are, in words."""

    @abstractmethod
    def expression(self, node: ast.expr) -> Value:
        """What an expression is; where that is known, or lies somewhere, it may still be so."""

    def value(self, node: ast.expr) -> Value:
        """The words of an expression."""
        return self.settled(self.expression(node), node)

    def number(self, node: ast.expr) -> str:
        """The word of a number."""
        return self.fit(self.value(node), NUMBER, node)[0]

    def in_order(self, nodes: Sequence[ast.expr]) -> list[Value]:
        """Several expressions, each worked out after the ones before."""
        found: list[Value] = []
        for node in nodes:
            with self.apart() as lines:
                value = self.expression(node)
            if lines:
                found = [self.kept(one) for one in found]
            self.lines += lines
            found.append(value)
        return found

    def settled_in_order(self, nodes: Sequence[ast.expr]) -> list[Value]:
        """The same, all in words."""
        return [
            self.settled(value, node)
            for value, node in zip(self.in_order(nodes), nodes, strict=True)
        ]

    @abstractmethod
    def half(self, name: str, given: Sequence[Value], node: ast.AST) -> Value:
        """A call of a function of the compiled half of the boundary."""

    def attribute(self, owner: Value, name: str, node: ast.AST) -> Value | None:
        """A field of a value, as whoever asks sees it; none if there is no such field."""
        return self.shown(self._field_of(self.seen(owner), name, node), owner.type, name, node)

    def _field_of(self, owner: Value, name: str, node: ast.AST) -> Value | None:
        if owner.type == KNOWN:
            return self._known_attribute(owner.known, name, node)
        if owner.type == OPTIONS:
            return self.chosen(self._there(owner), lambda thing: getattr(thing, name))
        if owner.type == OPAQUE:
            return NOTHING
        if owner.type.what == CHOICE.what:
            at = CHOICES.index(name)
            return Value((NUMBER, NAME, optional(NAME), NUMBER)[at], (owner.words[at],))
        if owner.type.what != "record":
            return None
        record = owner.type.declared
        if (record, name) in self.program.folded:
            return known(self.program.folded[record, name])
        if record in (Draft, World, Fight):
            return self._of_draft(record, name)
        if is_face(record):
            return self._of_face(owner, name, node)
        if (record, name) == (View, "projectiles"):
            return self._flying()
        if not owner.type.region:
            return self.part(owner, name)
        return self._of_reference(owner, name, node)

    def _of_reference(self, owner: Value, name: str, node: ast.AST) -> Value | None:
        """A field of a record that is referred to."""
        record = owner.type.declared
        field = self.layout.field(record, name)
        if record is Action and field is not None and field.type == OPAQUE:
            if not self.source.of_core:
                # What it consists of are numbers of the rules, and no part of their shape.
                raise self.fail(
                    node, f".{name} of an action", "ask for its numbers, words and tags"
                )
            place = self.member(owner, self.layout.fields(Action)["place"])
            things = tuple(getattr(action, name) for action in self.program.rules.actions)
            return self.options(place.words[0], things)
        if record is Seat and owner.type.region != STATE:
            self.program.before.add(name)
        return None if field is None else self.member(owner, field)

    def _known_attribute(self, thing: Any, name: str, node: ast.AST) -> Value | None:
        if isinstance(thing, FightRules):
            draft = self.layout.draft
            if name in SET_BY_RULES:
                return self.load(draft[name].type, RULES, str(draft[name].at))
            if name == "actions":
                of = Type("record", Action, region=RULES)
                row = row_of(of, RULES, len(thing.actions))
                return Value(row, (str(self.layout.actions),))
        if not isinstance(thing, ModuleType | EnumType) and name.startswith("__"):
            raise self.fail(node, f".{name}")
        return known(getattr(thing, name)) if hasattr(thing, name) else None

    def _of_draft(self, record: type, name: str) -> Value | None:
        if (record, name) == (Draft, "fight"):
            return Value(Type("record", Fight))
        if name == "rules" and record is not Draft:
            return known(self.program.rules)
        field = self.layout.draft.get(name)
        if field is None:
            # What a fight is besides concerns only the live engine.
            return NOTHING if record is Fight else None
        region = field.type.region if field.type.what == "row" else STATE
        return self.located(field.type, region, str(field.at))

    def _flying(self) -> Value:
        """What flies: nothing, or something that only the live engine shows."""
        shots = self.program.folded.get((Draft, "shots"), None)
        if shots is None:
            with self.block(f"if S[{self.layout.draft['shots'].at}] != 0:"):
                self.put("trap(W, LIVE)")
        return known(())

    def _of_face(self, owner: Value, name: str, node: ast.AST) -> Value | None:
        """What plugins see of a seat: by the same name, or worked out by a function."""
        shown = self.program.halves.get((owner.type.declared, name))
        face = ActionState if issubclass(owner.type.declared, ActionState) else None
        shown = self.program.halves.get((face, name)) if face and not shown else shown
        address = owner.words[0]
        if owner.type.optional:
            address = f"some({address}, {address})"
        seat = Value(Type("record", Seat, region=STATE), (address,))
        if name == "interrupted" and len(owner.words) > 1:
            return Value(BOOL, (owner.words[1],))
        if name == "cooldowns":
            return Value(COOLDOWNS, (address,))
        if shown is not None:
            return self.half(shown, [Value(Type("record", Draft)), seat], node)
        if name in self.program.rules.attribute_names:
            place = self.program.rules.attribute_names.index(name)
            values = self.layout.fields(Seat)["values"]
            return Value(NUMBER, (f"S[{shifted_by(address, values.at + place)}]",))
        field, told = (
            self.layout.field(Seat, name),
            self.program.fields_of_face(owner.type.declared),
        )
        if field is None or name not in told or (face, name) == (ActionState, "id"):
            return None
        if field.type == NUMBER and told[name] == optional(NUMBER):
            # -1 in the seat is None for whoever sees it.
            field = replace(field, type=told[name])
        same = field.type.what == told[name].what and field.type.optional == told[name].optional
        return self.member(seat, field) if same else None

    def options(self, number: str, things: tuple[object, ...]) -> Value:
        """One of several things, by a number."""
        if len({_key(thing) for thing in things}) == 1:
            return known(things[0])
        return Value(OPTIONS, (self.temporary(number),), options=things)

    def distinct(self, value: Value) -> Value:
        """One of several things, where what is the same has one number."""
        numbers: dict[object, int] = {}
        of = [str(numbers.setdefault(_key(thing), len(numbers))) for thing in value.options]
        things = tuple(dict(zip(of, value.options, strict=True)).values())
        index = self.looked_up(of, value.words[0])
        return Value(OPTIONS, (self.temporary(index),), options=things)

    def chosen(self, value: Value, of: Callable[[Any], object]) -> Value:
        """Something of each of several things."""
        return self.options(value.words[0], tuple(of(thing) for thing in value.options))

    def _there(self, value: Value) -> Value:
        """One of several things but for None, which is a trap."""
        some = next((thing for thing in value.options if thing is not None), None)
        if None not in value.options or some is None:
            return value
        is_one = self.looked_up([str(-(thing is None)) for thing in value.options], value.words[0])
        things = tuple(some if thing is None else thing for thing in value.options)
        number = self.temporary(f"some({is_one}, {value.words[0]})")
        return Value(OPTIONS, (number,), options=things)

    def key_place(self, table: Mapping[object, object], key: Value, node: ast.AST) -> str:
        """The place of a key in a table that is known beforehand; -1 if it is not there."""
        if not table:
            return "-1"
        held = [self.settled(known(k), node) for k in table]
        kind = optional(key.type, False)
        for one in held:
            if one.type != kind and not (one.type.is_number and kind.is_number):
                raise self.fail(node, f"a {kind} as a key of a table by {one.type}", ONE_KIND)
        if kind.what not in ("number", "bool", "name", "word"):
            raise self.fail(node, f"a {kind} as a key", ONE_KIND)
        keys = [int(one.words[0]) for one in held]
        first, last = min(keys), max(keys)
        at = self.temporary(key.words[0])
        if last - first > 4 * len(keys) + 16:
            return f"found(R, {self.program.heap.row(keys)}, {at})"
        places = [str(keys.index(n)) if n in keys else "-1" for n in range(first, last + 1)]
        place = self.looked_up(places, f"({at} - {first})")
        return f"({place} if {first} <= {at} and {at} <= {last} else -1)"


def shifted_by(address: str, by: int) -> str:
    """A place behind another one."""
    return f"{address} + {by}" if by else address


def _key(thing: object) -> object:
    """What two things share only if they are the same to whoever uses them."""
    try:
        hash(thing)
    except TypeError:
        return id(thing)
    return type(thing), thing
