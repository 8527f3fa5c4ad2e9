"""Other people's frame data comes in row by row, or is refused by name; nothing is guessed."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from combat_rules import (
    Action,
    Attribute,
    CombatError,
    CombatSystem,
    Outcome,
    Ruleset,
    load_ruleset,
)
from combat_rules.cli import app
from combat_rules.design.framedata import frame_data
from combat_rules.design.importing import Imported, import_files, write_plugin
from tests.design.frame_files import BLOW, HEADING, LP, STILL, fat, motion, motions, written
from tests.design.shared_data import GARNET, SF6, ZEN, beside

ENERGY = Attribute("energy")


def rules(imported: Imported, folder: Path) -> Ruleset:
    write_plugin(imported, folder / "plugin")
    return load_ruleset([folder / "plugin"])


def from_fat(tmp_path: Path, **columns: Any) -> tuple[Action | None, str, tuple[str, ...]]:
    """One row of FAT: the action it became, why it did not, and its notes."""
    row = {name: value for name, value in {**LP, **columns}.items() if value is not None}
    imported = import_files([written(tmp_path, "sf.json", fat({"Stand LP": LP, "Odd": row}))])
    fate = imported.fates[1]
    move = rules(imported, tmp_path).moves.get("Ayla Odd")
    return None if move is None else move.action, fate.refused, fate.notes


def from_motions(tmp_path: Path, **columns: Any) -> Ruleset:
    text = motions(STAND_A=motion(**columns), STAND_B=motion(motionLevel=6))
    return rules(import_files([written(tmp_path, "AYLA.csv", text)]), tmp_path)


# -- FAT --------------------------------------------------------------------------------


def test_startup_counts_the_first_active_frame(tmp_path: Path) -> None:
    action, _, _ = from_fat(tmp_path)
    assert action is not None
    assert (action.feint + action.commit, action.release, action.recovery) == (3, 3, 7)
    assert (action.hitstun, action.blockstun, action.damage, action.reach) == (14, 9, 300, 900)
    assert action.published == {
        "startup": 4, "active": 3, "recovery": 7, "total": 13, "on_hit": 4, "on_block": -1
    }  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "phases"),
    [
        ({"active": "3*6", "total": 19}, (3, 9, 7)),
        ({"active": "2(5)2(4)2", "total": 25}, (3, 15, 7)),
        ({"active": "3x4", "total": 22}, (3, 12, 7)),
        ({"recovery": "14(16)", "total": "20(22)"}, (3, 3, 14)),
        ({"recovery": "21+12", "total": 39}, (3, 3, 33)),
        ({"startup": "5+8", "total": 22}, (12, 3, 7)),
        ({"recovery": "28 total", "total": 28}, (3, 3, 22)),
        ({"startup": "4"}, (3, 3, 7)),
        ({"active": None, "projectile": True, "total": 11}, (3, 1, 7)),
    ],
    ids=[
        "hit after hit", "hits with gaps", "twelve at once", "two recoveries", "and landing",
        "two startups", "recovery as a total", "a number as text", "a projectile without active",
    ],
)  # fmt: skip
def test_a_cell_of_several_numbers_is_read_as_its_total_confirms(
    tmp_path: Path, columns: dict[str, Any], phases: tuple[int, int, int]
) -> None:
    action, refused, _ = from_fat(tmp_path, **columns)
    assert action is not None, refused
    assert (action.commit, action.release, action.recovery) == phases


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"recovery": "14(16)", "total": None}, "several ways, and total is missing"),
        ({"startup": "5+8", "total": 40}, r"startup '5.8', .* and total 40 confirms none"),
        ({"active": "until land"}, "active 'until land' is unclear"),
        ({"startup": "31~54"}, "startup '31~54' is unclear"),
        ({"recovery": None}, "recovery is missing"),
        ({"startup": 0}, "startup is 0; it counts the first active tick"),
        ({"startup": -4}, "startup -4 is unclear"),
        ({"active": 10**9}, "active 1000000000 is unclear"),
        ({"startup": "9" * 5000}, "startup .* is unclear"),
        ({"startup": [4]}, "is unclear"),
        ({"startup": True}, "startup True is unclear"),
    ],
    ids=[
        "no total", "another total", "until land", "a range", "missing", "zero", "negative",
        "huge", "endless", "a list", "a truth",
    ],
)  # fmt: skip
def test_a_row_that_would_have_to_be_guessed_is_refused_by_name(
    tmp_path: Path, columns: dict[str, Any], why: str
) -> None:
    action, refused, _ = from_fat(tmp_path, **columns)
    assert action is None
    assert re.search(why, refused), refused


@pytest.mark.parametrize(
    ("said", "hitstun", "down"),
    [
        ("KD +40", 50, True),
        ("HKD +16", 26, True),
        ("KD +20(34)", 30, True),
        ("Crumple +73", 83, False),
        ("KD (notes)", 0, False),
        ("2~9", 0, False),
        ("-", 0, False),
    ],
    ids=["down", "hard down", "two lengths", "crumple", "in prose", "a range", "nothing"],
)
def test_what_a_hit_does_is_read_from_its_advantage(
    tmp_path: Path, said: str, hitstun: int, down: bool
) -> None:
    action, refused, _ = from_fat(tmp_path, onHit=said, hitstun=None)
    assert action is not None, refused
    assert (action.hitstun, action.knockdown) == (hitstun, down)


@pytest.mark.parametrize(
    ("said", "damage"),
    [("700 (300*400)", 700), ("300*400", 700), ("200x3", 600), ("500-900", 0)],
    ids=["a sum told", "hits", "times", "a range"],
)
def test_damage_is_that_of_all_hits(tmp_path: Path, said: str, damage: int) -> None:
    action, _, notes = from_fat(tmp_path, dmg=said)
    assert action is not None
    assert action.damage == damage
    assert damage or "damage '500-900' is not one number: left out" in notes


def test_cancels_lead_into_the_kinds_a_row_names(tmp_path: Path) -> None:
    moves = {"Stand LP": LP, "Fireball": {**LP, "moveType": "special", "xx": ["su3"]}}
    imported = import_files([written(tmp_path, "sf.json", fat(moves))])
    ruleset = rules(imported, tmp_path)
    (window,) = ruleset.moves["Ayla Stand LP"].action.cancels
    assert (window.into, window.start, window.end) == (("#Ayla special",), 3, 6)
    assert {Outcome.HIT, Outcome.BLOCKED} <= window.on
    assert "cancels ch need more than the row says: left out" in imported.fates[0].notes
    assert ruleset.moves["Ayla Fireball"].action.cancels == ()


def test_a_fighter_knows_its_moves_on_the_ground_its_steps_and_both_guards(tmp_path: Path) -> None:
    moves = {"Stand LP": LP, "Jump LP": {**LP, "airmove": True}, "A > B": {**LP, "followUp": True}}
    ruleset = rules(import_files([written(tmp_path, "sf.json", fat(moves))]), tmp_path)
    assert ruleset.archetypes["Ayla"].health == 9000
    assert ruleset.archetypes["Ayla"].actions == (
        "Ayla Stand LP", "Ayla walk forward", "Ayla dash", "stand guard", "crouch guard"
    )  # fmt: skip
    assert {"Ayla Jump LP", "Ayla A > B"} <= set(ruleset.moves)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is no JSON"),
        (fat({"Stand LP": LP})[:-40], "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        ("[]", "holds no characters"),
        ('{"Ayla": {"stats": {}}}', "'Ayla' has no moves"),
        ('{"Ayla": {"moves": {"normal": 3}}}', "'normal' holds no moves"),
        (fat({"Odd": {**LP, "startup": None}}), "no move of sf.json came in"),
        (fat({"Odd": 3}), "no move"),
    ],
    ids=["empty", "half", "nested", "a list", "no moves", "a number", "no row", "no columns"],
)
def test_a_file_that_is_none_writes_nothing(tmp_path: Path, text: str, why: str) -> None:
    file = written(tmp_path, "sf.json", text)
    run = CliRunner().invoke(app, ["import", str(file), "--out", str(tmp_path / "out")])
    assert run.exit_code == 1
    assert why in run.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sf.json"]


# -- FightingICE ------------------------------------------------------------------------


def test_startup_of_a_motion_counts_the_frames_before(tmp_path: Path) -> None:
    ruleset = from_motions(tmp_path)
    found = frame_data(ruleset, ["AYLA STAND_A"], [])[0]
    assert (found.startup, found.active, found.total) == (5, 3, 18)
    assert found.on_hit == 28 - (18 - 4)
    assert found.on_block == 10 - (18 - 4)
    assert found.reach == 200 - 100
    assert found.differences == ()


def test_energy_is_paid_gained_and_given(tmp_path: Path) -> None:
    ruleset = from_motions(
        tmp_path, attack_StartAddEnergy=-5, attack_HitAddEnergy=7, attack_GiveEnergy=3
    )
    action = ruleset.moves["AYLA STAND_A"].action
    assert action.costs == {"energy": 5}
    combat = CombatSystem(ruleset=ruleset, distance=50, strict=True)
    combat.add_combatant("AYLA", "one", controller="", energy=20)
    combat.add_combatant("AYLA", "two", controller="")
    combat.execute_action("AYLA STAND_A", "one")
    combat.advance(6)
    assert [ENERGY.of(combat.combatant(who)) for who in ("one", "two")] == [20 - 5 + 7, 3]


@pytest.mark.parametrize(
    ("kind", "stands", "crouches"),
    [(1, "blocked", "blocked"), (2, "blocked", "hit"), (3, "hit", "blocked"), (4, "hit", "hit")],
    ids=["high", "middle", "low", "throw"],
)
def test_a_guard_covers_what_it_should(
    tmp_path: Path, kind: int, stands: str, crouches: str
) -> None:
    ruleset = from_motions(tmp_path, attack_AttackType=kind)
    for guard, met in (("STAND_GUARD", stands), ("CROUCH_GUARD", crouches)):
        combat = CombatSystem(ruleset=ruleset, distance=50, strict=True)
        for who in ("one", "two"):
            combat.add_combatant("AYLA", who, controller="")
        combat.advance(20)
        combat.execute_action(f"AYLA {guard}", "two")
        combat.execute_action("AYLA STAND_A", "one")
        combat.advance(4)
        running = combat.actions.get_current_action("one")
        assert running is not None
        assert running.outcome is Outcome(met)


def test_who_is_knocked_down_goes_down_lies_and_rises(tmp_path: Path) -> None:
    action = from_motions(tmp_path, attack_DownProp="TRUE").moves["AYLA STAND_A"].action
    assert (action.knockdown, action.hitstun) == (True, 6 + 20 + 30)


def test_a_throw_lasts_as_long_as_it_is_suffered(tmp_path: Path) -> None:
    ruleset = from_motions(tmp_path, attack_AttackType=4)
    assert frame_data(ruleset, ["AYLA STAND_A"], [])[0].on_hit == 60 - 30


def test_the_active_frames_of_a_projectile_are_its_lifetime(tmp_path: Path) -> None:
    action = from_motions(tmp_path, attack_speedX=3, attack_Active=150).moves["AYLA STAND_A"].action
    assert (action.release, action.recovery) == (14, 0)
    assert action.reach == 100 + 3 * 150


def test_a_motion_is_cancelled_on_contact_into_its_level_or_lower(tmp_path: Path) -> None:
    ruleset = from_motions(tmp_path, cancelAbleFrame=13, cancelAbleMotionLevel=6)
    (window,) = ruleset.moves["AYLA STAND_A"].action.cancels
    assert (window.into, window.start, window.end) == (("#AYLA level 6",), 13, None)
    assert "AYLA level 6" in ruleset.moves["AYLA STAND_B"].action.tags


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"frameNumber": -1}, "line 11 STAND_A did not come in: frameNumber is -1; from 0"),
        ({"attack_StartUp": "soon"}, "attack.StartUp is 'soon', no whole number"),
        ({"attack_Active": 10**8}, "attack.Active is 100000000; from 0 to 100000"),
        ({"attack_AttackType": 9}, "attack.AttackType is 9; from 0 to 4"),
        ({"control": "maybe"}, "control is 'maybe'; TRUE or FALSE"),
        ({"attack_StartUp": 18}, "attack.StartUp is 18, but the motion ends after 18 frames"),
        ({"Image": "x,y"}, "it has 1 cells more than the heading names"),
    ],
    ids=["negative", "a word", "huge", "a kind", "a truth", "never", "more cells"],
)
def test_a_wrong_row_is_told_with_its_line_and_the_others_come_in(
    tmp_path: Path, columns: dict[str, Any], why: str
) -> None:
    text = motions(STAND_A=motion(**columns), STAND_B=BLOW)
    file = written(tmp_path, "AYLA.csv", text)
    run = CliRunner().invoke(app, ["import", str(file), "--out", str(tmp_path / "out")])
    assert run.exit_code == 0, run.output
    assert why in run.output
    assert list(load_ruleset([tmp_path / "out"]).archetypes["AYLA"].actions)[-1] == "AYLA STAND_B"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (motions(STAND_A=BLOW).replace(",attack.StartUp", ",begin").encode(), "lacks the columns"),
        (HEADING.encode(), "no move of"),
        (motions(STAND_A=BLOW).replace("DOWN", "D\xf6WN").encode("latin-1"), "it is not UTF-8"),
        (motions(STAND_A=BLOW).replace("STAND_RECOV", "REC").encode(), "no usable row STAND_RECOV"),
        (b'motionName,"', "it is no CSV"),
        ((HEADING + "\n" + "\n".join(["a"] * 1500)).encode(), "more than 1000 rows"),
        (b"motionName" + b"," * 3_000_000, "larger than"),
    ],
    ids=["empty", "a column", "no rows", "latin-1", "no stun", "a quote", "many", "large"],
)
def test_a_broken_sheet_writes_nothing(tmp_path: Path, data: bytes, why: str) -> None:
    file = tmp_path / "AYLA.csv"
    file.write_bytes(data)
    command = ["import", str(file), "--format", "fightingice", "--out", str(tmp_path / "out")]
    run = CliRunner().invoke(app, command)
    assert run.exit_code == 1
    assert why in run.output
    assert not (tmp_path / "out").exists()


def test_other_separators_are_found(tmp_path: Path) -> None:
    text = motions(STAND_A=BLOW).replace(",", ";")
    ruleset = rules(import_files([written(tmp_path, "AYLA.csv", text)]), tmp_path)
    assert "AYLA STAND_A" in ruleset.moves


# -- tables, and what holds for all -----------------------------------------------------


def test_a_table_comes_in_as_it_is(tmp_path: Path) -> None:
    text = "moves:\n  - {name: poke, release: 3, tags: [a, b]}\narchetypes:\n"
    file = written(tmp_path, "pokes.yaml", text + "  - {name: ayla, actions: [poke]}\n")
    ruleset = rules(import_files([file]), tmp_path)
    assert ruleset.moves["poke"].action == load_ruleset([file]).moves["poke"].action
    assert ruleset.archetypes["ayla"].actions == ("poke",)


def test_a_table_with_faults_is_refused_with_their_places(tmp_path: Path) -> None:
    file = written(tmp_path, "pokes.yaml", "moves: [{name: poke, relese: 3}]\n")
    with pytest.raises(CombatError, match=r"line 1.*no relese; did you mean release"):
        import_files([file])


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    file = written(tmp_path, "sf.json", fat({"Stand LP": LP, "Odd": {**LP, "startup": None}}))
    texts = []
    for _ in range(2):
        write_plugin(import_files([file]), tmp_path / "out")
        texts.append({p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()})
    assert texts[0] == texts[1]
    assert "Ayla, Odd: startup is missing" in (tmp_path / "out" / "REPORT.md").read_text()


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    kept = written(tmp_path / "out", "thesis.txt", "years of work")
    file = written(tmp_path, "sf.json", fat({"Stand LP": LP}))
    with pytest.raises(CombatError, match="holds something else; name a new folder"):
        write_plugin(import_files([file]), tmp_path / "out")
    assert kept.read_text() == "years of work"


def test_files_of_two_games_are_not_mixed(tmp_path: Path) -> None:
    files = [
        written(tmp_path, "sf.json", fat({"Stand LP": LP})),
        written(tmp_path, "AYLA.csv", motions(STAND_A=BLOW)),
    ]
    with pytest.raises(CombatError, match="of different games"):
        import_files(files)


def test_only_those_named_come_in(tmp_path: Path) -> None:
    files = [written(tmp_path, f"{name}.csv", motions(STAND_A=BLOW)) for name in ("AYLA", "BORIN")]
    assert [c.name for c in import_files(files, only=["BORIN"]).characters] == ["BORIN"]
    with pytest.raises(CombatError, match="no character CYRIL; there are: AYLA, BORIN"):
        import_files(files, only=["CYRIL"])


def test_imported_characters_fight_to_an_end(tmp_path: Path) -> None:
    text = motions(STAND_A=BLOW, STAND_B=motion(attack_AttackType=3), STILL=STILL)
    files = [written(tmp_path, f"{name}.csv", text) for name in ("AYLA", "BORIN")]
    ruleset = rules(import_files(files), tmp_path)
    results = []
    for seed in range(10):
        combat = CombatSystem(ruleset=ruleset, seed=seed, strict=True)
        combat.add_combatant("AYLA")
        combat.add_combatant("BORIN")
        results.append(combat.run().reason)
    assert results.count("defeat") > results.count("time_out")


# -- the real files ---------------------------------------------------------------------


@beside
@pytest.mark.parametrize("file", [ZEN, GARNET], ids=["ZEN", "GARNET"])
def test_a_real_character_of_the_platform_comes_in_whole(file: Path) -> None:
    imported = import_files([file])
    assert len(imported.fates) == 56
    assert imported.came_in == 36
    assert all("a state that the engine knows" in f.refused for f in imported.fates if f.refused)


@beside
def test_every_row_of_sf6_comes_in_or_is_refused_by_name() -> None:
    imported = import_files([SF6])
    assert len(imported.fates) == 1732
    assert imported.came_in == 1306
