"""Two recorded fights side by side, as text or as JSON."""

from collections.abc import Iterator
from typing import Any

import msgspec
import typer

from combat_rules.model import CombatEvent
from combat_rules.record import Comparison, Parting

MOST = 12
"""How many fields of the state are told; ``--json`` has all of them."""


def print_comparison(comparison: Comparison, *, as_json: bool) -> None:
    """Say where two fights part."""
    if as_json:
        data = msgspec.to_builtins(_data(comparison), enc_hook=str)
        typer.echo(msgspec.json.format(msgspec.json.encode(data)).decode())
        return
    for line in _lines(comparison):
        typer.echo(line)


def _lines(comparison: Comparison) -> Iterator[str]:
    if comparison.same:
        yield "the two fights are the same, record by record"
        return
    if comparison.settings:
        yield "they were set up differently:"
        yield from (f"  {field}" for field in comparison.settings)
    if comparison.rules:
        yield "their rules differ:"
        yield from (f"  {changed}" for changed in comparison.rules)
    if comparison.parting is None:
        yield "every record is the same all the same"
        return
    yield from _parting(comparison.parting)


def _parting(parting: Parting) -> Iterator[str]:
    yield f"they part at tick {parting.at}, record {parting.number} ({parting.kind}):"
    yield f"  {parting.field}"
    rest = [f for f in parting.fields if f is not parting.field and f.path != "state"]
    yield from (f"  {field}" for field in rest)
    if parting.state:
        yield "the state that differs after it:"
        yield from (f"  {field}" for field in parting.state[:MOST])
        if len(parting.state) > MOST:
            yield f"  and {len(parting.state) - MOST} more"
    if parting.unplayed:
        yield f"which part of the state differs is not known: {parting.unplayed}"
    if parting.led:
        yield "what led there:"
        yield from (f"  {_told(event)}" for event in parting.led)


def _told(event: CombatEvent) -> str:
    towards = f" -> {event.target}" if event.target else ""
    facts = ", ".join(f"{key}={value}" for key, value in event.data.items() if key != "breakdown")
    who = event.source or "the fight"
    return (
        f"tick {event.timestamp} #{event.sequence} {event.type}: {who}{towards}  {facts}".rstrip()
    )


def _data(comparison: Comparison) -> dict[str, Any]:
    parting = comparison.parting
    return {
        "same": comparison.same,
        "settings": comparison.settings,
        "rules": comparison.rules,
        "parting": None
        if parting is None
        else {**msgspec.structs.asdict(parting), "field": parting.field},
    }
