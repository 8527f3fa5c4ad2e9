"""Three moves of several hits and three projectiles, typed by hand after published frame data, play
as they are declared.

The facts are those of Street Fighter 6 (Capcom, 2023) as its players' pages tell them: startup,
which counts the first active tick; what is active, with what lies between hits in parentheses;
recovery; the whole; who is free first after a hit and a block at close range; damage, hit by hit.
"""

import re
from typing import NamedTuple

import pytest

from combat_rules import Action
from combat_rules.charts import several_hits
from combat_rules.design.framedata import frame_data
from combat_rules.model import Hit, Projectile
from tests.cases.plays import DUEL, SHIELD, Play, Who, play
from tests.rules import ruleset


class Fact(NamedTuple):
    """A line of a page; of a projectile nothing is told of how long it is active."""

    move: str
    startup: int
    active: str
    recovery: int
    total: int
    on_hit: int
    on_block: int
    damage: tuple[int, ...]


STRINGS = (
    Fact("chun_li_crouching_hp", 11, "3(5)5", 18, 41, 1, -3, (450, 450)),
    Fact("chun_li_lotus_fist", 23, "2(6)2", 19, 51, 2, -3, (400, 500)),
    Fact("chun_li_lk_lightning_kicks", 5, "2(5)2(5)2", 20, 40, 3, -8, (250, 250, 300)),
)
FLIGHTS = (
    Fact("ryu_lp_hadoken", 16, "", 31, 47, 2, -5, (700,)),
    Fact("ryu_hp_hadoken", 12, "", 35, 47, -2, -9, (700,)),
    Fact("ken_od_hadoken", 12, "", 28, 40, 2, -2, (400, 400)),
)
BETWEEN = 6
"""Ticks between the hits of a projectile that has two; no page tells them."""
SPEED = 5000
"""Five arena units a tick."""
FULL: Who = {who: {**record, "health": 10_000} for who, record in DUEL.items()}


def string_of(fact: Fact) -> Action:
    """A move of several hits after its line: the stuns are those with which it is as far ahead."""
    first, *others = map(int, re.findall(r"\d+", fact.active))
    last = int(re.findall(r"\d+", fact.active)[-1])
    hits = len(fact.damage)
    names = [
        name for number in range(2, hits + 1) for name in (f"gap_{number}", f"release_{number}")
    ]
    return Action(
        name=fact.move,
        chart=several_hits("String", hits),
        commit=fact.startup - 1,
        release=first,
        phases=dict(zip(names, others, strict=True)),
        recovery=fact.recovery,
        reach=30,
        hitstun=last + fact.recovery + fact.on_hit,
        blockstun=last + fact.recovery + fact.on_block,
        hits=tuple(Hit(damage=points) for points in fact.damage),
    )


def flight_of(fact: Fact) -> Action:
    """A projectile after its line; it is launched at the last tick of its startup."""
    later = BETWEEN * (len(fact.damage) - 1)
    return Action(
        name=fact.move,
        commit=fact.startup - 1,
        release=1,
        recovery=fact.recovery,
        damage=fact.damage[0],
        hitstun=1 + fact.recovery - later + fact.on_hit,
        blockstun=1 + fact.recovery - later + fact.on_block,
        launches=Projectile(
            speed=SPEED, life=200, hits=len(fact.damage), start=10, interval=BETWEEN
        ),
    )


def fought(move: Action, apart: int = 10) -> Play:
    """Ayla does the move at tick 0; Borin stands there."""
    who = {**FULL, "borin": {**FULL["borin"], "position": 500 + apart}}
    return play([move], (0, "ayla", move.name), who=who, until=200)


def ahead(story: Play) -> int:
    """Who is free first: ticks by which Ayla is before Borin."""
    (done,) = story.free("ayla")
    return max(story.free("borin")) - done


def landings(fact: Fact) -> list[int]:
    """The ticks at which the hits of a string are first active."""
    ats, at = [], fact.startup - 1
    for number, ticks in enumerate(map(int, re.findall(r"\d+", fact.active))):
        if number % 2 == 0:
            ats.append(at)
        at += ticks
    return ats


@pytest.mark.parametrize("fact", STRINGS, ids=lambda fact: fact.move)
def test_a_move_of_several_hits_plays_as_it_is_published(fact: Fact) -> None:
    story = fought(string_of(fact))
    assert story.contacts() == [(at, "hit") for at in landings(fact)]
    assert story.dealt() == list(fact.damage)
    assert story.free("ayla") == [fact.total]
    assert ahead(story) == fact.on_hit


@pytest.mark.parametrize("fact", STRINGS, ids=lambda fact: fact.move)
def test_a_move_of_several_hits_is_measured_as_it_is_published(fact: Fact) -> None:
    move = string_of(fact)
    (row,) = frame_data(ruleset([move, SHIELD]), moves=[move.name])
    assert (row.startup, row.recovery) == (fact.startup, fact.recovery)
    assert row.parts == tuple(map(int, re.findall(r"\d+", fact.active)))
    assert (row.total, row.on_hit, row.on_block) == (fact.total, fact.on_hit, fact.on_block)
    assert row.damage == sum(fact.damage)


@pytest.mark.parametrize("fact", FLIGHTS, ids=lambda fact: fact.move)
def test_a_projectile_plays_as_it_is_published(fact: Fact) -> None:
    story = fought(flight_of(fact))
    ats = [fact.startup - 1 + BETWEEN * number for number in range(len(fact.damage))]
    assert story.contacts() == [(at, "hit") for at in ats]
    assert story.dealt() == list(fact.damage)
    assert story.free("ayla") == [fact.total]
    assert ahead(story) == fact.on_hit


@pytest.mark.parametrize("fact", FLIGHTS, ids=lambda fact: fact.move)
def test_whoever_throws_from_afar_is_ahead_by_the_flight(fact: Fact) -> None:
    story = fought(flight_of(fact), apart=110)
    assert ahead(story) == fact.on_hit + 100 * 1000 // SPEED
