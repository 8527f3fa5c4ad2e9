"""The words of the play-by-play for each event, and how they are shown."""

from combat_rules.cli.blows import loss, shares
from combat_rules.model import Stun
from combat_rules.model.events import (
    ActionCancelled,
    ActionChained,
    ActionEvent,
    ActionFaltered,
    ActionInterrupted,
    ActionPhase,
    ActionSignalled,
    AttributeChanged,
    AwarenessChanged,
    CombatantChanged,
    CombatantDefeated,
    CombatantJoined,
    CombatantMoved,
    CombatantPushed,
    CombatantRecovered,
    CombatantStunned,
    CombatEvent,
    CommandRefused,
    DamageDealt,
    FightEnded,
    FightStarted,
    PluginFailed,
    ProjectileEnded,
    ProjectileEvent,
    ProjectileLaunched,
    StatusEnded,
    StatusEvent,
    StatusStarted,
    details,
)

QUIET = (
    CombatantJoined,
    CombatantMoved,
    CombatantPushed,
    CombatantRecovered,
    CombatantChanged,
    FightStarted,
    FightEnded,
)
"""What a play-by-play leaves to ``--trace``."""

USUAL = (Stun.HITSTUN, Stun.BLOCKSTUN)
"""The stuns that come with every blow."""


def wording(event: CombatEvent, *, verbose: bool, minus: str) -> tuple[str, str] | None:
    """The words for an event and their style, if a play-by-play has any: phases, usual stuns and
    stamina only where it is ``verbose``."""
    if isinstance(event, ActionEvent):
        return _of_an_action(event, verbose=verbose)
    if isinstance(event, CombatantStunned | AttributeChanged):
        return _of_a_change(event, verbose=verbose, minus=minus)
    if isinstance(event, ProjectileEvent | StatusEvent):
        return _of_what_lasts(event, verbose=verbose)
    if isinstance(event, QUIET):
        return None
    match event:
        case DamageDealt():
            of = f" of {event.name}" if event.name else ""
            return f"{loss(event, minus)} {shares(event, minus)}{of}", "red"
        case CombatantDefeated():
            return "DEFEATED", "bold red"
        case AwarenessChanged(after=after):
            return f"{after.name.lower()} of {event.target}", "cyan"
        case CommandRefused(why=why):
            return f"refused: {why}", "yellow"
        case PluginFailed(plugin=plugin, where=where, error=error):
            return f"FAULT plugin {plugin}: {where} raised {error}", "bold red"
    return f"{event.type} {details_of(event)}", "dim"


def details_of(event: CombatEvent) -> str:
    """What an event tells beyond the fields of every event, as it is."""
    return ", ".join(f"{key}={value}" for key, value in details(event).items())


def _of_an_action(event: ActionEvent, *, verbose: bool) -> tuple[str, str] | None:
    match event:
        case ActionPhase(name=name, phase=phase, ticks=ticks) if verbose and ticks:
            return f"{phase} {name}, {ticks} ticks", "dim"
        case ActionCancelled(name=name, phase=phase):
            return f"calls off {name} in {phase}", "yellow"
        case ActionSignalled(name=name, phase=phase, signal=signal):
            return f"{signal}: {name} in {phase}", ""
        case ActionFaltered(name=name, phase=phase, guard=guard, claim=claim):
            return f"{name} falters in {phase}, not {guard}: {claim}", "yellow"
        case ActionChained(name=name, into=into):
            return f"goes on from {name} into {into}", ""
        case ActionInterrupted(name=name, phase=phase):
            return f"is stopped: {name} in {phase}", "yellow"
    return None


def _of_a_change(
    event: CombatantStunned | AttributeChanged, *, verbose: bool, minus: str
) -> tuple[str, str] | None:
    match event:
        case CombatantStunned(stun=stun, ticks=ticks) if verbose or stun not in USUAL:
            return f"{stun.value}, {ticks} ticks", "yellow"
        case AttributeChanged(attribute=name, change=change, value=value) if (
            verbose or name != "stamina"
        ):
            return f"{name} {change:+}, now {value}".replace("-", minus), "magenta"
    return None


def _of_what_lasts(
    event: ProjectileEvent | StatusEvent, *, verbose: bool
) -> tuple[str, str] | None:
    match event:
        case ProjectileLaunched(name=name):
            return f"launches {name}", ""
        case ProjectileEnded(name=name, reason=reason) if verbose or reason != "spent":
            return f"{name} is over: {reason.replace('_', ' ')}", "dim"
        case StatusStarted(name=name):
            return f"is {name}", "magenta"
        case StatusEnded(name=name):
            return f"is no more {name}", "magenta"
    return None
