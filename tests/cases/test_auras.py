"""A status that reaches others: an aura acts on all whom it is meant for around its bearer."""

from typing import Any

import pytest

from combat_rules import Attribute, Effects, Scene, Status
from combat_rules.errors import PluginError
from combat_rules.model import Aim, Projectile
from combat_rules.model.events import CombatantStunned, DamageDealt, StatusEnded, StatusTicked
from tests.cases.plays import DUEL, SETTLED, Play, Who, begin, play, poke

HEAT = Attribute("heat", maximum=9000, regeneration=-1000)
"""A point is a tick."""


def burn(scene: Scene, effects: Effects) -> None:
    """Two points of health."""
    effects.harm(scene.target.id, 2)


def mend(scene: Scene, effects: Effects) -> None:
    """Three points of health back."""
    effects.change(scene.target.id, "health", 3)


def blaze(scene: Scene, effects: Effects) -> None:
    """The target blazes for 35 ticks."""
    effects.set(scene.target.id, "heat", 35)


def aura(aim: Aim = Aim.FOE, effect: Any = burn, **numbers: Any) -> Status:
    return Status("aura", "heat", **{"every": 10, "reach": 20, **numbers}, effect=effect, aim=aim)


def around(status: Status, *orders: Any, until: int = 60, changed: Who | None = None) -> Play:
    """Ayla bears it for 45 ticks of the fight, 35 of those that are counted; Borin and Cleo are
    foes before and behind her at its very edge, Dara one beyond it, Finn a friend."""
    who: Who = {
        "ayla": {"position": 500, "heat": 45},
        "borin": {"position": 520, "team": "foes"},
        "cleo": {"position": 480, "team": "foes"},
        "dara": {"position": 521, "team": "foes"},
        "finn": {"position": 510, "team": "ayla", "health": 50},
    }
    known: Who = {name: {**record, **(changed or {}).get(name, {})} for name, record in who.items()}
    moves = [poke(), poke("kill", damage=200)]
    return play(moves, *orders, who=known, attributes=[HEAT], statuses=[status], until=until)


def harmed(fought: Play, name: str) -> list[int]:
    return [e.timestamp - SETTLED for e in fought.told(DamageDealt) if e.target == name]


def test_it_acts_on_each_foe_within_reach_before_and_behind_and_on_nobody_else() -> None:
    fought = around(aura())
    assert harmed(fought, "borin") == harmed(fought, "cleo") == [0, 10, 20, 30]
    assert {name: fought.of(name).health for name in fought.combat.combatants} == {
        "ayla": 100, "borin": 92, "cleo": 92, "dara": 100, "finn": 50
    }  # fmt: skip


def test_it_is_asked_as_any_status_and_ends_with_its_attribute() -> None:
    fought = around(aura())
    assert fought.ticks(StatusTicked) == [0, 10, 20, 30]
    assert fought.ticks(StatusEnded) == [35]


@pytest.mark.parametrize(
    ("aim", "healed"),
    [
        (Aim.FRIEND, {"finn"}),
        (Aim.ANYBODY, {"ayla", "borin", "cleo", "finn"}),
        (Aim.FOE, {"borin", "cleo"}),
    ],
)
def test_whom_it_is_meant_for_is_what_its_aim_says(aim: Aim, healed: set[str]) -> None:
    hurt = {name: {"health": 50} for name in ("ayla", "borin", "cleo", "dara")}
    fought = around(aura(aim, mend), changed=hurt)
    assert {name for name, one in fought.combat.combatants.items() if one.health == 62} == healed
    assert {one.health for one in fought.combat.combatants.values()} == {50, 62}


def test_what_it_takes_is_damage_of_its_bearer_by_its_name() -> None:
    fought = around(aura())
    assert {(e.source, e.status, e.lost) for e in fought.told(DamageDealt)} == {("ayla", "aura", 2)}


def test_what_it_takes_is_damage_of_whoever_has_brought_it() -> None:
    """Ayla sets Borin on fire, who burns his own friend with it."""
    who: Who = {**DUEL, "cleo": {"position": 525, "team": "borin"}}
    fought = play(
        [poke(on_contact=(blaze,))],
        (0, "ayla", "poke"),
        who=who,
        attributes=[HEAT],
        statuses=[aura(Aim.FRIEND)],
    )
    assert [(e.source, e.target) for e in fought.told(DamageDealt)[1:]] == [("ayla", "cleo")] * 3


def test_the_fallen_are_not_reached_and_it_is_over_with_its_bearer() -> None:
    fought = around(aura(), (15, "finn", "kill", "borin"))
    assert harmed(fought, "borin") == [0, 10, 18]
    fought = around(aura(), (15, "borin", "kill", "ayla"), changed={"ayla": {"position": 515}})
    assert fought.ticks(StatusTicked) == [0, 10]
    assert fought.ticks(StatusEnded) == [18]


def test_where_nobody_is_in_reach_it_goes_on_in_vain() -> None:
    alone = {name: {"position": 900} for name in ("borin", "cleo", "dara", "finn")}
    fought = around(aura(), changed=alone)
    assert fought.ticks(StatusTicked) == [0, 10, 20, 30]
    assert not fought.told(DamageDealt)


def test_two_who_burn_each_other_at_one_tick_fall_together() -> None:
    who: Who = {name: {**DUEL[name], "heat": 45, "health": 2} for name in DUEL}
    fought = begin([poke()], who=who, attributes=[HEAT], statuses=[aura(every=15)]).until(6)
    assert fought.combat.result is not None
    assert (fought.combat.result.winner, fought.combat.result.reason) == (None, "double_defeat")


@pytest.mark.parametrize("joining", [("ayla", "borin", "cleo"), ("cleo", "borin", "ayla")])
def test_of_two_who_burn_one_a_lot_says_who_takes_its_last_point(joining: tuple[str, ...]) -> None:
    known: Who = {
        "ayla": {"position": 500, "team": "foes", "heat": 45},
        "borin": {"position": 505, "team": "borin", "health": 3},
        "cleo": {"position": 510, "team": "foes", "heat": 45},
    }
    who: Who = {name: known[name] for name in joining}
    fought = begin([poke()], who=who, attributes=[HEAT], statuses=[aura(every=15)]).until(6)
    assert {e.source: e.lost for e in fought.told(DamageDealt)} == {"ayla": 1, "cleo": 2}


def test_who_joined_first_does_not_decide_who_is_asked_about_first() -> None:
    def daze(scene: Scene, effects: Effects) -> None:
        """Its bearer for a moment, and the target for longer."""
        effects.stun(scene.actor.id, 2)
        effects.stun(scene.target.id, 5)

    told = []
    for joining in (("ayla", "borin"), ("borin", "ayla")):
        who: Who = {name: {**DUEL[name], "heat": 45} for name in joining}
        status = aura(Aim.ANYBODY, daze, every=7)
        fought = play([poke()], who=who, attributes=[HEAT], statuses=[status], until=40)
        stuns = fought.told(CombatantStunned)
        told.append(sorted((e.timestamp, e.source or "", e.target or "", e.ticks) for e in stuns))
    assert told[0]
    assert told[0] == told[1]


def test_it_has_luck_of_its_own_with_each_whom_it_reaches() -> None:
    def sometimes(scene: Scene, effects: Effects) -> None:
        """Half of the time."""
        if scene.dice.chance("spark", 50):
            effects.harm(scene.target.id, 1)

    fought = around(aura(effect=sometimes, every=1), until=40)
    assert set(harmed(fought, "borin")) != set(harmed(fought, "cleo"))


def test_all_may_be_held_up_but_one() -> None:
    """As games do for a great blow: everybody else stands still, before and behind."""

    def hold(scene: Scene, effects: Effects) -> None:
        """Whoever does not bear it stands still for 30 ticks."""
        if scene.target.id != scene.actor.id:
            effects.pause(scene.target.id, 30)

    flash = aura(Aim.ANYBODY, hold, reach=1000)
    fought = around(flash, until=5, changed={"ayla": {"heat": 15}})
    paused = {name for name, one in fought.combat.combatants.items() if one.paused_until == 40}
    assert paused == {"borin", "cleo", "dara", "finn"}


def test_one_whose_effect_raises_asks_nothing_of_anybody() -> None:
    def odd(scene: Scene, effects: Effects) -> None:
        effects.harm(scene.target.id, 2)
        if scene.target.id == "cleo":
            raise LookupError("not her")

    fought = begin(
        [poke()],
        who={
            **DUEL,
            "cleo": {"position": 495, "team": "borin"},
            "ayla": {**DUEL["ayla"], "heat": 45},
        },
        attributes=[HEAT],
        statuses=[aura(effect=odd)],
        strict=False,
    ).until(5)
    assert not fought.told(DamageDealt)
    assert [fault.where for fault in fought.combat.faults] == ["status aura"]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"reach": 0}, "it reaches nobody beside its bearer; give it a reach"),
        ({"aim": Aim.SELF}, "its reach is 20, and it is meant for its bearer alone; say whom it"),
        ({"reach": -1}, "reach is -1"),
    ],
    ids=["no reach", "for itself", "below 0"],
)
def test_one_that_reaches_nobody_is_refused(numbers: dict[str, Any], said: str) -> None:
    status = Status(
        "aura", "heat", **{"every": 10, "reach": 20, "aim": Aim.FOE, **numbers}, effect=burn
    )
    with pytest.raises(PluginError, match=said):
        begin([poke()], attributes=[HEAT], statuses=[status])


def test_what_flies_in_through_it_is_not_touched() -> None:
    bolt = poke("bolt", launches=Projectile(speed=1000, life=50))
    who: Who = {**DUEL, "ayla": {**DUEL["ayla"], "heat": 45}}
    fought = play([bolt], (0, "borin", "bolt"), who=who, attributes=[HEAT], statuses=[aura()])
    assert fought.outcomes("borin") == ["hit"]
