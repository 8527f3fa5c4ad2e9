"""What is kept low: how often a type gives up, and how many places guess at names."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "combat_rules").rglob("*.py"))

MOST_ANY = 6
"""In a thousand lines, imports included."""

GUESSING = {
    "errors.py": "did_you_mean, for everybody",
    "charts/lint.py": "tells a signal from a slip, so it has to be surer",
    "design/importing/motions.py": "puts headings right by itself, so it has to be surer",
}


def any_in(source: str) -> int:
    """How often a file says the word, in code or prose."""
    return len(re.findall(r"\bAny\b", source))


def test_any_is_for_what_really_may_be_anything() -> None:
    sources = [path.read_text("utf-8") for path in FILES]
    lines = sum(source.count("\n") for source in sources)
    words = sum(map(any_in, sources))
    assert words * 1000 < MOST_ANY * lines, f"Any stands {words} times in {lines} lines"


def test_the_word_is_counted_wherever_it_stands() -> None:
    assert any_in("from typing import Any, Self\nx: dict[str, Any] = many(ANY)  # Anyhow\n") == 2


def test_names_are_guessed_at_in_one_place() -> None:
    guessing = {
        path.relative_to(ROOT / "combat_rules").as_posix()
        for path in FILES
        if "get_close_matches" in path.read_text("utf-8")
    }
    assert guessing == GUESSING.keys()
