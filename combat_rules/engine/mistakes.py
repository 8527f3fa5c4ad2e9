"""Mistakes of plugins during a fight, in words: each function's once, with the line to mend."""

from collections.abc import Iterable, Sequence

from combat_rules.engine.core.records import Fault
from combat_rules.model.events import CombatEvent, CommandRefused, PluginFailed


def describe_fault(fault: Fault) -> str:
    """A fault in a sentence: whose it is, where, what was raised, and the line to look at."""
    who = f"plugin {fault.plugin}" if fault.plugin else "the engine"
    place = f" ({fault.place})" if fault.place else ""
    return f"{who}: {fault.where}: {fault.error}{place}"


def fault_of(event: CombatEvent, faults: Sequence[Fault]) -> Fault | None:
    """The fault that an event tells of, if it tells of one and that is still kept."""
    if not isinstance(event, PluginFailed | CommandRefused):
        return None
    error = event.error if isinstance(event, PluginFailed) else event.why
    told = (event.timestamp, event.source, error)
    return next((f for f in reversed(faults) if (f.at, f.combatant, f.error) == told), None)


def same_mistake(fault: Fault) -> tuple[str, str]:
    """What the faults of one line have in common, whatever it was asked for and however often."""
    return fault.plugin, fault.place or fault.where


def counted(faults: Iterable[Fault]) -> list[tuple[Fault, int]]:
    """The first fault of each line, and how many there are of it."""
    first: dict[tuple[str, str], Fault] = {}
    times: dict[tuple[str, str], int] = {}
    for fault in faults:
        mistake = same_mistake(fault)
        first.setdefault(mistake, fault)
        times[mistake] = times.get(mistake, 0) + 1
    return [(fault, times[mistake]) for mistake, fault in first.items()]
