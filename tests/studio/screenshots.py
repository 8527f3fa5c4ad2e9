"""Pictures of every page of the studio, in both themes, for the documentation.

``python -m tests.studio.screenshots [PAGE ...]`` writes them to docs/pictures, all of them unless
some are named.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from tests.studio.chromium import provide
from tests.studio.conftest import ROOT, Server

PACKS = ("fencing", "brawling", "hexes", "weapons")
PICTURES = ROOT / "docs" / "pictures"
SIZE = ViewportSize(width=1280, height=720)


def project(folder: Path) -> Path:
    """A project with all packs, and a journal or two."""
    for pack in PACKS:
        shutil.copytree(ROOT / "plugins" / pack, folder / "plugins" / pack)
    named = ", ".join(f'"plugins/{pack}"' for pack in PACKS)
    (folder / "pyproject.toml").write_text(f"[tool.combat_rules]\nplugins = [{named}]\n")
    for seed in ("7", "8"):
        command = [sys.executable, "-P", "-m", "combat_rules.cli", "duel", "--seed", seed,
                   "--journal", f"duel-{seed}.jsonl"]  # fmt: skip
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def until(page: Page, holds: str) -> None:
    for _ in range(5000):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    raise TimeoutError(holds)


def ring(page: Page) -> None:
    """A fencer against an armsman, paused where a blow lands."""
    fighters = (
        "[{archetype: 'fencer', controller: 'fence'}, {archetype: 'armsman', controller: 'attack'}]"
    )
    page.evaluate(
        f"studio.fight.say({{do: 'new', set_up: {{fighters: {fighters}, seed: 4, distance: 40}}}})"
    )
    page.evaluate("studio.fight.say({do: 'step', ticks: 5000})")
    until(page, "studio.fight.who[0].kind === 'fencer' && studio.fight.state.now >= 5000")
    page.evaluate(
        "studio.look(studio.fight.events.filter((e) => e.type === 'damage_dealt').pop().at + 30)"
    )
    until(page, "studio.fight.state.looking")
    page.locator(".move .ask").nth(2).click()
    expect(page.locator("#why li").first).to_be_visible()
    page.wait_for_timeout(1500)


def training(page: Page) -> None:
    """A dummy that guards and answers."""
    expect(page.locator("#record")).to_be_visible()
    page.get_by_label("Guards", exact=True).select_option("after_first_hit")
    page.evaluate("studio.fight.say({do: 'step', ticks: 900})")
    page.locator(".move .press").first.click()
    page.evaluate("studio.fight.say({do: 'step', ticks: 600})")
    page.wait_for_timeout(1500)


def moves(page: Page) -> None:
    """A number that is tried, with what follows."""
    page.locator("#filter").fill("weapons")
    page.locator("input[data-path='sword_cut.recovery']").first.fill("180")
    expect(page.locator(".side")).to_contain_text("Links that come and go")
    expect(page.locator(".side").get_by_text("Checking…")).to_have_count(0)


def charts(page: Page) -> None:
    """A chart with its guards."""
    page.get_by_role("link", name="riposte", exact=True).click()
    expect(page.locator(".bigchart h2")).to_have_text("riposte")
    page.wait_for_timeout(400)


def balance(page: Page) -> None:
    """A heat map that is filling in."""
    page.evaluate("sessionStorage.removeItem('draft')")
    page.locator("#fights").fill("100")
    page.locator("#startheat").click()
    until(page, "studio.shown.heat && studio.shown.heat.played >= 0.9 * studio.shown.heat.wanted")
    page.locator(".heat td button").nth(3).click()


def records(page: Page) -> None:
    """Two journals, compared."""
    boxes = page.locator("tbody input")
    expect(boxes).to_have_count(2)
    for box in boxes.all():
        box.check()
    expect(page.locator(".parted h2")).to_be_visible()
    expect(page.locator(".parted")).not_to_contain_text("Comparing")


PAGES = (ring, training, moves, charts, balance, records)


def main(wanted: list[str], folder: Path = PICTURES) -> None:
    """Write the pictures of these pages, or of all."""
    expect.set_options(timeout=60_000)
    with TemporaryDirectory() as temporary, sync_playwright() as playwright:
        server = Server(project(Path(temporary)))
        try:
            browser = playwright.chromium.launch(executable_path=provide(), args=["--no-sandbox"])
            page = browser.new_page(viewport=SIZE, color_scheme="light")
            page.set_default_timeout(60_000)
            page.goto(server.address)
            until(page, "window.studio && studio.fight.state && studio.rules")
            for shown in PAGES:
                if wanted and shown.__name__ not in wanted:
                    continue
                page.goto(f"{server.address}/#{shown.__name__}")
                shown(page)
                take(page, folder, shown.__name__)
            browser.close()
        finally:
            server.stop()


def take(page: Page, folder: Path, name: str) -> None:
    """A picture of a page in each theme."""
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'; studio.soon()")
        page.wait_for_timeout(300)
        page.screenshot(path=folder / f"studio-{name}-{theme}.png")
    page.evaluate("document.documentElement.dataset.theme = 'light'")


if __name__ == "__main__":
    main(sys.argv[1:])
