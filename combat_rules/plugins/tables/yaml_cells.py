"""YAML as cells: read event by event, so that neither nesting nor aliases can grow."""

import re
from collections.abc import Iterator

import yaml
from msgspec import Struct

from combat_rules.plugins.tables.cells import Cell, Fields, Items, Place, Text, Unreadable, after

DEEPEST = 20
"""Lists and mappings inside each other; whatever is read here needs five."""


NULLS = ("~", "null", "Null", "NULL")
"""What says nothing, unless it is quoted."""

PLAIN_WORDS = (
    (r"expected ',' or '(.)', but got .*", r"a comma or a closing \1 is missing"),
    (r"expected <block end>, but found .*", "it does not line up with what is above it"),
    (r"expected the node content, but found .*", "a value is missing"),
    (
        r"mapping values are not allowed here",
        "a colon cannot stand here; quote a text that has one",
    ),
    (r"sequence entries are not allowed here", "no list can begin here"),
    (r"could not find expected ':'", "a colon is missing"),
    (r"found unexpected end of stream", "a quotation mark is never closed"),
    (
        r"found character '\\t' that cannot start any token",
        "move it in with spaces, not a tab",
    ),
    (r"found character (.*) that cannot start any token", r"put what begins with \1 in quotes"),
    (r"(.*)'<stream end>'(.*)", r"\1the end of the file\2"),
)
"""What the parser calls a mistake, and what it is to somebody who writes a table."""


class _Open(Struct):
    """A list or mapping whose end has not come yet."""

    mapping: bool
    place: Place
    cells: list[Cell] = []

    def closed(self) -> Cell:
        if not self.mapping:
            return Items(tuple(self.cells), self.place)
        pairs = zip(self.cells[::2], self.cells[1::2], strict=True)
        return Fields(tuple(pairs), self.place)


def parse_yaml(text: str) -> Cell | None:
    """The document as cells, ``None`` if it is empty.

    Raises ``Unreadable`` for what is no YAML, and for anchors, aliases and tags, which no
    table needs and which only hide what is written.
    """
    root: Cell | None = None
    around: list[_Open] = []
    for event in _events(text):
        cell: Cell | None = None
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise Unreadable("a second document begins; one file is one document", _place(event))
        if isinstance(event, yaml.NodeEvent):
            _plain(event)
        if isinstance(event, yaml.ScalarEvent):
            said = "" if event.implicit[0] and event.value in NULLS else event.value
            cell = Text(said, _place(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            around.append(_Open(isinstance(event, yaml.MappingStartEvent), _place(event)))
            if len(around) > DEEPEST:
                raise Unreadable(f"it is nested more than {DEEPEST} deep", _place(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            cell = around.pop().closed()
        if cell is not None and around:
            around[-1].cells.append(cell)
        elif cell is not None:
            root = cell
    return None if isinstance(root, Text) and not root.value.strip() else root


def _plain(event: yaml.NodeEvent) -> None:
    """Refuse what refers elsewhere or asks for a type."""
    if event.anchor is not None:
        raise Unreadable("write it out; & and * are not read", _place(event))
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
        raise Unreadable("write it plainly; tags such as !!python are not read", _place(event))


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Place(mark.line + 1, str(mark.column + 1)) if mark else None
        problem = error.problem or error.context or "it is no YAML"
        raise Unreadable(in_plain_words(problem), where) from error
    except yaml.reader.ReaderError as error:
        where = after(text[: error.position])
        raise Unreadable(f"U+{error.character:04X} is no character of a text", where) from error
    except (ValueError, OverflowError) as error:
        # An escape beyond Unicode, or a version with thousands of digits.
        raise Unreadable(f"it is no YAML: {error}") from error


def in_plain_words(problem: str) -> str:
    """A parser's complaint without its own words."""
    for pattern, words in PLAIN_WORDS:
        found = re.fullmatch(pattern, problem)
        if found is not None:
            return found.expand(words)
    return problem


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    assert mark is not None, "the parser marks every event"
    return Place(mark.line + 1, str(mark.column + 1))
