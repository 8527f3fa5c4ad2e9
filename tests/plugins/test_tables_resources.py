"""A table declares resources; moves cost, gain and give them."""

from pathlib import Path

import pytest

from combat_rules import ActionError, Attribute, CombatSystem, Ruleset, load_ruleset
from combat_rules.errors import PluginError

ENERGY = Attribute("energy")

TABLE = """\
stage: {ticks_per_second: 60, duration: 3600, distance: 10, arena: 400}
attributes:
  - {name: energy, maximum: 300}
moves:
  - name: fist
    release: 3
    recovery: 5
    reach: 50
    hitstun: 20
    gains_on_hit: {energy: 12}
    gains_on_block: {energy: 3}
    gives: {energy: 4}
    published: {on_hit: 12, startup: 1}
  - name: beam
    release: 3
    recovery: 5
    reach: 50
    costs: {energy: 10}
    gains_on_release: {energy: 1}
    knockdown: yes
  - {name: cover, role: block, release: 40}
archetypes:
  - {name: monk, actions: [fist, beam, cover]}
"""


@pytest.fixture
def ruleset(tmp_path: Path) -> Ruleset:
    (tmp_path / "monks.yaml").write_text(TABLE)
    return load_ruleset([tmp_path / "monks.yaml"])


@pytest.fixture
def combat(ruleset: Ruleset) -> CombatSystem:
    combat = CombatSystem(ruleset=ruleset, strict=True)
    for name in ("ayla", "borin"):
        combat.add_combatant("monk", name, controller="")
    return combat


@pytest.mark.parametrize("field", ["gains_on_release", "gains_on_hit", "gains_on_block", "gives"])
def test_what_is_gained_that_is_no_attribute_is_refused(tmp_path: Path, field: str) -> None:
    table = tmp_path / "monks.yaml"
    row = f"  - {{name: palm, {field}: {{health: 1, stamina: 1, enrgy: 3}}}}\n  - name: beam\n"
    table.write_text(TABLE.replace("  - name: beam\n", row), encoding="utf-8")
    with pytest.raises(PluginError) as refused:
        load_ruleset([table])
    (problem,) = refused.value.problems
    said = f"action palm: {field} names enrgy, which is no attribute; did you mean energy?"
    assert problem.endswith(f"line 14, column 12): {said}")


def test_the_stage_is_the_tables(combat: CombatSystem) -> None:
    assert combat.fight.ruleset.stage.ticks_per_second == 60
    assert combat.fight.arena == 400


def test_a_blow_that_lands_feeds_both(combat: CombatSystem) -> None:
    combat.execute_action("fist", "ayla")
    combat.advance(3)
    assert [ENERGY.of(combat.combatant(who)) for who in ("ayla", "borin")] == [12, 4]


def test_a_blow_that_is_blocked_feeds_its_actor_less(combat: CombatSystem) -> None:
    combat.execute_action("cover", "borin")
    combat.execute_action("fist", "ayla")
    combat.advance(3)
    assert [ENERGY.of(combat.combatant(who)) for who in ("ayla", "borin")] == [3, 4]


def test_who_cannot_pay_is_refused_before_anything_happens(combat: CombatSystem) -> None:
    before = combat.save()
    with pytest.raises(ActionError, match="can_pay"):
        combat.execute_action("beam", "ayla")
    assert combat.save() == before


def test_the_cost_is_paid_on_release(combat: CombatSystem) -> None:
    combat.execute_action("fist", "ayla")
    combat.advance(8)
    combat.execute_action("beam", "ayla")
    combat.advance(1)
    assert ENERGY.of(combat.combatant("ayla")) == 12 - 10 + 1


def test_what_is_published_is_kept_and_nothing_goes_by_it(ruleset: Ruleset) -> None:
    assert ruleset.moves["fist"].action.published == {"on_hit": 12, "startup": 1}


def test_a_folder_moves_holds_further_tables(tmp_path: Path) -> None:
    moves = tmp_path / "many" / "moves"
    moves.mkdir(parents=True)
    (moves / "b.csv").write_text("name\nslap\n")
    (moves / "a.yaml").write_text("moves: [{name: poke}]\n")
    (moves / "notes.txt").write_text("not a table")
    ruleset = load_ruleset([tmp_path / "many"], standard=False)
    assert list(ruleset.moves) == ["poke", "slap"]


def test_a_cost_nobody_has_is_a_mistake_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(TABLE.replace("costs: {energy", "costs: {enregy"))
    with pytest.raises(PluginError, match=r"line 14.*costs enregy, which is no attribute; did you"):
        load_ruleset([file])


def test_a_wrong_stage_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(TABLE.replace("second: 60", "second: 0"))
    with pytest.raises(PluginError, match=r"line 1, column 27.*ticks_per_second is 0; a whole"):
        load_ruleset([file])
