"""Ready-made tests: one line in a plugin's tests, and each of its actions is checked."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from combat_rules.charts.guards import STOCK_GUARDS
from combat_rules.charts.soundness import find_problems
from combat_rules.charts.stock import chart_of
from combat_rules.design.diagrams import USUAL, files_of, stale
from combat_rules.design.own_guards import own_guards
from combat_rules.errors import PluginError, in_short
from combat_rules.model import Guard
from combat_rules.model.arguments import checks_arguments
from combat_rules.plugins import Move, Ruleset, load_ruleset
from combat_rules.testing.runners import compare_runners
from combat_rules.testing.scenes import some_scenes
from combat_rules.testing.shown import Prepare, both_sides, numbers

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
    first. ``waived`` gives, for a guard that is always the same on purpose, the reason.
    """
    ruleset = load_ruleset([plugin])
    name = ruleset.plugins[-1].name
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
    each_move = pytest.mark.parametrize("move", moves, ids=[move.action.name for move in moves])

    class Checks:
        """The ready-made tests."""

        @each_move
        def test_it_always_ends(self, move: Move) -> None:
            assert find_problems(chart_of(move.action)) == ()

        @each_move
        def test_both_runners_of_its_chart_agree(self, move: Move) -> None:
            scenes = some_scenes(8, move.action, ruleset.combatant_type, ruleset.attributes)
            assert compare_runners(chart_of(move.action), scenes) > 0

        @each_move
        def test_its_declared_numbers_are_what_a_fight_shows(self, move: Move) -> None:
            found = numbers(ruleset, move, prepare.get(move.action.name))
            wrong = {what: pair for what, pair in found.items() if pair[0] != pair[1]}
            assert not wrong, f"declared and shown differ: {wrong}"

        @each_move
        def test_it_favours_neither_side(self, move: Move) -> None:
            left, right = both_sides(ruleset, move, prepare.get(move.action.name))
            assert left == right

        @pytest.mark.parametrize("guard", guards.values(), ids=guards.keys())
        def test_its_guard_may_hold_and_may_fail(self, guard: Guard) -> None:
            name = guard.__name__
            kind, attributes = ruleset.combatant_type, ruleset.attributes
            scenes = [
                scene
                for move in moves
                for scene in some_scenes(SCENES, move.action, kind, attributes)
            ]
            answers = {bool(guard(scene)) for scene in scenes}
            assert len(answers) == 2 or name in reasons, (
                f"{name} says {'yes' if True in answers else 'no'} in each of {len(scenes)} "
                f"scenes; if that is meant, say why: waived={{{name!r}: '...'}}"
            )

        @each_move
        def test_its_diagram_is_fresh(self, move: Move) -> None:
            assert pictures is not None, "only for plugins that have diagrams"
            assert stale(files_of(ruleset, [move.action.name], USUAL), pictures) == []

    if not guards:
        del Checks.test_its_guard_may_hold_and_may_fail
    if pictures is None:
        del Checks.test_its_diagram_is_fresh
    return Checks


def _pictures(ruleset: Ruleset) -> Path | None:
    """The folder of diagrams that lies beside a plugin, if there is one."""
    folder = Path(ruleset.plugins[-1].location).parent / "diagrams"
    return folder if folder.is_dir() else None


def _guards(ruleset: Ruleset, plugin: str, moves: Iterable[Move]) -> dict[str, Guard]:
    """The guards that a plugin brings along: on the charts of its moves, and its validations."""
    found: dict[str, Guard] = {}
    for move in moves:
        found |= own_guards(move.action)
    asked = [owned.rule.guard for owned in ruleset.validations if owned.plugin == plugin]
    shipped = STOCK_GUARDS.values()
    return found | {guard.__name__: guard for guard in asked if guard not in shipped}
