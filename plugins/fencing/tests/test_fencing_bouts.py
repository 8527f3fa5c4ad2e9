"""The pack in fights: a lesson in order, from the lunge to the disarm."""

import pytest

from combat_rules import ActionError, CombatSystem
from combat_rules.model.events import DamageDealt
from plugins.fencing.rules import POISE
from plugins.fencing.tests.bouts import PACK, bout, outcomes, rules, told


def test_the_pack_brings_five_actions_an_attribute_and_a_fencer() -> None:
    loaded = rules()
    (pack,) = [plugin for plugin in loaded.plugins if plugin.name == "fencing"]
    assert pack.location == str(PACK / "__init__.py")
    assert pack.problems == ()
    own = [name for name, move in loaded.moves.items() if move.plugin == pack.name]
    assert own == ["lunge", "parry", "riposte", "disengage", "disarm"]
    assert [attribute.name for attribute in loaded.attributes] == ["poise"]
    assert "fencer" in loaded.archetypes


def test_every_move_of_the_pack_runs_on_the_table() -> None:
    loaded = rules()
    assert {move.runner.name for move in loaded.moves.values()} == {"table"}


def test_first_lesson_a_lunge_reaches_far() -> None:
    combat = bout(distance=60)
    heard = told(combat)
    combat.execute_action("lunge", "ayla")
    combat.advance(1000)
    assert outcomes(heard) == [("ayla's lunge", "hit")]


def test_second_lesson_a_lunge_that_misses_leaves_its_fencer_open() -> None:
    combat = bout(distance=66)
    heard = told(combat)
    combat.execute_action("lunge", "ayla")
    combat.advance(300)
    combat.execute_action("lunge", "borin")
    combat.advance(1000)
    assert outcomes(heard) == [("ayla's lunge", "whiffed"), ("borin's lunge", "counter_hit")]
    (blow,) = [event for event in heard if isinstance(event, DamageDealt)]
    assert [part.rule for part in blow.breakdown] == [
        "base",
        "counter_hit",
        "finds_the_gap",
    ]


def test_third_lesson_parry_and_riposte() -> None:
    combat = bout()
    heard = told(combat)
    assert "riposte" not in combat.actions.possible_actions("borin")
    combat.execute_action("lunge", "ayla")
    combat.advance(260)
    combat.execute_action("parry", "borin")
    combat.advance(300)
    assert "riposte" in combat.actions.possible_actions("borin")
    combat.execute_action("riposte", "borin")
    combat.advance(500)
    assert outcomes(heard) == [("ayla's lunge", "blocked"), ("borin's riposte", "counter_hit")]


def test_a_riposte_is_called_off_only_while_it_is_a_feint() -> None:
    combat = after_a_parry()
    combat.execute_action("riposte", "borin")
    combat.advance(20)
    combat.cancel("borin")
    committed = after_a_parry()
    committed.execute_action("riposte", "borin")
    committed.advance(40)
    with pytest.raises(ActionError, match="riposte cannot be called off in commit"):
        committed.cancel("borin")


def test_fourth_lesson_the_disengage_goes_round_the_parry() -> None:
    combat = bout()
    heard = told(combat)
    combat.execute_action("disengage", "ayla")
    combat.advance(280)
    combat.execute_action("parry", "borin")
    combat.advance(500)
    assert outcomes(heard) == [("ayla's disengage", "hit")]


def test_fifth_lesson_a_disarm_takes_poise_and_time_gives_it_back() -> None:
    combat = bout(distance=48)
    combat.execute_action("disarm", "ayla")
    combat.advance(280)
    assert POISE.of(combat.combatant("borin")) == 4
    combat.advance(3000)
    assert POISE.of(combat.combatant("borin")) == 10


def test_a_fencer_off_guard_keeps_its_feet_and_its_guard_but_not_its_blade() -> None:
    combat = bout()
    combat.add_combatant("fencer", "cyra", team="ayla", controller="", poise=2)
    possible = combat.actions.possible_actions("cyra")
    assert possible == (
        "attack", "quick_attack", "heavy_attack", "block", "evade", "counter",
        "move_forward", "move_backward",
    )  # fmt: skip
    with pytest.raises(ActionError, match=r"on_guard .*poise is 2"):
        combat.execute_action("lunge", "cyra")


@pytest.mark.parametrize("other", ["duelist", "brute", "sentinel"])
def test_a_fencer_holds_its_own_against_everybody(other: str) -> None:
    wins = {"fencer": 0, other: 0}
    for seed in range(30):
        combat = CombatSystem(ruleset=rules(), seed=seed, strict=True)
        for kind in ("fencer", other) if seed % 2 else (other, "fencer"):
            combat.add_combatant(kind)
        result = combat.run()
        assert result.reason == "defeat"
        wins[str(result.winner)] += 1
        if min(wins.values()) == 1:
            return
    pytest.fail(f"one of them hardly ever wins: {wins}")


def after_a_parry() -> CombatSystem:
    """Borin has just parried, and is free again."""
    combat = bout()
    combat.execute_action("lunge", "ayla")
    combat.advance(260)
    combat.execute_action("parry", "borin")
    combat.advance(300)
    return combat
