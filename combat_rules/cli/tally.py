"""How a fight ended: how everybody is, and what each move came to."""

from collections.abc import Iterable
from typing import NamedTuple

from combat_rules.cli.tables import Terminal, print_table
from combat_rules.cli.wrapping import together
from combat_rules.model import CombatantState
from combat_rules.model.events import (
    ActionBlocked,
    ActionCounterHit,
    ActionEvent,
    ActionHit,
    ActionStarted,
    ActionTraded,
    CombatEvent,
    DamageDealt,
)

BAR = 20
"""Characters of the longest bar."""
SHORTEST = 5
"""Characters of the shortest bar; where that is too much, the numbers stand alone."""
AROUND = len("    health  1000/1000   stamina  1000/1000")
"""What stands beside the name and the two bars of somebody."""

COLUMNS = ("fighter", "move", "used", "landed", "blocked", "damage")


class Noted(NamedTuple):
    """What an event counts for: who did it with which move, and by how much which column grows."""

    sequence: int
    who: str
    move: str
    column: str
    amount: int


class Tally:
    """Counts what each combatant's moves come to, event by event."""

    def __init__(self) -> None:
        self._noted: list[Noted] = []

    def count(self, event: CombatEvent) -> None:
        """Take note of one event."""
        match event:
            case DamageDealt(source=str(who), name=name):
                self._note(event, who, name, "damage", event.lost)
            case ActionEvent(source=str(who), name=name):
                match event:
                    case ActionStarted():
                        self._note(event, who, name, "used")
                    case ActionHit() | ActionCounterHit() | ActionTraded():
                        self._note(event, who, name, "landed")
                    case ActionBlocked():
                        self._note(event, who, name, "blocked")

    def take_back(self, sequence: int) -> None:
        """Forget the events from a number on: the fight has gone back to before them."""
        while self._noted and self._noted[-1].sequence >= sequence:
            self._noted.pop()

    def print(self, fighters: Iterable[str]) -> None:
        """Print the table: of each fighter the moves in the order of their first use."""
        order = {who: place for place, who in enumerate(fighters)}
        found: dict[tuple[str, str], list[int]] = {}
        for noted in self._noted:
            counts = found.setdefault((noted.who, noted.move), [0, 0, 0, 0])
            counts[COLUMNS.index(noted.column) - 2] += noted.amount
        rows = sorted(found.items(), key=lambda row: order.get(row[0][0], len(order)))
        cells = [(who, move, *map(str, counts)) for (who, move), counts in rows if move]
        if cells:
            print_table(COLUMNS, cells, words=COLUMNS[:2])

    def _note(self, event: CombatEvent, who: str, move: str, column: str, amount: int = 1) -> None:
        self._noted.append(Noted(event.sequence, who, move, column, amount))


def print_bars(terminal: Terminal, fighters: Iterable[CombatantState], *, unicode: bool) -> None:
    """Print how everybody is, with bars as long as there is room for."""
    states = list(fighters)
    named = max((len(state.id) for state in states), default=0)
    wide = terminal.columns
    room = BAR if wide is None else min(BAR, (wide - named - AROUND) // 2)
    for state in states:
        health = _gauge("health", state.health, state.max_health, room, unicode=unicode)
        stamina = _gauge("stamina", state.stamina, state.max_stamina, room, unicode=unicode)
        terminal.tell(f"  {state.id.ljust(named)}  {health}  {stamina}", hang=4)


def _gauge(name: str, value: int, full: int, room: int, *, unicode: bool) -> str:
    numbers = f"{value:>4}/{full:<4}"
    if room < SHORTEST:
        return together(f"{name} {numbers.strip()}")
    # Something left is never shown as nothing.
    filled = -(-value * room // full) if full else 0
    solid, empty = ("█", "░") if unicode else ("#", ".")
    return together(f"{name} {solid * filled}{empty * (room - filled)} {numbers}")
