"""Lines of the blade: what a parry stops and what goes round it."""

import pytest

from combat_rules import ActionError
from combat_rules.testing import Story, duel
from plugins.fencing.rules import POISE
from tests.scenarios.story import with_fencing


def bout(thrust: str, defence: str) -> Story:
    """Ayla thrusts; Borin's defence is up when the point arrives."""
    story = duel(with_fencing(), distance=55)
    story.given("ayla", "fencer").given("borin", "fencer")
    return story.when("ayla", thrust).at(200).when("borin", defence).at(1500)


@pytest.mark.parametrize(
    ("thrust", "defence", "outcome"),
    [
        ("lunge", "parry", "blocked"),
        ("lunge", "block", "blocked"),
        ("disengage", "parry", "hit"),
        ("disengage", "block", "blocked"),
    ],
)
def test_disengage_beats_parry_and_block_stops_both(
    thrust: str, defence: str, outcome: str
) -> None:
    ((_, blow, came),) = bout(thrust, defence).outcomes()
    assert blow == f"ayla's {thrust}"
    assert came == outcome


def test_nobody_ripostes_who_has_not_blocked() -> None:
    story = duel(with_fencing(), distance=55)
    story.given("ayla", "fencer").given("borin", "fencer")
    with pytest.raises(ActionError, match="just_blocked") as refused:
        story.when("borin", "riposte")
    assert "riposte" not in refused.value.refusal.possible
    assert story.told[2:] == []


def test_a_riposte_that_comes_too_late_is_refused() -> None:
    story = bout("lunge", "block").at(2500)
    with pytest.raises(ActionError, match="600 ticks"):
        story.when("borin", "riposte")


def test_a_disarmed_fencer_is_off_guard_until_its_poise_is_back() -> None:
    story = duel(with_fencing(), distance=40)
    story.given("ayla", "fencer").given("borin", "fencer")
    story.when("ayla", "disarm").at(1000).when("ayla", "disarm").at(1300)
    assert POISE.of(story.combat.combatant("borin")) < 3
    with pytest.raises(ActionError, match="on_guard"):
        story.when("borin", "lunge")
    story.at(3500).when("borin", "lunge")
