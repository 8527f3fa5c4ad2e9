"""Executors: what plays tasks. The rows are the same whatever runs them."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from combat_rules.balance.blocks import Block, Task


class Executor(Protocol):
    """Plays tasks under the rules that it was made with."""

    def play(self, tasks: Iterable[Task]) -> Iterator[Block]:
        """What the tasks come to, each once and as it is done, in any order."""

    def close(self) -> None:
        """Let go of everything. What has not been played is forgotten."""
