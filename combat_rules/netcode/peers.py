"""Peers: which of the two commands which combatants, and in which order both are heard."""

from collections.abc import Callable, Iterable, Mapping

from combat_rules.errors import CombatError, InputError, in_short
from combat_rules.model import Command
from combat_rules.model.rules import deferral
from combat_rules.netcode.inputs import FrameInput

MOST_TEXT = 256
"""Characters that the name of a peer, or a hash, may have."""


class Peers:
    """The two peers of a session and the combatants of each. Nobody has two masters."""

    def __init__(
        self,
        local: str,
        peers: Mapping[str, Iterable[str]],
        check: Callable[[Command], None] | None,
    ) -> None:
        named = _names_two(peers)
        if named is None or not isinstance(local, str) or local not in named:
            raise InputError(
                f"a session is between two peers, {in_short(local)} being one of them, each with "
                "its combatants: peers={'left': ['ayla'], 'right': ['borin']}, not "
                f"{in_short(peers)}",
                code="session.peers",
            )
        if check is not None and (not callable(check) or deferral(check) is not None):
            raise InputError(
                f"check is {in_short(check)}; give a function that raises for a wrong command",
                code="session.check",
            )
        local, commanded = str.__str__(local), named
        (self.other,) = commanded.keys() - {local}
        shared = commanded[local] & commanded[self.other]
        if shared:
            raise InputError(
                f"{', '.join(sorted(shared))} cannot be commanded by both {local} and {self.other}",
                code="session.peers",
            )
        self.local = local
        self.names = tuple(sorted(commanded))
        self._commanded = commanded
        self._given = self._check = check

    def check_with(self, check: Callable[[Command], None]) -> None:
        """Ask ``check`` of each command from now on, unless one was given from the first."""
        self._check = self._given or check

    def admit(self, peer: str, commands: FrameInput) -> FrameInput:
        """The commands, if the peer may give them all; otherwise an ``InputError``."""
        own = self._commanded[peer]
        for command in commands:
            if command.actor not in own:
                raise InputError(
                    f"{peer} cannot command {in_short(command.actor)}; it commands: "
                    f"{', '.join(sorted(own)) or 'nobody'}",
                    code="input.actor",
                    peer=peer,
                    actor=command.actor,
                )
            self._ask(peer, command)
        return commands

    def of(self, peer: str) -> tuple[str, ...]:
        """The combatants of a peer, in an order that is the same on every machine."""
        return tuple(sorted(self._commanded[peer]))

    def admit_all(self, commands: FrameInput) -> FrameInput:
        """The commands of both in one frame, if each may be given; else an ``InputError``."""
        for command in commands:
            known = [who for who, own in self._commanded.items() if command.actor in own]
            self.admit(known[0] if known else self.local, (command,))
        return commands

    def together(self, own: FrameInput, others: FrameInput) -> FrameInput:
        """The commands of both in one order, the same on both sides."""
        return own + others if self.local < self.other else others + own

    def _ask(self, peer: str, command: Command) -> None:
        if self._check is None:
            return
        try:
            self._check(command)
        except CombatError as error:
            raise InputError(
                f"{peer} cannot give this command: {error}",
                code="input.command",
                peer=peer,
                command=command,
            ) from error


def _names_two(peers: object) -> dict[str, frozenset[str]] | None:
    """The combatants of two peers, if that is what this is; a text is no list."""
    try:
        named = {
            str.__str__(peer): frozenset(map(str.__str__, combatants))
            for peer, combatants in dict(peers).items()  # type: ignore[call-overload]  # or not
            if is_sendable(peer) and not isinstance(combatants, str)
        }
    except Exception:
        # Whatever it is, it cannot be read as what is wanted.
        return None
    return named if len(named) == 2 else None


def is_sendable(text: object) -> bool:
    """Whether this is a short text that every packet can carry: one with no half characters."""
    if not isinstance(text, str) or len(text) > MOST_TEXT:
        return False
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
