"""``combat-rules new`` makes a plugin that works at once: it fights, its tests pass."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from combat_rules import CombatSystem, load_ruleset
from combat_rules.cli.app import app
from tests.house.pages import run_tests


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["new", *words])


def test_it_is_whole_and_joins_the_rules(tmp_path: Path) -> None:
    result = run("kicks")
    assert result.exit_code == 0
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert {
        "kicks/__init__.py",
        "kicks/README.md",
        "kicks/tests/test_kicks.py",
        "kicks/diagrams/kicks_blow.svg",
        "kicks/diagrams/kicks_blow.mmd",
    } <= made
    assert all(f"made {name}" in result.stdout for name in made if "__pycache__" not in name)
    rules = load_ruleset(["kicks"])
    assert {"kicks_blow"} <= set(rules.moves)
    combat = CombatSystem(ruleset=rules, strict=True)
    combat.add_combatant("kicks_fighter")
    combat.add_combatant("brute")
    assert combat.run().reason == "defeat"


def test_its_own_tests_pass(tmp_path: Path) -> None:
    tests = {"code": 12, "table": 12, "projectile": 7, "flurry": 8}
    for form in tests:
        options = () if form == "code" else (f"--{form}",)
        assert run(f"kicks_{form}", *options).exit_code == 0
    code, printed = run_tests(tmp_path, "-q", "-W", "error")
    assert code == 0, printed
    assert f"{sum(tests.values())} passed" in printed


@pytest.mark.parametrize("form", ["code", "table", "projectile", "flurry"])
def test_nothing_is_wrong_with_it(form: str) -> None:
    run("kicks", *(() if form == "code" else (f"--{form}",)))
    checked = CliRunner().invoke(app, ["check", "--plugin", "kicks"])
    assert (checked.exit_code, checked.stdout) == (0, "0 found, 1 waived\n")


def test_its_readme_names_its_own_picture_and_moves(tmp_path: Path) -> None:
    run("low_kicks")
    text = (tmp_path / "low_kicks" / "README.md").read_text(encoding="utf-8")
    assert "# Low kicks" in text
    assert "diagrams/low_kicks_blow.svg" in text
    assert "$" not in text


def test_two_new_plugins_live_beside_each_other() -> None:
    run("kicks")
    Path("pyproject.toml").write_text('[tool.combat_rules]\nplugins = ["kicks"]', encoding="utf-8")
    assert run("elbows").exit_code == 0
    rules = load_ruleset(["kicks", "elbows"])
    assert {"kicks_blow", "elbows_blow"} <= set(rules.moves)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("taken", "taken is there already; choose another name"),
        ("Kick", "'Kick' is no name for a plugin"),
        ("low-kick", "use small letters, digits and _"),
        ("class", "is no name for a plugin"),
        ("tritt_ü", "is no name for a plugin"),
        ("file.txt/kicks", "cannot write the plugin"),
        ("combat_rules", "there is a Python module combat_rules already"),
        ("json", "choose another name, json_moves say"),
        ("here/pluggy", "there is a Python module pluggy already"),
        ("statemachine", "there is a Python module statemachine already"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_made(
    tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "file.txt").write_text("", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    result = run(name)
    assert result.exit_code == 1
    assert said in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_guard_taken_away_fails_a_test_and_the_diagram(tmp_path: Path) -> None:
    run("kicks")
    plugin = Path("kicks/__init__.py")
    whole = plugin.read_text(encoding="utf-8")
    plugin.write_text(
        whole.replace("[has_stamina, close_enough]", "[has_stamina]"), encoding="utf-8"
    )
    code, printed = run_tests(tmp_path, "-q", "kicks")
    assert "test_a_blow_from_too_far_away_is_given_up" in printed
    assert "test_its_diagram_is_fresh" in printed
    assert code == 1


def test_a_plugin_is_of_one_kind() -> None:
    result = run("kicks", "--projectile", "--flurry")
    assert result.exit_code == 2
    assert "choose one" in result.stderr
    assert not Path("kicks").exists()
