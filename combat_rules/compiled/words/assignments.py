"""Assignments: local names, fields of records, rows of which a changed one takes the place."""

import ast
from collections.abc import Mapping
from typing import Any

from combat_rules.compiled.words.layout import is_inline
from combat_rules.compiled.words.tuples import Tuples
from combat_rules.compiled.words.types import (
    EMPTY,
    NONE,
    NUMBER,
    OPAQUE,
    RULES,
    STATE,
    WORK,
    Type,
    type_of_hint,
)
from combat_rules.compiled.words.writing import (
    KNOWN,
    NOTHING,
    OPTIONS,
    Value,
    shifted,
)
from combat_rules.engine.core.records import Draft, Seat


class Assignments(Tuples):
    """What is put where."""

    def _assign(self, node: ast.Assign) -> None:
        if len(node.targets) > 1:
            value = self._steady(self.expression(node.value))
            for target in node.targets:
                self._store(target, value, node)
            return
        target = node.targets[0]
        if isinstance(target, ast.Tuple):
            if not isinstance(node.value, ast.Tuple) or len(node.value.elts) != len(target.elts):
                raise self.fail(node, "several names for one value", "assign one by one")
            values = self.in_order(node.value.elts)
            if len(values) > 1:
                values = [self._steady(value) for value in values]
            for each, value in zip(target.elts, values, strict=True):
                self._store(each, value, node)
        elif self._is_opaque(target):
            return
        elif not self._changed_row(target, node.value):
            self._store(target, self.expression(node.value), node)

    def _steady(self, value: Value) -> Value:
        """A value that what is assigned beside it does not change."""
        if value.type in (KNOWN, OPTIONS) or not (value.words or value.at[0]):
            return value
        value = self.whole(value)
        names = {word for held in self.locals.values() for word in held.words}
        words = [
            self.temporary_named("was", word) if word in names else self.temporary(word)
            for word in value.words
        ]
        return value._replace(words=tuple(words))

    def _is_opaque(self, target: ast.expr) -> bool:
        """Whether a field takes what only words could tell: then it need not be worked out."""
        if not isinstance(target, ast.Attribute):
            return False
        with self.apart():
            owner = self.expression(target.value)
            found = self.attribute(owner, target.attr, target)
        return found is not None and found.type == OPAQUE

    def _changed_row(self, target: ast.expr, value: ast.expr) -> bool:
        """A row of which a changed one takes the place, if that is what it is."""
        if not isinstance(target, ast.Attribute) or not isinstance(value, ast.Call):
            return False
        with self.apart():
            held = self.expression(target)
        if not is_inline(held.type) or held.at[0]:
            return False
        return self.changed_in_place(self.whole(self.expression(target)), value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is None:
            return
        hint = self._hint(node.annotation)
        if isinstance(node.value, ast.DictComp) and isinstance(node.target, ast.Name):
            if getattr(hint, "__origin__", None) is not dict:
                raise self.fail(
                    node, "a dict made at run time", "make it once, at the top of the module"
                )
            self.locals[node.target.id] = self.buckets(node, hint)
            return
        declared = type_of_hint(hint)
        made = isinstance(node.value, ast.List | ast.Dict)
        if made and declared == OPAQUE and isinstance(node.target, ast.Name):
            self.locals[node.target.id] = NOTHING
            return
        if isinstance(node.value, ast.List) and not node.value.elts and declared.of is not None:
            of = declared.of
            if of.what == "record" and not of.region:
                of = Type("record", of.declared)
            scheduled = self.layout.rooms[(Draft, "scheduled")]
            room = max(len(self.program.rules.actions), self.layout.seats, scheduled)
            row = self.room_for(of, str(room), room)
            self._store(node.target, row, node)
            return
        self._store(node.target, self.expression(node.value), node)

    def _hint(self, node: ast.expr) -> Any:
        """What an annotation says."""
        made = ast.fix_missing_locations(ast.Expression(node))
        try:
            return eval(compile(made, "<annotation>", "eval"), dict(self.source.names))
        except Exception:
            return object

    def _augmented(self, node: ast.AugAssign) -> None:
        read = ast.parse(ast.unparse(node.target), mode="eval").body
        ast.copy_location(read, node.target)
        if isinstance(node.target, ast.Attribute):
            owner = self.whole(self.expression(node.target.value))
            at = self.kept(owner)
            held = self.attribute(at, node.target.attr, node)
            if held is None or not held.words:
                raise self.fail(
                    node, f"{ast.unparse(node.target)}, which is changed while a fight is on",
                    "keep nothing between calls; declare an attribute of combatants",
                )  # fmt: skip
            by = self.number(node.value)
            sign = ast.unparse(ast.BinOp(ast.Name("a"), node.op, ast.Name("b"))).split()[1]
            self._write(
                at, node.target.attr, Value(NUMBER, (f"({held.words[0]} {sign} {by})",)), node
            )
            return
        value = ast.copy_location(ast.BinOp(read, node.op, node.value), node)
        ast.fix_missing_locations(value)
        self._store(node.target, self.expression(value), node)

    def _store(self, target: ast.expr, value: Value, node: ast.AST) -> None:
        if isinstance(target, ast.Name):
            self.bind(target, value)
        elif isinstance(target, ast.Attribute):
            owner = self.expression(target.value)
            if owner.type == OPAQUE:
                return
            self._write(owner, target.attr, value, node)
        else:
            raise self.fail(target, "an element that is replaced", "write to a field of the record")

    def _write(self, owner: Value, name: str, value: Value, node: ast.AST) -> None:
        """Write to a field of a record that is referred to."""
        record = owner.type.declared
        field = self.layout.field(record, name) if owner.type.what == "record" else None
        if field is None or (record is not Draft and not owner.type.region):
            raise self.fail(
                node, f".{name} of {owner.type}, which is written to", "ask effects for changes"
            )
        if field.type == OPAQUE:
            return
        rowed = is_inline(field.type)
        value = self.settled(value, node) if rowed else value
        words = value.words[:1] if rowed else self.fit(value, field.type, node)
        region, at = (STATE, str(field.at)) if record is Draft else (owner.type.region, "")
        if region == RULES or (record is Seat and region == WORK):
            raise self.fail(
                node, f"a {owner.type} that is written to", "it is frozen: make another one"
            )
        if not at:
            base = owner.words[0] if len(words) == 1 else self.temporary(owner.words[0])
            at = f"{base} + {field.at}"
        if rowed:
            source = WORK if value.type == EMPTY else value.type.region
            self.copy_row(field.type, field.type.region or region, at, source, words[0])
            return
        for n, word in enumerate(words):
            self.put(f"{region}[{shifted(at, n)}] = {word}")

    def bind(self, target: ast.expr, value: Value) -> None:
        """A local name stands for a value from here on."""
        if not isinstance(target, ast.Name):
            raise self.fail(target, "a target of this kind", "assign one by one")
        name = target.id
        table = value.type == KNOWN and isinstance(value.known, Mapping)
        if value.type == KNOWN and not table and self._sayable(value.known):
            value = self.settled(value, target)
        if value.type == KNOWN or value.type in (OPAQUE,):
            self.locals[name] = value
            return
        if value.type == OPTIONS:
            if not self._unsayable(value):
                value = self.settled(value, target)
            else:
                self.put(f"{self.name(name)} = {value.words[0]}")
                self.locals[name] = Value(OPTIONS, (self.name(name),), options=value.options)
                return
        if value.type.what in ("both", "buckets"):
            self.locals[name] = self.kept(value)
            return
        value = self.whole(value)
        called = self.name(name)
        before = self.types.get(called)
        type = value.type if before is None else self.join(before, value.type, target)
        self.is_settled &= before in (None, type)
        self.types[called] = type
        if type == NONE:
            self.locals[name] = value
            return
        names = self.names_of(name, type)
        words = self.fit(value, type, target)
        if names and names != words:
            self.put(f"{', '.join(names)} = {', '.join(words)}")
        self.locals[name] = Value(type, names)
        if name in self.noted:
            self.put(f"{self.is_there(name)} = 1")
