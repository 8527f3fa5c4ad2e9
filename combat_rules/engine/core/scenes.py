"""What rules are shown: scenes made of seats. Nothing in them leads to what the steps write to."""

from msgspec import Struct

from combat_rules.engine.core.growth import settle
from combat_rules.engine.core.lots import lot
from combat_rules.engine.core.records import Blow, Contact, Draft, Seat
from combat_rules.engine.core.showing import action_state, combatant_state
from combat_rules.engine.core.words import ALL, INTERRUPT, NONE, RELEASE
from combat_rules.model import Action, Outcome, Scene, replace


def action_in(draft: Draft, move: int, hit: int) -> Action:
    """An action with the numbers of one of its hits; they are counted from 1, the last goes on."""
    places = draft.moves[move].as_hits
    return draft.fight.rules.actions[places[0] if hit <= 1 else places[min(hit, len(places)) - 1]]


def scene_of(
    draft: Draft,
    actor: int,
    target: int,
    action: Action,
    outcome: Outcome | None = None,
    follow_up: Action | None = None,
    apart: bool = False,
) -> Scene:
    """The scene in which ``actor`` does ``action`` to ``target``, both brought up to now.

    Asked about each of several ``apart``, it has luck of its own with each.
    """
    fight, seats, now = draft.fight, draft.seats, draft.now
    if seats[actor].settled_at != now:
        settle(draft, actor)
    if seats[target].settled_at != now:
        settle(draft, target)
    rules = fight.rules
    one, other = seats[actor], seats[target]
    foes = friends = 0
    luck = now
    if len(seats) > 2:
        luck = now + lot(draft, target, now) if apart else luck_of(draft, one, target)
        # Of those who stand between them.
        low, high = min(one.position, other.position), max(one.position, other.position)
        for seat in seats:
            if low < seat.position and seat.position < high and not seat.defeated:
                if seat.team == one.team:
                    friends += 1
                else:
                    foes += 1
    return Scene(
        combatant_state(rules, one),
        combatant_state(rules, other),
        action,
        abs(other.position - one.position),
        now,
        fight.dice(fight.seed, fight.number, luck, one.id),
        action_state(rules, seats, actor),
        action_in(draft, other.move, other.hit) if other.state is not None else None,
        one.sights[target].level,
        other.sights[actor].level,
        outcome,
        follow_up,
        draft.arena,
        foes,
        friends,
    )


def luck_of(draft: Draft, one: Seat, target: int) -> int:
    """The tick for which the dice of a scene are thrown. One swing has luck of its own against each
    whom it meets."""
    if one.state is RELEASE and target != one.target and draft.moves[one.move].sweep is ALL:
        return draft.now + lot(draft, target, draft.now)
    return draft.now


def scene_alone(draft: Draft, who: int) -> Scene:
    """The scene of a combatant with itself: it is actor and target, whatever it does."""
    settle(draft, who)
    fight, seat = draft.fight, draft.seats[who]
    rules = fight.rules
    state = combatant_state(rules, seat)
    action = rules.actions[seat.move]
    return Scene(
        state,
        state,
        action,
        0,
        draft.now,
        fight.dice(fight.seed, fight.number, draft.now, seat.id),
        action_state(rules, draft.seats, who),
        action if seat.state is not None else None,
        arena=draft.arena,
    )


class Glance(Struct, frozen=True, gc=False):
    """What of a scene is looked at by whoever looks at no more than the actor: its seat, which has
    the same words for it, and when, and what it does."""

    actor: Seat
    action: Action
    now: int
    running: Seat | None
    follow_up: Action | None


def glance_of(draft: Draft, actor: int, action: Action, follow_up: Action | None) -> Scene:
    """The scene in which ``actor`` does ``action``, for guards and effects that are ``OF_ITSELF``:
    to show them no more costs a tenth. Only where it has too little stamina the actor is brought up
    to now: by itself it has never less of it."""
    seat = draft.seats[actor]
    if seat.stamina < action.stamina_cost:
        settle(draft, actor)
        seat = draft.seats[actor]
    running = None if seat.state is None else seat
    return Glance(seat, action, draft.now, running, follow_up)  # type: ignore[return-value] # has all that they look at


def chart_scene(
    draft: Draft, place: int, event: int, action: Action, follow_up: Action | None
) -> Scene:
    """The scene in which a running action is sent an event."""
    scene = scene_of(draft, place, draft.seats[place].target, action, None, follow_up)
    if event == INTERRUPT:
        return replace(scene, actor=replace(scene.actor, interrupted=True))
    return scene


def contact_scene(draft: Draft, contact: Contact) -> Scene:
    """The scene of a contact as its striker has it, with what comes of it so far; made once."""
    scene, outcome = contact.scene, contact.outcome
    if not isinstance(scene, Scene):
        action = action_in(draft, contact.move, contact.hit)
        scene = scene_of(draft, contact.striker, contact.victim, action, outcome)
        scene = of_use(draft, scene, contact.striker, contact.use)
        contact.scene = scene
    elif scene.outcome is not outcome:
        scene = replace(scene, outcome=outcome)
        contact.scene = scene
    return scene


def dealing_scene(draft: Draft, contact: Contact) -> Scene:
    """The scene in which a contact's damage is dealt, by the striker or by who counters."""
    if contact.dealer == contact.striker:
        if contact.later:
            # Blows before it have changed what is to be seen.
            contact.scene = None
        return contact_scene(draft, contact)
    action = action_in(draft, contact.answer, hit_of_side(draft, contact, contact.dealer))
    return scene_of(draft, contact.dealer, contact.hurt, action, contact.outcome)


def hit_of_side(draft: Draft, contact: Contact, place: int) -> int:
    """The number of the hit with which one side of a contact strikes, or answers."""
    return contact.hit if place == contact.striker else draft.seats[place].hit


def stun_scene(draft: Draft, blow: Blow) -> Scene:
    """The scene of a stun: who causes it, and whom it befalls."""
    seat = draft.seats[blow.source]
    if blow.move == NONE:
        action = action_in(draft, seat.move, seat.hit)
        return scene_of(draft, blow.source, blow.victim, action, blow.outcome)
    action = action_in(draft, blow.move, blow.hit)
    scene = scene_of(draft, blow.source, blow.victim, action, blow.outcome)
    return of_use(draft, scene, blow.source, blow.use)


def of_use(draft: Draft, scene: Scene, striker: int, use: int) -> Scene:
    """A scene of a use of an action; what its actor does is another one, where it is struck with
    what that has launched."""
    return scene if draft.seats[striker].acts == use else replace(scene, running=None)
