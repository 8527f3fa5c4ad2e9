"""Controllers that let go, and guards that fail in mid-move: compiled as they are played."""

from combat_rules import Act, Archetype, Controller, View, Wait, replace
from combat_rules.compiled.batch import Batch
from combat_rules.compiled.live import played
from combat_rules.engine.core.words import ACTION_FALTERED, ACTION_SIGNALLED
from combat_rules.engine.lineup import Fighter, Lineup, named
from combat_rules.model import Signal, Stun
from tests.cases.plays import poke
from tests.compiled.exact import differences
from tests.compiled.pairs import difference
from tests.compiled.trial import duels_of_trial, trial
from tests.rules import ruleset


def test_a_fight_with_signals_and_faltering_is_the_live_one() -> None:
    given = Lineup(trial(), named(("patient", "patient")), duration=3000)
    heard = {said.kind for seed in range(3) for said in played(given.fight, seed).said}
    assert {ACTION_SIGNALLED, ACTION_FALTERED} <= heard
    assert [difference(duels_of_trial(), given, seed) for seed in range(3)] == [None] * 3


def impatient(view: View) -> Act | Wait | Signal:
    """Gives a signal in its stun, where none is taken, and strikes whenever it may."""
    if view.me.stunned_until > view.now:
        return Signal("let_go")
    return Act("poke") if "poke" in view.possible else Wait(2)


def test_a_signal_that_nobody_takes_is_refused_as_it_is_live() -> None:
    moves = [poke(), poke("burst", out_of=(Stun.HITSTUN,))]
    known, by = ("poke", "burst"), "impatient"
    kind = Archetype(name="fighter", actions=known, controller=by, reaction=1)
    slower = replace(kind, name="slower", reaction=4)
    minds = [Controller(by, impatient)]
    rules = ruleset(moves, archetypes=[kind, slower], controllers=minds)
    fighters = Fighter("fighter", "ayla"), Fighter("slower", "borin")
    batch = Batch(rules, *fighters, duration=2000, distance=10)
    assert differences(batch) == []
    assert not batch.play(range(4))["live"].any()
