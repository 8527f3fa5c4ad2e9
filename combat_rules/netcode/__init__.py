"""Netcode: a fight gone back in and played again, as a test and between two peers."""

from combat_rules.errors import DesyncError, InputError
from combat_rules.netcode.driver import Driver
from combat_rules.netcode.inputs import (
    AdvanceFrame,
    FrameInput,
    HashFrame,
    LoadFrame,
    Packet,
    Request,
    SaveFrame,
    WaitForFrame,
)
from combat_rules.netcode.session import Session
from combat_rules.netcode.synctest import SyncTest

__all__ = [
    "AdvanceFrame",
    "DesyncError",
    "Driver",
    "FrameInput",
    "HashFrame",
    "InputError",
    "LoadFrame",
    "Packet",
    "Request",
    "SaveFrame",
    "Session",
    "SyncTest",
    "WaitForFrame",
]
