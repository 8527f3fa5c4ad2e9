"""Guards shared by many moves: pure questions about a scene, answered yes or no."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from combat_rules.errors import CombatError
from combat_rules.model import Action, AwarenessLevel, Guard, Outcome, Scene, Stun
from combat_rules.model.arguments import checks_arguments
from combat_rules.model.limits import Amount, Percent


@checks_arguments
def named(name: str) -> Callable[[Guard], Guard]:
    """Give a guard made by a function the name that diagrams and refusals show."""

    def rename(guard: Guard) -> Guard:
        guard.__name__ = name
        guard.__qualname__ = name
        return guard

    return rename


def has_stamina(scene: Scene) -> bool:
    """The actor has the stamina that the action costs."""
    return scene.actor.stamina >= scene.action.stamina_cost


def can_pay(scene: Scene) -> bool:
    """The actor has what the action costs besides stamina."""
    return all(getattr(scene.actor, name) >= cost for name, cost in scene.action.costs.items())


def not_interrupted(scene: Scene) -> bool:
    """The actor has not been interrupted."""
    return not scene.actor.interrupted


def is_cancellable(scene: Scene) -> bool:
    """The action may be called off after it is committed."""
    return scene.action.cancellable


def target_in_reach(scene: Scene) -> bool:
    """The target is within the action's reach."""
    return scene.distance <= scene.action.reach


def facing_target(scene: Scene) -> bool:
    """The actor faces the target."""
    return (scene.target.position - scene.actor.position) * scene.actor.facing >= 0


def target_is_defeated(scene: Scene) -> bool:
    """The target is defeated."""
    return scene.target.defeated


def aware_of_target(scene: Scene) -> bool:
    """The actor is aware of the target."""
    return scene.awareness is AwarenessLevel.AWARE


def cooldown_is_over(scene: Scene) -> bool:
    """The action's cooldown is over."""
    return scene.actor.cooldowns.get(scene.action.name, 0) <= scene.now


def can_act(scene: Scene) -> bool:
    """The actor is neither stunned, nor in a hit pause, nor fallen."""
    actor, now = scene.actor, scene.now
    return (
        actor.stunned_until <= now
        and actor.paused_until <= now
        and not actor.defeated
        and actor.health > 0
    )


def can_act_out_of(*stuns: Stun) -> Guard:
    """Make the guard "the actor is in no stun but one of these", for what they may be left for."""

    @named(f"can_act_out_of({', '.join(stun.value for stun in stuns)})")
    def guard(scene: Scene) -> bool:
        actor, now = scene.actor, scene.now
        return (
            (actor.stunned_until <= now or actor.stun in stuns)
            and actor.paused_until <= now
            and not actor.defeated
            and actor.health > 0
        )

    said = " or ".join(stun.value for stun in stuns)
    guard.__doc__ = f"The actor is in no stun but {said}, nor in a hit pause, nor fallen."
    return guard


def in_cancel_window(scene: Scene) -> bool:
    """A cancel window of the action is open for what should follow."""
    running, follow_up = scene.running, scene.follow_up
    return (
        running is not None
        and follow_up is not None
        and scene.action.allows(follow_up, scene.now - running.started, running.outcome)
    )


def has_blocked(scene: Scene) -> bool:
    """The guard has blocked a blow, and its blockstun is over."""
    actor, running = scene.actor, scene.running
    return (
        running is not None
        and actor.defence is Outcome.BLOCKED
        and actor.defence_at >= running.started
        and actor.stunned_until <= scene.now
    )


@checks_arguments
def health_below(percent: Percent) -> Guard:
    """Make the guard "the actor has less than ``percent`` of its full health", from 0 to 100."""

    @named(f"health_below({percent})")
    def guard(scene: Scene) -> bool:
        return scene.actor.health * 100 < scene.actor.max_health * percent

    guard.__doc__ = f"The actor has less than {percent} percent of its health."
    return guard


@checks_arguments
def tick_in_phase_between(first: Amount, last: Amount) -> Guard:
    """Make the guard "the phase has run for ``first`` to ``last`` ticks", both included.

    Raises ``CombatError`` if ``last`` comes before ``first``.
    """
    if last < first:
        raise CombatError(
            f"tick_in_phase_between cannot take this: no tick is from {first} to {last}; give the "
            f"lower number first, tick_in_phase_between({last}, {first})",
            code="call.invalid",
            call="tick_in_phase_between",
            name="last",
        )

    @named(f"tick_in_phase_between({first}, {last})")
    def guard(scene: Scene) -> bool:
        now = max(scene.now, scene.actor.paused_until)
        return first <= now - scene.actor.phase_since <= last

    guard.__doc__ = f"The phase has run for {first} to {last} ticks, a hit pause not counted."
    return guard


STOCK_GUARDS: Mapping[str, Guard] = MappingProxyType(
    {
        guard.__name__: guard
        for guard in (
            has_stamina,
            can_pay,
            not_interrupted,
            is_cancellable,
            target_in_reach,
            facing_target,
            target_is_defeated,
            aware_of_target,
            cooldown_is_over,
            can_act,
            in_cancel_window,
            has_blocked,
        )
    }
)
"""The guards that any chart may name in a boolean expression."""


def asked_for_costs(action: Action) -> tuple[Guard, ...]:
    """What an action needs besides, by its own numbers: what it costs."""
    return (can_pay,) if action.costs else ()


def asked_always(action: Action) -> tuple[Guard, ...]:
    """What an action needs to start, whatever the ruleset says."""
    able = can_act_out_of(*action.out_of) if action.out_of else can_act
    return (able, cooldown_is_over, *asked_for_costs(action))
