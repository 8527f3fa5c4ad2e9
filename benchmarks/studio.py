"""The studio, seen from a browser: ``python -m benchmarks.studio``. It needs one, so it runs apart.

Browser and server share the machine, and the table says how busy it was: what is measured while
others work on it is theirs as well.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.rows import Row
from tests.studio.chromium import provide
from tests.studio.conftest import Server
from tests.studio.screenshots import project, until

KEYS, SECONDS, VISITS = 60, 5, 5
"""Keys that are pressed, for how long pictures are counted, and first visits."""
FIGHT = """studio.fight.say({do: 'new', set_up: {
  fighters: [{archetype: 'fencer', controller: 'fence'}, {archetype: 'sentinel', controller: %r}],
  seed: %d, distance: 40, training: false}}); studio.fight.say({do: 'play'});"""
FIRST = """new MutationObserver(() => {
  if (!window.first && document.querySelector('.stage svg')) window.first = performance.now();
}).observe(document, {childList: true, subtree: true})"""
BYTES = """['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))
  .reduce((sum, one) => sum + one.transferSize, 0)"""
PAINTED = """() => {
  window.painted = []; window.shown = [];
  let pressed = 0, known = 0;
  const told = () => studio.fight.events;
  addEventListener('keydown', () => { pressed = performance.now(); known = told().length; }, true);
  const paint = studio.show.bind(studio);
  studio.show = () => {
    paint();
    const now = performance.now();
    painted.push(now);
    const mine = told().slice(known).filter((one) => one.who === studio.fight.who[0].id);
    if (pressed && mine.some((one) => one.type === 'action_started')) {
      shown.push(now - pressed); pressed = 0;
    }
  };
}"""


def rows(address: str, process: int, browser: Browser) -> Iterator[Row]:
    """Every figure of a studio that runs at an address, in a process."""
    visits = [first_visit(address, browser) for _ in range(VISITS)]
    took, size = median(ms for ms, _ in visits), visits[0][1]
    yield "the first page, to the first picture", f"{took:.0f} ms", "1,000 ms", took < 1000
    yield "bytes of the first page", f"{size / 1000:.0f} KB", "1,000 KB", size < 1e6
    with visited(address, browser) as page:
        page.evaluate(PAINTED)
        page.evaluate(FIGHT % ("sentinel", 8))
        page.wait_for_timeout(1000)
        pictures, share = while_it_runs(page, process)
        yield "pictures a second, two bots", f"{pictures:.1f}", "60", pictures > 58
        yield "the server while a fight runs", f"{share:.1f} % of a core", "10 %", share < 10
        shown = pressed(page)
        half, late = median(shown), sorted(shown)[len(shown) * 9 // 10]
        yield "from a key to the screen, median", f"{half:.1f} ms", "20 ms", half < 20
        yield "nine of ten keys within", f"{late:.1f} ms", "", None


def first_visit(address: str, browser: Browser) -> tuple[float, int]:
    """Milliseconds until a browser that knows nothing shows a fight, and the bytes it was sent."""
    with visited(address, browser) as page:
        return page.evaluate("first"), page.evaluate(BYTES)


@contextmanager
def visited(address: str, browser: Browser) -> Iterator[Page]:
    """A page of its own that shows a fight."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.add_init_script(FIRST)
    page.goto(address)
    until(page, "window.first")
    yield page
    context.close()


def while_it_runs(page: Page, process: int) -> tuple[float, float]:
    """Pictures a second that are painted, and the percentage of a core that the server takes."""
    page.evaluate("painted.length = 0")
    before, began = processor_time(process), perf_counter()
    page.wait_for_timeout(1000 * SECONDS)
    took = perf_counter() - began
    share = 100 * (processor_time(process) - before) / took
    painted, playing = page.evaluate("[painted.length, studio.fight.state.playing]")
    assert playing, "the fight was over before its pictures were counted"
    return painted / took, share


def pressed(page: Page) -> Sequence[float]:
    """Milliseconds from each key to the picture in which the move has started."""
    page.evaluate((FIGHT % ("", 8)).replace("'fence'", "''"))
    page.wait_for_timeout(500)
    for _ in range(KEYS):
        until(page, "!studio.fight.who[0].doing && !studio.fight.who[0].stun")
        page.keyboard.press("a")
        page.wait_for_timeout(300)
    found: Sequence[float] = page.evaluate("shown")
    return found


def processor_time(process: int) -> float:
    """Seconds of a core that a process has taken so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Print every figure beside what is to be reached; 1 if one is missed."""
    missed = 0
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(project(Path(folder)))
        browser = playwright.chromium.launch(
            executable_path=provide(), args=["--no-sandbox", "--disable-gpu"]
        )
        before = os.getloadavg()[0]
        for what, measured, wanted, reached in rows(server.address, server.process.pid, browser):
            missed += reached is False
            told = {None: "", True: "yes", False: "NO"}[reached]
            print(f"{what:<40}{measured:>16}{wanted:>12}  {told}")
        print(f"load of the machine: {before:.1f} before, {os.getloadavg()[0]:.1f} after")
        browser.close()
        server.stop()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
