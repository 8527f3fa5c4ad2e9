"""All that a guard or a rule may see, and all that an effect may ask for."""

from typing import Protocol

from msgspec import Struct

from combat_rules.model.actions import Action, ActionState, Outcome, Stun, StunMode
from combat_rules.model.combatants import AwarenessLevel, CombatantState
from combat_rules.model.dice import Dice
from combat_rules.model.events import CombatEvent
from combat_rules.model.limits import LIMIT


class Scene(Struct, frozen=True, gc=False):
    """One moment seen from one combatant: it acts, or is about to.

    ``action`` is the actor's action, ``running`` its running use (none before it starts);
    ``target_action`` is what the target really does. ``distance`` is arena units, ``now``
    ticks. ``awareness`` is the actor's of the target, ``target_awareness`` the other way
    round. ``outcome`` is set where a contact is judged or a blow stuns, ``follow_up`` where a
    chain is. ``arena`` is how wide the arena is; ``foes_between`` and ``friends_between`` are how
    many of the actor's stand between it and the target. Of an action of several hits, ``action``
    has the numbers of the present one. Where a projectile strikes, ``action`` is the one that
    launched it, and ``running`` none once the actor does something else.
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
    arena: int = LIMIT
    foes_between: int = 0
    friends_between: int = 0

    def room_ahead(self, combatant: CombatantState) -> int:
        """Arena units between a combatant and the wall that it faces."""
        at = combatant.position
        return self.arena - at if combatant.facing > 0 else at

    def room_behind(self, combatant: CombatantState) -> int:
        """Arena units between a combatant and the wall at its back."""
        return self.arena - self.room_ahead(combatant)


class Effects(Protocol):
    """What an effect may ask for. Nothing happens until the moment's transaction commits."""

    def change(self, combatant: str, attribute: str, by: int) -> None:
        """Add ``by`` to a combatant's attribute.

        All that is asked at one moment is summed first, and then cut off at the attribute's
        range. Nothing is done to those who are out of the fight.
        """

    def set(self, combatant: str, attribute: str, value: int) -> None:
        """Set an attribute; changes of the same moment are added to that. Of several the greatest
        counts."""

    def at_least(self, combatant: str, attribute: str, value: int) -> None:
        """Raise an attribute to ``value`` if all that is asked comes to less."""

    def at_most(self, combatant: str, attribute: str, value: int) -> None:
        """Lower an attribute to ``value`` if all that is asked comes to more."""

    def leave(self, combatant: str, attribute: str, value: int) -> None:
        """Leave ``value`` points: whatever takes from it at this moment, an attribute that had as
        many keeps them, and one that had fewer loses none."""

    def harm(self, combatant: str, points: int) -> None:
        """Take ``points`` of a combatant's health as damage of the actor, told as ``damage_dealt``.

        What absorbs takes it before health does. No damage rule changes it, and nothing reacts to
        it. What a status asks for is the damage of whoever has brought that status.
        """

    def step(self, distance: int, past: bool = False) -> None:
        """Move the actor ``distance`` arena units the way it faces; negative moves back. Bodies
        stop it, unless it goes ``past`` them: rolls through, leaps over or appears elsewhere."""

    def push(self, combatant: str, distance: int) -> None:
        """Push a combatant ``distance`` arena units away from the actor; negative pulls. Bodies
        stop it."""

    def turn(self, combatant: str, to: str) -> None:
        """Turn a combatant to another one, to where that is once all have moved who do so at this
        moment; it need not know of it. Asked to face both ways, it goes by what is asked more
        often."""

    def stun(
        self,
        combatant: str,
        ticks: int,
        kind: Stun = Stun.STAGGER,
        mode: StunMode = StunMode.REPLACE,
    ) -> None:
        """Stun a combatant for ``ticks``, from now or from the end of a hit pause; its running
        action is interrupted. ``mode`` is what becomes of that if it is stunned already."""

    def pause(self, combatant: str, ticks: int) -> None:
        """Let a combatant stand still for ``ticks``, as in a hit pause: it cannot act, and what it
        does, or what stuns it, is held up. Statuses and projectiles go on."""

    def withdraw(self, combatant: str) -> None:
        """Have a combatant leave the fight for good, alive: it flees, surrenders, is out of the
        ring, vanishes. From the end of the moment on it is ``defeated`` with the health that it
        has; who has none left by then falls."""

    def announce(self, event: CombatEvent) -> None:
        """Publish an event of the plugin's own: ``effects.announce(Ignited(strength=3))``.

        Its class is one that the hook ``combat_events`` contributes. The engine fills in when
        and in what order it happened, and that it comes of the actor's running action.
        """
