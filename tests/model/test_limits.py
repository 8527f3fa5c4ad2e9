"""Ranges stand with the fields that they are for, and are read from there."""

from enum import IntEnum

import pytest

from combat_rules import Action, Archetype, Attribute
from combat_rules.errors import StateError
from combat_rules.model import (
    LIMIT,
    CombatantState,
    Projectile,
    Range,
    Stage,
    int_problem,
    ranges_of,
    require_int,
)
from combat_rules.plugins.tables.rows import ArchetypeRow, AttributeRow, MoveRow, StageRow


def test_a_range_is_declared_with_the_field() -> None:
    ranges = ranges_of(Action)
    assert ranges["damage"] == (0, LIMIT)
    assert ranges["travel"] == (-LIMIT, LIMIT)
    assert ranges["chip"] == (0, 100)
    assert "name" not in ranges
    assert ranges_of(CombatantState)["max_health"] == (1, LIMIT)
    assert ranges_of(CombatantState)["facing"] == (-1, 1)


@pytest.mark.parametrize(
    ("row", "kind"),
    [(MoveRow, Action), (ArchetypeRow, Archetype), (AttributeRow, Attribute), (StageRow, Stage)],
    ids=["moves", "archetypes", "attributes", "stages"],
)
def test_a_table_s_columns_have_the_ranges_of_what_they_fill(row: type, kind: type) -> None:
    columns, fields = ranges_of(row), dict(ranges_of(kind))
    flying = ranges_of(Projectile)
    fields |= {f"projectile_{name}": flying[name] for name in flying}
    # In a table, no life says that nothing is launched.
    fields["projectile_life"] = Range(0, LIMIT)
    assert columns
    assert columns == {name: fields[name] for name in columns}


def test_a_number_of_another_library_is_told_how_to_become_one() -> None:
    class Int64:
        """As numpy has them."""

        def __index__(self) -> int:
            return 5

    class Speed(IntEnum):
        """Numbers by name."""

        FAST = 5

    for number in (Int64(), Speed.FAST):
        said = str(int_problem("seed", number, 0, 9))
        assert said.endswith("from 0 to 9: int(...) makes it one")
    for wrong in (True, 5.0, 10):
        assert str(int_problem("seed", wrong, 0, 9)).endswith("from 0 to 9")


def test_a_number_in_its_range_comes_back() -> None:
    assert require_int("ticks", 5, 0, 5) == 5
    assert int_problem("ticks", 5, 0, 5) is None


@pytest.mark.parametrize("value", [-1, 6, 2**70, True, 1.5, "5", None, [], object], ids=repr)
def test_anything_else_is_refused_in_words(value: object) -> None:
    with pytest.raises(StateError, match=r"ticks is .*; a whole number from 0 to 5") as raised:
        require_int("ticks", value, 0, 5)
    assert raised.value.code == "fight.invalid"
    assert raised.value.details == {"name": "ticks", "value": value}
    assert int_problem("ticks", value, 0, 5) == str(raised.value)
