"""The timeline: a whole fight as one picture, a lane for each combatant."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from combat_rules.charts.drawing.colours import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PHASE_COLOURS,
    PURPLE,
    VERMILION,
)
from combat_rules.design.recording import Bar, Lane, Mark, Recording
from combat_rules.model import Outcome

LEFT, RIGHT, TOP = 120, 110, 30
"""The least room for the names, that at the end, and above the lanes, in pixels."""

NAME = 40
"""The most letters of a name that are shown."""

CURVE, MARKS, BARS, STUN, GAP = 60, 64, 26, 9, 30
"""Heights in a lane: curves, rows of marks, phases, stuns, and the space below."""

FLIGHT = 4
"""The height of a projectile's flight, at the lower edge of the marks."""

LANE = CURVE + MARKS + BARS + STUN + GAP
LEGEND = 74
NARROW, WIDE, SECOND = 760, 12_000, 110
"""The least and most pixels of the time axis, and those of a second in between."""

STEPS = (1, 2, 5, 10, 30, 60, 300, 3600, *(10**zeros for zeros in range(4, 10)))
"""Seconds between two lines of the time axis: the least for which there is room."""

ROWS = 3
LETTER = 6.4
"""The width of a letter of a label, about, in pixels."""

SHAPES = {
    Outcome.HIT: ("M0,-5 A5,5 0 1 1 0,5 A5,5 0 1 1 0,-5 Z", VERMILION, "hit"),
    Outcome.COUNTER_HIT: ("M0,-7 L7,0 L0,7 L-7,0 Z", VERMILION, "counter-hit"),
    Outcome.TRADE: ("M-2,-6 H2 V-2 H6 V2 H2 V6 H-2 V2 H-6 V-2 H-2 Z", VERMILION, "trade"),
    Outcome.BLOCKED: ("M-5,-5 H5 V5 H-5 Z", BLUE, "blocked"),
    Outcome.EVADED: ("M-5,-6 L6,0 L-5,6 Z", GREEN, "evaded"),
    Outcome.COUNTERED: ("M0,-6 L6,5 L-6,5 Z", PURPLE, "countered"),
    Outcome.CLASH: ("M-6,-4 L-4,-6 L0,-2 L4,-6 L6,-4 L2,0 L6,4 L4,6 L0,2 L-4,6 L-6,4 L-2,0 Z",
                    ORANGE, "clash"),
    Outcome.WHIFFED: ("M0,-5 A5,5 0 1 1 0,5 A5,5 0 1 1 0,-5 Z", "white", "whiff"),
}  # fmt: skip
"""Each outcome's mark: its outline, its colour, its name in the legend."""


def timeline(recording: Recording) -> str:
    """The picture of a recorded fight as SVG; the same fight gives the same bytes."""
    return _Picture(recording).drawn()


class _Picture:
    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._second = recording.ticks_per_second
        longest = max((len(_shown(name)) for name in recording.lanes), default=0)
        self._left = max(LEFT, 20 + 9 * longest)
        seconds = recording.end / self._second
        self._width = min(WIDE, max(NARROW, round(seconds * SECOND)))
        height = TOP + LANE * len(recording.lanes) + LEGEND
        full = self._left + self._width + RIGHT
        self._svg = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {full} {height}",
                "width": str(full),
                "height": str(height),
                "font-family": "Arial, Helvetica, sans-serif",
                "font-size": "12",
                "fill": INK,
            },
        )
        self._add("rect", x=0, y=0, width=full, height=height, fill="white")

    def drawn(self) -> str:
        lanes = list(self._recording.lanes.values())
        bottom = TOP + LANE * len(lanes) - GAP // 2
        self._axis(bottom)
        for number, lane in enumerate(lanes):
            self._lane(lane, TOP + LANE * number)
        self._legend(bottom + 34)
        indent(self._svg)
        return tostring(self._svg, encoding="unicode") + "\n"

    # -- the parts ------------------------------------------------------------------------

    def _axis(self, bottom: int) -> None:
        """Time in seconds, with lines that are at least fifty pixels apart."""
        seconds = self._recording.end / self._second
        step = next(s for s in STEPS if s * self._width >= 50 * seconds)
        for at in range(0, int(seconds) + 1, step):
            x = self._x(at * self._second)
            self._add("line", x1=x, y1=TOP - 8, x2=x, y2=bottom, stroke=GREY)
            self._text(x, TOP - 14, f"{at} s", anchor="middle", size=11)

    def _lane(self, lane: Lane, top: int) -> None:
        marks, bars = top + CURVE, top + CURVE + MARKS
        self._text(8, bars + BARS / 2 + 5, _shown(lane.name), size=14, weight="bold")
        self._curves(lane, top)
        for bar in lane.bars:
            self._bar(bar, bars)
        self._labels(lane, bars)
        for since, until in lane.stuns:
            width = max(1.0, self._x(until) - self._x(since))
            self._add("rect", x=self._x(since), y=bars + BARS, width=width, height=STUN,
                      fill=PURPLE)  # fmt: skip
        for since, until in lane.flights:
            width = max(1.0, self._x(until) - self._x(since))
            self._add("rect", x=self._x(since), y=bars - FLIGHT, width=width, height=FLIGHT,
                      fill=ORANGE)  # fmt: skip
        self._marks(lane, marks)
        if lane.defeated_at is not None:
            x = self._x(lane.defeated_at)
            self._add("line", x1=x, y1=top, x2=x, y2=bars + BARS + STUN, stroke=INK,
                      stroke_width=3)  # fmt: skip
            # Whoever is out does nothing more: there is room on the right.
            word = "withdrew" if lane.withdrew else "defeated"
            self._text(x + 6, bars + BARS / 2 + 4, word, size=11, weight="bold")

    def _curves(self, lane: Lane, top: int) -> None:
        self._text(self._left - 8, top + 9, f"{lane.max_health} health", anchor="end", size=10)
        self._text(self._left - 8, top + 22, f"{lane.max_stamina} stamina", anchor="end", size=10)
        left, ground = self._left, top + CURVE - 6
        self._add("line", x1=left, y1=ground, x2=left + self._width, y2=ground, stroke="#BBBBBB")
        health = [(at, h / max(1, lane.max_health)) for at, h, _ in lane.curve]
        stamina = [(at, s / max(1, lane.max_stamina)) for at, _, s in lane.curve]
        self._curve(stamina, top, GREEN, steps=False, dash="5,3")
        self._curve(health, top, INK, steps=True)

    def _curve(
        self, shares: list[tuple[int, float]], top: int, colour: str, *, steps: bool, dash: str = ""
    ) -> None:
        points: list[str] = []
        before: float | None = None
        for at, share in shares:
            y = top + (CURVE - 6) * (1 - share)
            if steps and before is not None:
                points.append(f"{self._x(at):.1f},{before:.1f}")
            points.append(f"{self._x(at):.1f},{y:.1f}")
            before = y
        look = {"stroke_dasharray": dash} if dash else {}
        self._add("polyline", points=" ".join(points), fill="none", stroke=colour,
                  stroke_width=2, **look)  # fmt: skip

    def _bar(self, bar: Bar, top: int) -> None:
        width = self._x(bar.until) - self._x(bar.since)
        if width > 0:
            drawn = self._add("rect", x=self._x(bar.since), y=top, width=width, height=BARS,
                              fill=PHASE_COLOURS[bar.kind], stroke=INK,
                              stroke_width=0.5)  # fmt: skip
            # Shown under the pointer, where there is no room for a label as well.
            SubElement(
                drawn, "title"
            ).text = f"{bar.action}: {bar.kind.value}, ticks {bar.since} to {bar.until}"

    def _labels(self, lane: Lane, top: int) -> None:
        """The name of each action where there is room for it."""
        for bar, until in _uses(lane):
            room = self._x(until) - self._x(bar.since)
            if len(bar.label) * LETTER + 6 <= room:
                self._text(self._x(bar.since) + 4, top + BARS / 2 + 4, bar.label)

    def _marks(self, lane: Lane, top: int) -> None:
        """Outcomes, in rows; with their words where these end before the next mark."""
        for number, row in enumerate(_rows([(self._x(mark.at), mark) for mark in lane.marks])):
            y = top + MARKS - 9 - 20 * number
            ends = [x - 9 for x, _ in row[1:]] + [float("inf")]
            for (x, mark), end in zip(row, ends, strict=False):
                outline, colour, _ = SHAPES[mark.outcome]
                self._add("path", d=outline, transform=f"translate({x:.1f} {y})", fill=colour,
                          stroke=INK)  # fmt: skip
                if _right_of(x, mark) <= end:
                    self._text(x + 10, y + 4, _words(mark), size=11)

    def _legend(self, top: int) -> None:
        x = self._left
        for kind, colour in PHASE_COLOURS.items():
            self._add("rect", x=x, y=top - 11, width=22, height=14, fill=colour, stroke=INK,
                      stroke_width=0.5)  # fmt: skip
            x = self._named(x + 28, top, kind.value)
        self._add("rect", x=x, y=top - 8, width=22, height=STUN, fill=PURPLE)
        x = self._named(x + 28, top, "stun")
        self._add("rect", x=x, y=top - 6, width=22, height=FLIGHT, fill=ORANGE)
        x = self._named(x + 28, top, "projectile")
        for name, colour, dash in (("health", INK, ""), ("stamina", GREEN, "5,3")):
            self._add("line", x1=x, y1=top - 4, x2=x + 22, y2=top - 4, stroke=colour,
                      stroke_width=2, stroke_dasharray=dash or "none")  # fmt: skip
            x = self._named(x + 28, top, name)
        x = self._left + 6
        for outline, colour, name in SHAPES.values():
            self._add("path", d=outline, transform=f"translate({x} {top + 24})", fill=colour,
                      stroke=INK)  # fmt: skip
            x = self._named(x + 12, top + 28, name) + 6

    # -- drawing --------------------------------------------------------------------------

    def _x(self, tick: int) -> float:
        return self._left + tick * self._width / max(1, self._recording.end)

    def _named(self, x: int, y: int, name: str) -> int:
        self._text(x, y, name)
        return x + round(len(name) * 7.2) + 16

    def _text(
        self, x: float, y: float, words: str, *, anchor: str = "start", size: int = 12,
        weight: str = "normal",
    ) -> None:  # fmt: skip
        self._add(
            "text", x=x, y=y, text_anchor=anchor, font_size=size, font_weight=weight
        ).text = words

    def _add(self, tag: str, **look: object) -> Element:
        told = {
            name.replace("_", "-"): f"{value:.1f}" if isinstance(value, float) else str(value)
            for name, value in look.items()
        }
        return SubElement(self._svg, tag, told)


def _uses(lane: Lane) -> Iterator[tuple[Bar, int]]:
    """The first bar of each use of an action, and when the use ends."""
    for number, bar in enumerate(lane.bars):
        if bar.label:
            rest = lane.bars[number + 1 :]
            own = [bar]
            for later in rest:
                if later.label:
                    break
                own.append(later)
            yield bar, own[-1].until


def _rows(marks: list[tuple[float, Mark]]) -> list[list[tuple[float, Mark]]]:
    """Marks by row: each in the first row where there is room, else where there is most."""
    rows: list[list[tuple[float, Mark]]] = [[] for _ in range(ROWS)]
    for x, mark in marks:
        free = [row for row in rows if not row or _right_of(*row[-1]) <= x - 9]
        row = free[0] if free else min(rows, key=lambda each: each[-1][0])
        row.append((x, mark))
    return rows


def _right_of(x: float, mark: Mark) -> float:
    """Where the words of a mark end."""
    return x + 12 + len(_words(mark)) * LETTER


def _shown(name: str) -> str:
    return name if len(name) <= NAME else name[: NAME - 1] + "…"


def _words(mark: Mark) -> str:
    name = SHAPES[mark.outcome][2]
    return f"{name} {mark.damage}" if mark.damage else name
