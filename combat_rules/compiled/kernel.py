"""A kernel: the rules and the core of a fight of so many combatants as machine code."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache, partial
from hashlib import sha256
from typing import Any

import llvmlite
import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from combat_rules.compiled.finding import NotRulePython
from combat_rules.compiled.improving import Improving
from combat_rules.compiled.keeping import Shelf, shelf
from combat_rules.compiled.machine.building import BEST, SOON, WELL, Loaded, Way, made, processor
from combat_rules.compiled.machine.lowering import Module
from combat_rules.compiled.shape import shape_of
from combat_rules.compiled.words.counting import COUNTED, LOG_ROOM, Counting
from combat_rules.compiled.words.layout import Layout
from combat_rules.compiled.words.memory import CODES
from combat_rules.compiled.words.numbers import Numbers
from combat_rules.compiled.words.steering import STEPS, Look
from combat_rules.compiled.words.text import ENTRY, Text
from combat_rules.compiled.words.types import STATE
from combat_rules.compiled.words.values import Reader, word_of_value
from combat_rules.engine.core.fight import Fight, FightRules
from combat_rules.engine.core.records import Said, Seat
from combat_rules.engine.world import World
from combat_rules.model.dice import MASK
from combat_rules.plugins.fingerprint.functions import describe_function
from combat_rules.plugins.garbage import uncollected

Words = NDArray[np.int64]

PARAMETERS = {ENTRY: 8, STEPS: 12}
"""How many each function has that is called from here: memories, seeds, numbers, rows."""


FEW, MANY = 15_000, 1_000_000
"""Machine code is made soon at first; once so many fights have been played with it, or are known to
come, it is made well, and as well as can be."""


class Code(Struct, frozen=True):
    """What has been compiled: machine code, and what the words in it stand for."""

    code: bytes
    names: tuple[str, ...]
    heap: tuple[int, ...]
    touched: int
    found: tuple[NotRulePython, ...]


class Given:
    """What is to be compiled: the core and the rules for fights of ``seats`` combatants; to be
    steered from outside, if it is said how to look at them. Two of them are the same to whoever
    knows what they are ``made_for``."""

    def __init__(
        self, rules: FightRules, seats: int, look: Look | None = None, scheduled: int = 0
    ) -> None:
        self.rules, self.seats, self.look, self.scheduled = rules, seats, look, scheduled

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Given)

    def __hash__(self) -> int:
        return 0

    @property
    def made_for(self) -> str:
        """What machine code is the same for, whatever the numbers of the rules."""
        shape = f"{shape_of(self.rules, self.seats)} {self.scheduled}"
        look = self.look
        shown = "" if look is None else msgspec.json.encode(describe_function(look)).decode()
        return f"{shape} {processor()} {llvmlite.__version__} {sys.version_info[:2]} {shown}"

    @cached_property
    def text(self) -> Text:
        """All functions, over words."""
        with uncollected():
            return Text(self.rules, self.seats, self.look, self.scheduled)


def compiled(given: Given, way: Way) -> Code:
    """Compile what is given, in such a way."""
    text, entries = given.text, (ENTRY,) if given.look is None else (ENTRY, STEPS)
    with uncollected():
        module = str(Module(text.source, CODES, entries, way))
    return Code(made(module, way), text.names, text.heap, text.counting.touched, text.found)


def kernel_for(
    rules: FightRules,
    seats: int,
    look: Look | None = None,
    scheduled: int = 0,
    fights: int | None = None,
) -> "Kernel":
    """The kernel of fights of ``seats`` combatants with room for so many ``scheduled`` commands:
    compiled, or taken from disk.

    With a way to ``look`` at them its fights can be steered from outside as well. ``fights`` is
    how many are to be played, if that is known.
    """
    given = Given(rules, seats, look, scheduled)
    code, improving = _code(given.made_for, given)
    if fights is not None and fights >= FEW:
        improving.to_play(fights)
    return Kernel(rules, seats, code, scheduled, improving)


@lru_cache(maxsize=8)
def _code(made_for: str, given: Given) -> tuple[Code, Improving]:
    """The best that is kept of that; made soon, and kept, if there is nothing."""
    kept, ways = shelf(), ((SOON, 0), (WELL, FEW), (BEST, MANY))
    keys = [sha256(f"{way} {made_for}".encode()).hexdigest() for way, _ in ways]

    def better(place: int) -> Loaded:
        return _loaded(_made(given, ways[place][0], kept, keys[place]).code)

    there = len(ways) - 1
    while (code := _kept(kept, keys[there])) is None and there > 0:
        there -= 1
    if code is None:
        code = _made(given, SOON, kept, keys[0])
    further = range(there + 1, len(ways))
    return code, Improving(
        _loaded(code.code), [(ways[place][1], partial(better, place)) for place in further]
    )


def _kept(kept: Shelf, key: str) -> Code | None:
    """The machine code that is kept under a key, if there is any."""
    content = kept.take(key)
    if content is not None:
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(content, type=Code)
    return None


def _made(given: Given, way: Way, kept: Shelf, key: str) -> Code:
    """Machine code that is made now, and kept."""
    code = compiled(given, way)
    kept.keep(key, msgspec.msgpack.encode(code))
    return code


@lru_cache(maxsize=8)
def _loaded(code: bytes) -> Loaded:
    """Machine code, loaded once while it is in use."""
    return Loaded(code, PARAMETERS)


class Played(Struct, frozen=True):
    """One fight that was looked at closely: why it was given up (0: it was not), the words of its
    end, and those of all that was said."""

    why: int
    state: Words
    said: Words


class Kernel:
    """Plays fights of a ruleset, each by its seed, from a world that is given."""

    def __init__(
        self,
        rules: FightRules,
        seats: int,
        code: Code,
        scheduled: int = 0,
        improving: Improving | None = None,
    ) -> None:
        self.code = code
        self._improving = improving or Improving(_loaded(code.code))
        self.layout = Layout(rules, seats, scheduled)
        self.numbers = Numbers(rules, self.layout, code.names, code.heap)
        self.counting = Counting(self.layout, len(rules.moves), code.touched)
        self._rules = np.zeros(0, np.int64)

    def begin(self, fight: Fight, world: World) -> Words:
        """The words of a world that fights are to begin with. Raises ``Full`` if there is more in
        it than machine code has room for."""
        return _signed(self.numbers.state(fight, world))

    def steer(self, start: Words, side: int, row: int) -> None:
        """Have a combatant's controller go by another row of numbers, by its place."""
        numbers = self.layout.fields(Seat)["numbers"].at
        start[self.numbers.seat(side) + numbers] = row

    def work(self) -> Words:
        """Work before anything is counted."""
        return np.zeros(self.counting.log + LOG_ROOM, np.int64)

    def steps(self, fights: int) -> Callable[..., Any]:
        """The function that takes a step in so many fights."""
        return self._improving.to_play(fights).functions[STEPS]

    def wait(self) -> None:
        """Wait until machine code that is made for many fights is there, if some is on its way."""
        self._improving.wait()

    @property
    def rules(self) -> Words:
        """The words of the rules. Whoever changes them changes the fights that are then begun."""
        if len(self._rules) != self.numbers.count:
            self._rules = _signed(self.numbers.rule_words)
        return self._rules

    def play(
        self, start: Words, number: int, seeds: Sequence[int], log: int = 0, trace: int = 0
    ) -> "Run":
        """Play a fight for each seed. Lets go of Python meanwhile: threads run side by side.

        ``log`` is room for words of events, ``trace`` for rows of what controllers ``note``.
        """
        rules, state = self.rules, np.zeros(len(start), np.int64)
        first = self.counting.log + LOG_ROOM + log
        work = np.zeros(first + trace * self.counting.traced, np.int64)
        work[self.counting.log] = log
        work[self.counting.trace], work[self.counting.trace + 1] = first, len(work)
        keys = _signed([(seed + 1) & MASK for seed in seeds])
        rows = np.zeros((len(keys), self.counting.row), np.int64)
        memories = (state, rules, work, start, keys)
        many = self._improving.to_play(len(keys)).functions[ENTRY]
        many(*(one.ctypes.data for one in memories), number + 1, len(keys), rows.ctypes.data)
        written = work[first : work[self.counting.trace]]
        return Run(rows, state, work, written.reshape(-1, self.counting.traced))

    def look_at(self, start: Words, number: int, seed: int) -> Played:
        """Play one fight, and tell its end and everything that happened in it."""
        run = self.play(start, number, (seed,), LOG)
        first = self.counting.log + LOG_ROOM
        log = run.work[first : first + run.work[first - 1]]
        said = log.reshape(-1, self.layout.width(Said))
        return Played(int(run.rows[0, 0]), run.state, self.without_rests(said))

    def without_rests(self, said: Words) -> Words:
        """The words of events but for what is left of longer rows that lay there before."""
        for field in self.layout.fields(Said).values():
            if field.type.what == "row":
                for place in range(field.type.room):
                    said[said[:, field.at] <= place, field.at + 1 + place] = 0
        return said

    def world(self, state: Words) -> World:
        """The world that words say."""
        return self.numbers.world(state.tolist())

    def said(self, words: Words) -> Said:
        """What happened, of the words that say it."""
        reader = Reader(self.layout, self.numbers.names, self.numbers.rule_words)
        said: Said = reader.record(Said, words.tolist(), 0)
        return said

    def words_of(self, said: Sequence[Said]) -> Words:
        """The words of all that happened."""
        rows = np.zeros((len(said), self.layout.width(Said)), np.int64)
        for name, field in self.layout.fields(Said).items():
            if not self.layout.size(field.type):
                continue
            held = [getattr(one, name) for one in said]
            if field.type.what == "word":
                held = [word_of_value(one, self.numbers.names) for one in held]
            if field.type.what != "row":
                rows[:, field.at] = held
                continue
            for row, causes in zip(rows, held, strict=True):
                row[field.at : field.at + 1 + len(causes)] = (len(causes), *causes)
        return rows

    def totals(self, work: Words) -> Words:
        """What was counted of every action: by combatant, action and kind of count."""
        first, each = self.counting.totals, self.counting.each
        shape = (self.layout.seats, self.counting.actions, len(COUNTED))
        return work[first : first + each].reshape(shape)

    @property
    def width(self) -> int:
        """How many bytes a running fight takes."""
        return 8 * self.layout.ends[STATE]


class Run(Struct, frozen=True):
    """Fights that were played: a row of words for each, the last state, the work, and what was
    traced: a row for each choice that was noted, as long as there was room."""

    rows: Words
    state: Words
    work: Words
    trace: Words


LOG = 1 << 20
"""Words that the events of one fight have room for, where somebody looks at it closely."""


def _signed(words: Sequence[int]) -> Words:
    """Words of 64 bits, of which those from 2**63 up are negative."""
    return np.array([word - (1 << 64) if word >> 63 == 1 else word for word in words], np.int64)
