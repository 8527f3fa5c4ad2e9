"""What all tests share: how properties are tried, what is kept and looked up once for a run."""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import EntryPoints, entry_points

import pytest
from hypothesis import HealthCheck, settings

from combat_rules.plugins import sources
from tests.amounts import EXAMPLES, PROFILE
from tests.machine_code import FOR_TESTS, made
from tests.studio.chromium import chromium

# Workers are told a width that nobody has; commands under test print as into a pipe.
os.environ.pop("COLUMNS", None)

# Other tests share the machine, so a slow example says nothing about the rules.
SLOW = [HealthCheck.too_slow]

SELDOM = 10_000
"""New objects after which the youngest are looked through; usual are 700."""

settings.register_profile(
    "default", max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=SLOW
)
settings.register_profile(
    "long", max_examples=EXAMPLES, deadline=None, print_blob=True, suppress_health_check=SLOW
)
settings.load_profile(PROFILE)


@pytest.fixture(autouse=True, scope="session")
def _kept_for_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Machine code is kept in a folder of the test run, for all who run tests side by side."""
    folder = tmp_path_factory.getbasetemp().parent / "combat_rules_code"
    with made(FOR_TESTS, str(folder)):
        yield


@pytest.fixture(autouse=True, scope="session")
def _installed_once() -> Iterator[None]:
    """What is installed stays as it is, and is looked up once: a command does so each time."""

    @cache
    def installed(group: str, path: tuple[str, ...]) -> EntryPoints:
        return entry_points(group=group)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "entry_points", lambda group: installed(group, tuple(sys.path)))
        yield


@pytest.fixture
def collect() -> Callable[[], object]:
    """Frees what a test has let go of; what was there before is not looked through."""
    gc.freeze()
    return gc.collect


@pytest.fixture(autouse=True, scope="module")
def _old_objects_stay() -> None:
    """What other modules have left is not looked through for what can be freed: where pytest runs
    inside a test, it alone does so five times."""
    gc.collect()
    gc.freeze()


def pytest_collection_finish() -> None:
    """All that has been loaded by now stays, so nobody looks through it for what can be freed; nor
    is what is new looked through as often as usual."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so where the studio could not be tried in a browser."""
    if chromium() is None:
        terminalreporter.write_line(
            "the studio was not tried in a browser: there is none; set CHROMIUM, or make browser"
        )
