"""A session: the rollback of one fight that two peers play, without sockets and clocks."""

from collections.abc import Callable, Iterable, Mapping

from combat_rules.errors import InputError, StateError, in_short
from combat_rules.model import Command, require_int
from combat_rules.netcode.hashes import Hashes
from combat_rules.netcode.inputs import (
    MOST_FRAMES,
    AdvanceFrame,
    Broadcast,
    FrameInput,
    LeaveFrame,
    LoadFrame,
    Packet,
    Request,
    SaveFrame,
    Terms,
    WaitForFrame,
    input_in,
    packet_in,
)
from combat_rules.netcode.leaving import Leaving, terms_in
from combat_rules.netcode.peers import Peers

LONGEST_WINDOW = 60
"""How many frames may be predicted at most: as many as a second has in most games."""

LONGEST_DELAY = 30
"""How many frames one's own input may be delayed at most."""


class Session:
    """One peer's side of a fight: inputs go in, requests to save, load and advance come out.

    ``peers`` says which combatants each of the two commands; ``local`` is the peer on
    this side. A frame is played as soon as the own input is there, the other's being guessed:
    nothing, or with ``repeat`` what it was last. When the real one arrives and differs, the
    session asks to go back and play again. Up to ``window`` frames are guessed; then it waits.

    ``delay`` is how many frames later than given the own input takes effect. ``check`` is asked
    of each command as it comes in and raises ``CombatError`` for one that cannot be; a driver has
    its fight do that, unless another one is given. Every ``compare`` frames both sides compare
    their worlds. Peers, ``window``, ``compare`` and what ``check`` lets in must be the same on both
    sides.
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
        terms: Terms | None = None,
        watched: bool = False,
    ) -> None:
        require_int("window", window, 1, LONGEST_WINDOW)
        require_int("delay", delay, 0, LONGEST_DELAY)
        require_int("compare", compare, 1)
        for name, value in (("repeat", repeat), ("watched", watched)):
            if type(value) is not bool:
                raise StateError(
                    f"{name} is {in_short(value)}; True or False", code="session.watched"
                )
        self._peers = Peers(local, peers, check)
        self.window = window
        self.delay = delay
        self.compare = compare
        self.frame = 0
        """The frame that is played next."""
        self.received = -1
        """The last frame up to which every input of the other is here; -1 for none."""
        self.leaving = Leaving(terms_in(terms))
        self._final: list[FrameInput] | None = [] if watched else None
        self._repeat = repeat
        self._heard_of = 0
        self._acknowledged = -1
        self._own: dict[int, FrameInput] = dict.fromkeys(range(delay), ())
        self._theirs: dict[int, FrameInput] = {}
        self._guessed: dict[int, FrameInput] = {}
        self._wrong: int | None = None
        self._begun = False
        self._hashes = Hashes(compare, local)

    @property
    def ahead(self) -> int:
        """How many frames this side has played more than the other was last heard to have.

        Whoever stays ahead, less the frames that a packet is under way, lets a frame out now
        and then, so that the other need not always be the one who goes back.
        """
        return self.frame - self._heard_of

    def check_with(self, check: Callable[[Command], None]) -> None:
        """Ask ``check`` of each command from now on, unless one was given from the first."""
        self._peers.check_with(check)

    @property
    def terms(self) -> Terms:
        """How the fight goes on once the other is gone."""
        return self.leaving.terms

    @property
    def gone(self) -> int | None:
        """The first frame that is played without the other; none while it is here."""
        return self.leaving.frame

    def peer_left(self) -> None:
        """The other is gone: go back to its last real input, and play on without it.

        What has come of its inputs without a gap counts, nothing after that. The next call of
        ``advance`` or ``catch_up`` asks for it. Whoever is gone does not come back.
        """
        if self.gone is None:
            first = self.leaving.frame = self.received + 1
            if first < self.frame:
                self._wrong = first if self._wrong is None else min(self._wrong, first)

    def advance(self, commands: Iterable[Command] = ()) -> list[Request]:
        """What is to be done now: to correct what was guessed wrong, then to play a frame.

        ``commands`` are the own input. If the last request but hashes is ``WaitForFrame``, they
        were not taken: give them again with the next call. Raises ``InputError`` for commands
        that cannot be given; then nothing has changed.
        """
        given = self._peers.admit(self._peers.local, input_in(commands))
        if self.leaving.is_over():
            self.peer_left()
        requests = self._correct()
        if self.gone is None and self.frame > self.received + self.window:
            requests.append(WaitForFrame(self.received + 1))
        else:
            self._own[self.frame + self.delay] = given
            self._play(self.frame, requests)
            self.frame += 1
        return self._finish(requests)

    def catch_up(self) -> list[Request]:
        """What is to be done to correct what was guessed wrong, without playing a frame."""
        return self._finish(self._correct())

    def broadcast(self, after: int = -1) -> Broadcast:
        """What to send to a spectator that has all inputs up to frame ``after``, -1 for none.

        Raises ``StateError`` if the session was not made to be ``watched``.
        """
        if self._final is None:
            raise StateError(
                "this session keeps nothing for spectators; make it with watched=True",
                code="session.unwatched",
            )
        require_int("after", after, -1)
        first = after + 1
        return Broadcast(
            sender=self._peers.local,
            first=first,
            frames=tuple(self._final[first : first + MOST_FRAMES]),
            gone=None if self.gone is None else (self._peers.other, self.gone),
            hashes=self._hashes.latest,
        )

    def packet(self) -> Packet:
        """What to send to the other now: every input that it is not known to have.

        Send one after each ``advance``, whatever came of it; a lost one is made up for by the
        next. Once the other is gone, what it never said it had is in none.
        """
        first = max(self._acknowledged + 1, min(self._own, default=self._given))
        return Packet(
            sender=self._peers.local,
            first=first,
            inputs=tuple(self._own[frame] for frame in range(first, self._given)),
            received=self.received,
            frame=self.frame,
            hashes=self._hashes.latest,
        )

    def receive(self, packet: Packet) -> None:
        """Take a packet of the other, however late, doubled or out of order.

        Raises ``InputError`` for one that cannot be, with nothing changed, and ``DesyncError``
        once a hash in it shows that the two fights are not the same any more.
        """
        packet = packet_in(packet, Packet)
        inputs = self._admitted(packet)
        self.leaving.heard()
        self._heard_of = max(self._heard_of, packet.frame)
        self._acknowledged = max(self._acknowledged, packet.received)
        for frame, commands in inputs.items():
            self._theirs[frame] = commands
            guess = self._guessed.pop(frame, commands)
            if guess != commands:
                self._wrong = frame if self._wrong is None else min(self._wrong, frame)
        while self.received + 1 in self._theirs:
            self.received += 1
        self._hashes.hear(packet.hashes, self._peers.other)

    def report(self, frame: int, state: str) -> None:
        """Note the hash of a final world, as a request asked. Raises ``DesyncError``, and
        ``InputError`` for what was not asked or is no hash."""
        self._hashes.report(frame, state, self._peers.other)

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
        alone = self.gone is not None and frame >= self.gone
        predicted = theirs is None and not alone
        if frame == self.gone:
            requests.append(LeaveFrame(frame, self._peers.of(self._peers.other), self.terms))
        if alone:
            theirs = ()
        elif theirs is None:
            theirs = self._guessed[frame] = self._guess(frame)
        commands = self._peers.together(self._own[frame], theirs)
        requests += [AdvanceFrame(frame, commands, predicted), SaveFrame(frame + 1)]

    def _together(self, frame: int) -> FrameInput:
        """What both command in a frame that is final."""
        alone = self.gone is not None and frame >= self.gone
        return self._peers.together(self._own[frame], () if alone else self._theirs[frame])

    def _guess(self, frame: int) -> FrameInput:
        if not self._repeat:
            return ()
        known = max((one for one in self._theirs if one < frame), default=None)
        return () if known is None else self._theirs[known]

    def _finish(self, requests: list[Request]) -> list[Request]:
        """Ask for hashes of what has become final, and forget what is not needed any more."""
        final = self.frame if self.gone is not None else min(self.received + 1, self.frame)
        if self._final is not None:
            self._final += map(self._together, range(len(self._final), final))
        requests += self._hashes.wanted(final)
        needed = final if self.gone is not None else min(final, self._acknowledged + 1)
        _drop(self._own, needed)
        _drop(self._theirs, final - 1)
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
        last = packet.first + len(packet.inputs) - 1
        if self.gone is not None and last >= self.gone:
            raise InputError(
                f"{other} is gone since frame {self.gone}, and the fight was played on without "
                "it; nobody comes back into a fight",
                code="session.gone",
                frame=self.gone,
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


def _drop(kept: dict[int, FrameInput], before: int) -> None:
    """Forget the frames before one."""
    for frame in [one for one in kept if one < before]:
        del kept[frame]
