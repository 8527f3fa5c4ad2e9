"""The pytest plugin: fixtures for rules under test, and what guards saw when a test fails.

Nothing has to be imported: installing combat_rules is enough. ``--rules-coverage`` reports
what the tests saw of the rules, and leaves it for the studio.
"""

import sys
from collections.abc import Callable, Generator
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from combat_rules.design.covered import REPORT, CoveredData, write_report
from combat_rules.design.scene_factory import make_scene
from combat_rules.engine.system import CombatSystem
from combat_rules.errors import CombatError, in_words, why_unwritten
from combat_rules.model import Action, Scene, replace
from combat_rules.model.limits import Range
from combat_rules.plugins import Move, Ruleset, build, load_ruleset, moves
from combat_rules.plugins.moves import RunnerName
from combat_rules.testing.coverage import RulesCoverage
from combat_rules.testing.seen import told_by_guards

PACKAGE = Path(__file__).parents[1]
"""The folder of this package."""

JSON, FAIL_UNDER = "--rules-coverage-json", "--rules-coverage-fail-under"
"""The options that only do something beside ``--rules-coverage``."""

PERCENT = Range(0, 100)
"""What ``--rules-coverage-fail-under`` may ask for."""

COLLECTOR = "combat_rules_collector"
"""What the plugin that collects is called."""

COLLECTED = "combat_rules_coverage"
"""Where a worker of a parallel run leaves what it has collected."""


@pytest.fixture
def ruleset(request: pytest.FixtureRequest) -> Ruleset:
    """The rules of the project that the test lies in: the standard ones, and the plugins that
    the nearest ``pyproject.toml`` names. Override it to test other rules."""
    return load_ruleset(project=request.path.parent)


@pytest.fixture
def combat(ruleset: Ruleset) -> CombatSystem:
    """A fight that nobody has joined yet; a plugin's mistake in it is raised."""
    return CombatSystem(ruleset=ruleset, strict=True)


@pytest.fixture
def scene(ruleset: Ruleset) -> Callable[..., Scene]:
    """Makes scenes: ``scene("lunge", actor={"stamina": 3}, distance=40)``."""

    def make(action: str | Action = "attack", **said: Any) -> Scene:
        return make_scene(action, **{"ruleset": ruleset, **said})

    return make


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of rules coverage."""
    group = parser.getgroup("combat_rules", "rules of combat")
    group.addoption(
        "--rules-coverage",
        action="append",
        nargs="?",
        const="",
        metavar="PLUGIN",
        help="report which transitions and guards the tests have seen; of one plugin if named",
    )
    group.addoption(
        JSON,
        metavar="FILE",
        help=f"write what was seen to another file, beside {REPORT.as_posix()}",
    )
    group.addoption(
        FAIL_UNDER,
        type=int,
        metavar="PERCENT",
        help="fail if less than this was seen",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Begin to collect, if coverage is asked for, before a ``conftest.py`` loads rules."""
    if getattr(early_config.known_args_namespace, "rules_coverage", None) is not None:
        early_config.pluginmanager.register(Collector(early_config), COLLECTOR)


def pytest_configure(config: pytest.Config) -> None:
    """Begin to collect at the latest. Raises ``UsageError`` for options that would do nothing."""
    least = config.getoption(FAIL_UNDER)
    if least is not None and least not in PERCENT:
        raise pytest.UsageError(f"{FAIL_UNDER} is {least}; {PERCENT}")
    collects = config.getoption("--rules-coverage") is not None
    for option in (JSON, FAIL_UNDER):
        if not collects and config.getoption(option) is not None:
            raise pytest.UsageError(
                f"{option} does nothing without --rules-coverage; say --rules-coverage, or "
                "--rules-coverage PLUGIN, as well"
            )
    if collects and not config.pluginmanager.has_plugin(COLLECTOR):
        # A conftest.py has brought this plugin along.
        config.pluginmanager.register(Collector(config), COLLECTOR)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to a failed assertion what the guards saw that it asked. What failed is shown in the
    test, not in this package, unless ``--full-trace`` is said."""
    known = call.excinfo
    told = _looked_into(item, known)
    report = yield
    if call.excinfo is not None and call.excinfo is not known and report.failed:
        # A test of unittest hands over what it raised as its report is made.
        told = _looked_into(item, call.excinfo)
        report.longrepr = item.repr_failure(call.excinfo)
    if told:
        report.sections.append(("what the guards saw", told))
    return report


def _looked_into(item: pytest.Item, raised: pytest.ExceptionInfo[BaseException] | None) -> str:
    """What the guards saw that a failed assertion asked; what was raised is made ready to be
    shown."""
    if raised is None:
        return ""
    told = told_by_guards(raised.tb) if raised.errisinstance(AssertionError) else ""
    if not item.config.getoption("fulltrace"):
        hide_package(raised)
    return told


def hide_package(raised: pytest.ExceptionInfo[BaseException]) -> None:
    """Leave this package's own frames out of what is shown of a refusal or a failed expectation;
    whatever else is raised in them is a mistake that has to be seen."""
    frames = []
    frame: TracebackType | None = raised.tb
    while frame is not None:
        frames.append((frame, Path(frame.tb_frame.f_code.co_filename)))
        frame = frame.tb_next
    inside, expecting = (frames[-1][1].is_relative_to(at) for at in (PACKAGE, PACKAGE / "testing"))
    meant = raised.errisinstance(CombatError) or (
        raised.errisinstance(AssertionError) and (expecting or not inside)
    )
    if meant:
        outside = [frame for frame, file in frames if not file.is_relative_to(PACKAGE)]
        for here, following in zip(outside, [*outside[1:], None], strict=False):
            here.tb_next = following


class Collector:
    """Collects what the tests of a run see of the rules, over all its processes."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._coverage = RulesCoverage()
        self._left = ""
        self._unwritten = ""
        self._build = moves.build_move
        setattr(build, "build_move", self._watched_move)  # noqa: B010 # it is not its own
        config.add_cleanup(self._stop)

    def _watched_move(self, action: Action, plugin: str = "", runner: RunnerName = "table") -> Move:
        move = self._build(action, plugin, runner)
        return replace(move, runner=self._coverage.watch(move))

    @property
    def _plugins(self) -> list[str]:
        """The plugins that are named."""
        return [name for name in self._config.getoption("--rules-coverage") if name]

    def _stop(self) -> None:
        """Leave everything as it was."""
        setattr(build, "build_move", self._build)  # noqa: B010 # as above

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        """Listen to the guards while a test runs."""
        before = sys.getprofile()
        sys.setprofile(self._coverage.profile)
        try:
            return (yield)
        finally:
            sys.setprofile(before)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """Take over what a worker has collected; one that has died has left nothing."""
        left: dict[str, list[CoveredData]] = getattr(node, "workeroutput", {})
        self._coverage.merge(left.get(COLLECTED, ()))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand over to the main process, or there write the file and judge the whole."""
        worker = getattr(self._config, "workeroutput", None)
        if worker is not None:
            worker[COLLECTED] = self._coverage.data()
            return
        named = self._config.getoption(JSON)
        if named is not None:
            self._unwritten = self._written(Path(named))
        self._leave(self._config.invocation_params.dir / REPORT)
        least = self._config.getoption(FAIL_UNDER)
        short = least is not None and (self._percent() < least or bool(self._unseen()))
        if (short or self._unwritten) and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _written(self, file: Path) -> str:
        """Write the file that was asked for; why it cannot be, if so."""
        try:
            write_report(file, self._percent(), self._data())
        except OSError as error:
            return f"{JSON}: {file} cannot be written: {why_unwritten(file, error)}"
        return ""

    def _leave(self, file: Path) -> None:
        """Leave what was seen for the studio. A folder that cannot be written to fails no test."""
        try:
            write_report(file, self._percent(), self._data())
            self._left = f"the studio shows it beside the charts: {REPORT.as_posix()}"
        except OSError as error:
            self._left = f"{REPORT.as_posix()} cannot be written: {in_words(error)}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say of each action what was seen, and what was not."""
        write = terminalreporter.write_line
        terminalreporter.section("rules coverage")
        for each in self._coverage.of(self._plugins):
            write(
                f"{each.plugin}/{each.action}: {len(each.taken)} of {len(each.transitions)} "
                f"transitions, {sum(map(len, each.guards.values()))} of "
                f"{2 * len(each.guards)} answers of guards"
            )
            for missing in each.missing():
                write(f"  {missing}")
        for name in self._unseen():
            write(
                f"no test has loaded a plugin {name}; loaded: {', '.join(self._loaded()) or 'none'}"
            )
        if not self._coverage.actions:
            write("no test has loaded any rules")
        least = self._config.getoption(FAIL_UNDER)
        short = f", below the {least} asked for" if least and self._percent() < least else ""
        write(f"rules seen: {self._percent()} percent{short}")
        write(self._left)
        if self._unwritten:
            write(self._unwritten)

    def _loaded(self) -> list[str]:
        """The plugins that tests have loaded."""
        return [*dict.fromkeys(each.plugin for each in self._coverage.of(()))]

    def _unseen(self) -> list[str]:
        """The plugins that were named, and that no test has loaded."""
        return [name for name in self._plugins if name not in self._loaded()]

    def _percent(self) -> int:
        covered = self._coverage.of(self._plugins)
        wanted = sum(each.wanted for each in covered)
        return sum(each.seen for each in covered) * 100 // wanted if wanted else 0

    def _data(self) -> list[CoveredData]:
        kept = {(each.plugin, each.action) for each in self._coverage.of(self._plugins)}
        return [each for each in self._coverage.data() if (each["plugin"], each["action"]) in kept]
