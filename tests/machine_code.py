"""How machine code is made for tests: at once, or as it is made for users."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from combat_rules.compiled import kernel
from combat_rules.compiled.keeping import FOLDER
from combat_rules.compiled.machine.building import BEST, SOON, Way
from tests.amounts import LONG

FOR_TESTS = BEST if LONG else SOON
"""Tests play so few fights that it decides how soon machine code is there."""


@contextmanager
def made(way: Way, folder: str) -> Iterator[None]:
    """Machine code is made like this alone meanwhile, and kept in a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "SOON", way)
        patch.setattr(kernel, "FEW", sys.maxsize)
        patch.setattr(kernel, "MANY", sys.maxsize)
        patch.setenv(FOLDER, folder)
        kernel._code.cache_clear()
        yield
    kernel._code.cache_clear()


@contextmanager
def as_shipped() -> Iterator[None]:
    """Machine code is made as it is for a great many fights meanwhile."""
    with made(BEST, f"{os.environ[FOLDER]}_as_shipped"):
        yield


@contextmanager
def improved_after(fights: int, folder: str) -> Iterator[None]:
    """Machine code is made again meanwhile once so many fights have been played."""
    with made(Way(("sroa",), 0), folder), pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "FEW", fights)
        yield
