"""A timeline shows every phase, contact and curve of a fight, and the same fight the same way."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from combat_rules import ActionStateType, Outcome, standard_ruleset
from combat_rules.charts.drawing.colours import PHASE_COLOURS
from combat_rules.cli import app
from combat_rules.design.recording import Recording
from combat_rules.design.timeline import timeline
from combat_rules.testing import duel


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
    failed = CliRunner().invoke(app, ["duel", "--timeline", "no/such/fight.svg"])
    assert failed.exit_code == 1
    assert "cannot write the timeline" in failed.stderr
