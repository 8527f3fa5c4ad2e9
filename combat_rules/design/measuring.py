"""Measuring: the exchanges in which a move shows what it does, wherever it can work."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.charts.comparisons import comparisons, shown
from combat_rules.design.exchange import CLOSE, Exchange, arena_of, exchange
from combat_rules.design.own_guards import own_guards
from combat_rules.design.scene_factory import make_scene
from combat_rules.design.settings import AS_IT_STANDS, Setting, settings
from combat_rules.model import (
    Action,
    ActionRole,
    ActionStateType,
    Aim,
    Guard,
    Outcome,
    Scene,
    Stun,
)
from combat_rules.plugins import Ruleset

PARTS = 10
"""Places, as parts of its reach, at which a blow is tried that meets nobody close by."""
BEGINNINGS = 60
"""Ticks between the first and the last at which an answer is tried."""
FOES = 20
"""Moves that are tried as the one that a blow is to catch."""
ON_ONESELF = "it is meant for oneself, and moves are measured on a foe"


class Measured(Struct, frozen=True, kw_only=True):
    """The exchanges of a move: ``alone``, on a foe who stands still (``hit``), who guards, and who
    prepares a blow; and how far it reaches. ``setting`` is the state in which it worked. Where it
    met nobody, ``hit`` is ``None`` and ``unmet`` says why, as far as its guards tell."""

    alone: Exchange
    hit: Exchange | None = None
    blocked: Exchange | None = None
    caught: Exchange | None = None
    reach: int | None = None
    setting: str = ""
    unmet: str = ""


class Start(Struct, frozen=True):
    """How a move is begun so that it shows what it does: how far away its target is, and the state
    of its actor. ``unmet`` says of a blow that meets nobody, wherever it is tried, why."""

    distance: int
    setting: Setting = AS_IT_STANDS
    unmet: str = ""


class Held(Struct, frozen=True):
    """How a move was guarded: the exchange, and all that was given to play it."""

    found: Exchange
    answer: str
    lead: int
    again: Mapping[int, str]
    distance: int
    setting: Setting


class Bench:
    """Measures moves of one ruleset."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        actions = [move.action for move in ruleset.moves.values()]
        self._guards = [each for each in actions if each.role is ActionRole.BLOCK]
        foes = [each for each in actions if _prepares(each)]
        # One that cannot be hurt at first is never caught.
        foes.sort(key=lambda each: (bool(each.protections), -(each.feint + each.commit)))
        self._foes = foes[:FOES]
        self._settings = settings(ruleset)
        self._arrivals: dict[tuple[str, int], int | None] = {}
        self._held: dict[str, Held] = {}

    def measure(self, name: str) -> Measured:
        """Play a move alone, on somebody, into a guard, and into a blow."""
        action = self._ruleset.moves[name].action
        wide = arena_of(action)
        alone = exchange(self._ruleset, name, distance=wide)
        if action.role is not ActionRole.STRIKE:
            return self._started(name, alone)
        if action.aim is Aim.SELF:
            return replace(self._started(name, alone), unmet=ON_ONESELF)
        place = self._place(action)
        if place is None:
            return Measured(alone=alone, unmet=self._why_unmet(action))
        hit, distance, setting = place
        if setting is not AS_IT_STANDS:
            alone = exchange(self._ruleset, name, distance=wide, setting=setting)
        return Measured(
            alone=alone,
            hit=hit,
            blocked=self._blocked(action, hit, distance, setting),
            caught=self._caught(name, hit, distance, setting),
            reach=self._reach(action, distance, setting),
            setting=setting.name,
        )

    def start_of(self, name: str) -> Start:
        """How a move is begun: close by and as it stands, or else where and when its guards let
        it work."""
        action = self._ruleset.moves[name].action
        close = close_to(action)
        if action.role is ActionRole.STRIKE:
            place = self._place(action)
            if place is None:
                return Start(close, unmet=self._why_unmet(action))
            return Start(*place[1:])
        tries = (
            (s, exchange(self._ruleset, name, distance=close, setting=s)) for s in self._settings
        )
        return Start(close, next((s for s, tried in tries if not tried.refused), AS_IT_STANDS))

    def arrival(self, name: str, distance: int, setting: str = "") -> int | None:
        """The tick, counted from 1, in which a strike first meets a foe who stands so far away;
        ``None`` if it does not. ``setting`` is the name of the one that it works in."""
        key = name, distance
        if key not in self._arrivals:
            where = next(one for one in self._settings if one.name == setting)
            met = exchange(self._ruleset, name, distance=distance, setting=where).contact
            self._arrivals[key] = None if met is None else met + 1
        return self._arrivals[key]

    def _started(self, name: str, alone: Exchange) -> Measured:
        """An action that strikes nobody, in the first setting in which it may be started."""
        for setting in self._settings[1:] if alone.refused else ():
            wide = arena_of(self._ruleset.moves[name].action)
            tried = exchange(self._ruleset, name, distance=wide, setting=setting)
            if not tried.refused:
                return Measured(alone=tried, setting=setting.name)
        return Measured(alone=alone)

    def _place(self, action: Action) -> tuple[Exchange, int, Setting] | None:
        """An exchange in which a strike meets somebody, its distance and setting: close by, as it
        stands, or else where and when its guards let it."""
        reach = min(action.longest_reach, arena_of(action))
        steps = [reach * part // PARTS for part in range(1, PARTS + 1)]
        distances = dict.fromkeys((min(CLOSE, reach), *steps, 0))
        for setting in self._settings:
            for distance in distances:
                tried = exchange(self._ruleset, action.name, distance=distance, setting=setting)
                if tried.outcome is not None:
                    return tried, distance, setting
                if tried.refused and not _asks_where(tried):
                    break
        return None

    def _why_unmet(self, action: Action) -> str:
        """The rule that raises close by; or the guards of its own that fail there, with what they
        compare; or whom it is for."""
        if action.aim is Aim.FRIEND:
            return "it is meant for friends, and moves are measured on a foe"
        distance = min(CLOSE, action.longest_reach)
        failed = exchange(self._ruleset, action.name, distance=distance).failed
        if failed:
            return failed
        scene = make_scene(action.name, distance=distance, ruleset=self._ruleset, now=0)
        failing = [
            f"`{name}`{_weighed(guard, scene)}"
            for name, guard in own_guards(action).items()
            if not _holds(guard, scene)
        ]
        why = "; ".join(failing) or "it met nobody"
        return f"{why}, at any distance up to its reach of {action.longest_reach}"

    def _blocked(
        self, action: Action, hit: Exchange, distance: int, setting: Setting
    ) -> Exchange | None:
        """The exchange with a foe who holds each hit as it comes, if any guard does; better with
        one guard for all than with several."""
        lines = [action.as_hit(number).line for number in range(len(hit.contacts))]
        guards = sorted(self._guards, key=lambda guard: -sum(_covers(guard, ln) for ln in lines))
        for guard in guards:
            lead = self._startup(guard) - hit.contacts[0]
            # Whoever guards holds on: between two hits a guard may have to be raised anew.
            again = {}
            for line, contact in zip(lines[1:], hit.contacts[1:], strict=True):
                holding = next((g for g in (guard, *guards) if _covers(g, line)), guard)
                at = contact - self._startup(holding)
                if at > -lead:
                    again[at] = holding.name
            found = exchange(
                self._ruleset, action.name, answer=guard.name, lead=lead, again=again,
                distance=distance, setting=setting,
            )  # fmt: skip
            if found.outcome is Outcome.BLOCKED:
                held = Held(found, guard.name, lead, again, distance, setting)
                self._held[action.name] = held
                return found
        return None

    def comes_back(self, name: str, foe: str, startup: int) -> bool:
        """Whether a move of so short a startup lands on whoever had a blow blocked before that is
        free again: begun as soon as that may be, as late as it comes in time, or in between."""
        held, move = self._held[name], self._ruleset.moves[foe].action
        last_contact = held.found.contacts[-1]
        # Who is not stunned has decided for that tick before the blow.
        first = max(held.found.target_free, last_contact + 1)
        if Stun.BLOCKSTUN in move.out_of:
            pause = self._ruleset.moves[name].action.as_hit(len(held.found.contacts) - 1).hit_pause
            first = min(first, last_contact + max(pause, 1))
        last = held.found.actor_free - startup
        between = range(first, last, max(1, (last - first) // BEGINNINGS))
        for at in dict.fromkeys((*between, last)) if first <= last else ():
            played = exchange(
                self._ruleset, name, answer=held.answer, lead=held.lead,
                again={**held.again, at: foe}, distance=held.distance, setting=held.setting,
            )  # fmt: skip
            if any(tick < held.found.actor_free for tick in played.returned):
                return True
        return False

    def only_playing_tells(self, name: str) -> bool:
        """Whether the advantage on block does not tell what comes in time: its foe is not stunned,
        or whoever had the blow blocked may still be protected once its foe is free again."""
        move, held = self._ruleset.moves[name], self._held[name]
        if held.found.target_free <= held.found.contacts[-1]:
            return True
        late = held.found.target_free - held.found.paused
        after = (ActionStateType.RELEASE, ActionStateType.RECOVERY)
        return any(
            (one.end is None or one.end >= late)
            and (not one.phases or any(move.kinds[phase] in after for phase in one.phases))
            for one in move.action.protections
        )

    def _startup(self, guard: Action) -> int:
        """The ticks after which a guard holds."""
        if not self._ruleset.pace_rules:
            return guard.feint + guard.commit
        return exchange(self._ruleset, guard.name, distance=arena_of(guard)).startup - 1

    def _caught(self, name: str, hit: Exchange, distance: int, setting: Setting) -> Exchange | None:
        """The exchange with a foe who is caught preparing a blow of its own."""
        for foe in self._foes:
            lead = 1 - hit.contacts[0]
            found = exchange(
                self._ruleset, name, answer=foe.name, lead=lead, distance=distance, setting=setting
            )
            if found.outcome is Outcome.COUNTER_HIT:
                return found
        return None

    def _reach(self, action: Action, place: int, setting: Setting) -> int:
        """The furthest distance at which the blow meets a foe who stands still, in arena units;
        ``place`` is one at which it does."""
        declared = action.longest_reach + max(action.travel, 0)
        # What is declared first, and the unit beyond it: most blows meet whom they reach.
        guesses = [declared + 1, declared]
        near, far = place, arena_of(action)
        while far - near > 1:
            middle = guesses.pop() if guesses else (near + far) // 2
            if not near < middle < far:
                continue
            tried = exchange(self._ruleset, action.name, distance=middle, setting=setting)
            if tried.outcome is None:
                far = middle
            else:
                near = middle
        return near


def close_to(action: Action) -> int:
    """How far away a target is that stands close by, in arena units."""
    return min(CLOSE, action.longest_reach or CLOSE)


def _prepares(action: Action) -> bool:
    return action.role is ActionRole.STRIKE and action.feint + action.commit > 1


def _covers(guard: Action, line: str) -> bool:
    return not guard.covers or line in guard.covers


def _asks_where(tried: Exchange) -> bool:
    """Whether what refused it may be the distance."""
    return "distance" in tried.refused or "position" in tried.refused


def _holds(guard: Guard, scene: Scene) -> bool:
    try:
        return bool(guard(scene))
    except Exception:
        return True


def _weighed(guard: Guard, scene: Scene) -> str:
    """What a guard compares and what fails: ``, 10 >= 20``; nothing where that is not told."""
    failing = [each for each in comparisons(guard, scene) if not each.speaks_for and each.sign]
    texts = [f"{shown(each.values[0])} {each.sign} {shown(each.values[1])}" for each in failing]
    return f", {' and '.join(texts)}" if texts else ""
