"""A standard duel of about a hundred chart events, as the engine plays it."""

from combat_rules import CombatEvent, CombatSystem, Command, Ruleset

DURATION = 16_000

SCRIPT = [
    (at, who, action)
    for turn in range(5)
    for at, who, action in (
        (200 + 3000 * turn, "ayla", "attack"),  # lands
        (1100 + 3000 * turn, "borin", "block"),
        (1150 + 3000 * turn, "ayla", "quick_attack"),  # is blocked
        (1900 + 3000 * turn, "borin", "attack"),  # trades, or lands on one who steps up
        (1900 + 3000 * turn, "ayla", ("attack", "move_forward")[turn % 2]),
    )
]
"""Tick, actor and action: blows that land, are blocked, and trade."""

CHART_EVENTS = frozenset(
    {
        "action_started",
        "action_committed",
        "action_released",
        "action_recovering",
        "action_ended",
    }
)


def set_up(ruleset: Ruleset) -> CombatSystem:
    """The duel before its first tick."""
    combat = CombatSystem(DURATION, 44, 200, ruleset=ruleset)
    for name in ("ayla", "borin"):
        combat.add_combatant("duelist", name, controller="", health=400)
    combat.schedule(Command(actor=who, action=action, at=at) for at, who, action in SCRIPT)
    return combat


def count_chart_events(ruleset: Ruleset) -> int:
    """How many chart events the duel has."""
    combat = set_up(ruleset)
    heard: list[CombatEvent] = []
    combat.subscribe("*", heard.append)
    combat.run()
    return sum(event.type in CHART_EVENTS for event in heard)
