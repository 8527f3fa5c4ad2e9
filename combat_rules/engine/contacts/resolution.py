"""Contacts: active actions that meet their targets, and what comes of it."""

from msgspec.structs import replace

from combat_rules.engine.actions.phases import RECOVERY, RELEASE, STRIKE, Asked, Phases
from combat_rules.engine.actions.requests import Changes, Requests, StunRequest
from combat_rules.engine.contacts.aftermath import Aftermath
from combat_rules.engine.contacts.damage import Breakdown, damage_of
from combat_rules.engine.events.faults import RuleFailed, blaming
from combat_rules.engine.events.system import EventSystem, because
from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.scenes import Contact, Scenes, with_outcome
from combat_rules.engine.state.world import Fight
from combat_rules.model import (
    Action,
    ActionRole,
    ActionState,
    AwarenessLevel,
    CombatantState,
    Outcome,
    Scene,
    Stun,
)
from combat_rules.model.events import CONTACT_EVENTS, DamageDealt

BLOCK, EVADE, COUNTER = ActionRole.BLOCK, ActionRole.EVADE, ActionRole.COUNTER
AWARE = AwarenessLevel.AWARE
KNOCKDOWN = Stun.KNOCKDOWN


Wanted = tuple[Requests, str]
"""What an action's effects ask for, with its id."""


class Contacts:
    """Finds the contacts of a moment, judges them on one world, and applies what follows."""

    def __init__(
        self,
        fight: Fight,
        scenes: Scenes,
        changes: Changes,
        events: EventSystem,
        phases: Phases,
        aftermath: Aftermath,
    ) -> None:
        self._fight = fight
        self._moves = fight.ruleset.moves
        self._scenes = scenes
        self._changes = changes
        self._events = events
        self._phases = phases
        self._aftermath = aftermath

    def collect(self, tx: Transaction) -> list[Contact]:
        """Every strike that is active, has met nobody yet, and has its target in reach."""
        active = [
            running
            for running in tx.actions.values()
            if running.state is RELEASE and running.outcome is None and self._reaches(tx, running)
        ]
        if not active:
            return []
        pairs = {(running.actor, running.target) for running in active}
        found = []
        for strike in active:
            answer = tx.actions.get(strike.target)
            action = self._moves[strike.name].action
            scene = self._scenes.scene(tx, strike.actor, strike.target, action, strike)
            mutual = (strike.target, strike.actor) in pairs
            outcome = self._judge(scene, answer, mutual)
            found.append(Contact(strike, answer, with_outcome(scene, outcome), outcome))
        return [
            contact
            for contact in self._overrule(tx, found)
            if not (contact.outcome is Outcome.EVADED and contact.strike.evaded)
        ]

    def resolve(self, tx: Transaction, contacts: list[Contact]) -> list[StunRequest]:
        """Apply contacts: damage first, all judged already; then stuns, pushes and effects."""
        judged: list[tuple[Contact, list[Wanted], int, Breakdown]] = []
        for contact in contacts:
            speaking = contact.strike
            try:
                wanted = self._effects(tx, contact, speaking)
                damage, breakdown = self._damage(tx, contact)
                if contact.answer is not None and self._meets(contact.answer):
                    speaking = contact.answer
                    wanted += self._effects(tx, contact, speaking)
            except RuleFailed as failed:
                # Without the action that failed, the next round judges the others anew.
                self._phases.abort(tx, speaking, failed)
                continue
            judged.append((contact, wanted, damage, breakdown))
        said = [self._announce(tx, contact) for contact, _, _, _ in judged]
        asked: list[Asked] = []
        for (contact, wanted, damage, breakdown), event in zip(judged, said, strict=True):
            asked += [(requests, action, event) for requests, action in wanted]
            if breakdown:
                self._hurt(tx, contact, damage, breakdown, event)
        stuns = self._changes.apply(tx, asked)
        told = [(contact, event) for (contact, *_), event in zip(judged, said, strict=True)]
        return stuns + self._changes.apply(tx, self._aftermath.follow(tx, told))

    def _reaches(self, tx: Transaction, running: ActionState) -> bool:
        action = self._moves[running.name].action
        target = tx.combatants[running.target]
        if action.role is not STRIKE or target.defeated or _lies(target, tx.now):
            return False
        actor = tx.combatants[running.actor]
        gap = target.position - actor.position
        return abs(gap) <= action.reach and gap * actor.facing >= 0

    def _judge(self, scene: Scene, answer: ActionState | None, mutual: bool) -> Outcome:
        if answer is None:
            return Outcome.HIT
        action = self._moves[answer.name].action
        if answer.state is RECOVERY:
            return Outcome.HIT if answer.interrupted else Outcome.COUNTER_HIT
        if answer.state is not RELEASE:
            return Outcome.COUNTER_HIT if action.role is STRIKE else Outcome.HIT
        if action.role is STRIKE:
            return Outcome.TRADE if mutual else Outcome.HIT
        if action.covers and scene.action.line not in action.covers:
            return Outcome.HIT
        if action.role is EVADE:
            return Outcome.EVADED
        if scene.target_awareness is AWARE and _faces(scene.target, scene.actor):
            if action.role is BLOCK:
                return Outcome.BLOCKED
            if action.role is COUNTER:
                return Outcome.COUNTERED
        return Outcome.HIT

    def _overrule(self, tx: Transaction, contacts: list[Contact]) -> list[Contact]:
        """Let the contact rules speak; a clash is a clash for both."""
        if not contacts or not self._fight.ruleset.contact_rules:
            return contacts
        judged = []
        for contact in contacts:
            try:
                judged.append(_as(contact, self._ruled(contact.scene, contact.outcome)))
            except RuleFailed as failed:
                self._phases.abort(tx, contact.strike, failed)
        clashing = {(c.strike.target, c.strike.actor) for c in judged if c.outcome is Outcome.CLASH}
        return [
            _as(contact, Outcome.CLASH)
            if (contact.strike.actor, contact.strike.target) in clashing
            else contact
            for contact in judged
        ]

    def _ruled(self, scene: Scene, outcome: Outcome) -> Outcome:
        for owned in self._fight.ruleset.contact_rules:
            with blaming(owned.plugin, f"contact rule {owned.rule.name}"):
                outcome = owned.rule.judge(with_outcome(scene, outcome))
                if not isinstance(outcome, Outcome):
                    raise ValueError(f"it answered {outcome!r}, which is no Outcome")
        return outcome

    def _meets(self, answer: ActionState) -> bool:
        """Whether what the target does meets the blow. A blow of its own has its own contact."""
        return answer.state is RELEASE and self._moves[answer.name].action.role is not STRIKE

    def _effects(self, tx: Transaction, contact: Contact, running: ActionState) -> list[Wanted]:
        """What an action's ``on_contact`` effects ask for; each action sees its own side."""
        move = self._moves[running.name]
        if not move.action.on_contact:
            return []
        scene = contact.scene
        if running is not contact.strike:
            scene = self._from_the_other_side(tx, contact, move.action)
        requests = self._changes.requests(running.actor, tx)
        with blaming(move.plugin, f"on_contact of {running.name}"):
            for effect in move.action.on_contact:
                effect(scene, requests)
        return [(requests, running.id)]

    def _damage(self, tx: Transaction, contact: Contact) -> tuple[int, Breakdown]:
        scene = contact.scene
        if contact.outcome is Outcome.COUNTERED and contact.answer is not None:
            action = self._moves[contact.answer.name].action
            scene = self._from_the_other_side(tx, contact, action)
        return damage_of(self._fight.ruleset, scene)

    def _from_the_other_side(self, tx: Transaction, contact: Contact, action: Action) -> Scene:
        strike, answer = contact.strike, contact.answer
        return self._scenes.scene(tx, strike.target, strike.actor, action, answer, contact.outcome)

    def _announce(self, tx: Transaction, contact: Contact) -> int:
        strike, _, scene, outcome = contact
        event = self._events.announce(
            tx,
            CONTACT_EVENTS[outcome](
                source=strike.actor,
                target=strike.target,
                action=strike.id,
                name=strike.name,
                distance=scene.distance,
                causes=because(strike.last_event),
            ),
        )
        if outcome is Outcome.EVADED:
            tx.actions[strike.actor] = replace(strike, evaded=True, last_event=event)
        else:
            tx.actions[strike.actor] = replace(strike, outcome=outcome, last_event=event)
        if outcome in (Outcome.BLOCKED, Outcome.EVADED, Outcome.COUNTERED):
            defender = tx.combatants[strike.target]
            tx.combatants[strike.target] = replace(defender, defence=outcome, defence_at=tx.now)
        if scene.action.cancels:
            self._ask_on(tx, strike.actor)
        return event

    def _ask_on(self, tx: Transaction, actor: str) -> None:
        """Ask a controller that follows up its blows, now that one has met somebody."""
        owned = self._fight.ruleset.controllers.get(tx.combatants[actor].controller)
        if owned is not None and owned.rule.follows_up:
            tx.thinking[actor] = tx.now

    def _hurt(
        self,
        tx: Transaction,
        contact: Contact,
        damage: int,
        breakdown: Breakdown,
        event: int,
    ) -> None:
        victim, source = contact.strike.target, contact.strike.actor
        if contact.outcome is Outcome.COUNTERED:
            victim, source = source, victim
        before = tx.combatants[victim].health
        health = self._changes.hurt(tx, victim, damage)
        self._events.announce(
            tx,
            DamageDealt(
                source=source,
                target=victim,
                action=tx.combatants[source].action,
                damage=damage,
                lost=before - health,
                health=health,
                outcome=contact.outcome,
                breakdown=breakdown,
                causes=because(event),
            ),
        )


def _as(contact: Contact, outcome: Outcome) -> Contact:
    if outcome is contact.outcome:
        return contact
    return contact._replace(outcome=outcome, scene=with_outcome(contact.scene, outcome))


def _lies(target: CombatantState, now: int) -> bool:
    return target.stun is KNOCKDOWN and target.stunned_until > now


def _faces(one: CombatantState, other: CombatantState) -> bool:
    return (other.position - one.position) * one.facing >= 0
