"""Whatever a save is made of, it is refused in words, or the fight plays on from it to its end."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from combat_rules import CombatError, CombatSystem, Command
from combat_rules.engine import Save, World
from combat_rules.engine.core.records import Seat
from combat_rules.model import ActionStateType, Sighting
from combat_rules.record import Journal, Replay
from tests.fuzz.oracle import tried
from tests.packs import every_pack

VALUES: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 2, 3, 7, 99, 1000, 1 << 60, 10**9, 10**9 + 1, 2**63, 2**70, 0.5,
    float("nan"), "", "ayla", "borin", "fencer", "\ud800", "x" * 300, (), (0,), ("ayla",), (None,),
    ((),), [], {}, object(), ActionStateType.FEINT, ActionStateType.RECOVERY,
    Sighting(0, "", "idle"), Command(actor="ayla", action="lunge", at=3), Command(actor="nobody"),
)  # fmt: skip


def fight(journal: Journal | None = None) -> CombatSystem:
    combat = CombatSystem(6000, 40, 200, ruleset=every_pack(), seed=4, journal=journal)
    combat.add_combatant("fencer", "ayla")
    combat.add_combatant("witch", "borin")
    combat.add_combatant("duelist", "cyra", controller="", team="ayla")
    return combat


def saves() -> Iterator[Save]:
    """The fight before it begins, in several places of it, and after its end."""
    combat = fight()
    yield combat.save()
    for _ in range(6):
        combat.advance(437)
        yield combat.save()
    combat.run()
    yield combat.save()


SAVES = tuple(saves())


def altered(luck: Random, thing: Any, depth: int = 0) -> Any:
    """The same with another value somewhere in it."""
    if isinstance(thing, Struct) and (depth == 0 or luck.random() < 0.7):
        names = [name for name in thing.__struct_fields__ if name != "rules"]
        name = luck.choice(names)
        return replace(thing, **{name: altered(luck, getattr(thing, name), depth + 1)})
    if isinstance(thing, tuple) and thing and luck.random() < 0.85:
        place = luck.randrange(len(thing))
        other = altered(luck, thing[place], depth + 1)
        how = luck.choice(["replace", "replace", "replace", "drop", "double"])
        kept = {"replace": (other,), "drop": (), "double": (thing[place],) * 2}[how]
        return (*thing[:place], *kept, *thing[place + 1 :])
    if type(thing) is int and luck.random() < 0.6:
        return thing + luck.choice([-100, -1, 1, 2, 100])
    return luck.choice(VALUES)


@pytest.mark.parametrize("part", range(4))
def test_a_save_with_anything_in_it_is_refused_or_plays_to_its_end(part: int) -> None:
    luck, taken, refusals = Random(part), 0, 0
    combat = fight()
    before = combat.save()
    for _ in range(250):
        world = altered(luck, luck.choice(SAVES).world)
        if luck.random() < 0.2:
            world = altered(luck, world)
        came = tried(combat.load, Save(world))
        if isinstance(came, CombatError):
            assert came.code == "state.load"
            assert combat.save() == before
            refusals += 1
            continue
        taken += 1
        assert combat.synchronize_states() == ()
        tried(combat.advance, luck.choice([0, 1, 100, 2000]))
        assert combat.synchronize_states() == ()
        if combat.result is None and taken % 5 == 0:
            assert tried(combat.run) == combat.result
        combat.load(before)
    assert taken > 10
    assert refusals > 100


def fields_of(kind: type[Struct]) -> list[str]:
    return [name for name in kind.__struct_fields__ if name != "rules"]


@pytest.mark.parametrize("field", [*fields_of(World), *fields_of(Seat)])
def test_no_field_of_a_save_takes_what_is_of_another_kind(field: str) -> None:
    world = SAVES[3].world
    combat = fight()
    for odd in (object(), 0.5, "\ud800" * 3, [[]], 2**70, -(2**70)):
        changed: Any
        if field in World.__struct_fields__:
            changed = replace(world, **{field: odd})
        else:
            changed = replace(
                world, seats=(replace(world.seats[0], **{field: odd}), *world.seats[1:])
            )
        came = tried(combat.load, Save(changed))
        assert isinstance(came, CombatError), (field, odd)


def test_a_fight_that_a_strange_save_was_loaded_into_can_be_played_again(tmp_path: Path) -> None:
    luck, played = Random(5), 0
    for number in range(60):
        file = tmp_path / f"{number}.jsonl"
        with Journal(file) as journal:
            combat = fight(journal)
            combat.advance(300)
            came = tried(combat.load, Save(altered(luck, luck.choice(SAVES).world)))
            tried(combat.advance, 500)
        if not isinstance(came, CombatError):
            played += 1
            assert Replay(file, every_pack()).finish().combatants == combat.state.world.combatants
    assert played > 3
