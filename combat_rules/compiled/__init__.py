"""Rule Python: what the core of a moment may be written in, and what of a rule will compile."""

from combat_rules.compiled.finding import NotRulePython
from combat_rules.compiled.modules import BOUNDARY, STEPS
from combat_rules.compiled.rules import report
from combat_rules.compiled.steps import refuse

__all__ = ["BOUNDARY", "STEPS", "NotRulePython", "refuse", "report"]
