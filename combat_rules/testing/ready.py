"""Ready-made tests: one line in a plugin's tests, and each of its actions is checked."""

from collections.abc import Callable, Iterable, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeVar

import pytest

from combat_rules.charts.comparisons import shown
from combat_rules.charts.guards import STOCK_GUARDS
from combat_rules.charts.soundness import find_problems
from combat_rules.charts.stock import chart_of
from combat_rules.charts.watch import values_seen
from combat_rules.design.diagrams import USUAL, files_of, stale
from combat_rules.design.own_guards import own_guards
from combat_rules.design.verify.guards import ask
from combat_rules.errors import PluginError, at_line, did_you_mean, in_short, in_words
from combat_rules.model import Guard, Scene, claim, name_of
from combat_rules.model.arguments import checks_arguments
from combat_rules.plugins import Move, Ruleset, load_ruleset
from combat_rules.testing.runners import compare_runners
from combat_rules.testing.scenes import some_scenes
from combat_rules.testing.shown import Prepare, both_sides, untrue

T = TypeVar("T")

SCENES = 400
"""Scenes of each action in which a guard is asked, over the ranges of all it may look at."""


@checks_arguments
def checks_of(
    plugin: object,
    *,
    ready: Mapping[str, Prepare] | None = None,
    waived: Mapping[str, str] | None = None,
) -> type:
    """A test class for a plugin: ``TestFencing = checks_of("plugins/fencing")``.

    For each of its actions: it always ends; both runners agree on its chart; a played use of
    it shows the declared numbers; it favours neither side; its diagram is fresh, if there is a
    folder ``diagrams`` beside the plugin. For each of its guards: it is neither always true nor
    always false.

    ``ready`` names, for an action that needs more than a foe in reach, what has to happen
    first. ``waived`` gives, for a guard that is always the same on purpose, the reason. Raises
    ``PluginError`` for a plugin that cannot be used, and for names in the two that it has not.
    """
    ruleset = load_ruleset([plugin])
    under_test = ruleset.plugins[-1]
    if under_test.problems:
        told = f"{in_short(plugin)} cannot be used: {'; '.join(under_test.problems)}"
        raise PluginError(told, code="plugin.import", problems=under_test.problems)
    name = under_test.name
    moves = [move for move in ruleset.moves.values() if move.plugin == name]
    if not moves:
        raise PluginError(
            f"{in_short(plugin)} contributes no action; there is nothing to check",
            code="plugin.empty",
        )
    pictures = _pictures(ruleset)
    prepare = ready or {}
    guards = _guards(ruleset, name, moves)
    reasons = waived or {}
    _demand_named(plugin, "ready", "action", prepare, [move.action.name for move in moves])
    _demand_named(plugin, "waived", "guard of its own", reasons, guards)
    _demand_reasons(reasons)
    each_move = pytest.mark.parametrize("move", moves, ids=[move.action.name for move in moves])

    class Checks:
        """The ready-made tests."""

        @each_move
        def test_it_always_ends(self, move: Move) -> None:
            problems = find_problems(chart_of(move.action))
            demand(not problems, f"{move.action.name}: {'; '.join(map(str, problems))}")

        @each_move
        def test_both_runners_of_its_chart_agree(self, move: Move) -> None:
            scenes = some_scenes(8, move.action, ruleset.combatant_type, ruleset.attributes)
            assert compare_runners(chart_of(move.action), scenes) > 0

        @each_move
        def test_its_declared_numbers_are_what_a_fight_shows(self, move: Move) -> None:
            wrong = played(untrue, ruleset, move, prepare.get(move.action.name))
            demand(not wrong, wrong)

        @each_move
        def test_it_favours_neither_side(self, move: Move) -> None:
            left, right = played(both_sides, ruleset, move, prepare.get(move.action.name))
            demand(left == right, _parting(move.action.name, left, right))

        @pytest.mark.parametrize("guard", guards.values(), ids=guards.keys())
        def test_its_guard_may_hold_and_may_fail(self, guard: Guard) -> None:
            name = name_of(guard)
            heard = {True, False} if name in reasons else answers(guard, ruleset, moves)
            demand(
                len(heard) == 2,
                f"{name} says {'yes' if True in heard else 'no'} in every scene that was tried "
                f"({claim(guard)}); if that is meant, say why: waived={{{name!r}: '...'}}",
            )

        @each_move
        def test_its_diagram_is_fresh(self, move: Move) -> None:
            assert pictures is not None, "only for plugins that have diagrams"
            old = stale(files_of(ruleset, [move.action.name], USUAL), pictures)
            demand(not old, f"{', '.join(old)}; draw anew: combat-rules diagram --out {pictures}")

    if not guards:
        del Checks.test_its_guard_may_hold_and_may_fail
    if pictures is None:
        del Checks.test_its_diagram_is_fresh
    return Checks


def _demand_named(
    plugin: object, option: str, what: str, named: Iterable[str], known: Iterable[str]
) -> None:
    """Raise ``PluginError`` unless all that an option names is in the plugin: what is misspelt
    would do nothing."""
    names = list(known)
    for name in named:
        if name not in names:
            raise PluginError(
                f"{option} names {name!r}, and {in_short(plugin)} has no such {what}; "
                f"{did_you_mean(name, names)}",
                code="plugin.checks",
            )


def _demand_reasons(waived: Mapping[str, str]) -> None:
    for guard, reason in waived.items():
        if not reason.strip():
            raise PluginError(
                f"waived={{{guard!r}: {reason!r}}} gives no reason; say why it is always the same",
                code="plugin.checks",
            )


def demand(holds: bool, told: str) -> None:
    """Fail a ready-made test with what is wrong alone: its own code tells a designer nothing."""
    if not holds:
        pytest.fail(told, pytrace=False)


def played(look: Callable[[Ruleset, Move, Prepare | None], T], *of: Any) -> T:
    """What a look at an action shows. One that cannot be tried out fails its test."""
    try:
        return look(*of)
    except AssertionError as refused:
        pytest.fail(str(refused), pytrace=False)


def answers(guard: Guard, ruleset: Ruleset, moves: Iterable[Move]) -> set[bool]:
    """What a guard answers: both, or the only answer that it gives, in scenes of all kinds and
    in every one that differs in what it looks at. One that raises fails its test."""
    heard: set[bool] = set()
    may_begin = any(guard == owned.rule.guard for owned in ruleset.validations)
    for move in moves:
        of = move.action, ruleset.combatant_type, ruleset.attributes
        for scene in some_scenes(SCENES, *of):
            # A guard on a chart is asked of an action that runs, and of no other.
            if scene.running is not None or may_begin:
                heard.add(_answer(guard, scene))
            if len(heard) == 2:
                return heard
    for move in moves:
        heard |= ask(guard, move.action, ruleset).answers
    return heard


def _answer(guard: Guard, scene: Scene) -> bool:
    try:
        return bool(guard(scene))
    except Exception as error:
        seen = ", ".join(f"{path} is {shown(value)}" for path, value in values_seen(guard, scene))
        told = f"{name_of(guard)} raised {in_words(error)}{at_line(error)}; what it saw: {seen}"
        pytest.fail(told, pytrace=False)


def _parting(name: str, left: list[str], right: list[str]) -> str:
    """What of an action happens from one side alone."""
    first = next((pair for pair in zip_longest(left, right) if pair[0] != pair[1]), ("", ""))
    here, there = (one or "nothing more" for one in first)
    return f"{name} favours a side: from the left {here}; from the right, in a mirror, {there}"


def _pictures(ruleset: Ruleset) -> Path | None:
    """The folder of diagrams that lies beside a plugin, if there is one."""
    place = Path(ruleset.plugins[-1].location)
    folder = (place if place.is_dir() else place.parent) / "diagrams"
    return folder if folder.is_dir() else None


def _guards(ruleset: Ruleset, plugin: str, moves: Iterable[Move]) -> dict[str, Guard]:
    """The guards that a plugin brings along: on the charts of its moves, and its validations."""
    found: dict[str, Guard] = {}
    for move in moves:
        found |= own_guards(move.action)
    asked = [owned.rule.guard for owned in ruleset.validations if owned.plugin == plugin]
    shipped = STOCK_GUARDS.values()
    return found | {name_of(guard): guard for guard in asked if guard not in shipped}
