"""Recorded fights are kept, listed and opened, whatever else lies in the folder."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.studio.conftest import Server, make_project
from tests.studio.test_safety import ask, open_socket

SESSION = "records000"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A studio of its own: its records are nobody else's."""
    server = Server(make_project(tmp_path_factory.mktemp("records") / "project"))
    yield server
    server.stop()


def test_a_fight_with_numbers_that_are_tried_is_kept_as_it_was_played(server: Server) -> None:
    with open_socket(server, session=SESSION) as socket:
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
