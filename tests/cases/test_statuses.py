"""How long what is upon a combatant lasts, to the tick, and when it is asked."""

import pytest

from combat_rules import (
    Action,
    ActionRole,
    Attribute,
    DamageRule,
    Effects,
    Scene,
    Status,
    four_phases,
)
from combat_rules.model.events import StatusEnded, StatusStarted, StatusTicked
from tests.cases.plays import DUEL, Play, Who, begin, play, poke

# A point a tick: so many points are so many ticks.
BUFF = Attribute("buff", maximum=100, regeneration=-1000)
FLASH = poke("flash", commit=0, damage=10)


def take_ten(scene: Scene, effects: Effects) -> None:
    """Ten ticks of it."""
    effects.set(scene.actor.id, "buff", 10)


WARD = Action(
    name="ward", role=ActionRole.MOVE, chart=four_phases("Ward", on_release=[take_ten]), release=1
)


def nothing(scene: Scene, effects: Effects) -> None:
    """Do nothing."""


HALVED = DamageRule("halved", 1, percent=lambda scene: 50 if BUFF.of(scene.target) else 100)


def warded(*orders: tuple[int, str, str], every: int = 1000, until: int = 40) -> Play:
    return play(
        [WARD, FLASH],
        (0, "borin", "ward"),
        *orders,
        attributes=[BUFF],
        damage_rules=[HALVED],
        statuses=[Status("warded", "buff", every, nothing)],
        until=until,
    )


@pytest.mark.parametrize(("tick", "lost"), [(0, 5), (1, 5), (9, 5), (10, 10), (11, 10)], ids=str)
def test_a_buff_of_ten_ticks_helps_from_its_tick_to_the_ninth_after(tick: int, lost: int) -> None:
    assert warded((tick, "ayla", "flash")).lost() == lost


def test_its_status_starts_and_ends_at_these_ticks() -> None:
    fought = warded()
    assert fought.ticks(StatusStarted, "borin") == [0]
    assert fought.ticks(StatusEnded, "borin") == [10]


@pytest.mark.parametrize(
    ("every", "ticks"),
    [(1, list(range(1, 10))), (3, [3, 6, 9]), (5, [5]), (10, []), (11, [])],
    ids=str,
)
def test_it_is_asked_while_there_is_something_of_it(every: int, ticks: list[int]) -> None:
    assert warded(every=every).ticks(StatusTicked, "borin") == ticks


def test_renewing_it_keeps_its_rhythm() -> None:
    fought = warded((5, "borin", "ward"), every=4)
    assert fought.ticks(StatusTicked, "borin") == [4, 8, 12]
    assert fought.ticks(StatusEnded, "borin") == [15]


def test_it_lasts_the_same_in_slices_of_one_tick() -> None:
    whole = warded((9, "ayla", "flash"))
    sliced = begin(
        [WARD, FLASH],
        (0, "borin", "ward"),
        (9, "ayla", "flash"),
        attributes=[BUFF],
        damage_rules=[HALVED],
        statuses=[Status("warded", "buff", 1000, nothing)],
    )
    for tick in range(41):
        sliced.until(tick)
    assert [event.type for event in sliced.heard] == [event.type for event in whole.heard]
    assert sliced.lost() == whole.lost() == 5


def test_what_lasts_until_its_bearer_acts() -> None:
    def gone(scene: Scene, effects: Effects) -> None:
        """Gone as soon as its bearer does something."""
        if scene.running is not None:
            effects.set(scene.actor.id, "poised", 0)

    who: Who = {**DUEL, "borin": {"position": 510, "poised": 1}}
    half = DamageRule("half", 1, percent=lambda scene: 50 if POISED.of(scene.target) else 100)
    fought = play(
        [FLASH, poke("slow", commit=9)],
        (1, "ayla", "flash"),
        (20, "borin", "slow"),
        (21, "ayla", "flash"),
        who=who,
        attributes=[POISED],
        damage_rules=[half],
        statuses=[Status("poised", "poised", 1, gone)],
    )
    assert fought.dealt("borin") == [5, 10]


POISED = Attribute("poised", maximum=1)


def test_of_two_statuses_that_end_each_other_both_are_asked() -> None:
    fire, water = Attribute("fire", maximum=9), Attribute("water", maximum=9)

    def quench(scene: Scene, effects: Effects) -> None:
        """Fire goes out."""
        effects.set(scene.actor.id, "fire", 0)

    def boil(scene: Scene, effects: Effects) -> None:
        """Water goes."""
        effects.set(scene.actor.id, "water", 0)

    who: Who = {**DUEL, "borin": {"position": 510, "fire": 5, "water": 5}}
    for order in (1, -1):
        fought = play(
            [FLASH],
            who=who,
            attributes=[fire, water],
            statuses=[Status("wet", "water", 15, quench), Status("burning", "fire", 15, boil)][
                ::order
            ],
        )
        assert (fire.of(fought.of("borin")), water.of(fought.of("borin"))) == (0, 0)


def test_two_bearers_at_one_tick_are_asked_on_one_world() -> None:
    seen: list[tuple[str, int]] = []

    def drain(scene: Scene, effects: Effects) -> None:
        """Look at borin, and hurt it."""
        seen.append((scene.actor.id, scene.actor.health))
        effects.change("borin", "health", -10)

    plague = Attribute("plague", maximum=9)
    who: Who = {name: {**DUEL[name], "plague": 1} for name in DUEL}
    fought = play(
        [FLASH],
        who=who,
        attributes=[plague],
        statuses=[Status("ill", "plague", 15, drain)],
        until=6,
    )
    assert seen == [("ayla", 100), ("borin", 100)]
    assert fought.lost() == 20
