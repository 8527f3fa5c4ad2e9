"""Tuning: targets are read exactly, the least change is found, and judged on luck of its own."""

import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec.structs import replace

from combat_rules.balance.breakpoints import number_of
from combat_rules.balance.executors.processes import Processes
from combat_rules.balance.matrix import Matrix
from combat_rules.balance.rulebook import Rulebook
from combat_rules.balance.tuning.search import Asked, Tuned, Tuner, tune
from combat_rules.balance.tuning.targets import Targets, read_targets
from combat_rules.cli.balancing import tuning
from combat_rules.errors import CombatError
from tests.house.pages import ROOT
from tests.packs import every_pack

PAIR = ("duelist", "witch")
NOTHING = Matrix(archetypes=PAIR, matchups={}, uses=())
ASKED = Asked(PAIR, "own", fights=40, most=40, duration=6000, judged=30)


def no_news(best: float) -> None:
    """Nobody wants to know."""


def written(folder: Path, text: str) -> Path:
    file = folder / "targets.yaml"
    file.write_text(text)
    return file


def test_targets_are_read(tmp_path: Path) -> None:
    text = """
numbers: {witch.health: [40, 120], attack.damage: [6, 14]}
matchups: [40, 60]
pairs: {duelist against witch: [45, 50]}
length: [5, 20]
moves: [attack]
"""
    found = read_targets(written(tmp_path, text), every_pack())
    assert found == Targets(
        {"witch.health": (40, 120), "attack.damage": (6, 14)}, (40, 60), {PAIR: (45, 50)}, (5, 20),
        ("attack",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("numbers: {witch.health: [40, 120]}", "it wants nothing"),
        ("matchups: [45, 55]", "it wants numbers"),
        ("numbers: {wich.health: [1, 2]}\nmatchups: [45, 55]", "did you mean witch"),
        ("numbers: {witch.health: 40}\nmatchups: [45, 55]", "takes \\[LOW, HIGH\\], not 40"),
        ("numbers: {witch.health: [40.5, 90]}\nmatchups: [45, 55]", "is a whole number"),
        ("numbers: {}\nmatchup: [45, 55]", "did you mean matchups"),
        ("numbers: {}\npairs: {duelist against wich: [1, 2]}", "did you mean witch"),
        ("numbers: {}\nmoves: [atack]", "did you mean attack"),
        ("numbers: [", "line 1, column 11: a value is missing"),
        ("numbers: {a: 2020-13-45}", "month must be"),
        ("numbers: {}\npairs: [1]", "pairs takes A against B: "),
        ("numbers: {witch.health: [1, 1000000001]}", r"from -1000000000 to 1000000000, not \[1, "),
        ("numbers: {}\nmatchups: [45, 55]", "there is nothing to change: give numbers: "),
        ("numbers: {}\npairs: 3", "pairs takes A against B: "),
        ("numbers: {}\nmatchups: [45, 155]", "matchups takes .* in percent, from 0 to 100, not "),
        ("numbers: {}\npairs: {duelist against witch: [-5, 55]}", "in percent, from 0 to 100"),
        ("numbers: {}\nlength: [-4, -3]", "length takes .* in seconds, from 0 up, not "),
        ("numbers: {}\npairs: {witch against witch: [4, 5]}", "witch against witch is always even"),
        (
            "numbers: {}\npairs: {duelist against witch: [4, 5], witch against duelist: [4, 5]}",
            "duelist against witch and witch against duelist, which is the same matchup; leave one",
        ),
        (
            "numbers: {}\nnumbers: {}",
            "line 2, column 1: the key numbers stands here",
        ),
        ("numbers: {a: [1, 2], a: [1, 3]}", "the key a stands here for the second time"),
        ("numbers: {}\nmoves: [[block]]", "no move \\['block'\\]"),
        ("numbers: {witch.health: [false, true]}", "takes \\[LOW, HIGH\\], not \\[False, True\\]"),
    ],
)
def test_what_is_no_target_is_said(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(CombatError, match=says):
        read_targets(written(tmp_path, text), every_pack())


def test_of_targets_those_are_taken_that_somebody_who_fights_can_come_to(tmp_path: Path) -> None:
    rules = every_pack()
    numbers, pairs = "numbers: {witch.health: [40, 120]}", "pairs: {duelist against brute: [1, 2]}"
    file = written(tmp_path, f"{numbers}\n{pairs}\nmoves: all")
    found = read_targets(file, rules, PAIR)
    assert found.pairs == {}
    assert set(found.moves) == {one for kind in PAIR for one in rules.archetypes[kind].actions}
    assert read_targets(file, rules, ("brute", "duelist")).pairs == {("duelist", "brute"): (1, 2)}
    for nothing in (pairs, "moves: [lunge]"):
        file = written(tmp_path, f"{numbers}\n{nothing}")
        with pytest.raises(CombatError, match="it wants nothing of duelist and witch, who fight"):
            read_targets(file, rules, PAIR)


def test_rules_that_raise_are_named_beside_what_was_found(
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = replace(NOTHING, mistakes={"plugin x: damage rule far: ValueError": 3})
    tuning.print_tuned(every_pack(), Targets({}), Tuned({}, {}, 1, NOTHING, now), "set")
    assert "fights plugin x: damage rule far: ValueError" in capsys.readouterr().err


def test_a_value_can_be_pasted_whatever_its_names_are() -> None:
    rules = every_pack()
    odd = replace(rules.archetypes["witch"], name="a: b")
    rules = replace(rules, archetypes={"big one": rules.archetypes["brute"], "a: b": odd})
    numbers = {"big one.health": 90, "a: b.health": 70}
    told = tuning._patch(rules, Tuned(numbers, numbers, 1, NOTHING, NOTHING))
    assert {name: row["health"] for name, row in yaml.safe_load(told)["archetypes"].items()} == {
        "big one": 90, "a: b": 70,
    }  # fmt: skip
    assert shlex.split(tuning._as_option("a: b.health", 70)) == ["--set", "a: b.health=70"]
    assert tuning._as_option("brute.health", 90) == "--set brute.health=90"


def test_the_packs_can_be_balanced_by_numbers_that_hold_what_they_are() -> None:
    packs = every_pack()
    found = read_targets(ROOT / "plugins" / "targets.yaml", packs)
    assert found.matchups == (35, 65)
    assert set(found.moves) == {name for kind in packs.archetypes.values() for name in kind.actions}
    for path, (low, high) in found.numbers.items():
        assert low < number_of(packs, path) < high, path
        for value in (low, high):
            assert number_of(packs.changed({path: value}), path) == value


def test_what_is_missed_is_told_by_how_much(three: Any) -> None:
    matrix = three.matrix
    rate = matrix.matchups[0, 1].rate
    wanted = Targets(
        {}, None, {("witch", "duelist"): (0, 100 - rate - 5)}, moves=("counter", "dash")
    )
    assert dict(wanted.misses(matrix, 1000)) == {
        "duelist against witch": pytest.approx(5), "use of dash": 5.0,
    }  # fmt: skip
    assert dict(Targets({}, (0, 100), length=(0, 1000)).misses(matrix, 1000)) == {}


def test_the_least_change_that_reaches_a_target_is_found_and_judged_elsewhere() -> None:
    wanted = Targets({"witch.health": (20, 70)}, None, {PAIR: (12, 60)})
    seen: list[float] = []
    found = tune(every_pack(), wanted, ASKED, seen.append)
    assert list(found.numbers) == ["witch.health"]
    value = found.numbers["witch.health"]
    assert value < found.before["witch.health"] == 63
    tuner = Tuner(every_pack(), wanted, ASKED)
    assert tuner.reached({"witch.health": value})
    assert not tuner.reached({"witch.health": value + 1})
    assert seen == sorted(seen, reverse=True)
    assert found.trials < ASKED.most
    judged = found.now.matchups[0, 1]
    assert judged.fights == ASKED.judged
    assert judged == tuner.matrix({"witch.health": value}, judged=True).matchups[0, 1]
    assert 5 < judged.rate < 80
    assert found.was.matchups[0, 1].rate < judged.rate


def test_a_number_that_is_beyond_its_range_goes_no_further_back_than_that() -> None:
    wanted = Targets({"witch.health": (20, 30)}, None, {PAIR: (12, 60)})
    assert Tuner(every_pack(), wanted, ASKED).search(no_news) == {"witch.health": 30}


def test_processes_come_to_the_same_numbers_and_are_begun_once() -> None:
    wanted = Targets({"witch.health": (54, 55)}, None, {PAIR: (0, 1)})
    asked = Asked(PAIR, "own", fights=20, most=2, duration=3000, judged=20)
    begun: list[Processes] = []

    def begin(rules: Rulebook) -> Processes:
        begun.append(Processes(rules, 1))
        return begun[-1]

    assert tune(every_pack(), wanted, asked, no_news, begin) == tune(
        every_pack(), wanted, asked, no_news
    )
    assert len(begun) == 1


def test_numbers_that_rules_may_not_have_are_no_way_out() -> None:
    wanted = Targets({"witch.health": (-50, 0)}, None, {PAIR: (45, 75)})
    found = Tuner(
        every_pack(), wanted, Asked(PAIR, "own", fights=20, most=3, duration=4000)
    ).search(no_news)
    assert found == {"witch.health": 63}


def test_a_target_that_is_missed_by_little_is_not_reached() -> None:
    asked = Asked(PAIR, "own", fights=20, most=3, duration=4000)
    rate = Tuner(every_pack(), Targets({}), asked).matrix({}).matchups[0, 1].rate
    for wanted, reached in ((rate, True), (rate + 0.3, False)):
        targets = Targets({"witch.health": (20, 70)}, None, {PAIR: (wanted, 100)})
        tuner = Tuner(every_pack(), targets, asked)
        assert tuner.reached(tuner.before) is reached
