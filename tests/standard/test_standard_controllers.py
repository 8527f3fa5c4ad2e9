"""The standard controllers do what they say."""

from collections.abc import Sequence

from combat_rules import (
    Act,
    Archetype,
    CombatEvent,
    CombatSystem,
    Wait,
    load_ruleset,
    replace,
)
from combat_rules.model.events import ActionEnded, ActionStarted
from combat_rules.standard.controllers import follow
from tests.rules import Rules


def fight(
    left: str, right: str, *, distance: int = 50, seed: int = 0
) -> tuple[CombatSystem, list[CombatEvent]]:
    """Two duelists with these controllers; "" is one that waits for commands."""
    combat = CombatSystem(distance=distance, seed=seed, strict=True)
    heard: list[CombatEvent] = []
    combat.subscribe("*", heard.append)
    combat.add_combatant("duelist", "ayla", controller=left)
    combat.add_combatant("duelist", "borin", controller=right)
    return combat, heard


def begun(heard: Sequence[CombatEvent], who: str) -> list[tuple[int, str]]:
    """What somebody began, and when."""
    return [
        (event.timestamp, event.name)
        for event in heard
        if isinstance(event, ActionStarted) and event.source == who
    ]


def test_wait_does_nothing() -> None:
    combat, heard = fight("wait", "wait")
    assert combat.run().reason == "time_out"
    assert begun(heard, "ayla") == begun(heard, "borin") == []


def test_attack_closes_in_and_then_strikes() -> None:
    combat, heard = fight("attack", "wait", distance=90)
    combat.run()
    names = [name for _, name in begun(heard, "ayla")]
    steps = names.index(next(name for name in names if name != "move_forward"))
    assert steps >= 3
    assert set(names[steps:]) <= {"attack", "quick_attack", "heavy_attack", "move_forward"}
    assert combat.result is not None
    assert combat.result.winner == "ayla"


def test_attack_strikes_only_with_what_reaches() -> None:
    combat, heard = fight("attack", "wait", distance=55)
    combat.advance(1)
    assert [name for _, name in begun(heard, "ayla")] == ["heavy_attack"]


def test_mix_blocks_more_often_than_not_what_it_sees_coming() -> None:
    defended = 0
    for seed in range(30):
        combat, heard = fight("", "mix", seed=seed)
        combat.execute_action("heavy_attack", "ayla")
        combat.advance(500)
        defended += any(name == "block" for _, name in begun(heard, "borin"))
    assert defended >= 12


def test_mix_backs_off_when_it_is_out_of_breath() -> None:
    combat, heard = fight("wait", "mix", distance=30)
    with combat.transaction() as tx:
        borin = combat.combatant("borin")
        tx.update_combatant_state(replace(borin, stamina=10))
    combat.advance(100)
    assert [name for _, name in begun(heard, "borin")] == ["move_backward"]


def test_a_sentinel_answers_a_blow_with_its_guard() -> None:
    combat = CombatSystem(distance=45, strict=True, seed=1)
    heard: list[CombatEvent] = []
    combat.subscribe("action_started", heard.append)
    combat.add_combatant("duelist", "ayla", controller="")
    combat.add_combatant("sentinel", "borin")
    answers = set()
    while combat.result is None:
        heard.clear()
        if "heavy_attack" in combat.actions.possible_actions("ayla"):
            combat.execute_action("heavy_attack", "ayla")
            combat.advance(300)
            answers |= {name for _, name in begun(heard, "borin")}
        combat.advance(10)
    assert "block" in answers


SCRIPT = (Act("attack"), Wait(400), Act("block"), Wait(100), Wait(50), Act("move_forward"))


def test_follow_plays_its_script_and_then_waits() -> None:
    rules = Rules(
        [],
        archetypes=[Archetype(name="actor", actions=("attack", "block", "move_forward"))],
        controllers=[follow("script", SCRIPT)],
    )
    combat = CombatSystem(ruleset=load_ruleset([rules]), strict=True)
    heard: list[CombatEvent] = []
    combat.subscribe("*", heard.append)
    combat.add_combatant("actor", "ayla", controller="script")
    combat.add_combatant("actor", "borin")
    combat.run()
    ended = [e.timestamp for e in heard if isinstance(e, ActionEnded) and e.source == "ayla"]
    first, second, third = begun(heard, "ayla")
    assert first == (0, "attack")
    assert second == (ended[0] + 400, "block")
    assert third == (ended[1] + 150, "move_forward")
