"""The play-by-play: events as a person would tell them, with bars for health and stamina."""

from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from combat_rules.engine.state.world import Result
from combat_rules.engine.system import CombatSystem
from combat_rules.model import CombatantState, CombatEvent

BAR = 20
"""Characters of a bar."""

PHASES = {
    "action_started": "feint",
    "action_committed": "commit",
    "action_released": "release",
    "action_recovering": "recovery",
}
OUTCOMES = {
    "action_hit": ("hit", "{name} lands on {target}", "bold red"),
    "action_counter_hit": ("counter hit", "{name} catches {target} open", "bold red"),
    "action_blocked": ("blocked", "{target} blocks {name}", "bold blue"),
    "action_evaded": ("evaded", "{target} evades {name}", "bold cyan"),
    "action_countered": ("countered", "{target} counters {name}", "bold magenta"),
    "action_whiffed": ("whiff", "{name} meets nobody", "yellow"),
    "action_traded": ("trade", "{name} and {target}'s blow land together", "bold red"),
    "action_clashed": ("clash", "{name} clashes with {target}'s blow", "bold yellow"),
}
QUIET = frozenset({"combatant_moved", "combatant_pushed", "combatant_recovered", "fight_started"})
"""What a play-by-play leaves to ``--trace``."""


class Narrator:
    """Tells a fight, line by line, as it happens."""

    def __init__(self, combat: CombatSystem, console: Console, *, trace: bool = False) -> None:
        self._combat = combat
        self._console = console
        self._trace = trace
        self._second = combat.fight.ruleset.ticks_per_second
        self._width = max(len(who) for who in combat.combatants)
        self._last = -1
        self._unicode = "utf" in (console.encoding or "").lower()
        self._tell: Mapping[str, Callable[[CombatEvent], None]] = {
            **dict.fromkeys(PHASES, self._phase),
            **dict.fromkeys(OUTCOMES, self._outcome),
            "phase_entered": self._phase,
            "damage_dealt": self._damage,
            "action_cancelled": self._cancelled,
            "action_chained": self._chained,
            "action_interrupted": self._interrupted,
            "combatant_stunned": self._stunned,
            "combatant_defeated": self._defeated,
            "attribute_changed": self._changed,
            "awareness_changed": self._awareness,
            "status_started": self._status,
            "status_ended": self._status,
            "command_refused": self._refused,
            "plugin_failed": self._failed,
        }

    def opening(self) -> None:
        """Who fights, and how they stand."""
        combat = self._combat
        sides = " against ".join(
            f"{who} ({state.archetype})" if who != state.archetype else who
            for who, state in combat.combatants.items()
        )
        self._console.print(Text(sides, style="bold"))
        plugins = [p.name for p in combat.fight.ruleset.plugins if not p.problems]
        facts = f"seed {combat.fight.seed}, rules: {', '.join(plugins)}"
        self._console.print(Text(f"{facts}, arena {combat.fight.arena}", style="dim"))
        self._console.print()

    def hear(self, event: CombatEvent) -> None:
        """Tell one event."""
        if self._trace:
            self._raw(event)
            return
        tell = self._tell.get(event.type)
        if tell is not None:
            tell(event)
        elif not event.type.startswith(("action_", "combatant_", "fight_", "status_")):
            self._line(event, event.type, _details(event.data), "dim")

    def ending(self, result: Result) -> None:
        """How it ended, and how everybody is."""
        winner = f"{result.winner} wins" if result.winner else "a draw"
        reason = result.reason.replace("_", " ")
        seconds = f"{result.at / self._second:.3f} s"
        self._console.print()
        self._console.print(Text(f"{winner} by {reason} after {seconds}", style="bold"))
        for state in self._combat.combatants.values():
            self._bars(state, indent=2)

    def _line(self, event: CombatEvent, word: str, text: str, style: str = "") -> None:
        fresh = event.timestamp != self._last
        self._last = event.timestamp
        time = f"{event.timestamp / self._second:8.3f}" if fresh else " " * 8
        who = (event.source or "").ljust(self._width)
        self._console.print(
            Text.assemble((time, "dim"), "  ", who, "  ", (f"{word:<11} {text}".rstrip(), style)),
            soft_wrap=True,
        )

    def _phase(self, event: CombatEvent) -> None:
        data = event.data
        if not data["ticks"]:
            return
        phase = str(data["phase"])
        self._line(event, phase, f"{data['name']}, {data['ticks']} ticks", "dim")

    def _outcome(self, event: CombatEvent) -> None:
        word, text, style = OUTCOMES[event.type]
        told = text.format(name=event.data["name"], target=event.target)
        self._line(event, word.upper(), told, style)

    def _damage(self, event: CombatEvent) -> None:
        data = event.data
        parts = [
            f"{piece['change']:+} {piece['rule']}" if number else f"{piece['change']} base"
            for number, piece in enumerate(data["breakdown"])
        ]
        lost, damage = data["lost"], data["damage"]
        amount = f"{lost}" if lost == damage else f"its last {lost}, of {damage}"
        told = f"{event.target} loses {amount}: {', '.join(parts)}"
        self._line(event, "damage", told, "red" if data["lost"] else "dim")
        self._bars(self._combat.combatant(event.target or ""), indent=12 + self._width)

    def _cancelled(self, event: CombatEvent) -> None:
        self._line(event, "calls off", f"{event.data['name']} in {event.data['phase']}", "yellow")

    def _chained(self, event: CombatEvent) -> None:
        self._line(event, "goes on", f"from {event.data['name']} into {event.data['into']}")

    def _interrupted(self, event: CombatEvent) -> None:
        self._line(event, "stopped", f"{event.data['name']} in {event.data['phase']}", "yellow")

    def _stunned(self, event: CombatEvent) -> None:
        self._line(event, str(event.data["stun"]), f"{event.data['ticks']} ticks", "yellow")

    def _defeated(self, event: CombatEvent) -> None:
        self._line(event, "DEFEATED", "", "bold red")

    def _changed(self, event: CombatEvent) -> None:
        data = event.data
        if data["attribute"] != "stamina":
            told = f"{data['attribute']} {data['change']:+}, now {data['value']}"
            self._line(event, "changes", told, "magenta")

    def _awareness(self, event: CombatEvent) -> None:
        self._line(event, str(event.data["to"]), f"of {event.target}", "cyan")

    def _status(self, event: CombatEvent) -> None:
        begins = event.type == "status_started"
        self._line(event, "is" if begins else "is no more", str(event.data["name"]), "magenta")

    def _refused(self, event: CombatEvent) -> None:
        self._line(event, "refused", str(event.data["why"]), "yellow")

    def _failed(self, event: CombatEvent) -> None:
        data = event.data
        told = f"plugin {data['plugin']}: {data['where']} raised {data['error']}"
        self._line(event, "FAULT", told, "bold red")

    def _raw(self, event: CombatEvent) -> None:
        cause = "" if event.cause is None else f" because of #{event.cause}"
        target = f" -> {event.target}" if event.target else ""
        action = f" [{event.action}]" if event.action else ""
        told = (
            f"{event.timestamp:>7} #{event.sequence:<5} {event.type:<20} "
            f"{event.source or '-'}{target}{action}{cause}  {_details(event.data)}"
        )
        self._console.print(Text(told.rstrip()), soft_wrap=True)

    def _bars(self, state: CombatantState, indent: int) -> None:
        self._console.print(
            Text.assemble(
                " " * indent,
                state.id.ljust(self._width),
                "  health ",
                (self._bar(state.health, state.max_health), "red"),
                f" {state.health:>4}/{state.max_health:<4}  stamina ",
                (self._bar(state.stamina, state.max_stamina), "green"),
                f" {state.stamina:>4}/{state.max_stamina}",
            ),
            soft_wrap=True,
        )

    def _bar(self, value: int, full: int) -> str:
        # Something left is never shown as nothing.
        filled = -(-value * BAR // full) if full else 0
        solid, empty = ("█", "░") if self._unicode else ("#", ".")
        return solid * filled + empty * (BAR - filled)


def _details(data: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}={value}" for key, value in data.items())
