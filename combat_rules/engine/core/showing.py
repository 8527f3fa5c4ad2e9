"""Showing a seat: the record that plugins and programs see of a combatant.

Nothing that a record leads to is what the steps write to. The function that makes records is put
together from the declaration of the record: a field that a seat has as well is handed over, and
only the few that are worked out are named here.
"""

from collections.abc import Callable, Mapping, Sequence

from combat_rules.engine.core.rows import Cooldown, MoveRow
from combat_rules.model import CombatantState

WORKED_OUT = {
    "action": 'None if seat.state is None else f"{seat.id}#{seat.acts}"',
    "doing": "None if seat.state is None else moves[seat.move].name",
    "phase": "None if seat.state is None else phases[seat.move][seat.leg]",
    "cooldowns": "cooldowns(seat.cooldowns) if seat.cooldowns else nothing",
}
"""The fields of a record that a seat does not have, as Python."""


def record_maker(
    record: type[CombatantState],
    attributes: Sequence[str],
    moves: Sequence[MoveRow],
    phases: Sequence[Sequence[str]],
) -> Callable[..., CombatantState]:
    """The function that makes a record of a seat, as quick as one written out by hand."""
    declared = {name: f"seat.values[{place}]" for place, name in enumerate(attributes)}
    fields = (
        WORKED_OUT.get(name) or declared.get(name) or f"seat.{name}"
        for name in record.__struct_fields__
    )

    def cooldowns(running: Sequence[Cooldown]) -> Mapping[str, int]:
        return {moves[one.move].name: one.until for one in running}

    names = {
        "record": record,
        "moves": moves,
        "phases": phases,
        "cooldowns": cooldowns,
        "nothing": {},
    }
    # Nothing of a plugin's text gets here but the names of attributes, which are checked to be
    # identifiers when rules are loaded, and even they only as numbers.
    made: Callable[..., CombatantState] = eval(f"lambda seat: record({', '.join(fields)})", names)
    return made
