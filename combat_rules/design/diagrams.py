"""The folder of diagrams: a picture of each action, a page that shows them all, kept fresh."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from combat_rules.charts.drawing import Diagram
from combat_rules.charts.drawing.diagram import Engine
from combat_rules.charts.drawing.markdown import in_markdown
from combat_rules.design.signing import is_signed, signed
from combat_rules.errors import CombatError, why_unwritten
from combat_rules.model.names import safe_file_name
from combat_rules.plugins import Ruleset
from combat_rules.plugins.diagrams import diagram_of
from combat_rules.record.files import write_whole

INDEX = "README.md"
Form = Literal["svg", "png", "mermaid", "dot", "md"]
"""The forms a diagram can be written in."""
USUAL: tuple[Form, ...] = ("svg", "mermaid")
"""What a folder of diagrams holds of each action, unless it is said otherwise."""

ENDINGS = {"svg": ".svg", "png": ".png", "mermaid": ".mmd", "dot": ".dot", "md": ".md"}


def written(diagram: Diagram, form: str, engine: Engine = "graphviz-pure") -> bytes:
    """A diagram as a file in a ``Form``. Raises ``ChartError`` if it cannot be laid out."""
    if form == "png":
        return signed(diagram.png(engine), form)
    text = diagram.svg(engine) if form == "svg" else as_text(diagram, form)
    return signed(text.encode(), form)


def as_text(diagram: Diagram, form: str) -> str:
    """A diagram in a form that is read as it stands: mermaid, dot or md."""
    return {"mermaid": diagram.mermaid, "dot": diagram.dot, "md": diagram.markdown}[form]


def file_name(action: str, form: str) -> str:
    """The name of an action's file; whatever the action is called, it stays in its folder."""
    return safe_file_name(action) + ENDINGS[form]


def folder_of(
    ruleset: Ruleset, forms: Iterable[str] = USUAL, engine: Engine = "graphviz-pure"
) -> dict[str, bytes]:
    """All files of a folder of diagrams by name: each action in each form, and the index."""
    wanted = tuple(forms)
    return {INDEX: _index(ruleset, wanted), **files_of(ruleset, ruleset.moves, wanted, engine)}


def files_of(
    ruleset: Ruleset,
    actions: Iterable[str],
    forms: Iterable[str],
    engine: Engine = "graphviz-pure",
) -> dict[str, bytes]:
    """The files of some actions by name, each in each form."""
    wanted = tuple(forms)
    return {
        file_name(name, form): written(diagram_of(ruleset, name), form, engine)
        for name in actions
        for form in wanted
    }


def write(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """Bring a folder to hold these files; returns what was changed, in words.

    If the index is among them, diagrams that are left over are removed. Files that were not
    made here are never removed, nor written over where no index says that the folder is one of
    diagrams: that is refused, as is an index that somebody wrote.
    """
    whole = INDEX in files
    index = folder / INDEX
    own = index.is_file() and is_signed(_content(index))
    foreign = [] if own else [name for name, data in files.items() if _differs(folder / name, data)]
    others = [name for name in foreign if not is_signed(_content(folder / name))]
    if others:
        first = INDEX if INDEX in others else others[0]
        raise CombatError(
            f"cannot write diagrams to {folder}: its {first} was not made by combat-rules "
            "diagram; choose a folder of their own",
            code="diagrams.taken",
        )
    changes = differences(files, folder) if whole else stale(files, folder)
    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            path = folder / name
            if not path.is_file() or path.read_bytes() != data:
                write_whole(path, data)
        for name in left_over(files, folder) if whole else ():
            path = folder / name
            path.unlink()
    except OSError as error:
        raise CombatError(
            f"cannot write diagrams to {folder}: {why_unwritten(path, error)}",
            code="diagrams.write",
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
        elif _content(path) != data:
            found.append(f"{name} is stale")
    return found


def left_over(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """Files in a folder that were made here, of actions that are there no more."""
    if not folder.is_dir():
        return []
    return sorted(
        path.name
        for path in folder.iterdir()
        if path.suffix in ENDINGS.values()
        and path.name not in files
        and path.is_file()
        and is_signed(_content(path))
    )


def _differs(path: Path, data: bytes) -> bool:
    return path.is_file() and _content(path) != data


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CombatError(f"cannot read {path}: {error.strerror}", code="diagrams.read") from error


def _index(ruleset: Ruleset, forms: tuple[str, ...]) -> bytes:
    shown = next((form for form in forms if form in ("svg", "png")), forms[0])
    lines = ["# Diagrams", "", "The statechart of each action, by plugin."]
    for plugin in ruleset.plugins:
        names = [name for name, move in ruleset.moves.items() if move.plugin == plugin.name]
        if names:
            lines += ["", f"## {in_markdown(plugin.name)}"]
        for name in names:
            action = ruleset.moves[name].action
            called = in_markdown(name)
            lines += ["", f"### {called}", ""]
            lines += [in_markdown(action.description), ""] if action.description else []
            picture = "!" if shown in ("svg", "png") else ""
            lines.append(f"{picture}[{called}]({quote(file_name(name, shown))})")
    return signed("\n".join([*lines, ""]).encode(), "md")
