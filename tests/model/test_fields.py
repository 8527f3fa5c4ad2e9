"""Fields: of several texts each has to be one that can be written, in whatever script."""

from typing import Any

import pytest

from combat_rules import Action, Archetype
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


def test_what_is_wrong_in_a_set_is_told_in_the_same_order_in_every_process() -> None:
    wrong: Any = frozenset({"loud", 3, None, 2.5, "far"})
    told = field_problems(Action(name="roar", tags=wrong, covers=wrong))
    assert told == [
        "covers is frozenset({'far', 'loud', 2.5, 3, None}); a tuple of texts",
        "an entry of tags is 2.5; a text",
        "an entry of tags is 3; a text",
        "an entry of tags is None; a text",
    ]
