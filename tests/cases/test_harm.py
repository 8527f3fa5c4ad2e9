"""Harm that effects do: damage that thorns, curses and the like deal besides the blow itself."""

from typing import Any

import pytest

from combat_rules import Attribute, Effects, Scene, Status, four_phases
from combat_rules.errors import PluginError
from combat_rules.model import Aim, Dealt, Reaction
from combat_rules.model.events import AttributeChanged, CombatantDefeated, DamageDealt, Share
from tests.cases.plays import DUEL, SHIELD, Play, Who, play, poke

THORNS = Attribute("thorns", maximum=1000)
WARD = Attribute("ward", maximum=50, absorbs=True)
CLOAK = Attribute("cloak", minimum=2, maximum=50, absorbs=True, default=2)
VENOM = Attribute("venom", maximum=9)


def prick(scene: Scene, dealt: Dealt, effects: Effects) -> None:
    """Whoever strikes is pricked."""
    effects.harm(scene.target.id, THORNS.of(scene.actor))


def sicken(scene: Scene, effects: Effects) -> None:
    """Five points of harm, and a point of venom less."""
    effects.harm(scene.actor.id, 5)
    effects.change(scene.actor.id, "venom", -1)


def bring(scene: Scene, effects: Effects) -> None:
    """Two points of venom."""
    effects.change(scene.target.id, "venom", 2)


RULES: dict[str, Any] = {
    "attributes": [THORNS, WARD, CLOAK, VENOM],
    "reactions": [Reaction("prick", 100, prick, struck=True)],
    "statuses": [Status("sick", "venom", 10, sicken)],
}
POKE = poke()
BITE = poke("bite", damage=1, on_contact=(bring,))


def struck(ayla: dict[str, int], borin: dict[str, int], *orders: tuple[Any, ...]) -> Play:
    """Ayla pokes Borin, who may have thorns."""
    who: Who = {"ayla": {**DUEL["ayla"], **ayla}, "borin": {**DUEL["borin"], **borin}}
    return play([POKE, BITE, SHIELD], *(orders or [(0, "ayla", "poke")]), who=who, **RULES)


def test_thorns_are_damage_of_whoever_bears_them_by_the_name_of_their_rule() -> None:
    fought = struck({}, {"thorns": 3})
    blow, pricked = fought.told(DamageDealt)
    assert (pricked.source, pricked.target, pricked.lost, pricked.health) == (
        "borin", "ayla", 3, 97,
    )  # fmt: skip
    assert pricked.breakdown == (Share("prick", 3),)
    assert (pricked.outcome, pricked.status, pricked.name) == (None, None, "")
    assert pricked.causes == (blow.sequence,)
    assert [one for one in fought.told(AttributeChanged) if one.attribute == "health"] == []


def test_who_does_something_meanwhile_deals_it_with_that() -> None:
    fought = struck({}, {"thorns": 3}, (0, "borin", "shield"), (0, "ayla", "poke"))
    assert [one.name for one in fought.told(DamageDealt) if one.source == "borin"] == ["shield"]


@pytest.mark.parametrize(
    ("ward", "left", "absorbed", "lost"),
    [(10, 3, 7, 0), (7, 0, 7, 0), (4, 0, 4, 3), (0, 0, 0, 7)],
    ids=["more", "as much", "less", "none"],
)
def test_a_shield_takes_it_first(ward: int, left: int, absorbed: int, lost: int) -> None:
    fought = struck({"ward": ward}, {"thorns": 7})
    pricked = fought.told(DamageDealt)[-1]
    assert (pricked.damage, pricked.absorbed, pricked.lost) == (7, absorbed, lost)
    assert (fought.lost("ayla"), WARD.of(fought.of("ayla"))) == (lost, left)


def test_of_two_shields_the_first_declared_goes_first_each_down_to_its_minimum() -> None:
    ayla = struck({"ward": 3, "cloak": 4}, {"thorns": 9}).of("ayla")
    assert (WARD.of(ayla), CLOAK.of(ayla), ayla.health) == (0, 2, 96)


def test_two_with_thorns_prick_each_other_once_a_blow() -> None:
    """No harm is reacted to, so that nothing goes on for ever."""
    fought = struck({"thorns": 2}, {"thorns": 3})
    assert (fought.lost("ayla"), fought.lost("borin")) == (3, 7)


def test_the_thorns_of_one_who_falls_still_prick_and_both_may_fall() -> None:
    fought = struck({"health": 3}, {"thorns": 3, "health": 5})
    assert {one.source for one in fought.told(CombatantDefeated)} == {"ayla", "borin"}
    result = fought.combat.result
    assert result is not None
    assert result.winner is None


def test_venom_is_absorbed_and_is_of_whoever_brought_it() -> None:
    """Bitten for 1 at 3; 5 at 13 and 23, of which a ward of 7 takes 6 after the bite."""
    fought = struck({}, {"ward": 7}, (0, "ayla", "bite"))
    told = [one for one in fought.told(DamageDealt) if one.status == "sick"]
    assert [(one.source, one.name) for one in told] == [("ayla", "bite")] * 2
    assert [(one.absorbed, one.lost, one.health) for one in told] == [(5, 0, 100), (1, 4, 96)]
    assert [one.breakdown for one in told] == [(Share("sick", 5),)] * 2


def both(scene: Scene, effects: Effects) -> None:
    """Harm and a heal at one tick."""
    effects.harm(scene.actor.id, 30)
    effects.change(scene.actor.id, "health", 12)
    effects.change(scene.actor.id, "venom", -1)


def test_what_a_heal_of_the_same_tick_makes_up_for_is_not_lost() -> None:
    who: Who = {**DUEL, "borin": {"position": 510, "venom": 1, "health": 20}}
    sick = Status("sick", "venom", 10, both)
    fought = play([POKE], who=who, attributes=[VENOM], statuses=[sick])
    assert fought.of("borin").health == 2
    assert [(one.damage, one.lost) for one in fought.told(DamageDealt)] == [(30, 18)]


def test_less_than_nothing_is_no_harm() -> None:
    with pytest.raises(PluginError, match="harm is -2 points; from 0 up"):
        play(
            [poke("odd", on_contact=(lambda scene, effects: effects.harm("borin", -2),))],
            (0, "ayla", "odd"),
        )


def test_two_who_harm_one_at_one_tick_each_do_it_with_what_they_do() -> None:
    def scratch(scene: Scene, effects: Effects) -> None:
        """Two points of harm."""
        effects.harm(scene.target.id, 2)

    claw = poke("claw", on_contact=(scratch,))
    who: Who = {**DUEL, "cleo": {"position": 520, "facing": -1, "team": "ayla"}}
    fought = play([claw], (0, "ayla", "claw"), (0, "cleo", "claw"), who=who)
    scratched = [one for one in fought.told(DamageDealt) if one.outcome is None]
    assert sorted((one.source, one.action) for one in scratched) == [
        ("ayla", "ayla#1"), ("cleo", "cleo#1"),
    ]  # fmt: skip


def scorch(scene: Scene, effects: Effects) -> None:
    """Five points of harm to the target."""
    effects.harm(scene.target.id, 5)


@pytest.mark.parametrize("ward", [0, 3])
@pytest.mark.parametrize("by_aura", [True, False])
def test_who_harms_somebody_first_is_not_decided_by_who_joined_first(
    ward: int, by_aura: bool
) -> None:
    """Ayla and Cleo harm Borin at one tick, more than he has left."""
    heat = {"heat": 5} if by_aura else {}
    who: Who = {
        "ayla": {"position": 500, "team": "a", **heat},
        "cleo": {"position": 505, "team": "a", **heat},
        "borin": {"position": 510, "health": 8, "ward": ward},
    }
    orders = [] if by_aura else [(0, "ayla", "poke"), (0, "cleo", "poke")]
    status = Status("hot", "heat", 15, scorch, aim=Aim.FOE, reach=20)
    chart = four_phases("Scorch", on_release=[scorch])
    told = set()
    for seed in range(6):
        for names in (("ayla", "borin", "cleo"), ("cleo", "borin", "ayla")):
            fought = play(
                [poke(chart=chart, damage=0, reach=0)],
                *orders,
                who={name: who[name] for name in names},
                attributes=[Attribute("heat", maximum=9), WARD],
                statuses=[status],
                seed=seed,
            )
            found = sorted(
                (e.source or "", e.absorbed, e.lost, e.health) for e in fought.told(DamageDealt)
            )
            told.add((seed, *found))
    assert len(told) == 6
    # By lot: now this one is the first, now that.
    assert len({found[1:] for found in told}) > 1
