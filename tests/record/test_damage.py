"""A torn end is cut off and said so; damage anywhere else is found, located and refused."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from combat_rules import Command, Ruleset
from combat_rules.errors import JournalError
from combat_rules.record import Journal, Reading, Replay, Store, read_journal, resume
from combat_rules.record.format import MAGIC
from tests.record.bouts import eventful, practice
from tests.rules import duel

FORMS = ["fight.jsonl", "fight.bin"]
each_form = pytest.mark.parametrize("name", FORMS, ids=["lines", "binary"])
RULES: Ruleset = practice()


@cache
def whole(name: str) -> bytes:
    """The bytes of an eventful fight."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        with Journal(file) as journal:
            eventful(journal, RULES)
        return file.read_bytes()


@cache
def short(name: str) -> bytes:
    """The bytes of the beginning of a fight: three join, a plan is made, and two moments pass."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        with Journal(file) as journal:
            combat = duel(journal=journal)
            combat.add_combatant("fighter", "cyra", team="borin", position=90)
            combat.schedule([Command(actor="ayla", action="jab", at=1)])
            combat.advance(1)
        return file.read_bytes()


@each_form
def test_a_journal_cut_off_at_any_byte_is_read_as_far_as_it_is_whole(name: str) -> None:
    data = short(name)
    full = Reading(data)
    bodies, places = list(full.bodies), full.places
    read = 0
    assert (full.header.set_up, len(bodies)) == (4, 6)
    for cut in range(places[4][1], len(data)):
        reading = Reading(data[:cut])
        assert reading.size + reading.torn == cut
        assert places[len(reading.bodies) + 1][1] > cut >= reading.size
        assert list(reading.bodies) == bodies[: len(reading.bodies)]
        read += 1
    assert read > 250


@each_form
def test_a_journal_cut_off_before_its_fight_was_set_up_says_so(tmp_path: Path, name: str) -> None:
    data = short(name)
    places = Reading(data).places
    for cut in range(places[0][1], places[4][1]):
        with pytest.raises(JournalError, match="breaks off before its fight was set up") as refused:
            Reading(data[:cut])
        error = refused.value
        assert (error.code, error.set_up) == ("journal.setup", 4)
        assert error.records == sum(end <= cut for _, end in places[1:5])
    file = tmp_path / name
    file.write_bytes(data[: places[2][1]])
    for use in (resume, Replay, Store(tmp_path / "fights.db").add):
        with pytest.raises(JournalError, match="has 4 records, and 2 of them are there"):
            use(file)
    assert file.read_bytes() == data[: places[2][1]]


@each_form
def test_a_journal_cut_off_in_its_header_holds_no_fight(name: str) -> None:
    data = short(name)
    for cut in range(Reading(data).places[0][1]):
        with pytest.raises(JournalError) as refused:
            Reading(data[:cut])
        assert refused.value.code in ("journal.empty", "journal.damaged")


def test_a_fight_that_was_set_up_and_never_played_can_be_gone_on_with(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    with Journal(file) as journal:
        ruleset = duel(journal=journal).fight.ruleset
    resumed = resume(file, ruleset)
    resumed.combat.add_combatant("fighter", "cyra", team="borin")
    resumed.combat.run()
    resumed.journal.close()
    assert Replay(file, ruleset).finish() == resumed.combat.state.world
    assert Reading(file).header.set_up == 2


def test_a_file_that_changes_while_it_is_read_is_not_read_on(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    file.write_bytes(whole("fight.jsonl"))
    reading = Reading(file)
    file.write_bytes(file.read_bytes()[::-1])
    with pytest.raises(JournalError, match="has changed since it was opened") as refused:
        list(reading.records)
    assert refused.value.code == "journal.changed"


@each_form
@given(data=st.data())
def test_a_changed_byte_is_found_and_located(name: str, data: st.DataObject) -> None:
    full = Reading(whole(name))
    place = data.draw(st.integers(0, len(full.data) - 1))
    changed = bytearray(full.data)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(JournalError) as refused:
        Reading(bytes(changed))
    error = refused.value
    assert error.code == "journal.damaged"
    start, end = full.places[error.entry]
    assert start <= place < end or place < len(MAGIC)


@each_form
def test_every_byte_of_the_last_record_counts(name: str) -> None:
    full = Reading(whole(name))
    start, end = full.places[-1]
    for place in range(start, end):
        for bit in (1, 32, 128):
            changed = bytearray(full.data)
            changed[place] ^= bit
            with pytest.raises(JournalError, match="damaged"):
                Reading(bytes(changed))


@each_form
def test_a_record_that_is_missing_or_moved_is_found(name: str) -> None:
    full = Reading(whole(name))
    (a, b), (c, d) = full.places[5], full.places[6]
    data = full.data
    for changed in (data[:a] + data[b:], data[:a] + data[c:d] + data[a:b] + data[d:]):
        with pytest.raises(JournalError, match="record 5") as refused:
            Reading(changed)
        assert refused.value.offset == a


def test_where_the_damage_is_stands_in_the_message() -> None:
    data = whole("fight.jsonl")
    start, _ = Reading(data).places[4]
    broken = data[: start + 12] + b"X" + data[start + 13 :]
    with pytest.raises(
        JournalError, match=rf"record 4 \(line 5, bytes {start} to .*nothing is cut"
    ):
        Reading(broken)


@each_form
def test_zeros_that_a_power_failure_left_are_a_torn_end(name: str) -> None:
    data = whole(name)
    reading = Reading(data + bytes(100))
    assert (reading.size, reading.torn) == (len(data), 100)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "journal.empty"),
        (bytes(50), "journal.empty"),
        (b"no journal", "journal.damaged"),
        (b"{}\n", "journal.damaged"),
        (MAGIC, "journal.empty"),
    ],
    ids=["empty", "zeros", "a text", "another json", "only the mark"],
)
def test_what_is_no_journal_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(JournalError) as refused:
        Reading(data)
    assert refused.value.code == code


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="No such file") as refused:
        read_journal(tmp_path / "nothing.jsonl")
    assert refused.value.code == "journal.read"


@each_form
@given(data=st.data())
def test_a_fight_cut_off_anywhere_goes_on_to_the_same_bytes(name: str, data: st.DataObject) -> None:
    # Up to where the last thing was done from outside, the fight goes on by itself.
    full = Reading(whole(name))
    last = max(n for n, r in enumerate(full.records) if r.kind not in ("moment",))
    cut = data.draw(st.integers(full.places[last + 1][1], len(full.data) - 1))
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(full.data[:cut])
        resumed = resume(file, RULES)
        assert resumed.torn == Reading(full.data[:cut]).torn
        resumed.combat.run()
        resumed.journal.close()
        assert file.read_bytes() == full.data


@each_form
def test_a_damaged_journal_is_left_as_it_is(tmp_path: Path, name: str) -> None:
    data = bytearray(whole(name))
    data[len(data) // 2] ^= 4
    (tmp_path / name).write_bytes(data)
    with pytest.raises(JournalError, match="damaged"):
        resume(tmp_path / name, RULES)
    assert (tmp_path / name).read_bytes() == data
