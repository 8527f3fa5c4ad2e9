"""A stagger that is asked for at the very moment in which its victim's blow becomes active."""

import pytest
from msgspec.structs import replace
from statemachine import State

from combat_rules import Action, Attribute, CombatSystem, Effects, Scene, Status, four_phases
from combat_rules.charts import ActionChart
from combat_rules.model import Stun
from combat_rules.model.events import ActionEnded, CombatantStunned, DamageDealt
from tests.rules import JAB, WALK, at, duel, listen, only, types


class Flick(ActionChart):
    """A blow without a recovery: whatever interrupts it ends it."""

    feint = State(initial=True)
    commit = State()
    release = State()
    done = State(final=True)

    advance = feint.to(commit) | commit.to(release) | release.to(done)
    interrupt = feint.to(done) | commit.to(done) | release.to(done)


def startle(scene: Scene, effects: Effects) -> None:
    """The target is taken aback."""
    effects.stun(scene.target.id, 30)


def take_aback(scene: Scene, effects: Effects) -> None:
    """Whoever is dazed starts back."""
    effects.stun(scene.actor.id, 30)


# Both become active at tick 3.
SHOUT = replace(
    WALK, name="shout", commit=2, travel=0, chart=four_phases("Shout", on_release=[startle])
)
FLICK = replace(JAB, name="flick", chart=Flick, release=100, recovery=0)
DAZED = Attribute("dazed", default=1, minimum=0, maximum=1)


def shouted_at(blow: Action, *, strict: bool, distance: int = 10) -> CombatSystem:
    """Ayla strikes and Borin shouts; both become active at tick 3."""
    combat = duel([blow, SHOUT], strict=strict, distance=distance)
    combat.execute_action(blow.name, "ayla")
    combat.execute_action("shout", "borin")
    return combat


@pytest.mark.parametrize("strict", [True, False], ids=["strict", "lax"])
@pytest.mark.parametrize("blow", [JAB, FLICK], ids=["to its recovery", "to its end"])
def test_whoever_is_staggered_as_its_blow_becomes_active_does_not_strike(
    blow: Action, strict: bool
) -> None:
    combat = shouted_at(blow, strict=strict)
    heard = listen(combat)
    at(combat, 120)
    assert types(
        heard, "action_interrupted", "action_hit", "damage_dealt", "action_counter_hit"
    ) == ["action_interrupted"]
    assert only(heard, CombatantStunned).stun is Stun.STAGGER
    assert combat.combatant("borin").health == 100
    assert combat.faults == ()


@pytest.mark.parametrize("blow", [JAB, FLICK], ids=["to its recovery", "to its end"])
def test_strict_and_lax_say_the_same_of_it(blow: Action) -> None:
    told = []
    for strict in (True, False):
        combat = shouted_at(blow, strict=strict)
        heard = listen(combat)
        at(combat, 120)
        told.append(heard)
    assert told[0] == told[1]


@pytest.mark.parametrize("strict", [True, False], ids=["strict", "lax"])
@pytest.mark.parametrize("blow", [JAB, FLICK], ids=["to its recovery", "to its end"])
def test_it_leaves_no_ghost_and_acts_again_when_its_stun_is_over(
    blow: Action, strict: bool
) -> None:
    combat = shouted_at(blow, strict=strict)
    ended = listen(combat, ActionEnded)
    at(combat, 32)
    assert combat.validate_action(blow.name, "ayla") is not None
    at(combat, 33)
    assert [(e.source, e.reason) for e in ended if e.source == "ayla"] == [("ayla", "interrupted")]
    assert combat.actions.get_current_action("ayla") is None
    assert combat.synchronize_states() == ()
    assert combat.execute_action(blow.name, "ayla") is not None
    at(combat, 36)
    assert combat.combatant("borin").health == 90


def test_an_action_without_a_recovery_ends_at_once_when_it_is_interrupted() -> None:
    combat = shouted_at(FLICK, strict=True)
    ended = listen(combat, ActionEnded)
    at(combat, 3)
    assert [(e.source, e.timestamp, e.reason) for e in ended] == [("ayla", 3, "interrupted")]
    assert combat.combatant("ayla").doing is None
    assert combat.combatant("ayla").stunned_until == 33


def test_a_status_staggers_first_as_well() -> None:
    combat = duel(
        [JAB],
        attributes=[DAZED],
        statuses=[Status("dazed", "dazed", 3, take_aback)],
    )
    hurt = listen(combat, DamageDealt)
    combat.execute_action("jab", "ayla")
    at(combat, 3)
    assert combat.combatant("ayla").stun is Stun.STAGGER
    assert hurt == []
    assert combat.synchronize_states() == ()


def test_a_blow_that_became_active_one_tick_before_has_landed() -> None:
    combat = duel([JAB, replace(SHOUT, commit=3)])
    combat.execute_action("jab", "ayla")
    combat.execute_action("shout", "borin")
    at(combat, 3)
    assert combat.combatant("borin").health == 90
