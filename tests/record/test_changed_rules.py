"""Fights under rules that have changed since they were recorded: which, and where they part."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from combat_rules import Action, Archetype, CombatSystem, Ruleset, load_ruleset, replace
from combat_rules.errors import JournalError
from combat_rules.record import Journal, Replay, resume
from tests.rules import ACTIONS, JAB, Rules


def rules(actions: Iterable[Action] = ACTIONS, **contributions: Any) -> Ruleset:
    return load_ruleset([Rules(actions, **contributions)], standard=False)


def others(jab: Action) -> list[Action]:
    return [jab, *ACTIONS[1:]]


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
    assert [str(changed) for changed in replay.changed] == ["action jab has changed"]
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
    with pytest.raises(JournalError, match=r"(?s)rules have changed.*jab has changed") as no:
        resume(file, rules(others(replace(JAB, damage=12))))
    assert no.value.code == "journal.ruleset"
    assert file.read_bytes() == before


def test_rules_that_came_from_no_file_have_to_be_given(tmp_path: Path) -> None:
    record(tmp_path / "fight.jsonl", rules())
    with pytest.raises(JournalError, match="practice, which came from no file") as refused:
        Replay(tmp_path / "fight.jsonl")
    assert refused.value.code == "journal.plugins"
