"""Checks of what combatants are made of: attributes, statuses, archetypes."""

from collections.abc import Iterator, Mapping
from keyword import iskeyword
from typing import Any

from combat_rules.model import Archetype, Attribute, CombatantState, Status
from combat_rules.model.limits import LIMIT
from combat_rules.plugins.messages import Problem, in_short, items, meant, number
from combat_rules.plugins.ruleset import Contributed

Given = Mapping[str, list[Contributed[Any]]]
"""What every hook was given."""

FIELDS = frozenset(CombatantState.__struct_fields__) | set(dir(CombatantState))

GIVEN = ("self", "name")
"""What ``add_combatant`` takes besides fields and attributes."""


def attribute_problems(owned: Contributed[Attribute]) -> Iterator[Problem]:
    """What is wrong with an attribute."""
    attribute = owned.rule
    about = f"attribute {attribute.name}:"
    name = str(attribute.name)
    if not name.isidentifier() or iskeyword(name) or name.startswith("__"):
        yield owned.plugin, f"{about} its name has to be usable as scene.actor.NAME"
    elif attribute.name in GIVEN:
        yield owned.plugin, f"{about} add_combatant takes a {attribute.name} already; rename it"
    elif attribute.name in FIELDS:
        yield owned.plugin, f"{about} every combatant has a {attribute.name} already; rename it"
    if not isinstance(attribute.description, str):
        yield owned.plugin, f"{about} its description is {in_short(attribute.description)}, no text"
    for field in ("default", "minimum", "maximum", "regeneration"):
        for problem in number(field, getattr(attribute, field), -LIMIT):
            yield owned.plugin, f"{about} {problem}"
            return
    if not attribute.minimum <= attribute.default <= attribute.maximum:
        yield (
            owned.plugin,
            f"{about} the default {attribute.default} is not between {attribute.minimum} and "
            f"{attribute.maximum}",
        )


def status_problems(
    owned: Contributed[Status], given: Mapping[str, list[Contributed[Any]]]
) -> Iterator[Problem]:
    """What is wrong with a status."""
    status = owned.rule
    about = f"status {status.name}:"
    # At least a tick apart: a status can never keep time from passing.
    for problem in number("every", status.every, 1):
        yield owned.plugin, f"{about} {problem}"
    attributes = {owned.rule.name: owned.rule for owned in given["combat_attributes"]}
    attribute = attributes.get(status.attribute)
    if attribute is None:
        said = meant(str(status.attribute), list(attributes))
        yield owned.plugin, f"{about} there is no attribute {status.attribute}; {said}"
    elif type(attribute.maximum) is int and attribute.maximum <= 0:
        yield (
            owned.plugin,
            f"{about} it holds while {attribute.name} is above zero, which it never is: its "
            f"maximum is {attribute.maximum}",
        )


def archetype_problems(
    owned: Contributed[Archetype], given: Mapping[str, list[Contributed[Any]]]
) -> Iterator[Problem]:
    """What is wrong with an archetype."""
    kind = owned.rule
    for problem in _of_archetype(kind, given):
        yield owned.plugin, f"archetype {kind.name}: {problem}"


def _of_archetype(kind: Archetype, given: Mapping[str, list[Contributed[Any]]]) -> Iterator[str]:
    for field in ("stamina", "stamina_regeneration", "sight_range", "reaction", "memory"):
        yield from number(field, getattr(kind, field), 0)
    yield from number("health", kind.health, 1)
    actions = [owned.rule.name for owned in given["combat_actions"]]
    if isinstance(kind.actions, str) or not kind.actions:
        yield f'actions is {kind.actions!r}; name at least one, actions=("block",)'
    else:
        for name in kind.actions:
            if name not in actions:
                yield f"it knows {name}, which does not exist; {meant(name, actions)}"
    controllers = [owned.rule.name for owned in given["combat_controllers"]]
    if kind.controller and kind.controller not in controllers:
        yield f"there is no controller {kind.controller}; {meant(kind.controller, controllers)}"
    attributes = {owned.rule.name: owned.rule for owned in given["combat_attributes"]}
    for name, value in items(kind.attributes):
        if name not in attributes:
            yield f"there is no attribute {name}; {meant(name, list(attributes))}"
        elif type(value) is not int or not (
            attributes[name].minimum <= value <= attributes[name].maximum
        ):
            low, high = attributes[name].minimum, attributes[name].maximum
            yield f"{name} is {value!r}; a whole number from {low} to {high}"
