"""The ring plays on, whatever one of its fights comes to, and answers everybody who asks."""

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest
from msgspec import json

from combat_rules import replace
from combat_rules.errors import CombatError, StateError
from combat_rules.plugins import standard_ruleset
from combat_rules.studio import messages as ask
from combat_rules.studio.ring import MOST, Ring
from combat_rules.studio.rulebook import Edition, Rulebook
from combat_rules.studio.session import Shown
from combat_rules.studio.setup import Fighter, SetUp
from tests.patience import PATIENCE, until
from tests.studio.conftest import make_ending

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


@pytest.mark.parametrize("what", ["SystemExit(3)", "KeyboardInterrupt", "GeneratorExit"])
def test_a_rule_that_would_end_the_program_ends_no_fight(tmp_path: Path, what: str) -> None:
    edition = Rulebook((), make_ending(tmp_path / "project", what)).edition
    ring = Ring(edition, tmp_path / "kept")
    ring.start()
    ender = SetUp((Fighter("ender"), Fighter("duelist")))
    told = f"a rule raised {what.partition('(')[0]}: "
    try:
        begun = ring.call(FIRST, lambda session: session.do(ask.New(ender)))
        assert begun.result(PATIENCE) is None
        ring.call(FIRST, lambda session: session.do(ask.Press("ayla", "end"))).result(PATIENCE)
        answers: list[object] = []
        ring.ask(FIRST, ask.Step(1000), answers.append)
        now(ring, OTHER)
        assert str(answers).count(told) == 1
        assert "(ends.py:7 in ends)" in str(answers)
        said: list[str] = []
        heard = ring.call(
            FIRST,
            lambda session: session.watchers.append(
                lambda shown: said.append(json.decode(shown.state)["said"])
            ),
        )
        heard.result(PATIENCE)
        ring.call(FIRST, lambda session: session.do(ask.Play())).result(PATIENCE)
        until(lambda: any(told in one for one in said))
        with pytest.raises(CombatError, match=told):
            ring.call(FIRST, lambda session: session.do(ask.Step(1000))).result(PATIENCE)
        assert ring.is_alive()
    finally:
        ring.stop()


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
