"""The referee: runs a fight from its set-up to its result."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, MutableSequence
from contextlib import contextmanager

from msgspec.structs import replace

from combat_rules.engine.actions import ActionSystem
from combat_rules.engine.agreement import Disagreement, disagreements, repair
from combat_rules.engine.awareness import AwarenessSystem
from combat_rules.engine.contacts import Contacts
from combat_rules.engine.entrance import announce_changes, enter_arena, newcomer
from combat_rules.engine.events import EventSystem, RetryPolicy, Subscriber, Subscription
from combat_rules.engine.faults import RuleFailed
from combat_rules.engine.minds import Minds
from combat_rules.engine.moment import Moments
from combat_rules.engine.performance import Watch
from combat_rules.engine.phases import Phases
from combat_rules.engine.refusals import Refusal
from combat_rules.engine.requests import Changes
from combat_rules.engine.scenes import Scenes, by_name
from combat_rules.engine.state import HISTORY, Save, StateManager, Transaction
from combat_rules.engine.world import Fault, Fight, Result, World, next_due
from combat_rules.errors import ActionError, CombatError, StateError
from combat_rules.model import (
    ActionState,
    Archetype,
    CombatantState,
    CombatEvent,
    Command,
)
from combat_rules.plugins import Ruleset, standard_ruleset

LIMIT = 10**9
"""The largest number of ticks or arena units that a fight takes."""

MAX_MOMENTS = 1000
"""How many moments one tick may have before the rules are said not to settle."""

FAULTS = 256
"""How many faults are kept."""


class CombatSystem:
    """A fight between combatants under a ruleset.

    ``duration`` is ticks, ``distance`` how far apart the first two start and ``max_distance``
    the width of the arena, in arena units. ``seed`` and ``number`` choose the luck. In strict
    mode a plugin's mistake is raised instead of recorded. ``history`` worlds are kept for
    ``rollback``. ``journal`` is given every command and event, in order.

    The parts are there to be asked: ``state``, ``actions``, ``events``, ``awareness``.
    """

    def __init__(
        self,
        duration: int = 60_000,
        distance: int = 50,
        max_distance: int = 100,
        *,
        ruleset: Ruleset | None = None,
        seed: int = 0,
        number: int = 0,
        strict: bool = False,
        history: int = HISTORY,
        retry: RetryPolicy | None = None,
        journal: MutableSequence[Command | CombatEvent] | None = None,
    ) -> None:
        _whole("duration", duration, 1)
        _whole("max_distance", max_distance, 1)
        _whole("distance", distance, 0, max_distance)
        ruleset = standard_ruleset() if ruleset is None else ruleset
        # Both ends get the same room, so that no seat is better: an odd unit is left out.
        arena = max_distance - (max_distance - distance) % 2
        self.fight = Fight(ruleset, seed, number, duration, arena, strict)
        self.start_distance = distance
        self.journal = journal
        self.faults: deque[Fault] = deque(maxlen=FAULTS)
        self.watch: Watch | None = None
        self.events = EventSystem(retry, strict=strict)
        self.state = StateManager(arena, by_name(ruleset.attributes), history)
        scenes = Scenes(self.fight)
        self.awareness = AwarenessSystem(self.fight, scenes, self.events, self.state)
        changes = Changes(self.fight, scenes, self.events)
        self.actions = ActionSystem(self.fight, scenes, changes, self.state)
        phases = Phases(self.fight, scenes, changes, self.events, self.awareness)
        contacts = Contacts(
            self.fight, scenes, changes, self.events, self.awareness, phases
        )
        minds = Minds(self.fight, scenes, self.events, self.actions, self.awareness)
        self._clock = scenes.clock
        self._moments = Moments(
            self.fight, changes, self.events, self.actions, self.awareness,
            phases, contacts, minds,
        )  # fmt: skip
        self._waiting: deque[Command] = deque()
        self._playing = False
        for owned in ruleset.listeners:
            self.events.subscribe(owned.rule.type, owned.rule.hear)

    # -- setting up ---------------------------------------------------------------------

    def add_combatant(
        self,
        archetype: str | Archetype,
        name: str | None = None,
        *,
        team: str | None = None,
        position: int | None = None,
        controller: str | None = None,
        **attributes: int,
    ) -> CombatantState:
        """Let a combatant join; returns its record.

        ``name`` is the archetype's if left out, ``team`` the name: everybody for themselves.
        ``controller`` overrides the archetype's; ``""`` leaves the combatant to commands.
        ``attributes`` override what it starts with (``health=80``, ``poise=5``). Raises
        ``StateError`` for an unknown archetype or attribute, or a name that is taken.
        """
        world = self.state.world
        self._demand_fight_on("join")
        state = newcomer(
            self.fight, world, self.start_distance, archetype, name, team, position,
            controller, attributes,
        )  # fmt: skip
        with self.state.transaction() as tx:
            enter_arena(tx, state, self.events, self.awareness)
        self._publish(tx)
        return state

    # -- time ---------------------------------------------------------------------------

    def advance(self, ticks: int) -> None:
        """Let ``ticks`` pass, playing every moment on the way; 0 plays what is due now.

        ``advance(a); advance(b)`` is the same fight as ``advance(a + b)``. Time stops when the
        fight ends. Raises ``CombatError`` if called from a subscriber or a rule.
        """
        _whole("ticks", ticks, 0)
        if self._playing:
            raise CombatError(
                "advance was called while a moment is being played; subscribers may issue "
                "commands, which wait their turn, but time is the caller's",
                code="fight.reentered",
            )
        world = self.state.world
        if not world.combatants:
            raise StateError(
                "nobody fights yet; add combatants with add_combatant", code="fight.empty"
            )
        until = min(world.now + ticks, self.fight.duration)
        self._playing = True
        try:
            self.events.deliver()
            self._carry_out_waiting()
            self._play_until(until)
        finally:
            self._playing = False

    def run(self) -> Result:
        """Play the fight to its end, and return how it ended."""
        self.advance(self.fight.duration - self.now)
        result = self.state.world.result
        assert result is not None, "a fight ends when its duration is over"
        return result

    @property
    def now(self) -> int:
        """The present tick."""
        return self.state.world.now

    @property
    def result(self) -> Result | None:
        """How the fight ended; ``None`` while it goes on."""
        return self.state.world.result

    @property
    def distance(self) -> int:
        """Arena units between the first two combatants."""
        first, second, *_ = self.state.world.combatants.values()
        return abs(first.position - second.position)

    @property
    def combatants(self) -> Mapping[str, CombatantState]:
        """Every combatant's record as of now, in the order in which they joined."""
        now = self.now
        return {
            who: self._clock.settle(state, now)
            for who, state in self.state.world.combatants.items()
        }

    def combatant(self, name: str) -> CombatantState:
        """A combatant's record as of now. Raises ``StateError`` for an unknown one."""
        return self._clock.settle(self.state.get_state(name), self.now)

    # -- commands -----------------------------------------------------------------------

    def execute_action(
        self, action: str | Command, actor: str = "", target: str | None = None
    ) -> ActionState | None:
        """Start ``action``; returns its running state.

        Raises ``ActionError`` if it may not start, with every reason in ``error.refusal``;
        then nothing has changed. Called from a subscriber, the command waits until all events
        before it are delivered, and ``None`` comes back; if it is refused then, the event
        ``command_refused`` says so.
        """
        command = (
            action
            if isinstance(action, Command)
            else Command(actor=actor, action=action, target=target)
        )
        return self._execute(replace(command, at=self.now))

    def cancel(self, actor: str) -> None:
        """Call off what ``actor`` does. Raises and waits as ``execute_action`` does."""
        self._execute(Command(actor=actor, cancel=True, at=self.now))

    def schedule(self, commands: Iterable[Command]) -> None:
        """Have commands carried out when their time (``at``) comes.

        A scheduled command that is refused is announced as ``command_refused``. Raises
        ``ActionError`` or ``StateError`` if one is in the past, or names somebody or
        something that does not exist.
        """
        self._demand_fight_on("be given commands")
        wanted = list(commands)
        for command in wanted:
            self._check_known(command)
            if type(command.at) is not int or command.at < self.now:
                raise ActionError(
                    f"a command for {command.actor} is due at tick {command.at!r}, "
                    f"but it is tick {self.now} already",
                    code="command.late",
                    actor=command.actor,
                )
        with self.state.transaction() as tx:
            tx.scheduled = tuple(
                sorted((*tx.scheduled, *wanted), key=lambda command: command.at)
            )

    def validate_action(
        self, action: str, actor: str, target: str | None = None
    ) -> Refusal | None:
        """Why ``execute_action`` would refuse now; ``None`` if it would not. Does nothing."""
        self._demand_fight_on("act")
        tx = Transaction(self.state, self.now)
        try:
            return self.actions.refusal(tx, Command(actor=actor, action=action, target=target))
        except RuleFailed as failed:
            raise failed.as_error(self.now) from failed.error

    # -- states -------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Change the fight from outside, all or nothing; what changed is announced after.

        What follows from a change (a defeat, a contact) happens at the next moment, still at
        this tick.
        """
        self._demand_outside("open a transaction")
        with self.state.transaction() as tx:
            yield tx
            announce_changes(tx, self.events)
        self._publish(tx)

    def save(self) -> Save:
        """The whole fight as it is; costs nothing, stays valid, and can be compared."""
        return Save(self.state.world)

    def load(self, save: Save) -> None:
        """Make the fight what it was when ``save`` was made, in this fight or an equal one.

        The ring for ``rollback`` starts anew. Events already published stay published.
        """
        self._demand_outside("load")
        self.state.restore(save.world)
        self._forget_future()

    def rollback(self, steps: int = 1) -> None:
        """Go back ``steps`` transactions: the whole fight, its time and timers included."""
        self._demand_outside("roll back")
        self.state.rollback(steps)
        self._forget_future()

    def trim_history(self, max_age: int) -> int:
        """Forget worlds that are more than ``max_age`` ticks old; returns how many."""
        return self.state.trim_history(max_age)

    def synchronize_states(self) -> tuple[Disagreement, ...]:
        """Compare what the systems say, repair every disagreement, and return them.

        The state manager is right. In a sound engine there are none.
        """
        self._demand_outside("synchronize")
        found = disagreements(self.state.world, self.fight)
        if found:
            self.state.restore(repair(self.state.world, self.fight))
        return found

    def subscribe(self, type: str, subscriber: Subscriber) -> Subscription:
        """Have ``subscriber`` called with every event of ``type``; ``"*"`` for all."""
        return self.events.subscribe(type, subscriber)

    def unsubscribe(self, subscription: Subscription) -> None:
        """Undo ``subscribe``."""
        self.events.unsubscribe(subscription)

    # -- inside -------------------------------------------------------------------------

    def _play_until(self, until: int) -> None:
        moments = 0
        while True:
            world = self.state.world
            if world.result is not None:
                return
            due = next_due(world, self.fight.duration)
            if due > until:
                self.state.pass_time(until)
                return
            moments = moments + 1 if due == world.now else 0
            if moments > MAX_MOMENTS:
                raise CombatError(
                    f"tick {due} does not end: {MAX_MOMENTS} moments were played in it. Look "
                    "for an action whose phases take no time, or a subscriber or controller "
                    "that acts again at once",
                    code="fight.unsettled",
                    at=due,
                )
            self._play_moment(due)
            self._carry_out_waiting()

    def _play_moment(self, now: int) -> None:
        watch = self.watch
        started = watch.start() if watch is not None else 0
        with self.state.transaction(now) as tx:
            self._moments.play(tx)
        self._publish(tx)
        if watch is not None:
            watch.tick(started)

    def _execute(self, command: Command) -> ActionState | None:
        if self._playing or self.events.dispatching:
            self._waiting.append(command)
            return None
        self._demand_fight_on("act")
        self._check_known(command)
        self._playing = True
        try:
            started = self._carry_out(command)
            self._carry_out_waiting()
        finally:
            self._playing = False
        return started

    def _carry_out(self, command: Command) -> ActionState | None:
        try:
            with self.state.transaction() as tx:
                started = self._moments.carry_out(tx, command)
        except RuleFailed as failed:
            error = failed.as_error(self.now)
            self.faults.append(
                Fault(self.now, failed.plugin, failed.where, str(failed), command.actor)
            )
            raise error from failed.error
        if self.journal is not None:
            self.journal.append(command)
        self._publish(tx)
        return started

    def _carry_out_waiting(self) -> None:
        """Commands that subscribers issued, each in its turn; a refusal is an event."""
        for _ in range(MAX_MOMENTS):
            if not self._waiting:
                return
            command = self._waiting.popleft()
            with self.state.transaction() as tx:
                self._moments.carry_out_later(tx, command)
            if self.journal is not None:
                self.journal.append(command)
            self._publish(tx)
        self._waiting.clear()
        raise CombatError(
            f"subscribers answer commands with commands without end at tick {self.now}; "
            f"{MAX_MOMENTS} were carried out, the rest is dropped",
            code="fight.unsettled",
            at=self.now,
        )

    def _publish(self, tx: Transaction) -> None:
        if tx.faults:
            self.faults.extend(tx.faults)
        if self.journal is not None:
            self.journal.extend(tx.events)
        self.events.publish(tx.events)

    def _check_known(self, command: Command) -> None:
        self.state.get_state(command.actor)
        if command.target is not None:
            self.state.get_state(command.target)
        if not command.cancel:
            self.actions.move(command.action)

    def _forget_future(self) -> None:
        """The fight has gone back: what came after is no part of it any more."""
        sequence = self.state.world.sequence
        self._waiting.clear()
        self.events.forget_after(sequence)
        journal = self.journal
        while journal and not (
            isinstance(journal[-1], CombatEvent) and journal[-1].sequence < sequence
        ):
            journal.pop()

    def _demand_outside(self, what: str) -> None:
        if self._playing or self.events.dispatching:
            raise CombatError(
                f"cannot {what} while a moment is being played; do it after advance returned",
                code="fight.reentered",
            )

    def _demand_fight_on(self, what: str) -> None:
        result = self.state.world.result
        if result is not None:
            raise ActionError(
                f"nobody can {what}: the fight ended at tick {result.at} by {result.reason}",
                code="fight.over",
                result=result,
            )


def _whole(name: str, value: int, low: int, high: int = LIMIT) -> None:
    if type(value) is not int or not low <= value <= high:
        raise StateError(
            f"{name} is {value!r}; it is a whole number from {low} to {high}",
            code="fight.invalid",
            name=name,
            value=value,
        )
