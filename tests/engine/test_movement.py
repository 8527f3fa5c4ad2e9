"""Steps and pushes: inside the arena, never through a foe, and fair to both."""

import pytest
from msgspec.structs import replace

from combat_rules import CombatSystem, Effects, Scene, four_phases
from combat_rules.model.events import ActionHit, CombatantMoved, CombatantPushed, details
from tests.rules import JAB, WALK, at, cause_of, duel, empty_fight, listen, misfit, only


def positions(combat: CombatSystem) -> list[int]:
    return [state.position for state in combat.combatants.values()]


def step_both(combat: CombatSystem, *names: str) -> list[int]:
    for name in names:
        combat.execute_action("walk", name)
    return positions(at(combat, 10))


def test_a_step_goes_the_way_its_actor_faces() -> None:
    assert step_both(duel(distance=40), "ayla") == [35, 70]
    assert step_both(duel(distance=40), "borin") == [30, 65]


def test_a_step_back_keeps_the_eyes_on_the_foe() -> None:
    combat = duel([replace(WALK, travel=-5)], distance=40)
    assert step_both(combat, "ayla") == [25, 70]
    assert combat.combatant("ayla").facing == 1


def test_a_step_is_announced_with_where_from_and_where_to() -> None:
    combat = duel(distance=40)
    heard = listen(combat)
    step_both(combat, "ayla")
    moved = only(heard, CombatantMoved)
    assert (moved.timestamp, moved.source, details(moved)) == (
        2,
        "ayla",
        {"before": 30, "after": 35},
    )


@pytest.mark.parametrize(
    ("distance", "after"),
    [(10, [50, 55]), (6, [52, 53]), (4, [51, 52]), (2, [50, 51])],
    ids=["room enough", "just room", "short", "one apart"],
)
def test_nobody_steps_into_or_through_a_foe(distance: int, after: list[int]) -> None:
    combat = duel(distance=distance)
    start = positions(combat)
    after_one = step_both(combat, "ayla")
    assert after_one[1] == start[1]
    assert after_one[0] == min(start[0] + 5, start[1] - 1)
    assert after_one == after


@pytest.mark.parametrize(
    ("distance", "after"),
    [(20, [45, 55]), (8, [49, 51]), (4, [49, 51]), (2, [49, 51])],
    ids=["room enough", "seven between them", "three between them", "one between them"],
)
def test_two_who_step_towards_each_other_share_the_room_evenly(
    distance: int, after: list[int]
) -> None:
    assert step_both(duel(distance=distance), "ayla", "borin") == after


def test_who_steps_less_far_leaves_the_rest_of_the_room_to_the_other() -> None:
    combat = duel([replace(WALK, travel=10), replace(WALK, name="shuffle", travel=2)], distance=8)
    combat.execute_action("walk", "ayla")
    combat.execute_action("shuffle", "borin")
    assert positions(at(combat, 10)) == [51, 52]


def test_who_follows_one_that_steps_back_gets_no_farther_than_where_it_stood() -> None:
    combat = duel([replace(WALK, travel=10), replace(WALK, name="retreat", travel=-4)], distance=4)
    combat.execute_action("walk", "ayla")
    combat.execute_action("retreat", "borin")
    assert positions(at(combat, 10)) == [51, 56]


@pytest.mark.parametrize("order", [("ayla", "borin"), ("borin", "ayla")], ids=["ab", "ba"])
def test_who_steps_does_not_depend_on_who_spoke_first(order: tuple[str, str]) -> None:
    assert step_both(duel(distance=8), *order) == [49, 51]


def test_a_step_ends_at_the_wall() -> None:
    combat = duel([replace(WALK, travel=-50)], distance=40)
    assert step_both(combat, "ayla", "borin") == [0, 100]


def test_a_friend_is_no_obstacle() -> None:
    combat = empty_fight(distance=40)
    for name, side, position in [("ayla", "left", 20), ("cato", "left", 22), ("borin", "b", 80)]:
        combat.add_combatant("fighter", name, team=side, position=position, controller="")
    combat.execute_action("walk", "ayla")
    at(combat, 10)
    assert positions(combat) == [25, 22, 80]


def test_a_blow_pushes_its_target_away() -> None:
    combat = duel([replace(JAB, pushback=7)])
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 10)
    assert positions(combat) == [45, 62]
    pushed = only(heard, CombatantPushed)
    assert (pushed.source, cause_of(pushed)) == ("borin", only(heard, ActionHit).sequence)


@pytest.mark.parametrize("who", ["ayla", "borin"])
def test_a_push_ends_at_the_wall(who: str) -> None:
    combat = duel([replace(JAB, pushback=500)])
    combat.execute_action("jab", who)
    at(combat, 10)
    assert positions(combat) == ([45, 100] if who == "ayla" else [0, 55])


def test_a_trade_pushes_both_apart() -> None:
    combat = duel([replace(JAB, pushback=7)])
    for who in ("ayla", "borin"):
        combat.execute_action("jab", who)
    at(combat, 10)
    assert positions(combat) == [38, 62]


def shove(scene: Scene, effects: Effects) -> None:
    """The target gives way."""
    effects.push(scene.target.id, 9)


def pull(scene: Scene, effects: Effects) -> None:
    """The target comes nearer."""
    effects.push(scene.target.id, -4)


@pytest.mark.parametrize(
    ("effect", "after"), [(shove, [45, 64]), (pull, [45, 51])], ids=["push", "pull"]
)
def test_an_effect_may_push_and_pull(effect: object, after: list[int]) -> None:
    chart = four_phases("Pushing", on_release=[misfit(effect)])
    combat = duel([replace(WALK, chart=chart)])
    assert step_both(combat, "ayla") == after


def test_an_actor_turns_to_its_target_when_it_starts() -> None:
    combat = duel(arena=200, distance=40)
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("ayla"), facing=-1))
    combat.execute_action("walk", "ayla")
    assert combat.combatant("ayla").facing == 1
