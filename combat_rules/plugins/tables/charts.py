"""The stock charts that a table may name, with the guards that a row adds to them."""

import re
from collections.abc import Mapping, Sequence
from inspect import signature

from combat_rules.charts.base import ActionChart
from combat_rules.charts.stock import (
    FourPhases,
    GuardLike,
    four_phases,
    pay_stamina,
    several_hits,
    take_step,
)
from combat_rules.model import Effect
from combat_rules.plugins.tables.guards import Asked

ARMOURED = "armoured"

USUAL: Mapping[str, tuple[GuardLike, ...]] = {
    name: parameter.default
    for name, parameter in signature(four_phases).parameters.items()
    if name in ("commit", "release", "cancel", "chain")
}
"""The guards that four phases have at each place."""

Armoured = four_phases("Armoured", armoured=True)
"""Four phases that a blow stops only in the feint: once committed, it goes through."""


def stock_chart(
    chart: str,
    move: str,
    asked: Mapping[str, Asked],
    paid: Sequence[Effect] = (),
    leave: Sequence[GuardLike] = (),
    hits: int = 0,
) -> type[ActionChart] | None:
    """The chart of a move: the stock one, or one of its own with further guards or ``hits``.

    ``asked`` are the further guards by the event or phase that they guard: ``commit``,
    ``release``, ``cancel``, ``chain``; ``leave`` is where it may be left for any action. ``paid``
    are further effects as the release begins.
    ``None`` is the chart of an action that names none.
    """
    further = {place: guards for place, guards in asked.items() if guards.conditions}
    if not further and not paid and hits < 2 and (chart != ARMOURED or not leave):
        return Armoured if chart == ARMOURED else None
    return several_hits(
        "".join(part.capitalize() for part in re.split(r"[\W_]+", move)) or FourPhases.__name__,
        max(1, hits),
        commit=_together("commit", further),
        release=_together("release", further),
        cancel=_together("cancel", further),
        chain=_together("chain", further),
        leave=leave,
        guards=[guard for asks in further.values() for guard in asks.guards],
        on_release=(pay_stamina, *paid, take_step),
        armoured=chart == ARMOURED,
    )


def _together(place: str, further: Mapping[str, Asked]) -> tuple[GuardLike, ...]:
    """The usual guards of a place, then the further ones, each once."""
    more = further[place].conditions if place in further else ()
    return tuple(dict.fromkeys((*USUAL[place], *more)))
