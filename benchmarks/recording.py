"""What recording costs: a journal on against off, and going back eight frames."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.rows import FRAME_MS, Row, at_most, micros
from benchmarks.timing import in_turn, ratio
from combat_rules import CombatSystem
from combat_rules.engine.sinks import JournalSink
from combat_rules.plugins import standard_ruleset
from combat_rules.record import Journal

SECONDS = 60
"""As long as a fight is unless told otherwise."""
FRAMES = 8
RATE = 60


def bout(journal: JournalSink | None = None) -> CombatSystem:
    """Two with minds of their own, who last."""
    combat = CombatSystem(ruleset=standard_ruleset(), seed=3, journal=journal)
    combat.add_combatant("duelist", "ayla", health=100_000)
    combat.add_combatant("brute", "borin", health=100_000)
    return combat


def journals(seconds: int = SECONDS) -> list[Row]:
    """A fight in slices of a second, written down or not."""
    with TemporaryDirectory() as folder:

        def play(form: str) -> Callable[[], int]:
            def job() -> int:
                journal = Journal(Path(folder) / f"fight.{form}") if form else None
                combat = bout(journal)
                for _ in range(seconds):
                    combat.advance(1000)
                if journal is not None:
                    journal.close()
                    journal.file.unlink()
                return seconds

            return job

        figures = in_turn(
            {
                "no journal, a second": play(""),
                "binary journal, a second": play("bin"),
                "JSON Lines, a second": play("jsonl"),
            }
        )
    off, binary, lines = figures.values()
    return [
        *(micros(name, ns) for name, ns in figures.items()),
        at_most("binary journal / none", ratio(binary, off), 1.5),
        at_most("JSON Lines / none", ratio(lines, off), None),
    ]


def rollbacks() -> list[Row]:
    """Load a fight as it was eight frames ago and play them again, saving each."""
    combat = bout()
    combat.advance(1000)
    start = combat.save()
    ticks = [1000 * (n + 1) // RATE - 1000 * n // RATE for n in range(FRAMES)]

    def back() -> int:
        for _ in range(50):
            combat.load(start)
            for frame in ticks:
                combat.advance(frame)
                combat.save()
        return 50

    def forth() -> int:
        for _ in range(50):
            combat.load(start)
            combat.advance(sum(ticks))
        return 50

    figures = in_turn({"8 frames again, saving each": back, "the same ticks at once": forth})
    again, once = figures.values()
    share = min(again) / 1e6 / FRAME_MS
    return [
        micros("8 frames again, saving each", again, below=1000),
        at_most("8 slices / at once", ratio(again, once), None),
        ("of a frame", f"{100 * share:.2f} %", f"{FRAME_MS} ms", share < 1),
    ]
