"""What is kept of a fight: to go back in it, to play it again, and to compare."""

from combat_rules.record.driver import Driver
from combat_rules.record.inputs import Input, InputError, Packet
from combat_rules.record.requests import (
    AdvanceFrame,
    DigestFrame,
    LoadFrame,
    Request,
    SaveFrame,
    WaitForFrame,
)
from combat_rules.record.session import Session
from combat_rules.record.synctest import SyncTest
from combat_rules.record.worlds import DesyncError, Difference, first_difference, world_digest

__all__ = [
    "AdvanceFrame",
    "DesyncError",
    "Difference",
    "DigestFrame",
    "Driver",
    "Input",
    "InputError",
    "LoadFrame",
    "Packet",
    "Request",
    "SaveFrame",
    "Session",
    "SyncTest",
    "WaitForFrame",
    "first_difference",
    "world_digest",
]
