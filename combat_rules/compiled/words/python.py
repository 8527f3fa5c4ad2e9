"""What Python and the engine have of their own: builtins, methods of tables, dice, seats."""

import ast
from abc import abstractmethod
from collections.abc import Callable, Mapping, Set
from types import FunctionType
from typing import Any, ClassVar

from msgspec.structs import replace as struct_replace

from combat_rules.compiled.words.calls import SEAT, Calls
from combat_rules.compiled.words.halves import is_choice, number_of
from combat_rules.compiled.words.types import (
    BOOL,
    CHOICE,
    COOLDOWNS,
    DICE,
    NONE,
    NUMBER,
    OPAQUE,
    POSSIBLE,
    STATE,
    WORK,
    Type,
    is_face,
    row_of,
)
from combat_rules.compiled.words.writing import (
    KNOWN,
    NOTHING,
    OPTIONS,
    Value,
    is_bool,
    known,
)
from combat_rules.engine.core.controlling import Possible
from combat_rules.engine.core.effects import EffectCollector
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.records import Draft, Seat
from combat_rules.engine.core.seats import own, untouched
from combat_rules.engine.core.showing import action_state, combatant_state
from combat_rules.model import Action, ActionState, Attribute, CombatantState
from combat_rules.model.dice import high, stir, word_of

ONE: tuple[int, int, Set[str | None]] = (1, 1, frozenset())
EXTREMES = (min, max)
TAKES: Mapping[object, tuple[int, int, Set[str | None] | None]] = {
    **dict.fromkeys((len, abs, bool, int, type, list, tuple, any, all, sum), ONE),
    **dict.fromkeys(EXTREMES, (1, 1000, frozenset())),
    isinstance: (2, 2, frozenset()), getattr: (2, 3, frozenset()),
}  # fmt: skip
"""How many arguments the functions of Python may be given, at least and at most, and by which
names."""


class Python(Calls):
    """Calls of what is not written anew."""

    def _call(self, node: ast.Call) -> Value:
        if isinstance(node.func, ast.Attribute):
            owner = self.expression(node.func.value)
            if owner.type not in (KNOWN, OPTIONS):
                return self._method(owner, node.func.attr, node)
            if owner.type == KNOWN and isinstance(owner.known, Mapping):
                return self._of_table(owner.known, node.func.attr, node)
            if owner.type == KNOWN and isinstance(owner.known, Attribute):
                return self._points(owner.known, node)
            called = self.attribute(owner, node.func.attr, node)
            if called is None:
                raise self.fail(node, f"a call of {ast.unparse(node.func)}")
        else:
            called = self.expression(node.func)
        if called.type == OPTIONS:
            return self.dispatched(called, lambda one: self.called(one, self.given(node), node))
        if called.type != KNOWN:
            raise self.fail(
                node, f"a call of {ast.unparse(node.func)}, {called.type}", "call functions by name"
            )
        special = self._SPECIAL.get(_hashable(called.known))
        if special is not None:
            self._demand_usual(called.known, node)
            return special(self, node)
        return self.called(called.known, self.given(node), node)

    def _demand_usual(self, called: Any, node: ast.Call) -> None:
        """Refuse a call of a function of Python in a way that is not known here."""
        least, most, keywords = TAKES.get(called, (0, len(node.args), None))
        if called in EXTREMES and (node.keywords or len(node.args) == 1):
            most, keywords = 1, {"key", "default"}
        given = {keyword.arg for keyword in node.keywords}
        if not least <= len(node.args) <= most or not (keywords is None or given <= keywords):
            raise self.fail(node, f"a call of {called.__name__} in this way")

    def _method(self, owner: Value, name: str, node: ast.Call) -> Value:
        if owner.type == OPAQUE:
            return NOTHING
        declared = owner.type.declared
        if declared is Fight and name == "dice":
            return self._dice(node)
        owner = self.whole(owner)
        if owner.type == DICE:
            return self._roll(owner, name, node)
        if owner.type == COOLDOWNS and name == "get":
            return self._cooldown(owner, node)
        if owner.type == POSSIBLE and name in ("values", "keys"):
            return self.all_possible(owner, node) if name == "values" else self.rows_of(owner, node)
        if declared is Action and name == "allows":
            given = self.settled_in_order(node.args)
            return self.half("allows", [owner, *given], node)
        if declared is EffectCollector and name == "announce":
            event = self.given(node)[0]
            if event.type != OPAQUE:
                raise self.fail(node, f"an announcement of a {event.type}", "make the event here")
            announce: Any = EffectCollector.announce
            return self.of_function(announce, {0: owner, 1: event}, node)
        if owner.type.what == "row" and owner.type.region in (STATE, WORK) and name == "append":
            return self.appended(owner, node)
        if owner.type.what == "row" and owner.type.region == WORK and name == "sort":
            return self.put_in_order(owner, node)
        method = getattr(declared, name, None) if isinstance(declared, type) else None
        if isinstance(method, FunctionType):
            moved = {(k + 1 if isinstance(k, int) else k): v for k, v in self.given(node).items()}
            return self.of_function(method, {0: owner, **moved}, node)
        raise self.fail(
            node, f"a call of .{name}() of a {owner.type}", "call functions by their name"
        )

    def _cooldown(self, owner: Value, node: ast.Call) -> Value:
        """Until when a combatant may not start an action again."""
        if len(node.args) != 2:
            raise self.fail(node, "get with no number for no cooldown", "write `.get(name, 0)`")
        move, without = self.settled_in_order(node.args)
        given = [Value(SEAT, owner.words), self.real_action(move, node), without]
        return self.half("cooldown_of", given, node)

    def _len(self, node: ast.Call) -> Value:
        held = self.expression(node.args[0])
        if held.type == OPAQUE:
            return known(0)
        if held.type == KNOWN:
            return known(len(held.known))
        row = self.rows_of(self.settled(held, node), node)
        if row.type.what != "row":
            raise self.fail(node, f"len of a {row.type}")
        length = self.length(row)
        return known(int(length)) if isinstance(length, int) else Value(NUMBER, (str(length),))

    def rows_of(self, value: Value, node: ast.AST) -> Value:
        """A value as a row: of what is possible, the names."""
        if value.type != POSSIBLE:
            return value
        row = self.half("names_in", [self.all_possible(value, node)], node)
        if self.names is not None:
            base = self.temporary(row.words[0])
            with self.block(f"for _n in range(W[{base}]):"):
                name = f"W[{base} + 1 + _n]"
                self.put(f"{name} = {self.respelled(name, 'action', self.to_own, node)}")
            row = row._replace(words=(base,))
        return row

    def all_possible(self, value: Value, node: ast.AST) -> Value:
        """Every action that is possible."""
        # Found out once for each time that a controller is asked.
        found = f"S[{self.layout.draft['possible'].at}]"
        with self.block(f"if {found} == 0:"):
            row = self.half("all_possible", [Value(NUMBER, value.words)], node)
            self.put(f"{found} = {row.words[0]}")
        return Value(row.type, (self.temporary(found),))

    def _extreme(self, node: ast.Call) -> Value:
        name = self.expression(node.func).known.__name__
        if node.keywords or len(node.args) == 1:
            return self.best(node, name)
        values = self.in_order(node.args)
        words = [self.fit(value, NUMBER, node)[0] for value in values]
        return Value(BOOL if is_bool(*values) else NUMBER, (f"{name}({', '.join(words)})",))

    @abstractmethod
    def best(self, node: ast.Call, name: str) -> Value:
        """The least or greatest of a row."""

    def _abs(self, node: ast.Call) -> Value:
        return Value(NUMBER, (f"abs({self.number(node.args[0])})",))

    def _bool(self, node: ast.Call) -> Value:
        return self.as_word(self.condition(node.args[0]))

    def _int(self, node: ast.Call) -> Value:
        return Value(NUMBER, (self.number(node.args[0]),))

    def _number_of(self, node: ast.Call) -> Value:
        return Value(NUMBER, self.value(node.args[0]).words)

    def _stirred(self, node: ast.Call) -> Value:
        """Arithmetic modulo 2**64, which both sides have of their own."""
        one, other = self.in_order(node.args)
        words = self.fit(one, NUMBER, node)[0], self.fit(other, NUMBER, node)[0]
        return Value(NUMBER, (f"{ast.unparse(node.func)}({', '.join(words)})",))

    def _possible(self, node: ast.Call) -> Value:
        return Value(POSSIBLE, (self.number(node.args[1]),))

    def _type(self, node: ast.Call) -> Value:
        held = self.expression(node.args[0])
        if held.type == KNOWN:
            return known(type(held.known))
        kinds = {"number": int, "bool": bool, "name": str}
        return known(kinds.get(held.type.what, held.type.declared))

    def _isinstance(self, node: ast.Call) -> Value:
        held, kind = self.in_order(node.args)
        if held.type == KNOWN:
            return known(isinstance(held.known, kind.known))
        if held.type in (OPAQUE, NONE):
            return known(False)
        kinds = {"number": int, "bool": bool, "name": str}
        is_one = kinds.get(held.type.what, held.type.declared)
        fits = isinstance(is_one, type) and issubclass(is_one, kind.known)
        if fits and held.type.optional:
            return self.as_word(self._is_none(held, "!="))
        return known(fits)

    def _is_choice(self, node: ast.Call) -> Value:
        held = self.expression(node.args[0])
        if held.type.what != CHOICE.what:
            return known(False)
        return self.as_word(self._is_none(held, "!="))

    def _getattr(self, node: ast.Call) -> Value:
        owner, name = self.in_order(node.args[:2])
        if name.type == KNOWN:
            found = self.attribute(owner, name.known, node)
            if found is None:
                raise self.fail(node, f".{name.known} of a {owner.type}")
            return found
        if not is_face(owner.type.declared):
            raise self.fail(node, "getattr by a name that is made out", "write the field's name")
        seat = Value(SEAT, owner.words[:1])
        return self.half("attribute_of", [Value(Type("record", Draft)), seat, name], node)

    def _rowed(self, node: ast.Call) -> Value:
        """``list(...)`` and ``tuple(...)``: another row where a rule may change one."""
        held = self.expression(node.args[0])
        if held.type == OPAQUE:
            return NOTHING
        row = self.rows_of(self.gone_through(held, node), node)
        if self.source.of_core or row.type.what != "row" or row.type.region != WORK:
            return row
        base = self.temporary(row.words[0])
        long = self.temporary(f"1 + W[{base}] * {self.step(row.type)}")
        copy = self.temporary(f"grab(W, {long})")
        self.put(f"copy(W, {copy}, W, {base}, {long})")
        assert row.type.of is not None
        return Value(row_of(row.type.of, WORK), (copy,))

    def _replaced(self, node: ast.Call) -> Value:
        """The same record but for some fields: ``replace(scene, outcome=...)``."""
        first, *changed = self.in_order([node.args[0], *(k.value for k in node.keywords)])
        first = self.whole(first)
        for keyword, value in zip(node.keywords, changed, strict=True):
            if is_face(first.type.declared) and keyword.arg == "interrupted":
                words = (first.words[0], *self.fit(value, BOOL, node))
                first = Value(first.type, words)
                continue
            if first.type.what != "record" or first.type.region or first.type.optional:
                raise self.fail(node, f"replace of a {first.type}")
            words = first.words
            for name, type, at, last in self.parts(first.type.declared):
                if name == keyword.arg:
                    words = (*words[:at], *self.fit(value, type, node), *words[last:])
            first = Value(first.type, words)
        return first

    def _own(self, node: ast.Call) -> Value:
        """The draft's own copy of a seat: the seat, from now on noted as written to."""
        place = self.number(node.args[1])
        return Value(SEAT, (f"owned(S, R, W, {place})",))

    def _untouched(self, node: ast.Call) -> Value:
        place = self.number(node.args[1])
        return Value(BOOL, (f"(W[{self.program.touched} + {place}] == 0)",))

    def _shown(self, node: ast.Call) -> Value:
        seat = self.whole(self.expression(node.args[1]))
        return self.referred(Type("record", CombatantState, region=STATE), seat.words[0])

    def _running(self, node: ast.Call) -> Value:
        place = self.number(node.args[2])
        seats, state = self.layout.draft["seats"], self.layout.fields(Seat)["state"]
        at = self.temporary(
            f"at({seats.at}, {place}, {self.layout.width(Seat)}, {seats.type.count})"
        )
        kind = Type("record", ActionState, region=STATE, optional=True)
        return Value(kind, (f"({at} if S[{at} + {state.at}] != -1 else -1)",))

    def _dice(self, node: ast.Call) -> Value:
        """The dice of somebody at a tick; the luck of the fight lies with the seat."""
        tick, who = node.args[2:]
        if not isinstance(who, ast.Attribute):
            raise self.fail(node, "dice of somebody who is no seat")
        at = self.number(tick)
        return Value(DICE, (self.whole(self.expression(who.value)).words[0], at))

    def _roll(self, dice: Value, name: str, node: ast.Call) -> Value:
        number = "sides" if name == "roll" else "percent"
        taken = self.given(node)
        purpose, most = taken.get(0, taken.get("purpose")), taken.get(1, taken.get(number))
        if len(taken) != 2 or purpose is None or most is None:
            raise self.fail(node, f"a {name} of this kind", f"write `.{name}(purpose, {number})`")
        if purpose.type != KNOWN:
            raise self.fail(node, "dice for a purpose that is made out", "write what a roll is for")
        # 64 bits, of which a word of ours has the first for its sign.
        word = word_of(str(purpose.known))
        signed = word - (1 << 64) if word >> 63 else word
        seat, tick = dice.words
        given = [Value(SEAT, (seat,)), Value(NUMBER, (tick,)), Value(NUMBER, (str(signed),)), most]
        return self.half(name, given, node)

    def _points(self, attribute: Attribute, node: ast.Call) -> Value:
        """How much of an attribute a combatant has: ``POISE.of(scene.actor)``."""
        found = self.attribute(self.value(node.args[0]), attribute.name, node)
        if found is None or ast.unparse(node.func).rpartition(".")[2] != "of":
            raise self.fail(node, f"{attribute.name}, which no plugin declares")
        return found

    def _of_table(self, table: Mapping[object, object], name: str, node: ast.Call) -> Value:
        """What a method of a table that is known beforehand gives."""
        if name in ("keys", "values", "items"):
            return known(tuple(getattr(table, name)()))
        if name != "get":
            raise self.fail(node, f"a call of .{name}() of a table", "keep nothing between calls")
        key, *more = self.in_order(node.args)
        default = more[0] if more else known(None)
        if key.type == KNOWN:
            return known(table[key.known]) if key.known in table else default
        if default.type != KNOWN:
            raise self.fail(node, "a default that is worked out", "ask whether it is there first")
        place = self.temporary(self.key_place(table, self.settled(key, node), node))
        place = f"({place} if {place} != -1 else {len(table)})"
        return self.options(place, (*table.values(), default.known))

    @abstractmethod
    def put_in_order(self, row: Value, node: ast.Call) -> Value:
        """A list put in order."""

    @abstractmethod
    def appended(self, row: Value, node: ast.Call) -> Value:
        """One more element of a list."""

    _SPECIAL: ClassVar[Mapping[object, Callable[..., Value]]] = {
        own: _own, untouched: _untouched, combatant_state: _shown, action_state: _running,
        struct_replace: _replaced, len: _len, min: _extreme, max: _extreme, abs: _abs,
        bool: _bool, int: _int, type: _type, isinstance: _isinstance, getattr: _getattr,
        list: _rowed, tuple: _rowed, stir: _stirred, high: _stirred, Possible: _possible,
        number_of: _number_of, is_choice: _is_choice,
    }  # fmt: skip


def _hashable(thing: object) -> object:
    try:
        hash(thing)
    except TypeError:
        return None
    return thing
