"""Frame data, links and combos agree with play, of moves of several hits as well."""

import pytest

from combat_rules import Action, Archetype, Attribute, Effects, Ruleset, Scene, Validation, replace
from combat_rules.charts import four_phases, named, several_hits
from combat_rules.design.combos import best_combos, endless_combos, links
from combat_rules.design.exchange import exchange
from combat_rules.design.framedata import FrameData, frame_data
from combat_rules.design.framesheet import as_markdown, as_svg
from combat_rules.design.training import Lab, script_of
from combat_rules.model import Aim, ContactRule, Hit, Outcome, Protection, Stage
from combat_rules.plugins.diagrams import diagram_of
from tests.cases.plays import SHIELD, play, poke
from tests.rules import ruleset

SIXTY = Stage(ticks_per_second=60, arena=1000)
TRIPLE = Action(
    name="triple",
    chart=several_hits("Triple", 3),
    commit=5,
    release=2,
    phases={"gap_2": 3, "release_2": 4, "gap_3": 5, "release_3": 1},
    recovery=9,
    damage=4,
    chip=50,
    reach=60,
    hitstun=12,
    blockstun=7,
    hits=(Hit(damage=2), Hit(), Hit(damage=8, hitstun=30)),
)


def rules_of(*actions: Action, **more: object) -> Ruleset:
    known = tuple(action.name for action in actions)
    kind = Archetype(name="fighter", actions=known, controller="still", reaction=1, health=10_000)
    return ruleset(actions, archetypes=[kind], stage=SIXTY, **more)


@pytest.fixture(scope="module")
def row() -> FrameData:
    (row,) = frame_data(rules_of(TRIPLE, SHIELD), ["triple"])
    return row


def test_startup_is_the_first_active_tick_of_the_first_hit(row: FrameData) -> None:
    met = exchange(rules_of(TRIPLE), "triple")
    assert row.startup == 6 == (met.contact or 0) + 1


def test_active_ticks_are_written_hit_by_hit_as_the_field_does(row: FrameData) -> None:
    assert (row.parts, row.hits, row.active) == ((2, 3, 4, 5, 1), "2(3)4(5)1", 7)


def test_damage_is_the_sum_and_the_advantage_that_of_the_last_hit(row: FrameData) -> None:
    # It lands at 5, 10 and 19; its actor is free at 29.
    assert (row.damage, row.chip, row.total) == (14, 7, 29)
    assert row.on_hit == 19 + 30 - 29
    assert row.on_block == 19 + 7 - 29


def test_a_shorter_stun_of_a_later_hit_is_the_one_that_counts() -> None:
    short = Action(
        name="short", chart=several_hits("Short", 2), phases={"gap_2": 1, "release_2": 1},
        release=1, recovery=2, reach=30, hits=(Hit(hitstun=90), Hit(hitstun=10)),
    )  # fmt: skip
    (row,) = frame_data(rules_of(short))
    assert row.on_hit == 2 + 10 - 5


def test_a_hit_pause_is_no_part_of_any_of_these() -> None:
    paused = replace(TRIPLE, hit_pause=8)
    (row,) = frame_data(rules_of(paused, SHIELD), ["triple"])
    (plain,) = frame_data(rules_of(TRIPLE, SHIELD), ["triple"])
    assert row == plain


def test_sheets_show_them(row: FrameData) -> None:
    assert "| 2(3)4(5)1 |" in as_markdown([row])
    assert "5 + 2 + 3 + 4 + 5 + 1 + 9" in as_svg([row], "moves")


def test_the_diagram_shows_hits_and_protections() -> None:
    tough = replace(
        TRIPLE,
        protections=(
            Protection(phases=("gap_2",), armour=1),
            Protection(lines=("throw",), end=6),
        ),
    )
    drawn = diagram_of(rules_of(tough), "triple")
    for note in (
        "hit 1 / damage 2",
        "hit 2 / as the action",
        "armour 1",
        "from throw, tick 0 to 6",
    ):
        assert note in drawn.mermaid
        assert note in drawn.dot
        assert note in drawn.markdown


def test_a_move_for_friends_or_oneself_is_measured() -> None:
    moves = [poke(aim.value, aim=aim) for aim in Aim]
    assert [row.refused for row in frame_data(rules_of(*moves))] == [""] * len(moves)


def startups(*, answer: bool) -> dict[int, bool]:
    """Which startups connect after a poke (+4 on hit, -4 on block) when they are played."""
    found = {}
    for startup in (3, 4, 5, 6):
        then = poke("then", commit=startup - 1)
        risky = poke("risky", recovery=7)
        orders = (
            [
                (0, "borin", "shield"),
                (0, "ayla", "risky"),
                (8, "borin", "then"),
                (12, "ayla", "shield"),
            ]
            if answer
            else [(0, "ayla", "poke"), (9, "ayla", "then"), (13, "borin", "shield")]
        )
        fought = play([poke(), risky, then, SHIELD], *orders)
        found[startup] = fought.outcomes()[-1] in ("hit", "counter_hit")
    return found


def test_links_are_what_play_shows() -> None:
    quick = [poke(f"s{n}", commit=n - 1) for n in (3, 4, 5, 6)]
    lab = Lab(rules_of(poke(), *quick), "fighter")
    connects = links(lab)["poke"]
    assert {n: f"s{n}" in connects for n in (3, 4, 5, 6)} == startups(answer=False)
    assert connects == ("poke", "s3", "s4")


def test_punishes_are_what_play_shows() -> None:
    risky = poke("risky", recovery=7)
    quick = [poke(f"s{n}", commit=n - 1) for n in (3, 4, 5, 6)]
    (row,) = frame_data(rules_of(risky, *quick, SHIELD), ["risky"])
    assert row.on_block == -4
    punishes = {n: f"s{n}" in row.punished_by for n in (3, 4, 5, 6)}
    assert punishes == startups(answer=True)


# -- combos --------------------------------------------------------------------------------------


def test_a_move_that_is_plus_by_its_startup_goes_on_for_ever_and_one_tick_less_does_not() -> None:
    for hitstun, endless in ((10, True), (9, False)):
        # Free 6 ticks after it lands, and it lands 3 later.
        move = poke(hitstun=hitstun)
        assert bool(endless_combos(rules_of(move), "fighter")) is endless


def just_hit(ticks: int) -> ContactRule:
    """Whoever was hit cannot be hit again for some ticks."""

    def judge(scene: Scene) -> Outcome:
        """Nobody is hit twice in so many ticks."""
        reels = scene.target.stunned_until > scene.now
        since = scene.now - (scene.target.stunned_until - 16)
        return Outcome.EVADED if reels and since < ticks else scene.outcome or Outcome.HIT

    return ContactRule("just_hit", 1, judge)


@pytest.mark.parametrize(("ticks", "found"), [(9, True), (15, True), (16, False)])
def test_a_loop_that_needs_a_pause_is_found(ticks: int, found: bool) -> None:
    # As soon as it can be it lands 9 ticks later; later is possible up to the 15th tick.
    rules = rules_of(poke(hitstun=16, release=1, recovery=5), contact_rules=[just_hit(ticks)])
    assert bool(endless_combos(rules, "fighter")) is found


BREATH = Attribute("breath", default=100, maximum=100, regeneration=60)


@named("has_breath")
def has_breath(scene: Scene) -> bool:
    """The actor has breath enough."""
    return BREATH.of(scene.actor) >= 10


def gasp(scene: Scene, effects: Effects) -> None:
    """It takes ten points of breath, which come back in ten ticks."""
    effects.change(scene.actor.id, "breath", -10)


@pytest.mark.parametrize(("hitstun", "found"), [(13, True), (12, True), (10, False)])
def test_a_loop_that_has_to_wait_for_what_comes_back_is_found(hitstun: int, found: bool) -> None:
    quick = poke(hitstun=hitstun, release=1, recovery=0, on_contact=(gasp,), damage=1)
    rules = rules_of(quick, attributes=[BREATH], validations=[Validation(has_breath)])
    assert bool(endless_combos(rules, "fighter")) is found


def test_a_string_counts_the_damage_of_all_hits_of_its_moves() -> None:
    lab = Lab(rules_of(TRIPLE, poke()), "fighter")
    combo = lab.string(["triple", "poke"])
    assert combo.damage == 14 + 7


def far(scene: Scene) -> bool:
    """The target is at least 40 away."""
    return scene.distance >= 40


def test_a_string_opens_where_its_first_blow_can_land() -> None:
    lunge = poke("lunge", chart=four_phases("Lunge", commit=[far]), reach=80, hitstun=30)
    rules = rules_of(lunge, poke(reach=90))
    (combo, *_) = best_combos(rules, "fighter", opener="lunge")
    assert combo.moves[0] == "lunge"
    assert combo.distance == 40
    assert "distance: 40" in script_of(combo, rules)
    assert "poke" in links(Lab(rules, "fighter"))["lunge"]


def test_what_does_not_land_leaves_the_lab_as_it_was() -> None:
    lab = Lab(rules_of(poke(reach=5)), "fighter")
    before = lab.save()
    assert lab.land("poke", first=True) is None
    assert lab.save() == before
