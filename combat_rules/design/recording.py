"""A recording: what a timeline shows of a fight, gathered from its events as it is played."""

from collections.abc import Mapping

from msgspec import Struct, field

from combat_rules.engine.system import CombatSystem
from combat_rules.model import ActionStateType, Outcome
from combat_rules.model.events import (
    CONTACT_EVENTS,
    PHASE_EVENTS,
    ActionContact,
    ActionEnded,
    ActionPhase,
    ActionStarted,
    ActionWhiffed,
    CombatantDefeated,
    CombatantStunned,
    CombatEvent,
    DamageDealt,
    ProjectileEnded,
    ProjectileLaunched,
)

KINDS = {event.type: kind for kind, event in PHASE_EVENTS.items()}
OUTCOMES = {event.type: outcome for outcome, event in CONTACT_EVENTS.items()}


class Bar(Struct):
    """A phase from tick to tick; ``label`` names the action where it begins."""

    since: int
    until: int
    kind: ActionStateType
    action: str
    label: str = ""


class Mark(Struct):
    """What came of a blow, on the lane of whose blow it was, and the health it cost."""

    at: int
    outcome: Outcome
    damage: int = 0


class Lane(Struct):
    """One combatant's part of a fight. Curves are ``(tick, health, stamina)``; ``flights`` are the
    ticks in which each of its projectiles has flown."""

    name: str
    max_health: int
    max_stamina: int
    bars: list[Bar] = field(default_factory=list)
    stuns: list[tuple[int, int]] = field(default_factory=list)
    flights: list[tuple[int, int]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    curve: list[tuple[int, int, int]] = field(default_factory=list)
    defeated_at: int | None = None


class Recording:
    """Follows a fight from now on. ``finish`` when it has been played."""

    def __init__(self, combat: CombatSystem) -> None:
        self._combat = combat
        self._moves = combat.fight.ruleset.moves
        self.ticks_per_second = combat.fight.ruleset.ticks_per_second
        self.end = 0
        self.lanes: Mapping[str, Lane] = {
            name: Lane(name, state.max_health, state.max_stamina)
            for name, state in combat.combatants.items()
        }
        self._running: dict[str, Bar] = {}
        self._blows: dict[int, Mark] = {}
        self._flying = dict.fromkeys(combat.projectiles, combat.now)
        self._subscription = combat.subscribe("*", self._hear)

    def finish(self) -> "Recording":
        """Close what is still open, and listen no more; returns itself."""
        self._combat.unsubscribe(self._subscription)
        self.end = self._combat.now
        self._sample(self.end)
        for bar in self._running.values():
            bar.until = self.end
        for projectile, since in self._flying.items():
            self.lanes[projectile.rpartition("#")[0]].flights.append((since, self.end))
        for lane in self.lanes.values():
            last = self.end if lane.defeated_at is None else lane.defeated_at
            lane.stuns = [(since, min(until, last)) for since, until in lane.stuns if since < last]
        return self

    def _hear(self, event: CombatEvent) -> None:
        self._sample(event.timestamp)
        lane = self.lanes.get(event.source or "")
        if lane is None:
            return
        match event:
            case ActionPhase():
                self._phase(lane, event)
            case ActionEnded():
                self._close(lane, event.timestamp)
            case ActionContact() | ActionWhiffed():
                mark = Mark(event.timestamp, OUTCOMES.get(event.type, Outcome.WHIFFED))
                lane.marks.append(mark)
                self._blows[event.sequence] = mark
            case DamageDealt(lost=lost, causes=causes):
                # Not the latest of the lane: what a counter costs belongs to the blow it met.
                for cause in causes:
                    if cause in self._blows:
                        self._blows[cause].damage = lost
            case CombatantStunned(ticks=ticks):
                lane.stuns.append((event.timestamp, event.timestamp + ticks))
            case ProjectileLaunched():
                self._flying[event.projectile] = event.timestamp
            case ProjectileEnded():
                since = self._flying.pop(event.projectile, event.timestamp)
                lane.flights.append((since, event.timestamp))
            case CombatantDefeated():
                lane.defeated_at = event.timestamp

    def _phase(self, lane: Lane, event: ActionPhase) -> None:
        action, phase = event.name, event.phase
        before = self._running.get(lane.name)
        self._close(lane, event.timestamp)
        kind = KINDS.get(event.type) or self._moves[action].kinds[phase]
        new = isinstance(event, ActionStarted) or before is None
        bar = Bar(event.timestamp, event.timestamp, kind, action, action if new else "")
        self._running[lane.name] = bar
        lane.bars.append(bar)

    def _close(self, lane: Lane, at: int) -> None:
        bar = self._running.pop(lane.name, None)
        if bar is not None:
            bar.until = at

    def _sample(self, at: int) -> None:
        """Note how everybody is; what comes later in a tick counts."""
        for name, state in self._combat.combatants.items():
            lane = self.lanes.get(name)
            if lane is not None:
                if lane.curve and lane.curve[-1][0] == at:
                    lane.curve.pop()
                lane.curve.append((at, state.health, state.stamina))
