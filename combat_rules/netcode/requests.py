"""What a session asks of the fight: save, load, advance, hash, wait; to be done in order."""

from msgspec import Struct

from combat_rules.netcode.inputs import FrameInput


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


Request = SaveFrame | LoadFrame | AdvanceFrame | HashFrame | WaitForFrame
