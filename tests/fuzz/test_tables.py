"""Whatever a table is made of, it is read or refused with its place; nothing in it is evaluated."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from combat_rules import CombatError, CombatSystem, load_ruleset
from combat_rules.errors import PluginError
from combat_rules.plugins.tables.rows import ArchetypeRow, AttributeRow, MoveRow, StageRow
from tests.fuzz.mutations import CODE, ODD, mutated, retold
from tests.fuzz.oracle import memory_of, tried

YAML = """\
stage: {ticks_per_second: 60, duration: 600, distance: 40, arena: 200}
attributes:
  - name: heat
    default: 2
    maximum: 10
    regeneration: 1
remarks:
  - {code: source.header, text: a heading is misspelt, move: jab}
moves:
  - name: jab
    commit: 4
    release: 3
    recovery: 9
    damage: 7
    reach: 60
    hitstun: 12
    costs: {heat: 1}
    gains_on_hit: {heat: 2}
    tags: [light, quick]
    commit_guards: not facing_target and (health_below(50) or has_stamina)
    cancels:
      - {into: [hook, "#light"], on: [hit, blocked], start: 4, end: 9}
    published: {startup: 5, on_hit: -1}
  - name: hook
    role: strike
    chart: armoured
    damage: 9
    chip: 20
    line: high
    covers: [low]
    appears_as: jab
archetypes:
  - {name: boxer, actions: [jab, hook], controller: attack, health: 90, attributes: {heat: 3}}
"""
CSV = """\
name,role,commit,release,recovery,damage,reach,tags,cancels,commit_guards,costs,description
jab,strike,4,3,9,7,60,light; quick,hook on hit 4-9; #light on landed,health_below(50),,"a, blow"
hook,strike,5,2,20,9,60,light,,not facing_target,,
"""
TOML = """\
[tool.combat_rules]
plugins = ["boxing.yaml", "plugins/fencing", "json"]
"""
WORDS = sorted(
    {
        *MoveRow.__struct_fields__, *ArchetypeRow.__struct_fields__, *StageRow.__struct_fields__,
        *AttributeRow.__struct_fields__, "moves:", "archetypes:", "- name:", "jab", "hook,",
        "strike", "1000000001", "-1", "[", "]", "{a: b}", "&a", "*a", "!!python/name:os.system",
        "<<: *a", "health_below(10)", "and", "not", "(", "0x10", "1_000", "٣", "true", "~",
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


def holds(folder: Path, name: str, data: str | bytes) -> None:
    """What is read of these bytes can be fought with; what is not is said with its place."""
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    ruleset = tried(load_ruleset, [file])
    if isinstance(ruleset, CombatError):
        assert isinstance(ruleset, PluginError)
        assert ruleset.problems
        assert str(file) in str(ruleset)
        return
    info = ruleset.plugins[-1]
    assert bool(info.problems) or bool(info.contributed)
    for kind in ruleset.archetypes:
        combat = CombatSystem(50, ruleset=ruleset)
        tried(combat.add_combatant, kind, "ayla")
        tried(combat.add_combatant, kind, "borin")
        tried(combat.run)


@given(text=retold(YAML, WORDS))
def test_a_retold_table_is_read_or_refused_with_its_place(folder: Path, text: str) -> None:
    holds(folder, "boxing.yaml", text)


@given(text=retold(CSV, WORDS))
def test_a_retold_sheet_is_read_or_refused_with_its_place(folder: Path, text: str) -> None:
    holds(folder, "boxing.csv", text)


@pytest.mark.parametrize(("name", "whole"), [("any.yaml", YAML), ("any.csv", CSV)])
@given(data=st.data())
def test_mutated_bytes_are_read_or_refused(
    folder: Path, name: str, whole: str, data: st.DataObject
) -> None:
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "utf-16"]))
    holds(
        folder, name, data.draw(mutated(whole.encode(encoding)) | st.just(whole.encode(encoding)))
    )


@given(text=retold(TOML, ["", "[[", '"../x"', '"os"', "plugins", "7", "inf", '["\\u0000"]']))
def test_a_retold_project_is_read_or_refused(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    tried(load_ruleset, project=folder)


@given(texts=st.lists(st.sampled_from([YAML, CSV, "", "moves: []", "name\n"]) | ODD, max_size=4))
def test_a_folder_of_anything_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("folder")
    names = ["moves.yaml", "moves.csv", "archetypes.csv", "moves/more.yaml"]
    (folder / "moves").mkdir()
    for name, text in zip(names, texts, strict=False):
        (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    tried(load_ruleset, [folder])


@pytest.mark.parametrize("code", CODE)
@pytest.mark.parametrize("column", ["name", "damage", "tags", "commit_guards", "chart", "cancels"])
def test_code_in_a_cell_stays_a_text(folder: Path, column: str, code: str) -> None:
    quoted = code.replace("'", "''")
    where = f"- name: jab\n    {column}: '{quoted}'" if column != "name" else f"- name: '{quoted}'"
    holds(folder, "code.yaml", f"moves:\n  {where}\n")
    holds(folder, "code.csv", f'name,{column}\n"{code}","{code}"\n')
    holds(folder, "tag.yaml", f"moves:\n  - name: {code}\n")


MOVE = "moves: [{name: jab, commit: 4, release: 3, damage: 7, reach: 60}]\n"

BOMBS = {
    "aliases": (".yaml", "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(900))),
    "keys that merge": (".yaml", "a: &a {b: c}\n" + "d: {<<: *a}\n" * 900),
    "nesting": (".yaml", "[" * 20_000),
    "nesting by lines": (".yaml", "".join(" " * n + "a:\n" for n in range(900))),
    "one giant number": (".yaml", "moves: [{name: jab, damage: " + "9" * 20_000 + "}]"),
    "one giant cell": (".csv", "name\n" + "x" * 40_000 + "\n"),
    "one giant guard": (".csv", "name,commit_guards\njab," + "not " * 3_000 + "has_stamina\n"),
    "many cells": (".csv", "name\n" + ("," * 199 + "\n") * 250),
    "many lines": (".yaml", "\n" * 20_000),
}


@pytest.mark.parametrize(("suffix", "text"), BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_takes_memory_in_proportion_to_its_size(
    folder: Path, suffix: str, text: str
) -> None:
    file = folder / f"bomb{suffix}"
    file.write_text(text, encoding="utf-8")
    assert memory_of(load_ruleset, [file]) < 200 * len(text) + 4_000_000


@pytest.mark.parametrize(("name", "text"), [("whole.yaml", YAML), ("whole.csv", CSV)])
def test_what_is_mutated_is_a_table_to_begin_with(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    assert not load_ruleset([folder / name]).plugins[-1].problems


NAMES = (
    "name",
    "team",
    "position",
    "self",
    "class",
    "None",
    "_x",
    "__x",
    "__init__",
    "health",
    "é",
)


@pytest.mark.parametrize("name", NAMES)
def test_an_attribute_of_any_name_can_be_given_or_is_refused(folder: Path, name: str) -> None:
    file = folder / "attribute.yaml"
    file.write_text(f"attributes: [{{name: {name}, maximum: 9}}]\n" + MOVE, encoding="utf-8")
    ruleset = tried(load_ruleset, [file])
    if not isinstance(ruleset, CombatError):
        combat = CombatSystem(50, ruleset=ruleset)
        numbers: dict[str, Any] = {name: 3}
        combat.add_combatant("duelist", "ayla", **numbers)
        assert getattr(combat.combatants["ayla"], name) == 3
