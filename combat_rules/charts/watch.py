"""Watching a guard: which values of the scene it looked at."""

from collections.abc import Callable
from functools import partial
from types import MethodType
from typing import Any

from msgspec import Struct

from combat_rules.model import Dice

Seen = tuple[str, object]
"""A value that a guard looked at: its path in the scene (``actor.stamina``) and the value."""


class _Watched:
    """Stands in for a value of the scene and notes what is read from it."""

    __slots__ = ("_path", "_seen", "_value")

    def __init__(self, value: object, path: str, seen: dict[str, object]) -> None:
        self._value = value
        self._path = path
        self._seen = seen

    def __getattr__(self, name: str) -> object:
        value = getattr(self._value, name)
        path = f"{self._path}.{name}" if self._path else name
        if isinstance(value, Struct) and not isinstance(value, Dice):
            return _Watched(value, path, self._seen)
        if isinstance(value, MethodType) and value.__self__ is self._value:
            return partial(ask_method, value, self)
        if not callable(value):
            self._seen[path] = value
        return value


def ask_method(method: MethodType, watched: object, *given: Any, **named: Any) -> object:
    """What a method of a value says; what it looks at is noted, where it can be watched at all."""
    try:
        return method.__func__(watched, *given, **named)
    except Exception:
        return method(*given, **named)


def values_seen(question: Callable[[Any], Any], scene: object) -> tuple[Seen, ...]:
    """The values that ``question`` looks at in ``scene``, in the order it looks.

    Guards are pure, so asking once more changes nothing. What a guard that raises had looked
    at until then is told all the same.
    """
    seen: dict[str, object] = {}
    try:
        question(_Watched(scene, "", seen))
    except Exception:
        return tuple(seen.items())
    return tuple(seen.items())
