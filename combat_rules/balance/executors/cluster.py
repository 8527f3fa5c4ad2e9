"""A Dask cluster: processes on this machine or on many others."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from warnings import warn

from combat_rules.balance.blocks import Block, Task
from combat_rules.balance.executors import elsewhere
from combat_rules.balance.rulebook import Rulebook
from combat_rules.errors import CombatError

try:
    import distributed
except ImportError:  # an extra: most people have one machine
    distributed = None

PATIENCE = 5
"""Seconds after which it is told that a scheduler has no workers."""
LOCAL = "local"
"""Instead of the address of a scheduler: a cluster of this machine's own, for this run."""


class Cluster:
    """The workers of a Dask cluster, each with rules that it has loaded itself.

    They need this package and the plugins in the same places. Raises ``CombatError`` if nobody
    answers at ``address``, or Dask is not installed. ``tell`` is told if nobody plays there.
    """

    def __init__(
        self,
        rules: Rulebook,
        address: str,
        workers: int = 1,
        tell: Callable[[str], object] = warn,
    ) -> None:
        if distributed is None:
            raise CombatError(
                "to play on a cluster needs distributed: pip install 'combat-rules[dask]'",
                code="balance.dask",
            )
        self.turn_to(rules)
        self._address, self._tell = address, tell
        self._own = None
        if address == LOCAL:
            self._own = distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None
            )
        try:
            self.client = distributed.Client(self._own or address, timeout="10s")
        except (OSError, ValueError) as error:
            raise CombatError(
                f"no Dask scheduler answers at {address}: {error}; begin one with dask scheduler, "
                "or use --dask local",
                code="balance.dask",
            ) from error

    def turn_to(self, rules: Rulebook) -> None:
        """Play under other rules from now on, by the same workers."""
        self._recipe = elsewhere.packed(rules.recipe)

    def play(self, tasks: Iterable[Task]) -> Iterator[Block]:
        """What the tasks come to, each once and as it is done. What a worker had begun that dies
        is played by another one; where there are none yet, the first ones that come begin.

        Raises ``CombatError`` for a task under which worker after worker has died.
        """
        waiting = iter(tasks)
        threads = self._threads
        running = distributed.as_completed(map(self._begun, islice(waiting, 2 * max(1, threads))))
        if not threads:
            self._wait_for_workers()
        for future in running:
            more = 1
            if not threads:
                threads = self._threads
                more = max(1, 2 * threads)
            running.update(map(self._begun, islice(waiting, more)))
            try:
                block: Block = future.result()
            except distributed.KilledWorker as error:
                raise CombatError(
                    f"worker after worker has died of a task; have they enough memory? {error}",
                    code="balance.died",
                ) from error
            yield block

    @property
    def _threads(self) -> int:
        return sum(self.client.nthreads().values())

    def _wait_for_workers(self) -> None:
        """Wait a little for somebody to play what was handed out; where nobody comes, say so."""
        try:
            self.client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            self._tell(
                f"the Dask scheduler at {self._address} has no workers: nothing is played until "
                f"one comes. Begin some with dask worker {self._address}, or end this with Ctrl-C "
                "and use --dask local, --processes or --workers"
            )

    def _begun(self, task: Task) -> "distributed.Future[Block]":
        return self.client.submit(elsewhere.play, self._recipe, task, pure=False)

    def close(self) -> None:
        """Leave the cluster, and end it if it is this run's own."""
        self.client.close()
        if self._own is not None:
            self._own.close()
