"""Rules, saves and fights go to other processes, and go on there as they would have here."""

import pickle
import subprocess
import sys
from collections.abc import Callable
from copy import copy, deepcopy
from pathlib import Path

import pytest

from combat_rules import Attribute, CombatSystem, load_ruleset
from combat_rules.errors import ActionError, CombatError, PluginError, StateError
from combat_rules.plugins import Ruleset, standard_ruleset
from tests.engine.test_nothing_leaks import PARTS, handed_out
from tests.rules import Rules

TABLE = "moves:\n- {name: jab, commit: 4, release: 3, recovery: 9, reach: 40, damage: %d}\n"
KIND = "archetypes: [{name: ayla, actions: [jab], controller: attack}]\n"

ELSEWHERE = """
import pickle, sys
combat = pickle.loads(sys.stdin.buffer.read())
sys.stdout.buffer.write(pickle.dumps((combat.run(), combat.save(), combat.ruleset)))
"""


def fight(ruleset: Ruleset) -> CombatSystem:
    """A fight that has begun."""
    combat = CombatSystem(5000, ruleset=ruleset, seed=7, history=4)
    for kind, name in (("duelist", "ayla"), ("brute", "borin")):
        combat.add_combatant(kind, name)
    combat.advance(900)
    return combat


def elsewhere(combat: CombatSystem, folder: Path) -> bytes:
    """What comes back of a fight that was played to its end in another process and folder."""
    command = [sys.executable, "-P", "-c", ELSEWHERE]
    ended = subprocess.run(
        command, input=pickle.dumps(combat), capture_output=True, cwd=folder, check=True
    )
    return ended.stdout


def test_a_fight_goes_on_in_another_process_as_it_would_have_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "moves.yaml").write_text(TABLE % 5 + KIND)
    monkeypatch.chdir(tmp_path / "mine")
    ruleset = load_ruleset(["moves.yaml"]).changed({"jab.damage": 6}).changed({"attack.damage": 30})
    combat = fight(ruleset)
    back = elsewhere(combat, tmp_path)
    result, save, rules = pickle.loads(back)
    assert rules is ruleset
    assert result == combat.run()
    assert save == combat.save()
    assert rules.numbers == {"jab.damage": 6, "attack.damage": 30}


def test_what_was_pickled_is_a_fight_of_its_own_that_nobody_hears() -> None:
    combat = fight(standard_ruleset())
    heard: list[object] = []
    combat.subscribe("*", heard.append)
    other: CombatSystem = pickle.loads(pickle.dumps(combat))
    assert other.save() == combat.save()
    assert other.run() == combat.fork().run()
    assert not heard
    assert combat.now == 900


def test_a_save_that_was_pickled_can_be_loaded() -> None:
    combat = fight(standard_ruleset())
    save = pickle.loads(pickle.dumps(combat.save()))
    after = combat.run()
    combat.load(save)
    assert combat.now == 900
    assert combat.run() == after


def test_a_copy_of_rules_is_the_rules() -> None:
    ruleset = standard_ruleset()
    assert copy(ruleset) is ruleset
    assert deepcopy({"rules": ruleset})["rules"] is ruleset
    assert pickle.loads(pickle.dumps(ruleset)) is ruleset


def test_rules_that_have_changed_meanwhile_are_named(tmp_path: Path) -> None:
    file = tmp_path / "moves.yaml"
    file.write_text(TABLE % 5 + KIND)
    written = pickle.dumps(load_ruleset([file]))
    file.write_text(TABLE % 9 + KIND)
    with pytest.raises(PluginError, match="not those found here: action jab has changed"):
        pickle.loads(written)


def test_rules_from_no_file_cannot_be_pickled() -> None:
    with pytest.raises(PluginError, match="cannot be pickled, since another process would not"):
        pickle.dumps(load_ruleset([Rules()]))


def test_a_save_cannot_be_pickled_once_its_rules_are_gone(collect: Callable[[], object]) -> None:
    ruleset = standard_ruleset().changed({"attack.damage": 3})
    save = fight(ruleset).save()
    del ruleset
    collect()
    with pytest.raises(StateError, match="the rules of this save are gone"):
        pickle.dumps(save)


# -- what a fight hands out -------------------------------------------------------------------

WAYS = [lambda value: pickle.loads(pickle.dumps(value)), deepcopy]
BY = pytest.mark.parametrize("carried", WAYS, ids=["pickled", "copied"])


@BY
def test_whatever_a_fight_hands_out_is_the_same_once_it_was(
    carried: Callable[[object], object],
) -> None:
    """A queue to another process takes events, records and refusals, and so does ``deepcopy``."""
    combat = fight(standard_ruleset())
    given = [value for _, value in handed_out(combat) if not isinstance(value, (type, *PARTS))]
    assert {"CombatantState", "DamageDealt"} <= {type(value).__name__ for value in given}
    names = [type(value).__name__ for value in given]
    assert [type(carried(value)).__name__ for value in given] == names
    for told in (combat.events.recent, combat.combatants, combat.view("ayla"), combat.faults):
        assert carried(told) == told


@BY
def test_a_record_keeps_the_attributes_that_plugins_declared(
    carried: Callable[[object], object],
) -> None:
    poise = Attribute("poise", default=3, maximum=10)
    combat = CombatSystem(ruleset=load_ruleset([Rules(attributes=[poise])]))
    state = combat.add_combatant("duelist", poise=7)
    again = carried(state)
    assert again == state
    assert poise.of(again) == 7


@BY
def test_a_refusal_that_was_sent_still_says_what_each_guard_saw(
    carried: Callable[[object], object],
) -> None:
    combat = CombatSystem()
    for name in ("ayla", "borin"):
        combat.add_combatant("duelist", name, controller="", stamina=3)
    with pytest.raises(ActionError) as caught:
        combat.execute_action("attack", "ayla")
    error = carried(caught.value)
    assert isinstance(error, ActionError)
    assert str(error) == str(caught.value)
    for before, after in zip(caught.value.refusal.asked, error.refusal.asked, strict=True):
        assert str(after) == str(before)
        for name in ("values", "comparisons", "needed", "ticks", "holds"):
            assert getattr(after, name) == getattr(before, name)
    assert carried(error.refusal) == error.refusal


def test_an_error_about_what_cannot_be_sent_is_sent_in_words() -> None:
    error = CombatError("no", code="test", given=lambda: 0, at=5)
    again = pickle.loads(pickle.dumps(error))
    assert again.at == 5
    assert "lambda" in again.given


ALONE = {
    "StateManager": lambda combat: combat.state,
    "EventSystem": lambda combat: combat.events,
    "ActionSystem": lambda combat: combat.actions,
    "AwarenessSystem": lambda combat: combat.awareness,
    "Transaction": lambda combat: combat.transaction(),
    "EventStream": lambda combat: combat.stream(),
}  # fmt: skip


@pytest.mark.parametrize("carried", [pickle.dumps, copy, deepcopy])
@pytest.mark.parametrize(("name", "part"), ALONE.items(), ids=[*ALONE])
def test_a_part_of_a_fight_says_what_goes_to_another_process_instead(
    name: str, part: Callable[[CombatSystem], object], carried: Callable[[object], object]
) -> None:
    """A copy of one used to change another fight, or nothing; or it raised ``TypeError``."""
    combat = fight(standard_ruleset())
    before = combat.save()
    with pytest.raises(StateError, match=f"^the {name} of a fight cannot be copied") as raised:
        carried(part(combat))
    assert raised.value.code == "fight.part"
    for instead in ("CombatSystem", "Save", "Ruleset"):
        assert f"a {instead}" in str(raised.value)
    assert combat.save() == before
    for whole in (combat, combat.save(), combat.ruleset):
        carried(whole)
