"""Rollback: a fight gone back in and played again, as a test and between two peers."""

from combat_rules.errors import DesyncError, InputError
from combat_rules.record.rollback.driver import Driver
from combat_rules.record.rollback.inputs import Input, Packet
from combat_rules.record.rollback.requests import (
    AdvanceFrame,
    HashFrame,
    LoadFrame,
    Request,
    SaveFrame,
    WaitForFrame,
)
from combat_rules.record.rollback.session import Session
from combat_rules.record.rollback.synctest import SyncTest

__all__ = [
    "AdvanceFrame",
    "DesyncError",
    "Driver",
    "HashFrame",
    "Input",
    "InputError",
    "LoadFrame",
    "Packet",
    "Request",
    "SaveFrame",
    "Session",
    "SyncTest",
    "WaitForFrame",
]
