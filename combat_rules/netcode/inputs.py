"""What two peers send each other, in packets that may get lost; what a session asks of a fight."""

from collections.abc import Iterable
from itertools import islice
from typing import Annotated, Self, TypeVar

import msgspec
from msgspec import Meta, Struct

from combat_rules.errors import InputError, in_short, in_words
from combat_rules.model import Command
from combat_rules.model.limits import LIMIT

MOST_COMMANDS = 8
"""How many commands one peer may give in one frame."""

MOST_BYTES = 4096
"""How many bytes they may have together, as they are sent: packets are sent again and again."""

MOST_FRAMES = 256
"""How many frames a packet may be about."""

FrameInput = tuple[Command, ...]
"""What one peer commands in one frame, in order; nothing is an input too."""

Frame = Annotated[int, Meta(ge=0, le=LIMIT)]
"""The number of a frame, from 0."""

Commands = Annotated[tuple[Command, ...], Meta(max_length=MOST_COMMANDS)]
OfBoth = Annotated[tuple[Command, ...], Meta(max_length=2 * MOST_COMMANDS)]
Hashes = Annotated[tuple[tuple[Frame, str], ...], Meta(max_length=16)]


class Sent(Struct, frozen=True, kw_only=True):
    """What is sent from one machine to another, as a packet that may get lost."""

    def encode(self) -> bytes:
        """The packet as bytes, ready to be sent. Raises ``InputError`` for one that ``decode``, and
        so the other side, would not take."""
        try:
            return _encode(packet_in(self, type(self)))
        except ValueError as error:
            raise InputError(f"this packet cannot be sent: {error}", code="input.packet") from error

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The packet in ``data``. Raises ``InputError`` for bytes that are none."""
        try:
            return msgspec.msgpack.decode(data, type=cls)
        except (msgspec.MsgspecError, TypeError, UnicodeError, RecursionError) as error:
            raise InputError(f"these bytes are no packet: {error}", code="input.packet") from error


class Packet(Sent, frozen=True, kw_only=True):
    """What one peer tells the other. May be lost, doubled or overtaken by a later one.

    ``inputs`` are the sender's, one a frame from frame ``first`` on: all that the receiver is
    not known to have. ``received`` is the last frame up to which the sender has every input
    of the receiver, -1 for none; ``frame`` the frame that the sender plays next. ``hashes``
    are those of the latest worlds that are final, by frame.
    """

    sender: str
    first: Frame
    inputs: Annotated[tuple[Commands, ...], Meta(max_length=MOST_FRAMES)]
    received: Annotated[int, Meta(ge=-1, le=LIMIT)]
    frame: Frame
    hashes: Hashes = ()


class Broadcast(Sent, frozen=True, kw_only=True):
    """What a peer tells a spectator. May be lost, doubled or overtaken by a later one.

    ``frames`` are what both have commanded, one a frame from frame ``first`` on, and final.
    ``gone`` is the peer that has left, and the first frame without it. ``hashes`` are those of
    the latest worlds, by frame.
    """

    sender: str
    first: Frame
    frames: Annotated[tuple[OfBoth, ...], Meta(max_length=MOST_FRAMES)]
    gone: tuple[str, Frame] | None = None
    hashes: Hashes = ()


_encode = msgspec.msgpack.Encoder().encode

P = TypeVar("P", bound=Sent)


def packet_in(packet: object, kind: type[P]) -> P:
    """A packet from outside with everything in it of the right kind, or an ``InputError``."""
    if not isinstance(packet, kind):
        name = kind.__name__
        raise InputError(
            f"what is taken here is a {name}, not {in_short(packet)}; bytes become one by "
            f"{name}.decode",
            code="input.packet",
        )
    try:
        return msgspec.convert(msgspec.to_builtins(packet), kind)
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError) as error:
        raise InputError(f"this packet cannot be read: {error}", code="input.packet") from error


def input_in(commands: Iterable[Command]) -> FrameInput:
    """What a peer commands in a frame with every command of the right kind, or an
    ``InputError``. When they are carried out is the frame's business: ``at`` is set to 0."""
    try:
        given = tuple(islice(commands, MOST_COMMANDS + 1))
        built = [msgspec.to_builtins(command) for command in given]
        taken = tuple(
            msgspec.structs.replace(command, at=0) if command.at else command
            for command in msgspec.convert(built, Commands)
        )
        size = len(_encode(taken))
        if size > MOST_BYTES:
            raise ValueError(f"they have {size} bytes, at most {MOST_BYTES} are possible")
    except Exception as error:
        # Whatever it is, it cannot be read as commands.
        raise InputError(
            f"an input is at most {MOST_COMMANDS} commands, Command(actor=..., action=...), "
            f"not {in_short(commands)}: {in_words(error)}",
            code="input.invalid",
        ) from error
    return taken


class SaveFrame(Struct, frozen=True):
    """Keep the fight as it is now, before ``frame`` is played."""

    frame: int


class LoadFrame(Struct, frozen=True):
    """Make the fight what it was when ``frame`` was last saved."""

    frame: int


class AdvanceFrame(Struct, frozen=True):
    """Play ``frame`` with these commands of both peers, all given at its start.

    ``predicted`` says that the other's are a guess: the frame may have to be played again.
    """

    frame: int
    commands: FrameInput
    predicted: bool


class HashFrame(Struct, frozen=True):
    """Report the hash of the world saved for ``frame``: it is final, and will be compared."""

    frame: int


class WaitForFrame(Struct, frozen=True):
    """No frame can be played before the other's input for ``frame`` is here."""

    frame: int


class Terms(Struct, frozen=True, kw_only=True):
    """What becomes of the combatants of a peer that is gone, declared before the fight begins.

    They do nothing more, unless a ``controller`` takes them over, or they ``concede``: then they
    are defeated. A peer is gone when the program says so, or once nothing has been heard of it
    for more than ``silence`` frames; each call of ``advance`` is one, those that wait included.
    """

    controller: str = ""
    concede: bool = False
    silence: Frame | None = None


class LeaveFrame(Struct, frozen=True):
    """From ``frame`` on these combatants have no peer any more: do to them what ``terms`` say."""

    frame: int
    combatants: tuple[str, ...]
    terms: Terms


Request = SaveFrame | LoadFrame | AdvanceFrame | LeaveFrame | HashFrame | WaitForFrame
