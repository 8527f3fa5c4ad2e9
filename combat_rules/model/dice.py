"""Dice without a stream: a roll depends on what it is for, never on what was rolled before."""

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b

from msgspec import Struct

MASK = (1 << 64) - 1
"""All arithmetic is modulo 2**64, as that of machine words is."""

GOLDEN = 0x9E3779B97F4A7C15
"""2**64 divided by the golden ratio, made odd: what splitmix64 adds from number to number."""

KEPT = 4096
"""How many names, and how many combatants' lucks, are remembered."""


class Dice(Struct, frozen=True):
    """Luck for one combatant at one tick of one fight.

    A roll mixes (seed, fight, combatant, tick, purpose) into a whole number. The same question
    at the same tick has the same answer however often and in whatever order it is asked, so
    two versions of a move can be compared on the same luck. Of a swing that meets several the dice
    have luck of its own against each.
    """

    seed: int
    fight: int
    tick: int
    combatant: str

    def roll(self, purpose: str, sides: int) -> int:
        """A number from 1 to ``sides``. Raises ``ValueError`` if ``sides`` is below 1.

        With a billion sides the likeliest one is still within 2**-34 of the least likely.
        """
        luck = luck_of(self.seed, self.fight, self.combatant)
        return side_of(luck, self.tick, word_of(purpose), sides)

    def chance(self, purpose: str, percent: int) -> bool:
        """True in ``percent`` of a hundred cases; 0 never, 100 always."""
        return self.roll(purpose, 100) <= percent


@lru_cache(maxsize=KEPT)
def word_of(text: str) -> int:
    """A name or a purpose as a number of 64 bits; the same on every machine."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


@lru_cache(maxsize=KEPT)
def luck_of(seed: int, fight: int, combatant: str) -> int:
    """What all rolls of one combatant in one fight start from: a number of 64 bits."""
    return stir(stir(stir(0, seed + 1), fight + 1), word_of(combatant))


def side_of(luck: int, tick: int, purpose: int, sides: int) -> int:
    """The side that a combatant of such luck rolls at a tick, from 1 to ``sides``.

    Raises ``ValueError`` if ``sides`` is below 1.
    """
    if sides < 1:
        raise ValueError(f"dice need at least one side, not {sides}")
    return 1 + high(stir(stir(luck, tick), purpose), sides)


def high(number: int, sides: int) -> int:
    """The upper half of a product of 64 bits by 64, which scales without dividing."""
    return (number & MASK) * sides >> 64


def stir(key: int, part: int) -> int:
    """Mix a further ``part`` into a ``key``; both results and keys are numbers of 64 bits.

    Different parts stirred into one key never give the same number: every step can be undone.
    The constants are those of splitmix64 (Steele, Lea and Flood, 2014; David Stafford's
    thirteenth mixer).
    """
    number = (key + part * GOLDEN) & MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & MASK
    return number ^ (number >> 31)


Roller = Callable[[int, int, int, str], Dice]
"""Makes the dice of a scene from seed, number of the fight, tick and combatant."""
