"""Leaving: on which terms a fight goes on whose other peer is gone, and from which frame on."""

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.engine.system import CombatSystem
from combat_rules.errors import InputError, StateError, did_you_mean, in_short
from combat_rules.model.fields import field_problems
from combat_rules.netcode.inputs import LeaveFrame, Terms


class Leaving(Struct):
    """Whether the other peer is gone: ``frame`` is the first one without it, ``silent`` for how
    many frames nothing has come from it."""

    terms: Terms
    frame: int | None = None
    silent: int = 0

    def heard(self) -> None:
        """Something came from the other."""
        self.silent = 0

    def is_over(self) -> bool:
        """Count a frame; whether the other has now been silent for longer than the terms allow."""
        self.silent += 1
        silence = self.terms.silence
        return self.frame is None and silence is not None and self.silent > silence


def terms_in(terms: object) -> Terms:
    """Terms from outside, or an ``InputError``; ``None`` are the usual ones."""
    if terms is None:
        return Terms()
    if not isinstance(terms, Terms):
        wrong = [f"they are {in_short(terms)}"]
    else:
        wrong = field_problems(terms, Terms)
        if not wrong and terms.concede and terms.controller:
            wrong = [f"whoever concedes is not taken over by {terms.controller}"]
    if wrong:
        raise InputError(
            f"these terms cannot be: {'; '.join(wrong)}. Say Terms(), Terms(controller='attack') "
            "or Terms(concede=True), each with silence=FRAMES or without",
            code="session.terms",
        )
    assert isinstance(terms, Terms), "others were refused"
    return terms


def demand_controller(combat: CombatSystem, terms: Terms) -> None:
    """Raise ``StateError`` if a fight has no such controller to take combatants over."""
    known = combat.fight.ruleset.controllers
    if terms.controller and terms.controller not in known:
        raise StateError(
            f"there is no controller {in_short(terms.controller)} to take combatants over; "
            f"{did_you_mean(terms.controller, known)}",
            code="session.terms",
        )


def leave(combat: CombatSystem, request: LeaveFrame) -> None:
    """Do to combatants what the terms say of those whose peer is gone. The fallen stay as they
    are."""
    if combat.result is not None:
        return
    with combat.transaction() as change:
        for who in request.combatants:
            state = change.combatants.get(who)
            if state is None or state.defeated:
                continue
            controller = request.terms.controller
            health = 0 if request.terms.concede else state.health
            if (state.controller, state.health) != (controller, health):
                change.update_combatant_state(replace(state, controller=controller, health=health))
