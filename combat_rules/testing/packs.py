"""Plugins under test: a plugin's module, imported as a ruleset imports it."""

from pathlib import Path
from types import ModuleType
from typing import cast

from combat_rules.errors import PluginError
from combat_rules.model.arguments import checks_arguments
from combat_rules.plugins import find_plugins


@checks_arguments
def load_plugin(plugin: Path | str) -> ModuleType:
    """The module of a plugin named by its file or folder, for its guards and rules.

    It is the very module that ``load_ruleset`` uses, wherever the test lies. Raises
    ``PluginError`` if it cannot be imported.
    """
    (source,) = find_plugins([plugin], standard=False)
    if source.module is None:
        problems = source.info.problems
        raise PluginError("; ".join(problems), code="plugin.import", problems=problems)
    return cast(ModuleType, source.module)
