"""The public names are all that a stranger's plugin needs, and all that the standard rules use.

About two dozen stand at the top; the others are in the modules of ``PUBLIC_MODULES``.
"""

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import combat_rules
from combat_rules.model.events import EVENT_TYPES
from combat_rules.moved import MODULES as MOVED_MODULES

PUBLIC: list[str] = combat_rules.__all__
MODULES = {name: import_module(name) for name in ("combat_rules", *combat_rules.PUBLIC_MODULES)}
NAMES = [(module, name) for module in MODULES.values() for name in module.__all__]
FOR_RULES = {
    name: [*MODULES[name].__all__, "__version__"]
    for name in (
        "combat_rules",
        "combat_rules.charts",
        "combat_rules.errors",
        "combat_rules.model",
        "combat_rules.model.events",
    )
}
"""What rules need; the other public modules are for those who play, record and test them."""

STANDARD = Path(combat_rules.__file__).parent / "standard"
STANDARD_FILES = sorted(STANDARD.rglob("*.py"))


def reading_order(name: str) -> tuple[int, str]:
    """Constants first, then classes, then functions; each by name."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def reaches_past_the_public_names(
    source: str, public: Mapping[str, Sequence[str]]
) -> Iterator[str]:
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
            case ast.ImportFrom(module=str(module), level=0, names=names) if module in public:
                yield from (alias.name for alias in names if alias.name not in public[module])
            case ast.ImportFrom(module=str(module), level=0):
                own = f"{module}.".startswith("combat_rules.standard.")
                if module.startswith("combat_rules.") and not own:
                    yield module
            case ast.ImportFrom(level=level) if level > 1:
                yield "." * level


def full_name(thing: object) -> str | None:
    if isinstance(thing, ModuleType):
        return thing.__name__.removeprefix("combat_rules").lstrip(".") or "top"
    return None


@pytest.mark.parametrize("module", MODULES.values(), ids=full_name)
def test_the_public_names_are_in_reading_order_and_named_once(module: ModuleType) -> None:
    assert sorted(set(module.__all__), key=reading_order) == module.__all__


def test_a_newcomer_meets_few_names() -> None:
    assert len(PUBLIC) <= 30


def test_each_name_at_the_top_is_the_one_of_its_module() -> None:
    for name in PUBLIC:
        homes = [m for m in combat_rules.PUBLIC_MODULES if name in MODULES[m].__all__]
        assert homes, name
        for home in homes:
            assert getattr(MODULES[home], name) is getattr(combat_rules, name)


def test_a_public_name_can_be_imported() -> None:
    assert [(module, name) for module, name in NAMES if not hasattr(module, name)] == []


def test_every_event_class_is_public() -> None:
    public = MODULES["combat_rules.model.events"].__all__
    assert [kind for kind in EVENT_TYPES.values() if kind.__name__ not in public] == []


def says_what_it_is(thing: object, name: str) -> bool:
    """Whether a class or function has a docstring, and one that is no signature."""
    if not (inspect.isclass(thing) or inspect.isroutine(thing)):
        return True
    said = inspect.cleandoc(thing.__doc__ or "")
    return said != "" and not said.startswith(f"{name}(")


def test_a_public_class_or_function_says_what_it_is() -> None:
    silent = [
        (module, name) for module, name in NAMES if not says_what_it_is(getattr(module, name), name)
    ]
    assert silent == []


def test_the_standard_rules_import_only_what_a_strangers_plugin_could() -> None:
    found = {
        path.stem: list(reaches_past_the_public_names(path.read_text("utf-8"), FOR_RULES))
        for path in STANDARD_FILES
    }
    assert {stem: names for stem, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from combat_rules import Action", []),
        ("from combat_rules.standard.strikes import attack", []),
        ("from .strikes import attack", []),
        ("from combat_rules import _hidden", ["_hidden"]),
        ("from combat_rules.model import Action", []),
        ("from combat_rules.model import Word", ["Word"]),
        ("from combat_rules.model.actions import Action", ["combat_rules.model.actions"]),
        ("from combat_rules.plugins import hookimpl", ["combat_rules.plugins"]),
        ("from combat_rules.standards import attack", ["combat_rules.standards"]),
        ("import combat_rules.engine", ["import combat_rules.engine"]),
        ("from ..engine import CombatSystem", [".."]),
    ],
    ids=[
        "a public name",
        "its own file",
        "its own file, relative",
        "a hidden name",
        "a name of a public module",
        "a hidden name of a public module",
        "a file of a public module",
        "a room",
        "a name like its own",
        "a room as a whole",
        "a room, relative",
    ],
)
def test_an_import_past_the_public_names_is_found(source: str, found: list[str]) -> None:
    public = {"combat_rules": ["Action"], "combat_rules.model": ["Action"]}
    assert list(reaches_past_the_public_names(source, public)) == found


def test_the_public_names_load_neither_rules_nor_command_line_nor_test_tools() -> None:
    ask = "import sys; from combat_rules import *; print(*sys.modules, sep='\\n')"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    loaded = set(answer.stdout.split())
    assert "combat_rules.errors" in loaded
    unwanted = {"combat_rules.standard", "combat_rules.cli", "combat_rules.testing"}
    assert not loaded & (unwanted | {"pytest", "hypothesis", "typer"})


def test_whoever_looks_at_the_top_for_a_name_is_told_where_it_is() -> None:
    for module, name in NAMES:
        if name in PUBLIC:
            continue
        # Some names are in two modules; either will do.
        homes = [home for home in combat_rules.PUBLIC_MODULES if name in MODULES[home].__all__]
        words = f"{name} is in {homes[0]} now; write: from {homes[0]} import {name}"
        with pytest.raises(AttributeError) as asked:
            getattr(combat_rules, name)
        with pytest.raises(ImportError) as imported:
            exec(f"from combat_rules import {name}")
        assert str(asked.value) == str(imported.value) == words
        assert module.__name__ in homes


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("combat_rules.record.Driver", "combat_rules.netcode.Driver"),
        ("combat_rules.record.Session", "combat_rules.netcode.Session"),
        ("combat_rules.record.Packet", "combat_rules.netcode.Packet"),
        ("combat_rules.record.SyncTest", "combat_rules.netcode.SyncTest"),
        ("combat_rules.record.Request", "combat_rules.netcode.Request"),
        ("combat_rules.record.DesyncError", "combat_rules.netcode.DesyncError"),
        ("combat_rules.record.InputError", "combat_rules.netcode.InputError"),
        ("combat_rules.record.Parting", "combat_rules.record.Divergence"),
        ("combat_rules.plugins.Owned", "combat_rules.plugins.Contributed"),
    ],
)
def test_whoever_looks_for_a_name_where_it_was_is_told_where_it_is(old: str, now: str) -> None:
    module, _, name = old.rpartition(".")
    place, _, called = now.rpartition(".")
    assert called in MODULES[place].__all__
    with pytest.raises(AttributeError, match=f"from {place} import {called}$") as asked:
        getattr(MODULES[module], name)
    with pytest.raises(ImportError) as imported:
        exec(f"from {module} import {name}")
    assert str(asked.value) == str(imported.value)
    assert not hasattr(MODULES[module], "Drivver")


@pytest.mark.parametrize("old", MOVED_MODULES)
def test_whoever_imports_a_module_by_its_old_name_is_told_the_new_one(old: str) -> None:
    now = f"combat_rules.{MOVED_MODULES[old]}"
    assert import_module(now).__name__ == now
    words = f"combat_rules.{old} is in {now} now; import from there"
    with pytest.raises(ModuleNotFoundError, match=re.escape(words)):
        import_module(f"combat_rules.{old}")


def test_what_was_in_a_room_that_has_another_name_is_looked_for_there() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"is in combat_rules\.netcode now"):
        import_module("combat_rules.record.rollback.session")
    with pytest.raises(ModuleNotFoundError, match=r"^No module named 'combat_rules.record.rolls'$"):
        import_module("combat_rules.record.rolls")


def test_a_name_that_is_nowhere_is_said_to_be_missing() -> None:
    words = "no attribute 'Archetpye'; did you mean Archetype?"
    with pytest.raises(AttributeError, match=re.escape(words)):
        _ = combat_rules.Archetpye  # type: ignore[attr-defined]  # that is the point
    with pytest.raises(ImportError, match=re.escape(words)):
        from combat_rules import Archetpye  # type: ignore[attr-defined]  # noqa: F401, PLC0415
    with pytest.raises(AttributeError, match=r"has no attribute '_hidden'$"):
        _ = combat_rules._hidden  # type: ignore[attr-defined]  # that is the point
    assert set(PUBLIC) <= set(dir(combat_rules))


def test_asking_whether_the_top_has_a_name_is_no_error() -> None:
    assert not hasattr(combat_rules, "ActionSystem")
    assert not hasattr(combat_rules, "load_tests")


def test_a_public_module_can_be_imported_from_the_top() -> None:
    ask = "from combat_rules import charts, engine, model, record; print(engine.__name__)"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "combat_rules.engine"


def test_the_package_alone_loads_none_of_its_rooms() -> None:
    ask = "import sys, combat_rules; print(*sys.modules, sep='\\n')"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    rooms = {name for name in answer.stdout.split() if name.startswith("combat_rules.")}
    assert not rooms
