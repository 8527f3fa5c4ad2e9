"""Files as people really have them: other dashes, other letters, headings anywhere, markup."""

import json
from pathlib import Path

import pytest

from combat_rules import CombatError
from combat_rules.design.importing import Imported, import_files
from combat_rules.design.importing.archetypes import MOST_KNOWN
from combat_rules.design.importing.mugen_files import states_in, text_of_any
from combat_rules.design.importing.report import Row
from tests.design.frame_files import rules

HEADING = "Move,Startup,Active,Recovery,On Hit,On Block,Damage,Guard"
JAB = "5A,5,3,9,+3,-1,28,All"


def read(tmp_path: Path, data: str | bytes, name: str = "kim.csv", **mapping: str) -> Imported:
    """What comes of a file with these bytes, once its tables load as a plugin."""
    file = tmp_path / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    imported = import_files([file], mapping=mapping)
    rules(imported, tmp_path)
    return imported


def moves(imported: Imported) -> dict[str, Row]:
    """The blows by their names, without that of their character."""
    kim = imported.characters[0]
    rows = [row for row in kim.moves if "damage" in row]
    return {row["name"].removeprefix(f"{kim.name} "): row for row in rows}


def is_the_jab(row: Row) -> bool:
    """Whether a row is ``JAB``."""
    numbers = [row["commit"], row["release"], row["recovery"], row["hitstun"], row["blockstun"]]
    return numbers == [4, 3, 9, 15, 11] and row["damage"] == 28


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADING}\n5A,5f,3f,9f,+3f,-1f,28,All",
        f"{HEADING}\n5A,i5,3,9,+3,\u22121,28,All",
        f"{HEADING}\n5A,\uff15,\uff13,\uff19,\uff0b\uff13,\uff0d\uff11,28,All",
        f"{HEADING}\n5A,5,3,9,<b>+3</b>,'''-1''',28,[[All]]",
        f"\ufeff{HEADING}\r\n{JAB}\r\n",
        f"Kim v1.2\n\n,,\nsource,me\n\n\n{HEADING}\n{JAB}",
        f"Normals\n{HEADING}\nStanding\n{JAB}\n,,,\n{HEADING}\n",
        f"Move,Frames,,,Advantage,,Damage,Guard\n,Startup,Active,Recovery,On Hit,On Block,,\n{JAB}",
        f"| {HEADING.replace(',', ' | ')} |\n{'|---' * 8}|\n| {JAB.replace(',', ' | ')} |",
        f"{HEADING.replace('Guard', 'Blocked By')}\n{JAB.replace('All', 'Stand/Crouch')}",
        "\u6280,\u767a\u751f,\u6301\u7d9a,\u786c\u76f4,\u30d2\u30c3\u30c8,\u30ac\u30fc\u30c9,"
        "\u30c0\u30e1\u30fc\u30b8\n5A,5,3,9,+3,-1,28",
    ],
    ids=[
        "frames", "other signs", "full width", "markup", "bom", "row seven", "sections",
        "two rows", "markdown", "blocked by", "japanese",
    ],
)  # fmt: skip
def test_a_jab_is_a_jab_however_it_is_written(tmp_path: Path, text: str) -> None:
    (row,) = moves(read(tmp_path, text)).values()
    assert is_the_jab(row)
    assert row["line"] == "high"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("sign", [",", ";", "|"])
def test_prose_in_cells_does_not_say_what_separates_them(
    tmp_path: Path, separator: str, sign: str
) -> None:
    rows = [[*HEADING.split(","), "Notes"], [*JAB.split(","), sign.join(["prose"] * 30)]]
    quoted = (f'"{cell}"' if sign in cell else cell for row in rows for cell in row)
    text = "".join(f"{cell}{separator if n % 9 else chr(10)}" for n, cell in enumerate(quoted, 1))
    (row,) = moves(read(tmp_path, text)).values()
    assert is_the_jab(row)


HEADINGS = [
    "Move,St.,Act.,Rec.,oH,oB,Dmg.,Grd.",
    "Move,Start.,Act,Recov.,Hit Adv.,Blk Adv.,Dam,Grd",
    "Move,Startup (f),Active (f),Recovery (f),On-Hit (f),On-Block (f),Damage (pts),Guard Lvl.",
    "Move,Startup [frames],Active [frames],Recovery [F],Adv. on Hit,Adv. on Block,Damage,Blocked",
    "Move,Startup in frames,Active_frames,Recovery frames,Hit Advantage (frames),"
    "Block Advantage (frames),DAMAGE,Blocking",
    "Move,Start up frame,Active,Recovery,Hit frame,Block frame,Damage,Guard",
    "Move,Startup,Active,Recovery,Hit,Block,Damage,Guard",
    "Move,S,A,R,Hit,Blk,Dmg,Guard",
    "Ability,Start,Active,Recover,Hit Adv,Block Adv,Hit Damage,Block Type",
    "Move,Startup,Active,Recovery,Frame Advantage Hit,Frame Advantage Block,Power,Guard Type",
]


@pytest.mark.parametrize(
    "heading",
    [
        *HEADINGS,
        "Move,Frame Startup,Frames Active,Whiff Recovery,Hit Advantage,Guard Frame,Damage,Guard",
    ],
)
def test_headings_are_known_by_their_abbreviations_and_whatever_they_count_in(
    tmp_path: Path, heading: str
) -> None:
    imported = read(tmp_path, f"{heading}\n{JAB}")
    assert is_the_jab(moves(imported)["5A"])
    assert not [told for told in imported.told if "not read" in told]


def test_hit_is_what_is_active_where_the_advantage_has_a_column_of_its_own(tmp_path: Path) -> None:
    heading = "Name,Startup,Hit,Recovery,Hit_advantage,Block_advantage,Damage"
    assert is_the_jab(moves(read(tmp_path, f"{heading}\n5A,5,3,9,3,-1,28"))["5A"])


def test_a_column_guard_of_numbers_is_an_advantage(tmp_path: Path) -> None:
    heading = "Move,Startup,Active,Recovery,Hit,Guard,Damage"
    text = f"{heading}\n5A,5,3,9,+3,-1,28\n5B,5,3,9,+3,\u22122,28"
    assert is_the_jab(moves(read(tmp_path, text))["5A"])


@pytest.mark.parametrize("words", ["KND", "-7", "LNC", "+3"])
def test_a_column_hit_that_has_an_advantage_is_none_of_active_ticks(
    tmp_path: Path, words: str
) -> None:
    text = f"Command,Level,IMP,DMG,GRD,HIT\n2A,H,12,14,2,5\n2B,M,15,20,4,{words}\n6B,M,9,9,4,4"
    found = moves(read(tmp_path, text))
    assert [found[name]["published"].get("on_hit") for name in ("2A", "6B")] == [5, 4]
    assert all("release" in row["unknown"] for row in found.values())


def test_the_advantage_after_a_knockdown_may_have_a_column_of_its_own(tmp_path: Path) -> None:
    text = f"{HEADING},KD Adv.\n{JAB.replace('+3', 'KD')},40\n5B{JAB[2:]},\n5C{JAB[2:]},-"
    found = moves(read(tmp_path, text))
    assert (found["5A"]["knockdown"], found["5A"]["hitstun"]) == (True, 40 + 12)
    assert found["5B"]["hitstun"] == found["5C"]["hitstun"] == 15


@pytest.mark.parametrize(
    "cell",
    ["1.5", "1,000", "1e3", "1_000", "5-Jul", "2024-07-05", "5:07:00", "5?", "5 ?", "5-",
     "5 or 7", "5; 7", "5 7", "5, then 3", "5+3", "5 \u2192 7"],
)  # fmt: skip
def test_an_advantage_that_is_not_one_number_is_unknown_and_told(tmp_path: Path, cell: str) -> None:
    imported = read(tmp_path, f'{HEADING}\n5A,5,3,9,"{cell}",-1,28,All')
    row = moves(imported)["5A"]
    assert "on_hit" not in row["published"]
    assert "hitstun" in row["unknown"]
    assert any("onHit" in note for note in imported.fates[0].notes)


@pytest.mark.parametrize("cell", ["+3", "3", "+ 3", "3 (5)", "3(5)", "3f", "3*"])
def test_an_advantage_is_the_number_that_stands_first(tmp_path: Path, cell: str) -> None:
    row = moves(read(tmp_path, f'{HEADING}\n5A,5,3,9,"{cell}",-1,28,All'))["5A"]
    assert (row["published"]["on_hit"], row["hitstun"]) == (3, 15)


def test_a_startup_of_two_numbers_is_no_state_of_its_blow(tmp_path: Path) -> None:
    text = f"{HEADING}\n5A,5 or 7,3,9,+3,-1,28,All\n5B,20 pc8~17 cs6,3,9,+3,-1,28,All"
    imported = read(tmp_path, text)
    assert "startup '5 or 7' is unclear" in imported.fates[0].refused
    assert moves(imported)["5B"]["commit"] == 19


def test_damages_with_decimals_are_told_in_parts_of_a_point(tmp_path: Path) -> None:
    text = (
        f"{HEADING},Chip\n5A,5,3,9,+3,-1,2.5,All,0.50\n5B,5,3,9,+3,-1,12,All,\nHealth,100,,,,,,,\n"
    )
    imported = read(tmp_path, f'{text}5C,5,"2,2",9,+3,-1,1.25x2,All,')
    found = moves(imported)
    assert [row["damage"] for row in found.values()] == [250, 1200, 125]
    assert found["5A"]["chip"] == 20
    assert imported.characters[0].archetype["health"] == 100 * 100
    assert "damages have decimals: all are told in parts of 100 to a point" in imported.told


@pytest.mark.parametrize("cell", ["1.25-2.5", "12 or 14", "40 to 52.5"])
def test_a_damage_that_cannot_be_read_is_quoted_as_it_stood(tmp_path: Path, cell: str) -> None:
    rows = "\n".join(f"{name},5,3,9,+3,-1,{each},All" for name, each in (("5B", 2.5), ("5C", cell)))
    imported = read(tmp_path, f"{HEADING}\n{JAB}\n{rows}")
    assert moves(imported)["5A"]["damage"] > 28
    assert f"damage {cell!r} is not one number" in imported.fates[-1].notes


def test_rows_of_numbers_above_the_heading_are_told(tmp_path: Path) -> None:
    foreign = "Technik,Anlauf,Aktiv\n5A,5,3\n5B,7,2\n"
    imported = read(tmp_path, f"{foreign}{HEADING}\n{JAB}")
    assert "rows 2 to 3 of kim, above the heading in row 4: not read" in imported.told
    assert not [
        told for told in read(tmp_path, f"Kim v1.2\n\n{HEADING}\n{JAB}").told if "above" in told
    ]


HOSTILE = {
    "states": ("Startup", "5" + " ab  " * 400 + "!"),
    "heights": ("Level", "m " * 4000 + "!"),
    "digits": ("Active", "1" * 100_000),
    "spaces": ("Notes", " " * 60_000 + "x"),
}


@pytest.mark.parametrize(("column", "cell"), HOSTILE.values(), ids=[*HOSTILE])
def test_a_cell_that_goes_on_and_on_is_read_or_refused_at_once(
    tmp_path: Path, column: str, cell: str
) -> None:
    heading = [*HEADING.replace("Guard", "Level").split(","), "Notes"]
    row = dict(zip(heading, [*JAB.split(","), ""], strict=True)) | {column: cell}
    jab = ",".join([*JAB.split(","), ""])
    text = "\n".join([",".join(heading), ",".join(row.values()), jab])
    imported = read(tmp_path, text)
    assert is_the_jab([*moves(imported).values()][-1])


def test_a_character_below_very_many_blank_lines_is_read_as_any(tmp_path: Path) -> None:
    blank = "\n" * 300_000
    air = "[Begin Action 200]\nClsn1: 1\nClsn1[0] = 0,0,9,9\n200,0,0,0,5\n"
    state = "[Statedef 200]\nanim = 200\n[State 200, 1]\ntype = HitDef\ndamage = 5\n"
    (tmp_path / "kim.air").write_text(f"{blank}{air}")
    (tmp_path / "kim.cns").write_text(f"{blank}{state}")
    (tmp_path / "kim.def").write_text(f"{blank}cns = kim.cns\nanim = kim.air\n")
    for name in ("kim.cns", "kim.def"):
        (row, *_) = import_files([tmp_path / name]).characters[0].moves
        assert (row["damage"], row["release"]) == (5, 5)


def test_a_row_may_tell_the_health(tmp_path: Path) -> None:
    imported = read(tmp_path, f"{HEADING}\n{JAB}\nHealth,950,,,,,,")
    assert imported.characters[0].archetype["health"] == 950
    assert len(imported.fates) == 1
    assert not [told for told in imported.told if "health" in told]


@pytest.mark.parametrize("cell", ['"10,000"', "10000.0", "10000 hp"])
def test_a_health_is_read_as_people_write_it(tmp_path: Path, cell: str) -> None:
    imported = read(tmp_path, f"{HEADING}\n{JAB}\nHealth,{cell},,,,,,")
    assert imported.characters[0].archetype["health"] == 10_000


def test_a_health_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    imported = read(tmp_path, f"{HEADING}\n{JAB}\nHealth,a lot,,,,,,")
    assert "the health of kim is no number, a lot: 280 stands in" in imported.told


def test_moves_that_nobody_can_know_as_well_are_told(tmp_path: Path) -> None:
    rows = "\n".join(f"m{number}{JAB[2:]}" for number in range(MOST_KNOWN + 1))
    *others, last = read(tmp_path, f"{HEADING}\n{rows}").fates
    said = f"a character knows {MOST_KNOWN} moves at most: measured, but no fighter does it"
    assert said in last.notes
    assert said not in others[-1].notes


def test_an_advantage_of_which_nothing_more_is_said_is_that_on_block(tmp_path: Path) -> None:
    imported = read(tmp_path, "Input,Damage,Guard,Startup,Active,Recovery,Overall,Advantage\n"
                    "5A,28,LH,5,3,9,16,-1\n2B,30,L,7,4,17,27,-6\n2C,30,LHA,7,4,17,27,-6\n"
                    "jA,20,HA,6,4,11,20,\nX,99,U,20,4,30,53,")  # fmt: skip
    found = moves(imported)
    assert [row["line"] for row in found.values()] == ["high", "low", "high", "middle", "throw"]
    assert found["5A"]["blockstun"] == 11
    assert "'Advantage' is taken as the advantage on block" in imported.told


def sheet_of_heights(tmp_path: Path, column: str, *rows: str) -> tuple[list[str], Imported]:
    text = "\n".join([f"Move,Startup,Active,Recovery,Damage,{column}", *rows])
    imported = read(tmp_path, text)
    return [row["line"] for row in moves(imported).values()], imported


@pytest.mark.parametrize(
    ("column", "rows", "lines"),
    [
        ("Properties", ["5A,5,3,9,28,High", "jA,6,3,9,28,Mid", "2A,5,3,9,28,Low"],
         ["high", "middle", "low"]),
        ("Attack Level", ["5A,5,3,9,28,MID", "j.A,6,3,9,28,HIGH", "6A,20,3,9,28,HIGH"],
         ["high", "middle", "middle"]),
        ("Guard", ["5A,5,3,9,28,H", "Jumping A,6,3,9,28,M", "6A,20,3,9,28,M"],
         ["high", "middle", "middle"]),
        ("Attack Type", ["1,5,3,9,28,High", "2,6,3,9,28,Mid", "3,20,3,9,28,Overhead"],
         ["high", "high", "middle"]),
        ("Level", ["P,12,2,9,12,High", "6P,14,2,9,14,Mid", "2P,16,2,9,14,Low"],
         ["high", "middle", "low"]),
        ("Guard", ["5A,5,3,9,28,Mid", "6A,20,3,9,28,High", "2A,5,3,9,28,Low"],
         ["high", "middle", "low"]),
        ("\u5c5e\u6027", ["5A,5,3,9,28,\u4e0a", "6A,20,3,9,28,\u4e2d", "2A,5,3,9,28,\u4e0b",
                        "A+B,5,3,20,28,\u6295", "236A,12,,30,28,\u4e0a\u30fb\u5f3e"],
         ["high", "middle", "low", "throw", "high"]),
    ],
    ids=["mids from the air", "highs from the air", "letters", "an overhead beside them",
         "a mid of three dimensions", "how to guard", "japanese"],
)  # fmt: skip
def test_which_of_high_and_mid_is_an_overhead_shows_in_a_sheet(
    tmp_path: Path, column: str, rows: list[str], lines: list[str]
) -> None:
    assert sheet_of_heights(tmp_path, column, *rows)[0] == lines


def test_what_high_and_mid_are_taken_for_is_told(tmp_path: Path) -> None:
    _, imported = sheet_of_heights(tmp_path, "Height", "5A,5,3,9,28,High", "jA,6,3,9,28,Mid")
    assert "height: mid is held standing only, as blows from the air are mid" in imported.told


@pytest.mark.parametrize("name", ["j.A", "jA", "j2H", "Jumping LP", "236P (air)", "Air Kick"])
def test_what_is_done_in_the_air_is_measured_and_no_fighter_does_it(
    tmp_path: Path, name: str
) -> None:
    imported = read(tmp_path, f"{HEADING}\n{JAB}\n{name}{JAB[2:]}\nJab{JAB[2:]}")
    assert imported.characters[0].archetype["actions"][:2] == ["kim 5A", "kim Jab"]


def test_a_jump_strikes_nobody(tmp_path: Path) -> None:
    text = f"Move,Startup,Active,Recovery,Total,On Hit\n{JAB[:8]},,+3\njump forward,4,38,4,46,"
    assert [*moves(read(tmp_path, text))] == ["5A"]


def test_a_projectile_is_one_where_its_life_is_no_part_of_the_whole(tmp_path: Path) -> None:
    text = (
        "Move,Startup,Active,Recovery,Total,On Block,Type\nBolt,14,90,31,45,-7,\n"
        "Wave,14,90,33,47,-6,special\nSlash,14,3,31,47,-9,\nOrb,20,,40,60,+2,Projectile\n"
    )
    imported = read(tmp_path, text)
    rows = {row["name"]: row for row in imported.characters[0].moves}
    lives = [rows[f"kim {name}"].get("projectile_life") for name in ("Bolt", "Wave", "Slash")]
    assert lives == [90, 90, None]
    assert rows["kim Bolt"]["blockstun"] == -7 + 32
    assert "projectile_life" in rows["kim Orb"]


@pytest.mark.parametrize(
    ("damage", "taken"),
    [("290*3 (870)", 870), ("290*3\\n(870)", 870), ("30*40", 70), ("440*3", None),
     ("100;100*", None), ("90(*80);90*", 90)],
)  # fmt: skip
def test_what_may_be_times_or_a_note_is_no_damage_of_hits(
    tmp_path: Path, damage: str, taken: int | None
) -> None:
    cell = damage.replace(";", ",")
    row = moves(read(tmp_path, f'{HEADING}\n5A,5,3,9,+3,-1,"{cell}",All'))["5A"]
    assert row["damage"] == (taken or 0)
    assert ("damage" in row["unknown"]) == (taken is None)


def test_milliseconds_are_not_read_as_ticks(tmp_path: Path) -> None:
    with pytest.raises(CombatError, match=r"Startup \(ms\)"):
        read(tmp_path, f"{HEADING.replace('Startup', 'Startup (ms)')}\n{JAB}")


def test_a_second_heading_says_what_comes_below_it(tmp_path: Path) -> None:
    other = "Move,Startup,Active,Recovery,On Block,On Hit,Damage,Guard"
    text = f"{HEADING}\n{JAB}\nSpecials\n{other}\n6B,5,3,9,-1,+3,28,All"
    assert all(map(is_the_jab, moves(read(tmp_path, text)).values()))


def test_below_a_merged_cell_it_is_the_same_character(tmp_path: Path) -> None:
    text = f"Character,{HEADING}\nKim,{JAB}\n,5B{JAB[2:]}\nLee,{JAB}\n,5B{JAB[2:]}"
    imported = read(tmp_path, text)
    assert [fate.where for fate in imported.fates] == ["Kim, 5A", "Kim, 5B", "Lee, 5A", "Lee, 5B"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("latin-1", f"{HEADING},Notes\n{JAB},Schl\u00e4ge"),
        ("cp1252", f"{HEADING}\n5A,5,3,9,+3,\u20131,28,All"),
        ("cp932", "\u6280,\u767a\u751f,\u6301\u7d9a,\u786c\u76f4,\u30d2\u30c3\u30c8,"
                  "\u30ac\u30fc\u30c9,\u30c0\u30e1\u30fc\u30b8\n5A,5,3,9,+3,-1,28"),
    ],
)  # fmt: skip
def test_other_encodings_are_read_and_told(tmp_path: Path, encoding: str, text: str) -> None:
    imported = read(tmp_path, text.encode(encoding))
    assert is_the_jab(moves(imported)["5A"])
    assert imported.told[0].startswith("kim.csv is not in UTF-8")


CELLS = [
    "5A,5fr,3 fr.,9 frames,+3 frames,-1fr,28hp,All",
    "5A,5.0,3.0,9.0,3.0,-1.0,28.0,All",
    "5A,5,3,9,=+3,'-1,28 dmg,All",
    '5A,5,5-7,9,+3,-1,28,"High, Low"',
    "5A,5 frame(s),3,9,+3,-1,28,All",
]


@pytest.mark.parametrize("cells", CELLS)
def test_cells_are_read_whatever_stands_around_their_numbers(tmp_path: Path, cells: str) -> None:
    row = moves(read(tmp_path, f"{HEADING}\n{cells}"))["5A"]
    assert is_the_jab(row)
    assert row["line"] == "high"


@pytest.mark.parametrize(
    ("active", "ticks", "hits"),
    [("5-7; 12-13", 9, 2), ("3 (4) 2", 9, 2), ("5-7", 3, 0), ("8-9", None, 0)],
)
def test_active_ticks_may_be_told_as_those_of_the_move(
    tmp_path: Path, active: str, ticks: int | None, hits: int
) -> None:
    cell = active.replace(";", ",")
    text = f'{HEADING}\n{JAB}\n5B,5,"{cell}",9,+3,-1,"14,14",All'
    imported = read(tmp_path, text)
    if ticks is None:
        assert "active '8-9' can be read in several ways: unknown" in imported.fates[1].notes
        return
    row = moves(imported)["5B"]
    assert len(row.get("hits", ())) == hits
    assert row["hitstun"] == 3 + 9 + (2 if hits else 3)


@pytest.mark.parametrize(
    ("cell", "hitstun", "down"),
    [
        ("+20 KD", 32, True),
        ("20 (KD)", 32, True),
        ("KD (+20)", 32, True),
        ("Hard Knockdown +20", 32, True),
        ("Launch +20", 32, False),
        ("+20c", 32, False),
        ("Soft KD", None, True),
        ("Reel", None, False),
    ],
)
def test_what_happens_to_the_target_stands_before_the_number_or_behind_it(
    tmp_path: Path, cell: str, hitstun: int | None, down: bool
) -> None:
    row = moves(read(tmp_path, f"{HEADING}\n{JAB.replace('+3', cell)}"))["5A"]
    assert (row.get("hitstun"), row.get("knockdown", False)) == (hitstun, down)


@pytest.mark.parametrize(
    ("cell", "line"),
    [("UB", "throw"), ("OH", "middle"), ("Air Throw", "throw"), ("Hit Grab", "high"),
     ("Block low", "low"), ("\u4e2d\u6bb5", "middle"), ("\u4e0b", "low")],
)  # fmt: skip
def test_guards_are_told_in_many_words(tmp_path: Path, cell: str, line: str) -> None:
    row = moves(read(tmp_path, f"{HEADING}\n{JAB.replace('All', cell)}"))["5A"]
    assert row["line"] == line


def test_chip_damage_may_have_decimals_too(tmp_path: Path) -> None:
    text = f"{HEADING.replace('Guard', 'Block Damage')}\n5A,5,3,9,+3,-1,28.00,7.00"
    row = moves(read(tmp_path, text))["5A"]
    assert (row["damage"], row["chip"]) == (28, 25)


@pytest.mark.parametrize(("damage", "taken"), [("1,200", 1200), ("10,000", 10_000), ("40,60", 100)])
def test_commas_of_thousands_are_none_of_hits(tmp_path: Path, damage: str, taken: int) -> None:
    row = moves(read(tmp_path, f'{HEADING}\n5A,5,3,9,+3,-1,"{damage}",All'))["5A"]
    assert row["damage"] == taken


def test_spreadsheets_text_in_sixteen_bits_comes_in(tmp_path: Path) -> None:
    text = f"{HEADING}\n{JAB}".replace(",", "\t").encode("utf-16")
    assert is_the_jab(moves(read(tmp_path, text, "kim.txt"))["5A"])


@pytest.mark.parametrize("dash", ["\u2014", "\u2013", "-", "N/A", "n/a", "\u2015"])
def test_a_dash_says_nothing(tmp_path: Path, dash: str) -> None:
    row = moves(read(tmp_path, f"{HEADING}\n5A,5,3,9,{dash},{dash},28,All"))["5A"]
    assert {"hitstun", "blockstun"} <= set(row["unknown"])
    assert set(row["published"]) == {"startup", "active", "recovery"}


def test_names_that_differ_in_capitals_only_are_told_apart(tmp_path: Path) -> None:
    text = f"{HEADING}\n{JAB}\n{JAB.replace('5A', '5a')}\n{JAB}"
    assert len({name.casefold() for name in moves(read(tmp_path, text))}) == 3


def test_a_decimal_comma_is_no_second_hit(tmp_path: Path) -> None:
    text = f"{HEADING}\n{JAB.replace('28', '28;5')}".replace(",", "\t").replace(";", ",")
    row = moves(read(tmp_path, text.replace("\t", ";")))["5A"]
    assert "damage" in row["unknown"]


def test_a_name_of_two_lines_is_one_line_in_the_report(tmp_path: Path) -> None:
    imported = read(tmp_path, f'{HEADING}\n"5A\nfar",5,3,9,+3,-1,28,All')
    assert imported.fates[0].where == "kim, 5A far"


def test_letters_of_any_script_name_moves_and_columns(tmp_path: Path) -> None:
    text = "\u0423\u0434\u0430\u0440,\u0421\u0442\u0430\u0440\u0442\n\u041a\u043e\u043b\u0435,7"
    imported = read(tmp_path, text, Удар="name", Старт="startup")  # fmt: skip
    assert imported.fates[0].where == "kim, \u041a\u043e\u043b\u0435"


def test_titles_and_remarks_between_the_rows_are_no_moves(tmp_path: Path) -> None:
    text = f"Input,Name{HEADING[4:]}\nNormals,,,,,,,,\n5A,Jab{JAB[2:]}\n,Specials,,,,,,,\n* new"
    imported = read(tmp_path, text)
    assert [fate.where for fate in imported.fates] == ["kim, Jab"]
    assert moves(imported)["Jab"]["description"] == "5A"
    said = (
        "rows of kim that are taken for titles, as they tell nothing else: Normals, Specials, * new"
    )
    assert said in imported.told


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<!DOCTYPE html>\n<table><tr><td>5A</td></tr></table>", "it is a page of the web; save"),
        (f"{JAB}\n{JAB}", "below a heading, which it seems to lack"),
        ("", "kim.csv: it is empty"),
        (" \n,,\n", "kim.csv: it is empty"),
        ("\x1b[2J\x07", r"it is no text: it has U\+001B in line 1"),
        (f'{HEADING}\n{JAB}\n"6A{JAB[2:]}\n{JAB}\n', "a quotation mark in line 3 is never closed"),
        (f'{HEADING}\n{JAB}\n6A,5,"3\n{JAB}\n', "a quotation mark in line 3 is never closed"),
    ],
    ids=["a page", "no heading", "empty", "blank", "bytes", "an open name", "an open cell"],
)
def test_what_is_no_sheet_says_what_would_be_one(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(CombatError, match=why):
        read(tmp_path, text)


def test_a_heading_without_moves_says_so(tmp_path: Path) -> None:
    with pytest.raises(CombatError, match="it has a heading, and no move below it"):
        read(tmp_path, HEADING)


def test_cells_beyond_the_heading_are_told(tmp_path: Path) -> None:
    imported = read(tmp_path, f"{HEADING}\n{JAB},see video")
    assert "1 rows of kim have more cells than the heading: the rest is not read" in imported.told


ROW = {"input": "5A", "startup": 5, "active": [3], "recovery": 9, "onHit": 3, "onBlock": -1,
       "damage": 28}  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [
        [ROW],
        {"moves": [ROW]},
        {"Kim": [ROW]},
        {"characters": [{"name": "Kim", "moves": [ROW]}]},
        {"Kim": {"moves": [ROW]}},
        {"cargoquery": [{"title": ROW}]},
    ],
    ids=["rows", "moves", "by name", "a list of characters", "characters by name", "an answer"],
)
def test_rows_come_in_whatever_they_are_wrapped_in(tmp_path: Path, document: object) -> None:
    imported = read(tmp_path, json.dumps(document), "kim.json")
    assert is_the_jab(moves(imported)["5A"])
    assert imported.characters[0].name.lower() == "kim"


def test_comments_of_mugen_in_japanese_do_not_break_lines(tmp_path: Path) -> None:
    """Byte 0x85 ends a line in Latin-1, and begins a letter in the encoding of old files."""
    file = tmp_path / "kim.cns"
    comment = "; \u0391\u8868 anim = 9".encode("cp932", "replace") + b" \x85\xa9 anim = 7\r\n"
    file.write_bytes(
        b"[Statedef 200]\r\n" + comment + b"anim = 200\r\n[State 200, Hit]\r\ntype = HitDef\r\n"
    )
    assert states_in(text_of_any(file))[200].head == {"anim": "200"}


def test_a_misspelt_column_is_proposed_as_a_mapping(tmp_path: Path) -> None:
    text = HEADING.replace("Startup", "Stratup").replace("Move", "Muve")
    with pytest.raises(CombatError, match=r"perhaps --map 'Muve=name' --map 'Stratup=startup'"):
        read(tmp_path, f"{text}\n{JAB}")


def test_a_misspelt_column_that_is_not_read_is_told_with_what_it_may_be(tmp_path: Path) -> None:
    told = read(tmp_path, f"{HEADING.replace('Recovery', 'Recovry')},Mood\n{JAB},fine").told
    assert "not read: Recovry (recovery?), Mood;" in told[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is no JSON: it is empty"),
        (" \n", "it is no JSON: it is empty"),
        ('[{"input": "5A",\n', "it is no JSON: it breaks off before its end"),
        ('[\n  {"ö" 1}]', "line 2, column 8: it is no JSON: expected ':'"),
        ('[\n{"a": 1},\n]', "line 3, column 1: it is no JSON: trailing comma in array"),
    ],
    ids=["empty", "blank", "cut off", "no colon", "a comma too many"],
)
def test_what_is_no_json_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "kim.json").write_text(text, encoding="utf-8")
    for format in ("auto", "sheet", "fat"):
        with pytest.raises(CombatError) as raised:
            import_files([tmp_path / "kim.json"], format)
        assert str(raised.value) == f"cannot import {tmp_path / 'kim.json'}: {said}"


TWICE = {
    "moves twice": ("kim.json", '{"moves": [@],\n"moves": []}', "2, column 1", "moves"),
    "a column twice": ("kim.json", '[@,\n  {"damage": 1, "damage": 2}\n]', "2, column 17",
                       "damage"),
    "a column in other letters": ("kim.json", '[@, {"\\u0064mg": 1, "dmg": 2}]', "1", "dmg"),
    "FAT's moves twice": ("fat.json", '{"Kim": {"moves": {"normal": {}, "normal": {}}}}',
                          "1, column 34", "normal"),
    "moves twice in YAML": ("kim.yaml", "moves: [@]\nmoves: []\n", "2, column 1", "moves"),
    "deep in YAML": ("kim.yaml", "moves:\n- @\n- {damage: 1, damage: 2}\n", "3, column 15",
                     "damage"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "place", "key"), TWICE.values(), ids=[*TWICE])
def test_a_key_that_stands_twice_is_refused_with_both_places(
    tmp_path: Path, name: str, text: str, place: str, key: str
) -> None:
    file = tmp_path / name
    file.write_text(text.replace("@", json.dumps(ROW)), encoding="utf-8")
    with pytest.raises(CombatError) as raised:
        import_files([file], "sf6" if name == "fat.json" else "auto")
    said = str(raised.value)
    assert said.startswith(f"cannot import {file}: line {place}"), said
    assert f"the key {key} stands here for the second time, first at line " in said


@pytest.mark.parametrize("name", ["kim.json", "kim.yaml"])
def test_the_same_key_in_another_object_or_as_a_value_is_no_second(
    tmp_path: Path, name: str
) -> None:
    rows = [{**ROW, "note": "damage"}, {**ROW, "input": 'a "damage": {5B', "note": "{\\"}]
    assert len(moves(read(tmp_path, json.dumps({"moves": rows}), name))) == 2


@pytest.mark.parametrize(
    ("name", "begin", "what"),
    [
        ("kim.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a spreadsheet of old"),
        ("kim.csv", b"PK\x03\x04\x14\0", "packed, as new spreadsheets are"),
    ],
)
def test_a_spreadsheet_under_another_name_is_told_as_what_it_is(
    tmp_path: Path, name: str, begin: bytes, what: str
) -> None:
    (tmp_path / name).write_bytes(begin + bytes(500))
    with pytest.raises(CombatError, match=f"it is {what}, and no text; save it as CSV, XLSX"):
        import_files([tmp_path / name])
