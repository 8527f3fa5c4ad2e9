"""The same as the command ``combat-rules``: ``python -m combat_rules``."""

from combat_rules.cli.program import main

if __name__ == "__main__":
    main()
