"""This engine against the first one: the same jobs, in turn, each in a process of its own.

The first engine is that of commit b995225, checked out beside this one by git for as long as it
takes. Where git does not have it, in a copy without history say, there is nothing to compare.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.rows import Row, at_least

FIRST = "b995225"
HERE = Path(__file__).parents[1]
ROUNDS = 7

JOBS = """
import gc, json
from time import process_time_ns as clock
from benchmarks import duel
from benchmarks.scale import melee
from combat_rules.plugins import standard_ruleset

rules = standard_ruleset()

def script():
    combat = duel.set_up(rules)
    began = clock()
    combat.run()
    return clock() - began

def crowd():
    combat = melee(100, duration=500)
    began = clock()
    combat.run()
    return (clock() - began) / combat.state.world.sequence

def saves():
    combat = duel.set_up(rules)
    combat.advance(duel.DURATION // 2)
    began = clock()
    for _ in range(500):
        combat.load(combat.save())
    return (clock() - began) / 500

def frames():
    combat = duel.set_up(rules)
    combat.advance(200)
    save = combat.save()
    began = clock()
    for _ in range(50):
        combat.load(save)
        for _ in range(8):
            combat.advance(17)
    return (clock() - began) / 50

jobs = {"a duel": (script, 15), "a melee of 100": (crowd, 2), "save and load": (saves, 5),
        "back 8 frames and on": (frames, 5)}
for job, _ in jobs.values():
    job()
gc.collect()
gc.disable()
print(json.dumps({name: min(job() for _ in range(times)) for name, (job, times) in jobs.items()}))
"""
"""What both engines do, in words that both know."""

AIMS = {"a duel": 2.0, "a melee of 100": 1.7, "save and load": 1.5, "back 8 frames and on": 1.5}
"""How many times as quick as the first engine each has to be."""


def against_the_first() -> list[Row]:
    """How many times as quick as the first engine this one is."""
    with first_engine() as folder:
        if folder is None:
            return [(f"commit {FIRST}", "not here, nothing to compare", "", None)]
        figures: list[dict[str, tuple[float, float]]] = []
        for _ in range(ROUNDS):
            before, now = played_in(folder), played_in(HERE)
            figures.append({name: (before[name], now[name]) for name in AIMS})
    return [
        at_least(
            f"the first engine / this one, {name}",
            median(one[name][0] / one[name][1] for one in figures),
            aim,
        )
        for name, aim in AIMS.items()
    ]


def played_in(folder: Path, jobs: str = JOBS) -> dict[str, float]:
    """Processor nanoseconds of each job, with the package of a folder."""
    done = subprocess.run(
        [sys.executable, "-c", jobs],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    times: dict[str, float] = json.loads(done.stdout)
    return times


@contextmanager
def first_engine() -> Iterator[Path | None]:
    """The folder of the first engine; ``None`` where git does not have it."""
    with TemporaryDirectory() as around:
        folder = Path(around) / "first"
        added = subprocess.run(
            ["git", "worktree", "add", "--detach", str(folder), FIRST],
            cwd=HERE,
            capture_output=True,
            check=False,
        )
        if added.returncode:
            yield None
            return
        try:
            yield folder
        finally:
            subprocess.run(
                ["git", "worktree", "remove", "--force", str(folder)],
                cwd=HERE,
                capture_output=True,
                check=False,
            )
