"""The lab: strings of blows on a foe who stands still, played in the engine with save and load."""

from collections.abc import Sequence

from msgspec import Struct

from combat_rules.engine.system import CombatSystem
from combat_rules.engine.world import Save
from combat_rules.model import Action, ActionRole, ActionState, CancelWindow
from combat_rules.model.events import (
    ActionContact,
    ActionCounterHit,
    ActionHit,
    ActionWhiffed,
    CombatEvent,
    DamageDealt,
)
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import Ruleset

CLOSE = 10
"""Arena units between the two as a string begins."""
ACTOR, TARGET = "actor", "target"


class Blow(Struct, frozen=True):
    """A blow of a string: when it was started, in ticks of the fight, and what it took."""

    at: int
    move: str
    damage: int


class Combo(Struct, frozen=True, kw_only=True):
    """A string of blows, each landing before its target could act again.

    ``corner`` says that the target stood at the wall. ``defeats`` is whether the target, of
    the same archetype and in full health, was defeated by it.
    """

    archetype: str
    blows: tuple[Blow, ...]
    corner: bool = False
    defeats: bool = False

    @property
    def moves(self) -> tuple[str, ...]:
        """The moves, in order."""
        return tuple(blow.move for blow in self.blows)

    @property
    def damage(self) -> int:
        """Health lost to the whole string."""
        return sum(blow.damage for blow in self.blows)


class Lab:
    """A fight in which one combatant strings blows together and the other stands still.

    Every step is the engine's own: reach, pushback, stamina, costs and cooldowns count.
    """

    def __init__(self, ruleset: Ruleset, archetype: str, *, corner: bool = False) -> None:
        self.ruleset = ruleset
        self.archetype = archetype
        self.corner = corner
        stage = ruleset.stage
        # A rule that raises ends the blow, not the search.
        self._combat = CombatSystem(LIMIT, CLOSE, stage.arena, ruleset=ruleset, history=0)
        self._heard: list[CombatEvent] = []
        self._combat.subscribe("*", self._heard.append)
        where = self._places()
        for name in (ACTOR, TARGET):
            self._combat.add_combatant(archetype, name, controller="", position=where[name])
        # Long enough for both to have seen each other.
        self.begins = ruleset.archetypes[archetype].reaction + 1
        self._combat.advance(self.begins)
        self._step = max(1, ruleset.ticks_per_second // 100)
        self._defeated = False

    @property
    def strikes(self) -> list[str]:
        """The strikes that the archetype knows."""
        known = self.ruleset.archetypes[self.archetype].actions
        moves = self.ruleset.moves
        return [name for name in known if moves[name].action.role is ActionRole.STRIKE]

    @property
    def defeated(self) -> bool:
        """Whether the target is defeated."""
        return self._combat.result is not None

    def save(self) -> Save:
        """The fight as it is."""
        return self._combat.save()

    def load(self, save: Save) -> None:
        """Back to how it was."""
        self._combat.load(save)

    def land(self, move: str, *, first: bool = False) -> Blow | None:
        """Start ``move`` as soon as it can be, and play it until it lands.

        ``None`` if it does not, or not before the target could act again; the ``first`` blow
        of a string needs only to land.
        """
        stunned = self._combat.combatant(TARGET).stunned_until
        action = self.ruleset.moves[move].action
        at_once = self._combat.now + action.feint + action.commit
        started = self._start(move, at_once if first else stunned)
        if started is None:
            return None
        self._heard.clear()
        self._combat.advance(action.feint + action.commit)
        while not self._met(started.id) and self._runs(started.id):
            self._combat.advance(self._step)
        hit = next(
            (
                e
                for e in self._heard
                if isinstance(e, ActionHit | ActionCounterHit) and e.action == started.id
            ),
            None,
        )
        if hit is None or (not first and hit.timestamp > stunned):
            return None
        hurt = [e for e in self._heard if isinstance(e, DamageDealt) and e.action == started.id]
        return Blow(started.started, move, sum(event.lost for event in hurt))

    def string(self, moves: Sequence[str], *, most: int = 0) -> Combo:
        """Play moves one after another for as long as they land; with ``most``, round and
        round until so many have landed, or the target is defeated."""
        blows: list[Blow] = []
        number = 0
        while number < (most or len(moves)) and not self.defeated:
            blow = self.land(moves[number % len(moves)], first=not blows)
            if blow is None:
                break
            blows.append(blow)
            number += 1
        return self.combo(blows)

    def combo(self, blows: Sequence[Blow]) -> Combo:
        """A string of blows that were played here."""
        return Combo(
            archetype=self.archetype,
            blows=tuple(blows),
            corner=self.corner,
            defeats=self.defeated,
        )

    def _start(self, name: str, until: int) -> ActionState | None:
        """Start a move while it can still land by ``until``; ``None`` if it cannot."""
        combat = self._combat
        move = self.ruleset.moves[name].action
        latest = until - move.feint - move.commit
        while combat.result is None and combat.now <= latest:
            running = combat.actions.get_current_action(ACTOR)
            if running is None or self._leads(running, move):
                if combat.validate_action(name, ACTOR, TARGET) is None:
                    return combat.execute_action(name, ACTOR, TARGET)
                combat.advance(self._step)
            elif any(self._named(window, move) for window in self._windows(running)):
                combat.advance(self._step)
            else:
                combat.advance(max(running.due - combat.now, 1))
        return None

    def _leads(self, running: ActionState, into: Action) -> bool:
        action = self.ruleset.moves[running.name].action
        return action.allows(into, self._combat.now - running.started, running.outcome)

    def _windows(self, running: ActionState) -> tuple[CancelWindow, ...]:
        return self.ruleset.moves[running.name].action.cancels

    @staticmethod
    def _named(window: CancelWindow, into: Action) -> bool:
        return into.name in window.into or any(f"#{tag}" in window.into for tag in into.tags)

    def _met(self, action: str) -> bool:
        met = (event for event in self._heard if isinstance(event, ActionContact | ActionWhiffed))
        return any(event.action == action for event in met)

    def _runs(self, action: str) -> bool:
        running = self._combat.actions.get_current_action(ACTOR)
        return running is not None and running.id == action and not self.defeated

    def _places(self) -> dict[str, int]:
        return places(self.ruleset, corner=self.corner)


def places(ruleset: Ruleset, *, corner: bool) -> dict[str, int]:
    """Where the two stand as a string begins: in the middle, or the target at the wall."""
    arena = ruleset.stage.arena - ruleset.stage.arena % 2
    target = arena if corner else (arena + CLOSE) // 2
    return {ACTOR: max(target - CLOSE, 0), TARGET: target}


def script_of(combo: Combo, ruleset: Ruleset) -> str:
    """A combo as a script for ``combat-rules duel --script``."""
    where = places(ruleset, corner=combo.corner)
    lines = [
        f"# {' > '.join(combo.moves[:12])}{' > ...' if len(combo.moves) > 12 else ''}: "
        f"{combo.damage} damage{', to the end' if combo.defeats else ''}.",
        f"distance: {CLOSE}",
        f"max_distance: {ruleset.stage.arena}",
        "combatants:",
    ]
    for name in (ACTOR, TARGET):
        kind = _quoted(combo.archetype)
        lines.append(f"  {name}: {{archetype: {kind}, position: {where[name]}}}")
    lines.append("commands:")
    for blow in combo.blows:
        lines.append(f"  - {{at: {blow.at}, actor: {ACTOR}, action: {_quoted(blow.move)}}}")
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
