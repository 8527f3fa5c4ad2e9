"""One moment of a fight: everything that happens at one tick, in a fixed order."""

from msgspec.structs import replace

from combat_rules.engine.actions.judging import Judge, Start
from combat_rules.engine.actions.phases import RELEASE, Asked, Phases
from combat_rules.engine.actions.requests import Changes, Requests, StunRequest
from combat_rules.engine.actions.stuns import Blow, Stuns
from combat_rules.engine.awareness import AwarenessSystem
from combat_rules.engine.contacts.resolution import Contacts
from combat_rules.engine.endings import Endings
from combat_rules.engine.events.faults import RuleFailed, blame
from combat_rules.engine.events.system import EventSystem, because
from combat_rules.engine.minds import Minds
from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.world import Fight
from combat_rules.engine.statuses import Statuses
from combat_rules.errors import CombatError
from combat_rules.model import ActionState, Command, Position, Stun
from combat_rules.model.events import (
    ActionCancelled,
    ActionChained,
    CombatantRecovered,
    CommandRefused,
    FightStarted,
)

MAX_ROUNDS = 64
"""How often consequences may cause further ones at one moment."""


class Moments:
    """Plays moments. Each happens in the transaction it is given, whole or not at all."""

    def __init__(
        self,
        fight: Fight,
        changes: Changes,
        events: EventSystem,
        judge: Judge,
        awareness: AwarenessSystem,
        phases: Phases,
        stuns: Stuns,
        contacts: Contacts,
        minds: Minds,
        statuses: Statuses,
    ) -> None:
        self._fight = fight
        self._changes = changes
        self._events = events
        self._judge = judge
        self._awareness = awareness
        self._phases = phases
        self._stuns = stuns
        self._contacts = contacts
        self._minds = minds
        self.statuses = statuses
        self._endings = Endings(fight, events, phases, statuses)

    def play(self, tx: Transaction) -> None:
        """The tick: statuses, charts, contacts, consequences, perception; then commands and
        controllers."""
        self._open_fight(tx)
        now = tx.now
        tx.recheck = False
        due = [running for running in tx.actions.values() if running.due <= now]
        asked = self.statuses.tick(tx) if tx.statuses else []
        if due:
            asked += self._phases.advance(tx, due)
        if tx.stuns:
            self._end_stuns(tx)
        self._awareness.pass_time(tx)
        self._settle(tx, asked)
        if tx.result is None:
            self._endings.conclude(tx)
        if tx.result is None:
            self._command(tx)

    def carry_out(self, tx: Transaction, command: Command) -> ActionState | None:
        """Carry out one command from outside. Raises ``ActionError`` if it is refused."""
        self._open_fight(tx)
        started = None
        if command.cancel:
            asked = self._call_off(tx, *self._judge.judge_cancel(tx, command.actor))
        else:
            asked = self._begin(tx, self._judge.judge(tx, command))
            started = tx.actions[command.actor]
        self._after_commands(tx, [asked])
        return started

    def carry_out_later(self, tx: Transaction, command: Command) -> None:
        """Carry out a command that nobody waits for; a refusal is announced, not raised."""
        self._open_fight(tx)
        self._together(tx, [command])

    # -- the tick -----------------------------------------------------------------------

    def _settle(self, tx: Transaction, asked: list[Asked]) -> None:
        """Apply what was asked, then contacts and consequences, until nothing more follows."""
        stuns = self._changes.apply(tx, asked) if asked else []
        for _ in range(MAX_ROUNDS):
            contacts = self._contacts.collect(tx)
            if not contacts and not stuns:
                break
            asked = self._stagger(tx, stuns)
            stuns = self._contacts.resolve(tx, contacts) if contacts else []
            stuns += self._changes.apply(tx, asked)
        else:
            raise CombatError(
                f"consequences do not settle at tick {tx.now}: after {MAX_ROUNDS} rounds "
                "effects still ask for more; look for an effect that stuns, or is stunned, "
                "whenever it is interrupted",
                code="fight.unsettled",
                at=tx.now,
            )
        self._endings.defeat(tx)
        self.statuses.follow(tx)
        self._awareness.look(tx)

    def _stagger(self, tx: Transaction, stuns: list[StunRequest]) -> list[Asked]:
        return self._stuns.strike_down(
            tx,
            [
                Blow(victim, ticks, Stun.STAGGER, source, cause)
                for victim, ticks, source, cause in stuns
                if not tx.combatants[victim].defeated
            ],
        )

    def _open_fight(self, tx: Transaction) -> None:
        """Announce the fight, before the first thing that happens in it."""
        if tx.started:
            return
        tx.started = True
        sides = {who: state.team for who, state in tx.combatants.items()}
        event = self._events.announce(
            tx,
            FightStarted(combatants=sides, seed=self._fight.seed, arena=self._fight.arena),
        )
        for who in tx.combatants:
            if who not in tx.actions:
                self._phases.free(tx, who)
        self.statuses.follow(tx, event)

    def _end_stuns(self, tx: Transaction) -> None:
        for who, until in tx.stuns.items():
            if until <= tx.now:
                self._events.announce(tx, CombatantRecovered(source=who))
                tx.stuns = {k: t for k, t in tx.stuns.items() if k != who}
                self._phases.free(tx, who)

    # -- commands -----------------------------------------------------------------------

    def _command(self, tx: Transaction) -> None:
        """Carry out what was scheduled for now, then what controllers choose."""
        if tx.scheduled and tx.scheduled[0].at <= tx.now:
            due = [command for command in tx.scheduled if command.at <= tx.now]
            tx.scheduled = tx.scheduled[len(due) :]
            while due:
                # One command of each actor at a time, all judged on the same world.
                batch: dict[str, Command] = {}
                due = [c for c in due if batch.setdefault(c.actor, c) is not c]
                self._together(tx, list(batch.values()))
        if tx.thinking:
            chosen = self._minds.choose(tx)
            if chosen:
                self._together(tx, chosen)

    def _together(self, tx: Transaction, commands: list[Command]) -> None:
        """Carry out commands of different actors at once: none is judged on another's."""
        starts: list[Start] = []
        ends: list[tuple[ActionState, Position, Requests]] = []
        for command in commands:
            try:
                if command.cancel:
                    ends.append(self._judge.judge_cancel(tx, command.actor))
                else:
                    starts.append(self._judge.judge(tx, command))
            except (CombatError, RuleFailed) as error:
                self._refused(tx, command, error)
        asked = [self._begin(tx, start) for start in starts]
        asked += [self._call_off(tx, *end) for end in ends]
        self._after_commands(tx, asked)

    def _begin(self, tx: Transaction, start: Start) -> Asked:
        cause = None
        if start.leaves is not None:
            cause = self._events.announce(
                tx,
                ActionChained(
                    source=start.actor,
                    target=start.target,
                    action=start.leaves.id,
                    name=start.leaves.name,
                    into=start.move.action.name,
                    causes=because(start.leaves.last_event),
                ),
            )
            self._phases.end(tx, start.leaves, "chained", cause)
        running = self._phases.begin(
            tx, start.actor, start.target, start.move.action.name, start.position, cause
        )
        return start.requests, running.id, running.last_event

    def _call_off(
        self, tx: Transaction, running: ActionState, position: Position, requests: Requests
    ) -> Asked:
        event = self._events.announce(
            tx,
            ActionCancelled(
                source=running.actor,
                target=running.target,
                action=running.id,
                name=running.name,
                phase=running.phase,
                causes=because(running.last_event),
            ),
        )
        action = self._fight.ruleset.moves[running.name].action
        back = min(tx.now - running.started, action.recovery)
        self._phases.enter(tx, replace(running, ending="cancelled", recovery=back), position, event)
        return requests, running.id, event

    def _after_commands(self, tx: Transaction, asked: list[Asked]) -> None:
        """What the effects of commands ask for, and what follows from it at once."""
        if any(requests.asked for requests, _, _ in asked):
            self._settle(tx, asked)
            tx.recheck = True
        self._look_again(tx)

    def _look_again(self, tx: Transaction) -> None:
        """A command may turn somebody round, or open somebody's guard: look at contacts once
        more at this tick."""
        self._awareness.look(tx)
        if any(a.outcome is None and a.state is RELEASE for a in tx.actions.values()):
            tx.recheck = True

    def _refused(self, tx: Transaction, command: Command, error: Exception) -> None:
        """Record a command that nobody waits for: refused, or its rules raised."""
        cause = None
        if isinstance(error, RuleFailed):
            cause = blame(self._fight, self._events, tx, error, command.actor)
        code = error.code if isinstance(error, CombatError) else "plugin.failed"
        known = command.actor if command.actor in tx.combatants else None
        self._events.announce(
            tx,
            CommandRefused(
                source=known,
                target=command.target,
                name=command.action,
                why=str(error),
                code=code,
                causes=because(cause),
            ),
        )
        self._minds.put_off(tx, command.actor)
