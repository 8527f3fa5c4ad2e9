"""The rules that the scenarios are played under."""

from functools import cache
from pathlib import Path

from combat_rules import Ruleset, load_ruleset

FENCING = Path(__file__).parents[2] / "plugins" / "fencing"


@cache
def with_fencing() -> Ruleset:
    """The standard rules and the fencing pack."""
    return load_ruleset([FENCING])
