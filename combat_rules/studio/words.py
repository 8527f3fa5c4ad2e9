"""Events as the list of a page tells them: in words, how loudly, and with their causes."""

from collections.abc import Mapping, Sequence

from combat_rules.design.titles import with_title
from combat_rules.design.wording import words
from combat_rules.engine.core.records import Fault
from combat_rules.engine.mistakes import describe_fault, fault_of, same_mistake
from combat_rules.model.events import (
    ActionContact,
    ActionEnded,
    ActionEvent,
    ActionPhase,
    ActionWhiffed,
    CombatEvent,
    CommandRefused,
)
from combat_rules.model.fields import EMPTY

QUIET = ("fight_started", "combatant_joined", "combatant_moved", "awareness_changed")
"""Types that a page hides until somebody asks for everything."""

STRONG = (
    "damage_dealt",
    "combatant_defeated",
    "combatant_withdrew",
    "fight_ended",
    "plugin_failed",
)


def told(
    event: CombatEvent, faults: Sequence[Fault] = (), titles: Mapping[str, str] = EMPTY
) -> dict[str, object]:
    """An event as a line of the list: who, what in words, and the numbers of its causes. Of the
    ``faults`` of a plugin's line the first is told loudly. ``titles`` are those of moves."""
    tone = "contact" if isinstance(event, ActionContact | ActionWhiffed) else ""
    if event.type in STRONG:
        tone = "strong"
    elif event.type in QUIET or isinstance(event, ActionEnded):
        tone = "quiet"
    elif isinstance(event, CommandRefused):
        tone = "refused"
    fault = fault_of(event, faults)
    if fault is not None:
        first = next(one for one in faults if same_mistake(one) == same_mistake(fault))
        tone = "strong" if first is fault else "quiet"
    said = f"fault of {describe_fault(fault)}" if fault else words(with_title(event, titles))
    about = {}
    if isinstance(event, ActionEvent):
        phase = event.phase if isinstance(event, ActionPhase) else ""
        about = {"name": event.name, "phase": phase}
    return {
        **about,
        "n": event.sequence,
        "at": event.timestamp,
        "type": event.type,
        "who": event.source,
        "words": said,
        "tone": tone,
        "causes": list(event.causes),
    }
