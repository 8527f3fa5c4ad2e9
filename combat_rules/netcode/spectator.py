"""A spectator: follows the fight of two peers from their inputs, and guesses nothing."""

from collections.abc import Callable, Iterable, Mapping

from combat_rules.errors import InputError, in_short
from combat_rules.model import Command, require_int
from combat_rules.model.arguments import checks_arguments, checks_arguments_but
from combat_rules.netcode.hashes import Hashes
from combat_rules.netcode.inputs import (
    AdvanceFrame,
    Broadcast,
    FrameInput,
    LeaveFrame,
    Request,
    SaveFrame,
    Terms,
    WaitForFrame,
    packet_in,
)
from combat_rules.netcode.leaving import Leaving, terms_in
from combat_rules.netcode.peers import Peers


class Spectator:
    """Somebody who only receives: inputs that are final go in, requests to advance come out.

    ``peers``, ``compare`` and ``terms`` are those of the two who play; either of them sends its
    ``Session.broadcast``. Nothing is ever played again. A driver carries the requests out, as it
    does those of a session.
    """

    @checks_arguments_but("terms")
    def __init__(
        self,
        peers: Mapping[str, Iterable[str]],
        *,
        compare: int = 30,
        check: Callable[[Command], None] | None = None,
        terms: Terms | None = None,
    ) -> None:
        require_int("compare", compare, 1)
        self._peers = Peers(next(iter(peers), ""), peers, check)
        self._leaving = Leaving(terms_in(terms))
        self._gone: tuple[str, int] | None = None
        self.compare = compare
        self.frame = 0
        """The frame that is played next."""
        self.received = -1
        """The last frame up to which every input is here; -1 for none. Tell it to whoever sends."""
        self._frames: dict[int, FrameInput] = {}
        self._hashes = Hashes(compare, "the spectator")

    def check_with(self, check: Callable[[Command], None]) -> None:
        """Ask ``check`` of each command from now on, unless one was given from the first."""
        self._peers.check_with(check)

    @property
    def terms(self) -> Terms:
        """How the fight goes on once one of the two is gone."""
        return self._leaving.terms

    def receive(self, packet: Broadcast) -> None:
        """Take a packet of one of the two, however late, doubled or out of order.

        Raises ``InputError`` for one that cannot be, with nothing changed, and ``DesyncError``
        once a hash in it shows that this fight is not the one that is sent.
        """
        packet = packet_in(packet, Broadcast)
        new = self._admitted(packet)
        self._gone = self._gone or packet.gone
        self._frames |= new
        while self.received + 1 in self._frames:
            self.received += 1
        self._hashes.hear(packet.hashes, packet.sender)

    @checks_arguments
    def advance(self, commands: Iterable[Command] = ()) -> list[Request]:
        """What is to be done now: to play the next frame, or to wait for it.

        Raises ``InputError`` if there are ``commands``: a spectator gives none.
        """
        if tuple(commands):
            raise InputError(
                "a spectator commands nobody; who plays has a Session", code="input.spectator"
            )
        frame = self.frame
        if frame > self.received:
            return [WaitForFrame(frame)]
        requests: list[Request] = []
        wanted = self._hashes.wanted(frame)
        if wanted:
            requests += [SaveFrame(frame), *wanted]
        if self._gone is not None and frame == self._gone[1]:
            requests.append(LeaveFrame(frame, self._peers.of(self._gone[0]), self.terms))
        requests.append(AdvanceFrame(frame, self._frames.pop(frame), False))
        self.frame += 1
        return requests

    def catch_up(self) -> list[Request]:
        """Nothing: what is never guessed is never wrong."""
        return []

    def report(self, frame: int, state: str) -> None:
        """Note the hash of a world, as a request asked. Raises what ``Session.report`` raises."""
        self._hashes.report(frame, state, "the peers")

    def _admitted(self, packet: Broadcast) -> dict[int, FrameInput]:
        """The frames of a packet that are new; or an ``InputError``."""
        told = packet.sender if packet.gone is None else packet.gone[0]
        if not {packet.sender, told} <= {*self._peers.names}:
            raise InputError(
                f"this packet is of {in_short(packet.sender)}, about {in_short(told)}; who plays "
                f"is {' and '.join(self._peers.names)}",
                code="input.sender",
                sender=packet.sender,
            )
        if packet.first > self.received + 1:
            raise InputError(
                f"this packet begins with frame {packet.first}, and here are the frames up to "
                f"{self.received}; ask for it with broadcast(after={self.received})",
                code="input.gap",
                frame=packet.first,
            )
        late = packet.gone is not None and packet.gone[1] < self.frame
        if packet.gone not in (None, self._gone) and (late or self._gone is not None):
            raise InputError(
                f"{packet.sender} says that {told} left at another frame than what was given "
                "before. If the two have lost each other, they play two fights: listen to one",
                code="input.changed",
                frame=self.frame,
            )
        new = {}
        for frame, commands in enumerate(packet.frames, packet.first):
            known = self._frames.get(frame)
            if known is None and frame > self.received:
                new[frame] = self._peers.admit_all(commands)
            elif known is not None and known != commands:
                raise InputError(
                    f"{packet.sender} gives another input for frame {frame} than was given before",
                    code="input.changed",
                    frame=frame,
                )
        return new
