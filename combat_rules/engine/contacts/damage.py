"""Damage: from a blow's base through the rules, each point with the name of what gave it."""

from combat_rules.engine.events.faults import blaming
from combat_rules.model import Outcome, Scene
from combat_rules.model.events import Share
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import Ruleset

HARMLESS = frozenset({Outcome.EVADED, Outcome.CLASH, Outcome.WHIFFED})
"""Outcomes in which nobody is hurt."""

Breakdown = tuple[Share, ...]
"""What a blow's damage is made of, the base first."""


def damage_of(ruleset: Ruleset, scene: Scene) -> tuple[int, Breakdown]:
    """The damage of a judged blow in points of health, and what it is made of.

    The base is the action's damage; a block lets through its ``chip`` percent; then every
    damage rule speaks in order. Raises ``RuleFailed`` if a rule raises, or answers anything
    but a whole number from 0 up.
    """
    damage = scene.action.damage
    if scene.outcome in HARMLESS or not damage:
        return 0, ()
    breakdown = [Share("base", damage)]
    if scene.outcome is Outcome.BLOCKED:
        through = damage * scene.action.chip // 100
        breakdown.append(Share("block", through - damage))
        damage = through
    for owned in ruleset.damage_rules:
        rule = owned.rule
        with blaming(owned.plugin, f"damage rule {rule.name}"):
            after = rule.apply(scene, damage)
            if type(after) is not int or not 0 <= after <= LIMIT:
                raise ValueError(
                    f"it answered {after!r}; damage is a whole number from 0 to {LIMIT}"
                )
        if after != damage:
            breakdown.append(Share(rule.name, after - damage))
            damage = after
    return damage, tuple(breakdown)
