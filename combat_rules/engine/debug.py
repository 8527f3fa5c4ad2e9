"""Looking into a fight: its state as text, and its events as they happen."""

from collections.abc import Callable

from combat_rules.engine.mistakes import describe_fault
from combat_rules.engine.subscribers import Subscription
from combat_rules.engine.system import CombatSystem
from combat_rules.model import CombatantState
from combat_rules.model.arguments import checks_arguments
from combat_rules.model.events import CombatEvent, details


@checks_arguments
def debug_system_state(combat: CombatSystem) -> str:
    """The whole state of a fight as text: time, combatants, what they do and know."""
    lines = [f"Tick {combat.now} of {combat.fight.duration}, arena {combat.fight.arena}"]
    if combat.result is not None:
        winner = combat.result.winner or "nobody"
        lines.append(f"Over: {winner} won by {combat.result.reason} at {combat.result.at}")
    combatants = combat.combatants
    for who, state in combatants.items():
        lines += ["", f"{who} ({state.archetype}, team {state.team})"]
        facts = [
            f"health   {state.health}/{state.max_health}",
            f"stamina  {state.stamina}/{state.max_stamina}",
            *(
                f"{attribute.name:<8} {getattr(state, attribute.name)}/{attribute.maximum}"
                for attribute in combat.fight.ruleset.attributes_of(state.archetype)
            ),
            f"position {state.position}, facing {'right' if state.facing > 0 else 'left'}",
            f"action   {_doing(combat, state)}",
            *(
                f"knows    {other}: {combat.awareness.get_state(who, other).level.name.lower()}"
                for other in combatants
                if other != who
            ),
        ]
        lines += [f"├── {fact}" for fact in facts[:-1]] + [f"└── {facts[-1]}"]
    if combat.faults:
        lines += ["", "Faults"]
        lines += [f"└── tick {fault.at}: {describe_fault(fault)}" for fault in combat.faults]
    return "\n".join(lines)


@checks_arguments
def enable_event_tracing(
    combat: CombatSystem, write: Callable[[str], object] = print
) -> Subscription:
    """Have ``write`` called with every event as text; undo with ``combat.unsubscribe``."""

    def trace(event: CombatEvent) -> None:
        write(
            f"tick {event.timestamp} #{event.sequence} {event.type}\n"
            f"├── From: {event.source or 'N/A'}\n"
            f"├── To: {event.target or 'N/A'}\n"
            f"├── Action: {event.action or 'N/A'}\n"
            f"├── Because of: {', '.join(f'#{cause}' for cause in event.causes) or 'N/A'}\n"
            f"└── Details: {details(event)}"
        )

    return combat.subscribe("*", trace)


def _doing(combat: CombatSystem, state: CombatantState) -> str:
    running = combat.actions.get_current_action(state.id)
    if running is not None:
        left = running.due - combat.now
        return f"{running.name} ({running.id}), {running.phase} for another {left} ticks"
    if state.stunned_until > combat.now and state.stun is not None:
        return f"{state.stun.value} for another {state.stunned_until - combat.now} ticks"
    return "none"
