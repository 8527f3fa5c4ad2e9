"""Guards and the damage rule of the pack, asked about scenes made by hand."""

import pytest

from combat_rules import Action, Outcome, replace
from combat_rules.model import ActionStateType
from combat_rules.testing import RecordedEffects, guards_between
from plugins.fencing.moves import disarm, lunge, parry, riposte, take_poise
from plugins.fencing.rules import finds_the_gap, just_blocked, on_guard
from plugins.fencing.tests.bouts import fencer, scene

RECOVERY, RELEASE = ActionStateType.RECOVERY, ActionStateType.RELEASE


@pytest.mark.parametrize(("poise", "holds"), [(10, True), (3, True), (2, False), (0, False)])
def test_on_guard_takes_three_points_of_poise(poise: int, holds: bool) -> None:
    assert on_guard(replace(scene(lunge), actor=fencer(poise=poise))) is holds


@pytest.mark.parametrize(
    ("defence", "at", "holds"),
    [
        (Outcome.BLOCKED, 1000, True),
        (Outcome.BLOCKED, 400, True),
        (Outcome.BLOCKED, 399, False),
        (Outcome.EVADED, 1000, False),
        (None, 0, False),
    ],
    ids=["just now", "at the last moment", "too long ago", "an evasion", "nothing"],
)
def test_just_blocked_lasts_six_hundred_ticks(
    defence: Outcome | None, at: int, holds: bool
) -> None:
    actor = fencer(defence=defence, defence_at=at)
    assert just_blocked(replace(scene(riposte), actor=actor)) is holds


@pytest.mark.parametrize(
    ("blow", "meets", "state", "percent"),
    [
        (lunge, lunge, RECOVERY, 150),
        (lunge, lunge, RELEASE, 100),
        (lunge, parry, RECOVERY, 100),
        (lunge, None, None, 100),
        (disarm, lunge, RECOVERY, 100),
    ],
    ids=["into an attack's recovery", "into its release", "into a parry's", "idle", "no thrust"],
)
def test_a_thrust_finds_the_gap_of_an_attacker_in_recovery(
    blow: Action, meets: Action | None, state: ActionStateType | None, percent: int
) -> None:
    asked = scene(blow, target_does=meets)
    asked = replace(asked, target=replace(asked.target, state=state))
    assert finds_the_gap(asked) == percent


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_disarm_takes_poise_only_where_it_lands(outcome: Outcome) -> None:
    notes = RecordedEffects()
    take_poise(replace(scene(disarm), outcome=outcome), notes)
    landed = outcome in (Outcome.HIT, Outcome.COUNTER_HIT, Outcome.TRADE)
    assert notes.asked == ([("change", "target", "poise", -6)] if landed else [])


@pytest.mark.parametrize(
    ("before", "after", "guards"),
    [
        ("feint", "commit", ["has_stamina", "just_blocked"]),
        ("commit", "release", ["has_stamina", "not_interrupted"]),
    ],
)
def test_a_riposte_goes_on_only_if_every_guard_agrees(
    before: str, after: str, guards: list[str]
) -> None:
    assert guards_between(riposte, before, after) == guards
