"""What is asked at one moment is summed, and then cut off at the range; nobody's goes first."""

import pytest

from combat_rules import (
    Action,
    ActionError,
    ActionRole,
    Attribute,
    DamageRule,
    Effects,
    Scene,
    Status,
    four_phases,
)
from combat_rules.model import LANDED, Effect
from tests.cases.plays import DUEL, Play, Who, begin, play, poke

HEAT = Attribute("heat", default=4, minimum=0, maximum=10)
SMASH = poke("smash", damage=100)


def spell(*asks: Effect) -> Action:
    """A move that asks for something at tick 3."""
    return Action(
        name="spell",
        role=ActionRole.MOVE,
        chart=four_phases("Spell", on_release=asks),
        commit=3,
        release=1,
    )


def ask(name: str, points: int) -> Effect:
    """An effect that asks for one thing of Borin's heat."""

    def effect(scene: Scene, effects: Effects) -> None:
        getattr(effects, name)("borin", "heat", points)

    return effect


def heat_after(asked: str) -> int:
    """What becomes of a heat of 4 when all of this is asked at one tick, in either order."""
    calls = [request.split() for request in asked.split(", ")]
    found = set()
    for order in (calls, calls[::-1]):
        asks = [ask(name, int(points)) for name, points in order]
        fought = play([spell(*asks)], (0, "ayla", "spell"), attributes=[HEAT], until=9)
        found.add(HEAT.of(fought.of("borin")))
    (heat,) = found
    return heat


@pytest.mark.parametrize(
    ("asked", "heat"),
    [
        ("change 3", 7),
        ("change 9, change -8", 5),
        ("change -9, change 8", 3),
        ("change 60", 10),
        ("change -60", 0),
        ("change 60, change -58", 6),
        ("set 8", 8),
        ("set 8, change -3", 5),
        ("set 2, set 6", 6),
        ("set 60, change -58", 2),
        ("set -5, change 7", 2),
        ("at_least 6", 6),
        ("at_least 3", 4),
        ("change -3, at_least 2", 2),
        ("at_least 5, at_least 7", 7),
        ("at_most 2", 2),
        ("change 5, at_most 6, at_most 8", 6),
        ("at_least 8, at_most 3", 3),
        ("change -9, leave 1", 1),
        ("change -9, leave 3, leave 1", 3),
        ("change -3, leave 6", 4),
        ("change 3, leave 6", 7),
        ("set 0, leave 2", 2),
        ("at_most 0, leave 2", 2),
    ],
)
def test_what_is_asked_of_one_number(asked: str, heat: int) -> None:
    assert heat_after(asked) == heat


def test_a_heal_at_the_tick_of_a_deadly_blow_is_added_before_anything_is_cut_off() -> None:
    def sip(scene: Scene, effects: Effects) -> None:
        """Drink."""
        effects.change(scene.actor.id, "health", 5)

    drink = poke("drink", damage=1, on_contact=(sip,))
    who: Who = {**DUEL, "borin": {"position": 510, "health": 10}}
    fought = play([SMASH, drink], (0, "ayla", "smash"), (0, "borin", "drink"), who=who)
    assert fought.of("borin").defeated
    assert fought.of("borin").health == 0


@pytest.mark.parametrize(("heals", "stands"), [(90, False), (91, True)], ids=["just not", "just"])
def test_a_heal_that_is_great_enough_saves_from_a_deadly_blow(heals: int, stands: bool) -> None:
    def mend(scene: Scene, effects: Effects) -> None:
        """Mend."""
        effects.change(scene.actor.id, "health", heals)

    drink = poke("drink", damage=1, on_contact=(mend,))
    who: Who = {**DUEL, "borin": {"position": 510, "health": 10, "max_health": 200}}
    fought = play([SMASH, drink], (0, "ayla", "smash"), (0, "borin", "drink"), who=who)
    assert fought.of("borin").defeated is not stands
    assert fought.of("borin").health == (1 if stands else 0)


def merciful(scene: Scene, effects: Effects) -> None:
    """It leaves one point of health."""
    if scene.outcome in LANDED:
        effects.leave(scene.target.id, "health", 1)


FALSE_SWIPE = poke("swipe", damage=100, on_contact=(merciful,))
CROWD: Who = {**DUEL, "cleo": {"position": 520, "team": "ayla", "facing": -1}}


@pytest.mark.parametrize("number", [1, 2], ids=["alone", "two at once"])
def test_a_blow_that_leaves_one_point_leaves_one_point(number: int) -> None:
    orders = [(0, who, "swipe", "borin") for who in ("ayla", "cleo")[:number]]
    fought = play([FALSE_SWIPE], *orders, who=CROWD)
    assert (fought.of("borin").health, fought.of("borin").defeated) == (1, False)


def test_what_is_left_is_left_of_all_that_comes_at_that_tick() -> None:
    orders = [(0, "ayla", "swipe", "borin"), (0, "cleo", "smash", "borin")]
    fought = play([FALSE_SWIPE, SMASH], *orders, who=CROWD)
    assert fought.of("borin").health == 1


def test_whoever_had_less_than_what_is_left_loses_nothing() -> None:
    def keep(scene: Scene, effects: Effects) -> None:
        """It leaves fifty points of health."""
        effects.leave(scene.target.id, "health", 50)

    who: Who = {**DUEL, "borin": {"position": 510, "health": 20}}
    fought = play([poke("soft", on_contact=(keep,))], (0, "ayla", "soft"), who=who)
    assert fought.of("borin").health == 20


@pytest.mark.parametrize("number", ["stamina", "heat"], ids=str)
def test_what_has_come_back_until_the_tick_is_there_to_be_left(number: str) -> None:
    """Of 3 points 10 come back in a second, to 23 two seconds later."""
    heat = Attribute("heat", maximum=100, regeneration=10)

    def drain(scene: Scene, effects: Effects) -> None:
        """It leaves five points of a bystander."""
        effects.change("cleo", number, -100)
        effects.leave("cleo", number, 5)

    who: Who = {
        **DUEL,
        "cleo": {"position": 900, "team": "borin", "stamina_regeneration": 10}
        | {"max_stamina": 100, number: 3},
    }
    fought = play([spell(drain)], (2000, "ayla", "spell"), who=who, attributes=[heat], until=2003)
    assert getattr(fought.of("cleo"), number) == 5


def test_two_who_heal_over_the_full_measure_leave_it_full() -> None:
    def mend(scene: Scene, effects: Effects) -> None:
        """Mend borin."""
        effects.change("borin", "health", 70)

    who: Who = {**CROWD, "borin": {"position": 510, "health": 50, "max_health": 100}}
    fought = play([spell(mend)], (0, "ayla", "spell"), (0, "cleo", "spell"), who=who)
    assert fought.of("borin").health == 100


# -- the fallen --------------------------------------------------------------------------------


def fallen(**more: object) -> Play:
    """Borin has fallen, Cleo of its team stands, and somebody mends Borin."""

    def mend(scene: Scene, effects: Effects) -> None:
        """Mend borin."""
        effects.change("borin", "health", 60)
        effects.set("borin", "health", 60)
        effects.at_least("borin", "health", 60)

    who: Who = {
        "ayla": {"position": 500, "health": 70, "max_health": 100},
        "borin": {"position": 510},
        "cleo": {"position": 700, "team": "borin"},
    }
    return begin(
        [SMASH, spell(mend)],
        (0, "ayla", "smash", "borin"),
        (20, "cleo", "spell", "ayla"),
        who=who,
        duration=60,
    )


def test_nothing_is_done_to_the_fallen() -> None:
    borin = fallen().until(40).of("borin")
    assert (borin.health, borin.defeated) == (0, True)


def test_the_points_of_the_fallen_count_nowhere() -> None:
    # 70 of 100 against 100 of 200.
    result = fallen().combat.run()
    assert (result.winner, result.reason) == ("ayla", "time_out")


def test_whoever_has_fallen_in_a_stun_is_refused_because_it_has_fallen() -> None:
    combat = fallen().until(5).combat
    with pytest.raises(ActionError) as refused:
        combat.execute_action("smash", "borin")
    assert "actor.defeated is True" in str(refused.value)
    (reason,) = refused.value.refusal.reasons
    assert reason.needed[0] == "actor.defeated would have to be False"
    assert reason.ticks is None


def test_a_blow_at_somebody_who_falls_before_it_lands_misses() -> None:
    late = poke("late", commit=8)
    fought = play(
        [SMASH, late],
        (0, "ayla", "late", "borin"),
        (0, "cleo", "smash", "borin"),
        who={**CROWD, "dara": {"position": 515, "team": "borin"}},
    )
    assert fought.contacts("ayla") == [(10, "whiffed")]
    assert fought.lost("dara") == 0


def test_whoever_falls_a_tick_before_its_blow_lands_does_not_strike() -> None:
    late = poke("late", commit=4)
    fought = play([SMASH, late], (0, "ayla", "smash"), (0, "borin", "late"))
    assert (fought.lost("ayla"), fought.of("borin").defeated) == (0, True)


def test_both_who_strike_deadly_at_one_tick_fall() -> None:
    fought = play([SMASH], (0, "ayla", "smash"), (0, "borin", "smash"))
    assert fought.combat.result is not None
    assert fought.combat.result.reason == "double_defeat"


@pytest.mark.parametrize(
    ("tick", "winner", "reason"),
    [(9, "ayla", "defeat"), (10, None, "double_defeat"), (11, "borin", "defeat")],
    ids=["a tick before", "at the same tick", "a tick after"],
)
def test_poison_at_the_moment_of_victory(tick: int, winner: str | None, reason: str) -> None:
    def bite(scene: Scene, effects: Effects) -> None:
        """Poison bites."""
        effects.change(scene.actor.id, "health", -50)

    who: Who = {**DUEL, "ayla": {"position": 500, "health": 50, "poison": 1}}
    # The fight settles for ten ticks first: the poison bites at tick 20 of the fight.
    fought = play(
        [SMASH],
        (tick - 3, "ayla", "smash"),
        who=who,
        attributes=[Attribute("poison", maximum=9)],
        statuses=[Status("poisoned", "poison", 20, bite)],
    )
    result = fought.combat.result
    assert result is not None
    assert (result.winner, result.reason) == (winner, reason)


# -- the damage of one blow ----------------------------------------------------------------------


def rule(add: int) -> DamageRule:
    return DamageRule("flat", 300, lambda scene, damage: damage + add)


@pytest.mark.parametrize(
    ("base", "adds", "dealt"),
    [(7, -3, [4]), (7, -7, [0]), (7, -9, [0]), (0, 2, [2]), (0, -2, []), (7, 0, [7])],
    ids=["less", "to nothing", "to less than nothing", "a base of 0", "a base of 0, less", "same"],
)
def test_flat_rules_never_heal_and_a_base_of_nothing_is_a_base(
    base: int, adds: int, dealt: list[int]
) -> None:
    fought = play([poke(damage=base)], (0, "ayla", "poke"), damage_rules=[rule(adds)])
    assert fought.dealt() == dealt
    assert fought.stuns("borin") == [(3, "hitstun", 10)]


def test_no_more_is_lost_than_there_is() -> None:
    who: Who = {**DUEL, "borin": {"position": 510, "health": 4}}
    fought = play([poke()], (0, "ayla", "poke"), who=who)
    assert fought.dealt() == [4]


def test_each_blow_of_a_tick_sees_what_the_last_one_left() -> None:
    seen: list[int] = []

    def note(scene: Scene, damage: int) -> int:
        seen.append(scene.target.health)
        return damage

    fought = play(
        [poke()],
        (0, "ayla", "poke", "borin"),
        (0, "cleo", "poke", "borin"),
        who=CROWD,
        damage_rules=[DamageRule("note", 1, note)],
    )
    assert seen == [100, 93]
    assert fought.lost() == 14


def test_front_is_blocked_and_back_is_hit_at_one_tick() -> None:
    block = Action(name="block", role=ActionRole.BLOCK, release=90)
    fought = play(
        [poke(), block],
        (0, "borin", "block", "ayla"),
        (0, "ayla", "poke", "borin"),
        (0, "cleo", "poke", "borin"),
        who=CROWD,
    )
    assert sorted(fought.contacts()) == [(3, "blocked"), (3, "hit")]
    assert fought.outcomes("cleo") == ["hit"]
    assert fought.lost() == 7
