"""The heat map: who beats whom, filled in while fights are played in a thread of its own."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from itertools import combinations
from threading import Event, Lock, Thread
from typing import Any

from combat_rules.compiled.tally import Tally, lived_through, wilson
from combat_rules.engine.lineup import Lineup, named
from combat_rules.plugins import Ruleset
from combat_rules.studio.mishaps import mishap
from combat_rules.studio.pictures import Data, trouble

CHUNK, LIVE_CHUNK = 100, 4
"""Fights of a pairing that are played before the next one has its turn."""

MOST = 20
"""Archetypes of a map; of more, the first, and the others are told."""

EVEN = [0, 50.0, 50.0, 50.0, 0]
"""The cell of an archetype against itself, which nobody has to play."""

Pair = tuple[str, str]


class Heat:
    """Plays every archetype against every other one. ``data`` may be asked at any time."""

    def __init__(self, ruleset: Ruleset, fights: int, numbers: Mapping[str, int]) -> None:
        steered = [kind.name for kind in ruleset.archetypes.values() if kind.controller]
        self.kinds = steered[:MOST]
        self.left_out = [name for name in ruleset.archetypes if name not in self.kinds]
        self.fights = fights
        self.numbers = dict(numbers)
        self.compiled = True
        self.problem = ""
        self._ruleset = ruleset.changed(numbers) if numbers else ruleset
        self._tallies: dict[Pair, Tally] = {}
        self._lock = Lock()
        self._stop = Event()
        self._thread = Thread(target=self._play, name="combat-rules heat map", daemon=True)

    def start(self) -> None:
        """Begin to play."""
        self._thread.start()

    def stop(self) -> None:
        """Play no more."""
        self._stop.set()

    def data(self) -> Data:
        """What is known by now: for each pairing the share of the left one, and its interval."""
        with self._lock:
            cells = [[self._cell(one, other) for other in self.kinds] for one in self.kinds]
            played = sum(tally.fights for tally in self._tallies.values())
        return {
            "kinds": self.kinds,
            "left_out": self.left_out,
            "fights": self.fights,
            "played": played,
            "wanted": self._wanted,
            "running": self._thread.is_alive() and not self._stop.is_set(),
            "compiled": self.compiled,
            "problem": self.problem,
            "numbers": self.numbers,
            "cells": cells,
            "second": self._ruleset.ticks_per_second,
        }

    @property
    def _wanted(self) -> int:
        """How many fights of all pairs together there are to be."""
        return self.fights * len(self.kinds) * (len(self.kinds) - 1) // 2

    def _cell(self, one: str, other: str) -> list[float]:
        """Fights, share of ``one`` in percent, a draw counting half, the interval from and to,
        median length in ticks."""
        if one == other:
            return EVEN
        side = 0 if (one, other) in self._tallies else 1
        tally = self._tallies.get((one, other) if side == 0 else (other, one))
        if tally is None:
            return [0, 50.0, 0.0, 100.0, 0]
        score = tally.wins[side] + tally.draws / 2
        numbers = (100 * score / tally.fights, *wilson(score, tally.fights))
        return [tally.fights, *(round(number, 1) for number in numbers), tally.quantile(50)]

    def _play(self) -> None:
        batch = _batch()
        self.compiled = batch is not None
        chunk = CHUNK if self.compiled else LIVE_CHUNK
        players: dict[Pair, Callable[[range], Tally]] = {}
        try:
            for first in range(0, self.fights, chunk):
                seeds = range(first, min(self.fights, first + chunk))
                for pair in combinations(self.kinds, 2):
                    if self._stop.is_set():
                        return
                    if pair not in players:
                        players[pair] = self._player(pair, batch)
                    self._add(pair, players[pair](seeds))
        except BaseException as error:
            self.problem = str(trouble(mishap(error))["error"])

    def _player(self, pair: Pair, batch: Any) -> Callable[[range], Tally]:
        if batch is None:
            return partial(lived_through, Lineup(self._ruleset, named(pair)))
        tally: Callable[[range], Tally] = batch(self._ruleset, *pair, fights=self._wanted).tally
        return tally

    def _add(self, pair: Pair, tally: Tally) -> None:
        with self._lock:
            if pair in self._tallies:
                self._tallies[pair].add(tally)
            else:
                self._tallies[pair] = tally


def _batch() -> Any:
    """What plays compiled fights; ``None`` where the packages for it are missing."""
    try:
        # As the first map is asked for: these packages take longer to load than the studio.
        return import_module("combat_rules.compiled.batch").Batch
    except ImportError:
        return None
