"""Writing an import: a folder of tables, whole or not at all, the same bytes every time."""

import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from combat_rules.design.importing.report import Character, Imported
from combat_rules.errors import CombatError, why_unwritten

REPORT = "REPORT.md"
SHARED = "moves.yaml"
FOLDER = "moves"
HEAD = "# Imported from {source}. Importing it again writes these very bytes.\n"


def write_plugin(imported: Imported, folder: Path) -> list[Path]:
    """Write the tables and the report; returns the files, relative to ``folder``.

    The folder may hold an earlier import, which is replaced. Raises ``CombatError`` if it
    holds anything else, or cannot be written; then it is as it was.
    """
    files = files_of(imported)
    _demand_ours(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".import-") as scratch:
            fresh = Path(scratch) / "fresh"
            for name, text in files.items():
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                # The name of a file may be no text; the report has it all the same.
                data = text.encode("utf-8", "backslashreplace")
                (fresh / name).write_bytes(data)
            if folder.exists():
                folder.rename(Path(scratch) / "old")
            try:
                fresh.rename(folder)
            except BaseException:
                # An interrupt counts as well: what was there is there again.
                if (Path(scratch) / "old").exists() and not folder.exists():
                    shutil.move(str(Path(scratch) / "old"), folder)
                raise
    except OSError as error:
        raise CombatError(
            f"cannot write {folder}: {why_unwritten(folder, error)}", code="import.write"
        ) from error
    return [Path(name) for name in files]


def files_of(imported: Imported) -> dict[str, str]:
    """The text of every file by its name in the folder."""
    head = HEAD.format(source=_line(imported.source))
    shared: dict[str, object] = {}
    if imported.stage:
        shared["stage"] = dict(imported.stage)
    if imported.attributes:
        shared["attributes"] = [dict(row) for row in imported.attributes]
    if imported.overrides:
        shared["overrides"] = [*imported.overrides]
    if imported.shared:
        shared["moves"] = [dict(row) for row in imported.shared]
    files = {SHARED: head + _yaml(shared)} if shared else {}
    taken: set[str] = set()
    for character in imported.characters:
        name = _file_name(character.name, taken)
        files[f"{FOLDER}/{name}.yaml"] = head + _yaml(_table(character))
    files[REPORT] = imported.as_markdown()
    return files


def _table(character: Character) -> Mapping[str, object]:
    table: dict[str, object] = {}
    if character.remarks:
        table["remarks"] = [
            {"code": code, **({"move": move} if move else {}), "text": text}
            for code, move, text in character.remarks
        ]
    table["moves"] = [dict(row) for row in character.moves]
    if character.archetypes:
        table["archetypes"] = [dict(row) for row in character.archetypes]
    return table


def _yaml(data: Mapping[str, object]) -> str:
    text: str = yaml.dump(
        data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=10**6, indent=2
    )
    return text


class _Plain(yaml.SafeDumper):
    """Writes everything out: tables know neither anchors nor aliases."""

    def ignore_aliases(self, data: object) -> bool:
        """Whether a value is written again in full; always."""
        return True


def _file_name(character: str, taken: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", character.lower()).strip("-") or "character"
    name, number = plain, 1
    while name in taken:
        number += 1
        name = f"{plain}-{number}"
    taken.add(name)
    return name


def _demand_ours(folder: Path) -> None:
    """Raise unless the folder is free, or holds nothing but an earlier import."""
    if not folder.exists():
        return
    own = folder.is_dir() and all(
        entry.name in (REPORT, SHARED, FOLDER) for entry in folder.iterdir()
    )
    if not own:
        raise CombatError(
            f"{folder} holds something else; name a new folder, or one that was imported before",
            code="import.occupied",
        )


def _line(text: str) -> str:
    return " ".join(text.split())
