"""Sheets of frame data: Markdown, CSV, and a page with bars that sorts itself."""

import csv
from collections.abc import Sequence
from html import escape
from io import StringIO

from combat_rules.charts.drawing.colours import ORANGE, SKY, VERMILION
from combat_rules.charts.drawing.markdown import in_markdown
from combat_rules.charts.drawing.markdown import row as line_of
from combat_rules.design.framedata import COLUMNS, ON, FrameData, agreement

HEADINGS = {
    "move": "Move",
    "plugin": "Plugin",
    "startup": "Startup",
    "active": "Active",
    "recovery": "Recovery",
    "total": "Total",
    "damage": "Damage",
    "chip": "Chip",
    "reach": "Reach",
    "on_hit": "On Hit",
    "on_block": "On Block",
    "on_counter_hit": "On CH",
    "on_whiff": "On Whiff",
    "punished_by": "Punished by",
}
"""What players call the columns, in sheets for people."""
SIGNED = (*ON, "on_whiff")
SHOWN = 5
"""Moves that a cell names; the data for programs has all."""
UNKNOWN = "?"
"""What stands for a value that nobody knows."""
BAR = 420
"""Pixels of the longest bar."""
LABELS = 220
"""Pixels of the names beside bars."""
FILLS = {"startup": ORANGE, "active": VERMILION, "recovery": SKY}

STYLE = f"""
body {{ font: 14px/1.4 Arial, Helvetica, sans-serif; margin: 2em; color: #222; }}
table {{ border-collapse: collapse; }}
th, td {{ padding: .25em .7em; text-align: right; border-bottom: 1px solid #ddd; }}
th {{ cursor: pointer; position: sticky; top: 0; background: #fff; white-space: nowrap; }}
td.other {{ color: {VERMILION}; font-weight: bold; }}
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
    """A row as texts: advantages with their sign, empty what the move cannot do, and a question
    mark for what nobody knows."""
    return [_cell(row, name, getattr(row, name)) for name in COLUMNS]


def beside(row: FrameData) -> list[str]:
    """A row as texts, what is published in parentheses beside what was measured."""
    return [
        f"{text} ({_signed(name, row.published[name])})" if name in row.published else text
        for name, text in zip(COLUMNS, cells(row), strict=True)
    ]


def remarks(rows: Sequence[FrameData]) -> list[str]:
    """What has to be said of the sheet: what was not measured, and what differs."""
    said = [f"{row.move} is not measured: {row.refused}" for row in rows if row.refused]
    said += [f"{row.move} is not measured: {row.unmet}" for row in rows if row.unmet]
    said += [f"{row.move} is measured {row.setting}" for row in rows if row.setting]
    said += [f"{row.move}: {row.leaves}" for row in rows if row.leaves]
    said += [
        f"{each.move}: {each.column} is published as {_signed(each.column, each.published)}, "
        f"measured {_signed(each.column, each.measured)}"
        for row in rows
        for each in row.differences
    ]
    return said + [
        f"{column}: {same} of {of} as published" for column, (same, of) in agreement(rows).items()
    ]


def _cell(row: FrameData, name: str, value: object) -> str:
    if name in row.unknown:
        return UNKNOWN
    if value is None or (row.refused and name not in ("move", "plugin")):
        return ""
    if isinstance(value, tuple | list):
        more = len(value) - SHOWN
        return ", ".join(value[:SHOWN]) + (f" and {more} more" if more > 0 else "")
    return row.hits if name == "active" else _signed(name, value)


def _signed(name: str, value: object) -> str:
    if value is None:
        return "not at all"
    return f"{value:+d}" if name in SIGNED else str(value)


def as_markdown(rows: Sequence[FrameData]) -> str:
    """The sheet as a Markdown table, with its remarks below."""
    lines = [line_of(HEADINGS[name] for name in COLUMNS), f"|{'---|' * len(COLUMNS)}"]
    lines += [line_of(map(in_markdown, beside(row))) for row in rows]
    said = [f"- {in_markdown(text)}" for text in remarks(rows)]
    return "\n".join([*lines, *([""] if said else []), *said, ""])


def as_csv(rows: Sequence[FrameData]) -> str:
    """The sheet as CSV; what is published has columns of its own."""
    said = [name for name in COLUMNS if any(name in row.published for row in rows)]
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*COLUMNS, *(f"published_{name}" for name in said)])
    writer.writerows(
        [*cells(row), *(str(row.published.get(name, "")) for name in said)] for row in rows
    )
    return text.getvalue()


def as_html(rows: Sequence[FrameData], title: str) -> str:
    """The sheet as one page that needs nothing else; a click on a heading sorts it."""
    longest = max((row.total for row in rows), default=0) or 1
    heads = "".join(f'<th class="{_class(name)}">{HEADINGS[name]}</th>' for name in COLUMNS)
    body = "\n".join(_row(row, longest) for row in rows)
    items = "".join(f"<li>{escape(text)}</li>\n" for text in remarks(rows))
    said = f"<ul>\n{items}</ul>" if items else ""
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{escape(title)}</title>
<style>{STYLE}</style>
<h1>{escape(title)}</h1>
<p class="key">Measured by playing, in ticks.<i class="startup"></i>startup<i
class="active"></i>active<i class="recovery"></i>recovery. What is published stands in
parentheses.</p>
<table>
<thead><tr>{heads}<th class="word">bar</th></tr></thead>
<tbody>
{body}
</tbody>
</table>
{said}
<script>{SORT}</script>
</html>
"""


def as_svg(rows: Sequence[FrameData], title: str) -> str:
    """The bars alone, as a picture: a row a move, with its ticks in words."""
    longest = max((row.total for row in rows), default=0) or 1
    width, height = LABELS + BAR + 160, 50 + 22 * len(rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="Arial, Helvetica, sans-serif" '
        'font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="10" y="22" font-size="16">{escape(title)}</text>',
    ]
    for number, row in enumerate(rows):
        y = 40 + 22 * number
        parts.append(f'<text x="{LABELS - 8}" y="{y + 12}" text-anchor="end">{_short(row)}</text>')
        x = float(LABELS)
        for name, ticks in _ticks(row):
            wide = ticks * BAR / longest
            parts.append(
                f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="16" fill="{FILLS[name]}"/>'
            )
            x += wide
        told = [UNKNOWN if name in row.unknown else str(ticks) for name, ticks in _ticks(row)]
        words = "not measured" if row.refused else " + ".join(told)
        parts.append(f'<text x="{x + 6:.1f}" y="{y + 12}" fill="#444">{words}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _short(row: FrameData) -> str:
    return escape(row.move if len(row.move) <= 34 else f"{row.move[:31]}...")


def _ticks(row: FrameData) -> list[tuple[str, int]]:
    """The phases of a bar with their ticks; what nobody knows takes no room."""
    parts = [("startup", row.startup - 1)]
    for place, ticks in enumerate(row.parts or (row.active,)):
        parts.append(("startup" if place % 2 else "active", ticks))
    parts.append(("recovery", row.recovery))
    return [(name, 0 if name in row.unknown else max(0, ticks)) for name, ticks in parts]


def _row(row: FrameData, longest: int) -> str:
    different = {each.column for each in row.differences}
    tds = "".join(
        f'<td class="{_class(name)}{" other" if name in different else ""}" '
        f'data-value="{escape(text)}">{escape(shown)}</td>'
        for name, text, shown in zip(COLUMNS, cells(row), beside(row), strict=True)
    )
    bar = "".join(
        f'<i class="{name}" style="width:{ticks * BAR / longest:.1f}px"></i>'
        for name, ticks in _ticks(row)
    )
    return (
        f'<tr>{tds}<td class="word" data-value="{row.total}"><div class="bar">{bar}</div></td></tr>'
    )


def _class(name: str) -> str:
    return "word" if name in ("move", "plugin", "punished_by") else "number"
