"""What pyproject.toml promises of the package is so."""

import ast
import importlib.metadata
import pkgutil
import re
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from tests.house.sources import statements, trees

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
EXTRAS = {
    "testing": ("test",),
    "compiled": ("compiled",),
    "balance": ("balance", "compiled"),
    "environments": ("env", "compiled"),
    "studio": ("studio",),
}
"""The extras that a room cannot do without."""


def normal(requirement: str) -> str:
    """The name in a requirement, in the spelling that all spellings share."""
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@cache
def brought_by() -> dict[str, set[str]]:
    """Which of the distributions that the project names bring a package."""
    named = {*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())}
    brought: dict[str, set[str]] = {}
    for name in set(map(normal, named)):
        with suppress(importlib.metadata.PackageNotFoundError):
            written = importlib.metadata.distribution(name).read_text("RECORD") or ""
            for top in {line.split(",")[0].partition("/")[0] for line in written.splitlines()}:
                brought.setdefault(top.removesuffix(".py"), set()).add(name)
    return brought


def attempts(tree: ast.AST) -> Iterator[ast.AST]:
    """The imports whose failure the file is ready for."""
    for node in statements(tree):
        if isinstance(node, ast.Try) and "ImportError" in map(ast.unparse, _caught(node)):
            yield from node.body
            yield from (part for statement in node.body for part in statements(statement))


def _caught(node: ast.Try) -> list[ast.expr]:
    return [handler.type for handler in node.handlers if handler.type is not None]


def imported(tree: ast.Module, *, attempted: bool) -> Iterator[str]:
    """The top-level packages that the file imports from outside, but for the standard library:
    those it cannot do without, or those that it only attempts to."""
    tried = {id(node) for node in attempts(tree)}
    for node in statements(tree):
        if (id(node) in tried) is not attempted:
            continue
        modules: list[str] = []
        match node:
            case ast.Import(names=names):
                modules = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), level=0):
                modules = [module]
        for module in modules:
            top = module.partition(".")[0]
            if top != "combat_rules" and top not in sys.stdlib_module_names:
                yield top


def test_a_module_imports_only_what_the_plain_install_brings() -> None:
    optional = PROJECT["optional-dependencies"]
    plain = set(map(normal, PROJECT["dependencies"]))
    offered = {normal(requirement) for extra in optional.values() for requirement in extra}
    for path, tree in trees().items():
        room = EXTRAS.get(path.split("/")[1], ())
        allowed = plain | {normal(one) for extra in room for one in optional[extra]}
        for package in imported(tree, attempted=False):
            assert brought_by()[package] & allowed, (path, package)
        for package in imported(tree, attempted=True):
            assert brought_by()[package] & offered, (path, package)


@pytest.mark.parametrize("script", PROJECT["scripts"])
def test_a_declared_script_can_be_called(script: str) -> None:
    assert callable(pkgutil.resolve_name(PROJECT["scripts"][script]))


def test_the_package_says_that_it_is_typed() -> None:
    assert (ROOT / "combat_rules" / "py.typed").is_file()


def test_a_long_run_has_every_room_that_tries_less_in_a_usual_one() -> None:
    (rooms,) = re.findall(r"^LONG := .*?tests/,(.*?)\)$", MAKEFILE, re.MULTILINE)
    asking = {
        path.relative_to(ROOT / "tests").parts[0]
        for path in (ROOT / "tests").glob("*/**/*.py")
        if re.search(r"^from tests.amounts import", path.read_text("utf-8"), re.MULTILINE)
    }
    assert asking <= set(rooms.split())


def test_what_python_the_project_asks_for_is_what_its_tools_check() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    wanted = PROJECT["requires-python"].removeprefix(">=")
    assert tools["mypy"]["python_version"] == wanted
    assert tools["ruff"]["target-version"] == "py" + wanted.replace(".", "")
