"""The clock of a ruleset: what time alone changes, and how long a guard has to wait for it."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.engine.core.growth import grown, left_over
from combat_rules.model import Attribute, CombatantState, Scene
from combat_rules.plugins import Ruleset


class Horizon(Struct, frozen=True):
    """How a scene goes on: its next ``scenes``, and the tick at which nobody knows any more."""

    scenes: tuple[Scene, ...] = ()
    end: int | None = None


class Clock(Struct, frozen=True):
    """How fast attributes change by themselves: ticks per second, and for each archetype the
    declared ones as it has them.

    ``ahead`` tells how the scene goes on, where a question may be asked beyond its phase.
    """

    ticks_per_second: int
    attributes_of: Callable[[str], tuple[Attribute, ...]]
    ahead: Callable[[], Horizon] | None = None

    def settle(self, state: CombatantState, now: int) -> CombatantState:
        """The record with everything that came back, or fell away, until ``now``. Exact."""
        elapsed = now - state.settled_at
        if elapsed <= 0:
            return state
        attributes = self.attributes_of(state.archetype)
        fractions = list(state.fractions) or [0] * (1 + len(attributes))
        changed: dict[str, object] = {"settled_at": now}
        ranges = [("stamina", 0, state.max_stamina, state.stamina_regeneration)]
        ranges += [(a.name, a.minimum, a.maximum, a.regeneration) for a in attributes]
        for place, (name, low, high, rate) in enumerate(ranges):
            value: int = getattr(state, name)
            way = (value, low, high, rate, fractions[place], elapsed, self.ticks_per_second)
            changed[name], fractions[place] = grown(*way), left_over(*way)
        return replace(state, fractions=tuple(fractions), **changed)


def clock_of(ruleset: Ruleset) -> Clock:
    """The clock of fights under a ruleset."""
    return Clock(ruleset.ticks_per_second, ruleset.attributes_of)


LOOKED_AT = 10
"""Seconds in which every tick is looked at; later ones are found by halving."""

LONGEST = 600
"""Seconds after which waiting is no answer."""


def ticks_until(holds: Callable[[Scene], bool], scene: Scene, clock: Clock) -> int | None:
    """The ticks until ``holds`` does if nothing else happens; ``None`` if time does not help.

    Stamina and other attributes come back, stuns, cooldowns and windows pass. A running action
    is looked at until its phase is over, or as far as the clock tells how it goes on; after its
    end, nothing is asked of a chain any more. What raises does not hold.
    """
    second = clock.ticks_per_second
    horizon = Horizon() if clock.ahead is None else clock.ahead()
    scenes = (scene, *horizon.scenes)
    last, running = LONGEST * second, scenes[-1].running
    if horizon.end is not None:
        last = min(last, horizon.end - scene.now - 1)
    elif running is not None:
        last = min(last, running.due - scene.now - 1)
    before = min(last, LOOKED_AT * second)
    for ticks in range(1, before + 1):
        if _holds_after(holds, scenes, clock, ticks):
            return ticks
    while before < last:
        after = min(last, 2 * before)
        if _holds_after(holds, scenes, clock, after):
            while after - before > 1:
                middle = (before + after) // 2
                if _holds_after(holds, scenes, clock, middle):
                    after = middle
                else:
                    before = middle
            return after
        before = after
    return None


def later(scene: Scene, clock: Clock, ticks: int) -> Scene:
    """The same scene after ``ticks`` in which nobody did anything."""
    now = scene.now + ticks
    return replace(
        scene,
        actor=clock.settle(scene.actor, now),
        target=clock.settle(scene.target, now),
        now=now,
        dice=replace(scene.dice, tick=now),
    )


def _holds_after(
    holds: Callable[[Scene], bool], scenes: Sequence[Scene], clock: Clock, ticks: int
) -> bool:
    now = scenes[0].now + ticks
    known = scenes[bisect_right(scenes, now, key=lambda scene: scene.now) - 1]
    if known.running is None and known.follow_up is not None:
        return True
    try:
        return bool(holds(later(known, clock, now - known.now)))
    except Exception:
        return False
