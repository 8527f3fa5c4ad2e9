"""FAT's frame data comes in row by row, as the players of each game read it; nothing is guessed."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from combat_rules import Action, ActionRole, CombatError, CombatSystem, Outcome
from combat_rules.cli.app import app
from combat_rules.design.framedata import frame_data
from combat_rules.design.importing import Imported, import_files
from tests.design.frame_files import LP, fat, rules, written

SIGNS = {"sf6": "hitstun", "sfv": "kdr", "usf4": "meterGain", "3s": "parry", "ggst": "guardLevel"}
"""A column by which each game is known."""


def from_fat(tmp_path: Path, **columns: Any) -> tuple[Action | None, str, tuple[str, ...]]:
    """One row of Street Fighter 6: the action it became, why it did not, and its notes."""
    row = {name: value for name, value in {**LP, **columns}.items() if value is not None}
    imported = import_files([written(tmp_path, "sf.json", fat({"Stand LP": LP, "Odd": row}))])
    fate = imported.fates[1]
    move = rules(imported, tmp_path).moves.get("Ayla Odd")
    return None if move is None else move.action, fate.refused, fate.notes


def of_game(tmp_path: Path, game: str, moves: dict[str, Any], **stats: Any) -> Imported:
    """A file of a game, told apart by its columns alone."""
    text = fat(
        {name: {"startup": 5, "active": 2, "recovery": 8, **row} for name, row in moves.items()},
        **stats,
    )
    return import_files([written(tmp_path, "moves.json", text)], game)


def line_of(imported: Imported, name: str) -> str:
    return next(str(m["line"]) for m in imported.characters[0].moves if m["name"] == f"Ayla {name}")


def test_startup_counts_the_first_active_frame(tmp_path: Path) -> None:
    action, _, _ = from_fat(tmp_path)
    assert action is not None
    assert (action.feint + action.commit, action.release, action.recovery) == (3, 3, 7)
    assert (action.hitstun, action.blockstun, action.damage, action.reach) == (14, 9, 300, 900)
    assert action.published == {
        "startup": 4, "active": 3, "recovery": 7, "total": 13, "on_hit": 4, "on_block": -1
    }  # fmt: skip


@pytest.mark.parametrize("known", [True, False], ids=["said to be none", "not said"])
def test_a_row_that_may_be_a_blow_is_not_taken_for_a_step_without_a_word(
    tmp_path: Path, known: bool
) -> None:
    columns = dict.fromkeys(("dmg", "onHit", "onBlock", "active"))
    action, refused, notes = from_fat(
        tmp_path, **columns, **({"nonHittingMove": True} if known else {})
    )
    assert action is not None
    assert (action.role, refused) == (ActionRole.MOVE, "")
    said = "no damage, active or advantage is said: it strikes nobody" in notes
    assert said is not known


@pytest.mark.parametrize(
    ("said", "hitstun", "down"),
    [
        ("KD +40", 50, True),
        ("HKD +16", 26, True),
        ("KD +20(34)", 30, True),
        ("Crumple +73", 83, False),
    ],
    ids=["down", "hard down", "two lengths", "crumple"],
)
def test_what_a_hit_does_is_read_from_its_advantage(
    tmp_path: Path, said: str, hitstun: int, down: bool
) -> None:
    action, refused, _ = from_fat(tmp_path, onHit=said, hitstun=None)
    assert action is not None, refused
    assert (action.hitstun, action.knockdown) == (hitstun, down)
    assert "hitstun" not in action.unknown


def test_a_knockdown_counts_where_there_is_a_hitstun_too(tmp_path: Path) -> None:
    action, _, _ = from_fat(tmp_path, onHit="KD +40", hitstun=14)
    assert action is not None
    assert (action.hitstun, action.knockdown) == (40 + 3 + 7, True)


@pytest.mark.parametrize(
    "columns",
    [
        {"onHit": "KD", "hitstun": None},
        {"onHit": "KD (notes)", "hitstun": None},
        {"onHit": "2~9", "hitstun": None},
        {"onHit": "-", "hitstun": None},
        {"onHit": None, "hitstun": None},
        {"onHit": -40, "hitstun": None},
        {"onHit": 3, "hitstun": None, "recovery": None, "total": None},
    ],
    ids=["down", "in prose", "a range", "a dash", "nothing", "impossible", "no end"],
)
def test_a_stun_that_cannot_be_told_is_unknown(tmp_path: Path, columns: dict[str, Any]) -> None:
    action, refused, notes = from_fat(tmp_path, **columns)
    assert action is not None, refused
    assert "hitstun" in action.unknown
    assert any("hitstun" in note for note in notes)


def test_damage_that_cannot_be_told_is_unknown(tmp_path: Path) -> None:
    action, _, notes = from_fat(tmp_path, dmg="500-900")
    assert action is not None
    assert "damage" in action.unknown
    assert "damage '500-900' is not one number" in notes


def test_frame_data_shows_what_is_unknown_as_unknown(tmp_path: Path) -> None:
    moves = {"Odd": {**LP, "onHit": "KD", "hitstun": "?", "dmg": "?", "range": "?"}}
    ruleset = rules(import_files([written(tmp_path, "sf.json", fat(moves))]), tmp_path)
    (row,) = frame_data(ruleset, ["Ayla Odd"], [])
    assert row.unknown == ("damage", "chip", "reach", "on_hit", "on_counter_hit")
    assert (row.damage, row.on_hit, row.reach) == (None, None, None)
    assert row.on_block == -1
    run = CliRunner().invoke(
        app, ["frame-data", "-p", str(tmp_path / "plugin"), "--move", "Ayla Odd", "--format", "md"]
    )
    assert "| 4 (4) | 3 (3) | 7 (7) | 13 (13) | ? | ? | ? | ? | -1 (-1) | ? |" in run.output


def test_a_row_that_says_two_things_is_told_in_the_report_and_by_check(tmp_path: Path) -> None:
    file = written(tmp_path, "sf.json", fat({"Odd": {**LP, "total": 15}}))
    imported = import_files([file])
    both = "total says 15, its parts add up to 13"
    assert f"## Says two things\n\n- Ayla, Odd: {both}" in imported.as_markdown()
    rules(imported, tmp_path)
    run = CliRunner().invoke(app, ["check", "-p", str(tmp_path / "plugin")])
    assert both in " ".join(run.output.split())


def test_a_fighter_knows_its_moves_on_the_ground_its_steps_and_both_guards(tmp_path: Path) -> None:
    moves = {
        "Stand LP": LP,
        "Jump LP": {**LP, "airmove": True},
        "A > B": {**LP, "followUp": True},
        "Endless": {**LP, "recovery": None, "total": None},
        "Taunt": {"nonHittingMove": True, "total": 90},
    }
    ruleset = rules(import_files([written(tmp_path, "sf.json", fat(moves))]), tmp_path)
    assert ruleset.archetypes["Ayla"].health == 9000
    assert ruleset.archetypes["Ayla"].actions == (
        "Ayla Stand LP", "Ayla walk forward", "Ayla dash", "walk backward", "stand guard",
        "crouch guard",
    )  # fmt: skip
    assert {"Ayla Jump LP", "Ayla A > B", "Ayla Endless"} <= set(ruleset.moves)


# -- the games --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("game", "columns", "line"),
    [
        ("sf6", {"atkLvl": "H"}, "high"),
        ("sf6", {"atkLvl": "M"}, "middle"),
        ("sf6", {"atkLvl": "L*H"}, "low"),
        ("sfv", {"atkLvl": "H*M"}, "high"),
        ("usf4", {"atkLvl": "T"}, "throw"),
        ("3s", {"parry": "H+L\n"}, "high"),
        ("3s", {"parry": "L"}, "low"),
        ("3s", {"parry": "A"}, "high"),
        ("3s", {"parry": "H"}, "high"),
        ("3s", {"parry": "H", "airmove": True}, "middle"),
        ("3s", {"parry": "N"}, "throw"),
        ("3s", {"parry": "H", "atkLvl": "M"}, "middle"),
        ("3s", {"moveType": "throw"}, "throw"),
        ("ggst", {"guardLevel": "M", "atkLvl": 4}, "high"),
        ("ggst", {"guardLevel": "H", "atkLvl": 2}, "middle"),
        ("ggst", {"guardLevel": "L(Air:M)", "atkLvl": 0}, "low"),
        ("ggst", {"guardLevel": "T"}, "throw"),
        ("2xko", {"atkLvl": "M"}, "high"),
        ("2xko", {"atkLvl": "H*H"}, "middle"),
        ("2xko", {"atkLvl": "Lx5*M"}, "low"),
    ],
)
def test_each_game_has_letters_of_its_own_for_heights(
    tmp_path: Path, game: str, columns: dict[str, Any], line: str
) -> None:
    assert line_of(of_game(tmp_path, game, {"Odd": {"dmg": 30, **columns}}), "Odd") == line


def test_a_height_that_nobody_states_is_told(tmp_path: Path) -> None:
    imported = of_game(tmp_path, "ggst", {"Odd": {"dmg": 30, "atkLvl": 3}})
    assert "which guard holds it is not said: both do" in imported.fates[0].notes


@pytest.mark.parametrize("game", SIGNS)
def test_a_game_is_told_by_its_columns(tmp_path: Path, game: str) -> None:
    row = {"dmg": 30, SIGNS[game]: "H", "atkLvl": "M"}
    named = of_game(tmp_path, game, {"Odd": row})
    assert of_game(tmp_path, "auto", {"Odd": row}) == named


def test_a_game_that_cannot_be_told_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(
        CombatError, match=r"does not show which game .* say --format and one of sf6"
    ):
        of_game(tmp_path, "auto", {"Odd": {"dmg": 30}})


@pytest.mark.parametrize(
    ("game", "columns", "hitstun"),
    [
        ("sfv", {"onHit": "KD", "kd": 60, "kdr": 20}, 60 + 10),
        ("ggst", {"onHit": "HKD", "kda": "31[38]"}, 31 + 10),
        ("2xko", {"onHit": "L +21"}, 21 + 10),
    ],
)
def test_the_length_of_a_knockdown_stands_where_the_game_puts_it(
    tmp_path: Path, game: str, columns: dict[str, Any], hitstun: int
) -> None:
    imported = of_game(tmp_path, game, {"Odd": {"dmg": 30, **columns}})
    assert imported.characters[0].moves[0]["hitstun"] == hitstun


@pytest.mark.parametrize(
    ("game", "stats", "health"),
    [
        ("sf6", {"health": "10500"}, 10_500),
        ("ggst", {"health": None, "effectiveHealth": "527(556)[614]"}, 527),
        ("ggst", {"health": None}, 420),
        ("2xko", {"health": "925"}, 925),
        ("3s", {"health": 1050}, 140),
        ("sf6", {"health": None}, 10_000),
        ("sf6", {"health": "9,500"}, 9_500),
        ("sf6", {"health": "1000000"}, 1_000_000),
        ("sf6", {"health": "9,5"}, 10_000),
        ("sf6", {"health": "950 (Gold)"}, 950),
    ],
)
def test_health_is_in_points_of_the_games_own_damage(
    tmp_path: Path, game: str, stats: dict[str, Any], health: int
) -> None:
    imported = of_game(tmp_path, game, {"Odd": {"dmg": 30}}, **stats)
    assert imported.characters[0].archetype["health"] == health
    made_up = f"how much health Ayla has is not said: {health} stands in"
    assert (made_up in imported.told) is (health in (420, 10_000))


@pytest.mark.parametrize("game", ["3s", "ggst", "2xko"])
def test_who_walks_at_an_unknown_speed_walks_all_the_same(tmp_path: Path, game: str) -> None:
    moves = {"Odd": {"dmg": 30, "onHit": 3, "onBlock": 0}}
    imported = of_game(tmp_path, game, moves, fWalk=None, fDash=None, health=160)
    ruleset = rules(imported, tmp_path)
    assert {"walk forward", "walk backward"} <= set(ruleset.archetypes["Ayla"].actions)
    assert "not said" in ruleset.moves["walk forward"].action.description
    combat = CombatSystem(ruleset=ruleset, seed=3, strict=True)
    combat.add_combatant("Ayla", "one")
    combat.add_combatant("Ayla", "two")
    assert combat.run().reason != "time_out"


def test_supers_cost_what_their_column_says_and_blows_earn_it(tmp_path: Path) -> None:
    moves = {
        "Stand LP": {**LP, "SelfSoH": "300*200", "SelfSoB": 150, "xx": ["su2"]},
        "Big": {**LP, "moveType": "super", "SelfSoH": -20_000, "xx": []},
        "Small": {**LP, "moveType": "super", "SelfSoH": -10_000, "xx": []},
    }
    ruleset = rules(import_files([written(tmp_path, "sf.json", fat(moves))]), tmp_path)
    assert ruleset.moves["Ayla Big"].action.costs == {"meter": 20_000}
    (window,) = ruleset.moves["Ayla Stand LP"].action.cancels
    assert window.into == ("#Ayla super 2",)
    combat = CombatSystem(ruleset=ruleset, distance=100, strict=True)
    for name in ("one", "two"):
        combat.add_combatant("Ayla", name, controller="")
    combat.execute_action("Ayla Stand LP", "one")
    combat.advance(20)
    assert combat.combatant("one").meter == 500  # type: ignore[attr-defined]  # declared by the table


@pytest.mark.parametrize(("art", "cost"), [("SA1", 80), ("SA2", 104), ("SA3", 0)])
def test_a_super_art_costs_the_gauge_of_its_own_size(tmp_path: Path, art: str, cost: int) -> None:
    super_art = {"dmg": 300, "moveType": "super", "numCmd": f"({art}) 236236P"}
    sizes = {"SA1 (stock/size)": "2/80", "SA2 (stock/size)": "1/104", "SA3 (stock/size)": "?"}
    imported = of_game(tmp_path, "3s", {"Jab": {"dmg": 30}, "Art": super_art}, **sizes)
    (art_move,) = (m for m in imported.characters[0].moves if m["name"] == "Ayla Art")
    assert art_move.get("costs", {}) == ({"meter": cost} if cost else {})


def test_nobody_does_for_nothing_what_an_unmodelled_gauge_pays(tmp_path: Path) -> None:
    blow = {"dmg": 300, "onHit": 3, "onBlock": 0}
    imported = of_game(tmp_path, "usf4", {"Jab": blow, "Ultra": {**blow, "moveType": "ultra"}})
    assert "Ayla Jab" in imported.characters[0].archetype["actions"]
    assert "Ayla Ultra" not in imported.characters[0].archetype["actions"]
    assert any("a gauge that is not modelled" in note for note in imported.fates[1].notes)


def test_damage_rules_that_ship_do_not_reach_into_another_game(tmp_path: Path) -> None:
    ruleset = rules(import_files([written(tmp_path, "sf.json", fat({"Stand LP": LP}))]), tmp_path)
    combat = CombatSystem(ruleset=ruleset, distance=100, strict=True)
    combat.add_combatant("Ayla", "one", controller="")
    # Turned away, which the standard rules would punish by half as much again.
    combat.add_combatant("Ayla", "two", controller="", facing=1)
    combat.execute_action("Ayla Stand LP", "one")
    combat.advance(20)
    assert combat.combatant("two").health == 9000 - 300


# -- what leads into what ---------------------------------------------------------------


def leads_into(tmp_path: Path, moves: dict[str, Any], move: str) -> set[str]:
    """Whatever the windows of a move name."""
    ruleset = rules(import_files([written(tmp_path, "sf.json", fat(moves))]), tmp_path)
    windows = ruleset.moves[f"Ayla {move}"].action.cancels
    return {into for window in windows for into in window.into}


def test_cancels_lead_into_the_kinds_a_row_names(tmp_path: Path) -> None:
    moves = {"Stand LP": LP, "Fireball": {**LP, "moveType": "special", "xx": ["su3"]}}
    imported = import_files([written(tmp_path, "sf.json", fat(moves))])
    ruleset = rules(imported, tmp_path)
    (window,) = ruleset.moves["Ayla Stand LP"].action.cancels
    assert (window.into, window.start, window.end) == (("#Ayla special",), 3, 6)
    assert {Outcome.HIT, Outcome.BLOCKED} <= window.on
    assert "cancels ch need more than the row says: left out" in imported.fates[0].notes
    assert ruleset.moves["Ayla Fireball"].action.cancels == ()


@pytest.mark.parametrize(
    "prose",
    [
        "Chains into crouch LK / stand MP",
        "Chains into cr.LK, st.MP",
        "Can chain into st MP & cr LK",
    ],
)
def test_prose_names_chains(tmp_path: Path, prose: str) -> None:
    moves = {
        "Stand LP": {**LP, "xx": ["ch"], "extraInfo": ["A quick poke", prose]},
        "Stand MP": {**LP, "xx": []},
        "Crouch LK": {**LP, "xx": []},
        "Stand HP": {**LP, "xx": []},
    }
    assert leads_into(tmp_path, moves, "Stand LP") == {"Ayla Stand MP", "Ayla Crouch LK"}


@pytest.mark.parametrize(
    ("prose", "into"),
    [
        ("Can infinitely chain into itself", {"Stand LP"}),
        ("Chains into any of the other light buttons", {"Stand LP", "Stand LK", "Crouch LK"}),
        ("Chains into crLK and stLK", {"Crouch LK", "Stand LK"}),
    ],
)
def test_prose_names_chains_in_other_words(tmp_path: Path, prose: str, into: set[str]) -> None:
    names = ("Stand LK", "Crouch LK", "Stand HP")
    moves = {name: {**LP, "xx": []} for name in names}
    moves["Stand LP"] = {**LP, "xx": ["ch"], "extraInfo": [prose]}
    assert leads_into(tmp_path, moves, "Stand LP") == {f"Ayla {name}" for name in into}


def test_an_advantage_counts_more_than_a_stun_and_both_are_told(tmp_path: Path) -> None:
    action, _, notes = from_fat(tmp_path, onBlock=-23)
    assert action is not None
    assert action.blockstun == 9
    assert "onBlock -23 would need a blockstun of -13" in notes
    action, _, notes = from_fat(tmp_path, onBlock=2)
    assert action is not None
    assert action.blockstun == 2 + 3 + 7
    assert "blockstun 9 would give -1, onBlock says +2: 12 ticks are taken" in notes


def test_prose_names_what_a_move_is_chained_from(tmp_path: Path) -> None:
    moves = {
        "Stand LP": {**LP, "xx": [], "extraInfo": ["Can be chained into from crouch LP"]},
        "Crouch LP": {**LP, "xx": []},
    }
    assert leads_into(tmp_path, moves, "Crouch LP") == {"Ayla Stand LP"}


def test_a_follow_up_is_done_only_out_of_the_move_before_it(tmp_path: Path) -> None:
    moves = {
        "Stand MP": {**LP, "numCmd": "5MP", "xx": []},
        "Twice": {**LP, "numCmd": "5MP > LK", "xx": [], "followUp": True},
        "Thrice": {**LP, "numCmd": "5MP > LK > HK", "xx": [], "followUp": True},
    }
    ruleset = rules(import_files([written(tmp_path, "sf.json", fat(moves))]), tmp_path)
    assert "Ayla Thrice" in ruleset.archetypes["Ayla"].actions
    combat = CombatSystem(ruleset=ruleset, distance=100, strict=True)
    for name in ("one", "two"):
        combat.add_combatant("Ayla", name, controller="")
    with pytest.raises(CombatError, match="goes on from another action"):
        combat.execute_action("Ayla Twice", "one")
    for move in ("Ayla Stand MP", "Ayla Twice", "Ayla Thrice"):
        combat.execute_action(move, "one")
        combat.advance(4)
    assert combat.combatant("two").health == 9000 - 3 * 300
    # Measured it is all the same.
    assert frame_data(ruleset, ["Ayla Twice"], [])[0].startup == 4


def test_a_follow_up_of_two_moves_is_told_and_left_alone(tmp_path: Path) -> None:
    moves = {
        "Near": {**LP, "numCmd": "5MP"},
        "Far": {**LP, "numCmd": "5MP"},
        "Twice": {**LP, "numCmd": "5MP > LK", "followUp": True},
    }
    imported = import_files([written(tmp_path, "sf.json", fat(moves))])
    assert "several moves that it may follow can be told from '5MP > LK'" in imported.fates[2].notes
    assert "Ayla Twice" not in imported.characters[0].archetype["actions"]


def test_gatlings_name_commands(tmp_path: Path) -> None:
    blow = {"dmg": 30, "guardLevel": "M", "onHit": 3, "onBlock": 0}
    moves = {
        "Stand P": {**blow, "numCmd": "5P", "gatling": ["5P", "6H", "9Z"]},
        "Forward H": {**blow, "numCmd": "6H"},
    }
    imported = of_game(tmp_path, "ggst", moves)
    (window,) = imported.characters[0].moves[0]["cancels"]
    assert window["into"] == ["Ayla Stand P", "Ayla Forward H"]
    assert "gatling '9Z' is no move that came in" in imported.fates[0].notes


# -- files that are none ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is no JSON"),
        (fat({"Stand LP": LP})[:-40], "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        ("[]", "it is no list of moves"),
        ('{"Ayla": {"stats": {}}}', "it is no list of moves"),
        ('{"Ayla": {"moves": {}}, "Bo": {"moves": {"normal": 3}}}', "'normal' holds no moves"),
        ('{"Ayla": {"moves": {"normal": 3}}}', "'normal' holds no moves"),
        (fat({"Odd": {**LP, "startup": None}}), "no move of sf.json came in"),
        (fat({"Odd": 3}), "no move"),
    ],
    ids=[
        "empty", "half", "nested", "a list", "no moves", "and one without", "a number", "no row",
        "no columns",
    ],
)  # fmt: skip
def test_a_file_that_is_none_writes_nothing(tmp_path: Path, text: str, why: str) -> None:
    file = written(tmp_path, "sf.json", text)
    run = CliRunner().invoke(app, ["import", str(file), "--out", str(tmp_path / "out")])
    assert run.exit_code == 1
    assert why in run.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sf.json"]


def test_columns_of_older_files_are_those_of_today(tmp_path: Path) -> None:
    names = {"dmg": "damage", "atkLvl": "attackLevel", "xx": "cancelsTo"}
    row = {**LP, "atkLvl": "L", "xx": ["sp"]}
    former = {names.get(column, column): cell for column, cell in row.items()}
    former["cancelsTo"] = "sp/vt1"
    special = {**LP, "moveName": "Burst", "moveType": "special"}
    found = []
    for low in (row, former):
        text = fat({"Low": low, "Burst": special})
        (ayla,) = import_files([written(tmp_path, "sf.json", text)], "sf6").characters
        found.append(ayla.moves[0])
    assert found[0] == found[1]
    assert (found[1]["damage"], found[1]["line"], found[1]["cancels"][0]["into"]) == (
        300, "low", ["#Ayla special"]
    )  # fmt: skip


def test_hits_that_all_come_at_one_height_leave_nothing_to_tell(tmp_path: Path) -> None:
    _, _, notes = from_fat(tmp_path, atkLvl="M*M")
    assert not [note for note in notes if "first hit" in note]


@pytest.mark.parametrize("odd", [[], {}, {"moves": []}, {"moves": None}, {"stats": {}}], ids=repr)
def test_a_character_without_moves_is_refused_by_its_name(tmp_path: Path, odd: object) -> None:
    whole = json.loads(fat({"Stand LP": LP}))
    file = written(tmp_path, "sf.json", json.dumps({**whole, "Zoe": odd}))
    with pytest.raises(CombatError, match="'Zoe' has no moves, as a character of FAT has"):
        import_files([file], "fat")
