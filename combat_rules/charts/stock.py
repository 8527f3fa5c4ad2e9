"""The standard shape of an action: Feint, Commit, Release, Recovery."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial, reduce
from itertools import pairwise
from operator import or_
from typing import Annotated, Any

from msgspec import Meta
from statemachine import State, StateChart
from statemachine.transition_list import TransitionList

from combat_rules.charts.base import ActionChart
from combat_rules.charts.guards import (
    can_pay,
    has_blocked,
    has_stamina,
    in_cancel_window,
    is_cancellable,
    not_interrupted,
)
from combat_rules.errors import ChartError, in_short
from combat_rules.model import Action, ActionStateType, Effect, Effects, Guard, Scene
from combat_rules.model.arguments import checks_arguments


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


OF_ITSELF: frozenset[Callable[..., object]] = frozenset(
    {
        has_stamina,
        not_interrupted,
        is_cancellable,
        in_cancel_window,
        has_blocked,
        pay_stamina,
        take_step,
    }
)
"""What asks of a scene no more than its actor's own numbers, what that does, when, and what should
follow; of its stamina, no more than whether there is enough of it for the action."""

GuardLike = Guard | str

MOST_HITS = 100
"""Hits that a chart may have."""


@checks_arguments
def four_phases(
    name: str,
    *,
    commit: Sequence[GuardLike] = (has_stamina, not_interrupted),
    release: Sequence[GuardLike] = (has_stamina, not_interrupted),
    cancel: Sequence[GuardLike] = (is_cancellable,),
    chain: Sequence[GuardLike] = (in_cancel_window,),
    leave: Sequence[GuardLike] = (),
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
    ``chain`` leaving its release or recovery for another action; where all of ``leave`` hold, if
    there are any, its release may be left for another action as well. ``guards`` are those that
    expressions may name. A blow stops an ``armoured`` action only in its feint. Every call
    gives a new, independent chart.
    """
    return several_hits(
        name, 1, commit=commit, release=release, cancel=cancel, chain=chain, leave=leave,
        on_feint=on_feint, on_commit=on_commit, on_release=on_release, on_recovery=on_recovery,
        guards=guards, armoured=armoured,
    )  # fmt: skip


@checks_arguments
def several_hits(
    name: str,
    hits: Annotated[int, Meta(ge=1, le=MOST_HITS)],
    *,
    commit: Sequence[GuardLike] = (has_stamina, not_interrupted),
    release: Sequence[GuardLike] = (has_stamina, not_interrupted),
    again: Sequence[GuardLike] = (),
    cancel: Sequence[GuardLike] = (is_cancellable,),
    chain: Sequence[GuardLike] = (in_cancel_window,),
    leave: Sequence[GuardLike] = (),
    on_feint: Sequence[Effect] = (),
    on_commit: Sequence[Effect] = (),
    on_release: Sequence[Effect] = (pay_stamina, take_step),
    on_hit: Sequence[Effect] = (),
    on_recovery: Sequence[Effect] = (),
    guards: Sequence[Guard] = (),
    armoured: bool = False,
) -> type[ActionChart]:
    """Make a chart of so many hits: Feint, Commit, Release, then ``gap_2`` and ``release_2``,
    ``gap_3`` and ``release_3``, and so on, Recovery.

    An action says their ticks in its ``phases``; the gaps count as COMMIT. Where ``again`` fails
    at the end of a gap, the action goes to RECOVERY. ``on_release`` is asked as the first hit
    begins, ``on_hit`` as each later one does. The others are those of ``four_phases``; a gap may
    be left for another action as a release may.
    """
    if not name.isprintable():
        raise ChartError(
            f"no chart can be called {in_short(name)}; a name has letters, digits and the like",
            code="call.invalid",
        )
    _demand_functions(
        name, (*commit, *release, *again, *cancel, *chain, *leave, *on_feint, *on_commit,
               *on_release, *on_hit, *on_recovery),
    )  # fmt: skip
    feint = State(initial=True, enter=list(on_feint))
    committed = State(enter=list(on_commit))
    released = State(enter=list(on_release))
    recovery = State(enter=list(on_recovery))
    done = State(final=True)
    later = {number: (State(), State(enter=list(on_hit))) for number in range(2, hits + 1)}
    active = [released, *(state for pair in later.values() for state in pair)]
    body: dict[str, object] = {
        "__doc__": "Feint, Commit, Release, Recovery.",
        "guards": tuple(guards),
        "kinds": {f"release_{number}": ActionStateType.RELEASE for number in later},
        "feint": feint,
        "commit": committed,
        "release": released,
        **{
            f"{name}_{number}": state
            for number, pair in later.items()
            for name, state in zip(("gap", "release"), pair, strict=True)
        },
        "recovery": recovery,
        "done": done,
        "advance": _together(
            [
                feint.to(committed, cond=list(commit)),
                feint.to(recovery),
                committed.to(released, cond=list(release)),
                committed.to(recovery),
                *_one_after_the_other(active, again, recovery),
                recovery.to(done),
            ]
        ),
        "cancel": feint.to(recovery) | committed.to(recovery, cond=list(cancel)),
        "interrupt": _together(
            [state.to(recovery) for state in (feint, *(() if armoured else (committed, *active)))]
        ),
        "chain": _together(
            [state.to(done, cond=list(chain)) for state in (*active, recovery)]
            + [state.to(done, cond=list(leave)) for state in active if leave]
        ),
        # The library would walk the chart three times to find what this shape cannot have.
        "validate_disconnected_states": False,
        "validate_trap_states": False,
        "validate_final_reachability": False,
    }
    make: Callable[..., type[ActionChart]] = type(ActionChart)
    return make(name, (ActionChart,), body)


def _demand_functions(name: str, given: Iterable[object]) -> None:
    """Raise ``ChartError`` for what has no name: the library would look for it."""
    for one in given:
        if not isinstance(one, str | partial) and not hasattr(one, "__name__"):
            raise ChartError(
                f"{name} is given {in_short(one)}, which is no function; write it as one, with def",
                code="call.invalid",
            )


def _one_after_the_other(
    active: Sequence[State], again: Sequence[GuardLike], recovery: State
) -> list[TransitionList]:
    """The ways through releases and the gaps between them; out of a gap only where ``again``
    holds."""
    ways = []
    for place, (state, after) in enumerate(pairwise((*active, recovery))):
        is_gap = place % 2 == 1
        ways.append(state.to(after, cond=list(again) if is_gap else None))
        if is_gap and again:
            ways.append(state.to(recovery))
    return ways


def _together(ways: Sequence[TransitionList]) -> TransitionList:
    """Transitions of one event, in order."""
    return reduce(or_, ways)


FourPhases = four_phases("FourPhases")
"""The chart of an action that names none."""

HeldGuard = four_phases("HeldGuard", leave=(has_blocked,))
"""That of a block that names none: it is held for its time, and may be left for any other action
once it has blocked and its blockstun is over."""


def chart_of(action: Action) -> type[StateChart[Any]]:
    """The chart of an action: its own, or the stock one."""
    if action.chart is not None:
        return action.chart
    if action.costs:
        return paying_chart(action.is_held)
    return HeldGuard if action.is_held else FourPhases


@cache
def paying_chart(held: bool) -> type[ActionChart]:
    """That of an action that costs something besides stamina, and names none."""
    return four_phases(
        "PaidGuard" if held else "PaidPhases",
        commit=(has_stamina, can_pay, not_interrupted),
        release=(has_stamina, can_pay, not_interrupted),
        leave=(has_blocked,) if held else (),
        on_release=(pay_stamina, pay_costs, take_step),
    )
