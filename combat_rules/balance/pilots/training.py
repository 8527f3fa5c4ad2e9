"""Training: pilots that learn by playing against each other, round by round.

Whatever a round does follows from the seed and its number: so many rounds give the same files, bit
for bit, however many workers play, and whether or not they were played in one go.
"""

import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, count
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta, Struct

from combat_rules.balance.pilots.league import Bout, League, Seated
from combat_rules.balance.pilots.learning import Choices, Learner, taken_together, whole
from combat_rules.balance.pilots.pilot import VERSION, Headed, Pilot, Table, options_of
from combat_rules.errors import StateError, demand_known
from combat_rules.model import require_int
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import Ruleset
from combat_rules.plugins.fingerprint import rules_of
from combat_rules.plugins.tables.cells import Unreadable, bytes_of
from combat_rules.record.files import write_whole

LARGEST = 1 << 31
"""Bytes of a file with what a training has come to: four million a run of nine archetypes."""
FIGHTS = 200
"""Fights of one bout of a round."""
BOUTS = 3
"""Bouts of each matchup in a round."""
EXPLORING = 0.06
"""The share of choices that anything at all may be."""
HALF = 2.5
"""Seconds after which what happens counts half as much for a choice as at once."""
JUDGED, ASIDE = 1 << 40, 1 << 41
"""The first seeds of fights that nobody learns from: those by which pilots are judged, and those by
which runs are compared."""
EACH = 1 << 32
"""Seeds of fights that a training may have."""
PAST = "past of "
"""What the name of a player begins with that does what another one has done so far."""


class Matchup(Struct, frozen=True):
    """Two who meet in every round as they are at present, the left one learning, and the right one
    too if it ``learns``."""

    left: Seated
    right: Seated
    learns: bool

    @property
    def learners(self) -> tuple[Seated, ...]:
        """Who learns."""
        return (self.left, self.right) if self.learns else (self.left,)

    def bouts(self, first: int) -> list[Bout]:
        """The bouts of a round, from some seed on: both at present, and each against the average of
        what the other has done so far."""
        pairs = [(self.left, self.right, tuple(range(len(self.learners))))]
        if self.learns:
            pairs += [(self.left, _past(self.right), (0,)), (_past(self.left), self.right, (1,))]
        return [
            Bout(one, other, range(at, at + FIGHTS), traced)
            for at, (one, other, traced) in zip(count(first, FIGHTS), pairs, strict=False)
        ]


class Kept(Struct, frozen=True):
    """What a player has learned, for a file: numbers of 64 bits, compressed."""

    regrets: bytes
    average: bytes
    visits: bytes


class Progress(Struct, frozen=True):
    """A training as a file has it."""

    version: int
    rules: str
    seed: int
    archetypes: tuple[str, ...]
    rounds: Annotated[int, Meta(ge=0)]
    learned: dict[str, Kept]
    runs: int = 1


class Training:
    """Pilots of some archetypes of a ruleset that learn together.

    A pilot learns a table against each archetype of the rules, as somebody who knows whom it faces.
    Those that learn too meet it as they are at present and as they have been so far, of its own
    archetype a rival does; all others are steered by the controllers that they are shipped with.
    All of it happens in so many ``runs`` that know nothing of each other, and a pilot does what its
    runs do on the average: one run may have found by luck what the next one does not.
    Raises ``StateError`` for an archetype that there is not.
    """

    def __init__(
        self, ruleset: Ruleset, archetypes: Sequence[str] = (), seed: int = 0, workers: int = 1,
        runs: int = 1,
    ) -> None:  # fmt: skip
        require_int("seed", seed, 0, code="pilot.seed")
        require_int("runs", runs, 1, code="pilot.runs")
        self.ruleset, self.seed, self.workers, self.runs = ruleset, seed, workers, runs
        self.archetypes = tuple(dict.fromkeys(archetypes or ruleset.archetypes))
        for name in self.archetypes:
            demand_known("archetype", name, ruleset.archetypes)
        self.rounds = 0
        self.matchups = tuple(self._matchups())
        players = [side for matchup in self.matchups for side in matchup.learners]
        everybody = (*players, *map(_past, players))
        self.league = League(ruleset, {side.steered: side.archetype for side in everybody})
        self.league.begin(bout for matchup in self.matchups for bout in matchup.bouts(0))
        self._pairings = tuple(
            (player_of(one, other), player_of(other, one))
            for one, other in combinations(self.archetypes, 2)
        )
        self.league.begin(Bout(_past(one), _past(other), range(1)) for one, other in self._pairings)
        self.learners = {
            _in_run(run, side.steered): Learner(self.league.sheets[side.steered].options)
            for run in range(runs)
            for side in players
        }

    def play_round(self) -> None:
        """Play one round in each run, and learn from it."""
        for run in range(self.runs):
            self._play_round(run)
        self.rounds += 1

    def _play_round(self, run: int) -> None:
        names = [side.steered for matchup in self.matchups for side in matchup.learners]
        learners = {name: self.learners[_in_run(run, name)] for name in names}
        for name, learner in learners.items():
            self.league.seat(name, learner.weights(EXPLORING))
            self.league.seat(PAST + name, whole(learner.averaged()))
        fights = FIGHTS * BOUTS * len(self.matchups)
        first = first_fight(self.seed) + (self.rounds * self.runs + run) * fights
        bouts = [
            bout
            for place, matchup in enumerate(self.matchups)
            for bout in matchup.bouts(first + FIGHTS * BOUTS * place)
        ]
        made: dict[str, list[Choices]] = {name: [] for name in learners}
        with ThreadPoolExecutor(self.workers) as pool:
            for played in self.league.play(bouts, pool, HALF):
                for side, choices in played.choices:
                    made[side.steered].append(choices)
        for name, learner in learners.items():
            learner.learn(made[name])

    def pilots(self) -> list[Pilot]:
        """Everybody as they are now: on the average of all rounds."""
        return [self._pilot(name) for name in self.archetypes]

    def shares(self, fights: int, run: int | None = None) -> dict[tuple[str, str], float]:
        """Who beats whom as they are now, or as one ``run`` alone has it: the percent of each
        archetype against each that comes after it, in so many fights each that nobody learns from;
        a draw counts half. Runs are counted from 0; raises ``StateError`` for one that there is
        not."""
        if run is None:
            runs: Sequence[int] = range(self.runs)
        else:
            runs = (require_int("run", run, 0, self.runs - 1, code="pilot.runs"),)
        for pairing in self._pairings:
            for side, foe in zip(pairing, reversed(pairing), strict=True):
                learned = self._learned(side.archetype, foe.archetype, runs)
                self.league.seat(PAST + side.steered, whole(learned.averaged()))
        bouts = [
            Bout(_past(one), _past(other), range(at, at + fights))
            for at, (one, other) in zip(count(ASIDE, fights), self._pairings, strict=False)
        ]
        with ThreadPoolExecutor(self.workers) as pool:
            played = self.league.play(bouts, pool, HALF)
        return {
            (one.archetype, other.archetype): 100 * bout.share
            for (one, other), bout in zip(self._pairings, played, strict=True)
        }

    def save(self, path: Path) -> None:
        """Write down how far it has come, whole or not at all."""
        learned = {
            name: Kept(*(zlib.compress(part.tobytes()) for part in learner.parts))
            for name, learner in self.learners.items()
        }
        rules = rules_of(self.ruleset).hash
        made = self.seed, self.archetypes, self.rounds, learned, self.runs
        progress = Progress(VERSION, rules, *made)
        write_whole(path, msgspec.msgpack.encode(progress))

    def resume(self, path: Path) -> None:
        """Go on from where a file is. Raises ``StateError`` for one of another training."""
        try:
            held = bytes_of(path, LARGEST)
            version = msgspec.msgpack.decode(held, type=Headed).version
            if version != VERSION:
                raise _other(path, f"its format is {version}, not {VERSION}")
            found = msgspec.msgpack.decode(held, type=Progress)
            learned = {
                name: [zlib.decompress(part) for part in (kept.regrets, kept.average, kept.visits)]
                for name, kept in found.learned.items()
            }
        except (Unreadable, msgspec.MsgspecError, ValueError, RecursionError, zlib.error) as error:
            raise _other(path, f"it cannot be read: {error}") from error
        mine = (rules_of(self.ruleset).hash, self.seed, self.archetypes, self.runs)
        theirs = (found.rules, found.seed, found.archetypes, found.runs)
        names = ("rules", "seed", "archetypes", "runs")
        for name, one, other in zip(names, mine, theirs, strict=True):
            if one != other:
                asked = "take it away to begin anew, or ask for what it has to go on"
                raise _other(path, f"its {name} is {other}, not {one}", asked)
        sizes = {name: [part.nbytes for part in one.parts] for name, one in self.learners.items()}
        if sizes != {name: list(map(len, parts)) for name, parts in learned.items()}:
            raise _other(path, "it cannot be read: what was learned is not whole")
        for name, parts in learned.items():
            self.learners[name].take(parts, found.rounds)
        self.rounds = found.rounds

    def _matchups(self) -> Iterator[Matchup]:
        """Who meets whom in every round."""
        for place, name in enumerate(self.archetypes):
            rival = Seated(name, f"rival of {name}")
            yield Matchup(player_of(name, name), rival, learns=True)
            for foe in self.archetypes[place + 1 :]:
                yield Matchup(player_of(name, foe), player_of(foe, name), learns=True)
            for foe, kind in self.ruleset.archetypes.items():
                if foe not in self.archetypes:
                    shipped = Seated(foe, kind.controller)
                    yield Matchup(player_of(name, foe), shipped, learns=False)

    def _pilot(self, archetype: str) -> Pilot:
        runs = range(self.runs)
        own = {foe: self._learned(archetype, foe, runs) for foe in self.ruleset.archetypes}
        sheet = self.league.sheets[player_of(archetype, archetype).steered]
        tables = {"": _table(taken_together(tuple(own.values())))}
        tables |= {foe: _table(learner) for foe, learner in own.items()}
        kind, rules = self.ruleset.archetypes[archetype], rules_of(self.ruleset).hash
        options = options_of(kind, sheet)
        made = self.rounds, self.seed, self.runs
        return Pilot(VERSION, archetype, rules, options, sheet, tables, *made)

    def _learned(self, archetype: str, foe: str, runs: Sequence[int]) -> Learner:
        """What some runs together have learned against somebody."""
        player = player_of(archetype, foe).steered
        return taken_together([self.learners[_in_run(run, player)] for run in runs])


def first_fight(seed: int) -> int:
    """The seed of the first fight of a training; two have the place of fights that nobody learns
    from, and another one instead."""
    first = seed * EACH
    return first + (LIMIT + 1) * EACH if first in (JUDGED, ASIDE) else first


def player_of(archetype: str, foe: str) -> Seated:
    """The player that learns to play an archetype against another one."""
    return Seated(archetype, f"{archetype} against {foe}")


def _in_run(run: int, player: str) -> str:
    """What a player is called by what it has learned in a run; in the first one as ever. No
    archetype has a ``#`` in its name."""
    return f"{player} in run #{run + 1}" if run else player


def _past(side: Seated) -> Seated:
    """What a side has done so far, on the average."""
    return Seated(side.archetype, PAST + side.steered)


def _table(learner: Learner) -> Table:
    weights = whole(learner.averaged()).tolist()
    seen = np.flatnonzero(learner.visits).tolist()
    return Table(
        {cell: tuple(weights[cell]) for cell in seen},
        {cell: int(learner.visits[cell]) for cell in seen},
    )


def _other(path: Path, why: str, possible: str = "take it away to begin anew") -> StateError:
    return StateError(
        f"{path} is not of this training: {why}; {possible}",
        code="pilot.training", path=str(path),
    )  # fmt: skip
