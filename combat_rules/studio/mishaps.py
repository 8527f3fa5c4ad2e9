"""Mishaps: whatever rules raise in a thread of the studio ends what it came of, nothing else."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from combat_rules.errors import CombatError, at_line, in_words, is_ctrl_c

T = TypeVar("T")


def mishap(error: BaseException) -> Exception:
    """What was raised, as an error that ends no program: ``SystemExit`` and the like are mistakes
    of a rule here. Ctrl-C, which comes to the main thread alone, is raised again."""
    if is_ctrl_c(error):
        raise error
    if isinstance(error, Exception):
        return error
    told = CombatError(f"a rule raised {in_words(error)}{at_line(error)}", code="studio.fault")
    told.__cause__ = error
    return told


async def in_thread(call: Callable[..., T], *given: object) -> T:
    """What a call gives, in a thread of its own."""

    def called() -> T:
        try:
            return call(*given)
        except BaseException as error:
            raise mishap(error) from error

    return await asyncio.to_thread(called)
