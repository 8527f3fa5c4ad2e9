"""SyncTest: plays a fight, and at every moment goes back and plays it again, to see it repeat."""

from collections import deque
from collections.abc import Iterable
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.engine.checks import commands_in
from combat_rules.engine.core.records import Result
from combat_rules.engine.system import CombatSystem, demand_fight
from combat_rules.engine.world import Save, next_due
from combat_rules.errors import CombatError, DesyncError
from combat_rules.model import CombatEvent, Command, require_int
from combat_rules.record.fields import Field, of_data
from combat_rules.record.worlds import state_hash


class Step(Struct, frozen=True):
    """One thing done to a fight: time let pass until tick ``until``, or a command given.

    ``events`` were announced by it, ``refused`` is the code of the error that refused the
    command. ``after`` is the fight that it left.
    """

    do: int | Command | tuple[Command, ...]
    after: Save
    state: str
    events: tuple[CombatEvent, ...]
    refused: str | None = None


class SyncTest:
    """Drives a fight and checks at every moment that going back ``ticks`` changes nothing.

    After each moment and each command the fight is loaded as it was at least ``ticks`` ticks
    before, the same is done to it again, and every moment on the way is compared: its world by
    hash, its events, its refusals. The first that differs raises ``DesyncError`` with
    ``tick``, ``path``, ``first`` and ``second``; ``first`` is as it was played at first.

    Drive the fight through the test alone. What is done to it past the test is taken as it
    is, and only what comes after is checked. Subscribers hear each event once more whenever it
    is played again.
    """

    def __init__(self, combat: CombatSystem, ticks: int = 8) -> None:
        demand_fight(combat)
        require_int("ticks", ticks, 1)
        self.combat = combat
        self.ticks = ticks
        self.checked = 0
        """How many moments and commands have been compared."""
        self._from = combat.save()
        self._steps: deque[Step] = deque()
        self._heard: list[CombatEvent] = []
        self._submitted: list[Command] = []
        combat.subscribe("*", self._heard.append)

    def advance(self, ticks: int) -> None:
        """Let ``ticks`` pass, checking each moment on the way. Raises ``DesyncError``."""
        require_int("ticks", ticks, 0)
        until = self.combat.now + ticks
        submitted, self._submitted = self._submitted, []
        if submitted and self.combat.result is None:
            self._do(tuple(replace(command, at=self.combat.now) for command in submitted))
        while True:
            world = self.combat.state.world
            self._do(max(world.now, min(until, next_due(world, self.combat.fight))))
            if self.combat.result is not None or self.combat.now >= until:
                return

    def run(self) -> Result:
        """Play the fight to its end, and return how it ended. Raises ``DesyncError``."""
        self.advance(self.combat.fight.duration - self.combat.now)
        result = self.combat.result
        assert result is not None, "a fight ends when its duration is over"
        return result

    def execute_action(
        self, action: str | Command, actor: str = "", target: str | None = None
    ) -> None:
        """Start ``action``, and check that it starts, or is refused, each time.

        Raises what ``CombatSystem.execute_action`` raises, or ``DesyncError``.
        """
        if isinstance(action, Command):
            self._do(action)
        else:
            self._do(Command(actor=actor, action=action, target=target))

    def cancel(self, actor: str) -> None:
        """Call off what ``actor`` does. Raises as ``execute_action`` does."""
        self._do(Command(actor=actor, cancel=True))

    def signal(self, actor: str, signal: str) -> None:
        """Give what ``actor`` does a signal. Raises as ``execute_action`` does."""
        self._do(Command(actor=actor, signal=signal))

    def submit(self, action: str | Command, actor: str = "", target: str | None = None) -> None:
        """Give a command that takes effect as the next moment is played; one that is refused then
        is announced. Raises as ``CombatSystem`` does."""
        if not isinstance(action, Command):
            action = Command(actor=actor, action=action, target=target)
        self.combat.check_command(action)
        self._submitted.append(action)

    def schedule(self, commands: Iterable[Command]) -> None:
        """Have commands carried out when their time comes. Raises as ``CombatSystem`` does."""
        self._do(tuple(commands_in(commands)))

    def _do(self, what: int | Command | tuple[Command, ...]) -> None:
        if self._present().world is not self.combat.state.world:
            self._from = self.combat.save()
            self._steps.clear()
        error = self._step(what)
        self._forget()
        self._play_again()
        if error is not None:
            raise error

    def _step(self, what: int | Command | tuple[Command, ...]) -> CombatError | None:
        """Do something and note what came of it; returns the error that refused it."""
        self._heard.clear()
        error = None
        try:
            if isinstance(what, int):
                self.combat.advance(what - self.combat.now)
            elif isinstance(what, tuple):
                self.combat.schedule(what)
            elif what.cancel:
                self.combat.cancel(what.actor)
            else:
                self.combat.execute_action(what)
        except CombatError as refusal:
            error = refusal
        after = self.combat.save()
        code = None if error is None else error.code
        state = state_hash(after.world)
        self._steps.append(Step(what, after, state, tuple(self._heard), code))
        return error

    def _forget(self) -> None:
        """Keep what is needed to go back as far as was asked, and no more."""
        oldest = self.combat.now - self.ticks
        while len(self._steps) > 1 and self._steps[0].after.world.now <= oldest:
            self._from = self._steps.popleft().after

    def _play_again(self) -> None:
        played = list(self._steps)
        self._steps.clear()
        self.combat.load(self._from)
        for before in played:
            self._step(before.do)
            self._compare(before, self._steps[-1])

    def _compare(self, before: Step, again: Step) -> None:
        self.checked += 1
        same = before.state == again.state and before.refused == again.refused
        if same and before.events == again.events:
            return
        found = _first(before, again)
        tick = before.after.world.now
        raise DesyncError(
            f"tick {tick} came out differently when it was played again after going back "
            f"{self.ticks} ticks: {found}. "
            "Something remembers what is not part of the fight: look for a guard, rule, "
            "controller or subscriber that keeps a value between its calls, or asks a clock or "
            "luck of its own",
            code="sync.differs",
            tick=tick,
            path=found.path,
            first=found.old,
            second=found.new,
        )

    def _present(self) -> Save:
        return self._steps[-1].after if self._steps else self._from


def _first(before: Step, again: Step) -> Field:
    """What of a step differs first: its refusal, its world, then its events."""
    return next(
        chain(
            of_data("refused", before.refused, again.refused),
            of_data("", before.after.world, again.after.world),
            of_data("events", before.events, again.events),
        )
    )
