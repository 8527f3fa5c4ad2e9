"""The compiled half of the boundary: what Python does there with objects, here with places.

These functions are rule Python. They are compiled in place of those that they stand for, and
never called as they are. Whatever is not here is compiled from the Python half itself.
"""

from typing import Any

from combat_rules.compiled.words.types import ACTS, SIGNALS, WAITS
from combat_rules.engine.core import asking, charting, controlling, crowd, faults, refusing, scenes
from combat_rules.engine.core.announcing import say_for
from combat_rules.engine.core.controlling import Possible, _foe, is_asked
from combat_rules.engine.core.fight import ChartRow
from combat_rules.engine.core.growth import settle
from combat_rules.engine.core.moment import play_moment
from combat_rules.engine.core.projectiles import due_of
from combat_rules.engine.core.records import Draft, Order, Seat
from combat_rules.engine.core.refusing import has_turn, use_up
from combat_rules.engine.core.scenes import scene_of
from combat_rules.engine.core.seats import own, untouched
from combat_rules.engine.core.showing import action_state, combatant_state
from combat_rules.engine.core.starts import could_start, nearest
from combat_rules.engine.core.words import COMMAND_REFUSED, FAILED, IDLE, NONE, YES
from combat_rules.engine.fold import earliest
from combat_rules.engine.playing import MAX_MOMENTS
from combat_rules.engine.world import next_due
from combat_rules.model import (
    Act,
    Action,
    ActionState,
    CombatantState,
    Command,
    Foe,
    Outcome,
    Scene,
    Signal,
    View,
    Wait,
)
from combat_rules.model.dice import side_of
from combat_rules.model.limits import LIMIT
from combat_rules.plugins.event_checks import demand_own_event

# -- what rules are shown ------------------------------------------------------------------------


def doing(draft: Draft, seat: Seat) -> str | None:
    """The name of the action that a combatant does."""
    return draft.moves[seat.move].name if seat.state is not None else None


def name_of_action(draft: Draft, seat: Seat) -> str:
    """The name of a running action."""
    return draft.moves[seat.move].name


def phase(draft: Draft, seat: Seat) -> str | None:
    """The name of the phase that a combatant's action is in."""
    return draft.moves[seat.move].legs[seat.leg].phase if seat.state is not None else None


def interrupted(draft: Draft, seat: Seat) -> bool:
    """Whether a running action has been cut."""
    return seat.cut


def cooldown_of(draft: Draft, seat: Seat, name: str, without: int) -> int:
    """The tick until which a combatant may not start an action again."""
    until = without
    for cooldown in seat.cooldowns:
        if draft.moves[cooldown.move].name == name:
            until = cooldown.until
    return until


def attribute_of(draft: Draft, seat: Seat, name: str) -> int:
    """An attribute of a combatant by its name."""
    rules = draft.fight.rules
    attribute = rules.changeable[name]
    if attribute == 0:
        return seat.health
    if attribute == 1:
        return seat.stamina
    return seat.values[attribute - 2]


def allows(
    draft: Draft, action: Any, follow_up: Any, elapsed: int, outcome: Outcome | None
) -> bool:
    """Whether a cancel window into another action is open, ``elapsed`` ticks in."""
    so_far = Outcome.WHIFFED if outcome is None else outcome
    windows = action.windows
    place = 0
    while place < len(windows):
        follows = windows[place + 3]
        in_time = windows[place] <= elapsed <= windows[place + 1]
        if in_time and windows[place + 2] >> number_of(so_far) & 1 != 0:
            for step in range(follows):
                if windows[place + 4 + step] == follow_up.place:
                    return True
        place += 4 + follows
    return False


def number_of(outcome: Outcome) -> int:
    """The place of an outcome among all; compiled, it is that already."""
    return list(Outcome).index(outcome)


def glance_of(draft: Draft, actor: int, action: Action, follow_up: Action | None) -> Scene:
    """A scene for whoever looks at no more than its actor; the rest of it means nothing."""
    if draft.seats[actor].stamina < action.stamina_cost:
        settle(draft, actor)
    fight, seat = draft.fight, draft.seats[actor]
    rules, state = fight.rules, combatant_state(fight.rules, seat)
    dice = fight.dice(fight.seed, fight.number, draft.now, seat.id)
    running = action_state(rules, draft.seats, actor)
    return Scene(state, state, action, 0, draft.now, dice, running, None, follow_up=follow_up)


def looked_at(draft: Draft, observer: int, observed: int) -> Scene:
    """The scene of one who looks at another: compiled, nothing is made for it."""
    return scene_of(
        draft, observer, observed, draft.fight.rules.actions[draft.seats[observer].move]
    )


def leave_as_it_is(draft: Draft) -> None:
    """There is no crowd to make, or to forget."""


def goes_on(draft: Draft, seat: Seat, rows: tuple[ChartRow, ...]) -> bool:
    """Whether a way is open by numbers alone: compiled, scenes are numbers as well."""
    return False


# -- luck ----------------------------------------------------------------------------------------


def roll(draft: Draft, seat: Any, tick: int, purpose: int, sides: int) -> int:
    """A number from 1 to ``sides``, as ``Dice.roll`` gives it."""
    return side_of(seat.luck, tick, purpose, sides)


def chance(draft: Draft, seat: Any, tick: int, purpose: int, percent: int) -> bool:
    """Whether a roll of a hundred sides is at most ``percent``."""
    return roll(draft, seat, tick, purpose, 100) <= percent


# -- what may be started -------------------------------------------------------------------------


def can_start(draft: Draft, place: int, name: str) -> bool:
    """Whether a combatant may start an action now."""
    if name not in draft.seats[place].actions:
        return False
    move = draft.fight.rules.places[name]
    target = nearest(draft, place, move)
    if target == NONE:
        return False
    return could_start(draft, place, move, target) == YES


def all_possible(draft: Draft, place: int) -> list[Action]:
    """Every action that a combatant may start now, in its own order."""
    found: list[Action] = []
    rules = draft.fight.rules
    before, target = NONE, NONE
    for name in draft.seats[place].actions:
        move = rules.places[name]
        if before == NONE or draft.moves[before].aim is not draft.moves[move].aim:
            # What is meant for the same ones is meant for the same one.
            before, target = move, nearest(draft, place, move)
        if target != NONE and could_start(draft, place, move, target) == YES:
            found.append(rules.actions[move])
    return found


def demanded(draft: Draft, place: int, name: str) -> Action:
    """An action that a combatant may start now; where it may not, Python raises."""
    if not can_start(draft, place, name):
        raise KeyError(name)
    return draft.fight.rules.actions[draft.fight.rules.places[name]]


def names_in(draft: Draft, actions: list[Action]) -> list[str]:
    """The names of actions."""
    names: list[str] = []
    for action in actions:
        names.append(action.name)
    return names


# -- controllers ---------------------------------------------------------------------------------


def ask_controllers(draft: Draft) -> None:
    """Ask the controllers that are due, all on the same world."""
    for place in range(len(draft.seats)):
        if is_asked(draft, place):
            settle(draft, place)
    for place in range(len(draft.seats)):
        if is_asked(draft, place):
            ask(draft, place)


def ask(draft: Draft, place: int) -> None:
    """Ask one controller on what it knows; its order goes to the draft."""
    shown = shown_to(draft, place)
    owned: Any = draft.fight.rules.controllers[draft.seats[place].controller]
    choice = chosen_by(owned.rule.choose, shown)
    if choice.kind == ACTS:
        give_order(draft, place, choice.name, choice.target, choice.ticks)
    elif choice.kind == SIGNALS:
        draft.orders.append(Order(place, IDLE, NONE, False, choice.name, choice.ticks, chosen=True))
    else:
        own(draft, place).controller_due = draft.now + choice.ticks


def chosen_by(choose: Any, shown: Any) -> Any:
    """What a controller chooses. Of what is no choice the live engine tells."""
    choice = choose(shown)
    if not is_choice(choice) or choice.ticks < (choice.kind == WAITS) or choice.ticks > LIMIT:
        raise ValueError
    return choice


def is_choice(answer: object) -> bool:
    """Whether an answer is the choice of something; compiled, its type tells."""
    return isinstance(answer, Act | Signal | Wait)


def shown_to(draft: Draft, place: int) -> Any:
    """What a combatant is shown."""
    fight, seat = draft.fight, draft.seats[place]
    foes: list[Foe] = []
    friends: list[Foe] = []
    for other in range(len(draft.seats)):
        if other != place:
            seen = _foe(draft, seat, draft.seats[other])
            if seen.team == seat.team:
                friends.append(seen)
            else:
                foes.append(seen)
    dice = fight.dice(fight.seed, fight.number, draft.now, seat.id)
    me, possible = combatant_state(fight.rules, seat), Possible(draft, place)
    asked: Any = draft
    asked.possible, asked.asking = 0, place
    made: Any = View
    sheet: Any = seat
    return made(me, foes, friends, possible, draft.now, dice, numbers=sheet.numbers)


def give_order(draft: Draft, place: int, action: str, target: str | None, again: int) -> None:
    """The order that a controller's choice is. Of what does not exist the live engine tells."""
    move = draft.fight.rules.places.get(action, NONE)
    if move == NONE:
        raise KeyError(action)
    at = NONE
    if target is not None:
        for seat in draft.seats:
            if seat.id == target:
                at = seat.place
        if at == NONE:
            raise KeyError(target)
    draft.orders.append(Order(place, move, at, False, "", again, named=at != NONE, chosen=True))


# -- commands ------------------------------------------------------------------------------------


def order_of(draft: Draft, command: Command) -> Any:
    """A command by places. What does not exist is refused when it is scheduled."""
    starts = not command.cancel and command.signal == ""
    move = draft.fight.rules.places.get(command.action, NONE) if starts else IDLE
    actor, target = place_of(draft, command.actor), NONE
    if command.target is not None:
        target = place_of(draft, command.target)
    kept = 0 if command.cancel else draft.seats[actor].buffer
    if command.buffer is not None:
        kept = command.buffer
    signal = "" if command.cancel else command.signal
    return Order(
        actor, move, target, command.cancel, signal, named=command.target is not None, kept=kept,
        waited=command.waited,
    )  # fmt: skip


def take_due(draft: Draft) -> None:
    """Make orders of the commands that are due, the first of each actor."""
    later: list[Command] = []
    for command in draft.scheduled:
        if command.at > draft.now or has_turn(draft, command.actor):
            later.append(command)
        else:
            draft.orders.append(order_of(draft, command))
            draft.orders[len(draft.orders) - 1].waits = True
            use_up(draft, draft.orders[len(draft.orders) - 1])
    draft.scheduled = tuple(later)


def place_of(draft: Draft, name: str) -> int:
    """The place of a combatant of this name."""
    for seat in draft.seats:
        if seat.id == name:
            return seat.place
    raise KeyError(name)


def refuse(draft: Draft, order: Order, answer: int) -> None:
    """Say that an order is refused; in words only the live engine says why."""
    if answer == FAILED:
        raise ValueError
    say_for(draft, COMMAND_REFUSED, order.actor, order.actor, 0, NONE, 0, 0, 0)
    said = draft.said[len(draft.said) - 1]
    if order.named:
        said.target = order.target
    said.a = order.actor


# -- the whole of a fight ------------------------------------------------------------------------


def play(draft: Draft) -> None:
    """Play a fight to its end, moment by moment."""
    world: Any = draft
    tick, moments = NONE, 0
    while draft.result is None:
        due = next_due(world, draft.fight)
        moments = moments + 1 if due == tick else 0
        tick = due
        if moments > MAX_MOMENTS:
            raise ValueError
        open_moment(draft, due)
        play_out(draft)


def play_out(draft: Draft) -> None:
    """Play the moment that has been begun."""
    play_moment(draft)
    for place in range(len(draft.seats)):
        if not untouched(draft, place) or draft.seats[place].next_due <= draft.now:
            seat = own(draft, place)
            seat.next_due = earliest(draft, seat)
    for shot in draft.shots:
        if not shot.gone:
            shot.due = due_of(draft, shot)
    keep_flying(draft)
    close_moment(draft)


def open_moment(draft: Draft, now: int) -> None:
    """Begin a moment: what is worked with is empty. Written from the declarations."""
    raise NotImplementedError


def keep_flying(draft: Draft) -> None:
    """Forget the projectiles that are gone. Written from the declarations."""
    raise NotImplementedError


def close_moment(draft: Draft) -> None:
    """Count what happened in a moment, and note it down if somebody wants to know."""
    raise NotImplementedError


def announced(event: object, known: object) -> None:
    """An event of a plugin's own: it has been checked where it was made."""


HALVES: dict[Any, Any] = {
    (CombatantState, "doing"): "doing",
    (CombatantState, "phase"): "phase",
    (ActionState, "name"): "name_of_action",
    (ActionState, "phase"): "phase",
    (ActionState, "interrupted"): "interrupted",
    scenes.glance_of: glance_of,
    crowd.gather: leave_as_it_is,
    crowd.disperse: leave_as_it_is,
    crowd.looked_at: looked_at,
    controlling.ask_controllers: ask_controllers,
    # Whatever raises, or is told in words, is played by the live engine.
    asking.record_fault: None,
    charting.goes_on: goes_on,
    charting._ask_reference: None,
    charting._start_reference: None,
    faults.out_of_order: None,
    asking.note_endless: None,
    controlling.order_of: order_of,
    refusing.take_due: take_due,
    refusing.refuse: refuse,
    demand_own_event: announced,
    **{
        function.__name__: function
        for function in (
            doing, name_of_action, phase, interrupted, cooldown_of, attribute_of, allows, roll,
            chance, can_start, all_possible, demanded, names_in,
        )
    },
}  # fmt: skip
"""What is compiled instead of something: a function, the name of one, or a trap."""
