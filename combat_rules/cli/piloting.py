"""Training pilots, and telling what they do: ``combat-rules train`` and ``combat-rules pilot``."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import sqrt
from pathlib import Path
from signal import SIGINT, signal
from statistics import mean, variance
from time import monotonic

from msgspec import Struct

from combat_rules.balance.pilots.pilot import Pilot, load, save
from combat_rules.balance.pilots.reading import habits
from combat_rules.cli.errors import complain, demand_extra, demand_known, refuse
from combat_rules.cli.options import Chosen, rules_of
from combat_rules.cli.progress import progress
from combat_rules.cli.tables import interval, print_json, print_table, print_text
from combat_rules.cli.wrapping import together
from combat_rules.errors import how_many
from combat_rules.model.names import safe_file_name

try:
    from combat_rules.balance.pilots.judging import Judged, against_shipped, best_answer
    from combat_rules.balance.pilots.training import Training
except ImportError:  # an extra: the default install is light
    pass

STATE = "training.state"
"""What keeps in the folder of pilots how far a training has come."""
ROUNDS = 60
"""Rounds that are played if nobody says how many."""
JUDGED = 1000
"""Fights of each matchup by which runs are compared."""
EVERY = 5
"""Rounds after which it is written down how far a training has come."""
RARE = 0.5
"""Percentage of all choices below which a habit is told only if everything is to be."""


class Wanted(Struct, frozen=True):
    """What is to be trained, under which rules, for how long, and where it goes."""

    chosen: Chosen
    archetypes: tuple[str, ...]
    rounds: int | None
    minutes: float | None
    seed: int
    runs: int
    workers: int
    out: Path


def train(wanted: Wanted) -> None:
    """Train what is wanted, write it down, and say how well it does."""
    demand_extra("compiled", "to train pilots")
    if wanted.rounds is not None and wanted.minutes is not None:
        refuse("train takes --rounds or --minutes, not both")
    rules = rules_of(wanted.chosen)
    for name in wanted.archetypes:
        demand_known("archetype", name, rules.archetypes)
    training = Training(rules, wanted.archetypes, wanted.seed, wanted.workers, wanted.runs)
    wanted.out.mkdir(parents=True, exist_ok=True)
    kept = wanted.out / STATE
    if kept.exists():
        training.resume(kept)
    _play(training, wanted, kept)
    pilots = training.pilots()
    paths = [wanted.out / f"{safe_file_name(pilot.archetype)}.pilot" for pilot in pilots]
    for pilot, path in zip(pilots, paths, strict=True):
        save(pilot, path)
    judged = against_shipped(rules, pilots, workers=wanted.workers)
    print_text(_made(training))
    if training.runs > 1 and len(training.archetypes) > 1:
        print_text(_at_odds([training.shares(JUDGED, run) for run in range(training.runs)]))
    print_text("")
    _print_judged(judged, [str(path) for path in paths])


def _at_odds(runs: Sequence[Mapping[tuple[str, str], float]]) -> str:
    """How much the runs of a training differ in who beats whom, and where most."""
    found = {pairing: [shares[pairing] for shares in runs] for pairing in runs[0]}
    usual = sqrt(mean(variance(shares) for shares in found.values()))
    widest = max(found, key=lambda pairing: max(found[pairing]) - min(found[pairing]))
    low, high = min(found[widest]), max(found[widest])
    return (
        f"the runs differ by {usual:.1f} points a matchup, most in {' against '.join(widest)}: "
        f"{low:.0f} to {high:.0f} %"
    )


def _play(training: Training, wanted: Wanted, kept: Path) -> None:
    """Play rounds until there are enough, or the time is over; Ctrl-C ends it after a round."""
    goal = wanted.rounds or (None if wanted.minutes else ROUNDS)
    left = None if goal is None else max(0, goal - training.rounds)
    until = monotonic() + 60 * (wanted.minutes or 0) * len(training.archetypes)
    with progress("rounds", left) as told, _asked_to_stop() as stopped:
        while not stopped and (training.rounds < goal if goal else monotonic() < until):
            training.play_round()
            told(f"round {training.rounds:,}")
            if training.rounds % EVERY == 0:
                training.save(kept)
    training.save(kept)
    if stopped:
        complain(f"combat-rules: interrupted after {how_many(training.rounds, 'round')}, all kept")


@contextmanager
def _asked_to_stop() -> Iterator[list[int]]:
    """Signals of Ctrl-C, noted for whoever looks: a round that has begun is played to its end."""
    came: list[int] = []
    before = signal(SIGINT, lambda number, frame: came.append(number))
    try:
        yield came
    finally:
        signal(SIGINT, before)


def print_pilot(file: Path, full: bool, against: str, as_json: bool) -> None:
    """Print what a pilot does where, against an archetype or anybody."""
    pilot = load(file)
    told = [habit for habit in habits(pilot, full, against) if full or habit.share >= RARE]
    if as_json:
        print_json(told)
        return
    foe = f" against {against}" if against else ""
    print_text(f"{pilot.archetype}{foe}, after {_made(pilot)}")
    print_text("")
    rows = [
        (habit.situation, f"{habit.share:.1f} %",
         ", ".join(together(f"{name} {percent:.0f} %") for name, percent in habit.choices))
        for habit in told
    ]  # fmt: skip
    print_table(("situation", "of all", "what it does"), rows, ("situation", "what it does"))


def _made(trained: "Training | Pilot") -> str:
    """How a pilot was made, or several were."""
    runs = f" in each of {trained.runs} runs" if trained.runs > 1 else ""
    return f"{how_many(trained.rounds, 'round')}{runs} on seed {trained.seed}"


def answer(chosen: Chosen, file: Path, rounds: int, as_json: bool) -> None:
    """Train a best answer to a pilot, and print how much that wins."""
    demand_extra("compiled", "to train pilots")
    pilot, rules = load(file), rules_of(chosen)
    with progress("rounds", rounds) as told:
        judged = best_answer(rules, pilot, rounds, told=told)
    if as_json:
        print_json(judged)
    else:
        _print_judged([judged], [str(file)])


def _print_judged(judged: Sequence["Judged"], files: Sequence[str]) -> None:
    rows = [
        (one.name, one.foe, f"{one.share:.1f} %", interval(one.low, one.high),
         f"{one.fights:,}", file)
        for one, file in zip(judged, files, strict=True)
    ]  # fmt: skip
    columns = ("who", "against", "wins", "95 % sure", "fights", "file")
    print_table(columns, rows, ("who", "against", "file"))
