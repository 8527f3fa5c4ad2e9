"""Rules by which fights are compared, live and compiled."""

from collections.abc import Callable, Iterable
from typing import Any

from combat_rules import (
    Act,
    DamageRule,
    Ruleset,
    Scene,
    View,
    Wait,
)
from combat_rules.compiled.batch import Batch
from combat_rules.compiled.live import played
from combat_rules.compiled.proof import first_difference
from combat_rules.plugins import build_ruleset, find_plugins
from tests.rules import Rules

Rule = Callable[[Scene, int], int]

ROWS = (("attack", 5), ("heavy_attack", 9), ("quick_attack", 1))
NUMBERS = {1: 5, 0: 9}


class Settings:
    """What somebody keeps in an object."""

    def __init__(self, share: int) -> None:
        self.share = share

    def rule(self, scene: Scene, damage: int) -> int:
        """Its share more."""
        return damage + self.share


KEPT = Settings(3)


def divided(scene: Scene, damage: int) -> int:
    """Towards the lower number, and with its sign."""
    return damage + (-damage - 3) // 7 + -damage % 5 + damage % -4 + damage // -3 + (-7 >> 1) + 20


def with_luck(scene: Scene, damage: int) -> int:
    """What a roll takes may be called by its name."""
    return damage + scene.dice.roll("more", sides=6) + scene.dice.chance("one", percent=50)


def taken(one: int, other: int = 5, third: int = 6, *, last: int = 7) -> int:
    """With defaults by place and by name."""
    return one + other * 2 + third * 3 + last * 5


def ruled(*rules: Any) -> Ruleset:
    """The standard rules and further damage rules."""
    asked = [DamageRule(f"rule {n}", 500 + n, rule) for n, rule in enumerate(rules)]
    return build_ruleset(find_plugins([Rules(damage_rules=asked)]))


def differences(batch: Batch, seeds: Iterable[int] = range(4)) -> list[str]:
    """Where fights differ from the live ones, or that they were given up."""
    apart: list[str] = []
    for seed in seeds:
        found = batch.kernel.look_at(batch._start, batch.lineup.number, seed)
        live = played(batch.lineup.fight, seed)
        other = found.why or first_difference(batch.kernel, found, live)
        apart += [str(other)] * (other not in (0, None))
    return apart


def strike(view: View) -> Act | Wait:
    """Strikes on and on."""
    return Act("jab") if "jab" in view.possible else Wait(1)
