"""The pytest plugin, in runs of its own: fixtures, what guards saw, ready-made tests, coverage."""

import json
from pathlib import Path

import pytest

from combat_rules.design.covered import REPORT, read_report

pytest_plugins = ["pytester"]

KICKS = '''
from combat_rules import Action, four_phases, hookimpl
from combat_rules.charts import has_stamina

def close_up(scene):
    """The target is near."""
    return scene.distance <= 30

@hookimpl
def combat_actions():
    return [
        Action(
            name="kick", feint=20, commit=10, release=30, recovery=40, stamina_cost=5, damage=7,
            reach=60, hitstun=90, chart=four_phases("Kick", commit=[has_stamina, close_up]),
        )
    ]
'''
PROJECT = '[tool.combat_rules]\nplugins = ["kicks.py"]\n'
QUIET = ("-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-q")


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A designer's folder with one plugin, which its pyproject.toml names."""
    (pytester.path / "kicks.py").write_text(KICKS, encoding="utf-8")
    (pytester.path / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    return pytester


def test_fixtures_are_there_without_an_import(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        def test_rules(ruleset):
            assert "kick" in ruleset.moves

        def test_a_scene(scene):
            assert scene("kick", distance=31).distance == 31

        def test_a_fight(combat):
            combat.add_combatant("duelist", "ayla")
            assert list(combat.combatants) == ["ayla"]
        """
    )
    project.runpytest_inprocess(*QUIET).assert_outcomes(passed=3)


def test_a_failed_assertion_shows_what_its_guard_saw(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        from kicks import close_up

        def test_it(scene):
            assert close_up(scene("kick", distance=31))
        """
    )
    project.syspathinsert()
    result = project.runpytest_inprocess(*QUIET)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*what the guards saw*"])
    result.stdout.fnmatch_lines(
        ["close_up said no: The target is near.", "  distance 31 <= 30: no"]
    )


def test_a_guard_whose_error_cannot_be_shown_is_told(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        class Odd(Exception):
            def __str__(self):
                raise ValueError("no")

        def odd(scene):
            if scene.distance < 9:
                raise Odd
            return False

        def test_it(scene):
            assert odd(scene("kick", distance=31)) and odd(scene("kick", distance=3))
        """
    )
    project.syspathinsert()
    told = project.runpytest_inprocess(*QUIET).stdout.str()
    assert "odd raised Odd, which cannot be shown" in told


def test_only_what_takes_a_scene_is_asked_again(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        from kicks import close_up

        def noted(scene_again, times=[]):
            times.append(scene_again)
            return len(times)

        def test_it(scene):
            far = scene("kick", distance=31)
            assert noted(far) == 1 and close_up(far) and noted(far) == 3
        """
    )
    project.syspathinsert()
    told = project.runpytest_inprocess(*QUIET).stdout.str()
    assert "close_up said no" in told
    assert "noted said" not in told


def test_tests_of_unittest_are_told_as_others_are(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import unittest

        from combat_rules.testing import duel, hit, make_scene
        from combat_rules.charts import has_stamina

        class TestKicks(unittest.TestCase):
            def test_guard(self):
                assert has_stamina(make_scene("attack", actor={"stamina": 3}))

            def test_story(self):
                story = duel(distance=90).given("ayla").given("borin")
                story.when("ayla", "attack").after(1000).then(hit("ayla", "borin"))
        """
    )
    told = project.runpytest_inprocess(*QUIET).stdout.str()
    assert "  actor.stamina 3 >= action.stamina_cost 12: no" in told
    assert "it did not happen, or not then" in told
    assert "raise AssertionError" not in told


READY = """
from combat_rules.testing import checks_of

TestKicks = checks_of("kicks.py")
"""


def test_one_line_checks_every_action_and_guard(project: pytest.Pytester) -> None:
    project.makepyfile(READY)
    project.runpytest_inprocess(*QUIET).assert_outcomes(passed=5)


@pytest.mark.parametrize(
    ("check", "old", "new", "said"),
    [
        (
            "its_guard",
            "scene.distance <= 30",
            "scene.distance <= 30_000",
            "close_up says yes in every scene",
        ),
        (
            "its_guard",
            "scene.distance <= 30",
            "scene.distance < 0",
            "close_up says no in every scene",
        ),
        (
            "numbers",
            "commit=[has_stamina, close_up])",
            "commit=[has_stamina, close_up], on_release=[])",
            "kick does not show what it declares: stamina 5 declared, 0 shown",
        ),
        (
            "side",
            "scene.distance <= 30",
            "scene.actor.facing > 0",
            "kick favours a side: from the left",
        ),
    ],
    ids=["always true", "never true", "nothing paid", "left is better"],
)
def test_a_planted_mistake_is_found_by_the_ready_made_tests(
    project: pytest.Pytester, check: str, old: str, new: str, said: str
) -> None:
    assert old in KICKS
    (project.path / "kicks.py").write_text(KICKS.replace(old, new), encoding="utf-8")
    project.makepyfile(READY)
    result = project.runpytest_inprocess(*QUIET, "-k", check)
    assert result.parseoutcomes()["failed"] == 1
    told = result.stdout.str()
    assert said in told
    # What is wrong, and no line of the code that found it.
    assert "def " not in told
    assert "Traceback" not in told


FAR = ("scene.distance <= 30", "scene.distance >= 41")
WOUNDED = ("scene.distance <= 30", "scene.actor.health * 100 < scene.actor.max_health * 20")
NEVER = ("scene.distance <= 30", "scene.actor.cooldowns == {'kick': 1}")


@pytest.mark.parametrize(
    ("old", "new"),
    [FAR, WOUNDED],
    ids=["wants room", "wants a wound"],
)
def test_a_move_is_tried_where_and_when_its_own_guards_let_it(
    project: pytest.Pytester, old: str, new: str
) -> None:
    (project.path / "kicks.py").write_text(KICKS.replace(old, new), encoding="utf-8")
    project.makepyfile(READY)
    project.runpytest_inprocess(*QUIET, "-k", "numbers or side").assert_outcomes(
        passed=2, deselected=3
    )


def test_a_move_that_works_nowhere_is_told_with_its_guard_and_how_to_make_it_ready(
    project: pytest.Pytester,
) -> None:
    (project.path / "kicks.py").write_text(KICKS.replace(*NEVER), encoding="utf-8")
    project.makepyfile(READY)
    told = project.runpytest_inprocess(*QUIET, "-k", "numbers").stdout.str()
    assert "stamina 5 declared, 0 shown; damage 7 declared, 0 shown" in told
    assert "It meets nobody: `close_up`, {} == {'kick': 1}, at any distance up to its" in told
    assert "ready={'kick': function of the fight}" in told


def test_a_guard_that_is_always_the_same_on_purpose_is_waived_with_a_reason(
    project: pytest.Pytester,
) -> None:
    (project.path / "kicks.py").write_text(KICKS.replace("<= 30", "<= 30_000"), encoding="utf-8")
    project.makepyfile(READY.replace('"kicks.py"', '"kicks.py", waived={"close_up": "a joke"}'))
    guard_alone = (*QUIET, "-k", "its_guard")
    project.runpytest_inprocess(*guard_alone).assert_outcomes(passed=1, deselected=4)


SEEN = """
from kicks import close_up

def test_guard(scene):
    assert close_up(scene("kick"))

def test_fight(combat):
    for name in ("ayla", "borin"):
        kind = replace(combat.fight.ruleset.archetypes["duelist"], actions=("kick",))
        combat.add_combatant(kind, name, controller="")
    combat.execute_action("kick", "ayla")
    combat.advance(1000)
"""


@pytest.mark.parametrize("workers", ["0", "2"], ids=["alone", "in parallel"])
def test_coverage_tells_what_was_taken_and_what_guards_answered(
    project: pytest.Pytester, workers: str
) -> None:
    project.syspathinsert()
    project.makepyfile("from combat_rules import replace\n" + SEEN)
    result = project.runpytest_inprocess(
        *QUIET, "-n", workers, "--rules-coverage", "kicks", "--rules-coverage-json", "seen.json"
    )
    result.assert_outcomes(passed=2)
    (kick,) = json.loads(Path(project.path / "seen.json").read_text())["actions"]
    assert read_report(project.path / REPORT).actions == (kick,)
    assert kick["guards"]["close_up"] == {"holds": True, "fails": True}
    assert kick["guards"]["has_stamina"] == {"holds": True, "fails": False}
    # It can never be called off once committed, nor left for another: that is not counted.
    assert set(kick["guards"]) == {"close_up", "has_stamina", "not_interrupted"}
    assert not any("chain" in way or "is_cancellable" in way for way in kick["transitions"])
    taken = {way for way, done in kick["transitions"].items() if done}
    assert taken == {
        "advance: feint to recovery",
        "advance: recovery to done",
    }
    result.stdout.fnmatch_lines(
        [
            "kicks/kick: 2 of 10 transitions, *",
            "  never taken: advance: feint to commit (has_stamina, close_up)",
            "  never seen to fail: has_stamina",
        ]
    )


TWINS = """
from functools import partial

from combat_rules import Outcome
from combat_rules.charts import named

def met(what):
    @named(f"met({what})")
    def guard(scene):
        return scene.outcome is what or scene.distance < 30
    return guard

def within(radius, scene):
    return scene.distance <= radius

TWINS = [
    met(Outcome.HIT), met("hit"),
    *(named(f"within({radius})")(partial(within, radius)) for radius in (90, 9)),
]
"""


def test_guards_made_of_one_function_are_told_apart_by_what_is_bound_to_them(
    project: pytest.Pytester,
) -> None:
    kicks = TWINS + KICKS.replace("close_up]", "*TWINS]")
    (project.path / "kicks.py").write_text(kicks, encoding="utf-8")
    project.makepyfile(
        """
        from kicks import TWINS

        def test_guards(ruleset, scene):
            assert [guard(scene("kick", distance=20)) for guard in TWINS][-1] is False
        """
    )
    project.syspathinsert()
    project.runpytest_inprocess(*QUIET, "--rules-coverage", "kicks").assert_outcomes(passed=1)
    (kick,) = read_report(project.path / REPORT).actions
    seen = {name: tuple(said.values()) for name, said in kick["guards"].items()}
    assert seen["met(Outcome.HIT)"] == seen["met(hit)"] == (True, False)
    assert (seen["within(90)"], seen["within(9)"]) == ((True, False), (False, True))


@pytest.mark.parametrize("workers", ["0", "1"], ids=["alone", "in parallel"])
def test_rules_that_a_conftest_loads_are_counted_as_well(
    project: pytest.Pytester, workers: str
) -> None:
    project.makeconftest(
        "from combat_rules import load_ruleset\nRULES = load_ruleset(['kicks.py'])"
    )
    project.makepyfile(
        """
        from conftest import RULES
        from kicks import close_up
        from combat_rules.testing import make_scene

        def test_guard():
            assert close_up(make_scene("kick", distance=9, ruleset=RULES))
        """
    )
    project.syspathinsert()
    options = ("-n", workers, "--rules-coverage=kicks")
    told = project.runpytest_subprocess(*QUIET, *options).stdout.str()
    assert "kicks/kick: 0 of 10 transitions, 1 of 6 answers of guards" in told


def test_a_plugin_that_a_conftest_brings_along_counts_too(project: pytest.Pytester) -> None:
    project.makeconftest("pytest_plugins = ['combat_rules.testing.plugin']")
    project.makepyfile("def test_rules(ruleset): pass")
    options = ("-p", "no:combat_rules", "-p", "no:xdist", "-p", "no:cov", "--rules-coverage")
    told = project.runpytest_subprocess(*QUIET, *options).stdout.str()
    assert "kicks/kick: " in told


def test_a_worker_that_dies_costs_no_more_than_what_it_saw(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import os

        def test_rules(ruleset):
            assert "kick" in ruleset.moves

        def test_it_dies():
            os._exit(3)
        """
    )
    result = project.runpytest_subprocess(*QUIET, "-n", "1", "--rules-coverage")
    result.assert_outcomes(passed=1, failed=1)
    assert "rules seen: " in result.stdout.str()


def test_coverage_without_a_name_counts_the_packs_under_test_and_not_the_standard_rules(
    project: pytest.Pytester,
) -> None:
    project.makepyfile("def test_rules(ruleset): pass")
    told = project.runpytest_subprocess(*QUIET, "--rules-coverage").stdout.str()
    assert "kicks/kick: " in told
    assert "standard/" not in told


def test_a_failed_expectation_shows_the_test_and_not_this_package(
    project: pytest.Pytester,
) -> None:
    project.makepyfile(
        """
        from combat_rules.testing import duel, hit

        def test_it_hits(ruleset):
            story = duel(ruleset, distance=90).given("ayla").given("borin")
            story.when("ayla", "attack").after(1000).then(hit("ayla", "borin"))
        """
    )
    project.syspathinsert()
    told = project.runpytest_inprocess(*QUIET).stdout.str()
    assert "story.when" in told
    assert "it did not happen, or not then" in told
    assert "raise AssertionError" not in told
    whole = project.runpytest_inprocess(*QUIET, "--full-trace").stdout.str()
    assert "raise AssertionError" in whole


@pytest.mark.parametrize(("least", "code"), [("1", 0), ("99", 1)], ids=["enough", "too little"])
def test_too_little_coverage_fails_the_run(project: pytest.Pytester, least: str, code: int) -> None:
    project.syspathinsert()
    project.makepyfile("from combat_rules import replace\n" + SEEN)
    result = project.runpytest_inprocess(
        *QUIET, "--rules-coverage", "kicks", "--rules-coverage-fail-under", least
    )
    assert result.ret == code


def test_without_the_option_nothing_is_collected(project: pytest.Pytester) -> None:
    project.makepyfile(
        "def test_it(ruleset):\n    assert ruleset.moves['kick'].runner.name == 'table'"
    )
    result = project.runpytest_inprocess(*QUIET)
    result.assert_outcomes(passed=1)
    assert "rules coverage" not in result.stdout.str()


def test_a_plugin_that_no_test_has_loaded_is_said_to_be_unknown(project: pytest.Pytester) -> None:
    project.makepyfile("def test_it(ruleset):\n    pass")
    result = project.runpytest_inprocess(*QUIET, "--rules-coverage=kick")
    result.stdout.fnmatch_lines(["no test has loaded a plugin kick; loaded: kicks*"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--rules-coverage-fail-under", "9"], "fail-under does nothing without --rules-coverage;"),
        (["--rules-coverage-json", "a.json"], "json does nothing without --rules-coverage; say"),
        (
            ["--rules-coverage", "--rules-coverage-fail-under", "101"],
            "--rules-coverage-fail-under is 101; a whole number from 0 to 100",
        ),
    ],
    ids=["a limit", "a file", "more than all"],
)
def test_an_option_that_would_do_nothing_is_refused(
    project: pytest.Pytester, options: list[str], said: str
) -> None:
    result = project.runpytest_inprocess(*QUIET, *options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: *{said}*"])


def test_a_limit_for_a_plugin_that_no_test_has_loaded_is_not_met(project: pytest.Pytester) -> None:
    project.makepyfile("def test_it(ruleset):\n    pass")
    options = "--rules-coverage=kick", "--rules-coverage-fail-under=1"
    assert project.runpytest_inprocess(*QUIET, *options).ret == 1


def test_a_run_that_loads_no_rules_has_seen_none(project: pytest.Pytester) -> None:
    project.makepyfile("def test_it():\n    pass")
    result = project.runpytest_subprocess(
        *QUIET, "--rules-coverage", "--rules-coverage-fail-under=1"
    )
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["no test has loaded any rules", "rules seen: 0 percent, below the 1 asked for"]
    )


def test_a_file_of_coverage_that_cannot_be_written_is_told_at_the_end(
    project: pytest.Pytester,
) -> None:
    project.makepyfile("def test_it(ruleset):\n    pass")
    (project.path / "taken").mkdir()
    result = project.runpytest_inprocess(
        *QUIET, "--rules-coverage", "--rules-coverage-json", "taken"
    )
    assert result.ret == 1
    result.stdout.fnmatch_lines(["--rules-coverage-json: taken cannot be written: taken is a f*"])
