"""Which stun counts, how long it is, and what a rule or an effect may say of that."""

from typing import ClassVar

import pytest
from statemachine import State

from combat_rules import Attribute, Effects, Outcome, Scene, Status
from combat_rules.charts import ActionChart
from combat_rules.model import LANDED, ActionStateType, Stun, StunMode, StunRule
from tests.cases.plays import DUEL, POKE, REPLY, SHIELD, Play, Who, play, poke

DAZE = poke("daze", commit=2, hitstun=50)
TRIP = poke("trip", commit=2, hitstun=50, knockdown=True)


def tapped(mode: StunMode, ticks: int = 3) -> Play:
    """Hit at 2 for 50 ticks, and at 22 for some more."""
    moves = [DAZE, poke("tap", commit=2, release=1, hitstun=ticks, stun_mode=mode)]
    return play(moves, (0, "ayla", "daze"), (20, "ayla", "tap"), until=200)


@pytest.mark.parametrize(
    ("mode", "free"),
    [(StunMode.REPLACE, 25), (StunMode.LONGER, 52), (StunMode.ADD, 55)],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_a_short_stun_in_a_long_one(mode: StunMode, free: int) -> None:
    assert tapped(mode).free("borin") == [free]


@pytest.mark.parametrize(
    ("mode", "free"),
    [(StunMode.REPLACE, 102), (StunMode.LONGER, 102), (StunMode.ADD, 132)],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_a_long_stun_in_a_short_one(mode: StunMode, free: int) -> None:
    assert tapped(mode, 80).free("borin") == [free]


@pytest.mark.parametrize("mode", list(StunMode), ids=lambda mode: mode.name)
def test_a_stun_that_falls_into_none_is_as_long_as_it_says(mode: StunMode) -> None:
    moves = [poke("tap", commit=2, release=1, hitstun=9, stun_mode=mode)]
    assert play(moves, (0, "ayla", "tap")).free("borin") == [11]


@pytest.mark.parametrize("mode", list(StunMode), ids=lambda mode: mode.name)
def test_a_stun_at_the_tick_at_which_the_last_one_ends_falls_into_none(mode: StunMode) -> None:
    moves = [
        poke("daze", commit=2, hitstun=20),
        poke("tap", commit=2, release=1, hitstun=9, stun_mode=mode),
    ]
    fought = play(moves, (0, "ayla", "daze"), (20, "ayla", "tap"))
    assert fought.stuns("borin")[-1] == (22, "hitstun", 9)


def flinching(mode: StunMode, ticks: int) -> Play:
    """Knocked down at 2 for 50 ticks; something stings at 30."""

    def sting(scene: Scene, effects: Effects) -> None:
        """Sting."""
        effects.stun(scene.actor.id, ticks, mode=mode)

    who: Who = {**DUEL, "borin": {"position": 510, "thorn": 1}}
    return play(
        [TRIP],
        (0, "ayla", "trip"),
        who=who,
        attributes=[Attribute("thorn", maximum=9)],
        statuses=[Status("thorned", "thorn", 40, sting)],
        until=30,
    )


@pytest.mark.parametrize(
    ("mode", "ticks", "kind", "until"),
    [
        (StunMode.REPLACE, 1, Stun.STAGGER, 31),
        (StunMode.LONGER, 1, Stun.KNOCKDOWN, 52),
        (StunMode.LONGER, 60, Stun.KNOCKDOWN, 90),
        (StunMode.ADD, 4, Stun.KNOCKDOWN, 56),
    ],
    ids=["replaced", "shorter", "longer", "added"],
)
def test_a_flinch_gets_nobody_up_who_is_knocked_down_unless_it_says_so(
    mode: StunMode, ticks: int, kind: Stun, until: int
) -> None:
    borin = flinching(mode, ticks).of("borin")
    assert borin.stunned_until - 10 == until
    if until > 31:
        assert borin.stun is kind


def test_of_two_blows_at_one_tick_the_longer_stun_counts() -> None:
    who: Who = {**DUEL, "cleo": {"position": 505, "team": "ayla"}}
    short = poke("short", commit=2, hitstun=5)
    orders = [(0, "ayla", "daze", "borin"), (0, "cleo", "short", "borin")]
    assert play([DAZE, short], *orders, who=who).free("borin") == [52]


@pytest.mark.parametrize("mode", list(StunMode), ids=lambda mode: mode.name)
def test_of_two_at_one_tick_neither_falls_into_the_other(mode: StunMode) -> None:
    who: Who = {**DUEL, "cleo": {"position": 505, "team": "ayla"}}
    moves = [
        poke("one", commit=2, hitstun=20, stun_mode=mode),
        poke("two", commit=2, hitstun=30, stun_mode=mode),
    ]
    orders = [(0, "ayla", "one", "borin"), (0, "cleo", "two", "borin")]
    assert play(moves, *orders, who=who).free("borin") == [32]


def test_two_adding_stuns_into_an_older_one_are_added_once_the_longer() -> None:
    who: Who = {**DUEL, "cleo": {"position": 505, "team": "ayla"}}
    moves = [
        poke("daze", commit=2, hitstun=20),
        poke("one", commit=2, hitstun=5, stun_mode=StunMode.ADD),
        poke("two", commit=2, hitstun=8, stun_mode=StunMode.ADD),
    ]
    orders = [(0, "ayla", "daze"), (10, "ayla", "one", "borin"), (10, "cleo", "two", "borin")]
    assert play(moves, *orders, who=who).free("borin") == [30]


# -- rules on stuns ------------------------------------------------------------------------------

TIRED = Attribute("tired", maximum=9)
CLUB = poke("club", commit=2, release=1, recovery=5, damage=1, hitstun=40, blockstun=20)


def diminishing(scene: Scene, ticks: int) -> int:
    """Every stun in a row is half as long, and the fourth is none.

    What the blow brings is there already, so the first one finds 1.
    """
    tired = TIRED.of(scene.target)
    return 0 if tired > 3 else ticks >> (tired - 1)


def count(scene: Scene, effects: Effects) -> None:
    """One more."""
    if scene.outcome in LANDED:
        effects.change(scene.target.id, "tired", 1)


def test_every_stun_in_a_row_may_be_shorter_whoevers_move_it_is() -> None:
    club = poke("club", commit=2, release=1, recovery=5, damage=1, hitstun=40, on_contact=(count,))
    fought = play(
        [club],
        *((10 * n, "ayla", "club") for n in range(4)),
        attributes=[TIRED],
        stun_rules=[StunRule("diminishing", 1, ticks=diminishing)],
    )
    assert fought.stuns("borin") == [
        (2, "hitstun", 40),
        (12, "hitstun", 20),
        (22, "hitstun", 10),
    ]
    assert fought.lost() == 4


def test_a_stun_of_no_ticks_stops_nothing() -> None:
    slow = poke("slow", commit=20)
    fought = play(
        [CLUB, slow],
        (0, "borin", "slow"),
        (5, "ayla", "club"),
        stun_rules=[StunRule("steady", 1, ticks=lambda scene, ticks: 0)],
    )
    assert fought.contacts("borin") == [(20, "hit")]


def test_a_blow_that_stuns_for_no_tick_stops_whatever_a_rule_says_of_that() -> None:
    """A rule cannot tell whether it has left 0 ticks as they were, or asks for none."""
    slow, tap = poke("slow", commit=20), poke("tap", hitstun=0)
    fought = play(
        [tap, slow],
        (0, "borin", "slow"),
        (5, "ayla", "tap"),
        stun_rules=[StunRule("steady", 1, ticks=lambda scene, ticks: 0)],
    )
    assert fought.contacts("borin") == []


def test_a_rule_sees_the_use_of_the_action_that_struck() -> None:
    def begun_late(scene: Scene, ticks: int) -> int:
        """Twice as long by an action that was begun a second time."""
        return ticks * 2 if scene.running is not None and scene.running.id == "ayla#2" else ticks

    fought = play(
        [CLUB],
        (0, "ayla", "club"),
        (50, "ayla", "club"),
        until=60,
        stun_rules=[StunRule("late", 1, ticks=begun_late)],
    )
    assert fought.stuns("borin") == [(2, "hitstun", 40), (52, "hitstun", 80)]


def test_a_rule_changes_the_kind() -> None:
    fought = play(
        [CLUB],
        (0, "ayla", "club"),
        stun_rules=[StunRule("felled", 1, kind=lambda scene, kind: Stun.KNOCKDOWN)],
    )
    assert fought.stuns("borin") == [(2, "knockdown", 40)]


def test_rules_speak_in_their_order_each_on_what_the_last_one_left() -> None:
    rules = [
        StunRule("add", 2, ticks=lambda scene, ticks: ticks + 4),
        StunRule("halve", 1, ticks=lambda scene, ticks: ticks // 2),
    ]
    fought = play([CLUB], (0, "ayla", "club"), stun_rules=rules)
    assert fought.stuns("borin") == [(2, "hitstun", 24)]


def test_rules_speak_of_staggers_that_effects_ask_for() -> None:
    def shout(scene: Scene, effects: Effects) -> None:
        """Take the target aback."""
        if scene.outcome in LANDED:
            effects.stun(scene.target.id, 30)

    loud = poke("loud", hitstun=0, on_contact=(shout,))
    fought = play(
        [loud],
        (0, "ayla", "loud"),
        stun_rules=[StunRule("halve", 1, ticks=lambda scene, ticks: ticks // 2)],
    )
    assert (3, "stagger", 15) in fought.stuns("borin")


def test_a_rule_on_a_striker_who_is_countered() -> None:
    fought = play(
        [poke(), REPLY],
        (0, "borin", "reply"),
        (0, "ayla", "poke"),
        stun_rules=[StunRule("longer", 1, ticks=lambda scene, ticks: ticks * 2)],
    )
    assert fought.stuns("ayla") == [(3, "stagger", 18)]


def test_a_rule_knows_what_came_of_the_blow() -> None:
    def crush(scene: Scene, ticks: int) -> int:
        """A counter hit stuns for twice as long."""
        return ticks * 2 if scene.outcome is Outcome.COUNTER_HIT else ticks

    def fell(scene: Scene, kind: Stun) -> Stun:
        """A counter hit fells, and so does a blow of which nobody knows anything."""
        return Stun.KNOCKDOWN if scene.outcome in (Outcome.COUNTER_HIT, None) else kind

    rules = [StunRule("crush", 1, ticks=crush), StunRule("fell", 2, kind=fell)]
    plain = play([POKE], (0, "ayla", "poke"), stun_rules=rules)
    assert plain.stuns("borin") == [(3, "hitstun", 10)]
    crushing = play([POKE], (0, "ayla", "poke"), (1, "borin", "poke"), stun_rules=rules)
    assert crushing.stuns("borin") == [(3, "knockdown", 20)]


def test_of_a_stun_that_an_effect_asks_for_there_is_no_outcome() -> None:
    def shout(scene: Scene, effects: Effects) -> None:
        """Take the target aback."""
        effects.stun(scene.target.id, 30)

    outcomes: list[Outcome | None] = []

    def listen(scene: Scene, ticks: int) -> int:
        """Nothing is changed."""
        outcomes.append(scene.outcome)
        return ticks

    moves, rules = [poke(on_contact=(shout,)), REPLY], [StunRule("listen", 1, ticks=listen)]
    play(moves, (0, "ayla", "poke"), stun_rules=rules)
    assert set(outcomes) == {Outcome.HIT, None}
    outcomes.clear()
    play(moves, (0, "borin", "reply"), (0, "ayla", "poke"), stun_rules=rules)
    assert set(outcomes) == {Outcome.COUNTERED, None}


def test_blockstun_is_no_matter_of_stun_rules() -> None:
    fought = play(
        [CLUB, SHIELD],
        (0, "borin", "shield"),
        (0, "ayla", "club"),
        (21, "borin", "club"),
        (22, "borin", "club"),
        stun_rules=[StunRule("none", 1, ticks=lambda scene, ticks: 0)],
    )
    assert fought.starts("borin") == [0, 22]


class TwoRecoveries(ActionChart):
    """Back in two parts."""

    kinds: ClassVar[dict[str, ActionStateType]] = {
        "first": ActionStateType.RECOVERY,
        "second": ActionStateType.RECOVERY,
    }
    release = State(initial=True)
    first = State()
    second = State()
    done = State(final=True)

    advance = release.to(first) | first.to(second) | second.to(done)
    interrupt = release.to(first)


@pytest.mark.parametrize("tick", [0, 2, 9], ids=["release", "first part", "second part"])
def test_a_stun_replaces_a_recovery_of_several_parts_as_a_whole(tick: int) -> None:
    """Its own recovery takes 4 and 30 ticks."""
    swing = poke(
        "swing", chart=TwoRecoveries, release=2, reach=0, phases={"first": 4, "second": 30}
    )
    flash = poke("flash", commit=0)
    fought = play([swing, flash], (0, "borin", "swing"), (tick, "ayla", "flash"))
    assert fought.free("borin") == [tick + 10]


@pytest.mark.parametrize(
    ("ticks", "told"),
    [
        (5, [(3, "hitstun", 10)]),
        (10, [(3, "hitstun", 10), (3, "hitstun", 10)]),
        (12, [(3, "hitstun", 10), (3, "stagger", 12)]),
    ],
    ids=["shorter", "as long", "longer"],
)
def test_of_two_at_one_tick_one_that_is_outlasted_is_not_told_of(
    ticks: int, told: list[tuple[int, str, int]]
) -> None:
    def shake(scene: Scene, effects: Effects) -> None:
        """Shake the target."""
        effects.stun(scene.target.id, ticks)

    fought = play([poke(on_contact=(shake,))], (0, "ayla", "poke"))
    assert fought.stuns("borin") == told
    assert fought.free("borin") == [3 + max(10, ticks)]


@pytest.mark.parametrize(
    ("mode", "kind"),
    [(StunMode.LONGER, "knockdown"), (StunMode.ADD, "knockdown"), (StunMode.REPLACE, "hitstun")],
)
def test_what_is_told_of_a_stun_is_the_kind_that_it_comes_to(mode: StunMode, kind: str) -> None:
    def drop(scene: Scene, effects: Effects) -> None:
        """The target falls over."""
        effects.stun(scene.target.id, 5, Stun.KNOCKDOWN)

    def keep_down(scene: Scene, effects: Effects) -> None:
        """The target reels for longer."""
        effects.stun(scene.actor.id, 20, Stun.HITSTUN, mode)

    ache = Attribute("ache", maximum=99)
    status = Status("aching", "ache", every=4, effect=keep_down)

    def both(scene: Scene, effects: Effects) -> None:
        """It falls over, and aches once more while it lies there."""
        drop(scene, effects)
        effects.set(scene.target.id, "ache", 1)

    trip = poke("trip", hitstun=1, on_contact=(both,))
    fought = play([trip], (0, "ayla", "trip"), attributes=[ache], statuses=[status])
    assert [told for _, told, _ in fought.stuns("borin")][:3] == ["hitstun", "knockdown", kind]
