"""Every code that an error carries is listed with its cause and cure, and no other."""

from docs.errors import listed, page, raised


def test_every_code_that_is_raised_anywhere_is_listed_in_docs_error_codes() -> None:
    missing = sorted(raised().keys() - listed().keys())
    assert missing == [], "write a line for each of these into docs/error-codes.txt, then make docs"


def test_every_code_that_is_listed_is_raised() -> None:
    assert sorted(listed().keys() - raised().keys()) == []


def test_the_page_has_a_line_for_each_with_its_error() -> None:
    assert "| `fight.over` | `ActionError` | The fight has ended. |" in page()
    assert page().count("\n| `") == len(listed())
