"""Recorded fights are kept, listed and opened, whatever else lies in the folder."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from combat_rules import CombatSystem
from combat_rules.errors import CombatError, JournalError
from combat_rules.plugins import standard_ruleset
from combat_rules.record import Steps, Store
from combat_rules.record.files import KEPT
from combat_rules.studio.records import Records
from tests.record.bouts import recorded
from tests.studio.conftest import Server, make_project
from tests.studio.test_safety import ask, open_socket, picture

SESSION = "records000"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A studio of its own: its records are nobody else's."""
    server = Server(make_project(tmp_path_factory.mktemp("records") / "project"))
    yield server
    server.stop()


def test_a_fight_with_numbers_that_are_tried_is_kept_as_it_was_played(server: Server) -> None:
    with open_socket(server, session=SESSION) as socket:
        picture(socket)
        for message in (
            {"do": "new", "numbers": {"attack.damage": 50}}, {"do": "pause"},
            {"do": "step", "ticks": 800},
        ):  # fmt: skip
            socket.send(json.dumps(message))

        def opened() -> Any:
            asked = {"id": ".combat-rules/fights/tried.jsonl", "session": SESSION}
            status, text, _ = ask(server, "/api/records/open", asked)
            assert status == 200
            return json.loads(text)

        status, text, _ = ask(server, "/api/records/keep", {"name": "tried", "session": SESSION})
        assert (status, json.loads(text)) == (200, {"kept": ".combat-rules/fights/tried.jsonl"})
        assert opened()["changed"] == []
        socket.send('{"do":"new","numbers":{}}')
        assert opened()["changed"] == ["action attack has changed"]


def test_what_is_no_store_is_made_none_as_it_is_listed_or_opened(tmp_path: Path) -> None:
    """A journal that has only begun, a file of another program."""
    begun, other, store = (tmp_path / name for name in ("begun.jsonl", "other.db", "store.db"))
    begun.write_text("{")
    with closing(sqlite3.connect(other)) as data:
        data.execute("CREATE TABLE things (name TEXT)")
        data.execute("DROP TABLE things")
    before = {file: file.read_bytes() for file in (begun, other)}
    with Store(store) as fights:
        fights.add(recorded(tmp_path.parent / "one.jsonl", 1), "one")
    records = Records(tmp_path, tmp_path / "kept")
    listed: Any = records.listed()
    assert {one["id"] for one in listed["records"]} == {"begun.jsonl", "store.db#1"}
    assert listed["problems"] == []
    for id in ("begun.jsonl#1", "other.db#1", "other.db", "store.db"):
        with pytest.raises(JournalError, match="there is no record"):
            records.reading(id)
    assert records.reading("store.db#1").records
    assert {file: file.read_bytes() for file in (begun, other)} == before


def test_where_no_fight_can_be_kept_it_is_said_why(tmp_path: Path) -> None:
    (tmp_path / KEPT).write_text("no folder")
    records, steps = Records(tmp_path, tmp_path / KEPT / "fights"), Steps()
    moment = steps.shared(duelling(steps).now)
    with pytest.raises(CombatError, match=r"cannot make the folder .*fights: .* is no folder"):
        records.keep("mine", moment, standard_ruleset())


def duelling(steps: Steps) -> CombatSystem:
    """A fight of which is taken down what it is given."""
    combat = CombatSystem(seed=1, journal=steps)
    for name in ("ayla", "borin"):
        combat.add_combatant("duelist", name)
    combat.advance(100)
    return combat


def test_a_name_that_is_no_text_hides_no_other_record(server: Server) -> None:
    for ending in (b"jsonl", b"pilot"):
        Path(os.fsdecode(os.fsencode(server.project) + b"/\xff." + ending)).touch()
    (server.project / "good.jsonl").touch()
    status, text, _ = ask(server, "/api/records")
    assert status == 200
    assert "good.jsonl" in {one["id"] for one in json.loads(text)["records"]}
    assert ask(server, "/api/pilots")[0] == 200


def test_a_name_ends_where_its_line_does(server: Server) -> None:
    for name, session in (("a\n", SESSION), ("a", f"{SESSION}\n")):
        asked = {"name": name, "session": session}
        assert ask(server, "/api/records/keep", asked)[0] == 400
