"""Executors: what plays tasks. The rows are the same whatever runs them."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from combat_rules.balance.blocks import Block, Task
from combat_rules.balance.rulebook import Rulebook


class Executor(Protocol):
    """Plays tasks under rules: those that it was made with, until it is turned to others."""

    def turn_to(self, rules: Rulebook) -> None:
        """Play under other rules from now on, by the same workers."""

    def play(self, tasks: Iterable[Task]) -> Iterator[Block]:
        """What the tasks come to, each once and as it is done, in any order."""

    def close(self) -> None:
        """Let go of everything. What has not been played is forgotten."""
