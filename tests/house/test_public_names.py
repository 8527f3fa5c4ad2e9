"""The public names are all that a stranger's plugin needs, and all that the standard rules use."""

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import combat_rules

PUBLIC: list[str] = combat_rules.__all__
STANDARD = Path(combat_rules.__file__).parent / "standard"
STANDARD_FILES = sorted(STANDARD.rglob("*.py"))


def reading_order(name: str) -> tuple[int, str]:
    """Constants first, then classes, then functions; each by name."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def reaches_past_the_public_names(source: str, public: list[str]) -> Iterator[str]:
    """What ``source`` imports of the project that a plugin from outside could not rely on.

    Its own package counts as its own: a stranger's plugin may have several files too.
    """
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (
                    f"import {alias.name}"
                    for alias in names
                    if alias.name.partition(".")[0] == "combat_rules"
                )
            case ast.ImportFrom(module="combat_rules", level=0, names=names):
                yield from (alias.name for alias in names if alias.name not in public)
            case ast.ImportFrom(module=str(module), level=0):
                own = f"{module}.".startswith("combat_rules.standard.")
                if module.startswith("combat_rules.") and not own:
                    yield module
            case ast.ImportFrom(level=level) if level > 1:
                yield "." * level


def test_the_public_names_are_in_reading_order_and_named_once() -> None:
    assert sorted(set(PUBLIC), key=reading_order) == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_can_be_imported(name: str) -> None:
    assert hasattr(combat_rules, name)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_class_or_function_says_what_it_is(name: str) -> None:
    thing = getattr(combat_rules, name)
    if inspect.isclass(thing) or inspect.isroutine(thing):
        assert inspect.cleandoc(thing.__doc__ or "")
        assert not str(thing.__doc__).startswith(f"{name}("), "a signature is not a sentence"


@pytest.mark.parametrize("path", STANDARD_FILES, ids=lambda path: path.stem)
def test_the_standard_rules_import_only_what_a_strangers_plugin_could(path: Path) -> None:
    assert not list(reaches_past_the_public_names(path.read_text("utf-8"), PUBLIC))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from combat_rules import Action", []),
        ("from combat_rules.standard.strikes import attack", []),
        ("from .strikes import attack", []),
        ("from combat_rules import _hidden", ["_hidden"]),
        ("from combat_rules.model import Action", ["combat_rules.model"]),
        ("from combat_rules.standards import attack", ["combat_rules.standards"]),
        ("import combat_rules.engine", ["import combat_rules.engine"]),
        ("from ..engine import CombatSystem", [".."]),
    ],
    ids=[
        "a public name",
        "its own file",
        "its own file, relative",
        "a hidden name",
        "a room",
        "a name like its own",
        "a room as a whole",
        "a room, relative",
    ],
)
def test_an_import_past_the_public_names_is_found(source: str, found: list[str]) -> None:
    assert list(reaches_past_the_public_names(source, ["Action"])) == found


def test_the_public_names_load_neither_rules_nor_command_line_nor_test_tools() -> None:
    ask = "import sys; from combat_rules import *; print(*sys.modules, sep='\\n')"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    loaded = set(answer.stdout.split())
    assert "combat_rules.errors" in loaded
    unwanted = {"combat_rules.standard", "combat_rules.cli", "combat_rules.testing"}
    assert not loaded & (unwanted | {"pytest", "hypothesis", "typer"})


def test_a_name_that_is_not_public_is_said_to_be_missing() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Fighter'"):
        _ = combat_rules.Fighter  # type: ignore[attr-defined]  # that is the point
    assert set(PUBLIC) <= set(dir(combat_rules))


def test_the_package_alone_loads_none_of_its_rooms() -> None:
    ask = "import sys, combat_rules; print(*sys.modules, sep='\\n')"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    rooms = {name for name in answer.stdout.split() if name.startswith("combat_rules.")}
    assert not rooms
