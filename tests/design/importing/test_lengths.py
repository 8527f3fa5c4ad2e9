"""How long a move is: its total tells which reading of its cells is right, or none is taken."""

import re
from typing import Any

import pytest

from combat_rules.design.importing.cells import Unclear
from combat_rules.design.importing.lengths import Length, length_of

ROW: dict[str, Any] = {"startup": 4, "active": 3, "recovery": 7, "total": 13}


def length(projectile: bool = False, **columns: Any) -> Length:
    row = {name: value for name, value in {**ROW, **columns}.items() if value is not None}
    return length_of(row, projectile=projectile)


@pytest.mark.parametrize(
    ("columns", "parts"),
    [
        ({}, (4, 3, 7)),
        ({"active": "3*6", "total": 19}, (4, 9, 7)),
        ({"active": "2(5)2(4)2", "total": 25}, (4, 15, 7)),
        ({"active": "12(2)", "total": 24}, (4, 14, 7)),
        ({"active": "12(2)", "total": 22}, (4, 12, 7)),
        ({"recovery": "14(16)", "total": "20(22)"}, (4, 3, 14)),
        ({"recovery": "14(16)", "total": 22}, (4, 3, 16)),
        ({"recovery": "21+12", "total": 39}, (4, 3, 33)),
        ({"startup": "5+8", "total": 22}, (13, 3, 7)),
        ({"startup": "5+8", "total": 17}, (8, 3, 7)),
        ({"startup": "20~[28]", "total": "29~[37]"}, (20, 3, 7)),
        ({"startup": "31~54", "total": "40~63"}, (31, 3, 7)),
        ({"recovery": "28 total", "total": 28}, (4, 3, 22)),
        ({"recovery": "28 total", "total": None}, (4, 3, 22)),
        ({"startup": "4", "total": None}, (4, 3, 7)),
        ({"recovery": "9 land", "total": None}, (4, 3, 9)),
        ({"active": "7 Total", "total": None}, (4, 7, 7)),
        ({"active": "1~22", "total": 32}, (4, 22, 7)),
        ({"recovery": "9+8 after landing", "total": None}, (4, 3, 17)),
        ({"recovery": "9 + 8L", "total": None}, (4, 3, 17)),
        ({"recovery": "9 on ground", "total": None}, (4, 3, 9)),
        ({"recovery": "28 total frames", "total": None}, (4, 3, 22)),
        ({"active": "7\\n(total)", "total": None}, (4, 7, 7)),
    ],
    ids=[
        "as it stands", "hit after hit", "hits with gaps", "two more", "not two more",
        "two recoveries", "the other recovery", "and landing", "of two parts",
        "only the last part", "charged", "held", "recovery as a total", "and no total",
        "a number as text", "on landing", "seven all told", "from the first to the last",
        "in the air and on the ground", "the same in letters", "on ground", "total in words",
        "a sign for a new line",
    ],
)  # fmt: skip
def test_a_cell_of_several_numbers_is_read_as_the_total_confirms(
    columns: dict[str, Any], parts: tuple[int, int, int]
) -> None:
    found = length(**columns)
    assert (found.startup, found.active, found.recovery) == parts
    assert found.contradicts == ""


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"startup": "5+8", "total": None}, "several ways, and no total confirms one"),
        ({"startup": "5+8", "total": 40}, r"startup '5.8', .* and total 40 confirms none"),
        ({"startup": "9/5/6", "recovery": "9/7/6", "total": 14}, "fit total 14 in several ways"),
        ({"startup": "31~54", "total": None}, "several ways"),
        ({"active": "1~30"}, "several ways, and total 13 confirms none; write one number each"),
        ({"startup": "~5"}, "startup '~5' is unclear: it is not exact; write the number"),
        ({"startup": "4.5"}, "startup '4.5' is unclear: ticks are whole numbers"),
        ({"active": "2024-06-07"}, "is unclear: it is a date, which spreadsheets make of"),
        ({"recovery": "soon", "total": None}, "recovery 'soon' is unclear: write a number"),
        ({"startup": None}, "startup is missing"),
        ({"startup": 0}, "startup is 0; it counts the first active tick"),
        ({"startup": -4}, "startup -4 is unclear"),
        ({"active": 10**9}, "active 1000000000 is unclear"),
        ({"startup": "9" * 5000}, "startup .* is unclear"),
        ({"startup": [4]}, "is unclear"),
        ({"startup": True}, "startup True is unclear"),
        ({"active": None, "recovery": 20}, "the parts are longer than total 13"),
    ],
    ids=[
        "a sum without", "another total", "two that fit", "a range", "another range", "about",
        "decimals", "a date", "in prose", "missing", "zero", "negative", "huge", "endless",
        "a list", "a truth", "too long",
    ],
)  # fmt: skip
def test_a_row_that_would_have_to_be_guessed_is_refused_by_name(
    columns: dict[str, Any], why: str
) -> None:
    with pytest.raises(Unclear) as caught:
        length(**columns)
    assert re.search(why, str(caught.value)), caught.value


def test_plain_cells_that_contradict_their_total_are_told_with_both_numbers() -> None:
    found = length(total=15)
    assert (found.startup, found.active, found.recovery, found.total) == (4, 3, 7, 15)
    assert found.contradicts == "total says 15, its parts add up to 13"


@pytest.mark.parametrize(
    ("columns", "unknown"),
    [
        ({"active": "until land", "total": None}, ("active",)),
        ({"recovery": None, "total": None}, ("recovery",)),
        ({"recovery": "Until Land +13", "total": None}, ("recovery",)),
        ({"recovery": "UL+9", "total": None}, ("recovery",)),
        ({"recovery": "until landing\\n+ 9", "total": None}, ("recovery",)),
        ({"active": "Til Ground", "total": None}, ("active",)),
        ({"recovery": "N/A", "total": None}, ("recovery",)),
        ({"recovery": "???", "total": None}, ("recovery",)),
        ({"active": None, "recovery": None, "total": None}, ("active", "recovery")),
    ],
)
def test_what_lasts_until_landing_or_is_not_said_is_unknown(
    columns: dict[str, Any], unknown: tuple[str, ...]
) -> None:
    found = length(**columns)
    assert found.unknown == unknown
    assert found.left is None


@pytest.mark.parametrize("cell", ["14(16)", "14 ~ 16", "14-16", "14/16", "9+5"])
def test_a_recovery_that_can_be_read_in_several_ways_is_unknown(cell: str) -> None:
    found = length(recovery=cell, total=None)
    assert (found.startup, found.active, found.unknown) == (4, 3, ("recovery",))
    assert found.notes == (f"recovery {cell!r} can be read in several ways: unknown",)


def test_a_part_that_is_not_said_is_what_the_total_leaves() -> None:
    found = length(recovery=None, total=20)
    assert (found.recovery, found.unknown, found.derived) == (14, (), ("recovery",))
    assert found.left == 17


@pytest.mark.parametrize(
    ("columns", "parts", "lifetime"),
    [
        ({"active": 90, "total": 11}, (4, 1, 7), 90),
        ({"active": None, "total": 11}, (4, 1, 7), None),
        ({"active": 3, "total": 13}, (4, 3, 7), None),
    ],
    ids=["lives on", "not said", "in front of its owner"],
)
def test_a_projectile_lives_by_itself_where_the_total_says_so(
    columns: dict[str, Any], parts: tuple[int, int, int], lifetime: int | None
) -> None:
    found = length(projectile=True, **columns)
    assert (found.startup, found.active, found.recovery) == parts
    assert found.lifetime == lifetime


def test_how_long_a_projectile_lives_is_unknown_where_no_total_tells_it() -> None:
    found = length(projectile=True, active=90, total=None)
    assert (found.startup, found.recovery, found.unknown) == (4, 7, ("active",))
    assert (found.flies, found.lifetime, found.left) == (True, None, None)
    assert "is its own or its owner's, and no total tells which" in found.notes[0]
