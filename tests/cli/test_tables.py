"""Tables: nothing is cut, whatever the width, and in a pipe every row is one line."""

import pytest

from combat_rules.cli.tables import print_table

COLUMNS = ("move", "used", "what it is for")
LONG = "somewhat longer than any terminal of eighty columns would ever be, to say the very least"
ROWS = [("lunge", "12", LONG), ("parry", "1,200", "short")]


def test_in_a_pipe_every_row_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(COLUMNS, ROWS, words=("move", "what it is for"))
    head, first, second = capsys.readouterr().out.splitlines()
    assert head.split() == ["move", "used", "what", "it", "is", "for"]
    assert first.endswith(LONG)
    assert second.split() == ["parry", "1,200", "short"]


@pytest.mark.parametrize("width", [80, 40, 24])
def test_a_narrow_terminal_folds_and_cuts_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    print_table(COLUMNS, ROWS, words=("move", "what it is for"))
    out = capsys.readouterr().out.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert max(map(len, out.splitlines())) <= width
    letters = "".join(out.split())
    for word in LONG.split():
        assert all(letter in letters for letter in word)
    assert "…" not in out


def test_numbers_stand_to_the_right(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("move", "used"), [("a", "1"), ("b", "1,000")], words=("move",))
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == [
        "move   used", "a         1", "b     1,000",
    ]  # fmt: skip
