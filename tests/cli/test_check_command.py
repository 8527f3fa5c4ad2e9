"""``check``, ``compare`` and ``combo``: what is found, with its reason and its witness."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from combat_rules import CombatError
from combat_rules.cli.app import app
from combat_rules.design.verify import CODES, read_waivers
from tests.design.frame_files import motion, motions, written
from tests.packs import FOLDER


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, [*arguments])


def test_the_rules_that_ship_are_clean_or_waived_with_a_reason() -> None:
    result = run("check", "--waive", str(FOLDER / "waivers.yaml"))
    assert result.exit_code == 0, result.output
    assert "covers nothing" not in result.output


def test_nobody_has_to_waive_what_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("check")
    assert (result.exit_code, result.output) == (0, "0 found, 1 waived\n")


def test_a_move_of_ones_own_is_not_excused_by_the_reasons_of_what_ships(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "moves: [{name: jab, release: 9, reach: 60, damage: 1}]\n"
    text += "archetypes: [{name: boxer, actions: [jab, block]}]\n"
    result = run("check", "--plugin", str(written(tmp_path, "boxing.yaml", text)))
    assert result.exit_code == 1
    assert "boxing.yaml:1 move.unreactable jab: " in " ".join(result.output.split())


@pytest.fixture
def waivers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Whatever is found is waived, and one thing that nobody finds, with the standard rules."""
    monkeypatch.chdir(tmp_path)
    everything = '- {code: "*", move: "*", reason: all of it}\n'
    gone = "- {code: combo.endless, move: gone, reason: it went}\n"
    return written(tmp_path, "w.yaml", everything + gone)


def test_findings_are_data_with_their_codes_and_reasons(waivers: Path) -> None:
    told = json.loads(run("check", "--waive", str(waivers), "--json").stdout)
    (row,) = told["findings"]
    assert row["code"] in CODES
    assert row["waived"] == "all of it"
    assert row["means"]
    assert row["where"]
    assert row["known_by"] == "compared as it was measured"


def test_rules_that_cannot_be_used_are_a_finding(tmp_path: Path) -> None:
    table = written(tmp_path, "odd.yaml", "moves: [{name: poke, cancels: [{into: [nothing]}]}]\n")
    result = run("check", "--plugin", str(table))
    assert result.exit_code == 1
    assert "rules.refused" in result.output
    assert "cancels into nothing, which does not exist" in result.output


def test_witnesses_can_be_written_and_played(tmp_path: Path) -> None:
    text = motions(STAND_A=motion(frameNumber=14, attack_Active=2))
    file = written(tmp_path, "AYLA.csv", text)
    assert run("import", str(file), "--out", str(tmp_path / "ayla")).exit_code == 0
    plugin = str(tmp_path / "ayla")
    assert run("check", "-p", plugin, "--scripts", str(tmp_path / "shown")).exit_code == 1
    (script,) = (tmp_path / "shown").glob("*combo-endless*")
    result = run("duel", "-p", plugin, "--script", str(script))
    assert "actor wins by defeat" in result.output


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- {code: move.dominated, move: jab}", "line 1.*a waiver needs reason"),
        ("- {code: move.dominatd, move: jab, reason: so}", "no code move.dominatd"),
        ("code: 3", "waivers are a list"),
        ("- {code: [", "cannot read the waivers"),
    ],
    ids=["no reason", "no code", "no list", "half"],
)
def test_a_waiver_without_a_reason_is_none(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(CombatError, match=why):
        read_waivers(written(tmp_path, "waivers.yaml", text))


def test_a_waiver_that_covers_nothing_is_told(waivers: Path) -> None:
    result = run("check", "--waive", str(waivers))
    assert result.exit_code == 0
    assert "line 2, column 3: the waiver of combo.endless gone covers nothing" in result.output


def test_outcomes_of_a_patch_are_told_as_a_note(tmp_path: Path) -> None:
    old = "moves:\n- {name: jab, commit: 4, release: 3, recovery: 9, reach: 40, damage: 5, "
    tail = "archetypes: [{name: ayla, actions: [jab, shove]}]\n"
    shove = "- {name: shove, commit: 20, reach: 40}\n"
    one = written(tmp_path / "a", "m.yaml", f"{old}hitstun: 15}}\n{shove}{tail}")
    other = written(
        tmp_path / "b", "m.yaml", f"{old}hitstun: 40}}\n{shove}- {{name: kick}}\n{tail}"
    )
    result = run("compare", str(one), str(other))
    assert "## New\n\n- kick\n" in result.output
    assert "- **jab**: on_hit 3 → 28; on_counter_hit 3 → 28; hitstun 15 → 40" in result.output
    assert "## ayla" in result.output
    assert "New endless combos: jab" in result.output
    back = json.loads(run("compare", str(other), str(one), "--json").stdout)
    assert back["gone"] == ["kick"]
    assert back["kinds"]["ayla"]["lost_loops"]
    assert run("compare", str(one), str(one)).output == "Nothing is different.\n"


def test_a_patch_tells_what_nobody_knew_before_as_unknown(tmp_path: Path) -> None:
    move = "name: jab, commit: 3, release: 2, reach: 60, damage: 1, hitstun: 30"
    for name, more in (("old", "unknown: [recovery]"), ("new", "recovery: 9")):
        text = f"moves: [{{{move}, {more}}}]\narchetypes: [{{name: boxer, actions: [jab]}}]\n"
        written(tmp_path, f"{name}/jabs.yaml", text)
    told = run("compare", str(tmp_path / "old" / "jabs.yaml"), str(tmp_path / "new" / "jabs.yaml"))
    assert "recovery ? → 9" in told.output
    assert "on_hit ? → 19" in told.output
    assert "0 → 9" not in told.output


def test_a_patch_tells_of_archetypes_that_are_new_or_gone(tmp_path: Path) -> None:
    table = "moves: [{{name: jab}}]\narchetypes: [{{name: {}, actions: [jab]}}]\n"
    one = written(tmp_path / "a", "m.yaml", table.format("ayla"))
    other = written(tmp_path / "b", "m.yaml", table.format("borin"))
    result = run("compare", str(one), str(other))
    assert result.output == "## Rules\n\n- archetype ayla is gone\n- archetype borin is new\n"


def test_a_patch_tells_of_rules_field_by_field(tmp_path: Path) -> None:
    pack = """
from combat_rules import Action, four_phases, hookimpl

LIMIT = {}


def fit(scene):
    return scene.actor.health > LIMIT


@hookimpl
def combat_actions():
    return [Action(name="jab", chart=four_phases("Fit", commit=[fit]))]
"""
    one = written(tmp_path / "a", "pack.py", pack.format(3))
    other = written(tmp_path / "b", "pack.py", pack.format(4))
    result = run("compare", str(one), str(other))
    assert result.output == "## Rules\n\n- guard fit, values.LIMIT: 3 -> 4\n"
    (rule,) = json.loads(run("compare", str(one), str(other), "--json").stdout)["rules"]
    assert rule == {"thing": "guard fit", "field": "values.LIMIT", "old": 3, "new": 4}


def test_the_combo_command_gives_a_script_for_each() -> None:
    result = run("combo", "--archetype", "brawler", "--from", "jab", "--json")
    rows = json.loads(result.stdout)
    assert [row["moves"] for row in rows] == [["jab", "cross", "hook"]]
    assert "actor, action: 'jab'" in rows[0]["script"]
    assert run("combo", "--archetype", "brawlr").exit_code == 2


@pytest.mark.parametrize(
    ("move", "role"), [("block", "block"), ("evade", "evade"), ("move_forward", "move")]
)
def test_no_combo_is_looked_for_that_begins_with_what_strikes_nobody(move: str, role: str) -> None:
    result = run("combo", "--archetype", "duelist", "--from", move)
    assert result.exit_code == 2
    assert " ".join(result.output.split()) == (
        f"combat-rules: --from: no combo begins with {move}: it strikes no foe by itself, its role "
        f"is {role}; of those that strike there are: attack, quick_attack, heavy_attack"
    )
