"""Checks: everything that can be wrong with what plugins contribute, all of it at once."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.charts.compile import phase_kinds
from combat_rules.charts.soundness import find_problems
from combat_rules.charts.stock import chart_of
from combat_rules.errors import ActionError, did_you_mean, in_short, in_words
from combat_rules.model import (
    MEASURED,
    Action,
    ActionRole,
    Aim,
    Archetype,
    Attribute,
    DamageRule,
    Listener,
    Status,
    Stun,
    StunRule,
    Sweep,
    Validation,
    int_problem,
    name_of,
)
from combat_rules.model.events import EVENT_TYPES, CombatEvent, families
from combat_rules.model.fields import field_problems, meant
from combat_rules.model.rules import deferral
from combat_rules.plugins.clashes import clashes
from combat_rules.plugins.collect import MOST_TOLD, Collected, takes
from combat_rules.plugins.combatant_checks import (
    archetype_problems,
    attribute_problems,
    status_problems,
)
from combat_rules.plugins.event_checks import type_problems
from combat_rules.plugins.hooks import HOOKS, KINDS
from combat_rules.plugins.known import Known, Problem
from combat_rules.plugins.ruleset import Contributed
from combat_rules.plugins.spelling import called
from combat_rules.plugins.tables.rows import UnknownWord
from combat_rules.plugins.tables.table import OF_ATTRIBUTES

FUNCTIONS = {
    "combat_validations": ("guard", 1, "(scene)"),
    "combat_contact_rules": ("judge", 1, "(scene)"),
    "combat_pace_rules": ("percent", 1, "(scene)"),
    "combat_reactions": ("react", 3, "(scene, dealt, effects)"),
    "combat_perception_rules": ("sees", 1, "(scene)"),
    "combat_statuses": ("effect", 2, "(scene, effects)"),
    "combat_controllers": ("choose", 1, "(view)"),
    "combat_listeners": ("hear", 1, "(event)"),
}
JUDGED_APART = ("combat_stage", "combat_overrides", "combat_events")
"""Stages and overrides decide which rules count at all; of events the classes are handed over."""

CHANGEABLE = ("health", "stamina")
"""What everybody has that an effect may change, besides declared attributes."""
GAINS = tuple(field for field in OF_ATTRIBUTES if field != "costs")
"""The columns of tables that name attributes in functions, where no other check sees them."""
PAID_OTHERWISE = {
    "stamina": "it costs stamina, which is what its stamina_cost says",
    "health": "it costs health, which is no attribute: have an effect of its release take it, "
    'effects.change(scene.actor.id, "health", -{cost}), and a validation ask for more than that',
}
"""What an action may cost that ``costs`` does not speak of, and how it is said instead."""
STOCK_PHASES = ("feint", "commit", "release", "recovery")


def check(collected: Collected, misfits: bool = False) -> None:
    """Add to ``collected.problems`` whatever is wrong with what was contributed. Where there are
    ``misfits`` in how plugins are put together, what might be put right by that is not told."""
    for plugin, problem in _problems(collected, misfits):
        if collected.full:
            collected.report(plugin, "there is more; mend these first")
            return
        collected.report(plugin, problem)


def check_gains(collected: Collected) -> None:
    """Add what tables gain or give that is no attribute. To be called before anything is renamed:
    rows speak in the names that their plugin gave."""
    known = (*CHANGEABLE, *Known.of(collected.given).attributes)
    for plugin, table in collected.tables.items():
        for action, (row, _) in table.rows.items():
            for field in GAINS:
                for name in getattr(row, field):
                    if name not in known:
                        said = f"{field} names {name}, which is no attribute"
                        near = did_you_mean(name, known)
                        collected.report(plugin, f"action {action}: {said}; {near}")


def _problems(collected: Collected, misfits: bool) -> Iterator[Problem]:
    given = collected.given
    if not misfits:
        yield from clashes(collected)
    yield from _events(collected)
    known = Known.of(given)
    for hook, rules in given.items():
        for owned in rules if hook not in JUDGED_APART else ():
            yield from rule_problems(hook, owned, known)


def rule_problems(hook: str, owned: Contributed[Struct], known: Known) -> Iterator[Problem]:
    """What is wrong with one rule: its fields, then what they mean together."""
    wrong = field_problems(owned.rule, HOOKS[hook])
    if not owned.rule.__struct_config__.frozen:
        wrong.append(f"its class {type(owned.rule).__name__} can be changed; make it frozen=True")
    try:
        judged = replace(owned, rule=meant(owned.rule, HOOKS[hook])) if wrong else owned
        found = list(islice(_meaning(hook, judged, known), MOST_TOLD))
    except Exception as error:
        # What is of a wrong type is told already, and whatever follows from that is not.
        found = [] if wrong else [f"it raises as it is looked at: {in_words(error)}"]
    for problem in (*wrong, *found):
        yield owned.plugin, f"{KINDS[hook]} {called(owned.rule)}: {problem}"


def _meaning(hook: str, owned: Contributed[Struct], known: Known) -> Iterator[str]:
    """What is wrong with a rule whose fields are of the types declared."""
    match owned.rule:
        case Action():
            yield from _action(owned.rule, known)
        case Attribute():
            yield from attribute_problems(owned.rule)
        case Status():
            yield from status_problems(owned.rule, known)
        case Archetype():
            yield from archetype_problems(owned.rule, known)
        case Validation():
            yield from _validation(owned.rule, known)
        case DamageRule():
            yield from _damage(owned.rule)
        case StunRule():
            yield from _stun(owned.rule)
    if hook in FUNCTIONS:
        field, count, shape = FUNCTIONS[hook]
        for problem in _shape(getattr(owned.rule, field), count, shape):
            yield f"its function {problem}"


def demand_usable(action: Action) -> None:
    """Raise ``ActionError`` for an action whose fields or chart no ruleset would take."""
    problems = field_problems(action, Action) or list(_chart(action))
    if problems:
        raise ActionError(
            f"the action {in_short(action.name)} cannot be used: {'; '.join(problems)}",
            code="action.invalid",
            action=action.name,
        )


def _shape(function: object, count: int, shape: str) -> Iterator[str]:
    if not callable(function):
        return
    if not takes(function, count):
        yield f"has to take {shape}"
    else:
        later = deferral(function)
        yield from [later] if later else []


def _damage(rule: DamageRule) -> Iterator[str]:
    if (rule.apply is None) == (rule.percent is None):
        yield "it needs one function, percent or apply, and not both"
    if rule.apply is not None:
        for problem in _shape(rule.apply, 2, "(scene, damage)"):
            yield f"its function {problem}"
    if rule.percent is not None:
        for problem in _shape(rule.percent, 1, "(scene)"):
            yield f"its function percent {problem}"


def _stun(rule: StunRule) -> Iterator[str]:
    if rule.ticks is None and rule.kind is None:
        yield "it needs a function, ticks or kind"
    for name, function in (("ticks", rule.ticks), ("kind", rule.kind)):
        if function is not None:
            for problem in _shape(function, 2, f"(scene, {name})"):
                yield f"its function {name} {problem}"


def _action(action: Action, known: Known) -> Iterator[str]:
    if action.role is ActionRole.STRIKE and action.release == 0:
        yield "a strike with release=0 can never land; give it at least one tick"
    yield from _lists(action)
    for effect in action.on_contact:
        for problem in _shape(effect, 2, "(scene, effects)"):
            yield f"the effect {name_of(effect)} {problem}"
    wrong = list(_chart(action))
    yield from wrong or _protections(action)
    yield from _launches(action)
    yield from _windows(action, known)
    for name in action.costs:
        if name in PAID_OTHERWISE:
            yield PAID_OTHERWISE[name].format(cost=action.costs[name])
        elif name not in known.attributes:
            said = did_you_mean(name, known.attributes)
            yield f"it costs {name}, which is no attribute; {said}"
    for column in sorted(action.unknown.difference(get_args(UnknownWord))):
        said = did_you_mean(column, get_args(UnknownWord))
        yield f"unknown names {column}, which frame data does not rest on; {said}"
    for column in action.published:
        if column not in MEASURED:
            said = did_you_mean(column, MEASURED)
            yield f"published names {column}, which frame data does not have; {said}"
    if action.appears_as and action.appears_as not in known.actions:
        said = did_you_mean(action.appears_as, known.actions)
        yield f"it appears as {action.appears_as}, which does not exist; {said}"


def _lists(action: Action) -> Iterator[str]:
    for field in ("tags", "covers"):
        if "" in getattr(action, field):
            yield f"{field} has an empty text in it"
    for stun in Stun:
        if action.out_of.count(stun) > 1:
            yield f"out_of names {stun.value} twice; once is enough"


def _chart(action: Action) -> Iterator[str]:
    chart = chart_of(action)
    problems = find_problems(chart)
    for problem in problems:
        yield f"its chart: {problem}"
    if problems:
        return
    leaves = phase_kinds(chart)
    for phase in leaves:
        if phase not in STOCK_PHASES and phase not in action.phases:
            yield f"its phase {phase} has no ticks; add phases={{{phase!r}: ticks}}"
    for phase in action.phases:
        if phase in STOCK_PHASES:
            yield f"phases names {phase}; write {phase}=ticks instead"
        elif phase not in leaves:
            yield f"phases names {phase}, which its chart has not; it has {', '.join(leaves)}"


def _launches(action: Action) -> Iterator[str]:
    if action.launches is None:
        return
    if action.role is not ActionRole.STRIKE:
        yield f"it launches something, and its role is {action.role.value}; make it a strike"
    if action.aim is Aim.SELF:
        yield "it launches something at its own actor; give it another aim"
    if action.sweep is not Sweep.TARGET:
        yield "it launches something, which meets whoever is in its way; leave sweep out"


def _protections(action: Action) -> Iterator[str]:
    for protection in action.protections:
        phases = phase_kinds(chart_of(action)) if protection.phases else ()
        for phase in protection.phases:
            if phase not in phases:
                said = did_you_mean(phase, phases)
                yield f"it is protected in {phase}, which is no phase of its chart; {said}"
        if protection.end is not None:
            late = int_problem("a protection's end", protection.end, protection.start)
            yield from [late] if late else []


def _windows(action: Action, known: Known) -> Iterator[str]:
    for window in action.cancels:
        if not window.into:
            yield 'a cancel window leads into (); write into=("name", "#tag")'
        if not window.on:
            yield (
                "a cancel window needs on=frozenset({Outcome.HIT, ...}), the outcomes that open it"
            )
        if window.end is not None:
            late = int_problem("a cancel window's end", window.end, window.start)
            yield from [late] if late else []
        for word in window.into:
            tag = word[1:] if word[:1] == "#" else ""
            if tag and tag not in known.tags:
                said = did_you_mean(tag, sorted(known.tags))
                yield f"it cancels into {word}, but no action bears that tag; {said}"
            elif not tag and word not in known.actions:
                said = did_you_mean(word, known.actions)
                yield f"it cancels into {word}, which does not exist; {said}"


def _events(collected: Collected) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    named: dict[str, type[CombatEvent]] = {}
    for owned in collected.event_types:
        for problem in type_problems(owned.rule, owners):
            yield owned.plugin, problem
        if isinstance(owned.rule.type, str):
            owners.setdefault(owned.rule.type, owned.plugin)
            named[owned.rule.type] = owned.rule
    known = families({**EVENT_TYPES, **named})
    for listener in collected.of(Listener):
        yield from _listener(listener, known)


def _listener(
    owned: Contributed[Listener[CombatEvent]], known: Mapping[str, type[CombatEvent]]
) -> Iterator[Problem]:
    wanted: object = owned.rule.type
    title = f"the listener {called(owned.rule)} is for the event type"
    if isinstance(wanted, str):
        if wanted not in known:
            yield owned.plugin, f"{title} {wanted!r}; {did_you_mean(wanted, known)}"
    elif not isinstance(wanted, type) or wanted not in known.values():
        yield (
            owned.plugin,
            f"{title} {in_short(wanted)}, which is none; give the class of an event that "
            "combat_events contributes, or a name such as 'action_hit'",
        )


def _validation(validation: Validation, known: Known) -> Iterator[str]:
    for tag in sorted(validation.tags):
        if tag not in known.tags:
            said = did_you_mean(tag, sorted(known.tags))
            yield f"it is for the tag {tag}, which no action bears; {said}"
