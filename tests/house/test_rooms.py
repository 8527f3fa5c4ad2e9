"""Rooms import in one direction, as pyproject.toml declares, and the declaration bites."""

import os
import re
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


FAULTS = {
    "a room that imports upwards":
        ("rooms", "model/up.py", "import combat_rules.engine", "model.up -> combat_rules.engine"),
    "an engine that knows the standard rules":
        ("rooms", "engine/up.py", "import combat_rules.standard",
         "engine.up -> combat_rules.standard"),
    "a room that nobody declared": ("rooms", "attic/__init__.py", "", "- combat_rules.attic"),
    "standard rules that go past the public names":
        ("stranger", "standard/past.py", "import combat_rules.model.actions",
         "standard.past -> combat_rules.model.actions"),
    "standard rules that load rules":
        ("stranger", "standard/load.py", "from combat_rules.plugins import build_ruleset",
         "standard.load -> combat_rules.plugins"),
    "a room that imports the public names":
        ("front-door", "engine/front.py", "from combat_rules import CombatError",
         "engine.front -> combat_rules (l.1)"),
    "a circle inside a room":
        ("acyclic", "model/hen.py", "import combat_rules.model.egg", ".hen -> .egg"),
}  # fmt: skip
"""What a fault breaks, where it is planted, what is written there, and how it is told."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of each contract about a copy of the house in which all faults are planted."""
    house = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", house)
    package = house / "combat_rules"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    for _, file, text, _ in FAULTS.values():
        (package / file).parent.mkdir(exist_ok=True)
        (package / file).write_text(text + "\n", encoding="utf-8")
    (package / "model" / "egg.py").write_text("import combat_rules.model.hen\n", encoding="utf-8")
    report = lint(house).stdout.partition("Broken contracts")[2]
    parts = re.split(f"^({'|'.join(map(re.escape, NAMES.values()))})$", report, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_contract_of_the_rooms_is_kept() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("fault", FAULTS)
def test_a_contract_finds(told: dict[str, str], fault: str) -> None:
    contract, _, _, said = FAULTS[fault]
    assert said in told[NAMES[contract]]


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
