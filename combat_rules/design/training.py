"""The lab: strings of blows on a foe who stands still, played in the engine with save and load."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.design.exchange import ROUNDS, longest_of
from combat_rules.engine.system import CombatSystem
from combat_rules.engine.world import Save
from combat_rules.model import (
    Action,
    ActionRole,
    ActionState,
    ActionStateType,
    Aim,
    Stun,
)
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
PARTS = 4
"""Places, as parts of its reach, at which a blow is tried that does not land close by."""
ACTOR, TARGET = "actor", "target"
AT_FOES = (Aim.FOE, Aim.ANYBODY)
"""For whom a move is that may be aimed at the one who stands still."""


class Blow(Struct, frozen=True):
    """A blow of a string: when it was started, in ticks of the fight, and what its target lost from
    the blow before on."""

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
    distance: int = CLOSE

    @property
    def moves(self) -> tuple[str, ...]:
        """The moves, in order."""
        return tuple(blow.move for blow in self.blows)

    @property
    def circle(self) -> tuple[str, ...]:
        """The moves that it goes round and round; all of them if it does not."""
        moves = self.moves
        number = next(n for n in range(1, len(moves) + 1) if moves[: len(moves) - n] == moves[n:])
        return moves[:number]

    @property
    def damage(self) -> int:
        """Health lost to the whole string."""
        return sum(blow.damage for blow in self.blows)


def strikes_a_foe(action: Action) -> bool:
    """Whether an action is a strike that may be meant for the one who stands still."""
    return action.role is ActionRole.STRIKE and action.aim in AT_FOES


class Lab:
    """A fight in which one combatant strings blows together and the other stands still.

    Every step is the engine's own: reach, pushback, stamina, costs and cooldowns count.
    """

    def __init__(
        self, ruleset: Ruleset, archetype: str, *, corner: bool = False, distance: int = CLOSE
    ) -> None:
        self.ruleset = ruleset
        self.archetype = archetype
        self.corner = corner
        stage = ruleset.stage
        self.distance = distance = min(distance, stage.arena)
        # A rule that raises ends the blow, not the search.
        self._combat = CombatSystem(LIMIT, distance, stage.arena, ruleset=ruleset, history=0)
        self._heard: list[CombatEvent] = []
        self._combat.subscribe("*", self._heard.append)
        where = places(ruleset, corner=corner, distance=distance)
        for name in (ACTOR, TARGET):
            self._combat.add_combatant(archetype, name, controller="", position=where[name])
        # Long enough for both to have seen each other.
        self.begins = ruleset.archetypes[archetype].reaction + 1
        self._combat.advance(self.begins)
        self._step = max(1, ruleset.ticks_per_second // 100)
        self.fresh = self.save()
        self._others: dict[int, Lab] = {distance: self}
        self._opened: dict[str, Lab | None] = {}

    @property
    def strikes(self) -> list[str]:
        """The strikes that the archetype knows, apart from those that are meant for friends or
        oneself."""
        known = self.ruleset.archetypes[self.archetype].actions
        return [name for name in known if strikes_a_foe(self.ruleset.moves[name].action)]

    @property
    def defeated(self) -> bool:
        """Whether the target is defeated, or the actor gone."""
        return self._combat.result is not None

    def save(self) -> Save:
        """The fight as it is."""
        return self._combat.save()

    def load(self, save: Save) -> None:
        """Back to how it was."""
        self._combat.load(save)
        self._heard.clear()

    def opened_by(self, move: str) -> "Lab | None":
        """The lab, as fresh, in which a string may open with ``move``: this one, or one in which
        the target stands where that lands; ``None`` if it lands nowhere."""
        if move not in self._opened:
            self._opened[move] = next(filter(lambda lab: lab.lands(move), self._at(move)), None)
        lab = self._opened[move]
        if lab is not None:
            lab.load(lab.fresh)
        return lab

    def lands(self, move: str) -> bool:
        """Whether a move lands as the first of a string."""
        self.load(self.fresh)
        return self.land(move, first=True) is not None

    def _at(self, move: str) -> "Iterator[Lab]":
        """This lab, then labs in which the target stands further away, within a move's reach."""
        yield self
        reach = self.ruleset.moves[move].action.longest_reach
        for part in range(1, PARTS + 1):
            distance = reach * part // PARTS
            if not CLOSE < distance <= self.ruleset.stage.arena:
                continue
            if distance not in self._others:
                self._others[distance] = Lab(
                    self.ruleset, self.archetype, corner=self.corner, distance=distance
                )
            yield self._others[distance]

    def land(self, move: str, *, first: bool = False, late: bool = False) -> Blow | None:
        """Start ``move`` at the first tick from which it lands, or at the last one if it is
        ``late``, and play it.

        ``None``, with everything as it was, if it does not land before the target could act
        again; the ``first`` blow of a string needs only to land.
        """
        target = self._combat.combatant(TARGET)
        if not first and target.stun is Stun.KNOCKDOWN and not self.ruleset.contact_rules:
            # It lies until it can act again, and nothing can strike it there.
            return None
        by = LIMIT if first else target.stunned_until
        action = self.ruleset.moves[move].action
        # How long it really takes only rules of pace can say, where there are any.
        startup = 0 if self.ruleset.pace_rules else action.feint + action.commit
        latest = self._combat.now if first else by - 1 - startup
        if latest < self._combat.now:
            return None
        here = self.save()
        self._heard.clear()
        begin = latest if late else self._combat.now
        while here.world.now <= begin <= latest and not self.defeated:
            self._combat.advance(begin - self._combat.now)
            if self._may_start(move):
                blow = self._strike(move, by)
                if blow is not None:
                    return blow
                self.load(here)
                if not self._within_reach(action):
                    return None
                self._combat.advance(begin - self._combat.now)
            if late:
                begin -= self._step
                self.load(here)
            else:
                begin = self._next_try(action, latest)
        self.load(here)
        return None

    def _strike(self, move: str, by: int) -> Blow | None:
        """Start a move and play it until all its hits have met or missed; ``None`` if the first
        one does not land before the tick ``by``."""
        started = self._combat.execute_action(move, ACTOR, TARGET)
        if started is None:
            return None
        played = self.ruleset.moves[move]
        hits = sum(kind is ActionStateType.RELEASE for kind in played.kinds.values())
        launches = played.action.launches
        latest = started.started + ROUNDS * sum(played.ticks.values())
        latest += 0 if launches is None else launches.life
        while (met := self._met(started.id)) < hits and (met or self._combat.now < by):
            running = self._combat.actions.get_current_action(ACTOR)
            goes_on = running is not None and running.id == started.id
            if self.defeated or not (goes_on or self._flies(started.id)):
                break
            if self._combat.now > latest:
                break
            # A blow meets whoever stands still as a phase begins; what flies, at any tick.
            due = self._step
            if launches is None and running is not None:
                due = running.due - self._combat.now
            self._combat.advance(max(due, 1))
        heard = [e for e in self._heard if isinstance(e, ActionContact) and e.action == started.id]
        if not heard or not isinstance(heard[0], ActionHit | ActionCounterHit):
            return None
        if heard[0].timestamp >= by:
            return None
        return Blow(started.started, move, self._lost())

    def _flies(self, action: str) -> bool:
        """Whether anything flies that an action has launched."""
        return any(name.startswith(f"{action}.") for name in self._combat.projectiles)

    def _lost(self) -> int:
        """Health that the target has lost since the last blow, also to what that one launched."""
        hurt = (e for e in self._heard if isinstance(e, DamageDealt) and e.target == TARGET)
        return sum(event.lost for event in hurt)

    def _still_flies(self) -> int:
        """Health that the target loses to what still flies, before it could act again."""
        self._heard.clear()
        while self._combat.projectiles and not self.defeated:
            ticks = self._combat.combatant(TARGET).stunned_until - 1 - self._combat.now
            if ticks <= 0:
                break
            self._combat.advance(ticks)
        return self._lost()

    def string(self, moves: Sequence[str], *, most: int = 0, late: bool = False) -> Combo:
        """Play moves one after another for as long as they land; with ``most``, round and
        round until so many have landed, or the target is defeated. All but the first are started
        as soon as they land, or as ``late`` as they do. With ``most``, one that the target could
        get out of is over there."""
        blows: list[Blow] = []
        number, escapes = 0, bool(most) and self._combat.fight.rules.escapes
        while number < (most or len(moves)) and not self.defeated:
            here = self.save()
            blow = self.land(moves[number % len(moves)], first=not blows, late=late and bool(blows))
            if blow is None:
                break
            if escapes and blows and self._could_get_out(here):
                self.load(here)
                break
            blows.append(blow)
            number += 1
        return self.combo(blows)

    def combo(self, blows: Sequence[Blow]) -> Combo:
        """A string of blows that were played here, up to now."""
        if blows:
            last = replace(blows[-1], damage=blows[-1].damage + self._still_flies())
            blows = (*blows[:-1], last)
        return Combo(
            archetype=self.archetype,
            blows=tuple(blows),
            corner=self.corner,
            defeats=self._combat.combatant(TARGET).defeated,
            distance=self.distance,
        )

    def _could_get_out(self, here: Save) -> bool:
        """Whether the target could have begun a move out of the stun that it was in ``here``: as
        its hit pause was over, or at last at the tick at which the next blow has landed."""
        combat, after = self._combat, self.save()
        landed = next(e.timestamp for e in self._heard if isinstance(e, ActionContact))
        combat.load(here)
        possible = False
        for tick in (combat.combatant(TARGET).paused_until, landed):
            combat.advance(max(0, tick - combat.now))
            possible = possible or bool(combat.actions.possible_actions(TARGET))
        combat.load(after)
        return possible

    def _may_start(self, move: str) -> bool:
        """Whether a move may be started now, from neutral or out of the one that runs."""
        running = self._combat.actions.get_current_action(ACTOR)
        action = self.ruleset.moves[move].action
        if action.aim not in AT_FOES:
            return False
        if running is not None and not self._leads(running, action):
            return False
        return self._can_pay(action) and self._combat.validate_action(move, ACTOR, TARGET) is None

    def _can_pay(self, action: Action) -> bool:
        """Whether the actor has what an action costs. The engine says why it has not, which takes
        longer."""
        actor = self._combat.combatant(ACTOR)
        return all(getattr(actor, name) >= cost for name, cost in action.costs.items())

    def _next_try(self, move: Action, latest: int) -> int:
        """The next tick at which a move could be started, which may be too late."""
        now, running = self._combat.now, self._combat.actions.get_current_action(ACTOR)
        later = now + self._step
        if running is not None and now < running.due:
            windows = self.ruleset.moves[running.name].action.cancels
            named = any(window.leads_into(move) for window in windows)
            later = min(later, running.due) if named else running.due
        return latest if now < latest < later else later

    def _within_reach(self, move: Action) -> bool:
        """Whether a move that has missed could have reached: then it has missed for another
        reason, and waiting may help."""
        actor, target = (self._combat.combatant(name) for name in (ACTOR, TARGET))
        return abs(target.position - actor.position) <= move.longest_reach + max(move.travel, 0)

    def _leads(self, running: ActionState, into: Action) -> bool:
        action = self.ruleset.moves[running.name].action
        return action.allows(into, self._combat.now - running.started, running.outcome)

    def _met(self, action: str) -> int:
        """How many hits of an action have met somebody, or missed."""
        met = (event for event in self._heard if isinstance(event, ActionContact | ActionWhiffed))
        return sum(event.action == action for event in met)


def places(ruleset: Ruleset, *, corner: bool, distance: int = CLOSE) -> dict[str, int]:
    """Where the two stand as a string begins: in the middle, or the target at the wall."""
    distance = min(distance, ruleset.stage.arena)
    arena = ruleset.stage.arena - (ruleset.stage.arena - distance) % 2
    target = arena if corner else (arena + distance) // 2
    return {ACTOR: max(target - distance, 0), TARGET: target}


def script_of(combo: Combo, ruleset: Ruleset) -> str:
    """A combo as a script for ``combat-rules duel --script``."""
    moves = f"{' > '.join(combo.moves[:12])}{' > ...' if len(combo.moves) > 12 else ''}"
    title = f"# {moves}: {combo.damage} damage{', to the end' if combo.defeats else ''}.\n"
    where = places(ruleset, corner=combo.corner, distance=combo.distance)
    return title + script(
        ruleset, combo.archetype, [(blow.at, blow.move) for blow in combo.blows], where
    )


def script(
    ruleset: Ruleset, kind: str, moves: Sequence[tuple[int, str]], where: Mapping[str, int]
) -> str:
    """A script in which one of a kind does moves at ticks, and another one stands still."""
    lines = [
        f"distance: {where[TARGET] - where[ACTOR]}",
        f"max_distance: {ruleset.stage.arena}",
    ]
    ends = max((at + longest_of(ruleset, move) for at, move in moves), default=0)
    if ends > ruleset.stage.duration:
        lines.append(f"duration: {ends}")
    lines.append("combatants:")
    for name in (ACTOR, TARGET):
        lines.append(f"  {name}: {{archetype: {_quoted(kind)}, position: {where[name]}}}")
    lines.append("commands:")
    for at, move in moves:
        lines.append(f"  - {{at: {at}, actor: {ACTOR}, action: {_quoted(move)}}}")
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
