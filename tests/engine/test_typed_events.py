"""Typed events: a class for each type, known when the rules are loaded, subscribed to by class."""

from copy import copy
from enum import Enum
from typing import Any, get_args

import pytest

from combat_rules import (
    CombatEvent,
    CombatSystem,
    Effects,
    Outcome,
    Scene,
    four_phases,
    load_ruleset,
    replace,
)
from combat_rules.errors import EventError, PluginError
from combat_rules.model import AwarenessLevel, EventPriority, Listener
from combat_rules.model.events import (
    EVENT_TYPES,
    ActionContact,
    ActionEvent,
    ActionHit,
    AwarenessChanged,
    DamageDealt,
    EventName,
    Share,
    details,
    families,
    plain,
)
from combat_rules.plugins import standard_ruleset
from tests.rules import ACTIONS, JAB, Rules, at, duel, listen, ruleset, types


class Mood(Enum):
    """How somebody feels."""

    CALM = "calm"


class Cried(CombatEvent, frozen=True, kw_only=True):
    """Somebody cries out."""

    priority = EventPriority.HIGH
    loud: int
    mood: Mood = Mood.CALM


def cry(scene: Scene, effects: Effects) -> None:
    """Cry out."""
    effects.announce(Cried(loud=3))


def crying(**options: Any) -> CombatSystem:
    """A fight in which a jab makes its actor cry as it commits."""
    jab = replace(JAB, chart=four_phases("Crying", on_commit=[cry]))
    return duel([jab, *ACTIONS[1:]], events=[Cried], **options)


def test_a_type_checker_knows_every_name_that_the_engine_announces() -> None:
    assert set(get_args(EventName)) == {"*", *families(EVENT_TYPES)}


@pytest.mark.parametrize("kind", EVENT_TYPES.values(), ids=EVENT_TYPES)
def test_a_type_is_called_as_its_class_and_says_what_it_tells(kind: type[CombatEvent]) -> None:
    assert kind.type.replace("_", "") == kind.__name__.lower()
    assert kind.__doc__
    assert kind.__struct_config__.frozen


def test_an_event_as_data_has_words_for_enums_and_its_own_fields_last() -> None:
    event = DamageDealt(
        sequence=7,
        timestamp=3,
        source="ayla",
        target="borin",
        action="ayla#1",
        causes=(5, 6),
        damage=10,
        lost=4,
        health=0,
        outcome=Outcome.COUNTER_HIT,
        breakdown=(Share("base", 10),),
    )
    assert plain(event) == {
        "sequence": 7,
        "timestamp": 3,
        "type": "damage_dealt",
        "priority": "high",
        "source": "ayla",
        "target": "borin",
        "action": "ayla#1",
        "causes": [5, 6],
        "damage": 10,
        "lost": 4,
        "health": 0,
        "outcome": "counter_hit",
        "breakdown": [{"rule": "base", "change": 10}],
        "absorbed": 0,
        "name": "",
        "status": None,
    }
    seen = AwarenessChanged(before=AwarenessLevel.UNAWARE, after=AwarenessLevel.AWARE)
    assert details(seen) == {"before": "unaware", "after": "aware"}


def test_a_plugins_event_is_filled_in_by_the_engine() -> None:
    combat = crying()
    heard = listen(combat)
    cries = listen(combat, Cried)
    combat.execute_action("jab", "ayla")
    at(combat, 5)
    (cried,) = cries
    assert (cried.loud, cried.mood, cried.priority) == (3, Mood.CALM, EventPriority.HIGH)
    assert (cried.timestamp, cried.source, cried.action) == (1, "ayla", "ayla#1")
    assert [event.type for event in heard if event.sequence in cried.causes] == ["action_committed"]
    assert types(cries) == ["cried"]


def test_a_ruleset_knows_the_types_of_the_engine_and_of_its_plugins() -> None:
    assert standard_ruleset().events == EVENT_TYPES
    assert crying().fight.ruleset.events == {**EVENT_TYPES, "cried": Cried}
    assert "cried" not in EVENT_TYPES


def test_a_base_stands_for_all_classes_made_from_it() -> None:
    combat = duel()
    met, of_actions = listen(combat, ActionContact), listen(combat, ActionEvent)
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    assert types(met) == ["action_hit"]
    assert types(of_actions) == [
        "action_started",
        "action_committed",
        "action_released",
        "action_hit",
        "action_recovering",
        "action_ended",
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("action_hitt", "did you mean action_hit?"),
        ("damage_delt", "did you mean damage_dealt?"),
        ("cries", "did you mean cried?"),
        ("zzz", "there are: "),
    ],
)
def test_an_unknown_name_is_refused_with_a_proposal(name: Any, meant: str) -> None:
    combat = crying()
    for subscribe in (
        lambda: combat.subscribe(name, print),
        lambda: combat.events.signal(name),
    ):
        with pytest.raises(EventError, match="there is no event type") as caught:
            subscribe()
        assert meant in str(caught.value)
        assert caught.value.code == "event.subscribe"


def test_a_class_that_the_rules_do_not_know_cannot_be_subscribed_to() -> None:
    with pytest.raises(EventError, match=r"no event type Cried.*combat_events"):
        duel().subscribe(Cried, print)


def test_whoever_reads_a_field_that_is_not_there_is_told_which_there_are() -> None:
    combat = duel()
    combat.subscribe(DamageDealt, lambda event: event.damge)  # type: ignore[attr-defined] # the mistake that is tried
    combat.subscribe(DamageDealt, lambda event: event.data["lost"])  # type: ignore[attr-defined] # the mistake that is tried
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    typo, old = (letter.error for letter in combat.events.dead_letters)
    assert typo == "AttributeError: DamageDealt has no attribute damge; did you mean damage?"
    assert "DamageDealt has no attribute data; " in old


def test_a_listener_hears_a_class() -> None:
    heard: list[ActionHit] = []
    combat = duel(listeners=[Listener("ear", ActionHit, heard.append)])
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    assert [event.distance for event in heard] == [10]


class Thawed(CombatEvent, frozen=False, kw_only=True):  # type: ignore[misc] # the mistake that is tried
    """Somebody thaws."""


class Halved(CombatEvent, frozen=True, kw_only=True):
    """Somebody is halved."""

    by: float


class Lost(CombatEvent, frozen=True, kw_only=True):
    """Somebody is lost."""

    what: "Nowhere"  # type: ignore[name-defined]  # noqa: F821


class Rash(CombatEvent, frozen=True, kw_only=True):
    """Somebody is rash."""

    priority = "now"  # type: ignore[assignment] # the mistake that is tried


class Impostor(CombatEvent, frozen=True, kw_only=True):
    """Looks like the engine's."""

    type = "action_hit"


class Again(CombatEvent, frozen=True, kw_only=True):
    """Looks like another one."""

    type = "cried"


@pytest.mark.parametrize(
    ("events", "problem"),
    [
        ([Thawed], "event type Thawed can be changed; write .*frozen=True"),
        ([Halved], "event type Halved has the field by of .*float"),
        ([Lost], "event type Lost has a field of a kind that cannot be looked up: .*Nowhere"),
        ([Rash], "event type Rash has the priority 'now'"),
        ([ActionHit], "event type ActionHit is the engine's own"),
        ([CombatEvent], "event type CombatEvent"),
        ([Impostor], "event type Impostor is the engine's own; give the class another name"),
        ([Cried, Again], "event type Again has the type cried, which practice contributes already"),
        ([Cried(loud=1)], "combat_events returned Cried.*it returns only classes of events"),
        (["cried"], "combat_events returned 'cried'"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_wrong_with_a_plugins_types_is_found_when_the_rules_are_loaded(
    events: list[Any], problem: str
) -> None:
    with pytest.raises(PluginError, match=f"plugin practice.*{problem}"):
        ruleset(events=events)


@pytest.mark.parametrize(
    ("type", "problem"),
    [
        (
            "action_hitt",
            "listener ear is for the event type 'action_hitt'; did you mean action_hit",
        ),
        (Cried, "listener ear is for the event type .*Cried.*which is none"),
        (5, "listener ear is for the event type 5, which is none"),
    ],
    ids=["a misspelt name", "a class that nobody declares", "a number"],
)
def test_a_listener_for_what_nobody_announces_is_found_when_the_rules_are_loaded(
    type: Any, problem: str
) -> None:
    with pytest.raises(PluginError, match=problem):
        load_ruleset([Rules(listeners=[Listener("ear", type, print)])], standard=False)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("data", r".*write event\.damage instead of event\.data\['damage'\]; it has damage, lost"),
        ("cause", r"it may have several: write event\.causes"),
        ("helth", r"did you mean health\?"),
        ("points", r"there are: damage, lost"),
    ],
)
def test_a_field_that_an_event_does_not_have_is_told_with_those_that_it_has(
    name: str, said: str
) -> None:
    event = DamageDealt(damage=3, lost=3, health=7, outcome=Outcome.HIT, breakdown=())
    with pytest.raises(AttributeError, match=f"DamageDealt has no attribute {name}; {said}"):
        getattr(event, name)
    assert not hasattr(event, name)
    assert copy(event) == event
