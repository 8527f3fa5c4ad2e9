"""What happened in words, the same for everybody who reads: play-by-play, causes, event lists."""

from collections.abc import Mapping

from combat_rules.errors import how_many
from combat_rules.model.events import (
    ActionCancelled,
    ActionChained,
    ActionContact,
    ActionEnded,
    ActionEvent,
    ActionFaltered,
    ActionInterrupted,
    ActionPhase,
    ActionSignalled,
    ActionStarted,
    ActionWhiffed,
    AttributeChanged,
    AwarenessChanged,
    CombatantChanged,
    CombatantDefeated,
    CombatantMoved,
    CombatantPushed,
    CombatantRecovered,
    CombatantStunned,
    CombatantWithdrew,
    CombatEvent,
    CommandRefused,
    DamageDealt,
    FightEnded,
    PluginFailed,
    ProjectileEnded,
    ProjectileLaunched,
    StatusEnded,
    StatusEvent,
    StatusStarted,
    details,
)

CONTACTS: Mapping[str, str] = {
    "action_hit": "{name} hits {target}",
    "action_counter_hit": "{name} counter-hits {target}",
    "action_blocked": "{name} is blocked by {target}",
    "action_evaded": "{name} is evaded by {target}",
    "action_countered": "{name} is countered by {target}",
    "action_traded": "{name} trades with {target}",
    "action_clashed": "{name} clashes with {target}",
}


def words(event: CombatEvent, seen: str = "") -> str:
    """What happened, without who did it. ``seen`` is what a guard saw for which an action falters;
    without it, its claim is told."""
    match event:
        case ActionStarted(name=name, ticks=ticks):
            towards = f" at {event.target}" if event.target and event.target != event.source else ""
            return f"starts {name}{towards} ({how_many(ticks, 'tick')})"
        case ActionPhase(name=name, phase=phase, ticks=ticks):
            return f"{name}: {phase} ({how_many(ticks, 'tick')})"
        case ActionContact(name=name, distance=distance):
            said = CONTACTS[event.type].format(name=name, target=event.target)
            return f"{said}, {distance} away ({event.source_position} to {event.target_position})"
        case ActionFaltered(name=name, phase=phase, guard=guard, claim=claim):
            name_of_it = guard.removeprefix("not ")
            said = "does not hold" if guard == name_of_it else "holds"
            return f"{name} falters in {phase}: {name_of_it} {said} ({seen or claim})"
        case ActionEvent():
            return _of_action(event)
        case DamageDealt():
            return _damage(event)
        case FightEnded(winner=winner, reason=reason):
            return f"{winner or 'nobody'} wins by {reason.replace('_', ' ')}"
        case CommandRefused(why=why):
            return f"refused: {why.partition(' at tick')[0]}"
        case PluginFailed(plugin=plugin, where=where, error=error):
            return f"fault of plugin {plugin}: {where} raised {error}"
    return _of_combatant(event)


def _of_action(event: ActionEvent) -> str:
    match event:
        case ActionWhiffed(name=name):
            return f"{name} meets nobody"
        case ActionCancelled(name=name, phase=phase):
            return f"calls off {name} in {phase}"
        case ActionInterrupted(name=name, phase=phase):
            return f"{name} is interrupted in {phase}"
        case ActionSignalled(name=name, phase=phase, signal=signal):
            return f"{signal}: {name} in {phase}"
        case ActionChained(name=name, into=into):
            return f"goes on from {name} into {into}"
        case ActionEnded(name=name, reason=reason):
            return f"{name} is over: {reason.replace('_', ' ')}"
    return f"{event.name}: {event.type.replace('_', ' ')}"


def _of_combatant(event: CombatEvent) -> str:
    match event:
        case CombatantStunned(stun=stun, ticks=ticks):
            return f"{stun.value} for {how_many(ticks, 'tick')}"
        case CombatantRecovered():
            return "recovers"
        case CombatantDefeated():
            return "is defeated"
        case CombatantWithdrew():
            return "leaves the fight"
        case CombatantChanged(changed=changed):
            return f"is changed from outside: {', '.join(changed)}"
        case CombatantMoved(before=before, after=after):
            return f"moves from {before} to {after}"
        case CombatantPushed(before=before, after=after):
            return f"is pushed from {before} to {after}"
        case AttributeChanged(attribute=attribute, change=change, value=value):
            return f"{attribute} {change:+}, now {value}"
        case AwarenessChanged(after=after):
            return f"is {after.name.lower()} of {event.target}"
    return _of_what_lasts(event)


def _of_what_lasts(event: CombatEvent) -> str:
    match event:
        case ProjectileLaunched(name=name):
            return f"launches {name}"
        case ProjectileEnded(name=name, reason=reason):
            return f"{name} flies no more: {reason.replace('_', ' ')}"
        case StatusStarted(name=name):
            return f"is {name}"
        case StatusEnded(name=name):
            return f"is no more {name}"
        case StatusEvent(name=name, value=value):
            return f"{event.type.replace('_', ' ')}: {name} ({value})"
    facts = ", ".join(f"{key} {value}" for key, value in details(event).items())
    return f"{event.type.replace('_', ' ')} {facts}".rstrip()


def _damage(event: DamageDealt) -> str:
    shares = [
        f"{share.change:+} {share.rule}" if place else f"{share.change} {share.rule}"
        for place, share in enumerate(event.breakdown)
    ]
    return f"takes {event.lost} from {event.target} ({', '.join(shares)}); {event.health} left"
