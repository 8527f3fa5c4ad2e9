"""Pace rules that answer what is none, and what a fight knows of how long its phases are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import json, msgpack

from combat_rules import CombatSystem, Scene, Validation, load_ruleset, replace
from combat_rules.charts import named
from combat_rules.engine.core.records import Seat
from combat_rules.engine.core.words import NONE
from combat_rules.engine.inputs import Load
from combat_rules.errors import PluginError
from combat_rules.model import ActionStateType, PaceRule
from combat_rules.model.events import ActionPhase
from combat_rules.netcode import SyncTest
from combat_rules.record import Journal, Replay, resume, state_hash
from combat_rules.record.entries import Record
from combat_rules.record.format import FRAMES, LINES, Form
from combat_rules.record.worlds import SIZE
from tests.rules import (
    WALK,
    Rules,
    at,
    duel,
    heard_of,
    listen,
    misfit,
    planted,
    raising,
    ruleset,
)


def answering(*answer: Any) -> Callable[[Scene], Any]:
    return lambda scene: answer[0]


RANGE = "a pace is a whole number from 1 to 1000000000"
WRONG: dict[str, tuple[Any, str]] = {
    "raises": (raising(LookupError("no answer")), "no answer"),
    "nothing": (answering(None), f"it answered None; {RANGE}"),
    "a bool": (answering(True), f"it answered True; {RANGE}"),
    "a part": (answering(99.5), f"it answered 99.5; {RANGE}"),
    "negative": (answering(-50), f"it answered -50; {RANGE}"),
    "none": (answering(0), f"it answered 0; {RANGE}"),
    "too much": (answering(10**9 + 1), f"it answered 1000000001; {RANGE}"),
}
each_wrong = pytest.mark.parametrize(("percent", "said"), WRONG.values(), ids=WRONG)
TWICE = PaceRule("twice", 2, lambda scene: 200)


@each_wrong
def test_a_rule_that_is_wrong_is_told_and_changes_nothing(percent: Any, said: str) -> None:
    rules = [PaceRule("bad", 1, percent, frozenset({ActionStateType.COMMIT})), TWICE]
    combat = duel(strict=False, pace_rules=rules)
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 40)
    (fault,) = combat.faults
    assert (fault.plugin, fault.where, fault.at) == ("practice", "pace rule bad", 2)
    assert said in fault.error
    assert [event.ticks for event in heard_of(heard, ActionPhase)] == [2, 4, 6, 8]


@each_wrong
def test_in_strict_mode_it_is_raised_and_nothing_has_changed(percent: Any, said: str) -> None:
    combat = duel(strict=True, pace_rules=[PaceRule("bad", 1, percent)])
    before = combat.save()
    with pytest.raises(PluginError, match=said):
        combat.execute_action("jab", "ayla")
    assert combat.save() == before


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([PaceRule("slow", 1, misfit(lambda: 200))], "pace rule slow: its function has to take"),
        ([PaceRule("slow", 1, misfit(200))], "pace rule slow: percent is 200"),
        ([TWICE, PaceRule("slow", 2, lambda scene: 50)], "slow has the place 2 among the pace rul"),
        (
            [PaceRule("slow", 1, lambda scene: 50, misfit(frozenset({"startup"})))],
            "pace rule slow: an entry of phases is 'startup'; one of ActionStateType.FEINT",
        ),
    ],
    ids=["takes nothing", "no function", "one place", "no phase"],
)
def test_what_is_no_pace_rule_is_refused_in_words(rules: list[PaceRule], said: str) -> None:
    with pytest.raises(PluginError) as refused:
        load_ruleset([Rules(pace_rules=rules)], standard=False)
    assert said in str(refused.value)


def test_asking_what_may_be_done_asks_no_pace_rule() -> None:
    combat = duel(strict=True, pace_rules=[PaceRule("bad", 1, raising(KeyError()))])
    assert combat.validate_action("jab", "ayla") is None
    assert "jab" in combat.actions.possible_actions("ayla")


# -- what a fight knows of it ----------------------------------------------------------------------


def wavering(scene: Scene) -> int:
    """Now as declared, now slower."""
    return 100 + 50 * (scene.now % 3)


def under_way(journal: Journal | None = None) -> CombatSystem:
    """Ayla jabs at Borin, who guards; both for a time of their own."""
    rules = ruleset(pace_rules=[PaceRule("wavering", 1, wavering)])
    combat = CombatSystem(10_000, 10, ruleset=rules, journal=journal)
    for name in ("ayla", "borin"):
        combat.add_combatant("fighter", name, controller="")
    at(combat, 1).execute_action("guard", "borin")
    at(combat, 4).execute_action("jab", "ayla")
    return at(combat, 14)


def test_a_rule_that_leaves_everything_as_it_is_makes_no_other_fight() -> None:
    plain, paced = duel(), duel(pace_rules=[PaceRule("same", 1, lambda scene: 100)])
    told = []
    for combat in (plain, paced):
        heard = listen(combat)
        combat.execute_action("guard", "borin")
        at(combat, 5).execute_action("jab", "ayla")
        at(combat, 30).execute_action("slam", "borin")
        at(combat, 90)
        told.append(heard)
    assert told[0] == told[1]


def test_without_pace_rules_a_state_has_the_hash_that_it_had_before_there_were_any() -> None:
    combat = at(duel(), 2)
    assert all(seat.lasts == NONE for seat in combat.state.world.seats)
    assert state_hash(combat.state.world) != state_hash(planted(combat, "ayla", lasts=0))


@pytest.mark.parametrize("form", [LINES, FRAMES], ids=["lines", "binary"])
def test_without_pace_rules_a_world_in_a_journal_is_written_as_before_there_were_any(
    form: Form,
) -> None:
    for rules, fields in ([], Seat.__struct_fields__[:-1]), ([TWICE], Seat.__struct_fields__):
        combat = duel(pace_rules=rules)
        combat.execute_action("jab", "ayla")
        world = at(combat, 2).state.world
        body = form.body(Record(1, Load(2, world), (), "00" * SIZE, world.sequence))
        given = (json if form is LINES else msgpack).decode(body)
        seat, _ = (given["given"] if form is LINES else given[1])["world"]["seats"]
        assert tuple(seat) == fields
        read = form.record(body).given
        assert isinstance(read, Load)
        assert read.world.seats == world.seats


def test_it_is_saved_recorded_and_rolled_back_as_everything_is(tmp_path: Path) -> None:
    file = tmp_path / "fight.bin"
    with Journal(file) as journal:
        combat = under_way(journal)
        saved = combat.save()
        ended = at(combat, 60).save()
        combat.load(saved)
        assert at(combat, 60).save().world.seats == ended.world.seats
    replay = Replay(file, combat.fight.ruleset)
    replay.finish()
    assert replay.combat.state.world.seats == ended.world.seats
    resumed = resume(file, combat.fight.ruleset)
    resumed.journal.close()
    assert at(resumed.combat, 60).state.world.seats == ended.world.seats
    test = SyncTest(under_way(), 6)
    test.advance(20)
    test.execute_action("jab", "ayla")
    test.advance(40)


def test_the_systems_agree_on_it() -> None:
    combat = under_way()
    assert combat.synchronize_states() == ()
    for lasts in (-2, 10**9 + 1):
        combat.state.restore(planted(combat, "borin", lasts=lasts))
        assert [found.combatant for found in combat.synchronize_states()] == ["borin"]
        assert combat.synchronize_states() == ()
    plain = at(duel(), 2)
    plain.execute_action("jab", "ayla")
    plain.state.restore(planted(plain, "ayla", lasts=9))
    (found,) = plain.synchronize_states()
    assert found.says == "lasts is 9"


@named("stands_idle")
def stands_idle(scene: Scene) -> bool:
    """The actor does nothing."""
    return scene.actor.doing is None


def test_how_long_one_has_to_wait_is_told_by_the_phases_to_come() -> None:
    stroll = replace(WALK, name="stroll", tags=frozenset({"idle"}))
    validations = [Validation(stands_idle, frozenset({"idle"}))]
    combat = duel([WALK, stroll], pace_rules=[TWICE], validations=validations)
    combat.execute_action("walk", "ayla")
    refusal = combat.validate_action("stroll", "ayla")
    assert refusal is not None
    # It declares five ticks.
    assert {reason.name: reason.ticks for reason in refusal.reasons}["stands_idle"] == 10
