"""A torn end is cut off and said so; damage anywhere else is found, located and refused."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from combat_rules import Ruleset
from combat_rules.errors import JournalError
from combat_rules.record import Journal, Reading, read_journal, resume
from combat_rules.record.format import MAGIC
from tests.record.bouts import eventful, practice

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


@each_form
@given(data=st.data())
def test_a_journal_cut_off_anywhere_is_read_as_far_as_it_is_whole(
    name: str, data: st.DataObject
) -> None:
    full = Reading(whole(name))
    cut = data.draw(st.integers(0, len(full.data) - 1))
    if cut < full.places[0][1]:
        with pytest.raises(JournalError) as refused:
            Reading(full.data[:cut])
        assert refused.value.code in ("journal.empty", "journal.damaged")
        return
    reading = Reading(full.data[:cut])
    assert reading.size + reading.torn == cut
    assert reading.bodies == full.bodies[: len(reading.bodies)]
    assert full.places[len(reading.bodies) + 1][1] > cut >= reading.size


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
