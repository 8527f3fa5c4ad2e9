"""What somebody or something may be called: short, to be seen, and not to be mistaken."""

from pathlib import Path

import pytest

from combat_rules.model.names import MOST_CHARACTERS, name_problem, safe_file_name

SOUND = ["jab", "heavy attack", "\u00e9va", "\u5c4b", "\U0001f94a", "a" * MOST_CHARACTERS, "[red]"]
WRONG = {
    "": "is empty or has outer spaces",
    " jab": "is empty or has outer spaces",
    "jab\n": "is empty or has outer spaces",
    "a#1": "has a '#' in it",
    "a\0b": r"has '\\x00' in it, which nobody can see",
    "a\u202eb": r"has '\\u202e' in it, which nobody can see",
    "\ud800": r"has '\\ud800' in it, which nobody can see",
    "e\u0301va": "has letters and their accents apart",
    "a" * (MOST_CHARACTERS + 1): "has 101 characters; a name has at most 100",
}


@pytest.mark.parametrize("name", SOUND)
def test_a_name_that_can_be_seen_is_one(name: str) -> None:
    assert name_problem(name) is None


def test_joiners_of_letters_belong_to_words() -> None:
    assert name_problem("\u0646\u06cc\u0645\u200c\u0631\u0648\u0632") is None


@pytest.mark.parametrize(("name", "said"), WRONG.items(), ids=map(ascii, WRONG))
def test_what_is_no_name_is_said(name: str, said: str) -> None:
    problem = name_problem(name)
    assert problem is not None
    assert said.replace("\\\\", "\\") in problem


def test_what_is_no_text_is_no_name() -> None:
    assert "is no text" in str(name_problem(5))


@pytest.mark.parametrize("name", ["../up", "a/b", "a:b", "a\\b", ".hidden", "README", 'a"?<|>*'])
def test_a_file_called_after_something_stays_in_its_folder(name: str) -> None:
    file = safe_file_name(name)
    assert not set('/\\:*?"<>|') & set(file)
    assert not file.startswith(".")
    assert file not in (name, safe_file_name("up"))


@pytest.mark.parametrize("sign", ["\u5c4b", "<", "\U0001f94a"])
def test_a_file_called_after_the_longest_name_has_one_that_systems_take(
    sign: str, tmp_path: Path
) -> None:
    names = [sign * (MOST_CHARACTERS - 1) + last for last in "ab"]
    files = [tmp_path / f"{safe_file_name(name)}.markdown" for name in names]
    for file in files:
        file.write_text("", encoding="utf-8")
    assert set(tmp_path.iterdir()) == set(files)
    assert len(set(files)) == len(names)


def test_a_team_may_have_a_mark_in_its_name() -> None:
    assert name_problem("a#1", marks=True) is None
