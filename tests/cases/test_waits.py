"""How long a refusal says that one has to wait is how long it is, if nothing else happens."""

from collections.abc import Callable
from typing import ClassVar

import pytest
from msgspec.structs import replace
from statemachine import State

from combat_rules import ActionError, CombatSystem, Scene, Validation, four_phases
from combat_rules.charts import ActionChart, named
from combat_rules.engine import Reason
from combat_rules.model import ActionStateType, Command, Stun
from tests.rules import DODGE, GUARD, JAB, PARRY, SLAM, WALK, at, duel


class TwoRecoveries(ActionChart):
    """A blow from which one recovers in two phases."""

    kinds: ClassVar[dict[str, ActionStateType]] = {"recovery_late": ActionStateType.RECOVERY}

    feint = State(initial=True)
    commit = State()
    release = State()
    recovery = State()
    recovery_late = State()
    done = State(final=True)

    advance = (
        feint.to(commit)
        | commit.to(release)
        | release.to(recovery)
        | recovery.to(recovery_late)
        | recovery_late.to(done)
    )
    cancel = feint.to(recovery)
    interrupt = feint.to(recovery) | commit.to(recovery) | release.to(recovery)


@named("has_breath")
def has_breath(scene: Scene) -> bool:
    """The actor has ten points of stamina."""
    return scene.actor.stamina >= 10


@named("stands_idle")
def stands_idle(scene: Scene) -> bool:
    """The actor does nothing."""
    return scene.actor.doing is None and scene.running is None


@named("has_stood_for_five")
def has_stood_for_five(scene: Scene) -> bool:
    """The actor has done nothing for five ticks."""
    return scene.actor.state is None and scene.now - scene.actor.phase_since >= 5


@named("is_late_in_its_recovery")
def is_late_in_its_recovery(scene: Scene) -> bool:
    """The actor is in its second recovery."""
    return scene.actor.phase == "recovery_late" and scene.now > scene.actor.phase_since


ODD = replace(JAB, name="odd", chart=TwoRecoveries, phases={"recovery_late": 6})
LONG = replace(JAB, name="long", hitstun=150)
GUARDS = (has_breath, stands_idle, has_stood_for_five, is_late_in_its_recovery)
VALIDATIONS = [Validation(guard, frozenset({guard.__name__})) for guard in GUARDS]
ASKED = [replace(WALK, name=guard.__name__, tags=frozenset({guard.__name__})) for guard in GUARDS]


def fight(*commands: tuple[int, str, str], until: int, **record: int) -> CombatSystem:
    """A fight in which commands have been carried out, each at a tick by an actor."""
    combat = duel(
        [JAB, SLAM, GUARD, DODGE, PARRY, WALK, ODD, LONG, *ASKED],
        validations=VALIDATIONS,
        duration=5000,
    )
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("ayla"), **record))
    for tick, actor, action in commands:
        at(combat, tick).execute_action(action, actor)
    return at(combat, until)


def hit_in_its_commit() -> CombatSystem:
    return fight((0, "ayla", "slam"), (3, "borin", "jab"), until=6)


def hit_in_its_feint_later() -> CombatSystem:
    return fight((0, "ayla", "slam"), (0, "borin", "jab"), until=9)


def hit_in_its_recovery() -> CombatSystem:
    return fight((0, "ayla", "walk"), (1, "borin", "jab"), until=4)


def hit_in_the_first_of_two_recoveries() -> CombatSystem:
    combat = fight((0, "ayla", "odd"), (4, "borin", "jab"), until=6, position=10)
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("ayla"), position=45))
    return at(combat, 8)


def hit_before_two_recoveries() -> CombatSystem:
    return fight((0, "ayla", "odd"), (0, "borin", "jab"), until=3)


def hit_for_long() -> CombatSystem:
    return fight((0, "borin", "long"), (1, "ayla", "slam"), until=3)


def hit_while_it_did_nothing() -> CombatSystem:
    return fight((0, "borin", "slam"), until=10)


def staggered_by_a_counter() -> CombatSystem:
    return fight((0, "ayla", "jab"), (0, "borin", "parry"), until=3)


def behind_its_guard() -> CombatSystem:
    return fight((0, "ayla", "guard"), (2, "borin", "jab"), until=5)


def out_of_breath() -> CombatSystem:
    return fight(
        (0, "ayla", "slam"),
        (3, "borin", "jab"),
        until=6,
        stamina=20,
        stamina_regeneration=7,
    )


def unhurt_in_its_recovery() -> CombatSystem:
    return fight((0, "ayla", "jab"), until=7)


def unhurt_in_the_first_of_two_recoveries() -> CombatSystem:
    return fight((0, "ayla", "odd"), until=7)


def in_its_feint_out_of_reach() -> CombatSystem:
    return fight((0, "ayla", "slam"), until=1, position=0)


def in_its_commit_out_of_reach() -> CombatSystem:
    return fight((0, "ayla", "odd"), until=2, position=0)


SITUATIONS = (
    hit_in_its_commit,
    hit_in_its_feint_later,
    hit_in_its_recovery,
    hit_in_the_first_of_two_recoveries,
    hit_before_two_recoveries,
    hit_for_long,
    hit_while_it_did_nothing,
    staggered_by_a_counter,
    behind_its_guard,
    out_of_breath,
    in_its_commit_out_of_reach,
    unhurt_in_its_recovery,
    unhurt_in_the_first_of_two_recoveries,
)


def refused(combat: CombatSystem, action: str) -> dict[str, Reason]:
    """The reasons for which Ayla cannot start an action now, by name."""
    found = combat.validate_action(action, "ayla")
    return {reason.name: reason for reason in found.reasons} if found is not None else {}


def until_gone(combat: CombatSystem, action: str, name: str, last: int = 200) -> int | None:
    """The ticks until a reason is one no more, found by waiting."""
    start = combat.now
    while name in refused(combat, action):
        if combat.now - start >= last:
            return None
        combat.advance(1)
    return combat.now - start


@pytest.mark.parametrize("begin", SITUATIONS, ids=lambda begin: begin.__name__)
def test_a_reason_says_how_long_it_is_one(begin: Callable[[], CombatSystem]) -> None:
    combat = begin()
    start, found = combat.save(), 0
    for action in ("jab", *(guard.__name__ for guard in GUARDS)):
        for name, reason in refused(combat, action).items():
            assert reason.ticks == until_gone(combat, action, name), (action, name)
            combat.load(start)
            found += reason.ticks is not None
    assert found


@pytest.mark.parametrize(
    "begin", [*SITUATIONS, in_its_feint_out_of_reach], ids=lambda begin: begin.__name__
)
def test_it_can_act_when_its_reasons_have_passed_and_not_before(
    begin: Callable[[], CombatSystem],
) -> None:
    combat = begin()
    waits = [reason.ticks for reason in refused(combat, "jab").values()]
    longest = max(wait for wait in waits if wait is not None)
    combat.advance(longest - 1)
    assert combat.validate_action("jab", "ayla") is not None
    combat.advance(1)
    assert combat.execute_action("jab", "ayla") is not None


def test_one_that_is_hit_in_mid_action_can_act_when_its_stun_is_over() -> None:
    combat = fight((0, "ayla", "slam"), (3, "borin", "jab"), until=8)
    assert combat.combatant("ayla").stun is Stun.HITSTUN
    assert refused(combat, "jab")["can_act"].ticks == 6 + JAB.hitstun - 8


def test_nobody_is_told_to_wait_for_the_end_of_a_blow_that_is_still_to_land() -> None:
    combat = fight((0, "ayla", "slam"), until=1)
    assert [reason.ticks for reason in refused(combat, "jab").values()] == [None]


def test_nobody_is_told_to_wait_beyond_a_blow_that_is_on_its_way() -> None:
    combat = fight((0, "ayla", "walk"), (1, "borin", "jab"), until=2)
    assert [reason.ticks for reason in refused(combat, "jab").values()] == [None]


def test_looking_ahead_changes_nothing_and_asks_no_controller() -> None:
    combat = fight((0, "ayla", "slam"), until=1, position=0)
    combat.schedule([Command(actor="borin", action="jab", at=2)])
    before = combat.save()
    assert refused(combat, "jab")["chain"].ticks == 29
    assert combat.save() == before


def test_calling_off_does_not_become_possible_at_the_end_of_an_action() -> None:
    chart = four_phases("Shy", cancel=["target_is_defeated"])
    combat = duel([replace(JAB, chart=chart)], distance=50)
    combat.execute_action("jab", "ayla")
    at(combat, 2)
    with pytest.raises(ActionError) as caught:
        combat.cancel("ayla")
    (reason,) = caught.value.refusal.reasons
    assert reason.ticks is None
