"""Checks: everything that can be wrong with what plugins contribute, all of it at once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from combat_rules.charts.compile import phase_kinds
from combat_rules.charts.soundness import find_problems
from combat_rules.charts.stock import FourPhases
from combat_rules.model import (
    Action,
    ActionRole,
    Listener,
    Outcome,
    name_of,
)
from combat_rules.model.events import EVENT_TYPES, CombatEvent, families
from combat_rules.model.limits import LIMIT
from combat_rules.plugins.collect import Collected, takes
from combat_rules.plugins.combatant_checks import (
    archetype_problems,
    attribute_problems,
    status_problems,
)
from combat_rules.plugins.event_checks import type_problems
from combat_rules.plugins.messages import Problem, in_short, items, meant, number
from combat_rules.plugins.ruleset import Contributed

TICKS = (
    "feint", "commit", "release", "recovery", "hitstun", "blockstun", "stagger", "cooldown",
)  # fmt: skip
NUMBERS = (*TICKS, "stamina_cost", "damage", "chip", "reach", "pushback")
NAMED = {
    "combat_actions": "action",
    "combat_archetypes": "archetype",
    "combat_attributes": "attribute",
    "combat_damage_rules": "damage rule",
    "combat_contact_rules": "contact rule",
    "combat_perception_rules": "perception rule",
    "combat_statuses": "status",
    "combat_controllers": "controller",
    "combat_listeners": "listener",
}
FUNCTIONS = {
    "combat_validations": ("guard", 1, "(scene)"),
    "combat_damage_rules": ("apply", 2, "(scene, damage)"),
    "combat_contact_rules": ("judge", 1, "(scene)"),
    "combat_perception_rules": ("sees", 1, "(scene)"),
    "combat_statuses": ("effect", 2, "(scene, effects)"),
    "combat_controllers": ("choose", 1, "(view)"),
    "combat_listeners": ("hear", 1, "(event)"),
}


def check(collected: Collected) -> None:
    """Add to ``collected.problems`` whatever is wrong with what was contributed."""
    given = collected.given
    try:
        for plugin, problem in _problems(given):
            if collected.full:
                collected.report(plugin, "there is more; mend these first")
                return
            collected.report(plugin, problem)
    except Exception:
        misshapen = list(_misshapen(given))
        if not misshapen:
            raise
        for plugin, problem in misshapen:
            collected.report(plugin, problem)


def _problems(given: Mapping[str, list[Contributed[Any]]]) -> Iterator[Problem]:
    yield from _names(given)
    yield from _functions(given)
    yield from _orders(given["combat_damage_rules"], "damage rules")
    yield from _orders(given["combat_contact_rules"], "contact rules")
    for owned in given["combat_actions"]:
        yield from _action(owned, given)
    for owned in given["combat_attributes"]:
        yield from attribute_problems(owned)
    for owned in given["combat_statuses"]:
        yield from status_problems(owned, given)
    for owned in given["combat_archetypes"]:
        yield from archetype_problems(owned, given)
    yield from _validation_tags(given)
    yield from _events(given)


def _misshapen(given: Mapping[str, list[Contributed[Any]]]) -> Iterator[Problem]:
    """The rules that cannot be checked even alone: their fields are not of the kinds declared."""
    for hook, rules in given.items():
        for owned in rules:
            alone = {**{name: [] for name in given}, hook: [owned]}
            try:
                list(_problems(alone))
            except Exception as error:
                kind = type(owned.rule).__name__
                yield (
                    owned.plugin,
                    f"{hook} returned {in_short(owned.rule)}, which cannot be checked "
                    f"({type(error).__name__}: {error}); give its fields what {kind} declares",
                )


def _names(given: Mapping[str, list[Contributed[Any]]]) -> Iterator[Problem]:
    for hook, what in NAMED.items():
        owners: dict[str, str] = {}
        for owned in given[hook]:
            name = owned.rule.name
            if not isinstance(name, str) or not name.strip() or name != name.strip():
                yield owned.plugin, f"the {what} {name!r} needs a name, a text without outer spaces"
            elif "#" in name:
                yield owned.plugin, f"the {what} {name!r} has a '#' in its name, which marks tags"
            elif name in owners:
                yield (
                    owned.plugin,
                    f"the {what} {name} is contributed by {owners[name]} already; "
                    "rename one of the two",
                )
            else:
                owners[name] = owned.plugin


def _functions(given: Mapping[str, list[Contributed[Any]]]) -> Iterator[Problem]:
    for hook, (field, count, shape) in FUNCTIONS.items():
        for owned in given[hook]:
            function = getattr(owned.rule, field)
            if not takes(function, count):
                title = getattr(owned.rule, "name", None) or name_of(function)
                yield owned.plugin, f"{title}: its function has to take {shape}"


def _orders(rules: Iterable[Contributed[Any]], what: str) -> Iterator[Problem]:
    places: dict[int, Contributed[Any]] = {}
    for owned in rules:
        order = owned.rule.order
        if type(order) is not int:
            yield owned.plugin, f"{owned.rule.name} has the order {order!r}; a whole number is due"
            continue
        other = places.setdefault(order, owned)
        if other is not owned:
            yield (
                owned.plugin,
                f"{owned.rule.name} has the place {order} among the {what}, which is that of "
                f"{other.rule.name} of plugin {other.plugin}; give one of them another order",
            )


def _action(
    owned: Contributed[Action], given: Mapping[str, list[Contributed[Any]]]
) -> Iterator[Problem]:
    action = owned.rule
    for problem in (
        *_action_numbers(action),
        *_action_words(action),
        *_chart(action),
        *_references(action, given),
    ):
        yield owned.plugin, f"action {action.name}: {problem}"


def _action_numbers(action: Action) -> Iterator[str]:
    for field in NUMBERS:
        yield from number(field, getattr(action, field), 0)
    yield from number("travel", action.travel, -LIMIT)
    if action.role is ActionRole.STRIKE and action.release == 0:
        yield "a strike with release=0 can never land; give it at least one tick"
    if type(action.chip) is int and action.chip > 100:
        yield f"chip is {action.chip} percent; from 0 to 100"
    for phase, ticks in items(action.phases):
        yield from number(f"phases[{phase!r}]", ticks, 0)
    for window in action.cancels:
        yield from number("a cancel window's start", window.start, 0)
        if window.end is not None:
            yield from number("a cancel window's end", window.end, window.start)


def _action_words(action: Action) -> Iterator[str]:
    if not isinstance(action.role, ActionRole):
        yield f"role is {action.role!r}; one of {', '.join(r.name for r in ActionRole)}"
    for field in ("tags", "covers"):
        words = getattr(action, field)
        if isinstance(words, str) or not all(isinstance(word, str) and word for word in words):
            yield f"{field} is {words!r}; it is a collection of words"
    for window in action.cancels:
        if isinstance(window.into, str) or not window.into:
            yield f'a cancel window leads into {window.into!r}; write into=("name", "#tag")'
        if not window.on or not all(isinstance(outcome, Outcome) for outcome in window.on):
            yield "a cancel window needs on={Outcome.HIT, ...}, the outcomes that open it"
    for effect in action.on_contact:
        if not takes(effect, 2):
            yield f"the effect {name_of(effect)} has to take (scene, effects)"


def _chart(action: Action) -> Iterator[str]:
    chart = FourPhases if action.chart is None else action.chart
    problems = find_problems(chart)
    for problem in problems:
        yield f"its chart: {problem}"
    if problems:
        return
    leaves = list(phase_kinds(chart))
    stock = ("feint", "commit", "release", "recovery")
    phases = dict(items(action.phases))
    for phase in leaves:
        if phase not in stock and phase not in phases:
            yield f"its phase {phase} has no ticks; add phases={{{phase!r}: ticks}}"
    for phase in phases:
        if phase in stock:
            yield f"phases names {phase}; write {phase}=ticks instead"
        elif phase not in leaves:
            yield f"phases names {phase}, which its chart has not; it has {', '.join(leaves)}"


def _references(action: Action, given: Mapping[str, list[Contributed[Any]]]) -> Iterator[str]:
    names = [owned.rule.name for owned in given["combat_actions"]]
    tags = sorted({tag for owned in given["combat_actions"] for tag in owned.rule.tags})
    for window in action.cancels:
        for word in window.into if not isinstance(window.into, str) else ():
            if word.startswith("#") and word[1:] not in tags:
                said = meant(word[1:], tags)
                yield f"it cancels into {word}, but no action bears that tag; {said}"
            elif not word.startswith("#") and word not in names:
                yield f"it cancels into {word}, which does not exist; {meant(word, names)}"
    attributes = [owned.rule.name for owned in given["combat_attributes"]]
    for name, cost in items(action.costs):
        if name not in attributes:
            yield f"it costs {name}, which is no attribute; {meant(str(name), attributes)}"
        yield from number(f"costs[{name!r}]", cost, 0)
    if action.appears_as and action.appears_as not in names:
        yield f"it appears as {action.appears_as}, which does not exist; " + meant(
            action.appears_as, names
        )


def _events(given: Mapping[str, list[Contributed[Any]]]) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for owned in given["combat_events"]:
        for problem in type_problems(owned.rule, owners):
            yield owned.plugin, problem
        owners.setdefault(owned.rule.type, owned.plugin)
    known = families({**EVENT_TYPES, **{o.rule.type: o.rule for o in given["combat_events"]}})
    for owned in given["combat_listeners"]:
        yield from _listener(owned, known)


def _listener(
    owned: Contributed[Listener[CombatEvent]], known: Mapping[str, type[CombatEvent]]
) -> Iterator[Problem]:
    wanted: object = owned.rule.type
    title = f"the listener {owned.rule.name} is for the event type"
    if isinstance(wanted, str):
        if wanted not in known:
            yield owned.plugin, f"{title} {wanted!r}; {meant(wanted, list(known))}"
    elif not isinstance(wanted, type) or wanted not in known.values():
        yield (
            owned.plugin,
            f"{title} {in_short(wanted)}, which is none; give the class of an event that "
            "combat_events contributes, or a name such as 'action_hit'",
        )


def _validation_tags(given: Mapping[str, list[Contributed[Any]]]) -> Iterator[Problem]:
    tags = sorted({tag for owned in given["combat_actions"] for tag in owned.rule.tags})
    for owned in given["combat_validations"]:
        for tag in sorted(owned.rule.tags):
            if tag not in tags:
                title = name_of(owned.rule.guard)
                yield (
                    owned.plugin,
                    f"validation {title} is for the tag {tag}, which no action bears; "
                    f"{meant(tag, tags)}",
                )
