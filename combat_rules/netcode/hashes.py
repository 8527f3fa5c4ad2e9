"""Hashes: whether two machines that play one fight still have the same worlds."""

from collections.abc import Iterable

from msgspec import Struct, field

from combat_rules.errors import DesyncError, InputError, in_short
from combat_rules.netcode.inputs import HashFrame
from combat_rules.netcode.peers import is_sendable

TOLD = 4
"""How many hashes a packet carries, the latest."""


class Hashes(Struct):
    """The hashes of final worlds, one every ``compare`` frames: of this side, called ``here`` in
    errors, and ``theirs``. ``next`` is the frame that is asked for next."""

    compare: int
    here: str
    next: int = 0
    own: dict[int, str] = field(default_factory=dict)
    theirs: dict[int, str] = field(default_factory=dict)

    @property
    def latest(self) -> tuple[tuple[int, str], ...]:
        """The latest of this side, to be sent."""
        return tuple(self.own.items())[-TOLD:]

    def wanted(self, final: int) -> list[HashFrame]:
        """Requests for the hashes of worlds up to frame ``final`` that are not asked for yet."""
        frames = range(self.next, final + 1, self.compare)
        self.next += len(frames) * self.compare
        for kept in (self.own, self.theirs):
            for frame in [one for one in kept if one < self.next - 2 * TOLD * self.compare]:
                del kept[frame]
        return [HashFrame(frame) for frame in frames]

    def report(self, frame: int, state: str, other: str) -> None:
        """Note a hash of this side, as a request asked. Raises ``DesyncError``, and
        ``InputError`` for what was not asked or is no hash."""
        asked = range(0, self.next, self.compare)
        if type(frame) is not int or frame not in asked or not is_sendable(state):
            raise InputError(
                f"a session is told the hash, a short text, of a frame that it has asked for, not "
                f"{in_short(state)} of frame {in_short(frame)}",
                code="input.hash",
                frame=frame,
            )
        self.own[frame] = state
        self._demand_same(other)

    def hear(self, hashes: Iterable[tuple[int, str]], other: str) -> None:
        """Note hashes of the other side. Raises ``DesyncError``."""
        self.theirs.update(hashes)
        self._demand_same(other)

    def _demand_same(self, other: str) -> None:
        for frame, state in self.own.items():
            theirs = self.theirs.get(frame, state)
            if theirs != state:
                raise DesyncError(
                    f"the worlds of {self.here} and {other} differ at frame {frame}: {state} "
                    f"here, {theirs} there. Both need the same rules, seed and combatants; "
                    "SyncTest finds rules that do not repeat themselves",
                    code="sync.frame",
                    frame=frame,
                    first=state,
                    second=theirs,
                )
