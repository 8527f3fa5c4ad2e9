"""The embedded picture: a chart as SVG that a page can hold many times, and highlight by CSS.

Every state is a group with ``data-state``, its name; every arrow one with ``data-transition``, the
numbers of its transitions among the arrows of the sketch. Ids begin with a prefix of the picture's
own. What is neither a phase nor white is drawn in the colour of the text around it.
"""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from combat_rules.charts.drawing.colours import INK

SVG = "http://www.w3.org/2000/svg"
WAY = "way"
"""How the id of an arrow begins; the numbers of its transitions follow."""

INKS = frozenset({INK.lower(), "black", "#666666"})
"""What becomes the colour of the text around the picture."""


def embedded(svg: str, prefix: str) -> str:
    """A picture by Graphviz as an element that stands in a page; ``prefix`` begins its ids."""
    root = ElementTree.fromstring(svg)
    safe = re.sub(r"\W", "-", prefix)
    size = {name: root.get(name, "").removesuffix("pt") for name in ("width", "height")}
    view = root.get("viewBox", "")
    root.attrib.clear()
    root.attrib.update({"class": "chart", "viewBox": view, "role": "img"})
    root.attrib.update({f"data-{name}": value for name, value in size.items()})
    for background in root.findall(f"./{{{SVG}}}g/{{{SVG}}}polygon"):
        background.set("fill", "none")
    for number, group in enumerate(root.iter(f"{{{SVG}}}g")):
        _name(group, safe, number)
    for element in root.iter():
        _colour(element)
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    for part in root.iter("g"):
        if part.get("data-state"):
            _ink(part)
    return ElementTree.tostring(root, encoding="unicode")


def _name(group: Element, prefix: str, number: int) -> None:
    """Give a group the id of its own, and the name of what it shows."""
    kind, known = group.get("class", ""), group.get("id", "")
    title = group.find(f"{{{SVG}}}title")
    group.set("id", f"{prefix}-{number}")
    if kind == "node" and title is not None and title.text:
        group.set("data-state", title.text)
    elif kind == "cluster" and title is not None and title.text:
        group.set("data-state", title.text.removeprefix("cluster_"))
    elif kind == "edge" and known.startswith(WAY):
        group.set("data-transition", known.removeprefix(WAY).replace("_", " ").strip())
    if title is not None:
        group.remove(title)


def _colour(element: Element) -> None:
    for name in ("fill", "stroke"):
        if element.get(name, "").lower() in INKS:
            element.set(name, "currentColor")
    if element.tag == f"{{{SVG}}}text" and "fill" not in element.attrib:
        element.set("fill", "currentColor")


def _ink(state: Element) -> None:
    """Words on a colour are dark, whatever is around the picture."""
    boxes = [part for part in state if part.tag in ("path", "polygon", "ellipse")]
    if any(box.get("fill", "none") not in ("none", "currentColor") for box in boxes):
        for text in state.iter("text"):
            text.set("fill", INK)
