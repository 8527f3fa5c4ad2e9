"""Everything that can go wrong, as one small family of errors.

Each error carries a stable ``code`` for programs, a message for people, and the data it speaks
of as attributes: ``error.actor``, ``error.refusal``, ...
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any


class CombatError(Exception):
    """A problem with a fight, its rules or a command; the base of all errors of this package.

    ``code`` is stable and never translated. ``details`` holds the data, which can also be read
    as attributes.
    """

    code: str
    details: Mapping[str, Any]

    def __init__(self, message: str, *, code: str, **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.details = details

    def __getattr__(self, name: str) -> Any:
        details = self.__dict__.get("details", {})
        if name in details:
            return details[name]
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), str(self), self.code, dict(self.details))


class StateError(CombatError):
    """A change that would leave the fight in a state that cannot be. Nothing was changed."""


class ActionError(CombatError):
    """A command that cannot be carried out; ``refusal``, where there is one, says why."""


class EventError(CombatError):
    """An event that makes no sense where it stands, or a wrong subscription."""


class JournalError(CombatError):
    """A journal that cannot be written, read or played again; the fight in memory is whole."""


class InputError(CombatError):
    """An input of a peer, or a packet of them, that cannot be taken; the session is as it was."""


class DesyncError(CombatError):
    """Two fights that had to be the same are not.

    ``tick`` or ``frame`` says where it was first seen; ``first`` and ``second`` are what each has,
    and ``path`` names the first field that differs, where both worlds are at hand.
    """


class PluginError(CombatError):
    """Rules that cannot be used: ``problems`` lists each with its plugin and its cure."""


class ChartError(PluginError):
    """A statechart that the engine cannot trust to end, or to mean one thing."""


def _rebuild(
    kind: type[CombatError], message: str, code: str, details: dict[str, Any]
) -> CombatError:
    return kind(message, code=code, **details)


def proposal(name: str, known: Iterable[str]) -> str:
    """What could have been meant by a name, or else all that there is."""
    names = list(known)
    close = get_close_matches(name, names, 1)
    if close:
        return f"did you mean {close[0]}?"
    return f"there are: {', '.join(names)}" if names else "there are none"
