"""All that a guard or a rule may see, and all that an effect may ask for."""

from typing import Protocol

from msgspec import Struct

from combat_rules.model.actions import Action, ActionState, Outcome
from combat_rules.model.combatants import AwarenessLevel, CombatantState
from combat_rules.model.dice import Dice
from combat_rules.model.events import CombatEvent


class Scene(Struct, frozen=True, gc=False):
    """One moment seen from one combatant: it acts, or is about to.

    ``action`` is the actor's action, ``running`` its running use (none before it starts);
    ``target_action`` is what the target really does. ``distance`` is arena units, ``now``
    ticks. ``awareness`` is the actor's of the target, ``target_awareness`` the other way
    round. ``outcome`` is set where a contact is judged, ``follow_up`` where a chain is.
    """

    actor: CombatantState
    target: CombatantState
    action: Action
    distance: int
    now: int
    dice: Dice
    running: ActionState | None = None
    target_action: Action | None = None
    awareness: AwarenessLevel = AwarenessLevel.AWARE
    target_awareness: AwarenessLevel = AwarenessLevel.AWARE
    outcome: Outcome | None = None
    follow_up: Action | None = None


class Effects(Protocol):
    """What an effect may ask for. Nothing happens until the moment's transaction commits."""

    def change(self, combatant: str, attribute: str, by: int) -> None:
        """Add ``by`` to a combatant's attribute; the sum stays inside the attribute's range."""

    def step(self, distance: int) -> None:
        """Move the actor ``distance`` arena units the way it faces; negative moves back."""

    def push(self, combatant: str, distance: int) -> None:
        """Push a combatant ``distance`` arena units away from the actor."""

    def stun(self, combatant: str, ticks: int) -> None:
        """Stagger a combatant for ``ticks`` from now; its running action is interrupted."""

    def announce(self, event: CombatEvent) -> None:
        """Publish an event of the plugin's own: ``effects.announce(Ignited(strength=3))``.

        Its class is one that the hook ``combat_events`` contributes. The engine fills in when
        and in what order it happened, and that it comes of the actor's running action.
        """
