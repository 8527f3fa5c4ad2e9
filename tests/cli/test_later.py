"""Commands are imported as they run; what the help says of them before is what they say."""

import subprocess
import sys

import pytest
from typer.main import get_group
from typer.testing import CliRunner

from combat_rules.cli.app import app
from combat_rules.cli.examples import EXAMPLES
from combat_rules.cli.later import COMMANDS, REST, in_groups, room

HOMES = dict.fromkeys(home for home, _ in COMMANDS.values())


def test_the_table_names_every_command_of_every_file_in_order() -> None:
    known = [(home, name) for home in HOMES for name in get_group(room(home)).commands]
    assert known == [(home, name) for name, (home, _) in COMMANDS.items()]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_of_help_is_how_the_command_begins_to_say_what_it_does(name: str) -> None:
    home, line = COMMANDS[name]
    said = str(get_group(room(home)).commands[name].help)
    assert said.split("\n\n", 1)[0].replace("\n", " ") == line
    assert line in " ".join(CliRunner().invoke(app, [name, "--help"]).stdout.split())


def test_help_names_every_command_with_its_whole_line() -> None:
    told = " ".join(CliRunner().invoke(app, ["--help"]).stdout.split())
    assert all(f"{name} {line}" in told for name, (_, line) in COMMANDS.items())


def test_every_command_stands_below_one_heading() -> None:
    grouped = [name for commands in in_groups().values() for name in commands]
    assert sorted(grouped) == sorted(COMMANDS)
    assert REST not in in_groups()


@pytest.mark.parametrize(("name", "example"), [(n, e) for n, es in EXAMPLES.items() for e in es])
def test_every_example_uses_options_that_there_are(name: str, example: str) -> None:
    command = get_group(room(COMMANDS[name][0])).commands[name]
    known = {option for param in command.params for option in param.opts}
    assert {word for word in example.split() if word.startswith("-")} <= known


@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize("words", [["--help"], ["duel", "--help"], ["simulate", "--help"]])
def test_help_fits_the_terminal(
    words: list[str], width: int, in_no_project: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = CliRunner().invoke(app, words).stdout.splitlines()
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize(
    "words",
    [
        ["duel", "--seed", "7", "--explain", "29"],
        ["breakpoints", "attack.recovery", "--lowest", "330", "--highest", "400"],
        ["duel", "--sed", "7"],
        ["duel", "--seed", "many"],
        ["dule"],
    ],
    ids=" ".join,
)
def test_what_a_command_tells_fits_the_terminal(
    words: list[str], width: int, in_no_project: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    told = CliRunner().invoke(app, words, prog_name="combat-rules")
    lines = [*told.stdout.splitlines(), *told.stderr.splitlines()]
    assert lines
    assert max(map(len, lines)) <= width


def test_what_a_pack_has_that_ships_is_told_with_the_pack(in_no_project: None) -> None:
    told = CliRunner().invoke(app, ["duel", "--left", "fencer"])
    assert "--left: there is no archetype fencer; the pack fencing has it: --plugin fencing" in (
        told.stderr
    )


def test_options_that_choose_rules_stand_last_and_apart_and_defaults_are_named() -> None:
    told = CliRunner().invoke(app, ["simulate", "--help"]).stdout
    own, rules = told.split("Rules to play under:")
    assert "--fights N" in own
    assert "[10000]" in own
    assert "--plugin" in rules
    assert "combat-rules simulate --left duelist" in rules


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["duel", "duelist", "brute"], ["duelist brute", "--left ARCHETYPE", "--right ARCHETYPE"]),
        (["frame-data", "attack"], ["attack", "--move MOVE"]),
        (["archetypes", "brute"], ["brute"]),
        (["watch", "moves.py"], ["moves.py", "behind --plugin FILE_OR_MODULE"]),
    ],
    ids=lambda value: value[0],
)
def test_names_that_a_command_takes_behind_options_are_told_with_them(
    command: list[str], told: list[str]
) -> None:
    done = CliRunner().invoke(app, command)
    said = " ".join(done.output.split())
    assert done.exit_code == 2
    assert "nothing is known of" in said
    assert all(word in said for word in told)


def test_a_command_that_is_not_there_is_said_with_what_is_meant() -> None:
    result = CliRunner().invoke(app, ["dual"])
    assert result.exit_code == 2
    assert "there is no command dual; did you mean duel?" in result.stderr


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_import_neither_rules_nor_tables_nor_the_library(option: str) -> None:
    ask = (
        "import sys; from combat_rules.cli.app import app\n"
        "try: app()\n"
        "finally: print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    words = [sys.executable, "-c", ask, option]
    answer = subprocess.run(words, capture_output=True, text=True, check=True)
    loaded = set(answer.stderr.split())
    assert {name for name in loaded if name.startswith("combat_rules.")} <= {
        "combat_rules.cli",
        "combat_rules.cli.app",
        "combat_rules.cli.examples",
        "combat_rules.cli.helping",
        "combat_rules.cli.later",
        "combat_rules.cli.misuse",
        "combat_rules.cli.together",
        "combat_rules.cli.program",
        "combat_rules.cli.wrapping",
        "combat_rules.errors",
        "combat_rules.moved",
    }
    assert not loaded & {"statemachine", "msgspec", "pluggy", "yaml", "rich.console", "pydantic"}


def test_a_default_of_0_is_told_as_well_and_both_sides_of_a_switch() -> None:
    assert "[0]" in CliRunner().invoke(app, ["duel", "--help"]).stdout
    assert "--open, --no-open" in CliRunner().invoke(app, ["studio", "--help"]).stdout
