"""The matrix of everybody against everybody: ``combat-rules balance``."""

from contextlib import closing
from pathlib import Path

from msgspec import Struct

from combat_rules.balance.against import Difference, differences
from combat_rules.balance.executors import Executor
from combat_rules.balance.executors.cluster import Cluster
from combat_rules.balance.executors.processes import Processes
from combat_rules.balance.executors.threads import Threads
from combat_rules.balance.ledger import Ledger, Remembering
from combat_rules.balance.matrix import Played, play_matrix
from combat_rules.balance.matrix import Wanted as Matrix
from combat_rules.balance.rulebook import Rulebook, rulebook
from combat_rules.cli.errors import complain, demand_known
from combat_rules.cli.options import Chosen, demand_asked, rules_of
from combat_rules.cli.progress import counted
from combat_rules.plugins import Ruleset, build_ruleset, find_plugins

UNCHANGED = "unchanged"
"""As other rules: the same ones without what is set and forbidden."""


class Workers(Struct, frozen=True):
    """What plays: so many threads, or else so many processes, or a cluster at an address, of so
    many workers if it is this run's own. ``ledger`` is the file of what is known already."""

    threads: int = 1
    processes: int = 0
    dask: str | None = None
    ledger: Path | None = None


class Wanted(Struct, frozen=True, kw_only=True):
    """What is to be played: under which rules, by whom, how often, and where."""

    chosen: Chosen
    archetypes: tuple[str, ...]
    pilots: str
    numbers: tuple[tuple[str, int], ...]
    forbidden: tuple[str, ...]
    fights: int
    within: float
    against: str | None
    first: int
    duration: int | None
    distance: int | None
    workers: Workers


class Found(Struct, frozen=True):
    """What came of it: the matrix, under which rules, and what is different from others."""

    wanted: Wanted
    rules: Rulebook
    played: Played
    differences: tuple[Difference, ...] = ()


def balance(wanted: Wanted) -> Found:
    """Play the matrix that is wanted, and the same on the rules that it is held against."""
    rules = rules_of(wanted.chosen)
    for name in wanted.archetypes:
        demand_known("archetype", name, rules.archetypes)
    # In the same order under both rules, so that every matchup is found again.
    names = wanted.archetypes or tuple(rules.archetypes)
    before = None
    if wanted.against is not None:
        other = rules if wanted.against == UNCHANGED else other_rules(wanted.chosen, wanted.against)
        both = [name for name in names if name in other.archetypes]
        unchanged = rulebook(other, pilots=wanted.pilots, fighting=both)
        before = _played(wanted, names, unchanged)
        if before.matrix.interrupted:
            # Of the matrix that is wanted nothing has been played.
            raise KeyboardInterrupt
    numbers = dict(wanted.numbers)
    changed = rulebook(
        rules, numbers, forbidden=wanted.forbidden, pilots=wanted.pilots, fighting=names
    )
    played = _played(wanted, names, changed)
    told = () if before is None else differences(before, played)
    return Found(wanted, changed, played, told)


def _played(wanted: Wanted, archetypes: tuple[str, ...], rules: Rulebook) -> Played:
    names = tuple(name for name in archetypes if name in rules.ruleset.archetypes)
    asked = Matrix(
        archetypes=names, fights=wanted.fights, within=wanted.within, first=wanted.first,
        duration=wanted.duration, distance=wanted.distance,
    )  # fmt: skip
    pairs = len(names) * (len(names) - 1) // 2
    total = wanted.fights * pairs or None
    executor = executor_for(rules, wanted.workers, total)
    with closing(executor), counted("fights", total) as told:
        return play_matrix(executor, rules, asked, told)


def executor_for(rules: Rulebook, workers: Workers, fights: int | None = None) -> Executor:
    """What plays under rules, so many fights altogether, if that is known."""
    played: Executor
    if workers.dask is not None:
        many = workers.processes or workers.threads
        played = Cluster(rules, workers.dask, many, tell=_say_of_cluster)
    elif workers.processes:
        played = Processes(rules, workers.processes)
    else:
        played = Threads(rules, workers.threads, fights)
    if workers.ledger is None:
        return played
    return Remembering(played, Ledger(workers.ledger), rules)


def _say_of_cluster(text: str) -> None:
    complain(f"combat-rules: {text}")


def other_rules(chosen: Chosen, other: str) -> Ruleset:
    """The rules with another plugin in the place of the one of its name."""
    (named,) = find_plugins([other], standard=False)
    demand_asked([named])
    sources = [one for one in chosen.sources() if one.info.name != named.info.name]
    return build_ruleset([*sources, named], arrangement=chosen.arranged())
