"""The verifier finds what is wrong with a move set, says what it means, and shows it."""

import json
from collections.abc import Iterable
from pathlib import Path
from shutil import copytree
from typing import Any, ClassVar

import pytest
from statemachine import State
from typer.testing import CliRunner

from combat_rules import (
    Action,
    ActionRole,
    Archetype,
    Attribute,
    CancelWindow,
    CombatError,
    Scene,
    four_phases,
    load_ruleset,
    replace,
)
from combat_rules.charts import ActionChart, can_pay, pay_costs
from combat_rules.cli.app import app
from combat_rules.cli.duel import Wanted, set_up
from combat_rules.cli.script import read_script
from combat_rules.design.combos import ENDLESS, best_combos, endless_combos
from combat_rules.design.framedata import frame_data
from combat_rules.design.training import script_of
from combat_rules.design.verify import CODES, Finding, doubts, read_waivers, steps, verify
from combat_rules.model import ActionStateType, Guard, Projectile, Protection, StunMode, Sweep
from combat_rules.plugins import build_ruleset, find_plugins
from tests.design.frame_files import BLOW, motion, motions, written
from tests.design.shared_data import GARNET, ZEN, beside
from tests.packs import FOLDER
from tests.rules import Rules, ruleset

GUARD = Action(name="guard", role=ActionRole.BLOCK, feint=1, commit=1, release=200, recovery=5)
STEP = Action(name="step", role=ActionRole.MOVE, release=2, travel=5)
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


def chart(*guards: Any) -> type[ActionChart]:
    return four_phases("Own", commit=guards)


def test_a_sound_move_set_comes_out_clean() -> None:
    assert found(SOUND) == {}


GOLD = Attribute("gold", 0, 0, 9)


def never_rich(scene: Scene) -> bool:
    """The actor is richer than anybody can be."""
    return GOLD.of(scene.actor) > 9


def not_beyond_the_walls(scene: Scene) -> bool:
    """The target is within the arena."""
    return scene.distance <= 100


def far_or_poor(scene: Scene) -> bool:
    """The target is far, or the actor poor."""
    return scene.distance > 40 or GOLD.of(scene.actor) < 3


@pytest.mark.parametrize(
    ("guard", "code"),
    [(never_rich, "guard.never"), (not_beyond_the_walls, "guard.always"), (far_or_poor, "")],
    ids=["never", "always", "now and now"],
)
def test_a_guard_that_is_always_the_same_is_found(guard: Any, code: str) -> None:
    move = replace(SOUND, chart=chart(guard))
    told = found(move, attributes=[GOLD])
    assert [name for name in told if name.startswith("guard.")] == ([code] if code else [])


def test_a_guard_that_cannot_be_decided_is_said_to_be_in_doubt() -> None:
    def lucky(scene: Scene) -> bool:
        """Nobody is this lucky."""
        return scene.dice.roll("luck", 6) > 6

    rules = load_ruleset([Rules([replace(SOUND, chart=chart(lucky))])], standard=False)
    assert doubts(rules) == ["sound: lucky"]
    assert found(replace(SOUND, chart=chart(lucky))) == {}


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
}


@pytest.mark.parametrize(("code", "moves"), PLANTED.items(), ids=PLANTED)
def test_a_planted_defect_is_found_and_nothing_else(code: str, moves: Iterable[Action]) -> None:
    told = found(*moves)
    assert list(told) == [code]
    assert told[code] == [[*moves][-1].name]


@pytest.mark.parametrize(
    "given",
    [
        {"protections": (Protection(end=20),)},
        {"launches": Projectile(speed=600, life=40)},
        {"sweep": Sweep.ALL},
        {"stun_mode": StunMode.ADD},
    ],
    ids=["protection", "projectile", "sweep", "stun"],
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


# -- loops ------------------------------------------------------------------------------

LOOP = replace(SOUND, name="loop", hitstun=300, pushback=0)


def test_an_endless_combo_is_found_and_its_script_plays_to_the_defeat(tmp_path: Path) -> None:
    plugin = Rules([LOOP, GUARD])
    sources = find_plugins([plugin], standard=False)
    ruleset = build_ruleset(sources)
    (finding,) = [f for f in verify(ruleset, sources) if f.code == "combo.endless"]
    assert (finding.known_by, finding.rests_on) == ("played in the engine", "")
    assert "loop, round and round, lands 10 times for 100 damage and defeats" in finding.text
    script = tmp_path / "witness.yaml"
    script.write_text(finding.witness)
    wanted = Wanted(left=None, right=None, script=script, numbers={})
    result = set_up(wanted, ruleset).run()
    assert (result.winner, result.reason) == ("actor", "defeat")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"hitstun": 254}, "the target is free a tick too early"),
        ({"pushback": 15}, "the target is pushed out of reach"),
        ({"stamina_cost": 30}, "stamina runs out"),
        ({"knockdown": True}, "who lies cannot be struck"),
        ({"cooldown": 400}, "it is not ready"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_loop_that_play_refutes_is_not_reported(changes: dict[str, Any], why: str) -> None:
    rules = load_ruleset([Rules([replace(LOOP, **changes), GUARD])], standard=False)
    at_the_wall = {"pushback"} & set(changes)
    told = [combo for combo in endless_combos(rules, "fighter") if not combo.corner]
    assert told == [], why
    assert bool(at_the_wall) == bool(endless_combos(rules, "fighter"))


@pytest.mark.parametrize(("hitstun", "connects"), [(256, True), (255, False)], ids=str)
def test_a_link_connects_to_the_tick(hitstun: int, connects: bool) -> None:
    # What lands at the tick at which its target is free can be guarded.
    rules = load_ruleset([Rules([replace(LOOP, hitstun=hitstun), GUARD])], standard=False)
    assert bool(endless_combos(rules, "fighter")) is connects


def test_a_harmless_loop_is_endless_too() -> None:
    rules = load_ruleset([Rules([replace(LOOP, damage=0), GUARD])], standard=False)
    (combo,) = endless_combos(rules, "fighter")[:1]
    assert (len(combo.blows), combo.defeats) == (ENDLESS, False)


def test_combos_are_found_by_search_and_can_be_played(tmp_path: Path) -> None:
    ruleset = load_ruleset([FOLDER / "brawling"])
    best, *_ = best_combos(ruleset, "brawler")
    assert best.moves == ("grab", "throw", "cross", "hook")
    script = tmp_path / "combo.yaml"
    script.write_text(script_of(best, ruleset))
    combat = set_up(Wanted(left=None, right=None, script=script, numbers={}), ruleset)
    combat.advance(5000)
    target = combat.combatant("target")
    assert target.max_health - target.health == best.damage == 18


def test_the_best_by_length_is_the_longest() -> None:
    ruleset = load_ruleset([FOLDER / "brawling"])
    longest = best_combos(ruleset, "brawler", best="length")
    lengths = [len(combo.blows) for combo in longest]
    assert lengths == sorted(lengths, reverse=True)


def test_an_opener_is_kept_to() -> None:
    ruleset = load_ruleset([FOLDER / "brawling"])
    assert {c.moves[0] for c in best_combos(ruleset, "brawler", opener="jab")} == {"jab"}


# -- the command ------------------------------------------------------------------------


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, [*arguments])


def test_the_rules_that_ship_are_clean_or_waived_with_a_reason() -> None:
    result = run("check", "--waive", str(FOLDER / "waivers.yaml"))
    assert result.exit_code == 0, result.output
    assert "covers nothing" not in result.output


@pytest.fixture
def waivers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Whatever is found is waived, and one thing that nobody finds, with the standard rules."""
    monkeypatch.chdir(tmp_path)
    everything = '- {code: "*", move: "*", reason: all of it}\n'
    gone = "- {code: combo.endless, move: gone, reason: it went}\n"
    return written(tmp_path, "w.yaml", everything + gone)


def test_findings_are_data_with_their_codes_and_reasons(waivers: Path) -> None:
    told = json.loads(run("check", "--waive", str(waivers), "--json").stdout)
    (row,) = told["findings"]
    assert row["code"] in CODES
    assert row["waived"] == "all of it"
    assert row["means"]
    assert row["where"]
    assert row["known_by"] == "compared as it was measured"


def test_rules_that_cannot_be_used_are_a_finding(tmp_path: Path) -> None:
    table = written(tmp_path, "odd.yaml", "moves: [{name: poke, cancels: [{into: [nothing]}]}]\n")
    result = run("check", "--plugin", str(table))
    assert result.exit_code == 1
    assert "rules.refused" in result.output
    assert "cancels into nothing, which does not exist" in result.output


def test_a_witness_is_a_script_whatever_moves_are_called(tmp_path: Path) -> None:
    late = CancelWindow(into=("guard",), start=9000)
    plugin = Rules([GUARD, replace(SOUND, name="o'soto", cancels=(late,))])
    sources = find_plugins([plugin], standard=False)
    rules = build_ruleset(sources)
    (found,) = (each for each in verify(rules, sources) if each.code == "cancel.after-end")
    file = tmp_path / "late.yaml"
    file.write_text(found.witness)
    assert [command.action for command in read_script(file, rules).commands] == ["o'soto", "guard"]


def test_witnesses_can_be_written_and_played(tmp_path: Path) -> None:
    text = motions(STAND_A=motion(frameNumber=14, attack_Active=2))
    file = written(tmp_path, "AYLA.csv", text)
    assert run("import", str(file), "--out", str(tmp_path / "ayla")).exit_code == 0
    plugin = str(tmp_path / "ayla")
    assert run("check", "-p", plugin, "--scripts", str(tmp_path / "shown")).exit_code == 1
    (script,) = (tmp_path / "shown").glob("*combo-endless*")
    result = run("duel", "-p", plugin, "--script", str(script))
    assert "actor wins by defeat" in result.output


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- {code: move.dominated, move: jab}", "line 1.*a waiver needs reason"),
        ("- {code: move.dominatd, move: jab, reason: so}", "no code move.dominatd"),
        ("code: 3", "waivers are a list"),
        ("- {code: [", "cannot read the waivers"),
    ],
    ids=["no reason", "no code", "no list", "half"],
)
def test_a_waiver_without_a_reason_is_none(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(CombatError, match=why):
        read_waivers(written(tmp_path, "waivers.yaml", text))


def test_a_waiver_that_covers_nothing_is_told(waivers: Path) -> None:
    result = run("check", "--waive", str(waivers))
    assert result.exit_code == 0
    assert "line 2, column 3: the waiver of combo.endless gone covers nothing" in result.output


# -- real and edited characters ---------------------------------------------------------


def checked(tmp_path: Path, *files: Path) -> list[Finding]:
    command = ["import", *map(str, files), "--out", str(tmp_path / "out")]
    assert run(*command).exit_code == 0
    return findings_of(tmp_path / "out")


def findings_of(folder: Path) -> list[Finding]:
    sources = find_plugins([folder])
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
    copytree(folder / "out", tmp_path / "out")
    for table in (tmp_path / "out").glob("*.yaml"):
        text = table.read_text(encoding="utf-8")
        table.write_text(text.replace("recoils: true", "recoils: false"), encoding="utf-8")
    rules = load_ruleset([tmp_path / "out"])
    assert all(endless_combos(rules, name) for name in ("GARNET", "ZEN"))


# -- a patch ----------------------------------------------------------------------------


def test_outcomes_of_a_patch_are_told_as_a_note(tmp_path: Path) -> None:
    old = "moves:\n- {name: jab, commit: 4, release: 3, recovery: 9, reach: 40, damage: 5, "
    tail = "archetypes: [{name: ayla, actions: [jab, shove]}]\n"
    shove = "- {name: shove, commit: 20, reach: 40}\n"
    one = written(tmp_path / "a", "m.yaml", f"{old}hitstun: 15}}\n{shove}{tail}")
    other = written(
        tmp_path / "b", "m.yaml", f"{old}hitstun: 40}}\n{shove}- {{name: kick}}\n{tail}"
    )
    result = run("compare", str(one), str(other))
    assert "## New\n\n- kick\n" in result.output
    assert "- **jab**: on_hit 3 → 28; on_counter_hit 3 → 28; hitstun 15 → 40" in result.output
    assert "## ayla" in result.output
    assert "New endless combos: jab" in result.output
    back = json.loads(run("compare", str(other), str(one), "--json").stdout)
    assert back["gone"] == ["kick"]
    assert back["kinds"]["ayla"]["lost_loops"]
    assert run("compare", str(one), str(one)).output == "Nothing is different.\n"


def test_a_patch_tells_of_rules_field_by_field(tmp_path: Path) -> None:
    pack = """
from combat_rules import Action, four_phases, hookimpl

LIMIT = {}


def fit(scene):
    return scene.actor.health > LIMIT


@hookimpl
def combat_actions():
    return [Action(name="jab", chart=four_phases("Fit", commit=[fit]))]
"""
    one = written(tmp_path / "a", "pack.py", pack.format(3))
    other = written(tmp_path / "b", "pack.py", pack.format(4))
    result = run("compare", str(one), str(other))
    assert result.output == "## Rules\n\n- guard fit, values.LIMIT: 3 -> 4\n"
    (rule,) = json.loads(run("compare", str(one), str(other), "--json").stdout)["rules"]
    assert rule == {"thing": "guard fit", "field": "values.LIMIT", "old": 3, "new": 4}


def test_the_combo_command_gives_a_script_for_each() -> None:
    result = run("combo", "--archetype", "brawler", "--from", "jab", "--json")
    rows = json.loads(result.stdout)
    assert [row["moves"] for row in rows] == [["jab", "cross", "hook"]]
    assert "actor, action: 'jab'" in rows[0]["script"]
    assert run("combo", "--archetype", "brawlr").exit_code == 2


def test_whoever_watches_is_told_of_as_many_steps_as_there_are() -> None:
    sources = find_plugins([Rules([GUARD, STEP, SOUND, replace(SOUND, name="other")])])
    rules, heard = build_ruleset(sources), list[str]()
    verify(rules, sources, heard.append)
    assert len(heard) == steps(rules)
    assert heard.count("sound") == 3
