"""Writing an import: a folder of tables, whole or not at all, the same bytes every time."""

import os
import re
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import yaml

from combat_rules.design.importing.report import Character, Imported
from combat_rules.errors import CombatError, why_unwritten

REPORT = "REPORT.md"
SHARED = "moves.yaml"
FOLDER = "moves"
MADE = b"# Imported from "
"""How each file begins that an import has written."""
HEADED = re.compile(rb"# Imported from (.*)\. Importing it again .*\n", re.DOTALL)
LONGEST_HEAD = 100_000
"""Bytes of a head that is read."""
HEAD = MADE.decode() + "{source}. Importing it again writes these very bytes.\n"
SUM = "# Sum {number:08x}: by it an import knows what was changed by hand, and leaves it alone.\n"
SUMMED = re.compile(rb"# Sum ([0-9a-f]{8}): .*")


def write_plugin(imported: Imported, folder: Path) -> list[Path]:
    """Write the tables and the report; returns the files, relative to ``folder``.

    The folder may hold an earlier import, which is replaced. Raises ``CombatError`` if it
    holds anything else, or tables that were changed since, or cannot be written; then it is as it
    was.
    """
    files = files_of(imported)
    try:
        # A link stays one: what it leads to is written.
        whole = Path(os.path.realpath(folder))
        if whole.exists():
            _demand_ours(whole, folder)
        whole.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=whole.parent, prefix=".import-") as scratch:
            fresh = Path(scratch) / "fresh"
            for name, text in files.items():
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                # The name of a file may be no text; the report has it all the same.
                data = text.encode("utf-8", "backslashreplace")
                (fresh / name).write_bytes(data)
            _put_in_place(fresh, whole, Path(scratch) / "old")
    except OSError as error:
        raise CombatError(
            f"cannot write {folder}: {why_unwritten(folder, error)}", code="import.write"
        ) from error
    return [Path(name) for name in files]


def source_of(folder: Path) -> str:
    """What was imported into a folder before; empty if nothing was."""
    with suppress(OSError):
        for file in sorted((folder / FOLDER).iterdir()):
            with file.open("rb") as stream:
                found = HEADED.fullmatch(stream.readline(LONGEST_HEAD))
            if found is not None:
                return found[1].decode(errors="replace")
    return ""


def _put_in_place(fresh: Path, folder: Path, old: Path) -> None:
    """Have the fresh folder be the one, whose content is put aside as ``old``, or leave all as it
    was."""
    try:
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    except BaseException:
        # An interrupt counts as well: what was there is there again.
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise


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
    files = {SHARED: head + _summed(_yaml(shared))} if shared else {}
    taken: set[str] = set()
    for character in imported.characters:
        name = _file_name(character.name, taken)
        files[f"{FOLDER}/{name}.yaml"] = head + _summed(_yaml(_table(character)))
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


def _summed(text: str) -> str:
    """What stands below the head of a table: its sum, and the table."""
    return SUM.format(number=zlib.crc32(text.encode("utf-8", "backslashreplace"))) + text


def _demand_ours(folder: Path, said: Path) -> None:
    """Raise unless a folder holds nothing but an earlier import, as it was written. ``said`` is
    what it was called."""
    files = [*_files_in(folder)] if folder.is_dir() else [folder]
    others = [file for file in files if not _is_ours(file, folder)]
    if others:
        raise CombatError(
            f"{said} holds something else; name a new folder, or one that was imported before: no "
            f"import has written {said / others[0].relative_to(folder)}",
            code="import.occupied",
        )
    changed = [file for file in files if _is_changed(file)]
    if changed:
        raise CombatError(
            f"{said / changed[0].relative_to(folder)} was changed since it was imported, which "
            "would be lost; name a new folder and put both together, or remove the file",
            code="import.changed",
        )
    here = Path.cwd()
    if folder in (here, *here.parents):
        raise CombatError(
            f"cannot write {said}: you are in that folder, which is replaced as a whole; name a "
            "new one in it, or go out of it first",
            code="import.write",
        )


def _files_in(folder: Path) -> Iterator[Path]:
    """What stands in a folder and in its folder of tables."""
    for entry in sorted(folder.iterdir()):
        if entry.name == FOLDER and entry.is_dir():
            yield from sorted(entry.iterdir())
        else:
            yield entry


def _is_ours(file: Path, folder: Path) -> bool:
    """Whether an import has written a file, by its place and how it begins."""
    named = file.parent != folder or file.name in (REPORT, SHARED)
    if not named or not file.is_file():
        return False
    with file.open("rb") as stream:
        return stream.read(len(MADE)) == MADE


def _is_changed(file: Path) -> bool:
    """Whether a table is another than its sum says; ends of lines do not count."""
    lines = file.read_bytes().replace(b"\r\n", b"\n").split(b"\n", 2)
    said = SUMMED.fullmatch(lines[1]) if len(lines) == 3 else None
    return said is not None and int(said[1], 16) != zlib.crc32(lines[2])


def _line(text: str) -> str:
    return " ".join(text.split())
