"""Effects that only write down what they are asked for."""

from combat_rules.model import CombatEvent, Stun, StunMode
from combat_rules.model.arguments import checks_arguments
from combat_rules.model.limits import Amount, Signed


class RecordedEffects:
    """Stands in for the effects of a fight: ``asked`` are all requests, in order.

    A request is a tuple of its name and its arguments: ``("change", "borin", "poise", -3)``.
    Numbers and words that no fight takes are refused; who fights and which attributes there are is
    not known here.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    @checks_arguments
    def change(self, combatant: str, attribute: str, by: Signed) -> None:
        """A change of an attribute is asked for."""
        self.asked.append(("change", combatant, attribute, by))

    @checks_arguments
    def set(self, combatant: str, attribute: str, value: Signed) -> None:
        """An attribute is to be set."""
        self.asked.append(("set", combatant, attribute, value))

    @checks_arguments
    def at_least(self, combatant: str, attribute: str, value: Signed) -> None:
        """An attribute is to come to at least ``value``."""
        self.asked.append(("at_least", combatant, attribute, value))

    @checks_arguments
    def at_most(self, combatant: str, attribute: str, value: Signed) -> None:
        """An attribute is to come to at most ``value``."""
        self.asked.append(("at_most", combatant, attribute, value))

    @checks_arguments
    def leave(self, combatant: str, attribute: str, value: Signed) -> None:
        """Points of an attribute are to be left."""
        self.asked.append(("leave", combatant, attribute, value))

    @checks_arguments
    def harm(self, combatant: str, points: Amount) -> None:
        """Harm is asked for."""
        self.asked.append(("harm", combatant, points))

    @checks_arguments
    def step(self, distance: Signed, past: bool = False) -> None:
        """A step is asked for; that it goes past bodies is told if it does."""
        self.asked.append(("step", distance, *((past,) if past else ())))

    @checks_arguments
    def push(self, combatant: str, distance: Signed) -> None:
        """A push is asked for."""
        self.asked.append(("push", combatant, distance))

    @checks_arguments
    def turn(self, combatant: str, to: str) -> None:
        """A turn is asked for."""
        self.asked.append(("turn", combatant, to))

    @checks_arguments
    def stun(
        self,
        combatant: str,
        ticks: Amount,
        kind: Stun = Stun.STAGGER,
        mode: StunMode = StunMode.REPLACE,
    ) -> None:
        """A stun is asked for; the kind and the mode are told if they are not the usual ones."""
        usual = kind is Stun.STAGGER and mode is StunMode.REPLACE
        self.asked.append(("stun", combatant, ticks, *(() if usual else (kind, mode))))

    @checks_arguments
    def pause(self, combatant: str, ticks: Amount) -> None:
        """A pause is asked for."""
        self.asked.append(("pause", combatant, ticks))

    @checks_arguments
    def withdraw(self, combatant: str) -> None:
        """A withdrawal is asked for."""
        self.asked.append(("withdraw", combatant))

    @checks_arguments
    def announce(self, event: CombatEvent) -> None:
        """An event of a plugin's own is asked for."""
        self.asked.append(("announce", event))
