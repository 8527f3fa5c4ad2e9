"""Moments to hand on: which rules, which luck, and the inputs that led there, as a link or file.

Nothing of a world is in it: whoever opens one plays the inputs again. So it is short, and cannot
say what no fight could come to.
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable
from os import PathLike
from pathlib import Path
from typing import Annotated

from msgspec import DecodeError, Meta, Struct, json, msgpack

from combat_rules.engine.fold import Applied
from combat_rules.engine.inputs import Input, Load, Moment, Rollback
from combat_rules.engine.sinks import JournalSink, SetUp
from combat_rules.engine.system import CombatSystem
from combat_rules.engine.world import World, next_due
from combat_rules.errors import CombatError, JournalError, StateError, why_unwritten
from combat_rules.model import require_int
from combat_rules.model.arguments import checks_arguments
from combat_rules.model.limits import LATEST
from combat_rules.plugins import Ruleset
from combat_rules.plugins.fingerprint import Rules, changes, in_words, rules_of
from combat_rules.plugins.tables.cells import Unreadable, bytes_of
from combat_rules.record.entries import Settings
from combat_rules.record.files import path_of, write_whole
from combat_rules.record.player import demand_sound, fight_of
from combat_rules.record.recorder import settings_of, strayed, used
from combat_rules.record.worlds import brought_under, from_data, to_data

SCHEMA = 1
"""The version of what is written; a moment of another one is refused."""

MOST = 1 << 22
"""Bytes of a moment that are read at most, unpacked: it may come from anybody."""

_Count = Annotated[int, Meta(ge=0, le=10_000_000)]


class Step(Struct, frozen=True, array_like=True):
    """An input from outside, and how many moments were played before it since the last one."""

    moments: _Count
    given: Input


class Steps(JournalSink):
    """A journal that keeps no more of a fight than it takes to share any moment of it.

    Give it to a fight: ``CombatSystem(journal=Steps())``. ``shared`` tells the present moment.
    """

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._moments = 0
        self._noted: Applied | None = None
        self._last: World | None = None
        self._fight: tuple[Rules, Settings] | None = None

    def begin(self, fight: SetUp) -> None:
        """Take down which fight it is. Raises ``JournalError`` for scripted dice, and for a second
        fight."""
        settings = settings_of(fight)
        if self._fight is not None:
            raise used()
        self._fight = rules_of(fight.fight.ruleset), settings
        self._last = fight.world

    def note(self, applied: Applied) -> None:
        """Take down an input, once, and a change past all checks before it."""
        if applied is self._noted:
            return
        load = None if self._last is None else strayed(self._last, applied)
        if load is not None:
            self._take(load)
        self._noted, self._last = applied, applied.world
        self._take(applied.given)

    def _take(self, given: Input) -> None:
        if isinstance(given, Moment):
            self._moments += 1
        else:
            self._steps.append(Step(self._moments, given))
            self._moments = 0

    def settle(self) -> None:
        """Everything is taken down already."""

    @property
    def mark(self) -> tuple[int, int]:
        """How much was taken down so far."""
        return len(self._steps), self._moments

    def cut(self, mark: tuple[int, int]) -> None:
        """Forget what was taken down since ``mark``: the fight has gone back to where it was."""
        if len(self._steps) > mark[0]:
            del self._steps[mark[0] :]
        self._moments = mark[1]

    def until(self, mark: tuple[int, int]) -> "Steps":
        """A journal of its own that has what was taken down until ``mark``."""
        steps = Steps()
        steps._fight = self._fight
        steps._steps, steps._moments = self._steps[: mark[0]], mark[1]
        return steps

    def shared(self, now: int) -> "SharedMoment":
        """The present moment, at tick ``now``. Raises ``StateError`` before there is a fight, and
        for what is no tick."""
        require_int("now", now, 0, LATEST, code="call.invalid")
        if self._fight is None:
            raise _untimely("no fight was taken down; give these steps to one: journal=Steps()")
        rules, fight = self._fight
        return SharedMoment(
            rules=rules,
            fight=fight,
            steps=tuple(self._steps),
            moments=self._moments,
            at=now,
        )


class SharedMoment(Struct, frozen=True, kw_only=True):
    """A moment of a fight, as something to hand on.

    ``rules`` is the fingerprint of its rules, ``fight`` its seed and terms, ``steps`` what it was
    given. After them ``moments`` were played, and it was tick ``at``.
    """

    schema: int = SCHEMA
    rules: Rules
    fight: Settings
    steps: tuple[Step, ...] = ()
    moments: _Count = 0
    at: Annotated[int, Meta(ge=0)] = 0

    @checks_arguments
    def play(
        self,
        ruleset: Ruleset,
        *,
        anyway: bool = False,
        journal: JournalSink | None = None,
        watch: Callable[[CombatSystem, int], object] | None = None,
    ) -> CombatSystem:
        """The fight at that moment, under these rules; what it was given, and will be, is told to
        ``journal``, new ``Steps`` if there is none.

        ``watch`` is called before each input, and last, with the fight and the tick before which
        all has happened: it may look at what lies between, but do nothing.
        Raises ``JournalError`` for rules other than those of the fight, unless it is to be played
        ``anyway``, and for inputs that no fight can be given.
        """
        changed = changes(self.rules, ruleset)
        if changed and not anyway:
            raise JournalError(
                "the moment was shared under other rules, and the fight would be another one:\n"
                f"{in_words(self.rules, ruleset, changed)}",
                code="moment.ruleset",
                changes=changed,
            )
        combat = fight_of(self.fight, ruleset, Steps() if journal is None else journal)
        look = watch or (lambda combat, tick: None)
        try:
            for step in self.steps:
                _play_moments(combat, step.moments, look)
                look(combat, step.given.at + 1)
                _give(combat, step.given)
            _play_moments(combat, self.moments, look)
            look(combat, self.at + 1)
            if combat.result is None:
                combat.advance(max(0, self.at - combat.now))
        except CombatError as error:
            raise _unplayable(str(error)) from error
        except (TypeError, ValueError, LookupError, AttributeError, OverflowError) as error:
            raise _unplayable(f"{type(error).__name__}: {error}") from error
        return combat

    def link(self) -> str:
        """The moment as letters, digits, ``-`` and ``_``: what a link can hold."""
        packed = zlib.compress(msgpack.encode(self, enc_hook=to_data), 9)
        return urlsafe_b64encode(packed).decode().rstrip("=")

    def data(self) -> bytes:
        """The moment as JSON."""
        return json.encode(self, enc_hook=to_data)

    def save(self, file: str | PathLike[str]) -> None:
        """Write the moment to a file, whole or not at all. Raises ``JournalError``."""
        file, text = path_of(file), json.format(self.data(), indent=1)
        try:
            write_whole(file, text + b"\n")
        except OSError as error:
            raise JournalError(
                f"cannot write the moment to {file}: {why_unwritten(file, error)}",
                code="moment.write",
            ) from error


@checks_arguments
def share(rules: Rules, fight: Settings, inputs: Iterable[Input], at: int) -> SharedMoment:
    """A moment of a recorded fight: how it was at tick ``at``, all of that tick played.

    Where a fight went back, this is the time that it kept.
    """
    require_int("at", at, 0, code="call.invalid")
    steps: list[Step] = []
    moments, known = 0, tuple(inputs)
    last = max((number for number, given in enumerate(known, 1) if given.at <= at), default=0)
    for given in known[:last]:
        if isinstance(given, Moment):
            moments += 1
        else:
            steps.append(Step(moments, given))
            moments = 0
    return SharedMoment(rules=rules, fight=fight, steps=tuple(steps), moments=moments, at=at)


@checks_arguments
def read_moment(source: str | bytes | Path) -> SharedMoment:
    """A moment again: from a link, from what a file holds, or from a file.

    Raises ``JournalError`` for what is none.
    """
    try:
        if isinstance(source, Path):
            data = bytes_of(source, MOST)
        else:
            data = source if isinstance(source, bytes) else _unpacked(source)
        if len(data) > MOST:
            raise _no_moment(f"it is longer than {MOST} bytes")
        decode = json.decode if data[:1] == b"{" else msgpack.decode
        found = decode(data, type=SharedMoment, dec_hook=from_data)
    except Unreadable as error:
        raise _no_moment(f"{source!s}: {error}") from error
    except (NotBase64, zlib.error, DecodeError, ValueError, RecursionError) as error:
        raise _no_moment(str(error)) from error
    if found.schema != SCHEMA:
        raise _no_moment(f"it has schema {found.schema}, and this version reads {SCHEMA}")
    return found


def _unpacked(link: str) -> bytes:
    packed = urlsafe_b64decode(link.encode("ascii") + b"=" * (-len(link) % 4))
    return zlib.decompressobj().decompress(packed, MOST + 1)


def _play_moments(
    combat: CombatSystem, count: int, look: Callable[[CombatSystem, int], object]
) -> None:
    for _ in range(count):
        world = combat.state.world
        if world.result is not None:
            raise _untimely(f"the fight is over at tick {world.now}")
        due = next_due(world, combat.fight)
        look(combat, due)
        combat.play(Moment(due))


def _give(combat: CombatSystem, given: Input) -> None:
    world = combat.state.world
    if isinstance(given, Load):
        given = Load(given.at, brought_under(given.world, combat.fight))
    elif world.result is None and not isinstance(given, Rollback):
        _demand_in_time(given, world, combat)
    combat.play(given)
    if isinstance(given, Load):
        demand_sound(combat)


def _demand_in_time(given: Input, world: World, combat: CombatSystem) -> None:
    if not world.now <= given.at <= next_due(world, combat.fight):
        raise _untimely(f"tick {given.at} is not next at tick {world.now}")


def _untimely(why: str) -> StateError:
    return StateError(why, code="moment.untimely")


def _unplayable(why: str) -> JournalError:
    return JournalError(f"the moment cannot be played again: {why}", code="moment.parted")


def _no_moment(why: str) -> JournalError:
    return JournalError(f"this is no shared moment: {why}", code="moment.invalid")
