"""Frame data, measured by playing: ``combat-rules frame-data``."""

from typing import Literal

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from combat_rules.cli.errors import demand_known
from combat_rules.cli.progress import progress
from combat_rules.design.framedata import COLUMNS, FrameData, as_data, frame_data
from combat_rules.design.framesheet import as_csv, as_html, as_markdown, as_svg, beside, remarks
from combat_rules.plugins import Ruleset

Sheet = Literal["table", "md", "csv", "json", "html", "svg"]
"""The forms of a sheet."""


def print_frames(ruleset: Ruleset, *, archetype: str | None, moves: list[str], form: Sheet) -> None:
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
        _print_table(rows)
    elif form == "json":
        data = [as_data(row) for row in rows]
        typer.echo(msgspec.json.format(msgspec.json.encode(data)).decode())
    else:
        title = f"Frame data of {archetype or 'all moves'}"
        pages = {"html": as_html, "svg": as_svg}
        lists = {"md": as_markdown, "csv": as_csv}
        text = pages[form](rows, title) if form in pages else lists[form](rows)
        typer.echo(text, nl=False)


def _print_table(rows: list[FrameData]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in COLUMNS:
        words = name in ("move", "plugin", "punished_by")
        table.add_column(name.replace("_", " "), justify="left" if words else "right")
    for row in rows:
        table.add_row(*beside(row))
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(table)
    for text in remarks(rows):
        console.print(text, soft_wrap=True)
