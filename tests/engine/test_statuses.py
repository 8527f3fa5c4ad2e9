"""Statuses: they come with an attribute, tick in their own rhythm, and end by themselves."""

from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace

from combat_rules import (
    Attribute,
    CombatEvent,
    CombatSystem,
    Effects,
    Scene,
    Status,
    four_phases,
    load_ruleset,
)
from combat_rules.engine.core.records import StatusState
from combat_rules.errors import PluginError, StateError
from combat_rules.model import LANDED, PerceptionRule
from combat_rules.model.events import (
    ActionEnded,
    ActionInterrupted,
    AttributeChanged,
    CombatantChanged,
    CombatantDefeated,
    CombatantMoved,
    CombatantStunned,
    DamageDealt,
    StatusEnded,
    StatusEvent,
    StatusStarted,
    StatusTicked,
    details,
)
from tests.rules import (
    GUARD,
    JAB,
    WALK,
    Rules,
    at,
    cause_of,
    duel,
    empty_fight,
    heard_of,
    listen,
    misfit,
    only,
    planted,
    types,
)


def burn(scene: Scene, effects: Effects) -> None:
    """Fire takes two points of health."""
    effects.change(scene.actor.id, "health", -2)


def die_down(scene: Scene, effects: Effects) -> None:
    """Fire takes two points of health, and goes down by one."""
    burn(scene, effects)
    effects.change(scene.target.id, "fire", -1)


def ignite(scene: Scene, effects: Effects) -> None:
    """A jab that lands sets its target on fire."""
    if scene.outcome in LANDED:
        effects.change(scene.target.id, "fire", 3)


FIRE = Attribute("fire", maximum=9)
BURNING = Status("burning", "fire", 20, die_down)
TORCH = replace(JAB, on_contact=(ignite,))


def fight(
    *statuses: Status, attribute: Attribute = FIRE, actions: Any = (TORCH, GUARD, WALK), **more: Any
) -> CombatSystem:
    """Ayla's jab sets Borin on fire. A tick is a millisecond."""
    return duel(actions, attributes=[attribute], statuses=statuses or (BURNING,), **more)


def kindle(combat: CombatSystem, who: str, fire: int) -> None:
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant(who), fire=fire))


class Screamed(CombatEvent, frozen=True, kw_only=True):
    """Somebody screams."""

    loud: bool


def told(heard: Iterable[CombatEvent]) -> list[tuple[int, str, int]]:
    """When a status started, ticked and ended, and the value of its attribute then."""
    return [
        (event.timestamp, event.type.removeprefix("status_"), event.value)
        for event in heard
        if isinstance(event, StatusEvent)
    ]


def test_a_status_starts_with_its_attribute_ticks_and_ends_by_itself() -> None:
    combat = fight()
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 500)
    assert told(heard) == [
        (3, "started", 3), (23, "ticked", 3), (43, "ticked", 2), (63, "ticked", 1), (63, "ended", 0)
    ]  # fmt: skip
    assert combat.combatant("borin").health == 100 - 10 - 3 * 2
    assert details(only(heard, StatusEnded)) == {
        "name": "burning",
        "attribute": "fire",
        "value": 0,
        "reason": "worn_off",
    }


def test_each_event_of_a_status_names_what_brought_it() -> None:
    combat = fight()
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 500)
    by_number = {event.sequence: event for event in heard}
    started = only(heard, StatusStarted)
    fire = by_number[cause_of(started) or -1]
    assert isinstance(fire, AttributeChanged)
    assert (fire.attribute, fire.source) == ("fire", "borin")
    assert by_number[cause_of(fire) or -1].type == "action_hit"
    ticks = [event for event in heard if event.type == "status_ticked"]
    assert {cause_of(event) for event in ticks} == {started.sequence}
    harms = [e for e in heard if isinstance(e, DamageDealt) and e.status is not None]
    assert [cause_of(event) for event in harms] == [event.sequence for event in ticks]
    last = by_number[cause_of(only(heard, StatusEnded)) or -1]
    assert isinstance(last, AttributeChanged)
    assert last.value == 0


def test_a_status_that_is_renewed_keeps_its_rhythm() -> None:
    combat = fight()
    heard = listen(combat, StatusTicked)
    kindle(combat, "borin", 3)
    at(combat, 35)
    kindle(combat, "borin", 9)
    at(combat, 65)
    assert told(heard) == [(20, "ticked", 3), (40, "ticked", 9), (60, "ticked", 8)]


def test_a_status_that_comes_again_starts_a_rhythm_of_its_own() -> None:
    combat = fight()
    heard = listen(combat)
    kindle(combat, "borin", 3)
    kindle(at(combat, 25), "borin", 0)
    kindle(at(combat, 33), "borin", 1)
    at(combat, 100)
    assert told(heard) == [
        (0, "started", 3), (20, "ticked", 3), (25, "ended", 0),
        (33, "started", 1), (53, "ticked", 1), (53, "ended", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rate", "ends"), [(-1, 3000), (-2, 1500), (-7, 429), (-999, 4), (-3000, 1)], ids=repr
)
@pytest.mark.parametrize("slices", [[1] * 10, [333], [7, 1, 2000]], ids=len)
def test_an_attribute_that_falls_ends_its_status_to_the_tick(
    rate: int, ends: int, slices: list[int]
) -> None:
    falling = Attribute("fire", maximum=9, regeneration=rate)
    combat = fight(Status("burning", "fire", 250, burn), attribute=falling, duration=5000)
    heard = listen(combat)
    kindle(combat, "borin", 3)
    for ticks in slices:
        combat.advance(ticks)
        _ = combat.combatants
    at(combat, 4000)
    # At the last tick the fire is out already: what is due then does not come any more.
    ticked = [(tick, "ticked") for tick in range(250, ends, 250)]
    assert [(tick, what) for tick, what, _ in told(heard)] == [
        (0, "started"), *ticked, (ends, "ended")
    ]  # fmt: skip
    assert combat.combatant("borin").health == 100 - 2 * len(ticked)


def test_a_falling_attribute_stays_exact_when_something_happens_in_between() -> None:
    falling = Attribute("fire", maximum=9, regeneration=-7)
    combat = fight(Status("burning", "fire", 5000, burn), attribute=falling, duration=9000)
    ended = listen(combat, StatusEnded)
    kindle(combat, "borin", 3)
    for tick in (33, 66, 151, 300):
        at(combat, tick).execute_action("walk", "borin")
        assert FIRE.of(combat.combatant("borin")) == 3 - 7 * tick // 1000
    at(combat, 1000)
    assert [event.timestamp for event in ended] == [429]


def test_a_falling_attribute_stops_at_its_minimum() -> None:
    falling = Attribute("fire", 5, -2, 9, regeneration=-1000)
    combat = fight(attribute=falling)
    assert FIRE.of(at(combat, 4).combatant("borin")) == 1
    assert FIRE.of(at(combat, 900).combatant("borin")) == -2
    kindle(combat, "borin", 0)
    assert FIRE.of(at(combat, 901).combatant("borin")) == -1


def test_an_attribute_that_rises_above_zero_by_itself_brings_its_status() -> None:
    rising = Attribute("fire", -2, -2, 9, regeneration=40)
    combat = fight(Status("burning", "fire", 20, burn), attribute=rising)
    heard = listen(combat)
    at(combat, 100)
    # Three points at forty a second; everybody has the attribute.
    assert told(heard) == [(75, "started", 1)] * 2 + [(95, "ticked", 1)] * 2
    assert {cause_of(e) for e in heard if e.type == "status_started"} == {None}


def test_a_combatant_that_joins_with_a_status_bears_it_from_the_start() -> None:
    combat = empty_fight((JAB,), attributes=[FIRE], statuses=[BURNING])
    heard = listen(combat)
    combat.add_combatant("fighter", "ayla", controller="", fire=1)
    combat.add_combatant("fighter", "borin", controller="")
    at(combat, 10)
    combat.add_combatant("fighter", "cyra", team="borin", controller="", fire=1)
    assert combat.synchronize_states() == ()
    at(combat, 50)
    by_number = {event.sequence: event for event in heard}
    started = [event for event in heard if event.type == "status_started"]
    brought = [(e.timestamp, e.source, by_number[cause_of(e) or 0].type) for e in started]
    assert brought == [(0, "ayla", "fight_started"), (10, "cyra", "combatant_joined")]
    assert [e.timestamp for e in heard if e.type == "status_ticked"] == [20, 30]


def test_what_is_changed_from_outside_brings_and_ends_a_status_at_once() -> None:
    combat = at(fight(), 7)
    heard = listen(combat)
    kindle(combat, "borin", 2)
    assert told(heard) == [(7, "started", 2)]
    assert cause_of(only(heard, StatusStarted)) == only(heard, CombatantChanged).sequence
    assert combat.synchronize_states() == ()
    kindle(combat, "borin", 0)
    assert told(heard)[1:] == [(7, "ended", 0)]
    assert combat.synchronize_states() == ()


def test_a_change_past_the_referee_counts_from_the_next_moment() -> None:
    combat = at(fight(), 7)
    heard = listen(combat)
    with combat.state.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("borin"), fire=2))
    assert combat.synchronize_states() == ()
    combat.advance(0)
    assert told(heard) == [(7, "started", 2)]


def test_two_statuses_of_one_attribute_tick_each_in_its_own_rhythm() -> None:
    combat = fight(Status("smoke", "fire", 7, burn), Status("burning", "fire", 5, burn))
    heard = listen(combat, StatusTicked)
    kindle(combat, "borin", 1)
    at(combat, 15)
    ticks = [(event.timestamp, event.name) for event in heard]
    assert ticks == [(5, "burning"), (7, "smoke"), (10, "burning"), (14, "smoke"), (15, "burning")]
    assert combat.combatant("borin").health == 90


def test_a_tick_is_judged_on_the_world_as_it_was_at_the_start_of_the_moment() -> None:
    seen: list[tuple[str, str | None, str]] = []

    def look(scene: Scene, effects: Effects) -> None:
        assert scene.actor is scene.target
        seen.append((scene.action.name, scene.actor.phase, scene.actor.id))

    combat = fight(Status("burning", "fire", 1, look))
    for who in ("ayla", "borin"):
        kindle(combat, who, 1)
    combat.execute_action("jab", "ayla")
    at(combat, 3)
    # Ayla's phases begin at 0, 1 and 3: her status sees each of them a tick later.
    assert [each[:2] for each in seen if each[2] == "ayla"] == [
        ("jab", "feint"), ("jab", "commit"), ("jab", "commit")
    ]  # fmt: skip
    assert [each[:2] for each in seen if each[2] == "borin"] == [("idle", None)] * 3


def test_who_falls_by_a_status_is_defeated_by_it_and_the_fight_is_over() -> None:
    combat = fight(Status("burning", "fire", 10, burn))
    heard = listen(combat)
    combat.add_combatant("fighter", "cyra", team="borin", controller="")
    combat.execute_action("walk", "borin")
    with combat.transaction() as tx:
        for who in ("borin", "cyra"):
            tx.update_combatant_state(replace(combat.combatant(who), fire=1, health=5))
    at(combat, 200)
    assert combat.result is not None
    assert (combat.result.winner, combat.result.reason, combat.result.at) == ("ayla", "defeat", 30)
    by_number = {event.sequence: event for event in heard}
    for fallen in (event for event in heard if event.type == "combatant_defeated"):
        harm = by_number[cause_of(fallen) or 0]
        assert isinstance(harm, DamageDealt)
        assert (harm.status, harm.health) == ("burning", 0)
        assert by_number[cause_of(harm) or 0].type == "status_ticked"
    ended = heard_of(heard, StatusEnded)
    assert [(event.source, event.reason) for event in ended] == [
        ("borin", "defeated"), ("cyra", "defeated")
    ]  # fmt: skip


def test_two_who_burn_out_at_once_have_both_lost() -> None:
    combat = fight(Status("burning", "fire", 10, burn))
    for who in ("ayla", "borin"):
        with combat.transaction() as tx:
            tx.update_combatant_state(replace(combat.combatant(who), fire=1, health=2))
    assert combat.run().reason == "double_defeat"


def test_nothing_more_happens_to_the_defeated() -> None:
    combat = empty_fight((TORCH,), attributes=[FIRE], statuses=[Status("burning", "fire", 9, burn)])
    heard = listen(combat)
    for who, team in (("ayla", "red"), ("borin", "blue"), ("cyra", "blue")):
        combat.add_combatant("fighter", who, team=team, controller="")
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("borin"), health=10))
    combat.execute_action("jab", "ayla", "borin")
    at(combat, 100)
    assert combat.combatant("borin").defeated
    assert FIRE.of(combat.combatant("borin")) == 3
    assert told(heard) == []
    assert all(seat.statuses == () for seat in combat.state.world.seats)
    assert combat.synchronize_states() == ()


def test_whoever_still_bears_a_status_when_the_fight_ends_is_rid_of_it() -> None:
    combat = fight(Status("burning", "fire", 400, burn))
    kindle(combat, "borin", 1)
    heard = listen(combat)
    assert combat.run().reason == "time_out"
    assert types(heard)[-2:] == ["status_ended", "fight_ended"]
    assert only(heard, StatusEnded).reason == "fight_ended"
    assert all(seat.statuses == () for seat in combat.state.world.seats)


def now_and_then(scene: Scene, effects: Effects) -> None:
    """Burns, but not every time."""
    burn(scene, effects)
    if scene.now == 20:
        raise LookupError("no wind")


def test_a_status_that_raises_is_recorded_and_goes_on() -> None:
    combat = fight(Status("burning", "fire", 10, now_and_then), strict=False)
    heard = listen(combat)
    kindle(combat, "borin", 1)
    combat.execute_action("walk", "borin")
    at(combat, 35)
    (fault,) = combat.faults
    assert (fault.at, fault.plugin, fault.combatant) == (20, "practice", "borin")
    assert fault.where == "status burning"
    assert "no wind" in fault.error
    assert told(heard) == [(0, "started", 1), (10, "ticked", 1), (30, "ticked", 1)]
    assert combat.combatant("borin").health == 96
    assert only(heard, ActionEnded).reason == "completed"
    assert combat.synchronize_states() == ()


def test_in_strict_mode_a_status_that_raises_is_raised_and_nothing_has_changed() -> None:
    combat = fight(Status("burning", "fire", 10, now_and_then))
    kindle(combat, "borin", 1)
    before = at(combat, 19).save()
    with pytest.raises(PluginError, match="status burning raised LookupError: no wind"):
        combat.advance(1)
    assert combat.save() == before


def test_what_a_status_and_a_blow_do_at_one_moment_both_count() -> None:
    combat = fight(Status("burning", "fire", 3, burn))
    kindle(combat, "borin", 1)
    combat.execute_action("jab", "ayla")
    assert at(combat, 3).combatant("borin").health == 100 - 10 - 2


def test_a_status_may_stagger_move_and_speak() -> None:
    def writhe(scene: Scene, effects: Effects) -> None:
        effects.stun(scene.actor.id, 5)
        effects.step(-4)
        effects.announce(Screamed(loud=True))

    combat = fight(Status("burning", "fire", 1, writhe), events=[Screamed])
    heard = listen(combat)
    kindle(combat, "borin", 1)
    combat.execute_action("walk", "borin")
    at(combat, 1)
    assert only(heard, CombatantStunned).source == "borin"
    assert only(heard, ActionInterrupted).name == "walk"
    assert details(only(heard, CombatantMoved)) == {"before": 55, "after": 59}
    assert cause_of(only(heard, Screamed)) == only(heard, StatusTicked).sequence


def test_a_perception_rule_follows_a_status_to_the_tick_of_its_end() -> None:
    def open_eyes(scene: Scene) -> bool:
        """The actor's eyes are not full of smoke."""
        return FIRE.of(scene.actor) == 0

    combat = fight(
        Status("burning", "fire", 5000, burn),
        attribute=Attribute("fire", maximum=9, regeneration=-3),
        perception_rules=[PerceptionRule("open_eyes", open_eyes)],
    )
    kindle(combat, "borin", 1)
    assert not combat.awareness.get_state("borin", "ayla").in_sight
    assert combat.awareness.get_state("ayla", "borin").in_sight
    assert not at(combat, 333).awareness.get_state("borin", "ayla").in_sight
    assert at(combat, 334).awareness.get_state("borin", "ayla").in_sight


def test_a_save_keeps_the_rhythm_and_rollback_goes_back_to_it() -> None:
    combat = fight()
    kindle(combat, "borin", 5)
    save = at(combat, 30).save()
    end = at(combat, 70).save()
    combat.load(save)
    assert at(combat, 70).save() == end
    combat.rollback(1)
    assert combat.now == 40
    assert at(combat, 70).save() == end


def test_a_save_under_other_statuses_is_refused() -> None:
    one, other = fight(), fight(Status("smoke", "fire", 20, burn))
    kindle(one, "borin", 1)
    one.advance(1)
    with pytest.raises(StateError, match="burning"):
        other.load(one.save())


WRONG: dict[str, tuple[dict[str, Any], list[str]]] = {
    "no such attribute": (
        {"statuses": [Status("burning", "fir", 1, burn)]},
        ["status burning: there is no attribute fir; did you mean fire?"],
    ),
    "an attribute that is never above zero": (
        {
            "attributes": [Attribute("fire", -1, -9, 0)],
            "statuses": [Status("burning", "fire", 1, burn)],
        },
        ["which it never is: its maximum is 0"],
    ),
    "no time between ticks": (
        {"statuses": [Status("burning", "fire", 0, burn)]},
        ["status burning: every is 0; a whole number from 1"],
    ),
    "half a tick": (
        {"statuses": [Status("burning", "fire", misfit(0.5), burn)]},
        ["every is 0.5"],
    ),
    "an effect that takes no effects": (
        {"statuses": [Status("burning", "fire", 1, misfit(lambda scene: None))]},
        ["burning: its function has to take (scene, effects)"],
    ),
    "two of one name": ({"statuses": [BURNING, BURNING]}, ["burning is contributed by practice"]),
    "no status at all": ({"statuses": ["burning"]}, ["it returns only Status objects"]),
    "everything at once": (
        {"statuses": [Status("", "fire", -1, burn), Status("smoke", "fog", 10**10, burn)]},
        ["status cannot be called so", "every is -1", "every is 10000000000", "no attribute fog"],
    ),
}


@pytest.mark.parametrize(("rules", "problems"), WRONG.values(), ids=WRONG)
def test_a_wrong_status_is_refused_with_every_reason(
    rules: dict[str, Any], problems: list[str]
) -> None:
    with pytest.raises(PluginError) as caught:
        load_ruleset([Rules(**{"attributes": [FIRE], **rules})], standard=False)
    assert len(caught.value.problems) == len(problems)
    for problem in problems:
        assert problem in str(caught.value)


PLANTED: dict[str, tuple[str, dict[str, object]]] = {
    "its status is lost": ("borin", {"statuses": ()}),
    "it ticks in the past": ("borin", {"statuses": (StatusState(0, 4, 0),)}),
    "it ticks too late": ("borin", {"statuses": (StatusState(0, 99, 0),)}),
    "another bears it": ("ayla", {"statuses": (StatusState(0, 20, 0),)}),
    "it bears one that there is not": ("ayla", {"statuses": (StatusState(7, 20, 0),)}),
}
each_planted = pytest.mark.parametrize(("who", "facts"), PLANTED.values(), ids=PLANTED)


@each_planted
def test_a_disagreement_about_a_status_is_found_and_put_right(
    who: str, facts: dict[str, object]
) -> None:
    falling = Attribute("fire", maximum=9, regeneration=-10)
    combat = fight(Status("burning", "fire", 20, burn), attribute=falling)
    kindle(combat, "borin", 3)
    at(combat, 5)
    combat.state.restore(planted(combat, who, **facts))
    assert (who, "status system") in {(d.combatant, d.system) for d in combat.synchronize_states()}
    assert combat.synchronize_states() == ()
    heard = listen(combat, StatusEnded)
    at(combat, 400)
    assert [(event.source, event.timestamp) for event in heard] == [("borin", 300)]


def test_a_status_is_brought_by_what_raised_its_attribute_not_by_what_lowered_it_again() -> None:
    def douse(scene: Scene, effects: Effects) -> None:
        effects.change(scene.target.id, "fire", -1)

    def sparks(scene: Scene, effects: Effects) -> None:
        effects.change(scene.target.id, "fire", 5)

    jab = replace(JAB, chart=four_phases("Sparks", on_release=[sparks]), on_contact=(douse,))
    combat = fight(actions=[jab])
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 10)
    raised, lowered = heard_of(heard, AttributeChanged)
    assert (raised.change, lowered.change) == (5, -1)
    assert cause_of(only(heard, StatusStarted)) == raised.sequence


def test_the_defeat_of_whom_it_is_upon_ends_a_status() -> None:
    combat = fight()
    kindle(combat, "borin", 3)
    at(combat, 5)
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("borin"), health=10))
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 10)
    assert cause_of(only(heard, StatusEnded)) == only(heard, CombatantDefeated).sequence
