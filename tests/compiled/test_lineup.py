"""Who fights in a batch has a name of its own, as in a duel."""

import pytest

from combat_rules import Archetype
from combat_rules.compiled.fighters import Fighter, named

SWORN = Archetype(name="brute-1", actions=("block",))


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (("duelist", "brute"), ("duelist", "brute")),
        (("brute", "duelist", "brute", "brute"), ("brute-1", "duelist", "brute-2", "brute-3")),
        (("brute", Fighter("duelist", "brute-1"), "brute"), ("brute-2", "brute-1", "brute-3")),
        (("brute", "brute", SWORN), ("brute-2", "brute-3", "brute-1")),
        ((Fighter("duelist", "brute"), "brute"), ("brute", "brute-1")),
        ((Fighter("brute", "ayla"), "brute"), ("ayla", "brute")),
    ],
)
def test_several_of_a_kind_are_numbered_past_every_name_that_is_taken(
    given: tuple[str | Archetype | Fighter, ...], names: tuple[str, ...]
) -> None:
    assert tuple(fighter.name for fighter in named(given)) == names
