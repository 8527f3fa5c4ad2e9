"""The referee: runs a fight from its set-up to its result."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar, overload

from combat_rules.charts.drawing import Diagram
from combat_rules.engine.actions import ActionSystem
from combat_rules.engine.agreement import Disagreement, disagreements, repair
from combat_rules.engine.awareness import AwarenessSystem
from combat_rules.engine.changes import Transaction
from combat_rules.engine.checks import (
    command_in,
    commands_in,
    demand_fight_on,
    demand_possible,
    new_fight,
)
from combat_rules.engine.core.controlling import view_of
from combat_rules.engine.core.records import Fault, Result
from combat_rules.engine.core.refusals import Refusal
from combat_rules.engine.entrance import newcomer
from combat_rules.engine.events import EventSystem, RetryPolicy
from combat_rules.engine.fold import Applied, open_draft, record_of, records_of
from combat_rules.engine.inputs import Input
from combat_rules.engine.lock import FightLock, alone
from combat_rules.engine.outbox import Outbox
from combat_rules.engine.performance import Watch
from combat_rules.engine.playing import Playing
from combat_rules.engine.sinks import Journal, JournalSink, SetUp, sink_of
from combat_rules.engine.state import HISTORY, StateManager
from combat_rules.engine.stream import EventStream
from combat_rules.engine.subscribers import Subscriber, Subscription
from combat_rules.engine.telling import Teller
from combat_rules.engine.ways import Way, ways_on
from combat_rules.engine.world import Save
from combat_rules.errors import StateError, in_short
from combat_rules.model import (
    ActionState,
    Archetype,
    CombatantState,
    Command,
    Dice,
    ProjectileState,
    Roller,
    View,
    require_int,
)
from combat_rules.model.events import CombatEvent, EventName
from combat_rules.plugins import Ruleset, standard_ruleset
from combat_rules.plugins.diagrams import diagram_now

E = TypeVar("E", bound=CombatEvent)


class CombatSystem:
    """A fight between combatants under a ruleset.

    ``duration`` is ticks, ``distance`` how far apart the first two start and ``max_distance``
    the width of the arena, in arena units; by default they are those of the ruleset's stage.
    The first two have the same room behind them: an arena of 101 with a ``distance`` of 50 is 100
    wide. ``seed`` and ``number`` choose the luck. In strict mode a plugin's mistake is raised
    instead of recorded. ``history`` worlds are kept for ``rollback``. ``journal`` is a list, given
    every command and event, or a ``record.Journal``. ``dice`` makes the dice of each scene.

    The parts are there to be asked: ``state``, ``actions``, ``events``, ``awareness``.
    """

    def __init__(
        self,
        duration: int | None = None,
        distance: int | None = None,
        max_distance: int | None = None,
        *,
        ruleset: Ruleset | None = None,
        seed: int = 0,
        number: int = 0,
        strict: bool = False,
        history: int = HISTORY,
        retry: RetryPolicy | None = None,
        journal: Journal | None = None,
        dice: Roller = Dice,
    ) -> None:
        require_int("history", history, 0)
        ruleset = standard_ruleset() if ruleset is None else ruleset
        self.fight, self.start_distance = new_fight(
            ruleset, seed, number, duration, distance, max_distance, strict, dice
        )
        teller = Teller(self.fight.rules, seed, self.fight.arena)
        self.events = EventSystem(self.fight.rules, teller, retry)
        self.lock = FightLock()
        self._outbox = Outbox(self.events, sink_of(journal))
        playing = partial(Playing, self.fight, self.events, self._outbox, self.lock)
        # Nothing leads back to the fight: it is gone as soon as nobody has it any more.
        self.state = StateManager(self.fight, history, lambda state: playing(state).transaction())
        self._playing = playing(self.state)
        self.actions = ActionSystem(self.fight, self.state)
        self.awareness = AwarenessSystem(self.state)
        for contributed in ruleset.listeners:
            self.events.subscribe(contributed.rule.type, contributed.rule.hear)
        if self._outbox.sink is not None:
            self._outbox.sink.begin(
                SetUp(
                    self.fight,
                    self.state.world,
                    self.start_distance,
                    history,
                    self.events.told,
                    self.events.teller,
                )
            )

    # -- setting up ---------------------------------------------------------------------

    @alone("add a combatant")
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
        ``attributes`` override what it starts with (``health=80``, ``poise=5``). The first to join
        and its team start on the left and look to the right, all others the other way round; give
        a ``facing``, 1 to the right or -1 to the left, with a ``position`` that changes that:
        nobody sees what is behind it. Raises ``StateError`` for an unknown archetype or attribute,
        or a name that is taken.
        """
        self._playing.recover()
        world = self.state.world
        demand_fight_on(world.result, "join")
        join = newcomer(
            self.fight, world, self.start_distance, archetype, name, team, position, controller,
            attributes,
        )  # fmt: skip
        self._playing.join(join)
        return self.combatant(join.name)

    # -- time ---------------------------------------------------------------------------

    def advance(self, ticks: int) -> None:
        """Let ``ticks`` pass, playing every moment on the way; 0 plays what is due now.

        ``advance(a); advance(b)`` is the same fight as ``advance(a + b)``. Time stops when the
        fight ends. Raises ``CombatError`` if called from a subscriber or a rule.
        """
        require_int("ticks", ticks, 0)
        world = self.state.world
        if not world.seats:
            raise StateError(
                "nobody fights yet; add combatants with add_combatant", code="fight.empty"
            )
        self._playing.until(world.now + ticks)

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
        if len(self.state.world.seats) < 2:
            raise StateError("a distance is between two combatants", code="fight.empty")
        first, second, *_ = self.state.world.seats
        return abs(first.position - second.position)

    @property
    def combatants(self) -> Mapping[str, CombatantState]:
        """Every combatant's record as of now, in the order in which they joined."""
        return records_of(self.fight, self.state.world)

    def combatant(self, name: str) -> CombatantState:
        """A combatant's record as of now. Raises ``StateError`` for an unknown one."""
        world = self.state.world
        return record_of(self.fight, world, world.demand_place(name))

    @property
    def projectiles(self) -> Mapping[str, ProjectileState]:
        """Every projectile in flight as of now, by its id."""
        return self.state.world.projectiles

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
        return self._execute(_command(action, actor, target))

    def cancel(self, actor: str) -> None:
        """Call off what ``actor`` does. Raises and waits as ``execute_action`` does."""
        self._execute(Command(actor=actor, cancel=True))

    def signal(self, actor: str, signal: str) -> ActionState | None:
        """Give what ``actor`` does a signal that its chart takes, ``"let_go"`` say; returns its
        running state after that, ``None`` if it is over. Raises and waits as ``execute_action``
        does."""
        return self._execute(Command(actor=actor, signal=signal))

    def schedule(self, commands: Iterable[Command]) -> None:
        """Have commands carried out when their time (``at``) comes.

        One that is refused then is announced as ``command_refused``. Raises ``ActionError`` or
        ``StateError`` if one is in the past, or names what does not exist.
        """
        demand_fight_on(self.result, "be given commands")
        wanted = commands_in(commands)
        world = self.state.world
        demand_possible(self.fight, world, wanted, since=world.now)
        self._playing.schedule(wanted)

    def submit(self, action: str | Command, actor: str = "", target: str | None = None) -> None:
        """Give a command from any thread; it takes effect at the next moment that is played.

        Commands take effect in the order in which they came, and are refused as scheduled ones
        are; what comes too late for the fight is dropped. Raises as ``schedule`` does.
        """
        demand_fight_on(self.result, "be given commands")
        self._playing.submit(self._possible(_command(action, actor, target)))

    def validate_action(self, action: str, actor: str, target: str | None = None) -> Refusal | None:
        """Why ``execute_action`` would refuse now; ``None`` if it would not. Does nothing. Once the
        fight is over that is the reason."""
        return self.actions.validate_action(action, actor, target)

    # -- states -------------------------------------------------------------------------

    def transaction(self) -> Transaction:
        """Change the fight from outside, all or nothing; what changed is announced after.

        What follows from a change (a defeat, a contact) happens at the next moment, still at
        this tick.
        """
        return self._playing.transaction()

    def save(self) -> Save:
        """The whole fight as it is; costs nothing, stays valid, and can be compared."""
        return self.state.save()

    def load(self, save: Save) -> None:
        """Make the fight what it was when ``save`` was made, in this fight or an equal one.

        The ring for ``rollback`` starts anew. Events already published stay published. Raises
        ``StateError`` for a save of a fight under other rules, and for one whose parts do not
        fit together.
        """
        self._playing.load(self.state.world_of(save))

    def rollback(self, steps: int = 1) -> None:
        """Go back ``steps`` transactions: the whole fight, its time and timers included."""
        self._playing.rollback(steps)

    def trim_history(self, max_age: int) -> int:
        """Forget worlds that are more than ``max_age`` ticks old; returns how many."""
        return self.state.trim_history(max_age)

    @alone("synchronize")
    def synchronize_states(self) -> tuple[Disagreement, ...]:
        """Compare what the systems say, repair every disagreement, and return them.

        The state manager is right. In a sound engine there are none.
        """
        found = disagreements(self.state.world, self.fight)
        if found:
            self.state.restore(repair(self.state.world, self.fight))
        return found

    def fork(self) -> "CombatSystem":
        """A second fight, equal to this one as it is now, that goes its own way from here.

        It has the same rules, luck and terms, and nobody listens to it. Load a save of this fight
        into it to look at the past without harm.
        """
        return _going_on(self._equal, self.save())

    def __reduce__(self) -> tuple[object, ...]:
        """As ``fork``, in another process: its rules, its terms, and how it is now."""
        return _going_on, (self._equal, self.save())

    @property
    def _equal(self) -> "partial[CombatSystem]":
        """What begins a fight on the same terms."""
        fight = self.fight
        return partial(
            CombatSystem, fight.duration, self.start_distance, max(fight.arena, 1),
            ruleset=fight.ruleset, seed=fight.seed, number=fight.number, strict=fight.strict,
            history=self.state.past.maxlen or 0, dice=fight.dice,
        )  # fmt: skip

    def on_return(self, told: Callable[[int], object]) -> None:
        """Have ``told`` called whenever the fight goes back, by ``load`` or ``rollback``, with the
        number of its next event: events from that one on have not happened any more."""
        if not callable(told):
            raise StateError(
                f"told is {in_short(told)}; give a function that takes a number",
                code="fight.invalid",
                name="told",
            )
        self._outbox.on_return.append(told)

    # -- recorded fights ------------------------------------------------------------------

    def play(self, given: Input) -> Applied:
        """Take an input that was recorded, and hand on what comes of it.

        Commands of subscribers are dropped: a journal has them as inputs of their own. Whoever
        plays sees to it that no moment is left out.
        """
        if not isinstance(given, Input):
            raise StateError(
                f"{in_short(given)} is no input of a fight", code="fight.invalid", given=given
            )
        return self._playing.play(given)

    def go_on_in(self, journal: JournalSink) -> None:
        """From now on what happens is told to ``journal``, which knows what was before."""
        self._outbox.sink = journal

    # -- looking on -----------------------------------------------------------------------

    @property
    def ruleset(self) -> Ruleset:
        """The rules of the fight."""
        return self.fight.ruleset

    def view(self, who: str) -> View:
        """What a controller of ``who`` would be shown now: itself as it is, the others as it has
        seen them. Raises ``StateError`` for an unknown combatant."""
        world = self.state.world
        place = world.demand_place(who)
        view, possible = view_of(open_draft(self.fight, world, world.now), place)
        possible.look_on()
        return view

    def ways(self, who: str) -> tuple[Way, ...]:
        """Every way on that ``who`` has from here, open or not, with what each guard says.

        First the actions that it knows, to be started or gone on into; then the transitions of the
        chart that it runs. Does nothing. Raises ``StateError`` for an unknown combatant, and once
        the fight is over.
        """
        demand_fight_on(self.result, "act")
        world = self.state.world
        return ways_on(self.fight, world, world.demand_place(who))

    def diagram(self, actor: str) -> Diagram:
        """The chart of what ``actor`` does now, its phase standing out."""
        return diagram_now(self.fight.ruleset, actor, self.actions.get_current_action(actor))

    @overload
    def subscribe(self, type: type[E], subscriber: Callable[[E], object]) -> Subscription: ...

    @overload
    def subscribe(self, type: EventName, subscriber: Subscriber) -> Subscription: ...

    def subscribe(
        self, type: type[Any] | EventName, subscriber: Callable[[Any], object]
    ) -> Subscription:
        """Have ``subscriber`` called with every event of a type: ``subscribe(DamageDealt, f)``.

        ``type`` is a class or its name; ``CombatEvent`` or ``"*"`` stands for all. Raises
        ``EventError`` for a type that the rules do not know.
        """
        return self.events.subscribe(type, subscriber)

    def unsubscribe(self, subscription: Subscription) -> None:
        """Undo ``subscribe``."""
        self.events.unsubscribe(subscription)

    @overload
    def stream(self) -> EventStream[CombatEvent]: ...

    @overload
    def stream(self, *types: type[E]) -> EventStream[E]: ...

    @overload
    def stream(self, *types: EventName) -> EventStream[CombatEvent]: ...

    def stream(self, *types: type[Any] | EventName) -> EventStream[Any]:
        """The events from now on, of these types or all, to be waited for: ``async for event in
        combat.stream():``. It ends as the fight does.

        Somebody else lets time pass meanwhile, in the same loop or another thread. No event is
        lost however slow the taker is. Raises ``EventError`` for a type that the rules do not
        know.
        """
        names = [self.events.name_of(type) for type in types]
        return EventStream(self.events, names or ["*"], over=self.result is not None)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The latest mistakes of plugins, oldest first."""
        return self._outbox.faults

    @property
    def watch(self) -> Watch | None:
        """Who measures this fight, if anybody; see ``PerformanceStats``."""
        return self._outbox.watch

    @watch.setter
    def watch(self, watch: Watch | None) -> None:
        told = ("start", "tick", "event")
        if watch is not None and not all(callable(getattr(watch, name, None)) for name in told):
            raise StateError(
                f"watch is {in_short(watch)}; give what has {', '.join(told)}, such as "
                "PerformanceStats",
                code="fight.watch",
            )
        self._outbox.watch = watch

    def _execute(self, command: Command) -> ActionState | None:
        return self._playing.execute(self._possible(command))

    def _possible(self, command: Command) -> Command:
        """A command from outside that names only what exists; or an error that says what not."""
        command = command_in(command)
        demand_possible(self.fight, self.state.world, (command,))
        return command

    def check_command(self, command: Command) -> None:
        """Raise ``StateError`` or ``ActionError`` for what is no command, or names what does not
        exist."""
        self._possible(command)


def _going_on(begin: Callable[[], CombatSystem], save: Save) -> CombatSystem:
    """A new fight that goes on from a save."""
    combat = begin()
    combat.load(save)
    return combat


def _command(action: str | Command, actor: str, target: str | None) -> Command:
    if isinstance(action, Command):
        return action
    return Command(actor=actor, action=action, target=target)


def demand_fight(combat: object) -> None:
    """Raise ``StateError`` for what is no fight."""
    if not isinstance(combat, CombatSystem):
        raise StateError(
            f"{in_short(combat)} is no fight; make one with CombatSystem(...)", code="fight.invalid"
        )
