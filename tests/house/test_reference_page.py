"""The reference page names everything that a plugin can use, and nothing that is not there."""

import re
from importlib import import_module
from pathlib import Path

import pytest

import combat_rules
from combat_rules.charts.guards import STOCK_GUARDS
from combat_rules.model.events import EVENT_TYPES
from combat_rules.plugins.hooks import HOOKS

PAGE = (Path(__file__).parents[2] / "docs" / "reference.md").read_text(encoding="utf-8")


def part(title: str) -> str:
    """The part of the page under a heading."""
    return PAGE.split(f"## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("module", ["combat_rules", *combat_rules.PUBLIC_MODULES])
def test_every_public_module_has_a_line_with_all_its_names(module: str) -> None:
    (line,) = [line for line in part("Names").splitlines() if line.startswith(f"| `{module}` |")]
    assert re.findall(r"`(\w+)`", line.split("|")[-2]) == import_module(module).__all__


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_line(hook: str) -> None:
    assert f"| `{hook}` |" in part("Hooks")


@pytest.mark.parametrize("guard", STOCK_GUARDS)
def test_every_stock_guard_has_a_line(guard: str) -> None:
    assert f"| `{guard}` |" in part("Guards")


@pytest.mark.parametrize("event", EVENT_TYPES)
def test_every_event_has_a_line_with_its_priority(event: str) -> None:
    (line,) = [line for line in part("Events").splitlines() if line.startswith(f"| `{event}` |")]
    kind = EVENT_TYPES[event]
    assert line.split("|")[2].strip() == kind.priority.name.lower()
    assert f"| `{kind.__name__}` |" in line


def test_no_hook_is_named_that_does_not_exist() -> None:
    assert set(re.findall(r"`(combat_\w+)` \|", part("Hooks"))) == set(HOOKS)
