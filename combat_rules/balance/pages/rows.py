"""Rows for analysts: matchups, uses of moves and single fights, as plain records and as Arrow."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct
from msgspec.structs import asdict, fields

from combat_rules.balance.matchups import Cell, Matchup, Use
from combat_rules.balance.matrix import Matrix, Played
from combat_rules.compiled.batch import REASONS

MATCHUP = (
    "left", "right", "fights", "wins", "draws", "losses", "rate", "low", "high", "time_outs",
    "length_25", "length_50", "length_75", "lead_changes", "decisiveness", "live",
)  # fmt: skip
"""The columns of a matchup. Shares are percent, lengths are ticks."""
USE = Use.__struct_fields__
"""The columns of a use of a move."""


def matchup_row(found: Matchup) -> dict[str, Any]:
    """A matchup as one flat record."""
    quarters = dict(zip(("length_25", "length_50", "length_75"), found.length, strict=True))
    row = {**asdict(found), **quarters}
    return {
        name: round(row[name], 3) if isinstance(row[name], float) else row[name] for name in MATCHUP
    }


def matchup_rows(matrix: Matrix) -> list[dict[str, Any]]:
    """All matchups as flat records, in the order of the archetypes."""
    return [matchup_row(matrix.matchups[places]) for places in sorted(matrix.matchups)]


def use_rows(matrix: Matrix) -> list[dict[str, Any]]:
    """What everybody did with its moves as flat records."""
    return [asdict(use) for use in matrix.uses]


def as_table(rows: Iterable[dict[str, Any]], kind: type[Struct] | None = None) -> pa.Table:
    """Records as a table of Arrow: ``polars.from_arrow`` and ``.to_pandas()`` make a DataFrame.
    Where there are none, it has the columns of a ``kind`` of them."""
    found = list(rows)
    if found or kind is None:
        return pa.Table.from_pylist(found)
    types = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    return pa.schema([(one.name, types[one.type]) for one in fields(kind)]).empty_table()


def fights_table(played: Played) -> pa.Table:
    """Every fight as a row: who, the seed, who won, why it was over and when, and what was left."""
    return pa.concat_tables(map(_fights, played.cells))


def _fights(cell: Cell) -> pa.Table:
    rows = cell.rows()
    names = (cell.pairing.left, cell.pairing.right)
    seeds = [seed for block in cell.in_order for seed in block.task.seeds]
    return pa.table(
        {
            "left": pa.array([names[0]] * len(rows), pa.string()),
            "right": pa.array([names[1]] * len(rows), pa.string()),
            "seed": pa.array(seeds, pa.int64()),
            "winner": pa.array([(*names, None)[one] for one in rows["winner"]], pa.string()),
            "reason": pa.array([REASONS[one] for one in rows["reason"]], pa.string()),
            "at": rows["at"],
            "lead_changes": rows["lead_changes"],
            "left_health": rows["health"][:, 0],
            "right_health": rows["health"][:, 1],
            "live": rows["live"],
        }
    )


def parquet(table: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file."""
    into = pa.BufferOutputStream()
    pq.write_table(table, into)
    return bytes(into.getvalue().to_pybytes())
