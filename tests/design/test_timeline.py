"""A timeline shows every phase, contact and curve of a fight, and the same fight the same way."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from combat_rules import (
    Action,
    CombatSystem,
    Effects,
    Outcome,
    Scene,
    four_phases,
    load_ruleset,
    replace,
)
from combat_rules.charts.drawing.colours import PHASE_COLOURS
from combat_rules.cli.app import app
from combat_rules.design.recording import Recording
from combat_rules.design.timeline import timeline
from combat_rules.model import ActionStateType, Stage, StunMode
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import standard_ruleset
from combat_rules.testing import duel
from tests.packs import every_pack
from tests.rules import JAB, Rules

ADD, LONGER = StunMode.ADD, StunMode.LONGER


def played() -> Recording:
    story = duel(distance=40).given("ayla").given("<b>", health=15)
    recording = Recording(story.combat)
    story.when("ayla", "attack").after(1000).when("ayla", "quick_attack").after(1000)
    return recording.finish()


def test_a_lane_has_every_phase_with_its_ticks() -> None:
    action = standard_ruleset().moves["attack"].action
    bars = [bar for bar in played().lanes["ayla"].bars if bar.action == "attack"]
    assert [(bar.kind, bar.until - bar.since) for bar in bars] == [
        (ActionStateType.FEINT, action.feint),
        (ActionStateType.COMMIT, action.commit),
        (ActionStateType.RELEASE, action.release),
        (ActionStateType.RECOVERY, action.recovery),
    ]
    assert [bar.label for bar in bars] == ["attack", "", "", ""]


def test_a_lane_has_every_contact_with_what_it_cost() -> None:
    marks = played().lanes["ayla"].marks
    assert (marks[0].outcome, marks[0].damage) == (Outcome.HIT, 10)


def test_what_a_counter_costs_stands_at_the_blow_it_met() -> None:
    story = duel(distance=20).given("ayla").given("borin")
    recording = Recording(story.combat)
    story.when("borin", "attack").after(2000)
    story.when("ayla", "attack").after(200).when("borin", "counter").after(1000)
    lanes = recording.finish().lanes
    (met,) = [mark for mark in lanes["ayla"].marks if mark.outcome is Outcome.COUNTERED]
    assert met.damage > 0
    assert [mark.damage for mark in lanes["borin"].marks] == [10]


def test_nobody_is_stunned_beyond_their_defeat() -> None:
    story = duel(distance=20).given("ayla").given("borin", health=5).given("cato")
    recording = Recording(story.combat)
    story.when("ayla", "attack").after(2000)
    lane = recording.finish().lanes["borin"]
    assert lane.defeated_at is not None
    assert lane.defeated_at < recording.end
    assert all(until <= lane.defeated_at for _, until in lane.stuns)


def get_away(scene: Scene, effects: Effects) -> None:
    """The actor leaves the fight."""
    effects.withdraw(scene.actor.id)


def test_whoever_withdraws_is_told_so_in_its_lane() -> None:
    flee = replace(JAB, name="flee", chart=four_phases("Flee", on_release=[get_away]))
    story = duel(load_ruleset([Rules([JAB, flee])], standard=False), distance=20)
    story.given("ayla", "fighter").given("borin", "fighter")
    recording = Recording(story.combat)
    story.when("borin", "flee").after(10)
    lane = recording.finish().lanes["borin"]
    assert (lane.withdrew, lane.defeated_at) == (True, 3)
    assert ">withdrew<" in timeline(recording)


@pytest.mark.parametrize(
    ("second", "stuns"),
    [
        pytest.param({"hitstun": 5}, [(0, 30), (30, 35)], id="replaced by a shorter one"),
        pytest.param({"hitstun": 9, "stun_mode": ADD}, [(0, 30), (30, 109)], id="added to"),
        pytest.param({"hitstun": 9, "stun_mode": LONGER}, [(0, 100)], id="outlasts another one"),
        pytest.param(
            {"hitstun": 9, "stun_mode": LONGER, "hit_pause": 7}, [(0, 107)], id="held up by a pause"
        ),
    ],
)
def test_a_stun_is_drawn_for_as_long_as_it_is(
    second: dict[str, Any], stuns: list[tuple[int, int]]
) -> None:
    first = Action(name="first", release=1, reach=30, hitstun=100)
    rules = load_ruleset([Rules([first, replace(first, name="second", **second)])], standard=False)
    story = duel(rules, distance=10).given("ayla", "fighter").given("borin", "fighter")
    recording = Recording(story.combat)
    story.when("ayla", "first").at(30).when("ayla", "second").after(200)
    assert recording.finish().lanes["borin"].stuns == stuns


def test_a_fight_of_years_has_a_time_axis() -> None:
    rules = load_ruleset([Rules([JAB], stage=Stage(ticks_per_second=1))], standard=False)
    story = duel(rules, duration=LIMIT).given("ayla", "fighter").given("borin", "fighter")
    recording = Recording(story.combat)
    story.after(LIMIT)
    assert "100000000 s" in timeline(recording.finish())


def test_a_long_name_does_not_reach_into_the_lane() -> None:
    long = "somebody whose name goes on and on and on and on"
    story = duel(distance=40).given(long).given("borin")
    recording = Recording(story.combat)
    story.when(long, "attack").after(1000)
    tree = ElementTree.fromstring(timeline(recording.finish()))
    names = [e for e in tree.iter() if (e.text or "").startswith("somebody whose")]
    starts = [float(e.get("x", 0)) for e in tree.iter() if e.find("{*}title") is not None]
    assert [len(name.text or "") for name in names] == [40]
    assert min(starts) > 8 + 40 * 8.5


def test_a_phase_without_room_for_its_name_still_tells_it_under_the_pointer() -> None:
    tree = ElementTree.fromstring(timeline(played()))
    told = [e.text for e in tree.iter("{http://www.w3.org/2000/svg}title")]
    assert "attack: feint, ticks 0 to 240" in told


def test_curves_go_from_the_first_tick_to_the_last() -> None:
    recording = played()
    curve = recording.lanes["<b>"].curve
    assert (curve[0][0], curve[-1][0]) == (0, recording.end)
    assert curve[-1][1] <= 5
    assert [at for at, *_ in curve] == sorted({at for at, *_ in curve})


def test_the_picture_is_whole_and_the_same_each_time() -> None:
    picture = timeline(played())
    assert picture == timeline(played())
    tree = ElementTree.fromstring(picture)
    words = {text.strip() for text in tree.itertext()}
    assert {"ayla", "<b>", "attack", "hit 10", "0 s", "1 s", "stamina", "clash"} <= words
    fills = [element.get("fill") for element in tree.iter()]
    assert all(fills.count(colour) >= 2 for colour in PHASE_COLOURS.values())


def test_labels_in_a_lane_do_not_lie_on_each_other() -> None:
    story = duel(distance=20).given("ayla", stamina=10_000).given("borin", health=10_000)
    recording = Recording(story.combat)
    for _ in range(12):
        while "quick_attack" not in story.combat.actions.possible_actions("ayla"):
            assert story.combat.result is None, "the fight is over"
            story.after(5)
        story.when("ayla", "quick_attack").after(5)
    tree = ElementTree.fromstring(timeline(recording.finish()))
    places = [
        (float(e.get("y", 0)), float(e.get("x", 0)), len(e.text or ""))
        for e in tree.iter("{http://www.w3.org/2000/svg}text")
        if (e.text or "").startswith(("hit", "counter-hit", "whiff"))
    ]
    assert len(places) >= 5
    for y, x, letters in places:
        assert not any(v == y and x < u < x + 6 * letters for v, u, _ in places)


def test_the_command_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["duel", "--seed", "7", "--timeline", "fight.svg"])
    assert result.exit_code == 0
    assert ElementTree.parse(tmp_path / "fight.svg").getroot().tag.endswith("svg")
    assert CliRunner().invoke(app, ["duel", "--timeline", "fight.png"]).exit_code == 0
    assert (tmp_path / "fight.png").read_bytes().startswith(b"\x89PNG")
    refused = CliRunner().invoke(app, ["duel", "--timeline", "fight.gif"])
    assert refused.exit_code == 1
    assert "its name has to end in .svg or .png" in refused.stderr
    failed = CliRunner().invoke(app, ["duel", "--timeline", "no/such/fight.svg"])
    assert failed.exit_code == 2
    assert "--timeline: there is no folder" in failed.stderr


def test_what_flies_is_a_line_from_its_launch_to_its_end() -> None:
    combat = CombatSystem(distance=60, ruleset=every_pack())
    combat.add_combatant("knife_thrower", "ayla", controller="")
    combat.add_combatant("duelist", "borin", controller="")
    recording = Recording(combat)
    combat.execute_action("thrown_knife", "ayla")
    combat.advance(500)
    flying = timeline(recording.finish())
    # Launched at tick 290 four units ahead; 56 units at 140 a second are 400 ticks.
    assert recording.lanes["ayla"].flights == [(290, 500)]
    assert flying.count('height="4"') == 2
    again = Recording(combat)
    combat.advance(300)
    assert again.finish().lanes["ayla"].flights == [(500, 690)]
    assert [mark.outcome for mark in again.lanes["ayla"].marks] == [Outcome.HIT]


def test_a_recording_can_be_read_while_the_fight_goes_on() -> None:
    story = duel(distance=40).given("ayla").given("borin")
    recording = Recording(story.combat)
    story.when("ayla", "attack").after(100)
    (bar,) = recording.lanes["ayla"].bars
    assert (bar.since, bar.until) == (0, 100)
    story.after(100)
    assert bar.until == 100, "until it is read again"
    assert recording.lanes["ayla"].bars[0].until == 200


def test_looking_at_a_recording_leaves_no_trace_in_it() -> None:
    looked, unseen = (duel(distance=40).given("ayla").given("borin") for _ in range(2))
    one, other = Recording(looked.combat), Recording(unseen.combat)
    for story, recording in ((looked, one), (unseen, other)):
        story.when("ayla", "attack")
        for _ in range(9):
            story.after(100)
            if recording is one:
                assert recording.lanes
    assert timeline(one.finish()) == timeline(other.finish())


def test_a_recording_goes_back_with_its_fight() -> None:
    story = duel(distance=40).given("ayla").given("borin")
    recording = Recording(story.combat)
    story.when("ayla", "attack").after(300)
    here, before = story.combat.save(), timeline(recording)
    story.after(1000)
    assert recording.lanes["ayla"].marks
    story.combat.load(here)
    assert timeline(recording) == before
    story.after(1000)
    again = duel(distance=40).given("ayla").given("borin")
    straight = Recording(again.combat)
    again.when("ayla", "attack").after(1300)
    assert timeline(recording.finish()) == timeline(straight.finish())
