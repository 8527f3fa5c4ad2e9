"""What effects ask for, summed up over one stage of a moment and then applied at once."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from combat_rules.engine.events.system import EventSystem, because
from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.scenes import Scenes
from combat_rules.engine.state.world import Fight
from combat_rules.errors import StateError
from combat_rules.model import CombatantState
from combat_rules.model.events import (
    AttributeChanged,
    CombatantMoved,
    CombatantPushed,
    CombatEvent,
)
from combat_rules.model.limits import LIMIT
from combat_rules.plugins.event_checks import demand_own_event


class Change(NamedTuple):
    """An attribute is to change."""

    who: str
    attribute: str
    by: int


class Step(NamedTuple):
    """The actor is to move the way it faces."""

    distance: int


class Push(NamedTuple):
    """Somebody is to be pushed away from the actor."""

    who: str
    distance: int


class Daze(NamedTuple):
    """Somebody is to be staggered."""

    who: str
    ticks: int


class Say(NamedTuple):
    """An event of the plugin's own is to be published."""

    event: CombatEvent


Request = Change | Step | Push | Daze | Say


Shifts = Mapping[str, tuple[int, int | None]]
"""How far somebody moves, and which event caused it."""


class StunRequest(NamedTuple):
    """Somebody is to be staggered for ``ticks``."""

    victim: str
    ticks: int
    source: str
    cause: int | None


class Requests:
    """Collects what the effects of one action ask for. Nothing happens yet."""

    __slots__ = ("_attributes", "_events", "_tx", "actor", "asked")

    def __init__(
        self,
        actor: str,
        tx: Transaction,
        attributes: Mapping[str, object],
        events: Mapping[str, type[CombatEvent]],
    ) -> None:
        self.actor = actor
        self.asked: list[Request] = []
        self._tx = tx
        self._attributes = attributes
        self._events = events

    def change(self, combatant: str, attribute: str, by: int) -> None:
        """Add ``by`` to an attribute of a combatant."""
        self._known(combatant)
        if attribute not in self._attributes:
            raise StateError(
                f"there is no attribute {attribute!r} to change; there are: "
                f"{', '.join(self._attributes)}",
                code="attribute.unknown",
                attribute=attribute,
            )
        self.asked.append(Change(combatant, attribute, _whole(by, "an attribute changes by")))

    def step(self, distance: int) -> None:
        """Move the actor the way it faces."""
        if _whole(distance, "a step is"):
            self.asked.append(Step(distance))

    def push(self, combatant: str, distance: int) -> None:
        """Push a combatant away from the actor."""
        self._known(combatant)
        self.asked.append(Push(combatant, _whole(distance, "a push is")))

    def stun(self, combatant: str, ticks: int) -> None:
        """Stagger a combatant."""
        self._known(combatant)
        if _whole(ticks, "a stun lasts") < 0:
            raise StateError(f"a stun lasts {ticks} ticks; from 0 up", code="effect.invalid")
        self.asked.append(Daze(combatant, ticks))

    def announce(self, event: CombatEvent) -> None:
        """Publish an event of the plugin's own."""
        demand_own_event(event, self._events)
        self.asked.append(Say(event))

    def _known(self, combatant: str) -> None:
        if combatant not in self._tx.combatants:
            raise StateError(
                f"there is no combatant {combatant!r}; in this fight: "
                f"{', '.join(self._tx.combatants)}",
                code="combatant.unknown",
                combatant=combatant,
            )


class Changes:
    """Applies what was asked at one stage: sums first, so that nobody's request goes first."""

    def __init__(self, fight: Fight, scenes: Scenes, events: EventSystem) -> None:
        self._arena = fight.arena
        self._scenes = scenes
        self._events = events
        self._known = fight.ruleset.events
        self._ranges = {a.name: (a.minimum, a.maximum) for a in fight.ruleset.attributes}
        self.attributes: Mapping[str, object] = {
            "health": None,
            "stamina": None,
            **self._ranges,
        }

    def requests(self, actor: str, tx: Transaction) -> Requests:
        """An empty list of requests for the effects of one action of ``actor``."""
        return Requests(actor, tx, self.attributes, self._known)

    def apply(
        self, tx: Transaction, asked: list[tuple[Requests, str | None, int | None]]
    ) -> list[StunRequest]:
        """Apply requests, each with its action id and cause; returns the stuns asked for."""
        sums: dict[tuple[str, str], tuple[int, str | None, int | None]] = {}
        stuns: list[StunRequest] = []
        steps: dict[str, tuple[int, int | None]] = {}
        pushes: dict[str, tuple[int, int | None]] = {}
        for requests, action, cause in asked:
            actor = requests.actor
            for request in requests.asked:
                if isinstance(request, Change):
                    key = (request.who, request.attribute)
                    sums[key] = (sums.get(key, (0,))[0] + request.by, action, cause)
                elif isinstance(request, Step):
                    steps[actor] = (steps.get(actor, (0,))[0] + request.distance, cause)
                elif isinstance(request, Push):
                    way = away(tx.combatants[actor], tx.combatants[request.who])
                    shift = way * request.distance
                    pushes[request.who] = (pushes.get(request.who, (0,))[0] + shift, cause)
                elif isinstance(request, Daze):
                    stuns.append(StunRequest(request.who, request.ticks, actor, cause))
                else:
                    said = replace(
                        request.event, source=actor, action=action, causes=because(cause)
                    )
                    self._events.announce(tx, said)
        for (who, attribute), (by, action, cause) in sums.items():
            self._change(tx, who, attribute, by, action, cause)
        if steps or pushes:
            self._move(tx, steps, pushes)
        return stuns

    def hurt(self, tx: Transaction, victim: str, damage: int) -> int:
        """Take ``damage`` points of health, as far as there are any; returns what is left."""
        state = self._scenes.settled(tx, victim)
        left = max(0, min(state.max_health, state.health - damage))
        tx.combatants[victim] = replace(state, health=left)
        return left

    def push(self, tx: Transaction, pushes: Shifts) -> None:
        """Push combatants, each as far as the wall."""
        for victim, (shift, cause) in pushes.items():
            self._place(tx, victim, shift, CombatantPushed, cause)

    def _change(
        self,
        tx: Transaction,
        who: str,
        attribute: str,
        by: int,
        action: str | None,
        cause: int | None,
    ) -> None:
        state = self._scenes.settled(tx, who)
        value: int = getattr(state, attribute)
        low, high = self._range(state, attribute)
        after = max(low, min(high, value + by))
        if after == value:
            return
        tx.combatants[who] = replace(state, **{attribute: after}, settled_at=tx.now)
        self._events.announce(
            tx,
            AttributeChanged(
                source=who,
                action=action,
                attribute=attribute,
                change=after - value,
                value=after,
                causes=because(cause),
            ),
        )

    def _range(self, state: CombatantState, attribute: str) -> tuple[int, int]:
        if attribute == "stamina":
            return 0, state.max_stamina
        if attribute == "health":
            return 0, state.max_health
        return self._ranges[attribute]

    def _move(self, tx: Transaction, steps: Shifts, pushes: Shifts) -> None:
        """Steps and pushes of one stage, all judged on where everybody stood before it."""
        lengths = {actor: length for actor, (length, _) in steps.items()}
        allowed = {actor: self._allowed(tx, actor, lengths) for actor in lengths}
        for actor, (_, cause) in steps.items():
            self._place(tx, actor, allowed[actor], CombatantMoved, cause)
        self.push(tx, pushes)

    def _allowed(self, tx: Transaction, actor: str, steps: Mapping[str, int]) -> int:
        """How far the actor gets: nobody steps into or through a foe, and two who step
        towards each other share the room between them evenly."""
        me = tx.combatants[actor]
        shift = steps[actor] * me.facing
        way = 1 if shift > 0 else -1
        length = abs(shift)
        for other in tx.combatants.values():
            room = (other.position - me.position) * way - 1
            if other.team == me.team or other.defeated or room < 0:
                continue
            theirs = -way * steps.get(other.id, 0) * other.facing
            if theirs > 0 and length + theirs > room:
                room = max(room // 2, room - theirs)
            length = min(length, max(0, room))
        return length * way

    def _place(
        self,
        tx: Transaction,
        who: str,
        shift: int,
        kind: type[CombatantMoved] | type[CombatantPushed],
        cause: int | None,
    ) -> None:
        state = tx.combatants[who]
        after = max(0, min(self._arena, state.position + shift))
        if after == state.position:
            return
        tx.combatants[who] = replace(state, position=after)
        tx.moved = True
        self._events.announce(
            tx,
            kind(
                source=who,
                action=state.action,
                before=state.position,
                after=after,
                causes=because(cause),
            ),
        )


def away(source: CombatantState, victim: CombatantState) -> int:
    """The direction from ``source`` to ``victim``; where they stand as one, the way it faces."""
    gap = victim.position - source.position
    if gap == 0:
        return source.facing
    return 1 if gap > 0 else -1


def _whole(value: int, what: str) -> int:
    if type(value) is not int or abs(value) > LIMIT:
        raise StateError(
            f"{what} a whole number of at most {LIMIT}, not {value!r}", code="effect.invalid"
        )
    return value
