"""Training: pilots that learn by playing against each other, round by round.

Whatever a round does follows from the seed and its number: so many rounds give the same files, bit
for bit, however many workers play, and whether or not they were played in one go.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from zlib import compress, decompress

import msgspec
import numpy as np
from msgspec import Struct

from combat_rules.balance.pilots.league import Bout, League, Played, Seated
from combat_rules.balance.pilots.learning import Choices, Learner, whole
from combat_rules.balance.pilots.pilot import LARGEST, VERSION, Pilot, controller_name, options_of
from combat_rules.errors import StateError, demand_known
from combat_rules.model import require_int
from combat_rules.plugins import Ruleset
from combat_rules.plugins.fingerprint import rules_of
from combat_rules.plugins.tables.cells import Unreadable, bytes_of

FIGHTS = 60
"""Fights of one bout of a round."""
BOUTS = 4
"""Bouts of everybody in a round."""
EXPLORING = 0.06
"""The share of choices that anything at all may be."""
HALF = 2.5
"""Seconds after which what happens counts half as much for a choice as at once."""


class Kept(Struct, frozen=True):
    """What one archetype has learned, for a file: numbers of 64 bits, compressed."""

    regrets: bytes
    average: bytes
    visits: bytes


class Progress(Struct, frozen=True):
    """A training as a file has it."""

    version: int
    rules: str
    seed: int
    rounds: int
    learned: dict[str, Kept]
    rivals: dict[str, Kept]


class Training:
    """Pilots of some archetypes of a ruleset that learn together.

    In each round everybody plays against the present and against the average or the shipped
    controller of an opponent, who takes turns, and against a rival of its own: a learner of the
    same archetype that only looks for an answer to its average. Raises ``StateError`` for an
    archetype that there is not.
    """

    def __init__(
        self, ruleset: Ruleset, archetypes: Sequence[str] = (), seed: int = 0, workers: int = 1
    ) -> None:
        require_int("seed", seed, 0, code="pilot.seed")
        self.ruleset, self.seed, self.workers = ruleset, seed, workers
        self.archetypes = tuple(archetypes) or tuple(ruleset.archetypes)
        for name in self.archetypes:
            demand_known("archetype", name, ruleset.archetypes)
        self.rounds = 0
        players = {who(name): name for who in (controller_name, _past, _rival)
                   for name in self.archetypes}  # fmt: skip
        self.league = League(ruleset, players)
        self.learners, self.rivals = (
            {name: Learner(self.league.sheets[controller_name(name)].options)
             for name in self.archetypes}
            for _ in range(2)
        )  # fmt: skip
        self._begin()

    def play_round(self) -> None:
        """Play one round, and learn from it."""
        for name, learner in self.learners.items():
            self.league.seat(controller_name(name), learner.weights(EXPLORING))
            self.league.seat(_past(name), whole(learner.averaged()))
            self.league.seat(_rival(name), self.rivals[name].weights(EXPLORING))
        made: dict[str, list[Choices]] = {player: [] for player in self.league.sheets}
        for bout in self._played(self._bouts()):
            for side, choices in bout.choices:
                made[side.steered].append(choices)
        for name in self.archetypes:
            self.learners[name].learn(made[controller_name(name)])
            self.rivals[name].learn(made[_rival(name)])
        self.rounds += 1

    def pilots(self) -> list[Pilot]:
        """Everybody as they are now: on the average of all rounds."""
        return [self._pilot(name, learner) for name, learner in self.learners.items()]

    def save(self, path: Path) -> None:
        """Write down how far it has come."""
        learned, rivals = (
            {name: Kept(*(compress(part.tobytes()) for part in learner.parts))
             for name, learner in all_of.items()}
            for all_of in (self.learners, self.rivals)
        )  # fmt: skip
        progress = Progress(
            VERSION, rules_of(self.ruleset).hash, self.seed, self.rounds, learned, rivals
        )
        path.write_bytes(msgspec.msgpack.encode(progress))

    def resume(self, path: Path) -> None:
        """Go on from where a file is. Raises ``StateError`` for one of another training."""
        try:
            found = msgspec.msgpack.decode(bytes_of(path, LARGEST), type=Progress)
        except (Unreadable, msgspec.MsgspecError) as error:
            raise _other(path, f"it cannot be read: {error}") from error
        mine = (VERSION, rules_of(self.ruleset).hash, self.seed, list(self.archetypes))
        names = ("format", "rules", "seed", "archetypes")
        theirs = (found.version, found.rules, found.seed, list(found.learned))
        for name, one, other in zip(names, mine, theirs, strict=True):
            if one != other:
                raise _other(path, f"its {name} is {other}, not {one}")
        for all_of, held in ((self.learners, found.learned), (self.rivals, found.rivals)):
            for name, kept in held.items():
                all_of[name].take(
                    [decompress(part) for part in (kept.regrets, kept.average, kept.visits)],
                    found.rounds,
                )
        self.rounds = found.rounds

    def _bouts(self) -> list[Bout]:
        """The bouts of this round. Everybody meets everybody in turn."""
        bouts: list[Bout] = []
        first = (self.seed << 32) + self.rounds * FIGHTS * BOUTS * len(self.archetypes)
        every = list(self.ruleset.archetypes)
        for place, name in enumerate(self.archetypes):
            other = self.archetypes[(place + self.rounds) % len(self.archetypes)]
            shipped = every[(place + self.rounds // 2) % len(every)]
            present, rival = self._present(name), Seated(name, _rival(name))
            known = self._shipped(shipped) if self.rounds % 2 else Seated(other, _past(other))
            for left, right, traced in (
                (present, self._present(other), (0, 1)),
                (present, known, (0,)),
                (present, rival, (0, 1)),
                (rival, Seated(name, _past(name)), (0,)),
            ):
                at = first + FIGHTS * len(bouts)
                bouts.append(Bout(left, right, range(at, at + FIGHTS), traced))
        return bouts

    def _begin(self) -> None:
        """Set up all fights that may ever be played."""
        present = [self._present(name) for name in self.archetypes]
        foes = [*present, *(Seated(name, _past(name)) for name in self.archetypes)]
        foes += [self._shipped(name) for name in self.ruleset.archetypes]
        self.league.begin(Bout(one, foe, range(1)) for one, foe in product(present, foes))
        for name in self.archetypes:
            rival = Seated(name, _rival(name))
            self.league.begin(
                Bout(one, foe, range(1))
                for one, foe in ((self._present(name), rival), (rival, Seated(name, _past(name))))
            )

    def _played(self, bouts: Sequence[Bout]) -> list[Played]:
        with ThreadPoolExecutor(self.workers) as pool:
            return self.league.play(bouts, pool, HALF)

    def _present(self, name: str) -> Seated:
        return Seated(name, controller_name(name))

    def _shipped(self, name: str) -> Seated:
        return Seated(name, self.ruleset.archetypes[name].controller)

    def _pilot(self, name: str, learner: Learner) -> Pilot:
        sheet = self.league.sheets[controller_name(name)]
        weights = whole(learner.averaged()).tolist()
        seen = np.flatnonzero(learner.visits).tolist()
        return Pilot(
            VERSION, name, rules_of(self.ruleset).hash,
            options_of(self.ruleset.archetypes[name], sheet), sheet,
            {cell: tuple(weights[cell]) for cell in seen},
            {cell: int(learner.visits[cell]) for cell in seen},
            self.rounds, self.seed,
        )  # fmt: skip


def _past(archetype: str) -> str:
    return f"past of {archetype}"


def _rival(archetype: str) -> str:
    return f"rival of {archetype}"


def _other(path: Path, why: str) -> StateError:
    return StateError(
        f"{path} is not of this training: {why}; take it away to begin anew",
        code="pilot.training", path=str(path),
    )  # fmt: skip
