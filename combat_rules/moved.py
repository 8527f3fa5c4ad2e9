"""Where public names are, and what names and modules of before are called now."""

import ast
import pathlib
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import NoReturn

PACKAGE = __name__.partition(".")[0]

PUBLIC_MODULES = (
    "combat_rules.model",
    "combat_rules.model.events",
    "combat_rules.charts",
    "combat_rules.errors",
    "combat_rules.plugins",
    "combat_rules.engine",
    "combat_rules.record",
    "combat_rules.netcode",
    "combat_rules.compiled",
    "combat_rules.testing",
)

MODULES = {
    "charts.form": "charts.lint",
    "charts.outlook": "charts.branches",
    "compiled.fighters": "engine.lineup",
    "design.importing.fat_cells": "design.importing.cells",
    "design.importing.street_fighter": "design.importing.games",
    "design.lab": "design.training",
    "design.stage": "design.scene_factory",
    "engine.contacts": "engine.core.contacts",
    "engine.diagrams": "plugins.diagrams",
    "engine.endings": "engine.core.endings",
    "engine.keepers": "engine.sinks",
    "engine.minds": "engine.core.decisions",
    "engine.moment": "engine.core.moment",
    "engine.parts": "engine.fold",
    "engine.play": "engine.playing",
    "engine.publisher": "engine.outbox",
    "engine.statuses": "engine.core.statuses",
    "engine.turn": "engine.lock",
    "plugins.bearers": "plugins.combatant_checks",
    "record.content": "plugins.fingerprint",
    "record.functions": "plugins.fingerprint",
    "record.hashing": "record.worlds",
    "record.resume": "record",
    "record.rollback": "netcode",
    "record.sources": "plugins.fingerprint",
    "record.strangers": "plugins.fingerprint",
}
"""Modules that have another name, without the name of the package; those in them moved along."""


def home_of(name: str) -> str:
    """The first public module that a name can be imported from, the top left aside; or nothing."""
    return next((module for module in PUBLIC_MODULES if name in names_in(module)), "")


@cache
def names_in(module: str) -> tuple[str, ...]:
    """The names in the ``__all__`` of a module, read without loading the module."""
    path = pathlib.Path(__file__).parents[1].joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return tuple(ast.literal_eval(node.value))
    return ()


def moved(module: str, names: Mapping[str, str]) -> Callable[[str], NoReturn]:
    """The ``__getattr__`` of a module that has lost names: it says of each where it is now, given
    as ``combat_rules.netcode.Driver``. It raises ``ImportError`` where a line imports the name:
    Python forgets the words of an ``AttributeError`` there, and ``AttributeError`` elsewhere."""

    def missing(name: str) -> NoReturn:
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}", name=name)
        place, _, now = names[name].rpartition(".")
        called = "" if now == name else f"{now} "
        told = f"{name} is {called}in {place} now; write: from {place} import {now}"
        if sys._getframe(1).f_code.co_name == "_handle_fromlist":
            raise ImportError(told, name=module)
        raise AttributeError(told, name=name)

    return missing


def refuse_old_module(module: str) -> None:
    """Raise ``ModuleNotFoundError`` for a module that is called something else now, or that was in
    a room which is; of any other nothing is said."""
    own = module.removeprefix(f"{PACKAGE}.")
    old = next((name for name in MODULES if f"{own}.".startswith(f"{name}.")), None)
    if old is not None:
        now = f"{PACKAGE}.{MODULES[old]}"
        raise ModuleNotFoundError(f"{module} is in {now} now; import from there", name=module)
