"""Rulebooks: the rules that a run is played under, and how they are made again elsewhere."""

from collections.abc import Iterable, Mapping
from os import chdir, getcwd
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.balance.controllers import OWN, steered
from combat_rules.errors import PluginError, did_you_mean, in_short
from combat_rules.plugins import Ruleset
from combat_rules.plugins.fingerprint import Rules, changes, rules_of, ruleset_of


class Recipe(Struct, frozen=True):
    """All that a worker needs to make a rulebook again, as plain data.

    ``rules`` is the fingerprint of the rules before anything was changed, ``made`` that of what
    has to come out, ``fighting`` who needs a pilot. Places of plugins are relative to ``folder``.
    """

    folder: str
    rules: Rules
    numbers: Mapping[str, int]
    forbidden: tuple[str, ...]
    pilots: str
    made: Rules
    fighting: tuple[str, ...] = ()


class Rulebook(Struct, frozen=True):
    """Rules that are ready to be played: numbers changed, moves forbidden, controllers chosen.

    ``controllers`` has the name of a controller for each archetype.
    """

    ruleset: Ruleset
    controllers: Mapping[str, str]
    recipe: Recipe

    @property
    def fingerprint(self) -> str:
        """The hash of the rules as they are played."""
        return self.recipe.made.hash


def rulebook(
    ruleset: Ruleset,
    numbers: Mapping[str, int] = MappingProxyType({}),
    *,
    forbidden: Iterable[str] = (),
    pilots: str = OWN,
    fighting: Iterable[str] = (),
) -> Rulebook:
    """Make rules ready to be played.

    ``numbers`` are changed as by ``Ruleset.changed``; nobody knows the moves that are
    ``forbidden``. ``pilots`` are needed of those that are ``fighting`` alone, of all archetypes if
    nobody is named. Raises ``PluginError`` for what cannot be changed.
    """
    names, fighters = tuple(forbidden), tuple(fighting)
    changed = ruleset.changed(numbers) if numbers else ruleset
    if names:
        changed = _without(changed, names)
    chosen = steered(changed, pilots, changed.archetypes, fighters)
    recipe = Recipe(
        getcwd(), rules_of(ruleset), dict(numbers), names, pilots,
        rules_of(chosen.ruleset), fighters,
    )  # fmt: skip
    return Rulebook(chosen.ruleset, chosen.controllers, recipe)


def made_again(recipe: Recipe) -> Rulebook:
    """The rulebook of a recipe, in a process of its own.

    Raises ``PluginError`` if other rules come of it: a file has been changed meanwhile, say.
    """
    chdir(recipe.folder)
    # A recipe comes from whoever began the run, so what it names is loaded from wherever it is.
    named = [mark.location for mark in recipe.rules.plugins if mark.origin == "option"]
    found = ruleset_of(recipe.rules, named)
    made = rulebook(
        found, recipe.numbers, forbidden=recipe.forbidden, pilots=recipe.pilots,
        fighting=recipe.fighting,
    )  # fmt: skip
    if made.fingerprint != recipe.made.hash:
        differ = "; ".join(map(str, changes(recipe.made, made.ruleset)))
        raise PluginError(
            f"a worker has other rules than the run began with: {differ}. Were files changed "
            "meanwhile? Begin anew",
            code="balance.rules", problems=(differ,),
        )  # fmt: skip
    return made


def _without(ruleset: Ruleset, forbidden: tuple[str, ...]) -> Ruleset:
    """The same rules, and nobody knows some of the moves."""
    for name in forbidden:
        if name not in ruleset.moves:
            told = f"there is no move {in_short(name)}; {did_you_mean(name, ruleset.moves)}"
            raise PluginError(told, code="balance.forbidden", problems=(told,))
    kinds = {
        name: replace(kind, actions=tuple(one for one in kind.actions if one not in forbidden))
        for name, kind in ruleset.archetypes.items()
    }
    return replace(ruleset, archetypes=MappingProxyType(kinds))
