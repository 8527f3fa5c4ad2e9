"""Training: a dummy that guards, answers and plays back what it was shown."""

from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from combat_rules.design.exchange import ROUNDS
from combat_rules.engine.system import CombatSystem
from combat_rules.model import Action, ActionRole, ActionStateType, Command, Stun
from combat_rules.model.events import ActionStarted, CombatantStunned, CombatEvent
from combat_rules.studio.bout import Bout
from combat_rules.studio.setup import Name

MOST = 500
"""Commands of the longest recording."""

NEVER = range(0)
"""The ticks of what does not happen."""


class Taught(Struct, frozen=True):
    """A command that a dummy was shown, ``after`` so many ticks; without an action, calling off."""

    after: Annotated[int, Meta(ge=0, le=10_000_000)]
    action: Name = ""


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """What a dummy does. ``on_wakeup`` is started as it gets up, ``when_free`` as soon as it can
    act after a blow, either in the stun already where the move gets out of that; empty for nothing.
    ``taught`` is played back, and again if it ``repeats``.
    """

    guard: Literal["never", "always", "after_first_hit", "random"] = "never"
    on_wakeup: Name = ""
    when_free: Name = ""
    repeats: bool = True
    taught: Annotated[tuple[Taught, ...], Meta(max_length=MOST)] = ()
    length: Annotated[int, Meta(ge=0, le=10_000_000)] = 0


class Dummy:
    """Steers one combatant of a bout by a plan."""

    def __init__(self, bout: Bout, who: str, plan: Plan) -> None:
        self.bout = bout
        self.who = who
        self.plan = plan
        self.recording_since: int | None = None
        self._shown: list[Taught] = []
        self._hit = self._plays = NEVER
        bout.hooks.append(self._hear)

    @property
    def playing(self) -> bool:
        """Whether it plays back what it was shown."""
        return self.bout.now in self._plays

    def leave(self) -> None:
        """Steer no more."""
        if self._hear in self.bout.hooks:
            self.bout.hooks.remove(self._hear)

    def in_bout(self, bout: Bout) -> "Dummy":
        """The same dummy, in the midst of whatever it is at, in another bout of the fight."""
        again = Dummy(bout, self.who, self.plan)
        again.recording_since, again._shown = self.recording_since, self._shown
        again._hit, again._plays = self._hit, self._plays
        again.go_back()
        return again

    # -- recording ------------------------------------------------------------------------

    def record(self) -> None:
        """From now on, take down what it is told to do."""
        self.recording_since = self.bout.now
        self._shown = []
        self._plays = NEVER

    def show(self, action: str) -> None:
        """Take down a command, if it is being recorded."""
        if self.recording_since is not None and len(self._shown) < MOST:
            self._shown.append(Taught(self.bout.now - self.recording_since, action))

    def stop(self) -> None:
        """End the recording, and keep it."""
        if self.recording_since is not None:
            length = self.bout.now - self.recording_since
            self.plan = replace(self.plan, taught=tuple(self._shown), length=length)
            self.recording_since = None

    def play(self) -> None:
        """Play back what it was shown, from now on; what is played back already goes on."""
        if self.playing:
            return
        now = self.bout.now
        self._plays = range(now, now + max(1, self.plan.length))
        self._schedule(
            Command(actor=self.who, action=one.action, cancel=not one.action, at=now + one.after)
            for one in self.plan.taught
        )

    def beat(self) -> None:
        """Play again what was played to its end, if it repeats."""
        if self._plays and not self.playing:
            self._plays = NEVER
            if self.plan.repeats and self.plan.taught:
                self.play()

    def go_back(self) -> None:
        """Forget what is later than the present tick: it has not happened."""
        now, since = self.bout.now, self.recording_since
        if since is not None:
            self._shown = [one for one in self._shown if since + one.after <= now]
            self.recording_since = min(since, now)
        self._hit, self._plays = (
            NEVER if ticks.start > now else ticks for ticks in (self._hit, self._plays)
        )

    # -- answering ------------------------------------------------------------------------

    def _hear(self, event: CombatEvent) -> None:
        if self.recording_since is not None or self.playing:
            return
        if isinstance(event, CombatantStunned) and event.source == self.who:
            self._stunned(event)
        elif isinstance(event, ActionStarted) and event.target == self.who != event.source:
            self._attacked(event)

    def _stunned(self, event: CombatantStunned) -> None:
        second = self.bout.ruleset.ticks_per_second
        if event.stun is not Stun.BLOCKSTUN:
            self._hit = range(event.timestamp, event.timestamp + event.ticks + second)
        answer = self.plan.on_wakeup if event.stun is Stun.KNOCKDOWN else self.plan.when_free
        if answer:
            me, move = self.bout.live.combatant(self.who), self.bout.ruleset.moves.get(answer)
            at = free = me.stunned_until
            if move is not None and event.stun in move.action.out_of:
                # As a controller is asked in a stun: from the next tick on, in no hit pause.
                at = min(free, max(event.timestamp + 1, me.paused_until))
            buffer = free - at + max(1, second // 4)
            if not self._waits(answer, free):
                self._schedule([Command(actor=self.who, action=answer, at=at, buffer=buffer)])

    def _waits(self, action: str, at: int) -> bool:
        """Whether it has been told to do something already, and still tries to at a tick: told once
        more it would do so twice."""
        told = self.bout.live.state.world.scheduled
        return any(
            one.actor == self.who and one.action == action and one.at + (one.buffer or 0) >= at
            for one in told
        )

    def _attacked(self, event: ActionStarted) -> None:
        """Raise a guard in time for a strike that has begun, if the plan says so."""
        move = self.bout.ruleset.moves[event.name].action
        guard = self._guard()
        if move.role is not ActionRole.STRIKE or guard is None or not self._wants_to(event):
            return
        lands = event.timestamp + until_release(self.bout.live, event.source or "", move)
        at = max(event.timestamp, lands - until_release(self.bout.live, self.who, guard))
        self._schedule([Command(actor=self.who, action=guard.name, at=at, buffer=lands - at + 1)])

    def _wants_to(self, event: ActionStarted) -> bool:
        match self.plan.guard:
            case "always":
                return True
            case "after_first_hit":
                return event.timestamp in self._hit
            case "random":
                return self.bout.live.view(self.who).dice.chance("guard", 50)
        return False

    def _guard(self) -> Action | None:
        """The first action that blocks."""
        moves = self.bout.ruleset.moves
        known = (moves[name].action for name in self.bout.live.combatant(self.who).actions)
        return next((action for action in known if action.role is ActionRole.BLOCK), None)

    def _schedule(self, commands: Iterable[Command]) -> None:
        known = self.bout.live.combatant(self.who).actions
        wanted = [command for command in commands if command.cancel or command.action in known]
        if wanted and not self.bout.over:
            self.bout.live.schedule(wanted)


def until_release(combat: CombatSystem, who: str, move: Action) -> int:
    """Ticks after which what somebody has just begun, or would begin now, is in its release: as it
    declares, or as it goes on under rules of pace."""
    declared = move.feint + move.commit
    if not combat.fight.ruleset.pace_rules:
        return declared
    ahead = combat.fork()
    if ahead.combatant(who).doing is None and ahead.validate_action(move.name, who) is None:
        ahead.execute_action(move.name, who)
    for _ in range(ROUNDS):
        does = ahead.actions.get_current_action(who)
        if does is None or does.name != move.name:
            break
        if does.state is ActionStateType.RELEASE:
            return ahead.now - combat.now
        ahead.advance(max(1, does.due - ahead.now))
    return declared
