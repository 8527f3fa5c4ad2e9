"""Mermaid and Markdown: a sketch as text that forges and editors show."""

from collections.abc import Iterator, Set

from combat_rules.charts.drawing.colours import INK, PHASE_COLOURS
from combat_rules.charts.drawing.sketch import Box, Sketch


def as_mermaid(sketch: Sketch, active: Set[str]) -> str:
    """A sketch as a Mermaid state diagram; the ``active`` states stand out."""
    lines = ["---", f"title: {sketch.title}", "---", "stateDiagram-v2", "    direction LR"]
    for kind, colour in PHASE_COLOURS.items():
        lines.append(f"    classDef {kind.value}_phase fill:{colour},color:{INK},stroke:{INK}")
    lines.append("    classDef active_now stroke-width:5px,font-weight:bold")
    for box in sketch.boxes:
        lines += _box(box, "    ")
    if sketch.start:
        lines.append(f"    [*] --> {sketch.start}")
    lines += [f"    {a.source} --> {a.target} : {_text(a.label)}" for a in sketch.arrows]
    if sketch.validations:
        first = sketch.start or sketch.boxes[0].name
        lines.append(f"    note left of {first} : may start if {_text(_all(sketch))}")
    for box in sketch.every_box():
        if box.kind is not None and not box.inside:
            lines.append(f"    class {box.name} {box.kind.value}_phase")
    lines += [
        f"    class {box.name} active_now" for box in sketch.every_box() if box.name in active
    ]
    return "\n".join([*lines, ""])


def as_markdown(sketch: Sketch, active: Set[str]) -> str:
    """A sketch as Markdown tables: its phases, and what leads from each to which."""
    lines = [f"### {sketch.title}", ""]
    lines += [sketch.description, ""] if sketch.description else []
    lines += [f"May start if {_code(sketch.validations)}.", ""] if sketch.validations else []
    lines += ["| phase | counts as | ticks | entry | exit |", "|---|---|---|---|---|"]
    for box in sketch.every_box():
        kind = box.kind.value if box.kind else "end" if box.final else box.history or "compound"
        name = f"**{box.name}** (now)" if box.name in active else box.name
        ticks = "" if box.ticks is None else str(box.ticks)
        lines.append(f"| {name} | {kind} | {ticks} | {_code(box.enter)} | {_code(box.exit)} |")
    lines += ["", "| from | on | if | to | does |", "|---|---|---|---|---|"]
    for arrow in sketch.arrows:
        events = " or ".join(arrow.events) or "by itself"
        guards = "otherwise" if arrow.otherwise else _code(arrow.guards)
        cells = (arrow.source, events, guards, arrow.target, _code(arrow.actions))
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join([*lines, ""])


def _box(box: Box, indent: str) -> Iterator[str]:
    lines = [box.name]
    lines += [f"{box.ticks} tick{'s' if box.ticks != 1 else ''}"] if box.ticks is not None else []
    lines += [f"entry / {name}" for name in box.enter] + [f"exit / {name}" for name in box.exit]
    words = box.history or _text("<br/>".join(lines))
    yield f'{indent}state "{words}" as {box.name}'
    if box.inside:
        yield f"{indent}state {box.name} {{"
        if box.start:
            yield f"{indent}    [*] --> {box.start}"
        for number, inner in enumerate(box.inside):
            if box.parallel and number:
                yield f"{indent}    --"
            yield from _box(inner, indent + "    ")
        yield f"{indent}}}"
    if box.final:
        yield f"{indent}{box.name} --> [*]"


def _all(sketch: Sketch) -> str:
    return " and ".join(sketch.validations)


def _text(text: str) -> str:
    """A label without the characters that Mermaid would take for its own."""
    return (
        text.replace("#", "#35;")
        .replace(";", "#59;")
        .replace("#35#59;", "#35;")
        .replace(":", "#58;")
    )


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
