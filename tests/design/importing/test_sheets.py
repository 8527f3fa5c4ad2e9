"""Sheets that designers keep come in as they are: headings in anybody's words, any separator."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from combat_rules import CombatError, load_ruleset
from combat_rules.cli.app import app
from combat_rules.design.framedata import agreement, frame_data
from combat_rules.design.importing import Imported, import_files
from combat_rules.design.importing.report import Row
from tests.design.frame_files import rules, written

SHEET = """\
Move,Startup,Active,Recovery,On Hit,On Block,Damage,Guard
5A,5,3,9,+3,-1,28,All
2B,7,2,12,KD +20,-4,31,Low
6C,22,4,18,+1,-8,45,High
Grab,4,2,30,KD +9,,80,Throw
"""
ROWS = [line.split(",") for line in SHEET.splitlines()]


def moves_of(imported: Imported) -> dict[str, Row]:
    """The moves by their own name."""
    (character,) = imported.characters
    return {row["name"].removeprefix(f"{character.name} "): row for row in character.moves}


def from_text(tmp_path: Path, text: str, name: str = "kim.csv", **mapping: str) -> Imported:
    return import_files([written(tmp_path, name, text)], mapping=mapping)


def test_a_sheet_in_the_communitys_words_comes_in(tmp_path: Path) -> None:
    imported = from_text(tmp_path, SHEET)
    moves = moves_of(imported)
    assert {name: row["line"] for name, row in moves.items()} == {
        "5A": "high", "2B": "low", "6C": "middle", "Grab": "throw"
    }  # fmt: skip
    jab, sweep = moves["5A"], moves["2B"]
    assert (jab["commit"], jab["release"], jab["recovery"], jab["damage"]) == (4, 3, 9, 28)
    assert (jab["hitstun"], jab["blockstun"]) == (3 + 12, -1 + 12)
    assert sweep["knockdown"]
    found = frame_data(rules(imported, tmp_path), ["kim 5A"], [])[0]
    assert (found.startup, found.on_hit, found.on_block, found.differences) == (5, 3, -1, ())


@pytest.mark.parametrize(
    "heading",
    [
        "MOVE NAME,start-up,Active Frames,RECOVERY,on_hit,onBlock,Dmg,Guard Level",
        "name,StartUp,active,recovery_frames,Hit Advantage,Block Adv,base damage,guard",
        "Input,Speed,Act,Rec,Adv on Hit,On Guard,Power,Block Type",
    ],
)
def test_headings_are_known_in_many_words(tmp_path: Path, heading: str) -> None:
    usual = moves_of(from_text(tmp_path, SHEET))["5A"]
    told = from_text(tmp_path, "\n".join([heading, *SHEET.splitlines()[1:]]))
    assert {**moves_of(told)["5A"], "description": ""} == {**usual, "description": ""}


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_any_separator_will_do(tmp_path: Path, separator: str) -> None:
    text = SHEET.replace(",", separator)
    usual = moves_of(from_text(tmp_path, SHEET, "kim.tsv"))
    assert moves_of(from_text(tmp_path, text)) == usual
    assert moves_of(from_text(tmp_path, f"sep={separator}\r\n{text}")) == usual


def test_what_stands_above_the_heading_and_between_the_rows_is_passed_over(tmp_path: Path) -> None:
    lines = SHEET.splitlines()
    text = "\n".join(["Kim's moves,,,", "", *lines[:2], ",,,,", "Specials,,,,", *lines[2:]])
    assert moves_of(from_text(tmp_path, text)) == moves_of(from_text(tmp_path, SHEET))


def xlsx(sheets: dict[str, list[list[str]]]) -> bytes:
    """A workbook of these sheets; whole numbers are numbers."""
    names = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
        'main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f"<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
        f'package/2006/relationships">{related}</Relationships>',
    }
    for number, rows in enumerate(sheets.values(), 1):
        body = "".join(f"<row>{''.join(map(_xlsx_cell, row))}</row>" for row in rows)
        files[f"xl/worksheets/s{number}.xml"] = (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<sheetData>{body}</sheetData></worksheet>"
        )
    return zipped(files)


def _xlsx_cell(text: str) -> str:
    if text.isdecimal():
        return f"<c><v>{text}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def ods(rows: list[list[str]]) -> bytes:
    """A spreadsheet of one sheet in the open format."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="kim">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def zipped(files: dict[str, str]) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data"), [("moves.xlsx", xlsx({"kim": ROWS})), ("moves.ods", ods(ROWS))]
)
def test_spreadsheets_come_in_as_their_export_does(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert moves_of(import_files([tmp_path / name])) == moves_of(from_text(tmp_path, SHEET))


def changed(book: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook with another text in one of its parts."""
    with ZipFile(BytesIO(book)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert old in files[part]
    return zipped({**files, part: files[part].replace(old, new)})


FAR = '<row r="1048576"><c r="XFD1048576"@</row></sheetData>'
AGAIN = (
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
    'table:number-columns-repeated="16000"@</table:table-row></table:table>'
)


@pytest.mark.parametrize(
    ("name", "full", "empty"),
    [
        ("kim.xlsx", ["><v>5</v></c>"], ["/>", ' s="1"></c>']),
        (
            "kim.ods",
            ["><text:p>5</text:p></table:table-cell>"],
            ["/>", "></table:table-cell>"],
        ),
    ],
)
def test_a_cell_far_out_is_refused_before_there_is_room_for_all_between(
    tmp_path: Path, name: str, full: list[str], empty: list[str]
) -> None:
    file = tmp_path / name
    for ends, far in ((full, True), (empty, False)):
        for end in ends:
            if name == "kim.xlsx":
                part, old, new = "xl/worksheets/s1.xml", "</sheetData>", FAR.replace("@", end)
                data = changed(xlsx({"kim": ROWS}), part, old, new)
            else:
                data = changed(ods(ROWS), "content.xml", "</table:table>", AGAIN.replace("@", end))
            file.write_bytes(data)
            if far:
                with pytest.raises(CombatError, match="it has more than 2000 rows or 300 columns"):
                    import_files([file])
            else:
                assert import_files([file]).came_in == 4


def test_a_workbook_that_wants_another_program_to_be_unpacked_is_refused(tmp_path: Path) -> None:
    data = bytearray(xlsx({"kim": ROWS}))
    # The version that is needed to unpack the first entry, in the list of all of them.
    data[data.index(b"PK\x01\x02") + 6] = 99
    (tmp_path / "kim.xlsx").write_bytes(data)
    with pytest.raises(CombatError, match=r"it is no spreadsheet: zip file version 9\.9"):
        import_files([tmp_path / "kim.xlsx"])


def test_every_sheet_of_a_workbook_is_a_character(tmp_path: Path) -> None:
    file = tmp_path / "moves.xlsx"
    file.write_bytes(xlsx({"Kim": ROWS, "Notes": [["to do"]], "Lee": ROWS[:3]}))
    assert [(c.name, len(c.moves)) for c in import_files([file]).characters] == [
        ("Kim", 4),
        ("Lee", 2),
    ]


def test_a_column_says_whose_move_it_is(tmp_path: Path) -> None:
    text = "Character,Move,Startup,Active,Recovery\nKim,5A,5,3,9\nLee,5A,6,3,9\nKim,5B,7,3,9\n"
    imported = from_text(tmp_path, text)
    assert [(c.name, len(c.moves)) for c in imported.characters] == [("Kim", 2), ("Lee", 1)]


def test_columns_are_what_the_mapping_says(tmp_path: Path) -> None:
    text = SHEET.replace("Startup", "Zeit").replace("Guard", "Wie").replace("Move", "Schlag")
    mapping = {"Zeit": "startup", "wie": "guard", "SCHLAG": "name"}
    assert moves_of(from_text(tmp_path, text, **mapping)) == moves_of(from_text(tmp_path, SHEET))


def test_startup_may_be_counted_without_the_first_active_tick(tmp_path: Path) -> None:
    found = from_text(tmp_path, SHEET.replace("Startup", "Windup"))
    assert moves_of(found)["5A"]["commit"] == 5


def test_the_command_takes_mappings_from_words_and_from_a_file(tmp_path: Path) -> None:
    file = written(tmp_path, "kim.csv", SHEET.replace("Startup", "Zeit").replace("Move", "Schlag"))
    mapping = written(tmp_path, "columns.yaml", "Schlag: name\n")
    run = CliRunner().invoke(
        app,
        ["import", str(file), "--out", str(tmp_path / "out"), "--map", "Zeit=startup",
         "--mapping", str(mapping)],
    )  # fmt: skip
    assert run.exit_code == 0, run.output
    assert "kim 5A" in load_ruleset([tmp_path / "out"]).archetypes["kim"].actions


def test_a_column_that_a_mapping_has_twice_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "kim.csv", SHEET)
    mapping = written(tmp_path, "columns.yaml", "Move: name\nMove: input\n")
    run = CliRunner().invoke(app, ["import", str(file), "--check", "--mapping", str(mapping)])
    assert run.exit_code == 1
    said = " ".join(run.output.split())
    assert "columns.yaml: line 2, column 1: the key Move stands here for the second time" in said


def test_check_says_what_would_come_in_and_writes_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, "kim.csv", SHEET + "Odd,?,3,9,,,10,All\n")
    run = CliRunner().invoke(app, ["import", str(file), "--check"])
    assert run.exit_code == 0, run.output
    assert "5 rows: 4 came in" in run.output
    assert "- kim, Odd: startup '?' is unclear" in run.output
    assert [path.name for path in tmp_path.iterdir()] == ["kim.csv"]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--map", "Zeit=startup"], "no column 'Zeit' to map; there are: Move, Startup"),
        (["--map", "Startp=startup"], "no column 'Startp' to map; did you mean Startup?"),
        (["--map", "Startup=strtup"], "is mapped to 'strtup'; did you mean startup?"),
        (
            ["--map", "Startup=startup", "--map", "Startup=active"],
            "--map has the column 'Startup' twice, and it can be one thing only",
        ),
        (
            ["--map", "Startup=startup", "--map", "Active=startup"],
            "'Startup' and 'Active' are both mapped to startup; only one column can be it",
        ),
        (["--map", "Startup"], "--map 'Startup' is no mapping; write 'COLUMN=FIELD'"),
        ([], "name the folder of the plugin with --out DIR, or say --check"),
    ],
    ids=["no column", "nearly", "no field", "twice", "two for one", "no mapping", "no folder"],
)
def test_a_wrong_mapping_is_told_with_what_is_possible(
    tmp_path: Path, options: list[str], why: str
) -> None:
    file = written(tmp_path, "kim.csv", SHEET)
    where = ["--out", str(tmp_path / "out")] if options else []
    run = CliRunner().invoke(app, ["import", str(file), *where, *options])
    assert run.exit_code == 1
    assert why in " ".join(run.output.split())


@pytest.mark.parametrize("format", ["auto", "fat"])
def test_columns_of_a_format_that_knows_its_own_cannot_be_mapped(
    tmp_path: Path, format: str
) -> None:
    file = written(tmp_path, "fat.json", '{"Kim": {"moves": {"normal": {}}}}')
    with pytest.raises(CombatError, match=r"it is read as fat, .* that Zeit can be mapped to noth"):
        import_files([file], format, mapping={"Zeit": "startup"})


def test_a_heading_that_nobody_knows_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(CombatError) as caught:
        from_text(tmp_path, "Schlag,Zeit,Dauer\n5A,5,3\n")
    assert "the first has Schlag, Zeit, Dauer. Say what is what" in str(caught.value)
    assert str(caught.value).count("startup") == 2


def test_columns_that_are_not_read_are_told_once(tmp_path: Path) -> None:
    lines = SHEET.splitlines()
    text = "\n".join([f"{lines[0]},Colour,Mood", *(f"{line},red,fine" for line in lines[1:])])
    told = from_text(tmp_path, text).told
    assert "columns of kim that are not read: Colour, Mood; --map 'COLUMN=FIELD' says" in told[0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("kim.xlsx", b"PK\3\4 no zip"),
        ("kim.ods", zipped({"a": "b"})),
        ("kim.csv", b"Move,Startup\n\xff\xfe\n"),
        ("kim.csv", b""),
        ("kim.json", b"[1, 2]"),
        ("kim.json", b"[]"),
        ("kim.json", b"[{]"),
    ],
)
def test_what_is_no_sheet_is_refused_by_name(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(CombatError, match="cannot import"):
        import_files([tmp_path / name])


# -- rows of wikis, lists of strings ----------------------------------------------------


def test_rows_of_a_wiki_come_in(tmp_path: Path) -> None:
    row = {
        "input": "6P", "damage": "31", "guard": "All", "startup": "9", "active": "4",
        "recovery": "16", "onBlock": "-9", "onHit": "KD +11", "invuln": "1-4 upper body",
    }  # fmt: skip
    throw = {"input": "j.P", "damage": "20", "guard": "High", "startup": "5", "active": "3",
             "recovery": "UL+6", "onBlock": "-", "onHit": "-"}  # fmt: skip
    imported = from_text(tmp_path, json.dumps([row, throw]), "kim.json")
    moves = moves_of(imported)
    assert (moves["6P"]["commit"], moves["6P"]["hitstun"], moves["6P"]["line"]) == (8, 31, "high")
    assert set(moves["j.P"]["unknown"]) >= {"recovery", "hitstun", "blockstun"}
    assert "'1-4 upper body' is not modelled" in imported.fates[0].notes


def strings(tmp_path: Path, **columns: Any) -> dict[str, Row]:
    rows = [
        {"notation": "1", "hit_level": "h", "damage": "5", "speed": "i10", "on_block": "+1"},
        {"notation": "1, 2", "hit_level": "h, m", "damage": "5,12", "speed": "i10",
         "on_block": "-3"},
        {"notation": "1, 2, 4", "hit_level": "h, m, l", "damage": "5,12,17", "on_hit": "KND",
         "speed": "i10", "on_block": "-14~-13"},
        {"notation": "d+3", "hit_level": "L", "damage": "14", "speed": "i16~17", "on_block": "-12"},
    ]  # fmt: skip
    whole = {"metadata": {"character": "kim"}, "moves": [{**row, **columns} for row in rows]}
    return moves_of(from_text(tmp_path, json.dumps(whole), "list.json"))


def test_a_string_follows_its_beginning_and_its_last_blow_is_its_own(tmp_path: Path) -> None:
    moves = strings(tmp_path)
    assert [(row["line"], row["damage"]) for row in moves.values()] == [
        ("high", 5), ("middle", 12), ("low", 17), ("low", 14)
    ]  # fmt: skip
    assert moves["1"]["cancels"][0]["into"] == [moves["1 2"]["name"]]
    assert moves["1 2"]["cancels"][0]["into"] == [moves["1 2 4"]["name"]]
    assert moves["1 2 4"]["follow_up"]


def test_a_list_of_strings_leaves_unknown_what_it_does_not_tell(tmp_path: Path) -> None:
    moves = strings(tmp_path)
    assert {"release", "recovery", "hitstun", "blockstun"} <= set(moves["1"]["unknown"])
    assert moves["1"]["published"] == {"startup": 10, "on_block": 1}
    assert (moves["d 3"]["commit"], moves["d 3"]["release"]) == (15, 2)
    assert "release" not in moves["d 3"]["unknown"]
    assert moves["1 2 4"]["knockdown"]


def test_a_list_of_strings_has_the_words_of_its_wiki(tmp_path: Path) -> None:
    rows = [
        {"input": "1", "level": "h", "damage": "5", "startup": "i10", "block": "+1", "hit": "+8",
         "recv": "r17"},
        {"input": "1,1", "level": "h,m!", "damage": "5,6", "startup": ",i20~21", "block": "-1",
         "hit": "+5", "recv": "r20"},
        {"input": "df+2", "level": "m", "damage": "14", "startup": "i14~15", "block": "-12",
         "hit": "+4", "recv": "r27"},
    ]  # fmt: skip
    moves = moves_of(from_text(tmp_path, json.dumps(rows), "kim.json"))
    assert [row["line"] for row in moves.values()] == ["high", "throw", "middle"]
    jab, second, uppercut = moves.values()
    assert second["follow_up"]
    assert (jab["recovery"], second["commit"], second["release"]) == (17, 19, 2)
    assert (uppercut["hitstun"], uppercut["blockstun"]) == (4 + 29, -12 + 29)


@pytest.mark.parametrize(
    ("heading", "cells", "line"),
    [
        ("Attack,Command,Level,Impact,Damage,Block,Hit,CH", "Kick,2K,L,16,12,-10,-2,-2", "low"),
        ("Attack,Command,Hit Level,Imp,Dmg,Blk,Hit,GB", "Cut,B,:M:,i18,20,-12,KND,30", "middle"),
        ("Command,Hit level,Damage,Start up frame,Block frame,Hit frame,Counter hit frame",
         "f+2+4,throw,35,i12,0,KND,", "throw"),
    ],
)  # fmt: skip
def test_lists_of_other_games_say_how_high_blows_come(
    tmp_path: Path, heading: str, cells: str, line: str
) -> None:
    (row,) = moves_of(from_text(tmp_path, f"{heading}\n{cells}")).values()
    assert row["line"] == line
    assert {"release", "recovery", "hitstun"} <= set(row["unknown"])


def test_a_list_without_commas_has_as_many_blows_as_heights(tmp_path: Path) -> None:
    text = (
        'Attack,Level,IMP,DMG,GRD,HIT\nA,H,12,14,-2,5\nAA,H H,12,"14, 18",-6,4\n'
        'WR AB,M s.L,17,"30, 38",3,KND\nWR A,M,17,30,-4,6\n2A+B,L,20,10,-9,LNC\n'
    )
    moves = moves_of(from_text(tmp_path, text))
    assert [(row["line"], row["damage"]) for row in moves.values()] == [
        ("high", 14), ("high", 18), ("high", 38), ("middle", 30), ("low", 10)
    ]  # fmt: skip
    assert moves["A"]["cancels"][0]["into"] == ["kim AA"]
    assert moves["WR A"]["cancels"][0]["into"] == ["kim WR AB"]
    assert moves["WR AB"]["knockdown"]


def test_a_string_that_is_timed_from_its_beginning_has_no_startup_of_its_own(
    tmp_path: Path,
) -> None:
    imported = from_text(
        tmp_path,
        "Command,Hit level,Damage,Startup,Block,Hit\n1,h,5,i10,+1,+8\n"
        '"1,2","h,m","5,9",i10,-3,+5\n"1,4","h,l","5,7",",i18",-12,+2\n',
    )
    first, second, third = [*moves_of(imported).values()][:3]
    assert "commit" in second["unknown"]
    assert "startup" not in second["published"]
    assert (first["commit"], third["commit"], third["published"]["startup"]) == (9, 17, 18)
    names = [row["name"] for row in (first, second)]
    jab, string = frame_data(rules(imported, tmp_path), names, names)
    assert "startup" in string.unknown
    # What rests on something unknown was not measured, and agrees with nothing.
    assert agreement([jab, string]) == {"startup": (1, 1)}
    assert string.move not in jab.punished_by


@pytest.mark.parametrize(("damage", "told"), [("8,10,4,4", 8), ("8,10,18", 18), ("22", None)])
def test_what_a_string_does_after_its_beginning_is_told_or_unknown(
    tmp_path: Path, damage: str, told: int | None
) -> None:
    lines = ["Command,Level,Damage,Impact,Block,Hit", '"A,A","H,H","8,10",i12,-6,0']
    text = "\n".join([*lines, f'"A,A,B","H,H,M","{damage}",i12,-9,KND'])
    row = moves_of(from_text(tmp_path, text))["A A B"]
    assert row["damage"] == (told or 0)
    assert ("damage" in row["unknown"]) == (told is None)
    assert row["line"] == "middle"


def test_a_string_of_which_no_startup_is_told_comes_in_behind_its_beginning(
    tmp_path: Path,
) -> None:
    text = (
        "command,hitLevel,damage,startupFrames,blockFrames,hitFrames\nd+1,l,7,15 cs6,-3,+4\n"
        '"d+1,2",lm,"7,9",,-5,KND\n"d+1,2,4",lmh,"7,9,12",,-9,KND\n4,m,20,20 pc8~17,-9,-1\n'
        "u+1,m,20,,-9,-1\n"
    )
    imported = from_text(tmp_path, text)
    moves = moves_of(imported)
    assert [(row["line"], row["damage"]) for row in moves.values()] == [
        ("low", 7), ("middle", 9), ("high", 12), ("middle", 20)
    ]  # fmt: skip
    assert [row["commit"] for row in moves.values()] == [14, 14, 14, 19]
    assert ["commit" in row["unknown"] for row in moves.values()] == [False, True, True, False]
    assert imported.fates[4].refused.startswith("startup is missing")


def test_a_stance_tells_commands_apart(tmp_path: Path) -> None:
    text = (
        "Input,Stance,Level,Damage,Impact,Block,Hit\nA,,H,8,i12,-6,0\n"
        'A,BT,M,9,i14,-6,0\n"A,B",BT,"M,L","9,7",i14,-9,1\n'
    )
    moves = moves_of(from_text(tmp_path, text))
    assert moves["BT A"]["cancels"][0]["into"] == [moves["BT A B"]["name"]]
    assert "cancels" not in moves["A"]


def test_an_attack_level_in_numbers_is_no_height(tmp_path: Path) -> None:
    text = "Move,Startup,Active,Recovery,On Hit,On Block,Damage,Guard,Level\n5A,5,3,9,3,-1,28,All,2"
    imported = from_text(tmp_path, text)
    assert moves_of(imported)["5A"]["line"] == "high"
    assert "columns of kim that are not read: Level;" in imported.told[0]
