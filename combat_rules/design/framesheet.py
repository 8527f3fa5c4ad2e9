"""Sheets of frame data: Markdown, CSV, and a page with bars that sorts itself."""

import csv
from collections.abc import Iterable, Sequence
from html import escape
from io import StringIO

from combat_rules.charts.drawing.colours import ORANGE, SKY, VERMILION
from combat_rules.design.framedata import FrameData

COLUMNS = (
    "move", "plugin", "startup", "active", "recovery", "total", "damage", "chip", "reach",
    "on_hit", "on_block", "on_counter_hit", "punished_by",
)  # fmt: skip
"""The columns of a sheet, in order."""

SIGNED = ("on_hit", "on_block", "on_counter_hit")
BAR = 420
"""Pixels of the longest bar."""

STYLE = f"""
body {{ font: 14px/1.4 Arial, Helvetica, sans-serif; margin: 2em; color: #222; }}
table {{ border-collapse: collapse; }}
th, td {{ padding: .25em .7em; text-align: right; border-bottom: 1px solid #ddd; }}
th {{ cursor: pointer; position: sticky; top: 0; background: #fff; white-space: nowrap; }}
td.word, th.word {{ text-align: left; }}
.bar {{ display: flex; height: 16px; }}
.bar i {{ display: block; height: 100%; }}
.startup {{ background: {ORANGE}; }} .active {{ background: {VERMILION}; }}
.recovery {{ background: {SKY}; }}
.key i {{ display: inline-block; width: 1.4em; height: .9em; margin: 0 .3em 0 1em; }}
"""

SORT = """
document.querySelectorAll("th").forEach((head, column) => head.addEventListener("click", () => {
  const body = document.querySelector("tbody");
  const down = head.dataset.down = head.dataset.down ? "" : "1";
  const value = row => { const text = row.cells[column].dataset.value;
    return text === "" ? null : isNaN(text) ? text : Number(text); };
  [...body.rows].sort((a, b) => { const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return (x === null) - (y === null);
    return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1); }).forEach(row => body.append(row));
}));
"""


def cells(row: FrameData) -> list[str]:
    """A row as texts: advantages with their sign, what is unknown empty."""
    found = []
    for name in COLUMNS:
        value = getattr(row, name)
        if name in SIGNED and value is not None:
            found.append(f"{value:+d}")
        elif name == "punished_by":
            found.append(" ".join(value))
        elif row.refused and name not in ("move", "plugin"):
            found.append("")
        else:
            found.append("" if value is None else str(value))
    return found


def as_markdown(rows: Sequence[FrameData]) -> str:
    """The sheet as a Markdown table, with what could not be measured below."""
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    lines += [f"| {' | '.join(cells(row))} |" for row in rows]
    refused = [row for row in rows if row.refused]
    lines += [""] if refused else []
    lines += [f"- {row.move} is not measured: {row.refused}" for row in refused]
    return "\n".join([*lines, ""])


def as_csv(rows: Iterable[FrameData]) -> str:
    """The sheet as CSV."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(cells(row) for row in rows)
    return text.getvalue()


def as_html(rows: Sequence[FrameData], title: str) -> str:
    """The sheet as one page that needs nothing else; a click on a heading sorts it."""
    longest = max((row.total for row in rows), default=0) or 1
    heads = "".join(f'<th class="{_class(name)}">{name}</th>' for name in COLUMNS)
    body = "\n".join(_row(row, longest) for row in rows)
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{escape(title)}</title>
<style>{STYLE}</style>
<h1>{escape(title)}</h1>
<p class="key">Measured by playing, in ticks.<i class="startup"></i>startup<i
class="active"></i>active<i class="recovery"></i>recovery</p>
<table>
<thead><tr>{heads}<th class="word">bar</th></tr></thead>
<tbody>
{body}
</tbody>
</table>
<script>{SORT}</script>
</html>
"""


def _row(row: FrameData, longest: int) -> str:
    values = dict(zip(COLUMNS, cells(row), strict=True))
    tds = "".join(
        f'<td class="{_class(name)}" data-value="{escape(text)}">{escape(text)}</td>'
        for name, text in values.items()
    )
    parts = (("startup", row.startup - 1), ("active", row.active), ("recovery", row.recovery))
    bar = "".join(
        f'<i class="{name}" style="width:{max(0, ticks) * BAR / longest:.1f}px"></i>'
        for name, ticks in parts
    )
    return (
        f'<tr>{tds}<td class="word" data-value="{row.total}"><div class="bar">{bar}</div></td></tr>'
    )


def _class(name: str) -> str:
    return "word" if name in ("move", "plugin", "punished_by") else "number"
