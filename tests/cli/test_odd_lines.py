"""Odd command lines: each ends as other tools end, and says who, what, why and what is possible."""

import os
import sys
from collections.abc import Callable, Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from combat_rules.cli import program
from combat_rules.cli.app import app
from combat_rules.compiled.kernel import Kernel
from combat_rules.engine.state import StateManager
from tests.fuzz.forging import standard

APP: Any = get_command(app)
LONG = "x" * 300
HUGE = "1" + "0" * 30
DEVICES = pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no devices")

TABLE = """
moves:
  - {name: poke, title: "Sto\u00df \u2694", release: 9, reach: 60, damage: 1}
archetypes:
  - {name: fencer, actions: [poke], controller: attack}
"""

LINES: dict[str, tuple[int, str]] = {
    # What there is not.
    "duell": (2, "there is no command duell; did you mean duel?"),
    "--nope": (2, "there is no option --nope"),
    "duel --nope": (2, "there is no option --nope"),
    "duel --sed 5": (2, "there is no option --sed; did you mean --seed?"),
    "duel --seed": (2, "--seed needs a value behind it combat-rules duel --help"),
    "duel --seed many": (2, "--seed: it takes a whole number, not many"),
    "duel --duration 0": (2, "--duration: it is at least 1, not 0"),
    "replay fight.jsonl --speed quick": (2, "--speed: it takes a number, not quick"),
    "duel one": (2, "nothing is known of one here"),
    "duel --left nope": (2, "--left: there is no archetype nope; there are: duelist, brute"),
    "duel --left ''": (2, "--left: there is no archetype ''; there are: duelist"),
    "duel --right brut": (2, "there is no archetype brut; did you mean brute?"),
    "duel --left jabber": (2, "there is no archetype jabber; there are: "),
    "duel --without standard": (2, "there is no archetype duelist; there are none"),
    "simulate --left nope": (2, "there is no archetype nope"),
    "simulate --set attack": (2, "--set takes MOVE.FIELD=NUMBER, such as lunge.recovery=380"),
    "simulate --set attack.nope=1": (1, "attack has no number 'nope'; there are: feint"),
    "simulate --set attack.damage=-1": (1, "damage is -1; a whole number from 0 to 1000000000"),
    "balance --forbid nope": (1, "there is no move 'nope'; there are: attack"),
    "balance --pilots nope": (1, "there are no pilots 'nope'; there are: own, learned"),
    "train --archetype nope": (2, "there is no archetype nope; there are: "),
    "breakpoints nope.damage": (1, "there is nothing called 'nope'; there are: "),
    "breakpoints attack": (1, "say which number of it, attack.feint say; there are: feint"),
    "situation --left nope": (2, "there is no archetype nope"),
    "situation --from fight.jsonl": (1, "a moment is written JOURNAL@TICK"),
    "moves nope": (2, "there is no action nope; there are: attack"),
    "archetypes nope": (2, "nothing is known of nope here"),
    "explain nope": (2, "there is no action nope; there are: attack"),
    "explain attack --phase nope": (1, "attack has no phase 'nope'; there are: feint, commit"),
    "explain attack --actor stamina": (2, "'stamina' is not NAME=VALUE, stamina=3 say"),
    "explain attack --actor nope=3": (1, "the actor has no 'nope'; there are: id, "),
    "diagram nope": (2, "there is no action nope; there are: attack"),
    "diagram --format gif": (2, "--format: there is no gif; there are: svg, png, mermaid"),
    "frame-data --move nope": (2, "there is no action nope; there are: attack"),
    "combo --best most": (2, "--best: there is no most; there are: damage, length"),
    "plugins --prefix x": (2, "it is written PLUGIN=PREFIX, not 'x'"),
    "plugins --plugin nowhere": (1, "there is no module nowhere; name a file (plugin.py)"),
    "import moves.yaml": (1, "name the folder of the plugin with --out DIR, or say --check"),
    "import moves.yaml --map x --check": (1, "'x' is no mapping; write 'COLUMN=FIELD'"),
    "schema --json": (2, "there is no option --json"),
    "new Odd": (1, "'Odd' is no name for a plugin; use small letters, digits and _"),
    "new folder": (1, "folder is there already; choose another name"),
    "watch --left dulist": (2, "--left: there is no archetype dulist; did you mean duelist?"),
    "watch --right nope": (2, "--right: there is no archetype nope; there are: duelist"),
    "watch --fights 0": (2, "--fights: it is at least 1, not 0"),
    "studio --port 70000": (2, "--port: it is at most 65535, not 70000"),
    "compare moves.yaml": (2, "Missing argument 'NEW'"),
    "history fights.db": (1, "there is no store fights.db; --add FILE makes one"),
    # What does nothing beside, or without, something else.
    "duel --sync": (2, "--sync does nothing without --journal; give both, or leave it out"),
    "breakpoints attack.damage --fights 9": (2, "--fights does nothing without --matchups"),
    "situation --pilots learned": (2, "--pilots does nothing without --win"),
    "situation --from fight.jsonl@9 --left brute": (2, "--left can do nothing beside --from"),
    "situation --from fight.jsonl@9 --without a": (2, "--without can do nothing beside --from"),
    f"situation --from fight.jsonl@{HUGE * 999}": (1, "a moment is written JOURNAL@TICK"),
    "compare moves.yaml moves.yaml --pilots own": (2, "--pilots does nothing without --fights"),
    "history fights.db --out it.jsonl": (2, "--out does nothing without --pull"),
    "history fights.db --pull 1 --seed 2 --json": (2, "--seed and --json can do nothing beside"),
    "history fights.db --add it.jsonl --limit 2": (2, "--limit can do nothing beside --add; leave"),
    "balance --moves --format csv": (2, "--moves: --format csv is of matchups alone; --out DIR"),
    "duel --explain 5 --json": (2, "--json can do nothing beside --explain; leave out one of them"),
    "duel --trace --explain 5 -v": (2, "--trace can do nothing beside --explain"),
    "duel --json --trace": (2, "--trace can do nothing beside --json; leave out one of them"),
    "balance --processes 2 --workers 2": (2, "--workers can do nothing beside --processes; leave"),
    "balance --within 2 --fights 9": (2, "--fights can do nothing beside --within; leave out one"),
    "tune moves.yaml --processes 2 --workers 2": (2, "--workers can do nothing beside --processes"),
    "pilot a.pilot --answer 9 --full": (2, "--full can do nothing beside --answer; leave out one"),
    # Texts of nothing, as of a variable that is not set.
    "duel --journal ''": (2, "--journal: '' names no file"),
    "duel --journal=": (2, "--journal: '' names no file"),
    "resume -": (2, "FILE: '-' names no file here"),
    "diff - -": (2, "'-' is there twice, and standard input can be read once"),
    "history fights.db --add it.jsonl --pull 1": (2, "would stand before the journal; name a file"),
    "duel --journal -": (2, "--journal: '-' names no file here"),
    "diagram --out -": (2, "--out: '-' names no file here"),
    "compare standard standard": (0, "Nothing is different."),
    "diagram --out ''": (2, "--out: '' names no file"),
    "import ''": (2, "'' names no file"),
    "history fights.db --add ''": (2, "--add: '' names no file"),
    "duel --plugin ''": (1, "plugin '' cannot be loaded: it has no name; give a file"),
    "new standard": (1, "the rules have a plugin standard already; choose another name"),
    # What is there twice.
    "simulate --set attack.damage=1 --set attack.damage=2": (2, "--set: attack.damage is there tw"),
    "explain attack --actor stamina=3,stamina=5": (2, "--actor: stamina is there twice, and only"),
    "explain attack --target reach=3 --target reach=3": (2, "--target: reach is there twice"),
    "moves --prefix x=a --prefix x=b": (2, "--prefix: x is there twice, and only one of the two"),
    # Numbers that nothing can be.
    "replay fight.jsonl --speed 0": (2, "--speed: it is at least 0.001, not 0"),
    "simulate --fights 0": (2, "--fights: it is at least 1, not 0"),
    f"simulate --fights {HUGE}": (2, "it is at most 1000000000"),
    "simulate --seed -1": (2, "it is at least 0, not -1"),
    f"simulate --set attack.damage={HUGE}": (1, "attack.damage"),
    "balance --within nan": (2, "--within: it is at most 50, not nan"),
    "duel --duration 1.5": (2, "--duration: it takes a whole number, not 1.5"),
    "duel --distance ''": (2, "--distance: it takes a whole number, not ''"),
    f"duel --explain {HUGE}": (1, "the fight has no event #1000"),
    f"breakpoints attack.damage --lowest {HUGE}": (2, "it is at most 1000000000"),
    "breakpoints attack.damage --lowest 12": (2, "--lowest 12: attack.damage is 10, and is looked"),
    "breakpoints attack.damage --highest 8": (2, "looked at from there on; give no less"),
    "breakpoints attack.damage --lowest 5 --highest 1": (2, "as --lowest 5 and as low as"),
    f"explain attack --actor stamina={'9' * 20}": (1, "stamina of the actor is '9999"),
    "tune moves.yaml --trials 0": (2, "--trials: it is at least 1, not 0"),
    "train --rounds 0": (2, "--rounds: it is at least 1, not 0"),
    "replay fight.jsonl --until -1": (2, "it is at least 0, not -1"),
    "history fights.db --limit 0": (2, "--limit: it is at least 1, not 0"),
    # Files that are none, not whole, or something else.
    "replay nowhere": (1, "cannot read nowhere: No such file or directory"),
    "replay folder": (1, "cannot read folder: Is a directory"),
    "replay circle": (1, "cannot read circle: Too many levels of symbolic links"),
    "replay empty": (1, "empty holds no fight: it is empty. Nothing had begun yet"),
    "replay moves.yaml": (1, "moves.yaml is no journal: it begins with '\\nmoves:"),
    "replay torn.jsonl": (0, "the last record was not written to its end"),
    f"replay {LONG}": (1, "no file can be called"),
    "resume empty": (1, "empty holds no fight"),
    "diff fight.jsonl empty": (1, "empty holds no fight"),
    "diff fight.jsonl torn.jsonl": (1, ""),
    "history empty --add folder": (1, "cannot read folder: Is a directory"),
    "history empty": (1, "there is no store empty; --add FILE makes one"),
    "history fights.db --add torn.jsonl --limit 0": (2, "--limit: it is at least 1, not 0"),
    "history fights.db --add damaged.jsonl": (1, "damaged.jsonl"),
    "history moves.yaml": (1, "the store moves.yaml cannot be used: file is not a database"),
    f"history {LONG}": (1, "there is no store xxx"),
    "pilot folder": (1, "folder cannot be read as a pilot: Is a directory"),
    "pilot empty": (1, "pilots are made with combat-rules train"),
    f"balance --pilots {LONG}": (1, "there are no pilots 'xxx"),
    "tune empty": (1, "empty cannot be used as targets: it wants numbers:"),
    "check --waive folder": (1, "cannot read the waivers folder: Is a directory"),
    "compare folder moves.yaml": (1, "is a folder without __init__.py, nor a table"),
    "duel --script empty": (1, "it is empty; write combatants: and commands:"),
    "duel --plugin half.py": (1, "plugin half cannot be loaded: "),
    "duel --plugin empty.yaml": (1, "it is empty; write moves: and a list of them"),
    f"duel --plugin {LONG}": (1, "cannot be a file: File name too long"),
    "duel --journal fight.jsonl": (1, "a journal is never overwritten; take another name"),
    "duel --journal folder": (1, "cannot write the journal folder: it is a folder"),
    "duel --journal no/fight.jsonl": (1, "cannot write the journal no/fight.jsonl: there is no"),
    "duel --timeline it.gif": (1, "its name has to end in .svg or .png"),
    "duel --timeline folder.svg": (2, "--timeline: folder.svg is a folder; name a file in it"),
    "situation --picture it.gif": (2, "its name has to end in .svg"),
    "situation --from torn.jsonl@x": (1, "a moment is written JOURNAL@TICK"),
    # Where nothing can be written, told before anything is done.
    "diagram --out empty": (2, "--out: empty is no folder; name one, new or there already"),
    "check --scripts empty/in": (2, "--scripts: empty is no folder; name one, new or there"),
    "train --out empty": (2, "--out: empty is no folder"),
    "balance --out empty": (2, "--out: empty is no folder"),
    "new empty/knife": (1, "cannot write the plugin to empty/knife: empty is no folder; name one"),
    "duel --timeline no/it.svg": (2, "--timeline: there is no folder no; make it first"),
    "situation --picture no/it.svg": (2, "--picture: there is no folder no; make it first"),
    "history fights.db --pull 1 --out no/it": (2, "--out: there is no folder no; make it first"),
    "history fights.db --pull 1 --out empty/it": (2, "--out: empty is no folder; name one"),
    # One argument too many.
    "replay fight.jsonl torn.jsonl": (2, "torn.jsonl here: replay takes FILE alone combat-rules"),
    "diff empty empty empty": (2, "nothing is known of empty here: diff takes JOURNAL and OTHER"),
    "history fights.db fight.jsonl": (2, "takes STORE alone; names stand behind --add FILE"),
    "explain attack moves.yaml": (2, "takes MOVE alone; names stand behind --plugin FILE"),
    "check fencing": (2, "of fencing here: names stand behind --plugin FILE_OR_MODULE"),
    f"new {LONG}": (1, "cannot write the plugin to xxx"),
    "import empty --check": (1, "cannot import empty"),
    "balance --ledger folder": (1, "folder cannot be used as a ledger: "),
}  # fmt: skip
"""What is written, how it ends, and what is said of it."""

DEVICE_LINES = {
    "replay -": "/dev/stdin holds no fight",
    "history fights.db --add -": "/dev/stdin holds no fight",
    "duel --script -": "the script /dev/stdin",
    "replay /dev/zero": "/dev/zero holds no fight: there is nothing but zeros in it",
    "resume /dev/null": "/dev/null holds no fight",
    "diff fight.jsonl /dev/full": "/dev/full holds no fight",
    "history fights.db --add /dev/zero": "/dev/zero holds no fight",
    "duel --script /dev/zero": "it is larger than 1000000 bytes",
    "duel --plugin /dev/zero": "is a file that is not Python, nor a table",
    "check --waive /dev/zero": "it is larger than 200000 bytes",
    "tune /dev/zero": "it is larger than 1000000 bytes",
    "pilot /dev/zero": "it is larger than 50000000 bytes",
    "import /dev/zero --check": "/dev/zero",
    "new /dev/zero": "/dev/zero is there already",
    "new /dev/null/x": "/dev/null is no folder",
}


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of no project, with files of every odd kind."""
    folder = tmp_path_factory.mktemp("odd")
    whole = standard()
    for name, data in {
        "fight.jsonl": whole, "torn.jsonl": whole[: len(whole) * 3 // 7], "empty": b"",
        "damaged.jsonl": whole.replace(b"duelist", b"duellst"), "empty.yaml": b"",
        "moves.yaml": TABLE.encode(), "half.py": b"def",
    }.items():  # fmt: skip
        (folder / name).write_bytes(data)
    for name in ("folder", "folder.svg"):
        (folder / name).mkdir()
    (folder / "circle").symlink_to("circle")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


def words_of(line: str) -> list[str]:
    return ["" if word == "''" else word for word in line.split(" ")]


def said(line: str, code: int) -> str:
    """What a command line says, in one line, when it ends with this code."""
    result = CliRunner().invoke(app, words_of(line))
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


def short(value: object) -> str | None:
    return value[:60] if isinstance(value, str) else None


@pytest.mark.parametrize("line", LINES, ids=short)
def test_what_cannot_be_done_is_refused_in_words(line: str, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    code, words = LINES[line]
    assert words in said(line, code)
    assert sorted(folder.rglob("*")) == before, "nothing half done is left"


@DEVICES
@pytest.mark.parametrize("line", DEVICE_LINES)
def test_a_device_is_no_file(line: str) -> None:
    assert DEVICE_LINES[line] in said(line, 1)


def test_every_command_is_tried() -> None:
    assert {line.split()[0] for line in LINES} >= set(APP.commands)


@pytest.mark.parametrize("option", ["--journal", "--timeline"])
def test_a_link_is_written_through_and_stays_a_link(option: str, tmp_path: Path) -> None:
    real, link = tmp_path / "real.svg", tmp_path / "link.svg"
    link.symlink_to(real)
    said(f"duel --duration 9 {option} {link}", 0)
    assert link.is_symlink()
    assert real.stat().st_size > 0


# -- outputs that take nothing, and consoles of few letters ------------------------------------

TALKING = (
    "duel", "moves", "moves attack", "archetypes", "explain attack", "diagram", "schema",
    "plugins", "replay fight.jsonl", "diff fight.jsonl torn.jsonl", "import moves.yaml --check",
    "duel --json", "--help", "duel --help", "--version", "duell", "replay fight.jsonl --json",
    "archetypes --json",
)  # fmt: skip


class Kept(BytesIO):
    """An output that can still be read when it was closed."""

    def close(self) -> None:
        """Nothing is let go."""


class Deaf(BytesIO):
    """An output that takes nothing."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self._error = error

    def write(self, data: Any) -> int:
        raise self._error

    def flush(self) -> None:
        """Nothing was kept back."""

    def fileno(self) -> int:
        raise OSError("it is no file")


def ended(line: str, out: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    """The code with which the program ends that writes its output there."""
    monkeypatch.setattr(sys, "argv", ["combat-rules", *words_of(line)])
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(out, encoding="ascii", write_through=True))
    program._show_whatever_comes()
    code = program._ended(app)
    monkeypatch.undo()
    return code


@pytest.mark.parametrize("line", TALKING)
@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (BrokenPipeError(32, "Broken pipe"), 141, ""),
        (OSError(28, "No space left on device"), 1, "No space left on device"),
    ],
    ids=["closed", "full"],
)
def test_whoever_takes_no_output_ends_it_as_other_tools_end(
    line: str, error: OSError, code: int, words: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    ends = ended(line, Deaf(error), monkeypatch)
    heard = capsys.readouterr().err
    if "there is no command" in heard:
        assert ends == 2
    else:
        assert ends == code
        assert words in heard
    assert "no fault of yours" not in heard


@pytest.mark.parametrize(
    "line", ["duel --left fencer --right fencer --duration 2000", "moves poke"]
)
def test_letters_that_a_console_has_not_are_shown_as_numbers(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = Kept()
    assert ended(f"{line} --plugin moves.yaml", out, monkeypatch) == 0
    assert b"Sto\\xdf" in out.getvalue()


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are texts there")
@pytest.mark.parametrize(
    "line",
    [
        "plugins --json", "check --json", "moves jab --json", "explain jab --json", "diagram jab",
        "duel --left boxer --duration 50 --journal", "history fights.db --json --add",
    ],
)  # fmt: skip
def test_files_whose_names_are_no_letters_are_files_as_well(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.yaml"))
    plugin.write_text(
        "moves: [{name: jab, release: 9, reach: 60, damage: 1}]\n"
        "archetypes: [{name: boxer, actions: [jab]}]\n"
    )
    words = [*words_of(line), "--plugin", str(plugin)]
    if line.startswith("history"):
        (journal := plugin.with_suffix(".jsonl")).write_bytes(standard())
        words = [word.replace("fights.db", f"{tmp_path}/fights.db") for word in words_of(line)]
        words.append(str(journal))
    elif line.endswith("--journal"):
        words.insert(-2, str(plugin.with_suffix(".jsonl")))
    out = Kept()
    assert ended(" ".join(words), out, monkeypatch) == (line == "check --json")
    assert out.getvalue().strip()


# -- Ctrl-C in the middle ----------------------------------------------------------------------

PLAYING = (
    "duel", "duel --journal cut.jsonl", "check", "combo", "frame-data", "situation",
    "compare moves.yaml moves.yaml", "breakpoints attack.damage", "simulate --live --fights 20",
    "replay fight.jsonl",
)  # fmt: skip
COMPILED = ("simulate --fights 20", "balance --fights 20")


def pressed_in(call: Callable[..., Any], times: int) -> Callable[..., Any]:
    left = [times]

    def cut(*args: Any, **options: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return call(*args, **options)

    return cut


@pytest.mark.parametrize("line", PLAYING + COMPILED)
def test_ctrl_c_in_the_middle_of_a_fight_ends_it_in_a_word(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_folds = pressed_in(StateManager.fold, 5)
    monkeypatch.setattr(StateManager, "fold", in_folds)
    monkeypatch.setattr(Kernel, "play", pressed_in(Kernel.play, 1))
    out = Kept()
    code = ended(line, out, monkeypatch)
    assert code == 130, out.getvalue()
    assert b"Traceback" not in out.getvalue()


@pytest.mark.skipif(os.name == "nt", reason="links take more there")
@pytest.mark.parametrize("line", ["balance --out link", "diagram --out link/in"])
def test_a_link_that_leads_nowhere_is_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("link").symlink_to("nowhere")
    result = CliRunner().invoke(app, words_of(line))
    assert result.exit_code == 2
    assert "--out: link is no folder; name one, new or there already" in result.stderr
