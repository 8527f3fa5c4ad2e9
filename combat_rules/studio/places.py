"""Places: in which file and line a move is written, and whether the studio may write there."""

import ast
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from combat_rules.plugins import Source
from combat_rules.plugins.tables.table import Table
from combat_rules.studio.rulebook import Edition

MOST = 400
"""Python files of a plugin that are searched."""


class Place(Struct, frozen=True):
    """Where a thing is written. ``editable`` is whether its numbers can be written there."""

    file: str = ""
    line: int = 0
    editable: bool = False


def places_of(edition: Edition, project: Path) -> dict[str, Place]:
    """Where every move of the rules is written, relative to the project if it lies in there."""
    sources = {source.info.name: source for source in edition.sources}
    found: dict[str, Place] = {}
    written: dict[str, dict[str, tuple[Path, int]]] = {}
    for name, move in edition.ruleset.moves.items():
        source = sources.get(move.plugin)
        if source is None:
            found[name] = Place()
        elif isinstance(source.module, Table):
            found[name] = _in_table(source.module, name, project)
        else:
            if move.plugin not in written:
                written[move.plugin] = dict(_in_python(source))
            file, line = written[move.plugin].get(name, (Path(source.info.location), 0))
            found[name] = Place(shown(file, project), line)
    return found


def row_of(table: Table, name: str) -> tuple[Path, int] | None:
    """The file and line in which the row of a move stands."""
    file, _, rest = table.places.get(f"action {name}", "").rpartition(", line ")
    return (Path(file).resolve(), int(rest.partition(",")[0])) if file else None


def _in_table(table: Table, name: str, project: Path) -> Place:
    row = row_of(table, name)
    if row is None:
        return Place(table.__file__)
    file, line = row
    return Place(shown(file, project), line, file.is_relative_to(project))


def _in_python(source: Source) -> Iterator[tuple[str, tuple[Path, int]]]:
    """Each name that a plugin's files give to something, with its file and line."""
    location = Path(source.info.location)
    if location.name == "__init__.py":
        files = sorted(location.parent.rglob("*.py"))[:MOST]
        files = [file for file in files if "tests" not in file.parts[len(location.parts) - 1 :]]
    else:
        files = [location]
    for file in files:
        try:
            tree = ast.parse(file.read_text("utf-8"))
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            # The parser says so of what is nested too deep.
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                for keyword in node.keywords:
                    value = keyword.value
                    if keyword.arg == "name" and isinstance(value, ast.Constant):
                        yield str(value.value), (file, node.lineno)


def shown(file: Path, project: Path) -> str:
    """A file by its path in the project, or by its name if it lies elsewhere."""
    file = file.resolve()
    return file.relative_to(project).as_posix() if file.is_relative_to(project) else file.name
