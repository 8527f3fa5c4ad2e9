"""Every page of the documentation is played through: its files written, its commands run."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from combat_rules.plugins import standard_ruleset
from docs.generate import files
from tests.house.pages import ROOT, run

PAGES = sorted((ROOT / "docs").glob("*.md"))
STEP = re.compile(
    r"<!-- file: (?P<file>\S+) -->\n```\w+\n(?P<text>.*?)```|```console\n(?P<console>.*?)```",
    re.DOTALL,
)


def commands(console: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console block, and the lines that it should print."""
    for part in console.split("$ ")[1:]:
        command, *lines = part.splitlines()
        yield command, lines


def shows(printed: str, expected: list[str]) -> bool:
    """Whether lines were printed as a page shows them; ``...`` stands for anything."""
    pattern = ".*".join(re.escape(part) for part in "\n".join(expected).split("..."))
    found = re.sub(r"(\\\n|\\ |\s)+", r"\\s+", pattern)
    return re.search(found, printed, re.DOTALL) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_can_be_followed_word_for_word(page: Path, tmp_path: Path) -> None:
    for step in STEP.finditer(page.read_text(encoding="utf-8")):
        if step["file"]:
            (tmp_path / step["file"]).write_text(step["text"], encoding="utf-8")
            continue
        for command, expected in commands(step["console"]):
            printed = run(command, tmp_path)
            assert shows(printed, expected), f"{page.name}: {command}\n{printed}"
    tests = sorted(path.name for path in tmp_path.glob("test_*.py"))
    if tests:
        run(f"pytest -q {' '.join(tests)}", tmp_path)


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    }
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in headings, target
        elif "://" not in target:
            assert (page.parent / target.split("#")[0]).exists(), target


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.stem)
def test_a_command_that_names_a_fighter_of_a_plugin_names_the_plugin(page: Path) -> None:
    """An installed package has the packs as well; they join in only where they are asked for."""
    shipped = set(standard_ruleset().archetypes)
    at_work = "[tool.combat_rules]" in page.read_text(encoding="utf-8") and page.stem == "tutorial"
    for line in re.findall(r"^(?:\$ )?(combat-rules .*)$", page.read_text(encoding="utf-8"), re.M):
        named = set(re.findall(r"(?:--left|--right|--archetype|-a) (\w+)", line))
        assert at_work or re.search(r" (-p|--plugin) ", line) or named <= shipped, line


def test_the_how_tos_are_all_listed_at_the_top() -> None:
    text = (ROOT / "docs" / "how-to.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- \[(.*?)\]\(#", text.partition("\n## ")[0], re.MULTILINE)
    assert listed == re.findall(r"^## (.*)$", text, re.MULTILINE)


def test_the_pages_that_were_promised_are_there() -> None:
    assert {"README", "tutorial", "how-to", "reference"} <= {page.stem for page in PAGES}


def test_what_is_made_of_the_documentation_is_fresh() -> None:
    stale = [
        path.name
        for path, text in files().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run: make docs"
