"""Controllers: what each is shown, asked on what it knows, never on the truth.

This is the Python side of a boundary: the steps of a moment get orders.
"""

from collections.abc import Iterator, Mapping

from combat_rules.engine.core.asking import record_fault
from combat_rules.engine.core.growth import settle
from combat_rules.engine.core.perception import seen_doing
from combat_rules.engine.core.records import Draft, Order, Seat
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.showing import combatant_state, projectile_state
from combat_rules.engine.core.starts import could_start, nearest
from combat_rules.engine.core.words import FAILED, IDLE, NEVER, NONE, PAUSE, YES
from combat_rules.errors import RuleFailed, StateError, in_short
from combat_rules.model import (
    Act,
    Action,
    Aim,
    Command,
    Foe,
    ProjectileState,
    Signal,
    View,
    Wait,
    ranges_of,
)
from combat_rules.model.fields import field_problems, frozen

WAITS = ranges_of(Wait)["ticks"]
"""How long a controller may wait, in ticks."""


class Possible(Mapping[str, Action]):
    """The actions that a combatant may start now, by name; found out when it is asked.

    Once the controller has answered, it holds what was found out until then; whoever asks for
    more gets a ``StateError``.
    """

    __slots__ = ("_actor", "_all", "_draft", "_failed", "_found", "_targets", "_told")

    def __init__(self, draft: Draft, actor: int) -> None:
        self._draft: Draft | None = draft
        self._actor = actor
        self._targets: dict[Aim, int] = {}
        self._found: dict[str, Action | None] = {}
        self._failed: list[int] = []
        self._told = True
        self._all: dict[str, Action] | None = None

    def look_on(self) -> "Possible":
        """The same for whoever looks on from outside: nobody is told of what raises, so nothing of
        it is kept."""
        self._told = False
        return self

    def close(self) -> list[int]:
        """Find out nothing more; returns what raised, by place among the draft's failures."""
        self._draft = None
        return self._failed

    def __getitem__(self, name: str) -> Action:
        found = self._find(name)
        if found is None:
            raise KeyError(name)
        return found

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._find(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def __repr__(self) -> str:
        return f"Possible({', '.join(self._whole())})"

    def _whole(self) -> Mapping[str, Action]:
        if self._all is None:
            if self._draft is None:
                raise _over()
            names = self._draft.seats[self._actor].actions
            self._all = {name: found for name in names if (found := self._ask(name)) is not None}
        return self._all

    def _find(self, name: str) -> Action | None:
        if self._all is not None:
            return self._all.get(name)
        draft = self._draft
        if draft is not None and name not in draft.seats[self._actor].actions:
            return None
        return self._ask(name)

    def _ask(self, name: str) -> Action | None:
        if name in self._found:
            return self._found[name]
        draft = self._draft
        if draft is None:
            raise _over()
        found = None
        rules = draft.fight.rules
        move = rules.places[name]
        aim = draft.moves[move].aim
        if aim not in self._targets:
            self._targets[aim] = nearest(draft, self._actor, move)
        target = self._targets[aim]
        if target != NONE:
            answer = could_start(draft, self._actor, move, target)
            if answer == YES:
                found = rules.actions[move]
            elif answer == FAILED:
                if self._told:
                    self._failed.append(len(draft.failures) - 1)
                else:
                    draft.failures.clear()
        self._found[name] = found
        return found


def _over() -> StateError:
    return StateError(
        "what is possible is found out while a controller is asked; keep the names, "
        "not the mapping",
        code="view.over",
    )


def view_of(draft: Draft, place: int) -> tuple[View, Possible]:
    """What a combatant knows, and the part of it that is found out on demand."""
    settle(draft, place)
    fight, seat = draft.fight, draft.seats[place]
    foes: list[Foe] = []
    friends: list[Foe] = []
    for other in draft.seats:
        if other is not seat:
            side = friends if other.team == seat.team else foes
            side.append(_foe(draft, seat, other))
    possible = Possible(draft, place)
    dice = fight.dice(fight.seed, fight.number, draft.now, seat.id)
    owned = fight.rules.controllers.get(seat.controller)
    view = View(
        combatant_state(fight.rules, seat),
        tuple(foes),
        tuple(friends),
        possible,
        draft.now,
        dice,
        _seen_flying(draft, seat) if draft.shots else (),
        () if owned is None else owned.rule.numbers,
    )
    return view, possible


def _seen_flying(draft: Draft, seat: Seat) -> tuple[ProjectileState, ...]:
    """The projectiles in a combatant's sight whose launch it has had the time to take in; its own
    at once."""
    rules, seen = draft.fight.rules, []
    for shot in draft.shots:
        launched = shot.ends - draft.moves[shot.move].projectile.life
        state = projectile_state(rules, draft.seats, shot, draft.now)
        gap = state.position - seat.position
        in_sight = abs(gap) <= seat.sight_range and gap * seat.facing >= 0
        late = draft.now < launched + seat.reaction
        over = shot.gone or shot.ends <= draft.now
        if not over and (shot.owner == seat.place or (in_sight and not late)):
            seen.append((abs(gap), state))
    return tuple(state for _, state in sorted(seen, key=_distance))


def _distance(seen: tuple[int, ProjectileState]) -> int:
    return seen[0]


def ask_controllers(draft: Draft) -> None:
    """Ask the controllers that are due, all on the same world; their orders go to the draft."""
    fight = draft.fight
    due = [seat.place for seat in draft.seats if is_asked(draft, seat.place)]
    views = [view_of(draft, place) for place in due]
    for place, (view, possible) in zip(due, views, strict=True):
        owned = fight.rules.controllers[view.me.controller]
        failed = NONE
        try:
            choice = _checked(owned.rule.choose(view))
        except Exception as error:
            where = f"controller {owned.rule.name}"
            draft.failures.append(RuleFailed(owned.plugin, where, error, owned.rule.choose))
            failed = len(draft.failures) - 1
        for failure in possible.close():
            record_fault(draft, place, failure)
        if failed != NONE:
            record_fault(draft, place, failed)
            put_off(draft, place)
        elif isinstance(choice, Wait):
            own(draft, place).controller_due = draft.now + choice.ticks
        else:
            order = order_of(draft, _command(view, choice))
            order.again, order.chosen = choice.again, True
            if order.wrong is not None:
                order.wrong = owned
            draft.orders.append(order)


def is_asked(draft: Draft, place: int) -> bool:
    """Whether a combatant's controller is asked now: not where somebody commands it meanwhile."""
    seat = draft.seats[place]
    if seat.controller_due > draft.now or seat.health <= 0:
        return False
    return not has_order(draft, place)


def has_order(draft: Draft, place: int) -> bool:
    """Whether a combatant has an order among those that are about to be carried out."""
    for order in draft.orders:
        if order.actor == place:
            return True
    return False


def order_of(draft: Draft, command: Command) -> Order:
    """A command by places; what it names that does not exist makes it a wrong one."""
    actor, target, named = _place(draft, command.actor), NONE, command.target is not None
    if named:
        target = _place(draft, command.target)
    starts = not command.cancel and not command.signal
    move = draft.fight.rules.places.get(command.action, NONE) if starts else IDLE
    wrong = actor == NONE or move == NONE or (named and target == NONE) or None
    move = IDLE if move == NONE else move
    signal = "" if command.cancel else command.signal
    kept = command.buffer or 0
    if command.buffer is None and actor != NONE and not command.cancel:
        # One that calls off too late would call off what is begun next.
        kept = draft.seats[actor].buffer
    return Order(
        actor, move, target, command.cancel, signal, 0, named, kept, command.waited, command, wrong
    )


def _command(view: View, choice: Act | Signal) -> Command:
    if isinstance(choice, Signal):
        return Command(actor=view.me.id, signal=choice.signal, at=view.now)
    return Command(actor=view.me.id, action=choice.action, target=choice.target, at=view.now)


def _place(draft: Draft, name: str | None) -> int:
    for seat in draft.seats:
        if seat.id == name:
            return seat.place
    return NONE


def put_off(draft: Draft, place: int) -> None:
    """Ask a controller again after a pause."""
    if draft.seats[place].controller_due < NEVER:
        own(draft, place).controller_due = draft.now + PAUSE


def _foe(draft: Draft, me: Seat, state: Seat) -> Foe:
    sight = me.sights[state.place]
    look = seen_doing(me, state, draft.now)
    line, role, health = "", None, state.health
    if look.action != "":
        action = draft.fight.rules.actions[draft.fight.rules.places[look.action]]
        line, role = action.line, action.role
    elif state.defeated:
        # Whoever is out has none to others, once they have taken in that it does nothing more.
        health = 0
    facing, max_health = state.facing, state.max_health
    if sight.in_sight:
        position, distance = state.position, abs(state.position - me.position)
    elif sight.lost:
        # As it was when last seen; of one never seen, only that it is not in sight.
        position, distance = sight.position, abs(sight.position - me.position)
        facing, health, max_health = sight.facing, sight.health, sight.max_health
    else:
        position, distance = me.position, me.sight_range + 1
    return Foe(
        state.id,
        state.team,
        sight.level,
        sight.in_sight,
        position,
        distance,
        facing,
        health,
        max_health,
        look.action,
        look.state,
        look.at,
        line,
        role,
        state.archetype,
    )


def _checked(choice: object) -> Act | Wait | Signal:
    if type(choice) is Act and choice.target is None and choice.again == 0:
        # What most answers are; an action that there is not is refused as any command is.
        if type(choice.action) is str and choice.action.isascii():
            return choice
    elif type(choice) is Wait and choice.ticks in WAITS:
        return choice
    if not isinstance(choice, Act | Wait | Signal):
        raise ValueError(
            f"it answered {in_short(choice)}; it may answer Act(name), Wait(ticks) or Signal(name)"
        )
    kind = next(kind for kind in (Act, Wait, Signal) if isinstance(choice, kind))
    problems = field_problems(choice, kind)
    if problems:
        raise ValueError(f"it answered {kind.__name__} whose {'; '.join(problems)}")
    return frozen(choice, kind)
