"""Combos: what really connects with what, found by search in the engine."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from combat_rules.design.training import AT_FOES, Blow, Combo, Lab, strikes_a_foe
from combat_rules.engine.world import Save
from combat_rules.errors import ActionError, did_you_mean, in_short
from combat_rules.model import Aim
from combat_rules.plugins import Ruleset

Best = Literal["damage", "length"]

WIDTH = 24
"""Strings that are followed up at each length; the others are given up."""
LONGEST = 20
"""Blows of the longest string that is looked for."""
CIRCLE = 3
"""Moves of the longest circle that is tried as an endless combo."""
ENDLESS = 400
"""Blows after which a circle counts as endless although its target still stands."""

MEANT: Mapping[Aim, str] = {Aim.FRIEND: "friends", Aim.SELF: "oneself"}
"""For whom an action is that is for no foe."""


class String(NamedTuple):
    """A string so far, the lab that it is played in, and the fight as it is after it."""

    blows: tuple[Blow, ...]
    lab: Lab
    save: Save


def links(lab: Lab, told: Callable[[str], None] | None = None) -> dict[str, tuple[str, ...]]:
    """For each strike, which strikes connect after it has landed, from a fresh start; ``told``
    hears of each as it is looked at."""
    found: dict[str, tuple[str, ...]] = {}
    for first in lab.strikes:
        if told is not None:
            told(first)
        opened = lab.opened_by(first)
        if opened is None or opened.land(first, first=True) is None or opened.defeated:
            found[first] = ()
            continue
        landed = opened.save()
        connecting = []
        for then in lab.strikes:
            if opened.land(then) is not None:
                connecting.append(then)
                opened.load(landed)
        found[first] = tuple(connecting)
    lab.load(lab.fresh)
    return found


def best_combos(
    ruleset: Ruleset,
    archetype: str,
    *,
    opener: str | None = None,
    best: Best = "damage",
    number: int = 10,
    corner: bool = False,
) -> list[Combo]:
    """The best strings of an archetype, found by a beam search with save and load.

    Of each length the most promising ``WIDTH`` strings are followed up, at most ``LONGEST``
    blows far, so that what is found connects, but better ones may exist. Raises ``ActionError``
    for an ``opener`` that strikes nobody.
    """
    if opener is not None:
        demand_strike(ruleset, [archetype], opener)
    lab = Lab(ruleset, archetype, corner=corner)
    beam: list[String] = []
    for move in lab.strikes if opener is None else [opener]:
        opened = lab.opened_by(move)
        blow = None if opened is None else opened.land(move, first=True)
        if opened is not None and blow is not None:
            beam.append(String((blow,), opened, opened.save()))
    found: list[Combo] = []
    while beam:
        longer: list[String] = []
        for string in beam:
            further = list(_followed(string))
            longer += further
            if not further and len(string.blows) > 1:
                string.lab.load(string.save)
                found.append(string.lab.combo(string.blows))
        longer.sort(key=lambda string: _worth(string.blows, best), reverse=True)
        beam = longer[:WIDTH]
    found.sort(key=lambda combo: _worth(combo.blows, best), reverse=True)
    return found[:number]


def demand_strike(ruleset: Ruleset, archetypes: Iterable[str], opener: str) -> None:
    """Raise ``ActionError`` unless an action, which one of the archetypes has to know, may begin a
    combo: it has to be a strike at a foe."""
    known = dict.fromkeys(name for kind in archetypes for name in ruleset.archetypes[kind].actions)
    strikes = [name for name in known if strikes_a_foe(ruleset.moves[name].action)]
    if opener in strikes:
        return
    if opener not in known:
        why = f"nobody here knows {in_short(opener)}; {did_you_mean(opener, strikes)}"
        raise ActionError(why, code="action.unknown", action=opener)
    action = ruleset.moves[opener].action
    meant = "" if action.aim in AT_FOES else f" and it is meant for {MEANT[action.aim]}"
    raise ActionError(
        f"no combo begins with {opener}: it strikes no foe by itself, its role is "
        f"{action.role.value}{meant}; of those that strike {did_you_mean('', strikes)}",
        code="combo.opener",
        action=opener,
    )


def _followed(string: String) -> Iterator[String]:
    """The string with one more blow, in every way that connects."""
    lab = string.lab
    lab.load(string.save)
    if len(string.blows) >= LONGEST or lab.defeated:
        return
    for move in lab.strikes:
        lab.load(string.save)
        blow = lab.land(move)
        if blow is not None:
            yield String((*string.blows, blow), lab, lab.save())


def _worth(blows: Sequence[Blow], best: Best) -> tuple[int, int]:
    damage = sum(blow.damage for blow in blows)
    return (damage, -len(blows)) if best == "damage" else (len(blows), damage)


def endless_combos(
    ruleset: Ruleset, archetype: str, told: Callable[[str], None] | None = None
) -> list[Combo]:
    """Circles of moves that the engine plays to the defeat of the target.

    Circles of up to ``CIRCLE`` moves, among those that connect from a fresh start, are played
    round and round in the middle of the arena and with the target at the wall, each blow as soon
    as it lands, or else as late as it does: what has to come back may need the time. Only what
    defeats a target in full health, or goes on for ``ENDLESS`` blows, is returned. A target
    that falls before a circle has been gone round three times was just struck hard. ``told`` hears
    of each strike, once in the middle and once at the wall.
    """
    found: dict[tuple[str, ...], Combo] = {}
    for corner in (False, True):
        lab = Lab(ruleset, archetype, corner=corner)
        for circle in _circles(links(lab, told)):
            if circle in found:
                continue
            for late in (False, True):
                opened = lab.opened_by(circle[0])
                assert opened is not None, "what nothing opens leads into nothing"
                combo = opened.string(circle, most=ENDLESS, late=late)
                whole = combo.defeats or len(combo.blows) >= ENDLESS
                if whole and len(combo.blows) >= 3 * len(circle):
                    found[circle] = combo
                    break
    return list(found.values())


def _circles(after: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Circles in a graph, each once, begun at the move that was named first."""
    order = {move: number for number, move in enumerate(after)}

    def further(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for move in after.get(path[-1], ()):
            if move == path[0]:
                yield path
            elif len(path) < CIRCLE and order[move] > order[path[0]] and move not in path:
                yield from further((*path, move))

    for move in after:
        yield from further((move,))
