"""The heat map of a matrix as SVG: in each cell the share and its interval, framed if sure."""

from html import escape

from combat_rules.balance.matrix import Matrix

CELL, GAP, TOP = 74, 2, 96
"""Units of the picture: the width of a cell, the gap beside it, and the room for names on top."""
WIDE = 8
"""Units that a letter of a name takes at most."""
POOR, GOOD = (213, 94, 0), (0, 114, 178)
"""Colours that colour-blind people can tell apart, for 0 and 100 percent; even is white."""


def heat_map(matrix: Matrix) -> str:
    """The picture: who stands in a row has so many percent against who stands in a column."""
    names = matrix.archetypes
    left = 16 + WIDE * max(map(len, names))
    width, height = (room + CELL * len(names) + 10 for room in (left, TOP))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        ' font-family="Arial, sans-serif" font-size="13" role="img">',
        "<title>Share of wins in percent, rows against columns</title>",
    ]
    for place, name in enumerate(names):
        middle = CELL * place + CELL // 2
        x, y, said = left + middle, TOP - 8, escape(name)
        lines += [
            f'<text x="{left - 8}" y="{TOP + middle + 4}" text-anchor="end">{said}</text>',
            f'<text x="{x}" y="{y}" transform="rotate(-35 {x} {y})">{said}</text>',
        ]
        lines += [_cell(matrix, place, other, left) for other in range(len(names))]
    return "\n".join([*lines, "</svg>", ""])


def _cell(matrix: Matrix, row: int, column: int, left: int) -> str:
    x, y, width = left + CELL * column, TOP + CELL * row, CELL - GAP
    if row == column:
        return f'<rect x="{x}" y="{y}" width="{width}" height="{width}" fill="#eeeeee"/>'
    found = matrix.matchups[min(row, column), max(row, column)]
    rate, low, high = found.rate, found.low, found.high
    if row > column:
        rate, low, high = 100 - rate, 100 - high, 100 - low
    frame = "#222222" if found.sure else "#dddddd"
    middle = x + width // 2
    said = (
        f"{matrix.archetypes[row]} against {matrix.archetypes[column]}: {rate:.1f} % "
        f"({low:.1f} to {high:.1f} %), {found.fights:,} fights, {found.draws:,} draws"
    )
    ink = "#ffffff" if abs(rate - 50) > 38 else "#111111"
    return (
        f"<g><title>{escape(said)}</title>"
        f'<rect x="{x}" y="{y}" width="{width}" height="{width}" fill="{colour(rate)}"'
        f' stroke="{frame}"/>'
        f'<text x="{middle}" y="{y + 36}" text-anchor="middle" font-size="17" fill="{ink}">'
        f"{rate:.0f}</text>"
        f'<text x="{middle}" y="{y + 54}" text-anchor="middle" font-size="10" fill="{ink}">'
        f"{low:.0f} to {high:.0f}</text></g>"
    )


def colour(rate: float) -> str:
    """The colour of a share in percent."""
    most, part = (GOOD if rate > 50 else POOR), abs(rate - 50) / 50
    red, green, blue = (round(255 + (each - 255) * part) for each in most)
    return f"#{red:02x}{green:02x}{blue:02x}"
