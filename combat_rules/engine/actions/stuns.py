"""Stuns: what a blow does to what its target was doing."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from combat_rules.charts.base import INTERRUPT
from combat_rules.charts.runner import NotAllowed
from combat_rules.engine.actions.phases import RECOVERY, Asked, Phases
from combat_rules.engine.actions.requests import Changes, Requests
from combat_rules.engine.events.faults import RuleFailed
from combat_rules.engine.events.system import EventSystem, because
from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.scenes import Scenes
from combat_rules.engine.state.world import Fight
from combat_rules.model import ActionState, CombatantState, Position, Stun
from combat_rules.model.events import ActionInterrupted, CombatantStunned


class Blow(NamedTuple):
    """Somebody is struck, or staggered, for ``ticks``."""

    victim: str
    ticks: int
    stun: Stun
    source: str
    cause: int | None


Judged = tuple[Position | RuleFailed, Requests]
"""Where an interrupted action goes, or what its rules raised, and what its effects ask for."""


class Stuns:
    """Interrupts and stuns combatants inside a transaction."""

    def __init__(
        self, fight: Fight, scenes: Scenes, changes: Changes, events: EventSystem, phases: Phases
    ) -> None:
        self._moves = fight.ruleset.moves
        self._scenes = scenes
        self._changes = changes
        self._events = events
        self._phases = phases

    def strike_down(self, tx: Transaction, blows: Sequence[Blow]) -> list[Asked]:
        """Interrupt and stun the victims of one moment's blows, all judged on one world.

        A later stun replaces an earlier one; of several at one moment the longest counts.

        The chart decides: one that goes anywhere but to its recovery or its end shrugs the
        blow off, and there is no stun. Returns what the charts' effects ask for.
        """
        judged: dict[str, Judged] = {}
        for blow in blows:
            running = tx.actions.get(blow.victim)
            if running is not None and running.state is not RECOVERY:
                judged[blow.victim] = self._judge(tx, running)
        asked: list[Asked] = []
        for blow in blows:
            running = tx.actions.get(blow.victim)
            stopped = True
            if running is not None and running.state is not RECOVERY:
                # Only the first of several blows finds the action as it was judged.
                known = judged.pop(blow.victim, None) or self._judge(tx, running)
                wanted, stopped = self._interrupt(tx, running, known, blow)
                asked += wanted
            if stopped:
                self._stun(tx, blow)
        return asked

    def _stun(self, tx: Transaction, blow: Blow) -> None:
        victim = blow.victim
        state = _stunned(tx, victim, blow.ticks, blow.stun)
        self._events.announce(
            tx,
            CombatantStunned(
                source=victim,
                target=blow.source,
                action=state.action,
                stun=blow.stun,
                ticks=blow.ticks,
                causes=because(blow.cause),
            ),
        )
        running = tx.actions.get(victim)
        if running is None:
            tx.stuns = {k: t for k, t in tx.stuns.items() if k != victim}
            self._phases.free(tx, victim)
        else:
            # Its recovery is over: what goes on is the stun, and a blow into it no counter-hit.
            tx.actions[victim] = replace(running, due=state.stunned_until, interrupted=True)

    def hold_block(self, tx: Transaction, running: ActionState, ticks: int) -> None:
        """Keep a block up for a blockstun, after which its actor is free at once."""
        state = _stunned(tx, running.actor, ticks, Stun.BLOCKSTUN)
        tx.actions[running.actor] = replace(running, due=state.stunned_until, recovery=0)

    def _judge(self, tx: Transaction, running: ActionState) -> Judged:
        """Where ``interrupt`` leads a running action, or what its rules raised."""
        move = self._moves[running.name]
        requests = self._changes.requests(running.actor, tx)
        scene = self._scenes.scene(tx, running.actor, running.target, move.action, running)
        struck = replace(scene, actor=replace(scene.actor, interrupted=True))
        try:
            return move.runner.send(running.position, INTERRUPT, struck, requests), requests
        except NotAllowed:
            return running.position, requests
        except Exception as error:
            where = f"interrupt of {running.name} in {running.phase}"
            return RuleFailed(move.plugin, where, error), requests

    def _interrupt(
        self, tx: Transaction, running: ActionState, judged: Judged, blow: Blow
    ) -> tuple[list[Asked], bool]:
        """Follow a judged ``interrupt``. Returns what was asked, and whether it was stopped."""
        position, requests = judged
        if isinstance(position, RuleFailed):
            self._phases.abort(tx, running, position)
            return [], True
        if position == running.position:
            return [(requests, running.id, blow.cause)], False
        actor = running.actor
        event = self._events.announce(
            tx,
            ActionInterrupted(
                source=actor,
                target=blow.source,
                action=running.id,
                name=running.name,
                phase=running.phase,
                causes=because(blow.cause),
            ),
        )
        kinds = self._moves[running.name].kinds
        stopped = position.done or kinds[position.phase] is RECOVERY
        if stopped:
            tx.combatants[actor] = replace(tx.combatants[actor], interrupted=True)
            running = replace(running, interrupted=True, ending="interrupted", recovery=blow.ticks)
        self._phases.enter(tx, running, position, event)
        return [(requests, running.id, event)], stopped


def _stunned(tx: Transaction, victim: str, ticks: int, stun: Stun) -> CombatantState:
    """Note a stun on the victim's record, unless a longer one began at this very moment."""
    state = tx.combatants[victim]
    until = tx.now + ticks
    now_stunned = state.stunned_until != tx.base.combatants[victim].stunned_until
    if not now_stunned or state.stunned_until < until:
        state = replace(state, stunned_until=until, stun=stun)
        tx.combatants[victim] = state
    return state
