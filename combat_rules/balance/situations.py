"""Situations: one moment, every option of each side against every one of the other's."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from combat_rules.balance.equilibrium import Mixed, Numbers, dominated, solve
from combat_rules.compiled.batch import room_for
from combat_rules.compiled.kernel import kernel_for
from combat_rules.compiled.words.values import Full
from combat_rules.engine.core.escapes import may_get_out
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.records import Fault
from combat_rules.engine.core.words import NEVER
from combat_rules.engine.fold import left_alone, open_draft
from combat_rules.engine.system import CombatSystem
from combat_rules.engine.world import Save, World
from combat_rules.errors import StateError
from combat_rules.model import Command

SAME = 1e-4
"""What two payoffs may differ by and still be the same."""


class Option(Struct, frozen=True):
    """What one side may do: an action after so many ticks of waiting; without one, nothing."""

    action: str = ""
    wait: int = 0

    def __str__(self) -> str:
        if not self.action:
            return "nothing"
        return f"wait {self.wait}, {self.action}" if self.wait else self.action


class Judged(Struct, frozen=True):
    """An option, and what it is worth: how often it is played in the equilibrium, in percent; what
    it gains on the average on how the other side plays. Of what the other side plays, it does well
    against some and badly against others; of all that the other side may do, it is the best answer
    to some. ``worse_than`` is an option that is better whatever the other side does."""

    option: Option
    share: float
    worth: float
    good_against: tuple[Option, ...]
    bad_against: tuple[Option, ...]
    best_against: tuple[Option, ...]
    worse_than: Option | None = None


class Solved(Struct, frozen=True):
    """A situation, solved. ``payoffs`` has what the left side gains on the right one for each of
    its options, in rows, against each of the other's. ``value`` is that of the equilibrium.
    ``unit`` says what payoffs are: points of health, or percent of fights that are won."""

    names: tuple[str, str]
    payoffs: tuple[tuple[float, ...], ...]
    value: float
    left: tuple[Judged, ...]
    right: tuple[Judged, ...]
    unit: str


class Situation:
    """A moment of a fight of two, from which both sides' options are tried.

    ``combat`` is played no further: every try begins with its save. Raises ``StateError`` if there
    are not two combatants, or the fight is over.
    """

    def __init__(self, combat: CombatSystem, waits: Iterable[int] = ()) -> None:
        self._combat = combat.fork()
        self.start = self._combat.save()
        self.names = self._demand_two()
        self.options = tuple(
            (Option(), *(Option(action, wait)
                         for wait in sorted({0, *waits}) for action in self._possible(name, wait)))
            for name in self.names
        )  # fmt: skip

    def _demand_two(self) -> tuple[str, str]:
        names = tuple(self._combat.combatants)
        if len(names) != 2:
            raise StateError(
                f"a situation is of two combatants, not of {len(names)}", code="situation.size"
            )
        over = self._combat.result
        if over is not None:
            raise StateError(
                f"nobody has any options: the fight ended at tick {over.at} by {over.reason}; take "
                "an earlier moment",
                code="situation.over",
            )
        alone = left_alone(self._combat.fight, self.start.world)
        self.start = Save(replace(alone, recheck=True))
        self._combat.load(self.start)
        return names[0], names[1]

    def _possible(self, name: str, wait: int) -> Sequence[str]:
        """The actions that somebody may start, after waiting for a while if they may then."""
        self._combat.load(self.start)
        self._combat.advance(wait)
        return self._combat.actions.possible_actions(name)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The latest mistakes of rules in what was tried so far, oldest first."""
        return self._combat.faults

    def play(self, left: Option, right: Option, horizon: int) -> World:
        """The fight after both have taken an option and ``horizon`` ticks have gone by."""
        self._combat.load(self.start)
        now = self._combat.now
        commands = [
            Command(actor=name, action=option.action, at=now + option.wait)
            for name, option in zip(self.names, (left, right), strict=True)
            if option.action
        ]
        if commands:
            self._combat.schedule(commands)
        self._combat.advance(horizon)
        return self._combat.save().world

    def damage(self, horizon: int, told: Callable[[], None]) -> Numbers:
        """How much more health the right side has lost than the left one, for each pair of
        options, ``horizon`` ticks later. ``told`` is called after each."""
        before = [seat.health for seat in self.start.world.seats]

        def gained(left: Option, right: Option) -> float:
            mine, theirs = (
                was - seat.health
                for was, seat in zip(before, self.play(left, right, horizon).seats, strict=True)
            )
            return theirs - mine

        return self._table(gained, told)

    def chances(
        self, controllers: tuple[str, str], fights: int, horizon: int, told: Callable[[], None]
    ) -> Numbers:
        """By how many points the left side's chance to win is above even, for each pair of options.

        After ``horizon`` ticks, ``controllers`` go on for both, in so many compiled fights of
        different luck. Of fights that machine code gives up nothing is known: they count as even.
        Raises ``StateError`` if it gives up all of them.
        """
        fight = self._combat.fight
        # What begins after the horizon is still a command then.
        late = any(option.wait > horizon for side in self.options for option in side)
        kernel = kernel_for(fight.rules, 2, scheduled=room_for(2 * late))
        sides = [seat.team for seat in self.start.world.seats]
        seeds, given_up = range(fights), list[bool]()

        def chance(left: Option, right: Option) -> float:
            world = self.play(left, right, horizon)
            if world.result is not None:
                winner = world.result.winner
                return 0.0 if winner is None else 50.0 if winner == sides[0] else -50.0
            try:
                start = kernel.begin(fight, _steered(fight, world, controllers))
            except Full:
                given_up.append(True)
                return 0.0
            run = kernel.play(start, fight.number, seeds)
            texts = kernel.numbers.names.texts
            winners = [texts[one] if one >= 0 else "" for one in run.rows[:, 1].tolist()]
            played = [one for one, why in zip(winners, run.rows[:, 0], strict=True) if not why]
            given_up.append(not played)
            ahead = played.count(sides[0]) - played.count(sides[1])
            return 50 * ahead / max(1, len(played))

        table = self._table(chance, told)
        if fights and given_up and all(given_up):
            found = "; ".join(map(str, kernel.code.found))
            raise StateError(
                "machine code gives up every fight under these rules, so that nothing is known of "
                f"who wins; ask for points of health instead{': ' * bool(found)}{found}",
                code="situation.live",
            )
        return table

    def _table(
        self, payoff: Callable[[Option, Option], float], told: Callable[[], None]
    ) -> Numbers:
        rows, columns = self.options
        table = np.zeros((len(rows), len(columns)))
        for row, left in enumerate(rows):
            for column, right in enumerate(columns):
                table[row, column] = payoff(left, right)
                told()
        return table

    def solved(self, payoffs: Numbers, unit: str) -> Solved:
        """The equilibrium of a table of payoffs, and what each option is for."""
        left, right = solve(payoffs)
        return Solved(
            self.names, tuple(map(tuple, payoffs.tolist())), left.value,
            _judged(payoffs, self.options, left, right),
            _judged(-payoffs.T, self.options[::-1], right, left), unit,
        )  # fmt: skip


def _judged(
    payoffs: Numbers, options: Sequence[Sequence[Option]], own: Mixed, other: Mixed
) -> tuple[Judged, ...]:
    mine, theirs = options
    worths = payoffs @ np.array(other.weights)
    best = payoffs.max(axis=0)
    played = [column for column, share in enumerate(other.weights) if share]
    judged = []
    for place, option in enumerate(mine):
        row = payoffs[place]
        better = dominated(payoffs, place) or {}
        judged.append(
            Judged(
                option, round(100 * own.weights[place], 2), float(worths[place]),
                tuple(theirs[one] for one in played if row[one] > own.value + SAME),
                tuple(theirs[one] for one in played if row[one] < own.value - SAME),
                tuple(foe for foe, gain, top in zip(theirs, row, best, strict=True)
                      if gain > top - SAME),
                next((mine[one] for one, share in better.items() if share > 1 - SAME), None),
            )
        )  # fmt: skip
    return tuple(judged)


def _steered(fight: Fight, world: World, controllers: Sequence[str]) -> World:
    """The same moment with controllers that are asked as soon as their combatants may act."""
    draft, seats = open_draft(fight, world, world.now), []
    for seat, name in zip(world.seats, controllers, strict=True):
        free = not seat.move and seat.stunned_until <= world.now and not seat.defeated
        due = NEVER
        if free or may_get_out(draft, seat):
            due = max(world.now + 1, seat.paused_until)
        seats.append(
            replace(seat, controller=name, controller_due=due, next_due=min(seat.next_due, due))
        )
    return replace(world, seats=tuple(seats))
