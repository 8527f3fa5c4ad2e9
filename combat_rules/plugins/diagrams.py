"""Diagrams of a ruleset's actions, at rest or as they run."""

from collections.abc import Iterable

from combat_rules.charts.drawing import Diagram, sketch
from combat_rules.charts.guards import ALWAYS
from combat_rules.charts.stock import FourPhases
from combat_rules.errors import StateError
from combat_rules.model import ActionState, claim, name_of
from combat_rules.plugins.ruleset import Ruleset


def diagram_of(ruleset: Ruleset, action: str, active: Iterable[str] = ()) -> Diagram:
    """The diagram of an action of a ruleset; the ``active`` states stand out."""
    move = ruleset.moves[action]
    asked = [
        contributed.rule.guard
        for contributed in ruleset.validations
        if not contributed.rule.tags or contributed.rule.tags & move.action.tags
    ]
    chart = move.action.chart or FourPhases
    return Diagram(
        sketch(
            chart,
            title=action,
            plugin=move.plugin,
            ticks=move.ticks,
            kinds=move.kinds,
            validations=[name_of(guard) for guard in (*ALWAYS, *asked)],
            description=move.action.description or claim(chart),
        ),
        frozenset(active),
    )


def diagram_now(ruleset: Ruleset, who: str, running: ActionState | None) -> Diagram:
    """The diagram of what somebody does now. Raises ``StateError`` if it does nothing."""
    if running is None:
        raise StateError(
            f"{who} does nothing now, so there is nothing to draw; its actions are drawn by "
            "combat-rules diagram",
            code="action.none",
            combatant=who,
        )
    return diagram_of(ruleset, running.name, running.position.active)
