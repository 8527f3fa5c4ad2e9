"""What is published stands beside what is measured, and every difference is told."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from combat_rules import load_ruleset
from combat_rules.cli import app
from combat_rules.design.framedata import agreement, frame_data
from combat_rules.design.importing import import_files, write_plugin
from combat_rules.design.importing.report import name_for
from tests.design.frame_files import LP, fat, written
from tests.design.shared_data import SF6, beside

STUNS = {"onHit": ("hitstun", "on_hit"), "onBlock": ("blockstun", "on_block")}


def test_a_wrong_value_is_told_with_both_numbers(tmp_path: Path) -> None:
    moves = {"Stand LP": LP, "Stand MP": {**LP, "onBlock": 5}}
    write_plugin(import_files([written(tmp_path, "sf.json", fat(moves))]), tmp_path / "out")
    rows = frame_data(load_ruleset([tmp_path / "out"]), ["Ayla Stand LP", "Ayla Stand MP"])
    assert agreement(rows)["on_block"] == (1, 2)
    run = CliRunner().invoke(
        app, ["frame-data", "-p", str(tmp_path / "out"), "--archetype", "Ayla", "--format", "md"]
    )
    assert "| +4 (+4) | -1 (-1) |" in run.output
    assert "- Ayla Stand MP: on_block is published as +5, measured -1" in run.output
    assert "- on_block: 1 of 2 as published" in run.output


@beside
def test_the_published_advantages_of_sf6_are_what_is_measured(tmp_path: Path) -> None:
    """Of the plain rows without projectiles: every one that is its stun less what is left of
    the move measures so, and nothing else does."""
    write_plugin(import_files([SF6]), tmp_path / "out")
    measured = {row.move: row for row in frame_data(load_ruleset([tmp_path / "out"]))}
    found: dict[str, tuple[int, int]] = {}
    for column, (stun, name) in STUNS.items():
        rows = list(plain_rows(column, stun))
        agree = 0
        for character, title, row in rows:
            value = getattr(measured[name_for(character, title, {})], name)
            assert value == row[stun] - (row["active"] + row["recovery"]), title
            agree += value == row[column]
        found[name] = agree, len(rows)
    assert found == {"on_hit": (250, 251), "on_block": (374, 387)}
    told = {
        each.move: (each.published, each.measured)
        for row in measured.values()
        for each in row.differences
        if each.column == "on_block"
    }
    assert told["Ken Chin Buster 2nd"] == (-14, -15)
    assert told["Dee Jay Threebeat Combo 2"] == (-8, -6)


def plain_rows(column: str, stun: str) -> list[tuple[str, str, dict[str, Any]]]:
    """The rows whose cells are whole numbers, without projectiles."""
    needed = ("startup", "active", "recovery", column, stun)
    return [
        (character, title, row)
        for character, said in json.loads(SF6.read_text(encoding="utf-8")).items()
        for title, row in said["moves"]["normal"].items()
        if not row.get("projectile") and all(type(row.get(name)) is int for name in needed)
    ]
