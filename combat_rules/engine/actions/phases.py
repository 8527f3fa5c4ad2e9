"""Phases: what happens to a running action inside a transaction, from its start to its end."""

from msgspec.structs import replace

from combat_rules.charts.base import ADVANCE
from combat_rules.engine.actions.requests import Changes, Requests
from combat_rules.engine.awareness import AwarenessSystem
from combat_rules.engine.events.faults import RuleFailed, blame
from combat_rules.engine.events.system import EventSystem, because
from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.scenes import Scenes
from combat_rules.engine.state.world import Fight
from combat_rules.model import (
    ActionRole,
    ActionState,
    ActionStateType,
    Outcome,
    Position,
)
from combat_rules.model.events import (
    PHASE_EVENTS,
    ActionAborted,
    ActionEnded,
    ActionWhiffed,
    PhaseEntered,
)

FEINT, COMMIT = ActionStateType.FEINT, ActionStateType.COMMIT
RELEASE, RECOVERY = ActionStateType.RELEASE, ActionStateType.RECOVERY
STRIKE = ActionRole.STRIKE

Asked = tuple[Requests, str | None, int | None]
"""What an action's effects asked for, with its id and the event that caused it."""


class Phases:
    """Moves running actions along their charts and keeps every record of them in step."""

    def __init__(
        self,
        fight: Fight,
        scenes: Scenes,
        changes: Changes,
        events: EventSystem,
        awareness: AwarenessSystem,
    ) -> None:
        self._fight = fight
        self._moves = fight.ruleset.moves
        self._scenes = scenes
        self._changes = changes
        self._events = events
        self._awareness = awareness

    def begin(
        self,
        tx: Transaction,
        actor: str,
        target: str,
        name: str,
        position: Position,
        cause: int | None,
    ) -> ActionState:
        """Start an action whose chart has been entered at ``position``."""
        state = tx.combatants[actor]
        now = tx.now
        move = self._moves[name]
        kind = move.kinds[position.phase]
        ticks = move.ticks[position.phase]
        number = state.acts + 1
        id = f"{actor}#{number}"
        event = self._events.announce(
            tx,
            PHASE_EVENTS[RELEASE if kind is RELEASE else FEINT](
                source=actor,
                target=target,
                action=id,
                name=name,
                phase=position.phase,
                ticks=ticks,
                causes=because(cause),
            ),
        )
        facing = self._facing(tx, actor, target)
        if facing != state.facing:
            tx.moved = True
        running = ActionState(
            id=id,
            actor=actor,
            target=target,
            name=name,
            position=position,
            state=kind,
            started=now,
            phase_since=now,
            due=now + ticks,
            last_event=event,
        )
        tx.actions[actor] = running
        tx.thinking.pop(actor, None)
        tx.combatants[actor] = replace(
            state,
            action=id,
            doing=name,
            phase=position.phase,
            state=kind,
            phase_since=now,
            acts=number,
            facing=facing,
        )
        self._awareness.show(tx, actor, self._look(name, kind), kind)
        return running

    def enter(
        self, tx: Transaction, running: ActionState, position: Position, cause: int | None
    ) -> None:
        """Follow a chart to ``position``; the action ends if that is its end."""
        if position.done:
            self.end(tx, running, running.ending, cause)
            return
        now = tx.now
        actor = running.actor
        move = self._moves[running.name]
        phase = position.phase
        kind = move.kinds[phase]
        before = running.state
        if before is RELEASE and kind is not RELEASE:
            running = self._close_release(tx, running, cause)
            cause = running.last_event
        ticks = move.ticks[phase]
        if kind is RECOVERY and running.recovery is not None:
            # Spent at once: a recovery of several phases does not last several stuns.
            ticks = running.recovery
            running = replace(running, recovery=0)
        event = self._events.announce(
            tx,
            (PhaseEntered if kind is before else PHASE_EVENTS[kind])(
                source=actor,
                target=running.target,
                action=running.id,
                name=running.name,
                phase=phase,
                ticks=ticks,
                causes=because(cause),
            ),
        )
        tx.actions[actor] = replace(
            running,
            position=position,
            state=kind,
            phase_since=now,
            due=now + ticks,
            last_event=event,
        )
        state = tx.combatants[actor]
        if kind is RELEASE and before is not RELEASE and move.action.cooldown:
            cooldowns = {k: t for k, t in state.cooldowns.items() if t > now}
            cooldowns[running.name] = now + move.action.cooldown
            state = replace(state, cooldowns=cooldowns)
        tx.combatants[actor] = replace(state, phase=phase, state=kind, phase_since=now)
        if kind is not before and not (before is FEINT and kind is COMMIT):
            look = running.name if kind is RELEASE else self._look(running.name, kind)
            self._awareness.show(tx, actor, look, kind)

    def end(self, tx: Transaction, running: ActionState, why: str, cause: int | None) -> None:
        """Take an action off its actor, who is free again unless it is stunned."""
        if running.state is RELEASE:
            running = self._close_release(tx, running, cause)
            cause = running.last_event
        actor = running.actor
        self._events.announce(
            tx,
            ActionEnded(
                source=actor,
                target=running.target,
                action=running.id,
                name=running.name,
                reason=why,
                outcome=running.outcome,
                causes=because(cause),
            ),
        )
        del tx.actions[actor]
        state = tx.combatants[actor]
        tx.combatants[actor] = replace(
            state,
            action=None,
            doing=None,
            phase=None,
            state=None,
            interrupted=False,
            phase_since=tx.now,
        )
        self._awareness.show(tx, actor, "", None)
        self.free(tx, actor)
        if tx.thinking.get(actor) == running.started:
            # It took no time: asked again at once, its controller might never come to an end.
            tx.thinking[actor] = tx.now + 1

    def free(self, tx: Transaction, actor: str) -> None:
        """Note when a combatant that does nothing can act again, and ask its controller then."""
        state = tx.combatants[actor]
        if state.stunned_until > tx.now:
            tx.stuns = {**tx.stuns, actor: state.stunned_until}
            tx.thinking.pop(actor, None)
        elif state.controller and not state.defeated:
            tx.thinking[actor] = tx.now

    def abort(self, tx: Transaction, running: ActionState, failed: RuleFailed) -> None:
        """End an action whose rules raised; in strict mode the error is raised instead."""
        event = blame(self._fight, self._events, tx, failed, running.actor)
        current = tx.actions.get(running.actor)
        if current is not None and current.id == running.id:
            said = self._events.announce(
                tx,
                ActionAborted(
                    source=running.actor,
                    target=running.target,
                    action=running.id,
                    name=running.name,
                    where=failed.where,
                    causes=because(event),
                ),
            )
            self.end(
                tx, replace(current, outcome=current.outcome or Outcome.WHIFFED), "aborted", said
            )

    def advance(self, tx: Transaction, due: list[ActionState]) -> list[Asked]:
        """Send ``advance`` to actions whose phase has run its time, all judged on one world."""
        steps: list[tuple[ActionState, Position, Requests]] = []
        failed: list[tuple[ActionState, RuleFailed]] = []
        for running in due:
            move = self._moves[running.name]
            requests = self._changes.requests(running.actor, tx)
            scene = self._scenes.scene(tx, running.actor, running.target, move.action, running)
            try:
                position = move.runner.send(running.position, ADVANCE, scene, requests)
            except Exception as error:
                where = f"advance of {running.name} from {running.phase}"
                failed.append((running, RuleFailed(move.plugin, where, error)))
                continue
            steps.append((running, position, requests))
        for running, failure in failed:
            self.abort(tx, running, failure)
        for running, position, _ in steps:
            self.enter(tx, running, position, running.last_event)
        return [
            (requests, running.id, self._latest(tx, running))
            for running, _, requests in steps
            if requests.asked
        ]

    def _latest(self, tx: Transaction, running: ActionState) -> int | None:
        """The last event about an action that has just gone on; it may have ended."""
        current = tx.actions.get(running.actor)
        return running.last_event if current is None else current.last_event

    def _close_release(
        self, tx: Transaction, running: ActionState, cause: int | None
    ) -> ActionState:
        """Say what came of a blow that met nobody, as its release ends."""
        if running.outcome is not None or self._moves[running.name].action.role is not STRIKE:
            return running
        if running.evaded:
            return replace(running, outcome=Outcome.EVADED)
        event = self._events.announce(
            tx,
            ActionWhiffed(
                source=running.actor,
                target=running.target,
                action=running.id,
                name=running.name,
                causes=because(cause),
            ),
        )
        return replace(running, outcome=Outcome.WHIFFED, last_event=event)

    def _facing(self, tx: Transaction, actor: str, target: str) -> int:
        """Towards the target, if the actor has any idea of where it is."""
        me = tx.combatants[actor]
        gap = tx.combatants[target].position - me.position
        if gap == 0 or not tx.knowledge[actor, target].level:
            return me.facing
        return 1 if gap > 0 else -1

    def _look(self, name: str, kind: ActionStateType) -> str:
        """What an action looks like to others: until its release, what it appears as."""
        action = self._moves[name].action
        return name if kind is RELEASE or not action.appears_as else action.appears_as
