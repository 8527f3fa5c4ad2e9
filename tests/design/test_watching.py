"""``combat-rules watch`` looks anew after each change and keeps the last good rules."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from combat_rules.design.watching import Watcher, counts, folders_of, loader, places
from tests.patience import PATIENCE, again_and_again

KICK = """
from combat_rules import Action, hookimpl

@hookimpl
def combat_actions():
    return [Action(name="kick", damage=DAMAGE, feint=10)]
"""

KICKER = """
from combat_rules import Action, Archetype, hookimpl

@hookimpl
def combat_actions():
    return [Action(name="kick", damage=DAMAGE, feint=10, recovery=900, reach=100)]

@hookimpl
def combat_archetypes():
    return [Archetype(name="kicker", actions=("kick",), controller="attack")]
"""


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    write(tmp_path / "kicks.py", "7")
    return tmp_path / "kicks.py"


def write(file: Path, damage: str) -> None:
    file.write_text(KICK.replace("DAMAGE", damage), encoding="utf-8")


def watcher(plugin: Path, **others: Path) -> Watcher:
    load = loader([str(plugin)], plugin.parent)
    return Watcher(load, watched=["kicks"], fights=4, **others)  # type: ignore[arg-type]  # of a test


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ("[{name: k, actions: [kick]}]", "k wins 0 of 4 fights against k"),
        (
            "[{name: k, actions: [kick]}, {name: j, actions: [kick]}]",
            "k wins 0 of 4 fights against j",
        ),
        ("[]", "nobody fights: the rules have no archetype"),
    ],
    ids=["one", "two", "none"],
)
def test_rules_of_another_clock_fight_among_themselves(
    tmp_path: Path, kinds: str, told: str
) -> None:
    table = tmp_path / "kicks.yaml"
    clock = "stage: {ticks_per_second: 60, duration: 90}\n"
    moves = "moves: [{name: kick, release: 1}]\n"
    table.write_text(f"{clock}{moves}archetypes: {kinds}\n", encoding="utf-8")
    seen = watcher(table).look()
    assert (seen.good, seen.told[-1]) == (True, told)


def test_a_change_is_seen_at_the_next_look(plugin: Path) -> None:
    eyes = watcher(plugin)
    first = eyes.look()
    assert first.good
    assert first.told[0].startswith("the rules are sound: standard (")
    write(plugin, "12345")
    second = eyes.look()
    assert second.ruleset is not None
    assert second.ruleset.moves["kick"].action.damage == 12345


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("this is no Python", "kicks.py, line 1"),
        ("raise RuntimeError('boom')", "boom"),
        (KICK.replace("DAMAGE", "-123"), "damage is -123"),
    ],
    ids=["a syntax error", "an import that raises", "a wrong number"],
)
def test_while_the_rules_are_broken_the_last_good_ones_are_kept(
    plugin: Path, text: str, said: str
) -> None:
    eyes = watcher(plugin)
    good = eyes.look()
    plugin.write_text(text, encoding="utf-8")
    broken = eyes.look()
    assert not broken.good
    assert broken.ruleset is good.ruleset is not None
    assert broken.told[0] == "the rules cannot be used; the last good ones are kept"
    assert any(said in line for line in broken.told[1:])
    write(plugin, "98765")
    assert eyes.look().good


def test_rules_that_were_never_good_are_said_to_be_none(plugin: Path) -> None:
    plugin.write_text("raise RuntimeError", encoding="utf-8")
    seen = watcher(plugin).look()
    assert seen.ruleset is None
    assert seen.told[0] == "the rules cannot be used; there are no good rules yet"


def test_what_changed_in_frame_data_is_told(plugin: Path) -> None:
    eyes = watcher(plugin)
    assert not any(line.startswith("kick") for line in eyes.look().told)
    plugin.write_text(KICK.replace("DAMAGE", "9").replace("=10", "=30"), encoding="utf-8")
    assert "kick: Startup 11 -> 31, Total 11 -> 31, Damage 7 -> 9" in eyes.look().told
    plugin.write_text(KICK.replace("DAMAGE", "9").replace("kick", "heel"), encoding="utf-8")
    told = eyes.look().told
    assert "heel is new" in told
    assert "kick is gone" in told


def test_the_first_archetype_of_the_plugin_fights_and_its_change_in_wins_is_told(
    plugin: Path,
) -> None:
    eyes = watcher(plugin)
    assert eyes.look().told[-1].startswith("duelist wins")
    plugin.write_text(KICKER.replace("DAMAGE", "0"), encoding="utf-8")
    assert eyes.look().told[-1] == "kicker wins 0 of 4 fights against brute"
    plugin.write_text(KICKER.replace("DAMAGE", "500"), encoding="utf-8")
    assert eyes.look().told[-1] == "kicker wins 4 of 4 fights against brute (before: 0, +4)"


def test_a_file_is_watched_by_its_folder_since_editors_save_by_renaming(plugin: Path) -> None:
    assert folders_of([plugin]) == [plugin.parent]
    assert counts(plugin, [plugin])
    assert not counts(plugin.with_name("other.py"), [plugin])
    assert counts(plugin, [plugin.parent])


def test_diagrams_are_kept_fresh(plugin: Path, tmp_path: Path) -> None:
    eyes = watcher(plugin, diagrams=tmp_path / "pictures")
    assert any("kick.svg is missing" in line for line in eyes.look().told)
    assert not any("pictures" in line for line in eyes.look().told)
    plugin.write_text(KICK.replace("DAMAGE", "7").replace("=10", "=1000"), encoding="utf-8")
    assert any("kick.svg is stale" in line for line in eyes.look().told)


def test_what_is_watched_is_every_plugin_and_the_project(plugin: Path, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    watched = places([str(plugin)], tmp_path)
    assert plugin in watched
    assert tmp_path / "pyproject.toml" in watched


def test_the_command_looks_again_when_a_file_changes(plugin: Path) -> None:
    running = subprocess.Popen(
        [
            *(sys.executable, "-u", "-m", "combat_rules.cli", "watch"),
            *("--fights", "1", "--plugin", str(plugin)),
        ],
        cwd=plugin.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    )
    assert running.stdout is not None
    try:
        lines = iter(running.stdout.readline, "")
        assert any("Ctrl-C ends" in line for line in lines)
        # The watch begins a moment after it is announced.
        with again_and_again(lambda attempt: write(plugin, f"-{attempt + 1}"), 0.5):
            assert any("changed: kicks.py" in line for line in lines)
        assert any("the last good ones are kept" in line for line in lines)
    finally:
        running.send_signal(signal.SIGINT)
        _, complaints = running.communicate(timeout=PATIENCE)
    assert running.returncode == 130
    assert complaints == "combat-rules: interrupted\n"
