"""The rules of the pack, asked about scenes made by hand."""

import pytest

from combat_rules import Action, Outcome
from combat_rules.model import LANDED, Stun
from combat_rules.testing import RecordedEffects, guards_between
from plugins.hexes.moves import NIGHT, POISON, hex_of_night, venom
from plugins.hexes.rules import (
    crumble,
    eyes_adjust,
    not_blinded,
    poison_bites,
    ward_is_down,
    ward_takes_half,
)
from plugins.hexes.tests.hexed import scene


@pytest.mark.parametrize(("ward", "holds"), [(0, True), (1, False), (12, False)])
def test_a_ward_is_down_when_nothing_of_it_is_left(ward: int, holds: bool) -> None:
    assert ward_is_down(scene("raise_ward", actor={"ward": ward})) is holds


@pytest.mark.parametrize(("night", "holds"), [(0, True), (1, False)])
def test_the_blind_are_those_with_any_night_before_their_eyes(night: int, holds: bool) -> None:
    assert not_blinded(scene(actor={"night": night}, target={"night": 3})) is holds


@pytest.mark.parametrize(("ward", "percent"), [(0, 100), (1, 50), (12, 50)])
def test_a_ward_takes_half_of_a_blow(ward: int, percent: int) -> None:
    assert ward_takes_half(scene(target={"ward": ward})) == percent


def test_the_strikers_own_ward_takes_nothing_from_its_blow() -> None:
    assert ward_takes_half(scene(actor={"ward": 9})) == 100


@pytest.mark.parametrize(("poison", "bite"), [(1, 1), (3, 1), (4, 2), (7, 2), (12, 4)])
def test_poison_bites_harder_the_more_of_it_there_is(poison: int, bite: int) -> None:
    notes = RecordedEffects()
    poison_bites(scene(actor={"poison": poison}), notes)
    assert notes.asked == [("change", "actor", "health", -bite)]


def test_eyes_adjust_a_point_at_a_time() -> None:
    notes = RecordedEffects()
    eyes_adjust(scene(actor={"night": 5}), notes)
    assert notes.asked == [("change", "actor", "night", -1)]


@pytest.mark.parametrize(
    ("stun", "until", "crumbles"),
    [
        (Stun.HITSTUN, 101, True),
        (Stun.HITSTUN, 100, False),
        (Stun.BLOCKSTUN, 101, False),
        (None, 0, False),
    ],
    ids=["reeling", "just free again", "behind a block", "untouched"],
)
def test_a_ward_crumbles_only_under_a_blow_that_has_landed(
    stun: Stun | None, until: int, crumbles: bool
) -> None:
    notes = RecordedEffects()
    actor = {"ward": 9, "stun": stun, "stunned_until": until}
    crumble(scene(now=100, actor=actor), notes)
    assert notes.asked == ([("change", "actor", "ward", -2)] if crumbles else [])


@pytest.mark.parametrize(
    ("action", "attribute", "by"),
    [(venom, "poison", POISON), (hex_of_night, "night", NIGHT)],
    ids=["venom", "hex_of_night"],
)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_hex_takes_hold_only_where_it_lands(
    outcome: Outcome, action: Action, attribute: str, by: int
) -> None:
    notes = RecordedEffects()
    (effect,) = action.on_contact
    effect(scene(action.name, outcome=outcome), notes)
    assert notes.asked == ([("change", "target", attribute, by)] if outcome in LANDED else [])


def test_a_hex_of_night_needs_strength_and_somebody_in_sight() -> None:
    assert guards_between(hex_of_night, "feint", "commit") == ["has_stamina", "aware_of_target"]
