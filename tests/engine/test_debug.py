"""Looking into a fight: its state as text, and its events as they happen."""

from combat_rules import Attribute, Scene
from combat_rules.engine import debug_system_state, enable_event_tracing
from tests.rules import at, duel


def test_the_state_shows_time_combatants_and_what_they_do() -> None:
    combat = duel(attributes=[Attribute("poise", 4, 0, 9)])
    combat.execute_action("slam", "ayla")
    text = debug_system_state(at(combat, 2))
    assert text.splitlines()[:9] == [
        "Tick 2 of 1000, arena 100",
        "",
        "ayla (fighter, team ayla)",
        "├── health   100/100",
        "├── stamina  100/100",
        "├── poise    4/9",
        "├── position 45, facing right",
        "├── action   slam (ayla#1), feint for another 3 ticks",
        "└── knows    borin: aware",
    ]


def test_the_state_shows_who_is_stunned_and_who_rests() -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    text = debug_system_state(at(combat, 12))
    assert "action   hitstun for another 3 ticks" in text
    assert "action   none" in text


def test_the_state_shows_how_the_fight_ended() -> None:
    combat = duel(duration=50)
    combat.run()
    assert "Over: nobody won by time_out at 50" in debug_system_state(combat)


def test_the_state_shows_the_mistakes_of_plugins() -> None:
    def broken(scene: Scene) -> bool:
        raise LookupError("no answer")

    combat = duel(strict=False, validations=[broken])
    try:
        combat.execute_action("jab", "ayla")
    except Exception:
        text = debug_system_state(combat)
    assert "tick 0: plugin practice: validation broken: LookupError: no answer" in text


def test_looking_changes_nothing() -> None:
    combat = duel()
    before = combat.save()
    debug_system_state(combat)
    assert combat.save() == before


def test_tracing_writes_every_event_with_what_it_is_about() -> None:
    combat = at(duel(), 0)
    written: list[str] = []
    enable_event_tracing(combat, written.append)
    combat.execute_action("jab", "ayla")
    assert written == [
        "tick 0 #3 action_started\n"
        "├── From: ayla\n"
        "├── To: borin\n"
        "├── Action: ayla#1\n"
        "├── Because of: N/A\n"
        "└── Details: {'name': 'jab', 'phase': 'feint', 'ticks': 1}"
    ]


def test_tracing_ends_with_its_subscription() -> None:
    combat = duel()
    written: list[str] = []
    tracing = enable_event_tracing(combat, written.append)
    combat.unsubscribe(tracing)
    combat.execute_action("jab", "ayla")
    assert written == []
