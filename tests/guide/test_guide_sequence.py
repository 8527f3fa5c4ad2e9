"""The old guide's integration tests, and each of the faults it complains of."""

import pytest
from msgspec.structs import replace

from combat_rules import CombatEvent, CombatSystem
from combat_rules.model import Stun
from combat_rules.plugins import standard_ruleset
from tests.rules import ends

ATTACK, QUICK, BLOCK, STEP = (
    standard_ruleset().moves[name].action
    for name in ("attack", "quick_attack", "block", "move_forward")
)


def fight(distance: int = 20) -> tuple[CombatSystem, list[CombatEvent]]:
    """A fight between two duelists that wait for commands, and everything it announces."""
    combat = CombatSystem(duration=5000, distance=distance, strict=True)
    heard: list[CombatEvent] = []
    combat.subscribe("*", heard.append)
    for name in ("attacker", "defender"):
        combat.add_combatant("duelist", name, stamina=100, health=100, controller="")
    return combat, heard


def assert_system_state_valid(combat: CombatSystem) -> None:
    """All parts agree, and every record can be."""
    assert combat.synchronize_states() == ()
    for state in combat.combatants.values():
        assert 0 <= state.health <= state.max_health
        assert 0 <= state.stamina <= state.max_stamina
        assert 0 <= state.position <= combat.fight.arena


def assert_event_chain_complete(combat: CombatSystem, heard: list[CombatEvent]) -> None:
    """No event is missing or doubled, none comes before its cause, every action has ended."""
    assert sorted(event.sequence for event in heard) == list(range(combat.state.world.sequence))
    place = {event.sequence: number for number, event in enumerate(heard)}
    assert all(place[cause] < place[event.sequence] for event in heard for cause in event.causes)
    assert [event.timestamp for event in heard] == sorted(event.timestamp for event in heard)
    started = {event.action for event in heard if event.type == "action_started"}
    ended = [event.action for event in heard if event.type == "action_ended"]
    assert sorted(ended, key=str) == sorted(started, key=str)


def test_the_complete_sequence_move_forward_quick_attack_block() -> None:
    combat, heard = fight()
    assert_system_state_valid(combat)

    combat.execute_action("move_forward", "attacker")
    assert_system_state_valid(combat)
    combat.advance(ends(STEP)[-1])
    assert combat.distance == 20 - STEP.travel
    assert_system_state_valid(combat)

    combat.execute_action("quick_attack", "attacker", "defender")
    assert_system_state_valid(combat)
    combat.advance(10)
    combat.execute_action("block", "defender")
    assert_system_state_valid(combat)

    # The block stands before the blow comes.
    assert 10 + ends(BLOCK)[1] < ends(QUICK)[1]
    combat.advance(ends(QUICK)[1] - 10)
    assert combat.combatant("defender").stun is Stun.BLOCKSTUN
    assert combat.combatant("defender").health == 100 - QUICK.damage * QUICK.chip // 100
    assert_system_state_valid(combat)

    combat.advance(2000)
    assert_system_state_valid(combat)
    assert_event_chain_complete(combat, heard)
    outcomes = [event.type for event in heard if event.type.startswith("action_blocked")]
    assert outcomes == ["action_blocked"]
    assert combat.combatant("attacker").health == 100


def test_a_hit_always_updates_the_health() -> None:
    combat, _ = fight()
    combat.execute_action("attack", "attacker")
    combat.advance(ends(ATTACK)[1] - 1)
    assert combat.combatant("defender").health == 100
    combat.advance(1)
    assert combat.combatant("defender").health == 100 - ATTACK.damage


def test_an_update_that_is_interrupted_leaves_both_accounts_as_they_were() -> None:
    combat, _ = fight()
    before = combat.save()
    attacker, defender = combat.combatants.values()

    def transfer() -> None:
        with combat.transaction() as tx:
            tx.update_combatant_state(replace(defender, health=80))
            tx.update_combatant_state(replace(attacker, stamina=90))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        transfer()
    assert combat.save() == before
    assert [state.health for state in combat.combatants.values()] == [100, 100]


@pytest.mark.parametrize(
    "action",
    [
        "attack",
        "quick_attack",
        "heavy_attack",
        "block",
        "evade",
        "counter",
        "move_forward",
        "move_backward",
    ],
)
def test_no_action_gets_stuck(action: str) -> None:
    combat, heard = fight()
    combat.execute_action(action, "attacker")
    combat.advance(2500)
    assert combat.actions.get_all_states() == {}
    assert_event_chain_complete(combat, heard)


def test_the_commentator_tells_of_the_block_before_the_damage() -> None:
    combat, heard = fight()
    combat.execute_action("attack", "attacker")
    combat.execute_action("block", "defender")
    combat.advance(1000)
    told = [
        (event.type, event.source)
        for event in heard
        if event.type in ("action_started", "action_blocked", "damage_dealt")
    ]
    assert told == [
        ("action_started", "attacker"),
        ("action_started", "defender"),
        ("action_blocked", "attacker"),
        ("damage_dealt", "attacker"),
    ]


def test_everybody_agrees_that_a_fighter_is_blocking() -> None:
    combat, _ = fight()
    combat.execute_action("block", "defender")
    combat.advance(350)
    running = combat.actions.get_current_action("defender")
    assert running is not None
    assert (running.name, running.phase) == ("block", "release")
    assert combat.state.get_state("defender").doing == "block"
    assert combat.awareness.seen("attacker", "defender").action == "block"
    told = [event for event in combat.events.recent if event.action == running.id]
    assert "action_released" in [event.type for event in told]
    assert combat.synchronize_states() == ()


def test_state_changes_can_be_rolled_back() -> None:
    combat, _ = fight()
    before = combat.save()
    combat.execute_action("attack", "attacker")
    combat.rollback(steps=1)
    assert combat.save() == before
