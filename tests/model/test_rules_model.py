"""Words about rules: claims, names, and the attributes that a combatant has."""

import pickle
from functools import partial

import pytest

from combat_rules import ActionError, CombatError
from combat_rules.errors import ChartError, EventError, PluginError, StateError
from combat_rules.model import AwarenessLevel, claim, name_of


def sees_red(scene: object) -> bool:
    """The actor sees red.

    Only its first line is the claim.
    """
    return bool(scene)


class Callable:
    """Something that can be asked."""

    def __call__(self, scene: object) -> bool:
        return bool(scene)


def test_a_claim_is_the_first_line_of_the_docstring() -> None:
    assert claim(sees_red) == claim(partial(sees_red)) == "The actor sees red."


def test_a_claim_can_be_written_down_whatever_signs_it_has() -> None:
    def torn(scene: object) -> bool:
        return bool(scene)

    torn.__doc__ = "Half a sign: \ud800."
    assert claim(torn) == "Half a sign: \\ud800."


def test_without_a_docstring_the_name_is_the_claim() -> None:
    def near(scene: object) -> bool:
        return bool(scene)

    assert claim(near) == "near"


def test_what_has_no_name_is_named_for_its_kind() -> None:
    assert (name_of(sees_red), name_of(Callable())) == ("sees_red", "Callable")


def test_levels_of_awareness_can_be_compared() -> None:
    assert AwarenessLevel.UNAWARE < AwarenessLevel.SUSPICIOUS < AwarenessLevel.AWARE
    assert not AwarenessLevel.UNAWARE


@pytest.mark.parametrize(
    "kind", [StateError, ActionError, EventError, PluginError, ChartError], ids=lambda k: k.__name__
)
def test_every_error_is_a_combat_error_with_a_code_and_its_data(kind: type[CombatError]) -> None:
    error = kind("no", code="some.code", actor="ayla")
    assert isinstance(error, CombatError)
    assert (str(error), error.code, error.actor) == ("no", "some.code", "ayla")


def test_an_error_has_only_the_data_it_was_given() -> None:
    with pytest.raises(AttributeError, match="StateError has no attribute 'target'"):
        _ = StateError("no", code="some.code").target


def test_an_error_survives_the_way_to_another_process() -> None:
    error = pickle.loads(pickle.dumps(ActionError("no", code="some.code", actor="ayla")))
    assert (type(error), str(error), error.code, error.actor) == (
        ActionError,
        "no",
        "some.code",
        "ayla",
    )
