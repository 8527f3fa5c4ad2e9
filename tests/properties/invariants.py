"""What is true of a fight after every step, whatever the rules and the commands."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import cast

from combat_rules import CombatEvent, CombatSystem
from combat_rules.model.events import (
    AttributeChanged,
    CombatantChanged,
    DamageDealt,
    StatusEnded,
    StatusEvent,
    StatusStarted,
)

FIRST = ("action_started", "action_released", "action_recovering")


class Witness:
    """Hears every event of a fight and remembers with which others it was published."""

    def __init__(self, combat: CombatSystem) -> None:
        self.combat = combat
        self.first = combat.state.world.sequence
        self.heard: list[tuple[int, CombatEvent]] = []
        combat.subscribe("*", self.hear)

    def hear(self, event: CombatEvent) -> None:
        # Events go out after their transaction: how far the world has numbered says which.
        self.heard.append((self.combat.state.world.sequence, event))

    @property
    def events(self) -> list[CombatEvent]:
        """What was heard, in the order in which it happened."""
        return sorted((event for _, event in self.heard), key=lambda event: event.sequence)

    def publications(self) -> Iterable[list[CombatEvent]]:
        """What was heard, by transaction, in the order in which it was heard."""
        for _, group in groupby(self.heard, key=lambda pair: pair[0]):
            yield [event for _, event in group]


def check_numbers(combat: CombatSystem) -> None:
    """Nothing is negative, nothing out of its range, nobody outside the arena."""
    for state in combat.combatants.values():
        assert 0 <= state.health <= state.max_health
        assert 0 <= state.stamina <= state.max_stamina
        assert 0 <= state.position <= combat.fight.arena
        assert state.facing in (-1, 1)
        for attribute in combat.fight.ruleset.attributes:
            assert attribute.minimum <= getattr(state, attribute.name) <= attribute.maximum
        assert state.defeated <= (state.health == 0)


def check_agreement(combat: CombatSystem) -> None:
    """All systems say the same, and no running action is overdue."""
    assert combat.synchronize_states() == ()
    for running in combat.state.world.actions.values():
        assert running.due >= combat.now


def check_order(witness: Witness) -> None:
    """Every event once, in order: by time, then urgency, but no effect before its cause."""
    assert [event.sequence for event in witness.events] == list(
        range(witness.first, witness.combat.state.world.sequence)
    )
    heard: set[int] = set()
    for published in witness.publications():
        assert len({event.timestamp for event in published}) == 1
        for event in published:
            assert all(cause < witness.first or cause in heard for cause in event.causes)
            heard.add(event.sequence)
        for one, after in pairwise(published):
            in_turn = (one.priority, one.sequence) < (after.priority, after.sequence)
            assert in_turn or one.sequence in after.causes
    times = [event.timestamp for _, event in witness.heard]
    assert times == sorted(times)


def check_causes(events: Sequence[CombatEvent]) -> None:
    """Every cause happened before its effect."""
    assert all(cause < event.sequence for event in events for cause in event.causes)


def check_actions(combat: CombatSystem, events: Sequence[CombatEvent]) -> None:
    """Each action is announced first once, and has ended once unless it still runs; what it has
    launched may meet somebody after that."""
    begun = [event.action for event in events if event.action is not None]
    ended = Counter(event.action for event in events if event.type == "action_ended")
    running = {action.id for action in combat.state.world.actions.values()}
    assert set(ended.values()) <= {1}
    assert {id for id in begun if id not in ended} == running
    for id in dict.fromkeys(begun):
        own = (e for e in events if e.action == id and getattr(e, "projectile", None) is None)
        types = [event.type for event in own]
        assert next(t for t in types if t.startswith("action_")) in FIRST
        if id in ended:
            assert [t for t in types if t.startswith("action_")][-1] == "action_ended"


def check_statuses(combat: CombatSystem, events: Sequence[CombatEvent]) -> None:
    """Each status starts, ticks in its rhythm and ends; nothing of it comes after its end."""
    every = {
        contributed.rule.name: contributed.rule.every
        for contributed in combat.fight.ruleset.statuses
    }
    since: dict[tuple[str, str], int] = {}
    for event in events:
        if not isinstance(event, StatusEvent):
            continue
        key = (event.source or "", event.name)
        value = event.value
        if isinstance(event, StatusStarted):
            assert key not in since
            assert value > 0
            since[key] = event.timestamp
        elif isinstance(event, StatusEnded):
            assert (event.reason == "worn_off") <= (value <= 0)
            del since[key]
        else:
            ran = event.timestamp - since[key]
            assert value > 0
            assert ran > 0
            assert ran % every[key[1]] == 0
    rules = combat.fight.rules.status_rules
    assert set(since) == {
        (seat.id, rules[state.status].rule.name)
        for seat in combat.state.world.seats
        for state in seat.statuses
    }


def check_damage(combat: CombatSystem, events: Sequence[CombatEvent]) -> None:
    """Health is what the blows have left of it, and each blow is the sum of its rules."""
    health = {who: state.max_health for who, state in combat.combatants.items()}
    for event in events:
        who = event.target or ""
        if isinstance(event, CombatantChanged) and "health" in event.changed:
            health[event.source or ""] = cast(int, event.changed["health"])
        if isinstance(event, DamageDealt):
            assert sum(share.change for share in event.breakdown) == event.damage
            assert 0 <= event.lost <= min(health[who], event.damage - event.absorbed)
            health[who] -= event.lost
            assert event.health == health[who]
        elif isinstance(event, AttributeChanged) and event.attribute == "health":
            health[event.source or ""] = event.value
    assert health == {who: state.health for who, state in combat.combatants.items()}


def check_all(witness: Witness) -> None:
    """All of it."""
    combat, events = witness.combat, witness.events
    check_numbers(combat)
    check_agreement(combat)
    check_order(witness)
    check_causes(events)
    check_actions(combat, events)
    check_statuses(combat, events)
    check_damage(combat, events)
