"""Bodies and walls stop pushes and steps; what a wall keeps goes back where the stage says so."""

import pytest

from combat_rules import Action, ActionRole, Effects, Scene, four_phases
from combat_rules.model import Stage
from combat_rules.model.events import ActionContact, CombatantPushed
from tests.cases.plays import SHIELD, Play, Who, play, poke

RECOILS = Stage(recoils=True)


def pushed(
    *actions: Action, who: Who, arena: int = 100, recoils: bool = False, **more: str
) -> Play:
    orders = [(0, name, action, "borin") for name, action in more.items()]
    return play(actions, *orders, who=who, arena=arena, stage=RECOILS if recoils else None)


def places(fought: Play, *names: str) -> list[int]:
    return [fought.of(name).position for name in names or ("ayla", "borin")]


SHOVE = poke("shove", pushback=15)
RIGHT: Who = {"ayla": {"position": 85}, "borin": {"position": 95}}
LEFT: Who = {"ayla": {"position": 15, "facing": -1}, "borin": {"position": 5, "facing": 1}}
OPEN: Who = {"ayla": {"position": 50}, "borin": {"position": 60}}


@pytest.mark.parametrize(
    ("who", "without", "recoiled"),
    [
        (RIGHT, [85, 100], [75, 100]),
        (LEFT, [15, 0], [25, 0]),
        (OPEN, [50, 75], [50, 75]),
    ],
    ids=["right corner", "left corner", "in the open"],
)
def test_what_a_wall_keeps_of_a_push_pushes_the_striker_where_the_stage_says_so(
    who: Who, without: list[int], recoiled: list[int]
) -> None:
    assert places(pushed(SHOVE, who=who, ayla="shove")) == without
    assert places(pushed(SHOVE, who=who, ayla="shove", recoils=True)) == recoiled


def test_a_push_that_ends_at_the_wall_pushes_nobody_back() -> None:
    near = poke("near", pushback=5)
    assert places(pushed(near, who=RIGHT, ayla="near", recoils=True)) == [85, 100]


def test_a_blocked_blow_recoils_as_well() -> None:
    fought = play(
        [SHOVE, SHIELD],
        (0, "borin", "shield"),
        (0, "ayla", "shove"),
        who=RIGHT,
        arena=100,
        stage=RECOILS,
    )
    assert places(fought) == [75, 100]


def test_a_striker_recoils_no_farther_than_whoever_stands_behind_it() -> None:
    who: Who = {**RIGHT, "cleo": {"position": 80, "team": "borin"}}
    assert places(pushed(SHOVE, who=who, ayla="shove", recoils=True)) == [81, 100]


def test_a_striker_recoils_no_farther_than_the_other_wall() -> None:
    far = poke("far", pushback=200, reach=99)
    who: Who = {"ayla": {"position": 30}, "borin": {"position": 95}}
    assert places(pushed(far, who=who, ayla="far", recoils=True)) == [0, 100]


def test_of_two_who_strike_at_once_each_recoils_by_its_own_push_at_most() -> None:
    who: Who = {**RIGHT, "cleo": {"position": 80, "team": "ayla"}}
    fought = play(
        [SHOVE],
        (0, "ayla", "shove", "borin"),
        (0, "cleo", "shove", "borin"),
        who=who,
        arena=100,
        stage=RECOILS,
    )
    # 30 asked for, 5 of room: 25 come back, of which nobody gets more than 15.
    back = [85 - fought.of("ayla").position, 80 - fought.of("cleo").position]
    assert sum(back) == 25
    assert max(back) <= 15


@pytest.mark.parametrize("order", ["ayla borin", "borin ayla"])
def test_two_who_shove_each_other_at_a_wall_both_recoil_whoever_joined_first(order: str) -> None:
    who: Who = {
        name: {"position": 9, "facing": -1, "team": name} for name in order.split()
    }  # fmt: skip
    orders = [(0, "ayla", "shove", "borin"), (0, "borin", "shove", "ayla")]
    fought = play([SHOVE], *orders, who=who, arena=100, stage=RECOILS)
    # Each is pushed 15 to the left, of which the wall keeps 6.
    assert places(fought) == [6, 6]
    blows = {event.sequence: event.source for event in fought.told(ActionContact)}
    back = [event for event in fought.told(CombatantPushed) if event.after > event.before]
    assert [[blows[cause] for cause in event.causes] for event in back] == [
        [event.source] for event in back
    ]


def test_two_corners_are_the_mirror_of_each_other() -> None:
    right = pushed(SHOVE, who=RIGHT, ayla="shove", recoils=True)
    left = pushed(SHOVE, who=LEFT, ayla="shove", recoils=True)
    assert [100 - place for place in places(left)] == places(right)


@pytest.mark.parametrize(
    ("push", "comes_to"),
    [(10, 70), (19, 79), (20, 79), (60, 79)],
    ids=["before", "beside", "onto", "through"],
)
def test_a_push_ends_at_a_foe(push: int, comes_to: int) -> None:
    shove = poke("shove", pushback=push)
    who: Who = {**OPEN, "cleo": {"position": 80, "team": "ayla"}}
    assert places(pushed(shove, who=who, ayla="shove"), "borin", "cleo") == [comes_to, 80]


def test_a_push_goes_past_a_friend_and_the_fallen() -> None:
    shove = poke("shove", pushback=30)
    who: Who = {**OPEN, "cleo": {"position": 80, "team": "borin"}}
    assert places(pushed(shove, who=who, ayla="shove"), "borin") == [90]


def test_a_push_against_two_bodies_ends_at_the_nearer_one() -> None:
    shove = poke("shove", pushback=40)
    who: Who = {
        **OPEN,
        "cleo": {"position": 85, "team": "ayla"},
        "dara": {"position": 75, "team": "ayla"},
    }
    assert places(pushed(shove, who=who, ayla="shove"), "borin") == [74]


def test_a_body_stops_a_push_and_no_wall_so_nobody_recoils() -> None:
    who: Who = {**OPEN, "cleo": {"position": 65, "team": "ayla"}}
    fought = pushed(SHOVE, who=who, ayla="shove", recoils=True)
    assert places(fought, "ayla", "borin", "cleo") == [50, 64, 65]


def drag(scene: Scene, effects: Effects) -> None:
    """Drag the target near."""
    effects.push(scene.target.id, -40)


def test_a_pull_ends_before_the_striker() -> None:
    hook = poke("hook", on_contact=(drag,))
    fought = pushed(hook, who=OPEN, ayla="hook")
    assert places(fought) == [50, 51]


def test_two_who_push_one_from_both_sides_leave_it_where_it_is() -> None:
    who: Who = {**OPEN, "cleo": {"position": 70, "team": "ayla", "facing": -1}}
    fought = play(
        [SHOVE], (0, "ayla", "shove", "borin"), (0, "cleo", "shove", "borin"), who=who, arena=100
    )
    assert places(fought, "ayla", "borin", "cleo") == [50, 60, 70]


def test_two_who_are_moved_towards_each_other_share_the_room_evenly() -> None:
    dash = Action(name="dash", role=ActionRole.MOVE, release=1, travel=40)
    fought = play(
        [dash],
        (0, "ayla", "dash"),
        (0, "borin", "dash"),
        who={"ayla": {"position": 40}, "borin": {"position": 61}},
        arena=100,
    )
    assert places(fought) == [50, 51]


def test_a_step_ends_before_a_foe() -> None:
    dash = Action(name="dash", role=ActionRole.MOVE, release=1, travel=40)
    assert places(play([dash], (0, "ayla", "dash"), who=OPEN, arena=100)) == [59, 60]


def roll(distance: int) -> Action:
    """A step of so many units past bodies, done at once."""

    def past(scene: Scene, effects: Effects) -> None:
        """Past whoever stands there."""
        effects.step(distance, past=True)

    chart = four_phases("Roll", on_release=[past])
    return Action(name="roll", role=ActionRole.MOVE, release=1, chart=chart)


@pytest.mark.parametrize(
    ("distance", "comes_to"),
    [(9, 59), (10, 60), (11, 61), (30, 80), (60, 100), (-60, 0)],
    ids=["before", "where it stands", "just behind", "far behind", "to the wall", "backwards"],
)
def test_a_step_past_bodies_ends_where_it_says_or_at_a_wall(distance: int, comes_to: int) -> None:
    fought = play([roll(distance)], (0, "ayla", "roll"), who=OPEN, arena=100)
    assert places(fought) == [comes_to, 60]


def test_two_who_roll_past_each_other_change_places() -> None:
    orders = [(0, "ayla", "roll"), (0, "borin", "roll")]
    assert places(play([roll(10)], *orders, who=OPEN, arena=100)) == [60, 50]


def test_whoever_rolls_behind_a_guard_is_not_blocked_by_it() -> None:
    """At 21 it turns round and strikes into the back; before that its blow is blocked."""
    orders = [(0, "borin", "shield"), (0, "ayla", "poke"), (20, "ayla", "roll")]
    fought = play([poke(), SHIELD, roll(20)], *orders, (21, "ayla", "poke"), who=OPEN, arena=100)
    assert fought.outcomes("ayla") == ["blocked", "hit"]


def test_a_trade_pushes_both() -> None:
    fought = play([SHOVE], (0, "ayla", "shove"), (0, "borin", "shove"), who=OPEN, arena=100)
    assert places(fought) == [35, 75]


@pytest.mark.parametrize("facing", [1, -1], ids=["right", "left"])
def test_a_scene_knows_the_room_before_and_behind_both(facing: int) -> None:
    seen: list[tuple[int, int]] = []

    def look(scene: Scene, effects: Effects) -> None:
        """Look round."""
        for one in (scene.actor, scene.target):
            seen.append((scene.room_ahead(one), scene.room_behind(one)))

    glance = Action(
        name="glance",
        role=ActionRole.MOVE,
        chart=four_phases("Glance", on_release=[look]),
        release=1,
    )
    who: Who = (
        OPEN
        if facing > 0
        else {"ayla": {"position": 50, "facing": -1}, "borin": {"position": 40, "facing": 1}}
    )
    play([glance], (0, "ayla", "glance"), who=who, arena=100)
    assert seen == [(50, 50), (60, 40)]


def test_a_push_is_what_it_was_when_slices_of_time_are_other_ones() -> None:
    whole = pushed(SHOVE, who=RIGHT, ayla="shove", recoils=True)
    sliced = play(
        [SHOVE], (0, "ayla", "shove", "borin"), who=RIGHT, arena=100, stage=RECOILS, until=0
    )
    for tick in range(1, 61):
        sliced.until(tick)
    assert places(sliced) == places(whole)
    assert [e.type for e in sliced.heard] == [e.type for e in whole.heard]


def test_a_wall_throws_nobody_back_who_pushes_away_from_it() -> None:
    """Cleo stands where Borin does, and pushes it back by 10, Ayla towards the wall by 30."""
    who: Who = {
        "ayla": {"position": 85},
        "borin": {"position": 100},
        "cleo": {"position": 100, "team": "ayla", "facing": -1},
    }
    hard, soft = poke("hard", pushback=30), poke("soft", pushback=10)
    fought = pushed(hard, soft, who=who, recoils=True, ayla="hard", cleo="soft")
    assert places(fought, "ayla", "borin", "cleo") == [65, 100, 100]
