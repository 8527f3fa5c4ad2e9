"""Agreement: what the systems say of the same fight, compared, and put right.

A seat holds each fact once, so there is little to compare: whether what the systems keep of a
combatant (its running action, how far that is announced, what it looks like, its due ticks) fits
together with its record.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.engine.core.announcements import CONSISTENT, STAGES
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.records import Draft, Seat, Sight, StatusState
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.sightings import with_sight
from combat_rules.engine.core.statuses import bears
from combat_rules.engine.core.words import AWARE, IDLE, IDLE_LOOK, LOOKS, NEVER
from combat_rules.engine.fold import close_draft, earliest, open_draft
from combat_rules.engine.world import World
from combat_rules.model import Sighting


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
    draft = open_draft(fight, world, world.now)
    found: list[Disagreement] = []
    for seat in world.seats:
        about = [
            *_about_action(world, seat, fight),
            *_about_announcement(seat),
            *_about_awareness(world, seat),
            *_about_timers(world, seat, fight),
        ]
        if not world.recheck and world.started and world.result is None:
            about += _about_statuses(draft, seat, fight)
        found += about or _about_next(draft, seat)
    return tuple(found)


def repair(world: World, fight: Fight) -> World:
    """The same world with every other system brought in line with the state manager."""
    draft = open_draft(fight, world, world.now)
    for place in range(len(draft.seats)):
        seat = own(draft, place)
        _repair_action(draft, seat, fight)
        _repair_awareness(draft, seat)
        _repair_timers(draft, seat, fight)
        if not world.recheck and world.started and world.result is None:
            _repair_statuses(draft, seat)
    return close_draft(draft, fight, world)


def _about_action(world: World, seat: Seat, fight: Fight) -> Iterator[Disagreement]:
    acts = seat.state is not None
    truth = _doing(seat)
    if acts is (seat.move == IDLE):
        said = "nothing runs" if seat.move == IDLE else f"{_name(seat, fight)} runs"
        yield Disagreement(seat.id, "action system", said, truth)
        return
    if not acts:
        if seat.due != NEVER:
            said = f"a phase ends at tick {seat.due}"
            yield Disagreement(seat.id, "action system", said, truth)
        return
    legs = fight.rules.moves[seat.move].legs
    if not 0 <= seat.leg < len(legs) or legs[seat.leg].kind is not seat.state:
        said = f"phase {seat.leg} of {_name(seat, fight)} runs"
        yield Disagreement(seat.id, "action system", said, truth)
    elif seat.phase_since > world.now:
        said = f"the phase began at tick {seat.phase_since}"
        yield Disagreement(seat.id, "action system", said, f"it is tick {world.now}")
    elif seat.due < world.now or seat.due > fight.duration + _longest(seat, fight):
        said = f"{_name(seat, fight)} ends its phase at tick {seat.due}"
        yield Disagreement(seat.id, "action system", said, f"it is tick {world.now}")
    if not 0 <= seat.target < len(world.seats):
        yield Disagreement(seat.id, "action system", "it aims at somebody", "nobody sits there")


def _about_announcement(seat: Seat) -> Iterator[Disagreement]:
    if seat.announced != _told(seat):
        stage = STAGES[seat.announced] if 0 <= seat.announced < len(STAGES) else "nothing"
        said = f"its action is {stage}"
        yield Disagreement(seat.id, "event system", said, _doing(seat))


def _about_awareness(world: World, seat: Seat) -> Iterator[Disagreement]:
    look = _look(seat)
    if not seat.looks or seat.looks[-1].state != look:
        said = f"it looks {seat.looks[-1].state}" if seat.looks else "it was never seen"
        truth = f"{look} ({_doing(seat)})"
        yield Disagreement(seat.id, "awareness system", said, truth)
    elif seat.looks[-1].at > world.now:
        said = f"it was seen at tick {seat.looks[-1].at}"
        yield Disagreement(seat.id, "awareness system", said, f"it is tick {world.now}")
    if len(seat.sights) != len(world.seats):
        said = f"it knows of {len(seat.sights)}"
        truth = f"{len(world.seats)} fight here"
        yield Disagreement(seat.id, "awareness system", said, truth)
        return
    due = _next_notice(seat.sights)
    if seat.awareness_due != due:
        said = f"what it knows changes at {seat.awareness_due}"
        yield Disagreement(seat.id, "awareness system", said, f"it changes at {due}")


def _about_timers(world: World, seat: Seat, fight: Fight) -> Iterator[Disagreement]:
    stunned = seat.stunned_until > world.now and not seat.defeated
    idle = seat.state is None
    running = world.started and world.result is None
    until = seat.stunned_until if idle and stunned and world.result is None else NEVER
    if seat.free_at != until:
        said = "it is not stunned" if seat.free_at == NEVER else f"its stun ends at {seat.free_at}"
        truth = "it is not stunned and idle" if until == NEVER else f"stunned until {until}"
        yield Disagreement(seat.id, "action system", said, truth)
    asked = seat.controller_due != NEVER
    if asked and not idle and _follows_up(seat, fight):
        return
    if running and asked is not _is_free(world, seat):
        said = "its controller is asked" if asked else "its controller is never asked"
        yield Disagreement(seat.id, "action system", said, _doing(seat))


def _about_statuses(draft: Draft, seat: Seat, fight: Fight) -> Iterator[Disagreement]:
    noted = {state.status: state for state in seat.statuses}
    for status, contributed in enumerate(fight.rules.status_rules):
        name, state = contributed.rule.name, noted.pop(status, None)
        if bears(draft, seat.place, status) is (state is None):
            said, truth = f"{name} is upon it", f"{name} is not"
            if state is None:
                said, truth = f"{name} is not upon it", f"{name} is"
            yield Disagreement(seat.id, "status system", said, truth)
        elif state is not None and not draft.now < state.due <= draft.now + contributed.rule.every:
            said = f"{name} ticks at {state.due}"
            yield Disagreement(seat.id, "status system", said, f"it is tick {draft.now}")
    for status in noted:
        yield Disagreement(seat.id, "status system", f"status {status} is upon it", "none is so")


def _about_next(draft: Draft, seat: Seat) -> Iterator[Disagreement]:
    due = earliest(draft, seat, draft.started and draft.result is None)
    if seat.next_due != due:
        said = f"something happens at {seat.next_due}"
        yield Disagreement(seat.id, "action system", said, f"it happens at {due}")


def _repair_action(draft: Draft, seat: Seat, fight: Fight) -> None:
    legs = fight.rules.moves[seat.move].legs
    if seat.state is None or seat.move == IDLE or seat.defeated:
        seat.move, seat.leg, seat.deep, seat.state, seat.due = IDLE, 0, None, None, NEVER
    else:
        if not 0 <= seat.leg < len(legs) or legs[seat.leg].kind is not seat.state:
            seat.leg = next(n for n, leg in enumerate(legs) if leg.kind is seat.state)
        seat.phase_since = min(seat.phase_since, draft.now)
        if not draft.now <= seat.due <= fight.duration + _longest(seat, fight):
            ends = seat.phase_since + legs[seat.leg].ticks
            seat.due = max(draft.now, ends, seat.stunned_until)
        if not 0 <= seat.target < len(draft.seats):
            seat.target = next(s.place for s in draft.seats if s.team != seat.team)
    seat.announced = _told(seat)


def _repair_awareness(draft: Draft, seat: Seat) -> None:
    look = _look(seat)
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
    seat.awareness_due = _next_notice(seat.sights)


def _repair_timers(draft: Draft, seat: Seat, fight: Fight) -> None:
    stunned = seat.stunned_until > draft.now and not seat.defeated
    idle = seat.state is None
    seat.free_at = seat.stunned_until if idle and stunned and draft.result is None else NEVER
    running = draft.started and draft.result is None
    free = bool(seat.controller) and idle and not stunned and not seat.defeated
    if not running or not (free or (not idle and _follows_up(seat, fight))):
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


def _look(seat: Seat) -> str:
    return IDLE_LOOK if seat.state is None else LOOKS[seat.state]


def _told(seat: Seat) -> int:
    if seat.state is None:
        return 0
    word = next(word for word, kinds in CONSISTENT.items() if seat.state in kinds)
    return STAGES.index(word)


def _next_notice(sights: Sequence[Sight]) -> int:
    return min((sight.due for sight in sights), default=NEVER)


def _follows_up(seat: Seat, fight: Fight) -> bool:
    """Whether its controller may be asked while it acts."""
    contributed = fight.rules.controllers.get(seat.controller)
    return contributed is not None and contributed.rule.follows_up


def _is_free(world: World, seat: Seat) -> bool:
    stunned = seat.stunned_until > world.now
    return bool(seat.controller) and seat.state is None and not stunned and not seat.defeated


def _longest(seat: Seat, fight: Fight) -> int:
    """No phase lasts longer than a fight and the longest time a rule may give."""
    legs = fight.rules.moves[seat.move].legs
    return max(fight.duration, *(leg.ticks for leg in legs))


def _name(seat: Seat, fight: Fight) -> str:
    return fight.rules.moves[seat.move].name


def _doing(seat: Seat) -> str:
    if seat.state is None:
        return "it does nothing"
    return f"{seat.id}#{seat.acts} is in its {seat.state.value}"
