"""How machine code is made for tests: at once, or as it is made for users."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from combat_rules.compiled import kernel
from combat_rules.compiled.keeping import FOLDER
from combat_rules.compiled.machine import building
from tests.amounts import LONG

SHIPPED = {"PASSES": building.PASSES, "LEVEL": building.LEVEL}
AT_ONCE = SHIPPED if LONG else {"PASSES": ("sroa", "simplify_cfg"), "LEVEL": 0}
"""The same fights in a third of the time that it takes to make code that plays them quicker: tests
play so few of them that this decides."""


@contextmanager
def made(how: dict[str, object], folder: str) -> Iterator[None]:
    """Machine code is made like this meanwhile, and kept in a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in how.items():
            patch.setattr(building, name, value)
        patch.setenv(FOLDER, folder)
        kernel._code.cache_clear()
        yield
    kernel._code.cache_clear()


@contextmanager
def as_shipped() -> Iterator[None]:
    """Machine code is made as for users meanwhile."""
    with made(SHIPPED, f"{os.environ[FOLDER]}_as_shipped"):
        yield
