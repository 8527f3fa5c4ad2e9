"""What effects are given to ask with: each request is checked and noted, nothing happens yet.

This is the Python side of a boundary.
"""

from combat_rules.engine.core.records import Draft, Request
from combat_rules.engine.core.words import (
    ANNOUNCE,
    AT_LEAST,
    AT_MOST,
    CHANGE,
    HEALTH,
    HURT,
    LEAP,
    LEAVE,
    PAUSES,
    PUSH,
    SET,
    STAGGERS,
    STEP,
    TURNS,
    WITHDRAWS,
)
from combat_rules.errors import StateError, did_you_mean, in_short
from combat_rules.model import CombatantState, CombatEvent, Stun, StunMode
from combat_rules.model.limits import LIMIT
from combat_rules.plugins.event_checks import demand_own_event


class EffectCollector:
    """Collects what the effects of one use of an action ask for."""

    __slots__ = ("_act", "_actor", "_draft", "_move")

    def __init__(self, draft: Draft, actor: int, act: int, move: int) -> None:
        self._draft = draft
        draft.lent = True
        self._actor = actor
        self._act = act
        self._move = move

    def change(self, combatant: str, attribute: str, by: int) -> None:
        """Add ``by`` to an attribute of a combatant."""
        self._about(CHANGE, combatant, attribute, by)

    def set(self, combatant: str, attribute: str, value: int) -> None:
        """Set an attribute of a combatant."""
        self._about(SET, combatant, attribute, value)

    def at_least(self, combatant: str, attribute: str, value: int) -> None:
        """Raise an attribute to ``value`` if it comes to less."""
        self._about(AT_LEAST, combatant, attribute, value)

    def at_most(self, combatant: str, attribute: str, value: int) -> None:
        """Lower an attribute to ``value`` if it comes to more."""
        self._about(AT_MOST, combatant, attribute, value)

    def leave(self, combatant: str, attribute: str, value: int) -> None:
        """Leave ``value`` points of an attribute, as far as there were as many."""
        self._about(LEAVE, combatant, attribute, value)

    def harm(self, combatant: str, points: int) -> None:
        """Take health as damage."""
        who = self._place(combatant)
        if _amount(points, "harm is") < 0:
            raise StateError(f"harm is {points} points; from 0 up", code="effect.invalid")
        self._ask(HURT, who, HEALTH, -points)
        self._draft.asked[-1].move = self._move

    def step(self, distance: int, past: bool = False) -> None:
        """Move the actor the way it faces."""
        if _amount(distance, "a step is"):
            self._ask(LEAP if past else STEP, self._actor, 0, distance)

    def push(self, combatant: str, distance: int) -> None:
        """Push a combatant away from the actor."""
        self._ask(PUSH, self._place(combatant), 0, _amount(distance, "a push is"))

    def turn(self, combatant: str, to: str) -> None:
        """Turn a combatant to another one."""
        self._ask(TURNS, self._place(combatant), 0, self._place(to))

    def stun(
        self,
        combatant: str,
        ticks: int,
        kind: Stun = Stun.STAGGER,
        mode: StunMode = StunMode.REPLACE,
    ) -> None:
        """Stun a combatant."""
        who = self._place(combatant)
        if _amount(ticks, "a stun lasts") < 0:
            raise StateError(f"a stun lasts {ticks} ticks; from 0 up", code="effect.invalid")
        if not isinstance(kind, Stun) or not isinstance(mode, StunMode):
            raise StateError(
                f"a stun is of a kind, Stun.STAGGER say, and has a mode, StunMode.REPLACE say, not "
                f"{kind!r} and {mode!r}",
                code="effect.invalid",
            )
        self._ask(STAGGERS, who, 0, ticks)
        request = self._draft.asked[-1]
        request.stun, request.mode = kind, mode

    def pause(self, combatant: str, ticks: int) -> None:
        """Let a combatant stand still."""
        who = self._place(combatant)
        if _amount(ticks, "a pause lasts") < 0:
            raise StateError(f"a pause lasts {ticks} ticks; from 0 up", code="effect.invalid")
        self._ask(PAUSES, who, 0, ticks)

    def withdraw(self, combatant: str) -> None:
        """Take a combatant out of the fight."""
        self._ask(WITHDRAWS, self._place(combatant), 0, 0)

    def announce(self, event: CombatEvent) -> None:
        """Publish an event of the plugin's own."""
        demand_own_event(event, self._draft.fight.rules.events)
        self._ask(ANNOUNCE, self._actor, 0, 0)
        self._draft.asked[-1].more = event

    def _about(self, what: int, combatant: str, attribute: str, amount: int) -> None:
        who = self._place(combatant)
        changeable = self._draft.fight.rules.changeable
        if not isinstance(attribute, str) or attribute not in changeable:
            raise StateError(
                f"there is no attribute {in_short(attribute)} to change; "
                f"{did_you_mean(str(attribute), changeable)}",
                code="attribute.unknown",
                attribute=attribute,
            )
        told = "an attribute changes by" if what == CHANGE else "an attribute comes to"
        self._ask(what, who, changeable[attribute], _amount(amount, told))

    def _ask(self, what: int, who: int, attribute: int, amount: int) -> None:
        self._draft.asked.append(Request(what, self._actor, self._act, who, attribute, amount))

    def _place(self, combatant: str) -> int:
        if isinstance(combatant, str):
            for seat in self._draft.seats:
                if seat.id == combatant:
                    return seat.place
        if isinstance(combatant, CombatantState):
            raise StateError(
                f"a combatant is named by its id, scene.target.id say, not by its record of "
                f"{in_short(combatant.id)}",
                code="combatant.unknown",
                combatant=combatant.id,
            )
        raise StateError(
            f"there is no combatant {in_short(combatant)}; in this fight: "
            f"{', '.join(seat.id for seat in self._draft.seats)}",
            code="combatant.unknown",
            combatant=combatant,
        )


def _amount(value: int, what: str) -> int:
    if type(value) is not int or abs(value) > LIMIT:
        raise StateError(
            f"{what} a whole number of at most {LIMIT}, not {in_short(value)}",
            code="effect.invalid",
        )
    return value


def forget_requests(draft: Draft, first: int) -> None:
    """Forget what was asked since there were ``first`` requests."""
    del draft.asked[first:]
