"""The same fights on the live engine, told as a compiled one is told."""

from collections.abc import Callable
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.compiled.words.counting import COUNTED, OUTCOMES
from combat_rules.engine.core.records import Said
from combat_rules.engine.core.words import ACTION_ENDED, DAMAGE_DEALT
from combat_rules.engine.fold import Applied
from combat_rules.engine.mistakes import counted as by_line
from combat_rules.engine.mistakes import describe_fault
from combat_rules.engine.sinks import JournalSink, SetUp
from combat_rules.engine.system import CombatSystem
from combat_rules.engine.world import World


class Lived(Struct, frozen=True):
    """A fight that the live engine has played: its last world, all that was said, what was
    counted of each action, by combatant, how often the lead has gone over, and which rules have
    raised, a sentence for each line."""

    world: World
    said: tuple[Said, ...]
    counts: tuple[tuple[tuple[int, ...], ...], ...]
    lead_changes: int
    mistakes: tuple[str, ...] = ()


class _Taker(JournalSink):
    """Takes what each input of a fight has led to."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.leaders: list[int] = []

    def begin(self, fight: SetUp) -> None:
        """Nothing has happened yet."""

    def note(self, applied: Applied) -> None:
        """An input was taken."""
        self.said += applied.said
        leader = leader_of(applied.world)
        if leader is not None and self.leaders[-1:] != [leader]:
            self.leaders.append(leader)

    def settle(self) -> None:
        """Everything is taken already."""


def played(set_up: Callable[[int, JournalSink], CombatSystem], seed: int) -> Lived:
    """Play the fight of a seed to its end. Raises as the fight itself does."""
    taker = _Taker()
    combat = set_up(seed, taker)
    before = len(combat.state.world.seats)
    taker.said.clear()
    taker.leaders.clear()
    combat.run()
    world, moves = combat.state.world, len(combat.fight.rules.moves)
    counts = counted(taker.said, before, moves)
    lead_changes = max(0, len(taker.leaders) - 1)
    return Lived(world, tuple(taker.said), counts, lead_changes, _mistakes_of(combat))


def _mistakes_of(combat: CombatSystem) -> tuple[str, ...]:
    """Which rules have raised, in words that are the same in every fight: what an error says may
    have numbers of this one in it."""
    told = (
        describe_fault(replace(fault, error=fault.error.partition(":")[0]))
        for fault, _ in by_line(combat.faults)
    )
    return tuple(dict.fromkeys(told))


def leader_of(world: World) -> int | None:
    """The place of whoever has more of its health left than anybody else; none if two have."""
    shares = {seat.place: Fraction(seat.health, seat.max_health) for seat in world.seats}
    most = max(shares.values(), default=0)
    leaders = [place for place, share in shares.items() if share == most]
    return leaders[0] if len(leaders) == 1 else None


def counted(said: list[Said], seats: int, moves: int) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """What is counted of every action of every combatant."""
    counts = [[[0] * len(COUNTED) for _ in range(moves)] for _ in range(seats)]
    acts = [0] * seats
    for one in said:
        if one.kind > max(ACTION_ENDED, DAMAGE_DEALT):
            continue
        if one.act > acts[one.source]:
            acts[one.source] = one.act
            counts[one.source][one.a][0] += 1
        # What a projectile or a status does counts for the action that has brought it.
        if one.kind in OUTCOMES:
            counts[one.source][one.a][OUTCOMES[one.kind]] += 1
        elif one.kind == DAMAGE_DEALT:
            counts[one.source][one.move][len(COUNTED) - 1] += one.b
    return tuple(tuple(tuple(row) for row in rows) for rows in counts)
