"""Bodies: everything that the API may be asked for, each with its type and its limits."""

from typing import Annotated, TypeVar

from msgspec import Meta, Struct, ValidationError, json
from starlette.requests import ClientDisconnect, Request

from combat_rules.errors import InputError
from combat_rules.studio.messages import LONGEST, NewNumbers, Slot
from combat_rules.studio.ring import ID
from combat_rules.studio.setup import Name

T = TypeVar("T")
Record = Annotated[str, Meta(max_length=1000)]
SessionId = Annotated[str, Meta(pattern=rf"^{ID.pattern}\Z")]


class NumbersAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """New numbers by their paths; ``mark`` says which difference is to be written."""

    numbers: NewNumbers
    mark: Annotated[str, Meta(max_length=64)] = ""


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing but the wish."""


class HeatAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """A heat map: so many fights of each pairing, under other numbers if there are any."""

    fights: Annotated[int, Meta(ge=1, le=10_000)] = 200
    numbers: NewNumbers = {}


class Opened(Struct, frozen=True, forbid_unknown_fields=True):
    """A record to be opened in the fight of a page."""

    id: Record
    session: SessionId


class Situation(Struct, frozen=True, forbid_unknown_fields=True):
    """The tick that a page shows, as a situation."""

    session: SessionId


class Compared(Struct, frozen=True, forbid_unknown_fields=True):
    """Two records to be compared."""

    old: Record
    new: Record


class Kept(Struct, frozen=True, forbid_unknown_fields=True):
    """The fight of a page, to be kept as a journal."""

    name: Annotated[Slot, Meta(pattern=r"^[A-Za-z0-9][\w-]*\Z")]
    session: SessionId


class Combos(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose combos are looked for, under other numbers if there are any."""

    archetype: Name
    numbers: NewNumbers = {}


class MatchupsAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Matchups of those who know a move, under other numbers if there are any."""

    move: Name
    numbers: NewNumbers = {}


async def body_of(request: Request, kind: type[T]) -> T:
    """The body of a request. Raises ``InputError`` for one that is too long, half or
    wrong."""
    data = bytearray()
    try:
        async for piece in request.stream():
            data += piece
            if len(data) > LONGEST:
                raise InputError(f"the body is longer than {LONGEST} bytes", code="studio.message")
    except ClientDisconnect as error:
        raise InputError("this ends before it is whole", code="studio.message") from error
    try:
        return json.decode(bytes(data), type=kind)
    except (ValidationError, ValueError, RecursionError) as error:
        raise InputError(f"this cannot be read: {error}", code="studio.message") from error
