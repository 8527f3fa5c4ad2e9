"""Keys that stand twice in a file of JSON or YAML, of which readers take the last unasked."""

import re

import msgspec

from combat_rules.plugins.tables.cells import (
    Cell,
    Fields,
    Items,
    Place,
    Text,
    Unreadable,
    after,
    shown,
)

MARK = re.compile(r'"((?:[^"\\]++|\\.)*+)"(\s*+:)?|[{}]')
"""What tells where the keys of JSON stand: texts, those before a colon, and the ends of objects."""

MALFORMED = re.compile(r"(JSON is malformed: )?(?P<why>.*) \(byte (?P<byte>\d+)\)")
"""How the parser of JSON puts what is wrong."""


def parse_json(data: bytes) -> object:
    """What a document of JSON says.

    Raises ``Unreadable`` for what is none, and for one in which a key stands twice.
    """
    try:
        document: object = msgspec.json.decode(data)
        demand_json_keys_once(data.decode())
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise _no_json(data, str(error)) from error
    return document


def _no_json(data: bytes, told: str) -> Unreadable:
    """Why a document is no JSON, and where; ``told`` is how the parser puts it."""
    if not data.strip():
        return Unreadable("it is no JSON: it is empty")
    if told == "Input data was truncated":
        return Unreadable("it is no JSON: it breaks off before its end")
    found = MALFORMED.fullmatch(told)
    if found is None:
        return Unreadable(f"it is no JSON: {told}")
    before = data[: int(found["byte"])].decode(errors="replace")
    return Unreadable(f"it is no JSON: {found['why']}", after(before))


def demand_json_keys_once(text: str) -> None:
    """Raise ``Unreadable`` if a key stands twice in an object; the text has to be JSON."""
    around: list[dict[object, int]] = []
    for found in MARK.finditer(text):
        if found[0] == "{":
            around.append({})
        elif found[0] == "}":
            around.pop()
        elif found[2]:
            key = msgspec.json.decode(f'"{found[1]}"') if "\\" in found[1] else found[1]
            first = around[-1].setdefault(key, found.start())
            if first != found.start():
                raise _twice(str(key), after(text[:first]), after(text[: found.start()]))


def demand_keys_once(cell: Cell) -> None:
    """Raise ``Unreadable`` if a key stands twice in a mapping, however deep inside a cell."""
    if isinstance(cell, Items):
        for item in cell.cells:
            demand_keys_once(item)
    if not isinstance(cell, Fields):
        return
    known: dict[str, Place] = {}
    for key, value in cell.pairs:
        if isinstance(key, Text) and known.setdefault(key.value, key.place) is not key.place:
            raise _twice(key.value, known[key.value], key.place)
        demand_keys_once(value)


def _twice(key: str, first: Place, again: Place) -> Unreadable:
    return Unreadable(
        f"the key {shown(key)} stands here for the second time, first at {first}: only one of "
        "the two would count; put both together, or leave one out",
        again,
    )
