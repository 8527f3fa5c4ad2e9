"""Stuns: what a blow does to what its target was doing."""

from msgspec.structs import replace

from combat_rules.charts.base import INTERRUPT
from combat_rules.charts.runner import NotAllowed
from combat_rules.engine.events import EventSystem
from combat_rules.engine.faults import RuleFailed
from combat_rules.engine.phases import RECOVERY, Asked, Phases
from combat_rules.engine.requests import Changes
from combat_rules.engine.scenes import Scenes
from combat_rules.engine.state import Transaction
from combat_rules.engine.world import Fight
from combat_rules.model import ActionState, CombatantState, Stun


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

    def strike_down(
        self, tx: Transaction, victim: str, ticks: int, stun: Stun, source: str, cause: int | None
    ) -> list[Asked]:
        """Interrupt what ``victim`` does and stun it for ``ticks``.

        A later stun replaces an earlier one; of several at one moment the longest counts.

        The chart decides: one that goes anywhere but to its recovery or its end shrugs the
        blow off, and there is no stun. Returns what the chart's effects ask for.
        """
        running = tx.actions.get(victim)
        asked: list[Asked] = []
        if running is not None and running.state is not RECOVERY:
            asked, stopped = self._interrupt(tx, running, ticks, source, cause)
            if not stopped:
                return asked
        state = _stunned(tx, victim, ticks, stun)
        self._events.announce(
            tx,
            "combatant_stunned",
            victim,
            source,
            state.action,
            {"stun": stun.value, "ticks": ticks},
            cause,
        )
        running = tx.actions.get(victim)
        if running is None:
            tx.stuns = {k: t for k, t in tx.stuns.items() if k != victim}
            self._phases.free(tx, victim)
        else:
            # Its recovery is over: what goes on is the stun, and a blow into it no counter-hit.
            tx.actions[victim] = replace(running, due=state.stunned_until, interrupted=True)
        return asked

    def hold_block(self, tx: Transaction, running: ActionState, ticks: int) -> None:
        """Keep a block up for a blockstun, after which its actor is free at once."""
        state = _stunned(tx, running.actor, ticks, Stun.BLOCKSTUN)
        tx.actions[running.actor] = replace(running, due=state.stunned_until, recovery=0)

    def _interrupt(
        self, tx: Transaction, running: ActionState, ticks: int, source: str, cause: int | None
    ) -> tuple[list[Asked], bool]:
        """Send ``interrupt``. Returns what was asked, and whether the action was stopped."""
        move = self._moves[running.name]
        actor = running.actor
        tx.combatants[actor] = replace(tx.combatants[actor], interrupted=True)
        requests = self._changes.requests(actor, tx)
        scene = self._scenes.scene(tx, actor, running.target, move.action, running)
        try:
            position = move.runner.send(running.position, INTERRUPT, scene, requests)
        except NotAllowed:
            position = running.position
        except Exception as error:
            where = f"interrupt of {running.name} in {running.phase}"
            self._phases.abort(tx, running, RuleFailed(move.plugin, where, error))
            return [], True
        if position == running.position:
            tx.combatants[actor] = replace(tx.combatants[actor], interrupted=False)
            return [(requests, running.id, cause)], False
        event = self._events.announce(
            tx,
            "action_interrupted",
            actor,
            source,
            running.id,
            {"name": running.name, "phase": running.phase},
            cause,
        )
        stopped = position.done or move.kinds[position.phase] is RECOVERY
        if stopped:
            running = replace(running, interrupted=True, ending="interrupted", recovery=ticks)
        else:
            tx.combatants[actor] = replace(tx.combatants[actor], interrupted=False)
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
