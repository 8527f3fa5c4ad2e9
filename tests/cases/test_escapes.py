"""A move may say out of which stuns it may be begun: bursts, quick rises, guard cancels."""

from typing import Any

import pytest

from combat_rules import Act, Action, ActionError, Controller, View, Wait, replace
from combat_rules.engine.core.refusals import Reason
from combat_rules.model import Command, Protection, Scene, Stun, StunMode, Validation
from combat_rules.model.events import (
    ActionChained,
    ActionEnded,
    ActionStarted,
    CombatantRecovered,
)
from tests.cases.plays import DUEL, POKE, SETTLED, SHIELD, Play, Who, begin, play, poke

# Lands at tick 3; whoever is hit reels until tick 23.
LONG = poke("long", hitstun=20)
FAR = poke("far", reach=0, feint=2, commit=2)
OUT = (Stun.HITSTUN, Stun.STAGGER)
# Strikes at once, cannot be hurt before its recovery, and leaves half of the stamina.
BURST = poke(
    "burst", commit=0, damage=1, stamina_cost=50, out_of=OUT,
    protections=(Protection(phases=("feint", "commit", "release")),),
)  # fmt: skip
RISE = Action(name="rise", release=2, recovery=3, out_of=(Stun.KNOCKDOWN,))
SWEEP = poke("sweep", hitstun=20, knockdown=True)
COUNTER = poke("counter", out_of=(Stun.BLOCKSTUN,))


def reasons(fought: Play, move: str, who: str = "borin") -> dict[str, Reason]:
    """What refuses a move now, by name."""
    refusal = fought.combat.validate_action(move, who)
    return {reason.name: reason for reason in refusal.reasons} if refusal else {}


@pytest.mark.parametrize("tick", [4, 15, 22])
def test_it_is_begun_at_any_tick_of_such_a_stun_and_ends_it(tick: int) -> None:
    fought = play([LONG, BURST], (0, "ayla", "long"), (tick, "borin", "burst"))
    assert fought.starts("borin") == [tick]
    assert fought.ticks(CombatantRecovered, "borin") == [tick]
    assert fought.free("borin") == [tick, tick + 6]
    assert fought.of("borin").stunned_until == SETTLED + tick


def test_it_may_be_begun_in_no_stun_as_any_other() -> None:
    fought = play([LONG, BURST], (0, "borin", "burst"))
    assert (fought.starts("borin"), fought.ticks(CombatantRecovered)) == ([0], [10])


def test_the_end_of_the_stun_is_told_first_and_is_why_it_begins() -> None:
    fought = play([LONG, BURST], (0, "ayla", "long"), (8, "borin", "burst"))
    (recovered,) = (one for one in fought.told(CombatantRecovered) if one.source == "borin")
    started = fought.told(ActionStarted)[-1]
    assert recovered.causes == ()
    assert (started.name, started.causes) == ("burst", (recovered.sequence,))


def test_what_was_stopped_ends_with_its_stun_as_interrupted() -> None:
    orders = [(0, "ayla", "long"), (0, "borin", "far"), (8, "borin", "burst")]
    fought = play([LONG, FAR, BURST], *orders)
    ended = next(one for one in fought.told(ActionEnded) if one.name == "far")
    recovered = fought.told(CombatantRecovered)[0]
    assert (ended.timestamp - SETTLED, ended.reason) == (8, "interrupted")
    assert ended.causes == (recovered.sequence,)
    assert recovered.sequence < ended.sequence < fought.told(ActionStarted)[-1].sequence
    assert fought.starts("borin") == [0, 8]
    assert fought.told(ActionChained) == []


def test_out_of_other_stuns_it_is_refused_until_when_and_what_is_possible_is_told() -> None:
    fought = play([SWEEP, BURST, RISE], (0, "ayla", "sweep"), until=8)
    refusal = fought.combat.validate_action("burst", "borin")
    assert refusal is not None
    assert refusal.possible == ("rise",)
    (reason,) = refusal.reasons
    assert reason.name == "can_act_out_of(hitstun, stagger)"
    assert reason.claim.startswith("The actor is in no stun but hitstun or stagger, nor in")
    assert reason.ticks == 23 - 8
    assert "actor.stun is knockdown" in str(reason)


def test_one_that_cannot_be_paid_is_refused_for_that_alone() -> None:
    low: Who = {**DUEL, "borin": {"position": 510, "stamina": 30, "stamina_regeneration": 1000}}
    paid = [Validation(has_stamina)]
    moves = [LONG, FAR, BURST]
    orders = [(0, "ayla", "long"), (0, "borin", "far")]
    fought = play(moves, *orders, who=low, until=3, validations=paid)
    refused = reasons(fought, "burst")
    assert [*refused] == ["has_stamina"]
    waits = refused["has_stamina"].ticks
    assert waits is not None
    assert fought.combat.validate_action("long", "borin") is not None
    fought.combat.advance(waits - 1)
    assert reasons(fought, "burst")
    fought.combat.advance(1)
    assert fought.combat.actions.possible_actions("borin") == ("burst",)
    fought.combat.execute_action("burst", "borin")


def has_stamina(scene: Scene) -> bool:
    """The actor has the stamina."""
    return scene.actor.stamina >= scene.action.stamina_cost


def test_a_refusal_speaks_of_a_start_whatever_was_stopped_by_the_stun() -> None:
    moves = [LONG, FAR, replace(BURST, cooldown=40)]
    orders = [(0, "borin", "burst"), (10, "borin", "far"), (10, "ayla", "long")]
    fought = play(moves, *orders, until=16)
    assert fought.of("borin").doing == "far"
    with pytest.raises(ActionError, match="borin cannot start burst at tick 26: cooldown_is_over"):
        fought.combat.execute_action("burst", "borin")
    assert reasons(fought, "burst")["cooldown_is_over"].ticks == 40 - 16


def test_whoever_lies_may_rise_and_can_be_struck_from_that_tick_on() -> None:
    hold = poke("hold", commit=6, release=6)
    orders = [(0, "ayla", "sweep"), (9, "ayla", "hold"), (17, "borin", "rise")]
    fought = play([SWEEP, hold, RISE], *orders)
    assert fought.contacts("ayla") == [(3, "hit"), (17, "hit")]
    lying = play([SWEEP, hold, RISE], *orders[:2])
    assert lying.contacts("ayla") == [(3, "hit"), (21, "whiffed")]


def test_it_comes_before_the_blows_of_its_tick() -> None:
    orders = [(0, "ayla", "long"), (9, "ayla", "long")]
    assert play([LONG, BURST], *orders).contacts("ayla") == [(3, "hit"), (12, "hit")]
    fought = play([LONG, BURST], *orders, (12, "borin", "burst"))
    assert fought.contacts("ayla") == [(3, "hit"), (12, "evaded")]
    assert fought.contacts("borin") == [(12, "hit")]


@pytest.mark.parametrize("mode", list(StunMode))
def test_a_stun_at_its_very_tick_falls_into_none(mode: StunMode) -> None:
    """The old stun would have gone on to tick 23."""
    again, bare = poke("again", stun_mode=mode, hitstun=5), replace(BURST, protections=())
    orders = [(0, "ayla", "long"), (9, "ayla", "again"), (12, "borin", "bare")]
    fought = play([LONG, again, replace(bare, name="bare", reach=0)], *orders)
    assert fought.stuns("borin") == [(3, "hitstun", 20), (12, "hitstun", 5)]
    assert fought.ticks(ActionEnded, "borin") == [17]


@pytest.mark.parametrize("mode", list(StunMode))
def test_of_two_stuns_at_its_very_tick_the_longer_counts(mode: StunMode) -> None:
    again = poke("again", stun_mode=mode, hitstun=9)
    bare = replace(BURST, name="bare", protections=(), reach=0)
    who: Who = {**DUEL, "cleo": {"position": 520, "team": "ayla", "facing": -1}}
    orders = [
        (0, "ayla", "long"), (9, "ayla", "poke", "borin"), (9, "cleo", "again", "borin"),
        (12, "borin", "bare"),
    ]  # fmt: skip
    fought = play([LONG, POKE, again, bare], *orders, who=who)
    assert fought.of("borin").stunned_until == SETTLED + 12 + 10


def test_of_two_at_one_tick_the_second_is_judged_on_what_the_first_has_begun() -> None:
    twice = [(8, "borin", "burst"), (8, "borin", "other")]
    fought = play([LONG, BURST, replace(BURST, name="other")], (0, "ayla", "long"), *twice)
    assert fought.starts("borin") == [8]
    assert [one.name for one in fought.told(ActionStarted) if one.source == "borin"] == ["burst"]


def test_of_two_that_stun_each_other_both_get_out_at_one_tick() -> None:
    orders = [(0, "ayla", "long"), (0, "borin", "long"), (5, "ayla", "out"), (5, "borin", "out")]
    fought = play([LONG, poke("out", out_of=OUT)], *orders)
    assert fought.starts("ayla") == fought.starts("borin") == [0, 5]


def test_by_hand_it_is_begun_at_the_tick_of_the_blow() -> None:
    fought = play([LONG, BURST], (0, "ayla", "long"), until=3)
    fought.combat.execute_action("burst", "borin")
    assert fought.until(10).starts("borin") == [3]


def test_nobody_gets_out_in_a_hit_pause_and_one_that_is_kept_does_after_it() -> None:
    heavy = replace(LONG, hit_pause=8)
    fought = play([heavy, BURST], (0, "ayla", "long"), until=5)
    (reason,) = reasons(fought, "burst").values()
    assert reason.ticks == 3 + 8 - 5
    now = fought.combat.now
    fought.combat.schedule([Command(actor="borin", action="burst", at=now, buffer=1)])
    assert fought.until(30).starts("borin") == [11]


# -- out of blockstun ------------------------------------------------------------------------------

PRESS = poke("press", blockstun=20)


def test_out_of_blockstun_it_is_what_games_call_a_guard_cancel() -> None:
    orders = [(0, "ayla", "press"), (0, "borin", "shield"), (8, "borin", "counter")]
    fought = play([PRESS, SHIELD, COUNTER], *orders)
    assert fought.starts("borin") == [0, 8]
    (chained,) = fought.told(ActionChained)
    (recovered,) = fought.told(CombatantRecovered)[:1]
    ended = next(one for one in fought.told(ActionEnded) if one.name == "shield")
    assert (chained.timestamp - SETTLED, chained.causes) == (8, (recovered.sequence,))
    assert (ended.timestamp - SETTLED, ended.reason) == (8, "chained")
    assert fought.contacts("borin") == [(11, "hit")]


def test_without_a_blow_its_guard_is_left_as_its_chart_has_it() -> None:
    fought = play([PRESS, SHIELD, COUNTER], (0, "borin", "shield"), (8, "borin", "counter"))
    assert fought.starts("borin") == [0]


def test_others_wait_for_the_end_of_the_blockstun() -> None:
    orders = [(0, "ayla", "press"), (0, "borin", "shield"), (8, "borin", "poke")]
    fought = play([PRESS, SHIELD, COUNTER, POKE], *orders, until=10)
    assert fought.starts("borin") == [0]
    assert fought.combat.actions.possible_actions("borin") == ("counter",)


# -- who is asked ----------------------------------------------------------------------------------


Orders = list[tuple[int, str, str]]


class Asked:
    """When borin's controller is asked, which takes in nothing and waits for so long each time."""

    def __init__(self, moves: list[Action], orders: Orders, *, waits: int = 1000) -> None:
        self.at: list[int] = []
        self.waits = waits
        self.fought = begin(moves, *orders, controllers=[Controller("note", self.choose)])
        self.change(controller="note", reaction=1000)

    def choose(self, view: View) -> Act | Wait:
        self.at.append(view.now - SETTLED)
        return Wait(self.waits)

    def change(self, **record: Any) -> None:
        with self.fought.combat.transaction() as tx:
            tx.update_combatant_state(replace(tx.combatants["borin"], **record))


def asked_at(*moves: Action, knows: tuple[str, ...], orders: Orders) -> list[int]:
    """When it is asked where it knows these moves."""
    asked = Asked([*moves], orders)
    asked.change(actions=knows)
    asked.fought.until(60)
    return asked.at


BLOW: Orders = [(1, "ayla", "long")]
STOPPED: Orders = [*BLOW, (0, "borin", "far")]


@pytest.mark.parametrize("orders", [BLOW, STOPPED], ids=["idle", "stopped"])
def test_whoever_knows_a_way_out_is_asked_from_the_tick_after_the_blow_on(
    orders: Orders,
) -> None:
    moves = (LONG, FAR, BURST, RISE)
    first = [0] if orders is BLOW else []
    assert asked_at(*moves, knows=("far", "burst"), orders=orders) == [*first, 5, 24]
    assert asked_at(*moves, knows=("far", "rise"), orders=orders) == [*first, 24]
    assert asked_at(*moves, knows=("far",), orders=orders) == [*first, 24]


def test_in_a_hit_pause_it_is_asked_once_that_is_over() -> None:
    heavy = replace(LONG, hit_pause=8)
    assert asked_at(heavy, BURST, knows=("burst",), orders=BLOW) == [0, 12, 32]


def test_who_guards_is_asked_in_its_blockstun() -> None:
    orders = [(0, "borin", "shield"), (1, "ayla", "press")]
    asked = asked_at(PRESS, SHIELD, COUNTER, knows=("shield", "counter"), orders=orders)
    assert asked == [5]


def test_who_is_asked_in_a_blockstun_that_goes_on_past_its_guard() -> None:
    """The low blow stops the guard, whose recovery is over before the blockstun."""
    low = poke("low", line="low", hitstun=9, stun_mode=StunMode.LONGER)
    press, guard = replace(PRESS, blockstun=40, line="mid"), replace(SHIELD, covers=("mid",))
    orders = [(0, "borin", "shield"), (1, "ayla", "press"), (12, "ayla", "low")]
    asked = asked_at(press, low, guard, COUNTER, knows=("shield", "counter"), orders=orders)
    assert asked == [5, 16, 25, 44]


def test_a_controller_gets_its_combatant_out() -> None:
    def out(view: View) -> Act | Wait:
        return Act("burst") if "burst" in view.possible and view.me.stun else Wait(4)

    who: Who = {"ayla": DUEL["ayla"], "borin": {**DUEL["borin"], "controller": "out"}}
    fought = play([LONG, BURST], (0, "ayla", "long"), who=who, controllers=[Controller("out", out)])
    assert fought.starts("borin")[0] == 4


@pytest.mark.parametrize("stopped", [False, True], ids=["idle", "stopped"])
def test_who_learns_a_way_out_in_a_stun_is_asked_and_who_forgets_it_is_not(stopped: bool) -> None:
    orders = [(0, "ayla", "long"), *[(0, "borin", "far")] * stopped]
    asked = Asked([LONG, FAR, BURST], orders, waits=5)
    for tick, knows in (6, ("long",)), (12, ("long", "burst")):
        asked.fought.until(tick)
        asked.change(actions=knows)
        assert not asked.fought.combat.synchronize_states()
    asked.fought.until(23)
    assert asked.at == [*[0] * (not stopped), 4, 13, 18, 23]


# -- narrower still --------------------------------------------------------------------------------


def only_late(scene: Scene) -> bool:
    """At most five ticks of the stun are left."""
    return scene.actor.stunned_until - scene.now <= 5


def test_a_validation_says_at_which_ticks_of_a_stun() -> None:
    quick = replace(RISE, tags=frozenset({"quick"}))
    late = [Validation(only_late, frozenset({"quick"}))]
    fought = play([SWEEP, quick], (0, "ayla", "sweep"), until=10, validations=late)
    assert reasons(fought, "rise")["only_late"].ticks == 18 - 10
    fought.give((17, "borin", "rise"), (18, "borin", "rise"))
    assert fought.until(30).starts("borin") == [18]


def test_the_fallen_get_up_from_nothing() -> None:
    fought = play([poke("kill", damage=200, hitstun=20), BURST], (0, "ayla", "kill"), until=4)
    assert fought.combat.result is not None
    assert fought.combat.actions.possible_actions("borin") == ()
