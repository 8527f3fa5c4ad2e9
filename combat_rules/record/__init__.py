"""The record of a fight: its journal, replay, resume, diff and a store for many."""

from combat_rules.moved import moved
from combat_rules.plugins.fingerprint import Changed
from combat_rules.record.diff import Comparison, Divergence, compare, diff
from combat_rules.record.entries import Record, RecordedEvent
from combat_rules.record.fields import Field
from combat_rules.record.moments import SharedMoment, Steps, read_moment, share
from combat_rules.record.reader import Reading, read_journal
from combat_rules.record.replay import Fork, Replay, Resumed, resume
from combat_rules.record.slots import Slots
from combat_rules.record.store import Kept, Store
from combat_rules.record.worlds import state_hash
from combat_rules.record.writer import Journal

__all__ = [
    "Changed",
    "Comparison",
    "Divergence",
    "Field",
    "Fork",
    "Journal",
    "Kept",
    "Reading",
    "Record",
    "RecordedEvent",
    "Replay",
    "Resumed",
    "SharedMoment",
    "Slots",
    "Steps",
    "Store",
    "compare",
    "diff",
    "read_journal",
    "read_moment",
    "resume",
    "share",
    "state_hash",
]

# Not as a name of the module: type checkers would take every misspelt name for one of it.
globals()["__getattr__"] = moved(
    __name__,
    {
        "DesyncError": "combat_rules.netcode.DesyncError",
        "Driver": "combat_rules.netcode.Driver",
        "InputError": "combat_rules.netcode.InputError",
        "Packet": "combat_rules.netcode.Packet",
        "Parting": "combat_rules.record.Divergence",
        "Request": "combat_rules.netcode.Request",
        "Session": "combat_rules.netcode.Session",
        "SyncTest": "combat_rules.netcode.SyncTest",
    },
)
