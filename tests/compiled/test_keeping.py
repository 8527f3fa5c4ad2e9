"""What is kept on disk is what was put there, whole and one's own; anything else is not there."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from combat_rules import Action, DamageRule, Effects, Scene, replace
from combat_rules.charts import several_hits
from combat_rules.compiled import kernel
from combat_rules.compiled.batch import Batch
from combat_rules.compiled.keeping import MAGIC, MOST, Shelf
from combat_rules.compiled.kernel import FEW, MANY, Code, kernel_for
from combat_rules.compiled.machine.building import BEST, SOON, WELL, Way
from combat_rules.compiled.shape import shape_of
from combat_rules.engine.core.fight import FightRules, rules_for
from combat_rules.model import (
    ActionStateType,
    Dealt,
    Hit,
    PaceRule,
    Protection,
    Reaction,
    Stun,
    StunRule,
)
from tests.packs import every_pack
from tests.rules import JAB, ruleset

KEY, OTHER = sha256(b"one").hexdigest(), sha256(b"other").hexdigest()


@pytest.fixture
def kept(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path / "code")
    shelf.keep(KEY, b"machine code")
    return shelf


def file_of(shelf: Shelf, key: str = KEY) -> Path:
    assert shelf.folder is not None
    return shelf.folder / f"{key}.code"


def test_what_is_kept_is_there_again_and_nobody_elses(kept: Shelf) -> None:
    assert kept.take(KEY) == b"machine code"
    assert kept.take(OTHER) is None
    assert kept.folder is not None
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file_of(kept).stat().st_mode) == 0o600


@pytest.mark.parametrize("place", [0, len(MAGIC) + 3, len(MAGIC) + 70, -1])
def test_a_damaged_file_is_not_there(kept: Shelf, place: int) -> None:
    said = bytearray(file_of(kept).read_bytes())
    said[place] ^= 1
    file_of(kept).write_bytes(said)
    assert kept.take(KEY) is None


@pytest.mark.parametrize("length", [0, 5, len(MAGIC) + 64, -1])
def test_a_file_that_was_cut_off_is_not_there(kept: Shelf, length: int) -> None:
    file_of(kept).write_bytes(file_of(kept).read_bytes()[:length])
    assert kept.take(KEY) is None


def test_a_file_under_another_name_is_not_there(kept: Shelf) -> None:
    os.replace(file_of(kept), file_of(kept, OTHER))
    assert kept.take(OTHER) is None


def test_a_link_is_not_followed(kept: Shelf, tmp_path: Path) -> None:
    os.replace(file_of(kept), tmp_path / "elsewhere")
    file_of(kept).symlink_to(tmp_path / "elsewhere")
    assert kept.take(KEY) is None


def test_a_folder_that_is_a_link_is_not_used(kept: Shelf, tmp_path: Path) -> None:
    assert kept.folder is not None
    (tmp_path / "link").symlink_to(kept.folder)
    linked = Shelf(tmp_path / "link")
    assert linked.take(KEY) is None
    linked.keep(OTHER, b"more")
    assert not file_of(kept, OTHER).exists()


def test_a_folder_that_others_may_write_to_is_not_used(kept: Shelf) -> None:
    assert kept.folder is not None
    kept.folder.chmod(0o770)
    assert kept.take(KEY) is None
    kept.keep(OTHER, b"more")
    assert not file_of(kept, OTHER).exists()


def test_a_file_that_others_may_write_to_is_not_there(kept: Shelf) -> None:
    file_of(kept).chmod(0o666)
    assert kept.take(KEY) is None


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("in the way")
    shelf = Shelf(tmp_path / "a file" / "code")
    shelf.keep(KEY, b"machine code")
    assert shelf.take(KEY) is None


def test_two_who_write_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "code")
    content = bytes(100_000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: shelf.keep(KEY, content), range(40)))
    assert shelf.take(KEY) == content
    assert [path.name for path in (tmp_path / "code").iterdir()] == [f"{KEY}.code"]


def test_only_the_latest_files_stay(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "code")
    keys = [sha256(str(n).encode()).hexdigest() for n in range(MOST + 5)]
    for n, key in enumerate(keys):
        shelf.keep(key, b"code")
        os.utime(file_of(shelf, key), ns=(n, n))
    assert sum(shelf.take(key) is not None for key in keys) == MOST
    assert shelf.take(keys[-1]) == b"code"


def test_what_killed_processes_left_is_swept_and_nothing_else(kept: Shelf) -> None:
    assert kept.folder is not None
    old, new, mine = (kept.folder / f"{name}.part" for name in (f"{KEY}abc", f"{KEY}def", "film"))
    for file in (old, new, mine):
        file.write_bytes(b"half")
    for file in (old, mine):
        os.utime(file, ns=(0, 0))
    kept.keep(OTHER, b"more")
    names = {path.name for path in kept.folder.iterdir()}
    assert names == {f"{KEY}.code", f"{OTHER}.code", new.name, mine.name}


def test_what_somebody_else_forgets_meanwhile_stops_nobody(
    kept: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(MOST):
        file_of(kept, sha256(str(number).encode()).hexdigest()).write_bytes(b"")
    gone, found = file_of(kept, "gone"), Path.glob
    monkeypatch.setattr(Path, "glob", lambda self, what: [gone, *found(self, what)])
    kept.keep(OTHER, b"more")
    assert len(list(found(gone.parent, "*.code"))) < MOST + 2


# -- what it is kept under -------------------------------------------------------------------------


def test_rules_of_one_shape_have_one_key_and_others_another() -> None:
    rules = rules_for(every_pack())
    assert shape_of(rules, 2) == shape_of(FightRules(every_pack()), 2)
    assert shape_of(rules, 2) != shape_of(rules, 3)


def half(scene: Scene) -> int:
    """A half."""
    return 50


def most(scene: Scene) -> int:
    """Most of it."""
    return 90


def longer(scene: Scene, ticks: int) -> int:
    """A tick longer."""
    return ticks + 1


def gloat(scene: Scene, dealt: Dealt, effects: Effects) -> None:
    """A step closer."""
    effects.step(1)


def test_whatever_is_compiled_is_part_of_the_shape() -> None:
    twice = several_hits("Twice", 2)
    double = replace(JAB, chart=twice, phases={"gap_2": 3, "release_2": 2})
    contributed: list[tuple[Action, dict[str, Any]]] = [
        (JAB, {}),
        (JAB, {"damage_rules": [DamageRule("part", 5, percent=half)]}),
        (JAB, {"damage_rules": [DamageRule("part", 5, percent=most)]}),
        (JAB, {"stun_rules": [StunRule("longer", 5, ticks=longer)]}),
        (JAB, {"pace_rules": [PaceRule("slow", 5, half)]}),
        (JAB, {"pace_rules": [PaceRule("slow", 5, most)]}),
        (JAB, {"pace_rules": [PaceRule("slow", 5, half, frozenset({ActionStateType.FEINT}))]}),
        (JAB, {"reactions": [Reaction("gloat", 5, gloat)]}),
        (JAB, {"reactions": [Reaction("gloat", 5, gloat, struck=True)]}),
        (double, {}),
        (replace(double, hits=(Hit(), Hit(damage=3))), {}),
        (replace(JAB, protections=(Protection(armour=1),)), {}),
        (replace(JAB, out_of=(Stun.STAGGER,)), {}),
    ]
    shapes = [shape_of(rules_for(ruleset([move], **more)), 2) for move, more in contributed]
    assert len({*shapes}) == len(shapes)


def test_damaged_machine_code_is_made_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rules = rules_for(every_pack())
    made = kernel_for(rules, 2).code
    monkeypatch.setattr(kernel, "compiled", lambda *given: made)
    shelf = Shelf(tmp_path / "mine")
    monkeypatch.setenv("COMBAT_RULES_CACHE", str(shelf.folder))
    kernel._code.cache_clear()
    assert kernel_for(rules, 2).code is made
    assert shelf.folder is not None
    (path,) = shelf.folder.iterdir()
    kernel._code.cache_clear()
    taken = kernel_for(rules, 2).code
    assert taken == made
    assert taken is not made
    path.write_bytes(path.read_bytes()[:-1])
    kernel._code.cache_clear()
    assert kernel_for(rules, 2).code is made


@pytest.fixture
def forgotten() -> Iterator[None]:
    """What a test has had compiled is nobody else's."""
    yield
    kernel._code.cache_clear()


@pytest.mark.usefixtures("forgotten")
def test_for_a_few_fights_it_is_made_soon_and_what_was_made_well_is_better_still(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rules = rules_for(every_pack())
    code, ways = kernel_for(rules, 2).code, list[Way]()

    def compiled(*given: Any) -> Code:
        ways.append(given[-1])
        return replace(code, touched=len(ways))

    monkeypatch.setattr(kernel, "compiled", compiled)
    monkeypatch.setattr(kernel, "SOON", SOON)
    monkeypatch.setattr(kernel, "FEW", FEW)
    monkeypatch.setattr(kernel, "MANY", MANY)
    monkeypatch.setenv("COMBAT_RULES_CACHE", str(tmp_path / "mine"))

    def taken(fights: int | None) -> int:
        kernel._code.cache_clear()
        taken = kernel_for(rules, 2, fights=fights)
        taken.wait()
        return taken.code.touched

    some, many = (FEW - 1, None, FEW, None, 0), (MANY, 0)
    assert [taken(fights) for fights in some] == [1, 1, 1, 2, 2]
    assert ways == [SOON, WELL]
    assert [taken(fights) for fights in many] == [2, 3]
    assert ways == [SOON, WELL, BEST]


ELSEWHERE = """
import sys
from hashlib import sha256
from combat_rules.compiled import kernel
from combat_rules.compiled.batch import Batch
from tests.packs import every_pack

kernel.compiled = lambda *given: sys.exit("what is kept was not found")
batch = Batch(every_pack(), "duelist", "witch")
print(sha256(batch.part(range(300)).rows.tobytes()).hexdigest())
"""


def test_other_hashes_and_no_asserts_change_neither_the_key_nor_the_fights() -> None:
    rows = Batch(every_pack(), "duelist", "witch").part(range(300)).rows
    done = subprocess.run(
        [sys.executable, "-O", "-c", ELSEWHERE], cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": "2", "PYTHONPATH": "."},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == sha256(rows.tobytes()).hexdigest(), done.stderr
