"""Machine code is there soon, and better code takes over while fights are played."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from combat_rules.compiled import kernel
from combat_rules.compiled.batch import Batch
from combat_rules.compiled.kernel import Code, Given
from combat_rules.compiled.machine.building import WELL, Loaded, Way
from combat_rules.plugins import standard_ruleset
from tests.machine_code import improved_after


@pytest.fixture
def improved(tmp_path: Path) -> Iterator[Batch]:
    """A batch whose machine code is made again after some fights, and kept nowhere else."""
    with improved_after(30, str(tmp_path / "mine")):
        yield Batch(standard_ruleset(), "duelist", "brute")


def in_use(batch: Batch) -> Loaded:
    """The machine code that the next fights are played with."""
    return batch.kernel._improving.loaded


def test_better_machine_code_takes_over_between_fights_and_they_stay_the_same(
    improved: Batch,
) -> None:
    soon = in_use(improved)
    rows = improved.part(range(29)).rows
    improved.kernel.wait()
    assert in_use(improved) is soon
    assert improved.part(range(29)).rows.tobytes() == rows.tobytes()
    improved.kernel.wait()
    assert in_use(improved) is not soon
    assert improved.part(range(29)).rows.tobytes() == rows.tobytes()
    assert in_use(Batch(standard_ruleset(), "brute", "duelist")) is in_use(improved)


def test_better_machine_code_is_made_once_however_many_threads_play(
    improved: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways, compiled = list[Way](), kernel.compiled

    def noted(given: Given, way: Way) -> Code:
        ways.append(way)
        return compiled(given, way)

    monkeypatch.setattr(kernel, "compiled", noted)
    improved.play(range(200), workers=4)
    improved.kernel.wait()
    assert ways == [WELL]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_where_better_machine_code_cannot_be_made_what_is_there_goes_on(
    improved: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: Any) -> Code:
        raise MemoryError

    monkeypatch.setattr(kernel, "compiled", broken)
    soon, rows = in_use(improved), improved.part(range(30)).rows
    improved.kernel.wait()
    assert improved.part(range(30)).rows.tobytes() == rows.tobytes()
    assert in_use(improved) is soon


def test_where_no_thread_can_be_had_what_is_there_goes_on(
    improved: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(thread: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", refused)
    soon = in_use(improved)
    improved.part(range(30))
    improved.kernel.wait()
    improved.part(range(30))
    assert in_use(improved) is soon


ENDING = """
from threading import main_thread
from combat_rules.compiled.improving import Improving

better = [main_thread().join, lambda: print("too late")]
Improving(None, [(1, one) for one in better]).to_play(1)
"""


def test_a_program_that_ends_waits_for_what_is_being_made_and_for_no_more() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDING], cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "."},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
