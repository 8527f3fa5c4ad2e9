"""What the API answers is of the thing that was named, however it is called."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from combat_rules.studio.app import Studio
from combat_rules.studio.rulebook import Rulebook
from combat_rules.studio.safety import Guarded
from tests.studio.conftest import make_ending

PLUGIN = """
from combat_rules import Action, four_phases, hookimpl


@hookimpl
def combat_actions():
    phases = {"feint": 60, "commit": 60, "release": 50, "recovery": 200}
    return [Action(name="up/down é", chart=four_phases("UpDown"), **phases)]
"""


def status_of(project: Path, path: str) -> int:
    return answer_of(project, path)[0]


def answer_of(
    project: Path, path: str, app: Guarded | None = None, pieces: Sequence[Any] = ()
) -> tuple[int, bytes]:
    app = app or Studio(Rulebook((), project)).guarded(["here:1"])

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return left.pop(0) if left else {"type": "http.request"}

    left = list(pieces)
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http", "method": "POST" if pieces else "GET", "path": path.partition("?")[0],
        "query_string": path.partition("?")[2].encode(),
        "headers": [(b"host", b"here:1"), (b"content-type", b"application/json")],
        "root_path": "",
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


@pytest.mark.parametrize("page", ["chart", "coverage"])
def test_a_move_has_its_chart_with_a_slash_in_its_name(tmp_path: Path, page: str) -> None:
    (tmp_path / "plugin.py").write_text(PLUGIN, "utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.combat_rules]\nplugins = ["plugin.py"]\n')
    assert status_of(tmp_path, f"/api/{page}/up/down é") == 200
    assert status_of(tmp_path, f"/api/{page}/up/down") == 400


def test_what_a_rule_raises_that_would_end_the_program_is_told(tmp_path: Path) -> None:
    """Also to whoever asks for the same once more."""
    project = make_ending(tmp_path / "project", "SystemExit(3)")
    app = Studio(Rulebook((), project)).guarded(["here:1"])
    for _ in range(2):
        status, told = answer_of(project, "/api/moves", app)
        assert status == 400
        assert b"a rule raised SystemExit: 3 (ends.py:7 in ends)" in told


def test_a_body_that_ends_half_is_refused_in_words(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    half = {"type": "http.request", "body": b'{"numbers":', "more_body": True}
    pieces = [half, {"type": "http.disconnect"}]
    status, told = answer_of(project, "/api/moves/try", None, pieces)
    assert (status, b"this ends before it is whole" in told) == (400, True)
    assert capfd.readouterr().err == ""


def test_whoever_waits_too_long_for_a_fight_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here nobody plays the fights at all."""
    monkeypatch.setattr("combat_rules.studio.api.PATIENCE", 0)
    status, told = answer_of(project, "/api/moment?session=abcdefgh")
    assert (status, json.loads(told)["code"]) == (400, "studio.busy")
