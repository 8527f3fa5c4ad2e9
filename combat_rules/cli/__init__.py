"""The command line of combat_rules."""

from combat_rules.cli.app import app

__all__ = ["app", "main"]


def main() -> None:
    """Run ``combat-rules``."""
    app()
