"""Coverage: what tests have seen of a move's chart, from the report that they left."""

from pathlib import Path

from combat_rules.charts.drawing.sketch import Arrow
from combat_rules.design.covered import REPORT, CoveredData, name_of_way, read_report
from combat_rules.plugins import Ruleset
from combat_rules.plugins.diagrams import diagram_of
from combat_rules.studio.pictures import Data


def coverage(project: Path, ruleset: Ruleset, action: str) -> Data | None:
    """What the last run of tests that looked has seen of an action: for each arrow of its chart
    how many of its transitions were taken, and how many there are to take; for each guard whether
    it was seen to hold, and to fail. ``None`` where no run has left a report.

    Raises ``StateError`` for a report that cannot be read.
    """
    file = project / REPORT
    if not file.is_file():
        return None
    report = read_report(file)
    plugin = ruleset.moves[action].plugin
    data: Data = {"written": int(file.stat().st_mtime), "percent": report.percent, "seen": None}
    for one in report.actions:
        if (one["plugin"], one["action"]) == (plugin, action):
            arrows = diagram_of(ruleset, action).sketch.arrows
            data["seen"] = {"arrows": _arrows(ruleset, arrows, one), "guards": one["guards"]}
    return data


def _arrows(
    ruleset: Ruleset, arrows: tuple[Arrow, ...], seen: CoveredData
) -> list[tuple[int, int]]:
    """Of each arrow how many of its transitions were taken, and how many can be. Those that differ
    in their event alone are one arrow."""
    left = list(ruleset.moves[seen["action"]].runner.transitions())
    found = []
    for arrow in arrows:
        taken = []
        for event in arrow.events:
            fits = (
                way for way in left
                if (way.source, way.target) == (arrow.source, arrow.target)
                and (event in way.events or not way.events)
            )  # fmt: skip
            way = next(fits, None)
            if way is not None:
                if len(way.events) < 2:
                    left.remove(way)
                taken.append(seen["transitions"].get(name_of_way(way)))
        counted = [one for one in taken if one is not None]
        found.append((sum(counted), len(counted)))
    return found
