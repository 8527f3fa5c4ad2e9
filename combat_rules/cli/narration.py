"""The play-by-play: events as a person would tell them, a blow in one or two lines."""

from rich.cells import cell_len
from rich.text import Text

from combat_rules.cli.blows import Blow, blows_of, ends, loss, shares
from combat_rules.cli.tables import Terminal
from combat_rules.cli.tally import Tally, print_bars
from combat_rules.cli.wording import details_of, wording
from combat_rules.cli.wrapping import KEPT, wrapped
from combat_rules.design.faltering import seen_by_guard
from combat_rules.design.titles import titles_of, with_title
from combat_rules.engine.core.records import Result
from combat_rules.engine.mistakes import describe_fault, fault_of, same_mistake
from combat_rules.engine.system import CombatSystem
from combat_rules.model.events import ActionContact, CombatEvent

LEFT_FOR_TEXT = 50
"""Columns that what happened needs for the time, number and name to stand in columns."""


class Narrator:
    """Tells a fight, tick by tick, as it happens.

    With ``verbose``, phases and the stuns of blows too; with ``trace``, every event as it is.
    """

    def __init__(
        self,
        combat: CombatSystem,
        terminal: Terminal,
        *,
        verbose: bool = False,
        trace: bool = False,
    ) -> None:
        self._combat = combat
        self._terminal = terminal
        self._verbose = verbose
        self._trace = trace
        self._second = combat.fight.ruleset.ticks_per_second
        self._named = max(len(who) for who in combat.combatants)
        self._unicode = "utf" in (terminal.encoding or "").lower()
        self._minus = "\N{MINUS SIGN}" if self._unicode else "-"
        self._titles = titles_of(combat.fight.ruleset)
        self._moment: list[CombatEvent] = []
        self._last = -1
        self._tally = Tally()
        self._mistakes: set[tuple[str, str]] = set()
        self._seen: dict[int, str] = {}

    def opening(self) -> None:
        """Who fights, and under which rules."""
        combat = self._combat
        sides = " against ".join(
            f"{who} ({state.archetype})" if who != state.archetype else who
            for who, state in combat.combatants.items()
        )
        self._terminal.tell(sides, "bold")
        plugins = [p.name for p in combat.fight.ruleset.plugins if not p.problems]
        facts = f"seed {combat.fight.seed}, rules: {', '.join(plugins)}"
        self._terminal.tell(f"{facts}, arena {combat.fight.arena}", "dim", hang=2)
        self._terminal.tell()

    def hear(self, event: CombatEvent) -> None:
        """Take note of one event; what happened at a tick is told as the next one comes."""
        if self._moment and event.timestamp != self._moment[-1].timestamp:
            self.settle()
        if self._trace:
            self._raw(event)
            self._tally.count(event)
            return
        if seen := seen_by_guard(self._combat, event):
            self._seen[event.sequence] = seen
        named = with_title(event, self._titles)
        self._tally.count(named)
        self._moment.append(named)

    def settle(self) -> None:
        """Tell all that was heard."""
        moment, self._moment = self._moment, []
        blows = blows_of(moment)
        told: set[int] = set()
        for event in moment:
            blow = blows.get(event.sequence)
            if blow is None:
                self._tell(event)
            elif blow.contact.sequence not in told:
                told.add(blow.contact.sequence)
                self._blow(blow)

    def take_back(self, sequence: int) -> None:
        """The fight has gone back to before the event of a number: what was told since is not so,
        and is counted no more."""
        self.settle()
        self._tally.take_back(sequence)
        at = f"{self._combat.now / self._second:.3f} s"
        self._terminal.tell(f"the fight goes on from {at}", "dim", hang=2)
        self._last = -1

    def ending(self, result: Result) -> None:
        """How it ended, how everybody is, and what the moves came to."""
        self.settle()
        winner = f"{result.winner} wins" if result.winner else "a draw"
        reason = result.reason.replace("_", " ")
        seconds = f"{result.at / self._second:.3f} s"
        combatants = self._combat.combatants
        self._terminal.tell()
        self._terminal.tell(f"{winner} by {reason} after {seconds}", "bold")
        print_bars(self._terminal, combatants.values(), unicode=self._unicode)
        self._terminal.tell()
        self._tally.print(combatants)

    def _blow(self, blow: Blow) -> None:
        head = self._head(blow.contact, blow.sequence)
        if not blow.damages:
            self._line(head, "  ".join((blow.title, *self._met(blow), *ends(blow))), blow.style)
        for number, damage in enumerate(blow.damages):
            most = self._combat.combatant(damage.target or "").max_health
            first = blow.title if not number else "and"
            what = f"{first}  {loss(damage, self._minus)}"
            of, left = shares(damage, self._minus), f"{damage.health}/{most}"
            after = "" if number else "".join(f"  {end}" for end in ends(blow))
            at = head if not number else self._head(damage)
            wide = self._terminal.columns
            if wide is None or cell_len(f"{at}{what} {of}  {left}{after}") <= wide:
                self._line(at, f"{what} {of}  {left}{after}", blow.style)
            else:
                fits = cell_len(f"{at}{what}  {left}") <= wide
                self._line(at, f"{what}  {left}" if fits else what, blow.style)
                rest = f"{of}{after}" if fits else f"{left}  {of}{after}"
                self._line(" " * self._hang(at), rest, blow.style)

    def _met(self, blow: Blow) -> tuple[str, ...]:
        contact = blow.contact
        return (str(contact.target),) if isinstance(contact, ActionContact) else ()

    def _tell(self, event: CombatEvent) -> None:
        seen = self._seen.get(event.sequence, "")
        told = wording(event, verbose=self._verbose, minus=self._minus, seen=seen)
        fault = fault_of(event, self._combat.faults)
        if fault is not None:
            mistake = same_mistake(fault)
            if mistake in self._mistakes and not self._verbose:
                return
            self._mistakes.add(mistake)
            told = f"FAULT {describe_fault(fault)}", "bold red"
        if told is not None:
            text, style = told
            self._line(self._head(event), text, style)

    def _head(self, event: CombatEvent, sequence: int | None = None) -> str:
        """What every line begins with: the time, once for each tick, the number and who it is."""
        fresh = event.timestamp != self._last
        self._last = event.timestamp
        number = f"#{event.sequence if sequence is None else sequence}"
        if not self._roomy:
            return f"{event.timestamp / self._second:.3f} {number} {event.source or ''} "
        time = f"{event.timestamp / self._second:6.3f}" if fresh else " " * 6
        return f"{time} {number:<5} {(event.source or '').ljust(self._named)}  "

    @property
    def _roomy(self) -> bool:
        wide = self._terminal.columns
        return wide is None or wide - self._named - len("12.345 #1234   ") >= LEFT_FOR_TEXT

    def _hang(self, head: str) -> int:
        return len(head) if self._roomy else 2

    def _line(self, head: str, text: str, style: str) -> None:
        lines = wrapped(head + text.rstrip(), self._terminal.columns, self._hang(head))
        for number, line in enumerate(lines):
            shown = Text(line.replace(KEPT, " "), style=style)
            if not number:
                shown.stylize("not bold dim default", 0, len(head) - self._named - 2)
            self._terminal.print(shown)

    def _raw(self, event: CombatEvent) -> None:
        causes = ", ".join(f"#{cause}" for cause in event.causes)
        cause = f" because of {causes}" if causes else ""
        target = f" -> {event.target}" if event.target else ""
        action = f" [{event.action}]" if event.action else ""
        told = (
            f"{event.timestamp:>7} #{event.sequence:<5} {event.type:<20} "
            f"{event.source or '-'}{target}{action}{cause}  {details_of(event)}"
        )
        self._terminal.tell(told.rstrip(), hang=15)
