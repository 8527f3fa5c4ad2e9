"""When a move cannot be hurt is read from columns and sentences, as far as lines and ticks go."""

from pathlib import Path
from typing import Any

import pytest

from combat_rules import CombatSystem
from combat_rules.design.importing import import_files
from combat_rules.design.importing.protections import protections_of
from combat_rules.design.importing.report import Row
from tests.design.frame_files import LP, fat, rules, written

BODY = ["high", "middle", "low"]
BOTH = [*BODY, "throw"]
THROW = ["throw"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Fully invincible on frames 1-14", {"start": 0, "end": 13}),
        ("Full invuln 1-6f", {"start": 0, "end": 5}),
        ("Completely invincible on frames 2-9 (see below)", {"start": 1, "end": 8}),
        ("Strike and Throw invincible on frames 1-9", {"lines": BOTH, "start": 0, "end": 8}),
        ("Strike and Projectile invincible frames 3-20", {"lines": BODY, "start": 2, "end": 19}),
        ("Throw invincible on frame 5", {"lines": ["throw"], "start": 4, "end": 4}),
        ("Invuln: 1~8 Full", {"start": 0, "end": 7}),
        ("2 hits of armor on frames 1-26", {"start": 0, "end": 25, "armour": 2}),
        ("1 hit of armor from 1-9F or until button release", {"start": 0, "end": 8, "armour": 1}),
    ],
)  # fmt: skip
def test_sentences_that_say_from_what_and_when_are_read(text: str, found: Row) -> None:
    assert protections_of({}, [text]) == ([found], [])


@pytest.mark.parametrize(
    "text",
    [
        "Projectile invincible on frames 5-18",
        "Invincible to airborne strikes on frames 1-12",
        "Lower body invincible on frames 4-9",
        "Jamie becomes fully invincible for the follow-up strike on frames 3-9",
        "Fully invincible on frames 3-9 if the first strike was parried",
        "Fully invincible on frames 3-???",
        "Throw invincible on frames 1-9 on an empty V-Shift",
    ],
)
def test_what_no_line_or_tick_can_hold_is_told_and_left_out(text: str) -> None:
    assert protections_of({}, [text]) == ([], [f"{text[:80]!r} is not modelled"])


@pytest.mark.parametrize("text", ["Armor Break", "No form of invincibility", "A fast jab"])
def test_a_sentence_without_frames_says_nothing(text: str) -> None:
    assert protections_of({}, [text]) == ([], [])


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("1-5 Throw", [{"lines": ["throw"], "start": 0, "end": 4}]),
        ("1~8 Full, 9~12 Throw", [{"start": 0, "end": 7}, {"lines": THROW, "start": 8, "end": 11}]),
        ("-", []),
        ("None", []),
    ],
)  # fmt: skip
def test_a_column_may_list_several(cell: str, found: list[Row]) -> None:
    assert protections_of({"invuln": cell}, []) == (found, [])


@pytest.mark.parametrize(
    ("last", "hurt"),
    [(5, 300), (7, 300), (8, 0)],
    ids=["over by then", "over before the blow", "as long as the blow"],
)
def test_a_blow_into_a_protection_meets_nothing(tmp_path: Path, last: int, hurt: int) -> None:
    said = [f"Fully invincible on frames 1-{last}"]
    upper: dict[str, Any] = {**LP, "startup": 9, "total": 18, "extraInfo": said}
    imported = import_files([written(tmp_path, "sf.json", fat({"Jab": LP, "Upper": upper}))])
    combat = CombatSystem(ruleset=rules(imported, tmp_path), distance=100, strict=True)
    for name in ("one", "two"):
        combat.add_combatant("Ayla", name, controller="")
    combat.execute_action("Ayla Upper", "two")
    # The jab is active on frames 4 to 6, begun two frames later: 6 to 8 of the other.
    combat.advance(2)
    combat.execute_action("Ayla Jab", "one")
    combat.advance(6)
    assert combat.combatant("two").health == 9000 - hurt
