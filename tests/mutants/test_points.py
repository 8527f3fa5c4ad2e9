"""Faults are planted where they are said to be, and leave a module that can be read."""

import ast
from pathlib import Path

import pytest

from tests.mutants.__main__ import MIRRORS, ROOT
from tests.mutants.points import points_of

SOURCE = '''
def walk(far, near):
    """Say 1 < 2."""
    demand_name(far)
    if far < near and near in (far, 3):
        raise ValueError(far)
    return step(far, near, "\u00e9")
'''
PLANTED = [
    ("a check left out", "    pass"),
    ("a comparison flipped", "    if (far <= near) and near in (far, 3):"),
    ("and for or", "    if (far < near or near in (far, 3)):"),
    ("a comparison flipped", "    if far < near and (near not in (far, 3)):"),
    ("off by one", "    if far < near and near in (far, (4)):"),
    ("a raise left out", "        pass"),
    ("arguments swapped", "    return step(near, far, '\u00e9')"),
]


def test_every_kind_of_fault_is_planted_in_its_line(tmp_path: Path) -> None:
    (tmp_path / "walk.py").write_text(SOURCE, encoding="utf-8")
    points = points_of(tmp_path, "walk.py")
    planted = [(point.kind, point.planted(SOURCE).split("\n")[point.line - 1]) for point in points]
    assert sorted(planted) == sorted(PLANTED)


@pytest.mark.parametrize("module", ["engine/checks.py", "engine/core/requests.py", "errors.py"])
def test_a_module_with_a_fault_can_still_be_read(module: str) -> None:
    root = Path(__file__).parents[2]
    points = points_of(root, f"combat_rules/{module}")
    source = (root / "combat_rules" / module).read_text(encoding="utf-8")
    assert len(points) > 10
    for point in points:
        assert point.planted(source) != source
        ast.parse(point.planted(source))


def test_a_fault_is_tried_by_tests_that_are_there() -> None:
    for room, tests in MIRRORS.items():
        assert (ROOT / "combat_rules" / room).exists(), room
        for test in tests:
            assert (ROOT / test).exists(), test
