"""Importers: other people's frame data as a table plugin, and a report of every row."""

from combat_rules.design.importing.files import FORMATS, Format, import_files
from combat_rules.design.importing.headings import FIELDS, read_mapping
from combat_rules.design.importing.report import Fate, Imported
from combat_rules.design.importing.write import source_of, write_plugin

__all__ = [
    "FIELDS",
    "FORMATS",
    "Fate",
    "Format",
    "Imported",
    "import_files",
    "read_mapping",
    "source_of",
    "write_plugin",
]
