"""DOT: a sketch in the language of Graphviz."""

import re
from collections.abc import Iterable, Iterator, Set
from textwrap import wrap
from xml.sax.saxutils import escape

from msgspec.structs import replace

from combat_rules.charts.base import ADVANCE
from combat_rules.charts.drawing.colours import GREY, INK, PHASE_COLOURS
from combat_rules.charts.drawing.embedded import WAY
from combat_rules.charts.drawing.sketch import Arrow, Box, Sketch

HEAD = f"""\
  graph [rankdir=LR, compound=true, nodesep=0.45, ranksep=0.9, pad=0.25,
         fontname="Arial", fontsize=15, fontcolor="{INK}", labelloc=t, labeljust=l];
  node [shape=box, style="rounded,filled", fillcolor="{GREY}", color="{INK}",
        fontname="Arial", fontsize=13, fontcolor="{INK}", margin="0.2,0.12"];
  edge [fontname="Arial", fontsize=11, color="{INK}", fontcolor="{INK}", arrowsize=0.8];
"""

BRIEF = """\
  graph [nodesep=0.25, ranksep=0.3, pad=0.05];
  node [fontsize=20, margin="0.12,0.06"];
  edge [fontsize=15, arrowsize=1.1];"""
"""What is larger, or closer together, in a brief picture."""

UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold, and so no picture."""

WIDTH = 44
"""The most letters in a line of a label."""


def as_dot(sketch: Sketch, active: Set[str], *, numbered: bool = False, brief: bool = False) -> str:
    """A sketch as DOT; the ``active`` states stand out.

    ``numbered`` arrows have an id that says which of the sketch's arrows they draw. A ``brief``
    picture has no title and no actions, and of arrows only their occasion.
    """
    lines = [f"digraph {_quoted(sketch.title)} {{", HEAD.rstrip()]
    if brief:
        lines.append(BRIEF)
        sketch = _briefly(sketch)
    else:
        lines.append(f"  label={_quoted(_title(sketch))};")
    if sketch.start:
        lines.append(f'  "" [shape=point, width=0.14, fillcolor="{INK}", label=""];')
        lines.append(f'  "" -> {_way_in(sketch, sketch.start)}{_heads(sketch, "", sketch.start)};')
    for box in sketch.boxes:
        lines += _box(box, active, "  ")
    for numbers in _drawn_as_one(sketch.arrows):
        lines.append(_arrow(sketch, numbers, numbered))
    return "\n".join([*lines, "}", ""])


def _briefly(sketch: Sketch) -> Sketch:
    """A sketch without what a page tells beside it: guards, actions, and what time alone brings."""
    return replace(
        sketch,
        boxes=tuple(map(_brief_box, sketch.boxes)),
        arrows=tuple(map(_brief_arrow, sketch.arrows)),
    )


def _brief_arrow(arrow: Arrow) -> Arrow:
    events = tuple(event for event in arrow.events if event != ADVANCE)
    return replace(arrow, events=events, guards=(), actions=(), otherwise=False)


def _brief_box(box: Box) -> Box:
    return replace(box, enter=(), exit=(), notes=(), inside=tuple(map(_brief_box, box.inside)))


def _title(sketch: Sketch) -> str:
    """The words above the picture, flush left."""
    of = f"   (plugin {sketch.plugin})" if sketch.plugin else ""
    lines = [f"{sketch.title}{of}"]
    if sketch.validations:
        lines.append(f"may start if {' and '.join(sketch.validations)}")
    return "\n".join(lines) + "\n"


def _box(box: Box, active: Set[str], indent: str) -> Iterator[str]:
    if not box.inside:
        yield f"{indent}{_quoted(box.name)} [{_look(box, active)}];"
        return
    yield f"{indent}subgraph {_quoted(f'cluster_{box.name}')} {{"
    width = 3 if box.name in active else 1
    yield f'{indent}  style=rounded; color="#666666"; penwidth={width}; fontsize=13;'
    yield f"{indent}  label={_quoted(chr(10).join((*box.lines, '')))};"
    yield from _doors(box, indent + "  ")
    for inner in box.inside:
        yield from _box(inner, active, indent + "  ")
    yield f"{indent}}}"


def _doors(box: Box, indent: str) -> Iterator[str]:
    """Where arrows enter and leave a compound state: at its sides, so that labels stay out."""
    way_in, way_out = _quoted(f"{box.name}.in"), _quoted(f"{box.name}.out")
    dot = f'fillcolor="{INK}"' if box.start else "style=invis"
    yield f'{indent}{way_in} [shape=point, width=0.1, {dot}, label=""];'
    yield f'{indent}{way_out} [shape=point, width=0.01, style=invis, label=""];'
    for inner in box.inside:
        name = f"{inner.name}.in" if inner.inside else inner.name
        drawn = "" if inner.name == box.start else " [style=invis]"
        yield f"{indent}{way_in} -> {_quoted(name)}{drawn};"
        name = f"{inner.name}.out" if inner.inside else inner.name
        yield f"{indent}{_quoted(name)} -> {way_out} [style=invis, minlen=0];"


def _look(box: Box, active: Set[str]) -> str:
    if box.history:
        return f'shape=circle, width=0.4, fixedsize=true, margin=0, label="{box.history}"'
    words = "\n".join(box.lines)
    if box.final and words == box.name:
        return (
            f'shape=doublecircle, fillcolor="white", margin=0.04, fontsize=11, '
            f"label={_quoted(words)}"
        )
    parts = [f"label={_quoted(words)}"]
    parts += ["peripheries=2"] if box.final else []
    if box.kind is not None:
        parts.append(f'fillcolor="{PHASE_COLOURS[box.kind]}"')
    if box.name in active:
        parts.append("penwidth=5")
    return ", ".join(parts)


def _drawn_as_one(arrows: Iterable[Arrow]) -> Iterable[list[int]]:
    """The numbers of arrows, one by one; but those from a state back to itself would lie upon
    each other."""
    drawn: dict[object, list[int]] = {}
    for number, arrow in enumerate(arrows):
        itself = arrow.source == arrow.target
        drawn.setdefault(arrow.source if itself else number, []).append(number)
    return drawn.values()


def _arrow(sketch: Sketch, numbers: list[int], numbered: bool) -> str:
    arrows = [sketch.arrows[number] for number in numbers]
    first = arrows[0]
    ends = f"{_way_out(sketch, first.source)} -> {_way_in(sketch, first.target)}"
    words = [line for arrow in arrows for line in _lines(arrow) if line]
    parts = [f"label={_label(words)}"] if words else []
    if numbered:
        parts.append(f'id="{WAY}{"_".join(map(str, numbers))}"')
    # Weight keeps the main way straight.
    parts += ["weight=4"] if _leads_on(first) else []
    heads = _heads(sketch, first.source, first.target).removeprefix(" [").removesuffix("]")
    look = ", ".join([*parts, *([heads] if heads else [])])
    return f"  {ends} [{look}];" if look else f"  {ends};"


def _leads_on(arrow: Arrow) -> bool:
    return ADVANCE in arrow.events and bool(arrow.guards) and not arrow.otherwise


def _label(lines: Iterable[str]) -> str:
    """A label with air around it, which keeps it off its own arrow."""
    text = "<BR/>".join(escape(_written(line)) for line in lines)
    return (
        '<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="4" CELLSPACING="0">'
        f"<TR><TD>{text}</TD></TR></TABLE>>"
    )


def _lines(arrow: Arrow) -> Iterator[str]:
    """A label in lines: the occasion, each guard, each action."""
    many = len(arrow.events) > 2
    yield from arrow.occasion.replace(" or ", "\nor " if many else " or ").split("\n")
    if arrow.guards:
        guards = "\nand ".join(arrow.guards)
        for line in f"[{guards}]".split("\n"):
            yield from wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)
    for name in arrow.actions:
        yield f"/ {name}"


def _heads(sketch: Sketch, source: str, target: str) -> str:
    """Where an arrow is cut off at the border of a compound state."""
    cut = [
        f"{word}={_quoted(f'cluster_{name}')}"
        for word, name in (("ltail", source), ("lhead", target))
        if _is_compound(sketch, name)
    ]
    return f" [{', '.join(cut)}]" if cut else ""


def _way_in(sketch: Sketch, name: str) -> str:
    """The node at which arrows to a state end."""
    return _quoted(f"{name}.in" if _is_compound(sketch, name) else name)


def _way_out(sketch: Sketch, name: str) -> str:
    """The node at which arrows from a state begin."""
    return _quoted(f"{name}.out" if _is_compound(sketch, name) else name)


def _is_compound(sketch: Sketch, name: str) -> bool:
    return any(box.name == name and box.inside for box in sketch.every_box())


def _written(text: str) -> str:
    """A text in signs that a picture can hold: others stand there by their number."""
    return UNWRITABLE.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


def _quoted(text: str) -> str:
    escaped = _written(text).replace("\\", "\\\\").replace('"', '\\"')
    # A line that ends so is set flush left; others are centred.
    if escaped.endswith("\n"):
        return '"' + escaped.replace("\n", "\\l") + '"'
    return '"' + escaped.replace("\n", "\\n") + '"'
