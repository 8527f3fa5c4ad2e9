"""An explanation: everything that has a say in a move, what it saw, and what would help."""

from types import MappingProxyType

import pytest

from combat_rules import Action, ActionError, Attribute, Scene, load_ruleset, replace
from combat_rules.design.explain import Explanation, Way, explain, of_note
from combat_rules.design.reasons import plain_values
from combat_rules.errors import StateError
from combat_rules.model import ActionStateType, PaceRule, Protection, Stun
from combat_rules.model.events import ActionPhase
from combat_rules.plugins import standard_ruleset
from combat_rules.plugins.diagrams import diagram_of
from combat_rules.testing import duel
from tests.rules import JAB, Rules, ruleset
from tests.scenarios.story import FENCING


def ways(explanation: Explanation, phase: str, event: str) -> list[Way]:
    (found,) = [each for each in explanation.phases if each.name == phase]
    return [way for way in found.ways if way.event == event]


def test_a_move_that_may_start_has_only_reasons_that_hold() -> None:
    told = explain("attack", standard_ruleset())
    assert told.allowed
    assert told.ticks == 0
    assert [reason.name for reason in told.start] == ["can_act", "cooldown_is_over", "has_stamina"]


@pytest.mark.parametrize(
    ("protection", "told"),
    [
        (Protection(), "nothing meets it"),
        (Protection(start=5), "nothing meets it from tick 5 on"),
        (Protection(end=9), "nothing meets it from tick 0 to 9"),
        (Protection(start=5, end=9, armour=1), "armour against 1 blow from tick 5 to 9"),
        (Protection(lines=("high",), armour=2), "armour against 2 blows on high"),
    ],
    ids=["always", "late", "early", "one blow", "two blows"],
)
def test_a_protection_is_told_with_its_ticks(protection: Protection, told: str) -> None:
    assert list(of_note(Action(name="roll", protections=(protection,)))) == [told]


def test_what_a_move_costs_is_told_by_what_there_is_of_it() -> None:
    shot = replace(JAB, name="shot", costs=MappingProxyType({"ammo": 2, "heat": 1}))
    pools = [Attribute("ammo", default=1, regeneration=1), Attribute("heat", default=5)]
    (refused,) = [
        reason
        for reason in explain("shot", ruleset([shot], attributes=pools)).start
        if not reason.holds
    ]
    assert list(plain_values(refused)) == ["ammo 1, needs at least 2"]
    assert refused.ticks == 1000


def test_out_of_which_stuns_a_move_may_be_begun_is_told_and_asked() -> None:
    burst = replace(JAB, name="burst", out_of=(Stun.STAGGER, Stun.KNOCKDOWN))
    rules = ruleset([JAB, burst])
    assert list(of_note(burst)) == ["it may be begun out of stagger or knockdown"]
    reels = {"stunned_until": 100, "stun": Stun.HITSTUN}
    asked = explain("burst", rules, actor=reels).start[0]
    assert (asked.name, asked.ticks) == ("can_act_out_of(stagger, knockdown)", 100)
    assert explain("burst", rules, actor={**reels, "stun": Stun.STAGGER}).allowed
    assert "can_act_out_of(stagger, knockdown)" in diagram_of(rules, "burst").markdown


def wounded(scene: Scene) -> int:
    """Whoever is wounded needs half as much again."""
    return 150 if scene.actor.health < 50 else 100


def leaving_the_feint(scene: Scene) -> int:
    """What comes out of the feint takes half of the time."""
    return 50 if scene.actor.phase == "feint" else 100


def careless(scene: Scene) -> int:
    """It raises."""
    raise ValueError("no pace")


PACES = [
    PaceRule("wounded", 1, wounded),
    PaceRule("out of the feint", 2, leaving_the_feint, frozenset({ActionStateType.COMMIT})),
]


@pytest.mark.parametrize("health", [100, 49])
def test_how_long_phases_take_by_the_pace_rules_is_told_as_a_fight_has_it(health: int) -> None:
    plugin = Rules([replace(JAB, feint=7, commit=5)], pace_rules=PACES)
    rules = load_ruleset([plugin], standard=False)
    told = explain("jab", rules, actor={"health": health})
    story = duel(rules).given("ayla", "fighter", health=health).given("borin", "fighter")
    story.when("ayla", "jab").after(1000)
    fought = {event.phase: event.ticks for event in story.events(ActionPhase, "ayla")}
    assert {phase.name: phase.lasts for phase in told.phases} == fought
    names = ["out of the feint"] if health == 100 else ["wounded", "out of the feint"]
    assert [pace.rule for pace in told.phases[1].paces] == names


def test_a_pace_rule_that_raises_is_told_and_changes_nothing() -> None:
    plugin = Rules([JAB], pace_rules=[PaceRule("careless", 3, careless)])
    told = explain("jab", load_ruleset([plugin], standard=False))
    timed = [phase for phase in told.phases if phase.ticks]
    assert timed
    assert all(phase.lasts == phase.ticks for phase in timed)
    assert {pace.error for phase in timed for pace in phase.paces} == {"ValueError: no pace"}


def test_every_reason_is_there_and_says_how_long_to_wait() -> None:
    told = explain("attack", standard_ruleset(), actor={"stamina": 5, "stunned_until": 100})
    by_name = {reason.name: reason for reason in told.start}
    assert not told.allowed
    assert by_name["can_act"].ticks == 100
    # 7 points short at 10 a second.
    assert by_name["has_stamina"].ticks == 700
    assert by_name["has_stamina"].needed == ("actor.stamina would have to be at least 12",)
    assert by_name["cooldown_is_over"].holds
    assert told.ticks == 700


def test_time_does_not_help_whom_nothing_comes_back() -> None:
    told = explain("attack", standard_ruleset(), actor={"stamina": 5, "stamina_regeneration": 0})
    assert told.ticks is None


def test_the_ways_on_are_judged_phase_by_phase_and_the_first_open_one_is_taken() -> None:
    told = explain("attack", standard_ruleset(), actor={"interrupted": True})
    assert [(way.target, way.taken) for way in ways(told, "feint", "advance")] == [
        ("commit", False),
        ("recovery", True),
    ]
    (cancel,) = ways(told, "commit", "cancel")
    assert [reason.name for reason in cancel.reasons] == ["is_cancellable"]
    assert ways(told, "recovery", "cancel") == []


def test_one_phase_may_be_asked_for() -> None:
    told = explain("attack", standard_ruleset(), phase="commit")
    assert [phase.name for phase in told.phases] == ["commit"]


def test_validations_of_plugins_are_named_with_their_plugin() -> None:
    told = explain("lunge", load_ruleset([FENCING]), actor={"poise": 2})
    (reason,) = [reason for reason in told.start if reason.name == "on_guard"]
    assert (reason.origin, reason.holds) == ("fencing", False)
    assert [str(comparison) for comparison in reason.comparisons] == ["actor.poise 2 >= 3: no"]
    assert reason.ticks == 500


def test_a_refusal_carries_the_same_reasons() -> None:
    story = duel().given("ayla", stamina=5).given("borin")
    with pytest.raises(ActionError) as refused:
        story.when("ayla", "attack")
    reasons = refused.value.refusal.asked
    told = explain("attack", standard_ruleset(), actor={"stamina": 5})
    assert [reason.name for reason in reasons] == [reason.name for reason in told.start]
    assert [str(c) for r in reasons for c in r.comparisons] == [
        str(c) for r in told.start for c in r.comparisons
    ]
    assert refused.value.refusal.reasons[0].ticks == 700


def test_waiting_as_long_as_it_says_is_enough_and_not_too_much() -> None:
    story = duel().given("ayla", stamina=5).given("borin")
    refusal = story.combat.validate_action("attack", "ayla")
    assert refusal is not None
    wait = refusal.reasons[0].ticks
    assert wait is not None
    story.after(wait - 1).refused("ayla", "attack", "has_stamina")
    story.after(1).when("ayla", "attack")


def test_a_long_wait_is_found_by_halving() -> None:
    slow = {"stamina": 0, "stamina_regeneration": 1}
    assert explain("heavy_attack", standard_ruleset(), actor=slow).ticks == 24_000


@pytest.mark.parametrize(
    ("move", "said", "why"),
    [
        ("atack", {}, "did you mean attack"),
        ("attack", {"phase": "comit"}, "did you mean commit"),
        ("attack", {"actor": {"helth": 3}}, "did you mean health"),
    ],
    ids=["action", "phase", "field"],
)
def test_what_does_not_exist_is_an_error_with_a_proposal(
    move: str, said: dict[str, object], why: str
) -> None:
    with pytest.raises((ActionError, StateError), match=why):
        explain(move, standard_ruleset(), **said)  # type: ignore[arg-type]  # of a test


def test_a_guard_that_raises_is_told_with_what_it_raised() -> None:
    rules = standard_ruleset()

    def broken(scene: object) -> bool:
        raise LookupError("no such thing")

    contributed = replace(
        rules.validations[0], rule=replace(rules.validations[0].rule, guard=broken)
    )
    told = explain("attack", replace(rules, validations=(contributed,)))
    assert told.start[-1].error == "LookupError: no such thing"
    assert not told.allowed
    assert told.ticks is None
