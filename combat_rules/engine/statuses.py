"""Statuses: what is upon a combatant, and ticks, while one of its attributes is above zero."""

from collections.abc import Mapping

from msgspec.structs import replace

from combat_rules.engine.actions.phases import Asked
from combat_rules.engine.actions.requests import Changes
from combat_rules.engine.events.faults import RuleFailed, blame, blaming
from combat_rules.engine.events.system import EventSystem, because
from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.scenes import Clock, Scenes
from combat_rules.engine.state.world import Fight, StatusState, World
from combat_rules.model import Status
from combat_rules.model.events import (
    AttributeChanged,
    CombatantChanged,
    CombatantJoined,
    StatusEnded,
    StatusStarted,
    StatusTicked,
)
from combat_rules.plugins import Contributed

Key = tuple[str, str]
"""A combatant, and a status or an attribute by name."""


class Statuses:
    """Starts, ticks and ends statuses inside a transaction."""

    def __init__(self, fight: Fight, scenes: Scenes, changes: Changes, events: EventSystem) -> None:
        self._fight = fight
        self._rules = {owned.rule.name: owned for owned in fight.ruleset.statuses}
        self._scenes = scenes
        self._changes = changes
        self._events = events

    def tick(self, tx: Transaction) -> list[Asked]:
        """Ask the effects of all statuses that are due, on the world as it is.

        One whose attribute has just fallen to zero is over and does not tick again. One that
        raises is recorded, and ticks again when it is due next.
        """
        asked: list[Asked] = []
        due = {key: state for key, state in tx.statuses.items() if state.due <= tx.now}
        for (who, name), state in due.items():
            owned = self._rules[name]
            if getattr(self._scenes.settled(tx, who), owned.rule.attribute) > 0:
                asked += self._ask(tx, who, owned, state)
        if due:
            later = {key: replace(s, due=tx.now + self._every(key)) for key, s in due.items()}
            tx.statuses = {**tx.statuses, **later}
        return asked

    def follow(self, tx: Transaction, cause: int | None = None) -> None:
        """Start and end statuses as the attributes are now; one that goes on keeps its rhythm.

        ``cause`` is the event that brought whatever no change of an attribute has brought.
        """
        if not self._rules or not tx.started or tx.result is not None:
            return
        for who in tx.combatants:
            self._scenes.settled(tx, who)
        borne = statuses_of(tx, self._fight, self._scenes.clock)
        for key, state in tx.statuses.items():
            if key not in borne:
                event = _changed(tx, key[0], self._attribute(key), -1) or state.event
                self._end(tx, key, event, "worn_off")
        tx.statuses = {key: tx.statuses.get(key) or self._start(tx, key, cause) for key in borne}
        tx.turns = turns_of(tx, self._fight, self._scenes.clock)

    def leave(self, tx: Transaction, who: str, cause: int) -> None:
        """Take everything off a combatant that is defeated."""
        for key in tx.statuses:
            if key[0] == who:
                self._end(tx, key, cause, "defeated")
        tx.statuses = {key: state for key, state in tx.statuses.items() if key[0] != who}

    def close(self, tx: Transaction) -> None:
        """Take everything off everybody: the fight is over."""
        for key, state in tx.statuses.items():
            self._end(tx, key, state.event, "fight_ended")
        tx.statuses = {}
        tx.turns = {}

    def _ask(
        self, tx: Transaction, who: str, owned: Contributed[Status], state: StatusState
    ) -> list[Asked]:
        """What a status asks for at one of its ticks; nothing if it raises."""
        name = owned.rule.name
        requests = self._changes.requests(who, tx)
        try:
            with blaming(owned.plugin, f"status {name}"):
                owned.rule.effect(self._scenes.alone(tx, who), requests)
        except RuleFailed as failed:
            blame(self._fight, self._events, tx, failed, who)
            return []
        return [(requests, None, self._say(tx, StatusTicked, (who, name), state.event))]

    def _start(self, tx: Transaction, key: Key, cause: int | None) -> StatusState:
        brought = _changed(tx, key[0], self._attribute(key), 1)
        event = self._say(tx, StatusStarted, key, cause if brought is None else brought)
        return StatusState(tx.now + self._every(key), event)

    def _say(
        self,
        tx: Transaction,
        kind: type[StatusStarted] | type[StatusTicked],
        key: Key,
        cause: int | None,
    ) -> int:
        who, name = key
        event = kind(
            source=who,
            name=name,
            attribute=self._attribute(key),
            value=self._value(tx, key),
            causes=because(cause),
        )
        return self._events.announce(tx, event)

    def _end(self, tx: Transaction, key: Key, cause: int | None, reason: str) -> None:
        who, name = key
        event = StatusEnded(
            source=who,
            name=name,
            attribute=self._attribute(key),
            value=self._value(tx, key),
            reason=reason,
            causes=because(cause),
        )
        self._events.announce(tx, event)

    def _value(self, tx: Transaction, key: Key) -> int:
        return int(getattr(self._scenes.settled(tx, key[0]), self._attribute(key)))

    def _attribute(self, key: Key) -> str:
        return self._rules[key[1]].rule.attribute

    def _every(self, key: Key) -> int:
        return self._rules[key[1]].rule.every


def statuses_of(world: World | Transaction, fight: Fight, clock: Clock) -> tuple[Key, ...]:
    """Every status that is borne now, by what the records of the combatants say."""
    if not world.started or world.result is not None:
        return ()
    return tuple(
        (who, owned.rule.name)
        for who, state in world.combatants.items()
        if not state.defeated
        for owned in fight.ruleset.statuses
        if getattr(clock.settle(state, world.now), owned.rule.attribute) > 0
    )


def turns_of(world: World | Transaction, fight: Fight, clock: Clock) -> Mapping[Key, int]:
    """When attributes that bear statuses rise above zero, or fall to it, by themselves."""
    if not world.started or world.result is not None:
        return {}
    return {
        (who, owned.rule.attribute): turn
        for who, state in world.combatants.items()
        if not state.defeated
        for owned in fight.ruleset.statuses
        if (turn := clock.turn(state, owned.rule.attribute)) is not None
    }


def _changed(tx: Transaction, who: str, attribute: str, way: int) -> int | None:
    """The latest event of this transaction that moved an attribute up (1) or down (-1), or
    that put the combatant here as it is."""
    for event in reversed(tx.events):
        if event.source != who:
            continue
        if isinstance(event, AttributeChanged) and event.attribute == attribute:
            if event.change * way > 0:
                return event.sequence
        elif isinstance(event, CombatantJoined) or (
            isinstance(event, CombatantChanged) and attribute in event.changed
        ):
            return event.sequence
    return None
