"""What is wrong with a table is said at once, each with file, line and column, and a cure."""

from pathlib import Path

import pytest

from combat_rules import load_ruleset
from combat_rules.errors import PluginError
from combat_rules.plugins.tables.reader import MOST_PROBLEMS

SHEET = """\
name,role,release,damage,chip,travel,cancellable,tags,cancels,commit_guards,chart
jab,strike,20,3,10,2,no,light,#light on hit 10-90,has_stamina,four_phases
hook,strike,30,9,0,-2,yes,heavy,jab,not health_below(30),armoured
"""
PAGE = """\
moves:
  - name: jab
    release: 20
    tags: [light]
    commit_guards: [has_stamina, can_act]
    cancels:
      - {into: [hook], on: [hit], start: 1, end: 9}
  - {name: hook, damage: 9, appears_as: jab}
archetypes:
  - {name: boxer, actions: [jab, hook], controller: mix, health: 90}
"""


def problems(file: Path, text: str) -> list[str]:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PluginError) as raised:
        load_ruleset([file])
    assert raised.value.code == "ruleset.refused"
    return [str(problem) for problem in raised.value.problems]


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_the_tables_of_these_tests_are_in_order(tmp_path: Path) -> None:
    for name, text in (("sheet.csv", SHEET), ("page.yaml", PAGE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert load_ruleset([tmp_path / name]).moves["hook"].action.damage == 9


SHEETS = {
    "an unknown column": ("damage", "damge", "1, column D", "did you mean damage?"),
    "a column twice": ("damage", "release", "1, column D", "the column release is there twice"),
    "an unknown role": ("jab,strike", "jab,strik", "2, column B", "did you mean strike?"),
    "a fraction": (",9,0", ",9.5,0", "3, column D", "damage is 9.5; a whole number from 0"),
    "a negative number": (",9,0", ",-9,0", "3, column D", "damage is -9"),
    "a huge number": (",9,0", f",{'9' * 50},0", "3, column D", "to 1000000000"),
    "a percentage": (",10,2", ",101,2", "2, column E", "chip is 101; a whole number from 0 to 100"),
    "a formula": (",9,0", ",=3*3,0", "3, column D", "=3*3 is a formula; export its value"),
    "a formula for a name": ("hook", '"=HYPERLINK(""x"")"', "3, column A", "is a formula"),
    "neither yes nor no": (",no,", ",nope,", "2, column G", "cancellable is nope"),
    "an unknown outcome": ("on hit", "on hitt", "2, column I", "hitt; did you mean hit?"),
    "a window without outcome": ("on hit", "on", "2, column I", "an entry of on is nothing"),
    "a window that ends early": ("10-90", "90-10", "2, column A", "window's end is 10; a whole"),
    "an unknown follow-up": (",jab,not", ",jib,not", "3, column A", "did you mean jab?"),
    "an unknown tag": ("#light on", "#lite on", "2, column A", "no action bears that tag"),
    "an unknown guard": ("has_stamina,", "has_stmina,", "2, column J", "mean has_stamina?"),
    "a guard without number": ("health_below(30)", "health_below", "3, column J", "(percent)"),
    "a guard of 200 percent": ("(30)", "(200)", "3, column J", "percent is 200; a whole"),
    "a guard of no tick": ("not health_below(30)", '"tick_in_phase_between(5, 1)"', "3, column J",
                           "lower number first, tick_in_phase_between(1, 5)"),
    "a guard with a number": ("has_stamina,", "has_stamina(3),", "2, column J", "takes no number"),
    "half an expression": ("has_stamina,", "can_act and,", "2, column J", "a guard is due"),
    "code": ("has_stamina,", "__import__('os'),", "2, column J", "a whole number is due, not '"),
    "a guard in many brackets": ("has_stamina,", "(" * 3000 + "can_act" + ")" * 3000 + ",",
                                 "2, column J", "is nested more than 20 deep"),
    "a guard many times not": ("has_stamina,", "not " * 3000 + "can_act,", "2, column J",
                               "is nested more than 20 deep"),
    "an unknown chart": ("armoured", "armored", "3, column K", "did you mean armoured?"),
    "no name": ("jab,strike", ",strike", "2, column A", "a move needs name"),
    "a name twice": ("hook", "jab", "3, column A", "the action jab is there twice, first at"),
    "a name that is taken": ("hook", "attack", "3, column A", "contributed by standard already"),
    "a name with a sign of cells": ("hook", "ho+ok", "3, column A", "none of # + , ; and ="),
    "a name too long": ("hook", "h" * 99, "3, column A", "name has 99 characters; at most 60"),
    "a cell too many": ("four_phases\n", "four_phases,9\n", "2, column L", "9 stands outside"),
    "a cell below no heading": (",chart\njab", ",\njab", "2, column K", "phases stands outside"),
    "a strike without release": (",30,9", ",0,9", "3, column A", "release=0 can never land"),
    "a guard of half a number": ("(30)", "(\u00b2)", "3, column J", "is due, not \u00b2"),
    "a guard in other digits": ("(30)", "(\uff15)", "3, column J", "is due, not \uff15"),
    "outcomes that nothing joins": ("on hit", "on hit blocked", "2, column I", "is hit blocked;"),
    "a name in capitals": ("hook", "Jab", "3, column A", "looks like the action jab"),
    "a name with what is unseen": ("hook", "ho\u200bok", "3, column A", "which nobody can see"),
}  # fmt: skip

PAGES = {
    "an unknown key": ("release:", "relase:", "3, column 5", "no relase; did you mean release?"),
    "a key twice": ("    tags", "    release: 3\n    tags", "4, column 5", "there twice in a move"),
    "an unknown part": ("archetypes:", "archetype:", "9, column 1", "did you mean archetypes?"),
    "a word for a number": ("20", "soon", "3, column 14", "release is soon"),
    "a list for a number": ("20", "[20]", "3, column 14", "release is no number"),
    "a word for a list": ("[light]", "light", "4, column 11", "tags is a list"),
    "a mapping for a tag": ("[light]", "[{a: b}]", "4, column 12", "a tag is a word"),
    "an unknown guard": ("can_act", "cant_act", "5, column 34", "did you mean can_act?"),
    "a list in a guard": ("can_act", "[can_act]", "5, column 34", "is a word"),
    "an unknown key of a window": ("start:", "begin:", "7, column 35", "has no begin"),
    "an unknown outcome": ("[hit]", "[hat]", "7, column 29", "did you mean hit?"),
    "a window into nothing": ("[hook]", "[]", "7, column 16", "into needs at least 1 entry"),
    "an unknown disguise": ("as: jab", "as: jib", "8, column 12", "it appears as jib"),
    "no list": ("archetypes:\n  - {", "archetypes:\n  {", "10, column 3", "archetypes is a list"),
    "a row that is a word": ("- {name: hook", "- word\n  - {name: hook", "8, column 5", "keys and"),
    "an unknown controller": ("mix", "mox", "10, column 12", "mox; did you mean mix?"),
    "an unknown move": ("hook], con", "hok], con", "10, column 12", "it knows hok"),
    "no health": ("health: 90", "health: 0", "10, column 66", "health is 0; a whole number from 1"),
    "a bell": ("name: boxer", 'name: "b\\a"', "10, column 12", "cannot be printed"),
    "half a character": ("name: boxer", 'name: "\\ud800"', "10, column 12", "cannot be printed"),
    "a gap before all": ("tags: [light]", "hits: [{gap: 5}]", "4, column 11", "no hit before the"),
    "an unknown measure": ("tags: [light]", "published: {start: 3}", "2, column 11", "startup?"),
    "a measure of no number": ("tags: [light]", "published: {punished_by: 3}", "2, column 11",
                               "published names punished_by, which frame data does not have"),
    "an unknown attribute": ("mix,", "mix, attributes: {pose: 3},", "10, column 12", "attribute"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "old", "new", "place", "said"),
    [("sheet.csv", SHEET, *mistake) for mistake in SHEETS.values()]
    + [("page.yaml", PAGE, *mistake) for mistake in PAGES.values()],
    ids=[f"{name} (CSV)" for name in SHEETS] + [f"{name} (YAML)" for name in PAGES],
)
def test_a_mistake_is_said_with_its_line_and_column(
    tmp_path: Path, name: str, text: str, old: str, new: str, place: str, said: str
) -> None:
    file = tmp_path / name
    found = problems(file, changed(text, old, new))
    there = [problem for problem in found if f"({file}, line {place}): " in problem]
    assert any(said in problem for problem in there), found


def test_what_is_renamed_stands_where_it_stood(tmp_path: Path) -> None:
    file = tmp_path / "page.yaml"
    file.write_text(changed(PAGE, "as: jab", "as: jib"), encoding="utf-8")
    with pytest.raises(PluginError) as raised:
        load_ruleset([file], prefix={"page": "p"}, rename={"page:boxer": "pugilist"})
    (problem,) = raised.value.problems
    assert f"({file}, line 8, column 12): action p_hook: it appears as jib" in problem


def test_every_mistake_of_every_file_and_plugin_is_said_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "moves.csv").write_text("name,damage\nslap,x\npush,y\n", encoding="utf-8")
    (folder / "archetypes.csv").write_text("name,actions,mind\nb,slap;shove,\n", encoding="utf-8")
    (tmp_path / "other.yaml").write_text("moves: [{name: nip, reach: far}]", encoding="utf-8")
    with pytest.raises(PluginError) as raised:
        load_ruleset([folder, tmp_path / "other.yaml"])
    places = [problem.split("): ")[0].split("(")[1] for problem in raised.value.problems]
    assert [Path(place).name for place in places] == [
        "moves.csv, line 2, column B",
        "moves.csv, line 3, column B",
        "archetypes.csv, line 1, column C",
        "archetypes.csv, line 2, column A",
        "other.yaml, line 1, column 28",
    ]


def test_a_line_is_that_of_the_file_even_after_a_cell_with_several(tmp_path: Path) -> None:
    text = 'name,description,damage\njab,"one\ntwo",1\nhook,,x\n'
    (problem,) = problems(tmp_path / "sheet.csv", text)
    assert "line 4, column C" in problem


def test_more_mistakes_than_anybody_reads_end_with_a_word_of_it(tmp_path: Path) -> None:
    rows = "\n".join(f"jab{number},x" for number in range(MOST_PROBLEMS * 2))
    found = problems(tmp_path / "sheet.csv", f"name,damage\n{rows}\n")
    assert len(found) == MOST_PROBLEMS + 1
    assert f"line {MOST_PROBLEMS + 2}, column B): there is more from here on" in found[-1]


def test_a_wrong_row_does_not_make_others_wrong_that_speak_of_it(tmp_path: Path) -> None:
    found = problems(tmp_path / "sheet.csv", changed(SHEET, "jab,strike,20", "jab,strike,x"))
    assert len(found) == 1
