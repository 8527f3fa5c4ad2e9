"""Fights that are steered from outside, step by step: what is compiled for them besides.

The functions are rule Python, as those of ``halves`` are; the text goes over many fights at once.
"""

from collections.abc import Callable, Sequence
from typing import Any

from combat_rules.compiled.outside import CALL_OFF, NOTHING, SCALE, decides
from combat_rules.compiled.words.counting import Counting
from combat_rules.compiled.words.halves import open_moment, play_out, shown_to
from combat_rules.compiled.words.layout import Layout
from combat_rules.compiled.words.types import STATE
from combat_rules.engine.core.growth import settle
from combat_rules.engine.core.records import Draft, Order, Seat
from combat_rules.engine.core.starts import could_cancel, could_start, nearest
from combat_rules.engine.core.words import IDLE, NONE, YES
from combat_rules.engine.playing import MAX_MOMENTS
from combat_rules.engine.world import next_due
from combat_rules.model import View

Look = Callable[[View], list[int]]
"""What is told of a view, as numbers: a function in rule Python."""

STEPS = "steps"
"""What the function is called that takes a step in many fights."""
BEGIN, GO_ON, SHOW = 0, 1, 2
"""What is wanted of a fight: to begin it anew, to go on, only to show it."""
WANTED = 4
"""Words that are given for each fight, before the command of each combatant: what is wanted, its
seed, for how long it goes on, and whether until somebody decides."""
MASK = 512
"""Where among what is put down the mask begins."""
MAY, BYTE, WORD = 1, 8, 64
"""What of a mask says that something may be done, and the bits that it takes of a word."""
FACTS = 6
"""Words that are told of each fight: why it was given up, the tick, whether it is over, who has
won, why it is over, and when; the health of each combatant follows. Each of all fights lies
together, then what is perceived of each fight, then the masks."""


def go_on(draft: Draft) -> None:
    """Carry out what is commanded, and let time pass, once or until somebody is to decide."""
    told: Any = draft
    if commanded(draft):
        open_moment(draft, draft.now)
        for place in range(len(draft.seats)):
            give_command(draft, place)
        play_out(draft)
    pass_frame(draft, min(draft.now + told.frame, draft.duration))
    while draft.result is None and told.patient != 0 and not anybody_decides(draft):
        pass_frame(draft, min(draft.now + told.frame, draft.duration))


def begin(draft: Draft) -> None:
    """Play what is due at the first tick."""
    pass_frame(draft, draft.now)


def pass_frame(draft: Draft, until: int) -> None:
    """Play every moment up to a tick, and let time pass until then."""
    world: Any = draft
    tick, moments = NONE, 0
    while draft.result is None:
        due = next_due(world, draft.fight)
        if due > until:
            draft.now = until
            return
        moments = moments + 1 if due == tick else 0
        tick = due
        if moments > MAX_MOMENTS:
            raise ValueError
        open_moment(draft, due)
        play_out(draft)


def commanded(draft: Draft) -> bool:
    """Whether anybody is commanded anything."""
    for place in range(len(draft.seats)):
        seat: Any = draft.seats[place]
        if seat.command != NOTHING:
            return True
    return False


def give_command(draft: Draft, place: int) -> None:
    """The order that a command from outside is."""
    seat: Any = draft.seats[place]
    if seat.command == CALL_OFF:
        draft.orders.append(Order(place, IDLE, NONE, True, waits=True))
    elif seat.command != NOTHING:
        draft.orders.append(Order(place, seat.command - 1, NONE, False, waits=True))


def anybody_decides(draft: Draft) -> bool:
    """Whether anybody who is steered from outside is to decide now."""
    return any(decides(draft, seat) for seat in draft.seats)


def look_at(draft: Draft, place: int, look: Any) -> None:
    """Show what a combatant perceives, which of its actions it does, and what it may do: wait,
    call off, start each of its actions; once a fight is over, only to wait."""
    open_moment(draft, draft.now)
    settle(draft, place)
    perceived(look(shown_to(draft, place)))
    seat = draft.seats[place]
    for n in range(len(seat.actions)):
        does = seat.state is not None and draft.moves[seat.move].name == seat.actions[n]
        put(n, SCALE if does else 0)
    doing: Any = draft.fight.rules.actions[seat.move]
    stunned = seat.stunned_until > draft.now
    stands = seat.paused_until <= draft.now and (not stunned or draft.escapes)
    leaves = stunned or seat.state is None or doing.leads_on != 0
    free = stands and draft.result is None and leaves
    before, target = NONE, NONE
    word = MAY + (MAY << BYTE if could_cancel(draft, place) else 0)
    count, bit = MASK, 2 * BYTE
    for name in seat.actions:
        if bit == WORD:
            put(count, word)
            count, word, bit = count + 1, 0, 0
        if free:
            move = draft.fight.rules.places[name]
            if before == NONE or draft.moves[before].aim is not draft.moves[move].aim:
                # What is meant for the same ones is meant for the same one.
                before, target = move, nearest(draft, place, move)
            if target != NONE and could_start(draft, place, move, target) == YES:
                word += MAY << bit
        bit += BYTE
    put(count, word)


def perceived(numbers: list[int]) -> None:
    """Note where the numbers lie that somebody perceives. Written from where that is noted."""
    raise NotImplementedError


def put(place: int, number: int) -> None:
    """Put down a number at a place of what is shown besides. Written from where that lies."""
    raise NotImplementedError


class Steering:
    """The text that takes a step in many fights, one after another."""

    def __init__(self, layout: Layout, counting: Counting) -> None:
        self.layout, self.counting = layout, counting
        self.each = WANTED + layout.seats

    def functions(self, begun: str, gone_on: str, *looks: str) -> list[str]:
        """All of it. ``looks`` are the functions that show a fight to each combatant."""
        at = self.counting.shown
        return [
            f"def noted_down(S, R, W, numbers):\n    W[{at}] = numbers",
            f"def put_down(S, R, W, place, number):\n    W[{at + 1} + place] = number",
            self._steps(begun, gone_on, looks),
        ]

    def _steps(self, begun: str, gone_on: str, looks: Sequence[str]) -> str:
        layout, at, ended = self.layout, self.counting.shown, self.counting.ended
        size, seats, width = layout.ends[STATE], layout.draft["seats"].at, layout.width(Seat)
        command, health = (layout.fields(Seat)[name].at for name in ("command", "health"))
        now, result = layout.draft["now"].at, layout.draft["result"].at
        # Each fight lies behind the one before, and is played where it lies.
        fight = "behind(M, state), R, W"
        lines = [
            "W[0] = 0",
            f"if seeds[wanted] == {BEGIN}:",
            f"    begun({fight}, Z, seeds[wanted + 1], number)",
            f"M[state + {layout.draft['frame'].at}] = seeds[wanted + 2]",
            f"M[state + {layout.draft['patient'].at}] = seeds[wanted + 3]",
        ]
        for place in range(layout.seats):
            where = seats + place * width + command
            lines.append(f"M[state + {where}] = seeds[wanted + {WANTED + place}]")
        lines += [
            f"if seeds[wanted] == {BEGIN} and tried({begun}, {fight}):", "    pass",
            f"if seeds[wanted] == {GO_ON} and tried({gone_on}, {fight}):", "    pass",
        ]  # fmt: skip
        for place, name in enumerate(looks):
            lines += [f"if W[0] == 0 and side == {place} and tried({name}, {fight}):", "    pass"]
        facts = ["W[0]", f"M[state + {now}]", *(f"M[state + {result + n}]" for n in range(4))]
        facts += [f"M[state + {seats + n * width + health}]" for n in range(layout.seats)]
        lines += [
            f"if M[state + {result}] != 0:", f"    W[{ended}] += 1",
            "if W[0] != 0:", f"    W[{ended + 1}] += 1",
            *(f"out[{k} * count + n] = {fact}" for k, fact in enumerate(facts)),
            "for k in range(seen):",
            f"    out[first + k] = fractions(W[W[{at}] + 1 + 2 * k], W[W[{at}] + 2 + 2 * k])",
            "for k in range(does):",
            f"    out[first + seen + k] = fractions(W[{at + 1} + 2 * k], W[{at + 2} + 2 * k])",
            "for k in range(may):",
            f"    out[masks + n * may + k] = W[{at + 1 + MASK} + k]",
            "first = first + seen + does",
        ]  # fmt: skip
        return "\n".join(
            [
                f"def {STEPS}(R, W, Z, M, seeds, number, side, seen, does, may, count, out):",
                f"    W[{ended}], W[{ended + 1}] = 0, 0",
                f"    first = {len(facts)} * count",
                f"    masks = ({len(facts)} + seen + does) * count",
                "    for n in range(count):",
                f"        wanted = n * {self.each}",
                f"        state = n * {size}",
                *(f"        {line}" for line in lines),
            ]
        )
