"""An exchange: one action played against a foe who stands, guards or strikes, and measured."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.design.settings import AS_IT_STANDS, Setting
from combat_rules.engine.mistakes import describe_fault
from combat_rules.engine.system import CombatSystem
from combat_rules.model import (
    LANDED,
    Action,
    ActionStateType,
    Aim,
    Archetype,
    CombatantState,
    Command,
    Outcome,
)
from combat_rules.model.events import (
    CONTACT_OUTCOMES,
    PHASE_KINDS,
    ActionContact,
    ActionEnded,
    ActionPhase,
    CombatantWithdrew,
    CombatEvent,
    CommandRefused,
    DamageDealt,
)
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import Ruleset

ARENA = 10_000
"""Arena units: so wide that no wall is in the way of a push; wider for what reaches further."""

ROUNDS = 50
"""How many times its declared ticks a move may take whose chart leads round."""
STICKS = "it does not end"
"""What is said of one that takes longer."""

NOTHING: Mapping[int, str] = MappingProxyType({})
CLOSE = 10
"""Arena units between the two, if the action reaches so far."""

PAUSING = LANDED | {Outcome.BLOCKED}
"""The outcomes in which both stand still for the hit pause."""


class Exchange(Struct, frozen=True):
    """What was measured of one exchange. All times are ticks, counted from the action's start.

    ``phases`` are the phases that it went through and how long each took, without the ticks for
    which it ``paused`` as it hit. ``outcome`` is that of its first ``contact``, or ``None`` if it
    met nobody; ``contacts`` are the ticks of all, ``damage`` is that of all its hits.
    ``refused`` says why it could not be started, or that it never ends, ``failed`` which rule
    raised on the way. ``left`` are those who left the fight alive, ``actor`` or ``target``, and
    ``returned`` the ticks at which something that the foe did landed on the actor.
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
    paused: int = 0
    contacts: tuple[int, ...] = ()
    left: tuple[str, ...] = ()
    returned: tuple[int, ...] = ()

    @property
    def advantage(self) -> int | None:
        """How much sooner the actor is free than its target; ``None`` without a contact, or where
        somebody has left the fight."""
        return None if self.outcome is None or self.left else self.target_free - self.actor_free

    @property
    def startup(self) -> int:
        """The first tick in which it is active, counted from 1."""
        ticks = 0
        for _, kind, lasts in self.phases:
            if kind in ("release", "recovery"):
                break
            ticks += lasts
        return ticks + 1

    @property
    def parts(self) -> tuple[int, ...]:
        """How long its first hit is active, how long it is not until the next one, and so on."""
        found: list[int] = []
        between: list[int] = []
        for _, kind, lasts in self.phases:
            if kind != "release":
                between.append(lasts)
            elif found and not between:
                found[-1] += lasts
            else:
                found += [sum(between), lasts] if found else [lasts]
                between = []
        return tuple(found)

    def ticks(self, kind: str) -> int:
        """The ticks of all phases that count as ``kind``."""
        return sum(ticks for _, counts, ticks in self.phases if counts == kind)


def exchange(
    ruleset: Ruleset,
    action: str,
    *,
    answer: str | None = None,
    lead: int = 0,
    again: Mapping[int, str] = NOTHING,
    distance: int | None = None,
    setting: Setting = AS_IT_STANDS,
) -> Exchange:
    """Play ``action`` on a foe and measure it.

    The foe (the friend, if it is meant for one) stands still, or starts ``answer`` ``lead`` ticks
    before the action (later, if that is negative), and what is to follow ``again``, by the ticks
    of the action, where it can. ``distance`` is close by, if it is left out. ``setting`` is the
    state in which the action is started.
    """
    move = ruleset.moves[action].action
    if sum(ruleset.moves[action].ticks.values()) >= LIMIT:
        return Exchange(refused=f"it takes longer than the longest fight, {LIMIT:,} ticks")
    apart = min(CLOSE, move.longest_reach) if distance is None else distance
    combat = CombatSystem(LIMIT, apart, arena_of(move), ruleset=ruleset)
    told: list[CombatEvent] = []
    combat.subscribe("*", told.append)
    for name, known in (("actor", ()), ("target", () if answer is None else (*again.values(),))):
        team = "friends" if move.aim is Aim.FRIEND else name
        first = answer if name == "target" and answer is not None else action
        kind = tester(ruleset, first, known)
        combat.add_combatant(kind, name, controller="", team=team)
    # What is changed from outside is changed before the tick at which the action is started.
    start = max(0 if setting.change is None else 1, lead)
    meant = "actor" if move.aim is Aim.SELF else "target"
    commands = [Command(actor="actor", action=action, target=meant, at=start)]
    answers = {} if answer is None else {**again, -lead: answer}
    for at, name in answers.items():
        commands.append(Command(actor="target", action=name, target="actor", at=start + at))
    combat.schedule(commands)
    if setting.change is not None:
        bring_about(combat, setting, start)
    longest = longest_of(ruleset, action, answer)
    combat.advance(min(LIMIT, start + abs(lead) + longest) - combat.now)
    for _ in range(ROUNDS):
        # A chart may lead round, as long as its guards say so.
        if all(state.action is None for state in combat.combatants.values()):
            break
        combat.advance(min(LIMIT - combat.now, longest))
    held = answer is not None and ruleset.moves[answer].action.is_held
    found = _measured(told, start, combat.combatant("target"), held, move)
    found = replace(found, distance=abs(_positions(combat)))
    failed = next((describe_fault(fault) for fault in combat.faults), "")
    return replace(found, failed=failed) if failed else found


def arena_of(action: Action) -> int:
    """How wide an arena is in which a move is measured, in units."""
    return min(LIMIT, max(ARENA, 2 * (action.longest_reach + abs(action.travel))))


def bring_about(combat: CombatSystem, setting: Setting, start: int) -> None:
    """Play until an action is about to start at tick ``start``, and change its actor's record."""
    combat.advance(start - 1)
    with combat.state.transaction() as change:
        actor = change.combatants["actor"]
        assert setting.change is not None, "only a setting that changes something is brought about"
        changed = setting.change(actor, combat.now, combat.fight.ruleset)
        change.update_combatant_state(changed)


def tester(ruleset: Ruleset, action: str, further: Iterable[str]) -> Archetype:
    """Somebody who knows an action and can pay for it, and ``further`` ones, and whom no blow
    fells."""
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
        actions=tuple(dict.fromkeys((action, *further))),
        health=LIMIT,
        stamina=LIMIT,
        attributes={name: most[name] for name in costs},
    )


def _measured(
    told: list[CombatEvent], start: int, target: CombatantState, held: bool, action: Action
) -> Exchange:
    refusals = (e for e in told if isinstance(e, CommandRefused) and e.source == "actor")
    refusal = next(refusals, None)
    if refusal is not None:
        return Exchange(refused=refusal.why)
    own = [event for event in told if event.source == "actor" and event.action == "actor#1"]
    ended = next((e.timestamp for e in own if isinstance(e, ActionEnded)), None)
    if ended is None:
        return Exchange(refused=STICKS)
    contacts = [event for event in own if isinstance(event, ActionContact)]
    left = tuple(e.source for e in told if isinstance(e, CombatantWithdrew) and e.source)
    if not contacts:
        return Exchange(tuple(phases_of(own, {})), actor_free=ended - start, left=left)
    outcome, last = CONTACT_OUTCOMES[contacts[0].type], contacts[-1].timestamp
    let_go = held and CONTACT_OUTCOMES[contacts[-1].type] is Outcome.BLOCKED
    if target.stunned_until <= last and _is_lowered(told, last + 1):
        # Without a blockstun, it is not held any more at the first tick at which it might be left.
        let_go = False
    done = [e.timestamp for e in told if isinstance(e, ActionEnded) and e.source == "target"]
    # With its last stun, or with what it does unless that may be left.
    free = max([last, target.stunned_until, *(at for at in done if at >= last and not let_go)])
    pauses = pauses_of(own, action)
    return Exchange(
        tuple(phases_of(own, pauses)),
        outcome,
        contacts[0].timestamp - start,
        sum(e.damage for e in own if isinstance(e, DamageDealt) and e.status is None),
        ended - start,
        free - start,
        paused=sum(pauses.values()),
        contacts=tuple(dict.fromkeys(each.timestamp - start for each in contacts)),
        left=left,
        returned=tuple(
            e.timestamp - start
            for e in told
            if isinstance(e, ActionContact)
            and e.source == "target"
            and CONTACT_OUTCOMES[e.type] in LANDED
        ),
    )


def _is_lowered(told: Iterable[CombatEvent], at: int) -> bool:
    """Whether a guard of the target is over at a tick."""
    return any(
        event.timestamp == at
        and event.source == "target"
        and isinstance(event, ActionPhase)
        and PHASE_KINDS.get(event.type) is ActionStateType.RECOVERY
        for event in told
    )


def pauses_of(own: Iterable[CombatEvent], action: Action) -> Mapping[int, int]:
    """The ticks for which a use of an action stood still as it hit, by when it did."""
    return {
        event.timestamp: action.as_hit(event.hit - 1).hit_pause
        for event in own
        if isinstance(event, ActionContact) and CONTACT_OUTCOMES[event.type] in PAUSING
    }


def phases_of(own: list[CombatEvent], pauses: Mapping[int, int]) -> Iterator[tuple[str, str, int]]:
    """The phases that a use of an action went through, what each counts as, and how long it took
    without its hit pauses."""
    entered = [event for event in own if isinstance(event, ActionPhase)]
    ended = [event.timestamp for event in own if isinstance(event, ActionEnded)]
    ends = [*(event.timestamp for event in entered[1:]), *ended]
    kind = ActionStateType.FEINT
    for event, until in zip(entered, ends, strict=False):
        kind = PHASE_KINDS.get(event.type, kind)
        paused = sum(ticks for at, ticks in pauses.items() if event.timestamp <= at < until)
        yield event.phase, kind.value, until - event.timestamp - paused


def _positions(combat: CombatSystem) -> int:
    actor, target = combat.combatants.values()
    return target.position - actor.position


def longest_of(ruleset: Ruleset, action: str, answer: str | None = None) -> int:
    """Ticks after which everybody is surely free again."""
    moves = [ruleset.moves[name] for name in (action, answer) if name is not None]
    phases = sum(sum(move.ticks.values()) for move in moves)
    longest = phases + 2
    for move in moves:
        hits = [move.action.as_hit(number) for number in range(len(move.action.hits) or 1)]
        longest += move.action.stagger + max(max(hit.hitstun, hit.blockstun) for hit in hits)
        longest += max(hit.hit_pause for hit in hits) * len(move.ticks)
        longest += 0 if move.action.launches is None else move.action.launches.life
    return longest
