"""Compiled fights: against the live engine, the first one and a bare duel; building, and memory."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks import bare, before
from benchmarks.rows import Row, at_least
from combat_rules import Ruleset, load_ruleset
from combat_rules.compiled import kernel
from combat_rules.compiled.batch import Batch
from combat_rules.compiled.keeping import FOLDER
from combat_rules.compiled.live import played
from combat_rules.plugins import standard_ruleset

FOLDER_OF_PACKS = Path(__file__).parents[1] / "plugins"
PACKS = [str(FOLDER_OF_PACKS / name) for name in ("fencing", "brawling", "hexes", "weapons")]
FIRST = """
import sys
from time import process_time
from combat_rules import CombatSystem
from combat_rules.plugins import standard_ruleset
rules, began = standard_ruleset(), process_time()
for seed in range(40):
    combat = CombatSystem(ruleset=rules, seed=seed, history=0)
    combat.add_combatant("duelist", "left")
    combat.add_combatant("brute", "right")
    combat.run()
print((process_time() - began) / 40)
"""


def batches(fights: int = 20_000) -> list[Row]:
    """What compiled fights cost, in processor time, each against what it is compared with."""
    with kept_nowhere_else() as folder:
        rules = load_ruleset(PACKS)
        rows = [*_building(rules, folder)]
    batch = Batch(standard_ruleset(), "duelist", "brute", fights=kernel.MANY)
    batch.kernel.wait()
    batch.part(range(1000))
    one = min(_seconds(batch, fights // 4) for _ in range(4))
    live = min(_live(batch) for _ in range(2))
    width = batch.kernel.layout.ends["S"] * 8 / 1024
    rows.append(("a running duel", f"{width:.1f} KB", "4 KB", width <= 4))
    rows.append(("duelist-brute duels a second, one core", f"{1 / one:,.0f}", "", None))
    rows.append(at_least("a live duel / a compiled one", live / one, None))
    first = _first()
    if first is not None:
        rows.append(at_least("the first engine's duel / a compiled one", first / one, 400))
    began = process_time()
    for _ in range(20):
        bare.run()
    rows.append(at_least("the bare duel / a compiled one", (process_time() - began) / 20 / one, 25))
    rows.append(at_least("two workers / one", _workers(batch, fights), 1.7))
    rows += _memory(batch, fights)
    return rows


def _building(rules: Ruleset, folder: Path) -> Iterator[Row]:
    for what, most, fights in (
        ("cold build with the four packs, until fights are played", 3.0, 0),
        ("machine code for many fights, made as they are played", None, kernel.FEW),
        ("that for a great many", None, kernel.MANY),
        ("from disk", 0.1, kernel.MANY),
    ):
        kernel._code.cache_clear()
        began = process_time()
        Batch(rules, "duelist", "brute", fights=fights).kernel.wait()
        took = process_time() - began
        if most is None:
            yield (what, f"{took:.2f} s", "", None)
        else:
            yield (what, f"{took:.2f} s", f"below {most:g} s", took < most)


def _seconds(batch: Batch, fights: int) -> float:
    began = process_time()
    batch.part(range(fights))
    return (process_time() - began) / fights


def _live(batch: Batch, fights: int = 40) -> float:
    began = process_time()
    for seed in range(fights):
        played(batch.lineup.fight, seed)
    return (process_time() - began) / fights


def _first() -> float | None:
    with before.first_engine() as folder:
        if folder is None:
            return None
        done = subprocess.run(
            [sys.executable, "-c", FIRST], cwd=folder, env={"PYTHONPATH": str(folder)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return float(done.stdout)


def _workers(batch: Batch, fights: int) -> float:
    """How much sooner two workers are done than one, as the median of several rounds."""

    def taken(workers: int) -> float:
        began = perf_counter()
        batch.play(range(fights), workers)
        return perf_counter() - began

    return median(taken(1) / taken(2) for _ in range(before.ROUNDS))


def _memory(batch: Batch, fights: int) -> list[Row]:
    """How much more memory a hundred times as many fights take, added up part by part."""
    kilobytes = []
    for count in (fights // 10, 10 * fights):
        for first in range(0, count, 2000):
            batch.tally(range(first, first + 2000))
        kilobytes.append(getrusage(RUSAGE_SELF).ru_maxrss)
    more = (kilobytes[1] - kilobytes[0]) / 1024
    return [
        ("more memory for a hundred times the fights", f"{more:.1f} MB", "below 5 MB", more < 5)
    ]


@contextmanager
def kept_nowhere_else() -> Iterator[Path]:
    """A folder for machine code that is there for this only."""
    before_it = os.environ.get(FOLDER)
    with TemporaryDirectory() as folder:
        os.environ[FOLDER] = str(Path(folder) / "code")
        try:
            yield Path(folder)
        finally:
            if before_it is None:
                del os.environ[FOLDER]
            else:
                os.environ[FOLDER] = before_it
