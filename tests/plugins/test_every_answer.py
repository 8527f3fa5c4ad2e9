"""Whatever a rule answers, raises or asks for, the fight goes on and its journal tells the same."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from msgspec import Struct

from combat_rules import (
    Act,
    Action,
    Archetype,
    Attribute,
    CombatEvent,
    CombatSystem,
    ContactRule,
    Controller,
    DamageRule,
    Effects,
    Outcome,
    Ruleset,
    Scene,
    Status,
    Validation,
    Wait,
    hookimpl,
    load_ruleset,
)
from combat_rules.charts import four_phases
from combat_rules.engine.core.words import PAUSE
from combat_rules.model import LIMIT, Listener, PerceptionRule
from combat_rules.record import Journal, Replay
from tests.amounts import amount
from tests.fuzz.odd import ODD, Refusing

EACH = amount(3, 24)
"""Ticks for which each odd thing is done, by everybody who is asked meanwhile."""

ASKED = 5 * PAUSE
"""The same for controllers, which are asked again after a pause when they have failed."""

RAISED: tuple[BaseException, ...] = (
    Refusing(), RuntimeError("\ud800"), RuntimeError("x" * 100_000), RecursionError("deep"),
    StopIteration(5), KeyError(), AttributeError("stamnia"), UnicodeError("odd"),
    AssertionError(), ExceptionGroup("two", [ValueError("one"), ValueError("two")]),
)  # fmt: skip


class Odd(CombatEvent, frozen=True, kw_only=True):
    """An event with anything in it."""

    number: int
    text: str
    truth: bool
    outcome: Outcome


def answer(now: int, each: int = EACH) -> Any:
    """What is odd at that tick, answered or raised."""
    number = now // each % (len(ODD) + len(RAISED))
    if number >= len(ODD):
        # Or each would carry all the tracebacks with which it was raised before.
        raise RAISED[number - len(ODD)].with_traceback(None)
    return ODD[number]


def answering(scene: Scene) -> Any:
    """An odd answer."""
    return answer(scene.now)


def small(odd: Any) -> Any:
    """What is odd, unless it is a number that may be: that would end the fight."""
    return min(odd, 10) if type(odd) is int and odd in range(LIMIT + 1) else odd


def adjusting(scene: Scene, damage: int) -> Any:
    """An odd damage."""
    return small(answer(scene.now))


def asking(scene: Scene, effects: Effects) -> None:
    """An odd request, each kind at another tick."""
    odd = answer(scene.now)
    match scene.now % 8:
        case 0:
            effects.change(odd, "health", -1)
        case 1:
            effects.change(scene.target.id, odd, -1)
        case 2:
            effects.change(scene.target.id, "grit", odd)
        case 3:
            effects.step(odd)
        case 4:
            effects.push(odd, 1)
        case 5:
            effects.stun(scene.target.id, odd)
        case 6:
            effects.announce(odd)
        case 7:
            effects.announce(Odd(number=1, text=odd, truth=True, outcome=Outcome.HIT))


def controlling(view: Any) -> Any:
    """An odd decision, or an action with something odd in it."""
    match view.now // PAUSE % 5:
        case 0:
            return answer(view.now, ASKED)
        case 1:
            return Act(answer(view.now, ASKED))
        case 2:
            return Act("odd", answer(view.now, ASKED))
        case 3:
            return Wait(small(answer(view.now, ASKED)))
    return Act("odd") if view.now % PAUSE < 8 else Wait(40)


def hearing(event: CombatEvent) -> Any:
    """An odd subscriber."""
    return answer(event.timestamp)


RULES: dict[str, dict[str, list[Struct]]] = {
    "a validation": {"combat_validations": [Validation(answering)]},
    "a damage rule": {"combat_damage_rules": [DamageRule("odd", 5, adjusting)]},
    "a contact rule": {"combat_contact_rules": [ContactRule("odd", 5, answering)]},
    "a perception rule": {"combat_perception_rules": [PerceptionRule("odd", answering)]},
    "a status": {"combat_statuses": [Status("odd", "grit", 3, asking)]},
    "a controller": {"combat_controllers": [Controller("odd", controlling)]},
    "a listener": {"combat_listeners": [Listener("odd", "*", hearing)]},
    "an effect of a contact": {"combat_actions": [Action(
        name="odd", feint=1, commit=1, damage=1, recovery=2, reach=99, on_contact=(asking,)
    )]},
    "a guard of a chart": {"combat_actions": [Action(
        name="odd", feint=1, commit=1, damage=1, recovery=2, reach=99,
        chart=four_phases("Guarded", commit=[answering]),
    )]},
    "an effect of a chart": {"combat_actions": [Action(
        name="odd", feint=1, commit=1, damage=1, recovery=2, reach=99,
        chart=four_phases("Entered", on_release=[asking]),
    )]},
}  # fmt: skip
"""Rules that do something odd, beside those that they stand among."""

AROUND: dict[str, list[Any]] = {
    "combat_actions": [Action(name="odd", feint=1, commit=1, damage=1, recovery=2, reach=99)],
    "combat_archetypes": [
        Archetype(name="odd", actions=("odd",), controller="odd", health=10**6, stamina=10**6)
    ],
    "combat_attributes": [Attribute("grit", 9, 0, 9)],
    "combat_controllers": [
        Controller("odd", lambda view: Act("odd") if view.now % 7 else Wait(3)),
    ],
    "combat_events": [Odd],
}


def giving(rules: list[Any]) -> Callable[[], Iterator[Any]]:
    return lambda: iter(rules)


def with_odd(rules: dict[str, list[Struct]]) -> Ruleset:
    plugin = ModuleType("odd")
    for hook, given in {**AROUND, **rules}.items():
        setattr(plugin, hook, hookimpl(giving(given)))
    return load_ruleset([plugin], standard=False)


@pytest.mark.filterwarnings("ignore:coroutine")  # nobody awaits what is answered
@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_an_odd_answer_is_a_fault_of_its_plugin_or_taken(
    rules: dict[str, list[Struct]], tmp_path: Path
) -> None:
    ruleset = with_odd(rules)
    length = (ASKED if "combat_controllers" in rules else EACH) * (len(ODD) + len(RAISED))
    with Journal(tmp_path / "fight.bin") as journal:
        combat = CombatSystem(length, ruleset=ruleset, journal=journal)
        combat.add_combatant("odd", "ayla")
        combat.add_combatant("odd", "borin")
        result = combat.run()
        assert result.at == length
        assert all(fault.plugin == "odd" and fault.error.encode() for fault in combat.faults)
        assert all(letter.error.encode() for letter in combat.events.dead_letters)
        assert combat.faults or combat.events.dead_letters
        assert combat.combatant("ayla").acts > 5, "not everything is a fault"
    replay = Replay(journal.file, ruleset)
    replay.finish()
    assert replay.combat.state.world == combat.state.world
