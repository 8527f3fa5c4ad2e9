"""How long a blow takes its target out of the fight, and who is free first."""

from typing import ClassVar

import pytest
from msgspec.structs import replace
from statemachine import State

from combat_rules import Effects, Scene, four_phases
from combat_rules.charts import ActionChart
from combat_rules.model import ActionStateType, Stun
from combat_rules.model.events import (
    ActionCounterHit,
    ActionEnded,
    CombatantRecovered,
    CombatantStunned,
)
from tests.rules import (
    GUARD,
    JAB,
    PARRY,
    SLAM,
    WALK,
    at,
    duel,
    empty_fight,
    free_at,
    listen,
    only,
    types,
)


def advantage(hitstun: int, blockstun: int, *, blocked: bool) -> int:
    """Who is free first after a jab, as played, in ticks; plus is the attacker."""
    combat = duel([replace(JAB, hitstun=hitstun, blockstun=blockstun), replace(GUARD, release=100)])
    if blocked:
        combat.execute_action("guard", "borin")
    at(combat, 5).execute_action("jab", "ayla")
    met = at(combat, 8).save()
    ayla = free_at(combat, "ayla")
    combat.load(met)
    return free_at(combat, "borin") - ayla


# The advantage of a move is its stun less what is left of it: active 3 and recovery 4.
@pytest.mark.parametrize(
    ("hitstun", "expected"), [(12, 5), (7, 0), (3, -4)], ids=["plus", "even", "minus"]
)
def test_the_advantage_on_hit_is_stun_less_active_and_recovery(hitstun: int, expected: int) -> None:
    assert advantage(hitstun, 0, blocked=False) == expected


@pytest.mark.parametrize(
    ("blockstun", "expected"), [(12, 5), (7, 0), (3, -4)], ids=["plus", "even", "minus"]
)
def test_the_advantage_on_block_is_stun_less_active_and_recovery(
    blockstun: int, expected: int
) -> None:
    assert advantage(99, blockstun, blocked=True) == expected


def test_a_defender_is_free_exactly_when_its_blockstun_ends() -> None:
    combat = duel()
    combat.execute_action("guard", "borin")
    at(combat, 5).execute_action("jab", "ayla")
    at(combat, 16)
    assert combat.combatant("borin").stun is Stun.BLOCKSTUN
    assert combat.actions.possible_actions("borin") == ()
    at(combat, 17)
    assert combat.execute_action("walk", "borin") is not None


def test_a_stunned_combatant_can_neither_act_nor_call_anything_off() -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    at(combat, 14)
    refusal = combat.validate_action("jab", "borin")
    assert refusal is not None
    assert [reason.name for reason in refusal.reasons] == ["can_act"]


def test_a_blow_that_stuns_for_nothing_interrupts_all_the_same() -> None:
    combat = duel([replace(JAB, hitstun=0), SLAM])
    heard = listen(combat)
    combat.execute_action("slam", "borin")
    combat.execute_action("jab", "ayla")
    at(combat, 3)
    assert types(heard, "action_interrupted") == ["action_interrupted"]
    at(combat, 4)
    assert combat.actions.get_current_action("borin") is None


def test_an_interrupted_action_ends_as_interrupted_when_the_stun_is_over() -> None:
    combat = duel()
    ended = listen(combat, ActionEnded)
    combat.execute_action("slam", "borin")
    combat.execute_action("jab", "ayla")
    at(combat, 60)
    assert [(e.timestamp, e.reason) for e in ended if e.source == "borin"] == [(15, "interrupted")]


def test_the_last_stun_counts() -> None:
    combat = duel([replace(JAB, hitstun=40)])
    combat.execute_action("jab", "ayla")
    at(combat, 10).execute_action("jab", "ayla")
    assert free_at(combat, "borin") == 13 + 40


def test_the_end_of_a_stun_is_announced() -> None:
    combat = duel()
    recovered = listen(combat, CombatantRecovered)
    combat.execute_action("jab", "ayla")
    at(combat, 60)
    assert [(event.timestamp, event.source) for event in recovered] == [(15, "borin")]


def test_a_staggered_striker_stays_away_as_long_as_the_counter_says() -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    combat.execute_action("parry", "borin")
    at(combat, 4)
    assert combat.combatant("ayla").stun is Stun.STAGGER
    assert free_at(combat, "ayla") == 3 + PARRY.stagger


class Armoured(ActionChart):
    """A blow that goes on through whatever strikes it while it is committed."""

    feint = State(initial=True)
    commit = State()
    release = State()
    recovery = State()
    done = State(final=True)

    advance = feint.to(commit) | commit.to(release) | release.to(recovery) | recovery.to(done)
    cancel = feint.to(recovery)
    interrupt = feint.to(recovery) | commit.to(commit) | release.to(recovery)


def test_a_chart_may_shrug_a_blow_off() -> None:
    combat = duel([JAB, replace(SLAM, name="charge", chart=Armoured, feint=1, commit=20)])
    heard = listen(combat)
    combat.execute_action("charge", "borin")
    combat.execute_action("jab", "ayla")
    at(combat, 60)
    assert [e.source for e in heard if e.type == "combatant_stunned"] == ["ayla"]
    assert only(heard, ActionCounterHit).source == "ayla"
    assert [e.timestamp for e in heard if e.type == "action_released"] == [3, 21]


def knock_over(scene: Scene, effects: Effects) -> None:
    """The target loses its footing."""
    effects.stun(scene.target.id, 30)


def test_an_effect_may_stun_as_well() -> None:
    combat = duel([replace(WALK, chart=four_phases("Shove", on_release=[knock_over]))])
    heard = listen(combat)
    combat.execute_action("walk", "ayla")
    at(combat, 3)
    stunned = only(heard, CombatantStunned)
    assert (stunned.source, stunned.target, stunned.stun) == ("borin", "ayla", Stun.STAGGER)
    assert free_at(combat, "borin") == 32


class Braced(ActionChart):
    """A blow that takes one blow while it is committed, and no second one."""

    kinds: ClassVar[dict[str, ActionStateType]] = {"braced": ActionStateType.COMMIT}

    feint = State(initial=True)
    commit = State()
    braced = State()
    release = State()
    recovery = State()
    done = State(final=True)

    advance = (
        feint.to(commit)
        | commit.to(release)
        | braced.to(release)
        | release.to(recovery)
        | recovery.to(done)
    )
    interrupt = feint.to(recovery) | commit.to(braced) | braced.to(recovery) | release.to(recovery)


@pytest.mark.parametrize(
    ("strikers", "stunned"), [(("ayla",), []), (("ayla", "cato"), ["borin"])], ids=["one", "two"]
)
def test_armour_against_one_blow_breaks_under_two_at_once(
    strikers: tuple[str, ...], stunned: list[str]
) -> None:
    charge = replace(SLAM, name="charge", chart=Braced, feint=1, commit=20, phases={"braced": 20})
    combat = empty_fight([JAB, charge])
    for name, team, position in [("ayla", "red", 45), ("cato", "red", 45), ("borin", "blue", 55)]:
        combat.add_combatant("fighter", name, team=team, position=position, controller="")
    heard = listen(combat, CombatantStunned)
    combat.execute_action("charge", "borin")
    for who in strikers:
        combat.execute_action("jab", who)
    at(combat, 5)
    assert [event.source for event in heard] == stunned


class TwoRecoveries(ActionChart):
    """A blow from which one recovers in two phases."""

    kinds: ClassVar[dict[str, ActionStateType]] = {"late": ActionStateType.RECOVERY}

    feint = State(initial=True)
    commit = State()
    release = State()
    recovery = State()
    late = State()
    done = State(final=True)

    advance = (
        feint.to(commit)
        | commit.to(release)
        | release.to(recovery)
        | recovery.to(late)
        | late.to(done)
    )
    interrupt = feint.to(recovery) | commit.to(recovery) | release.to(recovery)


def test_a_stun_lasts_once_however_many_recoveries_come_after_it() -> None:
    combat = duel([JAB, replace(SLAM, chart=TwoRecoveries, phases={"late": 50})])
    combat.execute_action("slam", "borin")
    combat.execute_action("jab", "ayla")
    at(combat, 3)
    assert free_at(combat, "borin") == 3 + JAB.hitstun


def test_who_was_interrupted_may_strike_again_when_its_stun_is_over() -> None:
    combat = duel()
    combat.execute_action("slam", "borin")
    combat.execute_action("jab", "ayla")
    at(combat, 15)
    assert not combat.combatant("borin").interrupted
    combat.execute_action("jab", "borin")
    at(combat, 30)
    assert combat.combatant("ayla").health == 90


def test_who_was_interrupted_once_is_open_again_in_its_next_recovery() -> None:
    combat = duel()
    heard = listen(combat)
    combat.execute_action("slam", "borin")
    combat.execute_action("jab", "ayla")
    at(combat, 15).execute_action("walk", "borin")
    at(combat, 16).execute_action("jab", "ayla")
    at(combat, 40)
    assert types(heard, "action_hit", "action_counter_hit") == ["action_counter_hit"] * 2


def test_what_goes_on_is_told_before_whose_stun_is_over() -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    at(combat, 5)
    heard = listen(combat)
    at(combat, 14).execute_action("walk", "ayla")
    at(combat, 15)
    assert [e.type for e in heard if e.timestamp == 15] == [
        "action_committed",
        "combatant_recovered",
    ]


def test_a_stun_of_no_time_ends_the_one_that_it_replaces_and_says_so() -> None:
    quick = replace(JAB, name="flick", hitstun=0)
    combat = empty_fight([JAB, quick])
    for name, team, position in [("ayla", "red", 45), ("cato", "red", 45), ("borin", "blue", 55)]:
        combat.add_combatant("fighter", name, team=team, position=position, controller="")
    combat.execute_action("jab", "ayla")
    at(combat, 3)
    heard = listen(combat)
    combat.execute_action("flick", "cato")
    at(combat, 20)
    assert only(heard, CombatantStunned).ticks == 0
    assert only(heard, CombatantRecovered).timestamp == 6
    assert only(heard, CombatantRecovered).causes == (only(heard, CombatantStunned).sequence,)


@pytest.mark.parametrize("order", [(12, 5), (5, 12)], ids=["long first", "short first"])
def test_of_two_stuns_at_once_the_longer_counts_though_one_ends_with_an_earlier_stun(
    order: tuple[int, int],
) -> None:
    actions = [replace(JAB, name=f"jab {ticks}", hitstun=ticks) for ticks in (17, 12, 5)]
    combat = empty_fight(actions)
    for name, team in [("ayla", "red"), ("cato", "red"), ("dara", "red"), ("borin", "blue")]:
        position = 55 if name == "borin" else 45
        combat.add_combatant("fighter", name, team=team, position=position, controller="")
    combat.execute_action("jab 17", "dara")
    at(combat, 5)
    for name, ticks in zip(("ayla", "cato"), order, strict=True):
        combat.execute_action(f"jab {ticks}", name)
    # All three end at tick 20, or before: the first began at tick 3, these two begin at tick 8.
    assert at(combat, 8).combatant("borin").stunned_until == 20
