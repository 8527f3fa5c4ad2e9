"""A driver: carries out on a fight what a session asks, and keeps the saves it may go back to."""

from collections import deque
from collections.abc import Iterable
from contextlib import suppress

from msgspec.structs import replace

from combat_rules.engine.system import CombatSystem, demand_fight
from combat_rules.engine.world import Save
from combat_rules.errors import CombatError, StateError, in_short
from combat_rules.model import Command, require_int
from combat_rules.netcode.inputs import (
    AdvanceFrame,
    HashFrame,
    LeaveFrame,
    LoadFrame,
    Request,
    SaveFrame,
    WaitForFrame,
)
from combat_rules.netcode.leaving import demand_controller, leave
from combat_rules.netcode.session import LONGEST_WINDOW, Session
from combat_rules.netcode.spectator import Spectator
from combat_rules.record.worlds import state_hash


class Driver:
    """Plays a fight frame by frame as its session wants it, from where the fight is now.

    ``rate`` is frames per second. Where a frame is no whole number of ticks, frames are now a
    tick longer, now one shorter, and never drift. What is commanded in a frame is carried out at
    the first tick that it plays: that after the tick at which it begins. The fight belongs to the
    driver: whoever else lets its time pass gets a ``StateError`` at the next frame.
    """

    def __init__(self, combat: CombatSystem, session: Session | Spectator, rate: int = 60) -> None:
        demand_fight(combat)
        if not isinstance(session, Session | Spectator):
            raise StateError(
                f"{in_short(session)} is no session; make one with Session(...), or Spectator(...)",
                code="session.invalid",
            )
        demand_controller(combat, session.terms)
        require_int("rate", rate, 1, combat.fight.ruleset.ticks_per_second)
        session.check_with(combat.check_command)
        self.combat = combat
        self.session = session
        self.rate = rate
        self._start = combat.now
        self._saves: dict[int, Save] = {}
        self._undone: deque[Request] = deque()

    def advance(self, commands: Iterable[Command] = ()) -> bool:
        """Play a frame with the own ``commands``; false if the session waits for the other,
        and the commands were not taken. Raises what ``Session.advance`` raises."""
        requests = self.session.advance(commands)
        self.carry_out(requests)
        return not any(isinstance(request, WaitForFrame) for request in requests)

    def catch_up(self) -> None:
        """Correct what was guessed wrong, without playing a frame."""
        self.carry_out(self.session.catch_up())

    def carry_out(self, requests: Iterable[Request]) -> None:
        """Do what a session asks, in order. Raises ``StateError`` for what cannot be done; what an
        error keeps from being done, that of a full disk say, comes first with the next call."""
        try:
            self._undone.extend(requests)
        except TypeError as error:
            raise StateError(
                f"requests are what a session asks for, not {in_short(requests)}",
                code="call.invalid",
            ) from error
        while self._undone:
            match request := self._undone.popleft():
                case SaveFrame(frame):
                    self._keep(frame)
                case LoadFrame(frame):
                    self.combat.load(self.save_of(frame))
                case AdvanceFrame():
                    self._play(request)
                case LeaveFrame():
                    # Done twice it is as done once, and it is not done before it has ended.
                    self._undone.appendleft(request)
                    leave(self.combat, request)
                    self._undone.popleft()
                case HashFrame(frame):
                    self.session.report(frame, state_hash(self.save_of(frame).world))
                case WaitForFrame():
                    pass
                case _:
                    raise StateError(
                        f"{in_short(request)} is nothing that a session asks for",
                        code="call.invalid",
                    )

    def _keep(self, frame: int) -> None:
        """Keep the fight as it is, and none that no session can ask for any more."""
        self._saves[frame] = self.combat.save()
        # They are in the order of their frames; of a spectator's many are left out.
        while (oldest := next(iter(self._saves))) < frame - LONGEST_WINDOW - 1:
            del self._saves[oldest]

    def save_of(self, frame: int) -> Save:
        """The fight before a frame, one of the latest. Raises ``StateError`` for an older one."""
        require_int("frame", frame, 0, code="call.invalid")
        save = self._saves.get(frame)
        if save is None:
            kept = f"{min(self._saves)} to {max(self._saves)}" if self._saves else "none"
            raise StateError(
                f"frame {frame} is not kept any more, or not yet; kept are: {kept}",
                code="session.frame",
                frame=frame,
            )
        return save

    def tick_of(self, frame: int) -> int:
        """The tick of the fight at which a frame begins. Raises ``StateError`` for what is none."""
        require_int("frame", frame, 0, code="call.invalid")
        return self._start + frame * self.combat.fight.ruleset.ticks_per_second // self.rate

    def _play(self, request: AdvanceFrame) -> None:
        combat, frame = self.combat, request.frame
        start, before = self.tick_of(frame), combat.save()
        if combat.result is not None:
            return
        if combat.now != start:
            raise StateError(
                f"frame {frame} begins at tick {start}, but the fight is at tick {combat.now}: "
                "somebody else let its time pass; a fight with a driver is advanced by it alone",
                code="session.moved",
                frame=frame,
                now=combat.now,
            )
        try:
            if request.commands:
                # Of a fight that has begun, the frame before has played this tick.
                at = start + combat.state.world.started
                combat.schedule(replace(command, at=at) for command in request.commands)
            combat.advance(self.tick_of(frame + 1) - start)
        except BaseException:
            self._undone.appendleft(request)
            with suppress(CombatError):
                combat.load(before)
            raise
