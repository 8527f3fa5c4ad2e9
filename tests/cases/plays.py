"""Fights for the cases: moves given on the spot, commands at their ticks, and what came of it."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NamedTuple, TypeVar

from msgspec.structs import replace
from statemachine import State

from combat_rules import Action, ActionRole, Archetype, CombatEvent, CombatSystem, Ruleset
from combat_rules.charts import ActionChart
from combat_rules.model import ActionStateType, CombatantState, Command
from combat_rules.model.events import (
    ActionContact,
    ActionEnded,
    ActionPhase,
    ActionWhiffed,
    CombatantRecovered,
    CombatantStunned,
    DamageDealt,
)
from tests.rules import ruleset

E = TypeVar("E", bound=CombatEvent)

# Lands at tick 3, is active for 2 ticks, its actor is free at tick 9; whoever is hit, at 13.
POKE = Action(
    name="poke", commit=3, release=2, recovery=4, damage=7, reach=30, hitstun=10, blockstun=5
)
# Holds from its first tick on.
SHIELD = Action(name="shield", role=ActionRole.BLOCK, release=80, recovery=6)
# Counters from its first tick on.
REPLY = Action(name="reply", role=ActionRole.COUNTER, release=80, recovery=6, damage=4, stagger=9)
# Evades from its first tick on.
DUCK = Action(name="duck", role=ActionRole.EVADE, release=80, recovery=6)
# Does nothing for a tick.
REST = Action(name="rest", role=ActionRole.MOVE, release=1)


class TwoParts(ActionChart):
    """A guard that is just in time at first, and then held; left only once it has blocked."""

    kinds: ClassVar[dict[str, ActionStateType]] = {
        "just": ActionStateType.RELEASE,
        "held": ActionStateType.RELEASE,
    }
    just = State(initial=True)
    held = State()
    recovery = State()
    done = State(final=True)

    advance = just.to(held) | held.to(recovery) | recovery.to(done)
    interrupt = just.to(recovery) | held.to(recovery)
    chain = just.to(done, cond="has_blocked") | held.to(done, cond="has_blocked")


PARTED = replace(SHIELD, name="parted", chart=TwoParts, phases={"just": 4, "held": 40})
"""Held from 0 to 43, free at 50."""

ARENA = 1000
SETTLED = 10
"""Ticks after which everybody knows everybody. Ticks of a case are counted from here."""

Who = Mapping[str, Mapping[str, Any]]
DUEL: Who = {"ayla": {"position": 500}, "borin": {"position": 510}}


class Order(NamedTuple):
    """A command at a tick; without a target, the nearest is meant."""

    at: int
    actor: str
    action: str
    target: str | None = None


class Play:
    """A fight that has been played. Ticks are counted from when everybody knows everybody."""

    def __init__(self, combat: CombatSystem, heard: list[CombatEvent]) -> None:
        self.combat = combat
        self._heard = heard
        self._before = {one.id: one for one in combat.combatants.values()}

    @property
    def heard(self) -> list[CombatEvent]:
        """Everything that was told, in the order in which it happened."""
        return sorted(self._heard, key=lambda event: event.sequence)

    def until(self, tick: int) -> "Play":
        """Play on to a tick."""
        self.combat.advance(SETTLED + tick - self.combat.now)
        return self

    def give(self, *orders: tuple[Any, ...]) -> "Play":
        """Schedule commands: a tick, an actor, an action and perhaps a target."""
        self.combat.schedule(
            [
                Command(actor=one.actor, action=one.action, target=one.target, at=SETTLED + one.at)
                for one in (Order(*order) for order in orders)
            ]
        )
        return self

    def of(self, name: str) -> CombatantState:
        """The record of a combatant as it is now."""
        return self.combat.combatant(name)

    def lost(self, name: str = "borin") -> int:
        """Points of health that a combatant has lost."""
        return self._before[name].health - self.of(name).health

    def told(self, kind: type[E]) -> list[E]:
        """Every event of a type."""
        return [event for event in self.heard if isinstance(event, kind)]

    def ticks(self, kind: type[CombatEvent], source: str | None = None) -> list[int]:
        """When events of a type were told, of anybody or of one source."""
        found = (one for one in self.told(kind) if source in (None, one.source))
        return [event.timestamp - SETTLED for event in found]

    def contacts(self, striker: str | None = None) -> list[tuple[int, str]]:
        """When blows met or missed somebody, and what came of it."""
        return [
            (event.timestamp - SETTLED, event.type.removeprefix("action_"))
            for event in self.heard
            if isinstance(event, ActionContact | ActionWhiffed) and striker in (None, event.source)
        ]

    def outcomes(self, striker: str | None = None) -> list[str]:
        """What came of blows, in order."""
        return [outcome for _, outcome in self.contacts(striker)]

    def dealt(self, target: str | None = None) -> list[int]:
        """What each blow has taken of the health of its target."""
        return [one.lost for one in self.told(DamageDealt) if target in (None, one.target)]

    def stuns(self, who: str) -> list[tuple[int, str, int]]:
        """When somebody was stunned, of what kind, and for how long."""
        return [
            (event.timestamp - SETTLED, event.stun.value, event.ticks)
            for event in self.told(CombatantStunned)
            if event.source == who
        ]

    def free(self, who: str) -> list[int]:
        """When somebody was done with an action, or with a stun in which it did nothing."""
        return sorted({*self.ticks(ActionEnded, who), *self.ticks(CombatantRecovered, who)})

    def starts(self, who: str) -> list[int]:
        """When somebody began an action."""
        begun: dict[str | None, int] = {}
        for event in self.told(ActionPhase):
            if event.source == who:
                begun.setdefault(event.action, event.timestamp - SETTLED)
        return list(begun.values())


_made: dict[tuple[int, ...], tuple[list[Action], Ruleset]] = {}


def rules_of(moves: list[Action], *, archetypes: list[Archetype], **contributions: Any) -> Ruleset:
    """A ruleset of these moves; of the same moves and nothing else it is made once."""
    if contributions:
        return ruleset(moves, archetypes=archetypes, **contributions)
    # Held together with the moves: whatever is kept by identity must not be let go of.
    known = tuple(map(id, moves))
    if known not in _made:
        _made[known] = moves, ruleset(moves, archetypes=archetypes)
    return _made[known][1]


def begin(
    actions: Iterable[Action],
    *orders: tuple[Any, ...],
    who: Who = DUEL,
    arena: int = ARENA,
    duration: int = 100_000,
    seed: int = 0,
    strict: bool = True,
    **contributions: Any,
) -> Play:
    """A fight in which everybody knows everybody, with commands ahead of it."""
    moves = list(actions)
    kind = Archetype(
        name="fighter",
        actions=tuple(move.name for move in moves),
        controller="still",
        reaction=1,
        memory=5000,
    )
    rules = rules_of(moves, archetypes=[kind], **contributions)
    combat = CombatSystem(duration, 10, arena, ruleset=rules, strict=strict, seed=seed)
    heard: list[CombatEvent] = []
    combat.subscribe("*", heard.append)
    for name, record in who.items():
        combat.add_combatant("fighter", name, **{"controller": "", "team": name} | dict(record))
    combat.advance(SETTLED)
    return Play(combat, heard).give(*orders)


def play(actions: Iterable[Action], *orders: tuple[Any, ...], until: int = 60, **more: Any) -> Play:
    """A fight that has been played up to a tick, or to its end."""
    return begin(actions, *orders, **more).until(until)


def poke(name: str = "poke", **numbers: Any) -> Action:
    """The poke, with other numbers."""
    return replace(POKE, name=name, **numbers)
