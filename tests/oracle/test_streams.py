"""The engine says what the oracle says; ``python -m tests.oracle`` shows where it does not."""

import pytest

from tests.amounts import LONG
from tests.oracle.plays import Group, groups
from tests.oracle.record import recorded
from tests.oracle.streams import digest

PLAYED = [group for group in groups() if group.sample or LONG]


def test_the_digest_has_a_line_for_everything_that_is_played() -> None:
    assert list(recorded()) == [group.name for group in groups()]


@pytest.mark.parametrize("group", PLAYED, ids=lambda group: group.name)
def test_every_play_says_what_it_always_said(group: Group) -> None:
    assert digest(group.plays) == recorded()[group.name], (
        f"python -m tests.oracle dump {group.plays[0].name} shows what it says now"
    )
