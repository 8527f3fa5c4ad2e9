"""Delivery: everybody hears everything once and in order, whatever the others do."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from combat_rules import ActionError, CombatError, CombatEvent, CombatSystem
from combat_rules.engine import RetryPolicy, Subscription
from combat_rules.errors import EventError
from combat_rules.model.events import ActionHit, ActionStarted, CommandRefused, DamageDealt
from tests.rules import at, cause_of, duel, listen, only, ruleset, types


def failing(times: int, heard: list[CombatEvent]) -> Callable[[CombatEvent], None]:
    """A subscriber that raises the first few times it is called."""
    left = [times]

    def hear(event: CombatEvent) -> None:
        if left[0]:
            left[0] -= 1
            raise OSError("no line")
        heard.append(event)

    return hear


@pytest.mark.parametrize(
    ("failures", "arrives", "buried"),
    [(0, True, 0), (2, True, 0), (3, False, 1)],
    ids=["sound", "third attempt", "never"],
)
def test_a_subscriber_that_raises_is_tried_three_times(
    failures: int, arrives: bool, buried: int
) -> None:
    combat = duel()
    heard: list[CombatEvent] = []
    combat.subscribe("action_started", failing(failures, heard))
    combat.execute_action("jab", "ayla")
    assert (bool(heard), len(combat.events.dead_letters)) == (arrives, buried)


def test_a_dead_letter_says_what_was_lost_on_whom_and_why() -> None:
    combat = duel()
    combat.subscribe("action_started", failing(99, []))
    combat.execute_action("jab", "ayla")
    (letter,) = combat.events.dead_letters
    assert letter.event.type == "action_started"
    assert (letter.error, letter.attempts) == ("OSError: no line", 3)
    assert "failing" in letter.subscriber


def test_one_subscriber_that_raises_takes_nothing_from_the_others() -> None:
    combat = duel()
    before = listen(combat)
    combat.subscribe("*", failing(999, []))
    after = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    assert before == after
    assert combat.combatant("borin").health == 90


def test_the_number_of_attempts_can_be_chosen() -> None:
    combat = CombatSystem(100, 10, 100, ruleset=ruleset(), retry=RetryPolicy(1))
    heard: list[CombatEvent] = []
    combat.subscribe("combatant_joined", failing(1, heard))
    combat.add_combatant("fighter")
    assert (heard, [letter.attempts for letter in combat.events.dead_letters]) == ([], [1])


@pytest.mark.parametrize("attempts", [0, -1], ids=repr)
def test_an_event_is_tried_at_least_once(attempts: int) -> None:
    with pytest.raises(EventError) as caught:
        CombatSystem(100, 10, 100, ruleset=ruleset(), retry=RetryPolicy(attempts))
    assert caught.value.code == "event.retry"


def test_dead_letters_are_bounded_and_the_lost_ones_counted() -> None:
    combat = duel(duration=100_000)
    combat.subscribe("action_started", failing(10**6, []))
    for tick in range(0, 260 * 10, 10):
        at(combat, tick).execute_action("walk", "ayla")
    assert len(combat.events.dead_letters) + combat.events.lost == 260
    assert combat.events.lost > 0


def test_an_event_says_what_caused_it_and_comes_after_it() -> None:
    combat = duel()
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    hit, hurt = only(heard, ActionHit), only(heard, DamageDealt)
    assert cause_of(hurt) == hit.sequence
    places = {event.sequence: place for place, event in enumerate(heard)}
    for event in heard:
        assert all(places[cause] < places[event.sequence] for cause in event.causes)


def test_events_are_published_after_the_change_they_tell_of() -> None:
    combat = duel()
    seen: list[int] = []
    combat.subscribe("damage_dealt", lambda event: seen.append(combat.combatant("borin").health))
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    assert seen == [90]


def test_a_command_of_a_subscriber_waits_until_everybody_has_heard() -> None:
    combat = duel()
    order: list[tuple[str, str]] = []

    def answer(event: CombatEvent) -> None:
        order.append(("answers", event.type))
        if event.source == "ayla":
            assert combat.execute_action("guard", "borin") is None

    combat.subscribe("action_started", answer)
    combat.subscribe("action_started", lambda e: order.append(("hears", e.source or "")))
    combat.execute_action("jab", "ayla")
    assert order == [
        ("answers", "action_started"),
        ("hears", "ayla"),
        ("answers", "action_started"),
        ("hears", "borin"),
    ]
    running = combat.actions.get_current_action("borin")
    assert running is not None
    assert (running.name, running.started) == ("guard", 0)


def test_a_subscribers_command_that_is_refused_is_announced_not_raised() -> None:
    combat = duel()
    refused = listen(combat, CommandRefused)
    combat.subscribe("action_hit", lambda event: combat.execute_action("jab", "borin"))
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    assert [(e.source, e.name, e.code) for e in refused] == [("borin", "jab", "action.refused")]
    assert list(combat.events.dead_letters) == []


def change(combat: CombatSystem) -> None:
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("ayla"), health=50))


def join(combat: CombatSystem) -> None:
    combat.add_combatant("fighter", "cato", team="ayla", controller="")


def command(combat: CombatSystem) -> None:
    combat.execute_action("walk", "ayla")


def play(combat: CombatSystem) -> None:
    combat.advance(0)


@pytest.mark.parametrize("door", [change, join, command, play], ids=lambda door: door.__name__)
def test_a_subscribers_command_is_carried_out_before_the_call_comes_back(
    door: Callable[[CombatSystem], None],
) -> None:
    combat = duel()

    def answer(event: CombatEvent) -> None:
        combat.unsubscribe(once)
        combat.execute_action("walk", "borin")

    once = combat.subscribe("*", answer)
    door(combat)
    assert combat.actions.get_current_action("borin") is not None


def test_what_an_interrupt_left_waiting_comes_before_the_next_command() -> None:
    combat = duel()

    def answer(event: CombatEvent) -> None:
        combat.execute_action("walk", "borin")
        combat.unsubscribe(once)
        raise KeyboardInterrupt

    once = combat.subscribe("action_started", answer)
    started = listen(combat, ActionStarted)
    with pytest.raises(KeyboardInterrupt):
        combat.execute_action("jab", "ayla")
    with pytest.raises(ActionError):
        combat.execute_action("slam", "borin")
    assert [event.name for event in started] == ["jab", "walk"]


def test_answers_without_end_are_an_error() -> None:
    combat = duel()
    combat.subscribe("command_refused", lambda event: combat.execute_action("jab", "ayla"))
    combat.subscribe("action_started", lambda event: combat.execute_action("jab", "ayla"))
    with pytest.raises(CombatError, match="commands without end"):
        combat.execute_action("jab", "ayla")
    assert at(combat, 30).combatant("borin").health == 90


def test_whoever_comes_during_a_dispatch_hears_what_is_delivered_after() -> None:
    combat = duel()
    late: list[CombatEvent] = []
    combat.subscribe("action_hit", lambda event: combat.subscribe("*", late.append))
    combat.execute_action("jab", "ayla")
    at(combat, 4)
    assert "action_hit" not in types(late)
    assert types(late)[0] == "damage_dealt"


def test_whoever_is_sent_away_during_a_dispatch_is_not_called_any_more() -> None:
    combat = duel()
    heard: list[CombatEvent] = []
    going: list[Subscription] = []
    combat.subscribe("action_started", lambda event: combat.unsubscribe(going[0]))
    going.append(combat.subscribe("action_started", heard.append))
    staying = listen(combat, ActionStarted)
    combat.execute_action("jab", "ayla")
    assert heard == []
    assert types(staying) == ["action_started"]


def test_an_interrupt_in_a_subscriber_loses_and_doubles_nothing() -> None:
    combat = duel()
    before = listen(combat)
    cut = [True]
    met: list[CombatEvent] = []

    def interrupted(event: CombatEvent) -> None:
        met.append(event)
        if event.type == "action_hit" and cut:
            cut.pop()
            raise KeyboardInterrupt

    combat.subscribe("*", interrupted)
    after = listen(combat)
    combat.execute_action("jab", "ayla")
    with pytest.raises(KeyboardInterrupt):
        at(combat, 30)
    at(combat, 30)
    assert after == before == met
    sequences = [event.sequence for event in after]
    assert len(sequences) == len(set(sequences)) == combat.state.world.sequence - sequences[0]
