"""Saving a number changes that number in the text of its table, and nothing else."""

import pytest
import yaml

from combat_rules.errors import CombatError
from combat_rules.studio.edits import edited
from tests.studio.conftest import ROOT, STAVES

CSV = (ROOT / "plugins" / "weapons" / "moves.csv").read_text()


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [(one, other) for one, other in pairs if one != other]


def test_a_number_in_yaml_is_changed_and_its_comment_stays() -> None:
    after = edited(STAVES, ".yaml", {"poke": {"recovery": 320}})
    assert changed_lines(STAVES, after) == [
        ("    recovery: 400   # too long?", "    recovery: 320   # too long?")
    ]


def test_a_number_in_a_yaml_row_on_one_line_is_changed() -> None:
    after = edited(STAVES, ".yaml", {"twirl": {"damage": 11, "chip": 20}})
    assert "{name: twirl, chip: 20, feint: 100, commit: 80" in after
    assert "damage: 11," in after


def test_a_number_that_yaml_does_not_have_yet_is_put_below_the_name() -> None:
    after = edited(STAVES, ".yaml", {"poke": {"chip": 15}})
    assert "  - name: poke   # the quick one\n    chip: 15\n    feint: 60\n" in after
    assert after.replace("    chip: 15\n", "") == STAVES


def test_a_cell_of_csv_is_changed_and_the_others_stay() -> None:
    after = edited(CSV, ".csv", {"sword_cut": {"recovery": 360, "damage": 7}})
    ((before, line),) = changed_lines(CSV, after)
    assert before.replace(",320,16,10,", ",360,16,7,") == line


def test_an_empty_cell_of_csv_is_filled() -> None:
    after = edited(CSV, ".csv", {"spear_thrust": {"travel": 3}})
    ((_, line),) = changed_lines(CSV, after)
    assert ",66,3,380," in line


def test_quotes_separators_and_line_ends_stay_as_they_are() -> None:
    table = 'name;description;damage\r\njab;"a ""quick"" one; with\r\nmore";3\r\nhook;;5\r\n'
    after = edited(table, ".csv", {"jab": {"damage": 4}, "hook": {"damage": 6}})
    assert after == table.replace(";3\r\n", ";4\r\n").replace(";;5", ";;6")


def test_what_a_spreadsheet_says_of_its_separator_stays() -> None:
    table = "sep=;\r\nname;tags;damage\r\njab;a, b, c, d;3\r\n"
    after = edited(table, ".tsv", {"jab": {"damage": 4}})
    assert after == table.replace(";3", ";4")


def test_a_short_row_is_filled_up() -> None:
    after = edited("name,feint,damage\njab\n", ".csv", {"jab": {"damage": 4}})
    assert after == "name,feint,damage\njab,,4\n"


def test_a_quote_within_a_cell_of_csv_is_a_sign_like_any_other() -> None:
    table = 'name,description,damage\njab,the 5" blade,3\nhook,a 3" one,5\n'
    assert edited(table, ".csv", {"jab": {"damage": 4}}) == table.replace(",3\n", ",4\n")
    assert edited(table, ".csv", {"hook": {"damage": 4}}) == table.replace(",5\n", ",4\n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_did(end: str) -> None:
    table = end.join(("name,damage", "jab,3", "hook,5", ""))
    assert edited(table, ".csv", {"jab": {"damage": 4}}) == table.replace("3", "4")
    rows = end.join(("moves:", "  - name: jab", "    damage: 3", "  - name: hook", ""))
    after = edited(rows, ".yaml", {"jab": {"chip": 4}})
    assert after == rows.replace("jab", f"jab{end}    chip: 4")


@pytest.mark.parametrize(
    "row", ["{name: jab, chip: , damage: 3}", "{name: jab, chip, damage: 3}", "{name: jab, chip: }"]
)
def test_an_empty_cell_of_yaml_is_filled(row: str) -> None:
    after = yaml.safe_load(edited(f"moves:\n  - {row}\n", ".yaml", {"jab": {"chip": 15}}))
    assert after["moves"][0]["chip"] == 15
    block = "moves:\n  - name: jab\n    chip:\n    damage: 3\n"
    assert edited(block, ".yaml", {"jab": {"chip": 4}}) == block.replace("chip:", "chip: 4")


@pytest.mark.parametrize("suffix", [".csv", ".yaml"])
def test_a_row_that_is_not_there_is_named(suffix: str) -> None:
    with pytest.raises(CombatError, match="no row named nobody"):
        edited(CSV if suffix == ".csv" else STAVES, suffix, {"nobody": {"damage": 1}})


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(CombatError, match="no column hit_pause"):
        edited(CSV, ".csv", {"sword_cut": {"hit_pause": 1}})


@pytest.mark.parametrize("sign", [">-", "|-"])
def test_a_number_on_a_line_of_its_own_leaves_the_next_line_alone(sign: str) -> None:
    table = (
        f"moves:\n  - name: {sign}\n      jab\n\n    recovery: {sign}\n      400\n\n"
        "    hits:\n      - {at: 3}\n"
    )
    after = edited(table, ".yaml", {"jab": {"recovery": 320, "damage": 7}})
    assert after == (
        f"moves:\n  - name: {sign}\n      jab\n    damage: 7\n\n    recovery: 320\n\n"
        "    hits:\n      - {at: 3}\n"
    )
    (row,) = yaml.safe_load(after)["moves"]
    assert (row["name"].strip(), row["damage"], row["recovery"]) == ("jab", 7, 320)
