"""The luck of one swing against each whom it meets: compiled as well, and the same."""

from combat_rules import Act, Archetype, ContactRule, Controller, Outcome, Scene, View, Wait
from combat_rules.compiled.live import played
from combat_rules.engine.core.fight import rules_for
from combat_rules.engine.core.words import ACTION_HIT, ACTION_WHIFFED
from combat_rules.engine.lineup import Fighter, Lineup, named
from combat_rules.model import Sweep
from tests.cases.plays import poke
from tests.compiled.spoken import Spoken
from tests.rules import ruleset

WIDE = poke("wide", commit=30, reach=100, sweep=Sweep.ALL)


def swings(view: View) -> Act | Wait:
    """Swings at all of them, again and again."""
    return Act("wide", target=view.foes[0].id) if view.foes else Wait(10)


def dodged(scene: Scene) -> Outcome:
    """One in four is dodged."""
    assert scene.outcome is not None
    return Outcome.WHIFFED if scene.dice.chance("dodge", 25) else scene.outcome


def test_a_swing_that_some_dodge_is_the_same_compiled() -> None:
    rules = ruleset(
        [WIDE],
        archetypes=[
            Archetype(name="fighter", actions=("wide",), controller="still", reaction=10, memory=50)
        ],
        controllers=[Controller("swings", swings)],
        contact_rules=[ContactRule("dodged", 100, dodged)],
    )
    fighters = (
        Fighter("fighter", "ayla", team="reds", controller="swings"),
        *(Fighter("fighter", name, team="blues") for name in ("borin", "cleo", "dora")),
    )
    given = Lineup(rules, named(fighters), duration=1000)
    assert Spoken(rules_for(rules), 4).differences(given.fight, range(8)) == {}
    said = [one.kind for one in played(given.fight, 0).said]
    assert ACTION_HIT in said
    assert ACTION_WHIFFED in said
