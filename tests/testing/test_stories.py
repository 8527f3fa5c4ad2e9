"""Stories: given, when, then; and a failing one says what happened instead."""

import operator
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from combat_rules import ActionError, CombatError, Outcome, replace
from combat_rules.errors import EventError, PluginError
from combat_rules.model import AwarenessLevel
from combat_rules.model.events import ActionHit, AwarenessChanged, CombatEvent, DamageDealt
from combat_rules.testing import (
    Story,
    Told,
    at,
    before,
    blocked,
    checks_of,
    defeated,
    duel,
    event,
    hit,
    hurt,
    interrupted,
    load_plugin,
    starts,
    whiffed,
)


@pytest.fixture
def story() -> Story:
    return duel(distance=40).given("ayla").given("borin", "brute", health=12)


def test_a_story_reads_from_beginning_to_end(story: Story) -> None:
    (
        story.when("ayla", "attack")
        .then(starts("ayla", "attack"))
        .after(1000)
        .then(hit("ayla", "borin", "attack") & before(1000), hurt("borin", 10))
        .never(whiffed("ayla"))
        .never(defeated("borin"))
    )
    assert story["borin"].health == 2


def test_then_looks_only_at_what_is_new(story: Story) -> None:
    story.when("ayla", "attack").then(starts("ayla", "attack"))
    with pytest.raises(AssertionError, match="did not happen, or not then: ayla starts attack"):
        story.then(starts("ayla", "attack"))


def test_then_wants_things_in_their_order(story: Story) -> None:
    story.when("ayla", "attack").after(1000)
    with pytest.raises(AssertionError, match=r"(?s)ayla's blow lands.*what was told:.*action_hit"):
        story.then(hurt("borin"), hit("ayla"))


def test_what_should_never_have_happened_is_shown(story: Story) -> None:
    story.when("ayla", "attack").after(1000)
    with pytest.raises(AssertionError, match="it did happen: borin loses health"):
        story.never(hurt("borin"))


def test_ready_made_tests_tell_why_a_plugin_cannot_be_used(tmp_path: Path) -> None:
    broken = tmp_path / "kicks.py"
    with pytest.raises(PluginError, match=r"cannot be used: there is no file or folder .*kicks"):
        checks_of(broken)
    broken.write_text("import no_such_thing\n", encoding="utf-8")
    with pytest.raises(PluginError, match="cannot be used: importing it raised ModuleNotFoundErr"):
        checks_of(broken)


def test_a_table_has_no_module_to_be_tested(tmp_path: Path) -> None:
    table = tmp_path / "kicks.csv"
    table.write_text("name,damage\nkick,3\n", encoding="utf-8")
    with pytest.raises(PluginError, match=r"kicks\.csv is a table, and has no functions to be t"):
        load_plugin(table)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"ready": {"ripost": print}},
            "ready names 'ripost', .* no such action; did you mean",
        ),
        ({"waived": {"is_poisd": "so"}}, "waived names 'is_poisd', .* no such guard of its own; "),
        ({"waived": {"just_blocked": " "}}, "gives no reason; say why it is always the same"),
    ],
    ids=["an action", "a guard", "no reason"],
)
def test_ready_made_tests_refuse_what_would_be_passed_over(
    options: dict[str, Any], said: str
) -> None:
    with pytest.raises(PluginError, match=said) as raised:
        checks_of("fencing", **options)
    assert raised.value.code == "plugin.checks"


def test_a_failed_story_tells_which_guard_stopped_a_move_and_what_it_saw() -> None:
    story = duel(distance=30).given("ayla", stamina=24).given("borin")
    story.when("ayla", "heavy_attack").after(100)
    with story.combat.transaction() as change:
        change.update_combatant_state(replace(change.combatants["ayla"], stamina=3))
    story.after(900)
    said = r"300 action_faltered +ayla heavy_attack falters in feint: has_stamina does not hold "
    with pytest.raises(AssertionError, match=said + r"\(stamina \d+, needs at least 24\)"):
        story.then(hit("ayla"))


def test_a_refusal_is_part_of_a_story() -> None:
    story = duel().given("ayla", stamina=3).given("borin")
    story.refused("ayla", "heavy_attack", "has_stamina")
    with pytest.raises(AssertionError, match="refused by has_stamina, not can_act"):
        story.refused("ayla", "heavy_attack", "can_act")
    with pytest.raises(AssertionError, match="borin may start block"):
        story.refused("borin", "block")
    with pytest.raises(ActionError):
        story.when("ayla", "heavy_attack")


def test_a_refusal_that_lets_the_action_start_all_the_same_is_none(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = (
        duel().given("ayla", stamina=3).given("borin").combat.validate_action("attack", "ayla")
    )
    monkeypatch.setattr(story.combat, "validate_action", lambda *_: refusal)
    with pytest.raises(AssertionError, match="starts it all the same"):
        story.refused("ayla", "attack")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda story: story.never(hit("bron")), "no combatant 'bron'; did you mean borin|in this"),
        (lambda story: story.never(hit("ayla", "bron")), "no combatant 'bron'"),
        (lambda story: story.never(~hurt("bron") & starts("ayla", "block")), "no combatant 'bron'"),
        (lambda story: story.never(event("damage_dealt", "bron")), "no combatant 'bron'"),
        (lambda story: story.never(starts("ayla", "blok")), "no action 'blok'; did you mean block"),
        (lambda story: story.then(hit("ayla", action="atack")), "no action 'atack'; did you mean"),
        (lambda story: story.never(event("action_hit", name="atack")), "no action 'atack'; did"),
        (lambda story: story.then(hit("ayla") and at(7)), "join two with & or |, and turn one"),
        (lambda story: story.never(not hit("ayla")), "turn one round with ~, instead of and, or,"),
        (lambda story: story.refused("ayla", "block", 3), "guards is 3; a text"),
        (lambda story: story.damage_to("bron"), "no combatant 'bron'"),
        (lambda story: story.events(ActionHit, "bron"), "no combatant 'bron'"),
        (lambda story: story.events("action_hit"), "type is 'action_hit'; a class"),
        (lambda story: story.then("hit"), "Story.then cannot take this: expected is 'hit'; a Told"),
        (lambda story: story.never(hit), "Story.never cannot take this: told is <function hit"),
        (lambda story: story.after(9).at(5), "is at tick 9 and cannot go back to 5; say after, or"),
    ],
)  # fmt: skip
def test_a_story_refuses_what_could_never_be_told(
    story: Story, ask: Callable[[Story], object], said: str
) -> None:
    with pytest.raises(CombatError, match=said):
        ask(story)


@pytest.mark.parametrize(
    ("kind", "said"),
    [("action_hitt", "did you mean action_hit?"), (int, "there are: fight_started, ")],
    ids=["misspelt", "another class"],
)
def test_an_event_of_no_type_is_refused_with_those_there_are(kind: Any, said: str) -> None:
    with pytest.raises(EventError, match="there is no event type") as refused:
        event(kind)
    assert said in str(refused.value)


def test_predicates_are_joined_with_predicates_alone() -> None:
    joined: Any = "blocked"
    for join in (operator.and_, operator.or_):
        with pytest.raises(TypeError, match="unsupported operand"):
            join(hit("ayla"), joined)


TOLD = ActionHit(
    sequence=1, timestamp=7, source="ayla", target="borin", action="ayla#1", name="jab", distance=3
)


@pytest.mark.parametrize(
    ("predicate", "meets"),
    [
        (hit("ayla"), True),
        (hit("ayla", "borin", "jab"), True),
        (hit("borin"), False),
        (hit("ayla", "cora"), False),
        (hit("ayla", action="slam"), False),
        (blocked("ayla"), False),
        (~blocked("ayla"), True),
        (blocked("ayla") | hit("ayla"), True),
        (hit("ayla") & at(7), True),
        (hit("ayla") & at(8), False),
        (hit("ayla") & before(7), False),
        (event("action_hit", name="jab", distance=3), True),
        (event(ActionHit, "ayla", name="jab"), True),
        (event("action_hit", name="slam"), False),
        (event("action_contact", projectile=None), True),
        (event("*", timestamp=7), True),
        (event("damage_dealt", outcome="hit"), False),
        (interrupted("ayla"), False),
    ],
    ids=repr,
)
def test_a_predicate_meets_what_its_words_say(predicate: object, meets: bool) -> None:
    assert callable(predicate)
    assert predicate(TOLD) is meets


DEALT = DamageDealt(damage=3, lost=3, health=9, outcome=Outcome.HIT, breakdown=())
SEEN = AwarenessChanged(before=AwarenessLevel.UNAWARE, after=AwarenessLevel.AWARE)


@pytest.mark.parametrize(
    ("predicate", "told"),
    [
        (event("damage_dealt", outcome="hit") & ~event("damage_dealt", outcome="blocked"), DEALT),
        (event("damage_dealt", outcome=Outcome.HIT), DEALT),
        (event("awareness_changed", before="unaware", after=AwarenessLevel.AWARE), SEEN),
        (event("awareness_changed", after=2), SEEN),
    ],
    ids=repr,
)
def test_a_word_of_an_event_may_be_given_as_a_text(predicate: Told, told: CombatEvent) -> None:
    assert predicate(told)
