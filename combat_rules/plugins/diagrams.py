"""Diagrams of a ruleset's actions, at rest or as they run."""

from collections.abc import Iterable

from msgspec.structs import asdict

from combat_rules.charts.drawing import Diagram, sketch
from combat_rules.charts.guards import asked_always
from combat_rules.charts.stock import chart_of
from combat_rules.errors import StateError
from combat_rules.model import Action, ActionState, ActionStateType, Guard, claim, name_of
from combat_rules.plugins.ruleset import Move, Ruleset


def diagram_of(ruleset: Ruleset, action: str, active: Iterable[str] = ()) -> Diagram:
    """The diagram of an action of a ruleset; the ``active`` states stand out."""
    move = ruleset.moves[action]
    chart = chart_of(move.action)
    return Diagram(
        sketch(
            chart,
            title=action,
            plugin=move.plugin,
            ticks=move.ticks,
            kinds=move.kinds,
            validations=[name_of(guard) for guard in validations_of(ruleset, move.action)],
            description=move.action.description or claim(chart),
            notes=notes_of(move),
        ),
        frozenset(active),
    )


def validations_of(ruleset: Ruleset, action: Action) -> list[Guard]:
    """What is asked before an action may start: of every action, and by what it is tagged with."""
    asked = (
        each.rule.guard
        for each in ruleset.validations
        if not each.rule.tags or each.rule.tags & action.tags
    )
    return [*asked_always(action), *asked]


def notes_of(move: Move) -> dict[str, list[str]]:
    """What stands beside the phases of an action: the numbers of its hits, its protections."""
    notes: dict[str, list[str]] = {phase: [] for phase in move.kinds}
    releases = [name for name, kind in move.kinds.items() if kind is ActionStateType.RELEASE]
    for number, (phase, hit) in enumerate(zip(releases, move.action.hits, strict=False), 1):
        said = [
            f"{name} {_number(value)}" for name, value in asdict(hit).items() if value is not None
        ]
        notes[phase].append(f"hit {number} / {', '.join(said) or 'as the action'}")
    for one in move.action.protections:
        what = f"armour {one.armour}" if one.armour else "protected"
        lines = f" from {' and '.join(one.lines)}" if one.lines else ""
        ticks = f", tick {one.start} to {'the end' if one.end is None else one.end}"
        for phase in one.phases or tuple(move.kinds)[:1]:
            notes[phase].append(
                what + lines + ("" if one.phases and not one.start and one.end is None else ticks)
            )
    return notes


def _number(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


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
