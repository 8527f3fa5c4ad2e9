"""Every public function and class that does something refuses in words what it cannot take.

They are found, not listed: a new one is tried by itself. Values (structs, enums, errors) are judged
where they are handed over; see ``test_doors.py``.
"""

from collections.abc import Callable, Iterator
from enum import Enum
from importlib import import_module
from inspect import Parameter, isroutine, signature
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from msgspec import Struct
from statemachine import StateChart

from combat_rules import CombatError, CombatSystem, hookimpl, load_ruleset, replace
from combat_rules.charts import several_hits
from combat_rules.engine import (
    ActionSystem,
    AwarenessSystem,
    EventSystem,
    PerformanceStats,
    StateManager,
    Transaction,
)
from combat_rules.errors import did_you_mean
from combat_rules.model import Effects, int_problem, ranges_of, require_int
from combat_rules.moved import PUBLIC_MODULES
from combat_rules.netcode import Spectator
from combat_rules.record import Journal, Replay, Slots, Store
from combat_rules.testing import duel
from tests.fuzz.odd import ODD
from tests.fuzz.oracle import tried

NO_DOORS = frozenset(
    {
        # The libraries' own, and what is only to be inherited from.
        hookimpl, replace, Effects,
        # Parts that a fight makes for itself.
        ActionSystem, AwarenessSystem, EventSystem, StateManager, Transaction,
        # What other checks are made of.
        did_you_mean, int_problem, ranges_of, require_int,
    }
)  # fmt: skip

Call = Callable[..., object]


def is_door(found: object) -> bool:
    """Whether it is called from outside with whatever somebody has. Guards and effects are not:
    the engine calls them, with a scene."""
    if not callable(found) or isinstance(found, ModuleType) or hasattr(found, "__origin__"):
        return False
    if isinstance(found, type) and issubclass(found, Struct | Enum | BaseException | StateChart):
        return False
    return found not in NO_DOORS and "scene" not in signature(found).parameters


def doors() -> Iterator[Any]:
    """All of them, by what they are called."""
    found: dict[int, Any] = {}
    for name in ("combat_rules", *PUBLIC_MODULES):
        module = import_module(name)
        for public in module.__all__:
            thing = getattr(module, public)
            if is_door(thing):
                found[id(thing)] = pytest.param(thing, id=f"{name}.{public}")
    yield from found.values()


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Right values of parameters, by their names; of the others the default is right."""
    rules = load_ruleset()
    file = tmp_path_factory.mktemp("calls") / "fight.jsonl"
    with Journal(file) as journal:
        combat = CombatSystem(ruleset=rules, journal=journal)
        combat.add_combatant("duelist", "ayla", controller="")
        combat.add_combatant("brute", "borin", controller="")
        combat.advance(300)
    action = rules.moves["attack"].action
    replay = Replay(file)
    header = replay.reading.header
    return {
        "fork": replay.fork(100), "rules": header.rules, "fight": header.fight,
        "inputs": [], "at": 0,
        "combat": combat, "ruleset": rules, "world": combat.state.world, "replay": replay,
        "action": action, "module": import_module("combat_rules.engine.core.harm"),
        "combatant": combat.combatants["ayla"], "event": "advance", "before": "feint",
        "after": "commit", "percent": 50, "first": 1, "last": 2, "hits": 2, "tick": 10,
        "type": "action_hit", "sources": [], "parts": {}, "start": Path(), "commands": [],
        "question": is_door, "function": is_door, "meets": is_door, "told": [],
        "peers": {"left": ["ayla"], "right": ["borin"]},
        **dict.fromkeys(("file", "journal", "one", "other"), file),
    }  # fmt: skip


def called(door: Call, given: dict[str, Any], odd: str, value: object) -> object:
    """What comes of a call with one odd value."""
    args: list[object] = []
    options: dict[str, object] = {}
    for name, parameter in signature(door).parameters.items():
        usual = "ayla" if parameter.default is Parameter.empty else parameter.default
        right = value if name == odd else given.get(name, usual)
        if name != odd and name == "action" and "str" in str(parameter.annotation):
            right = "attack"
        if parameter.kind is Parameter.VAR_KEYWORD:
            options |= {"number": value} if name == odd else {}
        elif parameter.kind is Parameter.VAR_POSITIONAL:
            args += [value] if name == odd else []
        elif parameter.kind is Parameter.KEYWORD_ONLY:
            options[name] = right
        else:
            args.append(right)
    return door(*args, **options)


@pytest.mark.parametrize("door", list(doors()))
def test_whatever_is_handed_to_a_public_call_is_taken_or_refused_in_words(
    door: Call, given: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for odd in signature(door).parameters:
        for value in ODD:
            came = tried(called, door, given, odd, value)
            if isinstance(came, Journal):
                came.close()
    right = tried(called, door, given, "", None)
    assert not isinstance(right, CombatError) or right.code != "call.invalid", right


def objects(given: dict[str, Any], folder: Path) -> Iterator[tuple[Any, set[str]]]:
    """What public calls give that has calls of its own, and those of them that are no doors."""
    replay = given["replay"]
    yield replay, set()
    yield replay.fork(100), set()
    yield replay.reading, set()
    with Store(folder / "fights.db") as store:
        yield store, set()
    yield Slots(folder / "slots"), set()
    yield Spectator(given["peers"]), set()
    # What they find out is told by an AssertionError, as is what they are given.
    yield duel(given["ruleset"]), {"then", "never", "refused"}
    yield PerformanceStats(), {"event", "tick", "start"}
    yield given["ruleset"], {"changing", "attributes_of"}


def test_whatever_is_handed_to_what_a_call_gave_is_taken_or_refused_in_words(
    given: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    right = {"number": 0, "id": 1, "name": "best", "moment": None}
    for thing, inner in objects(given, tmp_path):
        for name in sorted({name for name in dir(thing) if name[0] != "_"} - inner):
            door = getattr(thing, name)
            if isroutine(door):
                for odd in signature(door).parameters:
                    for value in ODD:
                        tried(called, door, {**given, **right}, odd, value)


def test_a_refused_call_says_what_it_got_and_what_it_takes() -> None:
    with pytest.raises(CombatError, match=r"several_hits cannot take this: hits is 0; .* 1 to 100"):
        several_hits("Flurry", 0)
    with pytest.raises(CombatError, match="ruleset is 'sword'; a Ruleset, or None") as caught:
        duel("sword")  # type: ignore[arg-type]  # that is the point of it
    assert caught.value.code == "call.invalid"
    assert (caught.value.call, caught.value.name) == ("duel", "ruleset")
