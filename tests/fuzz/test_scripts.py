"""Whatever a script or a file of waivers says, it is played or refused with its lines."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from combat_rules import CombatError
from combat_rules.cli.app import app
from combat_rules.cli.duel import Wanted, set_up
from combat_rules.cli.script import read_script
from combat_rules.design.verify import read_waivers
from combat_rules.design.verify.findings import CODES
from tests.fuzz.mutations import CODE, mutated, retold
from tests.fuzz.oracle import memory_of, refused, tried
from tests.packs import every_pack

SCRIPT = """\
duration: 900
distance: 40
max_distance: 200
seed: 3
combatants:
  ayla: {archetype: duelist, health: 80, position: 20, poise: 4}
  borin: {archetype: brute, team: red, controller: wait}
  cyra: {archetype: fencer, team: red, controller: attack, reaction: 0, stamina: 5}
commands:
  - {at: 100, actor: ayla, action: attack, target: borin}
  - {at: 150, actor: ayla, cancel: true}
  - {at: 400, actor: borin, action: lunge}
"""
WAIVERS = """\
- code: move.dominated
  move: jab
  reason: it is a teaching move
- {code: "combo.*", move: "*", reason: they are meant}
"""
WORDS = [
    "0", "-5", "1000000000", "1000000001", "duelist,", "witch", "health:", "facing:", "team:",
    "controller:", "''", "max_distance:", "lunge}", "*", "&a", "ayla", "[", "}", "cancel: false",
    *CODES,
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scripts")


def plays(file: Path, text: str | bytes) -> None:
    """A script that is read can be set up and played, or says why not."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    if isinstance(tried(read_script, file, every_pack()), CombatError):
        return
    wanted = Wanted(left=None, right=None, script=file, numbers={"duration": 900})
    combat = tried(set_up, wanted, every_pack())
    if not isinstance(combat, CombatError):
        tried(combat.run)


@given(text=retold(SCRIPT, WORDS))
def test_a_retold_script_is_played_or_refused(folder: Path, text: str) -> None:
    plays(folder / "fight.yaml", text)


@given(data=st.binary(max_size=200) | mutated(SCRIPT.encode()))
def test_mutated_bytes_are_played_or_refused(folder: Path, data: bytes) -> None:
    plays(folder / "fight.yaml", data)


@pytest.mark.parametrize(
    "name",
    [
        "'\\ud800'",
        '"\\ud800"',
        '"\\e[2J"',
        '"[/b]"',
        '"[red]"',
        "'#1'",
        '" "',
        '"\\0"',
        '"\\u202e"',
    ],
)
@pytest.mark.parametrize("how", [[], ["--json"], ["--explain", "9"], ["--timeline", "fight.svg"]])
def test_a_fighter_of_any_name_is_told_of_or_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, how: list[str]
) -> None:
    monkeypatch.chdir(folder)
    text = SCRIPT.replace(", poise: 4", "").replace("fencer", "duelist").replace("lunge", "block")
    text = text.replace("  borin:", f"  {name}:").replace("actor: borin", f"actor: {name}")
    text = text.replace("target: borin", f"target: {name}").replace("team: red", f"team: {name}")
    Path("name.yaml").write_text(
        text.replace(", poise: 4", "").replace("fencer", "duelist"), "utf-8"
    )
    result = CliRunner().invoke(app, ["duel", "--script", "name.yaml", *how])
    assert result.exit_code in (0, 1, 2), result.exception
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "\x1b[2J" not in result.output


def test_a_crowd_is_refused_before_it_fills_the_memory(folder: Path) -> None:
    file = folder / "crowd.yaml"
    crowd = "".join(f" c{n}: {{archetype: brute}}\n" for n in range(1_000))
    file.write_text(f"combatants:\n{crowd}", encoding="utf-8")
    assert "combatants" in str(refused(read_script, file, every_pack()))


@pytest.mark.parametrize("code", CODE)
def test_code_in_a_script_stays_a_text(folder: Path, code: str) -> None:
    for old in ("duelist", "ayla", "attack", "900", "red"):
        plays(folder / "code.yaml", SCRIPT.replace(old, "'" + code.replace("'", "''") + "'", 1))
        plays(folder / "code.yaml", SCRIPT.replace(old, code, 1))


@given(text=retold(WAIVERS, WORDS))
def test_retold_waivers_are_read_or_refused(folder: Path, text: str) -> None:
    file = folder / "waivers.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    tried(read_waivers, file)


@given(data=st.binary(max_size=200) | mutated(WAIVERS.encode()))
def test_mutated_waivers_are_read_or_refused(folder: Path, data: bytes) -> None:
    file = folder / "waivers.yaml"
    file.write_bytes(data)
    tried(read_waivers, file)


@pytest.mark.parametrize(
    "text",
    ["- {}\n" * 1000, "- code: x\n  move: y\n  reason: z\n" * 500, "- a\n" * 3000, "{a: b}"],
    ids=["empty rows", "unknown codes", "words", "no list"],
)
def test_many_mistakes_in_waivers_are_cut_short(folder: Path, text: str) -> None:
    file = folder / "many.yaml"
    file.write_text(text, encoding="utf-8")
    assert refused(read_waivers, file).code == "waivers.invalid"


@pytest.mark.parametrize("code", ["\\ud800", "\\e[2J", "x" * 5000])
def test_a_waiver_of_any_code_is_refused_in_what_can_be_printed(folder: Path, code: str) -> None:
    file = folder / "code.yaml"
    file.write_text(f'- {{code: "{code}", move: a, reason: b}}', encoding="utf-8")
    said = str(refused(read_waivers, file))
    assert said.encode()
    assert "\x1b" not in said
    assert len(said) < 3000


def test_a_bomb_of_a_script_takes_little_memory(folder: Path) -> None:
    file = folder / "bomb.yaml"
    text = "commands:\n" + "- {at: 1, actor: x, action: y}\n" * 300
    file.write_text(text, encoding="utf-8")
    assert memory_of(read_script, file, every_pack()) < 200 * len(text) + 4_000_000
