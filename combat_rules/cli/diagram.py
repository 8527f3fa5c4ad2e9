"""Pictures of actions: ``combat-rules diagram`` prints, writes or checks them."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

import typer

from combat_rules.charts.drawing.diagram import Engine
from combat_rules.cli.errors import PROBLEM, USAGE, complain
from combat_rules.design.diagrams import ENDINGS, differences, folder_of, write, written
from combat_rules.engine.diagrams import diagram_of
from combat_rules.plugins import Ruleset

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
    _demand_known(moves, ruleset)
    if out is None and not check:
        _print(ruleset, moves, form or "mermaid")
        return
    folder = out or Path("diagrams")
    files = _files(ruleset, moves, form, engine)
    if not check:
        changed = write(files, folder) if not moves else _write_some(files, folder)
        typer.echo(f"{folder}: {len(files)} files, {len(changed)} changed")
        return
    wrong = differences(files, folder)
    wrong = [line for line in wrong if not (moves and line.endswith("left over"))]
    for line in wrong:
        complain(f"{folder}: {line}")
    if wrong:
        complain(f"combat-rules: run combat-rules diagram --out {folder}")
        raise typer.Exit(PROBLEM)
    typer.echo(f"{folder}: {len(files)} files, all fresh")


def _print(ruleset: Ruleset, moves: list[str], form: str) -> None:
    if form not in TEXTS:
        complain(
            f"combat-rules: {form} is no text to print; say where to write it with --out, or "
            f"choose one of {', '.join(TEXTS)}"
        )
        raise typer.Exit(USAGE)
    for name in moves or ruleset.moves:
        typer.echo(written(diagram_of(ruleset, name), form).decode())


def _files(
    ruleset: Ruleset, moves: list[str], form: str | None, engine: Engine
) -> dict[str, bytes]:
    """One file for each move named; a whole folder with its index if none is."""
    forms = (form,) if form else ("svg", "mermaid")
    if not moves:
        return folder_of(ruleset, forms, engine)
    return {
        f"{name}{ENDINGS[form]}": written(diagram_of(ruleset, name), form, engine)
        for name in moves
        for form in forms
    }


def _write_some(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """Write files beside those that are there."""
    beside = {
        path.name: path.read_bytes()
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.is_file() and path.name not in files
    }
    return write({**beside, **files}, folder)


def _demand_known(moves: list[str], ruleset: Ruleset) -> None:
    for name in moves:
        if name not in ruleset.moves:
            close = get_close_matches(name, ruleset.moves, 1)
            meant = (
                f"did you mean {close[0]}?" if close else f"there are: {', '.join(ruleset.moves)}"
            )
            complain(f"combat-rules: there is no action {name}; {meant}")
            raise typer.Exit(USAGE)
