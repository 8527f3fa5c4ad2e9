"""Who fights in a batch has a name of its own, as in a duel."""

from typing import Any

import pytest

from combat_rules import Archetype
from combat_rules.engine.lineup import Fighter, Lineup, named
from combat_rules.errors import StateError
from combat_rules.plugins import standard_ruleset

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


def test_two_who_are_put_the_other_way_round_look_at_each_other() -> None:
    given = (Fighter("duelist", position=70), Fighter("brute", position=30))
    combat = Lineup(standard_ruleset(), named(given)).fight(1)
    assert [state.facing for state in combat.combatants.values()] == [-1, 1]
    assert combat.run().reason == "defeat"


def test_what_no_position_can_be_is_refused_as_ever() -> None:
    odd: Any = "left"
    given = (Fighter("duelist", position=odd), Fighter("brute", position=30))
    with pytest.raises(StateError, match="position is 'left'"):
        Lineup(standard_ruleset(), named(given)).fight(1)
