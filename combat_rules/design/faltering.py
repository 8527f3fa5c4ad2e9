"""Why a move falters in mid-move: what the guard that said no has seen."""

from combat_rules.design.reasons import plain_values
from combat_rules.engine.system import CombatSystem
from combat_rules.engine.ways import refused_in_time
from combat_rules.model.events import ActionFaltered, CombatEvent


def seen_by_guard(combat: CombatSystem, event: CombatEvent) -> str:
    """What the guard saw that an action falters for, ``distance 24, needs at most 20``; empty for
    other events, where it is not told, and where an action falters at the tick at which it begins.
    To be asked while the event is delivered."""
    if not isinstance(event, ActionFaltered) or event.source is None:
        return ""
    latest, at = combat.state.latest, event.timestamp
    if latest.given.at != at:
        # It is told long after it happened: the world before it is gone.
        return ""
    way = (event.phase, event.towards)
    reasons = refused_in_time(combat.fight, latest.base, event.source, at, way)
    told = next((one for one in reasons if one.name == event.guard.removeprefix("unless ")), None)
    return "" if told is None else "; ".join(plain_values(told))
