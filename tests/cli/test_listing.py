"""``combat-rules moves`` and ``plugins`` list what a ruleset holds, for people and programs."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from combat_rules.cli.app import app

PACK = '''
"""Kicks."""
from statemachine import State
from combat_rules import *
from combat_rules.charts import *

class Odd(ActionChart):
    """Its feint has a value of its own."""
    feint = State(initial=True, value=1)
    release = State()
    done = State(final=True)
    advance = feint.to(release) | release.to(done)

@hookimpl
def combat_actions():
    return [Action(name="kick", feint=70, damage=8, reach=30, tags=frozenset({"leg"}), chart=Odd)]
'''


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "kicks.py").write_text(PACK, encoding="utf-8")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def parsed(*words: str) -> Any:
    return json.loads(run(*words).stdout)


def test_moves_are_listed_with_their_numbers() -> None:
    result = run("moves", "--plugin", "kicks.py")
    assert result.exit_code == 0
    line = next(line for line in result.stdout.splitlines() if line.startswith("kick "))
    assert line.split() == ["kick", "kicks", "70/0/1/0", "0", "30", "8"]


def test_a_move_that_is_named_is_told_whole() -> None:
    lines = run("moves", "kick", "--plugin", "kicks.py").stdout.splitlines()
    assert lines[0] == "kick (strike, plugin kicks)"
    told = {line.split()[0]: line.split()[1:] for line in lines[1:]}
    assert told["phases"] == ["feint", "70,", "release", "1"]
    assert told["numbers"] == ["damage", "8,", "reach", "30"]
    assert told["tags"] == ["leg"]
    assert told["chart"] == ["Odd", "(on", "the", "reference", "runner)"]


ALL = """
moves:
  - {name: kick, release: 2, hit_pause: 4, knockdown: yes, costs: {rage: 3},
     hits: [{damage: 2}, {gap: 9, damage: 5, knockdown: no}],
     protections: [{phases: [feint], lines: [high], end: 6, armour: 1}],
     cancels: [{into: [fall, "#leg"], on: [landed, blocked], start: 5, end: 30}, {into: [fall]}],
     out_of: [stagger, knockdown],
     projectile_speed: 30, projectile_life: 200, published: {startup: 4}, unknown: [hitstun]}
  - {name: fall, tags: [leg]}
attributes: [{name: rage, maximum: 9}]
"""


def test_a_move_that_is_named_is_told_with_all_that_it_says(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(ALL, encoding="utf-8")
    lines = run("moves", "kick", "--plugin", "all.yaml").stdout.splitlines()
    assert [" ".join(line.split()) for line in lines] == [
        "kick (strike, plugin all)",
        "phases feint 0, commit 0, release 2, gap_2 9, release_2 2, recovery 0",
        "numbers hit pause 4, knockdown",
        "costs rage 3",
        "out of stagger, knockdown",
        "hit 1 damage 2",
        "hit 2 damage 5, no knockdown",
        "launches speed 30, life 200",
        "protected phases feint, end 6, lines high, armour 1",
        "cancels into fall, #leg on landed, blocked, from tick 5 to 30",
        "cancels into fall on counter_hit, hit",
        "guards has_stamina, not_interrupted, can_pay, is_cancellable, in_cancel_window",
        "chart Kick",
        "published startup 4",
        "unknown hitstun",
    ]
    (kick,) = parsed("moves", "kick", "--plugin", "all.yaml", "--json")
    assert kick["hits"][1]["damage"] == 5
    assert kick["out_of"] == ["stagger", "knockdown"]
    assert kick["cancels"][0]["on"] == ["blocked", "counter_hit", "hit", "trade"]


@pytest.mark.parametrize(
    ("opens", "said"),
    [
        ("landed", "landed"),
        ("landed+blocked", "landed, blocked"),
        ("hit+counter_hit", "counter_hit, hit"),
    ],
)
def test_a_window_is_told_by_all_that_opens_it(tmp_path: Path, opens: str, said: str) -> None:
    table = f"name,commit,release,cancels\nkick,5,5,fall on {opens}\nfall,5,5,\n"
    (tmp_path / "windows.csv").write_text(table, encoding="utf-8")
    lines = run("moves", "kick", "--plugin", "windows.csv").stdout.splitlines()
    assert f"cancels into fall on {said}" in [" ".join(line.split()) for line in lines]


PACED = '''
from combat_rules import hookimpl
from combat_rules.model import ActionStateType, PaceRule

def wounded(scene):
    """Whoever is wounded is slower."""
    return 150 if scene.actor.health < 50 else 100

@hookimpl
def combat_pace_rules():
    commit = frozenset({ActionStateType.COMMIT})
    return [PaceRule("wounded", 1, wounded), PaceRule("hasty", 2, wounded, commit)]
'''


def test_which_pace_rules_may_change_a_move_is_told(tmp_path: Path) -> None:
    (tmp_path / "paced.py").write_text(PACED, encoding="utf-8")
    words = ("--plugin", "kicks.py", "--plugin", "paced.py")
    # The kick has no commit.
    assert "paced by    wounded\n" in run("moves", "kick", *words).stdout
    assert "paced by    wounded, hasty\n" in run("moves", "attack", *words).stdout
    assert "pace rules may make them fewer or more: wounded, hasty" in run("moves", *words).stdout
    assert parsed("moves", "kick", "--json", *words)[0]["paced_by"] == ["wounded"]
    assert "pace" not in run("moves", "kick", "--plugin", "kicks.py").stdout


def test_archetypes_are_listed_with_what_they_know() -> None:
    lines = run("archetypes").stdout.splitlines()
    place = next(at for at, line in enumerate(lines) if line.startswith("brute "))
    assert lines[place].split() == ["brute", "standard", "attack", "99", "110", "220", "8"]
    assert lines[place + 1].strip() == (
        "knows attack, quick_attack, heavy_attack, block, evade, counter, move_forward, "
        "move_backward"
    )
    kinds = {kind["name"]: kind for kind in parsed("archetypes", "--json")}
    assert kinds["brute"]["plugin"] == "standard"
    assert kinds["brute"]["actions"][0] == "attack"


def test_a_move_that_is_not_there_is_said_with_what_is_meant() -> None:
    result = run("moves", "atack")
    assert result.exit_code == 2
    assert "there is no action atack; did you mean attack?" in result.stderr


def test_a_move_off_the_table_is_listed_with_its_reason() -> None:
    told = " ".join(run("moves", "--plugin", "kicks.py").stdout.split())
    assert "kick runs on the reference runner: the state feint has the value 1" in told


def test_moves_for_programs_say_the_same() -> None:
    by_name = {move["name"]: move for move in parsed("moves", "-p", "kicks.py", "--json")}
    kick = by_name["kick"]
    assert (kick["plugin"], kick["runner"], kick["damage"]) == ("kicks", "reference", 8)
    assert kick["phases"] == {"feint": 70, "release": 1}
    assert by_name["attack"]["guards"][:2] == ["has_stamina", "not_interrupted"]
    assert by_name["attack"]["reasons"] == []


def test_plugins_are_listed_with_what_they_gave() -> None:
    result = run("plugins", "--plugin", "kicks.py")
    assert result.exit_code == 0
    assert "kicks (option) " in result.stdout
    assert "  actions: kick" in result.stdout
    listed = parsed("plugins", "--plugin", "kicks.py", "--json")
    assert [plugin["name"] for plugin in listed["plugins"]] == ["standard", "kicks"]
    assert listed["plugins"][1]["contributed"] == {"combat_actions": ["kick"]}
    assert listed["problems"] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise RuntimeError('boom')", "boom"),
        (PACK.replace('"kick"', '"attack"'), "attack"),
        (PACK.replace("feint=70", "feint=-70"), "feint is -70"),
        (PACK.replace("combat_actions()", "combat_actoins()"), "combat_actions"),
    ],
    ids=["does not import", "a name twice", "a wrong number", "a misspelt hook"],
)
def test_broken_plugins_are_listed_with_their_problems_and_end_with_one(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "kicks.py").write_text(text, encoding="utf-8")
    result = run("plugins", "--plugin", "kicks.py")
    assert result.exit_code == 1
    assert "standard" in result.stdout
    assert any(said in line for line in result.stdout.splitlines() if "PROBLEM" in line)
    as_json = run("plugins", "--plugin", "kicks.py", "--json")
    assert as_json.exit_code == 1
    listed = json.loads(as_json.stdout)
    told = [*listed["problems"], *(p for plugin in listed["plugins"] for p in plugin["problems"])]
    assert any(said in problem for problem in told)


def test_a_plugin_that_is_not_there_is_said_by_name() -> None:
    result = run("moves", "--plugin", "nowhere.py")
    assert "nowhere" in result.stderr
    assert "Traceback" not in result.stderr


def test_version_and_help_answer() -> None:
    assert run("--version").stdout.startswith("combat-rules ")
    told = run("--help").stdout
    assert all(command in told for command in ("duel", "moves", "plugins"))
    assert run("no-such-command").exit_code == 2


@pytest.mark.parametrize(
    "words",
    [("moves",), ("diagram",), ("frame-data", "--move")],
    ids=" ".join,
)
def test_a_move_that_is_named_twice_is_told_once(words: tuple[str, ...]) -> None:
    command, *option = words
    once = run(command, *option, "attack")
    assert once.exit_code == 0
    assert run(command, *option, "attack", *option, "attack").stdout == once.stdout
