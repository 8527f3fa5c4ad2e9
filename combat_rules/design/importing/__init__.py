"""Importers: other people's frame data as a table plugin, and a report of every row."""

from combat_rules.design.importing.files import FORMATS, import_files
from combat_rules.design.importing.report import Fate, Imported
from combat_rules.design.importing.write import write_plugin

__all__ = ["FORMATS", "Fate", "Imported", "import_files", "write_plugin"]
