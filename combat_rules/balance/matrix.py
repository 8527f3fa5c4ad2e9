"""The matrix: everybody against everybody, played until it is known well enough."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from combat_rules.balance.blocks import BLOCK, Block, Pairing, Player, Task, tasks
from combat_rules.balance.executors import Executor
from combat_rules.balance.matchups import Cell, Matchup, Use
from combat_rules.balance.rulebook import Rulebook
from combat_rules.compiled.proof import AT_LEAST, ONE_IN
from combat_rules.errors import StateError, demand_known

MIRROR = 10
"""Fights of each archetype against itself that are held against those from the other side."""
MOST = 2_000_000
"""Fights of a pairing at most, however well it is to be known."""


class Wanted(Struct, frozen=True, kw_only=True):
    """Which matrix is wanted: of whom, and how many ``fights`` of each pairing; or, if that is 0,
    as many as it takes until every interval is ``within`` so many percent of its share. Unless it
    is ``proved``, nothing of it is played again live, or against oneself: for many matrices of
    rules that differ in numbers alone."""

    archetypes: tuple[str, ...]
    fights: int = 0
    within: float = 1.5
    first: int = 0
    duration: int | None = None
    distance: int | None = None
    proved: bool = True


class Matrix(Struct, frozen=True, kw_only=True):
    """Who beats whom. ``matchups`` are by the place of their two in ``archetypes``, the first
    being the smaller one; ``uses`` is what everybody did with its moves. ``uneven`` are those
    that do not fight the same fight against themselves from both sides: there ought to be none.
    ``interrupted`` says that not everything was played that was wanted, ``mistakes`` in how many
    fights which rule has raised."""

    archetypes: tuple[str, ...]
    matchups: Mapping[tuple[int, int], Matchup]
    uses: tuple[Use, ...]
    uneven: tuple[str, ...] = ()
    interrupted: bool = False
    why_live: Mapping[str, int] = {}
    mistakes: Mapping[str, int] = {}

    def rate(self, left: int, right: int) -> float:
        """The share in percent of one archetype against another, by their places."""
        if left == right:
            return 50.0
        if left < right:
            return self.matchups[left, right].rate
        return 100 - self.matchups[right, left].rate

    @property
    def rates(self) -> list[list[float]]:
        """The share in percent of each against each; that against oneself is 50."""
        places = range(len(self.archetypes))
        return [[self.rate(left, right) for right in places] for left in places]

    @property
    def worst(self) -> Matchup | None:
        """The pairing that is furthest from even; none if nothing was played."""
        return max(self.matchups.values(), key=lambda one: abs(one.rate - 50), default=None)

    @property
    def fights(self) -> int:
        """How many fights all pairings together had."""
        return sum(one.fights for one in self.matchups.values())


class Played(Struct, frozen=True):
    """A matrix, and the cells with every fight that it is made of."""

    matrix: Matrix
    cells: tuple[Cell, ...]


def play_matrix(
    executor: Executor, rules: Rulebook, wanted: Wanted, told: Callable[[int], None] | None = None
) -> Played:
    """Play everybody against everybody. ``told`` is called with the number of fights that have
    been played since; Ctrl-C ends it with what there is.

    Raises ``StateError`` for an archetype that does not exist, or fewer than two of them.
    """
    names = wanted.archetypes
    _demand(rules, names)
    cells = [
        Cell(
            Pairing(left, right, wanted.duration, wanted.distance),
            (rules.ruleset.archetypes[left].health, rules.ruleset.archetypes[right].health),
            looks=not wanted.fights,
        )
        for left, right in combinations(names, 2)
    ]
    interrupted = False
    try:
        for block in _blocks(executor, wanted, cells):
            if told is not None:
                told(block.task.count)
    except KeyboardInterrupt:
        if not any(cell.fights for cell in cells):
            raise
        interrupted = True
    skewed = uneven(rules, wanted) if wanted.proved and not interrupted else ()
    return Played(_matrix(names, cells, skewed, interrupted), tuple(cells))


def _demand(rules: Rulebook, names: tuple[str, ...]) -> None:
    for name in names:
        demand_known("archetype", name, rules.ruleset.archetypes)
    if len(set(names)) < 2 or len(set(names)) < len(names):
        raise StateError(
            f"a matrix is of two or more archetypes, each once, not of {', '.join(names)}",
            code="balance.archetypes",
        )


def _matrix(
    names: tuple[str, ...], cells: list[Cell], skewed: tuple[str, ...], interrupted: bool
) -> Matrix:
    why, mistakes = Counter[str](), Counter[str]()
    for cell in cells:
        why.update(cell.why_live())
        mistakes.update(cell.mistakes())
    places = {name: place for place, name in enumerate(names)}
    return Matrix(
        archetypes=names,
        matchups={
            (places[cell.pairing.left], places[cell.pairing.right]): cell.matchup()
            for cell in cells
        },
        uses=tuple(use for cell in cells for use in cell.uses()),
        uneven=skewed, interrupted=interrupted, why_live=why, mistakes=mistakes,
    )  # fmt: skip


def _blocks(executor: Executor, wanted: Wanted, cells: list[Cell]) -> Iterator[Block]:
    """All that has to be played, round by round; in each, the cells are not known well yet."""
    by_pairing = {cell.pairing: cell for cell in cells}
    start = 0
    while cells:
        end = wanted.fights or _next_look(start)
        given = [task for cell in cells for task in tasks(cell.pairing, wanted.first, start, end)]
        proved = wanted.proved and not start
        for block in executor.play(_with_proofs(given, len(cells)) if proved else given):
            by_pairing[block.task.pairing].add(block)
            yield block
        start = end
        cells = [] if wanted.fights or end >= MOST else list(_unknown(cells, wanted.within))


def _next_look(fights: int) -> int:
    """How many fights there are to be at the next look: a quarter more, in whole blocks."""
    return fights + max(1, fights // 4 // BLOCK) * BLOCK


def _unknown(cells: Iterable[Cell], within: float) -> Iterator[Cell]:
    for cell in cells:
        found = cell.matchup()
        if found.high - found.low > 2 * within:
            yield cell


def _with_proofs(given: list[Task], cells: int) -> list[Task]:
    """The same tasks, with the fights that are played again on the live engine: of each pairing
    at least one, of a run at least 20, of more than that one in 10,000, evenly spread."""
    fights = sum(task.count for task in given)
    wanted = max(cells, AT_LEAST + max(0, fights - AT_LEAST) // ONE_IN)
    each = -(-wanted // len(given)) if wanted > len(given) else 1
    step = max(1, len(given) // wanted)
    proved, seen = [], set()
    for place, task in enumerate(given):
        chosen = place % step == 0 or task.pairing not in seen
        seen.add(task.pairing)
        count = min(each, task.count) if chosen else 0
        proofs = tuple(task.first + n * task.count // count for n in range(count))
        proved.append(replace(task, proofs=proofs))
    return proved


def uneven(rules: Rulebook, wanted: Wanted) -> tuple[str, ...]:
    """Those for whom a fight against themselves is another one from the other side."""
    player = Player(rules)
    pairings = (Pairing(one, one, wanted.duration, wanted.distance) for one in wanted.archetypes)
    return tuple(pairing.left for pairing in pairings if not _is_even(player, pairing))


def _is_even(player: Player, pairing: Pairing) -> bool:
    batches = (player.seated(pairing, flipped=flipped) for flipped in (False, True))
    return are_mirrored(*(batch.part(range(MIRROR)).rows for batch in batches))


def are_mirrored(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Whether rows are of the same fights, seen from the other side: whoever won then still does,
    and is the other side."""
    flipped = np.where(one["winner"] < 0, -1, 1 - one["winner"])
    return bool((one["at"] == other["at"]).all() and (flipped == other["winner"]).all())
