"""How a witch chooses, on what she is shown."""

from combat_rules import Act, View, Wait
from combat_rules.model import Foe

HARMLESS = frozenset(
    {
        "",
        "parry",
        "block",
        "evade",
        "counter",
        "raise_ward",
        "stone_skin",
        "move_forward",
        "move_backward",
    }
)  # fmt: skip
"""What she does not answer."""

CLOSE = 36
"""Arena units within which she feels crowded."""

FAR = 54
"""Arena units from which no blow of hers reaches, a step included."""

ANSWERS = 90
"""Percent of the blows she sees coming that she does something about."""

IN_TIME = 300
"""Ticks into a heavy blow until which a scratch is quicker."""

OPENING = 300
"""Ticks of a foe's recovery, as it is seen, in which she still strikes into it."""


def scheme(view: View) -> Act | Wait:
    """Ward first, hex from afar, get out of the way; and strike into whatever is open."""
    foes = [foe for foe in view.foes if foe.level and foe.health > 0]
    if not foes:
        return Wait(100)
    foe = min(foes, key=lambda foe: foe.distance)
    if _threatens(foe) and view.dice.chance("answer", ANSWERS):
        return _answer(view, foe)
    open_to_it = foe.state == "recovering" and view.now - foe.since <= OPENING
    if open_to_it and foe.distance <= FAR:
        return _strike(view, foe)
    if foe.state != "preparing" and foe.distance > CLOSE:
        if "raise_ward" in view.possible:
            return Act("raise_ward", foe.id)
        if "hex_of_night" in view.possible and foe.distance <= 80:
            return Act("hex_of_night", foe.id)
        if "stone_skin" in view.possible and foe.distance > FAR:
            return Act("stone_skin", foe.id)
    if foe.distance > FAR:
        return _one_of(view, ("move_forward",), foe)
    if foe.distance < CLOSE and view.dice.chance("give way", 40):
        return _one_of(view, ("move_backward",), foe)
    if view.dice.chance("press", 45):
        return _strike(view, foe)
    return Wait(80 + view.dice.roll("patience", 240))


def _threatens(foe: Foe) -> bool:
    """A blow is coming that will reach, a step included."""
    return foe.state == "preparing" and foe.action not in HARMLESS and foe.distance <= 68


def _answer(view: View, foe: Foe) -> Act | Wait:
    """Get out of the way of a blow, or scratch first if it is slow."""
    early = view.now - foe.since <= IN_TIME
    if foe.action != "heavy_attack":
        return _one_of(view, ("evade", "block"), foe)
    if early and foe.distance <= FAR:
        return _one_of(view, ("venom",), foe)
    # An evasion is over before a heavy blow has come, unless it begins late.
    return _one_of(view, ("block",) if early else ("evade",), foe)


def _strike(view: View, foe: Foe) -> Act | Wait:
    """Scratch, or hit quickly what is near enough."""
    near = foe.distance <= CLOSE
    return _one_of(view, ("venom", "quick_attack") if near else ("venom",), foe)


def _one_of(view: View, wanted: tuple[str, ...], foe: Foe) -> Act | Wait:
    possible = [name for name in wanted if name in view.possible]
    if not possible:
        return Wait(120)
    return Act(possible[view.dice.roll("choice", len(possible)) - 1], foe.id)
