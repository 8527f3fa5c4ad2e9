"""How every pilot chooses: a plain function over the numbers of its table, in rule Python.

What stands where in the numbers is told by ``Sheet``.
"""

from collections.abc import Callable, Sequence

from combat_rules.compiled.tracing import note
from combat_rules.model import Act, ActionRole, Foe, View, Wait

DISTANCES, STAMINAS, LEFTS = 5, 2, 2
"""Breaks of the distance, of the stamina, and of the ticks that a foe has left; each makes one
band more than there are of them."""
OPTIONS, PAUSE, DISTANCE, STAMINA, HEALTH, FRESH, COMES, BACK = 0, 1, 2, 7, 9, 10, 11, 13
"""Where in the numbers stand: how many options there are, the pause where nothing can be done, the
breaks; the percentage below which health is low; for how many ticks a defence is fresh; the breaks
of what is left until a blow comes, and until a foe is back."""
ESCAPES, WAITS, MOVES = 15, 16, 19
"""Where it stands whether it has a move that gets it out of a stun, the ticks of each wait, and
what is known of each move; after that, for each kind of foe and each cell, where among the weights
its row begins, and at the end all weights."""
KNOWN = 3
"""What is known of a move: its class, its ticks until the release, and those of its recovery."""

UNSEEN, IDLE, LIGHT, HEAVY, STRIKING, GUARDING, EVADING, MOVING, RECOVERING = (
    0, 1, 2, 5, 8, 9, 10, 11, 12,
)  # fmt: skip
"""What a foe seems to do. A light and a heavy blow that come, and a recovery, take three each: by
the ticks that are left."""
FOES = 15
FREE, DEFENDED, FOLLOWING, STUNNED = 0, 1, 2, 3
"""Who is to move: it is free, its defence has just met a blow, it may go on from one of its own,
or get out of a stun."""
TURNS = 4
CELLS = (DISTANCES + 1) * FOES * TURNS * (STAMINAS + 1) * 2
"""How many cells a policy has."""
WHOLE = 1000
"""What the weights of a cell come to."""


def chooser(moves: Sequence[str], archetypes: Sequence[str]) -> Callable[[View], Act | Wait]:
    """What all pilots choose by under rules with these moves and archetypes: one function, whatever
    they know."""
    places = {name: place for place, name in enumerate(moves)}
    kinds = {name: 1 + place for place, name in enumerate(archetypes)}
    first = MOVES + KNOWN * len(places)
    weights = first + tables_of(archetypes) * CELLS

    def choose(view: View) -> Act | Wait:
        foe = nearest(view)
        if foe is None:
            return Wait(view.numbers[PAUSE])
        cell = cell_of(view, foe, places.get(foe.action, -1))
        row = view.numbers[first + kinds.get(foe.archetype, 0) * CELLS + cell]
        return chosen(view, cell, weights + row)

    return choose


def tables_of(archetypes: Sequence[str]) -> int:
    """How many tables a pilot has: one for each kind of foe, after that for any other."""
    return 1 + len(archetypes)


def nearest(view: View) -> Foe | None:
    """The nearest foe of which anything is known."""
    known = [foe for foe in view.foes if foe.level and foe.health > 0]
    return min(known, key=lambda foe: foe.distance) if known else None


def cell_of(view: View, foe: Foe, move: int) -> int:
    """The number of the cell that a combatant is in; ``move`` is the place of what the foe seems
    to do, -1 for nothing."""
    numbers, me = view.numbers, view.me
    cell = band(numbers, DISTANCE, DISTANCES, foe.distance)
    cell = cell * FOES + seems(view, foe, move)
    turn = FREE
    if numbers[ESCAPES] and me.stunned_until > view.now:
        turn = STUNNED
    elif me.doing is not None:
        turn = FOLLOWING
    elif me.defence is not None and me.defence_at + numbers[FRESH] >= view.now:
        turn = DEFENDED
    cell = cell * TURNS + turn
    cell = cell * (STAMINAS + 1) + band(numbers, STAMINA, STAMINAS, me.stamina)
    low = me.health * 100 < me.max_health * numbers[HEALTH]
    return cell * 2 + (1 if low else 0)


def band(numbers: tuple[int, ...], first: int, count: int, value: int) -> int:
    """How many of the breaks from ``first`` on a value is beyond."""
    beyond = 0
    for place in range(count):
        if value > numbers[first + place]:
            beyond += 1
    return beyond


def seems(view: View, foe: Foe, move: int) -> int:
    """What a foe seems to do, and about how long it has left for it."""
    if not foe.in_sight:
        return UNSEEN
    if move < 0 or foe.state == "idle":
        return IDLE
    numbers = view.numbers
    kind = numbers[MOVES + KNOWN * move]
    since = view.now - foe.since
    if foe.state == "recovering":
        left = numbers[MOVES + KNOWN * move + 2] - since
        return RECOVERING + band(numbers, BACK, LEFTS, left)
    if kind not in (LIGHT, HEAVY):
        return kind
    if foe.state == "active":
        return STRIKING
    left = numbers[MOVES + KNOWN * move + 1] - since
    return kind + band(numbers, COMES, LEFTS, left)


def chosen(view: View, cell: int, row: int) -> Act | Wait:
    """An option of a cell, by its weights, which stand from ``row`` on; of those that are possible,
    if the dice fall on another one."""
    numbers = view.numbers
    count = numbers[OPTIONS]
    option = 0
    left = view.dice.roll("pilot", WHOLE) - numbers[row]
    while left > 0 and option < count - 1:
        option += 1
        left -= numbers[row + option]
    if not may(view, option):
        option = other(view, row, count)
    if option < 0:
        return Wait(numbers[PAUSE])
    note(cell * count + option)
    known = len(view.me.actions)
    if option < known:
        return Act(view.me.actions[option])
    return Wait(numbers[WAITS + option - known])


def other(view: View, row: int, count: int) -> int:
    """One of the options that are possible, by its weight; -1 if none of them has any."""
    total = 0
    for option in range(count):
        if view.numbers[row + option] > 0 and may(view, option):
            total += view.numbers[row + option]
    if total == 0:
        return -1
    left = view.dice.roll("pilot again", total)
    for option in range(count):
        if view.numbers[row + option] > 0 and may(view, option):
            left -= view.numbers[row + option]
            if left <= 0:
                return option
    return -1


def may(view: View, option: int) -> bool:
    """Whether an option is possible: to wait always is."""
    actions = view.me.actions
    return option >= len(actions) or actions[option] in view.possible


CLASSES = {
    ActionRole.STRIKE: HEAVY,
    ActionRole.BLOCK: GUARDING,
    ActionRole.EVADE: EVADING,
    ActionRole.COUNTER: GUARDING,
    ActionRole.MOVE: MOVING,
}
"""What a foe seems to do, by the role of its move; a strike may be a light one."""
