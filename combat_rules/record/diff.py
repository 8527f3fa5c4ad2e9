"""Diff: the first tick and field where two recorded fights part, and what led there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TypeVar

from msgspec import Struct, to_builtins

from combat_rules.engine.inputs import Schedule
from combat_rules.engine.world import World
from combat_rules.errors import CombatError
from combat_rules.model import CombatEvent
from combat_rules.model.arguments import checks_arguments
from combat_rules.plugins.fingerprint import Changed, changes
from combat_rules.record.entries import Record, RecordedEvent
from combat_rules.record.fields import Field, of_data, of_records
from combat_rules.record.reader import Entries, Place, Reading, read_journal
from combat_rules.record.replay import Fork, Replay

ECHOES = ("fight_started.data.seed", "fight_started.data.arena")
"""What an event only repeats of the set-up: with another seed, fights do not part by that."""

RECENT = 5
"""How many events are told that came before, where no cause is known."""

E = TypeVar("E", CombatEvent, RecordedEvent)

WorldAfter = Callable[[int], World]
"""The world after so many records. Raises ``CombatError`` if it cannot be had."""


class Divergence(Struct, frozen=True):
    """Where two fights part: the record and its tick, every field that differs in it.

    ``state`` are the fields of the world that differ after it; ``unplayed`` says why they are
    not known. ``led`` are the events that led there, the first cause first.
    """

    number: int
    at: int
    kind: str
    fields: tuple[Field, ...]
    state: tuple[Field, ...]
    led: tuple[RecordedEvent, ...]
    unplayed: str = ""

    @property
    def field(self) -> Field:
        """The first field that differs; of the state, if nothing else does."""
        told = [field for field in self.fields if field.path != "state"]
        return next(iter((*told, *self.state, *self.fields)))


class Comparison(Struct, frozen=True):
    """Two recorded fights side by side: how they were set up, their rules, where they part."""

    settings: tuple[Field, ...]
    rules: tuple[Changed, ...]
    divergence: Divergence | None

    @property
    def same(self) -> bool:
        """Whether there is no difference at all."""
        return not self.settings and not self.rules and self.divergence is None


@checks_arguments
def diff(
    one: Place | Reading, other: Place | Reading, *, plugins: Sequence[object] = ()
) -> Comparison:
    """Compare two journals.

    Where they part, both are played again to name the fields of the state that differ, each
    under the rules that it names (``plugins`` replace those of the same name); if one cannot be
    played any more, that is said.
    """
    old = one if isinstance(one, Reading) else read_journal(one)
    new = other if isinstance(other, Reading) else read_journal(other)
    settings = of_data("fight", to_builtins(old.header.fight), to_builtins(new.header.fight))
    return Comparison(
        tuple(settings),
        changes(old.header.rules, new.header.rules),
        divergence(old.records, new.records, _played(old, plugins), _played(new, plugins)),
    )


@checks_arguments
def compare(replay: Replay, fork: Fork) -> Divergence | None:
    """Where a fork parts from the fight that it was forked from; ``None`` if it never does.

    That it was given commands is no difference by itself: what came of them is.
    """
    records = fork.records
    later = range(fork.since, len(records))
    kept = [*range(fork.since), *(n for n in later if not isinstance(records[n].given, Schedule))]
    new = Entries(len(kept), lambda number: records[kept[number - 1]])
    return divergence(replay.records, new, replay.after, fork.after, fork.since)


def divergence(
    old: Sequence[Record],
    new: Sequence[Record],
    world_of_old: WorldAfter,
    world_of_new: WorldAfter,
    since: int = 0,
) -> Divergence | None:
    """Where two lists of records part, the first ``since`` of which are the same."""
    for place in range(since, max(len(old), len(new))):
        one = old[place] if place < len(old) else None
        other = new[place] if place < len(new) else None
        if one is None or other is None:
            return _end(place, one, other, _recent(old, place))
        fields = () if one == other else tuple(_fields(one, other))
        if fields:
            state, unplayed = _state(one, other, world_of_old, world_of_new)
            led = _led(old, place, other)
            at = min(one.at, other.at)
            return Divergence(one.number, at, one.kind, fields, state, led, unplayed)
    return None


def chain_of(known: Mapping[int, E], sequence: int) -> list[E]:
    """An event and all that led to it, in the order in which it happened."""
    found: dict[int, E] = {}
    open_causes = [sequence]
    while open_causes:
        number = open_causes.pop()
        event = known.get(number)
        if event is not None and number not in found:
            found[number] = event
            # Only by hand can an event come of itself, or of a later one.
            open_causes += [cause for cause in event.causes if cause < number]
    return [found[number] for number in sorted(found)]


def _end(
    place: int, one: Record | None, other: Record | None, led: tuple[RecordedEvent, ...]
) -> Divergence:
    """One fight ends where the other goes on."""
    more = one or other
    assert more is not None, "one of the two goes on"
    field = Field(
        "the journal",
        "ends" if one is None else f"goes on with a {one.kind}",
        "ends" if other is None else f"goes on with a {other.kind}",
    )
    return Divergence(more.number, more.at, more.kind, (field,), (), led)


def _state(
    one: Record, other: Record, world_of_old: WorldAfter, world_of_new: WorldAfter
) -> tuple[tuple[Field, ...], str]:
    """The fields of the world that differ, if both were in the same place."""
    if one.state == other.state or (one.at, one.kind) != (other.at, other.kind):
        return (), ""
    try:
        return tuple(of_data("", world_of_old(one.number), world_of_new(other.number))), ""
    except CombatError as error:
        return (), str(error)


def _led(old: Sequence[Record], place: int, other: Record) -> tuple[RecordedEvent, ...]:
    """The causes of the first event that differs; else the latest events before."""
    one = old[place]
    pairs = zip((*one.events, None), (*other.events, None), strict=False)
    differing = next(((a or b) for a, b in pairs if a != b and not _echoes(a)), None)
    if one.given != other.given or differing is None or not differing.causes:
        return _recent(old, place)
    wanted, found = {*differing.causes}, []
    for event in chain(reversed((*one.events, *other.events)), _before(old, place)):
        if event.sequence in wanted:
            found.append(event)
            wanted.remove(event.sequence)
            # Only by hand can an event come of itself, or of a later one.
            wanted |= {cause for cause in event.causes if cause < event.sequence}
        if not wanted:
            break
    return tuple(sorted(found, key=lambda event: event.sequence))


def _fields(one: Record, other: Record) -> Iterator[Field]:
    return (field for field in of_records(one, other) if not field.path.endswith(ECHOES))


def _echoes(event: RecordedEvent | None) -> bool:
    return event is not None and event.type == "fight_started"


def _before(records: Sequence[Record], place: int) -> Iterator[RecordedEvent]:
    """The events of the records before a place, the latest first."""
    for earlier in range(place - 1, -1, -1):
        yield from reversed(records[earlier].events)


def _recent(records: Sequence[Record], place: int) -> tuple[RecordedEvent, ...]:
    return tuple(islice(_before(records, place), RECENT))[::-1]


def _played(reading: Reading, plugins: Sequence[object]) -> WorldAfter:
    """The worlds of a journal, found by playing it again when they are asked for."""
    kept: list[Replay] = []

    def after(number: int) -> World:
        if not kept:
            kept.append(Replay(reading, plugins=plugins))
        return kept[0].after(number)

    return after
