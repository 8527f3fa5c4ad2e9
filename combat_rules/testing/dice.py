"""Scripted dice: rolls that a test writes down, none missing and none left over."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from combat_rules.model import Dice
from combat_rules.model.arguments import checks_arguments
from combat_rules.model.limits import Amount, Range


class Rolls:
    """The rolls of a script by purpose. The same question is answered the same way twice."""

    def __init__(self, script: dict[str, Sequence[int]]) -> None:
        self._script = {purpose: list(rolls) for purpose, rolls in script.items()}
        self._left = {purpose: list(rolls) for purpose, rolls in script.items()}
        self._rolled: dict[tuple[int, str, str], int] = {}

    def roll(self, dice: Dice, purpose: str, sides: int) -> int:
        """The next roll for a purpose. Raises ``AssertionError`` if the script has none."""
        asked = (dice.tick, dice.combatant, purpose)
        if asked not in self._rolled:
            left = self._left.get(purpose)
            who = f"{dice.combatant} rolls for {purpose!r} at tick {dice.tick}"
            if not left:
                raise AssertionError(f"{who}, and the script has no roll for it; {self._told()}")
            roll = left.pop(0)
            if roll not in Range(1, sides):
                raise AssertionError(
                    f"{who} with {sides} sides, and the script says {roll!r}; {self._told()}"
                )
            self._rolled[asked] = roll
        return self._rolled[asked]

    @property
    def left(self) -> dict[str, list[int]]:
        """The rolls that nobody has asked for, by purpose."""
        return {purpose: rolls for purpose, rolls in self._left.items() if rolls}

    def _told(self) -> str:
        script = ", ".join(f"{purpose}: {rolls}" for purpose, rolls in self._script.items())
        return f"scripted: {script or 'nothing'}"


class ScriptedDice(Dice, frozen=True, kw_only=True):
    """Dice that roll what a script says: for one scene, or as ``dice=`` of a whole fight."""

    rolls: Rolls

    def __call__(self, seed: int, fight: int, tick: int, combatant: str) -> "ScriptedDice":
        """The same dice in a scene of a fight."""
        return ScriptedDice(seed, fight, tick, combatant, rolls=self.rolls)

    def roll(self, purpose: str, sides: int) -> int:
        """The next number of the script for ``purpose``."""
        return self.rolls.roll(self, purpose, sides)


@contextmanager
@checks_arguments
def scripted_dice(**rolls: Sequence[Amount]) -> Iterator[ScriptedDice]:
    """Dice that roll as written, purpose by purpose: ``scripted_dice(parry=[3])``.

    They are the dice of a scene, ``make_scene(dice=dice)``, or of a fight, ``duel(dice=dice)``.

    Raises ``AssertionError`` when a roll is missing or does not fit the sides, and at the end
    if any is left over. ``chance`` rolls a hundred sides.
    """
    script = Rolls(rolls)
    yield ScriptedDice(0, 0, 0, "actor", rolls=script)
    if script.left:
        raise AssertionError(f"rolls are left over that nobody asked for: {script.left}")
