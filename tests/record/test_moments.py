"""A moment of a fight can be handed on, as a link or a file, and comes out as it was."""

import os
from base64 import urlsafe_b64encode
from pathlib import Path
from threading import Thread
from typing import Any
from zlib import compress

import pytest
from msgspec import msgpack
from msgspec.structs import replace

from combat_rules import CombatSystem
from combat_rules.engine.inputs import Do, Moment
from combat_rules.errors import CombatError, JournalError, StateError
from combat_rules.model import Command
from combat_rules.record import Replay, SharedMoment, Slots, Steps, read_journal, read_moment, share
from combat_rules.record.moments import MOST, Step
from combat_rules.record.writer import Journal
from tests.record.bouts import eventful, practice, shipped_fight
from tests.rules import ACTIONS, ruleset


def played(ticks: int = 900) -> tuple[CombatSystem, SharedMoment]:
    """A fight by bots at a tick, and that moment to hand on."""
    steps = Steps()
    combat = shipped_fight(steps)
    combat.advance(ticks)
    return combat, steps.shared(combat.now)


@pytest.fixture(scope="module")
def fight() -> tuple[CombatSystem, SharedMoment]:
    return played()


def test_a_link_leads_to_the_same_moment(fight: tuple[CombatSystem, SharedMoment]) -> None:
    combat, moment = fight
    opened = read_moment(moment.link()).play(combat.ruleset)
    assert opened.save() == combat.save()
    opened.advance(500)
    fork = combat.fork()
    fork.advance(500)
    assert opened.save() == fork.save()


def test_a_link_can_stand_in_an_address(fight: tuple[CombatSystem, SharedMoment]) -> None:
    assert fight[1].link().replace("-", "").replace("_", "").isalnum()


def test_a_fight_changed_in_every_way_can_be_shared() -> None:
    steps = Steps()
    combat = eventful(steps)
    opened = read_moment(steps.shared(combat.now).link()).play(practice())
    assert opened.save() == combat.save()


def test_a_moment_is_cut_out_of_a_journal(tmp_path: Path) -> None:
    with Journal(tmp_path / "fight.jsonl") as journal:
        combat = shipped_fight(journal)
        combat.advance(700)
        here = combat.save()
        combat.advance(700)
    reading = read_journal(tmp_path / "fight.jsonl")
    inputs = [record.given for record in reading.records]
    moment = share(reading.header.rules, reading.header.fight, inputs, 700)
    assert moment.play(combat.ruleset).save() == here


def test_what_changed_a_fight_past_all_checks_is_in_its_moment() -> None:
    steps = Steps()
    combat = shipped_fight(steps)
    combat.advance(500)
    earlier = combat.state.world
    combat.advance(500)
    combat.state.restore(earlier)
    combat.advance(200)
    assert steps.shared(combat.now).play(combat.ruleset).save() == combat.save()


def test_steps_are_of_one_fight() -> None:
    steps = Steps()
    with pytest.raises(StateError, match="no fight was taken down"):
        steps.shared(0)
    shipped_fight(steps)
    with pytest.raises(JournalError, match="belongs to a fight already"):
        shipped_fight(steps)


def test_what_was_taken_back_is_not_shared() -> None:
    steps = Steps()
    combat = shipped_fight(steps)
    combat.advance(300)
    here, mark, before = combat.save(), steps.mark, steps.shared(300)
    combat.advance(300)
    combat.load(here)
    steps.cut(mark)
    assert steps.shared(combat.now) == before


def test_other_rules_are_refused_unless_it_is_to_be_played_anyway() -> None:
    combat, moment = played(100)
    other = combat.ruleset.changed({"lunge.damage": 99})
    with pytest.raises(JournalError, match="lunge"):
        moment.play(other)
    assert moment.play(other, anyway=True).now == 100


def _bytes(of: Any) -> str:
    return urlsafe_b64encode(compress(msgpack.encode(of))).decode()


@pytest.mark.parametrize(
    "link",
    ["", "%%%", "AAAA", "é", _bytes({"schema": 1}), _bytes([1, 2]), _bytes(b"0" * (MOST + 9))],
    ids=["empty", "no letters", "not packed", "not ASCII", "half", "a list", "a bomb"],
)
def test_what_is_no_moment_is_refused(link: str) -> None:
    with pytest.raises(JournalError, match="no shared moment"):
        read_moment(link)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 99},
        {"steps": (Step(0, Do(0, Command(actor="nobody", action="jab"))),)},
        {"steps": (Step(0, Do(10**9, Command(actor="fencer", action="lunge"))),)},
        {"moments": 9_999_999},
    ],
    ids=["another schema", "somebody unknown", "too late", "too many moments"],
)
def test_a_moment_that_cannot_be_is_refused(
    change: dict[str, Any], fight: tuple[CombatSystem, SharedMoment]
) -> None:
    combat, moment = fight
    with pytest.raises(JournalError):
        read_moment(replace(moment, **change).link()).play(combat.ruleset)


def test_a_moment_of_a_fight_that_went_back_is_of_the_time_that_it_kept(tmp_path: Path) -> None:
    rules = practice()
    with Journal(tmp_path / "fight.jsonl") as journal:
        eventful(journal, rules)
    replay = Replay(tmp_path / "fight.jsonl", rules)
    header, inputs = replay.reading.header, [record.given for record in replay.records]
    for tick in (0, 7, 8, 29, 38, 40, 55, 400):
        moment = share(header.rules, header.fight, inputs, tick)
        assert moment.play(rules).combatants == replay.seek(tick).combatants, tick


def test_a_slot_is_kept_under_its_name(
    tmp_path: Path, fight: tuple[CombatSystem, SharedMoment]
) -> None:
    combat, moment = fight
    slots = Slots(tmp_path / "slots")
    assert not slots.names
    slots.keep("before the throw", moment)
    slots.keep("again", moment)
    assert Slots(tmp_path / "slots").names == ("again", "before the throw")
    assert slots.read("before the throw").play(combat.ruleset).save() == combat.save()
    slots.drop("again")
    assert list(slots.names) == ["before the throw"]
    with pytest.raises(JournalError, match="before the throw"):
        slots.read("before the trow")


def test_a_slot_that_has_to_stay_is_said(
    tmp_path: Path, fight: tuple[CombatSystem, SharedMoment], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    slots = Slots(tmp_path)
    slots.keep("again", fight[1])
    monkeypatch.setattr(os, "unlink", read_only)
    with pytest.raises(JournalError, match="cannot forget the slot again: Permission denied"):
        slots.drop("again")


def test_slots_kept_at_once_do_not_get_in_each_others_way(
    tmp_path: Path, fight: tuple[CombatSystem, SharedMoment], monkeypatch: pytest.MonkeyPatch
) -> None:
    moment, slots, replaced = fight[1], Slots(tmp_path), os.replace

    def meanwhile(draft: Path, file: Path) -> None:
        monkeypatch.setattr(os, "replace", replaced)
        other = Thread(target=slots.keep, args=("other", replace(moment, at=moment.at + 1)))
        other.start()
        other.join()
        replaced(draft, file)

    monkeypatch.setattr(os, "replace", meanwhile)
    slots.keep("first", moment)
    assert (slots.read("first"), slots.read("other").at) == (moment, moment.at + 1)


@pytest.mark.parametrize("name", ["", "..", "a/b", "../x", "x" * 61, "a\n", " a", "dot.", 7])
def test_a_slot_keeps_to_its_folder(
    name: Any, tmp_path: Path, fight: tuple[CombatSystem, SharedMoment]
) -> None:
    with pytest.raises(JournalError, match="cannot be called"):
        Slots(tmp_path).keep(name, fight[1])
    assert list(tmp_path.iterdir()) == []


def test_a_moment_is_of_a_tick_and_goes_into_any_file(tmp_path: Path) -> None:
    steps = Steps()
    combat = CombatSystem(seed=3, journal=steps)
    for wrong in (-1, "0", 1.0, 2**40):
        with pytest.raises(StateError, match=r"now is .*; a whole number from 0 to"):
            steps.shared(wrong)  # type: ignore[arg-type]  # whoever embeds it may
    moment = steps.shared(combat.now)
    moment.save(f"{tmp_path}/moment.json")
    assert read_moment(tmp_path / "moment.json") == moment
    with pytest.raises(JournalError, match="no file can be called 3"):
        moment.save(3)  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize("odd", [None, 5, "standard", []], ids=repr)
def test_a_moment_is_played_under_a_ruleset(
    fight: tuple[CombatSystem, SharedMoment], odd: Any
) -> None:
    with pytest.raises(CombatError, match=r"SharedMoment\.play cannot take this: ruleset is"):
        fight[1].play(odd)


def test_moments_are_counted_not_kept() -> None:
    steps = Steps()
    combat = CombatSystem(400, 10, 100, ruleset=ruleset(ACTIONS), journal=steps)
    combat.add_combatant("fighter", "ayla", controller="")
    combat.add_combatant("fighter", "borin", controller="")
    combat.advance(200)
    combat.execute_action("jab", "ayla")
    kinds = [type(step.given).__name__ for step in steps.shared(combat.now).steps]
    assert kinds == ["Join", "Join", "Do"]
    assert not any(isinstance(s.given, Moment) for s in steps.shared(combat.now).steps)
