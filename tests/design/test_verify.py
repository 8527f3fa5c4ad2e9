"""The verifier finds what is wrong with a move set, says what it means, and shows it."""

import shlex
from collections.abc import Iterable
from pathlib import Path
from shutil import copytree
from typing import Any, ClassVar

import pytest
from statemachine import State

from combat_rules import (
    Action,
    ActionRole,
    Archetype,
    Attribute,
    CancelWindow,
    Scene,
    four_phases,
    load_ruleset,
    replace,
)
from combat_rules.charts import ActionChart, can_pay, pay_costs, several_hits
from combat_rules.charts.compile import phase_kinds
from combat_rules.cli.script import read_script
from combat_rules.design.combos import endless_combos
from combat_rules.design.framedata import frame_data
from combat_rules.design.importing import import_files, write_plugin
from combat_rules.design.verify import Finding, doubts, steps, verify
from combat_rules.model import (
    ActionStateType,
    Aim,
    Effects,
    Guard,
    Hit,
    Outcome,
    PaceRule,
    Projectile,
    Protection,
    StunMode,
    Sweep,
)
from combat_rules.plugins import build_ruleset, find_plugins
from tests.amounts import some
from tests.design.frame_files import BLOW, motion, motions, written
from tests.design.shared_data import GARNET, ZEN, beside
from tests.rules import Rules, ruleset

GUARD = Action(name="guard", role=ActionRole.BLOCK, feint=1, commit=1, release=200, recovery=5)
STEP = Action(name="step", role=ActionRole.MOVE, release=2, travel=5)
COUNTER = Action(
    name="counter", role=ActionRole.COUNTER, feint=1, commit=1, release=90, recovery=50, reach=30,
    stagger=200, damage=5,
)  # fmt: skip
# A move in which nothing is wrong: it can be seen, and struck when it misses.
SOUND = Action(
    name="sound", feint=50, commit=50, release=5, recovery=150, damage=10, reach=30, hitstun=160,
    blockstun=20, pushback=9,
)  # fmt: skip


def found(*moves: Action, **contributions: Any) -> dict[str, list[str]]:
    """The moves of which something is found, by its code."""
    actions = [GUARD, STEP, *moves]
    own = Archetype(
        name="fighter", actions=tuple(a.name for a in actions), reaction=10, controller="still"
    )
    archetypes = contributions.pop("archetypes", [own])
    plugin = Rules(actions, archetypes=archetypes, **contributions)
    sources = find_plugins([plugin], standard=False)
    told: dict[str, list[str]] = {}
    for finding in verify(build_ruleset(sources), sources):
        told.setdefault(finding.code, []).append(finding.move)
        assert finding.means
        assert finding.plugin == "practice"
    return told


def throw_off(scene: Scene, effects: Effects) -> None:
    """Whoever strikes into it reels."""
    effects.stun(scene.target.id, 200)


def chart(*guards: Any) -> type[ActionChart]:
    return four_phases("Own", commit=guards)


def test_a_sound_move_set_comes_out_clean() -> None:
    assert found(SOUND) == {}


@pytest.mark.parametrize("aim", [Aim.FRIEND, Aim.SELF], ids=["friends", "oneself"])
def test_a_move_that_helps_has_no_combos_and_nothing_is_wrong_with_it(aim: Aim) -> None:
    assert found(SOUND, replace(SOUND, name="help", damage=0, hitstun=0, aim=aim)) == {}


GOLD = Attribute("gold", 0, 0, 9)


def never_rich(scene: Scene) -> bool:
    """The actor is richer than anybody can be."""
    return GOLD.of(scene.actor) > 9


def not_beyond_the_walls(scene: Scene) -> bool:
    """The target is within the arena."""
    return scene.distance <= 100


class Ring:
    """A place around somebody."""

    def holds(self, scene: Scene) -> bool:
        """The target stands in it."""
        return scene.distance <= 20


def far_or_poor(scene: Scene) -> bool:
    """The target is far, or the actor poor."""
    return scene.distance > 40 or GOLD.of(scene.actor) < 3


@pytest.mark.parametrize(
    ("guard", "code"),
    [
        (never_rich, "guard.never"),
        (not_beyond_the_walls, "guard.always"),
        (far_or_poor, ""),
        (Ring().holds, ""),
    ],
    ids=["never", "always", "now and now", "a method"],
)
def test_a_guard_that_is_always_the_same_is_found(guard: Any, code: str) -> None:
    move = replace(SOUND, chart=chart(guard))
    told = found(move, attributes=[GOLD])
    assert [name for name in told if name.startswith("guard.")] == ([code] if code else [])


def test_a_guard_may_ask_whether_anything_was_met_at_all() -> None:
    def met(scene: Scene) -> bool:
        """It has met somebody, or nobody for sure."""
        return scene.outcome is not None

    assert found(replace(SOUND, chart=chart(met))).keys() <= {"range.hole"}


def test_a_guard_that_nobody_knows_answers_nothing() -> None:
    quick = replace(SOUND, feint=2, commit=3)
    kind = Archetype(name="fighter", actions=("sound", "step"), reaction=10, controller="still")
    assert "move.unreactable" not in found(quick, archetypes=[kind])


def test_a_guard_that_cannot_be_decided_is_said_to_be_in_doubt() -> None:
    def lucky(scene: Scene) -> bool:
        """Nobody is this lucky."""
        return scene.dice.roll("luck", 6) > 6

    rules = load_ruleset([Rules([replace(SOUND, chart=chart(lucky))])], standard=False)
    assert doubts(rules) == ["sound: lucky"]
    assert found(replace(SOUND, chart=chart(lucky))) == {}


def rich_and_slow(scene: Scene) -> int:
    """Whoever is rich is slow."""
    return 150 if GOLD.of(scene.actor) > 3 else 100


def too_rich_to_be_slow(scene: Scene) -> int:
    """Whoever is richer than anybody is slow."""
    return 150 if GOLD.of(scene.actor) > 9 else 100


def by_luck(scene: Scene) -> int:
    """Nobody is this lucky."""
    return 150 if scene.dice.roll("luck", 6) > 6 else 100


@pytest.mark.parametrize(
    ("percent", "kinds", "same"),
    [
        (rich_and_slow, (), False),
        (too_rich_to_be_slow, (), True),
        (by_luck, (), False),
        (rich_and_slow, (ActionStateType.RECOVERY,), True),
    ],
    ids=["now and now", "never", "who knows", "of phases that nothing has"],
)
def test_a_pace_rule_that_changes_nothing_is_found(
    percent: Any, kinds: tuple[ActionStateType, ...], same: bool
) -> None:
    rule = PaceRule("greed", 1, percent, frozenset(kinds))
    quick = [replace(move, recovery=0) for move in (GUARD, STEP, SOUND)]
    plugin = Rules(quick, attributes=[GOLD], pace_rules=[rule])
    sources = find_plugins([plugin], standard=False)
    told = [each for each in verify(build_ruleset(sources), sources) if each.code == "pace.same"]
    assert [(each.move, each.plugin) for each in told] == [("greed", "practice")] * same


def test_where_pace_rules_say_how_long_a_move_is_no_window_comes_too_late() -> None:
    late = CancelWindow(into=("sound",), start=255)
    move = replace(SOUND, cancels=(late,), protections=(Protection(start=255),))
    slow = PaceRule("greed", 1, rich_and_slow)
    assert found(move, attributes=[GOLD], pace_rules=[slow]) == {}


def test_a_guard_is_as_slow_to_raise_as_it_is_measured() -> None:
    slow = PaceRule("slow", 1, lambda scene: 400 if scene.action.name == "guard" else 100)
    quick = replace(SOUND, feint=5, commit=8)
    assert found(quick) == {}
    assert found(quick, pace_rules=[slow]).keys() == {"move.unreactable"}


class Shadowed(ActionChart):
    """The second way of advance comes too late: the first is always open."""

    feint = State(initial=True)
    commit = State()
    release = State()
    recovery = State()
    done = State(final=True)

    advance = (
        feint.to(commit)
        | feint.to(recovery)
        | commit.to(release)
        | release.to(recovery)
        | recovery.to(done)
    )


def until_late(scene: Scene) -> bool:
    """It is not late yet."""
    return scene.now < LATE


def for_ever(scene: Scene) -> bool:
    """Nothing else matters."""
    return scene.distance >= 0


LATE = 3000


def round_and_round(guard: Guard) -> Action:
    """A blow that winds up again for as long as a guard says so."""

    class Winding(ActionChart):
        """Winds up, and again."""

        feint = State(initial=True)
        windup = State()
        commit = State()
        release = State()
        recovery = State()
        done = State(final=True)
        advance = (
            feint.to(windup)
            | windup.to(commit)
            | commit.to(windup, cond=guard)
            | commit.to(release)
            | release.to(recovery)
            | recovery.to(done)
        )
        cancel = feint.to(recovery)
        interrupt = windup.to(recovery) | commit.to(recovery) | release.to(recovery)
        kinds: ClassVar = {"windup": ActionStateType.COMMIT}

    return replace(SOUND, chart=Winding, phases={"windup": 20})


def test_a_move_that_never_ends_is_found() -> None:
    assert found(round_and_round(for_ever))["action.sticks"] == ["sound"]


def test_a_move_that_winds_up_for_long_is_measured_all_the_same() -> None:
    rules = ruleset([round_and_round(until_late)])
    (row,) = frame_data(rules, ["sound"])
    assert not row.refused
    assert row.startup > LATE
    assert row.damage == 10


PLANTED = {
    "chart.shadowed": [replace(SOUND, chart=Shadowed)],
    "cost.unaffordable": [replace(SOUND, stamina_cost=101)],
    "cancel.after-end": [
        replace(SOUND, cancels=(CancelWindow(into=("sound",), start=255),)),
    ],
    "move.dominated": [SOUND, replace(SOUND, name="worse", damage=9)],
    "move.unreactable": [replace(SOUND, feint=2, commit=3, hitstun=90)],
    "move.unpunishable": [replace(SOUND, recovery=90, blockstun=200, hitstun=0)],
    "declared.differs": [replace(SOUND, published={"on_hit": 99})],
    "cancel.too-soon": [replace(SOUND, cancels=(CancelWindow(into=("sound",), end=99),))],
    "protection.after-end": [replace(SOUND, protections=(Protection(start=255),))],
    "counter.frees": [SOUND, replace(COUNTER, stagger=0)],
    "strike.nowhere": [SOUND, replace(SOUND, name="poke", reach=0, damage=20)],
    "hit.never": [replace(SOUND, hits=(Hit(), Hit(damage=3)))],
    "line.nowhere": [replace(SOUND, line="high"), replace(COUNTER, covers=("hihg",))],
}


@pytest.mark.parametrize(("code", "moves"), PLANTED.items(), ids=PLANTED)
def test_a_planted_defect_is_found_and_nothing_else(code: str, moves: Iterable[Action]) -> None:
    told = found(*moves)
    assert list(told) == [code]
    assert told[code] == [[*moves][-1].name]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ("unknown: [commit], reach: 40", set()),
        (
            "unknown: [damage], commit_guards: [target_in_reach, not target_in_reach]",
            {"it leaves 9 ticks when it misses; nobody has an answer that reaches anybody"},
        ),
    ],
    ids=["whose startup nobody knows", "that meets nobody"],
)
def test_the_only_blow_there_is_without_a_guard_is_told_of_as_far_as_it_is_known(
    tmp_path: Path, cells: str, says: set[str]
) -> None:
    table = written(
        tmp_path,
        "alone.yaml",
        "stage: {ticks_per_second: 60}\narchetypes: [{name: kim, actions: [poke]}]\n"
        f"moves: [{{name: poke, commit: 4, release: 3, recovery: 9, damage: 5, {cells}}}]\n",
    )
    sources = find_plugins([str(table)])
    told = verify(build_ruleset(sources), sources)
    assert {each.text for each in told if each.code == "move.unpunishable"} == says


@pytest.mark.parametrize("name", ["ayla's jab", "back\\slash", "$HOME", "two words"])
def test_what_a_finding_says_to_call_can_be_called(name: str) -> None:
    sources = find_plugins([Rules([replace(SOUND, name=name, published={"on_hit": 99})])])
    told = [each for each in verify(build_ruleset(sources), sources) if each.move == name]
    (differs,) = (each for each in told if each.code == "declared.differs")
    assert shlex.split(differs.witness) == ["combat-rules", "frame-data", "--move", name]


THREE = (Hit(), Hit(damage=3), Hit())


@pytest.mark.parametrize(
    ("given", "never"),
    [
        ({"launches": Projectile(speed=90, life=90, hits=3, interval=5)}, False),
        ({"launches": Projectile(speed=90, life=90, hits=2, interval=5)}, True),
        ({"chart": several_hits("Two", 2)}, True),
        ({"chart": several_hits("Three", 3)}, False),
    ],
    ids=["as many as flies", "more than flies", "more than its chart", "as many as its chart"],
)
def test_hits_that_nothing_comes_to_are_found(given: dict[str, Any], never: bool) -> None:
    chart = given.get("chart")
    phases = {} if chart is None else dict.fromkeys(extra(chart), 3)
    move = replace(SOUND, hits=THREE, phases=phases, **given)
    assert ("hit.never" in found(move)) is never


def extra(chart: type[ActionChart]) -> list[str]:
    """The phases of a chart that four phases have not."""
    return [name for name in phase_kinds(chart) if name.startswith(("gap", "release_"))]


def test_a_number_that_does_something_after_all_is_not_found() -> None:
    """At the very edge, by an effect, on a way of its own, or on a line beside a defended one."""
    window = CancelWindow(into=("counter",), end=100)
    early = CancelWindow(into=("counter",), end=9, on=frozenset({Outcome.WHIFFED}))
    fine = replace(
        SOUND, line="outside", cancels=(window, early), protections=(Protection(start=254),)
    )
    lunge = replace(SOUND, name="lunge", reach=0, travel=40, damage=20, line="high")
    trap = replace(
        COUNTER, name="trap", stagger=0, on_contact=(throw_off,), covers=("inside", "outside")
    )
    assert found(fine, lunge, COUNTER, trap) == {}


@pytest.mark.parametrize(
    "given",
    [
        {"protections": (Protection(end=20),)},
        {"launches": Projectile(speed=600, life=40)},
        {"sweep": Sweep.ALL},
        {"stun_mode": StunMode.ADD},
        {"release": 15, "recovery": 140},
    ],
    ids=["protection", "projectile", "sweep", "stun", "active ticks"],
)
def test_a_move_that_has_what_another_lacks_is_not_dominated_by_it(given: dict[str, Any]) -> None:
    assert "move.dominated" not in found(SOUND, replace(SOUND, name="own", damage=9, **given))


@pytest.mark.parametrize(
    ("own", "codes"),
    [
        (None, {}),
        (four_phases("Forgetful"), {"cost.forgotten": ["sound"]}),
        (four_phases("Asking", commit=[can_pay]), {}),
        (four_phases("Paying", on_recovery=[pay_costs]), {}),
    ],
    ids=["the stock chart", "neither", "asked", "paid"],
)
def test_a_chart_that_forgets_what_its_move_costs_is_found(
    own: type[ActionChart] | None, codes: dict[str, list[str]]
) -> None:
    dear = replace(SOUND, costs={"gold": 1}, chart=own)
    rich = replace(GOLD, default=9)
    assert found(dear, attributes=[rich]) == codes


def test_a_cancel_into_what_nobody_knows_is_found() -> None:
    move = replace(SOUND, cancels=(CancelWindow(into=("secret",)),))
    kind = Archetype(
        name="fighter", actions=("sound", "guard", "step"), reaction=10, controller="still"
    )
    told = found(move, replace(SOUND, name="secret"), archetypes=[kind])
    assert told == {"cancel.nowhere": ["sound"]}


def test_a_hole_in_range_is_found() -> None:
    kind = Archetype(name="fighter", actions=("sound", "guard"), reaction=10, controller="still")
    assert found(SOUND, archetypes=[kind]) == {"range.hole": ["fighter"]}


def test_a_rule_that_raises_is_found() -> None:
    def broken(scene: Scene, effects: Any) -> None:
        raise LookupError("no such thing")

    assert found(replace(SOUND, on_contact=(broken,)))["rules.unsettled"] == ["sound"]


def test_a_witness_is_a_script_whatever_moves_are_called(tmp_path: Path) -> None:
    late = CancelWindow(into=("guard",), start=9000)
    plugin = Rules([GUARD, replace(SOUND, name="o'soto", cancels=(late,))])
    sources = find_plugins([plugin], standard=False)
    rules = build_ruleset(sources)
    (found,) = (each for each in verify(rules, sources) if each.code == "cancel.after-end")
    file = tmp_path / "late.yaml"
    file.write_text(found.witness)
    assert [command.action for command in read_script(file, rules).commands] == ["o'soto", "guard"]


def test_whoever_watches_is_told_of_as_many_steps_as_there_are() -> None:
    sources = find_plugins([Rules([GUARD, STEP, SOUND, replace(SOUND, name="other")])])
    rules, heard = build_ruleset(sources), list[str]()
    verify(rules, sources, heard.append)
    assert len(heard) == steps(rules)
    assert heard.count("sound") == 3


# -- real and edited characters ---------------------------------------------------------


def checked(tmp_path: Path, *files: Path) -> list[Finding]:
    """What is found in characters that are imported from files."""
    write_plugin(import_files(files), tmp_path / "out")
    sources = find_plugins([tmp_path / "out"])
    return verify(build_ruleset(sources), sources)


def test_three_defects_planted_in_a_character_are_found(tmp_path: Path) -> None:
    text = motions(
        STAND_A=motion(cancelAbleFrame=18, cancelAbleMotionLevel=6, attack_ImpactX=30),
        STAND_B=motion(motionLevel=6, cancelAbleMotionLevel=3, attack_ImpactX=30),
        STAND_C=motion(**{**BLOW, "attack.HitDamage": 9}, attack_ImpactX=30),
    )
    text = text.replace("attack.GiveEnergy", "attack.GiveEnrgy", 1)
    findings = checked(tmp_path, written(tmp_path, "AYLA.csv", text))
    told = {(each.code, each.move) for each in findings}
    assert ("cancel.after-end", "AYLA STAND_A") in told
    assert ("cancel.half-set", "AYLA STAND_B") in told
    assert ("source.header", "out") in told
    assert all("ayla.yaml, line" in f.where for f in findings if f.code == "cancel.after-end")


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Finding]]:
    """Two characters of the platform, imported, and what is found in them."""
    folder = tmp_path_factory.mktemp("platform")
    return folder, checked(folder, ZEN, GARNET)


@beside
def test_the_real_defects_of_the_platforms_characters_are_found(
    platform: tuple[Path, list[Finding]],
) -> None:
    _, findings = platform
    told: dict[str, list[str]] = {}
    for each in findings:
        told.setdefault(each.code, []).append(each.move)
    assert told["cancel.after-end"] == [
        "GARNET AIR_A", "GARNET CROUCH_B", "GARNET STAND_D_DF_FB", "ZEN AIR_A", "ZEN CROUCH_B"
    ]  # fmt: skip
    assert told["cancel.half-set"] == [
        "GARNET STAND_D_DB_BB", "ZEN AIR_F_D_DFA", "ZEN STAND_F_D_DFB"
    ]  # fmt: skip
    assert [each.text for each in findings if each.code == "source.header"] == [
        "the column attack.HitDamage is written 'attack.HitDamege'"
    ]
    assert "combo.endless" not in told


@beside
def test_what_a_wall_gives_back_ends_the_strings_of_the_platforms_characters(
    tmp_path: Path, platform: tuple[Path, list[Finding]]
) -> None:
    folder, _ = platform
    names = some(("GARNET", "ZEN"), 1)
    copytree(folder / "out", tmp_path / "out")
    for table in (tmp_path / "out").glob("*.yaml"):
        text = table.read_text(encoding="utf-8")
        table.write_text(text.replace("recoils: true", "recoils: false"), encoding="utf-8")
    rules = load_ruleset([tmp_path / "out"])
    assert all(endless_combos(rules, name) for name in names)
