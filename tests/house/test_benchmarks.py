"""The benchmarks measure what they say: each runs, on little; how long it takes decides nothing."""

from collections.abc import Callable, Mapping

import pytest

from benchmarks import bare, recording, scale
from benchmarks.timing import in_turn


@pytest.fixture(autouse=True)
def one_round(collect: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each job is done once more than to warm up."""

    def once(jobs: Mapping[str, Callable[[], int]], rounds: int = 1) -> dict[str, list[float]]:
        return in_turn(jobs, min(rounds, 1))

    for measuring in (recording, scale):
        monkeypatch.setattr(measuring, "in_turn", once)


def test_the_duel_by_hand_is_the_duel_of_the_engine() -> None:
    bare.demand_the_same()


def test_journals_and_rollbacks_are_measured() -> None:
    names = [row[0] for row in (*recording.journals(seconds=1), *recording.rollbacks())]
    assert names[3] == "binary journal / none"
    assert "8 frames again, saving each" in names


def test_going_back_and_playing_again_changes_nothing() -> None:
    combat = recording.bout()
    combat.advance(1000)
    start = combat.save()
    combat.advance(133)
    after = combat.save()
    combat.load(start)
    for frame in (17, 16, 17, 17, 16, 17, 17, 16):
        combat.advance(frame)
    assert combat.save() == after


def test_among_many_more_are_in_reach() -> None:
    few, many = scale.neighbours(scale.melee(2)), scale.neighbours(scale.melee(40))
    assert few == 1
    assert many > 10
    assert scale.melees((2, 4))[-1][0] == "4 / 2 combatants"


def test_many_fights_at_once_are_the_fights_one_by_one() -> None:
    assert scale.crowds(3)[-1][0] == "3 at once / one"


def test_a_long_fight_needs_no_more_than_a_short_one() -> None:
    rows = dict(row[:2] for row in scale.memory(300_000))
    # Whatever else the process has kept meanwhile is no part of it.
    assert float(rows["end / after five minutes"].split()[0]) < 2
