"""Coverage of rules: which transitions the tests took, and what they saw each guard answer."""

from collections.abc import Iterable
from types import CodeType, FrameType

from msgspec import Struct, field

from combat_rules.charts.closures import taken_apart
from combat_rules.charts.guards import in_cancel_window, is_cancellable
from combat_rules.charts.runner import Runner, TransitionInfo, Verdict
from combat_rules.design.covered import CoveredData, name_of_way
from combat_rules.design.own_guards import guards_of
from combat_rules.model import Action, Guard, Position
from combat_rules.plugins import Move

STANDARD = "standard"
"""The plugin of the rules that ship."""


class Covered(Struct):
    """Of one action: its transitions and those taken, its guards and what they answered."""

    action: str
    plugin: str
    transitions: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    guards: dict[str, set[bool]] = field(default_factory=dict)

    @property
    def wanted(self) -> int:
        """How much there is to see: each transition once, each guard both ways."""
        return len(self.transitions) + 2 * len(self.guards)

    @property
    def seen(self) -> int:
        """How much of it was seen."""
        return len(self.taken) + sum(len(answers) for answers in self.guards.values())

    def missing(self) -> list[str]:
        """What no test has seen, in words."""
        ways = [f"never taken: {way}" for way in self.transitions if way not in self.taken]
        words = {True: "hold", False: "fail"}
        return ways + [
            f"never seen to {words[answer]}: {guard}"
            for guard, answers in self.guards.items()
            for answer in (True, False)
            if answer not in answers
        ]


class RulesCoverage:
    """Collects what tests see of the rules. Told of every move that a ruleset is built with."""

    def __init__(self) -> None:
        self.actions: dict[tuple[str, str], Covered] = {}
        self._guards: dict[CodeType, list[tuple[dict[str, object], set[bool]]]] = {}

    def watch(self, move: Move) -> "WatchedRunner":
        """Take an action into the count; returns the runner that notes what it does."""
        key = (move.plugin, move.action.name)
        covered = self.actions.setdefault(key, Covered(move.action.name, move.plugin))
        settled = settled_guards(move.action)
        for way in move.runner.transitions():
            closed = any(settled.get(guard) is False for guard in way.guards)
            if not closed and name_of_way(way) not in covered.transitions:
                covered.transitions.append(name_of_way(way))
        for name, guard in guards_of(move.action).items():
            if name in settled:
                continue
            answers = covered.guards.setdefault(name, set())
            self._note(guard, answers)
        return WatchedRunner(move.runner, covered.taken)

    def profile(self, frame: FrameType, event: str, answer: object) -> None:
        """Note what a guard answers; for ``sys.setprofile``."""
        if event == "return" and frame.f_code in self._guards:
            for values, answers in self._guards[frame.f_code]:
                if all(_is_same(frame.f_locals.get(name), values[name]) for name in values):
                    answers.add(bool(answer))

    def _note(self, guard: Guard, answers: set[bool]) -> None:
        code, values = taken_apart(guard)
        if code is not None:
            known = self._guards.setdefault(code, [])
            if not any(answers is noted for _, noted in known):
                known.append((values, answers))

    # -- what was collected ---------------------------------------------------------------

    def data(self) -> list[CoveredData]:
        """Everything as plain data, action by action; can be merged and printed as JSON."""
        return [
            {
                "action": each.action,
                "plugin": each.plugin,
                "transitions": {way: way in each.taken for way in each.transitions},
                "guards": {
                    name: {"holds": True in answers, "fails": False in answers}
                    for name, answers in each.guards.items()
                },
            }
            for each in self.actions.values()
        ]

    def merge(self, data: Iterable[CoveredData]) -> None:
        """Add what another process has collected."""
        for part in data:
            key = (part["plugin"], part["action"])
            covered = self.actions.setdefault(key, Covered(part["action"], part["plugin"]))
            for way, taken in part["transitions"].items():
                if way not in covered.transitions:
                    covered.transitions.append(way)
                if taken:
                    covered.taken.add(way)
            for name, seen in part["guards"].items():
                answers = covered.guards.setdefault(name, set())
                answers |= {True} if seen["holds"] else set()
                answers |= {False} if seen["fails"] else set()

    def of(self, plugins: Iterable[str]) -> list[Covered]:
        """What was collected of these plugins, in order; if none is named, of all but the standard
        rules, which come along with everything."""
        wanted = set(plugins) or self._under_test()
        found = [each for each in self.actions.values() if each.plugin in wanted]
        return sorted(found, key=lambda each: (each.plugin, each.action))

    def _under_test(self) -> set[str]:
        known = {each.plugin for each in self.actions.values()}
        return known - {STANDARD} or known


class WatchedRunner:
    """A runner that notes which transitions are taken. All else is the runner's own, but that
    nobody is given its rows, who would go past it."""

    rows = None

    def __init__(self, runner: Runner, taken: set[str]) -> None:
        self._runner = runner
        self._taken = taken
        self._ways = runner.transitions()

    def __getattr__(self, name: str) -> object:
        return getattr(self._runner, name)

    def send(self, at: Position, event: str, scene: object, effects: object) -> Position:
        """The position after ``event``, as the runner gives it."""
        verdicts = self._runner.judge(at, event, scene)
        after = self._runner.send(at, event, scene, effects)
        taken = next((verdict for verdict in verdicts if verdict.holds), None)
        if taken is not None:
            self._taken.add(name_of_way(self._way(taken)))
            if after.phase != taken.target:
                self._taken |= {
                    name_of_way(way)
                    for way in self._ways
                    if way.target == after.phase and _by_itself(way)
                }
        return after

    def _way(self, verdict: Verdict) -> TransitionInfo:
        guards = tuple(
            answer.name if answer.wanted else f"unless {answer.name}" for answer in verdict.answers
        )
        same = [
            way
            for way in self._ways
            if (way.source, way.target, way.guards) == (verdict.source, verdict.target, guards)
        ]
        named = (way for way in same if verdict.event in way.events)
        return next(named, same[0])


def _by_itself(way: TransitionInfo) -> bool:
    return not way.events or any(event.startswith("done.state") for event in way.events)


def _is_same(one: object, other: object) -> bool:
    """Whether two values are equal, of which some raise where they are compared."""
    try:
        return bool(one == other)
    except Exception:
        return False


def settled_guards(action: Action) -> dict[str, bool]:
    """The stock guards whose answer the action settles by itself, whatever the scene."""
    settled = {is_cancellable.__name__: action.cancellable}
    if not action.cancels:
        settled[in_cancel_window.__name__] = False
    return settled
