"""Fields: of several texts each has to be one that can be written, in whatever script."""

import pytest

from combat_rules import Archetype
from combat_rules.model.fields import field_problems


@pytest.mark.parametrize("texts", [(), ("jab",), ("jab", "\u5c4b"), ("\u00e9va", "jab", "")])
def test_texts_of_any_script_are_texts(texts: tuple[str, ...]) -> None:
    assert field_problems(Archetype(name="odd", actions=texts)) == []


@pytest.mark.parametrize("wrong", [3, None, b"jab", "\ud800", "\u00e9\udfff"])
@pytest.mark.parametrize("others", [("jab",), ("\u5c4b",)])
def test_what_is_no_text_is_told_with_its_place(others: tuple[str, ...], wrong: object) -> None:
    texts = (*others, wrong, *others)
    problems = field_problems(Archetype(name="odd", actions=texts))  # type: ignore[arg-type]
    assert [problem.partition(" ")[0] for problem in problems] == ["actions[1]"]
    assert problems[0].endswith("; a text")
