"""A number that is saved stands in its table as it was shown, and can be taken back."""

import os
from pathlib import Path
from threading import get_ident
from typing import Any

import pytest

from combat_rules.errors import CombatError
from combat_rules.studio.places import places_of
from combat_rules.studio.rulebook import Rulebook
from combat_rules.studio.saving import Saving
from tests.studio.conftest import STAVES


@pytest.fixture
def rulebook(project: Path) -> Rulebook:
    return Rulebook((), project)


@pytest.fixture
def saving(rulebook: Rulebook) -> Saving:
    return Saving(rulebook)


def test_what_is_written_is_what_was_shown_and_can_be_undone(
    saving: Saving, rulebook: Rulebook, project: Path
) -> None:
    file = project / "staves.yaml"
    text = file.read_text()
    shown: Any = saving.preview({"poke.recovery": 320})
    assert shown["files"][0]["file"] == "staves.yaml"
    assert "+    recovery: 320   # too long?" in shown["files"][0]["diff"]
    saving.save({"poke.recovery": 320}, shown["mark"])
    assert file.read_text() == text.replace("recovery: 400", "recovery: 320")
    assert rulebook.edition.ruleset.moves["poke"].action.recovery == 320
    saving.undo()
    assert file.read_text() == text
    assert rulebook.edition.ruleset.moves["poke"].action.recovery == 400
    with pytest.raises(CombatError, match="nothing was written"):
        saving.undo()


def test_what_was_saved_together_is_undone_together_or_not_at_all(
    saving: Saving, project: Path
) -> None:
    files = [project / "staves.yaml", project / "weapons" / "moves.csv"]
    texts = [file.read_text() for file in files]
    row = next(line for line in texts[1].splitlines()[1:] if line.strip())
    numbers = {"poke.recovery": 320, f"{row.split(',')[0]}.damage": 77}
    shown: Any = saving.preview(numbers)
    saving.save(numbers, shown["mark"])
    saved = [file.read_text() for file in files]
    assert all(one != two for one, two in zip(texts, saved, strict=True))
    files[1].write_text(saved[1] + "\n")
    with pytest.raises(CombatError, match=r"moves.csv was changed by somebody else .* saved with"):
        saving.undo()
    assert files[0].read_text() == saved[0]
    files[1].write_text(saved[1])
    assert saving.writings == 1
    assert saving.undo() == {"undone": ["staves.yaml", "weapons/moves.csv"]}
    assert [file.read_text() for file in files] == texts


def test_where_one_of_several_cannot_be_written_none_is(
    saving: Saving, rulebook: Rulebook, project: Path
) -> None:
    """Neither as they are saved nor as that is undone; and the rules are those of the files."""
    files = [project / "staves.yaml", project / "weapons" / "moves.csv"]
    texts = [file.read_text() for file in files]
    numbers = {"poke.recovery": 320, "sword_cut.damage": 77}
    # Beside it no file can be made.
    barred = project / "weapons" / f".{os.getpid()}.{get_ident()}.draft"
    barred.mkdir()
    shown: Any = saving.preview(numbers)
    with pytest.raises(CombatError, match=r"cannot write weapons/moves.csv"):
        saving.save(numbers, shown["mark"])
    assert [file.read_text() for file in files] == texts
    assert saving.writings == 0
    barred.rmdir()
    saving.save(numbers, shown["mark"])
    saved = [file.read_text() for file in files]
    barred.mkdir()
    with pytest.raises(CombatError, match=r"cannot write weapons/moves.csv"):
        saving.undo()
    assert [file.read_text() for file in files] == saved
    assert rulebook.edition.ruleset.moves["poke"].action.recovery == 320
    assert not rulebook.changed()
    barred.rmdir()
    saving.undo()
    assert [file.read_text() for file in files] == texts
    assert rulebook.edition.ruleset.moves["poke"].action.recovery == 400


BROKEN = {
    "half": "moves: [",
    "a tab": "moves:\n\t- poke",
    "two in one": f"{STAVES}\n---\nmoves: []\n",
    "a name that is a list": "moves:\n  - {name: [poke], feint: 3}\n",
    "a key that is a list": "moves:\n  - {? [a] : 3, name: jab}\n",
    "deep": f"moves: {'[' * 3000}",
    "a sign that is none": 'moves:\n  - {name: "poke", feint: \x07 }\n',
    "an alias": "moves:\n  - {name: jab, recovery: &n 3}\n  - {name: poke, recovery: *n}\n",
    "no number": "moves:\n  - {name: poke, recovery: {a: 3}}\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_to_a_table_that_was_broken_meanwhile_nothing_is_written(
    saving: Saving, project: Path, text: str
) -> None:
    (project / "staves.yaml").write_text(text)
    with pytest.raises(CombatError) as refused:
        saving.preview({"poke.recovery": 320})
    assert refused.value.code in ("studio.edit", "studio.read")


def test_a_file_that_somebody_else_has_changed_is_left_alone(saving: Saving, project: Path) -> None:
    file = project / "staves.yaml"
    shown: Any = saving.preview({"poke.recovery": 320})
    file.write_text(file.read_text() + "# mine\n")
    with pytest.raises(CombatError, match="changed since"):
        saving.save({"poke.recovery": 320}, shown["mark"])
    shown = saving.preview({"poke.recovery": 320})
    saving.save({"poke.recovery": 320}, shown["mark"])
    file.write_text(file.read_text() + "# mine too\n")
    with pytest.raises(CombatError, match="somebody else"):
        saving.undo()
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
def test_what_cannot_be_written_is_refused(saving: Saving, numbers: Any, why: str) -> None:
    with pytest.raises(CombatError, match=why):
        saving.preview(numbers)


HITS = (
    "moves:\n  - {name: twice, release: 9, damage: 3, reach: 9, hits: [{release: 2}, {gap: 4}]}\n"
)


def test_what_would_change_other_hits_than_was_shown_is_not_written(project: Path) -> None:
    """What is tried is the release of the first hit; in the table it is that of the others."""
    (project / "hits.yaml").write_text(HITS)
    rulebook = Rulebook((str(project / "hits.yaml"),), project)
    saving = Saving(rulebook)
    with pytest.raises(CombatError, match=r"the release of twice is that of its first hit"):
        saving.preview({"twice.release": 5})
    shown: Any = saving.preview({"twice.damage": 5})
    saving.save({"twice.damage": 5}, shown["mark"])
    assert (project / "hits.yaml").read_text() == HITS.replace("damage: 3", "damage: 5")
    assert rulebook.edition.ruleset.moves["twice"].action.damage == 5


def test_nothing_is_written_outside_the_project(project: Path) -> None:
    outside = project.parent / "other.yaml"
    outside.write_text((project / "staves.yaml").read_text().replace("poke", "prod"))
    (project / "staves.yaml").write_text("moves:\n  - {name: rest, role: block}\n")
    rulebook = Rulebook((str(outside),), project)
    assert not places_of(rulebook.edition, project)["prod"].editable
    with pytest.raises(CombatError, match="outside the project"):
        Saving(rulebook).preview({"prod.recovery": 3})
