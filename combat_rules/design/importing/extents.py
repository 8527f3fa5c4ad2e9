"""How far the cells of a workbook reach, looked up before it is opened: that takes room for all."""

import re
from collections.abc import Iterator
from zipfile import ZipFile

from msgspec import Struct

SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
"""The sheets of an XLSX file."""
CONTENT = "content.xml"
"""The sheets of an ODS file."""

OF_XLSX = re.compile(rb"<(?:\w+:)?(?:(row)|c)(?=[\s/>])([^>]*)>(</(?:\w+:)?c>)?")
PLACE = re.compile(rb'\br="([A-Z]{0,3})([0-9]{1,7})"')
OF_ODS = re.compile(
    rb"<table:(?:(table)|(table-row)|(?:covered-)?table-cell)(?=[\s/>])([^>]*)>"
    rb"(</table:(?:covered-)?table-cell>)?"
)
ROWS = re.compile(rb'table:number-rows-repeated="([0-9]{1,9})"')
COLUMNS = re.compile(rb'table:number-columns-repeated="([0-9]{1,9})"')


class Extent(Struct):
    """The first and the last row in which a sheet has something, and its last such column."""

    first: int = 0
    last: int = 0
    columns: int = 0

    def take(self, row: int, column: int) -> None:
        """Take in a cell."""
        self.first = min(self.first or row, row)
        self.last = max(self.last, row)
        self.columns = max(self.columns, column)

    @property
    def rows(self) -> int:
        """Rows from the first to the last one."""
        return self.last - self.first + 1


def extents_of(archive: ZipFile) -> Iterator[Extent]:
    """The extent of each sheet. Raises what opening an archive raises."""
    for name in archive.namelist():
        if SHEET.fullmatch(name):
            yield _of_xlsx(archive.read(name))
        elif name == CONTENT:
            yield from _of_ods(archive.read(name))


def _of_xlsx(data: bytes) -> Extent:
    extent, row, column = Extent(), 0, 0
    for found in OF_XLSX.finditer(data):
        place = PLACE.search(found[2])
        if found[1]:
            row, column = (int(place[2]) if place else row + 1), 0
            continue
        column = _number(place[1]) if place else column + 1
        # A cell without content has a look alone.
        if not (found[2].endswith(b"/") or found[3]):
            extent.take(int(place[2]) if place else row, column)
    return extent


def _of_ods(data: bytes) -> Iterator[Extent]:
    # The row after the one before it, which may stand there several times.
    extent, row, again, column = Extent(), 1, 0, 0
    for found in OF_ODS.finditer(data):
        if found[1]:
            yield extent
            extent, row, again = Extent(), 1, 0
        elif found[2]:
            row, column = row + again, 0
            again = _times(ROWS, found[3])
        else:
            column += _times(COLUMNS, found[3])
            if not (found[3].endswith(b"/") or found[4]):
                extent.take(row, column)
                extent.take(row + again - 1, column)
    yield extent


def _times(attribute: re.Pattern[bytes], told: bytes) -> int:
    found = attribute.search(told)
    return int(found[1]) if found else 1


def _number(letters: bytes) -> int:
    """A column's number by its letters, as spreadsheets count."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number
