"""A bout can be looked at at every tick of its past, and played on from any."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from combat_rules import Archetype, CombatEvent, CombatSystem, Ruleset
from combat_rules.engine.inputs import Schedule
from combat_rules.errors import CombatError
from combat_rules.model import Command, Stage
from combat_rules.model.events import ActionContact
from combat_rules.plugins import standard_ruleset
from combat_rules.record import Steps
from combat_rules.record.moments import Step
from combat_rules.studio.advantages import Advantages
from combat_rules.studio.bout import FRAMES, Bout
from combat_rules.studio.setup import Fighter, SetUp, fight, fitted, usual
from tests.rules import JAB, ruleset

DUEL = SetUp((Fighter("duelist"), Fighter("brute", "attack")), seed=3, distance=30)


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return standard_ruleset()


def played(rules: Ruleset, seconds: int = 4) -> Bout:
    bout = Bout(rules, DUEL)
    for beat in range(seconds * FRAMES):
        bout.beat(100)
        if beat % 50 == 0:
            bout.press("ayla", "attack")
    return bout


def test_a_second_has_sixty_frames_whatever_the_pace(rules: Ruleset) -> None:
    usual_pace, slow = Bout(rules, DUEL), Bout(rules, DUEL)
    for _ in range(FRAMES):
        usual_pace.beat(100)
    for _ in range(4 * FRAMES):
        slow.beat(25)
    assert usual_pace.now == slow.now == rules.ticks_per_second
    assert usual_pace.cells == slow.cells
    assert len(slow.cells) == FRAMES + 1
    assert usual_pace.live.save() == slow.live.save()


def test_any_tick_of_the_past_is_as_it_was(rules: Ruleset) -> None:
    bout = Bout(rules, DUEL)
    saves = {}
    for tick in range(0, 3000, 37):
        bout.pass_ticks(tick - bout.now)
        saves[bout.now] = bout.live.save()
        if tick % 3 == 0:
            bout.press("ayla", "quick_attack")
            saves[bout.now] = bout.live.save()
    present = bout.live.save()
    for tick, save in saves.items():
        assert bout.at(tick).save() == save
    assert bout.live.save() == present


def test_who_plays_on_from_the_past_has_the_fight_that_it_was(rules: Ruleset) -> None:
    bout = played(rules)
    cells, events, tick = list(bout.cells), list(bout.events), 1777
    bout.back_to(tick)
    frame = len(bout.cells)
    assert bout.now == tick
    assert bout.cells == cells[:frame]
    assert bout.events == [event for event in events if event.timestamp <= tick]
    straight = bout.shared().play(rules)
    assert straight.save() == bout.live.save()


def test_who_goes_back_to_the_tick_of_a_command_has_it_begun(rules: Ruleset) -> None:
    bout = Bout(rules, SetUp((Fighter("duelist"), Fighter("brute"))))
    bout.pass_ticks(100)
    bout.press("ayla", "attack")
    begun = bout.live.save()
    for later in (0, 5, 500):
        bout.pass_ticks(later)
        bout.back_to(100)
        assert bout.live.save() == begun == bout.shared().play(rules).save()


def test_a_bout_is_opened_again_as_it_was_with_all_its_past(rules: Ruleset) -> None:
    bout = played(rules)
    again = Bout(rules, DUEL, bout.shared())
    assert again.live.save() == bout.live.save()
    assert again.cells == bout.cells
    assert again.at(1234).save() == bout.at(1234).save()


def test_what_is_scheduled_between_two_frames_is_part_of_the_past(rules: Ruleset) -> None:
    """By a dummy that answers to a blow, say; and in a fight that is opened again as well."""
    bout = Bout(rules, DUEL)
    bout.pass_ticks(103)
    bout.live.schedule([Command(actor="ayla", action="attack", at=104)])
    seats = {}
    for _ in range(20):
        bout.pass_ticks(1)
        seats[bout.now] = bout.live.state.world.seats
    again = Bout(rules, DUEL, bout.shared())
    for tick, were in seats.items():
        for one in (bout, again):
            assert one.at(tick).state.world.seats == were
            assert one.shared(tick).play(rules).state.world.seats == were


def test_a_journal_of_a_fight_that_went_back_is_opened_as_it_went_on(rules: Ruleset) -> None:
    steps = Steps()
    combat = fight(rules, DUEL, steps)
    combat.advance(300)
    before = combat.save()
    combat.execute_action("attack", "ayla")
    combat.advance(2000)
    combat.load(before)
    combat.advance(700)
    bout = Bout(rules, DUEL, steps.shared(combat.now))
    assert bout.live.save() == combat.save()
    assert bout.ticks == sorted(set(bout.ticks))
    assert len(bout.cells) == 1 + bout.now * FRAMES // rules.ticks_per_second
    # Nobody struck in the time that was kept.
    assert "action_started" not in {event.type for event in bout.events if event.source == "ayla"}
    assert {cell[0] for cell in bout.cells} <= set(".s")


def test_under_other_rules_a_fight_is_given_the_same_at_the_same_ticks(rules: Ruleset) -> None:
    bout = played(rules)
    other = rules.changed({"attack.feint": 40, "brute.reaction": 300})
    again = Bout(other, DUEL, bout.shared())
    assert again.now == bout.now
    assert again.shared().play(other).save() == again.live.save()
    assert again.at(1777).state.world.seats == again.shared(1777).play(other).state.world.seats
    # What cannot be given any more is left out.
    change = bout.live.combatant("ayla").max_health
    bout.change("ayla", {"health": change})
    fewer = Bout(rules.changed({"duelist.health": 20}), DUEL, bout.shared())
    assert fewer.now == bout.now


@pytest.mark.parametrize("same", [True, False])
def test_a_fight_without_an_end_is_not_opened(rules: Ruleset, same: bool) -> None:
    ruleset = rules if same else rules.changed({"attack.feint": 40})
    moment = Bout(rules, SetUp((Fighter("duelist"), Fighter("brute")))).shared()
    endless = replace(moment, fight=replace(moment.fight, duration=10**9))
    late = Step(0, Schedule(10**9, (Command(actor="ayla", action="attack", at=10**9),)))
    for long in (
        replace(endless, at=10**9), replace(endless, steps=(*moment.steps, late)),
    ):  # fmt: skip
        with pytest.raises(CombatError, match="too late to be opened"):
            Bout(ruleset, DUEL, long)


def test_a_refused_command_says_why_and_costs_nothing(rules: Ruleset) -> None:
    bout = Bout(rules, DUEL)
    bout.press("ayla", "attack")
    assert bout.said == ""
    bout.pass_ticks(300)
    bout.press("ayla", "block")
    assert "ayla cannot go on into block" in bout.lately_said
    bout.pass_ticks(3 * rules.ticks_per_second)
    assert bout.lately_said == ""


def test_a_command_after_the_end_is_told_that_the_fight_is_over(rules: Ruleset) -> None:
    bout = Bout(rules, DUEL)
    bout.change("borin", {"health": 1})
    bout.press("ayla", "attack")
    bout.pass_ticks(5 * rules.ticks_per_second)
    assert bout.over
    over = bout.live.save()
    calls: tuple[Callable[[], None], ...] = (
        lambda: bout.press("ayla", "attack"),
        lambda: bout.steer("ayla", "mix"),
        lambda: bout.change("ayla", {"health": 3}),
    )
    for late in calls:
        bout.say("")
        late()
        assert "the fight is over" in bout.lately_said
        assert bout.live.save() == over
    assert bout.shared(100).play(rules).now == 100


def test_advantages_are_those_that_frame_data_tells(rules: Ruleset) -> None:
    bout = Bout(rules, SetUp((Fighter("duelist"), Fighter("brute")), distance=20))
    bout.pass_ticks(2000)
    bout.press("ayla", "attack")
    bout.pass_ticks(2000)
    (found,) = bout.advantages.found
    action = rules.moves["attack"].action
    assert (found.who, found.action, found.outcome) == ("ayla", "attack", "hit")
    assert found.ticks == action.hitstun - action.release - action.recovery
    # Also where one goes back to between the blow and its end.
    bout.back_to(found.at + 50)
    assert bout.advantages.found == []
    bout.pass_ticks(1000)
    assert bout.advantages.found == [found]
    bout.back_to(2100)
    assert bout.advantages.found == []


@pytest.mark.parametrize("many", [2, 4])
def test_nobody_is_free_sooner_than_whoever_is_out_of_the_fight(rules: Ruleset, many: int) -> None:
    """Nor where the fight is over before anybody is free."""
    bout = Bout(rules, SetUp((Fighter("duelist"),) * many, distance=20))
    bout.change("borin", {"health": 1})
    bout.press("ayla", "attack")
    bout.pass_ticks(2000)
    assert bout.live.combatant("borin").defeated
    assert "action_hit" in {event.type for event in bout.events}
    assert bout.advantages.found == []


@pytest.mark.parametrize(("back", "found"), [(False, 1), (True, 0)])
def test_a_blow_that_one_goes_back_before_is_waited_for_no_more(back: bool, found: int) -> None:
    combat = CombatSystem(distance=20)
    combat.add_combatant("duelist", "ayla", controller="")
    combat.add_combatant("brute", "borin", controller="")
    heard: list[CombatEvent] = []
    combat.subscribe("*", heard.append)
    combat.execute_action("attack", "ayla")
    combat.advance(2000)
    (blow,) = [event.sequence for event in heard if isinstance(event, ActionContact)]
    advantages = Advantages()
    for event in heard:
        advantages.hear(event, combat)
        if back and event.sequence == blow:
            advantages.go_back(blow)
    assert len(advantages.found) == found


def test_numbers_and_controllers_can_be_set_and_are_part_of_the_past(rules: Ruleset) -> None:
    bout = Bout(rules, DUEL)
    bout.change("borin", {"health": 40, "position": 70})
    bout.steer("ayla", "mix")
    bout.pass_ticks(500)
    assert bout.at(0).combatant("borin").health == 40
    assert Bout(rules, DUEL, bout.shared()).live.combatant("ayla").controller == "mix"


@pytest.mark.parametrize("second", [1, 10**6])
def test_a_training_is_as_long_as_a_fight_may_be_whatever_a_tick_is(second: int) -> None:
    kinds = [Archetype(name="fighter", actions=("jab",), controller="")]
    rules = ruleset([JAB], archetypes=kinds, stage=Stage(ticks_per_second=second))
    bout = Bout(rules, SetUp((Fighter("fighter"),) * 2, distance=10, training=True))
    bout.press("ayla", "jab")
    bout.pass_ticks(5)
    assert bout.live.combatant("borin").stunned_until > 5


def test_a_set_up_is_fitted_to_rules_that_have_other_fighters(rules: Ruleset) -> None:
    stranger = SetUp((Fighter("dragon", "breathe"), Fighter("duelist", "gone")), seed=9)
    assert fitted(stranger, rules).fighters == usual(rules).fighters
    known = SetUp((Fighter("duelist", "gone"), Fighter("brute")), distance=10**4)
    assert fitted(known, rules).fighters[0].controller == ""
    assert fitted(known, rules).distance == rules.stage.arena
