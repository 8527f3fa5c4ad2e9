"""What will not compile is told in one line, and fights that come there are played live."""

import math
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from combat_rules import (
    CombatSystem,
    Controller,
    DamageRule,
    Scene,
    View,
    Wait,
    hookimpl,
    load_ruleset,
)
from combat_rules.compiled.batch import Batch
from combat_rules.compiled.live import played
from combat_rules.compiled.words.memory import LIVE, MISSING, OVERFLOW, TRAPS
from combat_rules.engine.core.fight import rules_for
from combat_rules.plugins import Ruleset
from tests.compiled.spoken import Spoken
from tests.compiled.trial import trial
from tests.rules import ruleset

Rule = Callable[[Scene, int], int]
seen: dict[str, int] = {}


def a_float(scene: Scene, damage: int) -> int:
    return int(damage * 1.5)


def an_f_string(scene: Scene, damage: int) -> int:
    return 0 if f"{scene.actor.id}!" == "nobody!" else damage


def a_random_import(scene: Scene, damage: int) -> int:
    return random.randint(0, 0) + damage


def a_changed_global(scene: Scene, damage: int) -> int:
    seen[scene.actor.id] = damage
    return damage


def a_library(scene: Scene, damage: int) -> int:
    return math.isqrt(damage * damage)


def too_large(scene: Scene, damage: int) -> int:
    return damage + (damage * 4_000_000_000 * 4_000_000_000) * 0


def of_nothing(scene: Scene, damage: int) -> int:
    return damage + scene.follow_up.damage  # type: ignore[union-attr] # that is the point


def ruled_by(rule: Rule) -> Ruleset:
    """The standard rules and one more damage rule."""

    class Plugin:
        @staticmethod
        @hookimpl
        def combat_damage_rules() -> list[DamageRule]:
            return [DamageRule("under test", 500, rule)]

    return load_ruleset((Plugin,))


def listen(rule: Rule) -> tuple[Spoken, int]:
    """Play a fight in words; why it was given up."""
    batch_rules = ruled_by(rule)
    spoken = Spoken(rules_for(batch_rules), 2)
    combat = load_fight(batch_rules)
    return spoken, spoken.listen(combat).why


def load_fight(rules: Ruleset) -> CombatSystem:
    """A fight of those rules, before its first tick."""
    combat = CombatSystem(8000, ruleset=rules, seed=3, history=0)
    combat.add_combatant("duelist", "left")
    combat.add_combatant("brute", "right")
    return combat


@pytest.mark.parametrize(
    "rule", [a_float, an_f_string, a_random_import, a_changed_global, a_library],
    ids=lambda rule: rule.__name__,
)  # fmt: skip
def test_what_will_not_compile_is_one_line_and_a_trap(rule: Rule) -> None:
    spoken, why = listen(rule)
    (told,) = spoken.found
    assert told.function == rule.__name__
    assert told.file.endswith("test_traps.py")
    assert told.line > rule.__code__.co_firstlineno
    assert told.instead
    assert why == LIVE


@pytest.mark.parametrize(
    ("rule", "reason"), [(too_large, OVERFLOW), (of_nothing, MISSING)], ids=["overflow", "nothing"]
)
def test_wrong_numbers_never_come_out(rule: Rule, reason: int) -> None:
    spoken, why = listen(rule)
    assert spoken.found == ()
    # Python has numbers of any length; there, nothing is too large.
    assert why == (0 if reason == OVERFLOW else reason)


def test_fights_that_come_to_a_trap_are_played_live_and_all_results_are_whole() -> None:
    batch = Batch(trial(), "late", "brute", duration=6000)
    rows = batch.play(range(24))
    assert 0 < rows["live"].sum() < 24
    assert batch.why_live[TRAPS[LIVE]] > 0
    assert sum(batch.why_live.values()) == rows["live"].sum()
    assert ("only_late", "a float") in {
        (one.function, one.construct) for one in batch.will_not_compile
    }
    for row in rows:
        lived = played(batch.lineup.fight, int(row["seed"]))
        assert row["health"].tolist() == [seat.health for seat in lived.world.seats]
        assert row["at"] == lived.world.now


def test_threads_that_count_at_once_lose_nothing() -> None:
    both = Barrier(2)

    class Slow(Counter[str]):
        """Reads in both threads before either writes, if that can be."""

        def get(self, *args: Any) -> Any:
            found = super().get(*args)
            with suppress(BrokenBarrierError):
                both.wait(0.1)
            return found

    batch = Batch(trial(), "late", "brute", duration=6000)
    batch.why_live = Slow({TRAPS[LIVE]: 0})
    with ThreadPoolExecutor(2) as pool:
        parts = [pool.submit(batch.part, range(first, first + 12)) for first in (0, 12)]
    counts = [part.result().why_live[TRAPS[LIVE]] for part in parts]
    assert min(counts) > 0
    assert batch.why_live[TRAPS[LIVE]] == sum(counts)


def test_machine_code_gives_a_fight_up_before_a_number_is_too_large() -> None:
    batch = Batch(trial(), "vast", "brute", duration=4000)
    rows = batch.play(range(20))
    assert batch.why_live[TRAPS[OVERFLOW]] == rows["live"].sum() > 0


def test_a_controller_that_is_a_trap_whatever_it_sees_is_played_live() -> None:
    def hopeless(view: View) -> Wait:
        ticks = [*range(9)]
        return Wait(ticks[0])

    rules = ruleset(controllers=[Controller("hopeless", hopeless)])
    spoken = Spoken(rules_for(rules), 2)
    assert [one.function for one in spoken.found] == [hopeless.__qualname__]
