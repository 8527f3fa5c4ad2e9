"""Explanations: whether an action may start and go on, and everything that has a say in it."""

from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from combat_rules.charts.base import ADVANCE, CANCEL, CHAIN, INTERRUPT
from combat_rules.design.reasons import place_of
from combat_rules.design.scene_factory import Given, make_scene
from combat_rules.engine.core.clock import Clock, clock_of
from combat_rules.engine.core.refusals import Reason, chart_reason, questions
from combat_rules.errors import StateError, how_many, plainly
from combat_rules.model import Action, CombatantState, Scene, Sweep, require_int
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import Move, Ruleset

EVENTS = {
    ADVANCE: "its time is up",
    CANCEL: "it is called off",
    INTERRUPT: "it is interrupted",
    CHAIN: "another action is to follow",
}
"""What each event of an action means; any other is a signal of its actor."""


class Way(Struct, frozen=True):
    """One way on from a phase: the event, where it leads, and every guard that was asked.

    ``taken`` is whether the event would go this way: it is the first whose guards all agree.
    """

    event: str
    target: str
    taken: bool
    reasons: tuple[Reason, ...]


class Pace(Struct, frozen=True):
    """What a pace rule says of a phase: the ``percent`` of its ticks, or the ``error`` that it
    raised, which changes nothing."""

    rule: str
    plugin: str
    percent: int
    error: str = ""


class Phase(Struct, frozen=True):
    """A phase, the ticks that it declares, all ways on from it, and the ``paces`` that make it
    shorter or longer."""

    name: str
    ticks: int
    ways: tuple[Way, ...]
    paces: tuple[Pace, ...] = ()

    @property
    def lasts(self) -> int:
        """How many ticks it takes, as the pace rules have it in this scene."""
        over, under = self.ticks, 1
        for pace in self.paces:
            over, under = over * pace.percent, under * 100
        return min(max(1, over // under), LIMIT) if self.ticks else 0

    @property
    def onward(self) -> Way | None:
        """The way that it goes when its time is up."""
        return next((way for way in self.ways if way.event == ADVANCE and way.taken), None)

    @property
    def refused(self) -> tuple[Way, ...]:
        """The ways that it would have gone first when its time is up, had a guard not refused."""
        ways = [way for way in self.ways if way.event == ADVANCE]
        taken = next((place for place, way in enumerate(ways) if way.taken), len(ways))
        return tuple(way for way in ways[:taken] if way.reasons)

    @property
    def unused(self) -> tuple[Way, ...]:
        """The ways that nothing refuses, which stand behind one that is open."""
        return tuple(
            way
            for way in self.ways
            if not way.taken and all(reason.holds for reason in way.reasons)
        )


class Explanation(Struct, frozen=True):
    """Why an action may start or not, in one scene, and how it may go on from each phase.

    ``start`` are all validations, those of the engine first. They are the same ``Reason`` that
    ``ActionError.refusal`` carries.
    """

    action: str
    plugin: str
    scene: Scene
    start: tuple[Reason, ...]
    phases: tuple[Phase, ...]

    @property
    def allowed(self) -> bool:
        """Whether the action may start."""
        return all(reason.holds for reason in self.start)

    @property
    def ticks(self) -> int | None:
        """After how many ticks it may start if only time passes; 0 if it may now."""
        waits = [reason.ticks for reason in self.start if not reason.holds]
        return None if None in waits else max((wait for wait in waits if wait), default=0)

    @property
    def goes_through(self) -> bool:
        """Whether it may start, and no guard refuses on its way."""
        return self.allowed and not any(phase.refused for phase in self.phases)

    @property
    def verdict(self) -> str:
        """In a sentence: whether it may start, and how far it goes."""
        stopped = [phase for phase in self.phases if phase.refused]
        if not self.allowed and self.ticks:
            return f"It may not start yet; time alone lets it in {how_many(self.ticks, 'tick')}."
        if not self.allowed:
            return "It may not start, and waiting does not help."
        if not stopped:
            return "It may start, and no guard is in its way."
        first = stopped[0]
        names = [reason.name for way in first.refused for reason in way.reasons if not reason.holds]
        to = first.onward.target if first.onward is not None else "nowhere"
        return f"It may start, but goes from {first.name} to {to}: {', '.join(names)} refused."


def explain(
    action: str,
    ruleset: Ruleset,
    *,
    actor: Given | None = None,
    target: Given | None = None,
    distance: int | None = None,
    phase: str | None = None,
    in_phase: int = 0,
) -> Explanation:
    """Explain ``action`` in a scene made as by ``make_scene``.

    With ``phase``, the ways on from that phase only, for ``in_phase`` ticks in it. Raises
    ``ActionError`` or ``StateError`` for unknown names and for what nobody of that kind can have.
    """
    staged = partial(
        make_scene, action, actor=actor, target=target, distance=distance, ruleset=ruleset
    )
    scene = staged(now=0)
    _demand_possible(scene.actor, "actor", actor or {}, ruleset)
    _demand_possible(scene.target, "target", target or {}, ruleset)
    move = ruleset.moves[action]
    names = list(move.ticks) if phase is None else [phase]
    clock = clock_of(ruleset)
    phases = []
    for name in names:
        at = staged(phase=name, in_phase=in_phase, follow_up=_follow_up(move, ruleset))
        events = (*EVENTS, *move.runner.signals)
        ways = tuple(way for event in events for way in _ways(move, event, at, clock))
        before = _before(move, name)
        entered = staged(now=0) if before is None else staged(phase=before)
        paces = tuple(_paces(ruleset, move, name, entered))
        phases.append(Phase(name, move.ticks[name], ways, paces))
    asked = tuple(questions(ruleset.validations, move.action, scene, clock))
    return Explanation(action, move.plugin, scene, asked, tuple(phases))


def as_data(explanation: Explanation) -> dict[str, object]:
    """An explanation as plain data, for JSON."""
    scene = explanation.scene
    return {
        "action": explanation.action,
        "plugin": explanation.plugin,
        "distance": scene.distance,
        "between": {"foes": scene.foes_between, "friends": scene.friends_between},
        "of_note": list(of_note(scene.action)),
        "allowed": explanation.allowed,
        "verdict": explanation.verdict,
        "ticks": explanation.ticks,
        "start": [_reason(reason) for reason in explanation.start],
        "phases": [
            {
                "phase": phase.name,
                "ticks": phase.ticks,
                "lasts": phase.lasts,
                "paces": [
                    {
                        "rule": pace.rule,
                        "plugin": pace.plugin,
                        "percent": pace.percent,
                        "error": pace.error,
                    }
                    for pace in phase.paces
                ],
                "ways": [
                    {
                        "event": way.event,
                        "to": way.target,
                        "taken": way.taken,
                        "guards": [_reason(reason) for reason in way.reasons],
                    }
                    for way in phase.ways
                ],
            }
            for phase in explanation.phases
        ],
    }


def _before(move: Move, phase: str) -> str | None:
    """The phase that is left for another one, as they are declared; ``None`` for the first."""
    names = list(move.ticks)
    at = names.index(phase)
    return names[at - 1] if at else None


def _paces(ruleset: Ruleset, move: Move, phase: str, entered: Scene) -> Iterator[Pace]:
    """What pace rules say of a phase that is entered in a scene, where it is not as declared."""
    for owned in ruleset.pace_rules if move.ticks[phase] else ():
        rule = owned.rule
        if rule.phases and move.kinds[phase] not in rule.phases:
            continue
        try:
            percent = require_int("a pace", rule.percent(entered), 1)
        except Exception as error:
            yield Pace(rule.name, owned.plugin, 100, plainly(error))
        else:
            if percent != 100:
                yield Pace(rule.name, owned.plugin, percent)


def _demand_possible(state: CombatantState, id: str, given: Given, ruleset: Ruleset) -> None:
    """Refuse more of something than the archetype can ever have."""
    kind = ruleset.archetypes.get(state.archetype)
    if kind is None:
        return
    most = {one.name: one.maximum for one in ruleset.attributes_of(kind.name)}
    for name, full in (("health", "max_health"), ("stamina", "max_stamina")):
        if full not in given:
            most[name] = getattr(kind, name)
    for name, maximum in most.items():
        if name in given and getattr(state, name) > maximum:
            raise StateError(
                f"the {id} cannot have {name} {getattr(state, name)}: {kind.name} has at most "
                f"{maximum}; choose another archetype with archetype=NAME",
                code="attribute.invalid",
                attribute=name,
            )


def of_note(action: Action) -> Iterator[str]:
    """What a move does besides a single blow at its target: its hits, whom they meet, what it
    launches, and where it is protected."""
    if action.hits:
        blows = (action.as_hit(number) for number in range(len(action.hits)))
        yield f"{len(action.hits)} hits, of {', '.join(str(blow.damage) for blow in blows)} damage"
    if action.sweep is not Sweep.TARGET:
        word = "all in reach" if action.sweep is Sweep.ALL else "the first in line"
        yield f"it meets {word}"
    if action.launches is not None:
        times = "once" if action.launches.hits == 1 else f"{action.launches.hits} times"
        yield f"its projectile flies {action.launches.speed} units a second, and strikes {times}"
    if action.out_of:
        yield f"it may be begun out of {' or '.join(stun.value for stun in action.out_of)}"
    for one in action.protections:
        word = "nothing meets it"
        if one.armour:
            word = f"armour against {how_many(one.armour, 'blow')}"
        lines = f" on {', '.join(sorted(one.lines))}" if one.lines else ""
        phases = f" in {', '.join(one.phases)}" if one.phases else ""
        until = " on" if one.end is None else f" to {one.end}"
        ticks = f" from tick {one.start}{until}" if one.start or one.end is not None else ""
        yield f"{word}{lines}{phases}{ticks}"


def _ways(move: Move, event: str, scene: Scene, clock: Clock) -> Iterator[Way]:
    running = scene.running
    assert running is not None, "a scene in a phase has a running action"
    open_yet = True
    for verdict in move.runner.judge(running.position, event, scene):
        reasons = tuple(
            chart_reason(answer, scene, clock, move.plugin) for answer in verdict.answers
        )
        yield Way(event, verdict.target, open_yet and verdict.holds, reasons)
        open_yet = open_yet and not verdict.holds


def _follow_up(move: Move, ruleset: Ruleset) -> Action | None:
    """An action that a cancel window leads to, so that leaving can be judged."""
    for window in move.action.cancels:
        for other in ruleset.moves.values():
            if window.leads_into(other.action):
                return other.action
    return None


def _reason(reason: Reason) -> dict[str, object]:
    return {
        "guard": reason.name,
        "claim": reason.claim,
        "plugin": reason.origin,
        "place": place_of(reason),
        "wanted": reason.wanted,
        "holds": reason.holds,
        "error": reason.error,
        "values": {path: _plain(value) for path, value in reason.values},
        "comparisons": [str(comparison) for comparison in reason.comparisons],
        "needed": list(reason.needed),
        "ticks": reason.ticks,
    }


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | str) else str(value)
