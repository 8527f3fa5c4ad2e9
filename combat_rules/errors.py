"""Everything that can go wrong, as one small family of errors, and the words that errors share.

Each error carries a stable ``code`` for programs, a message for people, and the data it speaks
of as attributes: ``error.actor``, ``error.refusal``, ...
"""

import builtins
import pickle
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from inspect import unwrap
from os.path import dirname
from pathlib import Path
from reprlib import recursive_repr
from threading import current_thread, main_thread
from types import CodeType, FrameType, FunctionType
from typing import Any

from combat_rules.moved import home_of

__all__ = [
    "ActionError",
    "ChartError",
    "CombatError",
    "DesyncError",
    "EventError",
    "InputError",
    "JournalError",
    "PluginError",
    "StateError",
    "did_you_mean",
]

MOST_NAMED = 40
"""Names that a message lists, and characters of a name for which similar ones are looked for."""

MOST_QUOTED = 200
"""Characters of a value that a message quotes."""

MOST_TOLD = 10_000
"""Characters of somebody else's message that are told."""

UNEXPECTED = re.compile(r"[Uu]nexpected keyword argument '(\w+)'")
CANNOT_IMPORT = re.compile(r"cannot import name '(\w+)'")
"""How the message of an ``ImportError`` begins that is about a name in a module."""

IMPORTED = "combat_rules_plugin_"
"""How the names of modules begin that were imported from the file of a plugin."""

PLACES = re.compile(f" at 0x[0-9a-fA-F]+|{IMPORTED}[0-9a-f]{{12}}_")
"""Where an object lies in memory, and where the file of its module does, as Python writes it down
of what has no text of its own."""

GROUPS = (set, frozenset, tuple, list, dict)
"""What holds other things, each of which is told in one order."""

NOBODYS = ("combat_rules", "statemachine", "importlib")
"""Packages whose own lines say nothing to whoever has written a rule."""

RENAMED = {"met": "outcome", "cause": "causes"}
"""Fields that had another name; whoever looks for one where there is the new one is told it."""


class CombatError(Exception):
    """A problem with a fight, its rules or a command; the base of all errors of this package.

    ``code`` is stable and never translated. ``details`` holds the data, which can also be read
    as attributes.
    """

    code: str
    details: Mapping[str, Any]

    def __init__(self, message: str, *, code: str, **details: object) -> None:
        super().__init__(message)
        self.code = code
        self.details = details

    def __getattr__(self, name: str) -> Any:
        details = self.__dict__.get("details", {})
        if name in details:
            return details[name]
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __reduce__(self) -> tuple[object, ...]:
        details = {name: _carried(value) for name, value in self.details.items()}
        return _rebuild, (type(self), str(self), self.code, details)


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


def _carried(value: object) -> object:
    """What goes to another process of what an error speaks of: a lambda, say, in words."""
    try:
        pickle.dumps(value)
    except Exception:
        return in_short(value)
    return value


def _rebuild(
    kind: type[CombatError], message: str, code: str, details: dict[str, object]
) -> CombatError:
    return kind(message, code=code, **details)


def listed(problems: Iterable[object]) -> str:
    """Problems, each in a line of its own, to stand below what they are problems of."""
    return "\n".join(f"  - {problem}" for problem in problems)


def how_many(number: int, what: str) -> str:
    """A number of things: ``1 file``, ``10,000 fights``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """What could have been meant by a name that is not known, or else all that there is.

    ``did you mean block?`` or ``there are: attack, block``, to stand after a semicolon.
    """
    names = list(known)
    wanted = str.__str__(name) if isinstance(name, str) else in_short(name)
    spelt = {_plain(name): name for name in reversed(names)}
    close = get_close_matches(_plain(wanted), spelt, 1) if len(wanted) <= MOST_NAMED else []
    if close:
        return f"did you mean {spelt[close[0]]}?"
    if not names:
        return "there are none"
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"there are: {', '.join(names[:MOST_NAMED])}{more}"


def _plain(name: str) -> str:
    """A name without what people spell in their own way: ``Heavy Attack``, ``heavy-attack``."""
    return name.casefold().replace(" ", "_").replace("-", "_")


def demand_known(what: str, name: object, known: Iterable[str]) -> None:
    """Raise ``StateError`` for a name that nothing of a kind has: ``what`` is archetype, say."""
    names = list(known)
    if not isinstance(name, str) or name not in names:
        raise StateError(
            f"there is no {what} {in_short(name)}; {did_you_mean(name, names)}",
            code=f"{what}.unknown",
            **{what: name},
        )


def explain_attribute_error(error: AttributeError) -> str:
    """The message of an ``AttributeError``, with what could have been meant.

    ``CombatantState has no attribute stamnia; did you mean stamina?`` Errors that do not say
    what was looked for on what, or what could have been meant, keep their own message.
    """
    if not error.name or error.obj is None or "; " in str(error):
        return str(error)
    fields = getattr(type(error.obj), "__struct_fields__", ())
    public = [name for name in dir(error.obj) if not name.startswith("_")]
    owner = error.obj if isinstance(error.obj, type) else type(error.obj)
    now = RENAMED.get(error.name)
    meant = (
        f"it is called {now} now"
        if now in public
        else did_you_mean(error.name, dict.fromkeys((*fields, *public)))
    )
    return f"{owner.__name__} has no attribute {error.name}; {meant}"


def is_ctrl_c(error: BaseException) -> bool:
    """Whether somebody wants the program to end. That comes to the main thread alone: in any other
    one whatever is raised is a mistake of the code that is called."""
    return isinstance(error, KeyboardInterrupt) and current_thread() is main_thread()


def in_words(error: BaseException) -> str:
    """What was raised, as ``ValueError: why``, whatever it is: in characters that any file takes,
    not without end, and the same in every process that it is the same in."""
    return _in_characters(error, _explained)


def plainly(error: BaseException) -> str:
    """What was raised, as ``in_words`` has it, without what could have been meant."""
    return _in_characters(error, _said)


def _in_characters(error: BaseException, told: Callable[[BaseException], object]) -> str:
    try:
        text = PLACES.sub("", f"{type(error).__name__}: {told(error)}")
    except Exception:
        text = f"{type(error).__name__}, which cannot be shown"
    if len(text) > MOST_TOLD:
        text = f"{text[: MOST_TOLD - 3]}..."
    return writable(text)


def writable(text: str) -> str:
    """A text that any file takes: half a sign stands there by its number."""
    return text.encode("utf-8", "backslashreplace").decode()


def in_short(value: object) -> str:
    """A value as a message quotes it, whatever it is; what cannot even be shown by its type. It is
    the same in every process: journals have such messages in them."""
    try:
        text = in_full(value)
    except Exception:
        text = f"a {type(value).__qualname__} that cannot be shown"
    return text if len(text) <= MOST_QUOTED else f"{text[: MOST_QUOTED - 3]}..."


@recursive_repr()
def in_full(value: object) -> str:
    """A value as Python shows it, but the same in every process: sets in the order of the alphabet,
    within something else too, and nothing by where it lies in memory."""
    kind = type(value)
    if isinstance(value, set | frozenset):
        text = PLACES.sub("", repr(value))
        begin, braced, end = text.partition("{")[0], "{" in text, text.rpartition("}")[2]
        return f"{begin}{{{', '.join(sorted(map(in_short, value)))}}}{end}" if braced else text
    if isinstance(value, list) and kind is list:
        return f"[{', '.join(map(in_full, value))}]"
    if isinstance(value, tuple) and kind is tuple:
        return f"({', '.join(map(in_full, value))}{',' * (len(value) == 1)})"
    if isinstance(value, dict) and kind is dict:
        return f"{{{', '.join(f'{in_full(k)}: {in_full(v)}' for k, v in value.items())}}}"
    # Whoever has a struct has loaded its library, which a call for help should not have to.
    struct: Any = getattr(sys.modules.get("msgspec"), "Struct", None)
    if struct is not None and isinstance(value, struct) and kind.__repr__ is struct.__repr__:
        fields = ((name, getattr(value, name)) for name in value.__struct_fields__)
        return f"{kind.__name__}({', '.join(f'{name}={in_full(one)}' for name, one in fields)})"
    return PLACES.sub("", repr(value))


def why_no_folder(folder: Path) -> str:
    """Why a folder cannot be made, in words: a file stands in its place; empty if none does."""
    places = (folder, *folder.parents)
    # A link that leads nowhere stands in its place as a file does.
    taken = next((path for path in places if path.exists() or path.is_symlink()), Path())
    return "" if taken.is_dir() else f"{taken} is no folder; name one, new or there already"


def why_no_file(path: Path) -> str:
    """Why no file can be written there, in words; empty if nothing is known against it."""
    if path.is_dir():
        return f"{path} is a folder; name a file in it"
    if path.parent.is_dir():
        return ""
    return why_no_folder(path.parent) or f"there is no folder {path.parent}; make it first"


def why_unwritten(path: Path, error: OSError) -> str:
    """Why a file or folder could not be written, in words, and what to do where that is known."""
    why = ""
    if isinstance(error, FileExistsError | NotADirectoryError):
        why = why_no_folder(path)
    elif isinstance(error, IsADirectoryError | FileNotFoundError):
        why = why_no_file(path)
    return why or error.strerror or str(error)


def _explained(error: BaseException) -> object:
    if isinstance(error, AttributeError):
        return explain_attribute_error(error)
    if isinstance(error, NameError) and error.name:
        home = home_of(error.name)
        if home:
            return f"{error}; write: from {home} import {error.name}"
        frame = [*_frames(error)][-1][0]
        names = (*frame.f_locals, *frame.f_globals, *vars(builtins))
        return f"{error}; {did_you_mean(error.name, names)}"
    if isinstance(error, ImportError) and error.name in sys.modules:
        wanted = CANNOT_IMPORT.match(str(error))
        known = [name for name in dir(sys.modules[error.name]) if not name.startswith("_")]
        if wanted is not None:
            return f"{wanted[0]} from {error.name}; {did_you_mean(wanted[1], known)}"
    unexpected = UNEXPECTED.search(str(error)) if isinstance(error, TypeError) else None
    if unexpected is not None:
        near = did_you_mean(unexpected[1], _keywords(error))
        # Python 3.13 proposes something itself, for functions that are written in Python.
        said = str(error).partition(". Did you mean")[0]
        return f"{said}; {near}" if near.startswith("did you mean") else error
    return _said(error)


def _said(error: BaseException) -> object:
    """What an error says itself; what it was made of, if it writes that down, as in ``in_full``."""
    if type(error).__str__ not in (BaseException.__str__, KeyError.__str__):
        return error
    made_of = error.args[0] if len(error.args) == 1 else error.args
    return in_full(made_of) if made_of and isinstance(made_of, GROUPS) else error


def _keywords(error: BaseException) -> list[str]:
    """The names of arguments of what the plugin knows whose call was wrong: the fields of its
    records, the parameters of its functions."""
    known: list[str] = []
    frames = [frame for frame, _ in _frames(error) if _is_a_plugins(frame)]
    for thing in frames[-1].f_globals.values() if frames else ():
        if isinstance(thing, type):
            known += getattr(thing, "__struct_fields__", ())
        elif isinstance(thing, FunctionType):
            code = unwrap(thing).__code__
            known += code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return known


# -- where a rule is to be mended ---------------------------------------------------------


def raised_at(error: BaseException) -> str:
    """The line of a plugin that raised, or that called what raised: ``spear.py:28 in close_up``.

    Of helpers the one in the same folder that was called last. Empty if no plugin's line took part.
    """
    frames = [(frame, line) for frame, line in _frames(error) if _is_a_plugins(frame)]
    if not frames:
        return ""
    folder = dirname(frames[0][0].f_code.co_filename)
    own = [found for found in frames if dirname(found[0].f_code.co_filename) == folder]
    frame, line = own[-1]
    return _in_file(frame.f_code, line)


def at_line(error: BaseException) -> str:
    """`` (spear.py:28 in close_up)``, to stand behind what was raised; or nothing."""
    place = raised_at(error)
    return f" ({place})" if place else ""


def written_at(function: object) -> str:
    """Where a function is written: ``spear.py:28 in close_up``; empty for what is not in Python."""
    code = getattr(function, "__code__", None)
    if code is None:
        code = getattr(type(function).__call__, "__code__", None)
    return _in_file(code, code.co_firstlineno) if isinstance(code, CodeType) else ""


def _frames(error: BaseException) -> Iterator[tuple[FrameType, int]]:
    at = error.__traceback__
    while at is not None:
        yield at.tb_frame, at.tb_lineno
        at = at.tb_next


def _is_a_plugins(frame: FrameType) -> bool:
    module = str(frame.f_globals.get("__name__"))
    shipped = module.startswith(("combat_rules.standard", "combat_rules.packs"))
    return shipped or module.partition(".")[0] not in NOBODYS


def _in_file(code: CodeType, line: int) -> str:
    name = "" if code.co_name.startswith("<") else f" in {code.co_name}"
    return f"{Path(code.co_filename).name}:{line}{name}"


class RuleFailed(Exception):
    """A function of ``plugin`` raised, or answered what it may not; ``where`` says which, the cause
    what it raised, ``place`` the file, line and function to look at. ``asked`` is the function."""

    def __init__(self, plugin: str, where: str, error: Exception, asked: object = None) -> None:
        super().__init__(in_words(error))
        self.plugin = plugin
        self.where = where
        self.error = error
        self.place = raised_at(error) or ("" if asked is None else written_at(asked))

    def as_error(self, now: int) -> CombatError:
        """The error that this is in strict mode."""
        at = f"{self.place}, tick {now}" if self.place else f"tick {now}"
        problem = f"plugin {self.plugin}: {self.where} raised {self} ({at})"
        return PluginError(
            problem,
            code="plugin.failed",
            plugin=self.plugin,
            where=self.where,
            place=self.place,
            problems=(problem,),
        )


class Endless(RuleFailed):
    """An action does not come to an end at a tick: what it does causes more of the same, or its
    phases take no time and lead round. ``doing`` is the action and its phase, ``actor`` whose."""

    def __init__(self, plugin: str, doing: str, actor: str, at: int) -> None:
        self.problem = (
            f"tick {at} does not end: {doing}, which {actor} does, goes on and on in it, and is "
            "ended. Look for phases that take no time and lead round, for a stun that causes "
            "another one, or for somebody who answers every event of it"
        )
        super().__init__(plugin, doing, CombatError(self.problem, code="fight.unsettled"))

    def __str__(self) -> str:
        return self.problem

    def as_error(self, now: int) -> CombatError:
        """The error that this is in strict mode."""
        return CombatError(
            self.problem, code="fight.unsettled", at=now, plugin=self.plugin, where=self.where
        )
