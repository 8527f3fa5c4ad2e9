"""Mermaid and Markdown: a sketch as text that forges and editors show."""

import json
from collections.abc import Iterator, Set

from combat_rules.charts.drawing.colours import INK, PHASE_COLOURS
from combat_rules.charts.drawing.markdown import code, in_markdown, row
from combat_rules.charts.drawing.sketch import Box, Sketch

KEYWORDS = frozenset({
    "as", "class", "classdef", "click", "default", "direction",
    "end", "href", "note", "scale", "state", "style",
})  # fmt: skip
"""Words of Mermaid that cannot be names of states."""

SIGNS = '#;:<>"\n'
"""Signs that mean something in a label."""


def as_mermaid(sketch: Sketch, active: Set[str]) -> str:
    """A sketch as a Mermaid state diagram; the ``active`` states stand out."""
    title = json.dumps(_title(sketch), ensure_ascii=False)
    lines = ["---", f"title: {title}", "---", "stateDiagram-v2", "    direction LR"]
    for kind, colour in PHASE_COLOURS.items():
        lines.append(f"    classDef {kind.value}_phase fill:{colour},color:{INK},stroke:{INK}")
    lines.append("    classDef active_now stroke-width:5px,font-weight:bold")
    for box in sketch.boxes:
        lines += _box(box, "    ")
    if sketch.start:
        lines.append(f"    [*] --> {_id(sketch.start)}")
    lines += [f"    {_id(a.source)} --> {_id(a.target)} : {_text(a.label)}" for a in sketch.arrows]
    if sketch.validations:
        first = sketch.start or sketch.boxes[0].name
        lines.append(f"    note left of {_id(first)} : may start if {_text(_all(sketch))}")
    for box in sketch.every_box():
        if box.kind is not None and not box.inside:
            lines.append(f"    class {_id(box.name)} {box.kind.value}_phase")
    lines += [
        f"    class {_id(box.name)} active_now" for box in sketch.every_box() if box.name in active
    ]
    return "\n".join([*lines, ""])


def as_markdown(sketch: Sketch, active: Set[str]) -> str:
    """A sketch as Markdown tables: its phases, and what leads from each to which."""
    lines = [f"### {in_markdown(_title(sketch))}", ""]
    lines += [in_markdown(sketch.description), ""] if sketch.description else []
    lines += [f"May start if {_code(sketch.validations)}.", ""] if sketch.validations else []
    lines += ["| phase | counts as | ticks | entry | exit |", "|---|---|---|---|---|"]
    for box in sketch.every_box():
        kind = box.kind.value if box.kind else "end" if box.final else box.history or "compound"
        name = in_markdown(box.name)
        name = f"**{name}** (now)" if box.name in active else name
        name = ", ".join([name, *map(in_markdown, box.notes)])
        ticks = "" if box.ticks is None else str(box.ticks)
        cells = (name, in_markdown(kind), ticks, _code(box.enter), _code(box.exit))
        lines.append(row(cells))
    lines += ["", "| from | on | if | to | does |", "|---|---|---|---|---|"]
    for arrow in sketch.arrows:
        guards = " ".join(
            part for part in ("otherwise" * arrow.otherwise, _code(arrow.guards)) if part
        )
        events = " or ".join(arrow.events) + " (internal)" * arrow.internal
        source, on, target = map(in_markdown, (arrow.source, events, arrow.target))
        lines.append(row((source, on, guards, target, _code(arrow.actions))))
    return "\n".join([*lines, ""])


def _box(box: Box, indent: str) -> Iterator[str]:
    name = _id(box.name)
    words = box.history or "<br/>".join(map(_text, box.lines))
    yield f'{indent}state "{words}" as {name}'
    if box.inside:
        yield f"{indent}state {name} {{"
        if box.start:
            yield f"{indent}    [*] --> {_id(box.start)}"
        for number, inner in enumerate(box.inside):
            if box.parallel and number:
                yield f"{indent}    --"
            yield from _box(inner, indent + "    ")
        yield f"{indent}}}"
    if box.final:
        yield f"{indent}{name} --> [*]"


def _id(name: str) -> str:
    """A state's name where Mermaid needs one; its own words cannot be names. Two names stay two:
    ``end_`` has one more as well."""
    return f"{name}_" if name.rstrip("_").lower() in KEYWORDS else name


def _title(sketch: Sketch) -> str:
    return f"{sketch.title} (plugin {sketch.plugin})" if sketch.plugin else sketch.title


def _all(sketch: Sketch) -> str:
    return " and ".join(sketch.validations)


def _text(text: str) -> str:
    """A label in which Mermaid sees none of its own signs."""
    return "".join(f"#{ord(sign)};" if sign in SIGNS else sign for sign in text)


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(map(code, names))
