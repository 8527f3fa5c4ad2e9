"""Judging commands: whether an action may start or be called off, and every reason why not."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.charts.base import CANCEL, CHAIN
from combat_rules.charts.guards import can_act, cooldown_is_over
from combat_rules.charts.runner import NotAllowed, Verdict
from combat_rules.engine.actions.refusals import Reason, Refusal, ask, chart_reason
from combat_rules.engine.actions.requests import Changes, Requests
from combat_rules.engine.events.faults import RuleFailed
from combat_rules.engine.state.doors import known
from combat_rules.engine.state.manager import StateManager, Transaction
from combat_rules.engine.state.scenes import IDLE, Clock, Scenes
from combat_rules.engine.state.world import Fight
from combat_rules.errors import ActionError
from combat_rules.model import (
    ActionState,
    CombatantState,
    Command,
    Position,
    Scene,
    Validation,
)
from combat_rules.plugins import Contributed, Move

ALWAYS = (can_act, cooldown_is_over)
"""What every action needs to start, whatever the ruleset says."""


class Start(Struct, frozen=True):
    """An action that may start, judged but not begun. ``leaves`` is the one it follows."""

    actor: str
    target: str
    move: Move
    position: Position
    requests: Requests
    leaves: ActionState | None


class Judge:
    """Judges commands on the world of a transaction. It changes nothing."""

    def __init__(self, fight: Fight, scenes: Scenes, changes: Changes, state: StateManager) -> None:
        self._moves = fight.ruleset.moves
        self._validations = fight.ruleset.validations
        self._scenes = scenes
        self._changes = changes
        self._state = state

    def move(self, name: str) -> Move:
        """The ruleset's move of that name. Raises ``ActionError`` for an unknown one."""
        move = self._moves.get(name) if isinstance(name, str) else None
        if move is None:
            raise ActionError(
                f"there is no action {name!r} in this ruleset; there are: {', '.join(self._moves)}",
                code="action.unknown",
                action=name,
            )
        return move

    def judge(self, tx: Transaction, command: Command) -> Start:
        """What a command to start an action would start. Raises ``ActionError`` with every
        reason why not, or ``RuleFailed`` if a rule raises. Changes nothing."""
        move = self.move(command.action)
        actor = known(command.actor, tx.combatants)
        target = self._target(tx, actor, command.target)
        running = tx.actions.get(actor.id)
        scene = self._scenes.scene(tx, actor.id, target, move.action, running)
        if not self._passes(actor, move, scene):
            raise self._refusal(tx, actor, move, target, scene, running).error()
        if running is not None and not self._chains(tx, running, move):
            raise self._refusal(tx, actor, move, target, scene, running).error()
        requests = self._changes.requests(actor.id, tx)
        try:
            position = move.runner.start(scene, requests)
        except Exception as error:
            raise RuleFailed(move.plugin, f"start of {move.action.name}", error) from error
        return Start(actor.id, target, move, position, requests, running)

    def refusal(self, tx: Transaction, command: Command) -> Refusal | None:
        """Why a command to start an action would be refused now; ``None`` if it would not."""
        try:
            self.judge(tx, command)
        except ActionError as error:
            refusal: Refusal | None = error.details.get("refusal")
            if refusal is None:
                raise
            return refusal
        return None

    def judge_cancel(self, tx: Transaction, actor: str) -> tuple[ActionState, Position, Requests]:
        """Where calling off leads. Raises ``ActionError`` with every reason why not."""
        known(actor, tx.combatants)
        running = tx.actions.get(actor)
        if running is None:
            raise ActionError(
                f"{actor} cannot call off anything: it does nothing; "
                f"possible now: {', '.join(self.possible(tx, actor)) or 'nothing but waiting'}",
                code="action.none",
                actor=actor,
            )
        move = self._moves[running.name]
        scene = self._scenes.scene(tx, actor, running.target, move.action, running)
        requests = self._changes.requests(actor, tx)
        try:
            position = move.runner.send(running.position, CANCEL, scene, requests)
        except NotAllowed:
            verdicts = move.runner.judge(running.position, CANCEL, scene)
            raise Refusal(
                actor,
                running.name,
                CANCEL,
                running.phase,
                tx.now,
                self._chart_asked(verdicts, scene, running, CANCEL, move.plugin),
                self.possible(tx, actor),
            ).error() from None
        except Exception as error:
            raise RuleFailed(move.plugin, f"cancel of {running.name}", error) from error
        return running, position, requests

    def possible(
        self, tx: Transaction, actor: str, failed: list[RuleFailed] | None = None
    ) -> tuple[str, ...]:
        """The names of the actions that ``actor`` could start now, in its own order.

        One whose rules raise is not possible; ``failed`` is given what they raised.
        """
        state = tx.combatants[actor]
        running = tx.actions.get(actor)
        try:
            target = self._target(tx, state, None)
        except ActionError:
            return ()
        base = self._scenes.scene(tx, actor, target, IDLE, running)
        found = []
        for name in state.actions:
            move = self._moves[name]
            try:
                if self._passes(state, move, replace(base, action=move.action)) and (
                    running is None or self._chains(tx, running, move)
                ):
                    found.append(name)
            except RuleFailed as error:
                if failed is not None:
                    failed.append(error)
        return tuple(found)

    def _passes(self, actor: CombatantState, move: Move, scene: Scene) -> bool:
        if move.action.name not in actor.actions:
            return False
        for guard in ALWAYS:
            if not guard(scene):
                return False
        for owned in self._validations:
            rule = owned.rule
            if not rule.tags or rule.tags & move.action.tags:
                try:
                    if not rule.guard(scene):
                        return False
                except Exception as error:
                    where = f"validation {rule.guard.__name__}"
                    raise RuleFailed(owned.plugin, where, error) from error
        return True

    def _chains(self, tx: Transaction, running: ActionState, follow_up: Move) -> bool:
        """Whether the running action's chart lets it be left for ``follow_up``, for good."""
        move = self._moves[running.name]
        scene = self._chain_scene(tx, running, follow_up)
        requests = self._changes.requests(running.actor, tx)
        try:
            return move.runner.send(running.position, CHAIN, scene, requests).done
        except NotAllowed:
            return False
        except Exception as error:
            raise RuleFailed(move.plugin, f"chain of {running.name}", error) from error

    def _chain_scene(self, tx: Transaction, running: ActionState, follow_up: Move) -> Scene:
        action = self._moves[running.name].action
        return self._scenes.scene(
            tx, running.actor, running.target, action, running, None, follow_up.action
        )

    def _refusal(
        self,
        tx: Transaction,
        actor: CombatantState,
        move: Move,
        target: str,
        scene: Scene,
        running: ActionState | None,
    ) -> Refusal:
        return Refusal(
            actor.id,
            move.action.name,
            "start" if running is None else CHAIN,
            running.phase if running else None,
            tx.now,
            tuple(self._asked(tx, actor, move, scene, running)),
            self.possible(tx, actor.id),
        )

    def _asked(
        self,
        tx: Transaction,
        actor: CombatantState,
        move: Move,
        scene: Scene,
        running: ActionState | None,
    ) -> Iterable[Reason]:
        """Everything that has a say in a start; all of it, not the first that refuses."""
        name = move.action.name
        if name not in actor.actions:
            known = ", ".join(actor.actions)
            yield Reason("knows_action", f"{actor.id} knows {known}, not {name}")
        yield from questions(self._validations, move, scene, self._scenes.clock)
        if running is not None:
            yield from self._chain_asked(tx, running, move)

    def _chain_asked(
        self, tx: Transaction, running: ActionState, follow_up: Move
    ) -> Iterable[Reason]:
        move = self._moves[running.name]
        scene = self._chain_scene(tx, running, follow_up)
        verdicts = move.runner.judge(running.position, CHAIN, scene)
        if any(verdict.holds for verdict in verdicts):
            return ()
        return self._chart_asked(verdicts, scene, running, CHAIN, move.plugin)

    def _chart_asked(
        self,
        verdicts: tuple[Verdict, ...],
        scene: Scene,
        running: ActionState,
        event: str,
        plugin: str,
    ) -> tuple[Reason, ...]:
        if not verdicts:
            word = "go on into another action" if event == CHAIN else "be called off"
            return (Reason(event, f"{running.name} cannot {word} in {running.phase}"),)
        return tuple(
            chart_reason(answer, scene, self._scenes.clock, plugin)
            for verdict in verdicts
            for answer in verdict.answers
        )

    def _target(self, tx: Transaction, actor: CombatantState, wanted: str | None) -> str:
        """The target meant: the one named, else the nearest foe, else the first to join."""
        if wanted is not None:
            target = known(wanted, tx.combatants)
            if target.team == actor.team:
                raise ActionError(
                    f"{actor.id} cannot aim at {wanted}, who is on its own side",
                    code="action.target",
                    actor=actor.id,
                    target=wanted,
                )
            return wanted
        foes = [c for c in tx.combatants.values() if c.team != actor.team]
        if not foes:
            raise ActionError(
                f"{actor.id} has no foe in this fight; add one with add_combatant",
                code="action.target",
                actor=actor.id,
            )
        standing = [c for c in foes if not c.defeated] or foes
        return min(standing, key=lambda c: abs(c.position - actor.position)).id


def questions(
    validations: Iterable[Contributed[Validation]], move: Move, scene: Scene, clock: Clock
) -> Iterator[Reason]:
    """Everything that is asked before an action may start, and what it answers."""
    for guard in ALWAYS:
        yield ask(guard, scene, clock)
    for owned in validations:
        if not owned.rule.tags or owned.rule.tags & move.action.tags:
            yield ask(owned.rule.guard, scene, clock, owned.plugin)
