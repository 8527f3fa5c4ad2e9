"""Options and a project's file put plugins together; what is written wrongly is said at once."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from combat_rules.cli.app import app

PACK = """
from combat_rules import Action, Archetype, DamageRule, hookimpl

@hookimpl
def combat_actions():
    return [Action(name="kick", feint=70, damage=8, reach=30)]

@hookimpl
def combat_damage_rules():
    return [DamageRule("heavy boots", 500, lambda scene, damage: damage + 1)]

@hookimpl
def combat_archetypes():
    return [Archetype(name="NAME", actions=("kick",), controller="attack")]
"""


@pytest.fixture(autouse=True)
def two_packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("one", "two"):
        (tmp_path / f"{name}.py").write_text(PACK.replace("NAME", name), encoding="utf-8")


def run(command: str, *words: str) -> Result:
    return CliRunner().invoke(app, [command, "--plugin", "one.py", "-p", "two.py", *words])


def test_without_a_word_they_clash() -> None:
    result = run("plugins")
    assert result.exit_code == 1
    assert "the action kick is contributed by one already" in result.stdout
    assert 'order={"two:heavy boots": PLACE}' in result.stdout


@pytest.mark.parametrize(
    ("words", "moves"),
    [
        (("--prefix", "two=b"), "kick, b_kick"),
        (("--rename", "two:kick=sweep", "--without", "two:heavy boots"), "kick, sweep"),
        (("--override", "one:kick=two", "--without", "one:heavy boots"), "kick"),
        (("--rename", "two:kick=sweep", "--rename", "two:heavy boots=b"), "kick, sweep"),
        (("--without", "one"), "kick"),
    ],
    ids=["a prefix", "a name", "one counts", "two names", "one is out"],
)
def test_an_option_puts_them_together(words: tuple[str, ...], moves: str) -> None:
    if "--without" not in words:
        words = (*words, "--order", "two:heavy boots=501")
    result = run("plugins", *words)
    assert result.exit_code == 0, result.stdout
    listed = [line for line in result.stdout.splitlines() if line.startswith("  actions: ")]
    assert ", ".join(line.removeprefix("  actions: ") for line in listed[1:]).endswith(moves)


@pytest.mark.parametrize("command", ["duel", "moves", "check", "frame-data", "diagram"])
def test_every_command_that_takes_plugins_takes_them_together(command: str) -> None:
    words = {
        "duel": ("--left", "b_two", "--duration", "900"),
        "frame-data": ("--move", "b_kick"),
        "diagram": ("b_kick",),
    }
    together = ("--prefix=two=b", "--order=two:heavy boots=501")
    result = run(command, *words.get(command, ()), *together)
    assert result.exit_code == (1 if command == "check" else 0), result.output
    assert "b_kick" in result.output or "b_two" in result.output


def test_a_project_and_the_options_are_put_together() -> None:
    Path("pyproject.toml").write_text(
        "[tool.combat_rules]\norder = { 'two:heavy boots' = 501 }\nprefix = { two = 'x' }\n",
        encoding="utf-8",
    )
    assert "x_kick" in run("moves").stdout
    assert "b_kick" in run("moves", "--prefix", "two=b").stdout


@pytest.mark.parametrize(
    "said",
    [
        "prefix = { two = 'x' }",
        "rename = { 'two:kick' = 'sweep' }",
        "override = { 'two:kick' = 'one' }",
        "override = { 'one:kick' = 'two' }",
        "without = ['two:kick']",
        "order = { 'two:heavy boots' = 501 }",
    ],
)
def test_what_a_project_says_of_a_plugin_is_nothing_where_that_is_left_out(said: str) -> None:
    Path("pyproject.toml").write_text(f"[tool.combat_rules]\n{said}\n", encoding="utf-8")
    result = run("plugins", "--without", "two")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--prefix", "b"), 2, "it is written PLUGIN=PREFIX, not 'b'"),
        (("--order", "two:heavy boots=first"), 2, "it is written PLUGIN:RULE=PLACE"),
        (("--order", f"two:heavy boots={'9' * 5000}"), 2, "it is written PLUGIN:RULE=PLACE"),
        (("--rename", "=x"), 2, "it is written PLUGIN:NAME=NEW"),
        (("--without", "tow"), 1, "without tow: there is no plugin tow; did you mean two?"),
        (("--without", ""), 1, "--without takes a list"),
    ],
    ids=["one side", "no number", "too long", "nothing of it", "no plugin", "nothing"],
)
def test_an_option_that_says_it_wrongly_is_refused(
    words: tuple[str, ...], code: int, said: str
) -> None:
    result = run("moves", *words)
    assert result.exit_code == code
    assert said in result.output


@pytest.mark.parametrize("command", ["plugins", "moves", "check"])
@pytest.mark.parametrize("line", ["plugin = []", "prefix = 'k'", "order = {'one:kick' = '3'}"])
def test_a_project_that_says_it_wrongly_is_told_in_words(
    tmp_path: Path, command: str, line: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.combat_rules]\n{line}\n", encoding="utf-8")
    result = run(command)
    assert result.exit_code not in (0, None)
    assert "pyproject.toml: [tool.combat_rules] " in result.output
    assert "should not have happened" not in result.output
