"""A folder of tables is one plugin, and is found again as what it was."""

from pathlib import Path

import pytest

from combat_rules import Ruleset, load_ruleset
from combat_rules.design.watching import counts, places
from combat_rules.plugins.fingerprint import rules_of, ruleset_of

FOLDERS = {
    "beside each other": {"moves.csv": "name\njab\n", "archetypes.csv": "name,actions\nb,jab\n"},
    "in a folder moves": {"moves/a.csv": "name\njab\n", "moves/b.csv": "name\nhook\n"},
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def tables(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def names(ruleset: Ruleset) -> list[str]:
    """What the tables gave."""
    return [name for info in ruleset.plugins[1:] for n in info.contributed.values() for name in n]


@pytest.mark.parametrize("files", FOLDERS.values(), ids=FOLDERS.keys())
@pytest.mark.parametrize("name", ["boxing", "moves", "boxing.v2"])
def test_the_rules_of_a_fight_are_found_again(here: Path, name: str, files: dict[str, str]) -> None:
    ruleset = load_ruleset([tables(here / name, files)])
    assert len(names(ruleset)) == 2
    assert rules_of(ruleset).plugins[1].location == name
    assert rules_of(ruleset_of(rules_of(ruleset))) == rules_of(ruleset)


@pytest.mark.parametrize("name", ["moves.csv", "boxing.csv"])
def test_two_tables_of_one_name_are_found_again(here: Path, name: str) -> None:
    """The second was taken for a folder, and came back with what lies beside it, or not at all."""
    left = tables(here / "left", {name: "name\njab\n"})
    right = tables(here / "right", {name: "name\nhook\n", "archetypes.csv": "name,actions\nb,jab"})
    ruleset = load_ruleset([left / name, right / name])
    assert names(ruleset) == ["jab", "hook"]
    assert rules_of(ruleset_of(rules_of(ruleset))) == rules_of(ruleset)


@pytest.mark.parametrize(
    "files", [*FOLDERS.values(), {"moves.csv": "name\njab\nhook\n"}], ids=[*FOLDERS, "alone"]
)
def test_a_table_named_beside_its_folder_takes_nothing_away(
    here: Path, files: dict[str, str]
) -> None:
    folder = tables(here / "boxing", files)
    for file in files:
        for plugins in ([folder / file, folder], [folder, folder / file]):
            ruleset = load_ruleset(plugins)
            assert len(ruleset.plugins) == 2
            assert len(names(ruleset)) == 2


def test_what_is_hidden_is_no_table_of_a_folder(here: Path) -> None:
    """macOS leaves such files beside others on disks that are not its own."""
    folder = tables(here / "boxing", {"moves/a.csv": "name\njab\n", "moves/._a.csv": "\0"})
    assert names(load_ruleset([folder])) == ["jab"]


@pytest.mark.parametrize("files", FOLDERS.values(), ids=FOLDERS.keys())
def test_every_table_of_a_folder_is_watched(here: Path, files: dict[str, str]) -> None:
    folder = tables(here / "boxing", files)
    watched = places([str(folder)], here)
    assert all(counts(folder / file, watched) for file in files)
