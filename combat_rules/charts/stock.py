"""The standard shape of an action: Feint, Commit, Release, Recovery."""

from collections.abc import Callable, Sequence

from statemachine import State

from combat_rules.charts.base import ActionChart
from combat_rules.charts.guards import (
    has_stamina,
    in_cancel_window,
    is_cancellable,
    not_interrupted,
)
from combat_rules.model import Effect, Effects, Guard, Scene


def pay_stamina(scene: Scene, effects: Effects) -> None:
    """Pay the action's stamina."""
    effects.change(scene.actor.id, "stamina", -scene.action.stamina_cost)


def pay_costs(scene: Scene, effects: Effects) -> None:
    """Pay what the action costs besides stamina."""
    for name, cost in scene.action.costs.items():
        effects.change(scene.actor.id, name, -cost)


def take_step(scene: Scene, effects: Effects) -> None:
    """Move as far as the action travels."""
    effects.step(scene.action.travel)


GuardLike = Guard | str


def four_phases(
    name: str,
    *,
    commit: Sequence[GuardLike] = (has_stamina, not_interrupted),
    release: Sequence[GuardLike] = (has_stamina, not_interrupted),
    cancel: Sequence[GuardLike] = (is_cancellable,),
    chain: Sequence[GuardLike] = (in_cancel_window,),
    on_feint: Sequence[Effect] = (),
    on_commit: Sequence[Effect] = (),
    on_release: Sequence[Effect] = (pay_stamina, take_step),
    on_recovery: Sequence[Effect] = (),
    guards: Sequence[Guard] = (),
    armoured: bool = False,
) -> type[ActionChart]:
    """Make a chart of the standard shape, with the guards and entry effects given.

    ``commit`` guards FEINT to COMMIT, ``release`` COMMIT to RELEASE; where they fail, the
    action goes to RECOVERY. ``cancel`` guards calling the action off once it is committed,
    ``chain`` leaving its release or recovery for another action. ``guards`` are those that
    expressions may name. A blow stops an ``armoured`` action only in its feint. Every call
    gives a new, independent chart.
    """
    feint = State(initial=True, enter=list(on_feint))
    committed = State(enter=list(on_commit))
    released = State(enter=list(on_release))
    recovery = State(enter=list(on_recovery))
    done = State(final=True)
    body: dict[str, object] = {
        "__doc__": "Feint, Commit, Release, Recovery.",
        "guards": tuple(guards),
        "feint": feint,
        "commit": committed,
        "release": released,
        "recovery": recovery,
        "done": done,
        "advance": (
            feint.to(committed, cond=list(commit))
            | feint.to(recovery)
            | committed.to(released, cond=list(release))
            | committed.to(recovery)
            | released.to(recovery)
            | recovery.to(done)
        ),
        "cancel": feint.to(recovery) | committed.to(recovery, cond=list(cancel)),
        "interrupt": feint.to(recovery)
        if armoured
        else feint.to(recovery) | committed.to(recovery) | released.to(recovery),
        "chain": released.to(done, cond=list(chain)) | recovery.to(done, cond=list(chain)),
        # The library would walk the chart three times to find what this shape cannot have.
        "validate_disconnected_states": False,
        "validate_trap_states": False,
        "validate_final_reachability": False,
    }
    make: Callable[..., type[ActionChart]] = type(ActionChart)
    return make(name, (ActionChart,), body)


FourPhases = four_phases("FourPhases")
"""The chart of an action that names none."""
