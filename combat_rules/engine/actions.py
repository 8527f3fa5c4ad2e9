"""The action system: which actions run, what may start, and what may follow what."""

from collections.abc import Mapping
from functools import partial

from combat_rules.charts.base import CANCEL, INTERRUPT
from combat_rules.charts.compile import compile_chart
from combat_rules.charts.runner import Runner
from combat_rules.charts.stock import FourPhases
from combat_rules.engine.belonging import PartOfAFight
from combat_rules.engine.checks import command_in
from combat_rules.engine.core.controlling import order_of
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.refusals import Refusal, after_the_end
from combat_rules.engine.core.refusing import error_of, possible, unknown_action
from combat_rules.engine.core.starts import judge_start
from combat_rules.engine.core.words import FAILED, YES
from combat_rules.engine.fold import moments_ahead, open_draft
from combat_rules.engine.state import StateManager
from combat_rules.errors import ActionError, in_short
from combat_rules.model import ActionState, ActionStateType, Command
from combat_rules.model.fields import field_problems, is_of, kind_of

CONDITIONS = kind_of(Mapping[str, bool])
"""What says of guards whether they hold."""


class ActionSystem(PartOfAFight):
    """Answers what combatants may do. Answers come from the charts and the validations."""

    def __init__(self, fight: Fight, state: StateManager) -> None:
        self._fight = fight
        self._state = state

    # -- what runs ----------------------------------------------------------------------

    def get_current_action(self, actor: str) -> ActionState | None:
        """The action that ``actor`` runs now. Raises ``StateError`` for an unknown actor."""
        self._state.world.demand_place(actor)
        return self._state.world.actions.get(actor)

    def get_action_state(self, action_id: str) -> ActionState | None:
        """The running action of that id, if it still runs."""
        if not isinstance(action_id, str):
            raise ActionError(
                f"the id of a running action is a text, not {in_short(action_id)}",
                code="action.unknown",
                action=action_id,
            )
        running = self._state.world.actions.get(action_id.rpartition("#")[0])
        return running if running is not None and running.id == action_id else None

    def get_all_states(self) -> Mapping[str, ActionState]:
        """Every running action, by actor."""
        return self._state.world.actions

    # -- what may follow ----------------------------------------------------------------

    def can_transition(
        self,
        before: ActionStateType | str,
        after: ActionStateType | str,
        conditions: Mapping[str, bool],
        *,
        action: str | None = None,
        event: str | None = None,
    ) -> bool:
        """Whether a chart leads from one phase to the other under ``conditions``.

        ``conditions`` says which guards hold, by name; one that is not named does not.
        ``action`` names the action whose chart is meant; without one it is the standard four
        phases. Without ``event`` any event may lead there; an interrupt only if
        ``not_interrupted`` is given as false.
        """
        _demand_answers(conditions)
        runner = compile_chart(FourPhases) if action is None else self._runner(action)
        every = ["advance", CANCEL, INTERRUPT, *runner.signals]
        events = every if event is None else [_phase(event)]
        if event is None and conditions.get("not_interrupted", True):
            events.remove(INTERRUPT)
        here, there = _phase(before), _phase(after)
        try:
            at = runner.position(here)
        except KeyError:
            return False
        return any(runner.simulate(at, name, conditions) == there for name in events)

    def validate_action_chain(self, proposed: ActionState) -> bool:
        """Whether ``proposed`` may be the next state of its action, by the action's chart.

        An action that does not run yet may only begin where its chart begins. Guards are not
        asked: this tells what may follow what, ``validate_action`` whether it may now.
        """
        problems = (
            field_problems(proposed)
            if isinstance(proposed, ActionState)
            else [f"{in_short(proposed)} is no running action"]
        )
        if problems:
            raise ActionError(
                f"this cannot be judged: {'; '.join(problems)}",
                code="action.invalid",
                problems=tuple(problems),
            )
        runner = self._runner(proposed.name)
        current = self.get_action_state(proposed.id)
        if current is None:
            return proposed.phase == runner.initial
        return any(
            proposed.phase in runner.ways(current.position, event)
            for event in ("advance", CANCEL, INTERRUPT, *runner.signals)
        )

    def validate_action(self, action: str, actor: str, target: str | None = None) -> Refusal | None:
        """Why the action may not start now, every reason; ``None`` if it may. Does nothing.
        Once the fight is over that is the reason.

        Raises ``ActionError`` or ``StateError`` where there is nothing to judge: an action, actor
        or target that there is not.
        """
        world = self._state.world
        draft = open_draft(self._fight, world, world.now)
        command = command_in(Command(actor=actor, action=action, target=target))
        order = order_of(draft, command)
        if order.wrong is not None:
            raise error_of(draft, order)
        if world.result is not None:
            return after_the_end(actor, action, world.result)
        answer = judge_start(draft, order)
        if answer == FAILED:
            failed = draft.failures.pop()
            try:
                raise failed.as_error(draft.now) from failed.error
            finally:
                del failed
        if answer == YES:
            return None
        error = error_of(draft, order, partial(moments_ahead, self._fight, world))
        refusal = error.details.get("refusal")
        if not isinstance(refusal, Refusal):
            raise error
        return refusal

    def possible_actions(self, actor: str) -> tuple[str, ...]:
        """The names of the actions that ``actor`` could start now; none once the fight is over."""
        world = self._state.world
        place = world.demand_place(actor)
        if world.result is not None:
            return ()
        return possible(open_draft(self._fight, world, world.now), place)

    def _runner(self, action: str) -> Runner:
        move = self._fight.ruleset.moves.get(action) if isinstance(action, str) else None
        if move is None:
            raise unknown_action(action, self._fight.rules.places)
        return move.runner


def _phase(phase: ActionStateType | str) -> str:
    if isinstance(phase, ActionStateType):
        return str(phase.value)
    if not isinstance(phase, str):
        raise ActionError(
            f"{in_short(phase)} is no phase; a phase is a text or an ActionStateType",
            code="action.invalid",
            phase=phase,
        )
    return phase


def _demand_answers(conditions: object) -> None:
    """Raise ``ActionError`` for what does not say of guards, by name, whether they hold."""
    if not is_of(CONDITIONS, conditions):
        raise ActionError(
            f"conditions is {in_short(conditions)}; {CONDITIONS.one}", code="action.invalid"
        )
