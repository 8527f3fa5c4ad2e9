"""The awareness system: what each combatant knows of each other one."""

from collections.abc import Mapping

from statemachine import State

from combat_rules.charts.base import StrictChart
from combat_rules.engine.belonging import PartOfAFight
from combat_rules.engine.core.perception import seen_doing
from combat_rules.engine.state import StateManager
from combat_rules.engine.world import Knowledge, knowledge_of
from combat_rules.model import Sighting


class Awareness(StrictChart):
    """What one combatant knows of another, and what changes it."""

    unaware = State(initial=True)
    suspicious = State()
    aware = State()

    glimpse = unaware.to(suspicious)
    confirm = suspicious.to(aware)
    lose = aware.to(suspicious)
    forget = suspicious.to(unaware)
    struck = unaware.to(aware) | suspicious.to(aware)


class AwarenessSystem(PartOfAFight):
    """Answers what combatants know, and what they have seen."""

    def __init__(self, state: StateManager) -> None:
        self._state = state

    def get_state(self, observer: str, observed: str) -> Knowledge:
        """What ``observer`` knows of ``observed``. Raises ``StateError`` for unknown ones."""
        world = self._state.world
        one, other = world.demand_place(observer), world.demand_place(observed)
        return knowledge_of(world.seats[one], other)

    def get_all_states(self) -> Mapping[tuple[str, str], Knowledge]:
        """What everybody knows of everybody, by observer and observed."""
        return self._state.world.knowledge

    def seen(self, observer: str, observed: str) -> Sighting:
        """The last thing that ``observer`` saw ``observed`` do, ``reaction`` ticks late."""
        world = self._state.world
        one, other = world.demand_place(observer), world.demand_place(observed)
        return seen_doing(world.seats[one], world.seats[other], world.now)
