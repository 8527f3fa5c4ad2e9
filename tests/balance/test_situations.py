"""Situations: what players draw by hand, solved: options, payoffs, what each option is for."""

import re
from math import cos, radians, sin

import numpy as np
import pytest

from combat_rules import CombatSystem, Controller, View, Wait, replace
from combat_rules.balance.equilibrium import solve
from combat_rules.balance.pages.grid import grid
from combat_rules.balance.pages.heat import situation_map
from combat_rules.balance.rulebook import Rulebook
from combat_rules.balance.situations import Option, Situation, _steered
from combat_rules.compiled.kernel import kernel_for
from combat_rules.engine.core.words import NEVER
from combat_rules.engine.world import Save
from combat_rules.errors import StateError
from combat_rules.model import Aim, Stun
from tests.compiled.test_traps import a_float, load_fight, ruled_by
from tests.packs import every_pack
from tests.rules import GUARD, JAB, SLAM, duel, ruleset

THROW = replace(JAB, name="throw", feint=2, commit=4, chip=100)
"""Slower than a jab, and it hurts those who guard as much."""


def no_news() -> None:
    """Nobody wants to know."""


def test_strike_throw_and_guard_go_round() -> None:
    combat = duel([JAB, THROW, GUARD])
    found = Situation(combat)
    assert [str(one) for one in found.options[0]] == ["nothing", "jab", "throw", "guard"]
    solved = found.solved(found.damage(30, no_news), "health")
    assert solved.value == pytest.approx(0, abs=1e-4)
    # In rows and columns: nothing, jab, throw, guard. A jab is quicker than a throw, which goes
    # through a guard, which takes most of a jab.
    assert solved.payoffs[1][2] > 0 > solved.payoffs[2][1]
    assert solved.payoffs[2][3] == solved.payoffs[2][0] > solved.payoffs[1][3] > 0
    told = {str(one.option): one for one in solved.left}
    assert told["nothing"].share == 0
    assert told["guard"].worse_than == Option("jab")
    assert Option("throw") in told["jab"].best_against


def test_what_is_meant_for_a_friend_is_no_option_of_two() -> None:
    combat = duel([JAB, replace(JAB, name="mend", aim=Aim.FRIEND)])
    assert [str(one) for one in Situation(combat).options[0]] == ["nothing", "jab"]


def test_an_option_with_a_wait_begins_later() -> None:
    combat = duel([JAB, SLAM])
    found = Situation(combat, waits=[5])
    late = Option("jab", 5)
    assert late in found.options[0]
    assert str(late) == "wait 5, jab"
    # A jab lands 3 ticks after it has begun.
    assert found.play(Option("jab"), Option(), 3).seats[1].health == 90
    assert found.play(late, Option(), 7).seats[1].health == 100
    assert found.play(late, Option(), 8).seats[1].health == 90


def test_trying_changes_nothing_in_the_fight() -> None:
    combat = duel([JAB, SLAM])
    before = combat.save()
    Situation(combat, [3]).damage(40, no_news)
    assert combat.save() == before


@pytest.mark.parametrize("tick", [0, 100, 300])
def test_a_moment_before_controllers_act_is_a_situation_as_well(tick: int) -> None:
    combat = CombatSystem(distance=30, seed=5)
    for kind in ("duelist", "brute"):
        combat.add_combatant(kind)
    combat.advance(tick)
    found = Situation(combat)
    assert found.play(Option(), Option(), 100).now == tick + 100


def test_playing_on_is_the_live_fight_that_goes_on(rules: Rulebook) -> None:
    combat = CombatSystem(ruleset=every_pack(), distance=30, seed=5)
    for name in ("left", "right"):
        combat.add_combatant("duelist", name, controller="")
    combat.advance(1)
    found = Situation(combat)
    world = found.play(Option("attack"), Option("block"), 700)
    on = _steered(combat.fight, world, ("mix", "mix"))
    kernel = kernel_for(combat.fight.rules, 2)
    for seed in range(3):
        live = CombatSystem(ruleset=every_pack(), distance=30, seed=seed)
        for name in ("left", "right"):
            live.add_combatant("duelist", name, controller="")
        live.load(Save(on))
        result = live.run()
        run = kernel.play(kernel.begin(combat.fight, on), 0, [seed])
        assert run.rows[0, 0] == 0
        assert kernel.numbers.names.texts[run.rows[0, 1]] == result.winner
        assert run.rows[0, 3] == result.at


def test_whoever_may_get_out_of_its_stun_has_that_option_and_is_asked_then() -> None:
    burst = replace(JAB, name="burst", out_of=(Stun.HITSTUN,))
    for moves, known in ([JAB, burst], ["nothing", "burst"]), ([JAB], ["nothing"]):
        combat = duel(moves)
        combat.execute_action("jab", "ayla")
        combat.advance(5)
        found = Situation(combat)
        assert [str(one) for one in found.options[1]] == known
        steered = _steered(combat.fight, found.start.world, ("still", "still")).seats[1]
        assert steered.controller_due == (6 if burst in moves else NEVER)


def test_whoever_may_get_out_of_its_stun_is_asked_once_its_hit_pause_is_over() -> None:
    combat = duel([replace(JAB, hit_pause=6), replace(JAB, name="burst", out_of=(Stun.HITSTUN,))])
    combat.execute_action("jab", "ayla")
    combat.advance(5)
    world = Situation(combat).start.world
    steered = _steered(combat.fight, world, ("still", "still")).seats[1]
    assert steered.controller_due == combat.combatant("borin").paused_until == 9


def test_nothing_is_an_option_once_the_fight_is_over() -> None:
    combat = duel([JAB], duration=100)
    combat.advance(50)
    found = Situation(combat, (0, 49, 50, 500))
    assert found.options == ((Option(), Option("jab"), Option("jab", 49)),) * 2
    combat.run()
    with pytest.raises(StateError, match="the fight ended at tick 100 by time_out"):
        Situation(combat)


def test_a_chance_to_win_is_a_payoff(rules: Rulebook) -> None:
    combat = CombatSystem(ruleset=every_pack(), distance=30)
    combat.add_combatant("duelist", "left", controller="", health=100)
    combat.add_combatant("duelist", "right", controller="", health=1)
    combat.advance(1)
    found = Situation(combat)
    found.options = (found.options[0][:2], found.options[1][:1])
    payoffs = found.chances(("mix", "mix"), 10, 1000, no_news)
    assert payoffs.shape == (2, 1)
    assert payoffs[1, 0] == 50
    assert -50 <= payoffs[0, 0] <= 50


def idle(view: View) -> Wait:
    """Does nothing."""
    return Wait(1000)


def test_a_chance_counts_what_begins_after_the_horizon() -> None:
    rules = ruleset([JAB], controllers=[Controller("idle", idle)])
    combat = CombatSystem(3000, 5, ruleset=rules)
    for name in ("left", "right"):
        combat.add_combatant("fighter", name, controller="", health=1)
    combat.advance(1)
    found = Situation(combat)
    found.options = ((Option("jab", 500), Option()), (Option(),))
    assert found.chances(("idle", "idle"), 3, 100, no_news).tolist() == [[50], [0]]


def test_of_a_moment_with_more_than_there_is_room_for_nothing_is_known() -> None:
    rules = ruleset([JAB], controllers=[Controller("idle", idle)])
    combat = CombatSystem(3000, 90, ruleset=rules)
    for name in ("left", "right"):
        combat.add_combatant("fighter", name, controller="", reaction=2000)
    combat.advance(1)
    for _ in range(20):
        combat.execute_action("jab", "left")
        combat.advance(20)
    found = Situation(combat)
    found.options = ((Option(),), (Option(),))
    with pytest.raises(StateError, match="machine code gives up every fight"):
        found.chances(("idle", "idle"), 3, 1, no_news)


def test_a_picture_frames_what_both_play() -> None:
    combat = duel([JAB, THROW, GUARD])
    found = Situation(combat)
    solved = found.solved(found.damage(30, no_news), "health")
    picture = situation_map(solved)
    played = [sum(one.share > 0 for one in side) for side in (solved.left, solved.right)]
    assert picture.count('stroke="#222222"') == played[0] * played[1]
    assert picture.count("<rect") == len(solved.left) * len(solved.right)


def test_a_situation_is_of_two() -> None:
    with pytest.raises(StateError, match="of two combatants, not of 3"):
        Situation(duel([JAB], names=("a", "b", "c")))


def test_the_table_is_solved_as_any_game_is() -> None:
    combat = duel([JAB, SLAM])
    found = Situation(combat)
    payoffs = found.damage(60, no_news)
    assert found.solved(payoffs, "health").value == pytest.approx(solve(np.array(payoffs))[0].value)


def test_where_machine_code_gives_up_every_fight_nothing_is_known_of_chances() -> None:
    found = Situation(load_fight(ruled_by(a_float)))
    with pytest.raises(StateError, match=r"nothing is known of who wins.* a_float: a float"):
        found.chances(("attack", "attack"), 2, 600, no_news)


@pytest.mark.parametrize(
    "name", ["a", "wait 150, move_backward 12 %", "\N{CJK UNIFIED IDEOGRAPH-6F22}" * 30]
)
def test_the_names_of_columns_are_in_the_picture(name: str) -> None:
    picture = grid("x", ["row"], ["short", name], lambda row, column: None)
    width, height = map(int, re.findall(r'viewBox="0 0 (\d+) (\d+)"', picture)[0])
    x, y = map(int, re.findall(rf'<text x="(\d+)" y="(\d+)" transform="[^"]*">{name}<', picture)[0])
    # Of 13 units a letter is high, narrow ones are half as wide on the average.
    long = len(name) * (13 if not name.isascii() else 7)
    assert x + long * cos(radians(35)) + 7 < width
    assert y - long * sin(radians(35)) - 11 > 0
    assert y < height
