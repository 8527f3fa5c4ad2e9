"""The checker: what has to be true of any fight, worked out from its events and nothing else.

It shares no code with the engine: it keeps its own books of health, stamina and attributes, of
who runs which action, who stands where and who has fallen, and compares them with the records.
"""

from collections.abc import Mapping
from copy import copy, deepcopy
from typing import Any

from combat_rules import CombatEvent, CombatSystem
from combat_rules.model.events import (
    ActionContact,
    ActionEnded,
    ActionEvent,
    ActionPhase,
    ActionReleased,
    ActionWhiffed,
    AttributeChanged,
    CombatantChanged,
    CombatantDefeated,
    CombatantJoined,
    CombatantMoved,
    CombatantPushed,
    CombatantRecovered,
    CombatantStunned,
    CombatantWithdrew,
    DamageDealt,
    FightEnded,
    ProjectileEnded,
    ProjectileLaunched,
    StatusEnded,
    StatusEvent,
    StatusStarted,
    StatusTicked,
)

MOST = 2**62
"""No number of a fight is larger: the compiled form has 64 bits."""
BEGINS = ("action_started", "action_released", "action_recovering")


class Wrong(AssertionError):
    """Something that must not be."""


def demand(holds: bool, what: object) -> None:
    """Raise if something does not hold."""
    if not holds:
        raise Wrong(what)


class Account:
    """A number that comes back by itself, in parts of a point: ``second`` of them are one."""

    def __init__(self, low: int, high: int, rate: int, value: int, second: int, now: int) -> None:
        self.low, self.high, self.rate, self.second = low, high, rate, second
        self.parts, self.since = value * second, now

    def at(self, now: int) -> int:
        """The number at a tick."""
        self.parts += self.rate * (now - self.since)
        self.since = now
        self.parts = max(self.low * self.second, min(self.parts, self.high * self.second))
        return self.value

    @property
    def value(self) -> int:
        """Whole points: of what comes back those that are complete, of what falls those begun."""
        return -(-self.parts // self.second) if self.rate < 0 else self.parts // self.second

    def change(self, by: int, now: int) -> int:
        """Add points, and keep no part of one where it is full; the number after that."""
        self.at(now)
        self.parts += by * self.second
        after = self.value
        if (self.rate > 0 and after >= self.high) or (self.rate <= 0 and after <= self.low):
            self.parts = after * self.second
        return after


class Book:
    """What the checker knows of one combatant."""

    def __init__(
        self, state: Any, attributes: Mapping[str, Any], kinds: Mapping[str, Any], second: int,
        now: int,
    ) -> None:  # fmt: skip
        kind = kinds[state.archetype]
        self.health, self.max_health = state.health, state.max_health
        self.position = state.position
        self.fallen = False
        self.running: str | None = None
        self.acts = 0
        self.reels, self.stunned_until = False, 0
        self.released: dict[str, int] = {}
        self.phase_ends, self.disturbed = 0, False
        self.statuses: dict[str, int] = {}
        self.accounts = {
            name: Account(
                a.minimum,
                kind.maxima.get(name, a.maximum),
                kind.regenerations.get(name, a.regeneration),
                getattr(state, name),
                second,
                now,
            )
            for name, a in attributes.items()
        }
        self.accounts["stamina"] = Account(
            0, state.max_stamina, state.stamina_regeneration, state.stamina, second, now
        )


class Checker:
    """Hears a fight from its first event on, and checks it step by step."""

    def __init__(self, combat: CombatSystem) -> None:
        self.combat = combat
        rules = combat.fight.ruleset
        self.second = rules.ticks_per_second
        self.attributes = {a.name: a for a in rules.attributes}
        self.kinds = rules.archetypes
        self.ways_out = {name: move.action.out_of for name, move in rules.moves.items()}
        self.recovered: set[int] = set()
        self.cooldowns = {name: move.action.cooldown for name, move in rules.moves.items()}
        self.every = {c.rule.name: c.rule.every for c in rules.statuses}
        self.heard: list[CombatEvent] = []
        self.new: list[CombatEvent] = []
        self.events: list[CombatEvent] = []
        self.books: dict[str, Book] = {}
        self.over = False
        combat.subscribe("*", self.new.append)
        for name, state in combat.combatants.items():
            self.books[name] = Book(state, self.attributes, self.kinds, self.second, combat.now)
        self.first = combat.state.world.sequence
        self.flying: set[str] = set()
        self.pages = [(0, deepcopy(self.books), set(self.flying))]

    def check(self) -> None:
        """Read what has been heard since, and compare the books with the records."""
        heard, self.new[:] = list(self.new), []
        sequence = self.combat.state.world.sequence
        if heard and heard[0].sequence < self.first + len(self.events):
            self._go_back(min(event.sequence for event in heard))
        elif sequence < self.first + len(self.events):
            self._go_back(sequence)
        self._delivery(heard)
        for event in sorted(heard, key=lambda event: event.sequence):
            self._event(event)
        demand(self.first + len(self.events) == sequence, f"events are missing before {sequence}")
        self.pages.append((len(self.events), deepcopy(self.books), set(self.flying)))
        self._records()

    def _go_back(self, sequence: int) -> None:
        """Take back what has happened since a number, as a rollback does."""
        kept = self.events[: sequence - self.first]
        self.recovered = {one for one in self.recovered if one < sequence}
        while self.pages[-1][0] > len(kept):
            self.pages.pop()
        count, books, flying = self.pages[-1]
        self.books, self.flying, self.over = deepcopy(books), set(flying), False
        del self.events[count:]
        for event in kept[count:]:
            self._event(event)

    def _delivery(self, heard: list[CombatEvent]) -> None:
        known = {event.sequence for event in self.events}
        at = self.events[-1].timestamp if self.events else 0
        for event in heard:
            demand(event.timestamp >= at, f"time goes back to {event}")
            at = event.timestamp
            for cause in event.causes:
                demand(cause in known or cause < self.first, f"{event} before its cause {cause}")
            known.add(event.sequence)

    def _event(self, event: CombatEvent) -> None:
        number = self.first + len(self.events)
        demand(event.sequence == number, f"number {number} is missing before {event}")
        demand(event.causes == tuple(sorted(set(event.causes))), f"causes of {event}")
        demand(not self.over, f"after the end: {event}")
        for cause in event.causes:
            if cause >= self.first:
                caused = self.events[cause - self.first].timestamp <= event.timestamp
                demand(caused, f"{event} before its cause {cause}")
        self.events.append(event)
        book = self.books.get(event.source or "")
        self._disturb(event)
        if isinstance(event, CombatantJoined):
            state = self.combat.combatants[event.source or ""]
            self.books[state.id] = Book(
                state, self.attributes, self.kinds, self.second, event.timestamp
            )
        elif isinstance(event, FightEnded):
            self.over = True
        elif isinstance(event, DamageDealt):
            self._damage(event)
        elif isinstance(event, ActionContact | ActionWhiffed) and event.projectile:
            demand(event.projectile in self.flying, f"{event} by what does not fly")
        elif isinstance(event, ProjectileLaunched):
            demand(event.projectile not in self.flying, f"{event} again")
            self.flying.add(event.projectile)
        elif isinstance(event, ProjectileEnded):
            demand(event.projectile in self.flying, f"{event} that does not fly")
            self.flying.remove(event.projectile)
        elif isinstance(event, ActionEvent) and book is not None:
            self._action(event, book)
        elif isinstance(event, StatusEvent) and book is not None:
            self._status(event, book)
        elif book is not None:
            self._other(event, book)

    def _action(self, event: ActionEvent, book: Book) -> None:
        if isinstance(event, ActionPhase) and book.running != event.action:
            demand(event.type in BEGINS, f"{event} begins an action")
            demand(book.running is None, f"{book.running} has not ended before {event}")
            demand(not book.fallen, f"the fallen act: {event}")
            demand(not book.reels, f"the stunned act: {event}")
            gets_out = bool(self.ways_out[event.name])
            gets_out = gets_out or self.recovered.isdisjoint(event.causes)
            demand(gets_out, f"what gets nobody out of a stun ends one: {event}")
            ready = book.released.get(event.name, -MOST) + self.cooldowns[event.name]
            demand(event.timestamp >= ready, f"{event} is not ready before {ready}")
            book.running, book.acts = event.action, book.acts + 1
            demand(event.action == f"{event.source}#{book.acts}", f"{event} is the next action")
            self._phase(event, book)
            return
        demand(book.running == event.action, f"{event} of an action that does not run")
        goes_on = isinstance(event, ActionPhase) or getattr(event, "reason", "") == "completed"
        if goes_on and not book.disturbed:
            on_time = event.timestamp >= book.phase_ends
            demand(on_time, f"{event} before its phase is over at {book.phase_ends}")
        if isinstance(event, ActionPhase):
            self._phase(event, book)
        if isinstance(event, ActionEnded):
            # Of whoever was stopped it tells the end of the stun as well; what is called off in a
            # stun ends before it.
            early = event.reason == "cancelled" and event.timestamp < book.stunned_until
            book.running, book.reels = None, book.reels and early

    def _phase(self, event: ActionPhase, book: Book) -> None:
        book.phase_ends, book.disturbed = event.timestamp + event.ticks, False
        if isinstance(event, ActionReleased):
            book.released[event.name] = event.timestamp

    def _disturb(self, event: CombatEvent) -> None:
        """Note whose phase may end before its time: of those who strike, are struck or call off."""
        if isinstance(event, ActionPhase | ActionEnded):
            return
        for name in (event.source, event.target):
            if name in self.books:
                self.books[name].disturbed = True

    def _damage(self, event: DamageDealt) -> None:
        book = self.books[event.target or ""]
        demand(not book.fallen, f"the fallen are struck: {event}")
        demand(event.damage >= 0, f"{event} heals")
        total = sum(share.change for share in event.breakdown)
        demand(total == event.damage, f"{event} is not the sum of its rules, {total}")
        demand(0 <= event.absorbed <= event.damage, f"{event} absorbs")
        lost = min(event.damage - event.absorbed, book.health)
        # What heals at the same stage is summed with what statuses and effects take, before that
        # is told, and what heals beyond the most is taken first.
        if event.outcome is not None and book.health < book.max_health:
            demand(event.lost == lost, f"{event}, of {book.health}")
        demand(0 <= event.lost <= lost, f"{event}, of {book.health}")
        book.health -= event.lost
        demand(book.health == event.health, f"{event}, but there is {book.health}")

    def _other(self, event: CombatEvent, book: Book) -> None:
        if isinstance(event, AttributeChanged):
            demand(not book.fallen, f"the fallen are changed: {event}")
            demand(event.change != 0, f"nothing changes: {event}")
            if event.attribute == "health":
                book.health += event.change
                demand(book.health == event.value, f"{event}, but there is {book.health}")
                demand(0 <= book.health <= book.max_health, f"{event} is out of range")
            else:
                account = book.accounts[event.attribute]
                after = account.change(event.change, event.timestamp)
                demand(after == event.value, f"{event}, but there is {after}")
                demand(account.low <= after <= account.high, f"{event} is out of range")
        elif isinstance(event, CombatantMoved | CombatantPushed):
            demand(not book.fallen, f"the fallen are moved: {event}")
            demand(event.before == book.position != event.after, f"{event} from {book.position}")
            demand(0 <= event.after <= self.combat.fight.arena, f"{event} out of the arena")
            book.position = event.after
        elif isinstance(event, CombatantStunned):
            demand(not book.fallen, f"the fallen are stunned: {event}")
            book.reels |= event.ticks > 0
            # One that is outlasted is not told, so what is told last is what counts.
            book.stunned_until = event.timestamp + event.ticks
        elif isinstance(event, CombatantRecovered):
            book.reels = False
            self.recovered.add(event.sequence)
        elif isinstance(event, CombatantDefeated):
            demand(book.health == 0 and not book.fallen, f"{event} with {book.health}")
            book.fallen = True
        elif isinstance(event, CombatantWithdrew):
            demand(book.health > 0 and not book.fallen, f"{event} with {book.health}")
            book.fallen = True
        elif isinstance(event, CombatantChanged):
            for name, value in event.changed.items():
                assert isinstance(value, int)
                if name == "health":
                    book.health = value
                elif name in book.accounts:
                    account = book.accounts[name]
                    account.change(value - account.at(event.timestamp), event.timestamp)

    def _status(self, event: StatusEvent, book: Book) -> None:
        since = book.statuses.get(event.name)
        if isinstance(event, StatusStarted):
            demand(since is None and event.value > 0, f"{event} again")
            book.statuses[event.name] = event.timestamp
        elif isinstance(event, StatusEnded):
            demand(since is not None, f"{event} before it has started")
            book.statuses.pop(event.name)
        elif isinstance(event, StatusTicked):
            ran = event.timestamp - (since or 0)
            on_time = ran > 0 and ran % self.every[event.name] == 0
            demand(since is not None and on_time, f"{event} after {ran} ticks")

    def _records(self) -> None:
        combat = self.combat
        now = combat.now
        for name, state in combat.combatants.items():
            book = self.books[name]
            demand(state.health == book.health, f"{name} has {state.health}, not {book.health}")
            demand(state.position == book.position, f"{name} at {state.position}")
            demand(state.action == book.running, f"{name} does {state.action}, not {book.running}")
            demand(state.defeated == book.fallen, f"{name} has fallen: {state.defeated}")
            demand(0 <= state.health <= state.max_health, f"{name} has {state.health}")
            for attribute, known in book.accounts.items():
                account, value = copy(known), getattr(state, attribute)
                demand(
                    value == account.at(now), f"{name} has {value} {attribute}, not {account.value}"
                )
                demand(account.low <= value <= account.high, f"{name} has {value} {attribute}")
        if not combat.fight.ruleset.perception_rules:
            self._sights()
        told = combat.synchronize_states()
        demand(told == (), f"the parts disagree: {told}")
        if combat.result is not None:
            demand(self.over, "the fight is over, and nobody said so")
            running = [name for name, book in self.books.items() if book.running is not None]
            demand(not running, f"actions of {running} have no end")
            demand(not self.flying, f"{self.flying} fly on")
        largest = max(
            (abs(n) for seat in combat.state.world.seats for n in _numbers(seat)), default=0
        )
        demand(largest <= MOST, f"a number is as large as {largest}")

    def _sights(self) -> None:
        """Each sees whoever is before it and not too far off, and nobody else."""
        for one in self.combat.state.world.seats:
            for other, sight in zip(self.combat.state.world.seats, one.sights, strict=True):
                gap = other.position - one.position
                seen = abs(gap) <= one.sight_range and gap * one.facing >= 0
                if other is not one:
                    demand(sight.in_sight == seen, f"{one.id} sees {other.id}: {sight.in_sight}")


def _numbers(value: Any) -> list[int]:
    """All numbers of a record, and of what is in it."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return []
    if isinstance(value, int):
        return [value]
    if isinstance(value, tuple):
        return [n for part in value for n in _numbers(part)]
    if hasattr(value, "__struct_fields__"):
        return [n for name in value.__struct_fields__ for n in _numbers(getattr(value, name))]
    return []
