"""However the program ends, it says in a line why, and never shows a traceback."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from combat_rules import CombatSystem
from combat_rules.cli import program
from combat_rules.cli.app import app
from combat_rules.record import Journal, read_journal
from combat_rules.record.files import write_whole

COMMAND = [sys.executable, "-P", "-m", "combat_rules.cli"]
FULL = Path("/dev/full")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder, where only the standard rules are."""
    monkeypatch.chdir(tmp_path)


def raising(error: BaseException) -> Callable[[], None]:
    def fake() -> None:
        raise error

    return fake


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (SystemExit(), 0, ""),
        (SystemExit(2), 2, ""),
        (SystemExit("no"), 1, ""),
        (KeyboardInterrupt(), 130, "combat-rules: interrupted\n"),
        (BrokenPipeError(), 141, ""),
        (OSError(28, "No space left on device"), 1, "combat-rules: No space left on device\n"),
        (FileNotFoundError(2, "No such file", "x"), 1, "combat-rules: No such file: x\n"),
        (MemoryError(), 1, "combat-rules: there is not enough memory for this\n"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_every_end_has_its_code_and_its_words(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, said: str
) -> None:
    assert program._ended(raising(error)) == code
    assert capsys.readouterr().err == said


def test_a_mistake_of_the_program_is_owned_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert program._ended(raising(ZeroDivisionError("by zero"))) == 1
    said = capsys.readouterr().err
    assert "no fault of yours: ZeroDivisionError: by zero. Please report it" in said


QUITTER = """
from combat_rules import Archetype, Controller, Wait, hookimpl

class Leaving(BaseException):
    pass

def quit(view):
    if view.now > 200:
        raise RAISED
    return Wait(100)

@hookimpl
def combat_controllers():
    return [Controller("quit", quit)]

@hookimpl
def combat_archetypes():
    return [Archetype(name="quitter", actions=("attack",), controller="quit")]
"""


@pytest.mark.parametrize("raised", ["SystemExit(0)", "SystemExit('bye')", "Leaving('bye')"])
@pytest.mark.parametrize(
    "command",
    [("duel",), ("duel", "--json"), ("simulate", "--fights", "2", "--live")],
    ids=" ".join,
)
def test_a_rule_that_ends_programs_is_named(
    tmp_path: Path, raised: str, command: tuple[str, ...]
) -> None:
    (tmp_path / "quits.py").write_text(QUITTER.replace("RAISED", raised))
    result = CliRunner().invoke(app, [*command, "--plugin", "quits.py", "--left", "quitter"])
    assert result.exit_code == 1
    name, _, told = raised.rstrip(")'").partition("(")
    assert f"combat-rules: a rule raised {name}: {told.lstrip(chr(39))}" in result.stderr
    if command[0] == "duel":
        assert "(quits.py:9 in quit)" in result.stderr


@pytest.mark.skipif(not FULL.exists(), reason="this system has no full device")
def test_a_full_output_is_said() -> None:
    with FULL.open("w") as full:
        ended = subprocess.run([*COMMAND, "duel"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert ended.returncode == 1
    assert ended.stderr == b"combat-rules: No space left on device\n"


@pytest.mark.skipif(os.name == "nt", reason="there are other shells")
def test_a_program_without_output_or_errors_ends_well(tmp_path: Path) -> None:
    journal = tmp_path / "fight.jsonl"
    command = " ".join([*COMMAND, "duel", "--seed", "3", "--journal", str(journal)])
    for closed in (">&-", "<&- >&- 2>&-"):
        ended = subprocess.run(
            ["sh", "-c", f"{command} {closed}"], capture_output=True, check=False
        )
        assert (ended.returncode, ended.stderr) == (0, b"")
        # What is written goes where it belongs.
        assert journal.read_bytes().startswith(b"{")
        journal.unlink()


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such device")
@pytest.mark.parametrize(
    "command",
    [["pilot", "/dev/zero"], ["tune", "/dev/zero"], ["replay", "/dev/zero"]],
    ids=lambda command: str(command[0]),
)
def test_a_file_without_an_end_is_refused(command: list[str]) -> None:
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 1
    assert "/dev/zero" in result.stderr


def test_a_reader_who_has_enough_ends_it_quietly() -> None:
    with subprocess.Popen(
        [*COMMAND, "duel"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 141


@pytest.mark.skipif(os.name == "nt", reason="there are other pipes")
@pytest.mark.parametrize("lines", [0, 1, 5])
def test_a_reader_who_has_enough_keeps_no_file_from_being_written(
    tmp_path: Path, lines: int
) -> None:
    files = ("--journal", "fight.jsonl", "--timeline", "fight.svg")
    with subprocess.Popen([*COMMAND, "duel", *files], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        for _ in range(lines):
            running.stdout.readline()
        running.stdout.close()
    assert running.returncode == 141
    assert [event.type for event in read_journal("fight.jsonl").events][-1] == "fight_ended"
    assert "<svg" in (tmp_path / "fight.svg").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="there are other pipes")
def test_a_reader_who_has_enough_keeps_no_fight_from_going_on() -> None:
    with Journal("fight.jsonl") as journal:
        combat = CombatSystem(seed=3, journal=journal)
        for name in ("duelist", "brute"):
            combat.add_combatant(name)
        combat.advance(500)
    with subprocess.Popen([*COMMAND, "resume", "fight.jsonl"], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.close()
    assert running.returncode == 141
    assert [event.type for event in read_journal("fight.jsonl").events][-1] == "fight_ended"


@pytest.mark.parametrize("events", [2_000, 60_000, 300_000])
def test_ctrl_c_at_any_time_ends_it_in_a_word(events: int) -> None:
    # Before that it is Python that starts, and says what it says. The process presses the key
    # itself, after so many calls and returns: no other clock is the same on every machine.
    program = (
        "import signal, sys\n"
        "from combat_rules.cli import main\n"
        f"left = {events}\n"
        "def count(*_):\n"
        "    global left\n"
        "    left -= 1\n"
        "    if not left: signal.raise_signal(signal.SIGINT)\n"
        "sys.argv[1:] = ['check']\n"
        "sys.setprofile(count)\n"
        "main()\n"
    )
    command = [sys.executable, "-P", "-c", program]
    ended = subprocess.run(command, capture_output=True, check=False)
    assert ended.returncode in (130, -signal.SIGINT)
    assert b"Traceback" not in ended.stderr


def test_a_console_that_has_no_such_letters_is_given_their_numbers_and_plain_bars(
    tmp_path: Path,
) -> None:
    script = "combatants: {\u00e9va: {archetype: duelist}, bo: {archetype: brute}}\nduration: 50\n"
    (tmp_path / "duel.yaml").write_text(script, encoding="utf-8")
    ended = subprocess.run(
        [*COMMAND, "duel", "--script", "duel.yaml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert b"\\xe9va" in ended.stdout
    assert b"####" in ended.stdout


def test_a_combo_from_a_move_that_nobody_knows_is_an_error() -> None:
    result = CliRunner().invoke(app, ["combo", "--from", "nope"])
    assert result.exit_code == 2
    assert "there is no action that anybody here knows called nope; there are: " in result.stderr


def test_a_file_is_written_whole_or_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "out.svg"
    file.write_bytes(b"old")
    file.chmod(0o640)
    (tmp_path / "link.svg").symlink_to(file)

    def full(fd: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space left"):
            write_whole(tmp_path / "link.svg", b"new")
    assert file.read_bytes() == b"old"
    write_whole(tmp_path / "link.svg", b"new")
    assert (tmp_path / "link.svg").is_symlink()
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o640)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.svg", "out.svg"]
