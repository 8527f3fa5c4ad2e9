"""Breakpoints: the least change that flips something, found exactly, and true when it is played."""

from typing import Any

import pytest

from combat_rules.balance.blocks import Pairing
from combat_rules.balance.breakpoints import Fact, breakpoints, number_of
from combat_rules.balance.knowledge import Favours, Knowledge
from combat_rules.design.exchange import exchange
from combat_rules.design.framedata import frame_data
from combat_rules.errors import PluginError
from combat_rules.model import Outcome, replace
from tests.packs import every_pack
from tests.rules import JAB, plain_ruleset, ruleset


def facts(value: int) -> frozenset[Fact]:
    """Something comes at 14, goes below 6, and is always so."""
    found = {Fact("link", "always")}
    if value >= 14:
        found.add(Fact("link", "high"))
    if value >= 6:
        found.add(Fact("punish", "not low"))
    if value < -5:
        raise PluginError("no", code="ruleset.refused", problems=("no",))
    return frozenset(found)


def test_the_first_value_in_each_direction_is_found_exactly() -> None:
    found = breakpoints(facts, 10, -100, 100)
    assert [(one.value, one.change, one.fact.text, one.comes) for one in found] == [
        (14, 4, "high", True), (5, -5, "not low", False),
    ]  # fmt: skip
    assert str(found[1]) == "5 (-5): no longer: not low"


@pytest.mark.parametrize(("lowest", "highest"), [(6, 13), (10, 10), (20, 0)])
def test_nothing_is_looked_for_beyond_the_bounds(lowest: int, highest: int) -> None:
    assert breakpoints(facts, 10, lowest, highest) == []


def test_a_jab_is_punished_from_the_tick_on_that_frame_data_says() -> None:
    # Its blockstun is 9, its active 3 and recovery 4: plus 2. A jab of startup 4 punishes minus 4.
    rules = plain_ruleset()
    known = Knowledge(rules, "jab.recovery")
    found = {one.fact.text: one for one in breakpoints(known.at, 4, 0, 40)}
    text = "slam punishes jab on block"
    (before, after) = (
        frame_data(rules.changed({"jab.recovery": found[text].value - n}), ["jab"])[0]
        for n in (1, 0)
    )
    assert "slam" not in before.punished_by
    assert "slam" in after.punished_by


def test_a_reaction_holds_exactly_as_long_as_it_holds_when_it_is_played() -> None:
    rules = plain_ruleset()
    known = Knowledge(rules, "slam.commit")
    (point,) = (
        one
        for one in breakpoints(known.at, number_of(rules, "slam.commit"), 0, 40)
        if one.fact == Fact("reaction", "fighter can react to slam with guard")
    )
    reaction = rules.archetypes["fighter"].reaction
    for off, outcome in ((0, Outcome.BLOCKED), (-1, Outcome.HIT)):
        changed = rules.changed({"slam.commit": point.value + off})
        played = exchange(changed, "slam", answer="guard", lead=-reaction)
        assert (played.outcome is Outcome.BLOCKED) == (outcome is Outcome.BLOCKED)


def test_a_move_may_have_dots_in_its_name() -> None:
    rules = ruleset([replace(JAB, name="j.D")])
    known = Knowledge(rules, "j.D.recovery")
    assert number_of(rules, "j.D.recovery") == JAB.recovery
    assert known.moves == ("j.D",)


def test_a_matchup_goes_over_to_the_other_side(rules: Any) -> None:
    packs = rules.ruleset
    favours = Favours(packs, "witch.health", pilots="own", fights=12)
    assert {frozenset((one.left, one.right)) >= {"witch"} for one in favours.pairings} == {True}
    favours.pairings = [one for one in favours.pairings if one.left == "duelist"]
    assert favours.at(200) == {Fact("matchup", "witch beats duelist")}
    assert favours.at(20) == {Fact("matchup", "duelist beats witch")}


def test_a_matchup_of_draws_favours_nobody() -> None:
    favours = Favours(every_pack(), "witch.stamina", pilots="own", fights=2)
    favours.pairings = [Pairing("witch", "witch", duration=1)]
    assert favours.at(100) == frozenset()


@pytest.mark.parametrize(
    ("path", "says"),
    [("jabb.recovery", "did you mean jab"), ("jab.recover", "did you mean recovery")],
)
def test_a_number_that_does_not_exist_is_said(path: str, says: str) -> None:
    with pytest.raises(PluginError, match=says):
        number_of(plain_ruleset(), path)
