"""Blows as a play-by-play tells them: a contact with the damage and the ends that it brought."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from combat_rules.cli.wrapping import KEPT, together
from combat_rules.model.events import (
    ActionContact,
    ActionInterrupted,
    ActionWhiffed,
    CombatEvent,
    DamageDealt,
)

OUTCOMES = {
    "action_hit": ("HIT", "bold red"),
    "action_counter_hit": ("COUNTER HIT", "bold red"),
    "action_blocked": ("BLOCKED", "bold blue"),
    "action_evaded": ("EVADED", "bold cyan"),
    "action_countered": ("COUNTERED", "bold magenta"),
    "action_whiffed": ("WHIFF", "yellow"),
    "action_traded": ("TRADE", "bold red"),
    "action_clashed": ("CLASH", "bold yellow"),
}
"""What a contact, or its absence, is called, and how it is shown."""


class Blow(Struct, frozen=True):
    """A contact, or a blow that met nobody, with what came of it at once."""

    contact: ActionContact | ActionWhiffed
    damages: tuple[DamageDealt, ...] = ()
    stopped: tuple[ActionInterrupted, ...] = ()

    @property
    def sequence(self) -> int:
        """The event whose causes tell the most: the damage, if there was any."""
        return self.damages[0].sequence if self.damages else self.contact.sequence

    @property
    def style(self) -> str:
        """How it is shown."""
        return OUTCOMES[self.contact.type][1]

    @property
    def title(self) -> str:
        """The move and what came of it: ``attack COUNTER HIT``."""
        return f"{self.contact.name}{KEPT}{together(OUTCOMES[self.contact.type][0])}"


def blows_of(moment: Iterable[CombatEvent]) -> dict[int, Blow]:
    """The blows among the events of one tick, by the sequence of every event that they tell."""
    events = list(moment)
    told: dict[int, Blow] = {}
    for event in events:
        if isinstance(event, ActionContact | ActionWhiffed):
            damages = tuple(e for e in events if isinstance(e, DamageDealt) and _led(event, e))
            led = (event.sequence, *(damage.sequence for damage in damages))
            stopped = tuple(
                e
                for e in events
                if isinstance(e, ActionInterrupted) and not {*led}.isdisjoint(e.causes)
            )
            blow = Blow(event, damages, stopped)
            told.update(dict.fromkeys((*led, *(e.sequence for e in stopped)), blow))
    return told


def loss(damage: DamageDealt, minus: str) -> str:
    """Who loses how much: ``brute -12``."""
    part = "" if damage.lost == damage.damage else f" of {damage.damage}"
    gone = f", {damage.absorbed} absorbed" if damage.absorbed else ""
    return together(f"{damage.target} {minus}{damage.lost}{part}{gone}")


def shares(damage: DamageDealt, minus: str) -> str:
    """What the damage is made of: ``(10 base, +2 counter_hit)``."""
    parts = [
        together(f"{share.change:+} {share.rule}".replace("-", minus, share.change < 0))
        if number
        else together(f"{share.change} {share.rule}")
        for number, share in enumerate(damage.breakdown)
    ]
    return f"({', '.join(parts)})"


def ends(blow: Blow) -> Iterator[str]:
    """What the blow has stopped: ``stops heavy_attack in commit``."""
    for event in blow.stopped:
        yield together(f"stops {event.name} in {event.phase}")


def _led(contact: ActionContact | ActionWhiffed, event: CombatEvent) -> bool:
    return contact.sequence in event.causes
