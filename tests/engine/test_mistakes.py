"""A function of a plugin that fails is named with its line, and told once, however often it is."""

from collections.abc import Callable
from io import StringIO
from types import FunctionType

import pytest
from msgspec.structs import replace

from combat_rules import Act, CombatSystem, Controller, Effects, Scene, View, Wait, four_phases
from combat_rules.cli.narration import Narrator
from combat_rules.cli.tables import Terminal
from combat_rules.engine.core.records import Fault
from combat_rules.engine.mistakes import counted, describe_fault
from combat_rules.errors import PluginError
from combat_rules.model import Guard
from combat_rules.studio.words import told
from tests.rules import JAB, duel, empty_fight, listen

Choose = Callable[[View], Act | Wait]


def misspelt_guard(scene: Scene) -> bool:
    """The actor has the strength."""
    return scene.actor.stamnia > 3  # type: ignore[attr-defined, no-any-return] # the mistake that is tried


def unknown_word(scene: Scene) -> bool:
    """Uses a name that there is not."""
    return JOB.reach > scene.distance  # type: ignore[name-defined, no-any-return] # noqa: F821


def not_imported(scene: Scene) -> bool:
    """Uses a name of this package that was not imported."""
    return scene.outcome in LANDED  # type: ignore[name-defined] # noqa: F821


def cries_to_nobody(scene: Scene, effects: Effects) -> None:
    """Changes somebody who is not there."""
    effects.change("nobody", "stamina", 1)


def misspelt_brain(view: View) -> Act | Wait:
    """Looks at what nobody has."""
    return Act("jab") if view.foes[0].stat else Wait(1)  # type: ignore[attr-defined] # the mistake that is tried


def wrong_answer(view: View) -> Act | Wait:
    """Answers with a word."""
    return "jab"  # type: ignore[return-value] # the mistake that is tried


def unknown_move(view: View) -> Act | Wait:
    """Chooses what there is not."""
    return Act("jib")


BODY = 2
"""Where the body of a function above begins, in lines below its first."""


def place(function: object, below: int = BODY) -> str:
    """A line of a function of this file, as a fault tells it."""
    assert isinstance(function, FunctionType)
    line = function.__code__.co_firstlineno + below
    return f"test_mistakes.py:{line} in {function.__name__}"


def with_brain(choose: Choose, *, strict: bool = False) -> CombatSystem:
    brain = Controller("brain", choose)
    combat = empty_fight([JAB], controllers=[brain], strict=strict)
    combat.add_combatant("fighter", "ayla", controller="brain")
    combat.add_combatant("fighter", "borin")
    return combat


@pytest.mark.parametrize(
    ("guard", "error"),
    [
        (misspelt_guard, "has no attribute stamnia; did you mean stamina?"),
        (unknown_word, "name 'JOB' is not defined; did you mean JAB?"),
        (not_imported, "is not defined; write: from combat_rules.model import LANDED"),
    ],
)
def test_a_guard_is_named_by_the_line_that_raised_with_a_proposal(guard: Guard, error: str) -> None:
    combat = duel([replace(JAB, chart=four_phases("Jab", commit=[guard]))], strict=False)
    combat.execute_action("jab", "ayla")
    combat.advance(100)
    (fault,) = combat.faults
    assert (fault.plugin, fault.where) == ("practice", "advance of jab from feint")
    assert error in fault.error
    assert fault.place == place(guard)


def test_an_effect_is_named_by_its_own_line_not_by_that_which_it_calls() -> None:
    combat = duel([replace(JAB, on_contact=(cries_to_nobody,))], strict=False)
    combat.execute_action("jab", "ayla")
    combat.advance(100)
    assert combat.faults[0].place == place(cries_to_nobody)


@pytest.mark.parametrize(
    ("choose", "error", "below"),
    [
        (misspelt_brain, "Foe has no attribute stat; did you mean state?", BODY),
        (wrong_answer, "it answered 'jab'; it may answer Act(name)", 0),
        (unknown_move, "there is no action 'jib' in this ruleset; did you mean jab?", 0),
    ],
)
def test_a_controller_is_named_by_the_line_that_raised_or_else_where_it_is_written(
    choose: Choose, error: str, below: int
) -> None:
    combat = with_brain(choose)
    combat.advance(500)
    assert len(combat.faults) > 2
    assert error in combat.faults[0].error
    assert {fault.place for fault in combat.faults} == {place(choose, below)}


def test_in_strict_mode_the_error_names_the_line_too() -> None:
    with pytest.raises(PluginError, match=f"{place(misspelt_brain)}, tick 0"):
        with_brain(misspelt_brain, strict=True).advance(1)


@pytest.mark.parametrize("choose", [misspelt_brain, unknown_move])
def test_a_mistake_is_told_once_in_the_play_by_play_and_loudly_once_in_the_studio(
    choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = StringIO()
    monkeypatch.setattr("sys.stdout", out)
    combat = with_brain(choose)
    heard = listen(combat)
    narrator = Narrator(combat, Terminal())
    combat.subscribe("*", narrator.hear)
    combat.advance(500)
    narrator.settle()
    assert out.getvalue().count("FAULT") == out.getvalue().count("test_mistakes.py") == 1
    failed = [event for event in heard if event.type in ("plugin_failed", "command_refused")]
    tones = [told(event, combat.faults)["tone"] for event in failed]
    assert tones == ["strong", *["quiet"] * (len(combat.faults) - 1)]


def test_faults_of_one_line_are_counted_as_one_whatever_they_were_asked_about() -> None:
    one = Fault(3, "pack", "start of jab", "KeyError: 1", "ayla", "pack.py:3 in brace")
    other = replace(one, at=5, where="start of slam", error="KeyError: 2")
    nowhere = Fault(6, "", "event action_hit", "it makes no sense")
    assert counted([one, other, nowhere]) == [(one, 2), (nowhere, 1)]
    assert describe_fault(one) == "plugin pack: start of jab: KeyError: 1 (pack.py:3 in brace)"
    assert describe_fault(nowhere) == "the engine: event action_hit: it makes no sense"
