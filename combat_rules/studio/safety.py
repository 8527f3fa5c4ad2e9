"""Safety: who may speak to the studio, and what its pages may do."""

from collections.abc import Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from secrets import compare_digest
from urllib.parse import parse_qs, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

EVERYWHERE = ("0.0.0.0", "::", "[::]")

COOKIE = "combat_rules_studio"

FOREIGN = ("cross-site", "same-site")
"""What a browser says of what a page of somebody else asks for, a picture of its own say; of that
it tells no origin."""

ONLY_OWN = "only the studio's own pages may ask for that"

HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        b"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-cache"),
)
"""What every answer carries: a page runs no code but its own, and speaks to nobody else."""


class Guarded:
    """An application that only those reach who may: by the name that they call it, by the page that
    they come from, and by a token where it can be reached from other machines."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], token: str = "") -> None:
        """``hosts`` are its names; of none it may have any, for whoever has the token."""
        self._app = app
        self._hosts = frozenset(hosts)
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what may come in, and refuse the rest with a reason."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        why = self._refusal(scope)
        if why is not None:
            await _refuse(scope, receive, send, *why)
            return
        await self._app(scope, receive, self._signed(scope, send))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        host = headers.get("host", "")
        if self._hosts and host not in self._hosts:
            known = " or ".join(sorted(self._hosts))
            return 421, f"the studio is not called {host[:80]!r}; open it as {known}"
        origin = headers.get("origin")
        page = _page_of(origin) if origin else None
        needed = scope["type"] == "websocket"
        if (page is None and needed) or (page is not None and page != host):
            return 403, ONLY_OWN
        if headers.get("sec-fetch-site") in FOREIGN and not _opens_it(scope, headers):
            return 403, ONLY_OWN
        if self._token and not self._knows(scope, headers):
            return 401, "the address of the studio has a token; open the one that was printed"
        kind = headers.get("content-type", "")
        if scope.get("method") == "POST" and kind.partition(";")[0] != "application/json":
            return 415, "send application/json"
        return None

    def _knows(self, scope: Scope, headers: dict[str, str]) -> bool:
        """Whether somebody has the token, in a cookie or in the address."""
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(headers.get("cookie", ""))
        except CookieError:
            jar = SimpleCookie()
        given = jar[COOKIE].value if COOKIE in jar else ""
        return any(compare_digest(one.encode(), self._token.encode()) for one in (given, asked[0]))

    def _signed(self, scope: Scope, send: Send) -> Send:
        """Sends with the headers of every answer, and the token for a page that had it."""
        if scope["type"] == "websocket":
            return send

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = list(HEADERS)
                if self._token and b"token=" in scope.get("query_string", b""):
                    cookie = f"{COOKIE}={self._token}; HttpOnly; SameSite=Strict; Path=/"
                    extra.append((b"set-cookie", cookie.encode()))
                message = {**message, "headers": [*message.get("headers", ()), *extra]}
            await send(message)

        return sending


def _page_of(origin: str) -> str:
    """The name and port of the page that asks; empty for what is no address."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _opens_it(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Whether somebody follows a link to the studio."""
    return scope["path"] == "/" and headers.get("sec-fetch-mode") == "navigate"


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    kind = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [kind, *HEADERS]})
    await send({"type": "http.response.body", "body": f"{why}\n".encode()})


def hosts_of(host: str, port: int) -> list[str]:
    """What a studio may be called that listens on a host and port; nothing for any name, if it
    listens on all addresses that the machine has."""
    if host in EVERYWHERE:
        return []
    names = LOOPBACK if is_loopback(host) else (in_address(host), *LOOPBACK)
    return [f"{name}:{port}" for name in names] + ([*names] if port == 80 else [])


def in_address(host: str) -> str:
    """A host as it is written in an address, one of IPv6 in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def is_loopback(host: str) -> bool:
    """Whether a host is reached from this machine alone."""
    return host in ("127.0.0.1", "localhost", "::1", "[::1]")
