"""Whoever looks around in a crowd is shown the same as if there were only the one looked at."""

from unittest import mock

from combat_rules.engine.core import asking
from combat_rules.engine.core.crowd import looked_at
from combat_rules.engine.core.records import Draft
from combat_rules.engine.core.scenes import scene_of
from combat_rules.model import Scene
from tests.hostile.trial import try_story

WITH_PERCEPTION_RULES = (26, 41, 62, 93)
"""Hostile stories that have some, and many who fight."""


def test_a_scene_in_a_crowd_is_the_scene_of_the_two() -> None:
    between: list[int] = []

    def comparing(draft: Draft, observer: int, observed: int) -> Scene:
        shown = looked_at(draft, observer, observed)
        action = draft.fight.rules.actions[draft.seats[observer].move]
        assert shown == scene_of(draft, observer, observed, action)
        between.append(shown.foes_between + shown.friends_between)
        return shown

    with mock.patch.object(asking, "looked_at", comparing):
        for seed in WITH_PERCEPTION_RULES:
            try_story(seed)
    assert len(between) > 1000
    assert max(between) > 1
