"""Matchups beside a move: with other numbers and without, on the same luck."""

from pathlib import Path
from typing import Any

import pytest

from combat_rules.errors import CombatError
from combat_rules.plugins import load_ruleset, standard_ruleset
from combat_rules.studio import matchups as asked
from combat_rules.studio.matchups import matchups

WITH_BRAWLING = load_ruleset([Path(__file__).parents[2] / "plugins" / "brawling"])


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "FIGHTS", 40)


def test_every_pairing_of_somebody_who_knows_the_move_is_told() -> None:
    found: list[Any] = matchups(WITH_BRAWLING, "hook", {})
    assert [(one["left"], one["right"]) for one in found] == [
        ("brawler", other) for other in ("duelist", "brute", "sentinel", "knife_thrower")
    ]
    assert {one["change"] for one in found} == {0}


def test_other_numbers_are_told_with_what_they_change() -> None:
    found: list[Any] = matchups(WITH_BRAWLING, "hook", {"hook.damage": 60})
    assert all(
        one["change"] == pytest.approx(one["after"] - one["before"], abs=0.11) for one in found
    )
    assert all(one["change"] > 0 and one["sure"] for one in found)


def test_a_move_that_there_is_not_is_proposed() -> None:
    with pytest.raises(CombatError, match="did you mean attack"):
        matchups(standard_ruleset(), "atack", {})
