"""The old guide's table of transitions, asked of the charts of the standard actions."""

import pytest
from msgspec.structs import replace

from combat_rules import ActionError, CombatSystem
from combat_rules.model import ActionState, ActionStateType, Position
from combat_rules.plugins import standard_ruleset
from tests.rules import ends

FEINT, COMMIT = ActionStateType.FEINT, ActionStateType.COMMIT
RELEASE, RECOVERY = ActionStateType.RELEASE, ActionStateType.RECOVERY

READY = {"has_stamina": True, "not_interrupted": True}

TABLE = {
    (FEINT, COMMIT): ("has_stamina", "not_interrupted"),
    (FEINT, RECOVERY): (),
    (COMMIT, RELEASE): ("has_stamina", "not_interrupted"),
    (COMMIT, RECOVERY): ("is_cancellable",),
    (RELEASE, RECOVERY): (),
}
"""What may follow what, and under which conditions."""

MOVES = tuple(standard_ruleset().moves)
COMMITTED, RELEASED, _, RECOVERED = ends(standard_ruleset().moves["attack"].action)
each_move = pytest.mark.parametrize("move", MOVES)


def fight() -> CombatSystem:
    """A fight as the guide sets it up: fighters a hand's breadth apart, nobody controlled."""
    combat = CombatSystem(duration=5000, distance=20, strict=True)
    combat.add_combatant("duelist", "attacker", stamina=100, controller="")
    combat.add_combatant("duelist", "defender", stamina=100, controller="")
    return combat


@each_move
@pytest.mark.parametrize("after", ActionStateType, ids=lambda kind: f"to_{kind.value}")
@pytest.mark.parametrize("before", ActionStateType, ids=lambda kind: f"from_{kind.value}")
def test_what_may_follow_what_when_every_condition_holds(
    move: str, before: ActionStateType, after: ActionStateType
) -> None:
    conditions = {**READY, "is_cancellable": True}
    allowed = fight().actions.can_transition(before, after, conditions, action=move)
    assert allowed is ((before, after) in TABLE)


@each_move
@pytest.mark.parametrize("missing", ["has_stamina", "not_interrupted"])
@pytest.mark.parametrize(("before", "after"), [(FEINT, COMMIT), (COMMIT, RELEASE)], ids=str)
def test_going_on_needs_stamina_and_no_interruption(
    move: str, before: ActionStateType, after: ActionStateType, missing: str
) -> None:
    conditions = {**READY, missing: False}
    assert not fight().actions.can_transition(before, after, conditions, action=move)
    assert fight().actions.can_transition(before, after, READY, action=move)


@each_move
@pytest.mark.parametrize(
    ("conditions", "allowed"),
    [
        ({**READY, "is_cancellable": True}, True),
        ({**READY, "is_cancellable": False}, False),
        ({**READY, "has_stamina": False}, True),
        ({**READY, "not_interrupted": False}, True),
    ],
    ids=["cancellable", "not cancellable", "out of stamina when its time is up", "interrupted"],
)
def test_the_three_ways_from_commit_to_recovery(
    move: str, conditions: dict[str, bool], allowed: bool
) -> None:
    actions = fight().actions
    assert actions.can_transition(COMMIT, RECOVERY, conditions, action=move) is allowed


@each_move
def test_a_recovery_leads_to_nothing_but_its_end(move: str) -> None:
    actions = fight().actions
    leads = [p for p in (*ActionStateType, "done") if actions.can_transition(
        RECOVERY, p, READY, action=move)]  # fmt: skip
    assert leads == ["done"]


def attack_in(combat: CombatSystem, tick: int) -> ActionState:
    """The attacker's attack, so many ticks in."""
    combat.execute_action("attack", "attacker")
    combat.advance(tick)
    running = combat.actions.get_current_action("attacker")
    assert running is not None
    return running


@pytest.mark.parametrize(
    ("tick", "after"),
    [(0, "commit"), (COMMITTED, "release"), (RELEASED, "recovery")],
    ids=["FEINT to COMMIT", "COMMIT to RELEASE", "RELEASE to RECOVERY"],
)
def test_each_step_of_an_attack_is_a_valid_chain(tick: int, after: str) -> None:
    combat = fight()
    proposed = replace(attack_in(combat, tick), position=Position(after, (after,)))
    assert combat.actions.validate_action_chain(proposed)


def test_an_attack_can_be_started_from_neutral_and_not_in_its_recovery() -> None:
    combat = fight()
    assert combat.validate_action("attack", "attacker") is None
    new = replace(attack_in(combat, 0), id="attacker#2")
    assert combat.actions.validate_action_chain(new)
    late = replace(new, position=Position("recovery", ("recovery",)))
    assert not combat.actions.validate_action_chain(late)


def test_who_is_blocking_cannot_attack_until_it_has_recovered() -> None:
    combat = fight()
    combat.execute_action("block", "defender")
    *phases, end = ends(standard_ruleset().moves["block"].action)
    for tick in (0, *phases, end - 1):
        combat.advance(tick - combat.now)
        with pytest.raises(ActionError, match="cannot go on into attack"):
            combat.execute_action("attack", "defender")
    combat.advance(1)
    assert combat.execute_action("attack", "defender") is not None


def test_who_attacks_can_neither_move_nor_block_until_it_has_recovered() -> None:
    combat = fight()
    attack_in(combat, COMMITTED + 1)
    for action in ("move_forward", "block"):
        assert combat.validate_action(action, "attacker") is not None
    combat.advance(RECOVERED - combat.now)
    for action in ("move_forward", "block"):
        assert combat.validate_action(action, "attacker") is None
