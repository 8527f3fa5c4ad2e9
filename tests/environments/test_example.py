"""The example of the documentation learns; how well, it says itself in half a minute."""

from pathlib import Path
from runpy import run_path

import pytest

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "learn.py"


def test_the_example_trains_and_judges(capsys: pytest.CaptureFixture[str]) -> None:
    run_path(str(EXAMPLE))["main"](2, fights=8)
    told = capsys.readouterr().out
    assert told.startswith("judged: ")
    assert told.endswith("% of new fights won against mix\n")
