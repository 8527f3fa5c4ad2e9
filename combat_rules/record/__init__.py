"""The record of a fight: its journal, replay, resume, diff, a store for many, and rollback."""

from combat_rules.record.diff import Comparison, Divergence, compare, diff
from combat_rules.record.events import RecordedEvent
from combat_rules.record.fields import Field
from combat_rules.record.fingerprint import Changed
from combat_rules.record.hashing import state_hash
from combat_rules.record.reader import Reading, read_journal
from combat_rules.record.replay import Fork, Replay
from combat_rules.record.resume import Resumed, resume
from combat_rules.record.rollback import (
    DesyncError,
    Driver,
    InputError,
    Packet,
    Request,
    Session,
    SyncTest,
)
from combat_rules.record.store import Kept, Store
from combat_rules.record.writer import Journal

__all__ = [
    "Changed",
    "Comparison",
    "DesyncError",
    "Divergence",
    "Driver",
    "Field",
    "Fork",
    "InputError",
    "Journal",
    "Kept",
    "Packet",
    "Reading",
    "RecordedEvent",
    "Replay",
    "Request",
    "Resumed",
    "Session",
    "Store",
    "SyncTest",
    "compare",
    "diff",
    "read_journal",
    "resume",
    "state_hash",
]
