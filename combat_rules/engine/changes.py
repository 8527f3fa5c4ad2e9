"""Changes from outside the rules: a transaction collects them, an input carries them."""

import sys
from collections.abc import Callable, Mapping
from types import FrameType, TracebackType

from msgspec import ValidationError, convert, to_builtins

from combat_rules.engine.belonging import PartOfAFight
from combat_rules.engine.checks import demand_action_sound, demand_record_of, demand_sound
from combat_rules.engine.core.announcing import say
from combat_rules.engine.core.clock import clock_of
from combat_rules.engine.core.escapes import ask_in_stun
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.growth import keep_no_rest, settle
from combat_rules.engine.core.meeting import suits
from combat_rules.engine.core.perception import look_around
from combat_rules.engine.core.phases import enter, free
from combat_rules.engine.core.records import Draft
from combat_rules.engine.core.refusing import MEANT_FOR
from combat_rules.engine.core.rows import Cooldown
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.showing import ENDING_WORDS, action_state, combatant_state
from combat_rules.engine.core.statuses import follow_statuses
from combat_rules.engine.core.words import COMBATANT_CHANGED, NEVER, NONE, RECOVERY
from combat_rules.engine.inputs import Change
from combat_rules.engine.world import World
from combat_rules.errors import StateError, in_short
from combat_rules.model import ActionState, CombatantState
from combat_rules.model.fields import frozen


class Transaction(PartOfAFight):
    """Changes of a fight from outside, all or nothing: leaving it without an error makes them.

    ``combatants`` and ``actions`` are the records as they are and as they will be.
    """

    def __init__(
        self,
        fight: Fight,
        world: World,
        enter: Callable[[FrameType], World],
        leave: Callable[[Change | None], None],
    ) -> None:
        self._fight = fight
        self._world = world
        self._enter = enter
        self._leave = leave
        self._open = True
        self._before = self._as_they_are()
        self._combatants: dict[str, CombatantState] = {}
        self._actions: dict[str, ActionState] = {}

    def __enter__(self) -> "Transaction":
        try:
            self._world = self._enter(sys._getframe(1))
            self._before = self._as_they_are()
        except BaseException:
            # Nobody leaves what was not entered.
            self._leave(None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open = False
        try:
            change = self.change() if error is None else None
        except BaseException:
            self._leave(None)
            raise
        self._leave(change)

    @property
    def now(self) -> int:
        """The tick at which the changes take effect."""
        return self._world.now

    @property
    def combatants(self) -> Mapping[str, CombatantState]:
        """Every combatant's record, those that were changed as they will be."""
        return {**self._before, **self._combatants}

    @property
    def actions(self) -> Mapping[str, ActionState]:
        """Every running action by its actor, those that were changed as they will be."""
        return {**self._world.actions, **self._actions}

    def update_combatant_state(self, state: CombatantState) -> None:
        """Replace a combatant's record. Raises ``StateError`` if the record cannot be.

        The attributes must lie in their ranges and the position inside the arena. The change
        is judged by the rules of the tick at the next moment: no health left is a defeat. A
        new ``controller`` is asked as soon as the combatant is free; ``""`` leaves it to commands.
        """
        self._demand_open()
        kind = self._fight.rules.combatant
        if not isinstance(state, kind):
            raise StateError(
                f"{in_short(state)} is no combatant's record in this fight", code="state.invalid"
            )
        self._world.demand_place(state.id)
        demand_sound(self._fight, state, self.now)
        demand_record_of(self.combatants[state.id], state)
        self._combatants[state.id] = frozen(state, kind)

    def update_action_state(self, state: ActionState) -> None:
        """Replace a running action, and what its actor's record says of it.

        One that is in another phase enters that phase, and it is told. Raises ``StateError`` if
        the actor is unknown or does something else, or it is not meant for such a target.
        """
        self._demand_open()
        if not isinstance(state, ActionState):
            raise StateError(f"{in_short(state)} is no running action", code="state.invalid")
        self._world.demand_place(state.actor)
        self._world.demand_place(state.target)
        known = self._world.actions.get(state.actor)
        demand_action_sound(self._fight, known, state, self.now)
        self._actions[state.actor] = frozen(state, ActionState)

    def change(self) -> Change:
        """What has been changed so far, as an input."""
        changed: dict[str, Mapping[str, object]] = {}
        for who, state in self._combatants.items():
            known, fields = _as_data(self._before[who]), _as_data(state)
            del fields["settled_at"]  # as of now, whenever something last happened to it
            changed[who] = {name: value for name, value in fields.items() if known[name] != value}
        return Change(self.now, changed, dict(self._actions))

    def _as_they_are(self) -> dict[str, CombatantState]:
        """Every record with everything that has come back until now."""
        clock, now = clock_of(self._fight.ruleset), self._world.now
        return {who: clock.settle(state, now) for who, state in self._world.combatants.items()}

    def _demand_open(self) -> None:
        if not self._open:
            raise StateError(
                "this transaction is over; open a new one with combat.transaction()",
                code="state.transaction_closed",
            )


def change_seats(draft: Draft, given: Change) -> None:
    """Make a change in a draft, and say what was changed. Raises ``StateError`` if it cannot be."""
    fight = draft.fight
    for who in (*given.combatants, *given.actions):
        if all(seat.id != who for seat in draft.seats):
            raise StateError(f"nobody named {who} fights here", code="combatant.unknown")
    for who, running in given.actions.items():
        _put_action(draft, _place(draft, who), running)
    changed = [seat.place for seat in draft.seats if seat.id in given.combatants]
    for place in changed:
        _put_record(draft, fight, place, given.combatants[draft.seats[place].id])
        draft.recheck = draft.moved = True
    if draft.statuses:
        follow_statuses(draft, NONE)
    look_around(draft)


def _put_record(draft: Draft, fight: Fight, place: int, fields: Mapping[str, object]) -> None:
    settle(draft, place)
    before = combatant_state(fight.rules, draft.seats[place])
    try:
        after = convert({**_as_data(before), **fields}, fight.rules.combatant)
    except ValidationError as error:
        raise StateError(f"{before.id} cannot be so: {error}", code="state.invalid") from error
    demand_sound(fight, after, draft.now)
    demand_record_of(before, after)
    seat, rules = own(draft, place), fight.rules
    seat.archetype, seat.team, seat.actions = after.archetype, after.team, after.actions
    seat.kind = rules.kinds.get(after.archetype, 0)
    seat.health, seat.max_health = after.health, after.max_health
    seat.stamina, seat.max_stamina = after.stamina, after.max_stamina
    seat.stamina_regeneration = after.stamina_regeneration
    seat.position, seat.facing, seat.sight_range = after.position, after.facing, after.sight_range
    seat.reaction, seat.memory = after.reaction, after.memory
    seat.defence, seat.defence_at = after.defence, after.defence_at
    seat.cooldowns = tuple(
        Cooldown(rules.places[name], until) for name, until in after.cooldowns.items()
    )
    seat.settled_at, seat.fractions = draft.now, after.fractions
    seat.values = tuple(getattr(after, name) for name in rules.attribute_names)
    for attribute in range(len(seat.fractions)):
        keep_no_rest(draft, place, attribute)
    if after.controller != seat.controller:
        seat.controller, seat.controller_due = after.controller, NEVER
        if draft.started and draft.result is None and seat.state is None:
            free(draft, seat)
    led = (before.controller, before.actions) != (after.controller, after.actions)
    if led and draft.escapes and draft.result is None:
        # It may have learned a way out of its stun, or forgotten it.
        if seat.state in (None, RECOVERY) and seat.stunned_until > draft.now:
            seat.controller_due = NEVER
        ask_in_stun(draft, place)
    say(draft, COMBATANT_CHANGED, place, NONE, NONE, 0, 0, 0)
    draft.said[-1].more = {name: getattr(after, name) for name in fields}


def _put_action(draft: Draft, place: int, running: ActionState) -> None:
    rules = draft.fight.rules
    demand_action_sound(draft.fight, action_state(rules, draft.seats, place), running, draft.now)
    seat = own(draft, place)
    chart, target = rules.charts[seat.move], _place(draft, running.target)
    if target != seat.target and not suits(draft, place, target, draft.moves[seat.move].aim):
        raise StateError(
            f"{running.name} of {seat.id} cannot be aimed at {running.target}: it is meant for "
            f"{MEANT_FOR[draft.moves[seat.move].aim]}",
            code="action.target",
        )
    seat.target = target
    leg = chart.phases.index(running.phase)
    deep = None if chart.rows is not None else running.position
    if (leg, deep) != (seat.leg, seat.deep):
        enter(draft, seat, leg, deep, seat.last_event, False, NONE)
    draft.recheck = True
    seat.started, seat.phase_since, seat.due = running.started, running.phase_since, running.due
    seat.outcome, seat.evaded, seat.cut = running.outcome, running.evaded, running.interrupted
    seat.ending = ENDING_WORDS.index(running.ending)
    seat.recovery = NONE if running.recovery is None else running.recovery


def _place(draft: Draft, who: str) -> int:
    for seat in draft.seats:
        if seat.id == who:
            return seat.place
    raise StateError(f"nobody named {who} fights here", code="combatant.unknown")


def _as_data(state: CombatantState) -> dict[str, object]:
    data: dict[str, object] = to_builtins(state, enc_hook=dict)
    return data
