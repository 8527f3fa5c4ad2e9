"""Whatever bytes a journal is made of, it is read, played and gone on with, or refused in words."""

from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from combat_rules import CombatError, Ruleset
from combat_rules.engine.inputs import Input
from combat_rules.engine.world import World
from combat_rules.errors import JournalError
from combat_rules.record import Reading, Replay, Store, diff, resume, state_hash
from combat_rules.record.entries import Record
from combat_rules.record.format import MAGIC
from combat_rules.record.worlds import from_data
from tests.fuzz.forging import entries, everything, forged, form_of, sealed, standard
from tests.fuzz.mutations import DATA, altered, mutated
from tests.fuzz.oracle import tried
from tests.record.bouts import practice

RULES: Ruleset = practice()
KINDS = [kind.__struct_config__.tag for kind in get_args(Input)]
PARTS = sorted({name for kind in get_args(Input) for name in kind.__struct_fields__})
each_form = pytest.mark.parametrize("form", ["jsonl", "bin"], ids=["lines", "binary"])


def holds(data: bytes, folder: Path, ruleset: Ruleset | None = RULES) -> None:
    """Everything that can be done with a journal ends well or with a ``JournalError``."""
    file = folder / "fight.jsonl"
    reading = tried(Reading, data)
    if isinstance(reading, CombatError):
        assert isinstance(reading, JournalError)
        return
    assert reading.size + reading.torn == len(data)
    tried(lambda: list(reading.events))
    tried(lambda: Replay(reading, ruleset).finish())
    file.write_bytes(data)
    resumed = tried(resume, file, ruleset)
    if not isinstance(resumed, CombatError):
        tried(resumed.combat.run)
        resumed.journal.close()
    tried(diff, reading, Reading(everything("bin")))
    with Store(folder / "fights.db") as store:
        tried(store.add, data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("journals")


@given(data=st.binary(max_size=300) | st.binary(max_size=300).map(MAGIC.__add__))
def test_any_bytes_are_a_journal_or_refused(folder: Path, data: bytes) -> None:
    holds(data, folder)


@each_form
@given(data=st.data())
def test_a_journal_with_mutated_bytes_is_torn_or_refused(
    folder: Path, form: str, data: st.DataObject
) -> None:
    holds(data.draw(mutated(standard(form))), folder)


@each_form
@given(data=st.data())
def test_entries_with_mutated_bytes_and_right_sums_are_refused_in_words(
    folder: Path, form: str, data: st.DataObject
) -> None:
    reading = Reading(everything(form))
    header = reading.data[slice(*reading.places[0])]
    form_ = form_of(form)
    bodies = [form_.body(reading.header), *reading.bodies]
    assert sealed(bodies, form_) == reading.data, header
    place = data.draw(st.integers(0, len(bodies) - 1))
    bodies[place] = data.draw(mutated(bodies[place]))
    holds(sealed(bodies, form_), folder)


@each_form
@given(data=st.data())
def test_a_forged_record_is_refused_in_words(folder: Path, form: str, data: st.DataObject) -> None:
    header, records = entries(everything(form))
    place = data.draw(st.integers(0, len(records) - 1))
    records[place] = data.draw(altered(records[place]) | other_parts(records[place]))
    holds(forged(header, records, form_of(form)), folder)


@st.composite
def other_parts(draw: st.DrawFn, record: dict[str, Any]) -> dict[str, Any]:
    """A record of another kind, or with a part that it should not have."""
    name = draw(st.sampled_from([*Record.__struct_fields__, "at", "type", *PARTS]))
    if name in Record.__struct_fields__:
        return {**record, name: draw(DATA)}
    other = draw(st.sampled_from(KINDS) if name == "type" else DATA)
    return {**record, "given": {**record["given"], name: other}}


@each_form
@given(data=st.data())
def test_a_forged_header_is_refused_in_words(folder: Path, form: str, data: st.DataObject) -> None:
    header, records = entries(standard(form))
    holds(forged(data.draw(altered(header)), records, form_of(form)), folder, None)


@each_form
@given(data=st.data())
def test_records_in_any_order_are_refused_in_words(
    folder: Path, form: str, data: st.DataObject
) -> None:
    header, records = entries(everything(form))
    picked = data.draw(st.lists(st.sampled_from(records), max_size=30))
    holds(forged(header, picked, form_of(form)), folder)


@given(data=st.data())
def test_a_forged_world_is_refused_or_plays_to_its_end(folder: Path, data: st.DataObject) -> None:
    header, records = entries(everything())
    place = next(n for n, record in enumerate(records) if record["given"]["type"] == "load")
    forgery = data.draw(altered(records[place]["given"]["world"]))
    records[place]["given"]["world"] = forgery
    with suppress(Exception):
        world = msgspec.convert(forgery, World, dec_hook=from_data)
        records[place]["given"]["at"] = world.now
        records[place]["sequence"] = world.sequence
        records[place]["state"] = state_hash(world)
    holds(forged(header, records[: place + 1]), folder)
