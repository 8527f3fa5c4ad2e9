"""Faults: a plugin that raises in the middle of a fight is named, and the fight goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

from combat_rules.engine.events.system import EventSystem
from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.world import Fault, Fight
from combat_rules.errors import PluginError
from combat_rules.model.events import PluginFailed


class RuleFailed(Exception):
    """A function of ``plugin`` raised; ``where`` says which, the cause what it raised."""

    def __init__(self, plugin: str, where: str, error: Exception) -> None:
        super().__init__(f"{type(error).__name__}: {error}")
        self.plugin = plugin
        self.where = where
        self.error = error

    def as_error(self, now: int) -> PluginError:
        """The error that this is in strict mode."""
        problem = f"plugin {self.plugin}: {self.where} raised {self} (tick {now})"
        return PluginError(
            problem,
            code="plugin.failed",
            plugin=self.plugin,
            where=self.where,
            problems=(problem,),
        )


@contextmanager
def blaming(plugin: str, where: str) -> Iterator[None]:
    """Turn whatever is raised inside into a ``RuleFailed`` that names the plugin."""
    try:
        yield
    except Exception as error:
        raise RuleFailed(plugin, where, error) from error


def blame(
    fight: Fight,
    events: EventSystem,
    tx: Transaction,
    failed: RuleFailed,
    combatant: str | None = None,
) -> int:
    """Record a plugin's mistake and announce it; returns the event. Strict mode raises."""
    if fight.strict:
        raise failed.as_error(tx.now) from failed.error
    tx.faults.append(Fault(tx.now, failed.plugin, failed.where, str(failed), combatant))
    return events.announce(
        tx,
        PluginFailed(source=combatant, plugin=failed.plugin, where=failed.where, error=str(failed)),
    )
