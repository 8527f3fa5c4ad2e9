"""The record of a fight: its journal, replay, resume, diff, and a store for many."""

from combat_rules.record.content import Changed
from combat_rules.record.diff import Comparison, Parting, compare, diff
from combat_rules.record.fields import Field
from combat_rules.record.reader import Reading, read_journal
from combat_rules.record.replay import Fork, Replay
from combat_rules.record.resume import Resumed, resume
from combat_rules.record.store import Kept, Store
from combat_rules.record.writer import Journal

__all__ = [
    "Changed",
    "Comparison",
    "Field",
    "Fork",
    "Journal",
    "Kept",
    "Parting",
    "Reading",
    "Replay",
    "Resumed",
    "Store",
    "compare",
    "diff",
    "read_journal",
    "resume",
]
