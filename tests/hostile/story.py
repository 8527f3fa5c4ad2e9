"""Random histories: who fights, and everything that is done to the fight, as plain data."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from combat_rules import ActionError, CombatEvent, CombatSystem, Command, Ruleset, replace
from combat_rules.errors import PluginError, StateError
from tests.hostile.field import SIGNAL
from tests.hostile.rules import NAMES, Drawn, draw_rules
from tests.oracle.draw import Draw

PEOPLE = ("ayla", "borin", "cyra", "dorn", "edda", "finn", "gro", "hal")
ARENA = 30


class Fighter(NamedTuple):
    """Somebody who fights."""

    name: str
    kind: str
    team: str
    position: int
    facing: int
    controlled: bool


class Step(NamedTuple):
    """One thing that is done: ``what``, by or to ``who``, with a number and a name."""

    what: str
    who: str = ""
    number: int = 0
    name: str = ""
    whom: str | None = None


class Story:
    """A fight that can be played as often as one likes; ``without`` leaves steps of it out."""

    def __init__(self, seed: int, without: frozenset[int] = frozenset()) -> None:
        draw = Draw(seed)
        self.seed = seed
        further = Draw(seed + 2)
        drawn = (Draw(seed + more) for more in (3, 5, 4, 6))
        self.drawn: Drawn = draw_rules(draw, further, *drawn)
        self.duration = draw.one((150, 400, 400, 1000, 10**9))
        count = draw.one((1, 2, 2, 2, 2, 3, 3, 4, 5, 8))
        self.fighters = tuple(draw_fighter(draw, place) for place in range(count))
        steps = draw_steps(draw, self.fighters)
        self.all_steps = tuple(with_signals(further, steps) if self.drawn.rich else steps)
        self.goes_back = any(step.what == "rollback" for step in self.all_steps)
        self.steps = tuple(s for n, s in enumerate(self.all_steps) if n not in without)
        self.choice = Draw(seed + 1)

    def open(
        self, rules: Ruleset, journal: Any = None, *, mirrored: bool = False,
        order: Sequence[int] = (),
    ) -> CombatSystem:  # fmt: skip
        """The fight before its first tick; ``order`` is that of joining, if it is another one."""
        combat = CombatSystem(
            self.duration, 10, ARENA, ruleset=rules, seed=self.seed, journal=journal, history=64
        )
        for place in order or range(len(self.fighters)):
            join(combat, self.fighters[place], mirrored)
        if self.goes_back:
            combat.load(combat.save())  # so that nobody is rolled out of the fight
        return combat

    def play(
        self, combat: CombatSystem, *, mirrored: bool = False, first: int = 0
    ) -> Iterator[int]:
        """Do one step after another; gives how many were done."""
        for number, step in enumerate(self.steps[first:], first + 1):
            if combat.result is None:
                do(combat, step, mirrored)
            yield number


def draw_fighter(draw: Draw, place: int) -> Fighter:
    """The first two are foes; the others are on any side."""
    team = f"team {place if place < 2 else draw.number(0, 2)}"
    position = draw.number(10, 20) if draw.yes(75) else draw.number(0, ARENA)
    kind = draw.one(("fighter", "fighter", "other"))
    facing = 1 if position < ARENA // 2 else -1
    return Fighter(
        PEOPLE[place], kind, team, position, facing if draw.yes(85) else -facing, draw.yes(75)
    )


def draw_steps(draw: Draw, fighters: Sequence[Fighter]) -> Iterator[Step]:
    """What is done, one thing after another."""
    names = [fighter.name for fighter in fighters]
    goes_back = draw.yes(30)
    for _ in range(draw.number(8, 30)):
        who = draw.one(names)
        kind = draw.number(1, 20)
        whom = draw.one(names) if draw.yes(30) else None
        if kind <= 8:
            yield Step("advance", number=draw.one((0, 1, 2, 3, 5, 8, 13, 20)))
        elif kind <= 13:
            yield Step("act", who, name=draw.one(NAMES), whom=whom)
        elif kind <= 15:
            yield Step("cancel", who)
        elif kind == 16:
            yield Step("schedule", who, draw.number(0, 12), draw.one(NAMES), whom)
        elif kind == 17:
            yield Step("submit", who, name=draw.one(NAMES), whom=whom)
        elif kind == 18:
            yield Step(
                "change", who, draw.number(0, 12), draw.one(("health", "stamina", "grit", "rot"))
            )
        elif kind == 19 and goes_back:
            yield Step("rollback", number=draw.number(1, 6))
        elif kind == 20 and len(names) < len(PEOPLE):
            names.append(PEOPLE[len(names)])
            yield Step("join", names[-1], draw.number(0, ARENA))


def with_signals(draw: Draw, steps: Iterator[Step]) -> Iterator[Step]:
    """The steps, and now and then somebody lets go of what it did before."""
    for step in steps:
        yield step
        if step.what == "act" and draw.yes(40):
            yield Step("advance", number=draw.number(0, 5))
            yield Step("signal", step.who, draw.number(0, 3))


def join(combat: CombatSystem, fighter: Fighter, mirrored: bool) -> None:
    """Let somebody join."""
    combat.add_combatant(
        fighter.kind,
        fighter.name,
        team=fighter.team,
        position=ARENA - fighter.position if mirrored else fighter.position,
        facing=-fighter.facing if mirrored else fighter.facing,
        controller=None if fighter.controlled else "",
    )


def do(combat: CombatSystem, step: Step, mirrored: bool = False) -> bool:
    """Do one thing; returns whether it was taken. What is refused changes nothing."""
    before = combat.save()
    try:
        carry_out(combat, step, mirrored)
    except (ActionError, StateError, PluginError):
        assert combat.save() == before, f"{step} was refused, and changed something"
        return False
    return True


def carry_out(combat: CombatSystem, step: Step, mirrored: bool) -> None:
    match step.what:
        case "advance":
            combat.advance(step.number)
        case "act":
            combat.execute_action(step.name, step.who, step.whom)
        case "cancel":
            combat.cancel(step.who)
        case "signal" if step.number == 0:
            combat.signal(step.who, SIGNAL)
        case "signal":
            combat.schedule(
                [Command(actor=step.who, signal=SIGNAL, at=combat.now, buffer=step.number)]
            )
        case "submit":
            combat.submit(step.name, step.who, step.whom)
        case "schedule":
            at = combat.now + step.number
            combat.schedule([Command(actor=step.who, action=step.name, target=step.whom, at=at)])
        case "change":
            with combat.transaction() as tx:
                state = tx.combatants.get(step.who)
                if state is not None:
                    value = min(step.number, state.max_health, state.max_stamina, 8)
                    tx.update_combatant_state(replace(state, **{step.name: value}))
        case "rollback":
            combat.rollback(step.number)
        case "join":
            team = f"team {step.number % 3}"
            join(combat, Fighter(step.who, "fighter", team, step.number, 1, True), mirrored)


class Ear:
    """Hears a fight; what going back takes back is not told any more."""

    def __init__(self, combat: CombatSystem) -> None:
        self.combat = combat
        self.heard: dict[int, CombatEvent] = {}
        combat.subscribe("*", self.hear)

    def hear(self, event: CombatEvent) -> None:
        """Take an event in, in place of one of that number that was taken back."""
        self.heard[event.sequence] = event

    @property
    def events(self) -> list[CombatEvent]:
        """What has happened in the fight, in order."""
        end = self.combat.state.world.sequence
        return [self.heard[number] for number in sorted(self.heard) if number < end]
