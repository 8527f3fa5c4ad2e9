"""A matrix: it adds up, it is the same however it is played, and it stops when it knows enough."""

from collections.abc import Iterable, Iterator
from contextlib import closing

import numpy as np
import pytest
from msgspec.structs import replace

from combat_rules.balance.against import Difference, differences
from combat_rules.balance.blocks import Block, Pairing, Player, Task
from combat_rules.balance.executors.threads import Threads
from combat_rules.balance.matrix import Played, Wanted, are_mirrored, play_matrix, uneven
from combat_rules.balance.rulebook import Rulebook, made_again, rulebook
from combat_rules.cli.balancing.patched import as_note, matchups
from combat_rules.compiled.live import played
from combat_rules.errors import CombatError, PluginError
from tests.compiled.test_traps import a_float, ruled_by
from tests.packs import every_pack

TWO = ("duelist", "brute")


def test_every_pairing_is_played_and_adds_up(three: Played) -> None:
    matrix = three.matrix
    assert list(matrix.matchups) == [(0, 1), (0, 2), (1, 2)]
    assert matrix.fights == 180
    for found in matrix.matchups.values():
        assert found.wins + found.draws + found.losses == found.fights == 60
        assert found.low <= found.rate <= found.high
        assert found.length[0] <= found.length[1] <= found.length[2]
        assert 0 < found.decisiveness <= 100
    assert matrix.rate(1, 0) == 100 - matrix.rate(0, 1)
    assert matrix.rate(1, 1) == 50
    dealt = {(use.archetype, use.foe): 0.0 for use in matrix.uses}
    for use in matrix.uses:
        dealt[use.archetype, use.foe] += use.share
    assert all(total == pytest.approx(100, abs=0.1) for total in dealt.values())


def test_a_fight_that_is_played_live_is_counted_once() -> None:
    player = Player(rulebook(ruled_by(a_float)))
    for first in (0, 4):
        block = player.play(Task(Pairing(*TWO, duration=5000), first, 4))
        assert sum(block.why_live.values()) == block.rows["live"].sum() > 0


def test_it_tells_what_the_live_fights_come_to(three: Played, rules: Rulebook) -> None:
    cell = three.cells[0]
    batch = Player(rules).batch(cell.pairing)
    for seed, row in zip(range(5), cell.rows(), strict=False):
        lived = played(batch.lineup.fight, seed)
        assert row["lead_changes"] == lived.lead_changes
        assert row["health"].tolist() == [seat.health for seat in lived.world.seats]


def test_who_fights_against_itself_is_even_by_construction(rules: Rulebook) -> None:
    kinds = ("duelist", "witch", "knife_thrower")
    assert uneven(rules, Wanted(archetypes=kinds, duration=5000)) == ()


class Backwards(Threads):
    """Gives everything back in the other order."""

    def play(self, tasks: Iterable[Task]) -> Iterator[Block]:
        return iter(list(super().play(tasks))[::-1])


def test_the_order_in_which_blocks_come_back_changes_nothing(rules: Rulebook) -> None:
    wanted = Wanted(archetypes=TWO, within=6, duration=4000)
    one, other = (
        play_matrix(kind(rules, workers), rules, wanted)
        for kind, workers in ((Threads, 1), (Backwards, 3))
    )
    assert one.matrix == other.matrix
    assert np.array_equal(one.cells[0].rows(), other.cells[0].rows())
    found = one.matrix.matchups[0, 1]
    assert found.high - found.low <= 12
    assert found.fights > 500


def test_ctrl_c_ends_it_with_what_was_played(rules: Rulebook, threads: Threads) -> None:
    seen: list[int] = []

    def told(count: int) -> None:
        seen.append(count)
        if len(seen) == 2:
            raise KeyboardInterrupt

    wanted = Wanted(archetypes=("duelist", "witch", "armsman"), fights=20, duration=3000)
    matrix = play_matrix(threads, rules, wanted, told).matrix
    assert matrix.interrupted
    assert matrix.fights == sum(seen) == 40


def test_ctrl_c_before_anything_was_played_tells_nothing(rules: Rulebook) -> None:
    class Stopped(Threads):
        def play(self, tasks: Iterable[Task]) -> Iterator[Block]:
            raise KeyboardInterrupt

    with closing(Stopped(rules)) as executor, pytest.raises(KeyboardInterrupt):
        play_matrix(executor, rules, Wanted(archetypes=TWO, fights=20))


def test_a_patch_is_told_by_what_it_does_on_the_same_luck(three: Played, rules: Rulebook) -> None:
    changed = rulebook(every_pack(), {"witch.health": 20})
    wanted = Wanted(archetypes=("duelist", "witch", "armsman"), fights=60, duration=5000)
    executor = Threads(changed)
    one, same, other = differences(three, play_matrix(executor, changed, wanted))
    executor.close()
    assert (one.left, one.right) == ("duelist", "witch")
    assert one.change == pytest.approx(one.after - one.before)
    assert one.sure
    assert one.change > 0
    assert other.low <= other.change <= other.high
    # What the patch does not touch is the same fight under the same seed.
    assert same.change == 0
    assert not same.sure


def test_nobody_knows_a_move_that_is_forbidden(rules: Rulebook) -> None:
    without = rulebook(every_pack(), forbidden=["heavy_attack"])
    kinds = without.ruleset.archetypes.values()
    assert not any("heavy_attack" in kind.actions for kind in kinds)
    assert without.fingerprint != rules.fingerprint
    with pytest.raises(PluginError, match=r"no move 'heavy_atack'; did you mean heavy_attack\?"):
        rulebook(every_pack(), forbidden=["heavy_atack"])


def test_pilots_are_a_choice_of_controllers(rules: Rulebook) -> None:
    assert rules.controllers["duelist"] == "mix"
    everybody = rulebook(every_pack(), pilots="fighter")
    assert set(everybody.controllers.values()) == {"fighter"}
    with pytest.raises(CombatError, match=r"no pilots 'fihgter'; did you mean fighter\?"):
        rulebook(every_pack(), pilots="fihgter")


def test_rules_are_made_again_from_their_place_and_have_to_be_the_same() -> None:
    book = rulebook(every_pack(), {"lunge.damage": 30})
    assert made_again(book.recipe).fingerprint == book.fingerprint


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (("duelist",), "two or more archetypes, each once, not of duelist"),
        (("duelist", "duelist"), "each once"),
        (("duelist", "nobody"), "no archetype .nobody.; there are"),
    ],
)
def test_what_is_no_matrix_is_said(
    rules: Rulebook, threads: Threads, names: tuple[str, ...], says: str
) -> None:
    with pytest.raises(CombatError, match=says):
        play_matrix(threads, rules, Wanted(archetypes=names, fights=1))


def test_fights_that_tell_left_from_right_are_found() -> None:
    rows = np.array([(0, 900), (1, 800), (-1, 950)], [("winner", np.int8), ("at", np.int64)])
    flipped = np.array([(1, 900), (0, 800), (-1, 950)], rows.dtype)
    assert are_mirrored(rows, flipped)
    assert not are_mirrored(rows, rows)
    later = flipped.copy()
    later["at"] += 1
    assert not are_mirrored(rows, later)


def test_a_patch_note_names_the_matchups_that_moved_the_most_first() -> None:
    moved = Difference("duelist", "witch", 60, 30.0, 18.0, -12.0, -20.0, -4.0)
    more = Difference("witch", "armsman", 60, 0.0, 30.0, 30.0, 20.0, 40.0)
    still = Difference("duelist", "armsman", 60, 32.0, 32.0, 0.0, -1.0, 1.0)
    assert as_note((moved, still, more)).splitlines() == [
        "## Matchups",
        "",
        "- witch against armsman: 0.0 → 30.0 % (+20.0 to +40.0)",
        "- duelist against witch: 30.0 → 18.0 % (-20.0 to -4.0)",
        "- 1 of 3 are not known to have moved",
    ]


def test_two_rulesets_are_compared_by_their_matchups() -> None:
    kinds = {name: every_pack().archetypes[name] for name in TWO}
    old = replace(every_pack(), archetypes=kinds)
    (found,) = matchups(old, old.changed({"brute.health": 20}), "own", 20)
    assert (found.left, found.right) == TWO
    assert found.change > 20
