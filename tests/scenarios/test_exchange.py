"""The exchange of the fencing pack, as its script tells it and as a fencer would expect."""

from typing import Any

import pytest
import yaml

from combat_rules import Command
from combat_rules.model.events import (
    ActionCancelled,
    ActionReleased,
    AttributeChanged,
    CommandRefused,
)
from combat_rules.testing import Story, duel
from tests.scenarios.story import FENCING, with_fencing


@pytest.fixture
def exchange() -> Story:
    script: dict[str, Any] = yaml.safe_load((FENCING / "exchange.yaml").read_text())
    commands = [
        Command(
            actor=told["actor"],
            action=told.get("action", ""),
            target=told.get("target"),
            cancel=told.get("cancel", False),
            at=told["at"],
        )
        for told in script.pop("commands")
    ]
    combatants = script.pop("combatants")
    story = duel(with_fencing(), **script)
    for name, about in combatants.items():
        story.given(name, about["archetype"])
    return story.plays(commands)


def test_the_exchange_goes_as_a_fencer_would_expect(exchange: Story) -> None:
    assert exchange.outcomes() == [
        (1240, "ayla's lunge", "counter_hit"),
        (3340, "ayla's lunge", "blocked"),
        (3640, "borin's riposte", "counter_hit"),
        (5840, "ayla's lunge", "blocked"),
        (7360, "ayla's disengage", "hit"),
    ]
    assert exchange.events(CommandRefused) == []


def test_the_feint_costs_nothing_and_draws_the_block(exchange: Story) -> None:
    (feint,) = exchange.events(ActionCancelled)
    assert (feint.timestamp, feint.source, feint.phase) == (700, "ayla", "feint")
    paid = [e for e in exchange.events(AttributeChanged, "ayla") if e.action == feint.action]
    assert paid == []
    drawn, *_ = exchange.events(ActionReleased, "borin")
    assert drawn.timestamp == 730
    assert drawn.name == "block"


def test_the_riposte_finds_the_gap_that_the_lunge_leaves(exchange: Story) -> None:
    (riposte,) = exchange.damage_to("ayla")
    assert riposte == {"base": 6, "counter_hit": 1, "finds_the_gap": 4}


def test_what_is_blocked_or_parried_does_next_to_nothing(exchange: Story) -> None:
    lunge, blocked, parried, disengaged = exchange.damage_to("borin")
    assert lunge == {"base": 11, "counter_hit": 2}
    assert blocked == parried == {"base": 11, "block": -10}
    assert disengaged == {"base": 9}


def test_the_disengage_looks_like_the_lunge_until_it_is_released() -> None:
    story = duel(with_fencing(), distance=60, max_distance=120)
    story.given("ayla", "fencer").given("borin", "fencer").when("ayla", "disengage")
    seen = story.combat.awareness
    story.at(300)
    assert seen.seen("borin", "ayla").action == "lunge"
    story.at(360 + 170)
    assert seen.seen("borin", "ayla").action == "disengage"
