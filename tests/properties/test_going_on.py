"""A draft that is gone on with is as good as a new one."""

from unittest import mock

from hypothesis import given
from msgspec.structs import asdict

from combat_rules.engine import fold
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.records import Draft
from combat_rules.engine.world import World
from tests.hostile.trial import try_story
from tests.properties.plans import Plan, plans


class Comparing:
    """Goes on with drafts as ``go_on`` does, and compares each with a new one."""

    def __init__(self) -> None:
        self.gone_on = 0

    def __call__(self, draft: Draft, fight: Fight, world: World, now: int) -> Draft:
        taken, new = going_on(draft, fight, world, now), fold.open_draft(fight, world, now)
        self.gone_on += taken is draft
        # What a chart that was asked has answered is written anew before it is read.
        of_charts = {"deep": taken.deep, "refused": taken.refused}
        assert asdict(taken) == asdict(new) | of_charts
        return taken


going_on = fold.go_on


@given(plans())
def test_a_draft_is_gone_on_with_as_if_it_were_new(plan: Plan) -> None:
    comparing = Comparing()
    with mock.patch.object(fold, "go_on", comparing):
        plan.set_up().run()
    assert comparing.gone_on


def test_nothing_is_left_over_of_hostile_moments() -> None:
    comparing = Comparing()
    with mock.patch.object(fold, "go_on", comparing):
        for seed in range(1, 5):
            try_story(seed)
    assert comparing.gone_on > 100
