"""Who is free at a tick can act at that tick, before blows land at it."""

import pytest
from statemachine import State

from combat_rules import Action, ActionError, ActionRole, Controller, View, Wait
from combat_rules.charts import ActionChart, take_step
from combat_rules.model import Act, Command, Projectile, Sweep
from combat_rules.model.events import CommandRefused
from tests.cases.plays import DUCK, DUEL, POKE, REPLY, REST, SETTLED, SHIELD, Who, begin, play, poke

TRIP = poke("trip", hitstun=30, knockdown=True)
QUICK = Action(name="quick", role=ActionRole.MOVE, release=6)
USUAL = Action(name="usual", role=ActionRole.MOVE, release=4, recovery=2)


@pytest.mark.parametrize("first", [QUICK, USUAL], ids=["no recovery", "a recovery"])
def test_a_command_for_the_tick_at_which_its_actor_is_done_is_carried_out(first: Action) -> None:
    fought = play([QUICK, USUAL], (0, "ayla", first.name), (6, "ayla", "usual"))
    assert fought.starts("ayla") == [0, 6]


def test_a_command_for_the_tick_before_it_is_done_is_refused() -> None:
    fought = play([QUICK], (0, "ayla", "quick"), (5, "ayla", "quick"))
    assert fought.starts("ayla") == [0]


def test_a_controller_is_asked_at_the_tick_at_which_it_is_free() -> None:
    def again(view: View) -> Act | Wait:
        return Act("quick")

    who = {**DUEL, "ayla": {"position": 500, "controller": "again"}}
    fought = play([QUICK], who=who, controllers=[Controller("again", again)], until=20)
    assert [tick - fought.starts("ayla")[0] for tick in fought.starts("ayla")][:3] == [0, 6, 12]


@pytest.mark.parametrize("kind", [POKE, TRIP], ids=["hitstun", "knockdown"])
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(SHIELD, "blocked"), (REPLY, "countered"), (DUCK, "evaded")],
    ids=["guard", "counter", "evasion"],
)
def test_a_defence_without_startup_holds_from_the_first_free_tick(
    kind: Action, answer: Action, outcome: str
) -> None:
    stun = kind.hitstun
    meaty = poke("meaty", commit=stun - kind.release - kind.recovery)
    free = 3 + stun
    again = free - meaty.commit
    orders = [(0, "ayla", kind.name), (again, "ayla", "meaty")]
    met = play([kind, meaty, answer], *orders, (free, "borin", answer.name))
    assert met.contacts("ayla")[:2] == [(3, "hit"), (free, outcome)]
    late = play([kind, meaty, answer], *orders, (free + 1, "borin", answer.name))
    assert late.contacts("ayla")[:2] == [(3, "hit"), (free, "hit")]


def test_somebody_who_is_knocked_down_can_always_guard_as_it_gets_up() -> None:
    trip = poke("trip", commit=4, recovery=10, hitstun=20, knockdown=True, damage=1)
    blows = [(20 * n, "ayla", "trip") for n in range(10)]
    guards = [(5 + n, "borin", "shield") for n in range(200)]
    fought = play([trip, SHIELD], *blows, *guards, until=210)
    assert fought.outcomes("ayla") == ["hit"] + ["blocked"] * 9


@pytest.mark.parametrize(("startup", "outcome"), [(4, "hit"), (5, "blocked")], ids=["4", "5"])
def test_plus_four_links_a_startup_of_four_and_not_of_five(startup: int, outcome: str) -> None:
    then = poke("then", commit=startup - 1)
    fought = play(
        [POKE, then, SHIELD], (0, "ayla", "poke"), (9, "ayla", "then"), (13, "borin", "shield")
    )
    assert fought.outcomes("ayla") == ["hit", outcome]


@pytest.mark.parametrize(
    ("startup", "outcome"), [(4, "counter_hit"), (5, "blocked")], ids=["in time", "a tick late"]
)
def test_minus_four_is_punished_by_a_startup_of_four_and_not_of_five(
    startup: int, outcome: str
) -> None:
    # Blocked at 3; Borin is free at 8, Ayla at 12.
    risky = poke("risky", recovery=7)
    answer = poke("answer", commit=startup - 1)
    fought = play(
        [risky, answer, SHIELD],
        (0, "borin", "shield"),
        (0, "ayla", "risky"),
        (8, "borin", "answer"),
        (12, "ayla", "shield"),
    )
    assert fought.outcomes() == ["blocked", outcome]


def test_a_blow_without_startup_lands_at_the_tick_of_its_command() -> None:
    fought = play([poke("flash", commit=0)], (5, "ayla", "flash"))
    assert fought.contacts("ayla") == [(5, "hit")]


def test_of_two_blows_without_startup_at_one_tick_neither_is_first() -> None:
    flash = poke("flash", commit=0)
    fought = play([flash], (5, "ayla", "flash"), (5, "borin", "flash"))
    assert fought.contacts() == [(5, "traded"), (5, "traded")]
    assert fought.lost("ayla") == fought.lost("borin") == 7


def test_a_guard_scheduled_for_the_tick_of_a_blow_is_up_before_it() -> None:
    fought = play([POKE, SHIELD], (0, "ayla", "poke"), (3, "borin", "shield"))
    assert fought.contacts("ayla") == [(3, "blocked")]


def test_a_guard_submitted_before_a_tick_is_played_is_up_before_its_blows() -> None:
    fought = begin([POKE, SHIELD], (0, "ayla", "poke")).until(2)
    fought.combat.schedule([Command(actor="borin", action="shield", at=fought.combat.now + 1)])
    assert fought.until(20).contacts("ayla") == [(3, "blocked")]


def test_what_is_executed_at_a_tick_comes_after_what_has_happened_at_it() -> None:
    fought = begin([POKE, SHIELD], (0, "ayla", "poke")).until(3)
    with pytest.raises(ActionError):
        fought.combat.execute_action("shield", "borin")
    assert fought.until(20).contacts("ayla") == [(3, "hit")]


def test_a_command_and_a_controller_decide_on_one_world() -> None:
    def guards_what_it_sees(view: View) -> Act | Wait:
        return Act("shield") if view.now >= 13 else Wait(1)

    who = {**DUEL, "borin": {"position": 510, "controller": "watchful"}}
    fought = play(
        [POKE, SHIELD, REST],
        (0, "ayla", "poke"),
        who=who,
        controllers=[Controller("watchful", guards_what_it_sees)],
    )
    assert fought.contacts("ayla") == [(3, "blocked")]


def test_a_command_from_outside_goes_before_what_its_controller_would_choose() -> None:
    def rests(view: View) -> Act | Wait:
        return Act("rest") if view.now >= 13 else Wait(1)

    who = {**DUEL, "borin": {"position": 510, "controller": "lazy"}}
    fought = play(
        [POKE, SHIELD, REST],
        (0, "ayla", "poke"),
        (3, "borin", "shield"),
        who=who,
        controllers=[Controller("lazy", rests)],
    )
    assert fought.contacts("ayla") == [(3, "blocked")]


@pytest.mark.parametrize("tick", [12, 20], ids=["meanwhile", "as it is to be asked"])
def test_a_command_from_outside_that_is_refused_keeps_no_controller_from_its_turn(
    tick: int,
) -> None:
    def rests(view: View) -> Act | Wait:
        left = SETTLED + 20 - view.now
        return Wait(left) if left > 0 else Act("rest")

    who = {**DUEL, "borin": {"position": 510, "controller": "lazy"}}
    lazy = Controller("lazy", rests)
    fought = play([REST], who=who, controllers=[lazy], until=0)
    fought.combat.schedule([Command(actor="borin", cancel=True, at=SETTLED + tick)])
    fought.until(30)
    assert (fought.ticks(CommandRefused), fought.starts("borin")[0]) == ([tick], 20)


class Stride(ActionChart):
    """A step as it begins."""

    feint = State(initial=True, enter=take_step)
    recovery = State()
    done = State(final=True)

    advance = feint.to(recovery) | recovery.to(done)
    interrupt = feint.to(recovery)


STRIDE = Action(name="stride", role=ActionRole.MOVE, chart=Stride, feint=30, recovery=1, travel=20)
"""A step at once, and then nothing for a while."""


@pytest.mark.parametrize(
    "blow",
    [
        poke("blow", release=50, sweep=Sweep.ALL, reach=40),
        poke("blow", commit=0, launches=Projectile(speed=0, life=100, start=30, radius=9, hits=2)),
    ],
    ids=["a swing that has met another one", "a projectile that lies there"],
)
def test_whoever_steps_into_a_blow_by_hand_meets_it_at_that_tick(blow: Action) -> None:
    who: Who = {**DUEL, "cleo": {"position": 555, "team": "borin", "facing": -1}}
    fought = begin([blow, STRIDE], (0, "ayla", "blow", "borin"), who=who).until(12)
    fought.combat.execute_action("stride", "cleo", "ayla")
    assert fought.until(60).contacts("ayla")[-1][0] == 12
    assert fought.lost("cleo") == 7
