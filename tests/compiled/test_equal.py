"""A compiled fight is the live fight: every event, and every field of the end."""

from pathlib import Path
from shutil import rmtree

import numpy as np
import pytest
from msgspec.structs import replace

from combat_rules import CombatError
from combat_rules.compiled import batch as batches
from combat_rules.compiled.batch import Batch
from combat_rules.compiled.live import played
from combat_rules.engine.core.rows import MoveRow
from combat_rules.engine.lineup import Fighter
from tests.amounts import amount, some
from tests.compiled.pairs import difference, differences, duels, lineup
from tests.packs import every_pack

KINDS = tuple(every_pack().archetypes)
LONG, SHORT = 1, amount(4, 16)
"""Fights of each ordered pair, with controllers of their own, and with one that knows no names:
from their beginning, and from where both are close and have little health left."""


@pytest.mark.parametrize("left", KINDS)
@pytest.mark.parametrize("controller", [None, "fighter"], ids=["own controllers", "fighter"])
def test_every_pair_of_the_packs_fights_the_same_fight(left: str, controller: str | None) -> None:
    for right in some(KINDS, 4, seed=KINDS.index(left)):
        sides = [Fighter(kind, controller=controller) for kind in (left, right)]
        assert not differences(duels(), lineup(*sides), range(LONG)), (left, right)
        worn = [
            Fighter(kind, controller=controller, position=place, attributes={"health": 30})
            for kind, place in ((left, 20), (right, 50))
        ]
        close = replace(lineup(*worn), duration=1200)
        assert not differences(duels(), close, range(SHORT)), (left, right)


def test_rows_tell_what_the_live_fights_come_to() -> None:
    batch = Batch(every_pack(), "duelist", "witch")
    rows = batch.play(range(30))
    for row in rows[:5]:
        lived = played(batch.lineup.fight, int(row["seed"]))
        result = lived.world.result
        assert result is not None
        assert batch.sides[row["winner"]] == result.winner
        assert row["at"] == result.at
        assert row["lead_changes"] == lived.lead_changes
        assert row["health"].tolist() == [seat.health for seat in lived.world.seats]
        assert row["used"].tolist() == [seat.acts for seat in lived.world.seats]
        assert row["damage"].tolist() == [sum(move[5] for move in one) for one in lived.counts]
    assert set(rows["lead_changes"].tolist()) > {0, 1, 2}
    assert not rows["live"].any()
    assert rows["landed"].sum() > 100


def test_rows_are_the_same_however_many_workers_play(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = Batch(every_pack(), "fencer", "brawler")
    seeds = range(100, 900)
    monkeypatch.setattr(batches, "CHUNK", 300)
    assert np.array_equal(batch.play(seeds), batch.play(seeds, workers=2))


def test_seeds_may_be_any_whole_numbers() -> None:
    for seed in (-1, -(1 << 63), (1 << 63) - 1):
        assert difference(duels(), lineup("duelist", "brute"), seed) is None


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fight_that_differs_ends_the_run_and_both_journals_are_kept(workers: int) -> None:
    batch = Batch(every_pack(), "duelist", "brute", duration=6000)
    layout, words = batch.kernel.layout, batch.kernel.rules
    for place in range(len(batch.lineup.ruleset.moves)):
        row = layout.draft["moves"].at + (1 + place) * layout.width(MoveRow)
        words[row + layout.fields(MoveRow)["cooldown"].at] = 700
    with pytest.raises(CombatError, match="not the same fight on the live engine") as told:
        batch.play(range(40), workers)
    folder = Path(told.value.folder)
    assert told.value.code == "batch.differs"
    assert sorted(file.name for file in folder.iterdir()) == ["compiled.jsonl", "live.jsonl"]
    rmtree(folder)
