"""A number that is tried shows what follows; one that is saved stands in its table."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from combat_rules.design.framedata import FrameData, frame_data
from combat_rules.studio.bench import Bench
from combat_rules.studio.rulebook import Rulebook


@pytest.fixture
def rulebook(project: Path) -> Rulebook:
    return Rulebook((), project)


@pytest.fixture
def bench(rulebook: Rulebook) -> Bench:
    return Bench(rulebook)


PACK = """
from combat_rules import Action, four_phases, hookimpl


@hookimpl
def combat_actions():
    phases = {"feint": 60, "commit": 40, "release": 60}
    return [Action(name="throw", chart=four_phases("Throw"), **phases)]
"""


def row(bench: Bench, name: str) -> Any:
    sheet: Any = bench.sheet()
    return next(row for row in sheet["rows"] if row["name"] == name)


def test_a_move_says_where_it_is_written_and_whether_it_can_be_edited(bench: Bench) -> None:
    poke, attack = row(bench, "poke"), row(bench, "attack")
    assert (poke["place"].file, poke["place"].line, poke["place"].editable) == (
        "staves.yaml", 3, True,
    )  # fmt: skip
    assert attack["place"].file.endswith("moves.py")
    assert attack["place"].line > 0
    assert not attack["place"].editable


@pytest.mark.parametrize(
    "text", [f"x = {'-' * 100_000}1", f"x = {'+'.join('1' * 99_999)}", "x = 1\0"]
)
def test_a_file_beside_a_plugin_that_nobody_can_read_hides_no_move(
    project: Path, text: str
) -> None:
    (project / "pack").mkdir()
    (project / "pack" / "__init__.py").write_text(PACK)
    (project / "pack" / "odd.py").write_text(text)
    bench = Bench(Rulebook((str(project / "pack"),), project))
    assert row(bench, "throw")["place"].file == "pack/__init__.py"


def test_a_tried_number_shows_what_follows_before_anything_is_saved(
    bench: Bench, project: Path
) -> None:
    text = (project / "staves.yaml").read_text()
    tried: Any = bench.tried({"poke.recovery": 100})
    (poke,) = tried["moves"]
    assert poke["after"]["on_hit"] - poke["before"]["on_hit"] == 300
    assert tried["links"] == [{"archetype": "stave", "new": ["poke > poke"], "lost": []}]
    found: Any = bench.findings({"poke.recovery": 100})
    assert ("combo.endless", "poke") in {(f["code"], f["move"]) for f in found["new"]}
    assert (project / "staves.yaml").read_text() == text


def test_what_two_ask_for_at_once_is_worked_out_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[object] = []

    def measured(*args: Any, **more: Any) -> list[FrameData]:
        worked.append(args)
        return frame_data(*args, **more)

    monkeypatch.setattr("combat_rules.studio.bench.frame_data", measured)
    with ThreadPoolExecutor(2) as both:
        one, other = both.map(bench.tried, [{"poke.recovery": 390}] * 2)
    assert one == other
    assert len(worked) == len(["as it is", "as it is tried"])
