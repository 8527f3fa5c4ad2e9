"""What a guard compares is read from its source, with the values on both sides."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

from combat_rules import Scene
from combat_rules.charts import (
    aware_of_target,
    can_act,
    can_pay,
    has_stamina,
    health_below,
    in_cancel_window,
    tick_in_phase_between,
)
from combat_rules.charts.comparisons import comparisons, shown
from combat_rules.charts.watch import values_seen
from combat_rules.model import AwarenessLevel, CancelWindow, Hit, replace
from combat_rules.testing import make_scene

LINES = ("high", "low")


def told(guard: Callable[[Scene], bool], scene: Scene) -> list[str]:
    return [str(comparison) for comparison in comparisons(guard, scene)]


def needed(guard: Callable[[Scene], bool], scene: Scene) -> list[str]:
    return [c.needed for c in comparisons(guard, scene) if not c.speaks_for]


def well_placed(scene: Scene) -> bool:
    near = scene.distance <= 5
    room = scene.actor.position - 3
    return near or (not scene.target.defeated and room > 0)


def is_heavy(scene: Scene) -> bool:
    return "heavy" in scene.action.tags


def covers_a_line(scene: Scene) -> bool:
    return scene.action.line in LINES


def only_late(scene: Scene) -> bool:
    if scene.running is None:
        return False
    return scene.now - scene.running.started > 100


def not_far_in_a_loop(scene: Scene) -> bool:
    for _ in range(3):  # noqa: SIM110 # it is about loops
        if scene.distance > 5:
            return False
    return True


def not_far_behind_a_count(scene: Scene) -> bool:
    count = 0
    for number in range(3):
        count += number
    if count > 9 or scene.distance > 5:  # noqa: SIM103 # as above
        return False
    return True


@pytest.mark.parametrize("guard", [not_far_in_a_loop, not_far_behind_a_count])
def test_what_refuses_is_told_where_statements_cannot_be_followed(
    guard: Callable[[Scene], bool],
) -> None:
    assert needed(guard, make_scene(distance=10)) == ["distance would have to be at most 5"]
    assert needed(guard, make_scene(distance=5)) == []


def test_both_sides_stand_with_their_values() -> None:
    scene = make_scene("attack", actor={"stamina": 3})
    assert told(has_stamina, scene) == ["actor.stamina 3 >= action.stamina_cost 12: no"]
    assert needed(has_stamina, scene) == ["actor.stamina would have to be at least 12"]


def test_a_bare_question_is_told_as_it_is() -> None:
    scene = make_scene(actor={"defeated": True})
    assert "actor.defeated is True" in told(can_act, scene)
    assert needed(can_act, scene) == ["actor.defeated would have to be False"]


def test_a_number_made_into_a_guard_is_shown_by_its_name() -> None:
    (line,) = told(health_below(30), make_scene(actor={"health": 40}))
    assert line == "actor.health * 100 = 4000 < actor.max_health * percent = 2700: no"


def test_what_stands_under_names_is_shown_as_such() -> None:
    assert shown(MappingProxyType({"poke": 63})) == "{'poke': 63}"
    assert shown({"tags": {"slow", "loud", "far"}}) == "{'tags': {'far', 'loud', 'slow'}}"


class Ring:
    """A place around somebody."""

    def __init__(self, radius: int) -> None:
        self.radius = radius

    def holds(self, scene: Scene) -> bool:
        return scene.distance <= self.radius


def test_a_method_is_read_as_a_function_is() -> None:
    assert told(Ring(5).holds, make_scene()) == ["distance 10 <= self.radius 5: no"]


def test_what_has_no_order_is_shown_in_that_of_the_alphabet() -> None:
    tags = frozenset({"loud", "long", "slow", "high", "far"})
    assert shown(tags) == "frozenset({'far', 'high', 'long', 'loud', 'slow'})"
    assert shown(frozenset()) == repr(frozenset())


def test_where_a_function_lies_is_not_shown() -> None:
    assert shown((covers_a_line,)) == "(<function covers_a_line>,)"


def test_a_refused_cancel_tells_the_windows_and_what_should_follow() -> None:
    window = CancelWindow(into=("slam", "#low"), start=3, end=9)
    scene = make_scene("attack", phase="recovery")
    scene = replace(
        scene, action=replace(scene.action, cancels=(window,) * 8), follow_up=scene.action
    )
    seen = {path: shown(value) for path, value in values_seen(in_cancel_window, scene)}
    told = "slam+#low on counter_hit+hit 3-9"
    assert seen["action.cancels"] == "; ".join([*[told] * 6, "2 more"])
    assert seen["running.outcome"] == "None"


def test_a_method_that_cannot_be_watched_is_asked_all_the_same() -> None:
    def strong(scene: Scene) -> bool:
        return scene.action.as_hit(1).damage > 5 and scene.distance < 9

    scene = make_scene("attack", distance=4)
    scene = replace(scene, action=replace(scene.action, hits=(Hit(damage=9),)))
    assert ("distance", 4) in values_seen(strong, scene)


def test_words_of_the_rules_are_shown_as_words() -> None:
    scene = make_scene(awareness=AwarenessLevel.SUSPICIOUS)
    assert told(aware_of_target, scene) == ["awareness suspicious is aware: no"]


def test_a_chain_of_comparisons_is_told_link_by_link() -> None:
    scene = make_scene(phase="feint", in_phase=9)
    assert told(tick_in_phase_between(2, 5), scene) == [
        "first 2 <= now - actor.phase_since = 9: yes",
        "now - actor.phase_since = 9 <= last 5: no",
    ]


def test_local_names_and_not_and_or_are_followed() -> None:
    scene = make_scene(actor={"position": 1}, target={"defeated": True, "position": 90})
    assert told(well_placed, scene) == [
        "near is False",
        "target.defeated is True",
        "room -2 > 0: no",
    ]
    assert needed(well_placed, scene) == [
        "near would have to be True",
        "target.defeated would have to be False",
        "room would have to be above 0",
    ]


def test_what_is_asked_of_each_is_told_one_by_one() -> None:
    spell = replace(make_scene().action, costs=MappingProxyType({"health": 30, "stamina": 5}))
    scene = make_scene(spell, actor={"health": 12})
    assert told(can_pay, scene) == ["actor.health 12 >= 30: no", "actor.stamina 90 >= 5: yes"]
    assert needed(can_pay, scene) == ["actor.health would have to be at least 30"]


def test_of_any_each_may_be_otherwise() -> None:
    def beside(scene: Scene) -> bool:
        return any(scene.distance == far for far in (5, 6))

    assert told(beside, make_scene()) == ["distance 10 == 5: no", "distance 10 == 6: no"]
    assert len(needed(beside, make_scene())) == 2


def test_of_too_many_of_none_and_of_combatants_the_question_alone_is_told() -> None:
    def far(scene: Scene) -> bool:
        return all(scene.distance != near for near in range(7))

    def well(scene: Scene) -> bool:
        return all(one.health > 0 for one in (scene.actor, scene.target))

    for guard in (far, well, can_pay):
        (question,) = told(guard, make_scene())
        assert question.endswith(" is True")


def test_membership_is_a_comparison() -> None:
    (line,) = told(covers_a_line, make_scene())
    assert line == "action.line '' in LINES ('high', 'low'): no"
    (lacks,) = needed(is_heavy, make_scene())
    assert lacks == "action.tags would have to be with 'heavy'"


def test_what_stands_behind_a_condition_is_left_out_where_it_cannot_be_asked() -> None:
    (line,) = told(only_late, make_scene())
    assert line == "running None is None: yes"


def enough(scene: Scene) -> bool:
    needed: int = 10
    if scene.actor.stamina > 20:
        needed += 10
    return scene.actor.health >= needed


def whole(scene: Scene) -> bool:
    if scene.actor.health < 20:
        return False
    return scene.actor.stamina >= 10


def well_supplied(scene: Scene) -> bool:
    supplies = 0
    for points in (scene.actor.health, scene.actor.stamina):
        supplies += points
    return supplies >= 10


def by_a_helper(scene: Scene) -> bool:
    def is_low(points: int) -> bool:
        return points < 5

    return is_low(scene.actor.health)


def test_a_name_has_the_value_that_it_had_as_it_was_compared() -> None:
    scene = make_scene(actor={"stamina": 30, "health": 15})
    assert told(enough, scene) == ["actor.stamina 30 > 20: yes", "actor.health 15 >= needed 20: no"]
    assert needed(enough, scene) == ["actor.health would have to be at least 20"]


def test_what_an_earlier_answer_leaves_unasked_is_not_told() -> None:
    scene = make_scene(actor={"stamina": 3, "health": 15})
    assert told(whole, scene) == ["actor.health 15 < 20: yes"]
    assert needed(whole, scene) == ["actor.health would have to be at least 20"]
    assert needed(whole, make_scene(actor={"stamina": 3})) == [
        "actor.stamina would have to be at least 10"
    ]


def test_what_a_loop_has_counted_is_not_told_as_what_it_began_with() -> None:
    assert told(well_supplied, make_scene()) == []


COUNTED = {"asked": 0}


def counting(scene: Scene) -> bool:
    COUNTED["asked"] += 1
    return scene.distance < 5


def test_what_a_guard_writes_to_beside_its_names_is_left_alone() -> None:
    assert told(counting, make_scene()) == ["distance 10 < 5: no"]
    assert COUNTED == {"asked": 0}


def test_what_a_helper_answers_is_told_as_its_answer() -> None:
    assert told(by_a_helper, make_scene()) == ["is_low(actor.health) is False"]


def test_a_name_without_a_value_hides_nothing_else() -> None:
    def made(later: bool) -> Any:
        return lambda scene: scene.distance < 5 or later

    guard = made(True)
    del guard.__closure__[0].cell_contents
    assert told(guard, make_scene()) == ["distance 10 < 5: no"]


@pytest.mark.parametrize(
    "guard", [eval("lambda scene: scene.now > 3"), max, print], ids=["no source", "C", "built in"]
)
def test_a_guard_without_source_has_no_comparisons(guard: Callable[[Scene], bool]) -> None:
    assert comparisons(guard, make_scene()) == ()
