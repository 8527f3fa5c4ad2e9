"""Peers: which of the two commands which combatants, and in which order both are heard."""

from collections.abc import Callable, Iterable, Mapping

from combat_rules.errors import CombatError, InputError
from combat_rules.model import Command
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
        if not _names_two(peers) or local not in peers:
            raise InputError(
                f"a session is between two peers, {local!r} being one of them, each with its "
                f"combatants: peers={{'left': ['ayla'], 'right': ['borin']}}, not {peers!r}",
                code="session.peers",
            )
        commanded = {peer: frozenset(combatants) for peer, combatants in peers.items()}
        (self.other,) = commanded.keys() - {local}
        shared = commanded[local] & commanded[self.other]
        if shared:
            raise InputError(
                f"{', '.join(sorted(shared))} cannot be commanded by both {local} and {self.other}",
                code="session.peers",
            )
        self.local = local
        self._commanded = commanded
        self._check = check

    def admit(self, peer: str, commands: FrameInput) -> FrameInput:
        """The commands, if the peer may give them all; otherwise an ``InputError``."""
        own = self._commanded[peer]
        for command in commands:
            if command.actor not in own:
                raise InputError(
                    f"{peer} cannot command {command.actor!r}; it commands: "
                    f"{', '.join(sorted(own)) or 'nobody'}",
                    code="input.actor",
                    peer=peer,
                    actor=command.actor,
                )
            self._ask(peer, command)
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


def _names_two(peers: object) -> bool:
    """Whether these are two peers with a list of combatants each; a text is no list."""
    return (
        isinstance(peers, Mapping)
        and len(peers) == 2
        and all(
            is_sendable(peer)
            and isinstance(combatants, Iterable)
            and not isinstance(combatants, str)
            for peer, combatants in peers.items()
        )
    )


def is_sendable(text: object) -> bool:
    """Whether this is a short text that every packet can carry: one with no half characters."""
    if not isinstance(text, str) or len(text) > MOST_TEXT:
        return False
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
