"""Rooms import in one direction, as pyproject.toml declares, and the declaration bites."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "combat_rules"
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
    "tool"
]["importlinter"]["contracts"]
LAYERS: list[str] = next(c["layers"] for c in CONTRACTS if c["type"] == "layers")
NAMES = {contract["id"]: contract["name"] for contract in CONTRACTS}
LINT = """
import sys
from importlinter.cli import lint_imports
sys.exit(lint_imports(no_cache=True, no_logo=True))
"""


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    """Hold the contracts against the package in ``house``."""
    return subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def broken(house: Path) -> list[str]:
    """The names of the contracts that the package in ``house`` breaks."""
    result = lint(house)
    assert result.returncode in (0, 1), result.stdout + result.stderr
    verdicts = (line.partition(" BROKEN") for line in result.stdout.splitlines())
    return [name for name, verdict, _ in verdicts if verdict]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the house in which to plant a fault."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    no_cache = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "combat_rules", ignore=no_cache)
    return tmp_path


def test_every_contract_of_the_rooms_is_kept() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("room", "fault", "contract"),
    [
        ("model", "import combat_rules.engine", "rooms"),
        ("engine", "import combat_rules.standard", "rooms"),
        ("attic", "", "rooms"),
        ("standard", "import combat_rules.model.actions", "stranger"),
        ("standard", "from combat_rules.plugins import build_ruleset", "stranger"),
        ("engine", "from combat_rules import CombatError", "front-door"),
    ],
    ids=[
        "a room that imports upwards",
        "an engine that knows the standard rules",
        "a room that nobody declared",
        "standard rules that go past the public names",
        "standard rules that load rules",
        "a room that imports the public names",
    ],
)
def test_a_contract_finds(copy: Path, room: str, fault: str, contract: str) -> None:
    planted = copy / "combat_rules" / room / "planted.py"
    planted.parent.mkdir(exist_ok=True)
    (planted.parent / "__init__.py").touch()
    planted.write_text(fault + "\n", encoding="utf-8")
    assert NAMES[contract] in broken(copy)


def test_a_contract_finds_a_circle_inside_a_room(copy: Path) -> None:
    room = copy / "combat_rules" / "model"
    (room / "hen.py").write_text("import combat_rules.model.egg\n", encoding="utf-8")
    (room / "egg.py").write_text("import combat_rules.model.hen\n", encoding="utf-8")
    assert broken(copy) == [NAMES["acyclic"]]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_declared_room_exists_or_is_optional(layer: str) -> None:
    optional = layer.startswith("(") and layer.endswith(")")
    package, module = PACKAGE / layer / "__init__.py", PACKAGE / f"{layer}.py"
    assert optional or package.exists() or module.exists()


def test_the_rooms_stand_in_the_order_of_the_house() -> None:
    assert [layer.strip("()") for layer in LAYERS] == [
        "cli",
        "studio",
        "testing",
        "environments",
        "balance",
        "design",
        "compiled",
        "netcode",
        "record",
        "standard",
        "engine",
        "plugins",
        "charts",
        "model",
        "errors",
        "moved",
    ]
