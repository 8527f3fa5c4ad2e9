"""Agreement: what the systems say of the same fight, compared, and put right.

A seat holds each fact once, so there is little to compare: whether what the systems keep of a
combatant (its running action, how far that is announced, what it looks like, its due ticks) fits
together with its record. A seat is put right, and whatever that has changed was a disagreement.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.charts.announcements import CONSISTENT, STAGES
from combat_rules.engine.core.escapes import may_get_out
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.phases import at_latest, length
from combat_rules.engine.core.records import Draft, Seat, Shot, Sight, StatusState
from combat_rules.engine.core.seats import own, with_sight
from combat_rules.engine.core.statuses import bears
from combat_rules.engine.core.words import AWARE, IDLE, IDLE_LOOK, LOOKS, NEVER, NONE
from combat_rules.engine.fold import close_draft, open_draft
from combat_rules.engine.world import World
from combat_rules.model import Sighting
from combat_rules.model.limits import LATEST, LIMIT

SYSTEMS: Mapping[str, str] = {
    "announced": "event system",
    "looks": "awareness system",
    "sights": "awareness system",
    "awareness_due": "awareness system",
    "statuses": "status system",
}
"""Which system keeps a field of a seat; every other is the action system's."""


class Disagreement(Struct, frozen=True):
    """Two systems that say different things of a combatant. The state manager is right."""

    combatant: str
    system: str
    says: str
    truth: str

    def __str__(self) -> str:
        return (
            f"{self.combatant}: the {self.system} says {self.says}, "
            f"the state manager says {self.truth}"
        )


def disagreements(world: World, fight: Fight) -> tuple[Disagreement, ...]:
    """Everything on which the systems do not agree, by combatant."""
    truth = repair(world, fight)
    pairs = zip(world.seats, truth.seats, strict=True)
    differing = [(said, true) for said, true in pairs if said != true]
    found = [found for said, true in differing for found in _differing(said, true)]
    return (*found, *_misled(world, truth)) if world.shots else tuple(found)


def repair(world: World, fight: Fight) -> World:
    """The same world with every other system brought in line with the state manager."""
    draft = open_draft(fight, world, world.now)
    if draft.shots:
        draft.shots = [shot for shot in draft.shots if is_sound(shot, world, fight)]
    for place in range(len(draft.seats)):
        seat = own(draft, place)
        _repair_action(draft, seat, fight)
        _repair_awareness(draft, seat)
        _repair_timers(draft, seat)
        if not world.recheck and world.started and world.result is None:
            _repair_statuses(draft, seat)
    return close_draft(draft)


def is_sound(shot: Shot, world: World, fight: Fight) -> bool:
    """Whether a projectile can be in flight in a world."""
    rules, seats = fight.rules, range(len(world.seats))
    if shot.owner not in seats or shot.move not in range(len(rules.moves)):
        return False
    row, owner = rules.moves[shot.move], world.seats[shot.owner]
    begun, latest = shot.ends - row.projectile.life, world.now
    if begun > world.now:
        # What a blow has set off flies from the end of the pause, even if its owner has fallen.
        latest = LATEST if owner.defeated else owner.paused_until
    return (
        row.launches
        and world.result is None
        and shot.way in (-1, 1)
        and 0 <= shot.origin <= fight.arena
        and 1 <= shot.hits <= row.projectile.hits
        and world.now <= shot.ends
        and begun <= latest
        and begun <= shot.since <= max(begun, world.now + row.projectile.interval)
        and 1 <= shot.act <= owner.acts
        and shot.launch >= 1
        and all(place in seats for place in (*shot.ahead, *shot.met, *shot.evaders))
        and not shot.gone
    )


def _misled(world: World, truth: World) -> Iterator[Disagreement]:
    """Projectiles that cannot be, or that something happens to at another tick."""
    true = {(shot.owner, shot.act, shot.launch): shot for shot in truth.shots}
    for shot in world.shots:
        other = true.get((shot.owner, shot.act, shot.launch))
        if other != shot:
            owner = world.seats[shot.owner].id if shot.owner < len(world.seats) else "nobody"
            told = "there is none" if other is None else f"due is {other.due}"
            says = f"its projectile is {shot}" if other is None else f"due is {shot.due}"
            yield Disagreement(owner, "projectile system", says, told)


def _differing(said: Seat, true: Seat) -> Iterator[Disagreement]:
    names = [n for n in Seat.__struct_fields__ if getattr(said, n) != getattr(true, n)]
    if len(names) > 1 and "next_due" in names:
        # It only follows from the others.
        names.remove("next_due")
    for name in names:
        says, truth = (f"{name} is {getattr(seat, name)}" for seat in (said, true))
        yield Disagreement(said.id, SYSTEMS.get(name, "action system"), says, truth)


def _repair_action(draft: Draft, seat: Seat, fight: Fight) -> None:
    known = 0 <= seat.move < len(draft.moves)
    if seat.state is None or not known or seat.move == IDLE or seat.defeated:
        seat.move, seat.leg, seat.deep, seat.state, seat.due = IDLE, 0, None, None, NEVER
    else:
        legs = draft.moves[seat.move].legs
        if not 0 <= seat.leg < len(legs) or legs[seat.leg].kind is not seat.state:
            seat.leg = next(n for n, leg in enumerate(legs) if leg.kind is seat.state)
        # In a hit pause it is put off to the end of that.
        seat.phase_since = min(seat.phase_since, max(draft.now, seat.paused_until))
        if not NONE <= seat.lasts <= (LIMIT if draft.pace_rules else NONE):
            seat.lasts = NONE
        # No phase lasts longer than a fight, or a pause, and the longest time a rule may give.
        longest = max(fight.duration, seat.lasts, *(leg.ticks for leg in legs))
        longest += max(fight.duration, seat.paused_until)
        if not draft.now <= seat.due <= longest:
            ends = at_latest(seat.phase_since + length(draft, seat))
            seat.due = max(draft.now, ends, seat.stunned_until)
        if not 0 <= seat.target < len(draft.seats):
            seat.target = next(s.place for s in draft.seats if s.team != seat.team)
    seat.announced = _told(seat)


def _repair_awareness(draft: Draft, seat: Seat) -> None:
    look = IDLE_LOOK if seat.state is None else LOOKS[seat.state]
    kept = tuple(sighting for sighting in seat.looks if sighting.at <= draft.now)
    if not kept or kept[-1].state != look:
        at = max((sighting.at for sighting in kept), default=0)
        name = draft.moves[seat.move].name
        kept = (*kept, Sighting(max(at, min(seat.phase_since, draft.now)), name, look))
    seat.looks = kept
    count = len(draft.seats)
    known = Sight(AWARE, True, draft.now, draft.now)
    seat.sights = (*seat.sights[:count], *(known,) * (count - len(seat.sights)))
    if seat.sights[seat.place].due != NEVER:
        seat.sights = with_sight(seat.sights, seat.place, known)
    seat.awareness_due = min((sight.due for sight in seat.sights), default=NEVER)


def _repair_timers(draft: Draft, seat: Seat) -> None:
    stunned = seat.stunned_until > draft.now and not seat.defeated
    idle = seat.state is None
    seat.free_at = seat.stunned_until if idle and stunned and draft.result is None else NEVER
    running = draft.started and draft.result is None
    led = bool(seat.controller) and not seat.defeated
    free = led and idle and not stunned
    # One that acts is asked as well, where it follows up or wanted to be asked again meanwhile.
    # So is one that knows a move out of its stun.
    if not running or not (free or (led and (not idle or may_get_out(draft, seat)))):
        seat.controller_due = NEVER
    elif free and seat.controller_due == NEVER:
        seat.controller_due = draft.now


def _repair_statuses(draft: Draft, seat: Seat) -> None:
    noted = {state.status: state for state in seat.statuses}
    kept = []
    for status, row in enumerate(draft.statuses):
        if bears(draft, seat.place, status):
            state = noted.get(status, StatusState(status, 0, -1))
            last = draft.now + row.every
            sound = draft.now < state.due <= last
            kept.append(state if sound else replace(state, due=last))
    seat.statuses = tuple(kept)


def _told(seat: Seat) -> int:
    if seat.state is None:
        return 0
    word = next(word for word, kinds in CONSISTENT.items() if seat.state in kinds)
    return STAGES.index(word)
