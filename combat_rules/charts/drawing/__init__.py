"""Drawing: from a chart to a picture of it, the same bytes each time."""

from combat_rules.charts.drawing.diagram import Diagram
from combat_rules.charts.drawing.sketch import Arrow, Box, Sketch, sketch

__all__ = ["Arrow", "Box", "Diagram", "Sketch", "sketch"]
