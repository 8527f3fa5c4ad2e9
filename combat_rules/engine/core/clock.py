"""The clock of a ruleset: what time alone changes, and when a guard would say something else."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.engine.core.growth import grown, left_over
from combat_rules.model import Attribute, CombatantState, Scene
from combat_rules.plugins import Ruleset


class Clock(Struct, frozen=True):
    """How fast attributes change by themselves: ticks per second, and all declared ones."""

    ticks_per_second: int
    attributes: tuple[Attribute, ...]

    def settle(self, state: CombatantState, now: int) -> CombatantState:
        """The record with everything that came back, or fell away, until ``now``. Exact."""
        elapsed = now - state.settled_at
        if elapsed <= 0:
            return state
        fractions = list(state.fractions) or [0] * (1 + len(self.attributes))
        changed: dict[str, object] = {"settled_at": now}
        ranges = [("stamina", 0, state.max_stamina, state.stamina_regeneration)]
        ranges += [(a.name, a.minimum, a.maximum, a.regeneration) for a in self.attributes]
        for place, (name, low, high, rate) in enumerate(ranges):
            value: int = getattr(state, name)
            way = (value, low, high, rate, fractions[place], elapsed, self.ticks_per_second)
            changed[name], fractions[place] = grown(*way), left_over(*way)
        return replace(state, fractions=tuple(fractions), **changed)


def clock_of(ruleset: Ruleset) -> Clock:
    """The clock of fights under a ruleset."""
    return Clock(ruleset.ticks_per_second, ruleset.attributes)


LOOKED_AT = 10
"""Seconds in which every tick is looked at; later ones are found by halving."""

LONGEST = 600
"""Seconds after which waiting is no answer."""


def ticks_until(holds: Callable[[Scene], bool], scene: Scene, clock: Clock) -> int | None:
    """The ticks until ``holds`` does if nothing else happens; ``None`` if time does not help.

    Stamina and other attributes come back, stuns, cooldowns and windows pass. A running
    action is looked at until its phase is over. What raises does not hold.
    """
    second = clock.ticks_per_second
    last = LONGEST * second
    if scene.running is not None:
        last = min(last, scene.running.due - scene.now - 1)
    for ticks in range(1, min(last, LOOKED_AT * second) + 1):
        if _holds_after(holds, scene, clock, ticks):
            return ticks
    before, after = LOOKED_AT * second, 2 * LOOKED_AT * second
    while after <= last and not _holds_after(holds, scene, clock, after):
        before, after = after, after * 2
    if after > last:
        return None
    while after - before > 1:
        middle = (before + after) // 2
        if _holds_after(holds, scene, clock, middle):
            after = middle
        else:
            before = middle
    return after


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


def _holds_after(holds: Callable[[Scene], bool], scene: Scene, clock: Clock, ticks: int) -> bool:
    try:
        return bool(holds(later(scene, clock, ticks)))
    except Exception:
        return False
