"""The site has every page, and a dead link in it is found."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from docs.site import dead_links

ROOT = Path(__file__).parents[2]


def pages(nav: object) -> Iterator[str]:
    """The pages that a navigation leads to."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        yield from (page for one in nav.values() for page in pages(one))
    elif isinstance(nav, list):
        yield from (page for one in nav for page in pages(one))


def test_every_page_stands_once_in_the_navigation() -> None:
    project = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]
    there = sorted(page.name for page in (ROOT / "docs").glob("*.md"))
    assert sorted(pages(project["nav"])) == there


def test_a_dead_link_is_found_and_a_good_one_is_not(tmp_path: Path) -> None:
    text = '<a href="b.html#x">b</a><a href="https://x.org">x</a><img src="gone.svg">'
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    (tmp_path / "b.html").write_text("", encoding="utf-8")
    assert [(page.name, link) for page, link in dead_links(tmp_path)] == [("a.html", "gone.svg")]
