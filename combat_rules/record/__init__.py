"""The record of a fight: its journal, replay, resume, diff, and a store for many."""

from combat_rules.record.reader import Reading, read_journal
from combat_rules.record.replay import Fork, Replay
from combat_rules.record.resume import Resumed, resume
from combat_rules.record.writer import Journal

__all__ = [
    "Fork",
    "Journal",
    "Reading",
    "Replay",
    "Resumed",
    "read_journal",
    "resume",
]
