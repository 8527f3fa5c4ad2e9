"""What pyproject.toml promises of the package is so."""

import ast
import importlib.metadata
import pkgutil
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FILES = sorted((ROOT / "combat_rules").rglob("*.py"))
EXTRAS = {
    "testing": ("test",),
    "compiled": ("compiled",),
    "balance": ("balance", "compiled"),
    "environments": ("env", "compiled"),
    "studio": ("studio",),
}
"""The extras that a room cannot do without."""

# The distributions that bring a package: every file of every one of them is looked at, so once.
brought_by = cache(importlib.metadata.packages_distributions)


def normal(requirement: str) -> str:
    """The name in a requirement, in the spelling that all spellings share."""
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def attempts(tree: ast.AST) -> Iterator[ast.AST]:
    """The imports whose failure the file is ready for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and "ImportError" in map(ast.unparse, _caught(node)):
            yield from (part for statement in node.body for part in ast.walk(statement))


def _caught(node: ast.Try) -> list[ast.expr]:
    return [handler.type for handler in node.handlers if handler.type is not None]


def imported(path: Path, *, attempted: bool) -> Iterator[str]:
    """The top-level packages that the file imports from outside, but for the standard library:
    those it cannot do without, or those that it only attempts to."""
    tree = ast.parse(path.read_text("utf-8"))
    tried = {id(node) for node in attempts(tree)}
    for node in ast.walk(tree):
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


@pytest.mark.parametrize("path", FILES, ids=[p.relative_to(ROOT).as_posix() for p in FILES])
def test_a_module_imports_only_what_the_plain_install_brings(path: Path) -> None:
    allowed = {normal(requirement) for requirement in PROJECT["dependencies"]}
    for extra in EXTRAS.get(path.relative_to(ROOT).parts[1], ()):
        allowed |= {normal(one) for one in PROJECT["optional-dependencies"][extra]}
    brings = brought_by()
    for package in imported(path, attempted=False):
        assert {normal(name) for name in brings[package]} & allowed, package
    extras = PROJECT["optional-dependencies"].values()
    offered = {normal(requirement) for extra in extras for requirement in extra}
    for package in imported(path, attempted=True):
        assert {normal(name) for name in brings[package]} & offered, package


@pytest.mark.parametrize("script", PROJECT["scripts"])
def test_a_declared_script_can_be_called(script: str) -> None:
    assert callable(pkgutil.resolve_name(PROJECT["scripts"][script]))


def test_the_package_says_that_it_is_typed() -> None:
    assert (ROOT / "combat_rules" / "py.typed").is_file()


def test_what_python_the_project_asks_for_is_what_its_tools_check() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    wanted = PROJECT["requires-python"].removeprefix(">=")
    assert tools["mypy"]["python_version"] == wanted
    assert tools["ruff"]["target-version"] == "py" + wanted.replace(".", "")
