"""The clock of a ruleset: what time alone changes, and how long a guard has to wait for it."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.charts.base import EVENTS
from combat_rules.engine.core.growth import grown, left_over
from combat_rules.engine.core.words import ADVANCE, RECOVERY, RELEASE, STRIKE
from combat_rules.model import ActionState, Attribute, CombatantState, CombatEvent, Position, Scene
from combat_rules.plugins import Move, Ruleset


class Clock(Struct, frozen=True):
    """How fast attributes change by themselves: ticks per second, and all declared ones.

    ``move`` is the move of the running action where a question may be asked beyond its phase.
    """

    ticks_per_second: int
    attributes: tuple[Attribute, ...]
    move: Move | None = None

    def settle(self, state: CombatantState, now: int) -> CombatantState:
        """The record with everything that came back, or fell away, until ``now``. Exact."""
        elapsed = now - state.settled_at
        if elapsed <= 0:
            return state
        fractions = list(state.fractions) or [0] * (1 + len(self.attributes))
        changed: dict[str, object] = {"settled_at": now}
        ranges = [("stamina", 0, state.max_stamina, state.stamina_regeneration)]
        ranges += [(a.name, a.minimum, a.maximum, a.regeneration) for a in self.attributes]
        for place, (name, low, high, rate) in enumerate(ranges):
            value: int = getattr(state, name)
            way = (value, low, high, rate, fractions[place], elapsed, self.ticks_per_second)
            changed[name], fractions[place] = grown(*way), left_over(*way)
        return replace(state, fractions=tuple(fractions), **changed)


def clock_of(ruleset: Ruleset) -> Clock:
    """The clock of fights under a ruleset."""
    return Clock(ruleset.ticks_per_second, ruleset.attributes)


def clock_beyond(clock: Clock, ruleset: Ruleset, running: ActionState | None) -> Clock:
    """The clock for what is asked of a start: it goes on beyond the end of a running action."""
    return clock if running is None else replace(clock, move=ruleset.moves[running.name])


LOOKED_AT = 10
"""Seconds in which every tick is looked at; later ones are found by halving."""

LONGEST = 600
"""Seconds after which waiting is no answer."""

MAX_PHASES = 64
"""How many phases of a running action are looked ahead."""


def ticks_until(holds: Callable[[Scene], bool], scene: Scene, clock: Clock) -> int | None:
    """The ticks until ``holds`` does if nothing else happens; ``None`` if time does not help.

    Stamina and other attributes come back, stuns, cooldowns and windows pass. A running action
    is looked at as far as time alone leads it: until its phase is over, or, with its move in the
    clock, through its recovery to its end, after which nothing is asked of a chain any more.
    What raises does not hold.
    """
    second = clock.ticks_per_second
    scenes = (scene, *to_come(scene, clock))
    last, running = LONGEST * second, scenes[-1].running
    if running is not None:
        last = min(last, running.due - scene.now - 1)
    before = min(last, LOOKED_AT * second)
    for ticks in range(1, before + 1):
        if _holds_after(holds, scenes, clock, ticks):
            return ticks
    while before < last:
        after = min(last, 2 * before)
        if _holds_after(holds, scenes, clock, after):
            while after - before > 1:
                middle = (before + after) // 2
                if _holds_after(holds, scenes, clock, middle):
                    after = middle
                else:
                    before = middle
            return after
        before = after
    return None


def later(scene: Scene, clock: Clock, ticks: int) -> Scene:
    """The same scene after ``ticks`` in which nobody did anything."""
    now = scene.now + ticks
    return replace(
        scene,
        actor=clock.settle(scene.actor, now),
        target=clock.settle(scene.target, now),
        now=now,
        dice=replace(scene.dice, tick=now),
    )


def to_come(scene: Scene, clock: Clock) -> list[Scene]:
    """The scenes in which the running action enters its next phases, as far as time alone leads
    it, and in the last of them perhaps its end. What its effects ask for is not looked at."""
    scenes: list[Scene] = []
    running, move = scene.running, clock.move
    while running is not None and move is not None and len(scenes) < MAX_PHASES:
        if not _runs_out(running, move):
            break
        scene = later(scene, clock, running.due - scene.now)
        asked = replace(scene, action=move.action, follow_up=None)
        try:
            to = move.runner.send(running.position, EVENTS[ADVANCE], asked, _Unheard())
        except Exception:
            break
        running = None if to.done else _entered(running, move, to)
        scene = _with_running(scene, running)
        scenes.append(scene)
    return scenes


def _runs_out(running: ActionState, move: Move) -> bool:
    """Whether nothing can come of a phase but its end, if nobody else does anything."""
    if running.state is RELEASE:
        return move.action.role is not STRIKE or running.outcome is not None
    return running.state is RECOVERY


def _entered(running: ActionState, move: Move, to: Position) -> ActionState:
    """A running action as it enters a phase when the one it is in has run its time."""
    kind, ticks, recovery = move.kinds[to.phase], move.ticks[to.phase], running.recovery
    if kind is RECOVERY and recovery is not None:
        ticks, recovery = recovery, 0
    now = running.due
    return replace(
        running, position=to, state=kind, phase_since=now, due=now + ticks, recovery=recovery
    )


def _with_running(scene: Scene, running: ActionState | None) -> Scene:
    """The same scene with another phase of its actor's action, or with its end."""
    actor = replace(
        scene.actor,
        action=None if running is None else running.id,
        doing=None if running is None else running.name,
        phase=None if running is None else running.phase,
        state=None if running is None else running.state,
        phase_since=scene.now,
        interrupted=running is not None and scene.actor.interrupted,
    )
    return replace(scene, actor=actor, running=running)


class _Unheard:
    """Takes what effects ask for, and does nothing of it."""

    def change(self, combatant: str, attribute: str, by: int) -> None:
        pass

    def step(self, distance: int) -> None:
        pass

    def push(self, combatant: str, distance: int) -> None:
        pass

    def stun(self, combatant: str, ticks: int) -> None:
        pass

    def announce(self, event: CombatEvent) -> None:
        pass


def _holds_after(
    holds: Callable[[Scene], bool], scenes: tuple[Scene, ...], clock: Clock, ticks: int
) -> bool:
    now = scenes[0].now + ticks
    known = scenes[0]
    for scene in scenes:
        if scene.now <= now:
            known = scene
    if known.running is None and known.follow_up is not None:
        return True
    try:
        return bool(holds(later(known, clock, now - known.now)))
    except Exception:
        return False
