"""A ruleset is what the plugins gave, in a fixed order, checked and frozen."""

import pytest

from combat_rules import Attribute, Ruleset, load_ruleset
from combat_rules.plugins import standard_ruleset
from combat_rules.plugins.hooks import HOOKS
from tests.rules import ACTIONS, JAB, Rules


def test_every_hook_reaches_the_ruleset() -> None:
    from_hooks = {hook for plugin in standard_ruleset().plugins for hook in plugin.contributed}
    from_tests = {hook for hook in HOOKS if callable(getattr(Rules(), hook, None))}
    assert from_hooks | from_tests == set(HOOKS)


def test_damage_rules_are_in_the_order_of_their_places() -> None:
    orders = [owned.rule.order for owned in standard_ruleset().damage_rules]
    assert orders == sorted(orders)


def test_a_declared_attribute_is_a_field_of_every_combatant() -> None:
    rules = load_ruleset([Rules(attributes=[Attribute("poise", 7, 0, 9)])], standard=False)
    assert "poise" in rules.combatant_type.__struct_fields__


def test_a_move_knows_its_plugin_its_phases_and_its_runner() -> None:
    move = load_ruleset([Rules()], standard=False).moves["jab"]
    assert move.plugin == "practice"
    assert move.ticks == {"feint": 1, "commit": 2, "release": 3, "recovery": 4}
    assert move.runner.name == "table"
    assert move.action is JAB


def test_a_ruleset_can_be_put_on_the_reference_runner_whole() -> None:
    rules = load_ruleset([Rules()], standard=False, runner="reference")
    assert {move.runner.name for move in rules.moves.values()} == {"reference"}


def test_a_ruleset_is_frozen() -> None:
    rules = standard_ruleset()
    with pytest.raises(AttributeError):
        rules.ticks_per_second = 60  # type: ignore[misc]  # that is what is tried
    assert standard_ruleset() is rules


@pytest.mark.parametrize("ticks", [0, -1, 2.5, True, 10**12], ids=repr)
def test_ticks_per_second_is_a_sensible_whole_number(ticks: int) -> None:
    with pytest.raises(Exception, match="ticks_per_second is"):
        load_ruleset(ticks_per_second=ticks)


def test_the_order_is_that_of_contribution_every_time() -> None:
    def names(rules: Ruleset) -> list[str]:
        return list(rules.moves)

    expected = [action.name for action in ACTIONS]
    assert names(load_ruleset([Rules()], standard=False)) == expected
    assert names(load_ruleset([Rules()]))[-len(expected) :] == expected


def test_it_is_shown_by_what_it_is_made_of() -> None:
    changed = load_ruleset(["fencing"]).changed({"lunge.recovery": 380})
    assert repr(changed) == "Ruleset(standard, fencing, lunge.recovery=380)"
