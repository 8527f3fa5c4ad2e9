"""The heat map: who beats whom, filled in while fights are played in a thread of its own."""

from collections.abc import Callable, Mapping
from importlib import import_module
from threading import Event, Lock, Thread
from typing import Any

from msgspec import Struct

from combat_rules.compiled.tally import wilson
from combat_rules.engine.system import CombatSystem
from combat_rules.errors import CombatError
from combat_rules.plugins import Ruleset
from combat_rules.studio.pictures import Data

CHUNK, LIVE_CHUNK = 100, 4
"""Fights of a pairing that are played before the next one has its turn."""

MOST = 20
"""Archetypes of a map; of more, the first."""


class Cell(Struct):
    """The fights of one archetype on the left against one on the right."""

    fights: int = 0
    wins: int = 0
    draws: int = 0
    ticks: int = 0


class Heat:
    """Plays every archetype against every other one. ``data`` may be asked at any time."""

    def __init__(self, ruleset: Ruleset, fights: int, numbers: Mapping[str, int]) -> None:
        self.kinds = [k.name for k in ruleset.archetypes.values() if k.controller][:MOST]
        self.fights = fights
        self.numbers = dict(numbers)
        self.compiled = True
        self.problem = ""
        self.begun = False
        self._ruleset = ruleset.changed(numbers) if numbers else ruleset
        self._cells = {(one, other): Cell() for one in self.kinds for other in self.kinds}
        self._players: dict[tuple[str, str], Callable[[range], list[tuple[int, int]]]] = {}
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
            cells = [
                [self._cell(self._cells[one, other]) for other in self.kinds] for one in self.kinds
            ]
        played = sum(cell.fights for cell in self._cells.values())
        return {
            "kinds": self.kinds,
            "fights": self.fights,
            "played": played,
            "wanted": self.fights * len(self._cells),
            "running": self._thread.is_alive() and not self._stop.is_set(),
            "compiled": self.compiled,
            "begun": self.begun,
            "problem": self.problem,
            "numbers": self.numbers,
            "cells": cells,
            "second": self._ruleset.ticks_per_second,
        }

    def _cell(self, cell: Cell) -> list[float]:
        """Fights, share of the left in percent, the interval from and to, mean length in ticks."""
        if not cell.fights:
            return [0, 50.0, 0.0, 100.0, 0]
        # A draw counts half to both; the interval takes whole wins.
        low, high = wilson(cell.wins + cell.draws // 2, cell.fights)
        share = 100 * (cell.wins + cell.draws / 2) / cell.fights
        return [cell.fights, round(share, 1), round(low, 1), round(high, 1),
                cell.ticks // cell.fights]  # fmt: skip

    def _play(self) -> None:
        batch = _batch()
        self.compiled = batch is not None
        chunk = CHUNK if self.compiled else LIVE_CHUNK
        try:
            for first in range(0, self.fights, chunk):
                seeds = range(first, min(self.fights, first + chunk))
                for pair, cell in self._cells.items():
                    if self._stop.is_set():
                        return
                    self._add(cell, self._player(pair, batch)(seeds))
        except CombatError as error:
            self.problem = str(error)

    def _add(self, cell: Cell, results: list[tuple[int, int]]) -> None:
        self.begun = True
        with self._lock:
            for winner, at in results:
                cell.fights += 1
                cell.wins += winner == 0
                cell.draws += winner < 0
                cell.ticks += at

    def _player(
        self, pair: tuple[str, str], batch: Any
    ) -> Callable[[range], list[tuple[int, int]]]:
        if pair not in self._players:
            self._players[pair] = self._compiled(pair, batch) if batch else self._live(pair)
        return self._players[pair]

    def _compiled(
        self, pair: tuple[str, str], batch: Any
    ) -> Callable[[range], list[tuple[int, int]]]:
        played = batch(self._ruleset, *pair)

        def play(seeds: range) -> list[tuple[int, int]]:
            rows = played.part(list(seeds)).rows
            return list(zip(rows["winner"].tolist(), rows["at"].tolist(), strict=True))

        return play

    def _live(self, pair: tuple[str, str]) -> Callable[[range], list[tuple[int, int]]]:
        def play(seeds: range) -> list[tuple[int, int]]:
            found = []
            for seed in seeds:
                combat = CombatSystem(ruleset=self._ruleset, seed=seed, history=0)
                for side, kind in zip(("left", "right"), pair, strict=True):
                    combat.add_combatant(kind, side)
                result = combat.run()
                winner = ("left", "right", None).index(result.winner)
                found.append((winner if winner < 2 else -1, result.at))
            return found

        return play


def _batch() -> Any:
    """What plays compiled fights; ``None`` where the packages for it are missing."""
    try:
        # As the first map is asked for: these packages take longer to load than the studio.
        return import_module("combat_rules.compiled.batch").Batch
    except ImportError:
        return None
