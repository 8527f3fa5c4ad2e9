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
            alone = next((task for task in again if task in tries), None)
            if alone is None:
                begun, again = again, []
            else:
                begun = [alone]
                again.remove(alone)
            running |= {self._begun(task): task for task in begun}
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            fallen: list[Task] = []
            for future in done:
                task = running.pop(future)
                try:
                    block = future.result()
                except BrokenProcessPool:
                    fallen.append(task)
                else:
                    again += islice(waiting, 1)
                    yield block
            if fallen:
                fallen += running.values()
                running.clear()
                self._reopen(fallen, tries)
                again += fallen

    def _begun(self, task: Task) -> Future[Block]:
        try:
            return self._pool.submit(elsewhere.play, self._recipe, task)
        except BrokenProcessPool as error:
            # A process died while nobody waited for it.
            lost: Future[Block] = Future()
            lost.set_exception(error)
            return lost

    def _reopen(self, fallen: list[Task], tries: Counter[Task]) -> None:
        """Have other processes play the tasks that were being played as one died."""
        tries.update(dict.fromkeys(fallen, 1))
        worst, count = tries.most_common(1)[0]
        if count >= elsewhere.TRIES:
            pairing = worst.pairing
            raise CombatError(
                f"the process that played {pairing.left} against {pairing.right}, seeds "
                f"{worst.first} to {worst.seeds[-1]}, has died {count} times; is there enough "
                "memory? Play with threads: --workers",
                code="balance.died",
            )
        self.close()
        self._pool = self._opened()

    def close(self) -> None:
        """Let go of the processes. What has not been played is forgotten."""
        self._pool.shutdown(wait=False, cancel_futures=True)
