"""Which events a play-by-play tells, and in which style; the words are those of all readers."""

from combat_rules.cli.blows import loss, shares
from combat_rules.design.wording import words
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
    CombatantWithdrew,
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
    ActionEvent,
    CombatantJoined,
    CombatantMoved,
    CombatantPushed,
    CombatantRecovered,
    CombatantChanged,
    FightStarted,
    FightEnded,
    ProjectileEvent,
    StatusEvent,
)
"""What a play-by-play leaves to ``--trace``, if nothing else is said of it."""

USUAL = (Stun.HITSTUN, Stun.BLOCKSTUN)
"""The stuns that come with every blow."""


def wording(
    event: CombatEvent, *, verbose: bool, minus: str, seen: str = ""
) -> tuple[str, str] | None:
    """The words for an event and their style, if a play-by-play has any: phases, usual stuns and
    stamina only where it is ``verbose``. ``seen`` is as for ``words``."""
    match event:
        case DamageDealt():
            of = f" of {event.name}" if event.name else ""
            return f"{loss(event, minus)} {shares(event, minus)}{of}", "red"
        case CombatantDefeated():
            return "DEFEATED", "bold red"
        case CombatantWithdrew():
            return "WITHDREW", "bold yellow"
        case CommandRefused(why=why):
            return f"refused: {why}", "yellow"
    style = _style(event, verbose=verbose)
    return None if style is None else (words(event, seen).replace(" -", f" {minus}"), style)


def _style(event: CombatEvent, *, verbose: bool) -> str | None:
    match event:
        case ActionPhase(ticks=ticks):
            return "dim" if verbose and ticks else None
        case CombatantStunned(stun=stun):
            return "yellow" if verbose or stun not in USUAL else None
        case AttributeChanged(attribute=name):
            return "magenta" if verbose or name != "stamina" else None
        case ProjectileEnded(reason=reason):
            return "dim" if verbose or reason != "spent" else None
        case ActionCancelled() | ActionFaltered() | ActionInterrupted():
            return "yellow"
        case ActionSignalled() | ActionChained() | ProjectileLaunched():
            return ""
        case StatusStarted() | StatusEnded():
            return "magenta"
        case AwarenessChanged():
            return "cyan"
        case PluginFailed():
            return "bold red"
    return None if isinstance(event, QUIET) else "dim"


def details_of(event: CombatEvent) -> str:
    """What an event tells beyond the fields of every event, as it is."""
    return ", ".join(f"{key}={value}" for key, value in details(event).items())
