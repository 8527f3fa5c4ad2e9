"""Why an event came about, back to the command: ``combat-rules duel --explain N``."""

from collections.abc import Iterable, Mapping

from combat_rules.cli.tables import Terminal
from combat_rules.design.wording import words
from combat_rules.errors import EventError
from combat_rules.model.events import (
    ActionCommitted,
    ActionReleased,
    ActionStarted,
    CombatEvent,
    DamageDealt,
)
from combat_rules.plugins import Ruleset
from combat_rules.record.diff import chain_of

GUARDED = (ActionCommitted, ActionReleased)
"""The events of phases that an action comes to only if the guards before them agree."""


def print_causes(
    events: Iterable[CombatEvent],
    sequence: int,
    ruleset: Ruleset,
    terminal: Terminal,
    seen: Mapping[int, str],
) -> None:
    """The chain of causes of one event of a fight, the command first, with the rules that
    spoke. ``seen`` is what guards saw that said no, by event. Raises ``EventError`` if the fight
    had no such event."""
    known = {event.sequence: event for event in events}
    if sequence not in known:
        raise EventError(
            f"the fight has no event #{sequence}; its events are #0 to #{max(known)}",
            code="event.unknown",
            sequence=sequence,
        )
    for depth, event in enumerate(chain_of(known, sequence)):
        # Each stands below what led to it, as long as there is room.
        indent = "  " * min(depth, (terminal.columns or 80) // 8)
        for number, line in enumerate(_told(event, ruleset, seen.get(event.sequence, ""))):
            style = "bold" if event.sequence == sequence and not number else ""
            text = f"{event.timestamp:>8}  {indent}{line}" if not number else f"{indent:10}{line}"
            terminal.tell(text, style, hang=len(indent) + 12)


def _told(event: CombatEvent, ruleset: Ruleset, seen: str) -> Iterable[str]:
    who = event.source or "the fight"
    if isinstance(event, ActionStarted) and not event.causes:
        yield f"command: {who} {words(event)}"
        return
    yield f"#{event.sequence} {who} {words(event, seen)}"
    yield from (f"  {line}" for line in _rules(event, ruleset))


def _rules(event: CombatEvent, ruleset: Ruleset) -> Iterable[str]:
    """The rules that spoke for what an event tells."""
    if isinstance(event, DamageDealt):
        owners = {contributed.rule.name: contributed.plugin for contributed in ruleset.damage_rules}
        statuses = {owned.rule.name: owned.plugin for owned in ruleset.statuses}
        if event.status is not None:
            of = statuses.get(event.status, "")
            yield f"{-event.damage:+} {event.status} (status of {of})"
            return
        for share in event.breakdown:
            owner = owners.get(share.rule)
            of = f" (damage rule of {owner})" if owner else ""
            yield f"{share.change:+} {share.rule}{of}"
    if isinstance(event, GUARDED) and event.name in ruleset.moves:
        move = ruleset.moves[event.name]
        into = [way for way in move.runner.transitions() if way.target == event.phase]
        guards = dict.fromkeys(guard for way in into for guard in way.guards)
        if guards:
            yield f"guards that agreed: {', '.join(guards)}"
