"""The rules of brawling: what strings together, what a grab is for, what armour takes."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from combat_rules import CombatSystem, Command, Outcome, Ruleset, load_ruleset, replace
from combat_rules.model.events import ActionChained, CommandRefused
from combat_rules.testing import (
    Story,
    blocked,
    checks_of,
    duel,
    hit,
    hurt,
    interrupted,
    load_plugin,
    make_scene,
    starts,
)

PACK = Path(__file__).parents[1]
pack = load_plugin(PACK)


def takes_hold(combat: CombatSystem) -> None:
    """The actor grabs the target."""
    combat.execute_action("grab", "actor")
    combat.advance(pack.grab.feint + pack.grab.commit + 1)


TestBrawling = checks_of(PACK, ready={"throw": takes_hold})


@cache
def rules() -> Ruleset:
    return load_ruleset([PACK])


def brawl(distance: int = 20, **health: int) -> Story:
    """Ayla and Borin, close enough for anything; both do as they are told."""
    story = duel(rules(), distance=distance)
    return story.given("ayla", "brawler").given("borin", "brawler", **health)


LANDS = {"jab": 170, "cross": 120, "hook": 160, "grab": 200, "throw": 100}


@pytest.mark.parametrize("name", LANDS)
def test_a_blow_lands_when_its_feint_and_commit_are_over(name: str) -> None:
    action = rules().moves[name].action
    assert action.feint + action.commit == LANDS[name]


def test_jab_cross_and_hook_are_a_true_combo() -> None:
    story = brawl().when("ayla", "jab").after(170).then(hit("ayla", "borin", "jab"))
    for blow in ("cross", "hook"):
        story.refused("borin", "jab", "can_act").after(5).when("ayla", blow)
        for _ in range(LANDS[blow]):
            story.refused("borin", "block", "can_act").after(1)
        story.then(hit("ayla", "borin", blow))


def test_after_a_blocked_jab_the_cross_may_follow_and_no_hook() -> None:
    story = brawl().when("borin", "block").when("ayla", "jab").after(175)
    story.then(blocked("ayla", "borin", "jab"))
    story.when("ayla", "cross").after(125).then(blocked("ayla", "borin", "cross"))
    story.refused("ayla", "hook", "in_cancel_window")


@pytest.mark.parametrize(
    ("blow", "into", "first", "last"),
    [("jab", "cross", 170, 340), ("cross", "hook", 120, 320), ("grab", "throw", 200, 430)],
)
def test_a_window_opens_and_closes_on_its_tick(blow: str, into: str, first: int, last: int) -> None:
    start = LANDS[blow]
    assert first == start, "it opens as the blow lands"
    for tick, opened in ((first, True), (last, True), (last + 1, False)):
        story = brawl().when("ayla", blow).at(tick)
        refusal = story.combat.validate_action(into, "ayla")
        assert (refusal is None) is opened, tick


def test_nothing_follows_a_blow_that_meets_nobody() -> None:
    brawl(distance=90).when("ayla", "jab").after(180).refused("ayla", "cross", "in_cancel_window")


def test_a_grab_takes_hold_of_whoever_guards() -> None:
    story = brawl().when("borin", "block").after(50).when("ayla", "grab").after(200)
    story.then(hit("ayla", "borin", "grab"), hurt("borin", 2)).never(blocked("ayla"))
    assert story["borin"].phase == "recovery"


def test_other_blows_are_blocked_as_ever() -> None:
    story = brawl().when("borin", "block").when("ayla", "cross").after(200)
    story.then(blocked("ayla", "borin", "cross"))


def test_hands_pass_guards_and_nothing_else() -> None:
    grab = make_scene("grab", outcome=Outcome.BLOCKED, ruleset=rules())
    assert pack.hands_pass_guards(grab) is Outcome.HIT
    assert pack.hands_pass_guards(replace(grab, outcome=Outcome.EVADED)) is Outcome.EVADED
    jab = make_scene("jab", outcome=Outcome.BLOCKED, ruleset=rules())
    assert pack.hands_pass_guards(jab) is Outcome.BLOCKED


def test_a_throw_needs_a_hold() -> None:
    brawl().refused("ayla", "throw", "has_hold")
    story = brawl(distance=60).when("ayla", "grab").after(210)
    story.refused("ayla", "throw", "has_hold", "in_cancel_window")
    story = brawl().when("ayla", "grab").after(210).when("ayla", "throw").after(110)
    story.then(hit("ayla", "borin", "throw"), hurt("borin", 12))
    assert story.combat.distance >= 40


def armoured() -> Story:
    """Ayla swings, and is in her armour."""
    story = brawl(distance=20).when("ayla", "haymaker").at(180)
    assert story["ayla"].phase == "armoured"
    return story


def test_armour_takes_one_blow_and_the_swing_goes_on() -> None:
    story = armoured().when("borin", "jab").after(171)
    assert story["ayla"].phase == "bare"
    assert story["ayla"].stunned_until == 0
    assert story["ayla"].health < story["ayla"].max_health
    story.after(160).then(hit("borin", "ayla"), hit("ayla", "borin", "haymaker"))


def test_armour_does_not_take_a_second_blow() -> None:
    story = armoured().when("borin", "jab").after(175).when("borin", "cross").after(120)
    story.then(hit("borin", "ayla", "jab"), hit("borin", "ayla", "cross"), interrupted("ayla"))
    assert story["ayla"].phase == "recovery"
    story.never(hit("ayla"))


def test_in_its_feint_a_haymaker_has_no_armour_yet() -> None:
    story = brawl().when("borin", "jab").at(100).when("ayla", "haymaker").at(175)
    story.then(interrupted("ayla"))
    assert story["ayla"].phase == "recovery"


def test_the_combo_script_plays_as_it_says() -> None:
    script = yaml.safe_load((PACK / "combo.yaml").read_text(encoding="utf-8"))
    commands = [Command(**command) for command in script.pop("commands")]
    combatants = script.pop("combatants")
    story = duel(rules(), **script)
    for name, about in combatants.items():
        story.given(name, about["archetype"])
    story.plays(commands)
    assert [(at, who) for at, who, outcome in story.outcomes() if "hit" in outcome] == [
        (170, "ayla's jab"),
        (295, "ayla's cross"),
        (460, "ayla's hook"),
        (2250, "ayla's grab"),
        (2360, "ayla's throw"),
    ]
    assert story.events(CommandRefused) == []


@pytest.mark.parametrize("foe", ["duelist", "sentinel"])
def test_a_brawler_strings_blows_together_and_loses_some_fights_and_wins_some(foe: str) -> None:
    won: set[str | None] = set()
    chained = 0
    for seed in range(18):
        combat = CombatSystem(ruleset=rules(), seed=seed, strict=True)
        for name in ("brawler", foe):
            combat.add_combatant(name)
        story = Story(combat)
        won.add(combat.run().winner)
        chained += len(story.events(ActionChained, "brawler"))
        if {"brawler", foe} <= won and chained > 36:
            return
    pytest.fail(f"won by {won} alone, or hardly a string among {chained}")


def test_whoever_does_not_follow_up_is_not_asked_in_the_middle_of_a_blow() -> None:
    mind = rules().controllers["brawl"]
    deaf = replace(mind, rule=replace(mind.rule, follows_up=False))
    ruleset = replace(rules(), controllers={**rules().controllers, "brawl": deaf})
    combat = CombatSystem(ruleset=ruleset, seed=3, strict=True)
    for name in ("brawler", "duelist"):
        combat.add_combatant(name)
    story = Story(combat)
    combat.run()
    story.never(starts("brawler", "hook"))
    assert story.events(ActionChained) == []


def test_all_parts_of_a_fight_agree_while_blows_are_strung_together() -> None:
    combat = CombatSystem(ruleset=rules(), seed=5, strict=True)
    for name in ("one", "two"):
        combat.add_combatant("brawler", name)
    while combat.result is None:
        combat.advance(37)
        assert combat.synchronize_states() == ()


@pytest.mark.parametrize(
    ("before", "after", "guards"),
    [
        ("feint", "armoured", ("has_stamina", "not_interrupted")),
        ("armoured", "release", ("has_stamina",)),
        ("bare", "release", ("has_stamina",)),
    ],
    ids=["into the armour", "out of the armour", "without it"],
)
def test_a_haymaker_goes_on_only_if_every_guard_agrees(
    before: str, after: str, guards: tuple[str, ...]
) -> None:
    actions = brawl().combat.actions
    agreed = dict.fromkeys(guards, True)
    assert actions.can_transition(before, after, agreed, action="haymaker", event="advance")
    for guard in guards:
        without = {**agreed, guard: False}
        leads = {
            to: actions.can_transition(before, to, without, action="haymaker", event="advance")
            for to in (after, "recovery")
        }
        assert leads == {after: False, "recovery": True}, guard


def test_a_thrown_knife_needs_its_time_and_lands_whatever_its_owner_does() -> None:
    story = duel(rules(), distance=60).given("ayla", "knife_thrower").given("borin", "brawler")
    story.when("ayla", "thrown_knife").after(680)
    assert list(story.combat.projectiles) == ["ayla#1.1"]
    # Launched at tick 290 four units ahead: 56 units at 140 a second are 400 ticks.
    story.after(10).then(hit("ayla", "borin", "thrown_knife"))
    assert story.combat.projectiles == {}


def test_a_flurry_is_three_blows_and_who_is_hit_by_the_first_is_hit_by_all() -> None:
    story = brawl_of("knife_thrower").when("ayla", "flurry").after(800)
    assert [(at, what) for at, _, what in story.outcomes()] == [
        (230, "hit"), (350, "hit"), (490, "hit")
    ]  # fmt: skip
    assert [blow["base"] for blow in story.damage_to("borin")] == [5, 5, 5]


def test_a_guard_that_comes_up_in_time_blocks_the_rest_of_a_flurry() -> None:
    story = brawl_of("knife_thrower").when("borin", "block").when("ayla", "flurry").after(800)
    assert [what for _, _, what in story.outcomes()] == ["blocked", "blocked", "blocked"]


def brawl_of(archetype: str) -> Story:
    """Two of a kind, close enough for anything."""
    return duel(rules(), distance=20).given("ayla", archetype).given("borin", archetype)
