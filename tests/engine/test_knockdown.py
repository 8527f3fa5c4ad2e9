"""Whoever is knocked down lies there for its hitstun, and cannot be struck."""

from msgspec.structs import replace

from combat_rules.model import Stun
from combat_rules.model.events import ActionHit
from tests.rules import JAB, at, duel, free_at, listen, types

SWEEP = replace(JAB, name="sweep", knockdown=True, hitstun=30)


def test_a_knockdown_lasts_as_long_as_its_hitstun() -> None:
    combat = duel([SWEEP])
    combat.execute_action("sweep", "ayla")
    at(combat, 3)
    assert combat.combatant("borin").stun is Stun.KNOCKDOWN
    assert free_at(combat, "borin") == 33


def test_nobody_is_struck_while_lying_down() -> None:
    combat = duel([SWEEP, JAB])
    heard = listen(combat)
    combat.execute_action("sweep", "ayla")
    at(combat, 10).execute_action("jab", "ayla")
    at(combat, 30)
    assert types(heard, "action_hit", "action_whiffed") == ["action_hit", "action_whiffed"]


def test_a_blow_that_is_still_active_as_they_rise_meets_them() -> None:
    combat = duel([SWEEP, replace(JAB, release=20)])
    heard = listen(combat, ActionHit)
    combat.execute_action("sweep", "ayla")
    at(combat, 16).execute_action("jab", "ayla")
    at(combat, 40)
    assert [event.timestamp for event in heard] == [3, 33]
