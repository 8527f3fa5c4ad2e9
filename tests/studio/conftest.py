"""A project to work on, a studio that serves it, and a browser to look at it with."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.patience import PATIENCE
from tests.studio.chromium import chromium

ROOT = Path(__file__).parents[2]

IN_MILLISECONDS = 1000 * PATIENCE
expect.set_options(timeout=IN_MILLISECONDS)

PROJECT = """
[tool.combat_rules]
plugins = ["weapons", "staves.yaml"]
"""

STAVES = """\
# Staves of the hill people.
moves:
  - name: poke   # the quick one
    feint: 60
    commit: 60
    release: 50
    recovery: 400   # too long?
    damage: 6
    reach: 60
    hitstun: 300
    blockstun: 200

  - {name: twirl, feint: 100, commit: 80, release: 60, recovery: 300, damage: 9, reach: 55}

archetypes:
  - name: stave
    actions: [poke, twirl, block, move_forward]
    controller: mix
"""


ENDS = """
from combat_rules import Action, Archetype, four_phases, hookimpl


def ends(scene):
    '''It ends the program.'''
    raise ENDING


@hookimpl
def combat_actions():
    phases = {"feint": 60, "commit": 60, "release": 50, "damage": 5, "reach": 60}
    return [Action(name="end", chart=four_phases("End", commit=[ends]), **phases)]


@hookimpl
def combat_archetypes():
    return [Archetype(name="ender", actions=("end", "block"), controller="attack")]
"""


def make_ending(folder: Path, what: str) -> Path:
    """A project of which a guard raises what ends programs."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ends.py").write_text(ENDS.replace("ENDING", what))
    (folder / "pyproject.toml").write_text('[tool.combat_rules]\nplugins = ["ends.py"]\n')
    return folder


def make_project(folder: Path) -> Path:
    """A project with two plugins that are tables."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "staves.yaml").write_text(STAVES)
    (folder / "weapons").mkdir()
    for name in ("moves.csv", "archetypes.csv"):
        shutil.copy(ROOT / "plugins" / "weapons" / name, folder / "weapons" / name)
    return folder


class Server:
    """A studio in a process of its own, for a project in a folder."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.port = 0
        self.start()

    def start(self) -> None:
        """Serve, at the same port as before if there was one."""
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "combat_rules.cli", "studio", "--no-open",
             "--port", str(self.port)],
            cwd=self.project, text=True, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().split()[4].rstrip("/")
        self.port = int(self.address.rpartition(":")[2])

    def stop(self) -> None:
        """End it, and wait for that."""
        self.process.terminate()
        self.process.wait(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A studio that is served for all tests, of a project that they share."""
    server = Server(make_project(tmp_path_factory.mktemp("studio") / "project"))
    yield server
    server.stop()


# Of a module, not of the session: as long as it is there, an event loop runs in this thread, and no
# other test could have one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("there is no browser to try the studio in; run: make browser")
        pytest.skip("no browser: set CHROMIUM, install one, or run: make browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            timeout=IN_MILLISECONDS,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(IN_MILLISECONDS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == [], "a script of the page raised"
