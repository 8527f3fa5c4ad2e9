"""Effects that only write down what they are asked for."""

from combat_rules.model import CombatEvent, Stun, StunMode


class RecordedEffects:
    """Stands in for the effects of a fight: ``asked`` are all requests, in order.

    A request is a tuple of its name and its arguments: ``("change", "borin", "poise", -3)``.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def change(self, combatant: str, attribute: str, by: int) -> None:
        """A change of an attribute is asked for."""
        self.asked.append(("change", combatant, attribute, by))

    def set(self, combatant: str, attribute: str, value: int) -> None:
        """An attribute is to be set."""
        self.asked.append(("set", combatant, attribute, value))

    def at_least(self, combatant: str, attribute: str, value: int) -> None:
        """An attribute is to come to at least ``value``."""
        self.asked.append(("at_least", combatant, attribute, value))

    def at_most(self, combatant: str, attribute: str, value: int) -> None:
        """An attribute is to come to at most ``value``."""
        self.asked.append(("at_most", combatant, attribute, value))

    def leave(self, combatant: str, attribute: str, value: int) -> None:
        """Points of an attribute are to be left."""
        self.asked.append(("leave", combatant, attribute, value))

    def harm(self, combatant: str, points: int) -> None:
        """Harm is asked for."""
        self.asked.append(("harm", combatant, points))

    def step(self, distance: int, past: bool = False) -> None:
        """A step is asked for; that it goes past bodies is told if it does."""
        self.asked.append(("step", distance, *((past,) if past else ())))

    def push(self, combatant: str, distance: int) -> None:
        """A push is asked for."""
        self.asked.append(("push", combatant, distance))

    def turn(self, combatant: str, to: str) -> None:
        """A turn is asked for."""
        self.asked.append(("turn", combatant, to))

    def stun(
        self,
        combatant: str,
        ticks: int,
        kind: Stun = Stun.STAGGER,
        mode: StunMode = StunMode.REPLACE,
    ) -> None:
        """A stun is asked for; the kind and the mode are told if they are not the usual ones."""
        usual = kind is Stun.STAGGER and mode is StunMode.REPLACE
        self.asked.append(("stun", combatant, ticks, *(() if usual else (kind, mode))))

    def pause(self, combatant: str, ticks: int) -> None:
        """A pause is asked for."""
        self.asked.append(("pause", combatant, ticks))

    def withdraw(self, combatant: str) -> None:
        """A withdrawal is asked for."""
        self.asked.append(("withdraw", combatant))

    def announce(self, event: CombatEvent) -> None:
        """An event of a plugin's own is asked for."""
        self.asked.append(("announce", event))
