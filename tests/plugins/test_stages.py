"""One fight has one clock: the plugin named most explicitly sets it, others stay out."""

from pathlib import Path

import pytest

from combat_rules import CombatSystem, load_ruleset
from combat_rules.errors import PluginError
from combat_rules.model import Stage
from tests.rules import JAB, Rules

FRAMES = Stage(ticks_per_second=60, duration=3600, distance=300, arena=1500)


def test_a_fight_is_set_up_as_the_stage_has_it() -> None:
    combat = CombatSystem(ruleset=load_ruleset([Rules(stage=FRAMES)], standard=False))
    assert (combat.fight.duration, combat.fight.arena, combat.start_distance) == (3600, 1500, 300)
    assert combat.fight.ruleset.ticks_per_second == 60


def test_what_a_fight_is_given_goes_before_the_stage() -> None:
    combat = CombatSystem(100, 20, 40, ruleset=load_ruleset([Rules(stage=FRAMES)]))
    assert (combat.fight.duration, combat.fight.arena, combat.start_distance) == (100, 40, 20)


def test_without_a_stage_a_tick_is_a_millisecond() -> None:
    assert load_ruleset([Rules()]).stage == Stage()


def test_standard_actions_count_milliseconds_and_stay_out_of_another_clock() -> None:
    rules = load_ruleset([Rules(stage=FRAMES)])
    assert "attack" not in rules.moves
    assert "duelist" not in rules.archetypes
    # What counts no ticks goes on holding.
    assert {contributed.plugin for contributed in rules.damage_rules} == {"standard"}
    assert "mix" in rules.controllers
    told = {plugin.name: plugin.left_out for plugin in rules.plugins}
    assert told["standard"] == (
        "its actions and archetypes: it counts 1000 ticks a second, plugin practice 60"
    )


def test_a_plugin_of_the_project_on_another_clock_stays_out_whole(tmp_path: Path) -> None:
    (tmp_path / "slow.csv").write_text("name\nshove\n")
    project = tmp_path / "pyproject.toml"
    project.write_text('[tool.combat_rules]\nplugins = ["slow.csv"]\n')
    assert "shove" in load_ruleset([], project=tmp_path).moves
    rules = load_ruleset([Rules(stage=FRAMES)], project=tmp_path)
    assert "shove" not in rules.moves
    assert {p.name for p in rules.plugins if p.left_out} == {"standard", "slow"}


def test_two_plugins_asked_for_cannot_count_two_kinds_of_ticks() -> None:
    other = Rules([JAB.__class__(name="poke")], archetypes=[], stage=Stage(), name="other")
    with pytest.raises(PluginError, match=r"practice counts 60 ticks .* one fight has one clock"):
        load_ruleset([Rules(stage=FRAMES), other])


@pytest.mark.parametrize("project", [True, False], ids=["of the project", "asked for"])
def test_a_plugin_has_one_stage(tmp_path: Path, project: bool) -> None:
    for name, rate in (("ayla", 60), ("borin", 30), ("cora", 60)):
        file = tmp_path / "pack" / "moves" / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"stage: {{ticks_per_second: {rate}}}\nmoves: [{{name: {name}}}]")
    (tmp_path / "pyproject.toml").write_text('[tool.combat_rules]\nplugins = ["pack"]\n')
    told = r"plugin pack: it has 2 stages that differ; give it one$"
    with pytest.raises(PluginError, match=told):
        load_ruleset(project=tmp_path) if project else load_ruleset([tmp_path / "pack"])
    (tmp_path / "pack" / "moves" / "borin.yaml").unlink()
    assert load_ruleset([tmp_path / "pack"]).ticks_per_second == 60


def test_a_rate_asked_for_has_to_be_that_of_the_stage() -> None:
    with pytest.raises(PluginError, match="plugin practice counts 60 ticks a second; leave it out"):
        load_ruleset([Rules(stage=FRAMES)], ticks_per_second=30)
    assert load_ruleset([Rules(stage=FRAMES)], ticks_per_second=60).ticks_per_second == 60


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (Stage(ticks_per_second=0), "ticks_per_second is 0; a whole number from 1"),
        (Stage(arena=10**10), "arena is 10000000000"),
        (Stage(distance=-1), "distance is -1"),
        (Stage(distance=200, arena=100), "100 wide, and two cannot start 200 apart"),
    ],
    ids=["no clock", "too wide", "too near", "too far"],
)
def test_a_stage_that_cannot_be_is_refused(stage: Stage, said: str) -> None:
    with pytest.raises(PluginError, match=said):
        load_ruleset([Rules(stage=stage)])
