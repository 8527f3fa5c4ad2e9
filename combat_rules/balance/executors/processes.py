"""Worker processes of this machine; one that dies loses nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context

from combat_rules.balance.blocks import Block, Task
from combat_rules.balance.executors import elsewhere
from combat_rules.balance.rulebook import Rulebook
from combat_rules.errors import CombatError


class Processes:
    """So many processes that play side by side, each with rules that it has loaded itself."""

    def __init__(self, rules: Rulebook, workers: int) -> None:
        self.turn_to(rules)
        self._workers = workers
        self._pool = self._opened()

    def _opened(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._workers, get_context("spawn"), initializer=elsewhere.leave_interrupts
        )

    def turn_to(self, rules: Rulebook) -> None:
        """Play under other rules from now on, by the same workers."""
        self._recipe = elsewhere.packed(rules.recipe)

    def play(self, tasks: Iterable[Task]) -> Iterator[Block]:
        """What the tasks come to, each once and as it is done.

        Raises ``CombatError`` for a task under which a process has died again and again.
        """
        waiting = iter(tasks)
        running: dict[Future[Block], Task] = {}
        tries: Counter[Task] = Counter()
        again: list[Task] = list(islice(waiting, 2 * self._workers))
        while again or running:
            # Nobody knows under which task a process died: each that was there is played alone.
            begun = [task for task in again if task in tries][:1] or again
            again = [task for task in again if task not in begun]
            running |= {self._begun(task): task for task in begun}
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            died = False
            for future in done:
                task = running.pop(future)
                try:
                    block = future.result()
                except BrokenProcessPool:
                    tries[task] += 1
                    again.append(task)
                    died = True
                else:
                    again += islice(waiting, 1)
                    yield block
            if died:
                again += self._reopened(running, tries)

    def _begun(self, task: Task) -> Future[Block]:
        try:
            return self._pool.submit(elsewhere.play, self._recipe, task)
        except BrokenProcessPool as error:
            # A process died while nobody waited for it.
            lost: Future[Block] = Future()
            lost.set_exception(error)
            return lost

    def _reopened(self, running: dict[Future[Block], Task], tries: Counter[Task]) -> list[Task]:
        """The tasks that were being played as a process died; others play them then."""
        tries.update(running.values())
        worst, count = tries.most_common(1)[0]
        if count >= elsewhere.TRIES:
            pairing = worst.pairing
            raise CombatError(
                f"the process that played {pairing.left} against {pairing.right}, seeds "
                f"{worst.first} to {worst.seeds[-1]}, has died {count} times; is there enough "
                "memory? Play with threads: --workers",
                code="balance.died",
            )
        lost = list(running.values())
        running.clear()
        self.close()
        self._pool = self._opened()
        return lost

    def close(self) -> None:
        """Let go of the processes. What has not been played is forgotten."""
        self._pool.shutdown(wait=False, cancel_futures=True)
