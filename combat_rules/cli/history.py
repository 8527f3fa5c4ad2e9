"""A store of fights on the command line: what is in it, what comes in, what is taken out."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from combat_rules.cli.tables import print_json, print_table, print_text
from combat_rules.errors import JournalError
from combat_rules.model.names import written_name
from combat_rules.record import Kept, Store, read_journal


def opened(file: Path) -> Store:
    """A store that is there. Raises ``JournalError`` if it is not: asking makes none."""
    if not os.path.isfile(file) or not os.path.getsize(file):
        raise JournalError(
            f"there is no store {file}; --add FILE makes one with the first journal",
            code="store.unknown",
        )
    return Store(file)


def keep(file: Path, journals: Sequence[Path], *, as_json: bool) -> None:
    """Keep journals in a store, and say as which fights; the first one makes it."""
    if not journals:
        return
    # Read before anything is made: of a journal that cannot be kept no store is left.
    first = read_journal(journals[0])
    told: list[dict[str, object]] = []
    with Store(file) as store:
        for number, journal in enumerate(journals):
            id = store.add(journal if number else first, written_name(journal.name))
            told.append({"journal": str(journal), "id": id})
            if not as_json:
                print_text(f"{journal} is fight {id}")
    if as_json:
        print_json(told)


def take_out(file: Path, id: int, out: Path | None) -> None:
    """Take a journal out of a store, byte for byte."""
    with opened(file) as store:
        if out is None:
            sys.stdout.buffer.write(store.journal(id))
            sys.stdout.buffer.flush()
        else:
            store.pull(id, out)
            print_text(f"fight {id} is in {out}")


def print_history(fights: Iterable[Kept], *, as_json: bool) -> None:
    """The fights of a store, as a table for people or as JSON."""
    if as_json:
        print_json(list(fights))
        return
    rows = []
    for kept in fights:
        winner = f"{kept.winner} wins" if kept.winner else "a draw"
        ended = f"{winner} by {kept.reason.replace('_', ' ')}" if kept.reason else "goes on"
        who, rules = ", ".join(kept.combatants), f"{kept.rules} {kept.rules_hash[:8]}"
        rows.append((str(kept.id), kept.name, who, rules, str(kept.seed), str(kept.ticks), ended))
    columns = ("id", "name", "who", "rules", "seed", "ticks", "how it ended")
    print_table(columns, rows, words=columns)
