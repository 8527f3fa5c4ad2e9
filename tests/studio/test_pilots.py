"""Pilots of a project fight in the ring if they fit its rules, and are read beside the balance."""

from pathlib import Path
from typing import Any

import pytest

from combat_rules.balance.pilots.pilot import VERSION, Pilot, Table, options_of, save, spread_evenly
from combat_rules.balance.pilots.sheet import sheet_of
from combat_rules.errors import StateError
from combat_rules.plugins import standard_ruleset
from combat_rules.plugins.fingerprint import changes, rules_of
from combat_rules.studio.pictures import rules_data
from combat_rules.studio.pilots import flown, listed, read, written

RULES = standard_ruleset()
CELL = 0


def put_pilot(file: Path, rules: str = rules_of(RULES).hash) -> None:
    """A pilot of a brute that has been in one cell, where it does anything with the same chance."""
    brute = RULES.archetypes["brute"]
    sheet = sheet_of(RULES, brute)
    options = options_of(brute, sheet)
    table = Table({CELL: spread_evenly(len(options))}, {CELL: 9})
    file.parent.mkdir(exist_ok=True)
    tables = {"": table, "duelist": table}
    save(Pilot(VERSION, "brute", rules, options, sheet, tables, 20, 1), file)


def test_a_pilot_of_these_rules_can_be_chosen_for_its_archetype_alone(tmp_path: Path) -> None:
    put_pilot(tmp_path / "pilots" / "brute.pilot")
    rules = flown(RULES, tmp_path)
    data: Any = rules_data(rules)
    only = {one["name"]: one["only"] for one in data["controllers"]}
    assert only["pilot of brute"] == "brute"
    assert only["attack"] is None
    # A journal from before it was trained is still one of these rules.
    assert changes(rules_of(RULES), written(rules)) == ()


def test_a_pilot_of_other_rules_is_listed_with_the_reason_and_does_not_fight(
    tmp_path: Path,
) -> None:
    put_pilot(tmp_path / "old.pilot", rules="of last week")
    (tmp_path / "torn.pilot").write_bytes(b"\x00")
    assert flown(RULES, tmp_path) is RULES
    told: Any = listed(RULES, tmp_path)
    old, torn = told["pilots"]
    assert "train it anew" in old["problem"]
    assert "cannot be read as a pilot" in torn["problem"]


def test_a_pilot_is_read_situation_by_situation(tmp_path: Path) -> None:
    put_pilot(tmp_path / "pilots" / "brute.pilot")
    told: Any = listed(RULES, tmp_path)
    (pilot,) = told["pilots"]
    assert (pilot["archetype"], pilot["rounds"], pilot["problem"]) == ("brute", 20, "")
    found: Any = read(tmp_path, pilot["id"], full=False)
    assert found["met"] == ["duelist"]
    assert read(tmp_path, pilot["id"], full=False, foe="duelist") == found
    (habit,) = found["habits"]
    assert habit.share == 100
    assert sum(percent for _, percent in habit.choices) == pytest.approx(100, abs=1)
    assert len(habit.choices) == len(RULES.archetypes["brute"].actions) + 3


@pytest.mark.parametrize("id", ["../brute.pilot", "nobody.pilot", "/etc/passwd"])
def test_no_file_is_read_but_a_pilot_of_the_project(tmp_path: Path, id: str) -> None:
    put_pilot(tmp_path / "brute.pilot")
    (tmp_path / "inside").mkdir()
    with pytest.raises(StateError, match="there is no pilot"):
        read(tmp_path / "inside", id, full=False)
