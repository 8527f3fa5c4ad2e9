"""The proof in every run: some fights are played again live, and a difference stops everything."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from msgspec import Struct

from combat_rules.compiled.kernel import Kernel, Played, Words
from combat_rules.compiled.live import Lived, played
from combat_rules.engine.core.records import Said
from combat_rules.engine.lineup import Lineup
from combat_rules.errors import CombatError

AT_LEAST = 20
"""Fights of a run that are played again on the live engine."""
ONE_IN = 10_000
"""Of further fights, one in so many."""


class Apart(Struct, frozen=True):
    """Where two plays of one fight part: the tick, the field, and what it is in each."""

    at: int
    field: str
    live: object
    compiled: object

    def __str__(self) -> str:
        return f"at tick {self.at}, {self.field}: live {self.live!r}, compiled {self.compiled!r}"


def sample(first: int, end: int) -> Iterator[int]:
    """The places of those fights of a run that are played again, from one place until another."""
    yield from range(first, min(end, AT_LEAST))
    yield from range(max(1, -(-first // ONE_IN)) * ONE_IN, end, ONE_IN)


def demand_equal(kernel: Kernel, start: Words, lineup: Lineup, seed: int) -> None:
    """Raise ``CombatError`` unless a fight is the same, event by event, on both engines."""
    found = kernel.look_at(start, lineup.number, seed)
    if found.why:
        return
    live = played(lineup.fight, seed)
    apart = first_difference(kernel, found, live)
    if apart is None:
        return
    folder = Path(mkdtemp(prefix=f"combat-rules-seed-{seed}-"))
    for name, said in (("live", live.said), ("compiled", tuple(map(kernel.said, found.said)))):
        lines = (json.dumps(_line(one), default=str) for one in said)
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    raise CombatError(
        f"seed {seed} is not the same fight on the live engine, {apart}; both journals are kept "
        f"in {folder}. This is a fault of combat_rules: play with --live, and report it",
        code="batch.differs", seed=seed, at=apart.at, field=apart.field, folder=str(folder),
    )  # fmt: skip


def first_difference(kernel: Kernel, found: Played, live: Lived) -> Apart | None:
    """The first event that differs between two plays, or else the first field of their ends."""
    words = kernel.words_of(live.said)
    count = min(len(words), len(found.said))
    differ = np.flatnonzero((words[:count] != found.said[:count]).any(axis=1))
    if len(differ):
        one, two = live.said[differ[0]], kernel.said(found.said[differ[0]])
        told, again = _line(one), _line(two)
        name = next(name for name, value in told.items() if value != again[name])
        return Apart(one.at, f"event {one.sequence}, {name}", told[name], again[name])
    if len(words) != len(found.said):
        at = live.world.now
        return Apart(at, "the number of events", len(words), len(found.said))
    world, other = live.world, kernel.world(found.state)
    if world == other:
        return None
    for seat, twin in zip(world.seats, other.seats, strict=True):
        for name in type(seat).__struct_fields__:
            if getattr(seat, name) != getattr(twin, name):
                where = f"{name} of {seat.id}"
                return Apart(world.now, where, getattr(seat, name), getattr(twin, name))
    return Apart(world.now, "the fight", world.facts[2:], other.facts[2:])


def _line(said: Said) -> dict[str, object]:
    """An event as the numbers that it consists of."""
    return {
        name: getattr(said, name) for name in type(said).__struct_fields__
        if name not in ("more", "told")
    }  # fmt: skip
