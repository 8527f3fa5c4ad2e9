"""A league: pilots of some archetypes that play against each other in compiled batches."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.balance.pilots import policy
from combat_rules.balance.pilots.learning import Choices, choices_of, with_beaten
from combat_rules.balance.pilots.pilot import controller_name, spread_evenly, with_numbers
from combat_rules.balance.pilots.sheet import Sheet, sheet_of
from combat_rules.compiled.kernel import Run, Words, kernel_for
from combat_rules.compiled.words.memory import TRAPS
from combat_rules.engine.lineup import Fighter, Lineup
from combat_rules.errors import CombatError
from combat_rules.plugins import Ruleset

ROOM = 700
"""Choices of a fight that are traced, on the average of a bout."""


class Seated(Struct, frozen=True):
    """A side of a bout: an archetype, and the player that steers it, or a controller of the
    rules by its name."""

    archetype: str
    steered: str


class Bout(Struct, frozen=True):
    """Fights of two on some seeds, and which of the two sides are traced."""

    left: Seated
    right: Seated
    seeds: range
    traced: tuple[int, ...] = ()

    @property
    def sides(self) -> tuple[Seated, Seated]:
        """Both sides."""
        return self.left, self.right


class Played(Struct, frozen=True):
    """What came of a bout: the wins of the left and the right, of how many that machine code did
    not give up, and the choices of each side that was traced."""

    wins: tuple[int, int]
    fights: int
    choices: tuple[tuple[Seated, Choices], ...]

    @property
    def share(self) -> float:
        """The share of the left side; a draw counts half."""
        return (self.wins[0] + (self.fights - sum(self.wins)) / 2) / self.fights


class League:
    """Players under one ruleset, whose weights change while the machine code stays.

    ``players`` have names of their own, and each the archetype that it plays. A player has one
    table, whoever its foe is.
    """

    def __init__(self, ruleset: Ruleset, players: Mapping[str, str]) -> None:
        some = next(iter(players))
        # One controller for all, with numbers for each: the machine code is that of this pilot.
        self.player = controller_name(players[some])
        self.ruleset = with_numbers(ruleset, {self.player: ()})
        self.archetypes = ruleset.archetypes
        self.second = ruleset.ticks_per_second
        self.moves = tuple(ruleset.moves)
        self.tables = policy.tables_of(tuple(ruleset.archetypes))
        self.sheets = {name: sheet_of(ruleset, self.archetypes[n]) for name, n in players.items()}
        side = Seated(players[some], some)
        rules = self._lineup(side, side).fight(0).fight.rules
        self.kernel = kernel_for(rules, 2)
        self._rows = {
            name: self.kernel.numbers.put(self._evenly(sheet))
            for name, sheet in self.sheets.items()
        }
        self._starts: dict[tuple[Seated, Seated], Words] = {}

    def seat(self, name: str, weights: Words) -> None:
        """Have a player go by other weights from now on."""
        before = len(self.sheets[name].numbers(self.moves)) + self.tables * policy.CELLS
        at = self._rows[name] + 1 + before
        self.kernel.rules[at : at + weights.size] = weights.ravel()

    def begin(self, bouts: Iterable[Bout]) -> None:
        """Set up the fights of bouts; has to be done before anybody is seated for them."""
        for bout in bouts:
            if bout.sides not in self._starts:
                combat = self._lineup(*bout.sides).fight(0)
                start = self.kernel.begin(combat.fight, combat.state.world)
                for place, side in enumerate(bout.sides):
                    if side.steered in self._rows:
                        self.kernel.steer(start, place, self._rows[side.steered])
                self._starts[bout.sides] = start

    def play(self, bouts: Sequence[Bout], pool: Executor, half: float) -> list[Played]:
        """Play bouts, side by side as far as there are workers; the results are in order."""
        return list(pool.map(lambda bout: self._played(bout, half), bouts))

    def _played(self, bout: Bout, half: float) -> Played:
        room = ROOM * len(bout.seeds) if bout.traced else 0
        run = self.kernel.play(self._starts[bout.sides], 0, bout.seeds, trace=room)
        full = [self.archetypes[side.archetype].health for side in bout.sides]
        whole = run.rows[:, 0] == 0
        if not whole.any():
            raise self._left_to_live_engine(int(run.rows[0, 0]))
        if len(run.trace) == room and room:
            run = _without_last(run)
        number = self.kernel.numbers.names.number
        rows = with_beaten(run.rows, number("time_out"), (number("left"), number("right")))
        run = replace(run, rows=rows, trace=run.trace[whole[run.trace[:, 0]]])
        choices = tuple(
            (bout.sides[side], choices_of(run, side, full, half * self.second))
            for side in bout.traced
        )
        return Played(self._wins(run.rows[whole]), int(whole.sum()), choices)

    def _wins(self, rows: Words) -> tuple[int, int]:
        names = self.kernel.numbers.names
        left, right = (int((rows[:, 1] == names.number(name)).sum()) for name in ("left", "right"))
        return left, right

    def _left_to_live_engine(self, why: int) -> CombatError:
        found = "; ".join(map(str, self.kernel.code.found))
        return CombatError(
            "pilots are trained and judged by machine code, and it gives up every fight under "
            f"these rules, because of {TRAPS[why]}" + (f": {found}" if found else ""),
            code="pilot.live",
        )

    def _lineup(self, left: Seated, right: Seated) -> Lineup:
        fighters = (
            Fighter(side.archetype, name, controller=self._controller(side.steered))
            for side, name in ((left, "left"), (right, "right"))
        )
        return Lineup(self.ruleset, tuple(fighters))

    def _evenly(self, sheet: Sheet) -> tuple[int, ...]:
        count = sheet.options
        index = tuple(range(0, count * policy.CELLS, count)) * self.tables
        return (*sheet.numbers(self.moves), *index, *(spread_evenly(count) * policy.CELLS))

    def _controller(self, steered: str) -> str:
        return self.player if steered in self.sheets else steered


def _without_last(run: Run) -> Run:
    """The same without the last fight that is traced, for the end of which there was no room."""
    return replace(run, trace=run.trace[run.trace[:, 0] < run.trace[-1, 0]])
