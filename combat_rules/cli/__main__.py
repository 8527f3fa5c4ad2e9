"""``python -m combat_rules.cli`` is ``combat-rules``."""

from combat_rules.cli import main

if __name__ == "__main__":
    main()
