"""The same fight in every process: nothing hangs on the order in which Python hashes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.amounts import some

ROOT = Path(__file__).parents[2]
PROGRAM = """
from hashlib import sha256
from msgspec.json import encode
from combat_rules import Action, CombatSystem, Command, hookimpl, load_ruleset, replace

TABLE = {frozenset(): True}

def by_tags(scene):
    return TABLE[scene.action.tags]

class Roars:
    @hookimpl
    def combat_actions(self):
        return [Action(name="roar", tags=frozenset({"loud", "long", "slow", "high", "far"}))]

    @hookimpl
    def combat_validations(self):
        return [lambda scene: "loud" not in scene.action.tags, by_tags]

rules = load_ruleset(["plugins/fencing", "plugins/hexes", Roars()])
for seed in (1, 7, 23):
    journal = []
    combat = CombatSystem(ruleset=rules, seed=seed, journal=journal)
    for number, kind in enumerate(("fencer", "brute", "witch", "sentinel")):
        combat.add_combatant(kind, team=f"team {number % 2}")
    roarer = replace(rules.archetypes["brute"], actions=("roar",))
    combat.add_combatant(roarer, "roarer", team="team 0", controller="")
    combat.schedule([Command(actor="roarer", action="roar", at=5)])
    combat.run()
    told = b"\\n".join(encode(record, enc_hook=dict) for record in journal)
    print(seed, len(journal), sha256(told).hexdigest(), combat.result)
"""


def fights_in_a_process(hash_seed: str) -> str:
    """What the program prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def told() -> str:
    return fights_in_a_process("0")


@pytest.mark.parametrize("hash_seed", some(["1", "31337", "random"], 1))
def test_a_fight_is_the_same_whatever_the_hash_seed(told: str, hash_seed: str) -> None:
    assert len(told.splitlines()) == 3
    assert fights_in_a_process(hash_seed) == told
