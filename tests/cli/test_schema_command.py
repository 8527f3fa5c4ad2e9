"""``combat-rules schema`` prints what a table may say, and nothing that it may not."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from combat_rules import load_ruleset
from combat_rules.cli.app import app
from combat_rules.errors import PluginError
from combat_rules.plugins.tables.rows import ArchetypeRow, MoveRow

PAGE = """\
moves:
  - name: jab
    role: strike
    feint: 60
    chip: 10
    travel: -4
    cancellable: true
    tags: [light]
    covers: [high]
    chart: armoured
    commit_guards: not health_below(30)
    release_guards: [has_stamina, can_act]
    cancels:
      - {into: ["#light"], "on": [landed], start: 1, end: 9}
archetypes:
  - {name: boxer, actions: [jab], health: 90, attributes: {}}
"""


def schema() -> Any:
    result = CliRunner().invoke(app, ["schema"])
    assert result.exit_code == 0
    return json.loads(result.stdout)


def accepts(text: str) -> bool:
    return bool(Draft202012Validator(schema()).is_valid(yaml.safe_load(text)))


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_it_is_the_same_each_time() -> None:
    assert CliRunner().invoke(app, ["schema"]).stdout == CliRunner().invoke(app, ["schema"]).stdout


def test_what_it_accepts_is_read(tmp_path: Path) -> None:
    (tmp_path / "page.yaml").write_text(PAGE, encoding="utf-8")
    assert accepts(PAGE)
    assert load_ruleset([tmp_path / "page.yaml"]).moves["jab"].action.chip == 10


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("feint", "fent"),
        ("feint: 60", "feint: -1"),
        ("feint: 60", "feint: soon"),
        ("feint: 60", "feint: 1000000001"),
        ("chip: 10", "chip: 101"),
        ("role: strike", "role: strik"),
        ("name: jab", "name: ja=b"),
        ("name: jab", "description: none"),
        ("chart: armoured", "chart: five_phases"),
        ("[landed]", "[laned]"),
        ('into: ["#light"]', "into: []"),
        ("health: 90", "health: 0"),
        ("archetypes", "fighters"),
        ("tags: [light]", "tags: light"),
    ],
)
def test_what_it_refuses_is_refused_when_it_is_read(tmp_path: Path, old: str, new: str) -> None:
    assert old in PAGE
    text = PAGE.replace(old, new, 1)
    (tmp_path / "page.yaml").write_text(text, encoding="utf-8")
    assert not accepts(text)
    with pytest.raises(PluginError, match=r"page\.yaml, line "):
        load_ruleset([tmp_path / "page.yaml"])


def test_every_column_is_described_and_on_the_page_for_designers() -> None:
    page = (Path(__file__).parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")
    for row in (MoveRow, ArchetypeRow):
        described = schema()["$defs"][row.__name__]["properties"]
        for column in row.__struct_fields__:
            assert described[column]["description"].endswith(".")
            assert f"| `{column}` |" in page
