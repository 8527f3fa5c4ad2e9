"""What reads recorded fights goes to other processes, and is there what it was here."""

import pickle
from collections.abc import Callable
from copy import copy, deepcopy
from pathlib import Path
from typing import Any

import pytest

from combat_rules.errors import JournalError
from combat_rules.record import Reading, Replay, Store, read_journal
from tests.record.bouts import recorded

WAYS = [lambda value: pickle.loads(pickle.dumps(value)), deepcopy, copy]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sent") / "fight.jsonl"
    recorded(file)
    return file


@pytest.fixture(params=WAYS, ids=["pickled", "copied whole", "copied"])
def carried(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    given: Callable[[Any], Any] = request.param
    return given


def test_a_reading_is_sent_with_its_whole_file(
    carried: Callable[[Any], Any], file: Path, tmp_path: Path
) -> None:
    torn = tmp_path / "torn.jsonl"
    torn.write_bytes(file.read_bytes()[:-9])
    reading = read_journal(torn)
    torn.unlink()
    with pytest.raises(JournalError, match="No such file"):
        carried(reading)
    reading = Reading(file.read_bytes()[:-9], "torn")
    again = carried(reading)
    assert (again.name, again.torn, again.data) == ("torn", reading.torn, reading.data)
    assert list(again.records) == list(reading.records)


def test_a_replay_is_played_again_as_far_as_it_was(
    carried: Callable[[Any], Any], file: Path
) -> None:
    replay = Replay(file)
    replay.seek(2000)
    replay.back()
    again = carried(replay)
    assert (again.number, again.world) == (replay.number, replay.world)
    assert again.forward() == replay.forward()


def test_a_store_is_opened_anew_at_its_file(
    carried: Callable[[Any], Any], file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Store("fights.db") as store:
        store.add(file)
        with carried(store) as again:
            assert again.fights() == store.fights()


def test_a_fork_says_what_to_send_instead(carried: Callable[[Any], Any], file: Path) -> None:
    fork = Replay(file).fork(2000)
    with pytest.raises(JournalError, match="Send its combat, which goes on") as refused:
        carried(fork)
    assert refused.value.code == "journal.copied"
    assert carried(fork.combat).run() == fork.combat.run()
