"""The same fight in other terms: with hit pauses, in phases of two parts, by a finer clock."""

from functools import cache
from typing import Any, ClassVar

import pytest
from statemachine import State

from combat_rules import (
    Act,
    Action,
    ActionRole,
    Archetype,
    CancelWindow,
    CombatEvent,
    CombatSystem,
    Controller,
    View,
    Wait,
    replace,
)
from combat_rules.charts import ActionChart, pay_stamina
from combat_rules.model import ActionStateType, Outcome, Protection, Stage, StunMode
from combat_rules.model.events import (
    ActionBlocked,
    ActionContact,
    ActionCounterHit,
    ActionFaltered,
    ActionHit,
    ActionTraded,
    PhaseEntered,
    details,
)
from tests.oracle.draw import Draw
from tests.rules import listen, ruleset

SEEDS = range(12)
LONG = 250
PAUSE = 7
FINER = 3
NAMES = ("ayla", "borin")
TOLD = ("name", "lost", "stun", "outcome", "reason")
PAUSES = (ActionHit, ActionCounterHit, ActionTraded, ActionBlocked)
ROLES = (
    *(ActionRole.STRIKE,) * 4, *(ActionRole.BLOCK,) * 2, ActionRole.EVADE, ActionRole.COUNTER,
    ActionRole.MOVE,
)  # fmt: skip
PHASES = ("feint", "commit", "release", "recovery")


class TwoParts(ActionChart):
    """The four phases, each in two parts."""

    kinds: ClassVar[dict[str, ActionStateType]] = {
        f"{phase}_{part}": ActionStateType(phase) for phase in PHASES for part in "ab"
    }
    feint_a = State(initial=True)
    feint_b = State()
    commit_a = State()
    commit_b = State()
    release_a = State(enter=pay_stamina)
    release_b = State()
    recovery_a = State()
    recovery_b = State()
    done = State(final=True)

    advance = (
        feint_a.to(feint_b)
        | feint_b.to(commit_a)
        | commit_a.to(commit_b)
        | commit_b.to(release_a)
        | release_a.to(release_b)
        | release_b.to(recovery_a)
        | recovery_a.to(recovery_b)
        | recovery_b.to(done)
    )
    interrupt = (
        feint_a.to(recovery_a)
        | feint_b.to(recovery_a)
        | commit_a.to(recovery_a)
        | commit_b.to(recovery_a)
        | release_a.to(recovery_a)
        | release_b.to(recovery_a)
    )
    chain = (
        release_a.to(done, cond="in_cancel_window or has_blocked")
        | release_b.to(done, cond="in_cancel_window or has_blocked")
        | recovery_a.to(done, cond="in_cancel_window")
        | recovery_b.to(done, cond="in_cancel_window")
    )


@cache
def moves(seed: int) -> tuple[Action, ...]:
    """Random moves that cost nothing and go nowhere."""
    draw = Draw(seed)
    names = tuple(f"m{number}" for number in range(draw.number(3, 6)))
    return tuple(a_move(draw, name, names) for name in names)


def a_move(draw: Draw, name: str, names: tuple[str, ...]) -> Action:
    first, start = draw.number(0, 4), draw.number(0, 3)
    opens = frozenset(draw.one(tuple(Outcome)) for _ in range(4))
    window = CancelWindow(into=(draw.one(names),), start=first, on=opens, end=first + 9)
    safe = Protection(start=start, end=start + draw.number(0, 6), armour=draw.one((0, 1, 2)))
    move = Action(
        name=name,
        role=draw.one(ROLES),
        feint=draw.one((0, 0, 2, 4)),
        commit=draw.number(0, 6),
        release=draw.number(2, 12),
        recovery=draw.number(0, 12),
        damage=draw.number(0, 3),
        chip=50,
        reach=draw.one((60, 60, 20)),
        hitstun=draw.number(1, 14),
        blockstun=draw.number(0, 14),
        stagger=draw.number(1, 9),
        knockdown=draw.yes(15),
        stun_mode=draw.one(tuple(StunMode)),
        cancels=(window,) if draw.yes(40) else (),
        protections=(safe,) if draw.yes(30) else (),
    )
    return move if move.role is ActionRole.STRIKE else replace(move, protections=())


def in_parts(move: Action) -> Action:
    """The same with each phase in two parts."""
    phases: dict[str, int] = {}
    for phase in PHASES:
        ticks = getattr(move, phase)
        phases |= {f"{phase}_a": (ticks + 1) // 2, f"{phase}_b": ticks // 2}
    return replace(move, chart=TwoParts, phases=phases)


def finer(move: Action) -> Action:
    """The same by a clock that counts three ticks for one."""
    ticks = (*PHASES, "hitstun", "blockstun", "stagger")
    return replace(
        move,
        cancels=tuple(last_included(window) for window in move.cancels),
        protections=tuple(last_included(one) for one in move.protections),
        **{name: getattr(move, name) * FINER for name in ticks},
    )


def last_included(window: Any) -> Any:
    return replace(window, start=window.start * FINER, end=(window.end + 1) * FINER - 1)


def heard_of(seed: int, given: tuple[Action, ...], clock: int = 1, pause: int = 0) -> list[Any]:
    """What is heard of a fight in which both go on from whatever they can go on from."""
    draw = Draw(seed + 1)
    wishes = {who: [draw.one(given).name for _ in range(60)] for who in NAMES}

    def choose(view: View) -> Act | Wait:
        acts, mine = view.me.acts, wishes[view.me.id]
        likes = [mine[(3 * acts + number) % 60] for number in range(8)]
        move = next((name for name in likes if name in view.possible), mine[acts % 60])
        return Act(move) if view.me.doing is None or move in view.possible else Wait(100_000)

    kind = Archetype(
        name="fighter",
        actions=tuple(move.name for move in given),
        controller="eager",
        health=1000,
        reaction=10**6,
    )
    rules = ruleset(
        given,
        archetypes=[kind],
        controllers=[Controller("eager", choose, follows_up=True)],
        stage=Stage(ticks_per_second=1000 * clock, duration=10**6),
    )
    combat = CombatSystem(distance=10, max_distance=1000, ruleset=rules, strict=True)
    heard = listen(combat)
    for who in NAMES:
        combat.add_combatant("fighter", who)
    combat.advance(LONG * clock * (1 + pause))
    return sorted(heard, key=lambda event: event.sequence)


def tale(heard: list[Any], clock: int = 1, pause: int = 0) -> list[tuple[Any, ...]]:
    """What was told up to a tick, by the plain clock, but for parts of phases and guards that
    keep a move from going on, which other charts do not have."""
    held = sorted({event.timestamp for event in heard if isinstance(event, PAUSES)})
    rows = [
        row(event, clock, pause * sum(tick < event.timestamp for tick in held))
        for event in heard
        if not isinstance(event, PhaseEntered | ActionFaltered)
    ]
    return sorted(one for one in rows if one[0] <= LONG)


def row(event: CombatEvent, clock: int, held: int) -> tuple[Any, ...]:
    told = details(event)
    facts = [str(told[name]) for name in TOLD if name in told]
    return ((event.timestamp - held) / clock, event.type, event.source or "", *facts)


@cache
def plain(seed: int) -> list[Any]:
    """What is heard of the fight as it is."""
    return heard_of(seed, moves(seed))


def test_there_are_blows_in_these_fights() -> None:
    blows = [e for seed in SEEDS for e in plain(seed) if isinstance(e, ActionContact)]
    assert len(blows) > 10 * len(SEEDS)
    assert {ActionHit, ActionCounterHit, ActionTraded, ActionBlocked} <= set(map(type, blows))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hit_pause_changes_nothing_but_the_time(seed: int) -> None:
    paused = tuple(replace(move, hit_pause=PAUSE) for move in moves(seed))
    assert tale(heard_of(seed, paused, pause=PAUSE), pause=PAUSE) == tale(plain(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_phases_of_two_parts_are_as_those_of_one(seed: int) -> None:
    parted = heard_of(seed, tuple(map(in_parts, moves(seed))))
    assert tale(parted) == tale(plain(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_finer_clock_changes_no_order(seed: int) -> None:
    fine = heard_of(seed, tuple(map(finer, moves(seed))), clock=FINER)
    assert tale(fine, clock=FINER) == tale(plain(seed))
