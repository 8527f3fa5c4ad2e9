"""The damage of a status: told as damage, of whoever has brought it, with its move."""

from typing import Any

import pytest

from combat_rules import Attribute, Effects, Scene, four_phases
from combat_rules.model import Projectile, Status
from combat_rules.model.events import (
    ActionHit,
    AttributeChanged,
    CombatantDefeated,
    DamageDealt,
    Share,
    StatusTicked,
)
from tests.cases.plays import DUEL, POKE, SETTLED, Play, Who, play, poke

POISON = Attribute("poison", default=0, minimum=0, maximum=100)
BURN = Attribute("burn", default=0, minimum=0, maximum=100)


def poison(scene: Scene, effects: Effects) -> None:
    """Three more points of poison."""
    effects.change(scene.target.id, "poison", 3)


def burn(scene: Scene, effects: Effects) -> None:
    """A point of burning."""
    effects.change(scene.target.id, "burn", 1)


def sicken(scene: Scene, effects: Effects) -> None:
    """Lose 4 health, and a point of poison."""
    effects.change(scene.actor.id, "health", -4)
    effects.change(scene.actor.id, "poison", -1)


def smoulder(scene: Scene, effects: Effects) -> None:
    """Lose 2 health."""
    effects.change(scene.actor.id, "health", -2)
    effects.change(scene.actor.id, "burn", -1)


def bless(scene: Scene, effects: Effects) -> None:
    """5 health back."""
    effects.change(scene.actor.id, "health", 5)


VENOM = poke("venom", damage=1, on_contact=(poison,))
TORCH = poke("torch", damage=1, on_contact=(burn,))
SICK: dict[str, Any] = {
    "attributes": [POISON, BURN, Attribute("blessing", default=0, maximum=10)],
    "statuses": [
        Status("sick", "poison", 10, sicken),
        Status("smouldering", "burn", 10, smoulder),
        Status("blessed", "blessing", 10, bless),
    ],
}


def harms(fought: Play) -> list[tuple[int, str | None, str, str | None, int]]:
    """When a status took how much of whom: who brought it, with which move, which status."""
    return [
        (one.timestamp - SETTLED, one.source, one.name, one.status, one.lost)
        for one in fought.told(DamageDealt)
        if one.status is not None
    ]


def test_it_is_of_whoever_brought_it_with_its_move() -> None:
    fought = play([VENOM], (0, "ayla", "venom"), **SICK)
    assert harms(fought) == [(at, "ayla", "venom", "sick", 4) for at in (13, 23, 33)]
    told = [one for one in fought.told(DamageDealt) if one.status]
    ticks = fought.told(StatusTicked)
    assert [one.causes for one in told] == [(tick.sequence,) for tick in ticks]
    assert {one.action for one in told} == {"ayla#1"}
    assert {one.target for one in told} == {"borin"}
    assert told[0].breakdown == (Share("sick", 4),)
    assert told[0].outcome is None
    assert [one.health for one in told] == [95, 91, 87]


@pytest.mark.parametrize("number", ["poison", "stamina"])
def test_what_else_it_changes_before_is_another_number(number: str) -> None:
    def ail(scene: Scene, effects: Effects) -> None:
        """Lose a point of another number, then 4 health."""
        effects.change(scene.actor.id, number, -1)
        effects.change(scene.actor.id, "health", -4)

    ailing = {**SICK, "statuses": [Status("ailing", "poison", 10, ail)]}
    fought = play([VENOM], (0, "ayla", "venom"), **ailing)
    told = [one for one in fought.told(DamageDealt) if one.status]
    assert [(one.damage, one.lost, one.health) for one in told][:3] == [
        (4, 4, 95), (4, 4, 91), (4, 4, 87),
    ]  # fmt: skip
    assert fought.of("borin").health == told[-1].health
    changes = [one.change for one in fought.told(AttributeChanged) if one.attribute == number]
    assert changes[-len(told) :] == [-1] * len(told)


def test_a_blow_names_its_move_too() -> None:
    fought = play([VENOM], (0, "ayla", "venom"), **SICK)
    assert [one.name for one in fought.told(DamageDealt) if one.status is None] == ["venom"]


def test_it_is_told_once_not_as_a_change_of_health_as_well() -> None:
    fought = play([VENOM], (0, "ayla", "venom"), **SICK)
    assert [one for one in fought.told(AttributeChanged) if one.attribute == "health"] == []


def test_whoever_adds_to_it_does_what_it_does_from_then_on() -> None:
    three: Who = {
        "ayla": {"position": 500, "team": "us"},
        "borin": {"position": 510},
        "cora": {"position": 520, "team": "us", "facing": -1},
    }
    fought = play(
        [VENOM], (0, "ayla", "venom", "borin"), (15, "cora", "venom", "borin"), who=three, **SICK
    )
    assert [(at, who) for at, who, *_ in harms(fought)][:2] == [(13, "ayla"), (23, "cora")]


@pytest.mark.parametrize("seed", range(4))
def test_of_several_who_bring_it_at_one_tick_the_order_of_joining_picks_nobody(seed: int) -> None:
    spew = poke("spew", chart=four_phases("Spew", on_release=[poison]))
    three: Who = {
        "ayla": {"position": 500, "team": "us"},
        "cora": {"position": 520, "team": "us", "facing": -1},
        "borin": {"position": 900},
    }
    turned = {name: three[name] for name in ("borin", "cora", "ayla")}
    both = [(0, "ayla", "spew", "borin"), (0, "cora", "spew", "borin")]
    one, other = (play([spew], *both, who=who, seed=seed, **SICK) for who in (three, turned))
    assert harms(one) == harms(other)
    assert len({who for _, who, *_ in harms(one)}) == 1


def test_two_at_one_tick_each_take_their_own_and_no_more_than_there_is() -> None:
    both = poke("both", damage=1, on_contact=(poison, burn))
    fought = play(
        [both], (0, "ayla", "both"), who={**DUEL, "borin": {"position": 510, "health": 6}}, **SICK
    )
    assert harms(fought) == [
        (13, "ayla", "both", "sick", 4),
        (13, "ayla", "both", "smouldering", 1),
    ]
    told = [one for one in fought.told(DamageDealt) if one.status]
    assert [(one.damage, one.health) for one in told] == [(4, 1), (2, 0)]
    (fall,) = fought.told(CombatantDefeated)
    assert fall.causes == tuple(one.sequence for one in told)


def test_what_a_heal_of_the_same_tick_makes_up_for_is_not_lost() -> None:
    borin = {"position": 510, "health": 50, "poison": 1, "blessing": 1}
    fought = play([POKE], who={**DUEL, "borin": borin}, until=9, **SICK)
    (told,) = fought.told(DamageDealt)
    assert (told.damage, told.lost, told.health) == (4, 0, 50)
    (healed,) = [one for one in fought.told(AttributeChanged) if one.attribute == "health"]
    assert (healed.change, healed.value) == (1, 51)


def test_what_a_projectile_brings_is_of_its_launcher() -> None:
    dart = poke(
        "dart", damage=1, on_contact=(poison,), reach=0, launches=Projectile(speed=20_000, life=60)
    )
    fought = play([dart], (0, "ayla", "dart"), who={**DUEL, "borin": {"position": 600}}, **SICK)
    assert {(who, move, status) for _, who, move, status, _ in harms(fought)} == {
        ("ayla", "dart", "sick")
    }


@pytest.mark.parametrize(("heaviness", "later"), [(2, "venom"), (0, "dart")])
def test_of_two_blows_of_one_at_a_tick_it_is_of_the_one_that_is_told_later(
    heaviness: int, later: str
) -> None:
    flown = Projectile(speed=700, life=400)
    dart = poke("dart", damage=heaviness, on_contact=(poison,), reach=0, launches=flown)
    fought = play([dart, VENOM], (0, "ayla", "dart"), (15, "ayla", "venom"), **SICK)
    hits = [(one.timestamp - SETTLED, one.name) for one in fought.told(ActionHit)]
    assert sorted(hits) == [(18, "dart"), (18, "venom")]
    assert hits[-1][1] == later
    assert {name for _, _, name, _, _ in harms(fought)} == {later}


def test_of_one_that_nobody_has_brought_the_bearer_is_told() -> None:
    fought = play([POKE], who={**DUEL, "borin": {"position": 510, "poison": 2}}, **SICK)
    assert {(who, move) for _, who, move, _, _ in harms(fought)} == {("borin", "")}
