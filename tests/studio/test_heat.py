"""The heat map: every pairing once, seen from both sides, the same live and compiled."""

from pathlib import Path
from typing import Any

import pytest

from combat_rules import replace
from combat_rules.plugins import standard_ruleset
from combat_rules.studio import heat
from combat_rules.studio.heat import EVEN, Heat
from combat_rules.studio.rulebook import Rulebook
from tests.patience import until
from tests.studio.conftest import make_ending

FIGHTS = 6


def played(numbers: dict[str, int]) -> dict[str, Any]:
    """A map that has been played to its end."""
    found = Heat(standard_ruleset(), FIGHTS, numbers)
    found.start()
    until(lambda: not found.data()["running"])
    return found.data()


def test_both_sides_of_a_pairing_are_one_and_oneself_is_even() -> None:
    data = played({})
    kinds, cells = data["kinds"], data["cells"]
    assert len(kinds) >= 2
    assert data["played"] == data["wanted"] == FIGHTS * len(kinds) * (len(kinds) - 1) // 2
    for row in range(len(kinds)):
        assert cells[row][row] == EVEN
        for column in range(row):
            fights, share, low, high, length = cells[row][column]
            mirrored = [fights, 100 - share, 100 - high, 100 - low, length]
            assert cells[column][row] == pytest.approx(mirrored)


def test_the_map_is_the_same_without_what_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {"attack.damage": 30}
    compiled = played(numbers)
    monkeypatch.setattr(heat, "_batch", lambda: None)
    live = played(numbers)
    assert (compiled["compiled"], live["compiled"]) == (True, False)
    assert live["cells"] == compiled["cells"]
    assert not live["problem"]


@pytest.mark.parametrize("compiled", [True, False])
def test_a_rule_that_would_end_the_program_is_told_on_the_map(
    compiled: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not compiled:
        monkeypatch.setattr(heat, "_batch", lambda: None)
    project = make_ending(tmp_path / "project", "SystemExit(3)")
    found = Heat(Rulebook((), project).edition.ruleset, FIGHTS, {})
    found.start()
    until(lambda: not found.data()["running"])
    assert found.problem == "a rule raised SystemExit: 3 (ends.py:7 in ends)"


def test_who_has_no_room_on_the_map_is_told() -> None:
    rules = standard_ruleset()
    brute = rules.archetypes["brute"]
    many = {f"brute{n}": replace(brute, name=f"brute{n}") for n in range(heat.MOST + 2)}
    data = Heat(replace(rules, archetypes=many), FIGHTS, {}).data()
    assert data["kinds"] == list(many)[: heat.MOST]
    assert data["left_out"] == list(many)[heat.MOST :]
