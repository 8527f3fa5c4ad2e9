"""Events are told in words that say why, not only what."""

import pytest

from combat_rules.model.events import ActionFaltered, ActionSignalled, CombatEvent
from combat_rules.studio.words import words

FALTERED = ActionFaltered(
    name="lunge", phase="feint", towards="commit", guard="has_stamina", claim="it has the stamina"
)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (FALTERED, "lunge falters in feint, not has_stamina: it has the stamina"),
        (ActionSignalled(name="draw", phase="aim", signal="let_go"), "let_go: draw in aim"),
    ],
    ids=["faltered", "signalled"],
)
def test_what_turned_an_action_is_told(event: CombatEvent, said: str) -> None:
    assert words(event) == said
