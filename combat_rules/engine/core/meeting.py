"""Meeting: which active strikes meet whom, and what the rules say of it."""

from combat_rules.engine.core.asking import overrule, record_fault
from combat_rules.engine.core.lots import lot, order_contacts
from combat_rules.engine.core.movement import away
from combat_rules.engine.core.phases import abort
from combat_rules.engine.core.projectiles import (
    cross,
    end_flight,
    end_lives,
    gap_to,
    hit_of,
    row_of,
)
from combat_rules.engine.core.records import Contact, Draft, Seat, Shot
from combat_rules.engine.core.rows import BlowRow, MoveRow
from combat_rules.engine.core.words import (
    ALL,
    ANYBODY,
    AWARE,
    BLOCK,
    BLOCKED,
    CLASH,
    COUNTER,
    COUNTER_HIT,
    COUNTERED,
    EVADE,
    EVADED,
    FAILED,
    FIRST,
    FOE,
    FRIEND,
    HIT,
    KNOCKDOWN,
    NONE,
    RECOVERY,
    RELEASE,
    RULE_FAILED,
    SELF,
    STRIKE,
    TRADE,
    WHIFFED,
)
from combat_rules.model import Aim, Outcome


def collect(draft: Draft) -> None:
    """Every strike that is active or in flight, and whom of those in its reach it meets for the
    first time. Projectiles meet each other first.

    All are judged on one world, then the contact rules speak, once of each. Where one raises, the
    action that it was asked about is aborted, and the others are judged anew.
    """
    find(draft)
    if not draft.contacts:
        return
    while draft.contacts and not overruled(draft):
        find(draft)
    if len(draft.contacts) > 1:
        if crowded(draft):
            order_contacts(draft)
        clash_together(draft)
        hold_one(draft)
        trade_together(draft)


def find(draft: Draft) -> None:
    """Every active strike and every projectile, and whom it meets."""
    draft.contacts.clear()
    if draft.shots:
        find_in_flight(draft)
    for seat in draft.seats:
        if seat.state is RELEASE and is_open(draft, seat):
            sweep = draft.moves[seat.move].sweep
            if sweep is ALL:
                for other in draft.seats:
                    if may_meet(draft, seat, other):
                        meet(draft, seat, other)
            elif sweep is FIRST:
                first = first_in_line(draft, seat)
                if first != NONE:
                    meet(draft, seat, draft.seats[first])
            elif reaches(draft, seat, draft.seats[seat.target]):
                meet(draft, seat, draft.seats[seat.target])


def is_open(draft: Draft, seat: Seat) -> bool:
    """Whether an active action is a strike that can still meet somebody. Nobody strikes who stands
    still in a hit pause."""
    row = draft.moves[seat.move]
    if row.role is not STRIKE or row.launches or seat.paused_until > draft.now:
        return False
    return seat.outcome is None or row.sweep is ALL


def meet(draft: Draft, seat: Seat, target: Seat) -> None:
    """Note that a strike meets somebody, and what that comes to.

    One that is evaded may still be met once the evasion is over; it is asked about once.
    """
    met = judge(draft, seat, target)
    if met is EVADED and target.place in seat.evaders:
        return
    draft.contacts.append(
        Contact(
            seat.place, target.place, seat.move, seat.hit, target.move, target.acts, met, met,
            abs(target.position - seat.position), away(seat, target),
            -blow_of(draft, seat.move, seat.hit).damage, seat.acts, NONE, seat.last_event,
        )
    )  # fmt: skip


def overruled(draft: Draft) -> bool:
    """Let the contact rules speak of every contact. Returns whether none of them raised."""
    sound = True
    for contact in draft.contacts:
        if overrule(draft, contact) == FAILED:
            sound = False
            contact.failed, contact.failure = contact.striker, len(draft.failures) - 1
    if not sound:
        abort_failed(draft)
    return sound


def abort_failed(draft: Draft) -> None:
    """Abort every action, and end every projectile, whose rules raised; nothing of the contacts
    counts."""
    for contact in draft.contacts:
        if contact.failed == contact.striker and contact.shot != NONE:
            fault = record_fault(draft, contact.failed, contact.failure)
            end_flight(draft, draft.shots[contact.shot], RULE_FAILED, fault)
        elif contact.failed != NONE:
            abort(draft, contact.failed, contact.failure)


def crowded(draft: Draft) -> bool:
    """Whether contacts may hurt the same combatant, so that one is told of before the other."""
    first = draft.contacts[0]
    second = draft.contacts[1]
    if first.outcome is COUNTERED or second.outcome is COUNTERED:
        return True
    mutual = first.victim == second.striker and first.striker == second.victim
    return len(draft.contacts) > 2 or not mutual


def clash_together(draft: Draft) -> None:
    """A clash is a clash for both."""
    for one in draft.contacts:
        if one.outcome is CLASH and one.shot == NONE:
            for other in draft.contacts:
                mutual = other.striker == one.victim and other.victim == one.striker
                if mutual and other.shot == NONE:
                    other.outcome = CLASH


def hold_one(draft: Draft) -> None:
    """Of several grabs that would hold one victim at this moment only the first goes through."""
    for index in range(len(draft.contacts)):
        one = draft.contacts[index]
        if draft.moves[one.move].grab and landed(one.outcome):
            for earlier in range(index):
                other = draft.contacts[earlier]
                same = other.victim == one.victim and draft.moves[other.move].grab
                if same and landed(other.outcome):
                    one.outcome = WHIFFED


def trade_together(draft: Draft) -> None:
    """A trade is one for both: whoever is struck while its own blow does not land is hit."""
    for one in draft.contacts:
        if one.met is TRADE and one.outcome is TRADE:
            for other in draft.contacts:
                mutual = other.striker == one.victim and other.victim == one.striker
                if mutual and other.shot == NONE and not landed(other.outcome):
                    one.outcome = HIT


def landed(outcome: Outcome) -> bool:
    """Whether a blow has landed on its target."""
    return outcome is HIT or outcome is COUNTER_HIT or outcome is TRADE


# -- what is in the way of a projectile ----------------------------------------------------------


def find_in_flight(draft: Draft) -> None:
    """Every projectile that does not rest, and whom it meets, once those whose life is over are
    gone, and those that have flown into each other have met."""
    end_lives(draft)
    cross(draft)
    for index in range(len(draft.shots)):
        if not draft.shots[index].gone and draft.shots[index].since <= draft.now:
            find_in_the_way(draft, index)


def find_in_the_way(draft: Draft, index: int) -> None:
    """Note whom a projectile meets: one at a time, the first in its way of those who are there or
    whom it has passed."""
    shot = draft.shots[index]
    best, nearest = NONE, 0
    for other in draft.seats:
        if is_in_the_way(draft, shot, other):
            gap = gap_to(draft, shot, other.position)
            if best == NONE or gap < nearest:
                best, nearest = other.place, gap
            elif gap == nearest and lot(draft, other.place, 0) > lot(draft, best, 0):
                best = other.place
    if best != NONE:
        owner, target = draft.seats[shot.owner], draft.seats[best]
        met = judge_shot(draft, shot, target)
        draft.contacts.append(
            Contact(
                shot.owner, best, shot.move, hit_of(draft, shot), target.move, target.acts,
                met, met, abs(target.position - owner.position), shot.way,
                -blow_of(draft, shot.move, hit_of(draft, shot)).damage, shot.act, index,
            )
        )  # fmt: skip


def is_in_the_way(draft: Draft, shot: Shot, other: Seat) -> bool:
    """Whether a projectile meets somebody now whom it has not met yet."""
    row = draft.moves[shot.move]
    if other.place == shot.owner or other.place in shot.met or not touchable(draft, row, other):
        return False
    if not suits(draft, shot.owner, other.place, row.aim):
        return False
    gap, radius = gap_to(draft, shot, other.position), row_of(draft, shot).radius * draft.second
    if gap > radius or (gap < -radius and other.place not in shot.ahead):
        return False
    return other.place not in shot.evaders or judge_shot(draft, shot, other) is not EVADED


def judge_shot(draft: Draft, shot: Shot, target: Seat) -> Outcome:
    """What a projectile meets, before any rule speaks. Whoever faces it sees it come."""
    if helps(draft.moves[shot.move]):
        return HIT
    line = blow_of(draft, shot.move, hit_of(draft, shot)).line
    return answer_of(draft, target, line, shot.way * target.facing < 0)


# -- who can be met ------------------------------------------------------------------------------


def suits(draft: Draft, actor: int, other: int, aim: Aim) -> bool:
    """Whether somebody is one of those that an action is meant for."""
    if aim is ANYBODY:
        return True
    if aim is FOE:
        return draft.seats[actor].team != draft.seats[other].team
    if aim is FRIEND:
        return actor != other and draft.seats[actor].team == draft.seats[other].team
    return actor == other


def helps(row: MoveRow) -> bool:
    """Whether a move is meant for friends or oneself: nobody defends against it."""
    return row.aim is FRIEND or row.aim is SELF


def blow_of(draft: Draft, move: int, hit: int) -> BlowRow:
    """The numbers of one hit of a move; hits are counted from 1, and the last goes on."""
    blows = draft.moves[move].blows
    return blows[0] if hit <= 1 else blows[min(hit, len(blows)) - 1]


def reaches(draft: Draft, seat: Seat, target: Seat) -> bool:
    """Whether a strike has somebody in reach, in front of it, whom it can touch."""
    gap = target.position - seat.position
    if abs(gap) > blow_of(draft, seat.move, seat.hit).reach or gap * seat.facing < 0:
        return False
    return touchable(draft, draft.moves[seat.move], target)


def touchable(draft: Draft, row: MoveRow, target: Seat) -> bool:
    """Whether a move can touch somebody at all: neither the fallen nor a foe who lies down."""
    if target.defeated:
        return False
    if target.stunned_until <= draft.now or helps(row):
        return True
    return target.stun is not KNOCKDOWN and not row.misses_stunned


def may_meet(draft: Draft, seat: Seat, target: Seat) -> bool:
    """Whether a strike that meets all in its reach can meet somebody whom it has not met yet."""
    if target.place == seat.place or target.place in seat.met:
        return False
    aim = draft.moves[seat.move].aim
    return suits(draft, seat.place, target.place, aim) and reaches(draft, seat, target)


def first_in_line(draft: Draft, seat: Seat) -> int:
    """The nearest of those that a strike can meet, past whoever has evaded it, of two on one spot
    by lot; or ``NONE``."""
    best, nearest = NONE, 0
    for other in draft.seats:
        if other.place not in seat.evaders and may_meet(draft, seat, other):
            gap = abs(other.position - seat.position)
            if best == NONE or gap < nearest:
                best, nearest = other.place, gap
            elif gap == nearest and lot(draft, other.place, 0) > lot(draft, best, 0):
                best = other.place
    return best


def strikes_at(draft: Draft, seat: Seat, other: Seat) -> bool:
    """Whether an active strike meets somebody right now."""
    if not is_open(draft, seat):
        return False
    sweep = draft.moves[seat.move].sweep
    if sweep is ALL:
        return may_meet(draft, seat, other)
    if sweep is FIRST:
        return first_in_line(draft, seat) == other.place
    return seat.target == other.place and reaches(draft, seat, other)


def judge(draft: Draft, striker: Seat, target: Seat) -> Outcome:
    """What a strike meets, before any rule speaks. Nobody defends against itself."""
    if target.state is None or target.place == striker.place or helps(draft.moves[striker.move]):
        return HIT
    line = blow_of(draft, striker.move, striker.hit).line
    faces = (striker.position - target.position) * target.facing >= 0
    aware = target.sights[striker.place].level == AWARE
    met = answer_of(draft, target, line, faces and aware)
    if met is HIT and target.state is RELEASE and strikes_at(draft, target, striker):
        # Whoever is protected from the other's blow strikes alone.
        answer = blow_of(draft, target.move, target.hit).line
        if not protects(draft, striker, answer, False):
            return TRADE
    return met


def answer_of(draft: Draft, target: Seat, line: str, expected: bool) -> Outcome:
    """What a blow on a line meets that its target has ``expected``, or has not."""
    if target.state is None:
        return HIT
    row = draft.moves[target.move]
    if row.protections and protects(draft, target, line, False):
        return EVADED
    if target.state is RECOVERY:
        return HIT if target.cut else COUNTER_HIT
    if target.state is not RELEASE:
        return COUNTER_HIT if row.role is STRIKE else HIT
    if row.covers and line not in row.covers:
        return HIT
    if row.role is EVADE:
        return EVADED
    if expected:
        if row.role is BLOCK:
            return BLOCKED
        if row.role is COUNTER:
            return COUNTERED
    return HIT


def protects(draft: Draft, seat: Seat, line: str, armour: bool) -> bool:
    """Whether an action is protected from a blow on a line right now: by ``armour`` that is not
    used up, or wholly. One that was interrupted protects nobody."""
    if seat.cut:
        return False
    # In a hit pause what has begun is put off already to the end of that.
    elapsed = max(draft.now, seat.paused_until) - seat.started
    for one in draft.moves[seat.move].protections:
        in_time = one.start <= elapsed and elapsed <= one.end  # noqa: PLR1716 # rule Python
        on_line = not one.lines or line in one.lines
        in_phase = not one.legs or seat.leg in one.legs
        if in_time and on_line and in_phase:
            if armour and seat.armour_used < one.armour:
                return True
            if not armour and one.armour == 0:
                return True
    return False
