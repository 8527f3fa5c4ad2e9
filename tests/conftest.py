"""How the property tests try: the same few examples each time, or many others in a long run."""

import pytest
from hypothesis import HealthCheck, settings

from tests.amounts import EXAMPLES, PROFILE
from tests.studio.chromium import chromium

# Other tests share the machine, so a slow example says nothing about the rules.
SLOW = [HealthCheck.too_slow]

settings.register_profile(
    "default", max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=SLOW
)
settings.register_profile(
    "long", max_examples=EXAMPLES, deadline=None, print_blob=True, suppress_health_check=SLOW
)
settings.load_profile(PROFILE)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so where the studio could not be tried in a browser."""
    if chromium() is None:
        terminalreporter.write_line(
            "the studio was not tried in a browser: there is none; set CHROMIUM, or make browser"
        )
