"""The play-by-play: events as a person would tell them, with bars for health and stamina."""

from rich.console import Console
from rich.text import Text

from combat_rules.engine.core.records import Result
from combat_rules.engine.system import CombatSystem
from combat_rules.model import CombatantState
from combat_rules.model.events import (
    ActionCancelled,
    ActionChained,
    ActionContact,
    ActionEvent,
    ActionInterrupted,
    ActionPhase,
    ActionWhiffed,
    AttributeChanged,
    AwarenessChanged,
    CombatantChanged,
    CombatantDefeated,
    CombatantJoined,
    CombatantMoved,
    CombatantPushed,
    CombatantRecovered,
    CombatantStunned,
    CombatEvent,
    CommandRefused,
    DamageDealt,
    FightEnded,
    FightStarted,
    PluginFailed,
    StatusEnded,
    StatusEvent,
    StatusStarted,
    details,
)

BAR = 20
"""Characters of a bar."""

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

QUIET = (
    CombatantJoined,
    CombatantMoved,
    CombatantPushed,
    CombatantRecovered,
    CombatantChanged,
    FightStarted,
    FightEnded,
    StatusEvent,
)
"""What a play-by-play leaves to ``--trace``, but for what it has words for."""


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
        if isinstance(event, ActionEvent):
            self._tell_action(event)
        else:
            self._tell_other(event)

    def ending(self, result: Result) -> None:
        """How it ended, and how everybody is."""
        winner = f"{result.winner} wins" if result.winner else "a draw"
        reason = result.reason.replace("_", " ")
        seconds = f"{result.at / self._second:.3f} s"
        self._console.print()
        self._console.print(Text(f"{winner} by {reason} after {seconds}", style="bold"))
        for state in self._combat.combatants.values():
            self._bars(state, indent=2)

    def _tell_action(self, event: ActionEvent) -> None:
        """Tell what happens to an action; how it begins and ends is left to its phases."""
        match event:
            case ActionPhase(name=name, phase=phase, ticks=ticks):
                if ticks:
                    self._line(event, phase, f"{name}, {ticks} ticks", "dim")
            case ActionContact() | ActionWhiffed():
                word, text, style = OUTCOMES[event.type]
                told = text.format(name=event.name, target=event.target)
                self._line(event, word.upper(), told, style)
            case ActionCancelled(name=name, phase=phase):
                self._line(event, "calls off", f"{name} in {phase}", "yellow")
            case ActionChained(name=name, into=into):
                self._line(event, "goes on", f"from {name} into {into}")
            case ActionInterrupted(name=name, phase=phase):
                self._line(event, "stopped", f"{name} in {phase}", "yellow")

    def _tell_other(self, event: CombatEvent) -> None:
        match event:
            case DamageDealt():
                self._damage(event)
            case CombatantStunned(stun=stun, ticks=ticks):
                self._line(event, stun.value, f"{ticks} ticks", "yellow")
            case CombatantDefeated():
                self._line(event, "DEFEATED", "", "bold red")
            case AttributeChanged(attribute=attribute, change=change, value=value):
                if attribute != "stamina":
                    self._line(event, "changes", f"{attribute} {change:+}, now {value}", "magenta")
            case AwarenessChanged(after=after):
                self._line(event, after.name.lower(), f"of {event.target}", "cyan")
            case StatusStarted(name=name):
                self._line(event, "is", name, "magenta")
            case StatusEnded(name=name):
                self._line(event, "is no more", name, "magenta")
            case CommandRefused(why=why):
                self._line(event, "refused", why, "yellow")
            case PluginFailed(plugin=plugin, where=where, error=error):
                self._line(event, "FAULT", f"plugin {plugin}: {where} raised {error}", "bold red")
            case _ if not isinstance(event, QUIET):
                self._line(event, event.type, _details(event), "dim")

    def _line(self, event: CombatEvent, word: str, text: str, style: str = "") -> None:
        fresh = event.timestamp != self._last
        self._last = event.timestamp
        time = f"{event.timestamp / self._second:8.3f}" if fresh else " " * 8
        who = (event.source or "").ljust(self._width)
        self._console.print(
            Text.assemble((time, "dim"), "  ", who, "  ", (f"{word:<11} {text}".rstrip(), style)),
            soft_wrap=True,
        )

    def _damage(self, event: DamageDealt) -> None:
        parts = [
            f"{share.change:+} {share.rule}" if number else f"{share.change} base"
            for number, share in enumerate(event.breakdown)
        ]
        lost, damage = event.lost, event.damage
        amount = f"{lost}" if lost == damage else f"its last {lost}, of {damage}"
        told = f"{event.target} loses {amount}: {', '.join(parts)}"
        self._line(event, "damage", told, "red" if lost else "dim")
        self._bars(self._combat.combatant(event.target or ""), indent=12 + self._width)

    def _raw(self, event: CombatEvent) -> None:
        causes = ", ".join(f"#{cause}" for cause in event.causes)
        cause = f" because of {causes}" if causes else ""
        target = f" -> {event.target}" if event.target else ""
        action = f" [{event.action}]" if event.action else ""
        told = (
            f"{event.timestamp:>7} #{event.sequence:<5} {event.type:<20} "
            f"{event.source or '-'}{target}{action}{cause}  {_details(event)}"
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


def _details(event: CombatEvent) -> str:
    return ", ".join(f"{key}={value}" for key, value in details(event).items())
