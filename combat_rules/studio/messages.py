"""Messages: everything that a page may ask of its fight, each with its type and its limits."""

from typing import Annotated

from msgspec import DecodeError, Meta, Struct, ValidationError, json

from combat_rules.errors import InputError
from combat_rules.studio.setup import Name, SetUp
from combat_rules.studio.training import Plan

Tick = Annotated[int, Meta(ge=0, le=2**40)]
Percent = Annotated[int, Meta(ge=1, le=400)]
Slot = Annotated[str, Meta(min_length=1, max_length=60)]
Link = Annotated[str, Meta(max_length=1 << 20)]
Number = Annotated[int, Meta(ge=-(2**31), le=2**31)]
NewNumbers = Annotated[dict[Annotated[str, Meta(max_length=120)], Number], Meta(max_length=500)]

LONGEST = 1 << 20
"""Bytes of the longest message."""


class Message(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag=str.lower):
    """Something that a page asks; the field ``do`` says what."""


class Press(Message, frozen=True, forbid_unknown_fields=True):
    """Somebody starts an action; without one it calls off what it does."""

    who: Name
    action: Name = ""


class Play(Message, frozen=True, forbid_unknown_fields=True):
    """Time passes."""


class Pause(Message, frozen=True, forbid_unknown_fields=True):
    """Time stands still."""


class Step(Message, frozen=True, forbid_unknown_fields=True):
    """Some ticks pass, or one frame if there are none."""

    ticks: Annotated[int, Meta(ge=0, le=100_000)] = 0


class Speed(Message, frozen=True, forbid_unknown_fields=True):
    """Time passes at a percentage of its usual speed."""

    percent: Percent


class Look(Message, frozen=True, forbid_unknown_fields=True):
    """The fight as it was at a tick is shown, while it stands still; without one, as it is."""

    tick: Tick | None = None


class GoOn(Message, frozen=True, forbid_unknown_fields=True):
    """The fight goes on from a tick; what came later has not happened."""

    tick: Tick


class Why(Message, frozen=True, forbid_unknown_fields=True):
    """Why an action may start, or not, at the tick that is shown."""

    who: Name
    action: Name


class New(Message, frozen=True, forbid_unknown_fields=True):
    """A new fight; without a set-up, the same once more. It is played with ``numbers`` that are
    not written anywhere, by their paths; without them with those of the last one."""

    set_up: SetUp | None = None
    numbers: NewNumbers | None = None


class Away(Message, frozen=True, forbid_unknown_fields=True):
    """Whether the page is hidden: then it does not look on, and where no other one does the fight
    waits."""

    hidden: bool


class Change(Message, frozen=True, forbid_unknown_fields=True):
    """Numbers of somebody are set: health, position, attributes."""

    who: Name
    numbers: Annotated[dict[Name, Number], Meta(max_length=50)]


class Steer(Message, frozen=True, forbid_unknown_fields=True):
    """Somebody is steered by a controller from now on, or by a person if there is none."""

    who: Name
    controller: Name = ""


class Keep(Message, frozen=True, forbid_unknown_fields=True):
    """The present moment is kept under a name."""

    name: Slot


class Open(Message, frozen=True, forbid_unknown_fields=True):
    """A moment is opened: one that was kept, or one of a link."""

    name: Slot | None = None
    link: Link | None = None


class Drop(Message, frozen=True, forbid_unknown_fields=True):
    """A moment that was kept is forgotten."""

    name: Slot


class Share(Message, frozen=True, forbid_unknown_fields=True):
    """The present moment is asked for as a link."""


class Mark(Message, frozen=True, forbid_unknown_fields=True):
    """The present moment is what ``reset`` goes back to."""


class Reset(Message, frozen=True, forbid_unknown_fields=True):
    """The fight is as it was when it was marked, or at its beginning."""


class Train(Message, frozen=True, forbid_unknown_fields=True):
    """What the dummy does; without a plan there is none."""

    who: Name
    plan: Plan | None = None


class Record(Message, frozen=True, forbid_unknown_fields=True):
    """The dummy is shown what to do from now on (``on``), or until now."""

    on: bool


class Replay(Message, frozen=True, forbid_unknown_fields=True):
    """The dummy does what it was shown."""


Request = (
    Press | Play | Pause | Step | Speed | Look | GoOn | Why | New | Away | Change | Steer | Keep
    | Open | Drop | Share | Mark | Reset | Train | Record | Replay
)  # fmt: skip

_decode = json.Decoder(Request).decode


def read(text: str | bytes) -> Request:
    """A message of a page. Raises ``InputError`` that says what is wrong with it."""
    if len(text) > LONGEST:
        raise InputError(
            f"the message is longer than {LONGEST} bytes", code="studio.message", length=len(text)
        )
    try:
        found: Request = _decode(text)
        return found
    except (DecodeError, ValidationError, RecursionError, UnicodeError) as error:
        raise InputError(f"this is no message: {error}", code="studio.message") from error
