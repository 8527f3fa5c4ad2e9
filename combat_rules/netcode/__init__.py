"""Netcode: a fight gone back in and played again, as a test and between two peers."""

from combat_rules.errors import DesyncError, InputError
from combat_rules.netcode.driver import Driver
from combat_rules.netcode.inputs import (
    AdvanceFrame,
    Broadcast,
    FrameInput,
    HashFrame,
    LeaveFrame,
    LoadFrame,
    Packet,
    Request,
    SaveFrame,
    Terms,
    WaitForFrame,
)
from combat_rules.netcode.session import Session
from combat_rules.netcode.spectator import Spectator
from combat_rules.netcode.synctest import SyncTest

__all__ = [
    "AdvanceFrame",
    "Broadcast",
    "DesyncError",
    "Driver",
    "FrameInput",
    "HashFrame",
    "InputError",
    "LeaveFrame",
    "LoadFrame",
    "Packet",
    "Request",
    "SaveFrame",
    "Session",
    "Spectator",
    "SyncTest",
    "Terms",
    "WaitForFrame",
]
