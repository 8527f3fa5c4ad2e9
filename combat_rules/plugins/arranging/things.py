"""Things: what plugins gave, one by one, and how each is found by what somebody calls it."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from combat_rules.errors import did_you_mean
from combat_rules.plugins.collect import Collected
from combat_rules.plugins.hooks import HOOKS, KINDS, NAMED, PLACED
from combat_rules.plugins.ruleset import Contributed
from combat_rules.plugins.spelling import title_of

ORDERED = tuple(word for hook, word in NAMED.items() if HOOKS[hook] in PLACED)
"""The kinds of things that have a place in an order."""
CALLED = tuple(NAMED.values())
"""The kinds of things that have a name of their own, not that of a function."""

READ = ("action", "archetype", "controller")
"""The kinds of things whose names functions are shown, and speak of."""


class Thing(NamedTuple):
    """A thing of a plugin: ``action throw`` of brawling."""

    plugin: str
    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.plugin}:{self.kind} {self.name}"


class Finder:
    """Finds things by ``PLUGIN:NAME``; what is not found is among the ``problems``."""

    def __init__(self, collected: Collected) -> None:
        self.problems: list[str] = []
        self.plugins = [info.name for info in collected.plugins if not info.problems]
        self.things: dict[Thing, Contributed[Struct]] = {}
        for hook, kind in KINDS.items():
            for owned in collected.given[hook]:
                name = title_of(owned.rule)
                if isinstance(name, str):
                    self.things[Thing(owned.plugin, kind, name)] = owned

    def find(self, said: str, text: str, kinds: Sequence[str]) -> Thing | None:
        """The one thing of these kinds that ``PLUGIN:NAME`` means; or a problem."""
        plugin, colon, rest = text.partition(":")
        if not self.is_plugin(said, plugin):
            return None
        named = [
            thing
            for thing in self.things
            if thing.plugin == plugin and rest in (thing.name, f"{thing.kind} {thing.name}")
        ]
        fitting = [thing for thing in named if thing.kind in kinds]
        if not colon or not rest:
            self.problems.append(f"{said}: say what of {plugin} is meant, {plugin}:NAME")
        elif not named:
            near = did_you_mean(rest, self.names_in(plugin, kinds))
            self.problems.append(f"{said}: plugin {plugin} has no {rest}; {near}")
        elif not fitting:
            self.problems.append(
                f"{said}: {named[0].kind} {named[0].name} is none of those that this is for: "
                f"{', '.join(kinds)}"
            )
        elif len(fitting) > 1:
            several = ", ".join(map(str, fitting))
            self.problems.append(f"{said}: there are several of that name; say which: {several}")
        else:
            return fitting[0]
        return None

    def is_plugin(self, said: str, plugin: str) -> bool:
        """Whether there is such a plugin; if not, that is a problem."""
        if plugin not in self.plugins:
            near = did_you_mean(plugin, self.plugins)
            self.problems.append(f"{said}: there is no plugin {plugin}; {near}")
        return plugin in self.plugins

    def names_in(self, plugin: str, kinds: Sequence[str]) -> list[str]:
        """The names of a plugin's things of some kinds."""
        things = [thing for thing in self.things if thing.plugin == plugin]
        return list(dict.fromkeys(thing.name for thing in things if thing.kind in kinds))
