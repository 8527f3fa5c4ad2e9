"""The duel: sets a fight up from options or a script, plays it, and tells it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec
import typer
from msgspec import Struct

from combat_rules.cli.causes import print_causes
from combat_rules.cli.errors import complain, demand_known, refuse
from combat_rules.cli.narration import Narrator
from combat_rules.cli.script import Script, read_script
from combat_rules.cli.tables import Terminal
from combat_rules.design.faltering import seen_by_guard
from combat_rules.design.raster import as_png, demand_raster
from combat_rules.design.recording import Recording
from combat_rules.design.timeline import timeline
from combat_rules.engine.core.records import Result
from combat_rules.engine.lineup import Fighter, Lineup, named
from combat_rules.engine.mistakes import counted, describe_fault
from combat_rules.engine.state import HISTORY
from combat_rules.engine.subscribers import Subscriber
from combat_rules.engine.system import CombatSystem
from combat_rules.errors import CombatError, why_unwritten
from combat_rules.model.events import CombatEvent, plain
from combat_rules.plugins import Ruleset
from combat_rules.record import Journal
from combat_rules.record.files import write_whole

PICTURES = (".svg", ".png")
"""What a timeline can be written as."""


class Wanted(Struct, frozen=True, kw_only=True):
    """What the options ask for; ``None`` where an option was left out."""

    left: str | None
    right: str | None
    script: Path | None
    numbers: Mapping[str, int | None]


def set_up(wanted: Wanted, ruleset: Ruleset, journal: Journal | None = None) -> CombatSystem:
    """A fight before its first tick. Options overrule what a script says."""
    script = None
    if wanted.script is not None:
        script = read_script(wanted.script, ruleset)
        _demand_no_sides(wanted)
    said = {} if script is None else script.numbers
    given = {name: value for name, value in wanted.numbers.items() if value is not None}
    numbers = {**said, **given}
    lineup = Lineup(
        ruleset,
        _fighters(wanted, script, ruleset),
        numbers.get("duration"),
        numbers.get("distance"),
        numbers.get("max_distance"),
        schedule=() if script is None else script.commands,
    )
    combat = lineup.fight(numbers.get("seed", 0), journal, history=HISTORY)
    if script is not None:
        _warn_of_late(script, combat.fight.duration)
    return combat


def _warn_of_late(script: Script, duration: int) -> None:
    """Name the first command of a script that comes after the end of the longest fight."""
    late = [command for command in script.commands if command.at > duration]
    if late:
        first = late[0]
        does = first.action or (f"signal {first.signal}" if first.signal else "cancel")
        more = f" and {len(late) - 1} more" if late[1:] else ""
        complain(
            f"warning: {first.actor}'s {does} at {first.at}{more} can never begin: the fight ends "
            f"at {duration} at the latest; say duration: in the script, or --duration, to make it "
            "longer"
        )


def tell(combat: CombatSystem, *, verbose: bool, trace: bool) -> None:
    """Play a fight and tell it to a person."""
    narrator = Narrator(combat, Terminal(), verbose=verbose, trace=trace)
    try:
        narrator.opening()
    except OSError:
        # Whoever reads no more keeps the journal and the timeline from nothing.
        combat.run()
        raise
    narrator.ending(play(combat, narrator.hear))
    summarise_faults(combat)


def print_events(combat: CombatSystem) -> None:
    """Play a fight and print its events, one a line, as JSON."""
    play(combat, lambda event: typer.echo(as_line(event)))
    summarise_faults(combat)


def tell_why(combat: CombatSystem, sequence: int) -> None:
    """Play a fight, and tell why one of its events came about."""
    events: list[CombatEvent] = []
    seen: dict[int, str] = {}

    def hear(event: CombatEvent) -> None:
        events.append(event)
        if what := seen_by_guard(combat, event):
            seen[event.sequence] = what

    play(combat, hear)
    print_causes(events, sequence, combat.fight.ruleset, Terminal(), seen)
    summarise_faults(combat)


@contextmanager
def recorded(combat: CombatSystem, file: Path | None) -> Iterator[None]:
    """Write the timeline of what is played meanwhile to a file, if one is named: SVG or PNG."""
    if file is None:
        yield
        return
    _demand_picture(file)
    recording = Recording(combat)
    try:
        yield
    except OSError:
        _draw(recording, file)
        raise
    _draw(recording, file)


def _draw(recording: Recording, file: Path) -> None:
    """Write the timeline of what was recorded."""
    picture = timeline(recording.finish())
    is_png = file.suffix.lower() == ".png"
    data = as_png(picture) if is_png else picture.encode("utf-8", "backslashreplace")
    try:
        write_whole(file, data)
    except OSError as error:
        raise CombatError(
            f"cannot write the timeline to {file}: {why_unwritten(file, error)}",
            code="timeline.write",
        ) from error


def _demand_picture(file: Path) -> None:
    """Refuse, before anything is played, a file that no timeline can be written to."""
    kind = file.suffix.lower()
    if kind not in PICTURES:
        raise CombatError(
            f"cannot write a timeline to {file}: its name has to end in {' or '.join(PICTURES)}",
            code="timeline.form",
        )
    if kind == ".png":
        demand_raster()


def as_line(event: CombatEvent) -> str:
    """An event as one line of JSON, its keys always in the same order."""
    return msgspec.json.encode(plain(event), enc_hook=str).decode()


def summarise_faults(combat: CombatSystem) -> None:
    """Name the plugins that failed during a fight, each line once, and what could not be
    delivered."""
    for fault, times in counted(combat.faults):
        more = f" (and {times - 1} times more)" if times > 1 else ""
        complain(f"warning: tick {fault.at}: {describe_fault(fault)}{more}")
    for letter in combat.events.dead_letters:
        complain(
            f"warning: {letter.subscriber} could not take event #{letter.event.sequence} "
            f"({letter.event.type}): {letter.error}"
        )


class WhileRead:
    """Hands events on to what writes them, until nobody reads any more: a reader who has enough, or
    a full disk, is no subscriber that fails."""

    def __init__(self, hear: Subscriber) -> None:
        self._hear = hear
        self._gone: OSError | None = None

    def __call__(self, event: CombatEvent) -> None:
        """Hand an event on."""
        if self._gone is None:
            try:
                self._hear(event)
            except OSError as error:
                self._gone = error

    def demand_reader(self) -> None:
        """Raise what kept an event from being written, if anything has."""
        if self._gone is not None:
            raise self._gone


def play(combat: CombatSystem, hear: Subscriber) -> Result:
    """Play a fight to its end; ``hear`` is told all of it, from who joined on."""
    told = WhileRead(hear)
    for event in combat.events.recent:
        told(event)
    combat.subscribe("*", told)
    result = combat.run()
    told.demand_reader()
    return result


def _fighters(wanted: Wanted, script: Script | None, ruleset: Ruleset) -> tuple[Fighter, ...]:
    if script is not None:
        return script.fighters
    left = "duelist" if wanted.left is None else wanted.left
    right = "brute" if wanted.right is None else wanted.right
    for option, name in (("--left", left), ("--right", right)):
        demand_known("archetype", name, ruleset.archetypes, option)
    return named((left, right))


def _demand_no_sides(wanted: Wanted) -> None:
    if wanted.left is not None or wanted.right is not None:
        refuse("a script names its own combatants; leave out --left and --right")
