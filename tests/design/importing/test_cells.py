"""Cells as people write them: each is read in every way that it can mean, or in none."""

import pytest

from combat_rules.design.importing.advantages import advantage_in
from combat_rules.design.importing.cells import Unclear, count_in, damage_in, hits_in, span_in
from combat_rules.design.importing.games import GGST, SF6, THIRD_STRIKE, TWO_XKO, Game


@pytest.mark.parametrize(
    ("cell", "main", "others"),
    [
        (12, (12,), ()),
        ("12", (12,), ()),
        ("9 land", (9,), ()),
        ("5+8", (13, 8), ()),
        ("4 + 6 + 2", (12, 8, 2), ()),
        ("14(16)", (14,), (16,)),
        ("11 (33)", (11,), (33,)),
        ("20~[28]", (20,), (28,)),
        ("9{32}[40]", (9,), (32, 40)),
        ("15/16/18", (15,), (16, 18)),
        ("31~54", (31,), (54,)),
        ("17,34", (17,), (34,)),
        ("36*", (36,), ()),
    ],
)
def test_ticks_are_read_with_what_they_are_in_other_cases(
    cell: object, main: tuple[int, ...], others: tuple[int, ...]
) -> None:
    found = count_in(cell)
    assert (found.main, found.others) == (main, others)


@pytest.mark.parametrize("cell", ["", "~", "?", "soon", "Run+15", -4, 10**9, True, None, [4], 2.5])
def test_what_is_no_number_of_ticks_is_none(cell: object) -> None:
    assert count_in(cell).every == ()


def test_a_cell_may_count_the_whole_move() -> None:
    assert count_in("28 total").of_total
    assert not count_in("28").of_total


@pytest.mark.parametrize(
    ("cell", "ticks"),
    [
        (3, (3,)),
        ("3*6", (9,)),
        ("2,2", (4,)),
        ("3x4", (12,)),
        ("2(5)2(4)2", (15,)),
        ("12(2)", (12, 14)),
        ("3 (4)", (3, 7, 4)),
        ("7 Total", (7,)),
        ("20[23]", (20,)),
        ("10+5", (15,)),
        ("until land", ()),
        ("1~30", (1,)),
        ("2(3)2~", ()),
    ],
)
def test_active_ticks_count_hits_and_the_gaps_between_them(
    cell: object, ticks: tuple[int, ...]
) -> None:
    assert span_in(cell).main == ticks


@pytest.mark.parametrize(
    ("cell", "hits"),
    [
        ("3*6", ((0, 3), (3, 6))),
        ("2(5)4", ((0, 2), (7, 4))),
        ("2x3", ((0, 2), (2, 2), (4, 2))),
        ("5", ((0, 5),)),
        ("12(2)", ()),
    ],
)
def test_hits_begin_after_what_comes_before_them(
    cell: str, hits: tuple[tuple[int, int], ...]
) -> None:
    assert hits_in(cell) == hits


@pytest.mark.parametrize(
    ("cell", "damage"),
    [
        (300, 300),
        ("700 (300*400)", 700),
        ("40*60(100)", 100),
        ("300*400", 700),
        ("200x3", 600),
        ("30,70", 100),
        ("(110) 50*60", 110),
        ("80(115)", 80),
        ("22[26]", 22),
        ("13\u00d73", 39),
        (0, 0),
    ],
)
def test_damage_is_that_of_all_hits_of_the_usual_case(cell: object, damage: int) -> None:
    assert damage_in(cell) == damage


@pytest.mark.parametrize(
    "cell", ["", "?", "500-900", "500~800", "20 per knife", "Varies", "30*40 (90)", None, "9" * 30]
)
def test_damage_that_would_have_to_be_guessed_is_none(cell: object) -> None:
    with pytest.raises(Unclear, match="damage"):
        damage_in(cell)


@pytest.mark.parametrize(
    ("game", "cell", "ticks", "word", "down"),
    [
        (SF6, 4, 4, "", False),
        (SF6, "+16", 16, "", False),
        (SF6, "KD +20(34)", 20, "KD", True),
        (SF6, "KD + 28", 28, "KD", True),
        (SF6, "HKD +16", 16, "HKD", True),
        (SF6, "Crumple +73", 73, "CRUMPLE", False),
        (SF6, "KD", None, "KD", True),
        (SF6, "-2(4)", -2, "", False),
        (SF6, "2~9", None, "", False),
        (SF6, "-", None, "", False),
        (TWO_XKO, "L +21", 21, "L", False),
        (TWO_XKO, "L+49", 49, "L", False),
        (TWO_XKO, "GB +26", 26, "GB", False),
        (TWO_XKO, "WB +82", 82, "WB", False),
        (TWO_XKO, "S +9", 9, "S", False),
        (TWO_XKO, "L +?", None, "L", False),
        (TWO_XKO, "-3 (CKD +138)", -3, "", False),
        (THIRD_STRIKE, "D", None, "D", True),
        (GGST, "KD[4]", None, "KD", True),
        (GGST, "-4~[10]", -4, "", False),
        (GGST, "0/5", None, "", False),
        (SF6, "6*8", None, "", False),
        (SF6, "-4+", None, "", False),
        (SF6, "KD +36*40", None, "KD", True),
    ],
)
def test_an_advantage_says_how_long_and_what_happens(
    game: Game, cell: object, ticks: int | None, word: str, down: bool
) -> None:
    found = advantage_in(cell, "onHit", game)
    assert (found.ticks, found.word, found.down) == (ticks, word, down)


@pytest.mark.parametrize("cell", ["Minus", "soon", "[15]", "GC", "Hard to say +4"])
def test_an_advantage_in_prose_is_told_as_it_stands(cell: str) -> None:
    with pytest.raises(Unclear, match=r"onBlock .* does not say how long"):
        advantage_in(cell, "onBlock", SF6)
