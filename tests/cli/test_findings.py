"""Findings are told a line each, each kind is explained once, and waivers can be pasted."""

from pathlib import Path

import pytest

from combat_rules.cli.findings import MOST_OF_A_KIND, SHOWN_OF_MANY, print_doubts, print_findings
from combat_rules.cli.places import short_place
from combat_rules.design.verify import Finding, Origins, read_waivers
from combat_rules.plugins import find_plugins, standard_ruleset
from combat_rules.plugins.packs import PACKAGE

SPEAR = """\
from combat_rules import Action

jab = Action(
    name="spear_jab",
    feint=3,
)
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)


def unreactable(move: str, line: int = 4) -> Finding:
    where = f"{Path.cwd() / 'spear.py'}, line {line}"
    return Finding(code="move.unreactable", move=move, text="it is quick", where=where)


def lines_of(capsys: pytest.CaptureFixture[str], *found: Finding) -> list[str]:
    print_findings(found)
    return capsys.readouterr().out.splitlines()


def test_a_finding_is_one_line_with_file_line_code_and_move(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = lines_of(capsys, unreactable("spear_jab", 78))
    assert told[0] == "spear.py:78 move.unreactable spear_jab: it is quick"


def test_a_place_in_what_ships_is_told_without_the_folder_it_is_installed_in() -> None:
    where = f"{PACKAGE / 'standard' / 'moves.py'}, line 28"
    assert short_place(where) == str(Path("combat_rules/standard/moves.py:28"))


def test_each_kind_is_explained_once(capsys: pytest.CaptureFixture[str]) -> None:
    told = lines_of(capsys, unreactable("one"), unreactable("two"))
    assert len([line for line in told if "only a guess helps" in line]) == 1


def test_of_many_of_a_kind_three_are_told_and_the_others_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = lines_of(capsys, *(unreactable(f"move_{number}") for number in range(9)))
    assert len([line for line in told if line.startswith("spear.py:4 ")]) == 3
    (rest,) = [line for line in told if "6 others" in line]
    assert rest.split(": ")[1].startswith("move_3, move_4")


@pytest.mark.parametrize(
    ("many", "told"), [(MOST_OF_A_KIND, MOST_OF_A_KIND), (MOST_OF_A_KIND + 1, SHOWN_OF_MANY)]
)
def test_as_many_as_are_no_bother_are_all_told(
    capsys: pytest.CaptureFixture[str], many: int, told: int
) -> None:
    lines = lines_of(capsys, *(unreactable(f"move_{number}") for number in range(many)))
    assert len([line for line in lines if line.startswith("spear.py:4 ")]) == told


@pytest.mark.parametrize("move", ["spear_jab", "5[D]", "5D?", 'so "called"', "back\\slash"])
def test_waivers_can_be_pasted_as_they_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, move: str
) -> None:
    found = unreactable(move)
    pasted = [line for line in lines_of(capsys, found) if line.startswith("- {")]
    file = tmp_path / "waivers.yaml"
    file.write_text("\n".join(pasted), encoding="utf-8")
    (waiver,) = read_waivers(file)
    assert waiver.covers(found)
    assert not waiver.covers(unreactable("5D"))


def test_guards_that_are_undecided_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    print_doubts(["riposte: just_blocked"])
    assert "riposte: just_blocked. In every scene" in capsys.readouterr().out
    print_doubts([])
    assert capsys.readouterr().out == ""


def test_a_move_in_python_is_found_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "spear.py").write_text(SPEAR, encoding="utf-8")
    (source,) = [s for s in find_plugins(["spear.py"]) if s.info.name == "spear"]
    finding = Finding(code="move.unreactable", move="spear_jab", text="", plugin="spear")
    placed = Origins(standard_ruleset(), [source]).place(finding)
    assert placed.where == f"{tmp_path / 'spear.py'}, line 4"


def test_a_controller_that_is_called_like_a_move_is_not_taken_for_it() -> None:
    where = Origins(standard_ruleset(), find_plugins()).where("attack", "standard")
    file, _, line = where.rpartition(", line ")
    text = Path(file).read_text(encoding="utf-8").splitlines()
    assert "attack" in text[int(line) - 1]
    assert Path(file).name == "moves.py"
