"""A cluster of two processes of which one is killed: the rows are those of threads.

Somebody who has joined it by its address plays there, beside whoever began it.

Run by ``make cluster``; it takes a while, because each process loads and compiles on its own.
"""

import os
import signal
import sys

from combat_rules.balance.blocks import Pairing, Task
from combat_rules.balance.executors.cluster import Cluster
from combat_rules.balance.executors.threads import Threads
from combat_rules.balance.rulebook import rulebook
from tests.packs import every_pack

TASKS = [Task(Pairing("duelist", "witch"), first, 50) for first in range(0, 2000, 50)]


def main() -> int:
    """Play, kill, compare; returns 1 if a row differs."""
    rules = rulebook(every_pack())
    threads = Threads(rules, 2)
    expected = {block.task: block for block in threads.play(TASKS)}
    threads.close()
    own = Cluster(rules, "local", 2)
    cluster = Cluster(rules, own.client.scheduler.address)
    pids = list(cluster.client.run(os.getpid).values())
    found = {}
    for block in cluster.play(TASKS):
        found[block.task] = block
        if len(found) == 3:
            os.kill(pids[0], signal.SIGKILL)
    again = list(cluster.client.run(os.getpid).values())
    cluster.close()
    own.close()
    lost = len(set(pids) - set(again))
    sys.stdout.write(
        f"{len(found)} blocks, {lost} of {len(pids)} workers killed, "
        f"{'the same' if found == expected else 'NOT the same'} as with threads\n"
    )
    return int(found != expected or not lost)


if __name__ == "__main__":
    sys.exit(main())
