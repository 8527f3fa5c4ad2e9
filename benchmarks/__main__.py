"""Measure everything and print it as a table: ``python -m benchmarks``."""

import platform
import sys
from importlib.metadata import version

from rich.console import Console
from rich.table import Table

from benchmarks import (
    allocation,
    alone,
    bare,
    before,
    chart_event,
    compiled,
    duel,
    environments,
    loading,
    recording,
    scale,
)
from benchmarks.rows import EVENT_MS, FRAME_MS, Row, at_least, at_most, micros
from benchmarks.timing import in_turn, ratio
from combat_rules import load_ruleset
from combat_rules.plugins import standard_ruleset


def main() -> int:
    """Print every ratio beside what is to be reached; 1 if one is missed."""
    console = Console(highlight=False)
    peers = ("python-statemachine", "transitions", "sismic", "blinker", "pluggy", "msgspec")
    versions = ", ".join(f"{name} {version(name)}" for name in peers)
    console.print(f"Python {platform.python_version()}, {versions}\n")
    missed = 0
    for title, rows in (
        ("One chart event", events()),
        ("A duel, whole engine", duels()),
        ("Against the first engine", before.against_the_first()),
        ("Compiled fights", compiled.batches()),
        ("Environments", environments.steps()),
        ("Save and load", saves()),
        ("A journal", recording.journals()),
        ("Rollback", recording.rollbacks()),
        ("Loading", loading.loads()),
        ("More combatants", scale.melees()),
        ("More fights", scale.crowds()),
        ("A long fight", scale.memory()),
        ("Pools and caches against plain allocation", pools()),
    ):
        table = Table(title=title, title_justify="left", show_lines=False)
        for column in ("what", "measured", "to reach", ""):
            table.add_column(column)
        for what, measured, wanted, reached in rows:
            missed += reached is False
            table.add_row(what, measured, wanted, {None: "", True: "yes", False: "NO"}[reached])
        console.print(table)
    return 1 if missed else 0


def events() -> list[Row]:
    """The table runner against the peers."""
    figures = in_turn(chart_event.jobs())
    table = figures["table runner"]
    rows: list[Row] = [(name, f"{min(ns):,.0f} ns", "", None) for name, ns in figures.items()]
    for peer, least in (("python-statemachine", 50), ("transitions", 5), ("sismic", None)):
        times = ratio(figures[peer], table)
        rows.append(at_least(f"{peer} / table", times, least))
    by_hand = ratio(table, figures["hand-written dict"])
    rows.append(at_most("table / hand-written dict", by_hand, 4))
    return rows


def duels() -> list[Row]:
    """The engine against the reference runner and against a duel without an engine."""
    fast, slow = standard_ruleset(), load_ruleset(runner="reference")
    count = duel.count_chart_events(fast)
    bare.demand_the_same()

    def on_reference() -> int:
        duel.set_up(slow).run()
        return 1

    figures = {
        name: [ns / count for ns in taken]
        for name, taken in in_turn(
            {
                "engine": alone.play(alone.DUELS, False),
                "engine, with a subscriber": alone.play(alone.DUELS, True),
                "on the reference runner": on_reference,
                "bare hand-written duel": alone.by_hand,
            }
        ).items()
    }
    engine, heard = figures["engine"], figures["engine, with a subscriber"]
    reference = figures["on the reference runner"]
    frame = min(heard) * count / (duel.DURATION / 1000 * 60) / 1e6
    return [
        *(micros(f"{name}, an event", ns) for name, ns in figures.items()),
        ("chart events in the duel", str(count), "", None),
        at_least("reference runner / engine", ratio(reference, engine), 20),
        at_most("engine / bare duel", alone.times(False), 6.5),
        at_most("with a subscriber / bare duel", alone.times(True), 12),
        ("a frame at 60 a second", f"{frame * 1000:.1f} µs", f"{FRAME_MS} ms", frame < FRAME_MS),
        (
            "an event to its subscriber",
            f"{min(heard) / 1000:.1f} µs",
            f"{EVENT_MS} ms",
            min(heard) < EVENT_MS * 1e6,
        ),
    ]


def saves() -> list[Row]:
    """Saving and loading a whole fight in its middle."""
    combat = duel.set_up(standard_ruleset())
    combat.advance(duel.DURATION // 2)

    def job() -> int:
        for _ in range(2000):
            combat.load(combat.save())
        return 2000

    both = min(in_turn({"save and load": job})["save and load"]) / 1000
    return [("save and load", f"{both:.2f} µs", "below 20 µs", both < 20)]


def pools() -> list[Row]:
    """What the old guide's object pool and LRU cache would cost."""
    figures = in_turn(allocation.jobs())
    event, state = figures["event, plain allocation"], figures["state, plain dict"]
    rows: list[Row] = [(name, f"{min(ns):,.0f} ns", "", None) for name, ns in figures.items()]
    for what, figure, plain in (
        ("the guide's pool / plain", "event, the guide's pool", event),
        ("a list as pool / plain", "event, a list as pool", event),
        ("LRU cache / plain dict", "state, LRU cache", state),
    ):
        rows.append(at_least(what, ratio(figures[figure], plain), None))
    return rows


if __name__ == "__main__":
    sys.exit(main())
