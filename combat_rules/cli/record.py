"""Recorded fights on the command line: written, told again, gone on with, compared."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import typer

from combat_rules.cli.duel import WhileRead, as_line, play, summarise_faults
from combat_rules.cli.errors import complain
from combat_rules.cli.narration import Narrator
from combat_rules.cli.tables import Terminal, print_lines
from combat_rules.engine.debug import debug_system_state
from combat_rules.engine.system import CombatSystem
from combat_rules.engine.world import next_due
from combat_rules.errors import how_many
from combat_rules.model import CombatEvent
from combat_rules.plugins.fingerprint import in_words
from combat_rules.record import Journal, Replay, Resumed
from combat_rules.record.entries import SET_UP


@contextmanager
def journal_in(file: Path | None, *, sync: bool = False) -> Iterator[Journal | None]:
    """A journal that is written meanwhile, if a file is named."""
    if file is None:
        yield None
        return
    with Journal(file, sync=sync) as journal:
        yield journal


def warn_of_changes(replay: Replay) -> None:
    """Name what of the rules is not what it was when a journal was written."""
    if replay.changed:
        old = replay.reading.header.rules
        complain(
            "warning: the rules have changed since the fight was recorded:\n"
            + in_words(old, replay.ruleset, replay.changed)
        )
    if replay.reading.torn:
        complain(
            f"warning: the last record was not written to its end; its {replay.reading.torn} "
            "bytes are left out"
        )


def tell_again(replay: Replay, *, until: int | None, speed: float | None, as_json: bool) -> None:
    """Play a journal again, checked record by record, and tell it."""
    warn_of_changes(replay)
    teller = _Teller(replay.combat, as_json=as_json)
    told = WhileRead(teller.hear)
    replay.combat.subscribe("*", told)
    last = 0
    end = len(replay.records) if until is None else replay.place(until)
    while replay.number < end:
        record = replay.records[replay.number]
        if speed and record.at > last:
            second = replay.ruleset.ticks_per_second * speed
            teller.settle()
            sleep((record.at - last) / second)
        last = record.at
        if not isinstance(record.given, SET_UP):
            teller.begin()
        replay.forward()
        told.demand_reader()
        if record.back:
            teller.take_back(record.sequence)
    teller.begin()
    if until is not None and replay.combat.result is None:
        # What is due next, the journal does not tell any more.
        known = min(until, next_due(replay.combat.state.world, replay.combat.fight) - 1)
        replay.combat.state.pass_time(max(known, replay.combat.now))
    teller.end(stopped=until is not None)
    summarise_faults(replay.combat)
    complain(
        f"{replay.number} of {len(replay.records)} records played again, up to tick {replay.now}; "
        "every state hash agrees"
    )


def tell_the_rest(resumed: Resumed, *, as_json: bool) -> None:
    """Go on with a fight to its end, and tell it from where it was."""
    combat = resumed.combat
    if resumed.torn:
        complain(
            f"the last record was not written to its end; its {resumed.torn} bytes were cut off"
        )
    complain(f"{how_many(resumed.records, 'record')} played again, up to tick {combat.now}")
    if combat.result is not None:
        complain("the fight is over already; nothing was written")
    combat.events.forget_after(0)
    teller = _Teller(combat, as_json=as_json)
    try:
        teller.begin()
    except OSError:
        # Whoever reads no more keeps the journal from nothing.
        combat.run()
        raise
    play(combat, teller.hear)
    resumed.journal.close()
    teller.end(stopped=False)
    summarise_faults(combat)


class _Teller:
    """Tells a fight that is played somewhere else, to people or to programs."""

    def __init__(self, combat: CombatSystem, *, as_json: bool) -> None:
        self._combat = combat
        self._json = as_json
        self._narrator: Narrator | None = None

    def begin(self) -> None:
        """Everybody has joined: the telling may begin."""
        if self._json or self._narrator is not None or not self._combat.combatants:
            return
        self._narrator = Narrator(self._combat, Terminal())
        self._narrator.opening()

    def hear(self, event: CombatEvent) -> None:
        """Tell one event."""
        if self._json:
            typer.echo(as_line(event))
        elif self._narrator is not None:
            self._narrator.hear(event)

    def settle(self) -> None:
        """Tell what was heard so far."""
        if self._narrator is not None:
            self._narrator.settle()

    def take_back(self, sequence: int) -> None:
        """The fight has gone back to before the event of a number."""
        if self._narrator is not None:
            self._narrator.take_back(sequence)

    def end(self, *, stopped: bool) -> None:
        """How it ended, or how it stands."""
        result = self._combat.result
        if self._narrator is None:
            return
        if result is not None:
            self._narrator.ending(result)
        elif stopped:
            self._narrator.settle()
            print_lines(f"\n{debug_system_state(self._combat)}")
