"""What it costs to begin: many moves, many charts, and a command that only tells what it can."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks.rows import Row
from combat_rules import four_phases, load_ruleset

MOVES = 1000
CSV_MS, OWN_MS, HELP_MS = 100, 1000, 250
ROUNDS = 5

OWN = f"""
from combat_rules import Action, four_phases, hookimpl
from combat_rules.charts import health_below

@hookimpl
def combat_actions():
    return [
        Action(name=f"move {{n}}", chart=four_phases(f"M{{n}}", commit=[health_below(n % 90 + 1)]))
        for n in range({MOVES})
    ]
"""


def loads() -> list[Row]:
    """Loading a thousand moves, and asking the command line for help."""
    # First: what loads leave for the collector would be charged to it.
    classes = _least(lambda: [four_phases(f"Move{n}") for n in range(MOVES)])
    with TemporaryDirectory() as folder:
        table, own = Path(folder, "moves.csv"), Path(folder, "own.py")
        rows = "".join(f"move {n},3,4,2,8,5,20\n" for n in range(MOVES))
        table.write_text(f"name,feint,commit,release,recovery,damage,reach\n{rows}")
        own.write_text(OWN)
        load_ruleset()
        stock = _least(lambda: load_ruleset([str(table)]))
        charts = _least(lambda: load_ruleset([str(own)]), _forget)
    return [
        _row(f"{MOVES} moves of a CSV table", stock, CSV_MS),
        _row(f"{MOVES} moves with charts of their own", charts, OWN_MS),
        _row("of it the library, for the classes alone", classes),
        _row("combat-rules --help, processor time", _help(), HELP_MS),
    ]


def _forget() -> None:
    """Have a plugin's file imported anew: the classes are what is to be paid for."""
    for name in [name for name in sys.modules if name.endswith("_own")]:
        del sys.modules[name]


def _least(job: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Milliseconds of processor time."""
    taken = []
    for _ in range(ROUNDS):
        before()
        began = process_time()
        job()
        taken.append((process_time() - began) * 1000)
    return min(taken)


def _help() -> float:
    """Milliseconds of processor time of a whole process."""
    taken = []
    for _ in range(ROUNDS):
        began = os.times()
        words = [sys.executable, "-m", "combat_rules.cli", "--help"]
        subprocess.run(words, check=True, capture_output=True)
        ended = os.times()
        user = ended.children_user - began.children_user
        taken.append((user + ended.children_system - began.children_system) * 1000)
    return min(taken)


def _row(what: str, milliseconds: float, below: float | None = None) -> Row:
    wanted = "" if below is None else f"below {below:g} ms"
    return (what, f"{milliseconds:.0f} ms", wanted, None if below is None else milliseconds < below)
