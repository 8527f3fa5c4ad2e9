"""Frame data, measured by playing: ``combat-rules frame-data``."""

from typing import Literal

import typer

from combat_rules.cli.errors import demand_known
from combat_rules.cli.progress import progress
from combat_rules.cli.tables import print_json, print_table, print_text
from combat_rules.design.framedata import COLUMNS, FrameData, as_data, frame_data
from combat_rules.design.framesheet import (
    HEADINGS,
    as_csv,
    as_html,
    as_markdown,
    as_svg,
    beside,
    remarks,
)
from combat_rules.plugins import Ruleset

Sheet = Literal["table", "md", "csv", "json", "html", "svg"]
"""The forms of a sheet."""

SHORT = ("move", "startup", "active", "recovery", "on_hit", "on_block", "on_counter_hit", "damage",
         "reach")  # fmt: skip
"""The columns that are shown unless more is asked for."""


def print_frames(
    ruleset: Ruleset, *, archetype: str | None, moves: list[str], form: Sheet, verbose: bool
) -> None:
    """Measure and print the moves named, those of an archetype, or all."""
    known = list(ruleset.moves)
    if archetype is not None:
        demand_known("archetype", archetype, ruleset.archetypes)
        known = list(ruleset.archetypes[archetype].actions)
    for name in moves:
        demand_known("action", name, known)
    with progress("measuring", len(moves or known)) as told:
        rows = frame_data(ruleset, moves or known, known, told)
    if form == "table":
        _print_table(rows, verbose=verbose)
    elif form == "json":
        data = [as_data(row) for row in rows]
        print_json(data)
    else:
        title = f"Frame data of {archetype or 'all moves'}"
        pages = {"html": as_html, "svg": as_svg}
        lists = {"md": as_markdown, "csv": as_csv}
        text = pages[form](rows, title) if form in pages else lists[form](rows)
        typer.echo(text, nl=False)


def _print_table(rows: list[FrameData], *, verbose: bool) -> None:
    shown = COLUMNS[:-1] if verbose else SHORT
    cells = [dict(zip(COLUMNS, beside(row), strict=True)) for row in rows]
    print_table(
        [HEADINGS[name] for name in shown],
        [[row[name] for name in shown] for row in cells],
        words=(HEADINGS["move"], HEADINGS["plugin"]),
        notes=[row["punished_by"] and f"punished by {row['punished_by']}" for row in cells],
    )
    for text in remarks(rows):
        print_text(text, hang=2)
