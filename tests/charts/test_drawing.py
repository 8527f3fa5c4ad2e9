"""A chart's picture shows its phases, its transitions and its guards in the right logic."""

import re
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree

import pytest
from statemachine import HistoryState, State

from combat_rules import Effects, Scene, four_phases
from combat_rules.charts import ActionChart, FourPhases, has_stamina, health_below, named, take_step
from combat_rules.charts.compile import compile_chart, phase_kinds
from combat_rules.charts.drawing import Diagram, sketch
from combat_rules.charts.drawing.diagram import render
from combat_rules.errors import ChartError
from combat_rules.model import ActionStateType


@named('a:b<c>"d"#;')
def strange(scene: Scene) -> bool:
    """It is strange."""
    return scene.distance > 0


def ring_out(scene: Scene, effects: Effects) -> None:
    """Ask for nothing; there to be seen."""


class Ways(ActionChart):
    """Conditions of every kind, in an order that matters."""

    note = State(initial=True)
    recovery = State()
    done = State(final=True, enter=ring_out)
    advance = (
        note.to(recovery, cond="has_stamina == not_interrupted")
        | note.to(done, cond="!has_stamina ^ (is_cancellable v can_act)")
        | note.to(recovery, cond=["has_stamina or can_act", "is_cancellable"])
        | note.to(recovery)
        | recovery.to(done)
    )
    cancel = note.to(recovery)
    interrupt = note.to(recovery)
    turn = note.to(note, on=ring_out) | note.to(note, internal=True, on=ring_out)


class Stances(ActionChart):
    """Everything a chart can have, once."""

    feint = State(initial=True, enter=take_step)

    class commit(State.Compound):
        low = State(initial=True, exit=take_step)
        high = State()
        rise = low.to(high) | high.to(low)
        before = HistoryState()

    recovery = State()
    done = State(final=True)
    advance = (
        feint.to(commit, unless="has_stamina or not_interrupted")
        | feint.to(recovery, on=take_step)
        | commit.to(recovery, cond="has_stamina or not_interrupted")
        | commit.to(recovery)
        | recovery.to(done)
    )
    cancel = feint.to(recovery, on=take_step, unless=[has_stamina, health_below(30)])
    recovery.to(commit.before, cond="target_is_defeated")


def picture(chart: Any, **others: Any) -> Diagram:
    ticks = {name: 10 * n for n, name in enumerate(phase_kinds(chart), 1)}
    drawn = sketch(chart, title="move", ticks=ticks, kinds=phase_kinds(chart), **others)
    return Diagram(drawn)


def labels(chart: Any) -> list[str]:
    return [f"{a.source} to {a.target}: {a.label}" for a in picture(chart).sketch.arrows]


def test_every_transition_is_an_arrow_with_its_guards_in_the_right_logic() -> None:
    assert labels(Stances) == [
        "feint to commit: advance [not (has_stamina or not_interrupted)]",
        "feint to recovery: advance otherwise / take_step",
        "feint to recovery: cancel [not has_stamina and not health_below(30)] / take_step",
        "commit to recovery: advance [has_stamina or not_interrupted]",
        "commit to recovery: advance otherwise",
        "low to high: rise",
        "high to low: rise",
        "recovery to done: advance",
        "recovery to before: by itself [target_is_defeated]",
    ]


def test_no_condition_is_left_out_and_their_order_can_be_seen() -> None:
    assert labels(Ways) == [
        "note to recovery: advance [has_stamina == not_interrupted]",
        "note to done: advance otherwise [not has_stamina and (is_cancellable or can_act)]",
        "note to recovery: advance otherwise [(has_stamina or can_act) and is_cancellable]",
        "note to recovery: advance otherwise",
        "note to recovery: cancel or interrupt",
        "note to note: turn / ring_out",
        "note to note: turn (internal) / ring_out",
        "recovery to done: advance",
    ]


def test_ways_back_to_the_same_state_share_a_loop() -> None:
    assert picture(Ways).dot.count('"note" -> "note"') == 1


@pytest.mark.parametrize("form", ["mermaid", "dot", "markdown"])
def test_what_is_done_at_the_end_and_whose_it_is_are_shown(form: str) -> None:
    drawn = getattr(picture(Ways, plugin="bells"), form)
    assert "ring_out" in drawn
    assert "plugin bells" in drawn


def test_a_state_may_be_named_with_a_word_of_mermaid() -> None:
    drawn = picture(Ways).mermaid
    assert 'state "note<br/>' in drawn
    assert "[*] --> note_\n" in drawn
    assert "note --> " not in drawn


def test_signs_of_mermaid_in_a_name_are_no_signs() -> None:
    drawn = picture(four_phases("Odd", commit=[strange]))
    assert "[a#58;b#60;c#62;#34;d#34;#35;#59;]" in drawn.mermaid


def test_arrows_to_and_from_a_compound_state_end_at_its_sides() -> None:
    drawn = picture(Stances).dot
    assert '"feint" -> "commit.in"' in drawn
    assert '"commit.out" -> "recovery"' in drawn


def test_events_that_lead_the_same_way_share_an_arrow() -> None:
    assert "feint to recovery: cancel or interrupt" in labels(FourPhases)
    assert "release to recovery: advance or interrupt" in labels(FourPhases)


def test_the_end_of_a_compound_state_is_one_event_and_no_signal() -> None:
    class Combo(ActionChart):
        class commit(State.Compound):
            first = State(initial=True)
            last = State(final=True)
            swing = first.to(last)

        recovery = State()
        done = State(final=True)
        advance = commit.to(recovery) | recovery.to(done)
        done_state_commit = commit.to(recovery)

    assert "commit to recovery: advance or done.state.commit" in labels(Combo)
    assert compile_chart(Combo).signals == ("swing",)


def test_boxes_have_their_ticks_kinds_and_actions() -> None:
    boxes = {box.name: box for box in picture(Stances).sketch.every_box()}
    assert (boxes["feint"].ticks, boxes["feint"].kind) == (10, ActionStateType.FEINT)
    assert boxes["feint"].enter == boxes["low"].exit == ("take_step",)
    assert boxes["low"].kind is ActionStateType.COMMIT
    assert boxes["before"].history == "H"
    assert boxes["commit"].start == "low"
    assert boxes["done"].final


@pytest.mark.parametrize("chart", [FourPhases, Stances], ids=["four phases", "stances"])
def test_the_same_chart_gives_the_same_bytes(chart: Any) -> None:
    one, other = picture(chart), picture(chart)
    assert (one.mermaid, one.dot, one.markdown) == (other.mermaid, other.dot, other.markdown)
    assert one.svg() == other.svg()
    assert "0x" not in one.dot


def test_an_svg_shows_every_word() -> None:
    tree = ElementTree.fromstring(picture(Stances, validations=["can_act"]).svg())
    words = " ".join(text.strip() for text in tree.itertext() if text.strip())
    for word in ("feint", "10 ticks", "entry / take_step", "low", "done", "may start if can_act"):
        assert word in words


def test_a_png_is_one() -> None:
    assert picture(FourPhases).png().startswith(b"\x89PNG")


@pytest.mark.parametrize("form", ["mermaid", "dot", "markdown"])
def test_what_is_active_stands_out(form: str) -> None:
    drawn = picture(FourPhases).sketch
    plain, now = Diagram(drawn), Diagram(drawn, frozenset({"commit"}))
    assert getattr(plain, form) != getattr(now, form)
    assert "commit" in getattr(now, form)


def test_mermaid_and_markdown_tell_the_guards() -> None:
    drawn = picture(four_phases("Odd", cancel=[health_below(30)]))
    assert "commit --> recovery : cancel [health_below(30)]" in drawn.mermaid
    assert "| commit | cancel | `health_below(30)` | recovery |  |" in drawn.markdown


@pytest.mark.parametrize("name", ["a\nb", "a\r\nb", "a\u2028b"], ids=ascii)
def test_a_name_of_two_lines_is_one_cell(name: str) -> None:
    chart = four_phases("Odd", commit=[named(name)(lambda scene: True)])
    rows = [line for line in picture(chart).markdown.splitlines() if line.startswith("| feint")]
    assert all(line.endswith(" |") for line in rows)
    assert sum("`a b`" in line for line in rows) == 1


@pytest.mark.parametrize("sign", ["\0", "\x01", "\x1b", "\ufffe"], ids=ascii)
def test_a_sign_that_no_picture_can_hold_is_shown_by_its_number(sign: str) -> None:
    odd = named(f"a{sign}b")(lambda scene: True)
    drawn = picture(four_phases("Odd", commit=[odd]), validations=[f"c{sign}d"])
    number = sign.encode("unicode_escape").decode()
    for form in (drawn.svg(), drawn.element("one")):
        assert f"a{number}b" in form
        ElementTree.fromstring(form)
    assert f"c{number}d" in drawn.svg()
    assert drawn.png().startswith(b"\x89PNG")


def test_a_bar_in_a_name_is_no_end_of_a_cell() -> None:
    def sidestep(scene: Scene, effects: Effects) -> None:
        """Ask for nothing; there to be seen."""

    sidestep.__name__ = "left|right"
    drawn = Diagram(sketch(four_phases("Bar", on_commit=[sidestep]), title="bar"))
    assert " | `left\\|right` |  |\n" in drawn.markdown


class Ends(ActionChart):
    """Two states whose names would be one where Mermaid has a word for itself."""

    end = State(initial=True)
    end_ = State()
    done = State(final=True)
    advance = end.to(end_) | end_.to(done)
    interrupt = end.to(done) | end_.to(done)
    kinds: ClassVar = {"end": ActionStateType.FEINT, "end_": ActionStateType.RECOVERY}


def test_states_whose_names_mermaid_keeps_for_itself_stay_two() -> None:
    drawn = picture(Ends).mermaid
    assert "end_ --> end__ : advance" in drawn
    assert "end__ --> done : advance" in drawn


def test_a_guard_taken_away_changes_the_picture() -> None:
    whole = picture(four_phases("Move"))
    less = picture(four_phases("Move", commit=[has_stamina]))
    assert whole.svg() != less.svg()
    assert whole.mermaid != less.mermaid


def test_what_cannot_be_drawn_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ChartError, match=r"graphviz-pure cannot draw the chart: .*syntax error"):
        render("digraph {", "svg")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sys.executable", str(Path("/nowhere/python")))
    with pytest.raises(ChartError, match="no program dot to draw with; install Graphviz"):
        render("digraph {}", "svg", "dot")


def test_an_element_for_a_page_names_its_states_and_transitions() -> None:
    diagram = Diagram(sketch(FourPhases, title="jab", kinds=phase_kinds(FourPhases)))
    drawn = ElementTree.fromstring(diagram.element("jab"))
    states = {part.get("data-state") for part in drawn.iter("g")} - {None}
    assert states == {"feint", "commit", "release", "recovery", "done"}
    numbers = [n for part in drawn.iter("g") for n in part.get("data-transition", "").split()]
    assert sorted(map(int, numbers)) == list(range(len(diagram.sketch.arrows)))


def test_a_page_can_hold_many_elements() -> None:
    diagram = Diagram(sketch(FourPhases, title="jab"))
    drawn = [ElementTree.fromstring(diagram.element(name)) for name in ("jab", "<b> hook")]
    ids = [part.get("id") for picture in drawn for part in picture.iter() if part.get("id")]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[\w-]+", str(id)) for id in ids)


def test_a_brief_element_leaves_the_guards_to_the_page() -> None:
    diagram = Diagram(sketch(FourPhases, title="jab"))
    assert "has_stamina" in diagram.element("jab")
    brief = diagram.element("jab", brief=True)
    assert "has_stamina" not in brief
    assert "interrupt" in brief
    numbered = [ElementTree.fromstring(drawn) for drawn in (diagram.element("jab"), brief)]
    full, short = (
        sorted(part.get("data-transition", "") for part in drawn.iter("g")) for drawn in numbered
    )
    assert full == short
