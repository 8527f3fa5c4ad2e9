"""Nothing that a fight or its rules hand out is a way into them: it is frozen, or a copy.

What is handed out is found by walking: every public attribute and every call that takes nothing,
or only names, and whatever these lead to.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from inspect import isroutine, signature
from typing import Any

import pytest
from msgspec import Struct

from combat_rules import (
    Action,
    Archetype,
    CombatEvent,
    CombatSystem,
    Controller,
    Ruleset,
    Wait,
    hookimpl,
    load_ruleset,
)
from combat_rules.engine import ActionSystem, AwarenessSystem, EventSystem, StateManager
from combat_rules.engine.world import Save, World

CHANGEABLE = (list, dict, set, bytearray, deque)
DEEPEST = 6
PARTS = (CombatSystem, StateManager, EventSystem, ActionSystem, AwarenessSystem)
NAMES = {"name": "ayla", "combatant": "ayla", "actor": "borin", "observer": "ayla",
         "observed": "borin", "action_id": "borin#1"}  # fmt: skip
DOING = {"run", "cancel", "synchronize_states", "rollback", "transaction", "signal", "deliver",
         "fork"}  # fmt: skip
"""What changes something, or is the door itself, or another fight."""

INSIDE = {"world", "latest", "filed", "past", "queue", "ordered", "published", "signals", "lock",
          "watch"}  # fmt: skip
"""What belongs to the engine's own parts. A world is never written to, as its docstring says."""


def handed_out(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Everything that can be had from an object, with the way to it."""
    for name in dir(part):
        if name.startswith("_") or name in DOING | INSIDE:
            continue
        value = getattr(part, name)
        if isroutine(value):
            wanted = [p.name for p in signature(value).parameters.values()]
            if any(name not in NAMES for name in wanted):
                continue
            value = value(*(NAMES[name] for name in wanted))
        yield from walked(value, f"{path}.{name}", DEEPEST)


def walked(value: Any, path: str, left: int) -> Iterator[tuple[str, Any]]:
    """A value and everything in it."""
    yield path, value
    if left == 0 or isinstance(value, World | Save):
        return
    if isinstance(value, PARTS):
        yield from handed_out(value, path)
    elif isinstance(value, Struct):
        for field in value.__struct_fields__:
            yield from walked(getattr(value, field), f"{path}.{field}", left - 1)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from walked(item, f"{path}[{key!r}]", left - 1)
    elif isinstance(value, tuple | list | deque):
        for number, item in enumerate(value):
            yield from walked(item, f"{path}[{number}]", left - 1)


PUBLISHED = {"startup": 5}


class Mine:
    """A plugin that keeps what it hands over."""

    action = Action(name="mine", release=3, published=PUBLISHED)
    kind = Archetype(name="mine", actions=("mine",), controller="mine")

    @hookimpl
    def combat_actions(self) -> list[Action]:
        return [self.action]

    @hookimpl
    def combat_archetypes(self) -> list[Archetype]:
        return [self.kind]

    @hookimpl
    def combat_controllers(self) -> list[Controller]:
        return [Controller("mine", lambda view: Wait(50))]


@pytest.fixture
def combat() -> CombatSystem:
    combat = CombatSystem(seed=3, ruleset=load_ruleset([Mine()]))
    combat.add_combatant("duelist", "ayla", controller="")
    combat.add_combatant("mine", "borin")
    combat.execute_action("mine", "borin")
    combat.advance(1)
    return combat


def test_whatever_can_be_changed_is_a_copy_of_its_own_each_time(combat: CombatSystem) -> None:
    first = {path: value for path, value in handed_out(combat) if isinstance(value, CHANGEABLE)}
    again = dict(handed_out(combat))
    assert len(again) > 500, "it walked far"
    assert [path for path, value in first.items() if again[path] is value] == []


def test_clearing_what_was_handed_out_changes_no_fight(combat: CombatSystem) -> None:
    before = combat.save()
    for _, value in [*handed_out(combat)]:
        if isinstance(value, CHANGEABLE) and not isinstance(value, bytearray):
            value.clear()
    assert combat.save() == before
    combat.run()


def test_no_subscriber_changes_what_others_hear() -> None:
    combat = CombatSystem(seed=7)
    heard: list[CombatEvent] = []
    combat.subscribe("*", heard.append)
    combat.add_combatant("duelist", "ayla")
    combat.add_combatant("brute", "borin")
    combat.advance(3000)
    with combat.transaction() as tx:
        tx.update_combatant_state(tx.combatants["ayla"])
    assert len({event.type for event in heard}) > 10
    changeable = [
        path
        for number, event in enumerate(heard)
        for path, value in walked(event, f"{event.type} {number}", DEEPEST)
        if isinstance(value, CHANGEABLE)
    ]
    assert changeable == []


def test_what_a_plugin_handed_over_is_its_own_again() -> None:
    ruleset: Ruleset = load_ruleset([Mine()])
    PUBLISHED["active"] = 7
    try:
        assert ruleset.moves["mine"].action.published == {"startup": 5}
    finally:
        del PUBLISHED["active"]
    assert ruleset.moves["mine"].action == Mine.action
