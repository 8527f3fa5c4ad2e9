"""The gauge that supers are paid with: what a move costs of it, or gains."""

from combat_rules.design.importing.cells import Cells, Unclear, damage_in, plain, text_in
from combat_rules.design.importing.games import Game, Meter
from combat_rules.design.importing.report import Row


def gauge_of(row: Cells, stats: Cells, game: Game, hits: int) -> Row:
    """What a row costs of the gauge of its game, or gains: each of its hits a part."""
    meter = game.meter
    if meter is None:
        return {}
    hit = _sum_of(row.get(meter.on_hit, "")) if meter.on_hit else None
    block = _sum_of(row.get(meter.on_block, "")) if meter.on_block else None
    if hit is not None and hit < 0:
        return {"costs": {"meter": min(-hit, meter.maximum)}}
    cost = _cost(row, stats, meter)
    if cost:
        return {"costs": {"meter": min(cost, meter.maximum)}}
    gains = {"gains_on_hit": hit, "gains_on_block": block}
    return {name: {"meter": n // hits} for name, n in gains.items() if n and n >= hits}


def _cost(row: Cells, stats: Cells, meter: Meter) -> int:
    kind = str(row.get("moveType", "")).lower()
    if not meter.sizes or kind != "super":
        return meter.costs.get(kind, 0)
    command = text_in(row.get("numCmd", ""))
    for number in ("1", "2", "3"):
        size = text_in(stats.get(f"SA{number} (stock/size)", "")).partition("/")[2]
        if f"(SA{number})" in command and size.isdecimal():
            return int(size)
    return 0


def _sum_of(cell: object) -> int | None:
    """A gauge cell: ``300``, ``-10000``, ``500*500``, ``1500 (500x3)``, ``20/10``."""
    text = text_in(cell)
    number = plain(text.split("/")[0].strip())
    if number is not None:
        return number
    try:
        return damage_in(text)
    except Unclear:
        return None
