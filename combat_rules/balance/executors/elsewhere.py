"""In another process: a task comes with the recipe of its rules, which are made once."""

import signal

import msgspec

from combat_rules.balance.blocks import Block, Player, Task
from combat_rules.balance.rulebook import Recipe, made_again

TRIES = 3
"""How often a task is begun whose process dies under it, before it is taken to be the reason."""

_players: dict[bytes, Player] = {}
"""In a process of its own: what plays, by the recipe of its rules."""


def packed(recipe: Recipe) -> bytes:
    """A recipe as bytes: what is frozen inside does not go from one process to another."""
    return msgspec.json.encode(recipe)


def play(recipe: bytes, task: Task) -> Block:
    """Play a task under the rules of a recipe.

    Raises ``PluginError`` if the rules that are found here are not those that are wanted.
    """
    if recipe not in _players:
        rules = made_again(msgspec.json.decode(recipe, type=Recipe))
        _players.clear()
        _players[recipe] = Player(rules)
    return _players[recipe].play(task)


def leave_interrupts() -> None:
    """Leave it to whoever began this process to end it: Ctrl-C reaches both."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
