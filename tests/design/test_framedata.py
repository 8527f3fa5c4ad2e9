"""Frame data is what playing shows: the engine has no formula for it."""

import csv
import json
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields
from typer.testing import CliRunner

from combat_rules import Action, ActionRole, Outcome, Scene, Validation, load_ruleset, replace
from combat_rules.charts.stock import four_phases, several_hits
from combat_rules.cli.app import app
from combat_rules.design.exchange import exchange
from combat_rules.design.framedata import COLUMNS, FrameData, frame_data
from combat_rules.design.framesheet import as_csv, as_html, as_markdown, as_svg
from combat_rules.model import MEASURED, Aim, DamageRule, Guard, Hit, PaceRule, Projectile
from combat_rules.model.limits import LIMIT
from tests.packs import FOLDER
from tests.rules import Rules

GUARD = Action(name="guard", role=ActionRole.BLOCK, feint=1, commit=1, release=200, recovery=5)
SLOW = Action(name="slow", feint=90, commit=90, recovery=30, damage=1, reach=40, hitstun=9)
BLOW = Action(
    name="blow", feint=3, commit=4, release=5, recovery=6, damage=7, chip=50, reach=30, travel=8,
    hitstun=25, blockstun=9, pushback=6,
)  # fmt: skip


def measured(*moves: Action, only: str = "blow") -> FrameData:
    ruleset = load_ruleset([Rules([GUARD, SLOW, *moves])], standard=False)
    (found,) = frame_data(ruleset, [only], [move.name for move in (SLOW, *moves)])
    return found


def test_a_move_is_measured_in_the_words_of_the_field() -> None:
    found = measured(BLOW)
    assert (found.startup, found.active, found.recovery) == (3 + 4 + 1, 5, 6)
    assert found.total == 8 + 5 + 6 - 1
    assert (found.damage, found.chip) == (7, 3)
    assert found.reach == 30 + 8


@pytest.mark.parametrize("percent", [50, 300], ids=["hastened", "slowed"])
def test_a_move_is_measured_as_pace_rules_make_it_for_whoever_stands(percent: int) -> None:
    rule = PaceRule("paced", 1, lambda scene: percent)
    ruleset = load_ruleset([Rules([GUARD, SLOW, BLOW], pace_rules=[rule])], standard=False)
    (found,) = frame_data(ruleset, ["blow"], ["slow", "blow"])
    feint, commit, release, recovery = (ticks * percent // 100 for ticks in (3, 4, 5, 6))
    assert (found.startup, found.active, found.recovery) == (feint + commit + 1, release, recovery)
    assert found.on_hit == 25 - release - recovery
    # The guard that it meets is as quick or slow, and still raised in time.
    assert found.on_block == 9 - release - recovery


def far(scene: Scene) -> bool:
    """The target is at least 20 away."""
    return scene.distance >= 20


def never(scene: Scene) -> bool:
    """The target is beyond all reach."""
    return scene.distance > 10_000


def test_a_move_is_measured_where_its_guards_let_it_work() -> None:
    found = measured(replace(BLOW, chart=four_phases("Far", commit=[far])))
    assert (found.on_hit, found.reach) == (25 - 11, 30 + 8)
    assert found.unmet == ""


def test_a_move_for_friends_is_not_measured_and_the_reason_is_told() -> None:
    found = measured(replace(BLOW, aim=Aim.FRIEND))
    assert found.unmet == "it is meant for friends, and moves are measured on a foe"


def test_what_is_meant_for_oneself_reaches_and_punishes_nobody() -> None:
    heal = Action(name="heal", aim=Aim.SELF, feint=1, recovery=3)
    found = measured(BLOW, heal, only="heal")
    assert (found.startup, found.total, found.reach, found.on_hit) == (2, 5, None, None)
    assert found.unmet == "it is meant for oneself, and moves are measured on a foe"
    assert measured(replace(BLOW, recovery=30), heal).punished_by == ("blow",)


def test_a_move_that_met_nobody_is_told_with_its_guards() -> None:
    found = measured(replace(BLOW, chart=four_phases("Never", commit=[never])))
    assert (found.on_hit, found.on_block, found.reach) == (None, None, None)
    assert found.unmet == "`never`, 10 > 10000, at any distance up to its reach of 30"


def after_a_block(scene: Scene) -> bool:
    """The actor has just blocked."""
    return scene.actor.defence is Outcome.BLOCKED and scene.now - scene.actor.defence_at <= 5


def badly_hurt(scene: Scene) -> bool:
    """The actor has a fifth of its health left at most."""
    return scene.actor.health * 5 <= scene.actor.max_health


@pytest.mark.parametrize(
    ("guard", "setting"),
    [(after_a_block, "just after a block"), (badly_hurt, "with a tenth of its health")],
)
def test_a_move_is_measured_in_a_state_in_which_it_works(guard: Guard, setting: str) -> None:
    found = measured(replace(BLOW, chart=four_phases("Odd", commit=[guard])))
    assert (found.setting, found.unmet) == (setting, "")
    assert (found.on_hit, found.on_block, found.reach) == (25 - 11, 9 - 11, 30 + 8)
    assert f"blow is measured {setting}" in as_markdown([found])


def test_a_move_that_may_not_be_started_is_measured_where_it_may() -> None:
    ruleset = load_ruleset(
        [Rules([GUARD, SLOW, BLOW], validations=[Validation(after_a_block)])], standard=False
    )
    (found,) = frame_data(ruleset, ["blow"], [])
    assert (found.refused, found.setting, found.on_hit) == ("", "just after a block", 14)


ticks = st.integers(0, 40)


@given(ticks, ticks, st.integers(1, 40), ticks, st.integers(0, 150), st.integers(0, 150))
def test_advantage_is_the_stun_less_what_is_left_of_the_move(
    feint: int, commit: int, active: int, recovery: int, hitstun: int, blockstun: int
) -> None:
    blow = replace(
        BLOW, feint=feint, commit=commit, release=active, recovery=recovery,
        hitstun=hitstun, blockstun=blockstun,
    )  # fmt: skip
    found = measured(blow)
    assert found.on_hit == hitstun - (active + recovery)
    assert found.on_block == blockstun - (active + recovery)
    assert found.startup + found.active + found.recovery - 1 == found.total


def test_what_comes_in_time_after_a_block_punishes_and_what_does_not_reach_does_not() -> None:
    # The blow is -2 on block, and whoever blocked it stands 10 - 8 + 6 = 8 units away.
    quick = Action(name="quick", feint=1, damage=1, reach=20, hitstun=1)
    late = replace(quick, name="late", feint=2)
    short = replace(quick, name="short", reach=7)
    found = measured(BLOW, quick, late, short)
    assert found.on_block == -2
    assert found.punished_by == ("quick",)
    assert found.safe is False
    assert measured(replace(BLOW, blockstun=11), quick).safe is True


def test_what_flies_punishes_only_whom_it_reaches_in_time() -> None:
    # The blow is -12 on block, and whoever blocked it stands 90 away: 90 ticks of flight.
    blow = replace(BLOW, travel=0, pushback=80, recovery=16)
    ball = Action(name="ball", feint=1, damage=1, launches=Projectile(speed=1000, life=300))
    shot = replace(ball, name="shot", launches=Projectile(speed=20_000, life=300))
    found = measured(blow, ball, shot)
    assert (found.on_block, found.apart, found.punished_by) == (-12, 90, ("shot",))


def test_a_second_hit_that_reaches_further_punishes_only_in_time() -> None:
    blow = replace(BLOW, travel=0, pushback=80, recovery=16)
    twice = Action(
        name="twice", chart=several_hits("Twice", 2), feint=1, damage=1, reach=20,
        phases={"gap_2": 20, "release_2": 1}, hits=(Hit(), Hit(reach=99)),
    )  # fmt: skip
    assert measured(blow, twice).punished_by == ()


def test_a_second_guard_that_is_too_slow_to_be_raised_leaves_the_first() -> None:
    twice = replace(
        BLOW, chart=several_hits("Twice", 2), phases={"gap_2": 4, "release_2": 2},
        hits=(Hit(line="high"), Hit(line="low")),
    )  # fmt: skip
    high = replace(GUARD, name="high", covers=("high",))
    low = replace(GUARD, name="low", feint=50, commit=50, covers=("low",))
    ruleset = load_ruleset([Rules([high, low, twice])], standard=False)
    (found,) = frame_data(ruleset, ["blow"])
    assert found.on_block == found.on_hit


@pytest.mark.parametrize(
    ("release", "blockstun", "on_block"),
    [(1, 0, 20 + 1 - 11), (2, 0, -11), (1, 1, 1 - 11), (200, 0, -11)],
    ids=["over at once", "held for a tick more", "held by the blow", "held"],
)
def test_a_guard_that_is_over_at_once_leaves_its_recovery_to_be_waited_for(
    release: int, blockstun: int, on_block: int
) -> None:
    guard = replace(GUARD, release=release, recovery=20)
    blow = replace(BLOW, blockstun=blockstun)
    ruleset = load_ruleset([Rules([guard, SLOW, blow])], standard=False)
    (found,) = frame_data(ruleset, ["blow"], [])
    assert found.on_block == on_block


@pytest.mark.parametrize("guard", [None, far], ids=["anywhere", "from afar"])
def test_a_move_may_reach_further_than_arenas_usually_are_wide(guard: Guard | None) -> None:
    chart = None if guard is None else four_phases("Far", commit=[guard])
    found = measured(replace(BLOW, reach=300_000, chart=chart))
    assert (found.reach, found.on_hit, found.on_whiff) == (300_008, 14, -11)


def test_whatever_a_move_costs_it_is_measured() -> None:
    found = measured(replace(BLOW, stamina_cost=2_000_000))
    assert (found.unmet, found.on_hit) == ("", 25 - 11)


def test_what_no_fight_is_long_enough_for_costs_the_others_nothing() -> None:
    endless = replace(BLOW, name="endless", recovery=LIMIT)
    ruleset = load_ruleset([Rules([replace(BLOW, hitstun=LIMIT), endless])], standard=False)
    blow, other = frame_data(ruleset, ["blow", "endless"])
    assert blow.on_hit == LIMIT - 11
    assert other.refused == "it takes longer than the longest fight, 1,000,000,000 ticks"


def test_a_foe_in_the_middle_of_its_own_blow_is_caught() -> None:
    found = measured(BLOW)
    assert found.on_counter_hit is not None
    assert (
        exchange(
            load_ruleset([Rules([GUARD, SLOW, BLOW])], standard=False),
            "blow",
            answer="slow",
            lead=1,
        ).outcome
        is not None
    )


def test_what_cannot_be_is_left_empty() -> None:
    wall = measured(BLOW, only="guard")
    assert (wall.damage, wall.on_hit, wall.reach, wall.safe) == (None, None, None, None)


def test_a_blow_that_no_guard_covers_has_no_advantage_on_block() -> None:
    low = replace(GUARD, covers=("low",))
    ruleset = load_ruleset([Rules([low, SLOW, replace(BLOW, line="high")])], standard=False)
    (found,) = frame_data(ruleset, ["blow"])
    assert (found.on_block, found.safe) == (None, None)
    assert found.on_hit is not None


def test_a_riposte_is_measured_just_after_a_block() -> None:
    from_pack = load_ruleset([FOLDER / "fencing"])
    (found,) = frame_data(from_pack, ["riposte"], [])
    assert (found.refused, found.setting, found.damage) == ("", "just after a block", 6)


def test_a_move_that_cannot_be_started_says_why() -> None:
    ruleset = load_ruleset([Rules([BLOW], validations=[Validation(never)])], standard=False)
    (found,) = frame_data(ruleset, ["blow"])
    assert "never" in found.refused
    assert "blow is not measured: " in as_markdown([found])


def test_a_blow_that_is_given_up_out_of_reach_is_measured_where_it_lands() -> None:
    (found,) = frame_data(load_ruleset([FOLDER / "weapons"]), ["spear_thrust"])
    assert found.active == 60


class Cells(HTMLParser):
    """Counts the rows of a page and collects its texts."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = 0
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.rows += tag == "tr"

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_every_sheet_says_the_same() -> None:
    rows = frame_data(load_ruleset([Rules([GUARD, SLOW, BLOW])], standard=False))
    table = list(csv.DictReader(StringIO(as_csv(rows))))
    assert [row["move"] for row in table] == ["guard", "slow", "blow"]
    assert table[2]["on_block"] == f"{rows[2].on_block:+d}"
    assert "| blow |" in as_markdown(rows)
    page = Cells()
    page.feed(as_html(rows, "<b>"))
    assert page.rows == 1 + len(rows)
    assert {"blow", f"{rows[2].on_hit:+d}", "<b>"} <= set(page.texts)


def test_a_bar_shows_nothing_for_what_nobody_knows() -> None:
    known = measured(BLOW)
    unknown = measured(replace(BLOW, unknown=frozenset({"recovery"})))
    assert ">7 + 5 + 6<" in as_svg([known], "moves")
    assert ">7 + 5 + ?<" in as_svg([unknown], "moves")
    assert 'class="recovery" style="width:0.0px"' in as_html([unknown], "moves")


def test_the_command_prints_what_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = json.loads(
        CliRunner().invoke(app, ["frame-data", "--move", "attack", "--format", "json"]).stdout
    )
    assert [row["move"] for row in told] == ["attack"]
    assert set(COLUMNS) | {
        "safe",
        "published",
        "unknown",
        "refused",
        "unmet",
        "setting",
        "punished_by_more",
        "parts",
        "leaves",
    } == set(told[0])
    brute = CliRunner().invoke(app, ["frame-data", "--archetype", "brute", "--format", "csv"])
    assert {row["move"] for row in csv.DictReader(StringIO(brute.stdout))} >= {"attack", "block"}
    for form in ("table", "md", "html"):
        assert (
            CliRunner().invoke(app, ["frame-data", "--move", "attack", "--format", form]).exit_code
            == 0
        )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--archetype", "bruut"], "did you mean brute?"),
        (["--move", "atack"], "did you mean attack?"),
        (
            ["-p", "plugins/brawling", "--archetype", "brute", "--move", "jab"],
            "there is no action jab",
        ),
    ],
    ids=["archetype", "move", "not its own"],
)
def test_a_mistake_is_said_with_what_is_possible(words: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["frame-data", *words])
    assert result.exit_code == 2
    assert said in result.stderr


def test_what_a_source_may_publish_are_the_columns_that_are_numbers() -> None:
    assert ("move", "plugin", *MEASURED, "punished_by") == COLUMNS


def test_what_may_be_published_are_the_numbers_of_frame_data() -> None:
    numbers = {
        field.name
        for field in fields(FrameData)
        if field.type in (int, int | None) and field.name != "apart"
    }
    assert numbers == set(MEASURED)


def test_a_move_is_not_measured_whose_blow_makes_a_rule_raise() -> None:
    def torn(scene: Scene, damage: int) -> int:
        """Nobody can do it."""
        return damage // 0

    plugin = Rules([BLOW], damage_rules=[DamageRule("torn", 1, torn)])
    (row,) = frame_data(load_ruleset([plugin], standard=False), ["blow"])
    told = "plugin practice: damage rule torn: ZeroDivisionError: "
    assert told in row.unmet
    assert "met nobody" not in row.unmet
