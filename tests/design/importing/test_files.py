"""Files come in whole or not at all, in one folder, and the same every time."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from combat_rules import CombatError, load_ruleset
from combat_rules.cli.app import app
from combat_rules.design.importing import FORMATS, import_files, write_plugin
from combat_rules.design.importing.games import GAMES
from combat_rules.plugins.tables.table import read_table
from tests.design.frame_files import BLOW, LP, fat, motions, rules, written


def test_every_game_is_a_format() -> None:
    assert set(GAMES) < set(FORMATS)


@pytest.mark.parametrize("name", ["poke", "236", "007", "yes", "TRUE", "true"])
def test_a_table_comes_in_as_it_is(name: str, tmp_path: Path) -> None:
    text = f"moves:\n  - {{name: {name}, release: 3, grab: yes, tags: [a, b]}}\narchetypes:\n"
    file = written(tmp_path, "pokes.yaml", text + f"  - {{name: ayla, actions: [{name}]}}\n")
    ruleset = rules(import_files([file]), tmp_path)
    assert ruleset.moves[name].action == load_ruleset([file]).moves[name].action
    assert ruleset.archetypes["ayla"].actions == (name,)


TABLE = """\
stage:
attributes: [{name: ire, maximum: 9}]
remarks: [{code: source.header, text: odd, move: slap}, {code: source.stun, text: "7"}]
overrides: ["standard:attack"]
moves:
  - {name: slap, damage: 3}
  - {name: attack, damage: 4}
archetypes:
  - {name: ayla, actions: [slap]}
  - {name: borin, actions: [attack], health: 70}
"""


def test_all_that_a_table_has_comes_in(tmp_path: Path) -> None:
    file = written(tmp_path, "pokes.yaml", TABLE)
    write_plugin(import_files([file]), tmp_path / "out")
    there, here = read_table(tmp_path / "out"), read_table(file)
    for part in ("actions", "archetypes", "attributes", "overrides"):
        assert getattr(there, part) == getattr(here, part), part
    assert [row for row, _ in there.remarks] == [row for row, _ in here.remarks]


def test_two_tables_that_say_two_things_of_an_attribute_are_refused(tmp_path: Path) -> None:
    files = [
        written(tmp_path, "pokes.yaml", TABLE),
        written(tmp_path, "more.yaml", "attributes: [{name: ire, maximum: 5}]\nmoves: [{name: o}]"),
    ]
    with pytest.raises(CombatError, match="two things of the attribute ire"):
        import_files(files)


def test_a_table_with_faults_is_refused_with_their_places(tmp_path: Path) -> None:
    file = written(tmp_path, "pokes.yaml", "moves: [{name: poke, relese: 3}]\n")
    with pytest.raises(CombatError, match=r"line 1.*no relese; did you mean release"):
        import_files([file])


def test_a_table_whose_headings_have_capitals_is_told_what_they_are_called(tmp_path: Path) -> None:
    file = written(tmp_path, "pokes.csv", "Name,Feint,Release\npoke,3,2\n")
    with pytest.raises(CombatError, match="there is no column Feint; did you mean feint"):
        import_files([file])


@pytest.mark.parametrize("name", ["", "moves.csv", "kim.def", "sf6.json", "moves.xlsx", "m.yaml"])
def test_a_folder_is_no_file_and_told_so(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir(exist_ok=True)
    with pytest.raises(CombatError, match="it is a folder; name the files in it"):
        import_files([tmp_path / name])


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    file = written(tmp_path, "sf.json", fat({"Stand LP": LP, "Odd": {**LP, "startup": None}}))
    texts = []
    for _ in range(2):
        write_plugin(import_files([file]), tmp_path / "out")
        texts.append({p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()})
    assert texts[0] == texts[1]
    assert "Ayla, Odd: startup is missing" in (tmp_path / "out" / "REPORT.md").read_text()


def test_what_another_import_replaces_is_told(tmp_path: Path) -> None:
    files = [
        str(written(tmp_path, f"{name}.csv", motions(STAND_A=BLOW))) for name in ("AYLA", "BO")
    ]
    out = ["--out", str(tmp_path / "out")]
    said = [
        CliRunner().invoke(app, ["import", *given, *out]).stderr
        for given in (files[:1], files[:1], files[1:], files)
    ]
    assert ["held what was imported from" in text for text in said] == [False, False, True, True]
    assert "from AYLA.csv, and holds what was from BO.csv instead" in " ".join(said[2].split())


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    kept = written(tmp_path / "out", "thesis.txt", "years of work")
    file = written(tmp_path, "sf.json", fat({"Stand LP": LP}))
    with pytest.raises(CombatError, match="holds something else; name a new folder"):
        write_plugin(import_files([file]), tmp_path / "out")
    assert kept.read_text() == "years of work"


@pytest.mark.parametrize("place", ["moves.yaml", "moves/mine.yaml", "REPORT.md"])
def test_tables_that_somebody_wrote_by_hand_are_left_alone(tmp_path: Path, place: str) -> None:
    kept = written(tmp_path / "out", place, "moves:\n  - {name: jab, release: 3}\n")
    file = written(tmp_path, "sf.json", fat({"Stand LP": LP}))
    with pytest.raises(CombatError, match=f"no import has written .*{place}") as refused:
        write_plugin(import_files([file]), tmp_path / "out")
    assert refused.value.code == "import.occupied"
    assert [p for p in (tmp_path / "out").rglob("*") if p.is_file()] == [kept]
    assert "jab" in kept.read_text()


def test_a_table_that_was_changed_since_it_was_imported_is_not_written_over(tmp_path: Path) -> None:
    file = written(tmp_path, "sf.json", fat({"Stand LP": LP}))
    out = tmp_path / "out"
    write_plugin(import_files([file]), out)
    table = out / "moves" / "ayla.yaml"
    imported = table.read_bytes()
    table.write_bytes(imported.replace(b"damage: 300", b"damage: 301"))
    with pytest.raises(
        CombatError, match=r"ayla.yaml was changed since it was imported"
    ) as refused:
        write_plugin(import_files([file]), out)
    assert refused.value.code == "import.changed"
    assert b"damage: 301" in table.read_bytes()
    # Other ends of lines, as version control likes them on some systems, are no change.
    table.write_bytes(imported.replace(b"\n", b"\r\n"))
    write_plugin(import_files([file]), out)
    assert table.read_bytes() == imported


def test_a_link_to_an_import_stays_one(tmp_path: Path) -> None:
    file = written(tmp_path, "sf.json", fat({"Stand LP": LP}))
    link, real = tmp_path / "link", tmp_path / "real"
    link.symlink_to(real)
    for _ in range(2):
        write_plugin(import_files([file]), link)
        assert link.is_symlink()
        assert (real / "moves" / "ayla.yaml").is_file()


def test_the_folder_that_one_is_in_is_not_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, "sf.json", fat({"Stand LP": LP}))
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    with pytest.raises(CombatError, match=r"cannot write \.: you are in that folder"):
        write_plugin(import_files([file]), Path())


@pytest.mark.parametrize("at", [0, 1])
def test_an_import_that_is_interrupted_leaves_the_last_one_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    out = tmp_path / "out"
    write_plugin(import_files([written(tmp_path, "sf.json", fat({"Stand LP": LP}))]), out)
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    other = import_files([written(tmp_path, "sf.json", fat({"Stand HP": LP}))])
    rename, done = Path.rename, []

    def interrupted(self: Path, target: Path) -> Path:
        done.append(rename(self, target))
        if len(done) == at + 1:
            raise KeyboardInterrupt
        return done[-1]

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_plugin(other, out)
    after = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    assert (after == before) is (at == 0)
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".import-")]


def test_files_of_two_games_are_not_mixed(tmp_path: Path) -> None:
    files = [
        written(tmp_path, "sf.json", fat({"Stand LP": LP})),
        written(tmp_path, "AYLA.csv", motions(STAND_A=BLOW)),
    ]
    with pytest.raises(CombatError, match="of different games"):
        import_files(files)


def test_only_those_named_come_in(tmp_path: Path) -> None:
    files = [written(tmp_path, f"{name}.csv", motions(STAND_A=BLOW)) for name in ("AYLA", "BORIN")]
    assert [c.name for c in import_files(files, only=["BORIN"]).characters] == ["BORIN"]
    with pytest.raises(CombatError, match="no character CYRIL; there are: AYLA, BORIN"):
        import_files(files, only=["CYRIL"])


def test_a_move_is_called_what_its_source_calls_it(tmp_path: Path) -> None:
    file = written(tmp_path, "sf.json", fat({"Stand LP": LP}))
    (move,) = (
        move.action
        for move in rules(import_files([file]), tmp_path).moves.values()
        if move.action.title
    )
    assert (move.name, move.called) == ("Ayla Stand LP", "Stand LP")
