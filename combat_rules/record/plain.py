"""Plain data: whatever an event carries, turned into what every form of a journal can say."""

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, json, msgpack
from msgspec.structs import replace

from combat_rules.record.entries import Header, Record

ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
DEEPEST = 32
"""How deep data may be nested; what lies deeper is left out."""

FAILURES = (TypeError, ValueError, OverflowError, RecursionError)


def in_words(thing: object) -> str:
    """A thing that is no data, as text. Where it lay in memory is no part of a fight."""
    return ADDRESS.sub("", str(thing))


_JSON = json.Encoder(enc_hook=in_words, order="deterministic")
_BINARY = msgpack.Encoder(enc_hook=in_words, order="deterministic")


def to_json(entry: Header | Record) -> bytes:
    """An entry as one line of JSON, without its end."""
    try:
        return _JSON.encode(entry)
    except FAILURES:
        return _JSON.encode(_plain(entry))


def to_binary(entry: Header | Record, make: Any) -> bytes:
    """An entry as msgpack, of the shape that ``make`` gives it."""
    try:
        return _BINARY.encode(make(entry))
    except FAILURES:
        return _BINARY.encode(make(_plain(entry)))


def plain(thing: Any, depth: int = 0) -> Any:
    """The same as data that can be written: texts for keys, numbers of 64 bits, sorted sets."""
    if depth > DEEPEST:
        return "..."
    if isinstance(thing, str):
        return thing.encode("utf-8", "backslashreplace").decode()
    if isinstance(thing, int) and not -(2**63) <= thing < 2**63:
        return str(thing)
    if isinstance(thing, Mapping):
        return {plain(in_words(key)): plain(value, depth + 1) for key, value in thing.items()}
    if isinstance(thing, set | frozenset):
        return sorted((plain(part, depth + 1) for part in thing), key=repr)
    if isinstance(thing, list | tuple):
        return [plain(part, depth + 1) for part in thing]
    if thing is None or isinstance(thing, int | float | bool | Struct):
        return thing
    return plain(in_words(thing), depth + 1)


def _plain(entry: Header | Record) -> Header | Record:
    """A record whose events carry plain data."""
    if isinstance(entry, Header):
        return entry
    return replace(
        entry, events=tuple(replace(event, data=plain(event.data)) for event in entry.events)
    )
