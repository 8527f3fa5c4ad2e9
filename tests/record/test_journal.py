"""The journal: what happens is in it as it happens, and it is never overwritten."""

import json
from pathlib import Path

import pytest

from combat_rules import CombatEvent, CombatSystem, replace
from combat_rules.engine.inputs import Load
from combat_rules.engine.state import StateManager
from combat_rules.errors import JournalError
from combat_rules.model import Dice
from combat_rules.record import Journal, Reading, Replay, read_journal, state_hash
from combat_rules.record.entries import SCHEMA
from combat_rules.record.format import NOTHING
from combat_rules.record.worlds import brought_under
from combat_rules.record.writer import ENOUGH
from tests.record.bouts import eventful, recorded, shipped_fight

each_form = pytest.mark.parametrize("name", ["fight.jsonl", "fight.bin"], ids=["lines", "binary"])


@each_form
def test_everything_that_can_be_done_from_outside_is_played_again(
    tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    with Journal(file) as journal:
        combat = eventful(journal)
    kinds = {record.kind for record in read_journal(file).records}
    assert kinds == {
        "moment", "command", "answer", "join", "schedule", "change", "load", "rollback"
    }  # fmt: skip
    replay = Replay(file, combat.fight.ruleset)
    assert replay.finish() == combat.state.world


def test_folding_what_was_recorded_gives_the_world_of_the_fight(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    with Journal(file) as journal:
        combat = eventful(journal)
    state = StateManager(combat.fight, read_journal(file).header.fight.history)
    for record in read_journal(file).records:
        given = record.given
        if isinstance(given, Load):
            given = Load(given.at, brought_under(given.world, combat.fight))
        state.fold(given)
        assert state_hash(state.world) == record.state
    assert state.world == combat.state.world


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (1, "it was written by combat_rules 0.1.0; read it with that version"),
        (SCHEMA + 1, f"this version reads combat_rules journals of schema {SCHEMA}"),
    ],
    ids=["an older one", "a later one"],
)
@each_form
def test_a_journal_of_another_schema_is_refused_by_its_version(
    tmp_path: Path, name: str, schema: int, said: str
) -> None:
    recorded(tmp_path / name)
    reading = read_journal(tmp_path / name)
    body = reading.form.body(replace(reading.header, schema=schema, rules={"as": "it was then"}))
    sealed, _ = reading.form.seal(body, NOTHING)
    with pytest.raises(JournalError, match=said) as refused:
        Reading(reading.form.magic + sealed)
    assert refused.value.code == "journal.schema"


def test_whoever_listens_to_a_replay_changes_nothing_of_it(tmp_path: Path) -> None:
    with Journal(tmp_path / "fight.jsonl") as journal:
        combat = eventful(journal)
    replay = Replay(tmp_path / "fight.jsonl", combat.fight.ruleset)
    replay.combat.subscribe("*", lambda event: replay.combat.execute_action("walk", "ayla"))
    assert replay.finish() == combat.state.world


def test_the_same_fight_gives_the_same_bytes(tmp_path: Path) -> None:
    assert recorded(tmp_path / "one.jsonl") == recorded(tmp_path / "other.jsonl")


def test_time_may_be_cut_in_any_slices(tmp_path: Path) -> None:
    whole = recorded(tmp_path / "whole.jsonl")
    with Journal(tmp_path / "sliced.jsonl") as journal:
        combat = shipped_fight(journal)
        while combat.result is None:
            combat.advance(137)
    assert (tmp_path / "sliced.jsonl").read_bytes() == whole


def test_both_forms_hold_the_same(tmp_path: Path) -> None:
    for name in ("fight.jsonl", "fight.bin"):
        with Journal(tmp_path / name) as journal:
            eventful(journal)
    lines, other = read_journal(tmp_path / "fight.jsonl"), read_journal(tmp_path / "fight.bin")
    assert lines.header == other.header
    assert list(lines.records) == list(other.records)


def test_a_line_is_json_and_the_binary_form_is_smaller(tmp_path: Path) -> None:
    lines, binary = recorded(tmp_path / "f.jsonl"), recorded(tmp_path / "f.bin")
    told = [json.loads(line) for line in lines.splitlines()]
    assert told[0]["schema"] == 2
    assert [entry["number"] for entry in told[1:]] == list(range(1, len(told)))
    assert len(binary) < len(lines)


def test_the_file_appears_whole_with_the_first_moment(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    combat = shipped_fight(Journal(file))
    assert not list(tmp_path.iterdir())
    combat.advance(0)
    assert [path.name for path in tmp_path.iterdir()] == ["fight.jsonl"]
    assert len(read_journal(file).records) == 3


def test_what_advance_returned_is_in_the_journal(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    combat = shipped_fight(Journal(file, sync=True))
    while combat.result is None:
        combat.advance(500)
        last = list(read_journal(file).events)[-1]
        assert last.sequence == combat.state.world.sequence - 1


def test_within_one_call_the_file_is_at_most_so_many_inputs_behind(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    combat, moments, behind = shipped_fight(Journal(file)), set[int](), set[int]()

    def look(event: CombatEvent) -> None:
        moments.add(event.timestamp)
        behind.add(len(moments) - len({event.timestamp for event in read_journal(file).events}))

    combat.subscribe("*", look)
    combat.advance(10_000)
    assert len(moments) > 2 * ENOUGH
    assert 0 < max(behind) <= ENOUGH


def test_a_journal_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    before = recorded(file)
    with pytest.raises(JournalError, match="never overwritten") as refused:
        Journal(file)
    assert refused.value.code == "journal.exists"
    assert file.read_bytes() == before


def test_a_journal_belongs_to_one_fight(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "fight.jsonl")
    shipped_fight(journal)
    with pytest.raises(JournalError, match="belongs to a fight already"):
        shipped_fight(journal)


def test_dice_of_its_own_cannot_be_recorded(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="dice of its own") as refused:
        CombatSystem(journal=Journal(tmp_path / "f.jsonl"), dice=lambda *asked: Dice(1, 2, 3, "x"))
    assert refused.value.code == "journal.dice"
