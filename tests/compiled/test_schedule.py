"""Fights that are given commands: compiled as well, and the same."""

from random import Random

from combat_rules.compiled.batch import Batch
from combat_rules.compiled.kernel import kernel_for
from combat_rules.compiled.live import played
from combat_rules.engine.core.fight import rules_for
from combat_rules.engine.core.words import ACTION_CANCELLED, ACTION_CHAINED, COMMAND_REFUSED
from combat_rules.engine.lineup import Fighter, Lineup, named
from combat_rules.model import Command
from combat_rules.plugins import load_ruleset
from tests.amounts import amount
from tests.compiled.pairs import SHORT, difference
from tests.packs import FOLDER

ROOM = 48
RULES = load_ruleset([FOLDER / "brawling"])


def some_commands(random: Random, names: str) -> tuple[Command, ...]:
    """Starts, calls to call off, targets named or not, some too early and some of no use."""
    moves = list(RULES.moves)
    return tuple(
        Command(
            actor=random.choice(names),
            action=random.choice(moves),
            cancel=random.random() < 0.2,
            target=random.choice([None, None, *names]),
            at=random.choice([0, random.randint(0, 4000)]),
            buffer=random.choice([None, 0, 1, 90]),
        )
        for _ in range(random.randint(1, ROOM))
    )


def test_random_commands_are_carried_out_and_refused_as_in_the_live_fight() -> None:
    random, seen = Random(5), set[int]()
    kernel = kernel_for(rules_for(RULES), 2, scheduled=ROOM)
    for seed in range(amount(12, 30)):
        fighters = tuple(
            Fighter(random.choice(list(RULES.archetypes)), name,
                    controller=random.choice([None, "", "wait"]))
            for name in "ab"
        )  # fmt: skip
        given = Lineup(RULES, named(fighters), SHORT, schedule=some_commands(random, "ab"))
        found = difference(kernel, given, seed)
        assert found is None, (found, given, seed)
        seen |= {one.kind for one in played(given.fight, seed).said}
    assert seen >= {COMMAND_REFUSED, ACTION_CANCELLED, ACTION_CHAINED}


def test_a_batch_takes_a_schedule() -> None:
    blows = [Command(actor="duelist", action="attack", at=100 * n) for n in range(ROOM)]
    batch = Batch(RULES, Fighter("duelist", controller=""), "brute", schedule=blows)
    rows = batch.play(range(40))
    assert not rows["live"].any()
    assert rows["used"][:, 0].min() > 1
    assert rows["used"][:, 0].max() < ROOM // 4, "most come while the duelist is in mid-blow"
