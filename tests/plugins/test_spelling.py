"""Spelling: no field of a rule in which a name stands is forgotten where names are changed."""

from collections.abc import Callable, Iterator
from typing import get_args, get_origin, get_type_hints

import pytest
from msgspec import Struct

from combat_rules.model import CancelWindow, Hit, Override, Protection, Stage
from combat_rules.plugins.hooks import HOOKS
from combat_rules.plugins.spelling import NAMES, spelled
from tests.plugins.test_every_field import RULES

WORDS = {"title", "description", "published", "unknown", "phases", "type", "launches"}
"""Fields with texts in them that name nothing of another plugin's."""

KINDS = [kind for hook, kind in HOOKS.items() if kind in NAMES or hook in RULES]


def texts_in(hint: object) -> bool:
    """Whether there may be texts in a field that is declared so."""
    if get_origin(hint) is Callable:
        return False
    if hint is str or (isinstance(hint, type) and issubclass(hint, Struct)):
        return True
    return any(texts_in(part) for part in get_args(hint))


def fields(kind: type[Struct]) -> Iterator[str]:
    """The fields of a kind of rule that may hold texts."""
    hints = get_type_hints(kind, include_extras=True)
    return (name for name in kind.__struct_fields__ if texts_in(hints[name]))


@pytest.mark.parametrize("kind", [*KINDS, CancelWindow], ids=lambda kind: kind.__name__)
def test_every_field_that_names_something_is_known(kind: type[Struct]) -> None:
    if kind in (Override, Stage):
        return
    assert set(fields(kind)) - WORDS <= NAMES[kind].keys()


@pytest.mark.parametrize("kind", [Hit, Protection], ids=lambda kind: kind.__name__)
def test_every_line_in_a_part_of_an_action_is_known(kind: type[Struct]) -> None:
    assert set(fields(kind)) - WORDS <= NAMES[kind].keys()


@pytest.mark.parametrize("hook", [hook for hook, kind in HOOKS.items() if kind in NAMES])
def test_every_name_in_a_rule_is_changed(hook: str) -> None:
    rule = RULES[hook]
    new = spelled(rule, lambda kind, name: f"{name}!")
    assert new is not None
    for field in NAMES[type(rule)]:
        was, now = getattr(rule, field), getattr(new, field)
        assert was == now if not was else "!" in repr(now), field


def test_a_rule_without_a_name_to_change_is_the_same_rule() -> None:
    for rule in RULES.values():
        assert spelled(rule, lambda kind, name: name) is rule
