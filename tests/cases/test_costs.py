"""What an action costs besides stamina: charges that come back, and what they make possible."""

import pytest

from combat_rules import Action, Attribute, Effects, Scene, Status, replace
from combat_rules.charts import can_pay, four_phases, pay_costs
from combat_rules.model.events import ActionFaltered, CommandRefused
from tests.cases.plays import DUEL, SETTLED, SHIELD, Play, Who, play, poke

CHARGES = Attribute("charges", default=2, maximum=2, regeneration=10)
"""One comes back in 100 ticks."""
ART = poke("art", costs={"charges": 1})
OWN = replace(
    ART,
    chart=four_phases("Art", commit=[can_pay], release=[can_pay], on_release=[pay_costs]),
)


def arts(art: Action, *ticks: int) -> Play:
    """The same art at each of these ticks."""
    return play([art], *((tick, "ayla", "art") for tick in ticks), attributes=[CHARGES], until=130)


@pytest.mark.parametrize("art", [ART, OWN], ids=["the stock chart", "one of its own"])
def test_it_is_paid_as_it_is_released_and_comes_back_with_time(art: Action) -> None:
    """Two charges are gone at 3 and 13, one is back at 103; who has none does not begin."""
    fought = arts(art, 0, 10, 20, 102, 103)
    assert [tick for tick, _ in fought.contacts("ayla")] == [3, 13, 106]
    assert fought.ticks(CommandRefused) == [20, 102]


def drain(scene: Scene, effects: Effects) -> None:
    """Whoever bears it has no charges left."""
    effects.set(scene.actor.id, "charges", 0)


def test_who_has_it_no_more_as_the_release_would_begin_falters() -> None:
    """Drained at 5, while it prepares until 20."""
    who: Who = {**DUEL, "ayla": {"position": 500, "curse": 1}}
    fought = play(
        [poke("slow", commit=20, costs={"charges": 1})],
        (0, "ayla", "slow"),
        who=who,
        attributes=[CHARGES, Attribute("curse", maximum=1)],
        statuses=[Status("cursed", "curse", 15, drain)],
    )
    (faltered,) = fought.told(ActionFaltered)
    assert (faltered.timestamp - SETTLED, faltered.guard) == (20, "can_pay")
    assert fought.lost() == 0


def test_a_guard_may_cost_something_too() -> None:
    ward = replace(SHIELD, name="ward", costs={"charges": 2})
    fought = play(
        [ward, poke("poke")], (0, "borin", "ward"), (0, "ayla", "poke"), attributes=[CHARGES]
    )
    assert fought.outcomes("ayla") == ["blocked"]
    assert CHARGES.of(fought.of("borin")) == 0
