"""How long the phases of actions are where pace rules make them shorter or longer."""

from collections.abc import Callable

import pytest

from combat_rules import Action, ActionRole, Attribute, CancelWindow, Effects, Outcome, Scene
from combat_rules.model import ActionStateType, PaceRule, Protection, Status
from combat_rules.model.events import ActionPhase
from combat_rules.model.limits import LIMIT
from tests.cases.plays import REST, SETTLED, SHIELD, Play, play, poke

# Lands at tick 10, is active for 4 ticks and back after 10 more; whoever is hit is free at 40.
SWING = poke("swing", feint=4, commit=6, release=4, recovery=10, hitstun=30, blockstun=5)
HASTE = Attribute("haste", maximum=3000, regeneration=-1000)
"""Ticks for which it still lasts: a tick is a millisecond."""


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
