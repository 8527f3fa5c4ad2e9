"""Guards that look at their actor alone are shown its seat: that changes no fight."""

import ast
from collections.abc import Callable
from inspect import getsource

import pytest

from combat_rules import CombatEvent, CombatSystem, load_ruleset
from combat_rules.charts import ActionChart, four_phases
from combat_rules.charts.guards import has_stamina
from combat_rules.charts.stock import OF_ITSELF, FourPhases, pay_stamina
from combat_rules.engine.core import fight
from combat_rules.engine.core.fight import Chart
from combat_rules.engine.core.records import Seat
from combat_rules.engine.core.scenes import Glance
from combat_rules.engine.core.words import ADVANCE, INTERRUPT
from combat_rules.model import Action, ActionState, CombatantState, Scene, name_of
from combat_rules.plugins import build_move

SEAT = frozenset(Seat.__struct_fields__)
SHOWN = {
    "scene": frozenset(Glance.__struct_fields__),
    "actor": SEAT & frozenset(CombatantState.__struct_fields__),
    # Of an action, a seat says in another word that it was interrupted.
    "running": SEAT & frozenset(ActionState.__struct_fields__) - {"interrupted"},
}
"""What may be looked at of each part of a scene."""

ASKED = sorted(OF_ITSELF, key=name_of)


def named(looked_at: ast.expr) -> str:
    """The last word of what is looked at."""
    return looked_at.attr if isinstance(looked_at, ast.Attribute) else ast.unparse(looked_at)


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_shown_a_glance_looks_at_nothing_else(asked: Callable[..., object]) -> None:
    looks = [node for node in ast.walk(ast.parse(getsource(asked))) if type(node) is ast.Attribute]
    seen = {(named(look.value), look.attr) for look in looks if named(look.value) in SHOWN}
    assert seen
    assert {(part, name) for part, name in seen if name not in SHOWN[part]} == set()


def guarded(scene: Scene) -> bool:
    """The actor is well."""
    return scene.actor.health > 0


@pytest.mark.parametrize(
    ("chart", "usual"),
    [
        (FourPhases, {"feint": True, "commit": True}),
        (four_phases("Guarded", commit=[has_stamina, guarded]), {"feint": False, "commit": True}),
        (four_phases("Paid", on_release=[pay_stamina]), {"feint": True, "commit": False}),
    ],
    ids=["the stock chart", "a guard more", "another effect"],
)
def test_what_asks_and_does_no_more_than_the_stock_chart_is_gone_by_numbers(
    chart: type[ActionChart], usual: dict[str, bool]
) -> None:
    made = Chart(build_move(Action(name="jab", chart=chart)))
    ways = dict(zip(made.phases, made.usual, strict=True))
    assert {phase: ways[phase][ADVANCE] is not None for phase in usual} == usual
    struck = [ways[phase][INTERRUPT] for phase in usual]
    assert all(way is None or way.always for way in struck)


def played(archetypes: tuple[str, str], seed: int) -> list[CombatEvent]:
    """What happens in a fight under rules that are made ready anew."""
    combat = CombatSystem(8000, 60, 200, ruleset=load_ruleset(), seed=seed)
    for name, archetype in zip(("ayla", "borin"), archetypes, strict=True):
        combat.add_combatant(archetype, name, stamina=30)
    heard: list[CombatEvent] = []
    combat.subscribe("*", heard.append)
    combat.run()
    return heard


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("pair", [("duelist", "brute"), ("duelist", "duelist")], ids="-".join)
def test_whole_scenes_make_the_same_fight(
    monkeypatch: pytest.MonkeyPatch, pair: tuple[str, str], seed: int
) -> None:
    quick = played(pair, seed)
    monkeypatch.setattr(fight, "OF_ITSELF", frozenset[object]())
    assert quick == played(pair, seed)
    assert len(quick) > 20
