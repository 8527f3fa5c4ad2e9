"""Own names: a plugin's functions go on seeing the names that their author gave."""

from collections.abc import Callable, Iterator, Mapping
from inspect import signature
from typing import Any, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.model import Act, Action, View, name_of
from combat_rules.plugins.spelling import Change, spelled

S = TypeVar("S", bound=Struct)


class Names:
    """What a plugin calls things (``own``), beside what they are called in a ruleset.

    ``real`` tells that by kind and own name. Something else that is called now what the plugin
    calls its own is shown to it as ``PLUGIN:NAME``, by ``others``.
    """

    def __init__(
        self, real: Mapping[tuple[str, str], str], others: Mapping[tuple[str, str], str]
    ) -> None:
        self.real = dict(real)
        self.own = {(kind, now): name for (kind, name), now in real.items()}
        for (kind, name), shown in others.items():
            self.own[kind, name] = shown
            self.real[kind, shown] = name

    def to_own(self, kind: str, name: str) -> str:
        """What the plugin calls something."""
        return self.own.get((kind, name), name)

    def to_real(self, kind: str, name: str) -> str:
        """What is called so in the ruleset."""
        return self.real.get((kind, name), name)


def in_own_names(function: Callable[..., Any], names: Names) -> Callable[..., Any]:
    """The function, shown scenes and views in its plugin's names, its choices understood so."""

    def told(seen: Struct, *others: object) -> object:
        shown = _spelled(seen, names.to_own)
        if isinstance(shown, View):
            shown = replace(shown, possible=_Possible(shown.possible, names))
        answer = function(shown, *others)
        return _spelled(answer, names.to_real) if isinstance(answer, Act) else answer

    # Not functools.wraps: whoever asks for the source must not be given that of the function.
    told.__name__ = told.__qualname__ = name_of(function)
    told.__doc__ = function.__doc__
    told.__module__ = function.__module__
    told.__signature__ = signature(function)  # type: ignore[attr-defined]  # what it takes
    told.in_own_names = function, names  # type: ignore[attr-defined]  # what it is made of
    return told


def own_names_of(function: object) -> tuple[Callable[..., Any], Names] | None:
    """The function that is told in names of its own, and those names; ``None`` for any other."""
    return cast(tuple[Callable[..., Any], Names] | None, getattr(function, "in_own_names", None))


class _Possible(Mapping[str, Action]):
    """What a view says is possible, by the plugin's names; found out on demand as there."""

    def __init__(self, possible: Mapping[str, Action], names: Names) -> None:
        self._possible = possible
        self._names = names

    def __getitem__(self, name: str) -> Action:
        found = self._possible[self._names.to_real("action", name)]
        return _spelled(found, self._names.to_own)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._names.to_real("action", name) in self._possible

    def __iter__(self) -> Iterator[str]:
        return (self._names.to_own("action", name) for name in self._possible)

    def __len__(self) -> int:
        return len(self._possible)


def _spelled(record: S, change: Change) -> S:
    return cast(S, spelled(record, change))
