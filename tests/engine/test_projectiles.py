"""Projectiles in numbers: when they arrive, what of them cannot be, and how they are mended."""

import pytest

from combat_rules import CombatSystem, replace
from combat_rules.engine import Save
from combat_rules.engine.core.projectiles import arrival, crossing, due_of, hit_of, place_of
from combat_rules.engine.core.records import Draft, Shot
from combat_rules.engine.core.words import NEVER
from combat_rules.engine.fold import open_draft
from combat_rules.errors import StateError
from combat_rules.model import Aim, Projectile, Sweep
from tests.rules import GUARD, JAB, at, duel, ruleset

THROW = replace(JAB, name="throw", launches=Projectile(speed=300, life=400, hits=3, radius=2))


def fight() -> CombatSystem:
    """Ayla at 25 has launched at Borin at 75; it flies 0.3 units a tick, from tick 3 on."""
    combat = duel([THROW, JAB, GUARD], distance=50)
    combat.execute_action("throw", "ayla")
    return at(combat, 20)


def drafted(combat: CombatSystem, *shots: Shot) -> Draft:
    """A draft of the fight as it is, with these projectiles as well."""
    draft = open_draft(combat.fight, combat.state.world, combat.now)
    draft.shots += shots
    return draft


@pytest.mark.parametrize(
    ("position", "radius", "tick"),
    [(75, 0, 170), (75, 2, 163), (28, 0, 13), (26, 2, 3), (20, 0, 3)],
    ids=["50 units", "48 units", "no fraction left", "there already", "behind"],
)
def test_it_arrives_at_the_first_tick_at_which_it_is_there(
    position: int, radius: int, tick: int
) -> None:
    draft = drafted(fight())
    assert arrival(draft, draft.shots[0], position, radius) == tick


def test_its_place_is_rounded_towards_its_start_on_either_side() -> None:
    combat = fight()
    (shot,) = combat.state.world.shots
    left = replace(shot, way=-1, origin=75)
    draft = drafted(combat, left)
    # 17 ticks: 5.1 units.
    assert [place_of(draft, one) for one in draft.shots] == [30, 70]


@pytest.mark.parametrize(
    ("since", "tick"),
    # 46 units between their edges: at half a unit a tick together, or one after the other.
    [(3, 80), (23, 90), (400, 157)],
    ids=["both at once", "the other 20 ticks later", "the other still rests"],
)
def test_two_meet_at_the_first_tick_at_which_they_touch(since: int, tick: int) -> None:
    combat = fight()
    (shot,) = combat.state.world.shots
    other = replace(shot, owner=1, way=-1, origin=75, since=since)
    draft = drafted(combat, other)
    one, two = draft.shots
    assert crossing(draft, one, two) == crossing(draft, two, one) == tick


def test_what_does_not_move_never_arrives_and_is_due_at_its_end() -> None:
    combat = duel([replace(THROW, launches=Projectile(speed=0, life=40))], distance=50)
    combat.execute_action("throw", "ayla")
    draft = drafted(at(combat, 10))
    assert arrival(draft, draft.shots[0], 75, 0) == NEVER
    assert due_of(draft, draft.shots[0]) == 43


def test_a_hit_that_was_spent_leaves_the_next_one() -> None:
    draft = drafted(fight())
    shot = draft.shots[0]
    assert hit_of(draft, shot) == 1
    shot.hits -= 1
    assert hit_of(draft, shot) == 2


FAULTS: dict[str, dict[str, object]] = {
    "nobody's": {"owner": 7},
    "of no action": {"move": 99},
    "of an action that launches nothing": {"move": 2},
    "spent": {"hits": 0},
    "of too many hits": {"hits": 4},
    "over": {"ends": 19},
    "of too long a life": {"ends": 9000},
    "yet to be launched": {"since": 100, "ends": 500},
    "flying nowhere": {"way": 0},
    "outside the arena": {"origin": 101},
    "meeting nobody who is there": {"ahead": (5,)},
    "of a use that there was not": {"act": 2},
    "gone": {"gone": True},
}


@pytest.mark.parametrize("facts", FAULTS.values(), ids=FAULTS)
def test_a_projectile_that_cannot_be_is_found_named_and_taken_out(
    facts: dict[str, object],
) -> None:
    combat = fight()
    world = combat.state.world
    (shot,) = world.shots
    wrong = replace(world, shots=(replace(shot, **facts),))
    with pytest.raises(StateError, match=r"projectile|its parts are not"):
        combat.load(Save(wrong))
    combat.state.restore(wrong)
    (found,) = combat.synchronize_states()
    assert found.system == "projectile system"
    assert combat.synchronize_states() == ()
    assert combat.projectiles == {}
    assert combat.run().reason == "time_out"


@pytest.mark.parametrize("due", [NEVER, 30, 400], ids=["never", "too soon", "too late"])
def test_one_that_is_due_at_another_tick_is_found_and_comes_at_its_own(due: int) -> None:
    combat = fight()
    world = combat.state.world
    (shot,) = world.shots
    combat.state.restore(replace(world, shots=(replace(shot, due=due),)))
    (found,) = combat.synchronize_states()
    assert (found.combatant, found.truth) == ("ayla", "due is 163")
    assert at(combat, 163).combatant("borin").health == 90


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"role": GUARD.role}, "make it a strike"),
        ({"aim": Aim.SELF}, "give it another aim"),
        ({"sweep": Sweep.ALL}, "leave sweep out"),
        ({"launches": Projectile(speed=-1, life=1)}, r"launches\.speed is -1; a whole number"),
        ({"launches": Projectile(speed=1, life=0)}, r"launches\.life is 0; a whole number from 1"),
    ],
    ids=["a guard", "at oneself", "a sweep", "backwards", "no life"],
)
def test_what_cannot_be_launched_is_refused_as_rules_are_loaded(
    changes: dict[str, object], problem: str
) -> None:
    with pytest.raises(Exception, match=problem):
        ruleset([replace(THROW, **changes)])
