"""Arguments: whether a public function is given what it declares, or what is wrong, in words."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache, wraps
from inspect import Parameter, signature
from itertools import chain, repeat
from os import PathLike
from types import UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    ParamSpec,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

from combat_rules.errors import CombatError, in_short
from combat_rules.model.fields import NAME, Function, Kind, Member, Truth, WholeNumber, is_of
from combat_rules.model.limits import Range, range_of

P = ParamSpec("P")
R = TypeVar("R")

WIDEST = Range(-(2**63), 2**64 - 1)
"""The whole numbers that a parameter takes that declares no range: those of 64 bits."""


def checks_arguments(function: Callable[P, R]) -> Callable[P, R]:
    """Have a function refuse with ``CombatError`` what is not of the type that a parameter
    declares. What it may only go through once comes to it as a tuple."""
    return _checking(function, ())


def checks_arguments_but(*own: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The same of a function that checks its ``own`` parameters in words of theirs."""
    return lambda function: _checking(function, own)


def _checking(function: Callable[P, R], own: Collection[str]) -> Callable[P, R]:
    @wraps(function)
    def checked(*args: P.args, **options: P.kwargs) -> R:
        declared = _declared(function)

        def taken(name: str, value: object) -> object:
            kind = declared.kinds.get(name, declared.further)
            if kind is None or name in own or value is declared.defaults.get(name, Parameter.empty):
                return value
            return _taken(function, name, kind, value)

        places = chain(declared.places, repeat(declared.rest))
        given: Any = [taken(name, value) for name, value in zip(places, args, strict=False)]
        named: Any = {name: taken(name, value) for name, value in options.items()}
        return function(*given, **named)

    return checked


def _taken(function: Callable[..., object], name: str, kind: Kind, value: object) -> object:
    """A value that is of its kind; what can be gone through once only, as a tuple."""
    if isinstance(value, Iterator) and isinstance(kind, Row):
        value = tuple(value)
    if is_of(kind, value):
        return value
    who = function.__qualname__.removesuffix(".__init__")
    raise CombatError(
        f"{who} cannot take this: {name} is {in_short(value)}; {kind.one}",
        code="call.invalid",
        call=who,
        name=name,
    )


class Declared(NamedTuple):
    """What a function takes: the names of what is given by place, and of all that follows those;
    the kind and the default of each, and the kind of ``further`` options."""

    places: tuple[str, ...]
    rest: str
    kinds: Mapping[str, Kind]
    defaults: Mapping[str, object]
    further: Kind | None


@cache
def _declared(function: Callable[..., object]) -> Declared:
    """What a function takes, by the types that it declares."""
    parameters = signature(function).parameters.values()
    by_place = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    kinds = {
        one.name: kind_of(one.annotation)
        for one in parameters
        if one.annotation is not Parameter.empty
    }
    further = [one.name for one in parameters if one.kind is Parameter.VAR_KEYWORD]
    return Declared(
        places=tuple(one.name for one in parameters if one.kind in by_place),
        rest="".join(one.name for one in parameters if one.kind is Parameter.VAR_POSITIONAL),
        kinds={name: kind for name, kind in kinds.items() if name not in further},
        defaults={one.name: one.default for one in parameters},
        further=next((kinds[name] for name in further if name in kinds), None),
    )


class Anything(Kind):
    """Whatever it is."""

    one, many = "anything", "things"

    def holds(self, value: object) -> bool:
        return True


class Instance(Kind):
    """An object of a class."""

    def __init__(self, kind: type) -> None:
        self._kind = kind
        name = kind.__name__
        article = "an" if name.startswith(("A", "E", "I", "O")) else "a"
        self.one = "None" if kind is type(None) else f"{article} {name}"
        self.many = f"{name} objects"

    def holds(self, value: object) -> bool:
        return isinstance(value, self._kind)


class Subclass(Kind):
    """A class, or one made of it."""

    def __init__(self, kind: type) -> None:
        self._kind = kind
        self.one = "a class" if kind is object else f"a class of {kind.__name__}"
        self.many = "classes"

    def holds(self, value: object) -> bool:
        return isinstance(value, type) and issubclass(value, self._kind)


class Choice(Kind):
    """One of a few values."""

    def __init__(self, values: tuple[object, ...]) -> None:
        self._values = values
        self.one = "one of " + ", ".join(map(str, values))
        self.many = self.one

    def holds(self, value: object) -> bool:
        return type(value) is str and value in self._values


class Either(Kind):
    """What one of several kinds holds."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self._kinds = kinds
        self.one = ", or ".join(kind.one for kind in kinds)
        self.many = " or ".join(kind.many for kind in kinds)

    def holds(self, value: object) -> bool:
        return any(kind.holds(value) for kind in self._kinds)


class Row(Kind):
    """Several of one kind, in a list, a tuple or the like; a text is none. Where their order
    counts, a set is none either: in every process it has another."""

    def __init__(self, kind: Kind, *, is_ordered: bool) -> None:
        self._kind = kind
        self._others = (str, bytes, bytearray, Mapping, *((set, frozenset) if is_ordered else ()))
        self.one = f"a list or tuple of {kind.many}"
        self.many = f"lists of {kind.many}"

    def holds(self, value: object) -> bool:
        if isinstance(value, self._others):
            return False
        return isinstance(value, Collection) and all(map(self._kind.holds, value))


class Table(Kind):
    """A mapping from texts to one kind."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self.one = f"a mapping of texts to {kind.many}"
        self.many = f"mappings of texts to {kind.many}"

    def holds(self, value: object) -> bool:
        return isinstance(value, Mapping) and all(
            NAME.holds(key) and self._kind.holds(item) for key, item in value.items()
        )


def kind_of(hint: object) -> Kind:
    """What a declared type lets a parameter take."""
    whole, parts = get_origin(hint), get_args(hint)
    if hint is int:
        return WholeNumber(WIDEST)
    if (allowed := range_of(hint)) is not None:
        return WholeNumber(allowed)
    if whole is Annotated:
        return kind_of(parts[0])
    if whole is Literal:
        return Choice(parts)
    if any(get_origin(part) is PathLike for part in parts):
        # Whoever opens a file says what none can be called.
        return Anything()
    if whole in (Union, UnionType):
        return Either([kind_of(part) for part in parts])
    if whole is not None:
        return _of_a_generic(whole, parts)
    if hint is str:
        return NAME
    if hint is bool:
        return Truth()
    if not isinstance(hint, type) or hint in (object, Any) or is_only_declared(hint):
        return Anything()
    return Member(hint) if issubclass(hint, Enum) else Instance(hint)


def is_only_declared(hint: type) -> bool:
    """Whether a class is a list of methods for type checkers, of which no object can be asked."""
    return getattr(hint, "_is_protocol", False) and not getattr(hint, "_is_runtime_protocol", False)


def _of_a_generic(whole: Any, parts: tuple[Any, ...]) -> Kind:
    if whole is Callable:
        return Function()
    if whole is type:
        return Subclass(parts[0] if isinstance(parts[0], type) else object)
    if issubclass(whole, Mapping):
        return Table(kind_of(parts[1]))
    if issubclass(whole, Iterable) and whole.__module__ in ("collections.abc", "builtins"):
        return Row(kind_of(parts[0]), is_ordered=issubclass(whole, Sequence))
    return Instance(whole)
