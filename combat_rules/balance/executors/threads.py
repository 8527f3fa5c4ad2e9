"""Threads of this process: compiled fights let go of Python, so they run side by side."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from combat_rules.balance.blocks import Block, Player, Task
from combat_rules.balance.executors.submitting import few_ahead
from combat_rules.balance.rulebook import Rulebook


class Threads:
    """So many threads that play side by side, ``fights`` altogether, if that is known."""

    def __init__(self, rules: Rulebook, workers: int = 1, fights: int | None = None) -> None:
        self._fights = fights
        self.turn_to(rules)
        self._pool = ThreadPoolExecutor(workers)
        self._workers = workers

    def turn_to(self, rules: Rulebook) -> None:
        """Play under other rules from now on, by the same threads."""
        self._player = Player(rules, self._fights)

    def play(self, tasks: Iterable[Task]) -> Iterator[Block]:
        """What the tasks come to, each once and as it is done."""
        return few_ahead(lambda task: self._pool.submit(self._player.play, task), tasks,
                         2 * self._workers)  # fmt: skip

    def close(self) -> None:
        """Wait for what is being played, and begin nothing else."""
        self._pool.shutdown(cancel_futures=True)
