"""Seats: which of two peers commands which combatants, and in which order both are heard."""

from collections.abc import Callable, Iterable, Mapping

from combat_rules.errors import CombatError, InputError
from combat_rules.model import Command
from combat_rules.record.rollback.inputs import Input


class Seats:
    """The two peers of a session and the combatants of each. Nobody has two masters."""

    def __init__(
        self,
        local: str,
        seats: Mapping[str, Iterable[str]],
        check: Callable[[Command], None] | None,
    ) -> None:
        if not _names_two(seats) or local not in seats:
            raise InputError(
                f"a session is between two peers, {local!r} being one of them, each with its "
                f"combatants: seats={{'left': ['ayla'], 'right': ['borin']}}, not {seats!r}",
                code="session.seats",
            )
        commanded = {peer: frozenset(combatants) for peer, combatants in seats.items()}
        (self.other,) = commanded.keys() - {local}
        shared = commanded[local] & commanded[self.other]
        if shared:
            raise InputError(
                f"{', '.join(sorted(shared))} cannot be commanded by both {local} and {self.other}",
                code="session.seats",
            )
        self.local = local
        self._commanded = commanded
        self._check = check

    def admit(self, peer: str, commands: Input) -> Input:
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

    def together(self, own: Input, others: Input) -> Input:
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


def _names_two(seats: object) -> bool:
    """Whether these are two peers with a list of combatants each; a text is no list."""
    return (
        isinstance(seats, Mapping)
        and len(seats) == 2
        and all(
            isinstance(peer, str)
            and isinstance(combatants, Iterable)
            and not isinstance(combatants, str)
            for peer, combatants in seats.items()
        )
    )
