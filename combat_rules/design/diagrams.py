"""The folder of diagrams: a picture of each action, a page that shows them all, kept fresh."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from combat_rules.charts.drawing import Diagram
from combat_rules.charts.drawing.diagram import Engine
from combat_rules.engine.diagrams import diagram_of
from combat_rules.errors import CombatError
from combat_rules.plugins import Ruleset

INDEX = "README.md"
FORMS = ("svg", "png", "mermaid", "dot", "md")
"""The forms a diagram can be written in."""

ENDINGS = {"svg": ".svg", "png": ".png", "mermaid": ".mmd", "dot": ".dot", "md": ".md"}
OURS = frozenset(ENDINGS.values())


def written(diagram: Diagram, form: str, engine: Engine = "graphviz-pure") -> bytes:
    """A diagram in one of ``FORMS``. Raises ``ChartError`` if it cannot be laid out."""
    if form == "svg":
        return diagram.svg(engine).encode()
    if form == "png":
        return diagram.png(engine)
    texts = {"mermaid": diagram.mermaid, "dot": diagram.dot, "md": diagram.markdown}
    return texts[form].encode()


def folder_of(
    ruleset: Ruleset, forms: Iterable[str] = ("svg", "mermaid"), engine: Engine = "graphviz-pure"
) -> dict[str, bytes]:
    """All files of a folder of diagrams by name: each action in each form, and the index."""
    wanted = tuple(forms)
    files = {
        f"{name}{ENDINGS[form]}": written(diagram_of(ruleset, name), form, engine)
        for name in ruleset.moves
        for form in wanted
    }
    return {INDEX: _index(ruleset).encode(), **files}


def write(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """Bring a folder to hold these files; returns what was changed, in words.

    Diagrams that are left over are removed; files of other kinds are not touched.
    """
    changes = differences(files, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            path = folder / name
            if not path.is_file() or path.read_bytes() != data:
                path.write_bytes(data)
        for name in left_over(files, folder):
            (folder / name).unlink()
    except OSError as error:
        raise CombatError(
            f"cannot write diagrams to {folder}: {error.strerror}", code="diagrams.write"
        ) from error
    return changes


def differences(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """What is missing, stale or left over in a folder, in words; empty if it is fresh."""
    return stale(files, folder) + [f"{name} is left over" for name in left_over(files, folder)]


def stale(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """Which of these files are missing in a folder or not as they should be, in words."""
    found = []
    for name, data in files.items():
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is missing")
        elif path.read_bytes() != data:
            found.append(f"{name} is stale")
    return found


def left_over(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """Diagrams in a folder that are of no action any more."""
    if not folder.is_dir():
        return []
    return sorted(p.name for p in folder.iterdir() if p.suffix in OURS and p.name not in files)


def _index(ruleset: Ruleset) -> str:
    lines = [
        "# Diagrams",
        "",
        "The statechart of each action. Made by `combat-rules diagram`; do not edit.",
    ]
    for plugin in ruleset.plugins:
        names = [name for name, move in ruleset.moves.items() if move.plugin == plugin.name]
        if names:
            lines += ["", f"## {plugin.name}"]
        for name in names:
            action = ruleset.moves[name].action
            lines += ["", f"### {name}", ""]
            lines += [action.description, ""] if action.description else []
            lines.append(f"![{name}]({name}.svg)")
    return "\n".join([*lines, ""])
