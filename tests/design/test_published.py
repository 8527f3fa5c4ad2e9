"""What is published stands beside what is measured, and every difference is told."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from combat_rules import load_ruleset
from combat_rules.cli.app import app
from combat_rules.design.framedata import agreement, frame_data
from combat_rules.design.importing import import_files, write_plugin
from combat_rules.design.importing.report import name_for
from tests.design.frame_files import LP, fat, written
from tests.design.shared_data import SF6, beside

NAME = "Dee Jay"
STUNS = {"onHit": ("hitstun", "on_hit"), "onBlock": ("blockstun", "on_block")}


def test_a_wrong_value_is_told_with_both_numbers(tmp_path: Path) -> None:
    moves = {"Stand LP": LP, "Stand MP": {**LP, "total": 15}}
    write_plugin(import_files([written(tmp_path, "sf.json", fat(moves))]), tmp_path / "out")
    rows = frame_data(load_ruleset([tmp_path / "out"]), ["Ayla Stand LP", "Ayla Stand MP"])
    assert agreement(rows)["total"] == (1, 2)
    run = CliRunner().invoke(
        app, ["frame-data", "-p", str(tmp_path / "out"), "--archetype", "Ayla", "--format", "md"]
    )
    assert "| +4 (+4) | -1 (-1) |" in run.output
    assert "- Ayla Stand MP: total is published as 15, measured 13" in run.output
    assert "- total: 1 of 2 as published" in run.output


@beside
def test_the_published_advantages_of_a_character_are_what_is_measured(tmp_path: Path) -> None:
    """Of the plain rows without projectiles all measure so, and of those whose stun says another
    advantage the report tells both numbers."""
    imported = import_files([SF6], only=[NAME])
    write_plugin(imported, tmp_path / "out")
    rows = {column: list(plain_rows(column, stun)) for column, (stun, _) in STUNS.items()}
    names = {name_for(NAME, title, {}) for found in rows.values() for title, _ in found}
    ruleset = load_ruleset([tmp_path / "out"])
    measured = {row.move: row for row in frame_data(ruleset, sorted(names), [])}
    told = {fate.where: " ".join(fate.contradicts) for fate in imported.fates}
    odd = []
    for column, (stun, name) in STUNS.items():
        for title, row in rows[column]:
            assert getattr(measured[name_for(NAME, title, {})], name) == row[column], title
            given = row[stun] - (row["active"] + row["recovery"])
            if given != row[column]:
                odd.append(title)
                both = f"{stun} {row[stun]} would give {given:+d}, {column} says {row[column]:+d}"
                assert both in told[f"{NAME}, {title}"]
    assert (len(rows["onHit"]), len(rows["onBlock"]), len(odd)) == (9, 23, 2)


def plain_rows(column: str, stun: str) -> list[tuple[str, dict[str, Any]]]:
    """The rows whose cells are whole numbers, without projectiles."""
    needed = ("startup", "active", "recovery", column, stun)
    said = json.loads(SF6.read_text(encoding="utf-8"))[NAME]
    return [
        (title, row)
        for title, row in said["moves"]["normal"].items()
        if not row.get("projectile") and all(type(row.get(name)) is int for name in needed)
    ]
