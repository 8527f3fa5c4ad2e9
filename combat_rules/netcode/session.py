"""A session: the rollback of one fight that two peers play, without sockets and clocks."""

from collections.abc import Callable, Iterable, Mapping

from combat_rules.errors import DesyncError, InputError, in_short
from combat_rules.model import Command, require_int
from combat_rules.netcode.inputs import (
    AdvanceFrame,
    FrameInput,
    HashFrame,
    LoadFrame,
    Packet,
    Request,
    SaveFrame,
    WaitForFrame,
    input_in,
    packet_in,
)
from combat_rules.netcode.peers import Peers, is_sendable

LONGEST_WINDOW = 60
"""How many frames may be predicted at most: as many as a second has in most games."""

LONGEST_DELAY = 30
"""How many frames one's own input may be delayed at most."""

TOLD = 4
"""How many hashes a packet carries, the latest."""


class Session:
    """One peer's side of a fight: inputs go in, requests to save, load and advance come out.

    ``peers`` says which combatants each of the two commands; ``local`` is the peer on
    this side. A frame is played as soon as the own input is there, the other's being guessed:
    nothing, or with ``repeat`` what it was last. When the real one arrives and differs, the
    session asks to go back and play again. Up to ``window`` frames are guessed; then it waits.

    ``delay`` is how many frames later than given the own input takes effect. ``check`` is asked
    of each command at the door and raises ``CombatError`` for one that cannot be. Every
    ``compare`` frames both sides compare their worlds. Peers, ``window``, ``compare`` and what
    ``check`` lets in must be the same on both sides.
    """

    def __init__(
        self,
        local: str,
        peers: Mapping[str, Iterable[str]],
        *,
        window: int = 8,
        delay: int = 0,
        repeat: bool = False,
        compare: int = 30,
        check: Callable[[Command], None] | None = None,
    ) -> None:
        require_int("window", window, 1, LONGEST_WINDOW)
        require_int("delay", delay, 0, LONGEST_DELAY)
        require_int("compare", compare, 1)
        self._peers = Peers(local, peers, check)
        self.window = window
        self.delay = delay
        self.compare = compare
        self.frame = 0
        """The frame that is played next."""
        self.received = -1
        """The last frame up to which every input of the other is here; -1 for none."""
        self._repeat = repeat
        self._heard_of = 0
        self._acknowledged = -1
        self._own: dict[int, FrameInput] = dict.fromkeys(range(delay), ())
        self._theirs: dict[int, FrameInput] = {}
        self._guessed: dict[int, FrameInput] = {}
        self._wrong: int | None = None
        self._begun = False
        self._next_hash = 0
        self._hashes: dict[int, str] = {}
        self._their_hashes: dict[int, str] = {}

    @property
    def ahead(self) -> int:
        """How many frames this side has played more than the other was last heard to have.

        Whoever stays ahead, less the frames that a packet is under way, lets a frame out now
        and then, so that the other need not always be the one who goes back.
        """
        return self.frame - self._heard_of

    def advance(self, commands: Iterable[Command] = ()) -> list[Request]:
        """What is to be done now: to correct what was guessed wrong, then to play a frame.

        ``commands`` are the own input. If the last request but hashes is ``WaitForFrame``, they
        were not taken: give them again with the next call. Raises ``InputError`` for commands
        that cannot be given; then nothing has changed.
        """
        given = self._peers.admit(self._peers.local, input_in(commands))
        requests = self._correct()
        if self.frame > self.received + self.window:
            requests.append(WaitForFrame(self.received + 1))
        else:
            self._own[self.frame + self.delay] = given
            self._play(self.frame, requests)
            self.frame += 1
        return self._finish(requests)

    def catch_up(self) -> list[Request]:
        """What is to be done to correct what was guessed wrong, without playing a frame."""
        return self._finish(self._correct())

    def packet(self) -> Packet:
        """What to send to the other now: every input that it is not known to have.

        Send one after each ``advance``, whatever came of it; a lost one is made up for by the
        next.
        """
        first = self._acknowledged + 1
        return Packet(
            sender=self._peers.local,
            first=first,
            inputs=tuple(self._own[frame] for frame in range(first, self._given)),
            received=self.received,
            frame=self.frame,
            hashes=tuple(self._hashes.items())[-TOLD:],
        )

    def receive(self, packet: Packet) -> None:
        """Take a packet of the other, however late, doubled or out of order.

        Raises ``InputError`` for one that cannot be, with nothing changed, and ``DesyncError``
        once a hash in it shows that the two fights are not the same any more.
        """
        packet = packet_in(packet)
        inputs = self._admitted(packet)
        self._heard_of = max(self._heard_of, packet.frame)
        self._acknowledged = max(self._acknowledged, packet.received)
        for frame, commands in inputs.items():
            self._theirs[frame] = commands
            guess = self._guessed.pop(frame, commands)
            if guess != commands:
                self._wrong = frame if self._wrong is None else min(self._wrong, frame)
        while self.received + 1 in self._theirs:
            self.received += 1
        self._their_hashes.update(packet.hashes)
        self._compare()

    def report(self, frame: int, state: str) -> None:
        """Note the hash of a final world, as a request asked. Raises ``DesyncError``, and
        ``InputError`` for what was not asked or is no hash."""
        asked = range(0, self._next_hash, self.compare)
        if type(frame) is not int or frame not in asked or not is_sendable(state):
            raise InputError(
                f"a session is told the hash, a short text, of a frame that it has asked for, not "
                f"{in_short(state)} of frame {in_short(frame)}",
                code="input.hash",
                frame=frame,
            )
        self._hashes[frame] = state
        self._compare()

    @property
    def _given(self) -> int:
        """The first frame for which there is no own input yet."""
        return self.frame + self.delay

    def _correct(self) -> list[Request]:
        requests: list[Request] = []
        if not self._begun:
            self._begun = True
            requests.append(SaveFrame(0))
        if self._wrong is not None:
            requests.append(LoadFrame(self._wrong))
            for frame in range(self._wrong, self.frame):
                self._play(frame, requests)
            self._wrong = None
        return requests

    def _play(self, frame: int, requests: list[Request]) -> None:
        theirs = self._theirs.get(frame)
        predicted = theirs is None
        if theirs is None:
            theirs = self._guessed[frame] = self._guess(frame)
        commands = self._peers.together(self._own[frame], theirs)
        requests += [AdvanceFrame(frame, commands, predicted), SaveFrame(frame + 1)]

    def _guess(self, frame: int) -> FrameInput:
        if not self._repeat:
            return ()
        known = max((one for one in self._theirs if one < frame), default=None)
        return () if known is None else self._theirs[known]

    def _finish(self, requests: list[Request]) -> list[Request]:
        """Ask for hashes of what has become final, and forget what is not needed any more."""
        final = min(self.received + 1, self.frame)
        while self._next_hash <= final:
            requests.append(HashFrame(self._next_hash))
            self._next_hash += self.compare
        needed = min(final, self._acknowledged + 1)
        _drop(self._own, needed)
        _drop(self._theirs, final - 1)
        _drop(self._hashes, self._next_hash - 2 * TOLD * self.compare)
        _drop(self._their_hashes, self._next_hash - 2 * TOLD * self.compare)
        return requests

    def _admitted(self, packet: Packet) -> dict[int, FrameInput]:
        """The inputs of a packet that are new, by frame; or an ``InputError``."""
        other = self._peers.other
        if packet.sender != other:
            raise InputError(
                f"a packet of {in_short(packet.sender)} came to {self._peers.local}, who plays "
                f"with {in_short(other)}",
                code="input.sender",
                sender=packet.sender,
            )
        if packet.received >= self._given:
            raise InputError(
                f"{other} says that it has the inputs up to frame {packet.received}; given were "
                f"those up to {self._given - 1}",
                code="input.future",
                frame=packet.received,
            )
        last = self._given - 1 + self.window + LONGEST_DELAY
        told = [packet.frame, *(frame for frame, _ in packet.hashes)]
        end = max(packet.first + len(packet.inputs) - 1, *told)
        if end > last:
            raise InputError(
                f"{other} is at frame {end} already, but with a window of {self.window} it can "
                f"be at frame {last} at most; both sides need the same window",
                code="input.future",
                frame=end,
                last=last,
            )
        new = {}
        for frame, commands in enumerate(packet.inputs, packet.first):
            known = self._theirs.get(frame)
            if known is None and frame > self.received:
                new[frame] = self._peers.admit(other, input_in(commands))
            elif known is not None and known != input_in(commands):
                raise InputError(
                    f"{other} gave another input for frame {frame} before; an input once given "
                    "stays as it is",
                    code="input.changed",
                    frame=frame,
                )
        return new

    def _compare(self) -> None:
        for frame, state in self._hashes.items():
            theirs = self._their_hashes.get(frame, state)
            if theirs != state:
                raise DesyncError(
                    f"the worlds of {self._peers.local} and {self._peers.other} differ at frame "
                    f"{frame}: {state} here, {theirs} there. Both need the same rules, seed and "
                    "combatants; SyncTest finds rules that do not repeat themselves",
                    code="sync.frame",
                    frame=frame,
                    first=state,
                    second=theirs,
                )


def _drop(kept: dict[int, FrameInput] | dict[int, str], before: int) -> None:
    """Forget the frames before one."""
    for frame in [one for one in kept if one < before]:
        del kept[frame]
