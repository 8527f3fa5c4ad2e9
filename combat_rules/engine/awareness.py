"""The awareness system: what each combatant knows of each other one."""

from collections.abc import Mapping

from msgspec.structs import replace
from statemachine import State

from combat_rules.charts.base import StrictChart
from combat_rules.charts.compile import compile_chart
from combat_rules.charts.runner import NotAllowed
from combat_rules.engine.events.faults import RuleFailed, blame, blaming
from combat_rules.engine.events.system import EventSystem, because
from combat_rules.engine.state.doors import known
from combat_rules.engine.state.manager import StateManager, Transaction
from combat_rules.engine.state.scenes import IDLE, Scenes
from combat_rules.engine.state.world import Fight, Knowledge, World
from combat_rules.model import (
    ActionStateType,
    AwarenessLevel,
    CombatantState,
    Position,
    Sighting,
)
from combat_rules.model.events import AwarenessChanged

UNAWARE, SUSPICIOUS, AWARE = AwarenessLevel

LOOKS = {
    None: "idle",
    ActionStateType.FEINT: "preparing",
    ActionStateType.COMMIT: "preparing",
    ActionStateType.RELEASE: "active",
    ActionStateType.RECOVERY: "recovering",
}
"""What a phase looks like from outside: a feint cannot be told from the real thing."""


REMEMBERED = 8
"""How many looks of a combatant are kept before those that everybody took in are dropped."""


class Awareness(StrictChart):
    """What one combatant knows of another, and what changes it."""

    unaware = State(initial=True)
    suspicious = State()
    aware = State()

    glimpse = unaware.to(suspicious)
    confirm = suspicious.to(aware)
    lose = aware.to(suspicious)
    forget = suspicious.to(unaware)
    struck = unaware.to(aware) | suspicious.to(aware)


RUNNER = compile_chart(Awareness)
AT = {level: Position(level.name.lower(), (level.name.lower(),)) for level in AwarenessLevel}
LEVELS = {level.name.lower(): level for level in AwarenessLevel}


class AwarenessSystem:
    """Sight, memory and suspicion. It sees what happens in a transaction and notes it there."""

    def __init__(
        self, fight: Fight, scenes: Scenes, events: EventSystem, state: StateManager
    ) -> None:
        self._fight = fight
        self._rules = fight.ruleset.perception_rules
        self._scenes = scenes
        self._events = events
        self._state = state

    def get_state(self, observer: str, observed: str) -> Knowledge:
        """What ``observer`` knows of ``observed``. Raises ``StateError`` for unknown ones."""
        combatants = self._state.world.combatants
        known(observer, combatants)
        known(observed, combatants)
        return self._state.world.knowledge.get((observer, observed)) or UNKNOWN

    def get_all_states(self) -> Mapping[tuple[str, str], Knowledge]:
        """What everybody knows of everybody, by observer and observed."""
        return self._state.world.knowledge

    def meet(self, tx: Transaction, newcomer: str) -> None:
        """Let a combatant that joins and the others take notice of each other.

        Those in each other's sight have been introduced: they start aware.
        """
        knowledge = dict(tx.knowledge)
        for other in tx.combatants:
            if other == newcomer:
                continue
            for pair in ((newcomer, other), (other, newcomer)):
                knowledge[pair] = replace(UNKNOWN, since=tx.now, seen_since=tx.now)
        tx.knowledge = knowledge
        for other in tx.combatants:
            if other == newcomer:
                continue
            for observer, observed in ((newcomer, other), (other, newcomer)):
                if self._sees(tx, observer, observed):
                    knowledge[observer, observed] = Knowledge(AWARE, True, tx.now, tx.now)
        tx.appearances = {**tx.appearances, newcomer: (Sighting(tx.now, "", "idle"),)}

    def show(self, tx: Transaction, actor: str, action: str, kind: ActionStateType | None) -> None:
        """Note what an actor is seen to do from now on, and wake those who wait for it."""
        now = tx.now
        shown = tx.appearances[actor]
        if len(shown) >= REMEMBERED:
            shown = _still_new(shown, now - max(c.reaction for c in tx.combatants.values()))
        tx.appearances = {**tx.appearances, actor: (*shown, Sighting(now, action, LOOKS[kind]))}
        for observer, asked_at in tx.thinking.items():
            if observer != actor and tx.knowledge[observer, actor].in_sight:
                # At the next tick at the earliest: two that answer each other at once would
                # never come to an end, and who is asked first would matter.
                arrival = now + max(1, tx.combatants[observer].reaction)
                if arrival < asked_at:
                    tx.thinking[observer] = arrival

    def look(self, tx: Transaction) -> None:
        """See who has come into sight or is lost from it, where somebody moved or turned."""
        if not (tx.moved or self._rules):
            return
        combatants, base = tx.combatants, tx.base.combatants
        stirred = {
            who: state
            for who, state in combatants.items()
            if self._rules or not _stands(state, base)
        }
        if not stirred:
            return
        for observer in combatants:
            for observed in combatants if observer in stirred else stirred:
                if observer == observed:
                    continue
                known = tx.knowledge[observer, observed]
                if self._sees(tx, observer, observed) is not known.in_sight:
                    self._sight_changed(tx, observer, observed, known)

    def pass_time(self, tx: Transaction) -> None:
        """Confirm suspicions and forget, where the time has come."""
        over = [pair for pair, due in tx.alerts.items() if due <= tx.now]
        for observer, observed in over:
            known = tx.knowledge[observer, observed]
            if known.in_sight:
                self._change(tx, observer, observed, known, "confirm", None)
            else:
                event = "lose" if known.level is AWARE else "forget"
                again = tx.now + tx.combatants[observer].memory if event == "lose" else None
                self._change(tx, observer, observed, known, event, again)

    def struck(self, tx: Transaction, victim: str, source: str, cause: int) -> None:
        """A combatant that is struck knows by whom, wherever it looks."""
        known = tx.knowledge[victim, source]
        if known.level is not AWARE:
            due = None if known.in_sight else tx.now + tx.combatants[victim].memory
            self._change(tx, victim, source, known, "struck", due, cause)

    def seen(self, world: World | Transaction, observer: str, observed: str) -> Sighting:
        """The last thing that ``observer`` saw ``observed`` do, ``reaction`` ticks late."""
        known = world.knowledge[observer, observed]
        latest = world.now - world.combatants[observer].reaction
        if not known.in_sight:
            return self._recalled(world, observed, known, latest)
        for sighting in reversed(world.appearances[observed]):
            if max(sighting.at, known.seen_since) <= latest:
                return sighting
        return known.last_seen or NOTHING

    def _recalled(
        self, world: World | Transaction, observed: str, known: Knowledge, latest: int
    ) -> Sighting:
        """What was seen of somebody before it was lost from sight, as far as it has sunk in."""
        last = known.last_seen
        if last is None or last.at <= latest:
            return last or NOTHING
        for sighting in reversed(world.appearances[observed]):
            if sighting.at <= latest:
                return sighting
        return NOTHING

    def _sight_changed(
        self, tx: Transaction, observer: str, observed: str, known: Knowledge
    ) -> None:
        state = tx.combatants[observer]
        if known.in_sight:
            lost = replace(
                known,
                in_sight=False,
                seen_since=tx.now,
                due=tx.now + state.memory if known.level is SUSPICIOUS else None,
                last=tx.base.combatants.get(observed),
                last_seen=tx.appearances[observed][-1],
            )
            if known.level is AWARE:
                self._change(tx, observer, observed, lost, "lose", tx.now + state.memory)
            else:
                self._put(tx, observer, observed, lost)
            return
        found = replace(known, in_sight=True, seen_since=tx.now, due=None, last=None)
        if known.level is AWARE:
            self._put(tx, observer, observed, found)
        elif known.level is SUSPICIOUS:
            self._put(tx, observer, observed, replace(found, due=tx.now + state.reaction))
        else:
            self._change(tx, observer, observed, found, "glimpse", tx.now + state.reaction)

    def _change(
        self,
        tx: Transaction,
        observer: str,
        observed: str,
        known: Knowledge,
        event: str,
        due: int | None,
        cause: int | None = None,
    ) -> None:
        try:
            after = LEVELS[RUNNER.send(AT[known.level], event, None, None).phase]
        except NotAllowed:
            after = known.level
        self._put(tx, observer, observed, replace(known, level=after, since=tx.now, due=due))
        if after is not known.level:
            self._events.announce(
                tx,
                AwarenessChanged(
                    source=observer,
                    target=observed,
                    before=known.level,
                    after=after,
                    causes=because(cause),
                ),
            )

    def _put(self, tx: Transaction, observer: str, observed: str, known: Knowledge) -> None:
        # What is still the base's is copied, once in a transaction: there may be thousands.
        pair = (observer, observed)
        if tx.knowledge is tx.base.knowledge:
            tx.knowledge = dict(tx.knowledge)
        tx.knowledge[pair] = known
        if known.due is None and pair not in tx.alerts:
            return
        if tx.alerts is tx.base.alerts:
            tx.alerts = dict(tx.alerts)
        tx.alerts.pop(pair, None)
        if known.due is not None:
            tx.alerts[pair] = known.due

    def _sees(self, tx: Transaction, observer: str, observed: str) -> bool:
        one, other = tx.combatants[observer], tx.combatants[observed]
        gap = other.position - one.position
        if abs(gap) > one.sight_range or gap * one.facing < 0:
            return False
        return not self._rules or self._rules_agree(tx, observer, observed)

    def _rules_agree(self, tx: Transaction, observer: str, observed: str) -> bool:
        running = tx.actions.get(observer)
        action = self._fight.ruleset.moves[running.name].action if running else IDLE
        scene = self._scenes.scene(tx, observer, observed, action, running)
        for owned in self._rules:
            try:
                with blaming(owned.plugin, f"perception rule {owned.rule.name}"):
                    if not owned.rule.sees(scene):
                        return False
            except RuleFailed as failed:
                blame(self._fight, self._events, tx, failed, observer)
        return True


UNKNOWN = Knowledge(UNAWARE, False, 0, 0)
NOTHING = Sighting(0, "", "idle")


def _still_new(shown: tuple[Sighting, ...], taken_in: int) -> tuple[Sighting, ...]:
    """What not everybody has taken in yet, and the last thing that everybody has."""
    first = 0
    while first + 1 < len(shown) and shown[first + 1].at <= taken_in:
        first += 1
    return shown[first:]


def _stands(state: CombatantState, base: Mapping[str, CombatantState]) -> bool:
    """Whether a combatant stands where it stood, and looks where it looked, as far as it did."""
    before = base.get(state.id)
    return before is state or (
        before is not None
        and before.position == state.position
        and before.facing == state.facing
        and before.sight_range == state.sight_range
    )
