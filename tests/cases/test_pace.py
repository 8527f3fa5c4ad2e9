"""How long the phases of actions are where pace rules make them shorter or longer."""

from typing import ClassVar

import pytest
from statemachine import State

from combat_rules import (
    Action,
    ActionRole,
    Attribute,
    CancelWindow,
    Effects,
    Outcome,
    Scene,
    replace,
)
from combat_rules.charts import ActionChart
from combat_rules.model import LANDED, ActionStateType, Command, PaceRule, Projectile, Protection
from combat_rules.model.events import ActionPhase, ProjectileEnded, ProjectileLaunched
from combat_rules.model.limits import LIMIT
from tests.cases.plays import DUEL, PARTED, POKE, SETTLED, SHIELD, Play, Who, begin, play, poke

# Lands at tick 10, is active for 4 ticks and back after 10 more; whoever is hit is free at 40.
SWING = poke("swing", feint=4, commit=6, release=4, recovery=10, hitstun=30, blockstun=5)
HASTE = Attribute("haste", maximum=3000, regeneration=-1000)
TAR = Attribute("tar", maximum=3000, regeneration=-1000)
"""Ticks for which they still last: a tick is a millisecond."""


def drench(scene: Scene, effects: Effects) -> None:
    """Tar for whoever is hit."""
    if scene.outcome in LANDED:
        effects.set(scene.target.id, "tar", 12)


class Raging(ActionChart):
    """A blow, or a call, only makes it angry."""

    kinds: ClassVar[dict[str, ActionStateType]] = {"rage": ActionStateType.COMMIT}
    commit = State(initial=True)
    rage = State()
    release = State()
    recovery = State()
    done = State(final=True)

    advance = commit.to(release) | rage.to(release) | release.to(recovery) | recovery.to(done)
    interrupt = commit.to(rage) | rage.to(recovery) | release.to(recovery)
    rouse = commit.to(rage)


def paced(percent: int, *kinds: ActionStateType) -> PaceRule:
    """A rule that says the same of everybody."""
    return PaceRule("paced", 1, lambda scene: percent, frozenset(kinds))


def phases(fought: Play, who: str = "ayla") -> list[tuple[int, str, int]]:
    """When somebody came to each phase, and for how long that was told to be."""
    return [
        (event.timestamp - SETTLED, event.phase, event.ticks)
        for event in fought.told(ActionPhase)
        if event.source == who
    ]


# -- percentages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "told"),
    [
        (100, [(0, "feint", 4), (4, "commit", 6), (10, "release", 4), (14, "recovery", 10)]),
        (50, [(0, "feint", 2), (2, "commit", 3), (5, "release", 2), (7, "recovery", 5)]),
        (200, [(0, "feint", 8), (8, "commit", 12), (20, "release", 8), (28, "recovery", 20)]),
    ],
    ids=["as declared", "hastened", "slowed"],
)
def test_all_phases_are_shorter_or_longer(percent: int, told: list[tuple[int, str, int]]) -> None:
    fought = play([SWING], (0, "ayla", "swing"), pace_rules=[paced(percent)])
    assert phases(fought) == told
    last, _, ticks = told[-1]
    assert fought.ticks(ActionPhase, "ayla")[-1] == last
    assert fought.free("ayla") == [last + ticks]


@pytest.mark.parametrize(
    ("ticks", "shares", "lasts"),
    [
        (10, (50,), 5),
        (9, (50,), 4),
        (10, (99,), 9),
        (10, (149, 67), 9),
        (10, (50, 200), 10),
        (7, (50, 50, 400), 7),
        (3, (133,), 3),
        (3, (134,), 4),
        (1, (99,), 1),
        (1, (1,), 1),
        (1, (1, 1, 1), 1),
        (40, (1, 250), 1),
        (0, (400,), 0),
    ],
    ids=str,
)
def test_percentages_multiply_exactly_and_are_rounded_down_once(
    ticks: int, shares: tuple[int, ...], lasts: int
) -> None:
    whole = ticks
    for share in shares:
        whole *= share
    assert lasts == max(min(ticks, 1), whole // 100 ** len(shares)), "the case itself"
    rules = [
        PaceRule(f"share {place}", place, lambda scene, share=share: share)  # type: ignore[misc] # a default says nothing of a type
        for place, share in enumerate(shares)
    ]
    fought = play([poke(feint=2, commit=ticks)], (0, "ayla", "poke"), pace_rules=rules)
    assert (phases(fought)[1][1:]) == ("commit", lasts)


def test_no_phase_is_longer_than_any_may_be_declared() -> None:
    fought = play([poke(feint=20)], (0, "ayla", "poke"), pace_rules=[paced(LIMIT)], until=3)
    assert phases(fought) == [(0, "feint", 200_000_000)]
    fought = play([poke(feint=2000)], (0, "ayla", "poke"), pace_rules=[paced(LIMIT)], until=3)
    assert phases(fought) == [(0, "feint", LIMIT)]


def test_a_phase_of_no_ticks_is_not_asked_about() -> None:
    asked: list[str | None] = []

    def note(scene: Scene) -> int:
        asked.append(scene.actor.phase)
        return 300

    play([poke(commit=3)], (0, "ayla", "poke"), pace_rules=[PaceRule("note", 1, note)])
    # The feint takes none.
    assert asked == ["feint", "commit", "release"]


def test_a_rule_may_be_for_some_kinds_of_phases() -> None:
    rule = paced(300, ActionStateType.FEINT, ActionStateType.RECOVERY)
    fought = play([SWING], (0, "ayla", "swing"), pace_rules=[rule], until=80)
    assert [ticks for _, _, ticks in phases(fought)] == [12, 6, 4, 30]


# -- when it is judged -----------------------------------------------------------------------------


def slow_beside_the_swift(scene: Scene) -> int:
    """Twice as long for whoever is not hastened."""
    return 100 if HASTE.of(scene.actor) else 200


def test_it_is_judged_as_the_phase_is_entered_and_stays() -> None:
    seen: list[tuple[int, str | None, int]] = []

    def note(scene: Scene) -> int:
        seen.append((scene.now - SETTLED, scene.actor.phase, HASTE.of(scene.actor)))
        return slow_beside_the_swift(scene)

    fought = play(
        [SWING],
        (0, "ayla", "swing"),
        attributes=[HASTE],
        pace_rules=[PaceRule("swift", 1, note)],
        who={"ayla": {"position": 500, "haste": SETTLED + 5}, "borin": {"position": 510}},
    )
    # Haste is over at tick 5, within the commit.
    assert phases(fought) == [
        (0, "feint", 4), (4, "commit", 6), (10, "release", 8), (18, "recovery", 20),
    ]  # fmt: skip
    assert seen == [(0, None, 5), (4, "feint", 1), (10, "commit", 0), (18, "release", 0)]


def as_the_other_does(scene: Scene) -> int:
    """Twice as long for whoever enters a phase out of the one in which its target is."""
    return 200 if scene.target.phase == scene.actor.phase else 100


@pytest.mark.parametrize("first", ["ayla", "borin"])
def test_of_two_who_enter_a_phase_at_one_tick_neither_sees_the_other_in_it(first: str) -> None:
    who = {name: DUEL[name] for name in sorted(DUEL, key=lambda name: name != first)}
    fought = play(
        [replace(SWING, reach=0)],
        (0, "ayla", "swing"),
        (0, "borin", "swing"),
        who=who,
        pace_rules=[PaceRule("as the other does", 1, as_the_other_does)],
    )
    assert [ticks for _, _, ticks in phases(fought)] == [8, 12, 8, 20]
    assert phases(fought, "borin") == phases(fought)


def out_of_another(scene: Scene) -> int:
    """What is begun out of another action is begun more quickly."""
    return 100 if scene.actor.doing in (None, scene.action.name) else 50


def test_what_is_begun_out_of_another_action_is_judged_on_that() -> None:
    window = CancelWindow(into=("swing",), on=frozenset({Outcome.HIT}))
    fought = play(
        [poke(release=3, cancels=(window,)), SWING],
        (0, "ayla", "poke"),
        (4, "ayla", "swing"),
        pace_rules=[PaceRule("flow", 1, out_of_another)],
    )
    assert phases(fought)[3:] == [
        (4, "feint", 2), (6, "commit", 6), (12, "release", 4), (16, "recovery", 10),
    ]  # fmt: skip


def test_a_status_slows_what_is_begun_while_it_lasts() -> None:
    tar = poke("tar", commit=1, release=1, recovery=1, hitstun=0, on_contact=(drench,))
    fought = play(
        [tar, SWING],
        (0, "ayla", "tar"),
        (2, "borin", "swing"),
        attributes=[TAR],
        pace_rules=[PaceRule("sticky", 1, lambda scene: 300 if TAR.of(scene.actor) else 100)],
        until=90,
    )
    # It is on from 1 to 12.
    assert phases(fought, "borin")[:3] == [(2, "feint", 12), (14, "commit", 6), (20, "release", 4)]


# -- what is no phase ------------------------------------------------------------------------------


def test_a_stun_of_the_slowed_is_as_long_as_any() -> None:
    slow = PaceRule("slow", 1, lambda scene: 300 if scene.actor.id == "borin" else 100)
    fought = play([POKE, SWING], (0, "borin", "swing"), (0, "ayla", "poke"), pace_rules=[slow])
    assert fought.stuns("borin") == [(3, "hitstun", 10)]
    assert phases(fought, "borin") == [(0, "feint", 12), (3, "recovery", 10)]
    assert fought.free("borin") == [13]


def test_blockstun_and_hit_pauses_stay_as_they_are() -> None:
    heavy = poke("heavy", blockstun=7, hit_pause=4)
    orders = [(0, "borin", "shield"), (0, "ayla", "heavy")]
    fought = play([heavy, SHIELD, POKE], *orders, pace_rules=[paced(50)])
    # It lands at 1 and holds up to 5; the shield may be left at 12.
    assert fought.free("ayla") == [1 + 1 + 2 + 4]
    assert fought.stuns("borin") == []
    for tick, starts in ((11, [0]), (12, [0, 12])):
        more = play([heavy, SHIELD, POKE], *orders, (tick, "borin", "poke"), pace_rules=[paced(50)])
        assert more.starts("borin") == starts


def test_a_cooldown_is_as_long_as_it_says_from_the_release_on() -> None:
    move = poke(cooldown=50)
    for tick, starts in ((55, [0]), (56, [0, 56])):
        orders = [(0, "ayla", "poke"), (tick, "ayla", "poke")]
        assert play([move], *orders, pace_rules=[paced(200)], until=90).starts("ayla") == starts


def test_what_flies_flies_as_fast_and_as_long_as_ever() -> None:
    bolt = poke("bolt", launches=Projectile(speed=1, life=20))
    fought = play([bolt], (0, "ayla", "bolt"), pace_rules=[paced(300)])
    assert fought.ticks(ProjectileLaunched) == [9]
    assert fought.ticks(ProjectileEnded) == [29]


# -- guards ----------------------------------------------------------------------------------------

BRIEF = Action(name="brief", role=ActionRole.BLOCK, release=20, recovery=3)
LONG = PaceRule("long", 1, lambda scene: 200 if scene.action.role is ActionRole.BLOCK else 100)


@pytest.mark.parametrize(("tick", "over"), [(5, 46), (30, 46), (33, 41)], ids=str)
def test_a_slowed_guard_is_held_for_its_longer_time_whatever_it_blocks(
    tick: int, over: int
) -> None:
    """Held up to 39; a blow at 3 is blocked for 40, another three ticks on for five from there."""
    who: Who = {**DUEL, "cleo": {"position": 505, "team": "ayla"}}
    orders = [(0, "borin", "brief"), (0, "ayla", "heavy"), (tick, "cleo", "poke", "borin")]
    moves = [poke("heavy", blockstun=40), POKE, BRIEF]
    fought = play(moves, *orders, who=who, pace_rules=[LONG])
    assert fought.outcomes() == ["blocked", "blocked"]
    assert fought.free("borin") == [over]


@pytest.mark.parametrize("blockstun", [1, 60], ids=str)
def test_the_second_part_of_a_slowed_guard_ends_as_if_nothing_had_been_blocked(
    blockstun: int,
) -> None:
    light = poke("light", commit=0, release=1, recovery=0, blockstun=blockstun)
    orders = [(0, "borin", "parted"), (2, "ayla", "light")]
    fought = play([light, PARTED], *orders, pace_rules=[LONG], until=120)
    assert fought.free("borin") == [8 + 80 + 12]


# -- charts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "tick", "free"),
    [(100, 8, 16), (100, 30, 40), (200, 8, 16), (200, 30, 50), (50, 4, 8), (50, 12, 17)],
    ids=str,
)
def test_back_from_a_feint_one_is_as_soon_as_one_was_in_it_or_has_recovered(
    percent: int, tick: int, free: int
) -> None:
    move = poke("swing", feint=40, recovery=10)
    fought = begin([move], (0, "ayla", "swing"), pace_rules=[paced(percent)])
    fought.combat.schedule([Command(actor="ayla", cancel=True, at=SETTLED + tick)])
    assert fought.until(60).free("ayla") == [free]


def test_a_phase_into_which_a_blow_or_a_signal_leads_is_judged_as_well() -> None:
    raging = poke("raging", commit=20, chart=Raging, phases={"rage": 7})
    fought = play(
        [POKE, raging], (0, "borin", "raging"), (0, "ayla", "poke"),
        pace_rules=[paced(200, ActionStateType.COMMIT)],
    )  # fmt: skip
    assert phases(fought, "borin")[:2] == [(0, "commit", 40), (6, "rage", 14)]
    fought = begin([raging], (0, "ayla", "raging"), pace_rules=[paced(50)])
    fought.combat.schedule([Command(actor="ayla", signal="rouse", at=SETTLED + 4)])
    assert phases(fought.until(20))[:2] == [(0, "commit", 10), (4, "rage", 3)]


# -- windows ---------------------------------------------------------------------------------------

FLASH = poke("flash", commit=0, release=1)
SLOW = PaceRule("slow", 1, lambda scene: 200 if scene.action.name == "rise" else 100)


def met(protection: Protection, tick: int) -> str:
    """What a blow is that meets a slow rise at a tick of it; it commits from 8 to 19."""
    rise = poke("rise", feint=4, commit=6, recovery=9, reach=0, protections=(protection,))
    orders = [(10, "borin", "rise"), (10 + tick, "ayla", "flash")]
    return play([rise, FLASH], *orders, pace_rules=[SLOW]).outcomes("ayla")[0]


@pytest.mark.parametrize(
    ("protection", "first", "last"),
    [(Protection(start=2, end=6), 2, 6), (Protection(phases=("commit",)), 8, 19)],
    ids=["of ticks", "of a phase"],
)
def test_a_protection_counts_ticks_as_they_pass_and_phases_as_long_as_they_are(
    protection: Protection, first: int, last: int
) -> None:
    found = [met(protection, tick) == "evaded" for tick in (first - 1, first, last, last + 1)]
    assert found == [False, True, True, False]


@pytest.mark.parametrize(("tick", "is_open"), [(6, False), (7, True), (9, True), (10, False)])
def test_a_cancel_window_counts_ticks_as_they_pass(tick: int, is_open: bool) -> None:
    window = CancelWindow(into=("two",), on=frozenset({Outcome.HIT}), start=7, end=9)
    moves = [poke("one", release=3, recovery=20, cancels=(window,)), poke("two")]
    fought = play(moves, (0, "ayla", "one"), (tick, "ayla", "two"), pace_rules=[paced(200)])
    assert (fought.starts("ayla") == [0, tick]) is is_open
