"""Hold compiled fights against live ones, a million by default; this takes hours.

Run by ``make million``. Every ordered pair of all packs, with controllers of their own and with one
that knows no names, under numbers that are drawn anew every so often.
"""

import sys
from itertools import count, product
from random import Random

from combat_rules.compiled.kernel import kernel_for
from combat_rules.engine.core.fight import rules_for
from combat_rules.engine.lineup import Fighter
from tests.compiled.pairs import difference, lineup
from tests.compiled.test_random import random_numbers
from tests.packs import every_pack


def main(wanted: int) -> int:
    """Play so many fights on both engines; 1 if one differs."""
    played = 0
    for turn in count():
        random = Random(turn)
        rules = every_pack() if not turn else every_pack().changed(random_numbers(random))
        kernel = kernel_for(rules_for(rules), 2)
        for left, right, mind in product(rules.archetypes, rules.archetypes, (None, "fighter")):
            given = lineup(
                Fighter(left, controller=mind), Fighter(right, controller=mind), ruleset=rules
            )
            for seed in range(turn * 100, turn * 100 + 10):
                found = difference(kernel, given, seed)
                if found is not None:
                    sys.stderr.write(
                        f"{left}, {right}, {mind}, turn {turn}, seed {seed}: {found}\n"
                    )
                    return 1
                played += 1
                if played >= wanted:
                    sys.stdout.write(f"{played} fights, all the same\n")
                    return 0
        sys.stderr.write(f"{played} fights so far, all the same\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
