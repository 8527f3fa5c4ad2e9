"""Rules with other numbers: these are others and nothing else, or why they cannot be is told."""

import pytest

from combat_rules import Archetype, Attribute, Effects, Scene, Status, replace
from combat_rules.errors import PluginError
from tests.rules import JAB, SLAM, ruleset

RULES = ruleset([JAB, SLAM], attributes=[Attribute("poise", default=5, maximum=9)])


def refusal(numbers: dict[str, int]) -> PluginError:
    with pytest.raises(PluginError) as refused:
        RULES.changed(numbers)
    return refused.value


def test_numbers_of_actions_archetypes_and_attributes_are_changed_and_nothing_else() -> None:
    other = RULES.changed(
        {"jab.damage": 11, "jab.reach": 21, "fighter.health": 90, "poise.maximum": 8}
    )
    jab = other.moves["jab"].action
    assert (jab.damage, jab.reach, jab.hitstun) == (11, 21, JAB.hitstun)
    assert other.archetypes["fighter"].health == 90
    assert [(one.name, one.maximum) for one in other.attributes] == [("poise", 8)]
    assert other.moves["slam"].action == RULES.moves["slam"].action
    assert RULES.moves["jab"].action.damage == 10
    assert RULES.numbers == {}
    assert other.changed({"jab.damage": 12}).numbers == {**other.numbers, "jab.damage": 12}


def test_of_one_name_the_action_is_meant() -> None:
    rules = ruleset([JAB], attributes=[Attribute("jab")])
    assert rules.changed({"jab.damage": 3}).moves["jab"].action.damage == 3


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("jap.damage", "there is nothing called 'jap'; did you mean jab?"),
        ("jab.damge", "jab has no number 'damge'; did you mean damage?"),
        ("jab.name", "jab has no number 'name'; did you mean damage?"),
        ("jab", "say which number of it, jab.feint say; there are: feint"),
        ("", "there is nothing called ''; there are: "),
    ],
)
def test_what_there_is_not_is_refused_with_a_proposal(path: str, said: str) -> None:
    error = refusal({path: 1})
    assert error.code == "ruleset.unknown"
    assert said in str(error)


@pytest.mark.parametrize("path", ["j.D.damage", "j.D.x.damage"])
def test_a_name_may_have_dots_in_it(path: str) -> None:
    name = path.removesuffix(".damage")
    rules = ruleset([replace(JAB, name=name)])
    assert rules.changed({path: 3}).moves[name].action.damage == 3
    with pytest.raises(PluginError, match=f"say which number of it, {name}.feint say"):
        rules.changed({name: 3})


def nothing(scene: Scene, effects: Effects) -> None:
    """Nothing is asked for."""


def test_what_is_had_of_an_attribute_has_to_stay_within_its_range() -> None:
    poise = Attribute("poise", default=2, maximum=9)
    fighter = Archetype(
        name="fighter", actions=("jab",), attributes={"poise": 8}, controller="still"
    )
    shaken = Status("shaken", "poise", every=5, effect=nothing)
    rules = ruleset([JAB], attributes=[poise], archetypes=[fighter], statuses=[shaken])
    with pytest.raises(PluginError) as refused:
        rules.changed({"poise.maximum": 0, "poise.default": 0})
    assert refused.value.problems == (
        "archetype fighter: poise is 8; a whole number from 0 to 0",
        "status shaken: it holds while poise is above zero, which it never is: its maximum is 0",
    )
    assert rules.changed({"poise.maximum": 8}).attributes[0].maximum == 8


def test_every_number_that_the_rules_may_not_have_is_told_at_once() -> None:
    error = refusal({"jab.damage": -1, "slam.chip": 101, "fighter.health": 0})
    assert len(error.problems) == 3
    for said in ("damage is -1", "chip is 101", "health is 0"):
        assert said in str(error)
