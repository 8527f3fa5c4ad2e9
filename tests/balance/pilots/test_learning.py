"""Learning: what came of a choice, and what follows from it."""

import numpy as np

from combat_rules.balance.pilots import policy
from combat_rules.balance.pilots.learning import Choices, Learner, choices_of, whole, with_beaten
from combat_rules.compiled.kernel import Run, Words
from combat_rules.compiled.words.counting import COUNTED, FACTS


def run(ends: list[tuple[int, int, int]], trace: list[list[int]]) -> Run:
    """Fights that ended at some tick with some healths, and the choices that were noted."""
    each = 1 + len(COUNTED)
    rows = np.zeros((len(ends), FACTS + 2 * each), np.int64)
    for row, (at, left, right) in zip(rows, ends, strict=True):
        row[3], row[FACTS], row[FACTS + each] = at, left, right
    nothing: Words = np.zeros(0, np.int64)
    return Run(rows, nothing, nothing, np.array(trace, np.int64))


def test_what_is_won_soon_counts_more_for_a_choice_than_what_is_won_late() -> None:
    # The left takes 20 of 100 between its two choices, and 30 after the second.
    played = run([(200, 100, 50)], [[0, 0, 0, 7, 100, 100], [0, 0, 100, 8, 100, 80]])
    found = choices_of(played, 0, (100, 100), half=100)
    assert found.number.tolist() == [7, 8]
    assert np.allclose(found.gain, [0.2 + 0.5 * 0.3, 0.3])


def test_what_one_side_wins_the_other_loses_and_a_fall_counts_more() -> None:
    played = run([(10, 100, 0)], [[0, 0, 0, 1, 100, 40], [0, 1, 0, 2, 100, 40]])
    left, right = (choices_of(played, side, (100, 100), half=1000).gain[0] for side in (0, 1))
    assert left == -right
    assert left > 0.4


def test_whoever_withdraws_has_lost_as_much_as_who_falls() -> None:
    ends = run([(10, 100, 40), (10, 100, 0)], [])
    ends.rows[:, 1:3] = [[7, 5], [7, 4]]
    assert (with_beaten(ends.rows, 6, (7, 8))[:, 3:] == ends.rows[1, 3:]).all()
    late = run([(10, 100, 40)], [])
    late.rows[:, 1:3] = 7, 6
    assert (with_beaten(late.rows, 6, (7, 8)) == late.rows).all()


def test_whoever_withdraws_as_the_other_falls_has_won_nothing_by_that() -> None:
    ends = run([(10, 100, 0), (10, 0, 40)], [])
    ends.rows[:, 1:3] = [[0, 3], [0, 3]]
    assert (with_beaten(ends.rows, 6, (7, 8))[:, [FACTS, FACTS + 1 + len(COUNTED)]] == 0).all()


def test_no_choice_of_one_fight_counts_for_another() -> None:
    trace = [[0, 0, 0, 1, 100, 100], [1, 0, 0, 2, 100, 100]]
    found = choices_of(run([(10, 100, 100), (10, 100, 50)], trace), 0, (100, 100), half=1000)
    assert found.gain.tolist() == [0.0, 0.5]


def test_what_did_better_is_done_more_often_and_nothing_is_forgotten_for_good() -> None:
    learner = Learner(3)
    learner.learn([Choices(np.repeat([0, 1, 2], 50), np.repeat([0.0, 0.5, -0.5], 50))])
    assert learner.strategy()[0].argmax() == 1
    assert (learner.weights(exploring=0.1)[0] > 0).all()
    assert learner.visits[0] == 150


def test_weights_are_whole_numbers_that_come_to_a_thousand() -> None:
    weights = whole(np.array([[1 / 3, 1 / 3, 1 / 3], [0.9995, 0.0005, 0.0]]))
    assert weights.sum(axis=1).tolist() == [policy.WHOLE, policy.WHOLE]
    assert weights[1].tolist() == [1000, 0, 0]
