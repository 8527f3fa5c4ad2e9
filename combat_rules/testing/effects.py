"""Effects that only write down what they are asked for."""

from combat_rules.model import CombatEvent


class RecordedEffects:
    """Stands in for the effects of a fight: ``asked`` are all requests, in order.

    A request is a tuple of its name and its arguments: ``("change", "borin", "poise", -3)``.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def change(self, combatant: str, attribute: str, by: int) -> None:
        """A change of an attribute is asked for."""
        self.asked.append(("change", combatant, attribute, by))

    def step(self, distance: int) -> None:
        """A step is asked for."""
        self.asked.append(("step", distance))

    def push(self, combatant: str, distance: int) -> None:
        """A push is asked for."""
        self.asked.append(("push", combatant, distance))

    def stun(self, combatant: str, ticks: int) -> None:
        """A stun is asked for."""
        self.asked.append(("stun", combatant, ticks))

    def announce(self, event: CombatEvent) -> None:
        """An event of a plugin's own is asked for."""
        self.asked.append(("announce", event))
