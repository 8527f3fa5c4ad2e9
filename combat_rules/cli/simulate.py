"""Many fights of two, and what they come to: ``combat-rules simulate``."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from time import perf_counter

import msgspec
from msgspec import Struct

from combat_rules.cli.errors import demand_extra, demand_known, demand_once, refuse
from combat_rules.cli.options import Chosen, rules_of
from combat_rules.cli.progress import counted
from combat_rules.compiled.tally import Tally, lived_through
from combat_rules.engine.lineup import Lineup, named
from combat_rules.errors import CombatError, StateError
from combat_rules.plugins import Ruleset

try:
    from combat_rules.compiled import batch as compiled
except ImportError:  # an extra: the default install is light
    compiled = None  # type: ignore[assignment]  # the one module that may be missing

CHUNK, CHUNK_LIVE = 2000, 20
"""Fights that are played between two looks at whether to go on."""


class Wanted(Struct, frozen=True):
    """What is to be simulated: who, under which rules, how often, and how."""

    left: str
    right: str
    fights: int
    seed: int
    chosen: Chosen
    numbers: tuple[tuple[str, int], ...]
    duration: int | None
    distance: int | None
    workers: int
    live: bool

    def ruleset(self) -> Ruleset:
        """The rules, with the numbers that are changed for this run."""
        rules = rules_of(self.chosen)
        return rules.changed(dict(self.numbers)) if self.numbers else rules

    def lineup(self, rules: Ruleset) -> Lineup:
        """The fights before they are played."""
        return Lineup(rules, named((self.left, self.right)), self.duration, self.distance)

    def parts(self, size: int) -> list[range]:
        """The seeds, so many at a time."""
        last = self.seed + self.fights
        return [range(at, min(at + size, last)) for at in range(self.seed, last, size)]


class Simulated(Struct, frozen=True):
    """What came of it, of how many moves by name, in how many seconds; ``cut`` if by Ctrl-C."""

    wanted: Wanted
    moves: tuple[str, ...]
    second: int
    tally: Tally
    took: float
    cut: bool
    will_not_compile: tuple[str, ...] = ()
    why_live: tuple[str, ...] = ()


def numbers_of(given: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Numbers as they are written: ``lunge.recovery=380``. Ends with 2 if one is not."""
    numbers: list[tuple[str, int]] = []
    for text in given:
        path, _, value = text.partition("=")
        try:
            numbers.append((path.strip(), int(value)))
        except ValueError:
            refuse(f"--set takes MOVE.FIELD=NUMBER, such as lunge.recovery=380, not {text}")
    demand_once("--set", (path for path, _ in numbers))
    return tuple(numbers)


def simulate(wanted: Wanted) -> Simulated:
    """Play the fights that are wanted. Ctrl-C ends it with what has been played."""
    if not wanted.live:
        live = "; or play on the live engine with --live, some hundred times slower"
        demand_extra("compiled", "to simulate", live)
    rules = wanted.ruleset()
    for side in (wanted.left, wanted.right):
        demand_known("archetype", side, rules.archetypes)
    return _live(wanted, rules) if wanted.live else _compiled(wanted, rules)


def _compiled(wanted: Wanted, rules: Ruleset) -> Simulated:
    assert compiled is not None, "it has been demanded"
    lineup = wanted.lineup(rules)
    batch = compiled.Batch(
        rules, *lineup.fighters, duration=wanted.duration, distance=wanted.distance,
        fights=wanted.fights,
    )  # fmt: skip
    began = perf_counter()

    def play(part: range) -> Tally:
        # By and by: nobody waits for the proofs of a million fights before the first is played.
        batch.prove(part, part.start - wanted.seed)
        return batch.tally(part)

    with ThreadPoolExecutor(wanted.workers) as pool:
        total, cut = _added_up(pool, play, wanted, CHUNK)
    told = tuple(f"{count} because of {why}" for why, count in batch.why_live.items())
    found = tuple(map(str, batch.will_not_compile))
    return _simulated(wanted, rules, total, began, cut)(found, told)


def _live(wanted: Wanted, rules: Ruleset) -> Simulated:
    began = perf_counter()
    # As text: what is frozen inside does not go from one process to another.
    begin = partial(ProcessPoolExecutor, wanted.workers, initializer=_begin)
    with begin(initargs=(msgspec.json.encode(wanted),)) as pool:
        try:
            total, cut = _added_up(pool, _played_live, wanted, CHUNK_LIVE)
        except BrokenProcessPool as error:
            raise CombatError(
                "a process that played fights has died; is there enough memory? Have fewer play "
                "side by side: --workers, or leave out --live",
                code="balance.died",
            ) from error
    return _simulated(wanted, rules, total, began, cut)((), ())


def _simulated(
    wanted: Wanted, rules: Ruleset, total: Tally, began: float, cut: bool
) -> Callable[[tuple[str, ...], tuple[str, ...]], Simulated]:
    moves = ("", *rules.moves)
    took = perf_counter() - began
    return partial(Simulated, wanted, moves, rules.ticks_per_second, total, took, cut)


_lineups: list[Lineup] = []
"""In a process of its own: the fights that it plays, set up once."""


def _begin(wanted: bytes) -> None:
    given = msgspec.json.decode(wanted, type=Wanted)
    _lineups[:] = [given.lineup(given.ruleset())]


def _played_live(seeds: range) -> Tally:
    (lineup,) = _lineups
    return lived_through(lineup, seeds)


def _added_up(
    pool: Executor, play: Callable[[range], Tally], wanted: Wanted, size: int
) -> tuple[Tally, bool]:
    """The sum of all fights, or of those that were played before Ctrl-C."""
    total: Tally | None = None
    parts = wanted.parts(size)
    with counted("fights", wanted.fights) as told:
        try:
            for tally in _few_ahead(pool, play, parts, 2 * wanted.workers):
                if total is None:
                    total = tally
                else:
                    total.add(tally)
                told(tally.fights)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            if total is None:
                raise
            return total, True
    if total is None:
        raise StateError("no fights are wanted; give --fights from 1", code="batch.size")
    return total, False


def _few_ahead(
    pool: Executor, play: Callable[[range], Tally], parts: Sequence[range], ahead: int
) -> Iterator[Tally]:
    """What parts come to, in their order; only a few are begun before they are asked for."""
    begun = [pool.submit(play, part) for part in parts[:ahead]]
    for more in [*parts[ahead:], *[None] * len(begun)]:
        yield begun.pop(0).result()
        if more is not None:
            begun.append(pool.submit(play, more))
