"""Markdown shows names and numbers as whoever wrote them meant them, whatever signs they hold."""

from pathlib import Path

import pytest

from combat_rules import load_ruleset
from combat_rules.charts.drawing.markdown import code, in_markdown, row
from combat_rules.design.compare import as_note, compare
from combat_rules.design.diagrams import folder_of
from combat_rules.design.framedata import frame_data
from combat_rules.design.framesheet import as_markdown
from combat_rules.design.importing import import_files
from combat_rules.plugins.diagrams import diagram_of

markdown_it = pytest.importorskip("markdown_it", reason="it reads the pages as a forge does")

ODD = [
    "5A|B", "active '2*2*2' is read as 6", "5[D]", "[c](http://x)", "<b>bold</b>", "<!-- gone",
    "1~22, 3~4", "~~", "_u_", "__init__", "quick_attack", "`tick`", "``", "a\\b", "\\|", "&amp;",
    "-->", "# x", "> x", "- x", "+3", "-2", "== x", "2]B", "![x](y)", "*star* _u_", "R&D", "|",
]  # fmt: skip

MEANT = {"text", "text_special", "code_inline", "softbreak", "strong_open", "strong_close"}
MEANT |= {"link_open", "link_close"}
"""What the pages are made of."""
ODD_TABLE = """\
moves:
- {name: "a|b", description: "[see](x) <script>", commit: 4, release: 3, reach: 40, hitstun: 9}
- {name: "<i>*2*</i>", release: 3, reach: 40, hitstun: 9}
archetypes:
- {name: "x|y", actions: ["a|b"]}
"""


def shown(text: str) -> str:
    """What a page shows of Markdown, without its tags."""
    page = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tags: list[str] = []
    for token in page.parse(text):
        for each in token.children or ():
            assert each.type in MEANT, each
            tags.append(each.content)
    return "".join(tags)


@pytest.mark.parametrize("text", ODD)
def test_a_text_is_shown_as_it_stands_in_a_heading_a_list_and_a_table(text: str) -> None:
    said = in_markdown(text)
    for page in (f"### {said}\n", f"- {said}\n", f"{row([said, 'b'])}\n|---|---|\n"):
        assert shown(page).removesuffix("b" if page.startswith("| ") else "") == text


@pytest.mark.parametrize("text", ODD)
def test_code_is_shown_as_it_stands_in_a_table(text: str) -> None:
    if "\\|" not in text and text != "``":
        assert shown(f"{row([code(text), 'b'])}\n|---|---|\n") == f"{text}b"


def test_what_stands_in_several_lines_stays_in_one_cell() -> None:
    assert in_markdown("one\n\ntwo") == "one two"


def test_whatever_is_written_as_markdown_shows_odd_names_as_they_are(tmp_path: Path) -> None:
    table = tmp_path / "odd.yaml"
    table.write_text(ODD_TABLE, encoding="utf-8")
    rules = load_ruleset([table])
    files = folder_of(rules, ["md"])
    pages = [
        as_markdown(frame_data(rules, ["a|b", "<i>*2*</i>"], ["a|b", "<i>*2*</i>"])),
        diagram_of(rules, "a|b").markdown,
        files["README.md"].decode().rpartition("<!--")[0],
        as_note(compare(rules, rules.changed({"a|b.damage": 9}))),
    ]
    for page in pages:
        assert "a|b" in shown(page)
    assert "<i>*2*</i>" in shown(pages[0])
    assert "<i>*2*</i>" in shown(pages[2])
    assert "[see](x) <script>" in shown(pages[2])
    assert pages[0].splitlines()[0].count("|") == pages[0].splitlines()[2].replace("\\|", "").count(
        "|"
    )


def test_the_report_of_an_import_shows_cells_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "kim.csv"
    file.write_text("Char,Move,Startup,Active,Recovery\nK|m,a,2,3,4*5*6\nLee,b,3,2,x|y\n")
    report = import_files([file]).as_markdown()
    assert "recovery '4*5*6' can be read" in shown(report)
    assert "K|m" in shown(report)
    assert [line.count("|") for line in report.replace("\\|", "").splitlines() if "|" in line] == [
        6
    ] * 4
