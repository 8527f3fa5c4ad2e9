"""Rules that have changed since a fight was recorded: named, thing by thing and field by field."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from combat_rules import (
    LANDED,
    Action,
    Archetype,
    Attribute,
    CombatSystem,
    DamageRule,
    Effects,
    JournalError,
    Ruleset,
    Scene,
    four_phases,
    has_stamina,
    load_ruleset,
    replace,
)
from combat_rules.record import Journal, Replay, resume
from combat_rules.record.fingerprint import changes, rules_of
from combat_rules.record.functions import without_comments
from tests.rules import ACTIONS, JAB, Rules

LIMIT = 40
HIGH = 60


def fit(scene: Scene) -> bool:
    """The actor is fit."""
    return scene.actor.health > LIMIT


def fitter(scene: Scene) -> bool:
    """The actor is fit."""
    return scene.actor.health > HIGH


def shake(scene: Scene, effects: Effects) -> None:
    """Shake the target."""
    if scene.outcome in LANDED:
        effects.stun(scene.target.id, 3)


def harder(scene: Scene, damage: int) -> int:
    """Everything hurts a little more."""
    return damage + 1


fitter.__name__ = "fit"


def rules(actions: Iterable[Action] = ACTIONS, **contributions: Any) -> Ruleset:
    return load_ruleset([Rules(actions, **contributions)], standard=False)


def told(old: Ruleset, new: Ruleset) -> list[str]:
    return [str(changed) for changed in changes(rules_of(old), rules_of(new))]


def others(jab: Action) -> list[Action]:
    return [jab, *ACTIONS[1:]]


FIGHTER = Archetype(name="fighter", actions=("jab",), health=90, controller="still")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (rules(), rules(others(replace(JAB, damage=12))), ["action jab, damage: 10 -> 12"]),
        (
            rules(others(replace(JAB, stagger=0))),
            rules(others(replace(JAB, stagger=4))),
            ["action jab, stagger: 0 -> 4"],
        ),
        (
            rules(archetypes=[FIGHTER]),
            rules(archetypes=[replace(FIGHTER, health=95)]),
            ["archetype fighter, health: 90 -> 95"],
        ),
        (
            rules(others(replace(JAB, chart=four_phases("Fit", commit=[fit])))),
            rules(others(replace(JAB, chart=four_phases("Fit", commit=[fitter])))),
            [
                "guard fit, source: - def fit(scene: Scene) -> bool: - return scene.actor.health "
                "> LIMIT + def fitter(scene: Scene) -> bool: + return scene.actor.health > HIGH",
                "guard fit, values.LIMIT: 40 -> nothing",
                "guard fit, values.HIGH: nothing -> 60",
            ],
        ),
        (
            rules(others(replace(JAB, chart=four_phases("Fit", commit=[fit])))),
            rules(others(replace(JAB, chart=four_phases("Fit", commit=[fit, has_stamina])))),
            ["chart Fit, row 0 from feint: advance -> commit [fit] -> advance -> commit "
             "[fit, has_stamina]"],
        ),
        (
            rules(damage_rules=[DamageRule("hard", 1, harder)]),
            rules(damage_rules=[DamageRule("hard", 2, harder)]),
            ["damage rule hard, order: 1 -> 2"],
        ),
        (
            rules(attributes=[Attribute("poise", default=3)]),
            rules(attributes=[Attribute("poise", default=4), Attribute("grit")]),
            ["attribute poise, default: 3 -> 4", "attribute grit is new"],
        ),
        (rules(), rules(others(JAB)[:-1]), ["action walk is gone"]),
        (
            rules(),
            rules(others(replace(JAB, on_contact=(shake,)))),
            ["action jab, on_contact: [] -> ['effect shake']", "effect shake is new"],
        ),
    ],
    ids=[
        "a number", "a number that was left out", "an archetype", "a guard", "a row of a chart",
        "a rule", "attributes", "an action less", "an effect",
    ],
)  # fmt: skip
def test_what_changed_is_named(old: Ruleset, new: Ruleset, said: list[str]) -> None:
    found = [line for line in told(old, new) if not line.startswith("archetype fighter, actions")]
    assert found == said


def test_the_same_rules_loaded_twice_are_the_same() -> None:
    assert told(rules(), rules()) == []
    assert told(load_ruleset(["plugins.hexes"]), load_ruleset(["plugins.hexes"])) == []


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("x = 1  # one\n\n# two\ny = 2", "x = 1\ny = 2"),
        ("x = '# no comment'", "x = '# no comment'"),
        ("on=[lambda scene: (", "on=[lambda scene: ("),
    ],
    ids=["comments", "a text", "no whole code"],
)
def test_a_comment_changes_nothing(source: str, left: str) -> None:
    assert without_comments(source) == left


def record(file: Path, ruleset: Ruleset) -> None:
    with Journal(file) as journal:
        combat = CombatSystem(200, 10, 100, ruleset=ruleset, journal=journal)
        combat.add_combatant("fighter", "ayla", controller="")
        combat.add_combatant("fighter", "borin", controller="")
        combat.execute_action("jab", "ayla")
        combat.run()


def test_a_replay_under_changed_rules_says_where_and_in_what_it_parts(tmp_path: Path) -> None:
    record(tmp_path / "fight.jsonl", rules())
    replay = Replay(tmp_path / "fight.jsonl", rules(others(replace(JAB, damage=12))))
    assert [str(changed) for changed in replay.changed] == ["action jab, damage: 10 -> 12"]
    with pytest.raises(JournalError, match="parts from its journal at tick 3") as parted:
        replay.finish()
    error = parted.value
    assert (error.code, error.at, error.old, error.new) == ("replay.parted", 3, 10, 12)
    assert "damage_dealt" in error.field
    assert replay.now < 3, "what agreed can be looked at"


def test_a_change_that_does_not_matter_for_a_fight_lets_it_be_replayed(tmp_path: Path) -> None:
    record(tmp_path / "fight.jsonl", rules())
    slower = [JAB, replace(ACTIONS[1], commit=9), *ACTIONS[2:]]
    replay = Replay(tmp_path / "fight.jsonl", rules(slower))
    assert len(replay.changed) == 1
    replay.finish()


def test_an_action_that_is_gone_is_where_the_fight_parts(tmp_path: Path) -> None:
    record(tmp_path / "fight.jsonl", rules())
    kind = Archetype(name="fighter", actions=tuple(a.name for a in ACTIONS[1:]), reaction=10,
                     memory=50, controller="still")  # fmt: skip
    replay = Replay(tmp_path / "fight.jsonl", rules(ACTIONS[1:], archetypes=[kind]))
    with pytest.raises(JournalError, match="parts from"):
        replay.finish()


def test_a_fight_does_not_go_on_under_changed_rules(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    record(file, rules())
    before = file.read_bytes()
    with pytest.raises(JournalError, match=r"(?s)rules have changed.*jab, damage: 10 -> 12") as no:
        resume(file, rules(others(replace(JAB, damage=12))))
    assert no.value.code == "journal.ruleset"
    assert file.read_bytes() == before


def test_rules_that_came_from_no_file_have_to_be_given(tmp_path: Path) -> None:
    record(tmp_path / "fight.jsonl", rules())
    with pytest.raises(JournalError, match="practice, which came from no file") as refused:
        Replay(tmp_path / "fight.jsonl")
    assert refused.value.code == "journal.plugins"
