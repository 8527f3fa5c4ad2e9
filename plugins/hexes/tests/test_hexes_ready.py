"""The ready-made tests, for every action of the pack."""

from pathlib import Path

from combat_rules.testing import checks_of

TestHexes = checks_of(Path(__file__).parents[1])
