"""What a journal cannot hold ends it: that call says so, and what is in the file stays whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from combat_rules import CombatSystem, Command, replace
from combat_rules.engine.fold import Applied
from combat_rules.engine.inputs import Do
from combat_rules.errors import JournalError
from combat_rules.record import Journal, Replay, format, read_journal, resume, writer
from tests.rules import duel, listen, planted

ODD: dict[str, object] = {
    "half a character": "\ud800",
    "a number of more than 64 bits": 2**70,
    "an object": object(),
    "no number": float("nan"),
    "a list for a text": ("fighter",),
    "a number for a text": 5,
}


def hurt(combat: CombatSystem) -> None:
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["borin"], health=44))


CALLS: dict[str, Callable[[CombatSystem], object]] = {
    "advance": lambda combat: combat.advance(1),
    "execute_action": lambda combat: combat.execute_action("jab", "borin"),
    "schedule": lambda combat: combat.schedule([Command(actor="borin", action="jab", at=900)]),
    "add_combatant": lambda combat: combat.add_combatant("fighter", "cyra", team="borin"),
    "a transaction": hurt,
}
each_form = pytest.mark.parametrize("name", ["fight.jsonl", "fight.bin"], ids=["lines", "binary"])


TRIED = [(call, "half a character") for call in CALLS] + [("advance", odd) for odd in ODD]


@each_form
@pytest.mark.parametrize(("call", "odd"), TRIED)
def test_it_is_said_at_that_call_and_nothing_comes_after(
    tmp_path: Path, name: str, call: str, odd: str
) -> None:
    file = tmp_path / name
    journal = Journal(file)
    combat = duel(journal=journal)
    combat.execute_action("jab", "ayla")
    combat.advance(2)
    before = combat.save()
    combat.state.restore(planted(combat, "ayla", archetype=ODD[odd]))
    heard = listen(combat)
    with pytest.raises(
        JournalError, match=r"cannot hold record \d+ \(.*takes nothing more"
    ) as said:
        CALLS[call](combat)
    assert said.value.code == "journal.record"
    combat.state.restore(planted(combat, "ayla", archetype="fighter"))
    again = _errors_of(combat)
    assert again == ["journal.record"] * len(again) != []
    assert combat.result is not None
    assert heard[-1].type == "fight_ended"
    journal.close()
    assert len(read_journal(file).records) == said.value.record - 1
    assert Replay(file, combat.fight.ruleset).finish().combatants == before.world.combatants
    resumed = resume(file, combat.fight.ruleset)
    resumed.combat.run()
    resumed.journal.close()
    Replay(file, combat.fight.ruleset).finish()


def _errors_of(combat: CombatSystem) -> list[Any]:
    """Play on to the end; the codes of what is raised on the way."""
    codes = []
    while combat.result is None:
        try:
            combat.run()
        except JournalError as error:
            codes.append(error.code)
    return codes


def test_a_set_up_that_cannot_be_held_leaves_no_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "fight.jsonl")
    combat = duel(journal=journal)
    combat.state.restore(planted(combat, "ayla", archetype="\ud800"))
    with pytest.raises(JournalError, match="cannot hold record 3") as said:
        combat.add_combatant("fighter", "cyra", team="borin")
    assert said.value.code == "journal.record"
    with pytest.raises(JournalError, match="cannot hold record 3"):
        combat.advance(5)
    assert not list(tmp_path.iterdir())


class Noted(Command, frozen=True, kw_only=True):
    """A command with more to it than a journal knows."""

    note: str = "for later"


@each_form
def test_what_would_be_read_as_something_else_is_not_held(tmp_path: Path, name: str) -> None:
    journal = Journal(tmp_path / name)
    combat = duel(journal=journal)
    combat.advance(2)
    world, given = combat.state.world, Do(2, Noted(actor="ayla", action="jab"))
    journal.note(Applied(given, world, world))
    with pytest.raises(JournalError, match="it would be read as") as said:
        journal.settle()
    assert said.value.code == "journal.record"


@each_form
def test_what_is_longer_than_any_entry_is_neither_held_nor_read(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / name
    with Journal(file) as journal:
        combat = duel(journal=journal)
        combat.run()
    longest = max(map(len, read_journal(file).bodies))
    for module in (writer, format):
        monkeypatch.setattr(module, "LONGEST", longest - 1)
    with pytest.raises(JournalError, match=rf"has {longest} bytes, at most {longest - 1}"):
        duel(journal=Journal(tmp_path / f"other {name}")).run()
    with pytest.raises(JournalError, match="longer than any entry") as refused:
        read_journal(file)
    assert refused.value.code == "journal.damaged"


@each_form
def test_what_came_before_it_in_the_same_call_is_in_the_file(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(file: Path) -> Journal:
        journal = Journal(file)
        combat = duel(journal=journal)
        combat.execute_action("jab", "ayla")
        combat.run()
        return journal

    run(tmp_path / name).close()
    longest = max(map(len, read_journal(tmp_path / name).bodies))
    file = tmp_path / f"other {name}"
    with monkeypatch.context() as patch:
        patch.setattr(writer, "LONGEST", longest - 1)
        with pytest.raises(JournalError, match="takes nothing more") as said:
            run(file)
    found = read_journal(file)
    assert len(found.records) == said.value.record - 1
    assert found.records[-1].kind == "moment"
