"""Pictures of actions: ``combat-rules diagram`` prints, writes or checks them."""

from pathlib import Path

import typer

from combat_rules.charts.drawing.diagram import Engine
from combat_rules.cli.errors import complain, demand_known, refuse
from combat_rules.cli.program import PROBLEM
from combat_rules.cli.tables import print_text
from combat_rules.design.diagrams import (
    USUAL,
    as_text,
    differences,
    files_of,
    folder_of,
    stale,
    write,
)
from combat_rules.errors import how_many
from combat_rules.plugins import Ruleset
from combat_rules.plugins.diagrams import diagram_of

TEXTS = ("mermaid", "dot", "md")
"""The forms that can be printed."""


def draw(
    ruleset: Ruleset,
    moves: list[str],
    *,
    form: str | None,
    out: Path | None,
    check: bool,
    engine: Engine,
) -> None:
    """Print, write or check diagrams, as the command line asks."""
    for name in moves:
        demand_known("action", name, ruleset.moves)
    if out is None and not check:
        _print(ruleset, moves, form or "mermaid")
        return
    folder = out or Path("diagrams")
    forms = (form,) if form else USUAL
    files = files_of(ruleset, moves, forms, engine) if moves else folder_of(ruleset, forms, engine)
    if not check:
        changed = write(files, folder)
        print_text(f"{folder}: {how_many(len(files), 'file')}, {len(changed)} changed")
        return
    wrong = stale(files, folder) if moves else differences(files, folder)
    for line in wrong:
        complain(f"{folder}: {line}")
    if wrong:
        named = "".join(f"{move} " for move in moves)
        refuse(f"run combat-rules diagram {named}--out {folder}", PROBLEM)
    print_text(f"{folder}: {how_many(len(files), 'file')}, all fresh")


def _print(ruleset: Ruleset, moves: list[str], form: str) -> None:
    if form not in TEXTS:
        refuse(
            f"{form} is no text to print; say where to write it with --out, or "
            f"choose one of {', '.join(TEXTS)}"
        )
    for name in moves or ruleset.moves:
        typer.echo(as_text(diagram_of(ruleset, name), form))
