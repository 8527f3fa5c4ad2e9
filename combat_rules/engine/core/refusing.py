"""Why a command is refused, in words: every guard that was asked, and the values it saw.

This is the Python side of a boundary. The steps answer with numbers; the words are made from the
same scenes, when somebody wants to know.
"""

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from combat_rules.charts.base import CANCEL as CANCEL_EVENT
from combat_rules.charts.base import CHAIN as CHAIN_EVENT
from combat_rules.charts.guards import can_act
from combat_rules.charts.runner import Verdict
from combat_rules.engine.core.announcing import say_for
from combat_rules.engine.core.asking import record_fault
from combat_rules.engine.core.clock import Clock, Horizon, clock_of
from combat_rules.engine.core.controlling import Possible, order_of
from combat_rules.engine.core.escapes import gets_out
from combat_rules.engine.core.meeting import suits
from combat_rules.engine.core.records import Draft, Fault, Order
from combat_rules.engine.core.refusals import Reason, Refusal, ask, chart_reason, questions
from combat_rules.engine.core.scenes import scene_of
from combat_rules.engine.core.seats import copy_of
from combat_rules.engine.core.showing import phase_of, position_of
from combat_rules.engine.core.starts import nearest
from combat_rules.engine.core.words import (
    ACTION_BLOCKED,
    ACTION_CLASHED,
    ACTION_COUNTER_HIT,
    ACTION_COUNTERED,
    ACTION_EVADED,
    ACTION_HIT,
    ACTION_TRADED,
    COMMAND_REFUSED,
    FAILED,
    NO,
    NONE,
)
from combat_rules.errors import (
    ActionError,
    CombatError,
    StateError,
    did_you_mean,
    in_short,
    written_at,
)
from combat_rules.model import Action, Aim, Command, Controller, Scene
from combat_rules.plugins import Contributed

MEETINGS = frozenset(
    {
        ACTION_HIT, ACTION_COUNTER_HIT, ACTION_BLOCKED, ACTION_EVADED, ACTION_COUNTERED,
        ACTION_TRADED, ACTION_CLASHED,
    }
)  # fmt: skip
"""What is announced when one meets another."""

Moments = Callable[[], Iterable[Draft]]
"""The moments to come if nobody commands anything, one after the other."""


MEANT_FOR = {
    Aim.FOE: "a foe",
    Aim.FRIEND: "somebody else of its own side",
    Aim.SELF: "whoever does it",
    Aim.ANYBODY: "anybody",
}
"""Whom an action is meant for, in words."""


def take_due(draft: Draft) -> None:
    """Make orders of the commands that are due, the first of each actor."""
    later: list[Command] = []
    due = 0
    for command in draft.scheduled:
        if command.at > draft.now:
            break
        due += 1
        if draft.orders and has_turn(draft, command.actor):
            later.append(command)
        else:
            order = order_of(draft, command)
            order.waits = True
            use_up(draft, order)
            draft.orders.append(order)
    left = draft.scheduled[due:]
    draft.scheduled = (*later, *left) if later else left


def has_turn(draft: Draft, actor: str) -> bool:
    """Whether a combatant has an order among those that are about to be carried out."""
    for order in draft.orders:
        if order.actor != NONE and draft.seats[order.actor].id == actor:
            return True
    return False


def use_up(draft: Draft, order: Order) -> None:
    """A tick of its buffer is used up for a command that was kept until now. No tick counts at
    which its actor stands still in a hit pause, that of the blow is one of them."""
    if order.waited > 0 and draft.seats[order.actor].paused_until < draft.now:
        order.kept -= 1


def is_kept(draft: Draft, order: Order, answer: int) -> bool:
    """Keep a command that comes too early until the next tick, as long as it is buffered."""
    if answer != NO or order.wrong is not None or not order.waits or order.kept <= 0:
        return False
    draft.scheduled = put_in(draft.scheduled, again(draft, order))
    return True


def again(draft: Draft, order: Order) -> Command:
    """The command of an order that is kept, for the next tick."""
    starts = not order.cancel and order.signal == ""
    return Command(
        actor=draft.seats[order.actor].id,
        action=draft.moves[order.move].name if starts else "",
        target=draft.seats[order.target].id if order.named else None,
        cancel=order.cancel,
        signal=order.signal,
        at=draft.now + 1,
        buffer=order.kept,
        waited=order.waited + 1,
    )


def put_in(scheduled: tuple[Command, ...], one: Command) -> tuple[Command, ...]:
    """One more command, behind those that are due earlier, or as early and have waited as long."""
    return (
        *(command for command in scheduled if goes_before(command, one)),
        one,
        *(command for command in scheduled if not goes_before(command, one)),
    )


def goes_before(command: Command, one: Command) -> bool:
    """Whether a command is tried before another that has only now been put in."""
    return command.at < one.at or (command.at == one.at and command.waited >= one.waited)


def refuse(draft: Draft, order: Order, answer: int) -> None:
    """Say that an order is refused that nobody waits for, and why."""
    command = command_of(order)
    cause = NONE
    if answer == FAILED:
        failed = draft.failures[-1]
        cause = record_fault(draft, order.actor, len(draft.failures) - 1)
        code, why = "plugin.failed", str(failed)
    else:
        # Asking brings numbers up to now. That it was asked leaves no mark on the fight.
        seats = draft.seats
        draft.seats = [copy_of(seat) for seat in seats]
        error = error_of(draft, order)
        draft.seats = seats
        code, why = error.code, str(error)
        if isinstance(order.wrong, Contributed):
            _note_wrong_choice(draft, order, order.wrong, why)
    source = max(order.actor, 0)
    say_for(draft, COMMAND_REFUSED, source, source, 0, cause, 0, 0, 0)
    said = draft.said[-1]
    said.target = NONE if command.target is None else order.target
    said.a = order.actor
    said.more = (command.action, why, code)


def _note_wrong_choice(
    draft: Draft, order: Order, owned: Contributed[Controller], why: str
) -> None:
    """Record that a controller has named what there is not; the refusal tells of it."""
    where, place = f"controller {owned.rule.name}", written_at(owned.rule.choose)
    who = draft.seats[order.actor].id
    draft.faults.append(Fault(draft.now, owned.plugin, where, why, who, place))


def command_of(order: Order) -> Command:
    """The command that an order was made of."""
    command = order.command
    assert isinstance(command, Command), "an order is made of a command"
    return command


def nothing_ahead() -> Iterable[Draft]:
    """No moments, where nobody will ask how long a reason is one."""
    return ()


def error_of(draft: Draft, order: Order, ahead: Moments = nothing_ahead) -> CombatError:
    """The error for an order that is refused, with every reason.

    ``ahead`` tells, when somebody wants to know, for how long each reason will be one.
    """
    command, seats = command_of(order), draft.seats
    rules = draft.fight.rules
    event = CANCEL_EVENT if command.cancel else order.signal
    if not event and order.move == 0:
        return unknown_action(command.action, rules.places)
    if order.actor == NONE:
        return unknown_combatant(command.actor, [seat.id for seat in seats])
    actor = seats[order.actor].id
    if event:
        if seats[order.actor].state is None:
            what = "call off anything" if command.cancel else f"signal {event}"
            return ActionError(
                f"{actor} cannot {what}: it does nothing; "
                f"possible now: {', '.join(possible(draft, order.actor)) or 'nothing but waiting'}",
                code="action.none",
                actor=actor,
            )
        return _refusal_of_event(draft, order, event).error()
    if command.target is not None and order.target == NONE:
        return unknown_combatant(command.target, [seat.id for seat in seats])
    aim = draft.moves[order.move].aim
    if order.target == NONE and nearest(draft, order.actor, order.move) == NONE:
        return ActionError(
            f"{actor} has no {aim.value} in this fight; add one with add_combatant",
            code="action.target",
            refusal=refusal_of(draft, order, [no_target(draft, order)]),
            actor=actor,
        )
    if order.target != NONE and not suits(draft, order.actor, order.target, aim):
        fit = [other.id for other in seats if suits(draft, order.actor, other.place, aim)]
        return ActionError(
            f"{actor} cannot aim {command.action} at {command.target}: it is meant for "
            f"{MEANT_FOR[aim]}; it could be {', '.join(fit) or 'nobody'}",
            code="action.target",
            refusal=refusal_of(draft, order, [no_target(draft, order)]),
            actor=actor,
            target=command.target,
        )
    # Everything that has a say in a start; all of it, not the first that refuses.
    return refusal_of(draft, order, asked_of(draft, order, ahead)).error()


def no_target(draft: Draft, order: Order) -> Reason:
    """Why an order to start an action has nobody whom that is meant for."""
    action, aim = draft.fight.rules.moves[order.move].name, draft.moves[order.move].aim
    if order.target == NONE:
        return Reason("has_target", f"{action} is meant for {MEANT_FOR[aim]}; there is nobody")
    other = draft.seats[order.target].id
    return Reason("has_target", f"{action} is meant for {MEANT_FOR[aim]}, and not for {other}")


def refusal_of(draft: Draft, order: Order, asked: Iterable[Reason]) -> Refusal:
    """Why an action is not started, by all that was asked."""
    fight, seat = draft.fight, draft.seats[order.actor]
    running = seat.state is not None and not leaves_stun(draft, order)
    return Refusal(
        seat.id,
        fight.rules.moves[order.move].name,
        CHAIN_EVENT if running else "start",
        phase_of(fight.rules, seat) if running else None,
        draft.now,
        tuple(asked),
        possible(draft, order.actor),
    )


def leaves_stun(draft: Draft, order: Order) -> bool:
    """Whether an order would end the stun of its actor, and with it what that does."""
    seat = draft.seats[order.actor]
    return seat.stunned_until > draft.now and gets_out(draft, seat, order.move)


def possible(draft: Draft, actor: int) -> tuple[str, ...]:
    """The names of the actions that a combatant could start now, in its own order."""
    return tuple(Possible(draft, actor).look_on())


def unknown_action(name: object, known: Iterable[str]) -> ActionError:
    """The error for an action that the ruleset does not have."""
    return ActionError(
        f"there is no action {in_short(name)} in this ruleset; {did_you_mean(name, known)}",
        code="action.unknown",
        action=name,
    )


def unknown_combatant(name: object, known: Iterable[str]) -> StateError:
    """The error for somebody who does not fight here."""
    return StateError(
        f"there is no combatant {in_short(name)}; in this fight: "
        f"{', '.join(known) or 'nobody yet'}",
        code="combatant.unknown",
        combatant=name,
    )


def asked_of(draft: Draft, order: Order, ahead: Moments) -> Iterator[Reason]:
    """Every guard that has a say in a start, and what it says."""
    fight, seat = draft.fight, draft.seats[order.actor]
    rules = fight.rules
    name = rules.moves[order.move].name
    if seat.defeated and seat.health > 0:
        yield Reason("is_in_the_fight", f"{seat.id} has left the fight")
    if name not in seat.actions:
        yield Reason("knows_action", f"{seat.id} knows {', '.join(seat.actions)}, not {name}")
    action, target = rules.actions[order.move], order.target
    scene = scene_of(draft, order.actor, target, action)
    clock = clock_of(fight.ruleset)
    if seat.state is not None:
        clock = _beyond(clock, order.actor, target, action, None, ahead)
    yield from questions(fight.ruleset.validations, action, scene, clock)
    if seat.state is not None and not leaves_stun(draft, order):
        yield from _chain_asked(draft, order, ahead)


def _chain_asked(draft: Draft, order: Order, ahead: Moments) -> tuple[Reason, ...]:
    actor, fight = order.actor, draft.fight
    seat, rules = draft.seats[actor], fight.rules
    action, then, target = rules.actions[seat.move], rules.actions[order.move], seat.target
    scene = scene_of(draft, actor, target, action, None, then)
    verdicts = _verdicts(draft, actor, CHAIN_EVENT, scene)
    # Where a way is open, those that are not have no say.
    verdicts = next(((verdict,) for verdict in verdicts if verdict.holds), verdicts)
    clock = _beyond(clock_of(fight.ruleset), actor, target, action, then, ahead)
    return _chart_asked(draft, actor, verdicts, scene, CHAIN_EVENT, clock)


def _beyond(
    clock: Clock, actor: int, target: int, action: Action, then: Action | None, ahead: Moments
) -> Clock:
    """A clock that tells how a scene goes on until its actor is free, or meets somebody."""

    def horizon() -> Horizon:
        scenes: list[Scene] = []
        for draft in ahead():
            if any(s.kind in MEETINGS and actor in (s.source, s.target) for s in draft.said):
                return Horizon(tuple(scenes), draft.now)
            scenes.append(scene_of(draft, actor, target, action, None, then))
            seat = draft.seats[actor]
            if seat.state is None and seat.stunned_until <= draft.now:
                break
        return Horizon(tuple(scenes))

    return replace(clock, ahead=horizon)


def _refusal_of_event(draft: Draft, order: Order, event: str) -> Refusal:
    seat, rules = draft.seats[order.actor], draft.fight.rules
    scene = scene_of(draft, order.actor, seat.target, rules.actions[seat.move])
    clock = clock_of(draft.fight.ruleset)
    asked: tuple[Reason, ...] = ()
    if event != CANCEL_EVENT or seat.paused_until > draft.now:
        asked = (ask(can_act, scene, clock),)
    verdicts = _verdicts(draft, order.actor, event, scene)
    asked += _chart_asked(draft, order.actor, verdicts, scene, event, clock)
    return Refusal(
        seat.id,
        rules.moves[seat.move].name,
        event,
        phase_of(rules, seat),
        draft.now,
        asked,
        possible(draft, order.actor),
    )


def _verdicts(draft: Draft, place: int, event: str, scene: Scene) -> tuple[Verdict, ...]:
    seat, rules = draft.seats[place], draft.fight.rules
    chart = rules.charts[seat.move]
    return chart.runner.judge(position_of(rules, seat), event, scene)


def _chart_asked(
    draft: Draft,
    place: int,
    verdicts: tuple[Verdict, ...],
    scene: Scene,
    event: str,
    clock: Clock,
) -> tuple[Reason, ...]:
    seat, fight = draft.seats[place], draft.fight
    chart = fight.rules.charts[seat.move]
    if not verdicts:
        said = _not_taken(draft, place, event)
        return (Reason(event, said, scene=scene, clock=clock),)

    def leads_on(later: Scene) -> bool:
        if later.running is None:
            return False
        ways = chart.runner.judge(later.running.position, event, later)
        return any(verdict.holds for verdict in ways)

    reasons = (
        chart_reason(answer, scene, clock, chart.plugin)
        for verdict in verdicts
        for answer in verdict.answers
    )
    if len(verdicts) < 2:
        return tuple(reasons)
    return tuple(replace(reason, other_way=leads_on) for reason in reasons)


def _not_taken(draft: Draft, place: int, event: str) -> str:
    """Why a chart does not even ask about an event, in words."""
    seat, rules = draft.seats[place], draft.fight.rules
    name, phase, chart = rules.moves[seat.move].name, phase_of(rules, seat), rules.charts[seat.move]
    if event == CHAIN_EVENT:
        return f"{name} cannot go on into another action in {phase}"
    if event == CANCEL_EVENT:
        return f"{name} cannot be called off in {phase}"
    if event not in chart.runner.signals:
        known = ", ".join(chart.runner.signals)
        return f"{name} takes no such signal" + (f"; it takes {known}" if known else "")
    ways = zip(chart.phases, chart.positions, strict=True)
    taken = [phase for phase, at in ways if chart.runner.ways(at, event)]
    return f"{name} takes it in {', '.join(taken)}, not in {phase}"
