"""Ctrl-C at any place: raises ``KeyboardInterrupt`` where the interpreter would let it through."""

import dis
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import CodeType, FrameType
from typing import Any

LETS_THROUGH = ("RESUME", "JUMP_BACKWARD", "CALL", "CALL_KW", "CALL_FUNCTION_EX")
"""The instructions after which CPython looks whether somebody has pressed Ctrl-C."""

ROOMS = ("combat_rules/engine/", "combat_rules/record/")


class CtrlC:
    """Counts the places at which an interrupt may fall, and raises at number ``at``, once."""

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.places = 0
        self.where = ""
        self._before: dict[FrameType, str] = {}

    @contextmanager
    def pressed(self) -> Iterator["CtrlC"]:
        """Whatever is called inside may be interrupted."""
        before = sys.gettrace()
        sys.settrace(self._enter)
        try:
            yield self
        finally:
            sys.settrace(before)

    def _enter(self, frame: FrameType, event: str, arg: Any) -> Callable[..., Any] | None:
        if not any(room in frame.f_code.co_filename for room in ROOMS):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return self._step

    def _step(self, frame: FrameType, event: str, arg: Any) -> Callable[..., Any]:
        if event == "return":
            self._before.pop(frame, None)
        elif event == "exception":
            # What raises has not been called to its end; nobody looks after it.
            self._before[frame] = ""
        elif event == "opcode":
            before = self._before.get(frame)
            self._before[frame] = _names(frame.f_code).get(frame.f_lasti, "")
            if before in LETS_THROUGH:
                self._let_through(frame)
        return self._step

    def _let_through(self, frame: FrameType) -> None:
        self.places += 1
        if self.places == self.at:
            self._before.clear()
            code = frame.f_code
            self.where = f"{code.co_filename}:{frame.f_lineno} {code.co_qualname}"
            sys.settrace(None)
            raise KeyboardInterrupt


@cache
def _names(code: CodeType) -> dict[int, str]:
    return {step.offset: step.opname for step in dis.get_instructions(code)}
