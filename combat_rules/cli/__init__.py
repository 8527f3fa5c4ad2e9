"""The command line of combat_rules: ``program.py`` runs it, ``app.py`` puts it together."""

from combat_rules.cli.program import main

__all__ = ["main"]
