"""Attributes are declared once and read as numbers; a name that is none gets a did_you_mean."""

from typing import Any

import pytest

from combat_rules import Attribute, load_ruleset
from combat_rules.charts.comparisons import comparisons
from combat_rules.errors import (
    IMPORTED,
    StateError,
    did_you_mean,
    explain_attribute_error,
    in_full,
    in_short,
    in_words,
)
from combat_rules.model import Action, ActionState, CombatantState
from combat_rules.testing import make_scene
from tests.rules import Rules, duel

GRIT = Attribute("grit", default=5, maximum=8)
NERVE = Attribute("nerve", default=1, maximum=3)


def fighter() -> CombatantState:
    return duel(attributes=[GRIT, NERVE]).combatant("ayla")


def test_a_declared_attribute_reads_as_a_number() -> None:
    points: int = GRIT.of(fighter())
    assert points == 5


def test_one_that_no_plugin_declares_is_told_with_a_proposal() -> None:
    with pytest.raises(StateError, match=r"ayla has no gritt, .*; did you mean grit\?") as raised:
        Attribute("gritt").of(fighter())
    assert raised.value.code == "attribute.unknown"
    with pytest.raises(StateError, match="there are: grit, nerve"):
        Attribute("luck").of(fighter())
    with pytest.raises(StateError, match="there are none"):
        GRIT.of(duel().combatant("ayla"))


def test_one_is_asked_of_a_combatant_and_nothing_else() -> None:
    scene: Any = make_scene()
    with pytest.raises(StateError, match=r"a combatant has grit, scene\.actor say; .* of a Scene"):
        GRIT.of(scene)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("stamnia", "has no attribute stamnia; did you mean stamina?"),
        ("gritt", "has no attribute gritt; did you mean grit?"),
        ("luck", "has no attribute luck; there are: id, archetype"),
    ],
    ids=["a field", "a declared one", "neither"],
)
def test_a_misspelt_name_is_explained(name: str, said: str) -> None:
    with pytest.raises(AttributeError) as raised:
        getattr(fighter(), name)
    assert said in explain_attribute_error(raised.value)


def test_a_field_that_had_another_name_is_told_by_its_new_one() -> None:
    with pytest.raises(AttributeError) as raised:
        getattr(ActionState, "met")  # noqa: B009  # as old rules read it
    words = "ActionState has no attribute met; it is called outcome now"
    assert explain_attribute_error(raised.value) == words


def test_an_attribute_error_that_names_nothing_keeps_its_words() -> None:
    assert explain_attribute_error(AttributeError("no such thing")) == "no such thing"


def test_what_a_guard_weighs_is_told_by_the_attribute_s_name() -> None:
    ruleset = load_ruleset([Rules(attributes=[GRIT, NERVE])], standard=False)
    scene = make_scene("jab", actor={"grit": 2}, ruleset=ruleset)

    def at_least_three(declared: Attribute) -> list[str]:
        return [str(c) for c in comparisons(lambda scene: declared.of(scene.actor) >= 3, scene)]

    assert at_least_three(GRIT) == ["actor.grit 2 >= 3: no"]
    assert at_least_three(NERVE) == ["actor.nerve 1 >= 3: no"]


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("blok", ["attack", "block"], "did you mean block?"),
        ("ATTACK", ["attack", "block"], "did you mean attack?"),
        ("Heavy Attack", ["attack", "heavy_attack"], "did you mean heavy_attack?"),
        ("damage-dealt", ["DAMAGE_DEALT", "damage"], "did you mean DAMAGE_DEALT?"),
        ("zzz", ["attack", "block"], "there are: attack, block"),
        ("zzz", [], "there are none"),
        (7, ["a"], "there are: a"),
        ("zzz", [f"a{n}" for n in range(50)], "a39 and 10 more"),
        ("block" * 5000, ["block"], "there are: block"),
    ],
    ids=["close", "capitals", "a space", "a dash", "far", "none", "no text", "many", "endless"],
)
def test_names_are_proposed(name: object, known: list[str], said: str) -> None:
    assert did_you_mean(name, known).endswith(said)


def test_a_value_that_cannot_be_shown_is_quoted_by_its_type() -> None:
    class Sulky:
        def __repr__(self) -> str:
            raise ValueError("no")

    assert in_short(Sulky()).endswith("Sulky that cannot be shown")
    assert in_short(10**9999).endswith("cannot be shown")
    assert len(in_short("x" * 999)) == 200


def test_what_is_quoted_is_the_same_in_every_process() -> None:
    """A journal is played again elsewhere, and its faults have to be the same there."""
    assert in_short([object(), len]) == "[<object object>, <built-in function len>]"
    assert in_short({"b", "a", 3}) == "{'a', 'b', 3}"
    assert in_short(frozenset({("b",), "a"})) == "frozenset({'a', ('b',)})"
    module = f"{IMPORTED}0123456789ab_spear"
    assert in_short(type("Reach", (), {"__module__": module})) == "<class 'spear.Reach'>"
    assert in_short(set()) == "set()"


def test_a_set_within_something_is_quoted_in_one_order_too() -> None:
    sets = frozenset({"loud", "long", "slow"}), {"high", "far"}
    assert in_short(sets) == "(frozenset({'long', 'loud', 'slow'}), {'far', 'high'})"
    assert in_short([{1: sets[1]}, (sets[1],)]) == "[{1: {'far', 'high'}}, ({'far', 'high'},)]"
    assert "tags=frozenset({'long', 'loud', 'slow'})" in in_full(Action(name="jab", tags=sets[0]))
    assert in_words(ValueError("no", sets[1])) == "ValueError: ('no', {'far', 'high'})"
    assert in_words(KeyError(("no", sets[1]))) == "KeyError: ('no', {'far', 'high'})"
    assert in_words(ValueError({"far": sets[1]})) == "ValueError: {'far': {'far', 'high'}}"
    assert in_words(ValueError()) == "ValueError: "
    endless: list[object] = []
    endless.append(endless)
    assert in_short([(), [], {}, endless]) == "[(), [], {}, [...]]"
    assert in_words(ValueError(object())) == "ValueError: <object object>"
