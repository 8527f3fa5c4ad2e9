"""Guards that can never hold or never fail, transitions never taken, rules that change nothing.

A guard is asked in every scene that differs in what it looks at, where those are few enough;
otherwise in scenes at the edges of the declared ranges, and if it always says the same there,
it is in doubt, which is said and is no finding.
"""

import ast
import shlex
from collections.abc import Callable, Iterator, Mapping
from inspect import getsource
from itertools import product
from textwrap import dedent
from types import MethodType
from typing import NamedTuple

from msgspec.structs import replace

from combat_rules.charts.anatomy import Anatomy, where
from combat_rules.charts.closures import closed_over
from combat_rules.charts.following import written_out
from combat_rules.charts.reach import Reach
from combat_rules.charts.stock import chart_of
from combat_rules.design.own_guards import own_guards
from combat_rules.design.scene_factory import make_scene
from combat_rules.design.verify.findings import Finding
from combat_rules.model import Action, AwarenessLevel, Outcome, Scene, claim
from combat_rules.plugins import Move, Ruleset

MOST_SCENES = 20_000
"""Scenes that a guard is asked in; with more that differ, only edges are tried."""

YES_OR_NO = ("interrupted", "defeated")


class Asked(NamedTuple):
    """How a guard answered: the answers heard, and whether every scene was tried."""

    answers: frozenset[bool]
    whole: bool


def guards(ruleset: Ruleset) -> Iterator[Finding]:
    """Guards that are decided to be always the same, and transitions never taken."""
    for move in ruleset.moves.values():
        yield from _shadowed(move)
        for name, guard in own_guards(move.action).items():
            asked = ask(guard, move.action, ruleset)
            if asked.whole and len(asked.answers) == 1:
                holds = True in asked.answers
                yield Finding(
                    code="guard.always" if holds else "guard.never",
                    move=move.action.name,
                    text=f"{name} ({claim(guard)}) {'cannot fail' if holds else 'cannot hold'} "
                    "over the declared ranges of what it looks at",
                    witness=shlex.join(("combat-rules", "explain", move.action.name)),
                )


def doubts(ruleset: Ruleset) -> list[str]:
    """Guards that answered always the same, although not every scene could be tried."""
    found = []
    for move in ruleset.moves.values():
        for name, guard in own_guards(move.action).items():
            asked = ask(guard, move.action, ruleset)
            if not asked.whole and len(asked.answers) < 2:
                found.append(f"{move.action.name}: {name}")
    return found


def paces(ruleset: Ruleset) -> Iterator[Finding]:
    """Pace rules that are decided to leave every phase as it declares."""
    for owned in ruleset.pace_rules:
        rule = owned.rule
        asked = (
            ask(rule.percent, move.action, ruleset, is_as_declared)
            for move in ruleset.moves.values()
            if any(
                move.ticks[phase] and (not rule.phases or kind in rule.phases)
                for phase, kind in move.kinds.items()
            )
        )
        if all(each.whole and False not in each.answers for each in asked):
            yield Finding(
                code="pace.same",
                move=rule.name,
                plugin=owned.plugin,
                text=f"{rule.name} ({claim(rule.percent)}) leaves every phase as it is over the "
                "declared ranges of what it looks at",
            )


def is_as_declared(percent: object) -> bool:
    """Whether a pace leaves a phase as long as it declares."""
    return percent == 100


def ask(
    guard: Callable[[Scene], object],
    action: Action,
    ruleset: Ruleset,
    says: Callable[[object], bool] = bool,
) -> Asked:
    """Ask a guard, or what an answer of another rule ``says``, in every scene that differs in what
    it looks at, or at the edges."""
    paths = _looked_at(guard)
    if paths is None:
        return Asked(frozenset(), False)
    domains = {path: _domain(path, ruleset) for path in sorted(paths)}
    known = {path: domain for path, domain in domains.items() if domain is not None}
    size = 1
    for domain in known.values():
        size *= len(domain)
    whole = len(known) == len(domains) and size <= MOST_SCENES
    if size > MOST_SCENES:
        numbers = _numbers(guard)
        known = {path: _edges(domain, numbers) for path, domain in known.items()}
    base = make_scene(action.name, ruleset=ruleset, now=0)
    answers: set[bool] = set()
    for number, values in enumerate(product(*known.values())):
        if number >= MOST_SCENES or len(answers) == 2:
            break
        try:
            answers.add(says(guard(_scene(base, dict(zip(known, values, strict=True))))))
        except Exception:
            return Asked(frozenset(answers), False)
    return Asked(frozenset(answers), whole)


def _shadowed(move: Move) -> Iterator[Finding]:
    """Ways of time that another one before them always takes."""
    anatomy = Anatomy(chart_of(move.action))
    reach = Reach(anatomy)
    for leaf in reach.resting():
        taken = reach.in_time(leaf)
        for way in anatomy.leaving((leaf,), "advance"):
            if not any(way is other for other in taken.ways):
                yield Finding(
                    code="chart.shadowed",
                    move=move.action.name,
                    text=f"{where(way)} is never taken: another way of advance always comes first",
                    witness=shlex.join(("combat-rules", "diagram", move.action.name)),
                )


def _looked_at(guard: Callable[[Scene], object]) -> set[str] | None:
    """What of a scene a guard looks at, as paths; ``None`` if its source does not tell."""
    try:
        tree = ast.parse(dedent(getsource(guard)))
    except (OSError, TypeError, SyntaxError):
        return None
    code = getattr(guard, "__code__", None)
    place = int(isinstance(guard, MethodType))
    if code is None or code.co_argcount <= place:
        return None
    around: dict[str, object] = getattr(guard, "__globals__", {})
    tree = written_out(tree, {**around, **closed_over(guard)})
    scene, paths = code.co_varnames[place], set()
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == scene and id(node) not in inner:
            # The scene is handed on whole: to another guard, say.
            return None
        if isinstance(node, ast.Attribute) and id(node) not in inner:
            path = ast.unparse(node)
            if path.startswith(f"{scene}."):
                paths.add(path.removeprefix(f"{scene}."))
    return {path for path in paths if not path.startswith("action.")}


def _domain(path: str, ruleset: Ruleset) -> tuple[object, ...] | None:
    """Every value that a path can have; ``None`` if they are not declared."""
    side, _, field = path.partition(".")
    kinds = ruleset.archetypes.values()
    ranges = {
        "health": (0, max((kind.health for kind in kinds), default=0)),
        "stamina": (0, max((kind.stamina for kind in kinds), default=0)),
        "position": (0, ruleset.stage.arena),
        **{
            a.name: (a.minimum, max([a.maximum, *(kind.has(a).maximum for kind in kinds)]))
            for a in ruleset.attributes
        },
    }
    if path == "distance":
        return tuple(range(ruleset.stage.arena + 1))
    if path in ("awareness", "target_awareness"):
        return tuple(AwarenessLevel)
    if path == "outcome":
        return (None, *Outcome)
    if side in ("actor", "target") and field in YES_OR_NO:
        return (False, True)
    if side in ("actor", "target") and field == "facing":
        return (-1, 1)
    if side in ("actor", "target") and field in ranges:
        low, high = ranges[field]
        return tuple(range(low, high + 1)) if high - low <= MOST_SCENES else (low, high)
    return None


def _numbers(guard: Callable[[Scene], object]) -> list[int]:
    """The whole numbers in a guard: in its source, and bound to it."""
    bound = closed_over(guard).values()
    constants = getattr(getattr(guard, "__code__", None), "co_consts", ())
    return [value for value in (*constants, *bound) if type(value) is int]


def _edges(domain: tuple[object, ...], numbers: list[int]) -> tuple[object, ...]:
    if len(domain) <= 3:
        return domain
    low, high = domain[0], domain[-1]
    if type(low) is not int or type(high) is not int:
        return domain
    near = {n + step for n in numbers for step in (-1, 0, 1) if low <= n + step <= high}
    return tuple(sorted({low, (low + high) // 2, high, *near}))


def _scene(base: Scene, values: Mapping[str, object]) -> Scene:
    sides: dict[str, dict[str, object]] = {"actor": {}, "target": {}}
    own: dict[str, object] = {}
    for path, value in values.items():
        side, _, field = path.partition(".")
        if field:
            sides[side][field] = value
        else:
            own[path] = value
    actor = replace(base.actor, **sides["actor"])
    return replace(base, actor=actor, target=replace(base.target, **sides["target"]), **own)
