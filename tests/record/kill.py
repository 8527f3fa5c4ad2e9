"""The kill test: a recorded fight is killed at random moments, goes on each time, and ends equal.

``python -m tests.record.kill TIMES`` forks a process for each stretch of a fight and kills it
with SIGKILL, at a random moment or in the middle of a write. Nothing that ``advance`` returned
may be missing, and in the end the bytes are those of a fight that was never killed.
"""

import os
import random
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from combat_rules import CombatSystem, Ruleset, load_ruleset, replace
from combat_rules.errors import JournalError
from combat_rules.record import Journal, read_journal, resume
from tests.amounts import amount

STEP = 100
"""Ticks between two commands from outside."""

DURATION = amount(5_000, 30_000)
"""Ticks of a fight, in which the late one joins and somebody is rewritten."""

KINDS = ("fencer", "witch", "brute", "duelist")


def begin(rules: Ruleset, file: Path, seed: int, *, sync: bool = False) -> CombatSystem:
    """A fight of four, set up and recorded; Ayla waits for commands."""
    journal = Journal(file, sync=sync)
    combat = CombatSystem(DURATION, 50, 100, ruleset=rules, seed=seed, journal=journal)
    for place, kind in enumerate(KINDS):
        combat.add_combatant(kind, team=f"team {place % 2}", health=400)
    combat.add_combatant("duelist", "ayla", team="team 0", controller="", health=400)
    return combat


def drive(combat: CombatSystem) -> Iterator[int]:
    """Play a fight from wherever it is. What is done from outside follows from how it stands."""
    tick = -(-combat.now // STEP) * STEP
    while combat.result is None:
        combat.advance(tick - combat.now)
        yield combat.state.world.sequence
        if combat.result is not None:
            return
        possible = combat.actions.possible_actions("ayla")
        if possible:
            combat.execute_action(sorted(possible)[tick // STEP % len(possible)], "ayla")
            yield combat.state.world.sequence
        if tick >= 2000 and "late" not in combat.combatants:
            combat.add_combatant("sentinel", "late", team="team 1")
            yield combat.state.world.sequence
        ayla = combat.combatants["ayla"]
        if tick >= 3000 and ayla.reaction != 111:
            with combat.transaction() as tx:
                tx.update_combatant_state(replace(tx.combatants["ayla"], reaction=111))
            yield combat.state.world.sequence
        tick += STEP


def play(rules: Ruleset, file: Path, seed: int, *, sync: bool, told: int, tear: int) -> None:
    """In a process of its own: begin a fight or go on with it, and tell what was returned.

    With ``tear``, the process kills itself in the middle of that write.
    """
    if tear:
        _tear(tear)
    if file.exists():
        combat = resume(file, rules, sync=sync).combat
    else:
        combat = begin(rules, file, seed, sync=sync)
    for sequence in drive(combat):
        os.write(told, b"%d\n" % sequence)


def _tear(writes: int) -> None:
    real, left = os.write, [writes]

    def write(fd: int, data: bytes) -> int:
        if len(data) < 20:
            return real(fd, data)
        left[0] -= 1
        if left[0] > 0:
            return real(fd, data)
        real(fd, data[: random.randrange(len(data))])
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    os.write = write  # type: ignore[assignment]  # in this process, which is about to end


def stretch(rules: Ruleset, file: Path, seed: int, longest: float) -> bool:
    """Play a part of a fight in a process that is killed; returns whether it was."""
    reader, writer = os.pipe()
    sync, torn = random.random() < 0.2, random.random() < 0.3
    tear = random.randrange(1, 120) if torn else 0
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reader)
            play(rules, file, seed, sync=sync, told=writer, tear=tear)
            code = 0
        finally:
            os._exit(code)
    os.close(writer)
    if not torn:
        time.sleep(random.random() * longest)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reader, "rb") as pipe:
        told = [int(line) for line in pipe.read().splitlines(keepends=True) if line.endswith(b"\n")]
    _, status = os.waitpid(child, 0)
    if told:
        last = max(event.sequence for event in read_journal(file).events)
        assert last + 1 >= told[-1], f"returned {told[-1]}, recorded {last + 1}: something is lost"
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "the process failed by itself"
    return False


def trial(times: int, chance: int, folder: Path) -> tuple[int, int, int]:
    """Kill fights ``times`` times; returns kills, fights that ended equal, and torn records."""
    random.seed(chance)
    rules = load_ruleset(["plugins/fencing", "plugins/hexes"])
    kills = fights = torn = 0
    while kills < times or fights == 0:
        seed, form = random.randrange(1000), random.choice(["jsonl", "bin"])
        reference = folder / f"whole{fights}.{form}"
        started = time.perf_counter()
        for _ in drive(begin(rules, reference, seed)):
            pass
        longest = (time.perf_counter() - started) * 1.5
        file = folder / f"killed{fights}.{form}"
        while True:
            killed = kills < times and stretch(rules, file, seed, longest)
            kills += killed
            if killed:
                torn += _torn(file)
                continue
            combat = resume(file, rules).combat if file.exists() else begin(rules, file, seed)
            for _ in drive(combat):
                pass
            break
        assert not list(folder.glob(".*")), "something was left lying about"
        assert file.read_bytes() == reference.read_bytes(), f"seed {seed}: the bytes differ"
        fights += 1
    return kills, fights, torn


def _torn(file: Path) -> bool:
    try:
        return file.exists() and bool(read_journal(file).torn)
    except JournalError as error:
        raise AssertionError(f"a kill left damage: {error}") from error


def main() -> None:
    """Run the kill test as often as asked."""
    parser = ArgumentParser(description="Kill recorded fights at random moments.")
    parser.add_argument("times", type=int, nargs="?", default=200)
    parser.add_argument("--seed", type=int, default=None, help="choose the moments again")
    asked = parser.parse_args()
    chance = random.randrange(10**6) if asked.seed is None else asked.seed
    with tempfile.TemporaryDirectory() as folder:
        kills, fights, torn = trial(asked.times, chance, Path(folder))
    sys.stdout.write(
        f"{kills} kills (seed {chance}): {fights} fights ended in equal bytes, nothing was lost, "
        f"{torn} torn records were cut off\n"
    )


if __name__ == "__main__":
    main()
