"""What all tests of this room share: machine code of the test run, and one matrix of three."""

from collections.abc import Iterator

import pytest

from combat_rules.balance.executors.threads import Threads
from combat_rules.balance.matrix import Played, Wanted, play_matrix
from combat_rules.balance.rulebook import Rulebook, rulebook
from combat_rules.compiled.keeping import FOLDER
from tests.packs import every_pack


@pytest.fixture(autouse=True, scope="session")
def _kept_for_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.getbasetemp().parent / "combat_rules_code"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(folder))
        yield


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
