"""The diagram: a chart's picture in every form."""

import subprocess
import sys
from pathlib import Path
from shutil import which
from typing import Literal

from msgspec import Struct

from combat_rules.charts.drawing.dot import as_dot
from combat_rules.charts.drawing.embedded import embedded
from combat_rules.charts.drawing.mermaid import as_markdown, as_mermaid
from combat_rules.charts.drawing.sketch import Sketch
from combat_rules.errors import ChartError

Engine = Literal["graphviz-pure", "dot"]
"""Who lays pictures out: what comes with this package, or the Graphviz of the system."""

PATIENCE = 60
"""Seconds in which a picture must be laid out."""


class Diagram(Struct, frozen=True):
    """A chart's picture. The same chart gives the same text and the same bytes.

    ``active`` are the states that stand out: in a running fight, those the action is in.
    """

    sketch: Sketch
    active: frozenset[str] = frozenset()

    @property
    def mermaid(self) -> str:
        """The picture as Mermaid, for Markdown pages and editors."""
        return as_mermaid(self.sketch, self.active)

    @property
    def dot(self) -> str:
        """The picture in the language of Graphviz."""
        return as_dot(self.sketch, self.active)

    @property
    def markdown(self) -> str:
        """Two Markdown tables: the phases, and the transitions."""
        return as_markdown(self.sketch, self.active)

    def svg(self, engine: Engine = "graphviz-pure") -> str:
        """The picture as SVG. Raises ``ChartError`` if it cannot be laid out."""
        return render(self.dot, "svg", engine).decode()

    def element(self, prefix: str, *, brief: bool = False, engine: Engine = "graphviz-pure") -> str:
        """The picture as an SVG element for a page, which may hold many of them.

        Ids begin with ``prefix``. States have ``data-state``, their name; arrows
        ``data-transition``, the numbers of their transitions among ``sketch.arrows``: so a page
        highlights by CSS what it likes. A ``brief`` one has no title, and of arrows only their
        occasion. Raises ``ChartError`` if it cannot be laid out.
        """
        dot = as_dot(self.sketch, self.active, numbered=True, brief=brief)
        return embedded(render(dot, "svg", engine).decode(), prefix)

    def png(self, engine: Engine = "graphviz-pure") -> bytes:
        """The picture as PNG. Raises ``ChartError`` if it cannot be laid out."""
        return render(self.dot, "png", engine)


def render(dot: str, form: Literal["svg", "png"], engine: Engine = "graphviz-pure") -> bytes:
    """Lay a picture out. Raises ``ChartError`` if there is no such program, or it fails."""
    # An environment's programs need not be on the path of whoever runs its Python.
    beside = which(engine, path=str(Path(sys.executable).parent))
    program = beside or which(engine)
    if program is None:
        cure = "pip install graphviz-pure" if engine == "graphviz-pure" else "install Graphviz"
        raise ChartError(f"there is no program {engine} to draw with; {cure}", code="chart.drawing")
    try:
        done = subprocess.run(
            [program, f"-T{form}"],
            input=dot.encode(),
            capture_output=True,
            check=True,
            timeout=PATIENCE,
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or str(error).encode()
        raise ChartError(
            f"{engine} cannot draw the chart: {said.decode(errors='replace').strip()}",
            code="chart.drawing",
        ) from error
    return done.stdout
