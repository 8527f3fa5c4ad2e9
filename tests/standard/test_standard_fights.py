"""The standard fighters: every duel ends, takes its time, and may go either way."""

from collections import Counter
from functools import cache
from itertools import combinations

import pytest
from msgspec import Struct

from combat_rules import CombatEvent, CombatSystem, Command
from tests.packs import every_pack

KINDS = ("duelist", "brute", "sentinel")
PAIRS = tuple(combinations(KINDS, 2))
SEEDS = 20


class Duel(Struct, frozen=True):
    """How one duel went."""

    winner: str | None
    reason: str
    at: int
    outcomes: Counter[str]


@cache
def duels(one: str, other: str) -> tuple[Duel, ...]:
    """Duels of a pairing, the seats taken in turn."""
    return tuple(_duel(seed, one, other) for seed in range(SEEDS))


def _duel(seed: int, one: str, other: str) -> Duel:
    journal: list[CombatEvent | Command] = []
    combat = CombatSystem(seed=seed, journal=journal, strict=True)
    seats = ((one, "one"), (other, "other"))
    for kind, name in seats if seed % 2 else reversed(seats):
        combat.add_combatant(kind, name)
    result = combat.run()
    outcomes = Counter(event.type for event in journal if isinstance(event, CombatEvent))
    return Duel(result.winner, result.reason, result.at, outcomes)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_each_kind_beats_each_other_one_now_and_then(one: str, other: str) -> None:
    wins = Counter(duel.winner for duel in duels(one, other))
    assert wins["one"] >= SEEDS // 10
    assert wins["other"] >= SEEDS // 10


def test_everybody_who_ships_knows_the_basic_actions() -> None:
    # Who lacks one loses to whoever finds what it cannot answer (docs/balance.md).
    rules = every_pack()
    own = {name for name, move in rules.moves.items() if move.plugin == "standard"}
    assert {"attack", "quick_attack", "heavy_attack", "block", "evade", "counter"} < own
    for kind in rules.archetypes.values():
        assert own <= set(kind.actions), kind.name


@pytest.mark.parametrize("kind", KINDS)
def test_among_equals_either_wins(kind: str) -> None:
    wins = Counter(duel.winner for duel in duels(kind, kind))
    assert wins["one"] >= SEEDS // 6
    assert wins["other"] >= SEEDS // 6


@pytest.mark.parametrize(("one", "other"), [*PAIRS, *zip(KINDS, KINDS, strict=True)])
def test_a_duel_ends_by_a_defeat_and_takes_its_time(one: str, other: str) -> None:
    played = duels(one, other)
    assert {duel.reason for duel in played} <= {"defeat", "double_defeat"}
    typical = sorted(duel.at for duel in played)[SEEDS // 2]
    assert 8_000 <= typical <= 40_000
    assert all(duel.at >= 3_000 for duel in played)


def test_duels_show_everything_that_can_happen() -> None:
    seen: Counter[str] = sum(
        (duel.outcomes for pair in PAIRS for duel in duels(*pair)), start=Counter()
    )
    for outcome in (
        "action_hit", "action_counter_hit", "action_blocked", "action_evaded",
        "action_countered", "action_whiffed", "action_traded", "action_clashed",
    ):  # fmt: skip
        assert seen[outcome] >= 3, outcome
    assert seen["command_refused"] == 0
    assert seen["plugin_failed"] == 0


def test_blocks_decide_as_much_as_blows() -> None:
    blocked = sum(duel.outcomes["action_blocked"] for duel in duels("duelist", "sentinel"))
    assert blocked >= 3 * SEEDS
