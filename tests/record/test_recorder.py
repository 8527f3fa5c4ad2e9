"""What is hard to record: changes past the checks, going back after them, odd data in events."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from combat_rules import (
    Action,
    Archetype,
    CombatEvent,
    CombatSystem,
    Command,
    DamageRule,
    Effects,
    Outcome,
    Ruleset,
    Scene,
    four_phases,
    load_ruleset,
    replace,
)
from combat_rules.engine.inputs import Change
from combat_rules.engine.world import World
from combat_rules.errors import CombatError, JournalError, PluginError
from combat_rules.model import AwarenessLevel, EventPriority, Projectile, Validation
from combat_rules.model.limits import LIMIT
from combat_rules.record import Journal, Replay, read_journal
from combat_rules.record.worlds import state_hash
from tests.record.bouts import practice, shipped_fight
from tests.rules import ACTIONS, JAB, Rules, misfit


def duel(journal: Any, rules: Ruleset | None = None) -> CombatSystem:
    combat = CombatSystem(300, 10, 100, ruleset=rules or practice(), journal=journal)
    combat.add_combatant("fighter", "ayla", controller="")
    combat.add_combatant("fighter", "borin", controller="")
    return combat


def seated(combat: CombatSystem, place: int, **fields: Any) -> World:
    """The world with other values in one seat."""
    seats = list(combat.state.world.seats)
    seats[place] = replace(seats[place], **fields)
    return replace(combat.state.world, seats=tuple(seats))


def kinds(file: Path) -> list[str]:
    return [record.kind for record in read_journal(file).records]


def test_a_change_past_the_doors_is_recorded_as_a_whole_world(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    with Journal(file) as journal:
        combat = duel(journal)
        combat.execute_action("jab", "ayla")
        combat.advance(1)
        combat.state.restore(seated(combat, 1, health=50))
        combat.advance(20)
        combat.rollback(1)
        combat.run()
    assert kinds(file).count("load") == kinds(file).count("rollback") == 1
    assert Replay(file, combat.fight.ruleset).finish() == combat.state.world


def test_a_repair_is_recorded(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    with Journal(file) as journal:
        combat = duel(journal)
        combat.execute_action("slam", "ayla")
        combat.advance(1)
        combat.state.restore(seated(combat, 0, due=1))
        assert combat.synchronize_states()
        combat.run()
    assert "load" in kinds(file)
    assert Replay(file, combat.fight.ruleset).finish() == combat.state.world


def test_a_change_that_failed_leaves_no_trace(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    with Journal(file) as journal:
        combat = duel(journal)
        combat.advance(5)
        before = kinds(file)
        with pytest.raises(ZeroDivisionError), combat.transaction():
            raise ZeroDivisionError
        combat.execute_action("jab", "ayla")
    assert kinds(file) == [*before, "command"]


def test_a_change_from_outside_is_recorded_by_its_fields(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    with Journal(file) as journal:
        combat = duel(journal)
        combat.execute_action("slam", "ayla")
        combat.advance(5)
        with combat.transaction() as tx:
            tx.update_combatant_state(replace(tx.combatants["borin"], health=50))
            tx.update_action_state(replace(tx.actions["ayla"], due=30))
        combat.run()
    change = next(r.given for r in read_journal(file).records if isinstance(r.given, Change))
    assert change.combatants == {"borin": {"health": 50}}
    assert change.actions["ayla"].due == 30
    assert Replay(file, combat.fight.ruleset).finish() == combat.state.world


class Odd(CombatEvent, frozen=True, kw_only=True):
    """All kinds of things."""

    priority = EventPriority.LOW
    what: str = "half \u2026"
    large: int = LIMIT
    so: bool = True
    how: Outcome = Outcome.TRADE
    level: AwarenessLevel = AwarenessLevel.SUSPICIOUS


def tell(scene: Scene, effects: Effects) -> None:
    """Announce all kinds of things."""
    effects.announce(Odd())


@pytest.mark.parametrize("name", ["fight.jsonl", "fight.bin"])
def test_an_event_may_carry_words_numbers_and_enums(tmp_path: Path, name: str) -> None:
    talker = replace(JAB, chart=four_phases("Talker", on_feint=[tell]))
    rules = load_ruleset([Rules([talker, *ACTIONS[1:]], events=[Odd])], standard=False)
    file = tmp_path / name
    with Journal(file) as journal:
        combat = duel(journal, rules)
        combat.execute_action("jab", "ayla")
        combat.run()
    odd = next(event for event in read_journal(file).events if event.type == "odd")
    assert odd.data == {
        "what": "half \u2026",
        "large": LIMIT,
        "so": True,
        "how": "trade",
        "level": "suspicious",
    }
    assert Replay(file, rules).finish() == combat.state.world


def test_what_is_no_journal_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match=r"give a list, or a file: journal=Journal\(FILE\)"):
        CombatSystem(journal=misfit(str(tmp_path / "fight.jsonl")))


def test_a_state_hash_is_the_same_in_every_process() -> None:
    program = (
        "from tests.record.bouts import shipped_fight\n"
        "from combat_rules.record.worlds import state_hash\n"
        "combat = shipped_fight(None); combat.advance(5000)\n"
        "print(state_hash(combat.state.world))"
    )
    combat = shipped_fight(None)
    combat.advance(5000)
    root = Path(__file__).parents[2]
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env={"PYTHONPATH": str(root), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == state_hash(combat.state.world)


def test_what_happened_before_a_call_raised_in_strict_mode_is_in_the_journal(
    tmp_path: Path,
) -> None:
    def wears_out(scene: Scene, damage: int) -> int:
        if scene.now > 20:
            raise ValueError("worn out")
        return damage

    rules = load_ruleset([Rules([JAB], damage_rules=[DamageRule("wear", 10, wears_out)])])
    file = tmp_path / "fight.jsonl"
    combat = CombatSystem(300, 10, 100, ruleset=rules, journal=Journal(file), strict=True)
    combat.add_combatant("fighter", "ayla", controller="")
    combat.add_combatant("fighter", "borin", controller="")
    combat.schedule([Command(actor="borin", action="jab", at=30)])
    combat.execute_action("jab", "ayla")
    with pytest.raises(PluginError, match="worn out"):
        combat.advance(300)
    assert combat.combatant("borin").health == 90
    assert Replay(file, rules).finish() == combat.state.world


def went_back(sequence: int) -> None:
    raise ValueError("not so")


RAISES: dict[str, Callable[[CombatSystem], object]] = {
    "execute_action": lambda combat: combat.execute_action("jab", "ayla"),
    "add_combatant": lambda combat: combat.add_combatant("fighter", "cyra"),
    "load": lambda combat: combat.load(combat.save()),
}


@pytest.mark.parametrize("call", RAISES.values(), ids=RAISES)
def test_what_happened_before_any_call_raised_is_in_the_journal(
    call: Callable[[CombatSystem], object], tmp_path: Path
) -> None:
    file = tmp_path / "fight.jsonl"
    combat = duel(journal=Journal(file))
    combat.advance(5)
    combat.on_return(went_back)

    def again(event: CombatEvent) -> None:
        combat.execute_action("jab", "borin")

    combat.subscribe("*", again)
    with pytest.raises((CombatError, ValueError), match=r"without end|not so"):
        call(combat)
    assert Replay(file, combat.fight.ruleset).finish() == combat.state.world


def test_a_change_past_the_doors_of_what_flies_is_recorded(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    spear = Action(name="spear", launches=Projectile(speed=10, life=200), release=1, damage=3)
    kind = Archetype(name="fighter", actions=("spear",), controller="")
    rules = load_ruleset([Rules([spear], archetypes=[kind])])
    with Journal(file) as journal:
        combat = duel(journal, rules)
        combat.execute_action("spear", "ayla")
        combat.advance(20)
        assert combat.projectiles
        combat.state.restore(replace(combat.state.world, shots=()))
        combat.run()
    assert combat.combatant("borin").health == 100
    assert Replay(file, combat.fight.ruleset).finish() == combat.state.world


def test_a_rule_that_answers_an_object_can_be_played_again(tmp_path: Path) -> None:
    """Its fault told where the object lay in memory, and no other process had it there."""
    kept: list[object] = []

    def forgotten(scene: Scene, damage: int) -> Any:
        kept.append(lambda: damage)
        return kept[-1]

    def raises(scene: Scene) -> bool:
        kept.append(object())
        raise ValueError(kept[-1])

    rules = Rules(
        ACTIONS,
        damage_rules=[DamageRule("forgotten", 1, forgotten)],
        validations=[Validation(raises, frozenset({"light"}))],
    )
    journal = Journal(tmp_path / "fight.jsonl")
    combat = duel(journal, load_ruleset([rules], standard=False))
    for action in ("slam", "jab"):
        with suppress(CombatError):
            combat.execute_action(action, "ayla")
        combat.advance(120)
    journal.close()
    assert len(kept) > 1
    Replay(tmp_path / "fight.jsonl", load_ruleset([rules], standard=False)).finish()
