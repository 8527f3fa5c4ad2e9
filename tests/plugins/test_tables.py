"""A table of moves is a plugin: what its rows say is what a Python plugin would have said."""

import re
from pathlib import Path
from typing import get_args

import pytest

from combat_rules import (
    Action,
    ActionRole,
    Archetype,
    CancelWindow,
    CombatSystem,
    Outcome,
    Ruleset,
    load_ruleset,
    replace,
)
from combat_rules.charts.guards import STOCK_GUARDS
from combat_rules.model import LANDED, Projectile
from combat_rules.plugins.tables.cells import LONGEST_SHOWN, shown
from combat_rules.plugins.tables.rows import ArchetypeRow, MoveRow, UnknownWord
from tests.rules import Rules

YAML = """\
moves:
  - name: jab
    description: Quick.
    feint: 60
    release: 20
    damage: 3
    reach: 30
    travel: -4
    cancellable: true
    tags: [fist, light]
    cancels:
      - {into: ["#light", hook], on: [landed, blocked], start: 20, end: 90}
      - {into: [hook]}
  - {name: hook, role: strike, release: 30, reach: 28, damage: 9, tags: [fist]}
  - {name: cover, role: block, release: 400, covers: [high, middle]}
archetypes:
  - {name: boxer, actions: [jab, hook, cover, move_forward], controller: attack, health: 90}
"""
MOVES = """\
name,description,role,feint,release,damage,reach,travel,cancellable,tags,covers,cancels
jab,Quick.,,60,20,3,30,-4,TRUE,fist; light,,#light+hook on landed+blocked 20-90; hook
hook,,strike,,30,9,28,,,fist,,
,,,,,,,,,,,
cover,,block,,400,,,,,,high; middle,
"""
TABS = MOVES.replace(",", "\t")
FIGHTERS = """\
name,actions,controller,health
boxer,jab; hook; cover; move_forward,attack,90
"""
JAB = Action(
    name="jab",
    description="Quick.",
    feint=60,
    release=20,
    damage=3,
    reach=30,
    travel=-4,
    cancellable=True,
    tags=frozenset({"fist", "light"}),
    cancels=(
        CancelWindow(into=("#light", "hook"), on=LANDED | {Outcome.BLOCKED}, start=20, end=90),
        CancelWindow(into=("hook",)),
    ),
)


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def rules(plugin: Path) -> Ruleset:
    return load_ruleset([plugin])


def with_semicolons(text: str) -> str:
    """What a spreadsheet that separates by semicolons makes of cells with semicolons."""
    lines = [line.split(",") for line in text.splitlines()]
    return "\n".join(";".join(f'"{c}"' if ";" in c else c for c in cells) for cells in lines)


@pytest.fixture(
    params=[
        {"moves_yaml": YAML},
        {"moves_csv": MOVES, "archetypes_csv": FIGHTERS},
        {"moves_csv": with_semicolons(MOVES), "archetypes_csv": FIGHTERS.replace(",", "\t")},
        {"moves_csv": TABS.replace("\n", "\r\n"), "archetypes_csv": FIGHTERS},
        {"moves_tsv": TABS, "archetypes_tsv": FIGHTERS.replace(",", "\t")},
        {"moves_csv": f"sep=;\n{with_semicolons(MOVES)}", "archetypes_csv": f"sep=,\r\n{FIGHTERS}"},
        {"moves_tsv": f"SEP=\t\r{TABS}", "archetypes_csv": f'"sep=,"\n{FIGHTERS}'},
    ],
    ids=["YAML", "CSV", "semicolons", "tabs", "TSV", "marked", "marked and TSV"],
)  # fmt: skip
def boxing(request: pytest.FixtureRequest, tmp_path: Path) -> Ruleset:
    return rules(write(tmp_path / "boxing", **request.param))


def test_a_row_is_an_action(boxing: Ruleset) -> None:
    assert boxing.moves["jab"].action == JAB
    assert boxing.moves["hook"].action == Action(
        name="hook", release=30, damage=9, reach=28, tags=frozenset({"fist"})
    )
    assert boxing.moves["cover"].action == Action(
        name="cover", role=ActionRole.BLOCK, release=400, covers=("high", "middle")
    )


def test_a_row_is_an_archetype_and_fights(boxing: Ruleset) -> None:
    assert boxing.archetypes["boxer"] == Archetype(
        name="boxer",
        actions=("jab", "hook", "cover", "move_forward"),
        controller="attack",
        health=90,
    )
    combat = CombatSystem(ruleset=boxing, strict=True)
    told: list[str] = []
    combat.subscribe("damage_dealt", lambda event: told.append(event.source or ""))
    combat.add_combatant("boxer", "ayla")
    combat.add_combatant("brute", "borin", controller="wait")
    combat.run()
    assert "ayla" in told


def test_a_folder_of_tables_is_listed_as_a_plugin(boxing: Ruleset, tmp_path: Path) -> None:
    info = boxing.plugins[-1]
    assert (info.name, info.location) == ("boxing", str(tmp_path / "boxing"))
    assert info.contributed["combat_actions"] == ("jab", "hook", "cover")
    assert info.contributed["combat_archetypes"] == ("boxer",)


@pytest.mark.parametrize("name", ["up/down", "236P: late", "back\\slash", "../up", "5[D]?"])
def test_a_move_may_be_called_the_same_in_a_table_as_in_python(tmp_path: Path, name: str) -> None:
    file = tmp_path / "moves.csv"
    file.write_text(f"name,recovery,cancels\n{name},9,{name} on hit 1-2\n", encoding="utf-8")
    action = load_ruleset([file], standard=False).moves[name].action
    windows = (CancelWindow(into=(name,), on=frozenset({Outcome.HIT}), start=1, end=2),)
    assert (action.name, action.cancels) == (name, windows)
    rules = Rules([Action(name=name, recovery=9, cancels=windows)])
    assert load_ruleset([rules], standard=False).moves[name].action == action


def test_a_file_by_itself_is_a_table_too(tmp_path: Path) -> None:
    file = write(tmp_path / "here", kicks_yml="moves: [{name: kick}]") / "kicks.yml"
    ruleset = rules(file)
    assert ruleset.plugins[-1].name == "kicks"
    assert ruleset.moves["kick"].action == Action(name="kick")


def test_a_table_may_declare_nothing_but_attributes(tmp_path: Path) -> None:
    file = tmp_path / "meter.yaml"
    file.write_text("attributes: [{name: meter, maximum: 300}]", encoding="utf-8")
    (attribute,) = load_ruleset([file]).attributes
    assert attribute.maximum == 300


@pytest.mark.parametrize("name", ["archetypes.yaml", "archetypes.YML", "Archetypes.yml"])
def test_a_folder_may_say_in_yaml_who_fights(tmp_path: Path, name: str) -> None:
    (tmp_path / "Moves.CSV").write_text("name\njab\n", encoding="utf-8")
    text = "archetypes: [{name: boxer, actions: [jab]}]"
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert load_ruleset([tmp_path]).archetypes["boxer"].actions == ("jab",)


def test_what_is_null_in_yaml_is_not_said(tmp_path: Path) -> None:
    file = tmp_path / "page.yaml"
    file.write_text(
        "stage: ~\nmoves:\n  - name: 'null'\n    title: null\n    damage: ~\n    tags:\n"
        "    hits: [{knockdown: null}]\n    cancels: [{into: ['null'], end: NULL}]\n",
        encoding="utf-8",
    )
    action = load_ruleset([file]).moves["null"].action
    assert (action.title, action.damage, action.tags) == ("", 0, frozenset())
    assert action.hits[0].knockdown is None
    assert action.cancels[0].end is None


def test_a_table_named_twice_is_one_plugin(tmp_path: Path) -> None:
    folder = write(tmp_path / "here", moves_csv="name\nkick\n")
    assert [info.name for info in load_ruleset([folder, folder]).plugins] == ["standard", "here"]


def test_a_byte_order_mark_and_the_spaces_of_a_spreadsheet_are_no_mistake(tmp_path: Path) -> None:
    text = "\ufeffname , damage\n  spinning\u00a0 kick , 4 \n"
    folder = write(tmp_path / "here", moves_csv=text)
    assert rules(folder).moves["spinning kick"].action == Action(name="spinning kick", damage=4)


def test_a_row_can_say_everything_that_is_no_function_with_the_same_defaults() -> None:
    # What it launches stands in columns of its own.
    without = {"phases", "on_contact", "launches"}
    assert set(Action.__struct_fields__) - without <= set(MoveRow.__struct_fields__)
    plain = MoveRow(name="plain")
    action = Action(name="plain")
    same = set(Action.__struct_fields__) - without - {"chart"}
    assert {n: getattr(plain, n) for n in same} == {n: getattr(action, n) for n in same}
    assert set(ArchetypeRow.__struct_fields__) == set(Archetype.__struct_fields__)
    kind = Archetype(name="plain", actions=("block",))
    row = ArchetypeRow(name="plain", actions=("block",))
    assert {n: getattr(row, n) for n in Archetype.__struct_fields__} == {
        n: getattr(kind, n) for n in Archetype.__struct_fields__
    }


def test_a_row_says_what_a_move_launches_by_its_life(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "here",
        moves_csv="name,projectile_speed,projectile_life,projectile_hits,projectile_start,"
        "projectile_radius,projectile_interval\nspear,90,700,2,5,3,40\nkick,90,,,,,\n",
    )
    found = rules(folder).moves
    assert found["kick"].action.launches is None
    assert found["spear"].action.launches == Projectile(
        speed=90, life=700, hits=2, start=5, radius=3, interval=40
    )


def test_of_a_move_everything_may_be_unknown_that_may_be_said_to_be(tmp_path: Path) -> None:
    words = ", ".join(get_args(UnknownWord))
    folder = write(tmp_path / "here", moves_yaml=f"moves: [{{name: kick, unknown: [{words}]}}]")
    assert len(rules(folder).moves["kick"].action.unknown) == len(get_args(UnknownWord)) == 9


def guards(tmp_path: Path, text: str, column: str = "commit_guards") -> tuple[str, ...]:
    folder = write(tmp_path / "here", moves_yaml=f"moves: [{{name: kick, {column}: {text}}}]")
    return rules(folder).moves["kick"].runner.guard_names()


def test_guards_are_asked_besides_the_usual_ones(tmp_path: Path) -> None:
    usual = rules(write(tmp_path / "usual", moves_csv="name\nkick\n"))
    assert set(guards(tmp_path, "target_in_reach")) == {
        "target_in_reach",
        *usual.moves["kick"].runner.guard_names(),
    }


@pytest.mark.parametrize(
    ("text", "named"),
    [
        *((guard, guard) for guard in STOCK_GUARDS),
        ("health_below(30)", "health_below(30)"),
        ('"tick_in_phase_between(0, 5)"', "tick_in_phase_between(0, 5)"),
        ("not health_below(30)", "not health_below_30"),
        ("(can_act or facing_target) and aware_of_target", "aware_of_target"),
        ("[can_act, not facing_target]", "not facing_target"),
    ],
)
def test_a_guard_is_named_as_in_python(tmp_path: Path, text: str, named: str) -> None:
    assert named in guards(tmp_path, text)


@pytest.mark.parametrize(
    ("asked", "health", "commits"),
    [
        ("health_below(30)", 29, True),
        ("health_below(30)", 30, False),
        ("not health_below(30)", 29, False),
        ("not health_below(30) and not health_below(20)", 30, True),
        ("not (health_below(30) or can_act)", 90, False),
        ("health_below(20) or not health_below(80)", 50, False),
        ("health_below(20) or health_below(30) and can_act", 25, True),
        ("(health_below(20) or health_below(30)) and not can_act", 25, False),
        ("not not health_below(30)", 29, True),
    ],
)
def test_an_expression_decides_whether_a_move_is_committed(
    tmp_path: Path, asked: str, health: int, commits: bool
) -> None:
    text = f"moves: [{{name: kick, commit: 50, commit_guards: {asked}}}]\n"
    text += "archetypes: [{name: kicker, actions: [kick]}]"
    combat = CombatSystem(ruleset=rules(write(tmp_path / "here", moves_yaml=text)), strict=True)
    combat.add_combatant("kicker", "ayla")
    combat.add_combatant("brute", "borin", controller="")
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("ayla"), health=health))
    combat.execute_action("kick", "ayla")
    combat.advance(1)
    assert (combat.combatant("ayla").phase == "commit") is commits


@pytest.mark.parametrize(
    ("chart", "reached"),
    [("four_phases", "recovery"), ("armoured", "commit")],
)
@pytest.mark.parametrize("guard", ["", "facing_target"], ids=["plain", "guarded"])
def test_an_armoured_move_is_not_stopped_once_it_is_committed(
    tmp_path: Path, chart: str, reached: str, guard: str
) -> None:
    text = f"name,commit,chart,commit_guards\nkick,500,{chart},{guard}\n"
    fighters = "name,actions\nkicker,kick\n"
    folder = write(tmp_path / "here", moves_csv=text, archetypes_csv=fighters)
    combat = CombatSystem(distance=20, ruleset=rules(folder), strict=True)
    combat.add_combatant("kicker", "ayla")
    combat.add_combatant("brute", "borin", controller="")
    combat.execute_action("attack", "borin")
    combat.execute_action("kick", "ayla")
    combat.advance(400)
    assert combat.combatant("ayla").health < 100
    assert combat.combatant("ayla").phase == reached


@pytest.mark.parametrize(
    ("move", "chart"), [("spin kick!", "SpinKick"), ("kick_2", "Kick2"), ("!!", "FourPhases")]
)
def test_a_chart_that_a_table_asks_for_is_called_after_its_move(
    tmp_path: Path, move: str, chart: str
) -> None:
    text = f"name,commit,commit_guards\n{move},5,facing_target\n"
    made = rules(write(tmp_path / "here", moves_csv=text)).moves[move].action.chart
    assert made is not None
    assert made.__name__ == chart


def test_the_tables_on_the_page_for_designers_say_the_same(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"<!-- example: (\S+) -->\n```\w+\n(.*?)```", page, re.DOTALL))
    assert set(shown) == {"boxing.yaml", "moves.csv", "archetypes.csv", "monks.yaml"}
    (tmp_path / "monks.yaml").write_text(shown["monks.yaml"])
    assert load_ruleset([tmp_path / "monks.yaml"]).stage.arena == 1500
    for name, text in shown.items():
        folder = tmp_path / Path(name).suffix.removeprefix(".")
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    of_page, of_sheet = rules(tmp_path / "yaml" / "boxing.yaml"), rules(tmp_path / "csv")
    assert of_page.archetypes == of_sheet.archetypes
    for name in ("jab", "hook"):
        one, other = (r.moves[name] for r in (of_page, of_sheet))
        assert replace(one.action, chart=None) == replace(other.action, chart=None)
        assert one.runner.guard_names() == other.runner.guard_names()


def test_a_text_is_shown_with_as_many_letters_as_fit() -> None:
    assert shown("x" * LONGEST_SHOWN) == "x" * LONGEST_SHOWN
    assert shown("x" * (LONGEST_SHOWN + 1)) == "x" * (LONGEST_SHOWN - 3) + "..."
    assert shown("a\nb") == r"'a\nb'"
