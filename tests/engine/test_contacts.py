"""What comes of a blow that meets its target, outcome by outcome."""

import pytest
from msgspec.structs import replace
from statemachine import State

from combat_rules import (
    Action,
    CombatSystem,
    ContactRule,
    Effects,
    Outcome,
    Scene,
    Validation,
)
from combat_rules.charts import ActionChart
from combat_rules.model import PerceptionRule
from combat_rules.model.events import (
    ActionBlow,
    ActionCounterHit,
    ActionEnded,
    ActionHit,
    ActionPhase,
    ActionWhiffed,
    CombatantStunned,
    DamageDealt,
    details,
)
from tests.rules import (
    DODGE,
    GUARD,
    JAB,
    PARRY,
    SLAM,
    WALK,
    at,
    duel,
    empty_fight,
    listen,
    only,
    types,
)


def exchange(
    combat: CombatSystem, *commands: tuple[int, str, str], until: int = 60
) -> CombatSystem:
    """Play commands, each a tick, an actor and an action."""
    for tick, actor, action in commands:
        at(combat, tick).execute_action(action, actor)
    return at(combat, until)


def test_a_blow_lands_one_tick_before_its_startup_is_counted_out() -> None:
    combat = duel()
    hits = listen(combat, ActionHit)
    exchange(combat, (0, "ayla", "jab"))
    assert [(hit.timestamp, hit.source, hit.target) for hit in hits] == [(3, "ayla", "borin")]


def test_a_hit_hurts_once_however_long_the_blow_stays_active() -> None:
    combat = exchange(duel([replace(JAB, release=50)]), (0, "ayla", "jab"))
    assert combat.combatant("borin").health == 90
    assert combat.combatant("ayla").health == 100


@pytest.mark.parametrize(
    ("distance", "outcome"),
    [(20, "action_hit"), (21, "action_whiffed")],
    ids=["at reach", "beyond"],
)
def test_reach_includes_its_own_limit(distance: int, outcome: str) -> None:
    combat = duel(distance=distance, arena=100 - distance % 2)
    heard = listen(combat)
    exchange(combat, (0, "ayla", "jab"))
    assert types(heard, "action_hit", "action_whiffed") == [outcome]


def test_a_whiff_is_announced_when_the_release_ends_and_hurts_nobody() -> None:
    combat = duel(distance=40)
    whiffs = listen(combat, ActionWhiffed)
    exchange(combat, (0, "ayla", "jab"))
    assert [whiff.timestamp for whiff in whiffs] == [6]
    assert combat.combatant("borin").health == 100


@pytest.mark.parametrize("tick", [0, 1, 3], ids=["feint", "feint, later", "commit of a slam"])
def test_a_blow_into_the_preparation_of_a_blow_is_a_counter_hit(tick: int) -> None:
    combat = duel([JAB, replace(SLAM, feint=4)])
    heard = listen(combat)
    exchange(combat, (0, "borin", "slam"), (tick, "ayla", "jab"))
    assert types(heard, "action_hit", "action_counter_hit") == ["action_counter_hit"]


def test_a_blow_into_the_recovery_of_an_action_is_a_counter_hit() -> None:
    combat = duel()
    heard = listen(combat)
    exchange(combat, (0, "borin", "walk"), (1, "ayla", "jab"))
    assert only(heard, ActionCounterHit).timestamp == 4


@pytest.mark.parametrize("action", [GUARD, DODGE, PARRY, WALK], ids=lambda action: action.name)
def test_a_blow_into_the_preparation_of_anything_but_a_blow_is_a_plain_hit(action: Action) -> None:
    combat = duel([JAB, replace(action, feint=30)])
    heard = listen(combat)
    exchange(combat, (0, "ayla", "jab"), (1, "borin", action.name))
    assert types(heard, "action_hit", "action_counter_hit") == ["action_hit"]


def test_a_second_blow_into_a_stun_is_a_plain_hit_whatever_the_first_one_met() -> None:
    combat = duel([replace(JAB, hitstun=40), WALK])
    heard = listen(combat)
    exchange(combat, (0, "borin", "walk"), (1, "ayla", "jab"), (11, "ayla", "jab"))
    assert types(heard, "action_hit", "action_counter_hit") == ["action_counter_hit", "action_hit"]


def test_a_block_lets_its_chip_through_and_no_more() -> None:
    combat = exchange(duel(), (0, "borin", "guard"), (5, "ayla", "jab"))
    assert combat.combatant("borin").health == 98


@pytest.mark.parametrize(
    ("line", "covers", "outcome"),
    [
        ("high", ("high",), "action_blocked"),
        ("high", ("low",), "action_hit"),
        ("high", (), "action_blocked"),
        ("", ("low",), "action_hit"),
    ],
    ids=["covered", "another line", "covers all", "a blow without a line"],
)
def test_a_block_answers_the_lines_it_covers(
    line: str, covers: tuple[str, ...], outcome: str
) -> None:
    combat = duel([replace(JAB, line=line), replace(GUARD, covers=covers)])
    heard = listen(combat)
    exchange(combat, (0, "borin", "guard"), (5, "ayla", "jab"))
    assert types(heard, "action_hit", "action_blocked") == [outcome]


@pytest.mark.parametrize(
    ("facing", "outcome"), [(-1, "action_blocked"), (1, "action_hit")], ids=["front", "behind"]
)
def test_a_block_holds_to_the_front_only(facing: int, outcome: str) -> None:
    combat = duel()
    heard = listen(combat)
    exchange(combat, (0, "borin", "guard"), (5, "ayla", "jab"), until=6)
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("borin"), facing=facing))
    at(combat, 60)
    assert types(heard, "action_hit", "action_blocked") == [outcome]


def test_nobody_blocks_a_foe_it_is_not_aware_of() -> None:
    combat = duel(perception_rules=[PerceptionRule("blind", lambda scene: False)])
    heard = listen(combat)
    exchange(combat, (0, "borin", "guard"), (5, "ayla", "jab"))
    assert types(heard, "action_hit", "action_blocked") == ["action_hit"]


def test_an_evaded_blow_hurts_nobody() -> None:
    combat = duel()
    heard = listen(combat)
    exchange(combat, (0, "ayla", "jab"), (1, "borin", "dodge"))
    assert types(heard, "action_evaded", "action_hit", "action_whiffed") == ["action_evaded"]
    assert combat.combatant("borin").health == 100


def test_an_evaded_blow_lands_later_if_it_is_still_active_when_the_evasion_ends() -> None:
    combat = duel([replace(JAB, release=20), DODGE])
    heard = listen(combat)
    exchange(combat, (0, "ayla", "jab"), (0, "borin", "dodge"))
    told = [event for event in heard if event.type in ("action_evaded", "action_counter_hit")]
    assert [(event.type, event.timestamp) for event in told] == [
        ("action_evaded", 3),
        ("action_counter_hit", 6),
    ]


def test_an_evaded_blow_ends_as_evaded_not_as_a_whiff() -> None:
    combat = duel()
    ended = listen(combat, ActionEnded)
    exchange(combat, (0, "ayla", "jab"), (1, "borin", "dodge"))
    outcomes = {event.source: event.outcome for event in ended}
    assert outcomes["ayla"] is Outcome.EVADED


def test_a_counter_hurts_and_staggers_whoever_strikes_into_it() -> None:
    combat = duel()
    heard = listen(combat)
    exchange(combat, (0, "ayla", "jab"), (0, "borin", "parry"))
    hurt = only(heard, DamageDealt)
    stunned = only(heard, CombatantStunned)
    assert (hurt.source, hurt.target, hurt.damage) == ("borin", "ayla", 7)
    assert (stunned.source, details(stunned)) == ("ayla", {"stun": "stagger", "ticks": 15})
    assert combat.combatant("borin").health == 100


def test_two_blows_that_meet_at_once_trade() -> None:
    combat = duel()
    heard = listen(combat)
    exchange(combat, (0, "ayla", "jab"), (0, "borin", "jab"))
    assert [(e.type, e.source) for e in heard if e.type == "action_traded"] == [
        ("action_traded", "ayla"),
        ("action_traded", "borin"),
    ]
    assert [state.health for state in combat.combatants.values()] == [90, 90]


def trades_clash(scene: Scene) -> Outcome:
    assert scene.outcome is not None
    both_light = scene.target_action is not None and "light" in scene.target_action.tags
    return Outcome.CLASH if scene.outcome is Outcome.TRADE and both_light else scene.outcome


def test_a_contact_rule_turns_a_trade_into_a_clash_that_hurts_nobody() -> None:
    combat = duel(contact_rules=[ContactRule("trades_clash", 1, trades_clash)])
    heard = listen(combat)
    exchange(combat, (0, "ayla", "jab"), (0, "borin", "jab"))
    assert types(heard, "action_clashed", "damage_dealt") == ["action_clashed"] * 2
    assert [state.health for state in combat.combatants.values()] == [100, 100]


def test_each_contact_rule_is_shown_what_the_one_before_has_made_of_it() -> None:
    def blocks_hits(scene: Scene) -> Outcome:
        assert scene.outcome is not None
        return Outcome.BLOCKED if scene.outcome is Outcome.HIT else scene.outcome

    def evades_blocked(scene: Scene) -> Outcome:
        assert scene.outcome is not None
        return Outcome.EVADED if scene.outcome is Outcome.BLOCKED else scene.outcome

    rules = [ContactRule("blocks", 1, blocks_hits), ContactRule("evades", 2, evades_blocked)]
    combat = duel(contact_rules=rules)
    heard = listen(combat)
    exchange(combat, (0, "ayla", "jab"))
    assert types(heard, "action_hit", "action_blocked", "action_evaded") == ["action_evaded"]


def test_a_clash_is_a_clash_for_both_even_if_the_rule_says_so_of_one() -> None:
    # The rule speaks of blows into light ones only, so of the slam alone.
    combat = duel(
        [JAB, replace(SLAM, feint=1, commit=2)],
        contact_rules=[ContactRule("trades_clash", 1, trades_clash)],
    )
    heard = listen(combat)
    exchange(combat, (0, "ayla", "jab"), (0, "borin", "slam"))
    assert types(heard, "action_clashed", "action_traded", "damage_dealt") == ["action_clashed"] * 2


def test_on_contact_is_asked_once_of_each_action_even_in_a_trade() -> None:
    def spark(scene: Scene, effects: object) -> None:
        sparks.append(scene.actor.id)

    sparks: list[str] = []
    combat = duel([replace(JAB, on_contact=(spark,))])
    exchange(combat, (0, "ayla", "jab"), (0, "borin", "jab"))
    assert sorted(sparks) == ["ayla", "borin"]


def test_an_effect_that_keeps_what_it_asks_with_asks_for_nothing_later() -> None:
    def keep(scene: Scene, effects: Effects) -> None:
        kept.append(effects)

    def ask_again(scene: Scene) -> bool:
        for effects in kept:
            effects.change("borin", "health", -50)
        return True

    kept: list[Effects] = []
    late = Validation(ask_again, tags=frozenset({"heavy"}))
    combat = duel([replace(JAB, on_contact=(keep,)), SLAM], validations=[late])
    exchange(combat, (0, "ayla", "jab"), (20, "ayla", "slam"), until=25)
    assert kept
    assert combat.combatant("borin").health == 100 - JAB.damage


def test_on_contact_of_a_block_sees_its_own_side() -> None:
    def note(scene: Scene, effects: object) -> None:
        seen.append((scene.actor.id, scene.target.id, scene.action.name, scene.outcome))

    seen: list[tuple[str, str, str, Outcome | None]] = []
    combat = duel([JAB, replace(GUARD, on_contact=(note,))])
    exchange(combat, (0, "borin", "guard"), (5, "ayla", "jab"))
    assert seen == [("borin", "ayla", "guard", Outcome.BLOCKED)]


def test_an_active_blow_meets_a_target_that_steps_into_its_reach() -> None:
    combat = duel([replace(JAB, release=30), WALK], distance=24)
    heard = listen(combat)
    exchange(combat, (0, "ayla", "jab"), (8, "borin", "walk"))
    met = [e for e in heard if e.type in ("action_hit", "action_counter_hit")]
    assert [event.timestamp for event in met] == [10]


def test_the_defender_remembers_its_last_defence() -> None:
    combat = exchange(duel(), (0, "borin", "guard"), (5, "ayla", "jab"))
    borin = combat.combatant("borin")
    assert (borin.defence, borin.defence_at) == (Outcome.BLOCKED, 8)


def at_one_spot(combat: CombatSystem, facing: int = 1) -> CombatSystem:
    """Ayla stands where Borin does, and looks past him or not."""
    ayla, borin = combat.combatant("ayla"), combat.combatant("borin")
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(ayla, position=borin.position, facing=facing))
    return combat


@pytest.mark.parametrize("facing", [1, -1], ids=["to the right", "to the left"])
def test_a_blow_meets_whoever_stands_at_the_same_spot(facing: int) -> None:
    combat = exchange(at_one_spot(duel(), facing), (0, "ayla", "jab"))
    assert combat.combatant("borin").health == 90


@pytest.mark.parametrize("facing", [1, -1], ids=["to the right", "to the left"])
def test_a_block_holds_against_whoever_stands_at_the_same_spot(facing: int) -> None:
    combat = duel()
    heard = listen(combat)
    combat.execute_action("guard", "borin")
    exchange(at_one_spot(combat, facing), (5, "ayla", "jab"))
    assert types(heard, "action_hit", "action_blocked") == ["action_blocked"]


@pytest.mark.parametrize("facing", [1, -1], ids=["to the right", "to the left"])
def test_whoever_is_hit_at_the_same_spot_is_pushed_the_way_the_striker_faces(facing: int) -> None:
    combat = at_one_spot(duel([replace(JAB, pushback=7)]), facing)
    exchange(combat, (0, "ayla", "jab"))
    assert combat.combatant("borin").position == 55 + 7 * facing


def test_whoever_blocks_is_pushed_as_well() -> None:
    combat = duel([replace(JAB, pushback=7), GUARD])
    exchange(combat, (0, "borin", "guard"), (5, "ayla", "jab"))
    assert combat.combatant("borin").position == 62


def test_a_blow_into_a_blow_that_does_not_reach_so_far_is_a_hit_and_no_trade() -> None:
    combat = duel([JAB, replace(JAB, name="poke", reach=5)])
    heard = listen(combat)
    exchange(combat, (0, "ayla", "jab"), (0, "borin", "poke"))
    assert types(heard, "action_hit", "action_traded") == ["action_hit"]


def test_a_blow_into_a_blow_that_has_met_already_is_a_hit_and_no_trade() -> None:
    combat = duel([replace(JAB, name="press", release=30, hitstun=0), JAB])
    heard = listen(combat)
    exchange(combat, (0, "borin", "press"), (4, "ayla", "jab"))
    assert types(heard, "action_hit", "action_traded") == ["action_hit", "action_hit"]


def test_a_counter_that_was_struck_into_ends_as_such() -> None:
    combat = duel()
    ended = listen(combat, ActionEnded)
    exchange(combat, (0, "ayla", "jab"), (0, "borin", "parry"))
    assert {event.source: event.outcome for event in ended} == {
        "ayla": Outcome.COUNTERED,
        "borin": Outcome.COUNTERED,
    }


def test_whoever_evades_remembers_that_too() -> None:
    combat = exchange(duel(), (0, "ayla", "jab"), (1, "borin", "dodge"))
    borin = combat.combatant("borin")
    assert (borin.defence, borin.defence_at) == (Outcome.EVADED, 3)


def test_each_blow_that_is_evaded_is_announced_as_evaded() -> None:
    combat = duel([JAB, replace(DODGE, release=30)])
    heard = listen(combat)
    exchange(combat, (0, "borin", "dodge"), (2, "ayla", "jab"), (12, "ayla", "jab"))
    assert types(heard, "action_evaded", "action_whiffed") == ["action_evaded"] * 2


def test_a_blow_that_a_rule_calls_blocked_holds_nobody_who_does_nothing() -> None:
    combat = duel(contact_rules=[ContactRule("soft", 1, lambda scene: Outcome.BLOCKED)])
    heard = listen(combat)
    exchange(combat, (0, "ayla", "jab"))
    assert types(heard, "action_blocked", "combatant_stunned") == ["action_blocked"]
    assert combat.combatant("borin").stunned_until == 0


SAYS = {"blocked": Outcome.BLOCKED, "countered": Outcome.COUNTERED}


@pytest.mark.parametrize("outcome", SAYS.values(), ids=SAYS.keys())
@pytest.mark.parametrize("action", [SLAM, GUARD, DODGE, WALK], ids=lambda action: action.name)
def test_a_rule_that_says_so_of_somebody_who_does_neither_does_not_shorten_what_it_does(
    action: Action, outcome: Outcome
) -> None:
    slow = replace(action, feint=20, damage=0)
    alone = duel([JAB, slow])
    struck = duel([JAB, slow], contact_rules=[ContactRule("soft", 1, lambda scene: outcome)])
    told = []
    for combat, strikes in ((alone, False), (struck, True)):
        heard = listen(combat)
        combat.execute_action(action.name, "borin")
        if strikes:
            combat.execute_action("jab", "ayla")
        at(combat, 90)
        told.append([(e.timestamp, e.phase) for e in heard if isinstance(e, ActionPhase)
                     and e.source == "borin"])  # fmt: skip
    assert told[0] == told[1]
    assert len(told[0]) == 4


def test_a_blow_that_a_rule_calls_countered_goes_on_if_it_is_no_counter() -> None:
    rule = ContactRule("thorns", 1, lambda scene: Outcome.COUNTERED if scene.actor.id == "ayla"
                       else scene.outcome or Outcome.HIT)  # fmt: skip
    combat = duel([replace(JAB, feint=0), SLAM], contact_rules=[rule])
    heard = listen(combat)
    combat.execute_action("slam", "borin")
    at(combat, 8).execute_action("jab", "ayla")
    at(combat, 60)
    assert sorted(types(heard, "action_countered", "action_counter_hit", "action_hit")) == [
        "action_countered", "action_hit",
    ]  # fmt: skip


def test_a_blow_that_a_rule_calls_a_whiff_is_one_and_nobody_learns_of_it() -> None:
    combat = duel(contact_rules=[ContactRule("wind", 1, lambda scene: Outcome.WHIFFED)])
    heard = listen(combat)
    exchange(combat, (0, "ayla", "jab"))
    assert types(heard, "action_whiffed", "damage_dealt", "awareness_changed") == ["action_whiffed"]


def test_of_two_defences_at_one_moment_the_better_one_is_remembered() -> None:
    def judge(scene: Scene) -> Outcome:
        return Outcome.EVADED if scene.actor.id == "ayla" else Outcome.BLOCKED

    for order in (("ayla", "cato"), ("cato", "ayla")):
        combat = empty_fight(contact_rules=[ContactRule("names", 1, judge)])
        for name in order:
            combat.add_combatant("fighter", name, team="red", position=45, controller="")
        combat.add_combatant("fighter", "borin", team="blue", position=55, controller="")
        for name in order:
            combat.execute_action("jab", name)
        assert at(combat, 4).combatant("borin").defence is Outcome.BLOCKED


class Snap(ActionChart):
    """A blow without a beginning."""

    release = State(initial=True)
    recovery = State()
    done = State(final=True)

    advance = release.to(recovery) | recovery.to(done)
    interrupt = release.to(recovery)


def test_an_action_that_begins_with_its_release_meets_its_target_at_once() -> None:
    combat = at(duel([replace(JAB, chart=Snap)]), 10)
    combat.execute_action("jab", "ayla")
    combat.advance(0)
    assert (combat.now, combat.combatant("borin").health) == (10, 90)


@pytest.mark.parametrize(
    ("answer", "distance", "outcome"),
    [
        (None, 10, "action_hit"),
        ("guard", 10, "action_blocked"),
        ("dodge", 10, "action_evaded"),
        ("parry", 10, "action_countered"),
        ("jab", 10, "action_traded"),
        (None, 21, "action_whiffed"),
    ],
)
def test_a_blow_tells_where_both_were_before_anybody_was_pushed(
    answer: str | None, distance: int, outcome: str
) -> None:
    shove = replace(JAB, pushback=7)
    combat = duel([shove, GUARD, DODGE, PARRY], distance=distance)
    start = combat.combatant("ayla").position, combat.combatant("borin").position
    blows = listen(combat, ActionBlow)
    exchange(combat, (0, "ayla", "jab"), *([(0, "borin", answer)] if answer else []))
    places = {"ayla": start[0], "borin": start[1]}
    assert outcome in types(blows)
    for blow in blows:
        told = blow.source_position, blow.target_position
        assert told == (places[str(blow.source)], places[str(blow.target)])
