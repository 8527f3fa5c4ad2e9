"""Checks of what combatants are made of: attributes, statuses, archetypes."""

from collections.abc import Iterator
from keyword import iskeyword
from unicodedata import normalize

from combat_rules.errors import did_you_mean
from combat_rules.model import Aim, Archetype, Attribute, CombatantState, Status, int_problem
from combat_rules.plugins.known import Known

FIELDS = frozenset(CombatantState.__struct_fields__) | set(dir(CombatantState))

GIVEN = ("self", "name")
"""What ``add_combatant`` takes besides fields and attributes."""


STATED = {
    "health": "health is a number of its own: Archetype(health=100)",
    "stamina": "stamina has numbers of its own: Archetype(stamina=100, stamina_regeneration=8)",
}
"""What every combatant has without a declaration, and where an archetype says how much."""


def attribute_problems(attribute: Attribute) -> Iterator[str]:
    """What is wrong with an attribute."""
    name = attribute.name
    if not name.isidentifier() or iskeyword(name) or name.startswith("__"):
        yield "its name has to be usable as scene.actor.NAME"
    elif name != normalize("NFKC", name):
        yield f"Python reads scene.actor.{name} as {normalize('NFKC', name)}; rename it"
    elif name in GIVEN:
        yield f"add_combatant takes a {name} already; rename it"
    elif name in FIELDS:
        yield f"every combatant has a {name} already; rename it"
    if attribute.minimum > attribute.maximum:
        yield f"its minimum {attribute.minimum} is above its maximum {attribute.maximum}"
    elif not attribute.minimum <= attribute.default <= attribute.maximum:
        yield (
            f"the default {attribute.default} is not between {attribute.minimum} and "
            f"{attribute.maximum}"
        )


def status_problems(status: Status, known: Known) -> Iterator[str]:
    """What is wrong with a status."""
    attribute = known.attributes.get(status.attribute)
    if status.attribute in STATED:
        yield (
            f"it cannot hold while there is {status.attribute}; declare an attribute for it, "
            f'Attribute("{status.name}") say'
        )
    elif attribute is None:
        said = did_you_mean(status.attribute, known.attributes)
        yield f"there is no attribute {status.attribute}; {said}"
    elif attribute.maximum <= 0:
        yield (
            f"it holds while {attribute.name} is above zero, which it never is: its maximum is "
            f"{attribute.maximum}"
        )
    if status.aim is Aim.SELF and status.reach > 0:
        yield (
            f"its reach is {status.reach}, and it is meant for its bearer alone; say whom it acts "
            "on, aim=Aim.FOE say"
        )
    elif status.aim is not Aim.SELF and status.reach == 0:
        yield "it reaches nobody beside its bearer; give it a reach"


def archetype_problems(kind: Archetype, known: Known) -> Iterator[str]:
    """What is wrong with an archetype."""
    if not kind.actions:
        yield 'actions is (); name at least one, actions=("block",)'
    for name in kind.actions:
        if name not in known.actions:
            yield f"it knows {name}, which does not exist; {did_you_mean(name, known.actions)}"
    if kind.controller and kind.controller not in known.controllers:
        said = did_you_mean(kind.controller, known.controllers)
        yield f"there is no controller {kind.controller}; {said}"
    for name in dict.fromkeys((*kind.attributes, *kind.maxima, *kind.regenerations)):
        yield from _number_problems(name, kind, known)


def _number_problems(name: str, kind: Archetype, known: Known) -> Iterator[str]:
    """What is wrong with what an archetype says of one attribute."""
    if name == "health" and name in kind.regenerations:
        yield "no health comes back by itself; a status may heal its bearer every so many ticks"
    elif name in STATED:
        yield STATED[name]
    elif name not in known.attributes:
        yield f"there is no attribute {name}; {did_you_mean(name, known.attributes)}"
    else:
        attribute = known.attributes[name]
        most = kind.maxima.get(name, attribute.maximum)
        if most < attribute.minimum:
            yield (
                f"its most of {name} is {most}, and the attribute has at least {attribute.minimum}"
            )
        elif name in kind.attributes:
            problem = int_problem(name, kind.attributes[name], attribute.minimum, most)
            yield from [problem] if problem else []
