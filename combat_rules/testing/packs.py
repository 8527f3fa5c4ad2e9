"""Plugins under test: a plugin's module, imported as a ruleset imports it."""

from pathlib import Path
from types import ModuleType

from combat_rules.errors import PluginError
from combat_rules.model.arguments import checks_arguments
from combat_rules.plugins import find_plugins


@checks_arguments
def load_plugin(plugin: Path | str) -> ModuleType:
    """The module of a plugin named by its file or folder, for its guards and rules.

    It is the very module that ``load_ruleset`` uses, wherever the test lies. Raises
    ``PluginError`` if it cannot be imported, or is a table, which has no module.
    """
    (source,) = find_plugins([plugin], standard=False)
    if source.module is None:
        problems = source.info.problems
        raise PluginError("; ".join(problems), code="plugin.import", problems=problems)
    if not isinstance(source.module, ModuleType):
        told = (
            f"{source.info.location} is a table, and has no functions to be tested alone; "
            f"load_ruleset([{str(plugin)!r}]) has its moves, and make_scene tries their guards"
        )
        raise PluginError(told, code="plugin.import", problems=(told,))
    return source.module
