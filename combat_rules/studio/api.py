"""The API: everything that the pages show, as JSON; each address with its line of documentation."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from traceback import print_exc
from typing import TypeVar

from msgspec import json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from combat_rules.errors import CombatError, InputError, demand_known
from combat_rules.model import claim
from combat_rules.plugins import Ruleset
from combat_rules.studio import pilots
from combat_rules.studio.bench import Bench
from combat_rules.studio.bodies import (
    Combos,
    Compared,
    HeatAsked,
    Kept,
    MatchupsAsked,
    Nothing,
    NumbersAsked,
    Opened,
    Situation,
    body_of,
)
from combat_rules.studio.coverage import coverage
from combat_rules.studio.heat import Heat
from combat_rules.studio.matchups import matchups
from combat_rules.studio.mishaps import in_thread
from combat_rules.studio.pictures import chart_data, rules_data, trouble
from combat_rules.studio.records import Records
from combat_rules.studio.ring import ID, Ring
from combat_rules.studio.rulebook import Rulebook
from combat_rules.studio.saving import Saving
from combat_rules.studio.session import Session
from combat_rules.studio.situation import situation

PATIENCE = 60.0
"""Seconds in which the ring has to answer."""

T = TypeVar("T")


class Api:
    """Answers what pages ask, in threads of their own where it takes long. Fights are ``kept`` in a
    folder."""

    def __init__(self, rulebook: Rulebook, ring: Ring, kept: Path) -> None:
        self._rulebook = rulebook
        self._ring = ring
        self._bench = Bench(rulebook)
        self._saving = Saving(rulebook)
        self._records = Records(rulebook.project, kept)
        self._heat: Heat | None = None

    def routes(self) -> list[Route]:
        """Every address, with what answers it."""
        gets: Mapping[str, Callable[[Request], Awaitable[object]]] = {
            "/api": self.index,
            "/api/rules": self.rules,
            "/api/chart/{action:path}": self.chart,
            "/api/coverage/{action:path}": self.coverage,
            "/api/moves": self.moves,
            "/api/heat": self.heat,
            "/api/pilots": self.pilots,
            "/api/pilots/read": self.pilot,
            "/api/slots": self.slots,
            "/api/records": self.records,
            "/api/records/download": self.download,
            "/api/moment": self.moment,
        }
        posts: Mapping[str, Callable[[Request], Awaitable[object]]] = {
            "/api/moves/try": self.try_numbers,
            "/api/moves/findings": self.findings,
            "/api/moves/combos": self.combos,
            "/api/moves/matchups": self.matchups,
            "/api/moves/preview": self.preview,
            "/api/moves/save": self.save,
            "/api/moves/undo": self.undo,
            "/api/heat": self.start_heat,
            "/api/situation": self.situation,
            "/api/records/open": self.open_record,
            "/api/records/compare": self.compare,
            "/api/records/keep": self.keep,
        }
        return [
            *(Route(path, _answering(call), methods=["GET"]) for path, call in gets.items()),
            *(Route(path, _answering(call), methods=["POST"]) for path, call in posts.items()),
        ]

    # -- rules and charts -----------------------------------------------------------------

    async def index(self, request: Request) -> object:
        """Every address and what it answers."""
        return {
            f"{next(iter(route.methods - {'HEAD'}))} {route.path_format}": claim(route.endpoint)
            for route in self.routes()
            if route.methods
        }

    async def rules(self, request: Request) -> object:
        """The rules: archetypes, controllers, moves, the stage, and what is wrong with them."""
        edition = self._rulebook.edition
        return {
            **rules_data(edition.ruleset),
            "edition": edition.number,
            "problems": edition.problems,
        }

    async def chart(self, request: Request) -> object:
        """A move's chart: an SVG element, its transitions; without guards if ``brief=1``."""
        ruleset, action = self._action(request)
        brief = request.query_params.get("brief") == "1"
        return await in_thread(chart_data, ruleset, action, brief)

    async def coverage(self, request: Request) -> object:
        """What tests have seen of a move's chart; null where none has left a report."""
        return await in_thread(coverage, self._rulebook.project, *self._action(request))

    def _action(self, request: Request) -> tuple[Ruleset, str]:
        """The rules, and the action of an address. Raises ``StateError`` if there is none."""
        ruleset, action = self._rulebook.edition.ruleset, request.path_params["action"]
        demand_known("action", action, ruleset.moves)
        return ruleset, action

    # -- moves ----------------------------------------------------------------------------

    async def moves(self, request: Request) -> object:
        """The sheet of all moves: numbers, what was measured, and where each is written."""
        return {**await in_thread(self._bench.sheet), "undo": self._saving.writings}

    async def try_numbers(self, request: Request) -> object:
        """What follows from other numbers: measures, punishes and links, before and after."""
        asked = await body_of(request, NumbersAsked)
        return await in_thread(self._bench.tried, asked.numbers)

    async def findings(self, request: Request) -> object:
        """What ``check`` finds under other numbers: new, gone, and all of it."""
        asked = await body_of(request, NumbersAsked)
        return await in_thread(self._bench.findings, asked.numbers)

    async def combos(self, request: Request) -> object:
        """The best combos of an archetype that really connect."""
        asked = await body_of(request, Combos)
        return await in_thread(self._bench.combos, asked.archetype, asked.numbers)

    async def matchups(self, request: Request) -> object:
        """The matchups of those who know a move, with the change that other numbers make."""
        asked = await body_of(request, MatchupsAsked)
        ruleset = self._rulebook.edition.ruleset
        return await in_thread(matchups, ruleset, asked.move, asked.numbers)

    async def preview(self, request: Request) -> object:
        """What saving other numbers would change in which file, and the mark to save it with."""
        asked = await body_of(request, NumbersAsked)
        return await in_thread(self._saving.preview, asked.numbers)

    async def save(self, request: Request) -> object:
        """Write other numbers to the tables they stand in, as the difference was shown."""
        asked = await body_of(request, NumbersAsked)
        try:
            return await in_thread(self._saving.save, asked.numbers, asked.mark)
        finally:
            self._ring.under(self._rulebook.edition)

    async def undo(self, request: Request) -> object:
        """Take back what was written last."""
        await body_of(request, Nothing)
        try:
            return await in_thread(self._saving.undo)
        finally:
            self._ring.under(self._rulebook.edition)

    # -- balance --------------------------------------------------------------------------

    async def heat(self, request: Request) -> object:
        """The heat map as far as it has been played; null if nobody has asked for one."""
        return None if self._heat is None else self._heat.data()

    async def start_heat(self, request: Request) -> object:
        """Begin a heat map anew."""
        asked = await body_of(request, HeatAsked)
        heat = await in_thread(Heat, self._rulebook.edition.ruleset, asked.fights, asked.numbers)
        self.stop()
        self._heat = heat
        heat.start()
        return heat.data()

    async def situation(self, request: Request) -> object:
        """The tick that a page shows as a table of payoffs, with the mixed answer of each side."""
        asked = await body_of(request, Situation)
        combat = await self._in_ring(
            asked.session, lambda one: one.bout.at(one.tick).fork(), begins=False
        )
        return await in_thread(situation, combat)

    async def pilots(self, request: Request) -> object:
        """The pilots of the project: whose, how they were made, and whether they fit the rules."""
        rulebook = self._rulebook
        return await in_thread(pilots.listed, rulebook.edition.ruleset, rulebook.project)

    async def pilot(self, request: Request) -> object:
        """What a pilot does in which situation: ``?id=``; with ``full=1`` by stamina and health,
        with ``foe=`` against an archetype."""
        asked = request.query_params
        id, full, foe = asked.get("id", ""), asked.get("full") == "1", asked.get("foe", "")
        return await in_thread(pilots.read, self._rulebook.project, id, full, foe)

    def stop(self) -> None:
        """Play no more fights in the background."""
        if self._heat is not None:
            self._heat.stop()

    # -- records --------------------------------------------------------------------------

    async def slots(self, request: Request) -> object:
        """The names of the moments that were kept."""
        return {"slots": await in_thread(lambda: self._ring.slots.names)}

    async def records(self, request: Request) -> object:
        """The journals and stores of the project."""
        return await in_thread(self._records.listed)

    async def download(self, request: Request) -> object:
        """A record as a file, byte for byte: ``?id=``."""
        id = request.query_params.get("id", "")
        name, data = await in_thread(self._records.data, id)
        return _file(name, data)

    async def open_record(self, request: Request) -> object:
        """Open a record in the fight of a page, all of it to be looked through."""
        asked = await body_of(request, Opened)
        moment = await in_thread(self._records.moment, asked.id)

        def open(session: Session) -> list[str]:
            changed = session.open(moment)
            session.show()
            return changed

        return {"changed": await self._in_ring(asked.session, open), "at": moment.at}

    async def compare(self, request: Request) -> object:
        """Where two records part: the first tick and field, and what led there."""
        asked = await body_of(request, Compared)
        return await in_thread(self._records.compared, asked.old, asked.new)

    async def keep(self, request: Request) -> object:
        """Keep the fight of a page as a journal of the project."""
        asked = await body_of(request, Kept)
        moment, rules = await self._in_ring(
            asked.session, lambda one: (one.bout.shared(), one.rules), begins=False
        )
        return await in_thread(self._records.keep, asked.name, moment, rules)

    async def moment(self, request: Request) -> object:
        """The moment that a page shows of its fight as a file: ``?session=``."""
        id = request.query_params.get("session", "")
        if not ID.fullmatch(id):
            raise InputError("a session is 8 to 32 small letters and digits", code="studio.session")
        moment = await self._in_ring(id, lambda session: session.shared(), begins=False)
        return _file("moment.json", json.format(moment.data(), indent=1))

    async def _in_ring(self, id: str, work: Callable[[Session], T], *, begins: bool = True) -> T:
        """What work in the thread of the ring gives. Raises what it raises."""
        asked = self._ring.call(id, work, begins=begins)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(asked), PATIENCE)
        except TimeoutError as error:
            raise CombatError(
                "the fights of the studio take too long to answer; try again", code="studio.busy"
            ) from error


def _answering(
    call: Callable[[Request], Awaitable[object]],
) -> Callable[[Request], Awaitable[Response]]:
    """What answers an address: with JSON, or with an error that says what is wrong."""

    async def answer(request: Request) -> Response:
        try:
            found = await call(request)
        except (CombatError, OSError) as error:
            return _refused(error, 400 if isinstance(error, CombatError) else 503)
        except asyncio.CancelledError:  # the studio ends, and nobody waits for this any more
            return Response(status_code=503)
        except Exception as error:
            print_exc()
            return _refused(error, 500)
        if isinstance(found, Response):
            return found
        return Response(json.encode(found), media_type="application/json")

    answer.__doc__ = call.__doc__
    return answer


def _refused(error: Exception, status: int) -> Response:
    return Response(json.encode(trouble(error)), status, media_type="application/json")


def _file(name: str, data: bytes) -> Response:
    safe = "".join(sign if sign.isalnum() or sign in ".-_" else "_" for sign in name)
    headers = {"content-disposition": f'attachment; filename="{safe}"'}
    return Response(data, media_type="application/octet-stream", headers=headers)
