"""Random rules, numbers and set-ups: what is compiled is what the live engine plays."""

from collections import Counter
from random import Random

from hypothesis import given, settings
from msgspec.structs import replace

from combat_rules import ActionRole, CombatSystem
from combat_rules.compiled.kernel import Kernel, kernel_for
from combat_rules.engine.core.fight import rules_for
from combat_rules.engine.lineup import Fighter
from combat_rules.engine.sinks import JournalSink
from tests.amounts import amount
from tests.compiled.pairs import difference, duels, lineup
from tests.compiled.spoken import Spoken
from tests.packs import every_pack
from tests.properties.plans import Plan, plans
from tests.properties.rulesets import Fuse

KINDS = tuple(every_pack().archetypes)
RULESETS, SETUPS = amount(8, 24), amount(60, 200)


class Quiet(Fuse):
    """Rules that say nothing, ever."""

    def burn(self) -> None:
        """Count nothing."""


@settings(max_examples=amount(3, 200))
@given(plans(shipped=False))
def test_random_rules_with_two_to_four_are_the_same_in_words(plan: Plan) -> None:
    assert plan.recipe is not None
    rules = plan.recipe.ruleset(fuse=Quiet(0))
    spoken = Spoken(rules_for(rules), len(plan.fighters))
    assert spoken.found == ()

    def set_up(seed: int, journal: JournalSink | None = None) -> CombatSystem:
        return replace(plan, orders=(), seed=seed).set_up(rules, journal=journal)

    assert spoken.differences(set_up, range(amount(1, 3))) == {}


def random_numbers(random: Random) -> dict[str, int]:
    """Numbers for all moves of the packs, near those that they have."""
    numbers: dict[str, int] = {}
    for name, move in every_pack().moves.items():
        for field in ("feint", "commit", "release", "recovery", "hitstun", "blockstun", "stagger"):
            value: int = getattr(move.action, field)
            numbers[f"{name}.{field}"] = max(1, value * random.randint(0, 250) // 100)
        for field in ("damage", "reach", "pushback", "stamina_cost", "cooldown"):
            value = getattr(move.action, field)
            numbers[f"{name}.{field}"] = value * random.randint(30, 200) // 100
        numbers[f"{name}.travel"] = random.randint(-12, 12)
        if move.action.role is ActionRole.STRIKE:
            numbers[f"{name}.reach"] = random.randint(20, 80)
    return numbers


def test_random_numbers_in_all_moves_are_played_by_the_same_machine_code() -> None:
    random, shipped = Random(12), duels().code
    code = kernel_for(rules_for(every_pack()), 2).code
    for _ in range(RULESETS):
        rules = every_pack().changed(random_numbers(random))
        kernel = Kernel(rules_for(rules), 2, shipped)
        assert kernel_for(rules_for(rules), 2).code is code
        for seed in range(4):
            given = lineup(random.choice(KINDS), random.choice(KINDS), ruleset=rules)
            found = difference(kernel, given, seed)
            assert found is None, (found, given.fighters, seed)


def test_random_set_ups_are_the_same_fight() -> None:
    random, told = Random(34), Counter[str]()
    for seed in range(SETUPS):
        fighters = [
            Fighter(
                random.choice(KINDS),
                controller=random.choice([None, None, "fighter", "mix", "wait", ""]),
                position=random.randint(0, 100),
                attributes={
                    "health": random.randint(1, 120), "stamina": random.randint(0, 120),
                    "reaction": random.choice([0, 1, 80, 400]), "facing": random.choice([-1, 1]),
                    "sight_range": random.choice([0, 20, 1000]),
                    "memory": random.choice([0, 1, 500]), "poison": random.choice([0, 0, 9]),
                },
            )
            for _ in range(2)
        ]  # fmt: skip
        given = replace(lineup(*fighters), max_distance=100, duration=random.choice([1, 900, 1500]))
        found = difference(duels(), given, seed)
        assert found is None, (found, given.fighters, seed)
        told["same"] += 1
    assert told["same"] == SETUPS
