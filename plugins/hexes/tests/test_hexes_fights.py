"""The pack in fights: venom, night and ward, from the first word to their end."""

import pytest

from combat_rules import ActionError, CombatSystem
from combat_rules.model import AwarenessLevel
from combat_rules.model.events import ActionPhase, DamageDealt
from plugins.hexes.tests.hexed import PACK, lasted, lay_on, meeting, rules, told


def test_the_pack_brings_four_actions_three_statuses_and_a_witch() -> None:
    loaded = rules()
    (pack,) = [plugin for plugin in loaded.plugins if plugin.name == PACK.name]
    assert pack.problems == ()
    names = ("venom", "hex_of_night", "raise_ward", "stone_skin")
    assert pack.contributed["combat_actions"] == names
    assert pack.contributed["combat_statuses"] == ("poisoned", "blinded", "warded")
    assert {loaded.moves[name].runner.name for name in pack.contributed["combat_actions"]} == {
        "table"
    }
    assert "witch" in loaded.archetypes


def test_venom_goes_on_hurting_until_it_has_faded() -> None:
    combat = meeting()
    heard = told(combat)
    combat.execute_action("venom", "morna")
    combat.advance(5000)
    # It lands at tick 250. Four points fade in two seconds: it bites three times, at 500, 1000
    # and 1500 ticks; when the fourth bite is due there is none left.
    assert lasted(heard, "poisoned") == [250, 2250]
    bites = [e.timestamp for e in heard if e.type == "status_ticked"]
    assert bites == [750, 1250, 1750]
    assert combat.combatant("borin").health == 90 - 4 - 3


def test_a_second_scratch_adds_to_the_poison_and_keeps_its_rhythm() -> None:
    combat = meeting()
    heard = told(combat)
    lay_on(combat, "borin", poison=3)
    combat.advance(740)
    combat.execute_action("venom", "morna")
    combat.advance(5000)
    # Two points are left at 1000, and four come on top: three seconds more.
    assert lasted(heard, "poisoned") == [0, 3500]
    assert [e.timestamp for e in heard if e.type == "status_ticked"] == [
        500, 1000, 1500, 2000, 2500, 3000
    ]  # fmt: skip


def test_poison_may_have_the_last_word() -> None:
    combat = meeting()
    lay_on(combat, "borin", poison=8, health=2)
    combat.advance(5000)
    assert combat.result is not None
    assert (combat.result.winner, combat.result.at) == ("morna", 500)


def test_the_hexed_see_nobody_for_a_second() -> None:
    combat = meeting(distance=75)
    heard = told(combat)
    combat.execute_action("hex_of_night", "morna")
    combat.advance(400)
    assert not combat.awareness.get_state("borin", "morna").in_sight
    assert combat.awareness.get_state("borin", "morna").level is AwarenessLevel.SUSPICIOUS
    assert combat.awareness.get_state("morna", "borin").in_sight
    combat.advance(999)
    assert not combat.awareness.get_state("borin", "morna").in_sight
    combat.advance(1)
    assert combat.awareness.get_state("borin", "morna").in_sight
    assert lasted(heard, "blinded") == [400, 1400]


def test_the_blind_cannot_block() -> None:
    combat = meeting()
    lay_on(combat, "borin", night=4)
    heard = told(combat)
    combat.execute_action("venom", "morna")
    combat.advance(150)
    combat.execute_action("block", "borin")
    combat.advance(200)
    assert "action_hit" in [event.type for event in heard]


def test_a_witch_cannot_hex_whom_she_does_not_see() -> None:
    combat = meeting()
    lay_on(combat, "morna", night=4)
    heard = told(combat)
    combat.execute_action("hex_of_night", "morna")
    combat.advance(500)
    assert [e.phase for e in heard if isinstance(e, ActionPhase)] == ["feint", "recovery"]


def test_a_ward_takes_half_and_is_worn_down_by_the_blow() -> None:
    combat = meeting()
    heard = told(combat)
    combat.execute_action("raise_ward", "morna")
    combat.advance(400)
    combat.execute_action("attack", "borin")
    combat.advance(8000)
    (blow,) = [event for event in heard if isinstance(event, DamageDealt)]
    assert [part.rule for part in blow.breakdown][-1] == "ward_takes_half"
    assert blow.damage == 5
    # Alone it would have stood from 240 to 5240. Two ticks of its status fall into the hitstun,
    # and take two points each: two seconds of it.
    assert lasted(heard, "warded") == [240, 3240]


def test_a_ward_is_not_raised_where_one_stands() -> None:
    combat = meeting()
    lay_on(combat, "morna", ward=1)
    with pytest.raises(ActionError, match=r"ward_is_down .*ward is 1"):
        combat.execute_action("raise_ward", "morna")
    combat.advance(500)
    combat.execute_action("raise_ward", "morna")


@pytest.mark.parametrize("other", ["duelist", "brute", "sentinel"])
def test_a_witch_wins_some_and_loses_some(other: str) -> None:
    wins = {"witch": 0, other: 0}
    for seed in range(40, 64):
        combat = CombatSystem(ruleset=rules(), seed=seed, strict=True)
        for kind in ("witch", other) if seed % 2 else (other, "witch"):
            combat.add_combatant(kind)
        result = combat.run()
        # Poison may have the last word, and the brute at the same tick.
        assert result.reason in ("defeat", "double_defeat")
        if result.winner is not None:
            wins[result.winner] += 1
        if min(wins.values()) == 2:
            return
    pytest.fail(f"one of them hardly ever wins: {wins}")


def test_stone_takes_blows_point_by_point_until_there_is_none_left() -> None:
    combat = meeting()
    heard = told(combat)
    combat.execute_action("stone_skin", "morna")
    combat.advance(300)
    assert combat.combatant("morna").stone == 10  # type: ignore[attr-defined] # an attribute of the pack
    for _ in range(2):
        combat.execute_action("quick_attack", "borin")
        combat.advance(700)
    blows = [event for event in heard if isinstance(event, DamageDealt)]
    assert all(blow.lost == blow.damage - blow.absorbed for blow in blows)
    assert blows[0].absorbed == blows[0].damage
    assert sum(blow.absorbed for blow in blows) <= 10
    assert combat.combatant("morna").health == 63 - sum(blow.lost for blow in blows)


def test_nobody_turns_into_stone_twice() -> None:
    combat = meeting()
    lay_on(combat, "morna", stone=1)
    with pytest.raises(ActionError, match="stone_is_gone"):
        combat.execute_action("stone_skin", "morna")
