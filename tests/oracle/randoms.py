"""Random fights under random rules, told by a number each; in every tenth one rules raise."""

from collections.abc import Callable, Sequence

from combat_rules import ActionError, CombatSystem, Command
from combat_rules.errors import PluginError
from tests.oracle.draw import Draw
from tests.oracle.random_rules import rules
from tests.properties.rulesets import NAMES

ARENA = 30
PEOPLE = ("ayla", "borin", "cyra", "dorn", "edda")


def random_fight(number: int) -> Callable[[Callable[..., CombatSystem]], None]:
    """The random fight of that number."""

    def act(open: Callable[..., CombatSystem]) -> None:
        draw = Draw(number)
        brittle = number % 10 == 7
        combat = open(
            duration=draw.one([150, 300, 300, 600]),
            distance=draw.number(2, 15),
            max_distance=ARENA,
            ruleset=rules(draw, brittle),
            seed=draw.number(0, 9),
            number=draw.number(0, 2),
            strict=not brittle,
        )
        people = PEOPLE[: draw.one([2, 2, 2, 3, 4, 5])]
        for name in people:
            join(draw, combat, name, PEOPLE.index(name))
        combat.schedule(commands(draw, combat, people))
        while combat.result is None:
            combat.advance(draw.number(1, 40))
            if combat.result is None and draw.yes(30):
                give(combat, command(draw, combat, people))
            if combat.result is None and combat.now < 60 and len(people) < 5 and draw.yes(3):
                people = (*people, f"late {len(people)}")
                join(draw, combat, people[-1], draw.number(0, 4))

    return act


def join(draw: Draw, combat: CombatSystem, name: str, seat: int) -> None:
    """Let somebody join: the first two as foes, the others on any side."""
    numbers = {"health": draw.number(5, 40)} if draw.yes(20) else {}
    if draw.yes(15):
        numbers["grit"] = draw.number(0, 8)
    if draw.yes(15):
        numbers["rot"] = draw.number(0, 9)
    if draw.yes(15):
        numbers["facing"] = draw.one([-1, 1])
    combat.add_combatant(
        draw.one(["fighter", "fighter", "other"]),
        name,
        team=f"team {seat if seat < 2 else draw.number(0, 2)}",
        position=draw.number(12, 18) if draw.yes(75) else draw.number(0, ARENA - 2),
        controller=None if draw.yes(70) else "",
        **numbers,
    )


def commands(draw: Draw, combat: CombatSystem, people: Sequence[str]) -> list[Command]:
    """What is scheduled before the fight begins."""
    given, at = [], 0
    for _ in range(draw.number(0, 25)):
        at += draw.number(0, 6)
        given.append(command(draw, combat, people, at))
    return given


def command(draw: Draw, combat: CombatSystem, people: Sequence[str], at: int = 0) -> Command:
    """Something that somebody may be told; it need not be possible."""
    who = draw.one(people)
    if draw.yes(20):
        return Command(actor=who, cancel=True, at=at)
    target = draw.one(people) if draw.yes(30) else None
    return Command(actor=who, action=draw.one(NAMES), target=target, at=at)


def give(combat: CombatSystem, told: Command) -> None:
    """Tell somebody something now; it may be refused."""
    try:
        if told.cancel:
            combat.cancel(told.actor)
        else:
            combat.execute_action(told)
    except (ActionError, PluginError):
        pass
