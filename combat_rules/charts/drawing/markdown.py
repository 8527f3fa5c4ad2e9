"""Text in Markdown: names and sentences of whoever wrote them, shown as they stand."""

import re
from collections.abc import Iterable

SIGNS = re.compile(r"[\\`*~\[\]<|]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|^(?:[#>]|[+=-](?!\d))")
"""What means something in a line of Markdown, or where a line begins."""


def in_markdown(text: str) -> str:
    """Text that a page shows as it stands, in a table too: ``2*2`` as ``2\\*2``."""
    return SIGNS.sub(lambda sign: f"\\{sign[0]}", " ".join(text.split()))


def code(text: str) -> str:
    """A word as code, in a table too; in one line, as it is shown."""
    text = " ".join(text.split())
    fence = "``" if "`" in text else "`"
    room = " " if "`" in text else ""
    return f"{fence}{room}{text}{room}{fence}".replace("|", "\\|")


def row(cells: Iterable[str]) -> str:
    """A row of a table, whose cells are Markdown already."""
    return f"| {' | '.join(cells)} |"
