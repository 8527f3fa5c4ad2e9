"""Rules made ready for use: an action with its chart, the record of combatants with attributes."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Literal

from msgspec import Meta, defstruct
from msgspec.structs import astuple, replace

from combat_rules.charts.compile import compile_chart, phase_kinds
from combat_rules.charts.stock import chart_of
from combat_rules.model import Action, Archetype, Attribute, CombatantState
from combat_rules.model.arguments import checks_arguments
from combat_rules.plugins.ruleset import Move

RunnerName = Literal["table", "reference"]

KEPT = 64
"""Types of combatants that are kept for the next ruleset with the same attributes."""


@checks_arguments
def build_move(action: Action, plugin: str = "", runner: RunnerName = "table") -> Move:
    """An action ready for use, as a ruleset holds it."""
    chart = chart_of(action)
    kinds = phase_kinds(chart)
    return Move(
        action=action,
        plugin=plugin,
        runner=compile_chart(chart, runner),
        ticks=MappingProxyType({phase: _ticks(action, phase) for phase in kinds}),
        kinds=MappingProxyType(kinds),
    )


def _ticks(action: Action, phase: str) -> int:
    own: Mapping[str, int] = action.phases
    return own[phase] if phase in own else int(getattr(action, phase))


def combatant_type(
    attributes: tuple[Attribute, ...], kinds: tuple[Archetype, ...]
) -> type[CombatantState]:
    """The record of a combatant with declared attributes, of which each of these kinds may have
    as much as it may."""
    return _with_fields(
        tuple(
            replace(one, maximum=max([one.maximum, *(kind.has(one).maximum for kind in kinds)]))
            for one in attributes
        )
    )


@lru_cache(maxsize=KEPT)
def _with_fields(attributes: tuple[Attribute, ...]) -> type[CombatantState]:
    """The record of a combatant, with a field for each declared attribute.

    One type for the same attributes: saves of fights whose rules were loaded twice are equal.
    """
    # Annotated with values, which mypy takes for no type.
    fields = [
        (a.name, Annotated[int, Meta(ge=a.minimum, le=a.maximum)], a.default) for a in attributes
    ]

    def reduced(state: CombatantState) -> tuple[object, ...]:
        """The record as a pickle or a copy makes it anew: its type is in no module."""
        return _remade, (attributes, *astuple(state))

    made = defstruct(
        "CombatantState",
        fields,
        bases=(CombatantState,),
        namespace={"__reduce__": reduced},
        frozen=True,
        gc=False,
    )
    assert issubclass(made, CombatantState), "it has that base"
    return made


def _remade(attributes: tuple[Attribute, ...], *values: Any) -> CombatantState:
    return _with_fields(attributes)(*values)
