"""What is misspelt is found by a type checker, before any fight."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SNIPPET = """\
from combat_rules import CombatEvent, CombatSystem
from combat_rules.model.events import ActionHit, DamageDealt


class Cried(CombatEvent, frozen=True, kw_only=True):
    loud: int


combat = CombatSystem()


def hurt(event: DamageDealt) -> None:
    print(event.damage, event.breakdown[0].rule)


def anything(event: CombatEvent) -> None:
    print(event.type, event.causes)


combat.subscribe(DamageDealt, hurt)
combat.subscribe(Cried, lambda event: print(event.loud))
combat.subscribe("action_hit", anything)
combat.subscribe("*", anything)
Cried(loud=3)
"""

TYPOS = {
    "a field": "combat.subscribe(DamageDealt, lambda event: event.damge)",
    "data, as it was once": 'combat.subscribe(DamageDealt, lambda event: event.data["damage"])',
    "a field of another type": "combat.subscribe(ActionHit, lambda event: event.damage)",
    "a name": 'combat.subscribe("action_hitt", anything)',
    "a subscriber to another type": "combat.subscribe(ActionHit, hurt)",
    "a plugin's own field": "combat.subscribe(Cried, lambda event: event.lod)",
    "a field that is announced": "Cried(lod=3)",
    "the type of what is announced": 'Cried(loud="very")',
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What mypy says of the snippet and then of each typo, a line each."""
    file = tmp_path_factory.mktemp("typos") / "snippet.py"
    file.write_text(SNIPPET + "\n".join(TYPOS.values()) + "\n", encoding="utf-8")
    cache = ("--cache-dir", str(file.parent / "cache"))
    command = (sys.executable, "-m", "mypy", "--strict", "--no-error-summary", *cache, file.name)
    environment = {"MYPYPATH": str(ROOT), "PATH": ""}
    ran = subprocess.run(
        command, cwd=file.parent, env=environment, capture_output=True, text=True, check=False
    )
    return ran.stdout + ran.stderr


@pytest.mark.parametrize("number", range(len(TYPOS)), ids=TYPOS)
def test_a_typo_is_found_by_a_type_checker(told: str, number: int) -> None:
    line = SNIPPET.count("\n") + 1 + number
    assert f"snippet.py:{line}: error:" in told, told


def test_what_is_right_passes(told: str) -> None:
    lines = {int(line.split(":")[1]) for line in told.splitlines() if ": error:" in line}
    assert all(line > SNIPPET.count("\n") for line in lines), told
