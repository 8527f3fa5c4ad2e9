"""Blocks: fights of one pairing that are played together, wherever that is."""

from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any
from zlib import compress, decompress

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from combat_rules.balance.rulebook import Rulebook
from combat_rules.compiled.batch import Batch
from combat_rules.engine.lineup import Fighter

BLOCK = 500
"""Fights of a block; blocks begin at multiples of it, so that what is known fits what is asked."""
ROW = np.dtype(
    [
        ("winner", "<i1"), ("reason", "<i1"), ("live", "?"), ("lead_changes", "<i4"),
        ("at", "<i4"), ("health", "<i4", (2,)),
    ]
)  # fmt: skip
"""What is kept of a fight, as ``Batch`` gives it."""


class Pairing(Struct, frozen=True):
    """Two archetypes against each other: the first stands on the left, and is side 0.

    Whoever wins does so from either side: no rule of the engine knows left from right.
    """

    left: str
    right: str
    duration: int | None = None
    distance: int | None = None


class Task(Struct, frozen=True):
    """Fights to be played: a pairing, the first seed, how many, and those of them that are
    played again on the live engine."""

    pairing: Pairing
    first: int
    count: int
    proofs: tuple[int, ...] = ()

    @property
    def seeds(self) -> range:
        """The seeds of its fights."""
        return range(self.first, self.first + self.count)


class Block(Struct, frozen=True):
    """What a task came to: its rows, and what was counted by side of each move that was used.

    ``why_live`` counts why fights were played live, ``mistakes`` in how many which rule has raised.
    """

    task: Task
    packed: bytes
    counts: tuple[Mapping[str, tuple[int, ...]], Mapping[str, tuple[int, ...]]]
    why_live: Mapping[str, int] = {}
    mistakes: Mapping[str, int] = {}

    @property
    def rows(self) -> NDArray[Any]:
        """A row for each fight, in the order of their seeds."""
        return np.frombuffer(decompress(self.packed), ROW)


class Player:
    """Plays tasks under a rulebook, ``fights`` altogether, if that is known; what has been set up
    for a pairing is kept."""

    def __init__(self, rules: Rulebook, fights: int | None = None) -> None:
        self.rules, self.fights = rules, fights
        self._batches: dict[Pairing, Batch] = {}
        self._lock = Lock()

    def batch(self, pairing: Pairing) -> Batch:
        """The batch of a pairing."""
        # Two threads would compile the same rules twice.
        with self._lock:
            if pairing not in self._batches:
                self._batches[pairing] = self.seated(pairing)
            return self._batches[pairing]

    def seated(self, pairing: Pairing, *, flipped: bool = False) -> Batch:
        """A new batch; ``flipped``, each stands in the place of the other, with its own luck."""
        sides = (("left", pairing.left), ("right", pairing.right))
        fighters = [
            Fighter(kind, name, controller=self.rules.controllers[kind])
            for name, kind in (sides[::-1] if flipped else sides)
        ]
        return Batch(
            self.rules.ruleset, *fighters, duration=pairing.duration, distance=pairing.distance,
            fights=self.fights,
        )  # fmt: skip

    def play(self, task: Task) -> Block:
        """Play a task. Raises ``CombatError`` if a fight is not the same on the live engine."""
        batch = self.batch(task.pairing)
        for seed in task.proofs:
            batch.prove((seed,))
        part = batch.part(task.seeds)
        rows = np.zeros(task.count, ROW)
        for name in ROW.names or ():
            rows[name] = part.rows[name]
        moves = ("", *self.rules.ruleset.moves)
        left, right = (_named(moves, counts) for counts in part.counts.tolist())
        packed, why, mistakes = compress(rows.tobytes(), 1), part.why_live, part.mistakes
        return Block(task, packed, (left, right), dict(why), dict(mistakes))


def _named(moves: tuple[str, ...], counts: list[list[int]]) -> dict[str, tuple[int, ...]]:
    named = zip(moves, counts, strict=True)
    return {move: tuple(row) for move, row in named if any(row)}


def tasks(pairing: Pairing, first: int, start: int, end: int) -> Iterator[Task]:
    """The fights from ``start`` to ``end`` of a pairing, block by block; ``first`` is the seed of
    fight 0."""
    for at in range(start, end, BLOCK):
        yield Task(pairing, first + at, min(BLOCK, end - at))
