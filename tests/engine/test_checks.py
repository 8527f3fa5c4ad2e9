"""Bad input at every door: a clear error of the package, and a fight that has not changed."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from combat_rules import (
    ActionError,
    Archetype,
    Attribute,
    CombatError,
    CombatEvent,
    CombatSystem,
    Command,
    Effects,
    Scene,
)
from combat_rules.engine import PerformanceStats, RetryPolicy
from combat_rules.errors import EventError, StateError
from combat_rules.model.events import ActionEnded, ActionStarted
from tests.rules import JAB, WALK, at, duel, empty_fight, listen, misfit, ruleset, types


@pytest.mark.parametrize(
    "wrong",
    [
        {"duration": 0},
        {"duration": -5},
        {"duration": 1.5},
        {"duration": "long"},
        {"duration": True},
        {"duration": 10**10},
        {"max_distance": 0},
        {"max_distance": 10**10},
        {"distance": -1},
        {"distance": 101},
        {"distance": "near"},
        {"seed": "seven"},
        {"seed": 0.5},
        {"seed": 2**63},
        {"seed": -(2**63) - 1},
        {"number": None},
        {"history": "all"},
        {"history": -1},
        {"ruleset": "standard"},
        {"retry": 3},
    ],
    ids=str,
)
def test_a_fight_that_cannot_be_set_up_is_refused(wrong: dict[str, Any]) -> None:
    given = {"duration": 100, "distance": 10, "max_distance": 100, "ruleset": ruleset(), **wrong}
    with pytest.raises((StateError, EventError), match=next(iter(wrong))):
        CombatSystem(**given)


@pytest.mark.parametrize("seed", [2**63 - 1, -(2**63)], ids=["highest", "lowest"])
def test_every_whole_number_of_64_bits_is_a_seed(seed: int) -> None:
    assert CombatSystem(100, ruleset=ruleset(), seed=seed).fight.seed == seed


@pytest.mark.parametrize("attempts", ["often", 1.5, True, 10**9], ids=repr)
def test_the_number_of_attempts_is_a_whole_number(attempts: Any) -> None:
    with pytest.raises(EventError, match="max_attempts"):
        CombatSystem(100, 10, 100, ruleset=ruleset(), retry=RetryPolicy(attempts))


def test_a_name_stays_taken_by_whoever_has_fallen_or_gone() -> None:
    def both_go(scene: Scene, effects: Effects) -> None:
        """The actor withdraws, and the target falls."""
        effects.withdraw(scene.actor.id)
        effects.harm(scene.target.id, 1000)

    combat = duel([replace(JAB, on_contact=(both_go,))])
    for name in ("cato", "dara"):
        combat.add_combatant("fighter", name, position=90)
    combat.execute_action("jab", "ayla", "borin")
    combat.advance(5)
    with pytest.raises(StateError, match="'ayla' has withdrawn for good; give this combatant a"):
        combat.add_combatant("fighter", "ayla")
    with pytest.raises(StateError, match="'borin' has fallen, and nobody gets up again; give"):
        combat.add_combatant("fighter", "borin")


def test_who_measures_a_fight_has_to_be_able_to() -> None:
    combat = duel()
    with pytest.raises(StateError, match=r"watch is 5; give what has start, tick, event"):
        combat.watch = misfit(5)
    with pytest.raises(StateError, match="5 is no fight that can be measured"):
        PerformanceStats(misfit(5))
    combat.advance(5)


HERO = Archetype(name="hero", actions=("jab", "walk"), controller="still")

JOINS: dict[str, tuple[tuple[Any, ...], dict[str, Any], str]] = {
    "unknown archetype": (("hero",), {}, "there are: fighter"),
    "no archetype": ((None,), {}, "there is no archetype None"),
    "a list for an archetype": (([],), {}, r"there is no archetype \[\]"),
    "taken name": (("fighter", "ayla"), {}, "fights already"),
    "empty name": (("fighter", " "), {}, "name"),
    "name with a number sign": (("fighter", "a#1"), {}, "has a '#' in it"),
    "number for a name": (("fighter", 5), {}, "name"),
    "number for a team": (("fighter", "cato"), {"team": 5}, "team"),
    "empty team": (("fighter", "cato"), {"team": ""}, "team"),
    "unknown controller": (("fighter", "cato"), {"controller": "hal"}, "there are: still"),
    "number for a controller": (("fighter", "cato"), {"controller": 5}, "no controller 5"),
    "outside the arena": (("fighter", "cato"), {"position": 101}, "position is 101"),
    "text for a position": (("fighter", "cato"), {"position": "left"}, "position is 'left'"),
    "unknown attribute": (("fighter", "cato"), {"healht": 5}, "did you mean health"),
    "negative health": (("fighter", "cato"), {"health": -5}, "health is -5"),
    "no health at all": (("fighter", "cato"), {"max_health": 0}, "max_health"),
    "more health than full": (("fighter", "cato"), {"health": 9, "max_health": 5}, "health is 9"),
    "endless health": (("fighter", "cato"), {"health": 10**30}, "health"),
    "text for a reaction": (("fighter", "cato"), {"reaction": "quick"}, "reaction is 'quick'"),
    "facing nowhere": (("fighter", "cato"), {"facing": 0}, "facing is 0"),
    "attribute out of range": (("fighter", "cato"), {"poise": 11}, "poise is 11"),
    "archetype of unknown actions": (
        (replace(HERO, actions=("jab", "fly")), "cato"), {}, "knows no action 'fly'"
    ),
    "archetype of an unknown controller": (
        (replace(HERO, controller="hal"), "cato"), {}, "no controller 'hal'"
    ),
    "archetype with unknown attributes": (
        (replace(HERO, attributes={"luck": 1}), "cato"), {}, "cannot be given 'luck'"
    ),
    "archetype without sense": ((replace(HERO, reaction="x"), "cato"), {}, "reaction is 'x'"),
    "archetype without health": ((replace(HERO, health=0), "cato"), {}, "health is 0"),
}  # fmt: skip


@pytest.mark.parametrize(("args", "options", "message"), JOINS.values(), ids=JOINS)
def test_who_cannot_join_is_told_why(
    args: tuple[Any, ...], options: dict[str, Any], message: str
) -> None:
    combat = duel([JAB, WALK], attributes=[Attribute("poise", 5, 0, 10)])
    before = combat.save()
    with pytest.raises(StateError, match=message):
        combat.add_combatant(*args, **options)
    assert combat.save() == before


def test_a_stranger_with_an_archetype_of_its_own_may_join() -> None:
    combat = duel([JAB, WALK])
    assert combat.add_combatant(HERO, "cato", team="ayla").actions == ("jab", "walk")
    assert combat.run().reason == "time_out"


COMMANDS: dict[str, Callable[[Any], object]] = {
    "unknown action": lambda c: c.execute_action("fly", "ayla"),
    "number for an action": lambda c: c.execute_action(5, "ayla"),
    "list for an action": lambda c: c.execute_action(["jab"], "ayla"),
    "unknown actor": lambda c: c.execute_action("jab", "nobody"),
    "no actor": lambda c: c.execute_action("jab"),
    "number for an actor": lambda c: c.execute_action("jab", 5),
    "list for an actor": lambda c: c.execute_action("jab", []),
    "unknown target": lambda c: c.execute_action("jab", "ayla", "nobody"),
    "number for a target": lambda c: c.execute_action("jab", "ayla", 5),
    "oneself as a target": lambda c: c.execute_action("jab", "ayla", "ayla"),
    "nothing to call off": lambda c: c.cancel("ayla"),
    "calling off for nobody": lambda c: c.cancel("nobody"),
    "judging an unknown action": lambda c: c.validate_action("fly", "ayla"),
    "judging an unknown actor": lambda c: c.validate_action("jab", "nobody"),
    "judging an unknown target": lambda c: c.validate_action("jab", "ayla", "nobody"),
    "judging a list for an action": lambda c: c.validate_action(["jab"], "ayla"),
    "judging a list for an actor": lambda c: c.validate_action("jab", []),
    "judging a list for a target": lambda c: c.validate_action("jab", "ayla", []),
    "what a list could do": lambda c: c.actions.possible_actions([]),
    "calling off for a list": lambda c: c.cancel([]),
    "scheduling the past": lambda c: c.schedule([Command(actor="ayla", action="jab", at=1)]),
    "scheduling for nobody": lambda c: c.schedule([Command(actor="x", action="jab", at=9)]),
    "scheduling the unknown": lambda c: c.schedule([Command(actor="ayla", action="fly", at=9)]),
    "scheduling at half past": lambda c: c.schedule(
        [Command(actor="ayla", action="jab", at=misfit(9.5))]
    ),
    "scheduling words": lambda c: c.schedule(["jab"]),
    "scheduling nothing": lambda c: c.schedule(None),
    "one wrong among many": lambda c: c.schedule(
        [Command(actor="ayla", action="jab", at=9), Command(actor="ayla", action="fly", at=9)]
    ),
    "letting time run back": lambda c: c.advance(-1),
    "half a tick": lambda c: c.advance(0.5),
    "no number of ticks": lambda c: c.advance("1"),
    "ticks beyond bounds": lambda c: c.advance(10**20),
    "the record of nobody": lambda c: c.combatant("nobody"),
    "the record of a list": lambda c: c.combatant([]),
    "the action of nobody": lambda c: c.actions.get_current_action("nobody"),
    "what nobody could do": lambda c: c.actions.possible_actions("nobody"),
    "a phase of no action": lambda c: c.actions.can_transition("feint", "commit", {}, action="fly"),
}


@pytest.mark.parametrize("door", COMMANDS.values(), ids=COMMANDS)
def test_a_command_that_makes_no_sense_is_refused_and_changes_nothing(
    door: Callable[[CombatSystem], object],
) -> None:
    combat = at(duel(), 5)
    before = combat.save()
    with pytest.raises(CombatError) as caught:
        door(combat)
    assert caught.value.code
    assert combat.save() == before


def test_the_distance_needs_two() -> None:
    combat = empty_fight()
    combat.add_combatant("fighter")
    with pytest.raises(StateError, match="two"):
        _ = combat.distance
    combat.add_combatant("fighter", "borin")
    assert combat.distance == 10


@pytest.mark.parametrize(
    "door",
    [
        lambda c: c.advance(1),
        lambda c: c.run(),
        lambda c: c.load(c.save()),
        lambda c: c.rollback(),
        lambda c: c.add_combatant("fighter", "cato"),
        lambda c: c.transaction().__enter__(),
        lambda c: c.synchronize_states(),
    ],
    ids=["advance", "run", "load", "rollback", "join", "transaction", "synchronize"],
)
def test_a_subscriber_may_command_but_not_move_the_fight(
    door: Callable[[CombatSystem], object],
) -> None:
    combat = duel()
    combat.subscribe("action_started", lambda event: door(combat))
    combat.execute_action("jab", "ayla")
    (letter,) = combat.events.dead_letters
    assert "CombatError" in letter.error
    assert "while a moment is being played" in letter.error
    assert at(combat, 30).combatant("borin").health == 90


def test_scheduled_commands_are_carried_out_at_their_time_whatever_their_order() -> None:
    combat = duel()
    started = listen(combat, ActionStarted)
    combat.schedule(
        Command(actor=who, action=what, at=tick)
        for tick, who, what in [(60, "borin", "walk"), (5, "ayla", "jab"), (5, "borin", "guard")]
    )
    at(combat, 100)
    told = [(event.timestamp, event.source) for event in started]
    assert told == [(5, "ayla"), (5, "borin"), (60, "borin")]


def test_a_scheduled_command_may_call_off() -> None:
    combat = duel()
    ended = listen(combat, ActionEnded)
    combat.schedule(
        [Command(actor="ayla", action="slam"), Command(actor="ayla", cancel=True, at=3)]
    )
    at(combat, 30)
    assert [(event.timestamp, event.reason) for event in ended] == [(6, "cancelled")]


def test_a_scheduled_command_that_is_refused_is_announced() -> None:
    combat = duel()
    heard: list[CombatEvent] = listen(combat)
    combat.schedule(Command(actor="ayla", action="jab", at=tick) for tick in (0, 3))
    at(combat, 30)
    assert types(heard, "action_started", "command_refused") == [
        "action_started",
        "command_refused",
    ]


def test_a_command_object_does_what_its_parts_do() -> None:
    one, other = duel(), duel()
    one.execute_action(Command(actor="ayla", action="jab", target="borin"))
    other.execute_action("jab", "ayla", "borin")
    assert one.actions.get_current_action("ayla") == other.actions.get_current_action("ayla")
    with pytest.raises(ActionError):
        one.execute_action(Command(actor="ayla", action="jab"))
