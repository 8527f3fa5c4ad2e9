"""The machine code of a small text: a trap ends all functions that were called, and no others."""

import numpy as np
import pytest

from combat_rules.compiled.machine.building import WELL, Loaded, made
from combat_rules.compiled.machine.calculating import JUMPS
from combat_rules.compiled.machine.lowering import Module
from combat_rules.compiled.words.memory import CODES, FULL, JUMP, JUMP_ROOM, OVERFLOW

TEXT = """
def lower(S, R, W, number):
    if number == 3:
        trap(W, FULL)
    return number * 4611686018427387904, number

def deep(S, R, W):
    high, number = lower(S, R, W, S[0])
    S[1] += number

def many(S, R, W, Z, seeds, number, count, out):
    for n in range(count):
        S[0] = n
        W[0] = 0
        S[1] = 10
        out[2 * n] = 0
        if tried(deep, S, R, W):
            out[2 * n] = W[0]
        out[2 * n + 1] = S[1]
"""


@pytest.mark.parametrize(
    "jumps",
    [False, pytest.param(True, marks=pytest.mark.skipif(not JUMPS, reason="LLVM cannot jump"))],
    ids=["told as they come back", "jumped"],
)
def test_a_trap_ends_what_was_tried_and_nothing_else(jumps: bool) -> None:
    code = made(str(Module(TEXT, CODES, ("many",), WELL, jumps)), WELL)
    loaded = Loaded(code, {"many": 8})
    state, work = np.zeros(2, np.int64), np.zeros(JUMP + JUMP_ROOM, np.int64)
    rows = np.zeros((5, 2), np.int64)
    state_at, work_at = state.ctypes.data, work.ctypes.data
    loaded.functions["many"](state_at, 0, work_at, 0, 0, 0, len(rows), rows.ctypes.data)
    assert rows.tolist() == [[0, 10], [0, 11], [OVERFLOW, 10], [FULL, 10], [OVERFLOW, 10]]
