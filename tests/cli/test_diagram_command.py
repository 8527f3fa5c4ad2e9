"""``combat-rules diagram`` prints, writes and checks pictures of actions."""

from pathlib import Path
from shutil import copy

import pytest
from typer.testing import CliRunner, Result

from combat_rules import CombatSystem
from combat_rules.cli.app import app
from combat_rules.design.diagrams import ENDINGS, file_name
from combat_rules.errors import StateError
from combat_rules.plugins import standard_ruleset

OWN = ("notes.txt", "guide.md", "logo.svg", "logo.png")
"""Files of somebody's own, of which some end as diagrams do."""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["diagram", *words])


def test_without_a_folder_text_is_printed() -> None:
    assert run("attack").stdout.startswith('---\ntitle: "attack (plugin standard)"\n')
    assert run("attack", "--format", "dot").stdout.startswith('digraph "attack" {')
    assert "| feint | advance |" in run("attack", "--format", "md").stdout


def test_a_folder_holds_every_action_and_a_page_of_them_all(tmp_path: Path) -> None:
    assert run("--out", "pictures").exit_code == 0
    names = {path.name for path in (tmp_path / "pictures").iterdir()}
    moves = standard_ruleset().moves
    assert names == {"README.md", *(f"{m}.svg" for m in moves), *(f"{m}.mmd" for m in moves)}
    page = (tmp_path / "pictures" / "README.md").read_text(encoding="utf-8")
    assert all(f"![{move}]({move}.svg)" in page for move in moves)


def test_a_folder_is_fresh_until_something_changes(tmp_path: Path) -> None:
    run("--out", "diagrams")
    assert run("--check").exit_code == 0
    (tmp_path / "diagrams" / "attack.svg").write_text("old", encoding="utf-8")
    (tmp_path / "diagrams" / "block.mmd").unlink()
    copy(tmp_path / "diagrams" / "evade.svg", tmp_path / "diagrams" / "bygone.svg")
    for name in OWN:
        (tmp_path / "diagrams" / name).write_text("mine", encoding="utf-8")
    stale = run("--check")
    assert stale.exit_code == 1
    assert "attack.svg is stale" in stale.stderr
    assert "block.mmd is missing" in stale.stderr
    assert "bygone.svg is left over" in stale.stderr
    assert not any(name in stale.stderr for name in OWN)
    run("--out", "diagrams")
    assert run("--check").exit_code == 0
    assert not (tmp_path / "diagrams" / "bygone.svg").exists()
    for name in OWN:
        assert (tmp_path / "diagrams" / name).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("form", ENDINGS)
def test_what_another_form_left_behind_is_taken_away(tmp_path: Path, form: str) -> None:
    run("--out", "diagrams", "--format", form)
    assert (tmp_path / "diagrams" / f"attack{ENDINGS[form]}").is_file()
    other = "dot" if form == "mermaid" else "mermaid"
    assert run("--out", "diagrams", "--format", other).exit_code == 0
    found = {path.suffix for path in (tmp_path / "diagrams").iterdir()}
    assert found == {".md", ENDINGS[other]}
    assert run("--check", "--format", other).exit_code == 0


def test_a_folder_of_somebody_elses_is_left_as_it_was(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in ("README.md", *OWN):
        (home / name).write_text("mine", encoding="utf-8")
    refused = run("--out", "home")
    assert refused.exit_code == 1
    assert "its README.md was not made by combat-rules diagram" in refused.stderr
    assert {path.name for path in home.iterdir()} == {"README.md", *OWN}
    assert all(path.read_text(encoding="utf-8") == "mine" for path in home.iterdir())


@pytest.mark.parametrize("words", [("attack",), ()], ids=["one action", "all of them"])
def test_a_picture_that_somebody_drew_is_not_written_over(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    drawn = tmp_path / "art" / "attack.svg"
    drawn.parent.mkdir()
    drawn.write_text("mine", encoding="utf-8")
    refused = run(*words, "--out", "art")
    assert refused.exit_code == 1
    assert "its attack.svg was not made by combat-rules diagram" in refused.stderr
    assert [path.name for path in drawn.parent.iterdir()] == ["attack.svg"]
    assert drawn.read_text(encoding="utf-8") == "mine"
    # One that was made here is made anew.
    run("block", "--out", "art")
    (tmp_path / "art" / "attack.svg").write_bytes((tmp_path / "art" / "block.svg").read_bytes())
    assert run("attack", "--out", "art").exit_code == 0


def test_what_stands_in_the_way_of_a_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "art" / "attack.svg").mkdir(parents=True)
    refused = run("attack", "--out", "art")
    assert refused.exit_code == 1
    assert f"{Path('art', 'attack.svg')} is a folder" in refused.stderr


@pytest.mark.parametrize("form", ENDINGS)
@pytest.mark.parametrize("name", ["../../evil", "/evil", "..", ".hidden", "ReadMe", "a:b?", "a b"])
def test_an_action_of_any_name_stays_in_its_folder(name: str, form: str) -> None:
    file = Path("folder") / file_name(name, form)
    assert file.parent == Path("folder")
    assert file.name.lower() != "readme.md"
    assert not file.name.startswith(".")
    assert not set(file.name) & set('/\\:*?"<>|')


def test_one_action_is_written_beside_the_others(tmp_path: Path) -> None:
    run("--out", "diagrams")
    assert run("attack", "--format", "png", "--out", "diagrams").exit_code == 0
    assert (tmp_path / "diagrams" / "attack.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "diagrams" / "block.svg").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["atack"], 2, "there is no action atack; did you mean attack?"),
        (["attack", "--format", "svg"], 2, "say where to write it with --out"),
        (["--check", "--out", "nowhere"], 1, "attack.svg is missing"),
        (["--out", "taken"], 2, "--out: taken is no folder; name one, new or there already"),
    ],
    ids=["no such action", "no text", "no folder", "a file in the way"],
)
def test_a_mistake_is_said(tmp_path: Path, words: list[str], code: int, said: str) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    result = run(*words)
    assert result.exit_code == code
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_running_fight_shows_the_phase_it_is_in() -> None:
    combat = CombatSystem(strict=True)
    for name in ("ayla", "borin"):
        combat.add_combatant("duelist", name, controller="")
    combat.execute_action("attack", "ayla")
    combat.advance(300)
    assert combat.diagram("ayla").active == {"commit"}
    assert "class commit active_now" in combat.diagram("ayla").mermaid
    with pytest.raises(StateError, match="borin does nothing now"):
        combat.diagram("borin")
