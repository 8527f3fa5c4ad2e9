"""How rules come in: hook specifications, discovery, the frozen ruleset."""

import copyreg

from combat_rules.moved import moved
from combat_rules.plugins.arrangement import Arrangement, read_arrangement
from combat_rules.plugins.build import (
    build_ruleset,
    find_plugins,
    load_ruleset,
    standard_ruleset,
)
from combat_rules.plugins.fingerprint.pickling import pickled
from combat_rules.plugins.hooks import hookimpl
from combat_rules.plugins.moves import build_move
from combat_rules.plugins.ruleset import Contributed, Move, PluginInfo, Ruleset
from combat_rules.plugins.sources import Source, project_arrangement

copyreg.pickle(Ruleset, pickled)

__all__ = [
    "Arrangement",
    "Contributed",
    "Move",
    "PluginInfo",
    "Ruleset",
    "Source",
    "build_move",
    "build_ruleset",
    "find_plugins",
    "hookimpl",
    "load_ruleset",
    "project_arrangement",
    "read_arrangement",
    "standard_ruleset",
]

# Not as a name of the module: type checkers would take every misspelt name for one of it.
globals()["__getattr__"] = moved(__name__, {"Owned": "combat_rules.plugins.Contributed"})
