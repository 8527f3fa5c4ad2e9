"""Asking rules: what guards, rules and effects answer about a scene.

This is the Python side of a boundary: the steps of a moment call these few functions and get
numbers. A rule that raises is noted in the draft, and ``FAILED`` comes back.
"""

from collections.abc import Mapping
from typing import Any

from combat_rules.engine.core.announcing import say_for
from combat_rules.engine.core.crowd import looked_at
from combat_rules.engine.core.effects import EffectCollector
from combat_rules.engine.core.fight import Question
from combat_rules.engine.core.records import Blow, Contact, Draft, Fault, Request
from combat_rules.engine.core.scenes import (
    action_in,
    contact_scene,
    dealing_scene,
    glance_of,
    hit_of_side,
    of_use,
    scene_alone,
    scene_of,
    stun_scene,
)
from combat_rules.engine.core.showing import phase_of
from combat_rules.engine.core.words import (
    BASE_SHARE,
    BLOCK_SHARE,
    FAILED,
    IDLE,
    NO,
    NONE,
    PLUGIN_FAILED,
    REACTION_SHARE,
    STATUS_SHARE,
    YES,
)
from combat_rules.errors import Endless, RuleFailed, in_short
from combat_rules.model import ActionStateType, Dealt, Outcome, Stun, name_of, replace
from combat_rules.model.limits import LIMIT

OUTCOMES = tuple(outcome.value for outcome in Outcome)
"""The words of outcomes, which a contact rule may not answer instead of them."""


def valid(draft: Draft, place: int, move: int, target: int) -> int:
    """Whether every validation lets a move start: ``YES``, ``NO`` or ``FAILED``."""
    rules = draft.fight.rules
    asked = rules.validations[move]
    if not asked:
        return YES
    action = rules.actions[move]
    if rules.affordable[move] and draft.seats[place].stamina >= action.stamina_cost:
        return YES
    if rules.glances[move]:
        scene = glance_of(draft, place, action, None)
    else:
        scene = scene_of(draft, place, target, action)
    for guard, plugin in asked:
        try:
            if not guard(scene):
                return NO
        except Exception as error:
            where = f"validation {name_of(guard)}"
            draft.failures.append(RuleFailed(plugin, where, error))
            return FAILED
    return YES


def overrule(draft: Draft, contact: Contact) -> int:
    """Let the contact rules speak of a contact: ``YES``, or ``FAILED``."""
    rules = draft.fight.rules
    if not rules.contact_rules:
        return YES
    scene = contact_scene(draft, contact)
    outcome = contact.outcome
    for owned in rules.contact_rules:
        try:
            if scene.outcome is not outcome:
                scene = replace(scene, outcome=outcome)
            outcome = owned.rule.judge(scene)
            if not isinstance(outcome, Outcome):
                raise ValueError(_no_outcome(outcome))
        except Exception as error:
            where = f"contact rule {owned.rule.name}"
            draft.failures.append(RuleFailed(owned.plugin, where, error, owned.rule.judge))
            return FAILED
    contact.outcome = outcome
    return YES


def _no_outcome(answer: object) -> str:
    """What is wrong with the answer of a contact rule."""
    named = f"; Outcome.{str(answer).upper()} is one" if answer in OUTCOMES else ""
    return f"it answered {in_short(answer)}, which is no Outcome{named}"


def adjust(draft: Draft, contact: Contact, base: int, percent: int) -> int:
    """The damage of a blow once every damage rule has spoken, or ``FAILED``.

    Exact as a fraction, ``over`` ``under``, until the end: percentages are multiplied, and what
    rules add is added; what each gives is the difference that it makes to the whole points.
    """
    over, under = base * percent, 100
    damage, shares = over // under, contact.shares
    add_share(shares, BASE_SHARE, base)
    if contact.outcome is Outcome.BLOCKED:
        add_share(shares, BLOCK_SHARE, damage - base)
    if draft.damage_rules:
        scene = dealing_scene(draft, contact)
    for rule in draft.fight.rules.damage_questions:
        try:
            answer = rule.ask(scene, damage)
            if type(answer) is not int or not -LIMIT <= answer <= LIMIT:
                raise ValueError(
                    f"it answered {in_short(answer)}; an answer is a whole number from {-LIMIT} "
                    f"to {LIMIT}"
                )
        except Exception as error:
            where = f"damage rule {rule.name}"
            draft.failures.append(RuleFailed(rule.plugin, where, error, rule.ask))
            return FAILED
        if not rule.multiplies:
            over += (max(0, answer) - damage) * under
        elif answer != 100:
            over, under = over * max(0, answer), under * 100
        after = min(over // under, LIMIT)
        if after != damage:
            add_share(shares, rule.place, after - damage)
            damage = after
    return damage


def add_share(shares: list[int], rule: int, change: int) -> None:
    """Note what a damage rule has given to a blow, by its place."""
    shares.append(rule)
    shares.append(change)


def ask_reactions(draft: Draft, contact: Contact) -> None:
    """Ask what reacts to a blow that has dealt its damage. One that raises is recorded."""
    rules, reaction = draft.fight.rules, -1
    for owned in rules.reactions:
        reaction += 1
        actor, target = contact.dealer, contact.hurt
        if owned.rule.struck:
            actor, target = contact.hurt, contact.dealer
        move = contact.move if actor == contact.striker else contact.answer
        use, first = _use(draft, contact, actor), len(draft.asked)
        try:
            action = action_in(draft, move, hit_of_side(draft, contact, actor))
            scene = scene_of(draft, actor, target, action, contact.outcome)
            scene = of_use(draft, scene, actor, use)
            dealt = Dealt(contact.damage, contact.absorbed, contact.lost)
            owned.rule.react(scene, dealt, EffectCollector(draft, actor, use, move))
        except Exception as error:
            del draft.asked[first:]
            draft.failures.append(RuleFailed(owned.plugin, f"reaction {owned.rule.name}", error))
            record_fault(draft, actor, len(draft.failures) - 1)
        for place in range(first, len(draft.asked)):
            request = draft.asked[place]
            request.cause, request.reaction = contact.harm, reaction


def change_stun(draft: Draft, blow: Blow) -> None:
    """Let the stun rules speak of a stun. One that raises is recorded, and changes nothing."""
    rules = draft.fight.rules
    for owned in rules.stun_lengths:
        try:
            scene = stun_scene(draft, blow)
            blow.ticks = _whole(owned.ask(scene, blow.ticks), 0, "a stun")
        except Exception as error:
            note_stun_rule(draft, blow, owned, error)
    for other in rules.stun_kinds:
        try:
            scene = stun_scene(draft, blow)
            blow.stun = _a_stun(other.ask(scene, blow.stun))
        except Exception as error:
            note_stun_rule(draft, blow, other, error)


def note_stun_rule(draft: Draft, blow: Blow, rule: Question[Any], error: Exception) -> None:
    """Record that a stun rule has raised."""
    draft.failures.append(RuleFailed(rule.plugin, f"stun rule {rule.name}", error, rule.ask))
    record_fault(draft, blow.source, len(draft.failures) - 1)


def ask_pace(
    draft: Draft, place: int, target: int, move: int, hit: int, kind: ActionStateType, ticks: int
) -> int:
    """How long a phase of so many ticks takes that a combatant enters with a move: exact as a
    fraction until the end, then rounded down, to no less than a tick. A pace rule that raises is
    recorded, and changes nothing."""
    if ticks == 0:
        return 0
    over, under = ticks, 1
    for owned in draft.fight.rules.pace_rules:
        rule = owned.rule
        if not rule.phases or kind in rule.phases:
            try:
                scene = scene_of(draft, place, target, action_in(draft, move, hit))
                answer = _whole(rule.percent(scene), 1, "a pace")
                if answer != 100:
                    over, under = over * answer, under * 100
            except Exception as error:
                where = f"pace rule {rule.name}"
                draft.failures.append(RuleFailed(owned.plugin, where, error, rule.percent))
                record_fault(draft, place, len(draft.failures) - 1)
    return min(max(1, over // under), LIMIT)


def _a_stun(answer: Stun) -> Stun:
    if not isinstance(answer, Stun):
        raise ValueError(f"it answered {in_short(answer)}, which is no Stun")
    return answer


def note_harm(draft: Draft, contact: Contact) -> None:
    """Note with the event of a blow's damage what it is made of."""
    draft.said[-1].more = (contact.absorbed, *contact.shares)


def note_asked_harm(draft: Draft, request: Request) -> None:
    """Note with the event of harm that was asked for which status or reaction did, if one did."""
    share = BASE_SHARE
    if request.status != NONE:
        share = STATUS_SHARE - request.status
    elif request.reaction != NONE:
        share = REACTION_SHARE - request.reaction
    draft.said[-1].more = (request.absorbed, share, -request.amount)


def note_projectile(draft: Draft, launch: int) -> None:
    """Note with the last event of which launch of its action it tells."""
    draft.said[-1].more = launch


def _use(draft: Draft, contact: Contact, place: int) -> int:
    return contact.use if place == contact.striker else draft.seats[place].acts


def _whole(answer: int, low: int, what: str) -> int:
    if type(answer) is not int or not low <= answer <= LIMIT:
        raise ValueError(
            f"it answered {in_short(answer)}; {what} is a whole number from {low} to {LIMIT}"
        )
    return answer


def contact_effects(draft: Draft, contact: Contact, place: int) -> int:
    """Ask the ``on_contact`` effects of one side's move; each sees its own side."""
    fight = draft.fight
    move = contact.move if place == contact.striker else contact.answer
    action = fight.rules.actions[move]
    first = len(draft.asked)
    try:
        if place == contact.striker:
            scene = contact_scene(draft, contact)
        else:
            scene = scene_of(draft, place, contact.striker, action, contact.outcome)
        effects = EffectCollector(draft, place, _use(draft, contact, place), move)
        for effect in action.on_contact:
            effect(scene, effects)
    except Exception as error:
        del draft.asked[first:]
        where = f"on_contact of {action.name}"
        draft.failures.append(RuleFailed(fight.rules.charts[move].plugin, where, error))
        return FAILED
    return YES


def status_effects(draft: Draft, place: int, other: int, status: int) -> int:
    """Ask the effect of a status upon a combatant, at one of its ticks, about whom it acts on."""
    rules = draft.fight.rules
    owned = rules.status_rules[status]
    first = len(draft.asked)
    try:
        if other == place:
            scene = scene_alone(draft, place)
        else:
            action = rules.actions[draft.seats[place].move]
            scene = scene_of(draft, place, other, action, apart=True)
        owned.rule.effect(scene, EffectCollector(draft, place, 0, IDLE))
    except Exception as error:
        del draft.asked[first:]
        where = f"status {owned.rule.name}"
        draft.failures.append(RuleFailed(owned.plugin, where, error))
        return FAILED
    return YES


def rules_agree(draft: Draft, observer: int, observed: int) -> bool:
    """Whether the perception rules let one combatant see another, who is in its sight."""
    scene = looked_at(draft, observer, observed)
    for owned in draft.fight.rules.perception_rules:
        try:
            if not owned.rule.sees(scene):
                return False
        except Exception as error:
            where = f"perception rule {owned.rule.name}"
            draft.failures.append(RuleFailed(owned.plugin, where, error))
            record_fault(draft, observer, len(draft.failures) - 1)
    return True


def follows_up(draft: Draft, place: int) -> bool:
    """Whether a combatant's controller is asked after each contact of its own."""
    owned = draft.fight.rules.controllers.get(draft.seats[place].controller)
    return owned is not None and owned.rule.follows_up


def note_sides(draft: Draft) -> None:
    """Note with the event that opens the fight who fights on which side."""
    draft.said[-1].more = {seat.id: seat.team for seat in draft.seats}


def changed_outside(draft: Draft, event: int, attribute: int) -> bool:
    """Whether a change from outside has set an attribute, by the event that tells of it."""
    changed = draft.said[event].more
    name = draft.fight.rules.attribute_names[attribute]
    return isinstance(changed, Mapping) and name in changed


def record_fault(draft: Draft, place: int, failure: int) -> int:
    """Record a plugin's mistake and say so; returns the event. Strict mode raises."""
    failed = draft.failures[failure]
    if draft.fight.strict and not draft.lenient:
        raise failed.as_error(draft.now) from failed.error
    # One that is raised over and over grows by the lines of each time, and keeps what they see.
    failed.error.__traceback__ = None
    who = draft.seats[place].id
    fault = Fault(draft.now, failed.plugin, failed.where, str(failed), who, failed.place)
    draft.faults.append(fault)
    number = say_for(draft, PLUGIN_FAILED, place, place, 0, NONE, 0, 0, 0)
    draft.said[-1].more = fault
    return number


def note_endless(draft: Draft, place: int) -> int:
    """Note that what a combatant does does not come to an end at this tick; returns the failure."""
    fight, seat = draft.fight, draft.seats[place]
    name, phase = fight.rules.moves[seat.move].name, phase_of(fight.rules, seat)
    plugin = fight.rules.charts[seat.move].plugin
    draft.failures.append(Endless(plugin, f"{name} in {phase}", seat.id, draft.now))
    return len(draft.failures) - 1


def where_failed(draft: Draft, failure: int) -> object:
    """Where a rule raised, for the words of an event."""
    failed = draft.failures[failure]
    return failed.where
