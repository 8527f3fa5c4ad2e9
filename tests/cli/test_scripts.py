"""A script is a fight written down; what is wrong with it is said with its line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from combat_rules.cli.app import app
from combat_rules.cli.duel import Wanted, set_up
from combat_rules.plugins import standard_ruleset

GOOD = """\
duration: 2000
distance: 40
seed: 3
combatants:
  ayla: {archetype: duelist, health: 80}
  borin: {archetype: brute, team: red, controller: wait}
commands:
  - {at: 100, actor: ayla, action: attack, target: borin}
  - {at: 150, actor: ayla, cancel: true}
  - {at: 900, actor: ayla, action: attack}
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def play(text: str | bytes, *words: str) -> Result:
    data = text if isinstance(text, bytes) else text.encode()
    Path("fight.yaml").write_bytes(data)
    return CliRunner().invoke(app, ["duel", "--script", "fight.yaml", *words])


def test_a_script_is_played_as_it_is_written() -> None:
    result = play(GOOD, "--json")
    assert result.exit_code == 0
    told = [json.loads(line) for line in result.stdout.splitlines()]
    begun = [(e["timestamp"], e["source"]) for e in told if e["type"] == "action_started"]
    assert begun == [(100, "ayla"), (900, "ayla")]
    assert [e["timestamp"] for e in told if e["type"] == "action_cancelled"] == [150]
    assert told[-1]["timestamp"] == 2000
    assert (told[-1]["winner"], told[-1]["reason"]) == ("red", "time_out")


def test_options_overrule_the_script() -> None:
    result = play(GOOD, "--json", "--duration", "500", "--seed", "9")
    told = [json.loads(line) for line in result.stdout.splitlines()]
    started = next(event for event in told if event["type"] == "fight_started")
    assert started["seed"] == 9
    assert told[-1]["timestamp"] == 500


def test_a_script_names_its_own_fighters() -> None:
    assert play(GOOD, "--left", "brute").exit_code == 2


def test_a_command_that_is_refused_is_told_with_its_reasons() -> None:
    again = GOOD + "  - {at: 910, actor: ayla, action: block}\n"
    result = play(again)
    assert result.exit_code == 0
    assert "refused" in result.stdout
    assert "ayla cannot go on into block in feint" in result.stdout


def test_a_command_may_be_kept_for_a_while() -> None:
    text = GOOD + "  - {at: 950, actor: ayla, action: block, buffer: BUFFER}\n"
    for buffer, begun in ((900, ["attack", "attack", "block"]), (0, ["attack", "attack"])):
        result = play(text.replace("BUFFER", str(buffer)), "--json")
        told = [json.loads(line) for line in result.stdout.splitlines()]
        names = [e["name"] for e in told if e["type"] == "action_started" and e["source"] == "ayla"]
        assert names == begun


def test_a_fighter_may_begin_wounded_and_tired() -> None:
    wounded = "health: 30, max_health: 80, stamina: 5, max_stamina: 50"
    Path("fight.yaml").write_text(GOOD.replace("health: 80", wounded), encoding="utf-8")
    wanted = Wanted(left=None, right=None, script=Path("fight.yaml"), numbers={})
    combat = set_up(wanted, standard_ruleset())
    ayla = combat.combatant("ayla")
    assert (ayla.health, ayla.max_health, ayla.stamina, ayla.max_stamina) == (30, 80, 5, 50)


CASES = {
    "an unknown archetype": ("duelist, health", "dulist, health", 5, "did you mean duelist?"),
    "an unknown action": ("action: attack, target", "action: atack, target", 8, "mean attack?"),
    "an unknown actor": ("at: 900, actor: ayla", "at: 900, actor: aila", 10, "did you mean ayla?"),
    "an unknown target": ("target: borin", "target: boris", 8, "did you mean borin?"),
    "an unknown key": ("duration: 2000", "durration: 2000", 1, "did you mean duration?"),
    "an unknown key of a fighter": ("health: 80", "helth: 80", 5, "did you mean health?"),
    "an unknown key of a command": ("cancel: true", "cancle: true", 9, "did you mean cancel?"),
    "an unknown controller": ("controller: wait", "controller: wiat", 6, "did you mean wait?"),
    "a key twice": ("seed: 3", "seed: 3\nseed: 4", 4, "seed is there twice"),
    "a negative time": ("at: 100", "at: -100", 8, "at is -100; a whole number from 0"),
    "a huge number": ("duration: 2000", "duration: " + "9" * 60, 1, "a whole number from 1"),
    "a negative buffer": ("cancel: true", "cancel: true, buffer: -1", 9, "buffer is -1; a whole"),
    "a fraction": ("distance: 40", "distance: 4.5", 2, "distance is 4.5"),
    "a word for a number": ("seed: 3", "seed: lucky", 3, "seed is lucky"),
    "neither action nor cancel": (
        ", cancel: true",
        "",
        9,
        "action: NAME, or cancel: true, or signal: NAME",
    ),
    "no time": ("at: 150, actor", "actor", 9, "a command needs at"),
    "no archetype": ("archetype: duelist, ", "", 5, "ayla has no archetype"),
    "a word for a fighter": ("{archetype: duelist, health: 80}", "duelist", 5, "keys and values"),
}


@pytest.mark.parametrize(("old", "new", "line", "said"), CASES.values(), ids=CASES.keys())
def test_a_mistake_is_said_with_its_line_and_what_is_possible(
    old: str, new: str, line: int, said: str
) -> None:
    assert old in GOOD
    result = play(GOOD.replace(old, new))
    assert result.exit_code == 1
    found = [text for text in result.stderr.splitlines() if said in text]
    assert found, result.stderr
    assert f"fight.yaml, line {line}: " in found[0]
    assert "Traceback" not in result.stderr


def test_all_mistakes_are_said_at_once() -> None:
    text = GOOD.replace("duelist", "dulist").replace("at: 900", "at: soon").replace("seed", "sead")
    assert play(text).stderr.count("fight.yaml, line ") == 3


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"),
        (b"# nothing\n", "it is empty"),
        (b"- a\n- b\n", "a script is written as keys and values"),
        (b"combatants: {", "line 1, column 14: a value is missing"),
        (b"\xff\xfe\x00\x01", "it is not UTF-8 text"),
        ("seed: 1 # h\u00f6her".encode("latin-1"), "it is not UTF-8 text"),
        (b"a: &x [1]\nb: *x\n", "line 1, column 4: write it out; & and * are not read"),
        (b"[" * 5000, "cannot read the script"),
        (b"x" * 1_000_001, "larger than 1000000 bytes"),
        (b"seed: !!python/object/apply:os.system [ls]\n", "line 1, column 7: write it plainly"),
        (b"seed: 1\n", "name at least two"),
    ],
    ids=[
        "empty", "comment", "a list", "half a file", "binary", "Latin-1", "aliases", "deep",
        "huge", "code", "nobody",
    ],
)  # fmt: skip
def test_what_is_no_script_is_a_clear_error(data: bytes, said: str) -> None:
    result = play(data)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["nowhere.yaml", "."], ids=["missing", "a folder"])
def test_a_script_that_cannot_be_opened_is_a_clear_error(name: str) -> None:
    result = CliRunner().invoke(app, ["duel", "--script", name])
    assert result.exit_code == 1
    assert f"cannot read the script {name}" in result.stderr


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert play(b"\xef\xbb\xbf" + GOOD.encode()).exit_code == 0


def test_a_command_after_the_end_is_told_before_the_fight() -> None:
    late = (
        GOOD
        + "  - {at: 2001, actor: ayla, action: block}\n  - {at: 9999, actor: borin, cancel: true}\n"
    )
    said = " ".join(play(late).stderr.split())
    assert said.startswith(
        "warning: ayla's block at 2001 and 1 more can never begin: the fight ends"
    )
    assert "at 2000 at the latest; say duration: in the script, or --duration" in said
    assert "warning" not in play(late, "--duration", "9999").stderr
    assert "ayla's attack at 900 and 2 more" in " ".join(
        play(late, "--duration", "500").stderr.split()
    )


def test_a_distance_that_positions_do_not_keep_is_refused() -> None:
    stand = GOOD.replace("duelist,", "duelist, position: 10,").replace(
        "brute,", "brute, position: %d,"
    )
    assert play(stand % 50).exit_code == 0
    wrong = play(stand % 60)
    assert wrong.exit_code == 1
    assert "fight.yaml, line 2: distance is 40, but ayla and borin stand 50 apart; give one of" in (
        " ".join(wrong.output.split())
    )


@pytest.mark.parametrize(
    ("ayla", "borin", "looks"),
    [
        ("position: 20", "position: 60", [1, -1]),
        ("position: 60", "position: 20", [-1, 1]),
        ("position: 60, facing: right", "position: 20", [1, 1]),
        ("facing: left", "team: red", [-1, -1]),
        ("position: 40", "position: 40", [1, -1]),
    ],
)
def test_who_is_put_somewhere_looks_to_the_nearest_foe_unless_it_is_told_to_look_elsewhere(
    ayla: str, borin: str, looks: list[int]
) -> None:
    text = f"""
combatants:
  ayla: {{archetype: duelist, {ayla}}}
  borin: {{archetype: brute, {borin}}}
"""
    Path("fight.yaml").write_text(text)
    wanted = Wanted(left=None, right=None, script=Path("fight.yaml"), numbers={})
    combat = set_up(wanted, standard_ruleset())
    assert [state.facing for state in combat.combatants.values()] == looks


def test_a_friend_is_nobody_to_look_at_and_of_two_foes_as_near_the_fight_decides() -> None:
    Path("fight.yaml").write_text("""
combatants:
  ayla: {archetype: duelist, team: red, position: 60}
  cleo: {archetype: duelist, team: red, position: 50}
  borin: {archetype: brute, team: blue, position: 20}
  dora: {archetype: brute, team: blue, position: 80}
""")
    wanted = Wanted(left=None, right=None, script=Path("fight.yaml"), numbers={})
    combat = set_up(wanted, standard_ruleset())
    assert [state.facing for state in combat.combatants.values()] == [1, 1, 1, -1]


def test_a_way_that_there_is_not_is_refused_with_its_line() -> None:
    wrong = play(GOOD.replace("health: 80", "facing: up"))
    assert wrong.exit_code == 1
    said = "fight.yaml, line 5: there is no facing up; there are: right, left"
    assert said in " ".join(wrong.output.split())
