"""Controllers that let go, and guards that fail in mid-move: compiled as they are played."""

from combat_rules.compiled.fighters import Lineup, named
from combat_rules.compiled.live import played
from combat_rules.engine.core.words import ACTION_FALTERED, ACTION_SIGNALLED
from tests.compiled.pairs import difference
from tests.compiled.trial import duels_of_trial, trial


def test_a_fight_with_signals_and_faltering_is_the_live_one() -> None:
    given = Lineup(trial(), named(("patient", "patient")), duration=3000)
    heard = {said.kind for seed in range(3) for said in played(given.fight, seed).said}
    assert {ACTION_SIGNALLED, ACTION_FALTERED} <= heard
    assert [difference(duels_of_trial(), given, seed) for seed in range(3)] == [None] * 3
