"""What an agent perceives, as numbers: version 1 of the observations, in rule Python.

The same function tells it of a live view and in a compiled fight. ``NAMES`` is what stands where.
"""

from collections.abc import Callable

from combat_rules.compiled.outside import SCALE
from combat_rules.model import ActionRole, ActionStateType, View
from combat_rules.plugins import Ruleset

VERSION = 1
"""Of what observations consist of, and in which order."""

POINTS = 100
"""Damage that stands for 1.0."""

NAMES = (
    "health", "stamina", "room ahead", "room behind", "time left", "since phase", "stunned for",
    "free", "in feint", "in commit", "in release", "in recovery", "since defence",
    "foe health", "foe distance", "foe in sight", "foe awareness", "foe faces me",
    "foe idle", "foe preparing", "foe active", "foe recovering", "foe since",
    "foe strikes", "foe blocks", "foe evades", "foe counters", "foe moves",
    "foe startup", "foe recovery", "foe damage", "foe reach",
)  # fmt: skip
"""What each number of an observation is; for each action of its own there is one more, whether it
does that. Shares of a whole, of the arena, of a second, yes and no: all from 0 to 1."""

UNKNOWN = (0, 0, 0, 0)
"""What is known of a foe's action that does nothing."""


def looker(ruleset: Ruleset, duration: int, arena: int) -> Callable[[View], list[int]]:
    """The function that tells what a combatant perceives in fights of ``duration`` ticks at most,
    in an arena of so many units."""
    second = ruleset.ticks_per_second
    known = {
        name: (
            share(move.action.feint + move.action.commit, second),
            share(move.action.recovery, second),
            share(move.action.damage, POINTS),
            share(move.action.longest_reach, arena),
        )
        for name, move in ruleset.moves.items()
    }

    def look(view: View) -> list[int]:
        me, foe = view.me, min(view.foes, key=lambda foe: foe.distance)
        about = known.get(foe.action, UNKNOWN)
        ahead = arena - me.position if me.facing > 0 else me.position
        stunned = me.stunned_until - view.now
        since = view.now - me.defence_at if me.defence is not None else second
        return [
            share(me.health, me.max_health),
            share(me.stamina, me.max_stamina),
            share(ahead, arena),
            share(arena - ahead, arena),
            share(duration - view.now, duration),
            share(view.now - me.phase_since, second),
            share(stunned, second),
            yes(me.state is None),
            yes(me.state is ActionStateType.FEINT),
            yes(me.state is ActionStateType.COMMIT),
            yes(me.state is ActionStateType.RELEASE),
            yes(me.state is ActionStateType.RECOVERY),
            share(since, second),
            share(foe.health, foe.max_health),
            share(foe.distance, arena),
            yes(foe.in_sight),
            share(foe.level, 2),
            yes(foe.facing != me.facing),
            yes(foe.state == "idle"),
            yes(foe.state == "preparing"),
            yes(foe.state == "active"),
            yes(foe.state == "recovering"),
            share(view.now - foe.since, second),
            yes(foe.role is ActionRole.STRIKE),
            yes(foe.role is ActionRole.BLOCK),
            yes(foe.role is ActionRole.EVADE),
            yes(foe.role is ActionRole.COUNTER),
            yes(foe.role is ActionRole.MOVE),
            about[0],
            about[1],
            about[2],
            about[3],
        ]

    return look


def share(part: int, whole: int) -> int:
    """A share of a whole, cut off at nothing and at all of it."""
    if part <= 0 or whole <= 0:
        return 0
    return SCALE if part >= whole else part * SCALE // whole


def yes(holds: bool) -> int:
    """All or nothing."""
    return SCALE if holds else 0
