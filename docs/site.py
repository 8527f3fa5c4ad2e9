"""Builds the site of the documentation and refuses dead links; ``make site`` runs it, offline."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "build" / "docs"
SITE = ROOT / "build" / "site"
BESIDE = ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "diagrams", "plugins")
"""What pages link to that lies beside the documentation, and comes along."""

LINK = re.compile(r"\[(?P<words>[^\]]*)\]\((?P<to>[^)\s]+)\)")


def main() -> None:
    """Build the site; end with 1 if a link of it leads nowhere."""
    prepare()
    shutil.rmtree(SITE, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "zensical", "build", "-f", "zensical.toml"], cwd=ROOT, check=True
    )
    dead = [f"{page.relative_to(SITE)}: {link}" for page, link in dead_links(SITE)]
    for line in dead:
        sys.stderr.write(f"dead link: {line}\n")
    sys.exit(bool(dead))


def prepare() -> None:
    """Lay out what the site is made of: the pages, and what they link to beside them."""
    shutil.rmtree(SOURCES, ignore_errors=True)
    pages = shutil.ignore_patterns("*.py", "*.txt", "__pycache__")
    shutil.copytree(ROOT / "docs", SOURCES, ignore=pages)
    shutil.copytree(ROOT / "docs" / "examples", SOURCES / "examples", dirs_exist_ok=True)
    for name in BESIDE:
        beside = ROOT / name
        if beside.is_dir():
            shutil.copytree(beside, SOURCES / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(beside, SOURCES / name)
    for page in SOURCES.rglob("*.md"):
        text = page.read_text(encoding="utf-8").replace("](../../docs/", "](../../")
        if page.parent == SOURCES:
            text = re.sub(r"\]\((?:\.\./|docs/)", "](", text)
        if page.name in BESIDE:
            text = LINK.sub(partial(_kept, page), text)
        page.write_text(text, encoding="utf-8")


def _kept(page: Path, link: re.Match[str]) -> str:
    """A link of a page that lies beside the documentation: of files that are no part of the site
    only the words."""
    there = "://" in link["to"] or (page.parent / link["to"].split("#")[0]).exists()
    return link[0] if there else link["words"]


def dead_links(site: Path) -> Iterator[tuple[Path, str]]:
    """The links and pictures of a built site that lead to no file of it."""
    for page in sorted(site.rglob("*.html")):
        links = _Links()
        links.feed(page.read_text(encoding="utf-8"))
        for link in links.found:
            path = unquote(link.split("#")[0].split("?")[0])
            if path and not re.match(r"[a-z]+:|//|/", path) and not (page.parent / path).exists():
                yield page, link


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


if __name__ == "__main__":
    main()
