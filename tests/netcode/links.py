"""Two peers in one process and a bad link between them: late, lost, doubled, out of order."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from msgspec import Struct

from combat_rules import CombatSystem, Command
from combat_rules.netcode import Driver, Packet, Session

PEERS = {"left": ("ayla", "cyra"), "right": ("borin", "dorn")}


class Link(Struct, frozen=True):
    """How bad a link is: a packet takes between ``least`` and ``most`` frames, one in a hundred
    times ``lost`` it never comes, and as often as ``doubled`` says it comes twice."""

    least: int = 0
    most: int = 0
    lost: int = 0
    doubled: int = 0
    seed: int = 0


class Peer:
    """One side: its fight, its session, what it was told to do, and what is on the way to it."""

    def __init__(self, name: str, combat: CombatSystem, rate: int = 60, **options: Any) -> None:
        self.name = name
        self.session = Session(name, PEERS, check=combat.check_command, **options)
        self.driver = Driver(combat, self.session, rate)
        self.given: dict[int, Sequence[Command]] = {}
        self.coming: list[tuple[int, bytes]] = []
        self.waited = 0

    def play(self, commands: Sequence[Command]) -> None:
        """Play a frame, if the session does not wait."""
        frame = self.session.frame + self.session.delay
        if self.driver.advance(commands):
            self.given[frame] = commands
        else:
            self.waited += 1

    def take(self, step: int) -> None:
        """Take every packet that has come by now."""
        for packet in [data for at, data in self.coming if at <= step]:
            self.session.receive(Packet.decode(packet))
        self.coming = [(at, data) for at, data in self.coming if at > step]


class Table:
    """Two peers who play the same fight."""

    def __init__(self, fight: Callable[[], CombatSystem], link: Link, **options: Any) -> None:
        self.peers = [Peer(name, fight(), **options) for name in PEERS]
        self.link = link
        self.luck = Random(link.seed)
        self.step = 0

    def play(self, frames: int, commands: Callable[[str, int], Sequence[Command]]) -> None:
        """Play ``frames`` on both sides, over the bad link, then let both settle."""
        while any(peer.session.frame < frames for peer in self.peers):
            assert self.step < 50 * frames + 1000, "the peers wait for each other for ever"
            self.round(frames, commands)
        self.link = Link()
        for _ in range(self._longest() + 3):
            self.round(frames, commands)
        for peer in self.peers:
            peer.driver.catch_up()

    def round(self, frames: int, commands: Callable[[str, int], Sequence[Command]]) -> None:
        """One frame's time on both sides; who has played all its frames only listens."""
        self.step += 1
        for peer, other in (self.peers, self.peers[::-1]):
            peer.take(self.step)
            if peer.session.frame < frames:
                peer.play(commands(peer.name, peer.session.frame))
            self._send(peer.session.packet().encode(), other)

    def _send(self, packet: bytes, to: Peer) -> None:
        link, luck = self.link, self.luck
        for _ in range(1 + (luck.randrange(100) < link.doubled)):
            if luck.randrange(100) >= link.lost:
                to.coming.append((self.step + luck.randint(link.least, link.most), packet))

    def _longest(self) -> int:
        late = [at - self.step for peer in self.peers for at, _ in peer.coming]
        return max(late, default=0)


def in_time(
    combat: CombatSystem,
    given: Mapping[str, Mapping[int, Sequence[Command]]],
    frames: int,
    rate: int = 60,
) -> CombatSystem:
    """The fight played by one who has all inputs in time and never goes back."""
    second = combat.fight.ruleset.ticks_per_second
    for frame in range(frames):
        if combat.result is not None:
            break
        now = combat.now
        # The frame before has played the tick at which this one begins.
        at = now + (frame > 0)
        for peer in sorted(given):
            commands = given[peer].get(frame, ())
            combat.schedule(
                Command(actor=c.actor, action=c.action, target=c.target, cancel=c.cancel, at=at)
                for c in commands
            )
        combat.advance((frame + 1) * second // rate - now)
    return combat
