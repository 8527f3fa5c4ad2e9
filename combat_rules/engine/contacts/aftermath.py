"""Aftermath: what contacts leave behind. All of a moment at once, so that nobody goes first."""

from collections.abc import Sequence

from msgspec.structs import replace

from combat_rules.engine.actions.phases import Asked
from combat_rules.engine.actions.requests import Changes, away
from combat_rules.engine.actions.stuns import Blow, Stuns
from combat_rules.engine.awareness import AwarenessSystem
from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.scenes import Contact
from combat_rules.engine.state.world import Fight
from combat_rules.model import LANDED, Outcome, Stun

HARMLESS = frozenset({Outcome.EVADED, Outcome.CLASH})

Told = tuple[Contact, int]
"""A judged contact, and the event that announced it."""


class Aftermath:
    """Blockstuns, stuns and pushes of judged contacts, and who knows now who struck."""

    def __init__(
        self, fight: Fight, changes: Changes, awareness: AwarenessSystem, stuns: Stuns
    ) -> None:
        self._moves = fight.ruleset.moves
        self._changes = changes
        self._awareness = awareness
        self._stuns = stuns

    def follow(self, tx: Transaction, told: Sequence[Told]) -> list[Asked]:
        """Apply what follows from contacts; returns what the interrupted charts ask for."""
        for contact, _ in told:
            if contact.outcome is Outcome.BLOCKED:
                self._hold_block(tx, contact)
        asked = self._stuns.strike_down(
            tx, [blow for contact, event in told if (blow := self._blow(contact, event))]
        )
        for contact, _ in told:
            if contact.outcome is Outcome.COUNTERED:
                self._note_counter(tx, contact)
        self._push(tx, told)
        for contact, event in told:
            if contact.outcome not in HARMLESS:
                self._awareness.struck(tx, contact.strike.target, contact.strike.actor, event)
        return asked

    def _blow(self, contact: Contact, event: int) -> Blow | None:
        strike, answer, scene, outcome = contact
        if outcome in LANDED:
            stun = Stun.KNOCKDOWN if scene.action.knockdown else Stun.HITSTUN
            return Blow(strike.target, scene.action.hitstun, stun, strike.actor, event)
        if outcome is Outcome.COUNTERED and answer is not None:
            stagger = self._moves[answer.name].action.stagger
            return Blow(strike.actor, stagger, Stun.STAGGER, strike.target, event)
        return None

    def _hold_block(self, tx: Transaction, contact: Contact) -> None:
        holding, answer = tx.actions.get(contact.strike.target), contact.answer
        if holding is not None and answer is not None and holding.id == answer.id:
            self._stuns.hold_block(tx, holding, contact.scene.action.blockstun)

    def _note_counter(self, tx: Transaction, contact: Contact) -> None:
        current, answer = tx.actions.get(contact.strike.target), contact.answer
        if current is not None and answer is not None and current.id == answer.id:
            tx.actions[current.actor] = replace(current, outcome=Outcome.COUNTERED)

    def _push(self, tx: Transaction, told: Sequence[Told]) -> None:
        """Push whoever was hit or blocked, away from where the striker stood when it struck."""
        pushes: dict[str, tuple[int, int | None]] = {}
        for contact, event in told:
            scene = contact.scene
            by = scene.action.pushback
            if by and (contact.outcome in LANDED or contact.outcome is Outcome.BLOCKED):
                victim = scene.target.id
                before = pushes.get(victim, (0, None))[0]
                pushes[victim] = (before + by * away(scene.actor, scene.target), event)
        self._changes.push(tx, pushes)
