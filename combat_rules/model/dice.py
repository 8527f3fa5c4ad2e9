"""Dice without a stream: a roll depends on what it is for, never on what was rolled before."""

from collections.abc import Callable
from hashlib import blake2b

from msgspec import Struct


class Dice(Struct, frozen=True):
    """Luck for one combatant at one tick of one fight.

    A roll is a hash of (seed, fight, tick, purpose, combatant). The same question at the same
    tick has the same answer however often and in whatever order it is asked, so two versions
    of a move can be compared on the same luck.
    """

    seed: int
    fight: int
    tick: int
    combatant: str

    def roll(self, purpose: str, sides: int) -> int:
        """A number from 1 to ``sides``. Raises ``ValueError`` if ``sides`` is below 1."""
        if sides < 1:
            raise ValueError(f"dice need at least one side, not {sides}")
        text = f"{self.seed}|{self.fight}|{self.tick}|{purpose}|{self.combatant}"
        number = int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
        # 64 bits scaled down: for any sensible number of sides the bias is below 2**-40.
        return 1 + (number * sides >> 64)

    def chance(self, purpose: str, percent: int) -> bool:
        """True in ``percent`` of a hundred cases; 0 never, 100 always."""
        return self.roll(purpose, 100) <= percent


Roller = Callable[[int, int, int, str], Dice]
"""Makes the dice of a scene from seed, number of the fight, tick and combatant."""
