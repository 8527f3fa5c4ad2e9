"""A recording: what a timeline shows of a fight, gathered from its events as it is played."""

from collections.abc import Mapping

from msgspec import Struct, field

from combat_rules.engine.system import CombatSystem
from combat_rules.model import ActionStateType, Outcome
from combat_rules.model.events import (
    CONTACT_OUTCOMES,
    PHASE_KINDS,
    ActionContact,
    ActionEnded,
    ActionPhase,
    ActionStarted,
    ActionWhiffed,
    CombatantDefeated,
    CombatantStunned,
    CombatantWithdrew,
    CombatEvent,
    DamageDealt,
    ProjectileEnded,
    ProjectileLaunched,
)

Sample = tuple[str, int, int, int, int]
"""How somebody is: name, tick, health, stamina, and the tick until which it is stunned."""


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
    withdrew: bool = False


class Recording:
    """Follows a fight from now on. It can be read while the fight goes on: what is open reaches up
    to the present tick. When the fight goes back, by ``load`` or ``rollback``, so does it.
    """

    def __init__(self, combat: CombatSystem) -> None:
        self._combat = combat
        self._moves = combat.ruleset.moves
        self.ticks_per_second = combat.ruleset.ticks_per_second
        self._start = {
            name: (state.max_health, state.max_stamina) for name, state in combat.combatants.items()
        }
        self._flew = dict.fromkeys(combat.projectiles, combat.now)
        self._heard: list[tuple[CombatEvent, tuple[Sample, ...]]] = []
        self._end: int | None = None
        self._begin()
        self._subscription = combat.subscribe("*", self._hear)
        combat.on_return(self._return)

    @property
    def end(self) -> int:
        """The tick up to which it reaches."""
        return self._combat.now if self._end is None else self._end

    @property
    def lanes(self) -> Mapping[str, Lane]:
        """The lane of each combatant, up to ``end``."""
        end = self.end
        for bar in self._running.values():
            bar.until = end
        for lane, place, since in self._flying.values():
            lane.flights[place] = (since, end)
        if self._end is None and self._noted != end:
            self._note(self._samples(end))
            self._peeked = end
        return self._lanes

    def finish(self) -> "Recording":
        """Listen no more; returns itself."""
        self._combat.unsubscribe(self._subscription)
        self._note(self._samples(self._combat.now))
        self._end = self._combat.now
        return self

    def _begin(self) -> None:
        self._lanes = {name: Lane(name, *most) for name, most in self._start.items()}
        self._running: dict[str, Bar] = {}
        self._blows: dict[int, Mark] = {}
        self._peeked = self._noted = -1
        self._flying: dict[str, tuple[Lane, int, int]] = {}
        for projectile, since in self._flew.items():
            self._launch(projectile, since)

    def _return(self, sequence: int) -> None:
        """Forget what has not happened any more, and go through the rest again."""
        if self._end is not None:
            return
        while self._heard and self._heard[-1][0].sequence >= sequence:
            self._heard.pop()
        self._begin()
        for event, samples in self._heard:
            self._take(event, samples)

    def _hear(self, event: CombatEvent) -> None:
        samples = self._samples(event.timestamp)
        self._heard.append((event, samples))
        self._take(event, samples)

    def _take(self, event: CombatEvent, samples: tuple[Sample, ...]) -> None:
        self._note(samples)
        lane = self._lanes.get(event.source or "")
        if lane is None:
            return
        match event:
            case ActionPhase():
                self._phase(lane, event)
            case ActionEnded():
                self._close(lane, event.timestamp)
            case ActionContact() | ActionWhiffed():
                mark = Mark(event.timestamp, CONTACT_OUTCOMES.get(event.type, Outcome.WHIFFED))
                lane.marks.append(mark)
                self._blows[event.sequence] = mark
            case DamageDealt():
                self._cost(event)
            case CombatantStunned(ticks=ticks) if lane.defeated_at is None:
                self._stun(lane, event.timestamp, ticks)
            case ProjectileLaunched():
                self._launch(event.projectile, event.timestamp)
            case ProjectileEnded() if event.projectile in self._flying:
                thrower, place, since = self._flying.pop(event.projectile)
                thrower.flights[place] = (since, event.timestamp)
            case CombatantDefeated() | CombatantWithdrew():
                lane.defeated_at = last = event.timestamp
                lane.withdrew = isinstance(event, CombatantWithdrew)
                lane.stuns = [(at, min(until, last)) for at, until in lane.stuns if at < last]

    def _stun(self, lane: Lane, at: int, ticks: int) -> None:
        """Note a stun: one that was still going on is over with it."""
        if lane.stuns:
            since, until = lane.stuns.pop()
            if since < at:
                lane.stuns.append((since, min(until, at)))
        lane.stuns.append((at, at + ticks))

    def _cost(self, event: DamageDealt) -> None:
        """Note what a blow has cost: not the latest of the lane, for what a counter costs belongs
        to the blow it met."""
        for cause in event.causes:
            if cause in self._blows:
                self._blows[cause].damage = event.lost

    def _launch(self, projectile: str, since: int) -> None:
        lane = self._lanes.get(projectile.rpartition("#")[0])
        if lane is not None:
            self._flying[projectile] = (lane, len(lane.flights), since)
            lane.flights.append((since, since))

    def _phase(self, lane: Lane, event: ActionPhase) -> None:
        action, phase = event.name, event.phase
        before = self._running.get(lane.name)
        self._close(lane, event.timestamp)
        kind = PHASE_KINDS.get(event.type) or self._moves[action].kinds[phase]
        new = isinstance(event, ActionStarted) or before is None
        bar = Bar(event.timestamp, event.timestamp, kind, action, action if new else "")
        self._running[lane.name] = bar
        lane.bars.append(bar)

    def _close(self, lane: Lane, at: int) -> None:
        bar = self._running.pop(lane.name, None)
        if bar is not None:
            bar.until = at

    def _samples(self, at: int) -> tuple[Sample, ...]:
        """How everybody is now."""
        states = self._combat.combatants.items()
        return tuple(
            (name, at, state.health, state.stamina, state.stunned_until) for name, state in states
        )

    def _note(self, samples: tuple[Sample, ...]) -> None:
        """Note how everybody is; what comes later in a tick counts."""
        for name, at, health, stamina, stunned_until in samples:
            lane = self._lanes.get(name)
            if lane is not None:
                # What was only looked at in passing is no part of the curve.
                if lane.curve and lane.curve[-1][0] in (at, self._peeked):
                    lane.curve.pop()
                lane.curve.append((at, health, stamina))
                if lane.stuns and at < lane.stuns[-1][1]:
                    # A pause may have held it up.
                    lane.stuns[-1] = lane.stuns[-1][0], stunned_until
            self._noted = at
        self._peeked = -1
