"""Files come in whole or not at all, in one folder, and the same every time."""

from pathlib import Path

import pytest

from combat_rules import CombatError, load_ruleset
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


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    file = written(tmp_path, "sf.json", fat({"Stand LP": LP, "Odd": {**LP, "startup": None}}))
    texts = []
    for _ in range(2):
        write_plugin(import_files([file]), tmp_path / "out")
        texts.append({p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()})
    assert texts[0] == texts[1]
    assert "Ayla, Odd: startup is missing" in (tmp_path / "out" / "REPORT.md").read_text()


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    kept = written(tmp_path / "out", "thesis.txt", "years of work")
    file = written(tmp_path, "sf.json", fat({"Stand LP": LP}))
    with pytest.raises(CombatError, match="holds something else; name a new folder"):
        write_plugin(import_files([file]), tmp_path / "out")
    assert kept.read_text() == "years of work"


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
