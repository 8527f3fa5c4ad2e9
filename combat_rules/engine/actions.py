"""The action system: which actions run, what may start, and what may follow what."""

from collections.abc import Mapping
from functools import partial

from combat_rules.charts.base import CANCEL, INTERRUPT
from combat_rules.charts.compile import compile_chart
from combat_rules.charts.runner import Runner
from combat_rules.charts.stock import FourPhases
from combat_rules.engine.core.controlling import order_of
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.refusals import Refusal
from combat_rules.engine.core.refusing import error_of, possible, unknown_action
from combat_rules.engine.core.starts import judge_start
from combat_rules.engine.core.words import FAILED, YES
from combat_rules.engine.fold import moments_ahead, open_draft
from combat_rules.engine.state import StateManager
from combat_rules.model import ActionState, ActionStateType, Command


class ActionSystem:
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
        runner = compile_chart(FourPhases) if action is None else self._runner(action)
        events = ["advance", CANCEL, INTERRUPT] if event is None else [event]
        if event is None and conditions.get("not_interrupted", True):
            events.remove(INTERRUPT)
        try:
            at = runner.position(_phase(before))
        except KeyError:
            return False
        return any(runner.simulate(at, name, conditions) == _phase(after) for name in events)

    def validate_action_chain(self, proposed: ActionState) -> bool:
        """Whether ``proposed`` may be the next state of its action, by the action's chart.

        An action that does not run yet may only begin where its chart begins. Guards are not
        asked: this tells what may follow what, ``validate_action`` whether it may now.
        """
        runner = self._runner(proposed.name)
        current = self.get_action_state(proposed.id)
        if current is None:
            return proposed.phase == runner.initial
        return any(
            proposed.phase in runner.ways(current.position, event)
            for event in ("advance", CANCEL, INTERRUPT)
        )

    def validate_action(self, action: str, actor: str, target: str | None = None) -> Refusal | None:
        """Why the action may not start now, every reason; ``None`` if it may. Does nothing.

        Raises ``ActionError`` or ``StateError`` where there is nothing to judge: an unknown
        action, actor or target.
        """
        world = self._state.world
        draft = open_draft(self._fight, world, world.now)
        order = order_of(draft, Command(actor=actor, action=action, target=target))
        if order.wrong is not None:
            raise error_of(draft, order)
        answer = judge_start(draft, order)
        if answer == FAILED:
            failed = draft.failures[-1]
            raise failed.as_error(draft.now) from failed.error
        if answer == YES:
            return None
        error = error_of(draft, order, partial(moments_ahead, self._fight, world))
        refusal = error.details.get("refusal")
        if not isinstance(refusal, Refusal):
            raise error
        return refusal

    def possible_actions(self, actor: str) -> tuple[str, ...]:
        """The names of the actions that ``actor`` could start now."""
        world = self._state.world
        place = world.demand_place(actor)
        return possible(open_draft(self._fight, world, world.now), place)

    def _runner(self, action: str) -> Runner:
        move = self._fight.ruleset.moves.get(action) if isinstance(action, str) else None
        if move is None:
            raise unknown_action(action, self._fight.rules.places)
        return move.runner


def _phase(phase: ActionStateType | str) -> str:
    return phase.value if isinstance(phase, ActionStateType) else phase
