"""A guard that blocks goes on to hold for its time; whoever it has freed may leave it."""

from typing import ClassVar

import pytest
from statemachine import State

from combat_rules import Action, ActionRole, DamageRule, Effects, Outcome, Scene, replace
from combat_rules.charts import ActionChart, several_hits
from combat_rules.model import ActionStateType, Hit
from tests.cases.plays import DUEL, PARTED, POKE, REPLY, SHIELD, Who, play, poke

LIGHT = poke("light", recovery=0, release=1, blockstun=4)
BRIEF = Action(name="brief", role=ActionRole.BLOCK, release=20, recovery=3)
ENDING = Action(
    name="ending", role=ActionRole.BLOCK, release=80, recovery=6, ends_with_blockstun=True
)


@pytest.mark.parametrize("blockstun", [0, 1, 4, 5, 6], ids=str)
def test_one_guard_blocks_a_whole_string(blockstun: int) -> None:
    light = poke("light", recovery=0, release=1, blockstun=blockstun)
    string = [(5 * n, "ayla", "light") for n in range(6)]
    fought = play([light, SHIELD], (0, "borin", "shield"), *string)
    assert fought.outcomes() == ["blocked"] * 6


def test_it_ends_when_it_would_have_ended_without_a_blow() -> None:
    idle = play([LIGHT, BRIEF], (0, "borin", "brief"))
    struck = play([LIGHT, BRIEF], (0, "borin", "brief"), (0, "ayla", "light"))
    assert idle.free("borin") == struck.free("borin") == [23]


@pytest.mark.parametrize("pause", [0, 4], ids=str)
@pytest.mark.parametrize(("tick", "over"), [(5, 23), (14, 22), (17, 25)], ids=str)
def test_it_ends_when_it_would_have_where_a_short_blockstun_replaces_a_long_one(
    tick: int, over: int, pause: int
) -> None:
    """Held up to 19; the second blow is blocked three ticks on, for five from there."""
    heavy = poke("heavy", blockstun=40, hit_pause=pause)
    who: Who = {**DUEL, "cleo": {"position": 505, "team": "ayla"}}
    orders = [(0, "borin", "brief"), (0, "ayla", "heavy"), (tick + pause, "cleo", "poke", "borin")]
    fought = play([heavy, poke(), BRIEF], *orders, who=who)
    assert fought.free("borin") == [over + pause]


def test_a_blockstun_that_is_longer_than_the_guard_ends_it() -> None:
    heavy = poke("heavy", blockstun=40)
    fought = play([heavy, BRIEF], (0, "borin", "brief"), (0, "ayla", "heavy"))
    assert fought.free("borin") == [43]


@pytest.mark.parametrize("blockstun", [5, 40], ids=["shorter", "longer"])
def test_a_hit_from_behind_ends_a_guard_and_its_blockstun_at_one_tick(blockstun: int) -> None:
    who: Who = {**DUEL, "cleo": {"position": 525, "team": "ayla", "facing": -1}}
    orders = [(0, "borin", "shield", "ayla"), (0, "ayla", "front"), (0, "cleo", "poke", "borin")]
    fought = play([poke("front", blockstun=blockstun), POKE, SHIELD], *orders, who=who)
    assert fought.outcomes() == ["blocked", "hit"]
    assert fought.stuns("borin") == [(3, "hitstun", 10)]
    assert fought.free("borin") == [13]


def test_it_is_left_for_another_move_once_the_blockstun_is_over() -> None:
    early = play(
        [LIGHT, SHIELD], (0, "borin", "shield"), (0, "ayla", "light"), (6, "borin", "light")
    )
    assert early.starts("borin") == [0]
    sharp = play(
        [LIGHT, SHIELD], (0, "borin", "shield"), (0, "ayla", "light"), (7, "borin", "light")
    )
    assert sharp.starts("borin") == [0, 7]


@pytest.mark.parametrize("pause", [1, 8, 20], ids=str)
def test_a_hit_pause_keeps_nobody_from_leaving_it(pause: int) -> None:
    paused, over = poke("paused", hit_pause=pause), 3 + pause + 5
    orders = [(0, "borin", "shield"), (0, "ayla", "paused")]
    for tick, starts in ((over - 1, [0]), (over, [0, over])):
        fought = play([paused, SHIELD, poke()], *orders, (tick, "borin", "poke"))
        assert fought.starts("borin") == starts


def test_a_blow_in_the_pause_of_another_one_may_be_answered_as_well() -> None:
    """Ayla's blow at 3 holds Borin until 11; Cleo's at 6 has no pause, and a blockstun to 16."""
    moves = [poke("paused", hit_pause=8, blockstun=0), SHIELD, poke()]
    who: Who = {**DUEL, "cleo": {"position": 505, "team": "ayla"}}
    orders = [(0, "borin", "shield"), (0, "ayla", "paused", "borin"), (3, "cleo", "poke", "borin")]
    fought = play(moves, *orders, (16, "borin", "poke"), who=who)
    assert fought.outcomes("cleo") == ["blocked"]
    assert fought.starts("borin") == [0, 16]


@pytest.mark.parametrize(
    ("ends", "blockstun", "free"),
    [
        (False, 1, 50),
        (False, 10, 50),
        (False, 41, 50),
        (False, 42, 44),
        (False, 60, 62),
        (True, 1, 3),
        (True, 10, 12),
        (True, 60, 62),
    ],
    ids=str,
)
def test_one_of_two_parts_is_held_as_one_of_one_part(ends: bool, blockstun: int, free: int) -> None:
    guard = replace(PARTED, ends_with_blockstun=ends)
    light = poke("light", commit=0, release=1, recovery=0, blockstun=blockstun)
    fought = play([light, guard], (0, "borin", "parted"), (2, "ayla", "light"), until=90)
    assert fought.free("borin") == [free]


def test_one_of_two_parts_is_left_in_the_second_for_what_it_blocked_in_the_first() -> None:
    light = poke("light", commit=0, release=1, recovery=0, blockstun=10)
    orders = [(0, "borin", "parted"), (2, "ayla", "light"), (20, "borin", "poke")]
    assert play([light, PARTED, poke()], *orders).starts("borin") == [0, 20]


def test_one_that_has_blocked_nothing_is_not_left() -> None:
    fought = play([LIGHT, SHIELD], (0, "borin", "shield"), (30, "borin", "light"))
    assert fought.starts("borin") == [0]


def test_one_that_ends_with_its_blockstun_does() -> None:
    light = poke("light", recovery=0, release=1, blockstun=4)
    fought = play(
        [light, ENDING], (0, "borin", "ending"), (0, "ayla", "light"), (5, "ayla", "light")
    )
    assert fought.free("borin")[0] == 7
    assert fought.outcomes() == ["blocked", "hit"]


@pytest.mark.parametrize(
    ("tick", "outcome"),
    [(19, "blocked"), (20, "counter_hit")],
    ids=["the last tick", "a tick later"],
)
def test_it_holds_up_to_its_last_tick(tick: int, outcome: str) -> None:
    fought = play([LIGHT, BRIEF], (0, "borin", "brief"), (tick - 3, "ayla", "light"))
    assert fought.contacts() == [(tick, outcome)]


def test_a_line_that_it_does_not_cover_goes_through() -> None:
    low = poke("low", line="low")
    high = Action(name="high", role=ActionRole.BLOCK, release=80, covers=("high", "middle"))
    fought = play([low, high], (0, "borin", "high"), (0, "ayla", "low"))
    assert fought.outcomes() == ["hit"]


def wear(scene: Scene, effects: Effects) -> None:
    """Two blocks, and it breaks."""
    if scene.outcome is Outcome.BLOCKED:
        effects.change(scene.actor.id, "stamina", -10)
        if scene.actor.stamina <= 10:
            effects.stun(scene.actor.id, 50)


def test_a_guard_that_breaks_blocks_the_blow_that_breaks_it_and_no_further_one() -> None:
    worn = Action(name="worn", role=ActionRole.BLOCK, release=80, on_contact=(wear,))
    who: Who = {**DUEL, "borin": {"position": 510, "stamina": 20}}
    string = [(10 * n, "ayla", "light") for n in range(3)]
    fought = play([LIGHT, worn], (0, "borin", "worn"), *string, who=who)
    assert fought.contacts() == [(3, "blocked"), (13, "blocked"), (23, "hit")]
    assert (13, "stagger", 50) in fought.stuns("borin")


@pytest.mark.parametrize(
    ("tick", "lost"), [(0, 0), (3, 0), (4, 5)], ids=["at once", "the last tick", "a tick later"]
)
def test_a_guard_that_is_just_in_time(tick: int, lost: int) -> None:
    def just(scene: Scene, damage: int) -> int:
        since = scene.now - scene.target.phase_since
        return 0 if scene.outcome is Outcome.BLOCKED and since < 4 else damage

    chip = poke("chip", damage=10, chip=50)
    fought = play(
        [chip, SHIELD],
        (10, "borin", "shield"),
        (10 + tick - 3, "ayla", "chip"),
        damage_rules=[DamageRule("just", 100, just)],
    )
    assert fought.lost() == lost


# -- counters ------------------------------------------------------------------------------------

PARRY = Action(name="parry", role=ActionRole.COUNTER, commit=2, release=10, recovery=5, stagger=20)


@pytest.mark.parametrize(
    ("tick", "outcome"),
    [(1, "hit"), (2, "countered"), (11, "countered"), (12, "counter_hit")],
    ids=["before", "first", "last", "after"],
)
def test_a_counter_holds_from_its_first_to_its_last_active_tick(tick: int, outcome: str) -> None:
    fought = play([poke(), PARRY], (10, "borin", "parry"), (10 + tick - 3, "ayla", "poke"))
    assert fought.outcomes() == [outcome]


@pytest.mark.parametrize(
    ("reach", "lost", "stuns"),
    [(0, 4, 1), (10, 4, 1), (9, 0, 0)],
    ids=["any distance", "at its reach", "beyond"],
)
def test_what_a_counter_deals_reaches_as_far_as_it_says(reach: int, lost: int, stuns: int) -> None:
    reply = Action(
        name="reply", role=ActionRole.COUNTER, release=80, damage=4, stagger=9, reach=reach
    )
    fought = play([poke(), reply], (0, "borin", "reply"), (0, "ayla", "poke"))
    assert fought.outcomes() == ["countered"]
    assert (fought.lost("ayla"), len(fought.stuns("ayla")), fought.lost()) == (lost, stuns, 0)


class Twice(ActionChart):
    """A counter, and after a breath another one."""

    kinds: ClassVar[dict[str, ActionStateType]] = {
        "breath": ActionStateType.COMMIT,
        "again": ActionStateType.RELEASE,
    }
    release = State(initial=True)
    breath = State()
    again = State()
    recovery = State()
    done = State(final=True)

    advance = release.to(breath) | breath.to(again) | again.to(recovery) | recovery.to(done)
    interrupt = release.to(recovery) | breath.to(recovery) | again.to(recovery)


@pytest.mark.parametrize(("tick", "lost"), [(5, 4), (25, 9)], ids=["first", "second"])
def test_each_release_of_a_counter_strikes_with_numbers_of_its_own(tick: int, lost: int) -> None:
    seen: list[int] = []

    def note(scene: Scene, damage: int) -> int:
        """Writes down what the move deals."""
        seen.append(scene.action.damage)
        return damage

    twice = replace(
        REPLY,
        name="twice",
        chart=Twice,
        release=10,
        phases={"breath": 5, "again": 20},
        hits=(Hit(damage=4), Hit(damage=9)),
    )
    orders = [(0, "borin", "twice"), (tick - 3, "ayla", "poke")]
    fought = play([twice, poke()], *orders, damage_rules=[DamageRule("note", 1, note)])
    assert (fought.outcomes("ayla"), fought.lost("ayla"), seen) == (["countered"], lost, [lost])


def test_a_damage_rule_sees_a_counter_whatever_hit_of_its_striker_it_answers() -> None:
    """The blow that is countered is the second of its swing; what strikes back is the first."""
    double = replace(REPLY, name="double", hits=(Hit(damage=4), Hit(damage=9)))
    seen: list[int] = []

    def note(scene: Scene, damage: int) -> int:
        """Writes down what the move deals."""
        seen.append(scene.action.damage)
        return damage

    two = poke("two", chart=several_hits("Two", 2), phases={"gap_2": 20, "release_2": 2})
    orders = [(0, "ayla", "two"), (14, "borin", "double")]
    fought = play([two, double], *orders, damage_rules=[DamageRule("note", 1, note)])
    assert fought.outcomes("ayla") == ["hit", "countered"]
    assert seen == [7, 4]


def test_whoever_counters_two_at_one_tick_strikes_both() -> None:
    who: Who = {**DUEL, "cleo": {"position": 505, "team": "ayla"}}
    fought = play(
        [poke(), REPLY],
        (0, "borin", "reply", "ayla"),
        (0, "ayla", "poke", "borin"),
        (0, "cleo", "poke", "borin"),
        who=who,
    )
    assert fought.outcomes() == ["countered", "countered"]
    assert (fought.lost("ayla"), fought.lost("cleo"), fought.lost()) == (4, 4, 0)
