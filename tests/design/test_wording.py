"""Events are told in words that say why, not only what."""

import pytest

from combat_rules.design.wording import words
from combat_rules.model import Stun
from combat_rules.model.events import (
    ActionFaltered,
    ActionSignalled,
    CombatantStunned,
    CombatantWithdrew,
    CombatEvent,
    ProjectileEnded,
)

FALTERED = ActionFaltered(
    name="lunge", phase="feint", towards="commit", guard="has_stamina", claim="it has the stamina"
)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (FALTERED, "lunge falters in feint: has_stamina does not hold (it has the stamina)"),
        (ActionSignalled(name="draw", phase="aim", signal="let_go"), "let_go: draw in aim"),
        (
            ProjectileEnded(name="bolt", projectile="bolt 1", position=9, reason="fight_ended"),
            "bolt flies no more: fight ended",
        ),
        (CombatantStunned(stun=Stun.STAGGER, ticks=300), "stagger for 300 ticks"),
        (CombatantWithdrew(), "leaves the fight"),
    ],
    ids=["faltered", "signalled", "flown", "stunned", "withdrew"],
)
def test_what_happened_is_told_in_words(event: CombatEvent, said: str) -> None:
    assert words(event) == said
