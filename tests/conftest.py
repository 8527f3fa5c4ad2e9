"""How much the property tests try: a little by default, a lot with COMBAT_RULES_PROFILE=long."""

import pytest
from hypothesis import HealthCheck, settings

from tests.amounts import PROFILE
from tests.studio.chromium import chromium

# Other tests share the machine, so a slow example says nothing about the rules.
SLOW = [HealthCheck.too_slow]

settings.register_profile(
    "default", max_examples=30, derandomize=True, deadline=None, suppress_health_check=SLOW
)
settings.register_profile(
    "long", max_examples=5000, deadline=None, print_blob=True, suppress_health_check=SLOW
)
settings.load_profile(PROFILE)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so where the studio could not be tried in a browser."""
    if chromium() is None:
        terminalreporter.write_line(
            "the studio was not tried in a browser: there is none; set CHROMIUM, or make browser"
        )
