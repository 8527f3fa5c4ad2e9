"""A matrix as a page of HTML that needs nothing else: the heat map, the matchups, the moves."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from combat_rules.balance.matrix import Matrix
from combat_rules.balance.pages.heat import heat_map
from combat_rules.balance.pages.rows import MATCHUP, USE, matchup_rows, use_rows

STYLE = """\
body { font: 15px/1.5 Arial, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2em .6em; text-align: right; border-bottom: 1px solid #ddd; }
th { position: sticky; top: 0; background: #fff; cursor: pointer; }
td:first-child, td:nth-child(2), th:first-child, th:nth-child(2) { text-align: left; }
svg { max-width: 100%; height: auto; }
"""
SORT = """\
for (const head of document.querySelectorAll("th")) head.onclick = () => {
  const at = head.cellIndex, body = head.closest("table").tBodies[0];
  const up = head.dataset.up = head.dataset.up === "1" ? "0" : "1";
  const value = row => row.cells[at].dataset.n ?? row.cells[at].textContent;
  const order = (a, b) => isNaN(a) || isNaN(b) ? a.localeCompare(b) : a - b;
  [...body.rows].sort((a, b) => order(value(a), value(b)) * (up === "1" ? 1 : -1))
    .forEach(row => body.append(row));
};
"""


def page(matrix: Matrix, told: Iterable[str]) -> str:
    """The page; ``told`` are sentences about the field that stand under the picture."""
    sentences = "".join(f"<p>{escape(line)}</p>\n" for line in told)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>Balance</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
        "<h1>Who beats whom</h1>\n"
        "<p>The share of wins of the row against the column in percent; a draw counts a half. "
        "A dark frame: it is known who is better, 95 times in a hundred.</p>\n"
        f"{heat_map(matrix)}{sentences}"
        f"<h2>Matchups</h2>\n{_table(MATCHUP, matchup_rows(matrix))}"
        f"<h2>Moves</h2>\n{_table(USE, use_rows(matrix))}"
        f"<script>\n{SORT}</script>\n</body>\n</html>\n"
    )


def _table(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    heads = "".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in columns)
    body = "\n".join(f"<tr>{''.join(_value(row[name]) for name in columns)}</tr>" for row in rows)
    return f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n"


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f'<td data-n="{value}">{value:.1f}</td>'
    if isinstance(value, int):
        return f'<td data-n="{value}">{value:,}</td>'
    return f"<td>{escape(str(value))}</td>"
