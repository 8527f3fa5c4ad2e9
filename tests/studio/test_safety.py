"""Nobody but the studio's own pages reaches it, and nothing that is sent harms it."""

import asyncio
import http.client
import json
from collections.abc import Mapping
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from combat_rules.studio.messages import LONGEST
from combat_rules.studio.safety import Guarded, hosts_of, in_address
from tests.patience import PATIENCE, again_and_again
from tests.studio.conftest import Server

SESSION = "safety0000"


def ask(
    server: Server, path: str, body: object = None, headers: Mapping[str, str] | None = None
) -> tuple[int, str, Mapping[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    given = {"content-type": "application/json", **(headers or {})}
    data = body if isinstance(body, str) or body is None else json.dumps(body)
    connection.request("GET" if body is None else "POST", path, data, given)
    answer = connection.getresponse()
    found = answer.status, answer.read().decode(), dict(answer.getheaders())
    connection.close()
    return found


def open_socket(
    server: Server, origin: str | None = None, session: str = SESSION
) -> ClientConnection:
    given: Any = origin or server.address
    address = f"ws://127.0.0.1:{server.port}/ws?session={session}"
    opened: ClientConnection = connect(
        address, origin=given, open_timeout=PATIENCE, close_timeout=PATIENCE, ping_interval=None
    )
    return opened


def picture(socket: ClientConnection) -> dict[str, object]:
    while True:
        found: dict[str, object] = json.loads(socket.recv(PATIENCE))
        if "picture" in found:
            return found


def error(socket: ClientConnection) -> str:
    while True:
        found = json.loads(socket.recv(PATIENCE))
        if "error" in found:
            return str(found["error"])


def test_every_answer_has_a_strict_policy(server: Server) -> None:
    for path in ("/", "/static/main.js", "/api/rules", "/nowhere"):
        _, _, headers = ask(server, path)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1:1"}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
    ],
    ids=["another name", "another port", "another page", "no page", "no address"],
)
def test_only_its_own_pages_are_answered(
    server: Server, headers: Mapping[str, str], status: int
) -> None:
    assert ask(server, "/api/rules", None, headers)[0] == status
    assert ask(server, "/api/moves/undo", {}, headers)[0] == status


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_picture_on_another_page_asks_for_nothing(server: Server, site: str) -> None:
    """Of it browsers tell no origin: only that it is on a page of somebody else."""
    picture, link = {"sec-fetch-mode": "no-cors"}, {"sec-fetch-mode": "navigate"}
    for path in ("/", "/static/main.js", "/api/rules", f"/api/moment?session={SESSION}"):
        assert ask(server, path, None, {"sec-fetch-site": site, **picture})[0] == 403
    assert ask(server, "/api/moment", None, {"sec-fetch-site": site, **link})[0] == 403
    assert ask(server, "/", None, {"sec-fetch-site": site, **link})[0] == 200


def test_whoever_looks_at_a_fight_that_there_is_not_begins_none(server: Server) -> None:
    """However many are begun, the oldest makes room."""
    nobody = "nobody0000"
    for path, body in (
        (f"/api/moment?session={nobody}", None),
        ("/api/situation", {"session": nobody}),
        ("/api/records/keep", {"session": nobody, "name": "of-nobody"}),
    ):
        for _ in range(2):
            status, text, _ = ask(server, path, body)
            assert (status, json.loads(text)["code"]) == (400, "studio.session")


def test_a_form_of_another_page_cannot_post(server: Server) -> None:
    plain = {"content-type": "text/plain"}
    assert ask(server, "/api/moves/undo", "{}", plain)[0] == 415


@pytest.mark.parametrize("path", [
    "/static/../app.py", "/static/%2e%2e%2fapp.py", "/static/app.py",
    "/api/records/download?id=../../etc/passwd", "/api/records/download?id=/etc/passwd",
    "/api/records/download?id=pyproject.toml",
])  # fmt: skip
def test_no_file_is_handed_out_but_its_own_and_records(server: Server, path: str) -> None:
    assert ask(server, path)[0] in (400, 404)


def test_a_foreign_page_gets_no_socket(server: Server) -> None:
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        picture(open_socket(server, "http://evil.example"))
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        picture(open_socket(server, session="../../x"))


def test_whatever_is_sent_gets_an_answer_and_the_fight_goes_on(server: Server) -> None:
    with open_socket(server) as socket:
        picture(socket)
        for text in ("", "{", "[]", '{"do":"fly"}', '{"do":"press","who":7}', "[" * 5000):
            socket.send(text)
            assert "no message" in error(socket)
        socket.send("x" * (LONGEST + 1))
        assert "longer than" in error(socket)
        socket.send('{"do":"pause"}')
        socket.send('{"do":"why","who":"ayla","action":"block"}')
        assert picture(socket)["playing"] in (True, False)


def test_a_flood_is_told_to_slow_down_and_harms_nobody(server: Server) -> None:
    with open_socket(server) as flooding, open_socket(server, session="calm000000") as calm:

        def flood(attempt: int) -> None:
            for _ in range(1200):
                flooding.send('{"do":"step","ticks":1}')

        # On a slow machine one may take so long that it is none.
        with again_and_again(flood, 2):
            while "slow down" not in error(flooding):
                pass
        calm.send('{"do":"new"}')
        calm.send('{"do":"step","ticks":5}')
        assert picture(calm)["picture"]


def test_a_window_that_is_hidden_does_not_stop_the_fight_of_another_one(server: Server) -> None:
    with open_socket(server) as seen, open_socket(server) as hidden:
        hidden.send('{"do":"away","hidden":true}')
        hidden.send('{"do":"why","who":"ayla","action":"block"}')
        while "why" not in json.loads(hidden.recv(PATIENCE)):
            pass
        seen.send('{"do":"new"}')
        seen.send('{"do":"play"}')
        while not (shown := picture(seen))["playing"] or shown["now"] == 0:
            pass
        hidden.send('{"do":"away","hidden":false}')
        assert picture(hidden)["picture"]


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", '{"numbers": {"a": "b"}}', '{"numbers": {}, "more": 1}', "[" * 9000],
    ids=["empty", "half", "a list", "no number", "more", "deep"],
)
def test_a_body_that_is_wrong_is_refused(server: Server, body: str) -> None:
    status, text, _ = ask(server, "/api/moves/try", body)
    assert status == 400
    assert "error" in json.loads(text)


def test_a_body_that_is_too_long_is_refused(server: Server) -> None:
    assert ask(server, "/api/moves/try", '"' + "x" * (1 << 20) + '"')[0] == 400


def test_every_address_of_the_api_is_documented(server: Server) -> None:
    _, text, _ = ask(server, "/api")
    told = json.loads(text)
    assert "GET /api/rules" in told
    assert all(len(line) > 20 for line in told.values())


@pytest.mark.parametrize("host", ["10.0.0.7", "0.0.0.0", "::"])
def test_from_other_machines_only_the_token_opens_it(host: str) -> None:
    async def inside(scope: object, receive: object, send: object) -> None:
        answered.append(True)

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {}

    guarded = Guarded(inside, hosts_of(host, 80), "secret")
    for query, cookie, opens in (
        (b"", b"", False), (b"token=wrong", b"", False), (b"token=secret", b"", True),
        (b"", b"combat_rules_studio=secret", True), (b"", b"combat_rules_studio=no", False),
    ):  # fmt: skip
        answered: list[bool] = []
        sent: list[dict[str, object]] = []
        headers = [(b"host", b"10.0.0.7:80"), (b"cookie", cookie)]
        scope = {"type": "http", "method": "GET", "headers": headers, "query_string": query}
        asyncio.run(guarded(scope, receive, send))
        assert bool(answered) is opens
        assert opens or sent[0]["status"] == 401


def test_an_address_of_ipv6_stands_in_brackets() -> None:
    assert hosts_of("fe80::7", 8000)[0] == "[fe80::7]:8000"
    assert in_address("::1") == in_address("[::1]") == "[::1]"
    assert in_address("localhost") == "localhost"
