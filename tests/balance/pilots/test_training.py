"""Training: the seed and the rounds decide the pilot, and it soon beats what ships."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zlib import compress

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from combat_rules.balance.pilots import training
from combat_rules.balance.pilots.judging import against_shipped, best_answer, weights_of
from combat_rules.balance.pilots.league import Bout, League, Seated
from combat_rules.balance.pilots.policy import WHOLE
from combat_rules.balance.pilots.training import (
    ASIDE,
    EACH,
    HALF,
    JUDGED,
    PAST,
    Kept,
    Progress,
    Training,
    first_fight,
    player_of,
)
from combat_rules.balance.tuning.search import UNSEEN
from combat_rules.errors import CombatError, StateError
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import load_ruleset, standard_ruleset
from tests.compiled.test_traps import a_float, ruled_by
from tests.compiled.trial import trial
from tests.rules import Rules

RULES = standard_ruleset()


@pytest.fixture(scope="module")
def trained() -> Training:
    training = Training(RULES, ["brute", "duelist"], seed=3)
    for _ in range(5):
        training.play_round()
    return training


def test_in_one_go_or_resumed_with_other_workers_it_is_the_same_pilot(
    trained: Training, tmp_path: Path
) -> None:
    first = Training(RULES, ["brute", "duelist"], seed=3, workers=2)
    for _ in range(3):
        first.play_round()
    first.save(tmp_path / "state")
    second = Training(RULES, ["brute", "duelist"], seed=3)
    second.resume(tmp_path / "state")
    while second.rounds < trained.rounds:
        second.play_round()
    assert second.pilots() == trained.pilots()
    assert second.pilots() != Training(RULES, ["brute", "duelist"], seed=3).pilots()


def test_a_pilot_does_what_its_runs_do_on_the_average(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(training, "FIGHTS", 20)
    first = Training(RULES, ["brute", "duelist"], seed=3, runs=2)
    first.play_round()
    first.save(tmp_path / "state")
    second = Training(RULES, ["brute", "duelist"], seed=3, runs=2, workers=2)
    second.resume(tmp_path / "state")
    second.play_round()
    brute, duelist = second.pilots()
    one, other = (second.learners[f"brute against duelist{run}"] for run in ("", " in run #2"))
    assert (one.visits != other.visits).any()
    together = brute.tables["duelist"]
    for cell in np.flatnonzero(one.visits + other.visits).tolist():
        assert together.visits[cell] == one.visits[cell] + other.visits[cell]
        sums = one.average[cell] + other.average[cell]
        assert together.weights[cell] == pytest.approx(WHOLE * sums / sums.sum(), abs=len(sums))
    # How they do against each other is how what all runs have learned does.
    found = second.shares(50)
    left = Seated("brute", PAST + player_of("brute", "duelist").steered)
    right = Seated("duelist", PAST + player_of("duelist", "brute").steered)
    second.league.seat(left.steered, weights_of(brute, "duelist"))
    second.league.seat(right.steered, weights_of(duelist, "brute"))
    bout = Bout(left, right, range(ASIDE, ASIDE + 50))
    with ThreadPoolExecutor(1) as pool:
        (played,) = second.league.play([bout], pool, HALF)
    assert found == {("brute", "duelist"): pytest.approx(100 * played.share, abs=10)}
    assert second.shares(50, run=0) != second.shares(50, run=1)


def test_a_training_does_not_go_on_with_other_runs(tmp_path: Path) -> None:
    Training(RULES, ["brute"], runs=2).save(tmp_path / "state")
    with pytest.raises(StateError, match="its runs is 2, not 1; take it away") as refused:
        Training(RULES, ["brute"]).resume(tmp_path / "state")
    assert "or ask for what it has to go on" in str(refused.value)
    with pytest.raises(StateError, match="runs"):
        Training(RULES, ["brute"], runs=0)


def test_archetypes_that_are_called_as_runs_are_learn_in_each_run_alone() -> None:
    named = [replace(RULES.archetypes["brute"], name=f"brute{run}") for run in ("s", "s in run 2")]
    rules = load_ruleset([Rules((), archetypes=named)])
    assert len(Training(rules, runs=2).learners) == 2 * len(Training(rules).learners)


@pytest.mark.parametrize("run", [2, -1, True, "1"])
def test_there_are_no_shares_of_a_run_that_there_is_not(run: int) -> None:
    with pytest.raises(StateError, match=r"run is .*; a whole number from 0 to 1"):
        Training(RULES, ["brute", "duelist"], runs=2).shares(1, run)


def test_a_few_rounds_beat_what_ships(trained: Training) -> None:
    for judged in against_shipped(RULES, trained.pilots(), fights=300):
        assert judged.low > 50


def test_a_rival_learns_what_beats_the_average_of_a_pilot(trained: Training) -> None:
    league, pilot = trained.league, trained.pilots()[0]
    own = Seated("brute", "past of brute against brute")
    rival = Seated("brute", "rival of brute")
    league.seat(own.steered, weights_of(pilot, "brute"))
    league.seat(rival.steered, trained.learners["rival of brute"].weights(0))
    with ThreadPoolExecutor(1) as pool:
        (played,) = league.play([Bout(own, rival, range(JUDGED, JUDGED + 400))], pool, HALF)
    assert played.share < 0.4


def test_how_far_a_pilot_can_be_beaten_is_told_with_an_interval(trained: Training) -> None:
    judged = best_answer(RULES, trained.pilots()[0], rounds=4, fights=200)
    assert judged.name == "answer to brute"
    assert judged.low < judged.share < judged.high
    assert judged.share > 50


def test_a_training_does_not_go_on_from_another_one(trained: Training, tmp_path: Path) -> None:
    trained.save(tmp_path / "state")
    with pytest.raises(StateError, match="its seed is 3, not 4; take it away"):
        Training(RULES, ["brute", "duelist"], seed=4).resume(tmp_path / "state")


@pytest.mark.parametrize("part", [b"", b"not packed", compress(b"half")])
def test_a_training_does_not_go_on_from_a_file_that_is_damaged(part: bytes, tmp_path: Path) -> None:
    state, training = tmp_path / "state", Training(RULES, ["brute"])
    state.write_bytes(b"nothing")
    with pytest.raises(StateError, match="cannot be read"):
        training.resume(state)
    training.save(state)
    held = msgspec.msgpack.decode(state.read_bytes(), type=Progress)
    state.write_bytes(msgspec.msgpack.encode(replace(held, rounds=-1)))
    with pytest.raises(StateError, match=r"cannot be read: Expected `int` >= 0"):
        training.resume(state)
    for learned in ({}, {name: Kept(part, part, part) for name in held.learned}):
        state.write_bytes(msgspec.msgpack.encode(replace(held, learned=learned)))
        with pytest.raises(StateError, match="cannot be read"):
            training.resume(state)


def test_a_file_of_many_runs_is_not_too_large(tmp_path: Path) -> None:
    state, training = tmp_path / "state", Training(RULES, ["brute"])
    training.save(state)
    held = msgspec.msgpack.decode(state.read_bytes(), type=Progress)
    large = Kept(bytes(60_000_000), b"", b"")
    state.write_bytes(msgspec.msgpack.encode(replace(held, learned={"brute": large})))
    with pytest.raises(StateError, match=r"cannot be read: Error .* decompressing"):
        training.resume(state)


def test_rules_that_machine_code_cannot_play_are_no_school() -> None:
    training = Training(ruled_by(a_float), ["brute"])
    with pytest.raises(CombatError, match=r"gives up every fight .* a_float: a float"):
        training.play_round()


def test_a_fight_that_machine_code_gives_up_counts_for_nobody() -> None:
    rules = trial()
    league = League(rules, {"late one": "late"})
    shipped = Seated("brute", rules.archetypes["brute"].controller)
    bout = Bout(Seated("late", "late one"), shipped, range(40), (0,))
    league.begin([bout])
    with ThreadPoolExecutor(1) as pool:
        (played,) = league.play([bout], pool, HALF)
    assert 0 < sum(played.wins) <= played.fights < 40


def test_an_archetype_that_there_is_not_is_refused_with_a_proposal() -> None:
    with pytest.raises(StateError, match="did you mean brute"):
        Training(RULES, ["brut"])


def test_whoever_is_named_twice_learns_once() -> None:
    training = Training(RULES, ["brute", "brute"])
    assert training.archetypes == ("brute",)
    assert len(set(training.matchups)) == len(training.matchups) == len(RULES.archetypes)


def test_no_training_plays_the_fights_by_which_it_is_judged() -> None:
    seeds = [*range(1000), LIMIT - 1, LIMIT]
    firsts = [first_fight(seed) for seed in seeds]
    assert len(set(firsts)) == len(seeds)
    assert max(firsts) + EACH < 2**63
    for kept in (JUDGED, ASIDE, UNSEEN):
        assert not any(first <= kept < first + EACH for first in firsts)
    # All others are where they were.
    assert [seed for seed in seeds if first_fight(seed) != seed << 32] == [256, 512]
