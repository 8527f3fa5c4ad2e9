"""Every public call takes whatever is handed to it, or refuses it in words and changes nothing.

The calls and their parameters are found, not listed: a new one is tried by itself.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from inspect import Parameter, isroutine, signature
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from combat_rules import Archetype, CombatError, CombatSystem, Command, Ruleset, load_ruleset
from combat_rules.engine import (
    ActionSystem,
    AwarenessSystem,
    EventSystem,
    RetryPolicy,
    StateManager,
)
from combat_rules.model import ActionState, CombatantState, Dice
from combat_rules.netcode import Driver, Session, SyncTest
from combat_rules.netcode.inputs import Packet
from combat_rules.record import Journal, Replay
from tests.fuzz.odd import ODD
from tests.fuzz.oracle import tried

GIVEN: dict[str, Any] = {
    "action": "attack", "actor": "ayla", "target": None, "archetype": "duelist", "name": "cyra",
    "team": None, "position": None, "controller": "", "attributes": 50, "ticks": 10,
    "commands": [Command(actor="ayla", action="attack", at=1500)], "steps": 0, "max_age": 100,
    "type": "action_hit", "types": "action_hit", "told": str, "signal": "let_go",
    "subscriber": str, "combatant": "ayla", "observer": "ayla",
    "observed": "borin", "before": "feint", "after": "commit", "conditions": {}, "event": None,
    "action_id": "ayla#1", "duration": 100, "distance": 10, "max_distance": 100, "ruleset": None,
    "seed": 1, "number": 1, "strict": False, "history": 8, "retry": RetryPolicy(),
    "journal": None, "local": "left", "peers": {"left": ["ayla"], "right": ["borin"]},
    "window": 8, "delay": 0, "repeat": False, "compare": 30, "check": None, "rate": 60,
    "terms": None, "watched": False,
    "frame": 0, "state": "00", "dice": Dice, "who": "ayla",
}  # fmt: skip
"""A right value for each parameter, by its name; whatever a fight has is left out."""

INNER = {
    # What the shell's own parts, and who plays recorded fights, call on each other.
    StateManager: {"fold", "keep", "pass_time", "restore"},
    EventSystem: {"told", "queued", "deliver", "forget_after"},
    CombatSystem: {"go_on_in", "on_return", "play"},
}

Door = Callable[..., object]


def public_calls(part: object) -> Iterator[Door]:
    """What can be called on an object from outside."""
    for name in dir(part):
        if not name.startswith("_") and name not in INNER.get(type(part), ()):
            door = getattr(part, name)
            if isroutine(door) and parameters(door):
                yield door


def parameters(door: Door) -> list[Parameter]:
    return [one for one in signature(door).parameters.values() if one.name != "self"]


def odd_calls(door: Door, around: dict[str, Any] | None = None) -> Iterator[Callable[[], object]]:
    """The call with each odd value in each of its parameters, all others being right."""
    given = {**GIVEN, **(around or {})}
    yield called(door, given)
    for odd in parameters(door):
        for value in ODD:
            yield called(door, {**given, odd.name: value})


def called(door: Door, given: dict[str, Any]) -> Callable[[], object]:
    """A call with everything that it takes."""
    args = []
    options = {}
    for one in parameters(door):
        if one.kind is Parameter.VAR_KEYWORD:
            options["health"] = given[one.name]
        elif one.kind is Parameter.KEYWORD_ONLY:
            options[one.name] = given[one.name]
        else:
            args.append(given[one.name])
    return partial(door, *args, **options)


def put_into(record: Struct, put: Callable[[Any], object]) -> Iterator[Callable[[], object]]:
    """A call that takes a record, with each odd value in each of its fields."""
    for field in record.__struct_fields__:
        for value in ODD:
            yield partial(put, replace(record, **{field: value}))


class Fight:
    """A fight in its middle, written down, to which anything may be done again and again."""

    def __init__(self, file: Path, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.journal = Journal(file)
        self.combat = CombatSystem(2000, ruleset=ruleset, seed=3, journal=self.journal)
        self.combat.add_combatant("duelist", "ayla", controller="")
        self.combat.add_combatant("brute", "borin", controller="")
        self.combat.advance(700)
        self.combat.execute_action("attack", "borin")
        self.combat.advance(20)
        self.start = self.combat.save()
        self.fates: Counter[str] = Counter()

    def try_all(self, calls: Iterator[Callable[[], object]]) -> None:
        """Each is refused, and nothing is changed, or taken, and the fight goes on."""
        for call in calls:
            came = tried(call)
            if isinstance(came, CombatError):
                self.fates["refused"] += 1
                assert self.combat.save() == self.start
            else:
                self.fates["taken"] += 1
                if self.combat.save() != self.start or "submit" in repr(call):
                    self.combat.advance(60)
                    self.combat.load(self.start)

    def end(self) -> None:
        """It can be played to its end, and its journal tells the same."""
        self.combat.run()
        self.journal.close()
        replay = Replay(self.journal.file, self.ruleset)
        assert replay.finish() == self.combat.state.world
        assert self.fates["refused"], "not everything is right"
        assert self.fates["taken"] > 0.01 * self.fates.total(), self.fates


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return load_ruleset()


@pytest.fixture
def fight(tmp_path: Path, rules: Ruleset) -> Fight:
    return Fight(tmp_path / "fight.bin", rules)


PARTS: dict[type, Callable[[CombatSystem], Any]] = {
    CombatSystem: lambda combat: combat,
    StateManager: lambda combat: combat.state,
    ActionSystem: lambda combat: combat.actions,
    EventSystem: lambda combat: combat.events,
    AwarenessSystem: lambda combat: combat.awareness,
}


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.__name__)
def test_whatever_is_given_to_a_part_of_a_fight_is_taken_or_refused(
    fight: Fight, kind: type
) -> None:
    part = PARTS[kind](fight.combat)
    around = {
        "proposed": fight.combat.state.world.actions["borin"],
        "save": fight.start,
        "subscription": fight.combat.subscribe("*", GIVEN["subscriber"]),
        "command": Command(actor="ayla", action="attack"),
    }
    for door in public_calls(part):
        given = {**GIVEN, **around}
        if door.__name__ == "combatant":
            given["name"] = "ayla"
        came = tried(called(door, given))
        # Nobody calls off, or draws, what is not done, and no shipped chart takes a signal.
        none = ("action.none", "signal.unknown")
        assert not isinstance(came, CombatError) or came.code in none, door
        fight.combat.load(fight.start)
        fight.try_all(odd_calls(door, around))
    fight.end()


def test_whatever_a_fight_is_set_up_with_is_taken_or_refused(rules: Ruleset) -> None:
    fates: Counter[bool] = Counter()
    for call in odd_calls(CombatSystem, {"ruleset": rules}):
        combat = tried(call)
        fates[isinstance(combat, CombatSystem)] += 1
        if isinstance(combat, CombatSystem):
            combat.add_combatant("duelist", "ayla")
            combat.add_combatant("brute", "borin")
            combat.advance(20)
    assert fates[True] > 0.03 * fates.total(), fates


@pytest.mark.parametrize("kind", [CombatantState, ActionState, Command, Archetype])
def test_whatever_stands_in_a_record_is_taken_or_refused(fight: Fight, kind: type) -> None:
    combat = fight.combat

    def change(method: str, record: object) -> None:
        with combat.transaction() as tx:
            getattr(tx, method)(record)

    command = Command(actor="ayla", action="attack", at=1500)
    running = combat.state.world.actions["borin"]
    duelist = combat.fight.ruleset.archetypes["duelist"]

    def put_at(position: Any) -> None:
        change("update_action_state", replace(running, position=position))

    puts: dict[type, list[tuple[Struct, Callable[[Any], object]]]] = {
        CombatantState: [(combat.combatant("ayla"), partial(change, "update_combatant_state"))],
        ActionState: [
            (running, partial(change, "update_action_state")),
            (running, combat.actions.validate_action_chain),
            (running.position, put_at),
        ],
        Command: [
            (command, combat.execute_action),
            (command, combat.submit),
            (command, lambda one: combat.schedule([one])),
        ],
        Archetype: [
            (duelist, lambda one: combat.add_combatant(one, "cyra")),
        ],
    }  # fmt: skip
    for record, put in puts[kind]:
        fight.try_all(put_into(record, put))
    fight.end()


def test_whatever_is_given_to_a_transaction_is_taken_or_refused(fight: Fight) -> None:
    for value in ODD:
        with fight.combat.transaction() as tx:
            for door in public_calls(tx):
                assert isinstance(tried(door, value), CombatError)
    assert fight.combat.save() == fight.start


def test_whatever_is_given_to_a_session_is_taken_or_refused() -> None:
    fates: Counter[bool] = Counter()
    for call in odd_calls(Session):
        fates[isinstance(tried(call), Session)] += 1
    # Odd values that a parameter takes: few, since none takes whatever is true or false.
    assert fates[True] > 0.02 * fates.total(), fates
    session = Session("left", GIVEN["peers"])
    packet = Packet(sender="right", first=0, inputs=((),), received=-1, frame=1)
    calls: list[Callable[[], object]] = [partial(session.advance, value) for value in ODD]
    calls += put_into(packet, session.receive)
    for value in ODD:
        calls.append(partial(session.receive, value))
        calls += [partial(session.report, value, "00"), partial(session.report, 0, value)]
    for call in calls:
        fates[isinstance(tried(call), CombatError)] += 1
    session.receive(packet)
    session.advance([Command(actor="ayla", action="attack")])


def test_whatever_is_given_to_who_drives_a_fight_is_taken_or_refused(fight: Fight) -> None:
    for value in ODD:
        for make in (SyncTest, partial(Driver, session=Session("left", GIVEN["peers"]))):
            assert isinstance(tried(make, value), CombatError)
        tried(SyncTest, fight.combat, value)
        tried(Driver, fight.combat, Session("left", GIVEN["peers"]), value)
    short = CombatSystem(60)
    short.add_combatant("duelist", "ayla")
    short.add_combatant("brute", "borin")
    start = short.save()
    for door in public_calls(SyncTest(short, 2)):
        for call in odd_calls(door, {"ticks": 1}):
            tried(call)
            short.load(start)
