"""Views made to order for controllers, and effects that write down what they are asked."""

from collections.abc import Callable
from typing import Any

import pytest

from combat_rules import ActionError, ActionRole, CombatError, CombatEvent, load_ruleset, replace
from combat_rules.charts import pay_stamina, take_step
from combat_rules.errors import StateError
from combat_rules.model import AwarenessLevel
from combat_rules.testing import RecordedEffects, make_scene, make_view
from tests.rules import GUARD, JAB, Rules

NOBODY = load_ruleset([], standard=False)


def test_a_view_needs_nothing_said() -> None:
    view = make_view()
    (foe,) = view.foes
    assert view.me.archetype == "duelist"
    assert (foe.level, foe.state, foe.distance) == (AwarenessLevel.AWARE, "idle", 10)
    assert tuple(view.possible) == view.me.actions


def test_what_is_said_of_both_is_so() -> None:
    view = make_view(
        me={"archetype": "brute", "stamina": 3},
        foe={"state": "preparing", "action": "attack"},
        possible=["block"],
        seed=9,
    )
    assert (view.me.archetype, view.me.stamina) == ("brute", 3)
    assert (view.foes[0].state, view.foes[0].action) == ("preparing", "attack")
    assert list(view.possible) == ["block"]
    assert view.dice.seed == 9


def test_what_a_foe_does_tells_its_line_and_role_as_in_a_fight() -> None:
    rules = load_ruleset([Rules([replace(JAB, line="high"), GUARD])], standard=False)
    doing = {"state": "preparing", "action": "jab"}
    (foe,) = make_view(foe=doing, ruleset=rules).foes
    assert (foe.line, foe.role) == ("high", ActionRole.STRIKE)
    (foe,) = make_view(foe={"action": "guard"}, ruleset=rules).foes
    assert (foe.line, foe.role) == ("", ActionRole.BLOCK)
    (foe,) = make_view(foe={**doing, "line": "low", "role": None}, ruleset=rules).foes
    assert (foe.line, foe.role) == ("low", None)
    (foe,) = make_view(foe={"action": ""}, ruleset=rules).foes
    assert (foe.line, foe.role) == ("", None)


@pytest.mark.parametrize(
    ("foe", "where"),
    [
        ({"distance": 60}, (110, 60, -1)),
        ({"position": 20}, (20, 30, 1)),
        ({"position": 80, "facing": 1}, (80, 30, 1)),
    ],
    ids=["a distance", "a position on the left", "the back"],
)
def test_a_foe_is_as_far_away_as_it_stands(
    foe: dict[str, object], where: tuple[int, int, int]
) -> None:
    (seen,) = make_view(me={"position": 50}, foe=foe).foes
    assert (seen.position, seen.distance, seen.facing) == where


@pytest.mark.parametrize(
    ("said", "error", "why"),
    [
        ({"foe": {"sate": "idle"}}, StateError, "did you mean state"),
        ({"me": {"archetype": "bruut"}}, StateError, "did you mean brute"),
        ({"possible": ["blok"]}, ActionError, "did you mean block"),
        (
            {"foe": {"health": "much"}},
            StateError,
            "the foe cannot be so: health is 'much'",
        ),
        ({"foe": {"health": -4}}, StateError, "health is -4; a whole number from 0"),
        ({"foe": {"distance": -3}}, StateError, "distance is -3; a whole number from 0"),
        ({"foe": {"level": "aware"}}, StateError, "level is 'aware'; one of Awareness"),
        (
            {"foe": {"position": 90, "distance": 3}},
            StateError,
            "it is 3 units from 0, and at 90; give its distance or its position",
        ),
        (
            {"foe": {"state": "preparign"}},
            StateError,
            "nobody looks 'preparign'; did you mean prep",
        ),
        ({"ruleset": NOBODY}, StateError, "under rules without archetypes nobody sees anybody"),
    ],
    ids=[
        "a foe's field",
        "an archetype",
        "an action",
        "a text for a number",
        "less than nothing",
        "a negative distance",
        "a word for a level",
        "two places",
        "a state",
        "nobody at all",
    ],
)
def test_what_cannot_be_is_refused_in_words(
    said: dict[str, object], error: type[CombatError], why: str
) -> None:
    with pytest.raises(error, match=why):
        make_view(**said)  # type: ignore[arg-type]  # of a test


class Cheered(CombatEvent, frozen=True, kw_only=True):
    """Somebody is cheered."""

    by: str


def test_effects_write_down_what_is_asked_of_them_in_order() -> None:
    effects = RecordedEffects()
    scene = make_scene("attack")
    pay_stamina(scene, effects)
    take_step(scene, effects)
    effects.withdraw("actor")
    effects.turn("target", "actor")
    effects.announce(Cheered(by="crowd"))
    assert effects.asked == [
        ("change", "actor", "stamina", -12),
        ("step", scene.action.travel),
        ("withdraw", "actor"),
        ("turn", "target", "actor"),
        ("announce", Cheered(by="crowd")),
    ]


REFUSED: dict[str, tuple[Callable[[Any], object], str]] = {
    "half a point": (
        lambda notes: notes.change("borin", "poise", 1.5),
        "by is 1.5; a whole number",
    ),
    "a record": (lambda notes: notes.change(make_scene().actor, "poise", 1), "combatant is Combat"),
    "a word as a text": (lambda notes: notes.stun("borin", 9, "hitstun"), "kind is 'hitstun'; one"),
    "less than no harm": (lambda notes: notes.harm("borin", -1), "points is -1; a whole number"),
    "another's event": (lambda notes: notes.announce("cheered"), "event is 'cheered'; a Combat"),
}


@pytest.mark.parametrize(("ask", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_effects_refuse_what_no_fight_takes(ask: Callable[[Any], object], said: str) -> None:
    notes = RecordedEffects()
    with pytest.raises(CombatError, match=said):
        ask(notes)
    assert notes.asked == []
