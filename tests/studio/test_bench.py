"""A number that is tried shows what follows; one that is saved stands in its table."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from combat_rules.design.framedata import FrameData, frame_data
from combat_rules.errors import CombatError
from combat_rules.studio.bench import Bench
from combat_rules.studio.rulebook import Rulebook


@pytest.fixture
def rulebook(project: Path) -> Rulebook:
    return Rulebook((), project)


@pytest.fixture
def bench(rulebook: Rulebook) -> Bench:
    return Bench(rulebook)


def row(bench: Bench, name: str) -> Any:
    sheet: Any = bench.sheet()
    return next(row for row in sheet["rows"] if row["name"] == name)


def test_a_move_says_where_it_is_written_and_whether_it_can_be_edited(bench: Bench) -> None:
    poke, attack = row(bench, "poke"), row(bench, "attack")
    assert (poke["place"].file, poke["place"].line, poke["place"].editable) == (
        "staves.yaml", 3, True,
    )  # fmt: skip
    assert attack["place"].file.endswith("moves.py")
    assert attack["place"].line > 0
    assert not attack["place"].editable


def test_a_tried_number_shows_what_follows_before_anything_is_saved(
    bench: Bench, project: Path
) -> None:
    text = (project / "staves.yaml").read_text()
    tried: Any = bench.tried({"poke.recovery": 100})
    (poke,) = tried["moves"]
    assert poke["after"]["on_hit"] - poke["before"]["on_hit"] == 300
    assert tried["links"] == [{"archetype": "stave", "new": ["poke > poke"], "lost": []}]
    found: Any = bench.findings({"poke.recovery": 100})
    assert ("combo.endless", "poke") in {(f["code"], f["move"]) for f in found["new"]}
    assert (project / "staves.yaml").read_text() == text


def test_what_two_ask_for_at_once_is_worked_out_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[object] = []

    def measured(*args: Any, **more: Any) -> list[FrameData]:
        worked.append(args)
        return frame_data(*args, **more)

    monkeypatch.setattr("combat_rules.studio.bench.frame_data", measured)
    with ThreadPoolExecutor(2) as both:
        one, other = both.map(bench.tried, [{"poke.recovery": 390}] * 2)
    assert one == other
    assert len(worked) == len(["as it is", "as it is tried"])


def test_what_is_written_is_what_was_shown_and_can_be_undone(bench: Bench, project: Path) -> None:
    file = project / "staves.yaml"
    text = file.read_text()
    shown: Any = bench.preview({"poke.recovery": 320})
    assert shown["files"][0]["file"] == "staves.yaml"
    assert "+    recovery: 320   # too long?" in shown["files"][0]["diff"]
    bench.save({"poke.recovery": 320}, shown["mark"])
    assert file.read_text() == text.replace("recovery: 400", "recovery: 320")
    assert row(bench, "poke")["values"]["recovery"] == 320
    bench.undo()
    assert file.read_text() == text
    assert row(bench, "poke")["values"]["recovery"] == 400
    with pytest.raises(CombatError, match="nothing was written"):
        bench.undo()


def test_a_file_that_somebody_else_has_changed_is_left_alone(bench: Bench, project: Path) -> None:
    file = project / "staves.yaml"
    shown: Any = bench.preview({"poke.recovery": 320})
    file.write_text(file.read_text() + "# mine\n")
    with pytest.raises(CombatError, match="changed since"):
        bench.save({"poke.recovery": 320}, shown["mark"])
    shown = bench.preview({"poke.recovery": 320})
    bench.save({"poke.recovery": 320}, shown["mark"])
    file.write_text(file.read_text() + "# mine too\n")
    with pytest.raises(CombatError, match="somebody else"):
        bench.undo()
    assert file.read_text().endswith("# mine\n# mine too\n")


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        ({"attack.recovery": 3}, "written in Python"),
        ({"nobody.recovery": 3}, "nobody"),
        ({"poke.wings": 3}, "wings"),
        ({"poke.recovery": -3}, "recovery"),
    ],
    ids=["Python", "no move", "no number", "out of range"],
)
def test_what_cannot_be_written_is_refused(bench: Bench, numbers: Any, why: str) -> None:
    with pytest.raises(CombatError, match=why):
        bench.preview(numbers)


def test_nothing_is_written_outside_the_project(project: Path) -> None:
    outside = project.parent / "other.yaml"
    outside.write_text((project / "staves.yaml").read_text().replace("poke", "prod"))
    (project / "staves.yaml").write_text("moves:\n  - {name: rest, role: block}\n")
    bench = Bench(Rulebook((str(outside),), project))
    assert not row(bench, "prod")["place"].editable
    with pytest.raises(CombatError, match="outside the project"):
        bench.preview({"prod.recovery": 3})


def test_broken_rules_leave_the_last_good_ones(rulebook: Rulebook, project: Path) -> None:
    file, good = project / "staves.yaml", rulebook.edition.ruleset
    assert not rulebook.changed()
    text = file.read_text()
    file.write_text(text.replace("damage: 6", "damage: many"))
    assert rulebook.changed()
    assert rulebook.edition.ruleset is good
    assert "staves.yaml, line 8" in rulebook.edition.problems[0]
    file.write_text(text.replace("damage: 6", "damage: 70"))
    assert rulebook.changed()
    assert rulebook.edition.problems == ()
    assert rulebook.edition.ruleset.moves["poke"].action.damage == 70


def test_rules_in_which_nobody_can_fight_are_broken(rulebook: Rulebook, project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.combat_rules]\nwithout = ["standard"]\n')
    good = rulebook.edition.ruleset
    assert rulebook.changed()
    assert rulebook.edition.ruleset is good
    assert "nobody can fight" in rulebook.edition.problems[0]


CALM = """
from pathlib import Path

from combat_rules import hookimpl


@hookimpl
def combat_actions():
    return []
"""
HASTY = """
table = Path(__file__).with_name("staves.yaml")
table.write_text(table.read_text().replace("damage: 6", "damage: 70"))
"""


def test_what_is_written_while_rules_are_loaded_is_loaded_too(project: Path) -> None:
    plugin = project / "plugin.py"
    plugin.write_text(CALM)
    (project / "pyproject.toml").write_text(
        '[tool.combat_rules]\nplugins = ["staves.yaml", "plugin.py"]\n'
    )
    rulebook = Rulebook((), project)
    plugin.write_text(CALM + HASTY)
    assert rulebook.changed()
    assert rulebook.edition.ruleset.moves["poke"].action.damage == 6
    assert rulebook.changed()
    assert rulebook.edition.problems == ()
    assert rulebook.edition.ruleset.moves["poke"].action.damage == 70
