"""What it costs to begin: many moves, many charts, and a command that only tells what it can."""

import os
import subprocess
import sys
from collections.abc import Callable
from time import process_time

from benchmarks import before
from benchmarks.rows import Row, at_least
from combat_rules import four_phases

MOVES = 1000
AIMS = {"moves of a CSV table": 6.7, "moves with charts of their own": 2.5}
"""How many times as quick as the first engine each is to be loaded."""
HELP_MS = 250
ROUNDS = 5

JOBS = f"""
import gc, json
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time_ns as clock
from combat_rules import load_ruleset

OWN = '''
from combat_rules import Action, four_phases, hookimpl
try:
    from combat_rules.charts import has_stamina
except ImportError:
    from combat_rules import has_stamina

@hookimpl
def combat_actions():
    return [
        Action(name=f"move {{n}}", chart=four_phases(f"M{{n}}", commit=[has_stamina]))
        for n in range({MOVES})
    ]
'''
TABLE = "name,feint,commit,release,recovery,damage,reach\\n" + "".join(
    f"move {{n}},3,4,2,8,5,20\\n" for n in range({MOVES})
)

def took(file, text):
    file.write_text(text)
    gc.collect()
    began = clock()
    load_ruleset([str(file)])
    return clock() - began

load_ruleset()
with TemporaryDirectory() as folder:
    # A file of another name each time: a module is imported once.
    print(json.dumps({{
        "moves of a CSV table":
            min(took(Path(folder, f"m{{n}}.csv"), TABLE) for n in range(3)),
        "moves with charts of their own":
            min(took(Path(folder, f"o{{n}}.py"), OWN) for n in range(2)),
    }}))
"""
"""What both engines load, in words that both know."""


def loads() -> list[Row]:
    """Loading a thousand moves, against the first engine, and asking the command line for help."""
    # First: what loads leave for the collector would be charged to it.
    classes = _least(lambda: [four_phases(f"Move{n}") for n in range(MOVES)])
    now = before.played_in(before.HERE, JOBS)
    rows = [_row(f"{MOVES} {name}", now[name] / 1e6) for name in AIMS]
    with before.first_engine() as folder:
        if folder is not None:
            first = before.played_in(folder, JOBS)
            rows += [
                at_least(f"the first engine / this one, {name}", first[name] / now[name], aim)
                for name, aim in AIMS.items()
            ]
    return [
        *rows,
        _row("of charts of their own the library, for the classes alone", classes),
        _row("combat-rules --help, processor time", _help(), HELP_MS),
    ]


def _least(job: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    taken = []
    for _ in range(ROUNDS):
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
