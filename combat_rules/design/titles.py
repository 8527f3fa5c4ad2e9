"""Titles of moves in what is told to people: ``Stand LP`` where that is not the move's name."""

from collections.abc import Mapping

from msgspec.structs import replace

from combat_rules.model.events import (
    ActionChained,
    ActionEvent,
    CombatEvent,
    DamageDealt,
    ProjectileEvent,
)
from combat_rules.plugins import Ruleset

NAMED = (ActionEvent, DamageDealt, ProjectileEvent)
"""The events whose ``name`` is a move's."""


def titles_of(ruleset: Ruleset) -> dict[str, str]:
    """The titles of those moves that have one of their own, by name."""
    moves = ruleset.moves.values()
    return {move.action.name: move.action.title for move in moves if move.action.title}


def with_title(event: CombatEvent, titles: Mapping[str, str]) -> CombatEvent:
    """An event with the title of its move for the name, if it has one."""
    changed = {}
    if isinstance(event, NAMED) and event.name in titles:
        changed["name"] = titles[event.name]
    if isinstance(event, ActionChained) and event.into in titles:
        changed["into"] = titles[event.into]
    return replace(event, **changed) if changed else event
