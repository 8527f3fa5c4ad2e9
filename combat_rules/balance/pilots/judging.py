"""Judging: how well pilots do on fights that nobody has seen, and how far one can be beaten."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from msgspec import Struct

from combat_rules.balance.pilots import policy
from combat_rules.balance.pilots.league import Bout, League, Played, Seated
from combat_rules.balance.pilots.learning import Learner, whole
from combat_rules.balance.pilots.pilot import Pilot, controller_name, demand_fit
from combat_rules.balance.pilots.training import EXPLORING, HALF, JUDGED
from combat_rules.compiled.kernel import Words
from combat_rules.compiled.tally import wilson
from combat_rules.plugins import Ruleset

ANSWER = "answer"
"""What the controller is called that answers a pilot."""
FIGHTS = 200
"""Fights of one round of a best answer."""
TRIED = 10
"""Rounds after which an answer is tried out."""


class Judged(Struct, frozen=True):
    """How somebody does against somebody else: the share of its wins in percent, a draw counting
    half, and the interval that 95 of a hundred such runs are right with."""

    name: str
    foe: str
    share: float
    low: float
    high: float
    fights: int


def against_shipped(
    ruleset: Ruleset, pilots: Sequence[Pilot], fights: int = 2000, workers: int = 1
) -> list[Judged]:
    """How each pilot does against the controller that its archetype is shipped with."""
    for pilot in pilots:
        demand_fit(pilot, ruleset)
    league = League(ruleset, {pilot.name: pilot.archetype for pilot in pilots})
    bouts = []
    for pilot in pilots:
        shipped = Seated(pilot.archetype, ruleset.archetypes[pilot.archetype].controller)
        mine = Seated(pilot.archetype, pilot.name)
        bouts.append(Bout(mine, shipped, range(JUDGED, JUDGED + fights)))
    league.begin(bouts)
    for pilot in pilots:
        league.seat(pilot.name, weights_of(pilot, pilot.archetype))
    with ThreadPoolExecutor(workers) as pool:
        played = league.play(bouts, pool, HALF)
    return [
        _judged(one, bout.left.archetype, bout.right.steered)
        for one, bout in zip(played, bouts, strict=True)
    ]


def best_answer(
    ruleset: Ruleset, pilot: Pilot, rounds: int, fights: int = 2000,
    told: Callable[[str], None] = lambda name: None,
) -> Judged:  # fmt: skip
    """How far a pilot can be beaten by its own archetype: an answer to it is trained for so many
    rounds, and the best that came up is judged on fights of its own.

    Half of the fights are its share if nobody knows anything better than what the pilot does.
    """
    demand_fit(pilot, ruleset)
    kind = pilot.archetype
    league = League(ruleset, {pilot.name: kind, ANSWER: kind})
    sides = Seated(kind, ANSWER), Seated(kind, controller_name(kind))
    league.begin([Bout(*sides, range(1))])
    league.seat(pilot.name, weights_of(pilot, kind))
    learner = Learner(len(pilot.options))
    best, so_far = learner.weights(0), -1.0

    def played(weights: Words, first: int, count: int, traced: tuple[int, ...] = ()) -> Played:
        league.seat(ANSWER, weights)
        bout = Bout(*sides, range(first, first + count), traced)
        with ThreadPoolExecutor(1) as pool:
            return league.play([bout], pool, HALF)[0]

    for number in range(rounds):
        seen = played(learner.weights(EXPLORING), FIGHTS * number, FIGHTS, (0,))
        learner.learn([choices for _, choices in seen.choices])
        told(f"{100 * seen.share:.0f} %")
        if number % TRIED == TRIED - 1 or number == rounds - 1:
            for weights in (learner.weights(0), whole(learner.averaged())):
                share = played(weights, JUDGED - fights, fights).share
                if share > so_far:
                    best, so_far = weights, share
    return _judged(played(best, JUDGED, fights), f"answer to {kind}", pilot.name)


def weights_of(pilot: Pilot, foe: str) -> Words:
    """The weights of a pilot in every cell against an archetype."""
    return np.array([pilot.row(foe, cell) for cell in range(policy.CELLS)], np.int64)


def _judged(played: Played, name: str, foe: str) -> Judged:
    score = played.share * played.fights
    low, high = wilson(score, played.fights)
    return Judged(name, foe, 100 * played.share, low, high, played.fights)
