"""Minds: the controllers of free combatants, asked on what they know, never on the truth."""

from combat_rules.engine.actions.judging import Judge
from combat_rules.engine.awareness import AwarenessSystem
from combat_rules.engine.events.faults import RuleFailed, blame, blaming
from combat_rules.engine.events.system import EventSystem
from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.scenes import Scenes
from combat_rules.engine.state.world import Fight
from combat_rules.model import Act, Command, Foe, View, Wait

PAUSE = 100
"""Ticks until a controller is asked again whose choice was refused, or that raised."""


class Minds:
    """Asks controllers, all of one moment on the same world."""

    def __init__(
        self,
        fight: Fight,
        scenes: Scenes,
        events: EventSystem,
        judge: Judge,
        awareness: AwarenessSystem,
    ) -> None:
        self._fight = fight
        self._scenes = scenes
        self._events = events
        self._judge = judge
        self._awareness = awareness
        self._controllers = fight.ruleset.controllers
        self._moves = fight.ruleset.moves

    def choose(self, tx: Transaction) -> list[Command]:
        """The commands that the controllers of free combatants give now."""
        due = [who for who in tx.combatants if tx.thinking.get(who, tx.now + 1) <= tx.now]
        failures: dict[str, list[RuleFailed]] = {who: [] for who in due}
        views = [self.view(tx, who, failures[who]) for who in due]
        for who, failed in failures.items():
            for failure in failed:
                blame(self._fight, self._events, tx, failure, who)
        commands = []
        for who, view in zip(due, views, strict=True):
            owned = self._controllers[view.me.controller]
            try:
                with blaming(owned.plugin, f"controller {owned.rule.name}"):
                    choice = _checked(owned.rule.choose(view))
            except RuleFailed as failed:
                blame(self._fight, self._events, tx, failed, who)
                self.put_off(tx, who)
                continue
            if isinstance(choice, Wait):
                tx.thinking[who] = tx.now + choice.ticks
            else:
                commands.append(
                    Command(actor=who, action=choice.action, target=choice.target, at=tx.now)
                )
        return commands

    def put_off(self, tx: Transaction, who: str) -> None:
        """Ask a controller again after a pause."""
        if who in tx.thinking:
            tx.thinking[who] = tx.now + PAUSE

    def view(self, tx: Transaction, who: str, failed: list[RuleFailed] | None = None) -> View:
        """What a combatant knows. ``failed`` is given what raised while it was found out."""
        me = self._scenes.settled(tx, who)
        others = [self._foe(tx, who, other) for other in tx.combatants if other != who]
        return View(
            me,
            tuple(foe for foe in others if foe.team != me.team),
            tuple(foe for foe in others if foe.team == me.team),
            {name: self._moves[name].action for name in self._judge.possible(tx, who, failed)},
            tx.now,
            self._fight.dice(self._fight.seed, self._fight.number, tx.now, who),
        )

    def _foe(self, tx: Transaction, who: str, other: str) -> Foe:
        me, state = tx.combatants[who], tx.combatants[other]
        known = tx.knowledge[who, other]
        position, distance = state.position, abs(state.position - me.position)
        if not known.in_sight:
            # As it was when last seen; of one never seen, only that it is not in sight.
            state = known.last or state
            position = known.last.position if known.last else me.position
            distance = abs(position - me.position) if known.last else me.sight_range + 1
        sighting = self._awareness.seen(tx, who, other)
        move = self._moves.get(sighting.action)
        return Foe(
            other,
            state.team,
            known.level,
            known.in_sight,
            position,
            distance,
            state.facing,
            state.health,
            state.max_health,
            sighting.action,
            sighting.state,
            sighting.at,
            move.action.line if move else "",
            move.action.role if move else None,
        )


def _checked(choice: Act | Wait) -> Act | Wait:
    if isinstance(choice, Act):
        return choice
    if isinstance(choice, Wait) and type(choice.ticks) is int and choice.ticks >= 1:
        return choice
    raise ValueError(f"it answered {choice!r}; it may answer Act(name) or Wait(ticks from 1)")
