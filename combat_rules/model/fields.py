"""Fields: whether a value holds what its type declares, read from the declarations themselves."""

import copyreg
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping
from enum import Enum
from functools import lru_cache
from itertools import islice
from operator import is_
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from combat_rules.errors import in_short, in_words
from combat_rules.model.limits import Range, range_of

S = TypeVar("S", bound=Struct)

MOST_TOLD = 10
"""Problems of one field that are told: a text of a thousand letters is no thousand names."""

EMPTY: MappingProxyType[str, Any] = MappingProxyType({})
"""The mapping of nothing, that nobody can put anything into."""


def read_only(items: Mapping[str, Any]) -> MappingProxyType[str, Any]:
    """The same entries in a mapping that nobody can put anything into."""
    return MappingProxyType(items) if items else EMPTY


# Python can neither pickle nor copy a read-only mapping by itself, and so none of the events,
# records and refusals that hold one.
copyreg.pickle(MappingProxyType, lambda mapping: (read_only, (dict(mapping),)))


def field_problems(value: Struct, kind: type[Struct] | None = None) -> list[str]:
    """What is wrong with the fields of a value: ``feint is True; a whole number from 0 to ...``.

    Judged are the fields that ``kind`` declares, the value's own class or a base of it.
    """
    found: list[str] = []
    for name, wanted, default in _kinds(kind or type(value)):
        try:
            given = getattr(value, name)
            if given is not default and not wanted.holds(given):
                found += islice(wanted.problems(name, given), MOST_TOLD)
        except Exception as error:
            # It was never set, or is a mapping of somebody's own that raises as it is read.
            found.append(f"{name} cannot be read ({in_words(error)}); {wanted.one}")
    return found


def meant(value: S, kind: type[Struct] | None = None) -> S:
    """A value as it was meant where one text stands instead of several: with that one alone, not
    with its letters."""
    changed: dict[str, object] = {}
    for name, wanted, default in _kinds(kind or type(value)):
        given = getattr(value, name)
        if given is not default and (as_meant := wanted.meant(given)) is not given:
            changed[name] = as_meant
    return replace(value, **changed) if changed else value


def data_problems(kind: type[Struct], data: Mapping[str, object]) -> list[str]:
    """What is wrong with fields of a struct that are given as data, with words for the members of
    enums: ``stun is 'hard'; one of hitstun, blockstun, stagger, knockdown, or None``."""
    hints = get_type_hints(kind, include_extras=True)
    found: list[str] = []
    for name, wanted, _ in _kinds(kind):
        try:
            msgspec.convert(data[name], hints[name])
        except msgspec.ValidationError:
            found.append(f"{name} is {in_short(data[name])}; {wanted.written}")
    return found


def fields_of_several(kind: type[Struct]) -> Mapping[str, str]:
    """The fields of a struct that no single word or number can say, and what each of them is."""
    several = (Several, ByName, Record)
    return {name: one.one for name, one, _ in _kinds(kind) if isinstance(one, several)}


def frozen(value: S, kind: type[S] | None = None) -> S:
    """The same value, made of nothing that anybody can change: texts, tuples and frozensets of
    exactly these types, and read-only mappings. Its fields have to be without problems."""
    changed: dict[str, object] = {}
    for name, wanted, default in _kinds(kind or type(value)):
        given = getattr(value, name)
        if given is not default and (plain := wanted.plain(given)) is not given:
            changed[name] = plain
    return replace(value, **changed) if changed else value


def is_of(kind: "Kind", value: object) -> bool:
    """Whether a value is of a kind; one that raises as it is looked at is of none."""
    try:
        return kind.holds(value)
    except Exception:
        return False


class Kind(ABC):
    """What a field may hold; ``one`` and ``many`` say it in words."""

    one: str
    many: str

    @property
    def written(self) -> str:
        """What is written for it in data, where words stand for the members of an enum."""
        return self.one

    @abstractmethod
    def holds(self, value: object) -> bool:
        """Whether a value is of this kind, all that is in it included."""

    def hold(self, values: Collection[object]) -> bool:
        """Whether several values all are of this kind."""
        return all(map(self.holds, values))

    def plain(self, value: Any) -> object:
        """The same value, but of exactly the declared type and not to be changed by anybody."""
        return value

    def meant(self, value: object) -> object:
        """What was meant with a value that may be of another kind."""
        return value

    def problems(self, name: str, value: object) -> Iterator[str]:
        """What is wrong with a value that is not of this kind."""
        yield f"{name} is {in_short(value)}; {self.one}"


class WholeNumber(Kind):
    """A whole number in a range. ``True`` is none."""

    def __init__(self, allowed: Range) -> None:
        self.allowed = allowed
        self._low, self._high = allowed
        self.one = str(allowed)
        self.many = self.one.replace("a whole number", "whole numbers")

    def holds(self, value: object) -> bool:
        return type(value) is int and self._low <= value <= self._high

    def problems(self, name: str, value: object) -> Iterator[str]:
        yield self.allowed.problem(name, value)


class Words(Kind):
    """A text, one that can be written to a file."""

    one, many = "a text", "texts"

    def holds(self, value: object) -> bool:
        return isinstance(value, str) and (str.isascii(value) or not _has_surrogates(value))

    def hold(self, values: Collection[Any]) -> bool:
        try:
            return all(map(str.isascii, values)) or super().hold(values)
        except TypeError:
            # One is no text.
            return False

    def plain(self, value: Any) -> str:
        """A text of exactly that type: no journal holds another one."""
        return value if type(value) is str else str.__str__(value)


class Truth(Kind):
    """Yes or no."""

    one, many = "True or False", "True and False"

    def holds(self, value: object) -> bool:
        return value is True or value is False


class Member(Kind):
    """A word of an enum."""

    def __init__(self, kind: type[Enum]) -> None:
        self._kind = kind
        self.one = "one of " + ", ".join(f"{kind.__name__}.{member.name}" for member in kind)
        self.many = f"members of {kind.__name__}"

    @property
    def written(self) -> str:
        return "one of " + ", ".join(str(member.value) for member in self._kind)

    def holds(self, value: object) -> bool:
        return isinstance(value, self._kind)


class Function(Kind):
    """Something that can be called; how is another question."""

    one, many = "a function", "functions"

    def holds(self, value: object) -> bool:
        return callable(value)


class Class(Kind):
    """A class: a chart, which is judged by itself."""

    one, many = "a chart, a class", "charts"

    def holds(self, value: object) -> bool:
        return isinstance(value, type)


class Nameable(Kind):
    """The class of an event, or its name."""

    one, many = "the class of an event, or its name", "classes of events"

    def holds(self, value: object) -> bool:
        return isinstance(value, str | type)


class Maybe(Kind):
    """What another kind says, or ``None``."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self.one, self.many = f"{kind.one}, or None", f"{kind.many} or None"

    @property
    def written(self) -> str:
        return f"{self._kind.written}, or None"

    def holds(self, value: object) -> bool:
        return value is None or self._kind.holds(value)

    def plain(self, value: Any) -> object:
        """What the other kind makes of it."""
        return None if value is None else self._kind.plain(value)

    def problems(self, name: str, value: object) -> Iterator[str]:
        if isinstance(self._kind, Record) and isinstance(value, Struct):
            yield from self._kind.problems(name, value)
        else:
            yield from super().problems(name, value)


class Several(Kind):
    """A tuple or frozenset of one kind."""

    def __init__(self, whole: type[tuple[object, ...]] | type[frozenset[object]], kind: Kind):
        self._whole, self._kind = whole, kind
        self.one = f"a {whole.__name__} of {kind.many}"
        self.many = f"{whole.__name__}s of {kind.many}"

    def holds(self, value: object) -> bool:
        return isinstance(value, self._whole) and self._kind.hold(value)

    def plain(self, value: Any) -> object:
        """Exactly that type, with plain entries."""
        items = [self._kind.plain(item) for item in value]
        same = type(value) is self._whole and all(map(is_, items, value))
        return value if same else self._whole(items)

    def meant(self, value: object) -> object:
        if isinstance(value, str):
            return self._whole([value])
        if not isinstance(value, self._whole):
            return value
        items = [self._kind.meant(item) for item in value]
        return value if all(map(is_, items, value)) else self._whole(items)

    def problems(self, name: str, value: object) -> Iterator[str]:
        if not isinstance(value, self._whole):
            for problem in super().problems(name, value):
                yield problem + self._such_as(value)
            return
        is_tuple = isinstance(value, tuple)
        for number, item in enumerate(value if is_tuple else sorted(value, key=in_short)):
            if not self._kind.holds(item):
                at = f"{name}[{number}]" if is_tuple else f"an entry of {name}"
                yield from self._kind.problems(at, item)

    def _such_as(self, value: object) -> str:
        """How one text is written where there may be several."""
        if not (isinstance(value, str) and self._kind.holds(value)):
            return ""
        said = in_short(value)
        return f", such as {f'({said},)' if self._whole is tuple else f'frozenset({{{said}}})'}"


class ByName(Kind):
    """A mapping from texts to one kind."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self.one = f"a mapping of texts to {kind.many}"
        self.many = f"mappings of texts to {kind.many}"

    def holds(self, value: object) -> bool:
        if not isinstance(value, Mapping):
            return False
        return all(NAME.holds(name) and self._kind.holds(item) for name, item in value.items())

    def plain(self, value: Any) -> object:
        """A read-only copy: whoever made the mapping may go on changing it."""
        return read_only({str(NAME.plain(k)): self._kind.plain(item) for k, item in value.items()})

    def problems(self, name: str, value: object) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield from super().problems(name, value)
            return
        for key, item in value.items():
            if not NAME.holds(key):
                yield from NAME.problems(f"a key of {name}", key)
            elif not self._kind.holds(item):
                yield from self._kind.problems(f"{name}[{in_short(key)}]", item)


class Record(Kind):
    """A struct, with all its fields."""

    def __init__(self, kind: type[Struct]) -> None:
        self._kind = kind
        self.one, self.many = f"a {kind.__name__}", f"{kind.__name__} objects"

    def holds(self, value: object) -> bool:
        return isinstance(value, self._kind) and all(
            kind.holds(getattr(value, name)) for name, kind, _ in _kinds(self._kind)
        )

    def plain(self, value: Any) -> object:
        """The same with plain fields."""
        return frozen(value, self._kind)

    def meant(self, value: object) -> object:
        return meant(value, self._kind) if isinstance(value, self._kind) else value

    def problems(self, name: str, value: object) -> Iterator[str]:
        if not isinstance(value, self._kind):
            yield from super().problems(name, value)
            return
        for field, kind, _ in _kinds(self._kind):
            inner = getattr(value, field)
            if not kind.holds(inner):
                yield from kind.problems(f"{name}.{field}", inner)


NAME = Words()


@lru_cache(maxsize=256)
def _kinds(rule: type[Struct]) -> tuple[tuple[str, Kind, object], ...]:
    """Each field's name, what it may hold, and its default, which most fields of a rule have."""
    hints = get_type_hints(rule, include_extras=True)
    fields = msgspec.structs.fields(rule)
    return tuple((f.name, kind_of(hints[f.name]), f.default) for f in fields)


def kind_of(hint: object) -> Kind:
    """What a declared type lets a field hold."""
    allowed = range_of(hint)
    if allowed is not None:
        return WholeNumber(allowed)
    whole, parts = get_origin(hint), get_args(hint)
    if whole is Annotated:
        return kind_of(parts[0])
    if type(None) in parts:
        (inner,) = (part for part in parts if part is not type(None))
        return Maybe(kind_of(inner))
    made = _of_a_generic(whole, parts) if whole is not None else _of_a_class(hint)
    if made is None and any(get_origin(part) is Literal for part in parts):
        # A class of events or its name: what may be named is the business of another check.
        made = Nameable()
    if made is None:
        raise NotImplementedError(f"a rule cannot have a field of {hint}")
    return made


def _of_a_generic(whole: object, parts: tuple[object, ...]) -> Kind | None:
    if whole is tuple:
        return Several(tuple, kind_of(parts[0]))
    if whole is frozenset:
        return Several(frozenset, kind_of(parts[0]))
    if whole is Mapping:
        return ByName(kind_of(parts[1]))
    if whole is Callable:
        return Function()
    return Class() if whole is type else None


def _of_a_class(hint: object) -> Kind | None:
    if hint is str:
        return NAME
    if hint is bool:
        return Truth()
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Member(hint)
    return Record(hint) if isinstance(hint, type) and issubclass(hint, Struct) else None


def _has_surrogates(text: str) -> bool:
    try:
        str.encode(text)
    except UnicodeEncodeError:
        return True
    return False
