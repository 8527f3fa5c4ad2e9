"""Forged journals: whatever one writes in them, their checksums are right."""

from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from combat_rules import CombatSystem
from combat_rules.record import Journal, Reading, RecordedEvent
from combat_rules.record.format import FRAMES, LINES, NOTHING, Form
from tests.record.bouts import eventful, practice

Entry = dict[str, Any]


@cache
def standard(form: str = "jsonl") -> bytes:
    """The journal of a short fight under the rules that ship."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"fight.{form}"
        with Journal(file) as journal:
            combat = CombatSystem(2000, seed=5, journal=journal)
            combat.add_combatant("duelist")
            combat.add_combatant("brute")
            combat.run()
        return file.read_bytes()


@cache
def everything(form: str = "jsonl") -> bytes:
    """The journal of a fight in which everything was done that can be done from outside."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"fight.{form}"
        with Journal(file) as journal:
            eventful(journal, practice())
        return file.read_bytes()


def entries(data: bytes) -> tuple[Entry, list[Entry]]:
    """The header and the records of a journal, as data that can be changed."""
    reading = Reading(data)
    header = msgspec.json.decode(LINES.body(reading.header))
    return header, [msgspec.json.decode(LINES.body(record)) for record in reading.records]


def forged(header: object, records: list[Any], form: Form = LINES) -> bytes:
    """A journal that says this, with every checksum as it has to be."""
    return sealed([_body(entry, form) for entry in (header, *records)], form)


def sealed(bodies: list[bytes], form: Form = LINES) -> bytes:
    """A journal of these entries, with every checksum as it has to be."""
    data, before = form.magic, NOTHING
    for body in bodies:
        piece, before = form.seal(body, before)
        data += piece
    return data


def form_of(name: str) -> Form:
    """The form by the end of a file's name."""
    return FRAMES if name == "bin" else LINES


def _body(entry: Any, form: Form) -> bytes:
    if form is LINES:
        return msgspec.json.encode(entry)
    if isinstance(entry, dict) and "number" in entry:
        entry = _positions(entry)
    return msgspec.msgpack.encode(entry)


def _positions(entry: Entry) -> Any:
    """A record as the binary form has it, as far as what is in it allows."""
    events = entry.get("events", [])
    if isinstance(events, list):
        fields = RecordedEvent.__struct_fields__
        events = [
            [event.get(name) for name in fields] if isinstance(event, dict) else event
            for event in events
        ]
    state = entry.get("state", "")
    with suppress(TypeError, ValueError):
        state = bytes.fromhex(state)
    return [entry["number"], entry.get("given"), events, state, entry.get("sequence", 0)]
