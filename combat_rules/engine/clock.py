"""The clock of a ruleset: how records change by themselves while nothing happens."""

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.engine.core.growth import grown, left_over
from combat_rules.model import Attribute, CombatantState
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
