"""What is asked once a blow has dealt its damage: shields, lifesteal, thorns, combos, meters."""

import pytest

from combat_rules import Attribute, DamageRule, Effects, Scene, Status
from combat_rules.model import LANDED, Dealt, Hit, Reaction, Sweep
from combat_rules.model.events import AttributeChanged, DamageDealt
from tests.cases.plays import DUEL, REPLY, SHIELD, Play, Who, play, poke
from tests.rules import misfit

WARD = Attribute("ward", maximum=50, absorbs=True)
SECOND = Attribute("second", default=-5, minimum=-5, maximum=50, absorbs=True)
METER = Attribute("meter", maximum=1000)
COMBO = Attribute("combo", maximum=99)
ATTRIBUTES = [WARD, SECOND, METER, COMBO]


def hurt(**record: int) -> Who:
    return {
        "ayla": {"position": 500, "health": 40, "max_health": 100},
        "borin": {"position": 510, "health": 100, **record},
        "cleo": {"position": 505, "team": "ayla", "health": 40, "max_health": 100},
    }


# -- a pool that takes damage before health does ---------------------------------------------------


def warded(ward: int, damage: int, times: int, **record: int) -> Play:
    return play(
        [poke(damage=damage, hitstun=1)],
        *((10 * n, "ayla", "poke", "borin") for n in range(times)),
        who=hurt(ward=ward, **record),
        attributes=ATTRIBUTES,
    )


@pytest.mark.parametrize(
    ("ward", "damage", "times", "lost", "left"),
    [
        (10, 8, 4, 22, 0),
        (10, 10, 1, 0, 0),
        (10, 11, 1, 1, 0),
        (10, 9, 1, 0, 1),
        (0, 9, 1, 9, 0),
        (50, 1, 1, 0, 49),
    ],
    ids=["four blows", "just", "one more", "one less", "none", "plenty"],
)
def test_a_shield_of_so_many_points_takes_so_many(
    ward: int, damage: int, times: int, lost: int, left: int
) -> None:
    fought = warded(ward, damage, times)
    assert fought.lost() == lost
    assert WARD.of(fought.of("borin")) == left


def test_what_was_absorbed_is_told_and_adds_up() -> None:
    fought = warded(10, 8, 2)
    told = [(one.damage, one.absorbed, one.lost) for one in fought.told(DamageDealt)]
    assert told == [(8, 8, 0), (8, 2, 6)]
    changes = [one.change for one in fought.told(AttributeChanged) if one.attribute == "ward"]
    assert changes == [-8, -2]


def test_of_two_shields_the_first_declared_goes_first_each_down_to_its_minimum() -> None:
    fought = warded(6, 9, 1, second=1)
    borin = fought.of("borin")
    assert (WARD.of(borin), SECOND.of(borin), fought.lost()) == (0, -2, 0)
    fought = warded(6, 13, 1, second=1)
    borin = fought.of("borin")
    assert (WARD.of(borin), SECOND.of(borin), fought.lost()) == (0, -5, 1)


def test_two_blows_at_one_tick_share_one_shield() -> None:
    fought = play(
        [poke(damage=8)],
        (0, "ayla", "poke", "borin"),
        (0, "cleo", "poke", "borin"),
        who=hurt(ward=10),
        attributes=ATTRIBUTES,
    )
    assert [one.absorbed for one in fought.told(DamageDealt)] == [8, 2]
    assert fought.lost() == 6


def test_the_second_blow_of_a_tick_sees_the_shield_as_the_first_left_it() -> None:
    seen: list[tuple[int, int, int]] = []

    def note(scene: Scene, damage: int) -> int:
        """Writes down what is left."""
        seen.append((WARD.of(scene.target), SECOND.of(scene.target), scene.target.health))
        return damage

    fought = play(
        [poke(damage=8)],
        *((0, who, "poke", "borin") for who in ("ayla", "cleo")),
        who=hurt(ward=6, second=1),
        attributes=ATTRIBUTES,
        damage_rules=[DamageRule("note", 1, note)],
    )
    assert seen == [(6, 1, 100), (0, -1, 100)]
    assert (WARD.of(fought.of("borin")), SECOND.of(fought.of("borin"))) == (0, -5)
    assert fought.lost() == 4


def test_two_hits_of_a_sweep_each_meet_the_shield_of_their_victim() -> None:
    who: Who = {**hurt(ward=5), "dara": {"position": 515, "team": "borin", "ward": 3}}
    fought = play(
        [poke(sweep=Sweep.ALL)], (0, "ayla", "poke", "borin"), who=who, attributes=ATTRIBUTES
    )
    assert (fought.lost("borin"), fought.lost("dara")) == (2, 4)


def test_a_shield_saves_from_a_blow_that_would_be_deadly() -> None:
    assert warded(20, 110, 1).of("borin").health == 10
    assert warded(20, 119, 1).of("borin").health == 1
    assert warded(20, 120, 1).of("borin").defeated


def test_a_shield_that_is_raised_by_the_blow_itself_does_not_take_of_it() -> None:
    def raise_ward(scene: Scene, effects: Effects) -> None:
        """Raise the target's ward."""
        effects.change(scene.target.id, "ward", 50)

    fought = play(
        [poke(on_contact=(raise_ward,))],
        (0, "ayla", "poke", "borin"),
        who=hurt(),
        attributes=ATTRIBUTES,
    )
    assert fought.lost() == 7
    assert WARD.of(fought.of("borin")) == 50


def test_poison_is_no_blow_and_goes_past_a_shield() -> None:
    def bite(scene: Scene, effects: Effects) -> None:
        """Bite."""
        effects.change(scene.actor.id, "health", -3)

    fought = play(
        [poke()],
        who=hurt(ward=10, meter=1),
        attributes=ATTRIBUTES,
        statuses=[Status("poisoned", "meter", 15, bite)],
        until=6,
    )
    assert fought.lost() == 3


# -- lifesteal -----------------------------------------------------------------------------------


def drain(scene: Scene, dealt: Dealt, effects: Effects) -> None:
    """Heal by what was really lost."""
    effects.change(scene.actor.id, "health", dealt.lost)


DRAIN = Reaction("drain", 10, drain)


@pytest.mark.parametrize(
    ("record", "lost"),
    [({}, 20), ({"health": 4}, 4), ({"ward": 15}, 5), ({"ward": 50}, 0)],
    ids=["whole", "overkill", "shielded", "all of it shielded"],
)
def test_lifesteal_heals_by_what_was_really_lost(record: dict[str, int], lost: int) -> None:
    fought = play(
        [poke(damage=20)],
        (0, "ayla", "poke", "borin"),
        who=hurt(**record),
        attributes=ATTRIBUTES,
        reactions=[DRAIN],
    )
    assert (fought.lost("borin"), -fought.lost("ayla")) == (lost, lost)


def test_lifesteal_after_rules_that_halve() -> None:
    fought = play(
        [poke(damage=21)],
        (0, "ayla", "poke", "borin"),
        who=hurt(),
        attributes=ATTRIBUTES,
        damage_rules=[DamageRule("half", 1, percent=lambda scene: 50)],
        reactions=[DRAIN],
    )
    assert (fought.lost("borin"), fought.lost("ayla")) == (10, -10)


def test_two_blows_at_one_tick_on_a_shield_with_lifesteal_heal_each_by_its_own() -> None:
    fought = play(
        [poke(damage=8)],
        (0, "ayla", "poke", "borin"),
        (0, "cleo", "poke", "borin"),
        who=hurt(ward=10),
        attributes=ATTRIBUTES,
        reactions=[DRAIN],
    )
    # The nearer one, Cleo, struck first: all of hers went into the shield.
    assert (fought.lost("cleo"), fought.lost("ayla"), fought.lost()) == (0, -6, 6)


@pytest.mark.parametrize(("health", "falls"), [(6, False), (5, False), (4, False)], ids=str)
def test_in_a_trade_what_is_stolen_counts_before_anybody_falls(health: int, falls: bool) -> None:
    # Loses 7 and steals 7.
    ayla = {"position": 500, "health": 50, "max_health": 100}
    who: Who = {**hurt(health=health), "ayla": ayla}
    fought = play(
        [poke()],
        (0, "ayla", "poke", "borin"),
        (0, "borin", "poke", "ayla"),
        who=who,
        attributes=ATTRIBUTES,
        reactions=[DRAIN],
    )
    assert fought.of("borin").defeated is falls
    assert fought.of("borin").health == health


def test_a_counter_deals_and_steals_as_any_blow_does() -> None:
    fought = play(
        [poke(), REPLY],
        (0, "borin", "reply"),
        (0, "ayla", "poke"),
        who={**DUEL, "borin": {"position": 510, "health": 50, "max_health": 100}},
        reactions=[DRAIN],
    )
    assert (fought.lost("ayla"), fought.lost("borin")) == (4, -4)


# -- thorns, combos, meters ------------------------------------------------------------------------


def prick(scene: Scene, dealt: Dealt, effects: Effects) -> None:
    """Whoever was struck hurts its striker by half of that."""
    effects.change(scene.target.id, "health", -(dealt.damage // 2))


def test_thorns_hurt_the_striker_by_what_it_dealt_shield_or_not() -> None:
    for ward in (0, 50):
        fought = play(
            [poke()],
            (0, "ayla", "poke", "borin"),
            who=hurt(ward=ward),
            attributes=ATTRIBUTES,
            reactions=[Reaction("thorns", 5, prick, struck=True)],
        )
        assert fought.lost("ayla") == 3


def test_thorns_may_fell_both_at_one_tick() -> None:
    who: Who = {
        "ayla": {"position": 500, "health": 3},
        "borin": {"position": 510, "health": 7},
    }
    fought = play(
        [poke()],
        (0, "ayla", "poke"),
        who=who,
        reactions=[Reaction("thorns", 5, prick, struck=True)],
    )
    assert fought.combat.result is not None
    assert fought.combat.result.reason == "double_defeat"


def test_thorns_are_no_blow_and_do_not_prick_each_other() -> None:
    fought = play(
        [poke()],
        (0, "ayla", "poke"),
        (0, "borin", "poke"),
        reactions=[Reaction("thorns", 5, prick, struck=True)],
    )
    assert (fought.lost("ayla"), fought.lost("borin")) == (10, 10)


def test_reactions_are_asked_in_their_order_and_of_both_sides() -> None:
    asked: list[tuple[str, str]] = []

    def note(name: str) -> object:
        def react(scene: Scene, dealt: Dealt, effects: Effects) -> None:
            asked.append((name, scene.actor.id))

        return react

    rules = [
        Reaction("late", 9, misfit(note("late"))),
        Reaction("early", 1, misfit(note("early")), struck=True),
    ]
    play([poke()], (0, "ayla", "poke"), reactions=rules)
    assert asked == [("early", "borin"), ("late", "ayla")]


def test_a_blow_that_deals_nothing_asks_nobody() -> None:
    asked: list[int] = []
    rule = Reaction("note", 1, lambda scene, dealt, effects: asked.append(scene.now))
    for action, answer in ((poke(damage=0), ()), (poke(reach=0), ())):
        play([action], (0, "ayla", "poke"), *answer, reactions=[rule])
    assert asked == []


def test_a_blocked_blow_without_chip_is_a_blow_that_dealt_nothing_and_is_asked_about() -> None:
    dealt_of: list[Dealt] = []
    rule = Reaction("note", 1, lambda scene, dealt, effects: dealt_of.append(dealt))
    play([poke(), SHIELD], (0, "borin", "shield"), (0, "ayla", "poke"), reactions=[rule])
    assert [(one.damage, one.absorbed, one.lost) for one in dealt_of] == [(0, 0, 0)]


def scaled(scene: Scene) -> int:
    """Ten percent less for each blow of the combo so far."""
    return max(10, 100 - 10 * COMBO.of(scene.target))


def count(scene: Scene, dealt: Dealt, effects: Effects) -> None:
    """One more; the first blow that finds somebody free begins anew."""
    if scene.outcome in LANDED:
        fresh = scene.target.stunned_until <= scene.now
        if fresh:
            effects.set(scene.target.id, "combo", 1)
        else:
            effects.change(scene.target.id, "combo", 1)


def test_a_combo_scales_whoevers_moves_it_is_made_of() -> None:
    def begins_anew(scene: Scene) -> int:
        return 100 if scene.target.stunned_until <= scene.now else scaled(scene)

    quick = poke("quick", commit=2, release=1, recovery=2, damage=10)
    other = poke("other", commit=2, release=1, recovery=2, damage=10)
    fought = play(
        [quick, other],
        (0, "ayla", "quick"),
        (5, "ayla", "other"),
        (10, "ayla", "quick"),
        (19, "ayla", "quick"),
        (29, "ayla", "other"),
        (40, "ayla", "quick"),
        attributes=[COMBO],
        damage_rules=[DamageRule("scaled", 1, percent=begins_anew)],
        reactions=[Reaction("count", 1, count)],
    )
    # At 21 Borin reels until 22; at 31, the tick at which it is free, it begins anew.
    assert fought.dealt() == [10, 9, 8, 7, 10, 10]


def test_a_meter_fills_for_both_by_what_was_dealt() -> None:
    def fill(scene: Scene, dealt: Dealt, effects: Effects) -> None:
        """Fill."""
        effects.change(scene.actor.id, "meter", dealt.damage)

    fought = play(
        [poke()],
        (0, "ayla", "poke"),
        attributes=[METER],
        reactions=[Reaction("one", 1, fill), Reaction("two", 2, fill, struck=True)],
    )
    assert (METER.of(fought.of("ayla")), METER.of(fought.of("borin"))) == (7, 7)


def test_each_of_several_hits_is_asked_about() -> None:
    sums: list[int] = []
    rule = Reaction("note", 1, lambda scene, dealt, effects: sums.append(dealt.lost))
    who: Who = {**DUEL, "cleo": {"position": 512, "team": "borin"}}
    play(
        [poke(sweep=Sweep.ALL, hits=(Hit(damage=4),))],
        (0, "ayla", "poke"),
        who=who,
        reactions=[rule],
    )
    assert sums == [4, 4]


def test_a_reaction_sees_whom_its_blow_has_felled() -> None:
    def reward(scene: Scene, dealt: Dealt, effects: Effects) -> None:
        """A point for whoever strikes the last blow."""
        if dealt.lost and scene.target.health == 0:
            effects.change(scene.actor.id, "combo", 1)

    fought = play(
        [poke()],
        (0, "ayla", "poke", "borin"),
        (10, "ayla", "poke", "borin"),
        who=hurt(health=14),
        attributes=ATTRIBUTES,
        reactions=[Reaction("reward", 1, reward)],
    )
    assert [one.value for one in fought.told(AttributeChanged)] == [1]
    assert fought.of("borin").defeated


def test_what_a_reaction_asks_for_comes_after_all_blows_of_its_tick() -> None:
    """Whoever was just hit is not hurt again for 30 ticks, but by another blow of the same one."""
    mercy = Attribute("mercy", maximum=30, regeneration=-1000)

    def spare(scene: Scene, dealt: Dealt, effects: Effects) -> None:
        """For 30 ticks."""
        if dealt.lost:
            effects.set(scene.actor.id, "mercy", 30)

    fought = play(
        [poke()],
        *((tick, who, "poke", "borin") for tick in (0, 29, 40) for who in ("ayla", "cleo")),
        who=hurt(),
        attributes=[mercy],
        damage_rules=[
            DamageRule("mercy", 1, percent=lambda scene: 0 if mercy.of(scene.target) else 100)
        ],
        reactions=[Reaction("spare", 1, spare, struck=True)],
    )
    assert fought.dealt("borin") == [7, 7, 0, 0, 7, 7]


def test_what_a_reaction_asks_of_the_fallen_is_not_done() -> None:
    def revive(scene: Scene, dealt: Dealt, effects: Effects) -> None:
        """Too late."""
        effects.change(scene.actor.id, "health", 5)

    who: Who = {**DUEL, "borin": {"position": 510, "health": 7}}
    rules = [Reaction("revive", 1, revive, struck=True)]
    # It comes at the very moment, so it is added up with the blow: 7 - 7 + 5.
    assert play([poke()], (0, "ayla", "poke"), who=who, reactions=rules).of("borin").health == 5
    assert (
        play([poke(damage=20)], (0, "ayla", "poke"), who=who, reactions=rules).of("borin").defeated
    )
