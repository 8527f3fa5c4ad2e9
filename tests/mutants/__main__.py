"""Plants faults of one line all over the package, and tells which of them no test notices.

``make mutants`` plants 60; ``python -m tests.mutants --number 20 --only engine/core`` fewer, and
``--seed`` others. Each is planted in a copy, and the tests that mirror its module are run. What has
come of it is kept in a file, so that a run that was cut off goes on where it was.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from random import Random

from tests.mutants.points import Point, points_of

ROOT = Path(__file__).parents[2]
COPIED = (
    "combat_rules", "tests", "plugins", "docs", "benchmarks", "diagrams", "pyproject.toml",
    "README.md",
)  # fmt: skip

MIRRORS = {
    "errors.py": ("tests/engine/test_checks.py", "tests/model", "tests/plugins/test_tables.py"),
    "model": ("tests/model", "tests/engine", "tests/plugins/test_every_field.py"),
    "charts": ("tests/charts", "tests/differential"),
    "plugins": ("tests/plugins", "tests/cases/test_plugins_that_clash.py"),
    "engine": (
        "tests/engine",
        "tests/faults",
        "tests/cases",
        "tests/scenarios",
        "tests/fuzz/test_doors.py",
    ),
    "standard": ("tests/standard", "tests/scenarios"),
    "record": ("tests/record", "tests/fuzz/test_journals.py", "tests/fuzz/test_stores.py"),
    "netcode": (
        "tests/netcode",
        "tests/cases/test_a_peer_that_leaves.py",
        "tests/fuzz/test_packets.py",
        "tests/fuzz/test_doors.py",
    ),
    "compiled": ("tests/compiled",),
    "design": ("tests/design",),
    "balance": ("tests/balance",),
    "environments": ("tests/environments",),
    "testing": ("tests/testing",),
    "studio": ("tests/studio",),
    "cli": ("tests/cli", "tests/fuzz/test_scripts.py", "tests/fuzz/test_commands.py"),
}
"""The tests of each room; a module of none is not tried."""


def main() -> None:
    """Plant what was asked for, and tell what lives."""
    parser = ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--number", type=int, default=60, help="how many faults [60]")
    parser.add_argument("--seed", type=int, default=0, help="which ones [0]")
    parser.add_argument("--only", default="", help="only modules whose path has this in it")
    parser.add_argument("--seconds", type=int, default=240, help="the longest a fault may take")
    parser.add_argument("--kept", type=Path, default=ROOT / "build" / "mutants.jsonl")
    asked = parser.parse_args()
    done = _done(asked.kept)
    chosen = _chosen(asked)
    with tempfile.TemporaryDirectory() as folder:
        copy = _copy(Path(folder))
        _demand_green(copy, {test for point in chosen for test in _mirrors(point.module)})
        for number, point in enumerate(chosen, 1):
            if point.key not in done:
                done[point.key] = _tried(copy, point, asked.seconds)
                with asked.kept.open("a", encoding="utf-8") as kept:
                    kept.write(json.dumps([point.key, done[point.key]]) + "\n")
            _say(f"{number}/{len(chosen)} {done[point.key]:8} {_told(point)}")
    living = [point for point in chosen if done[point.key] == "lives"]
    _say(f"\n{len(living)} of {len(chosen)} faults live:")
    for point in living:
        _say(f"  {_told(point)}")


def _chosen(asked: Namespace) -> list[Point]:
    """As many faults as were asked for, spread over the modules, the same for the same seed."""
    modules = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "combat_rules").rglob("*.py"))
        if asked.only in str(path) and _mirrors(str(path.relative_to(ROOT)))
    ]
    luck = Random(asked.seed)
    luck.shuffle(modules)
    chosen: list[Point] = []
    while modules and len(chosen) < asked.number:
        for module in modules:
            left = [point for point in points_of(ROOT, module) if point not in chosen]
            if left:
                chosen.append(luck.choice(left))
            if len(chosen) == asked.number:
                break
    return chosen


def _mirrors(module: str) -> tuple[str, ...]:
    return MIRRORS.get(Path(module).parts[1], ())


def _copy(folder: Path) -> Path:
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def _tried(copy: Path, point: Point, seconds: int) -> str:
    """What becomes of a fault: it ``dies`` of a test, of ``time``, or ``lives``."""
    file = copy / point.module
    source = file.read_text(encoding="utf-8")
    tests = list(_mirrors(point.module))
    # Those of its own name first: most faults die there.
    own = f"test_*{Path(point.module).stem.rstrip('s')}*.py"
    tests = [str(path) for path in sorted((copy / "tests").rglob(own))] + tests
    file.write_text(point.planted(source), encoding="utf-8")
    try:
        return "lives" if _pass(copy, tests, seconds) else "dies"
    except subprocess.TimeoutExpired:
        return "time"
    finally:
        file.write_text(source, encoding="utf-8")


def _demand_green(copy: Path, tests: set[str]) -> None:
    """End if a test fails without any fault: it would catch each of them."""
    if not _pass(copy, sorted(tests), None):
        sys.exit("tests fail with no fault planted; mend them first")


def _pass(copy: Path, tests: list[str], seconds: int | None) -> bool:
    """Whether tests pass in a copy."""
    words = [sys.executable, "-P", "-m", "pytest", "-x", "-q", "-n0"]
    words += ["-p", "no:cacheprovider", "-p", "no:randomly"]
    ended = subprocess.run(
        [*words, *tests],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=seconds,
        check=False,
    )
    return ended.returncode == 0


def _done(kept: Path) -> dict[str, str]:
    """What has come of the faults that were tried before."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        return {}
    return dict(json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines())


def _told(point: Point) -> str:
    return f"{point.module}:{point.line}: {point.kind}: {point.was} -> {point.now}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
