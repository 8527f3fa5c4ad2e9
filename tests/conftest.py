"""What all tests share: how properties are tried, and where machine code is kept."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from combat_rules.compiled.keeping import FOLDER
from tests.amounts import EXAMPLES, PROFILE
from tests.studio.chromium import chromium

# Workers are told a width that nobody has; commands under test print as into a pipe.
os.environ.pop("COLUMNS", None)

# Other tests share the machine, so a slow example says nothing about the rules.
SLOW = [HealthCheck.too_slow]

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
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(folder))
        yield


def pytest_collection_finish() -> None:
    """All that has been loaded by now stays, so nobody looks through it for what can be freed."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so where the studio could not be tried in a browser."""
    if chromium() is None:
        terminalreporter.write_line(
            "the studio was not tried in a browser: there is none; set CHROMIUM, or make browser"
        )
