"""The application: pages, the API and the sockets behind one guard."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event, Thread
from traceback import print_exc

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute

from combat_rules.errors import CombatError
from combat_rules.record.files import KEPT
from combat_rules.studio.api import Api
from combat_rules.studio.ring import Ring
from combat_rules.studio.rulebook import Rulebook
from combat_rules.studio.safety import Guarded
from combat_rules.studio.sockets import connections

STATIC = Path(__file__).parent / "static"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
LOOKS_EACH = 0.4
"""Seconds between two looks at the files of the rules."""


class Studio:
    """Everything that the studio consists of, for the rules of one project."""

    def __init__(self, rulebook: Rulebook) -> None:
        folder = rulebook.project / KEPT / "studio"
        self.rulebook = rulebook
        self.ring = Ring(rulebook.edition, folder)
        self.api = Api(rulebook, self.ring, rulebook.project / KEPT / "fights")
        self._over = Event()

    def guarded(self, hosts: list[str], token: str = "") -> Guarded:
        """The application, for whoever calls it by one of these names."""
        pages = [Route("/", _page), Route("/static/{file}", _static)]
        sockets = [WebSocketRoute("/ws", connections(self.ring))]
        app = Starlette(routes=[*pages, *self.api.routes(), *sockets], lifespan=self._lifespan)
        return Guarded(app, hosts, token)

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        self.ring.start()
        watching = Thread(target=self._watch, name="combat-rules rules", daemon=True)
        watching.start()
        try:
            yield
        finally:
            self._over.set()
            self.api.stop()
            self.ring.stop()

    def _watch(self) -> None:
        """Have the rules loaded anew whenever a file of theirs has changed."""
        while not self._over.wait(LOOKS_EACH):
            try:
                if self.rulebook.changed():
                    self.ring.under(self.rulebook.edition)
            except (CombatError, OSError):
                continue
            except BaseException:
                # Of rules; the next ones may be better.
                print_exc()


async def _page(request: Request) -> Response:
    return _sent(STATIC / "index.html")


async def _static(request: Request) -> Response:
    name = request.path_params["file"]
    known = {path.name: path for path in STATIC.iterdir() if path.suffix in KINDS}
    if name not in known:
        return Response("there is no such file\n", 404, media_type="text/plain")
    return _sent(known[name])


def _sent(file: Path) -> Response:
    return Response(file.read_bytes(), media_type=KINDS[file.suffix])
