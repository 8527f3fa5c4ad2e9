"""What a combatant knows of another: by sight, and late."""

from typing import Any

import pytest
from msgspec.structs import replace

from combat_rules import CombatSystem, Command, ContactRule, Outcome, Scene
from combat_rules.charts import four_phases
from combat_rules.errors import StateError
from combat_rules.model import AwarenessLevel, CancelWindow, Effects, PerceptionRule
from combat_rules.model.events import AwarenessChanged
from tests.rules import JAB, WALK, at, duel, empty_fight, listen

UNAWARE, SUSPICIOUS, AWARE = AwarenessLevel


def meeting(*, sight: int = 1000, distance: int = 40, **options: Any) -> CombatSystem:
    """Ayla sees ``sight`` units far; her reaction is 10 ticks, her memory 50."""
    combat = empty_fight(distance=distance, **options)
    combat.add_combatant("fighter", "ayla", controller="", sight_range=sight)
    combat.add_combatant("fighter", "borin", controller="")
    return combat


def turned_away(*actions: Any, **options: Any) -> CombatSystem:
    """Ayla looks away from Borin, who looks at her."""
    combat = empty_fight(*actions, **options)
    combat.add_combatant("fighter", "ayla", controller="", facing=-1)
    combat.add_combatant("fighter", "borin", controller="")
    return combat


def put(combat: CombatSystem, name: str, **changes: int) -> None:
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant(name), **changes))


def level(combat: CombatSystem, observer: str = "ayla", observed: str = "borin") -> AwarenessLevel:
    return combat.awareness.get_state(observer, observed).level


def test_who_stands_in_sight_from_the_start_is_known() -> None:
    combat = meeting()
    assert (level(combat), level(combat, "borin", "ayla")) == (AWARE, AWARE)


@pytest.mark.parametrize(
    ("sight", "expected"), [(40, AWARE), (39, UNAWARE)], ids=["in sight", "just beyond"]
)
def test_sight_range_includes_its_own_limit(sight: int, expected: AwarenessLevel) -> None:
    assert level(meeting(sight=sight)) is expected


def test_who_comes_back_at_the_tick_at_which_it_was_lost_from_sight_is_in_sight() -> None:
    def back(scene: Scene, effects: Effects) -> None:
        effects.step(-10)

    dart = replace(
        JAB, reach=60, chart=four_phases("Dart", on_release=[back]),
        cancels=(CancelWindow(into=("hop",)),),
    )  # fmt: skip
    hop = replace(WALK, name="hop", feint=0, commit=0, travel=10)
    combat = meeting(sight=45, actions=[dart, hop])
    told = listen(combat, AwarenessChanged)
    combat.execute_action("jab", "borin")
    # It goes back and hits at tick 3, and what follows upon the hit steps forward at once.
    combat.schedule([Command(actor="borin", action="hop", at=3)])
    at(combat, 3)
    assert combat.combatants["borin"].position == combat.combatants["ayla"].position + 40
    assert combat.awareness.get_state("ayla", "borin").in_sight
    assert [(event.before, event.after) for event in told] == [(AWARE, SUSPICIOUS)]


def test_who_sees_farther_from_now_on_sees_at_once() -> None:
    combat = at(meeting(sight=39), 100)
    put(combat, "ayla", sight_range=40)
    assert level(combat) is SUSPICIOUS
    put(combat, "ayla", sight_range=39)
    assert not combat.awareness.get_state("ayla", "borin").in_sight


def test_what_is_learned_later_does_not_change_an_earlier_save() -> None:
    combat = at(meeting(), 100)
    put(combat, "ayla", facing=-1)
    before = combat.save()
    known = dict(before.world.knowledge)
    put(combat, "ayla", facing=1)
    at(combat, 400)
    assert before.world.knowledge == known


def test_nobody_sees_what_is_behind() -> None:
    combat = turned_away(distance=40)
    assert (level(combat), level(combat, "borin", "ayla")) == (UNAWARE, AWARE)


def test_who_comes_into_sight_is_suspected_first_and_known_after_the_reaction() -> None:
    combat = at(meeting(sight=39), 100)
    changed = listen(combat, AwarenessChanged)
    put(combat, "borin", position=60)
    combat.advance(0)
    assert level(combat) is SUSPICIOUS
    assert level(at(combat, 109)) is SUSPICIOUS
    assert level(at(combat, 110)) is AWARE
    assert [(e.timestamp, e.after) for e in changed] == [
        (100, AwarenessLevel.SUSPICIOUS),
        (110, AwarenessLevel.AWARE),
    ]


def test_who_is_lost_from_sight_is_forgotten_step_by_step() -> None:
    combat = at(meeting(sight=40), 100)
    put(combat, "borin", position=90)
    combat.advance(0)
    assert level(combat) is SUSPICIOUS
    assert combat.awareness.get_state("ayla", "borin").in_sight is False
    assert level(at(combat, 149)) is SUSPICIOUS
    assert level(at(combat, 150)) is UNAWARE


def test_who_comes_back_in_time_is_not_forgotten() -> None:
    combat = at(meeting(sight=40), 100)
    put(combat, "borin", position=90)
    put(at(combat, 140), "borin", position=60)
    assert level(at(combat, 300)) is AWARE


def test_who_is_struck_from_behind_knows_by_whom_and_forgets_it_again() -> None:
    combat = turned_away([replace(JAB, hitstun=0)], distance=10)
    assert level(combat) is UNAWARE
    combat.execute_action("jab", "borin")
    assert level(at(combat, 3)) is AWARE
    assert level(at(combat, 52)) is AWARE
    assert level(at(combat, 53)) is SUSPICIOUS
    assert level(at(combat, 103)) is UNAWARE


def test_who_knows_of_nobody_does_not_turn_to_them() -> None:
    combat = turned_away(distance=10)
    combat.execute_action("jab", "ayla")
    assert combat.combatant("ayla").facing == -1
    assert at(combat, 30).combatant("borin").health == 100


def test_a_perception_rule_may_hide_somebody_and_show_them_again() -> None:
    def no_fog(scene: Scene) -> bool:
        return scene.actor.id != "ayla" or scene.now < 100 or scene.now >= 120

    combat = duel(perception_rules=[PerceptionRule("no_fog", no_fog)])
    at(combat, 99).execute_action("walk", "borin")
    assert level(combat) is AWARE
    assert level(at(combat, 110)) is SUSPICIOUS
    at(combat, 120).execute_action("walk", "borin")
    assert level(at(combat, 140)) is AWARE


def test_a_guard_may_ask_both_ways() -> None:
    seen: list[tuple[AwarenessLevel, AwarenessLevel]] = []

    def look(scene: Scene) -> bool:
        seen.append((scene.awareness, scene.target_awareness))
        return True

    combat = empty_fight(distance=40, validations=[look])
    combat.add_combatant("fighter", "ayla", controller="", sight_range=10)
    combat.add_combatant("fighter", "borin", controller="")
    combat.execute_action("jab", "ayla")
    assert seen == [(UNAWARE, AWARE)]


@pytest.mark.parametrize("pair", [("ayla", "nobody"), ("nobody", "ayla")], ids="-".join)
def test_nobody_knows_of_a_stranger(pair: tuple[str, str]) -> None:
    with pytest.raises(StateError, match="in this fight: ayla, borin"):
        duel().awareness.get_state(*pair)


def test_of_oneself_there_is_nothing_to_know() -> None:
    assert duel().awareness.get_state("ayla", "ayla").level is UNAWARE


def test_who_stands_at_the_same_spot_is_in_sight() -> None:
    combat = at(meeting(sight=39), 100)
    put(combat, "borin", position=combat.combatant("ayla").position)
    assert combat.awareness.get_state("ayla", "borin").in_sight


def test_who_turns_round_sees_at_once_what_is_there() -> None:
    combat = turned_away(distance=40)
    put(at(combat, 100), "ayla", facing=1)
    assert level(combat) is SUSPICIOUS


def test_who_steps_into_sight_is_seen_at_once() -> None:
    combat = at(meeting(sight=39), 100)
    combat.execute_action("walk", "borin")
    assert level(at(combat, 101)) is UNAWARE
    assert level(at(combat, 102)) is SUSPICIOUS


def test_who_turns_to_its_target_sees_it_at_once() -> None:
    combat = turned_away([replace(JAB, hitstun=0)], distance=10)
    combat.execute_action("jab", "borin")
    assert not combat.awareness.get_state("ayla", "borin").in_sight
    at(combat, 4).execute_action("jab", "ayla")
    known = combat.awareness.get_state("ayla", "borin")
    assert (known.in_sight, known.level, known.since) == (True, AWARE, 3)
    assert combat.awareness.get_state("ayla", "borin").since == 3
    at(combat, 40)
    assert combat.awareness.get_state("ayla", "borin").since == 3


def test_who_comes_back_under_suspicion_is_not_suspected_anew() -> None:
    combat = at(meeting(sight=40), 100)
    put(combat, "borin", position=90)
    put(at(combat, 140), "borin", position=60)
    known = combat.awareness.get_state("ayla", "borin")
    assert (known.level, known.since) == (SUSPICIOUS, 100)


def test_who_is_struck_by_one_it_suspects_knows_it_at_once() -> None:
    combat = at(meeting(sight=4, distance=10), 100)
    combat.execute_action("jab", "borin")
    put(at(combat, 101), "ayla", sight_range=1000)
    assert level(at(combat, 102)) is SUSPICIOUS
    assert level(at(combat, 103)) is AWARE


def test_who_evades_a_blow_from_behind_does_not_learn_whose_it_was() -> None:
    combat = turned_away(distance=10)
    combat.execute_action("jab", "borin")
    combat.execute_action("dodge", "ayla")
    assert level(at(combat, 30)) is UNAWARE


def test_a_clash_tells_nobody_whose_blow_it_was() -> None:
    clash = ContactRule("clash", 1, lambda scene: Outcome.CLASH)
    combat = turned_away(distance=10, contact_rules=[clash])
    combat.execute_action("jab", "borin")
    assert level(at(combat, 30)) is UNAWARE


def test_who_was_lost_while_still_a_suspicion_is_forgotten() -> None:
    combat = at(meeting(sight=39), 100)
    put(combat, "ayla", sight_range=40)
    put(at(combat, 105), "ayla", sight_range=39)
    assert level(at(combat, 154)) is SUSPICIOUS
    assert level(at(combat, 155)) is UNAWARE
    assert combat.synchronize_states() == ()
