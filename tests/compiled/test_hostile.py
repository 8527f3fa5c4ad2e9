"""Whatever rules of real fights have, drawn at random: what is compiled is what is played live."""

import pytest

from combat_rules import CombatSystem
from combat_rules.compiled.live import played
from combat_rules.compiled.proof import first_difference
from combat_rules.engine.core.fight import rules_for
from combat_rules.engine.sinks import JournalSink
from tests.compiled.spoken import Spoken
from tests.hostile.story import ARENA, Story, join

STORIES = (5, 7, 48)
"""Stories whose rules are rule Python, with most of what ``tests/hostile/field.py`` draws."""


@pytest.mark.parametrize("seed", STORIES)
def test_several_hits_sweeps_projectiles_pauses_and_escapes_are_the_same(seed: int) -> None:
    story = Story(seed)
    assert story.drawn.rich
    rules = story.drawn.ruleset()
    spoken = Spoken(rules_for(rules), len(story.fighters))
    assert spoken.found == ()

    def set_up(seed: int, journal: JournalSink | None = None) -> CombatSystem:
        combat = CombatSystem(300, 10, ARENA, ruleset=rules, seed=seed, journal=journal)
        for fighter in story.fighters:
            join(combat, fighter._replace(controlled=True), mirrored=False)
        return combat

    compared = 0
    for number in range(3):
        found = spoken.listen(set_up(number))
        if found.why == 0:
            assert first_difference(spoken, found, played(set_up, number)) is None
            compared += 1
    assert compared
