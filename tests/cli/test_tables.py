"""Tables and text: nothing is cut and no word broken, whatever the width."""

from io import StringIO

import pytest

from combat_rules.cli.errors import complain
from combat_rules.cli.tables import (
    interval,
    print_lines,
    print_square,
    print_table,
    print_text,
    without_zeros,
)
from combat_rules.cli.wrapping import columns, together, wrapped

COLUMNS = ("move", "used", "what it is for")
LONG = "somewhat longer than any terminal of eighty columns would ever be, to say the very least"
ROWS = [("lunge", "12", LONG), ("parry", "1,200", "short")]


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_in_a_pipe_every_row_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    print_table(COLUMNS, ROWS, words=("move", "what it is for"))
    head, first, second = printed(capsys)
    assert head.split() == ["move", "used", "what", "it", "is", "for"]
    assert first.endswith(LONG)
    assert second.split() == ["parry", "1,200", "short"]


@pytest.mark.parametrize("width", [80, 12])
def test_nothing_that_is_told_gives_a_terminal_orders(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    red = "\x1b[31mred\x9b0m"
    print_text(f"{red} bell\x07 back\r tab\t")
    print_table(("who", "what"), [(red, "\x7f"), ("plain", red)], words=("who", "what"))
    print_lines(f"one {red}\ntwo")
    complain(f"{red}: no")
    told = capsys.readouterr()
    seen = told.out + told.err
    assert not any(sign in seen for sign in "\x1b\x9b\x07\r\x7f")
    assert seen.count(r"\x1b[31mred\x9b0m") == 5
    for orders in (r"bell\x07", r"back\x0d", r"\x7f"):
        assert orders in seen


@pytest.mark.parametrize("width", ["", "5", "wide", "9" * 5000], ids=len)
def test_a_width_that_is_none_is_as_if_nothing_was_said(
    monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    assert columns(StringIO()) is None


@pytest.mark.parametrize("width", [80, 40, 24])
def test_a_narrow_terminal_breaks_between_words_and_cuts_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    print_table(COLUMNS, ROWS, words=("move", "what it is for"))
    lines = printed(capsys)
    assert max(map(len, lines)) <= width
    words = [word for line in lines for word in line.split()]
    assert {"lunge", "12", "parry", "1,200", "short", *LONG.split()} <= {*words}


def test_where_no_table_fits_every_row_names_its_values(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    print_table(("move", "startup", "recovery"), [("lunge", "341", "420")], words=("move",))
    assert printed(capsys) == ["lunge", "  startup 341", "  recovery 420"]


def test_what_rows_begin_with_is_their_heading_where_that_makes_them_fit(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "14")
    rows = [("duelist", "lunge", "12"), ("duelist", "parry", "1,200"), ("brute", "swing", "7")]
    print_table(("side", "move", "used"), rows, ("side", "move"), ["", "no foe met it", ""])
    assert printed(capsys) == [
        "duelist",
        "move    used",
        "lunge     12",
        "parry  1,200",
        "  no foe met",
        "    it",
        "",
        "brute",
        "move   used",
        "swing     7",
    ]


def test_numbers_stand_to_the_right_and_notes_below(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("a", "1"), ("b", "1,000")]
    print_table(("move", "used"), rows, words=("move",), notes=["", "as was said"])
    assert printed(capsys) == ["move   used", "a         1", "b     1,000", "  as was said"]


def test_text_is_broken_at_spaces_only_and_goes_on_further_in(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "16")
    print_text(f"one {together('two three')} four_and_more_than_a_line five", hang=2)
    assert printed(capsys) == ["one two three", "  four_and_more_than_a_line", "  five"]


def test_lines_of_lists_and_trees_go_on_under_what_they_say(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "24")
    print_lines(
        "Two rows came in.\n\n- kick: it is done in the air\n└── knows    brute: aware, now"
    )
    assert printed(capsys) == [
        "Two rows came in.", "", "- kick: it is done in", "  the air", "└── knows    brute:",
        "    aware, now",
    ]  # fmt: skip


def test_wide_letters_count_as_two_columns() -> None:
    assert wrapped("剣士 剣士 剣士", 10) == ["剣士 剣士", "剣士"]


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(29.3, 37.5, "29-38"), (0.0, 100.0, "0-100"), (35.76, 36.35, "35.7-36.4")],
    ids=["whole points", "anything", "tenths where it is close"],
)
def test_an_interval_is_told_no_narrower_than_it_is(low: float, high: float, told: str) -> None:
    assert interval(low, high) == told


def test_columns_in_which_nothing_ever_happened_are_left_out_where_that_is_wanted() -> None:
    columns, rows = ("who", "draws", "lost"), (("ayla", "0", "0"), ("borin", "2", "0"))
    assert without_zeros(columns, rows, ("draws", "lost")) == (
        ["who", "draws"],
        [["ayla", "0"], ["borin", "2"]],
    )
    assert without_zeros(columns, rows, ())[0] == [*columns]


def test_a_square_too_wide_for_its_names_numbers_its_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["knife_thrower", "brawler"]
    monkeypatch.setenv("COLUMNS", "80")
    print_square(names, [["", "25"], ["75", ""]])
    assert printed(capsys)[0].split() == names
    monkeypatch.setenv("COLUMNS", "30")
    print_square(names, [["", "25"], ["75", ""]])
    head, first, _ = printed(capsys)
    assert head.split() == ["1", "2"]
    assert first.split() == ["1", "knife_thrower", "25"]
