"""Stories: who stands where, what they do and when, and what came of it."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from combat_rules import CombatEvent, CombatSystem, Command, Ruleset, load_ruleset

FENCING = Path(__file__).parents[2] / "plugins" / "fencing"

OUTCOMES = {
    "action_hit", "action_counter_hit", "action_blocked", "action_evaded", "action_countered",
    "action_whiffed", "action_traded", "action_clashed",
}  # fmt: skip


@cache
def with_fencing() -> Ruleset:
    """The standard rules and the fencing pack."""
    return load_ruleset([FENCING])


class Story:
    """A fight in which everybody does what the story says, and a memory of what happened."""

    def __init__(self, rules: Ruleset | None = None, **options: Any) -> None:
        self.combat = CombatSystem(ruleset=rules, **{"strict": True, **options})
        self.told: list[CombatEvent] = []
        self.combat.subscribe("*", self.told.append)

    def given(self, name: str, archetype: str = "duelist", **others: Any) -> "Story":
        """Somebody takes part."""
        self.combat.add_combatant(archetype, name, **{"controller": "", **others})
        return self

    def at(self, tick: int) -> "Story":
        """Time has come to ``tick``."""
        self.combat.advance(tick - self.combat.now)
        return self

    def does(self, name: str, action: str, target: str | None = None) -> "Story":
        """Somebody begins an action, now."""
        self.combat.execute_action(action, name, target)
        return self

    def calls_off(self, name: str) -> "Story":
        """Somebody calls off what it does."""
        self.combat.cancel(name)
        return self

    def plays(self, commands: Sequence[Command]) -> "Story":
        """Everything goes by a script."""
        self.combat.schedule(commands)
        self.combat.run()
        return self

    def events(self, type: str, source: str | None = None) -> list[CombatEvent]:
        """What was told of one kind, or of one kind by one combatant."""
        return [e for e in self.told if e.type == type and source in (None, e.source)]

    def outcomes(self) -> list[tuple[int, str, str]]:
        """What came of each blow: when, whose, and what."""
        return [
            (e.timestamp, f"{e.source}'s {e.data['name']}", e.type.removeprefix("action_"))
            for e in self.told
            if e.type in OUTCOMES
        ]

    def damage_to(self, name: str) -> list[dict[str, int]]:
        """Each blow that hurt somebody, as its base and what each rule changed."""
        return [
            {part["rule"]: part["change"] for part in event.data["breakdown"]}
            for event in self.events("damage_dealt")
            if event.target == name
        ]

    def health(self, name: str) -> int:
        """What somebody has left."""
        return self.combat.combatant(name).health
