"""Who is called for which event, and in which order."""

from collections.abc import Callable
from typing import Any

import pytest

from combat_rules import CombatEvent
from combat_rules.engine import subscribers
from combat_rules.errors import EventError
from combat_rules.model.events import ActionHit, ActionStarted, ActionWhiffed
from tests.rules import at, duel, listen, types


def test_subscribers_hear_only_the_type_they_asked_for() -> None:
    combat = duel()
    hits, whiffs = listen(combat, ActionHit), listen(combat, ActionWhiffed)
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    assert (types(hits), types(whiffs)) == (["action_hit"], [])


def test_a_star_stands_for_every_type() -> None:
    combat = duel()
    heard = listen(combat, CombatEvent)
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    assert {"fight_started", "action_started", "action_hit", "damage_dealt"} <= set(types(heard))


def test_subscribers_are_called_in_the_order_in_which_they_came_stars_among_them() -> None:
    combat = at(duel(), 0)
    called: list[str] = []
    combat.subscribe("action_started", lambda event: called.append("a"))
    combat.subscribe("*", lambda event: called.append("b"))
    combat.subscribe("action_started", lambda event: called.append("c"))
    combat.subscribe(CombatEvent, lambda event: called.append("d"))
    combat.execute_action("jab", "ayla")
    assert called == ["a", "b", "c", "d"]


def test_whoever_comes_back_has_to_queue_at_the_end() -> None:
    combat = duel()
    called: list[str] = []

    def first(event: CombatEvent) -> None:
        called.append("first")

    gone = combat.subscribe("action_started", first)
    combat.subscribe("action_started", lambda event: called.append("second"))
    combat.unsubscribe(gone)
    combat.subscribe("action_started", first)
    combat.execute_action("jab", "ayla")
    assert called == ["second", "first"]


def test_the_order_is_that_of_coming_even_where_memory_is_used_again(
    collect: Callable[[], object],
) -> None:
    for _ in range(5):
        combat = duel()
        called: list[int] = []
        gone = combat.subscribe("action_started", lambda event: None)
        combat.subscribe("action_started", lambda event: called.append(1))  # noqa: B023 # of this round
        combat.unsubscribe(gone)
        del gone
        collect()
        for _ in range(5):
            combat.subscribe("action_started", lambda event: called.append(2))  # noqa: B023 # of this round
        combat.execute_action("jab", "ayla")
        assert called == [1, 2, 2, 2, 2, 2]


def test_weakly_held_methods_keep_their_places_when_others_come() -> None:
    combat = duel()
    called: list[str] = []

    class Voice:
        def __init__(self, name: str) -> None:
            self.name = name

        def hear(self, event: CombatEvent) -> None:
            called.append(self.name)

    voices = [Voice(name) for name in "abc"]
    for voice in voices:
        combat.events.signal("action_started").connect(voice.hear)
    combat.subscribe("action_started", lambda event: called.append("d"))
    combat.events.signal("action_started").connect(voices[0].hear)
    combat.execute_action("jab", "ayla")
    assert called == ["a", "b", "c", "d"]


def test_subscribing_twice_changes_nothing() -> None:
    combat = duel()
    heard: list[CombatEvent] = []
    first = combat.subscribe("action_started", heard.append)
    assert combat.subscribe("action_started", heard.append) == first
    combat.execute_action("jab", "ayla")
    assert len(heard) == 1


def test_whoever_unsubscribed_hears_nothing_more() -> None:
    combat = duel()
    heard: list[CombatEvent] = []
    subscription = combat.subscribe("*", heard.append)
    combat.execute_action("jab", "ayla")
    told = list(heard)
    combat.unsubscribe(subscription)
    combat.unsubscribe(subscription)
    at(combat, 30)
    assert told
    assert heard == told


def test_a_lambda_is_held_until_it_unsubscribes(collect: Callable[[], object]) -> None:
    combat = duel()
    called: list[str] = []
    combat.subscribe("action_started", lambda event: called.append(event.type))
    collect()
    combat.execute_action("jab", "ayla")
    assert called == ["action_started"]


def test_a_blinker_signal_is_a_way_in() -> None:
    combat = duel()
    heard: list[CombatEvent] = []

    @combat.events.signal("action_hit").connect
    def hear(event: CombatEvent) -> None:
        heard.append(event)

    combat.execute_action("jab", "ayla")
    at(combat, 30)
    assert types(heard) == ["action_hit"]


class Ear:
    """Somebody who may go away."""

    def __init__(self, heard: list[CombatEvent]) -> None:
        self.heard = heard

    def hear(self, event: CombatEvent) -> None:
        self.heard.append(event)


def test_a_weakly_held_receiver_is_forgotten_when_it_is_gone(collect: Callable[[], object]) -> None:
    combat = duel()
    heard: list[CombatEvent] = []
    ear = Ear(heard)
    combat.events.signal("action_started").connect(ear.hear)
    combat.execute_action("jab", "ayla")
    assert types(heard) == ["action_started"]
    del ear
    collect()
    at(combat, 30).execute_action("jab", "ayla")
    assert types(heard) == ["action_started"]


def test_a_disconnected_receiver_hears_nothing_more() -> None:
    combat = duel()
    ear = Ear([])
    combat.events.signal("*").connect(ear.hear)
    combat.events.signal("*").disconnect(ear.hear)
    combat.execute_action("jab", "ayla")
    assert ear.heard == []


def test_connecting_with_a_sender_is_refused_and_leaves_nothing_behind() -> None:
    combat = duel()
    ear, other = Ear([]), listen(combat, ActionStarted)
    signal = combat.events.signal("action_started")
    with pytest.raises(EventError, match="without a sender"):
        signal.connect(ear.hear, sender="ayla")
    combat.execute_action("jab", "ayla")
    assert ear.heard == []
    assert types(other) == ["action_started"]


def test_a_refused_connection_leaves_an_earlier_one_as_it_was(
    collect: Callable[[], object],
) -> None:
    combat = duel()
    heard: list[CombatEvent] = []

    def make() -> Any:
        def hear(event: CombatEvent) -> None:
            heard.append(event)

        return hear

    hear = make()
    combat.subscribe("action_started", hear)
    with pytest.raises(EventError):
        combat.events.signal("action_started").connect(hear, sender="ayla")
    del hear
    collect()
    combat.execute_action("jab", "ayla")
    assert types(heard) == ["action_started"]


@pytest.mark.parametrize("type", ["", None, 5, ["action_hit"]], ids=repr)
def test_a_subscription_needs_the_name_of_a_type(type: Any) -> None:
    with pytest.raises(EventError, match="event type") as caught:
        duel().subscribe(type, print)
    assert caught.value.code == "event.subscribe"


@pytest.mark.parametrize("subscriber", [None, "print", 5], ids=repr)
def test_a_subscriber_can_be_called(subscriber: Any) -> None:
    with pytest.raises(EventError, match="cannot be called"):
        duel().subscribe("*", subscriber)


@pytest.mark.parametrize("subscription", [None, "action_hit", 5], ids=repr)
def test_only_a_subscription_can_be_given_back(subscription: Any) -> None:
    with pytest.raises(EventError, match="what subscribe"):
        duel().unsubscribe(subscription)


def test_what_nobody_asked_for_is_still_among_the_recent_events() -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    assert types(combat.events.recent)[-1] == "action_started"


def test_a_subscriber_may_be_gone_while_it_is_found_out_who_is_to_be_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    combat = duel()
    heard: list[Any] = []
    gone = [combat.subscribe("*", lambda event: None) for _ in range(3)]
    combat.subscribe("*", heard.append)
    alive = subscribers._alive

    def collected(held: Any) -> Any:
        if gone:
            combat.unsubscribe(gone.pop())
        return alive(held)

    monkeypatch.setattr(subscribers, "_alive", collected)
    combat.execute_action("jab", "ayla")
    assert "action_started" in types(heard)
