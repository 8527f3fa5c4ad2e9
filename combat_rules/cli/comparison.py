"""Two recorded fights side by side, as text or as JSON."""

from collections.abc import Iterator

import msgspec

from combat_rules.cli.tables import print_json, print_lines
from combat_rules.record import Comparison, Divergence, RecordedEvent

MOST = 12
"""How many fields of the state are told; ``--json`` has all of them."""


def print_comparison(comparison: Comparison, *, as_json: bool) -> None:
    """Say where two fights part."""
    if as_json:
        data = msgspec.to_builtins(_data(comparison), enc_hook=str)
        print_json(data)
        return
    print_lines("\n".join(_lines(comparison)))


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
    if comparison.divergence is None:
        yield "every record is the same all the same"
        return
    yield from _divergence(comparison.divergence)


def _divergence(divergence: Divergence) -> Iterator[str]:
    yield f"they diverge at tick {divergence.at}, record {divergence.number} ({divergence.kind}):"
    yield f"  {divergence.field}"
    rest = [f for f in divergence.fields if f is not divergence.field and f.path != "state"]
    yield from (f"  {field}" for field in rest)
    if divergence.state:
        yield "the state that differs after it:"
        yield from (f"  {field}" for field in divergence.state[:MOST])
        if len(divergence.state) > MOST:
            yield f"  and {len(divergence.state) - MOST} more"
    if divergence.unplayed:
        yield f"which part of the state differs is not known: {divergence.unplayed}"
    if divergence.led:
        yield "what led there:"
        yield from (f"  {_told(event)}" for event in divergence.led)


def _told(event: RecordedEvent) -> str:
    towards = f" -> {event.target}" if event.target else ""
    facts = ", ".join(f"{key}={value}" for key, value in event.data.items() if key != "breakdown")
    who = event.source or "the fight"
    return (
        f"tick {event.timestamp} #{event.sequence} {event.type}: {who}{towards}  {facts}".rstrip()
    )


def _data(comparison: Comparison) -> dict[str, object]:
    divergence = comparison.divergence
    return {
        "same": comparison.same,
        "settings": comparison.settings,
        "rules": comparison.rules,
        "divergence": None
        if divergence is None
        else {**msgspec.structs.asdict(divergence), "field": divergence.field},
    }
