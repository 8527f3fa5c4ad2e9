"""Rows of the printed tables: what was measured, and beside it what is to be reached."""

from combat_rules import CombatEvent

FRAME_MS, EVENT_MS, MEMORY_MB = 16, 5, 100
"""What the old system aimed at."""

Row = tuple[str, str, str, bool | None]
"""What, the figure, what is to be reached, and whether it is."""


def micros(what: str, nanoseconds: list[float], below: float | None = None) -> Row:
    """The quickest of some times, in microseconds."""
    least = min(nanoseconds) / 1000
    wanted = "" if below is None else f"below {below:g} µs"
    return (what, f"{least:.1f} µs", wanted, None if below is None else least < below)


def at_least(what: str, times: float, least: float | None) -> Row:
    """A ratio that is to be large."""
    wanted = f"at least {least}" if least else ""
    return (what, f"{times:.1f} times", wanted, times >= least if least else None)


def at_most(what: str, times: float, most: float | None) -> Row:
    """A ratio that is to be small."""
    wanted = f"at most {most:.3g}" if most else ""
    return (what, f"{times:.2f} times", wanted, times <= most if most else None)


def hear(event: CombatEvent) -> None:
    """A subscriber that does nothing."""
