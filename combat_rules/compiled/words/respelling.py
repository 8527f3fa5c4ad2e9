"""Functions of a plugin whose things are called otherwise go on seeing the names of its author."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from combat_rules.compiled.words.fitting import Fitting
from combat_rules.compiled.words.types import ACTS, CHOICE, NAME, OPAQUE, Type, optional
from combat_rules.compiled.words.writing import KNOWN, OPTIONS, Value, known
from combat_rules.plugins.arranging.own_names import Names
from combat_rules.plugins.arranging.things import READ
from combat_rules.plugins.spelling import SEEN, spelled


class Respelling(Fitting, ABC):
    """``names`` are those in which a function is shown everything, if they differ from the
    ruleset's."""

    names: Names | None = None

    def seen(self, owner: Value) -> Value:
        """A value of which a field is asked for; what is known is spelled at once."""
        if self.names is None or owner.type not in (KNOWN, OPTIONS):
            return owner
        change = self.names.to_own

        def shown(thing: object) -> object:
            return spelled(thing, change) if isinstance(thing, Struct) else thing

        if owner.type == KNOWN:
            return known(shown(owner.known))
        return owner._replace(options=tuple(map(shown, owner.options)))

    def shown(self, value: Value | None, owner: Type, field: str, node: ast.AST) -> Value | None:
        """A field of a record, by the name that the plugin knows it by."""
        if self.names is None or value is None or owner.what != "record":
            return value
        kind = next((SEEN[one] for one in owner.declared.__mro__ if one in SEEN), {}).get(field)
        if kind not in READ or value.type == OPAQUE:
            return value
        if optional(value.type, False) == NAME:
            return Value(value.type, (self.respelled(value.words[0], kind, self.to_own, node),))
        if value.type.what == "row":
            raise self.fail(node, f".{field}, names of which the plugin has others",
                            "leave the plugin its names")  # fmt: skip
        return value

    def to_own(self, kind: str, name: str) -> str:
        """What the plugin calls something."""
        return name if self.names is None else self.names.to_own(kind, name)

    def to_real(self, kind: str, name: str) -> str:
        """What the ruleset calls something."""
        return name if self.names is None else self.names.to_real(kind, name)

    def respelled(
        self, word: str, kind: str, change: Callable[[str, str], str], node: ast.AST
    ) -> str:
        """The word of a name that has become another one."""
        if self.names is None:
            return word
        names = [name for of, name in (*self.names.own, *self.names.real) if of == kind]
        become = {name: new for name in names if (new := change(kind, name)) != name}
        if not become:
            return word
        at = self.temporary(word)
        place = self.temporary(self.key_place(become, Value(NAME, (at,)), node))
        words = [str(self.program.names.number(new)) for new in become.values()]
        return f"({self.looked_up(words, place)} if {place} != -1 else {at})"

    def real_action(self, name: Value, node: ast.AST) -> Value:
        """The name of an action that a plugin speaks of, as the ruleset has it."""
        return name._replace(
            words=(self.respelled(name.words[0], "action", self.to_real, node), *name.words[1:])
        )

    def in_own_names(self, names: Names, called: Callable[[], Value], node: ast.AST) -> Value:
        """What a function gives that is shown these names; of an action that it chooses, the real
        one."""
        before, self.names = self.names, names
        try:
            value = called()
            if value.type.what != CHOICE.what:
                return value
            kind, name, target, ticks = self.kept(value).words
            real = self.respelled(name, "action", self.to_real, node)
            return Value(
                value.type, (kind, f"({real} if {kind} == {ACTS} else {name})", target, ticks)
            )
        finally:
            self.names = before

    @abstractmethod
    def key_place(self, table: Any, key: Value, node: ast.AST) -> str:
        """The place of a key in a table that is known beforehand; -1 if it is not there."""
