"""Resume: a fight whose process has ended goes on from its journal, into the same file."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from combat_rules.engine.system import CombatSystem
from combat_rules.errors import JournalError
from combat_rules.plugins import Ruleset
from combat_rules.record.player import Player, demand_sound
from combat_rules.record.reader import Place, read_journal
from combat_rules.record.replay import check
from combat_rules.record.sources import changed_since, in_words, ruleset_of
from combat_rules.record.writer import Journal


class Resumed(Struct, frozen=True):
    """A fight that goes on: ``records`` were played again, ``torn`` bytes were cut off.

    ``combat`` is at the tick of its last record, for time that only passed is not recorded;
    ``journal`` writes on into the file.
    """

    combat: CombatSystem
    journal: Journal
    records: int
    torn: int


def resume(
    file: Place,
    ruleset: Ruleset | None = None,
    *,
    plugins: Sequence[object] = (),
    sync: bool = False,
) -> Resumed:
    """Go on with a recorded fight: every record is played again and checked first.

    The last record, if it was not written to its end, is cut off the file. Raises
    ``JournalError`` for damage, for rules that have changed since, and if the fight does not
    come out as it was recorded; then the file is as it was.
    """
    reading = read_journal(file)
    header = reading.header
    rules = ruleset_of(header, plugins) if ruleset is None else ruleset
    changed = changed_since(header, rules)
    if changed:
        raise JournalError(
            f"{file} cannot go on: its rules have changed since, and the fight would be another "
            f"one:\n{in_words(header.rules, rules, changed)}",
            code="journal.ruleset",
            changes=changed,
        )
    player = Player(header.fight, rules)
    for record in reading.records:
        check(reading, record, player.play(record))
    demand_sound(player.combat)
    journal = Journal.going_on(Path(file), reading, sync=sync)
    player.go_on_in(journal)
    return Resumed(player.combat, journal, len(reading.bodies), reading.torn)
