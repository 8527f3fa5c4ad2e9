"""What a character can do besides striking, and the archetype that knows all of it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from combat_rules.design.importing.cells import count_in, text_in
from combat_rules.design.importing.games import Game
from combat_rules.design.importing.moves import units_in
from combat_rules.design.importing.report import Row

GUARDS: tuple[Row, ...] = (
    {
        "name": "stand guard",
        "description": "Holds what comes high or overhead.",
        "role": "block",
        "release": 20,
        "covers": ["high", "middle"],
        "cancellable": True,
        "tags": ["guard"],
    },
    {
        "name": "crouch guard",
        "description": "Holds what comes high or low.",
        "role": "block",
        "release": 20,
        "covers": ["high", "low"],
        "cancellable": True,
        "tags": ["guard"],
    },
)
POINTS = re.compile(r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]{1,9})(?![0-9,])")
"""A number of points at the beginning of a cell, its thousands set apart or not."""
STEP = 8
"""Ticks of one step of a walk."""
REACTION = 15
"""Ticks until somebody knows what they saw: a quarter of a second."""
MOST_KNOWN = 190
"""Moves that an archetype knows besides its guards and steps."""


def stage_of(game: Game) -> Mapping[str, int | bool]:
    """A round of 99 seconds, with the damage of its game and no other."""
    return {
        "ticks_per_second": 60,
        "duration": 5940,
        "distance": 3 * game.reach,
        "arena": game.arena,
        "recoils": game.recoils,
        "standard_damage": False,
    }


def usual_steps(game: Game) -> tuple[Row, ...]:
    """Walking as is usual in a game, for those of whom nobody says how fast they walk."""
    said = "How fast it walks is not said; this stands in."
    forward, backward = game.walk
    return (
        {**_walk("walk forward", forward), "description": said},
        {**_walk("walk backward", -backward), "description": said},
    )


def steps_of(name: str, stats: Mapping[str, object], game: Game) -> Iterator[Row]:
    """Walking and dashing, as fast as the stats say; nothing where they do not."""
    for way, key, sign in (("forward", "fWalk", 1), ("backward", "bWalk", -1)):
        speed = units_in(stats.get(key), game)
        if speed:
            yield _walk(f"{name} walk {way}", sign * speed)
    ticks, far = count_in(stats.get("fDash", "")).main, units_in(stats.get("fDashDist"), game)
    if ticks and ticks[0] and far:
        yield {
            "name": f"{name} dash",
            "role": "move",
            "release": 1,
            "recovery": ticks[0] - 1,
            "travel": far,
            "tags": ["dash"],
        }


def _walk(name: str, speed: int) -> Row:
    return {
        "name": name,
        "role": "move",
        "release": STEP,
        "travel": speed * STEP,
        "cancellable": True,
        "tags": ["walk"],
    }


def archetype_of(
    name: str, stats: Mapping[str, object], game: Game, known: Sequence[str], steps: Sequence[Row]
) -> Row:
    """The archetype of a character that knows these moves, its steps and both guards."""
    guards = [guard["name"] for guard in GUARDS]
    own = [step["name"] for step in steps]
    usual = [step["name"] for step in usual_steps(game) if f"{name} {step['name']}" not in own]
    return {
        "name": name,
        "actions": [*known, *own, *usual, *guards],
        "controller": "fighter",
        "health": health_of(stats, game) or game.health,
        "sight_range": game.arena,
        "reaction": REACTION,
        "memory": 120,
    }


def health_of(stats: Mapping[str, object], game: Game) -> int | None:
    """The points of health that the stats tell, in those of the game's damage; ``None`` if they
    tell none."""
    for column in game.health_stats:
        found = POINTS.match(text_in(stats.get(column, "")))
        said = int(found[0].replace(",", "")) if found else 0
        if said:
            return said * game.health // game.bar if game.bar else said
    return None
