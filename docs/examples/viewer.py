"""A viewer of recorded fights: forward and back, tick by tick, as a slider in a game does."""

import sys
from pathlib import Path

from combat_rules import CombatSystem, load_ruleset
from combat_rules.record import Journal, Replay

WIDTH = 41


def show(replay: Replay) -> str:
    """The fight where the slider stands: time, places, health."""
    line = ["."] * WIDTH
    for who, state in replay.combatants.items():
        line[state.position * (WIDTH - 1) // 100] = who[0].upper()
    health = ", ".join(f"{who} {state.health}" for who, state in replay.combatants.items())
    return f"tick {replay.now:5} {''.join(line)} {health}"


def record(file: Path) -> None:
    """Record a fight to look at."""
    with Journal(file) as journal:
        combat = CombatSystem(seed=3, ruleset=load_ruleset(), journal=journal)
        combat.add_combatant("duelist")
        combat.add_combatant("brute")
        combat.run()


def main() -> None:
    """Look at a recorded fight here and there."""
    file = Path(sys.argv[1] if len(sys.argv) > 1 else "viewed.jsonl")
    if not file.exists():
        record(file)
    replay = Replay(file)
    for tick in (0, 3000, 6000, 3000, 9000):
        replay.seek(tick)
        print(show(replay))


if __name__ == "__main__":
    main()
