"""What a function of a plugin says: its source and the values it speaks of, as plain data."""

import dis
import sys
import tokenize
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from enum import Enum
from functools import lru_cache, partial
from hashlib import blake2b
from io import StringIO
from logging import Logger
from pathlib import Path
from sys import stdlib_module_names
from types import (
    BuiltinFunctionType,
    CodeType,
    FunctionType,
    MethodType,
    ModuleType,
    SimpleNamespace,
)
from typing import TypeGuard

from msgspec import Struct

from combat_rules.charts.closures import closed_over
from combat_rules.errors import PLACES, writable
from combat_rules.plugins.fingerprint.text import (
    block_of,
    lambda_of,
    without_comments,
    without_docstrings,
)
from combat_rules.plugins.importing import text_of

Data = None | bool | int | float | str | list["Data"] | dict[str, "Data"]
"""Plain data, as JSON has it."""

DEEPEST = 12
"""How deep a value may be nested; what lies deeper is left out."""

MOST = 200_000
"""How many values one function may speak of, so that lists that hold each other have an end."""

PACKAGE = "combat_rules"
STANDARD = f"{PACKAGE}.standard"
INSTALLED = frozenset({"site-packages", "dist-packages"})
"""The folders of libraries that do not come with Python."""

OF_A_FILE = frozenset({"__file__", "__name__", "__package__", "__path__", "__spec__"})
"""What Python tells a module of itself: where it lies, and nothing of a rule."""

FROM_ANYWHERE = frozenset({"LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"})
FROM_WITHIN = frozenset({"LOAD_ATTR", "LOAD_METHOD"})


def describe_function(function: object) -> dict[str, Data]:
    """What a function says: ``source`` without comments and docstrings, ``values`` it was made
    with or reads from its module, and ``helpers``, the functions and classes of plugins that it
    leads to, each said in the same way. Two with the same answer do the same."""
    reader = _Reader()
    said = reader.said(function)
    helpers = reader.helpers()
    return {**said, "helpers": helpers} if helpers else said


def shown(value: object) -> Data:
    """A value as plain data, without where it lies in memory."""
    reader = _Reader()
    said = reader.value(value)
    helpers = reader.helpers()
    return {"value": said, "helpers": helpers} if helpers else said


class _Reader:
    """Says functions and values, and what they lead to once each, however they refer to it."""

    def __init__(self) -> None:
        self._home = ""
        self._left = MOST
        self._within: set[int] = set()
        self._names: dict[int, str] = {}
        self._found: list[tuple[str, type | FunctionType]] = []

    def helpers(self) -> dict[str, Data]:
        """Everything that was referred to so far, and what that leads to."""
        said: dict[str, Data] = {}
        # The list grows as it is gone through.
        for name, thing in self._found:
            said[name] = self._class(thing) if isinstance(thing, type) else self._function(thing)
        return said

    def said(self, function: object) -> dict[str, Data]:
        """What a function or anything that can be called says."""
        if isinstance(function, partial):
            called = self.said(function.func)
            given: dict[str, Data] = {str(n): self.value(v) for n, v in enumerate(function.args)}
            given |= {name: self.value(value) for name, value in function.keywords.items()}
            return {**called, "given": given}
        if isinstance(function, MethodType):
            return {**self.said(function.__func__), "of": self.value(function.__self__)}
        if isinstance(function, FunctionType):
            self._home = self._home or _top(function)
            self._names.setdefault(id(function), function.__qualname__)
            return self._function(function)
        if _is_cached(function):
            return self.said(function.__wrapped__)
        if isinstance(function, type):
            return self._class(function)
        call = getattr(type(function), "__call__", None)  # noqa: B004  # the function is wanted
        inner = self.said(call) if isinstance(call, FunctionType) else {}
        return {"kind": type(function).__qualname__, "fields": self.value(function), **inner}

    def value(self, value: object, depth: int = 0) -> Data:
        """A value as plain data; functions and classes by name. One that raises as it is read is
        told by its kind."""
        self._left -= 1
        if depth > DEEPEST or self._left < 0:
            return "..."
        try:
            return self._plain(value, depth)
        except Exception:
            return f"a {type(value).__qualname__}"

    def _plain(self, value: object, depth: int) -> Data:
        if isinstance(value, Enum):
            return f"{self._refer(type(value))}.{value.name}"
        if isinstance(value, str):
            return _text(value)
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            # Python writes no longer ones as decimals.
            return str(int(value)) if value.bit_length() < 10_000 else hex(value)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return int(value) if isinstance(value, int) else float(value)
        if isinstance(value, set | frozenset):
            return sorted((self.value(part, depth + 1) for part in value), key=repr)
        if isinstance(value, list | tuple | deque) and not hasattr(value, "_fields"):
            return [self.value(part, depth + 1) for part in value]
        if isinstance(value, Mapping):
            items = [(self._key(key, depth + 1), part) for key, part in value.items()]
            return {key: self.value(part, depth + 1) for key, part in items}
        if isinstance(value, type | FunctionType):
            return self._refer(value)
        if isinstance(value, partial | MethodType) or _is_cached(value):
            return self.said(value)
        if isinstance(value, BuiltinFunctionType | ModuleType):
            return str(value.__name__)
        return self._object(value, depth)

    def _key(self, key: object, depth: int) -> str:
        """A key of a mapping as a text that no key of another kind has."""
        text = str(self.value(key, depth))
        if isinstance(key, str) and not isinstance(key, Enum):
            return text if text.isidentifier() else repr(text)
        return f"<{text}>" if text.isidentifier() else text

    def _object(self, value: object, depth: int) -> Data:
        """An object: its kind and its fields; one of a library as the library writes it."""
        kind = type(value)
        fields = _fields(value)
        told = isinstance(value, Struct | SimpleNamespace) or self._is_own(kind)
        if fields is None or not told:
            if isinstance(value, Logger) or not self._is_foreign(kind):
                return f"a {kind.__qualname__}"
            # An array writes down the outermost of its numbers, and those in short.
            numbers = getattr(value, "tolist", None)
            if numbers is None:
                return _written(value)
            of = str(getattr(value, "dtype", ""))
            return {"kind": kind.__qualname__, "of": of, "values": self.value(numbers(), depth + 1)}
        if id(value) in self._within:
            return "..."
        self._within.add(id(value))
        said: dict[str, Data] = {"kind": self._refer(kind)}
        said |= {name: self.value(part, depth + 1) for name, part in fields.items()}
        self._within.remove(id(value))
        return said

    def _refer(self, thing: type | FunctionType) -> str:
        """The name of a function or class, which is said too if a plugin could change it."""
        known = self._names.get(id(thing))
        if known is not None:
            return known
        name = thing.__qualname__
        if self._is_own(thing) if isinstance(thing, type) else not self._is_foreign(thing):
            taken = set(self._names.values())
            place = 1
            while name in taken:
                place += 1
                name = f"{thing.__qualname__}#{place}"
            self._names[id(thing)] = name
            self._found.append((name, thing))
        return name

    def _function(self, function: FunctionType) -> dict[str, Data]:
        values: dict[str, Data] = {}
        for name, value in sorted(_read_by(function), key=lambda pair: pair[0]):
            said = self.value(value)
            # What is called by its own name is told among the helpers, if at all.
            if not (isinstance(value, type | FunctionType) and name == value.__name__ == said):
                values[name] = said
        source: dict[str, Data] = {"source": source_of(function.__code__, text_of(function))}
        return {**source, "values": values} if values else source

    def _class(self, kind: type) -> dict[str, Data]:
        said: dict[str, Data] = {}
        bases: list[Data] = [self._refer(base) for base in kind.__bases__ if base is not object]
        if bases:
            said["bases"] = bases
        if issubclass(kind, Enum):
            said |= {name: self.value(each.value) for name, each in kind.__members__.items()}
        for name, value in sorted(vars(kind).items()):
            inner = getattr(value, "__func__", None) or getattr(value, "fget", None) or value
            if isinstance(inner, FunctionType):
                if not (_is_special(name) and inner.__code__.co_filename.startswith("<")):
                    said[name] = self._refer(inner)
            elif not (_is_special(name) or issubclass(kind, Enum) or hasattr(value, "__get__")):
                said[name] = self.value(value)
        return said

    def _is_foreign(self, thing: type | FunctionType) -> bool:
        """Whether it comes from a library, which no plugin changes; installed plugins are none."""
        top = _top(thing)
        return top not in (PACKAGE, self._home) and _is_library(top)

    def _is_own(self, kind: type) -> bool:
        """Whether a class is a plugin's: no library's, and none that this package is made of."""
        rules = kind.__module__.startswith(STANDARD) or _top(kind) != PACKAGE
        return rules and not self._is_foreign(kind)


@lru_cache(maxsize=4096)
def source_of(code: CodeType, text: str | None) -> str:
    """The source of a function without comments and docstrings, from the ``text`` of its module; a
    hash of what it was compiled to without one."""
    with suppress(OSError, TypeError, SyntaxError, tokenize.TokenError):
        if text is not None:
            lines = StringIO(text).readlines()
            of = lambda_of if code.co_name == "<lambda>" else block_of
            return without_comments(without_docstrings(of(code, lines)))
    hasher = blake2b(digest_size=8)
    for part in _compiled(code):
        hasher.update(part)
    return f"compiled {hasher.hexdigest()}"


def _compiled(code: CodeType) -> Iterator[bytes]:
    """What a function was compiled to, the same in every process."""
    yield code.co_code
    yield " ".join((*code.co_names, *code.co_varnames, *code.co_freevars)).encode()
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _compiled(part)
        else:
            yield repr(shown(part)).encode()


def _read_by(function: FunctionType) -> Iterator[tuple[str, object]]:
    """Names that a function refers to, from around it and from its module, with their values."""
    code = function.__code__
    yield from closed_over(function).items()
    for place, default in enumerate(function.__defaults__ or ()):
        yield f"default {place}", default
    yield from (function.__kwdefaults__ or {}).items()
    for path in _paths(code):
        if path[0] in function.__globals__ and path[0] not in OF_A_FILE:
            name, value = _followed(path, function.__globals__[path[0]])
            if value is not function and not isinstance(value, ModuleType):
                yield name, value


def _followed(path: tuple[str, ...], value: object) -> tuple[str, object]:
    """What a dotted name means: through modules of plugins, and no further."""
    name, *rest = path
    for part in rest:
        if not isinstance(value, ModuleType) or _is_library(_top(value)):
            break
        name, value = f"{name}.{part}", getattr(value, part, None)
    return name, value


@lru_cache(maxsize=4096)
def _paths(code: CodeType) -> tuple[tuple[str, ...], ...]:
    """The names that code reads from its module, with the attributes that are read of them."""
    found: dict[tuple[str, ...], None] = {}
    path: tuple[str, ...] = ()
    for step in dis.get_instructions(code):
        if step.opname in FROM_WITHIN and path:
            path = (*path, step.argval)
            continue
        if path:
            found[path] = None
        path = (step.argval,) if step.opname in FROM_ANYWHERE else ()
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            found |= dict.fromkeys(_paths(inner))
    return tuple(sorted(found))


class _Cached:
    """What ``functools.cache`` makes of a function."""

    __wrapped__: object


def _is_cached(value: object) -> TypeGuard[_Cached]:
    return type(value).__module__ == "functools" and hasattr(value, "__wrapped__")


def _fields(value: object) -> dict[str, object] | None:
    """The fields of an object by name; ``None`` if it has none to be seen."""
    if isinstance(value, Struct):
        return {name: getattr(value, name) for name in value.__struct_fields__}
    named: Iterable[str] = getattr(value, "_fields", ()) if isinstance(value, tuple) else ()
    names = list(named)
    for kind in type(value).__mro__:
        slots: str | Iterable[str] = vars(kind).get("__slots__", ())
        names += (slots,) if isinstance(slots, str) else slots
    fields = {name: getattr(value, name) for name in names if hasattr(value, name)}
    try:
        fields |= vars(value)
    except TypeError:
        return fields or None
    return fields


def _written(value: object) -> str:
    """An object of a library as that writes it, without where it lies in memory."""
    try:
        text = repr(value).partition(" at 0x")[0]
    except Exception:
        return f"a {type(value).__qualname__}"
    return _text(text)


def _text(text: str) -> str:
    """A text that can be written down, the same wherever the files of plugins lie."""
    return writable(PLACES.sub("", text))


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _top(thing: type | FunctionType | ModuleType) -> str:
    """The package or module that a thing comes from."""
    named = thing.__name__ if isinstance(thing, ModuleType) else str(thing.__module__ or "")
    return named.partition(".")[0]


@lru_cache
def _is_library(top: str) -> bool:
    """Whether a package comes with Python, or is installed."""
    file = getattr(sys.modules.get(top), "__file__", None) or ""
    return top in stdlib_module_names or not INSTALLED.isdisjoint(Path(file).parts)
