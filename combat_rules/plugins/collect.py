"""Collecting: every hook of every plugin is called once, and what it gives is type-checked."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import isfunction, isgeneratorfunction, signature
from itertools import count, islice
from types import MappingProxyType
from typing import Any, TypeVar, cast
from unicodedata import normalize

import pluggy
from msgspec import Struct
from msgspec.structs import replace

from combat_rules.errors import at_line, did_you_mean, in_short, in_words, is_ctrl_c
from combat_rules.model import Override, Stage, Validation
from combat_rules.model.events import CombatEvent
from combat_rules.model.fields import frozen
from combat_rules.model.rules import deferral
from combat_rules.plugins import hooks
from combat_rules.plugins.hooks import HOOKS, PROJECT
from combat_rules.plugins.importing import definitions_of
from combat_rules.plugins.ruleset import Contributed, PluginInfo
from combat_rules.plugins.sources import Source
from combat_rules.plugins.spelling import called, spelled
from combat_rules.plugins.tables.reader import MOST_PROBLEMS
from combat_rules.plugins.tables.table import Table

MOST_TOLD = 10
"""Things of a wrong kind from one hook that are named one by one."""

MOST_PIECES = 10_000
"""Things that one hook may give: one that never ends is cut off there."""


HOOK_OF: Mapping[type, str] = {kind: hook for hook, kind in HOOKS.items()}
"""The hook that hands over a kind of rule."""

Rule = TypeVar("Rule", bound=Struct)


class Collected(Struct):
    """What all plugins gave, hook by hook, and what was wrong on the way.

    ``tables`` are the plugins that are tables, which know where each of their rows stands.
    ``called`` is what a plugin called its thing of a kind that has another name now.
    """

    plugins: list[PluginInfo]
    given: dict[str, list[Contributed[Struct]]]
    tables: dict[str, Table]
    _problems: list[tuple[int, str]]
    called: dict[tuple[str, str, str], str] = {}

    def freeze(self) -> None:
        """Let go of everything that a plugin could still change, once nothing is wrong."""
        for hook, kind in HOOKS.items():
            if kind is not CombatEvent:
                self.given[hook] = [
                    Contributed(owned.plugin, frozen(owned.rule, kind))
                    for owned in self.given[hook]
                ]

    def of(self, kind: type[Rule]) -> list[Contributed[Rule]]:
        """All rules of a kind, whose hook takes nothing else."""
        return cast(list[Contributed[Rule]], self.given[HOOK_OF[kind]])

    @property
    def overrides(self) -> list[Contributed[Override]]:
        """What plugins declare that they replace."""
        return self.of(Override)

    @property
    def event_types(self) -> list[Contributed[type[CombatEvent]]]:
        """The classes of events that plugins declare."""
        return cast(list[Contributed[type[CombatEvent]]], self.given["combat_events"])

    def report(self, plugin: str, problem: str, location: str = "") -> None:
        """Note a problem with the plugin that has to mend it, and where that is."""
        names = [info.name for info in self.plugins]
        place = names.index(plugin)
        location = location or self._where(plugin, problem) or self.plugins[place].location
        where = f" ({location})" if location else ""
        self._problems.append((place, f"plugin {plugin}{where}: {problem}"))

    @property
    def full(self) -> bool:
        """Whether there are so many problems that no more are looked for."""
        return len(self._problems) >= MOST_PROBLEMS

    def _where(self, plugin: str, problem: str) -> str:
        """Where the contribution stands that a problem begins with."""
        table = self.tables.get(plugin)
        about = problem.removeprefix("the ")
        places = {} if table is None else table.places
        meant = [title for title in places if about.startswith((f"{title}:", f"{title} "))]
        # One name may be the beginning of another.
        return places[max(meant, key=len)] if meant else ""

    @property
    def problems(self) -> list[str]:
        """What was wrong, plugin by plugin."""
        return [problem for _, problem in sorted(self._problems, key=_place)]


def _place(problem: tuple[int, str]) -> int:
    return problem[0]


def named_apart(sources: Iterable[Source]) -> list[Source]:
    """The plugins, no two of those that could be imported under one name."""
    named: list[Source] = []
    for source in sources:
        info = source.info
        taken = {other.info.name for other in named}
        if source.module is not None and info.name in taken:
            free = (name for n in count(2) if (name := f"{info.name} ({n})") not in taken)
            source = Source(replace(info, name=next(free)), source.module)
        named.append(source)
    return named


def collect(sources: Iterable[Source]) -> Collected:
    """Call the hooks of every plugin that could be imported, in order."""
    collected = Collected([], {hook: [] for hook in HOOKS}, {}, [])
    for source in sources:
        info = source.info
        collected.plugins.append(info)
        if info.problems:
            continue
        if isinstance(source.module, Table):
            _read_faults(info.name, source.module, collected)
        collected.plugins[-1] = _hear(info, source.module, collected)
    return collected


def _read_faults(plugin: str, table: Table, collected: Collected) -> None:
    """Note what is wrong with a table's rows, and where the others stand."""
    collected.tables[plugin] = table
    for location, problem in table.faults:
        collected.report(plugin, problem, location)


class _Hearing(pluggy.PluginManager):
    """Looks only at what may be a hook: loading rules is mostly looking at names."""

    def parse_hookspec_opts(self, module_or_class: Any, name: str) -> Any:
        """How a hook is declared; of other names of the module nothing is."""
        return super().parse_hookspec_opts(module_or_class, name) if name in HOOKS else None

    def parse_hookimpl_opts(self, plugin: Any, name: str) -> Any:
        """How a function is marked; what every object has is no hook."""
        return None if name.startswith("__") else super().parse_hookimpl_opts(plugin, name)


def _hear(info: PluginInfo, module: object, collected: Collected) -> PluginInfo:
    """Ask one plugin for everything it contributes; returns what is known of it then."""
    manager = _Hearing(PROJECT)
    manager.add_hookspecs(hooks)
    problems: list[str] = []
    can_be_asked = False
    try:
        problems += _never_asked(module, manager)
        manager.register(module, name=info.name)
        can_be_asked = True
    except pluggy.PluginValidationError as error:
        problems = problems or [f"{str(error).splitlines()[-1]}; write @hookimpl alone"]
    except Exception as error:
        problems.append(f"it cannot be asked: {in_words(error)}")
    for problem in problems:
        collected.report(info.name, problem)
    if not can_be_asked:
        return info
    contributed: dict[str, tuple[str, ...]] = {}
    for hook in HOOKS:
        for implementation in getattr(manager.hook, hook).get_hookimpls():
            pieces = _call(info.name, hook, implementation.function, collected)
            collected.given[hook] += [Contributed(info.name, piece) for piece in pieces]
            contributed[hook] = tuple(_title(piece) for piece in pieces)
    if not contributed:
        collected.report(
            info.name,
            "it contributes nothing; mark a function such as combat_actions with @hookimpl",
        )
    return replace(info, contributed=MappingProxyType(contributed))


def _never_asked(module: object, manager: pluggy.PluginManager) -> Iterator[str]:
    """What looks like a hook, and nobody would ask: not marked, misspelt, in want of something, or
    written anew below."""
    for name in dir(module):
        is_marked = manager.parse_hookimpl_opts(module, name) is not None
        if is_marked and name not in HOOKS:
            yield f"there is no hook {name}; {did_you_mean(name, HOOKS)}"
        elif is_marked and not takes(hook := getattr(module, name), 0):
            yield f"{name} takes {signature(hook)}, which nobody gives it; hooks take nothing"
        elif is_marked and len(places := definitions_of(getattr(module, name))) > 1:
            yield (
                f"{name} is defined {len(places)} times ({', '.join(places)}), and only the last "
                "one is asked; let one return what all do"
            )
        elif name in HOOKS and not is_marked:
            yield f"{name} is no hook: it has to be a function marked with @hookimpl"


def _call(
    plugin: str, hook: str, function: Callable[[], Iterable[object]], collected: Collected
) -> list[Struct]:
    wanted = HOOKS[hook]
    later = deferral(function)
    if later is not None and not isgeneratorfunction(function):
        collected.report(plugin, f"{hook} {later}")
        return []
    try:
        given = function()
        if not isinstance(given, Iterable) or isinstance(given, set | frozenset):
            is_set = isinstance(given, set | frozenset)
            what = "a set, which has another order in every process" if is_set else in_short(given)
            problem = f"{hook} has to return a list of {wanted.__name__}, not {what}"
            collected.report(plugin, problem)
            return []
        pieces = list(islice(given, MOST_PIECES + 1))
    except BaseException as error:
        if is_ctrl_c(error):
            raise
        collected.report(plugin, f"{hook} raised {in_words(error)}{at_line(error)}")
        return []
    if len(pieces) > MOST_PIECES:
        collected.report(plugin, f"{hook} gave more than {MOST_PIECES}; let it come to an end")
        return []
    found: list[Struct] = []
    wrong: list[str] = []
    for number, piece in enumerate(pieces, 1):
        if wanted is Validation and callable(piece) and not issubclass(type(piece), type):
            piece = Validation(piece)
        if _is_a(piece, wanted):
            found.append(_normalised(cast(Struct, piece)))
        else:
            wrong.append(f"{in_short(piece)} as number {number}")
    for said in wrong[:MOST_TOLD]:
        problem = f"{hook} returned {said}; it returns only {_objects(wanted)}"
        collected.report(plugin, problem)
    if len(wrong) > MOST_TOLD:
        more = len(wrong) - MOST_TOLD
        collected.report(plugin, f"{hook} returned {more} more that are no {wanted.__name__}")
    return found


def _normalised(piece: Struct) -> Struct:
    """A rule with its names, and those that it names, in Unicode's normal form (NFC)."""
    return piece if isinstance(piece, type) else spelled(piece, _normal) or piece


def _normal(kind: str, name: str) -> str:
    return name if name.isascii() else normalize("NFC", name)


def _is_a(piece: object, wanted: type) -> bool:
    """Whether something is what a hook hands over: of event types the class, else an object."""
    if wanted is CombatEvent:
        return isinstance(piece, type) and issubclass(piece, CombatEvent)
    # Not by isinstance, which asks the object itself.
    return issubclass(type(piece), wanted)


def _objects(wanted: type) -> str:
    if wanted is CombatEvent:
        return "classes of events: class Ignited(CombatEvent, frozen=True, kw_only=True)"
    return f"{wanted.__name__} objects"


def titles_of(
    info: PluginInfo, given: Mapping[str, Iterable[Contributed[Struct]]]
) -> dict[str, tuple[str, ...]]:
    """What a plugin gave that counts, by the names that it has now."""
    return {
        hook: tuple(_title(owned.rule) for owned in given[hook] if owned.plugin == info.name)
        for hook in info.contributed
    }


def _title(piece: object) -> str:
    """What to call a contribution in a list."""
    if isinstance(piece, Override):
        return in_short(piece.what)
    if isinstance(piece, Stage):
        return f"{in_short(piece.ticks_per_second)} ticks a second"
    if isinstance(piece, type):
        return piece.__name__
    return called(piece)


def takes(function: object, parameters: int) -> bool:
    """Whether a function can be called with that many arguments."""
    if not callable(function):
        return False
    try:
        signature(function).bind(*range(parameters))
    except (TypeError, ValueError):
        return not isfunction(function) and not hasattr(function, "__signature__")
    return True
