from hypothesis import given, settings

from combat_rules.charts.compile import compile_chart
from tests.differential.blueprints import Blueprint, blueprints
from tests.differential.comparison import walk
from tests.differential.workshop import Journal, Scene, build, scripts


@settings(max_examples=max(300, settings.default.max_examples))
@given(blueprints(), scripts)
def test_both(blueprint: Blueprint, script: list[Scene]) -> None:
    journal = Journal([])
    chart = build(blueprint, journal)
    table, reference = compile_chart(chart), compile_chart(chart, "reference")
    assert walk(table, script, journal) == walk(reference, script, journal)
