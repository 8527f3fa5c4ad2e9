"""What is the same throughout a ruleset, and is part of its shape: known before any fight."""

from collections.abc import Mapping

from combat_rules.engine.core.fight import FightRules
from combat_rules.engine.core.records import Contact, Draft
from combat_rules.engine.core.rows import MoveRow, StatusRow
from combat_rules.engine.core.words import NONE

OF_DRAFT = ("grows", "sighted", "reacts", "recoils", "escapes")
"""What of a draft says of the rules whether they have something at all, by the same name."""
OF_MOVES = (
    "role", "stun_mode", "aim", "sweep", "grab", "misses_stunned", "launches", "is_held",
    "has_windows", "has_effects",
)  # fmt: skip
"""What a move is, and no number of it: where all moves agree, nobody asks which one it is."""


def words_of_moves(rules: FightRules) -> list[tuple[object, ...]]:
    """What every move is, one after another."""
    return [tuple(getattr(move, name) for name in OF_MOVES) for move in rules.moves]


def folded(rules: FightRules) -> Mapping[tuple[type, str], object]:
    """The fields that are known beforehand, each with what it always is."""
    known: dict[tuple[type, str], object] = {
        (Draft, "damage_rules"): rules.has_damage_rules,
        (Draft, "stun_rules"): rules.has_stun_rules,
        (Draft, "pace_rules"): rules.has_pace_rules,
        **{(Draft, name): getattr(rules, name) for name in OF_DRAFT},
    }
    for name, words in zip(OF_MOVES, zip(*words_of_moves(rules), strict=True), strict=True):
        if len(set(words)) == 1:
            known[MoveRow, name] = words[0]
    aims = {status.aim for status in rules.statuses}
    if len(aims) == 1:
        (known[StatusRow, "aim"],) = aims
    if not known.get((MoveRow, "launches"), True):
        known[Draft, "shots"], known[Contact, "shot"] = (), NONE
    return known
