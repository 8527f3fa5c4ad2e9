"""An exchange: one action played against a foe who stands, guards or strikes, and measured."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.engine.system import CombatSystem
from combat_rules.model import Action, ActionStateType, Archetype, Command, Outcome
from combat_rules.model.events import (
    CONTACT_EVENTS,
    PHASE_EVENTS,
    ActionContact,
    ActionEnded,
    ActionPhase,
    CombatantStunned,
    CombatEvent,
    CommandRefused,
    DamageDealt,
)
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import Ruleset

ARENA = 10_000
"""Arena units: so wide that no wall is in the way of a push."""

CLOSE = 10
"""Arena units between the two, if the action reaches so far."""

OUTCOMES = {event.type: outcome for outcome, event in CONTACT_EVENTS.items()}
KINDS = {event.type: kind for kind, event in PHASE_EVENTS.items()}


class Exchange(Struct, frozen=True):
    """What was measured of one exchange. All times are ticks, counted from the action's start.

    ``phases`` are the phases that it went through and how long each took. ``outcome`` is
    ``None`` if it met nobody. ``refused`` says why it could not be started, ``failed`` which
    rule raised on the way.
    """

    phases: tuple[tuple[str, str, int], ...] = ()
    outcome: Outcome | None = None
    contact: int | None = None
    damage: int = 0
    actor_free: int = 0
    target_free: int = 0
    distance: int = 0
    refused: str = ""
    failed: str = ""

    @property
    def advantage(self) -> int | None:
        """How much sooner the actor is free than its target; ``None`` without a contact."""
        return None if self.outcome is None else self.target_free - self.actor_free

    def ticks(self, kind: str) -> int:
        """The ticks of all phases that count as ``kind``."""
        return sum(ticks for _, counts, ticks in self.phases if counts == kind)


def exchange(
    ruleset: Ruleset,
    action: str,
    *,
    answer: str | None = None,
    lead: int = 0,
    distance: int | None = None,
) -> Exchange:
    """Play ``action`` on a foe and measure it.

    The foe stands still, or starts ``answer`` ``lead`` ticks before the action (later, if
    that is negative). ``distance`` is close by, if it is left out.
    """
    move = ruleset.moves[action].action
    apart = min(CLOSE, move.reach) if distance is None else distance
    combat = CombatSystem(LIMIT, apart, ARENA, ruleset=ruleset)
    told: list[CombatEvent] = []
    combat.subscribe("*", told.append)
    for name, known in (("actor", action), ("target", answer or action)):
        combat.add_combatant(_tester(ruleset, known), name, controller="")
    start = max(0, lead)
    commands = [Command(actor="actor", action=action, target="target", at=start)]
    if answer is not None:
        foe = Command(actor="target", action=answer, target="actor", at=start - lead)
        commands.append(foe)
    combat.schedule(commands)
    combat.advance(start + abs(lead) + _longest(ruleset, move, answer))
    found = _measured(told, start, abs(_positions(combat)))
    failed = next((str(fault.error) for fault in combat.faults), "")
    return replace(found, failed=failed) if failed else found


def _measured(told: list[CombatEvent], start: int, distance: int) -> Exchange:
    refusals = (e for e in told if isinstance(e, CommandRefused) and e.source == "actor")
    refusal = next(refusals, None)
    if refusal is not None:
        return Exchange(refused=refusal.why)
    own = [event for event in told if event.source == "actor" and event.action == "actor#1"]
    ended = next(e.timestamp for e in own if isinstance(e, ActionEnded))
    contact = next((event for event in own if isinstance(event, ActionContact)), None)
    if contact is None:
        return Exchange(tuple(_phases(own)), actor_free=ended - start, distance=distance)
    hurt = (e.damage for e in own if isinstance(e, DamageDealt))
    return Exchange(
        tuple(_phases(own)),
        OUTCOMES[contact.type],
        contact.timestamp - start,
        next(hurt, 0),
        ended - start,
        _free(told, contact.timestamp) - start,
        distance,
    )


def _free(told: Iterable[CombatEvent], contact: int) -> int:
    """When the target can act again."""
    free = contact
    for event in told:
        if event.source == "target" and event.timestamp >= contact:
            if isinstance(event, CombatantStunned):
                free = max(free, event.timestamp + event.ticks)
            elif isinstance(event, ActionEnded):
                free = max(free, event.timestamp)
    return free


def _phases(own: list[CombatEvent]) -> Iterable[tuple[str, str, int]]:
    """The phases that an action went through, what each counts as, and how long it took."""
    entered = [event for event in own if isinstance(event, ActionPhase)]
    ended = [event.timestamp for event in own if isinstance(event, ActionEnded)]
    ends = [*(event.timestamp for event in entered[1:]), *ended]
    kind = ActionStateType.FEINT
    for event, until in zip(entered, ends, strict=False):
        kind = KINDS.get(event.type, kind)
        yield event.phase, kind.value, until - event.timestamp


def _positions(combat: CombatSystem) -> int:
    actor, target = combat.combatants.values()
    return target.position - actor.position


def _longest(ruleset: Ruleset, action: Action, answer: str | None) -> int:
    """Ticks after which everybody is surely free again."""
    moves = [ruleset.moves[action.name], *([ruleset.moves[answer]] if answer else [])]
    phases = sum(sum(move.ticks.values()) for move in moves)
    stuns = max(action.hitstun, action.blockstun, action.stagger)
    return phases + stuns + max(m.action.stagger + m.action.hitstun for m in moves) + 2


def _tester(ruleset: Ruleset, action: str) -> Archetype:
    """Somebody who knows an action and can pay for it, and whom no blow fells."""
    kinds = ruleset.archetypes.values()
    # What only some kinds can pay is tried out by one of them.
    able = next(
        (k for k in kinds if action in k.actions and k.maxima), Archetype(name="tester", actions=())
    )
    most = {attribute.name: able.has(attribute).maximum for attribute in ruleset.attributes}
    costs = ruleset.moves[action].action.costs
    return Archetype(
        name=able.name,
        maxima=able.maxima,
        regenerations=able.regenerations,
        actions=(action,),
        health=LIMIT,
        stamina=1_000_000,
        attributes={name: most[name] for name in costs},
    )
