"""What all tests of this room share: rules, an executor, and one matrix of three."""

from collections.abc import Iterator

import pytest

from combat_rules.balance.executors.threads import Threads
from combat_rules.balance.matrix import Played, Wanted, play_matrix
from combat_rules.balance.rulebook import Rulebook, rulebook
from tests.packs import every_pack


@pytest.fixture(scope="session")
def rules() -> Rulebook:
    """The rules of all packs, everybody with its own controller."""
    return rulebook(every_pack())


@pytest.fixture(scope="session")
def threads(rules: Rulebook) -> Iterator[Threads]:
    """Something to play under these rules."""
    executor = Threads(rules, 2)
    yield executor
    executor.close()


@pytest.fixture(scope="session")
def three(rules: Rulebook, threads: Threads) -> Played:
    """Three archetypes, each pairing played 60 times."""
    wanted = Wanted(archetypes=("duelist", "witch", "armsman"), fights=60, duration=5000)
    return play_matrix(threads, rules, wanted)
