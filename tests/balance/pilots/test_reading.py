"""What a pilot does can be read, in words and percent."""

import pytest
from msgspec.structs import replace

from combat_rules.balance.pilots import policy
from combat_rules.balance.pilots.pilot import VERSION, Pilot, Table, options_of
from combat_rules.balance.pilots.reading import habits
from combat_rules.balance.pilots.sheet import sheet_of
from combat_rules.errors import StateError
from combat_rules.plugins import standard_ruleset

RULES = standard_ruleset()


def cell(distance: int, foe: int, turn: int = 0, stamina: int = 0, low: int = 0) -> int:
    first = (distance * policy.FOES + foe) * policy.TURNS + turn
    return (first * (policy.STAMINAS + 1) + stamina) * 2 + low


def pilot(rows: dict[int, dict[str, int]], visits: dict[int, int]) -> Pilot:
    kind = RULES.archetypes["duelist"]
    sheet = sheet_of(RULES, kind)
    options = options_of(kind, sheet)
    weights = {n: tuple(row.get(option, 0) for option in options) for n, row in rows.items()}
    return Pilot(VERSION, "duelist", "", options, sheet, {"": Table(weights, visits)})


def test_a_habit_tells_where_and_what_the_foe_seems_to_do() -> None:
    heavy = cell(1, policy.HEAVY + 1)
    one = pilot({heavy: {"block": 620, "evade": 375, "counter": 5}}, {heavy: 10})
    (found,) = habits(one)
    low, high, *_ = one.sheet.distances
    first, second = one.sheet.comes
    assert str(found) == (
        f"{low + 1} to {high} apart, foe preparing a heavy blow, "
        f"{first + 1} to {second} ticks left: block 62 %, evade 38 %"
    )


def test_stamina_and_health_are_told_apart_only_in_full() -> None:
    rested, tired = cell(0, policy.IDLE, stamina=2), cell(0, policy.IDLE, low=1)
    one = pilot({rested: {"attack": 1000}, tired: {"block": 1000}}, {rested: 30, tired: 10})
    (found,) = habits(one)
    assert found.choices == (("attack", 75.0), ("block", 25.0))
    told = [str(habit) for habit in habits(one, full=True)]
    assert len(told) == 2
    assert "health below 35 %: block 100 %" in told[0]


def test_whoever_may_go_on_or_has_defended_is_told_apart() -> None:
    after = cell(0, policy.RECOVERING, policy.DEFENDED)
    (found,) = habits(pilot({after: {"attack": 1000}}, {after: 1}))
    assert "foe recovering" in found.situation
    assert found.situation.endswith("has just defended")


def test_what_it_does_against_one_archetype_is_read_alone() -> None:
    one = pilot({cell(0, policy.IDLE): {"attack": 1000}}, {cell(0, policy.IDLE): 1})
    brute = pilot({cell(0, policy.IDLE): {"block": 1000}}, {cell(0, policy.IDLE): 1})
    both = replace(one, tables={**one.tables, "brute": brute.tables[""]})
    assert [str(habit).split(": ")[1] for habit in habits(both)] == ["attack 100 %"]
    assert [str(habit).split(": ")[1] for habit in habits(both, foe="brute")] == ["block 100 %"]
    with pytest.raises(StateError, match="has never met 'brut'; did you mean brute"):
        habits(both, foe="brut")
