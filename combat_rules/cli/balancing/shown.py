"""A matrix for people, for programs and as files."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import typer

from combat_rules.balance.against import Difference
from combat_rules.balance.matchups import Matchup, Use
from combat_rules.balance.pages.heat import heat_map
from combat_rules.balance.pages.page import page
from combat_rules.balance.pages.rows import (
    MATCHUP,
    USE,
    as_table,
    fights_table,
    matchup_rows,
    parquet,
    use_rows,
)
from combat_rules.balance.summary import in_words, summary
from combat_rules.charts.drawing.markdown import in_markdown, row
from combat_rules.cli.balancing.matrix import Found
from combat_rules.cli.errors import complain, warn_of_mistakes
from combat_rules.cli.tables import (
    as_csv,
    as_json,
    interval,
    print_square,
    print_table,
    print_text,
    without_zeros,
)
from combat_rules.cli.wrapping import together
from combat_rules.errors import CombatError, how_many, why_unwritten
from combat_rules.record.files import write_whole

DIFFERENCE = Difference.__struct_fields__
SHOWN = (
    "left", "right", "fights", "share", "95 % sure", "draws", "timed out", "length", "leads",
    "left over",
)  # fmt: skip
"""The columns of the table of matchups."""
RARE = ("draws", "timed out")
"""Those of them that are left out where there was none."""
WORDS = ("archetype", "foe", "move")
"""The columns of the table of moves that are no numbers."""
CHANGED = ("left", "right", "before", "after", "change", "95 % sure")


def print_found(found: Found, form: str, *, moves: bool) -> None:
    """Print a matrix as what is wanted."""
    _warn(found)
    if form == "table":
        _print_table(found, moves=moves)
    elif form == "parquet":
        sys.stdout.buffer.write(parquet(as_table(matchup_rows(found.played.matrix))))
    else:
        typer.echo(TEXTS[form](found), nl=False)
        if form == "md" and moves:
            typer.echo(f"\n{_moves_in_markdown(found)}", nl=False)


def sentences(found: Found) -> list[str]:
    """What there is to say of a field besides its numbers."""
    matrix = found.played.matrix
    said = in_words(summary(matrix, found.rules.ruleset))
    worst = matrix.worst
    if worst is not None:
        better, worse = sorted_names(worst)
        rate = max(worst.rate, 100 - worst.rate)
        said.insert(0, f"worst matchup: {better} wins {rate:.1f} % against {worse}")
    return said


def sorted_names(found: Matchup) -> tuple[str, str]:
    """Who is better in a matchup, and who is worse."""
    return (found.left, found.right) if found.rate >= 50 else (found.right, found.left)


def as_data(found: Found) -> dict[str, Any]:
    """Everything as plain data. Shares are percent, lengths ticks."""
    matrix = found.played.matrix
    return {
        "archetypes": matrix.archetypes,
        "pilots": found.wanted.pilots,
        "rules": found.rules.fingerprint,
        "changed": dict(found.wanted.numbers),
        "forbidden": found.wanted.forbidden,
        "rates": [[round(rate, 3) for rate in row] for row in matrix.rates],
        "matchups": matchup_rows(matrix),
        "moves": use_rows(matrix),
        "field": msgspec.to_builtins(summary(matrix, found.rules.ruleset)),
        "differences": [msgspec.to_builtins(one) for one in found.differences],
        "uneven": matrix.uneven,
        "interrupted": matrix.interrupted,
        "mistakes": matrix.mistakes,
    }


def _json(found: Found) -> str:
    return as_json(as_data(found)) + "\n"


def csv_of(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Records as CSV."""
    return as_csv(columns, ([row[name] for name in columns] for row in rows))


def _csv(found: Found) -> str:
    return csv_of(MATCHUP, matchup_rows(found.played.matrix))


def _markdown(found: Found) -> str:
    matrix = found.played.matrix
    lines = [_line(["", *matrix.archetypes]), row([":--", *["--:"] * len(matrix.archetypes)])]
    lines += [
        _line([name, *cells]) for name, cells in zip(matrix.archetypes, _cells(found), strict=True)
    ]
    lines += ["", *(f"- {in_markdown(said)}" for said in sentences(found)), ""]
    lines += [_line(SHOWN), row([":--"] * 2 + ["--:"] * (len(SHOWN) - 2))]
    lines += [_line(cells) for cells in _matchups(found)]
    if found.differences:
        lines += ["", _line(CHANGED), row([":--"] * 2 + ["--:"] * (len(CHANGED) - 2))]
        lines += [_line(cells) for cells in _changes(found)]
    return "\n".join([*lines, ""])


def _moves_in_markdown(found: Found) -> str:
    lines = [_line(USE), row([":--"] * len(WORDS) + ["--:"] * (len(USE) - len(WORDS)))]
    return "\n".join([*lines, *map(_line, _uses(found)), ""])


def _line(cells: Iterable[str]) -> str:
    return row(map(in_markdown, cells))


def _html(found: Found) -> str:
    return page(found.played.matrix, sentences(found))


TEXTS: Mapping[str, Callable[[Found], str]] = {
    "md": _markdown, "csv": _csv, "json": _json, "html": _html,
}  # fmt: skip
"""What makes the text of each format."""


def write_all(found: Found, folder: Path) -> None:
    """Write a matrix to a folder: as a page, as a picture, and as rows of each kind."""
    matrix = found.played.matrix
    tables = {
        "matchups": as_table(matchup_rows(matrix)),
        "moves": as_table(use_rows(matrix), Use),
        "fights": fights_table(found.played),
    }
    texts = {
        "matrix.svg": heat_map(matrix), "matrix.html": _html(found), "matrix.md": _markdown(found),
        "matrix.json": _json(found), "matchups.csv": _csv(found),
        "moves.csv": csv_of(USE, use_rows(matrix)),
    }  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            write_whole(folder / name, text.encode())
        for name, table in tables.items():
            write_whole(folder / f"{name}.parquet", parquet(table))
    except OSError as error:
        raise CombatError(
            f"cannot write the matrix to {folder}: {why_unwritten(folder, error)}",
            code="balance.write",
        ) from error


def _print_table(found: Found, *, moves: bool) -> None:
    matrix = found.played.matrix
    cut = ", then it was interrupted" if matrix.interrupted else ""
    print_text(f"{how_many(matrix.fights, 'fight')}{cut}")
    for path, value in found.wanted.numbers:
        print_text(f"with {path} = {value}")
    for move in found.wanted.forbidden:
        print_text(f"without {move}")
    print_text("")
    print_square(matrix.archetypes, _cells(found))
    print_text("")
    for said in sentences(found):
        print_text(said, hang=2)
    print_text("")
    print_table(*without_zeros(SHOWN, _matchups(found), RARE), words=("left", "right"))
    if found.differences:
        print_text("")
        print_table(CHANGED, _changes(found), words=("left", "right"))
    if moves:
        print_text("")
        print_table(USE, _uses(found), words=WORDS)


def _cells(found: Found) -> list[list[str]]:
    """The shares as they stand in the square: of oneself nothing."""
    rates = found.played.matrix.rates
    return [
        ["" if row == column else f"{rate:.0f}" for column, rate in enumerate(rates[row])]
        for row in range(len(rates))
    ]


def _matchups(found: Found) -> list[list[str]]:
    second = found.rules.ruleset.ticks_per_second
    matrix = found.played.matrix
    return [
        [
            one.left, one.right, f"{one.fights:,}", f"{one.rate:.1f} %",
            interval(one.low, one.high), f"{one.draws:,}", f"{one.time_outs:,}",
            f"{one.length[1] / second:.1f} s", f"{one.lead_changes:.1f}",
            f"{one.decisiveness:.0f} %",
        ]
        for one in (matrix.matchups[places] for places in sorted(matrix.matchups))
    ]  # fmt: skip


def _changes(found: Found) -> list[list[str]]:
    return [
        [
            one.left, one.right, f"{one.before:.1f} %", f"{one.after:.1f} %",
            f"{one.change:+z.1f}{' *' if one.sure else ''}",
            together(f"{one.low:+z.1f} to {one.high:+z.1f}"),
        ]
        for one in found.differences
    ]  # fmt: skip


def _uses(found: Found) -> list[list[str]]:
    rows = use_rows(found.played.matrix)
    return [[_shown(name, one) for name, one in row.items()] for row in rows]


def _shown(column: str, value: object) -> str:
    """A value of a use of a move; its share of the damage is percent."""
    if column == "share":
        return f"{value:.1f} %"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _warn(found: Found) -> None:
    """Say what is not as it ought to be."""
    matrix = found.played.matrix
    if matrix.why_live:
        told = ", ".join(f"{count:,} because of {why}" for why, count in matrix.why_live.items())
        complain(f"fights went to the live engine, which is slow: {told}")
    warn_of_mistakes(matrix.mistakes, matrix.fights)
    for name in matrix.uneven:
        complain(
            f"{name} against {name} is not the same fight from both sides: a rule tells left from "
            "right, so its matchups depend on who stands where"
        )
