"""What a batch is given and what it counts, at its limits."""

from typing import Any

import pytest

from combat_rules import Act, Archetype, Controller, Effects, Scene, View, Wait, replace
from combat_rules.compiled.batch import Batch
from combat_rules.engine.lineup import Fighter
from combat_rules.errors import StateError
from combat_rules.model import LIMIT
from combat_rules.plugins import standard_ruleset
from tests.rules import JAB, ruleset


def mend(scene: Scene, effects: Effects) -> None:
    """Whoever is struck is as before."""
    effects.change(scene.target.id, "health", LIMIT)


def strike(view: View) -> Act | Wait:
    """Strikes on and on."""
    return Act("jab") if "jab" in view.possible else Wait(1)


def test_a_great_deal_of_damage_is_counted_as_it_is() -> None:
    giant = Archetype(name="giant", actions=("jab",), controller="strike", health=LIMIT)
    rules = ruleset(
        [replace(JAB, damage=LIMIT, stamina_cost=0, on_contact=(mend,))],
        archetypes=[giant], controllers=[Controller("strike", strike)],
    )  # fmt: skip
    batch = Batch(rules, "giant", Fighter("giant", controller=""), duration=300, distance=5)
    (row,) = batch.play([1])
    damage = batch.tally([1]).counts[0][1][-1]
    assert row["damage"][0] == damage > 2**31


@pytest.mark.parametrize("seed", [1.5, "1", None, 2**63, -(2**63) - 1, True])
def test_a_seed_that_no_fight_can_have_is_refused(seed: Any) -> None:
    batch = Batch(standard_ruleset(), "duelist", "brute", duration=5000)
    seeds = [*range(25), seed]
    for play in (batch.play, batch.part, batch.tally):
        with pytest.raises(StateError, match="a whole number from"):
            play(seeds)
