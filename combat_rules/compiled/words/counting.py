"""What is kept beside a fight: where a moment begins, what is counted, and the row of a result."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import NODEFAULT
from msgspec.structs import fields

from combat_rules.compiled.words.layout import Layout
from combat_rules.compiled.words.memory import RUNTIME
from combat_rules.compiled.words.program import WORK_HEAP
from combat_rules.compiled.words.types import STATE, WORK
from combat_rules.compiled.words.values import Heap, Names, word_of_value
from combat_rules.engine.core.announcements import BEGINNINGS
from combat_rules.engine.core.records import Draft, Said, Seat, Shot
from combat_rules.engine.core.words import (
    ACTION_BLOCKED,
    ACTION_COUNTER_HIT,
    ACTION_COUNTERED,
    ACTION_EVADED,
    ACTION_HIT,
    ACTION_TRADED,
    DAMAGE_DEALT,
    NONE,
)

COUNTED = ("used", "landed", "blocked", "evaded", "countered", "damage")
"""What is counted of every action of every combatant."""
OUTCOMES = {
    ACTION_HIT: 1, ACTION_COUNTER_HIT: 1, ACTION_TRADED: 1, ACTION_BLOCKED: 2, ACTION_EVADED: 3,
    ACTION_COUNTERED: 4,
}  # fmt: skip
"""The place in ``COUNTED`` that an event about a contact adds one to."""
USED, DAMAGE = 0, len(COUNTED) - 1
WHAT_COUNTS = {
    **dict.fromkeys(BEGINNINGS.values(), USED), **OUTCOMES, DAMAGE_DEALT: DAMAGE,
}  # fmt: skip
"""The same of every event that counts: the beginning of an action, a contact, damage."""
LEAD_ROOM = 2
"""Words about the lead: whose it is, counted from 1, and how often it has gone over."""
LOG_ROOM = 2
"""Words before the log: how many there is room for, and how many are written."""
FACTS = 5
"""Words at the front of the row of a fight: why it was given up, who has won, why it is over, when,
and how often the lead has gone over."""
TRACE_ROOM = 3
"""Words about the trace: where its next row goes, where it ends, and the place of the fight."""
TRACED = ("fight", "who", "now", "choice")
"""What a row of the trace begins with; the health of each combatant follows."""


APART = 3
"""Words that are copied without need, where that makes one copy of two."""
SHOWN_ROOM = 1024
"""Words that what is perceived by all has room for, where fights are steered from outside."""


class Counting:
    """The words that are worked with behind the draft's lists, and the text that goes with them."""

    def __init__(self, layout: Layout, actions: int, touched: int) -> None:
        self.layout, self.actions = layout, actions
        self.touched = touched
        self.acts = touched + layout.seats
        self.lead = self.acts + layout.seats
        self.counts = self.lead + LEAD_ROOM
        self.each = layout.seats * actions * len(COUNTED)
        self.totals = self.counts + self.each
        self.heap = self.totals + self.each
        self.trace = self.heap + WORK_HEAP
        self.ended = self.trace + TRACE_ROOM
        self.shown = self.ended + 2
        self.log = self.shown + SHOWN_ROOM
        self.traced = len(TRACED) + layout.seats
        self.row = FACTS + layout.seats * (1 + len(COUNTED))

    def functions(self, before: Iterable[str], names: Names, heap: Heap, played: str) -> list[str]:
        """The text of everything that is not compiled from Python."""
        kinds = heap.row([WHAT_COUNTS.get(kind, NONE) for kind in range(max(WHAT_COUNTS) + 2)])
        made = [
            self._owned(), self._opened(sorted(before), names), self._kept(), self._closed(kinds),
            self._led(), self._noted(), self._begun(), self._told(), self._many(played),
        ]  # fmt: skip
        runtime = RUNTIME.replace("WORK_END", str(self.trace))
        return [*("\n".join(lines) for lines in made), runtime]

    def _owned(self) -> list[str]:
        seats, width = self.layout.draft["seats"].at, self.layout.width(Seat)
        return [
            "def owned(S, R, W, place):",
            f"    seat = at({seats}, place, {width}, {self.layout.seats})",
            f"    W[{self.touched} + place] = 1",
            "    return seat",
        ]

    def _opened(self, before: Sequence[str], names: Names) -> list[str]:
        """A moment begins: what has a default is as declared, what is asked of before is kept."""
        layout = self.layout
        lines = [f"S[{layout.draft['now'].at}] = now", f"W[1] = {self.heap}"]
        for declared in fields(Draft):
            held = layout.draft[declared.name]
            if layout.size(held.type):
                if declared.default_factory is not NODEFAULT:
                    lines.append(f"{WORK}[{held.at}] = 0")
                elif declared.default is not NODEFAULT:
                    lines.append(f"{STATE}[{held.at}] = {word_of_value(declared.default, names)}")
        lines += [f"W[{self.touched + n}] = 0" for n in range(layout.seats)]
        was, seats, width = layout.draft["before"].at, layout.draft["seats"].at, layout.width(Seat)
        asked = [layout.fields(Seat)[name] for name in before]
        for n in range(layout.seats):
            for first, count in _runs((one.at, layout.size(one.type)) for one in asked):
                at = n * width + first
                lines.append(f"copy(W, {was + at}, S, {seats + at}, {count})")
        return ["def opened(S, R, W, now):", *(f"    {line}" for line in lines)]

    def _kept(self) -> list[str]:
        """Projectiles that are gone are forgotten; the others stay in their order."""
        shots, width = self.layout.draft["shots"].at, self.layout.width(Shot)
        gone = self.layout.fields(Shot)["gone"].at
        return [
            "def kept(S, R, W):",
            "    count = 0",
            f"    for n in range(S[{shots}]):",
            f"        shot = {shots + 1} + n * {width}",
            f"        if S[shot + {gone}] == 0:",
            f"            for k in range({width}):",
            f"                S[{shots + 1} + count * {width} + k] = S[shot + k]",
            "            count += 1",
            f"    S[{shots}] = count",
        ]

    def _closed(self, kinds: int) -> list[str]:
        """A moment is over: its events are counted, and noted down if there is a log.

        Most events do not count; a row of the rules tells for each kind in one look."""
        said = self.layout.draft["said"].at
        width, at = self.layout.width(Said), self.layout.fields(Said)
        kind, source, act, a, b, move = (
            f"W[event + {at[name].at}]" for name in ("kind", "source", "act", "a", "b", "move")
        )
        row = f"{self.counts} + ({source} * {self.actions} + {{}}) * {len(COUNTED)}"
        one_more = "W[row] = where(W[row] + 1)"
        return [
            "def closed(S, R, W):",
            f"    for n in range(W[{said}]):",
            f"        event = where({said + 1} + n * {width})",
            f"        what = R[{kinds + 1} + min({kind}, {max(WHAT_COUNTS) + 1})]",
            f"        if what == {USED}:",
            f"            if {act} > W[{self.acts} + {source}]:",
            f"                W[{self.acts} + {source}] = {act}",
            f"                row = where({row.format(a)})",
            f"                {one_more}",
            f"        elif what == {DAMAGE}:",
            # What a projectile or a status does counts for the action that has brought it.
            f"            W[{row.format(move)} + {DAMAGE}] += {b}",
            f"        elif what != {NONE}:",
            f"            row = where({row.format(a)} + what)",
            f"            {one_more}",
            "    led(S, R, W)",
            f"    if W[{self.log}] != 0:",
            f"        written = W[{self.log + 1}]",
            f"        if written + W[{said}] * {width} > W[{self.log}]:",
            "            trap(W, FULL)",
            f"        for n in range(W[{said}] * {width}):",
            f"            W[{self.log + LOG_ROOM} + written + n] = W[{said + 1} + n]",
            f"        W[{self.log + 1}] = written + W[{said}] * {width}",
        ]

    def _led(self) -> list[str]:
        """Note who leads after a moment. One who is as far ahead as another does not."""
        seats, width = self.layout.draft["seats"].at, self.layout.width(Seat)
        fields = self.layout.fields(Seat)
        health, most = (fields[name].at for name in ("health", "max_health"))
        lines = ["first = 0", "alone = 1"]
        for n in range(1, self.layout.seats):
            other = seats + n * width
            lines += [
                f"ahead = {seats} + first * {width}",
                f"more = S[{other + health}] * S[ahead + {most}]"
                f" - S[ahead + {health}] * S[{other + most}]",
                "if more > 0:", f"    first = {n}", "    alone = 1",
                "elif more == 0:", "    alone = 0",
            ]  # fmt: skip
        lines += [
            f"if alone and W[{self.lead}] != first + 1:",
            f"    if W[{self.lead}] != 0:",
            f"        W[{self.lead + 1}] += 1",
            f"    W[{self.lead}] = first + 1",
        ]
        return ["def led(S, R, W):", *(f"    {line}" for line in lines)]

    def _noted(self) -> list[str]:
        """A controller has noted its choice: a row of the trace, as long as there is room."""
        seats, width = self.layout.draft["seats"].at, self.layout.width(Seat)
        health = self.layout.fields(Seat)["health"].at
        asking, now = (self.layout.draft[name].at for name in ("asking", "now"))
        words = (f"W[{self.trace + 2}]", f"S[{asking}]", f"S[{now}]", "number")
        healths = [f"S[{seats + n * width + health}]" for n in range(self.layout.seats)]
        return [
            "def noted(S, R, W, number):",
            f"    row = W[{self.trace}]",
            f"    if row + {self.traced} <= W[{self.trace + 1}]:",
            *(f"        W[row + {n}] = {word}" for n, word in enumerate((*words, *healths))),
            f"        W[{self.trace}] = row + {self.traced}",
        ]

    def _begun(self) -> list[str]:
        """A fight begins as another one did, with luck of its own."""
        size, luck = self.layout.ends[STATE], self.layout.fields(Seat)["luck"].at
        seats, width = self.layout.draft["seats"].at, self.layout.width(Seat)
        lucks = [seats + n * width + luck for n in range(self.layout.seats)]
        return [
            "def begun(S, R, W, Z, seed, number):",
            f"    copy(S, 0, Z, 0, {size})",
            "    key = stir(stir(0, seed), number)",
            *(f"    S[{at}] = stir(key, Z[{at}])" for at in lucks),
            "    W[0] = 0",
            f"    W[{self.log + 1}] = 0",
            f"    for n in range({self.acts}, {self.totals}):",
            "        W[n] = 0",
        ]

    def _told(self) -> list[str]:
        """The row of a fight: why it was given up, else the result, and of each what it did."""
        result, seats = self.layout.draft["result"].at, self.layout.draft["seats"].at
        width, health = self.layout.width(Seat), self.layout.fields(Seat)["health"].at
        lines = ["def told(S, R, W, out, first):", "    out[first] = W[0]", "    if W[0] == 0:"]
        lines += [f"        out[first + {n + 1}] = S[{result + n + 1}]" for n in range(3)]
        lines.append(f"        out[first + {FACTS - 1}] = W[{self.lead + 1}]")
        at, count = FACTS, len(COUNTED)
        for n in range(self.layout.seats):
            lines.append(f"        out[first + {at}] = S[{seats + n * width + health}]")
            for k in range(count):
                of = self.counts + n * self.actions * count + k
                lines += [
                    f"        sum{n}_{k} = 0",
                    f"        for n in range({self.actions}):",
                    f"            sum{n}_{k} = sum{n}_{k} + W[{of} + n * {count}]",
                    f"        out[first + {at + 1 + k}] = sum{n}_{k}",
                ]
            at += 1 + count
        lines += [
            f"        for n in range({self.each}):",
            f"            W[{self.totals} + n] += W[{self.counts} + n]",
        ]
        return lines

    def _many(self, played: str) -> list[str]:
        return [
            "def many(S, R, W, Z, seeds, number, count, out):",
            "    for n in range(count):",
            f"        W[{self.trace + 2}] = n",
            "        begun(S, R, W, Z, seeds[n], number)",
            f"        if tried({played}, S, R, W):",
            "            pass",
            f"        told(S, R, W, out, n * {self.row})",
        ]


def _runs(words: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Words that lie close to each other, to be copied at once: the first one, and how many."""
    first, end = 0, 0
    for at, size in sorted(words):
        if end and at > end + APART:
            yield first, end - first
            end = 0
        first, end = first if end else at, at + size
    if end:
        yield first, end - first
