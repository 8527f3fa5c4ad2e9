"""One program: the functions written so far, the names, and the rows that they share."""

import ast
import builtins
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

from msgspec import Struct

from combat_rules.charts.closures import closed_over
from combat_rules.compiled.finding import NotRulePython
from combat_rules.compiled.kinds import fields_of
from combat_rules.compiled.modules import CORE
from combat_rules.compiled.sources import definition_of, place_of
from combat_rules.compiled.words.agreed import folded
from combat_rules.compiled.words.layout import Layout
from combat_rules.compiled.words.types import (
    DICE,
    NAME,
    NUMBER,
    OPAQUE,
    POSSIBLE,
    RULES,
    SINGLES,
    Type,
    hints_of,
    is_value,
    row_of,
    type_of_hint,
    type_of_kind,
)
from combat_rules.compiled.words.unasked import Written
from combat_rules.compiled.words.values import Heap, Names
from combat_rules.engine.core.effects import EffectCollector
from combat_rules.engine.core.fight import FightRules
from combat_rules.model import Dice, Foe, Scene, View
from combat_rules.plugins.arranging.own_names import Names as OwnNames
from combat_rules.plugins.folder import working_folder

WORK_HEAP = 32_768
"""Words that lists made during one moment have room for."""


class CannotCompile(Exception):
    """Something that will not compile: where it stands, and what to write instead.

    ``of_rules`` is whether that is a rule that the engine calls: then only that call is a trap.
    """

    of_rules = False

    def __init__(self, file: str, line: int, name: str, construct: str, instead: str) -> None:
        self.finding = NotRulePython(file, line, name, construct, instead)
        super().__init__(str(self.finding))


class NeverReturns(CannotCompile):
    """A call of something that is a trap whatever it is given: told there already, or raised."""

    of_rules = True


class Source(NamedTuple):
    """The source of one function, and what names mean around it."""

    function: FunctionType
    file: str
    first: int
    name: str
    node: ast.FunctionDef | ast.Lambda
    names: Mapping[str, object]
    of_core: bool


class Program:
    """What is being compiled: the rules of a fight of so many combatants."""

    def __init__(
        self, rules: FightRules, seats: int, scheduled: int, write: Callable[..., Any],
        halves: Mapping[object, Any],
    ) -> None:  # fmt: skip
        self.rules = rules
        self.layout = Layout(rules, seats, scheduled)
        self.write = write
        self.halves = halves
        self.names = Names(["", *rules.places])
        self.heap = Heap(self.layout.ends[RULES])
        self.functions: dict[object, Any] = {}
        self.given: dict[object, str] = {}
        self.kept: list[object] = []
        self.text: list[Written] = []
        self.found: dict[NotRulePython, None] = {}
        self.before: set[str] = set()
        self.folded: Mapping[tuple[type, str], object] = folded(rules)

    # -- functions

    def call(self, function: object, given: Sequence[Any], names: OwnNames | None = None) -> Any:
        """A function written for arguments of such types, and for being shown things by other
        ``names`` than the ruleset's; once for each of them."""
        key = (function, names, tuple(self._key(one) for one in given))
        if key not in self.functions:
            self.functions[key] = None
            self.functions[key] = self.write(self, function, given, names)
        found = self.functions[key]
        if found is None:
            raise self.refusal(function, "a function that calls itself", "use a loop")
        if isinstance(found, CannotCompile):
            raise found
        return found

    def _key(self, given: Any) -> object:
        if given.type.what not in ("known", "options"):
            return given.type
        self.kept.append(given)
        thing = given.known if given.type.what == "known" else given.options
        try:
            hash(thing)
        except TypeError:
            return (given.type.what, id(thing))
        return (given.type.what, type(thing), thing)

    def tell(self, error: CannotCompile) -> None:
        """Note what of the rules will not compile."""
        if not isinstance(error, NeverReturns):
            self.found[error.finding] = None

    def refusal(self, function: object, construct: str, instead: str) -> CannotCompile:
        """The error for a function as a whole."""
        file, line = place_of(function if isinstance(function, FunctionType) else type(function))
        name = getattr(function, "__qualname__", type(function).__qualname__)
        return CannotCompile(file, line, name, construct, instead)

    # -- what records hold

    def fields_of_value(self, record: Any) -> Mapping[str, Type]:
        """The fields of a record that is a value, with their types."""
        return _fields_of_value(record)

    def fields_of_face(self, face: Any) -> Mapping[str, Type]:
        """The fields of what plugins see of a seat, with their types."""
        return {name: type_of_kind(kind) for name, kind in fields_of(face).items()}

    def is_plain_record(self, thing: object) -> bool:
        """Whether a thing is a frozen record of numbers, words and names."""
        if not isinstance(thing, Struct) or type(thing) in SINGLES or not is_value(type(thing)):
            return False
        return OPAQUE not in self.fields_of_value(type(thing)).values()

    @property
    def touched(self) -> int:
        """Where it is noted of each seat whether it has been written to in this moment."""
        return self.layout.ends["W"]


@cache
def _fields_of_value(record: Any) -> Mapping[str, Type]:
    if record is EffectCollector:
        hints = hints_of(EffectCollector.__init__)
        return {f"_{name}": type_of_hint(hint) for name, hint in hints.items() if name != "return"}
    if record in (Scene, View, Foe):
        hints = {n: h for n, h in hints_of(record).items() if not n.startswith("__")}
        return {name: _shown(name, hint) for name, hint in hints.items()}
    return {name: type_of_kind(kind) for name, kind in fields_of(record).items()}


def _shown(name: str, hint: Any) -> Type:
    """The type of a field of what rules are shown."""
    if hint is Dice:
        return DICE
    if name == "possible":
        return POSSIBLE
    if name in ("foes", "friends"):
        return row_of(Type("record", Foe), "W")
    found = type_of_hint(hint)
    if found.what == "row":
        return Type("row", of=NUMBER if found.of == NUMBER else NAME, region=RULES)
    return found


def source_of(function: object) -> Source | None:
    """The source of a function; none if it cannot be read. Names mean what they mean now."""
    node = _definition_of(function) if isinstance(function, FunctionType) else None
    if node is None or not isinstance(function, FunctionType):
        return None
    code = function.__code__
    names = ChainMap(closed_over(function), function.__globals__, vars(builtins))
    module = function.__module__
    of_core = module.startswith((CORE, "combat_rules.engine.", "combat_rules.compiled."))
    return Source(
        function, shown(code.co_filename), node.lineno, function.__qualname__, node, names, of_core
    )


_definition_of = cache(definition_of)


@cache
def shown(file: str) -> str:
    """The name of a file, from where we are."""
    path, here = Path(file), working_folder()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
