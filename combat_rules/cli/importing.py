"""Other people's frame data: ``combat-rules import`` writes a table plugin and a report."""

import shlex
from collections.abc import Mapping
from pathlib import Path

from combat_rules.cli.errors import complain
from combat_rules.cli.progress import progress
from combat_rules.cli.tables import print_lines, print_text
from combat_rules.design.importing import Imported, import_files, source_of, write_plugin
from combat_rules.errors import CombatError, PluginError, how_many
from combat_rules.plugins import build_ruleset, find_plugins

SHOWN = 20
"""Rows that did not come in, told on the terminal; the report has all."""


def demand_out(out: Path | None) -> Path:
    """The folder to write to; raises if none is named."""
    if out is None:
        raise CombatError(
            "name the folder of the plugin with --out DIR, or say --check to write nothing",
            code="import.nowhere",
        )
    return out


def import_to(
    files: list[Path], format: str, only: list[str], mapping: Mapping[str, str], out: Path | None
) -> None:
    """Import, write, load what was written, and say what came of it; without a folder, print
    the report and write nothing."""
    with progress("importing", len(files) + (out is not None)) as told:
        imported = import_files(files, format, only, mapping, told)
        before = "" if out is None else source_of(out)
        if out is not None:
            write_plugin(imported, out)
            told(f"loading {out.name}")
            names = _loaded(imported, out)
    if out is None:
        print_lines(imported.report())
        return
    _tell(imported, out)
    now = source_of(out)
    if before not in ("", now):
        complain(
            f"{out} held what was imported from {before}, and holds what was from {now} instead; "
            "name all files at once to have them together"
        )
    count = how_many(len(imported.characters), "character")
    print_text(f"{out}: {count}; the report is {out / 'REPORT.md'}")
    if names:
        left, right = names[0], names[-1]
        words = ("combat-rules", "duel", "--plugin", str(out), "--left", left, "--right", right)
        print_text(shlex.join(words))


def _loaded(imported: Imported, out: Path) -> list[str]:
    """The archetypes that the plugin has as it was written. Raises if it cannot be used."""
    try:
        ruleset = build_ruleset(find_plugins([str(out)]))
    except PluginError as error:
        raise CombatError(
            f"{out} is written, but cannot be used as it is:\n{error}", code="import.unusable"
        ) from error
    return [each.name for each in imported.characters if each.name in ruleset.archetypes]


def _tell(imported: Imported, out: Path) -> None:
    refused = [fate for fate in imported.fates if fate.refused]
    for fate in refused[:SHOWN]:
        complain(f"{fate.where} did not come in: {fate.refused}")
    if len(refused) > SHOWN:
        complain(f"and {len(refused) - SHOWN} more; {out / 'REPORT.md'} names them all")
    for text in imported.told:
        complain(text)
    print_text(imported.summary())
