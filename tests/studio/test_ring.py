"""The ring plays on, whatever one of its fights comes to, and answers everybody who asks."""

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest
from msgspec import json

from combat_rules import replace
from combat_rules.errors import StateError
from combat_rules.plugins import standard_ruleset
from combat_rules.studio import messages as ask
from combat_rules.studio.ring import MOST, Ring
from combat_rules.studio.rulebook import Edition
from combat_rules.studio.session import Shown
from tests.patience import PATIENCE

RULES = standard_ruleset()
FIRST, OTHER = "aaaaaaaa", "bbbbbbbb"


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[Ring]:
    ring = Ring(Edition(2, RULES, ()), tmp_path)
    ring.start()
    yield ring
    ring.stop()


def now(ring: Ring, session: str) -> int:
    return ring.call(session, lambda session: session.bout.now).result(PATIENCE)


def test_whoever_asks_for_what_cannot_be_is_told_why(ring: Ring) -> None:
    asked = ring.call(FIRST, lambda session: session.do(ask.Steer("nobody")))
    with pytest.raises(StateError, match="nobody"):
        asked.result(PATIENCE)


def test_where_nobody_can_fight_everybody_is_told(tmp_path: Path) -> None:
    empty = replace(RULES, archetypes=MappingProxyType({}))
    ring = Ring(Edition(1, empty, ()), tmp_path)
    ring.start()
    with pytest.raises(StateError, match="nobody can fight"):
        now(ring, FIRST)
    ring.stop()


def test_a_fight_that_cannot_go_on_stands_still_and_the_others_go_on(ring: Ring) -> None:
    said: list[str] = []

    def stumbles(shown: Shown) -> None:
        said.append(json.decode(shown.state)["said"])
        if len(said) == 1:
            raise ZeroDivisionError("by nothing")

    ring.call(FIRST, lambda session: session.watchers.append(stumbles)).result(PATIENCE)
    ring.call(OTHER, lambda session: session.watchers.append(lambda shown: None)).result(PATIENCE)
    while len(said) < 2:
        ring.call(OTHER, lambda session: session.beat()).result(PATIENCE)
    assert said[1] == "this should not have happened: ZeroDivisionError: by nothing"
    assert not ring.call(FIRST, lambda session: session.playing).result(PATIENCE)
    assert ring.call(OTHER, lambda session: session.playing).result(PATIENCE)


def test_rules_that_are_told_late_do_not_take_the_place_of_newer_ones(ring: Ring) -> None:
    for number in (4, 3):
        ring.under(Edition(number, RULES, ()))
    assert ring.call(FIRST, lambda session: session.edition.number).result(PATIENCE) == 4


def test_a_session_that_is_looked_at_stays_written_down(ring: Ring, tmp_path: Path) -> None:
    """However many come after it: a fight that stands still is not written down again."""
    ring.call(FIRST, lambda session: session.watchers.append(lambda shown: None)).result(PATIENCE)
    ring.call(FIRST, lambda session: session.do(ask.Pause())).result(PATIENCE)
    ring.call(FIRST, lambda session: session.save(tmp_path / "sessions")).result(PATIENCE)
    for number in range(3 * MOST + 3):
        now(ring, f"other{number:03}")
    assert (tmp_path / "sessions" / f"{FIRST}.json").is_file()
