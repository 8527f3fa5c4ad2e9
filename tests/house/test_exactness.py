"""Every line of the page on exactness names tests that there are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES = [
    line
    for line in (ROOT / "docs" / "exactness.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| rule ")
]
TESTS = {
    file.stem.removeprefix("test_"): file.read_text(encoding="utf-8")
    for file in (ROOT / "tests" / "cases").glob("test_*.py")
}


def named(line: str) -> list[tuple[str, str]]:
    """The tests that a line names, each with its file."""
    found, file = [], ""
    for word in re.findall(r"`(\w+)`", line.split("|")[2]):
        if word in TESTS:
            file = word
        else:
            found.append((file, word))
    return found


def test_the_page_has_lines() -> None:
    assert len(LINES) > 40


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[2:42])
def test_a_line_is_held_by_tests_that_there_are(line: str) -> None:
    tests = named(line)
    assert tests
    for file, test in tests:
        assert f"def test_{test}(" in TESTS[file], (file, test)
