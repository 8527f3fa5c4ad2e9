"""Numbers that reach targets: ``combat-rules tune``."""

from pathlib import Path
from shlex import quote

import typer
import yaml

from combat_rules.balance.tuning.search import Asked, Tuned, tune
from combat_rules.balance.tuning.slopes import tune_trained
from combat_rules.balance.tuning.targets import Targets, read_targets
from combat_rules.cli.balancing.matrix import Workers, executor_for
from combat_rules.cli.errors import warn_of_mistakes
from combat_rules.cli.progress import counted
from combat_rules.cli.tables import interval, print_json, print_table, print_text
from combat_rules.errors import how_many
from combat_rules.plugins import Ruleset

SHOWN = ("left", "right", "wanted", "before", "after", "95 % sure", "")


def run(ruleset: Ruleset, file: Path, asked: Asked, by: Workers) -> tuple[Targets, Tuned]:
    """Read targets and tune for them."""
    targets = read_targets(file, ruleset, asked.archetypes)
    with counted("trials", None) as told:
        return targets, tune(
            ruleset, targets, asked, lambda best: told(1), lambda rules: executor_for(rules, by)
        )


def run_trained(
    ruleset: Ruleset, file: Path, asked: Asked, rounds: int, workers: int
) -> tuple[Targets, Tuned]:
    """Read targets and tune for them, with pilots that learn each set of values anew."""
    targets = read_targets(file, ruleset, asked.archetypes)
    with counted("trials", None) as told:
        return targets, tune_trained(ruleset, targets, asked, rounds, workers, lambda best: told(1))


def print_tuned(ruleset: Ruleset, targets: Targets, found: Tuned, form: str) -> None:
    """Print what to change, and what comes of it."""
    warn_of_mistakes(found.now.mistakes, found.now.fights)
    if form == "set":
        for path, value in found.numbers.items():
            print_text(_as_option(path, value))
    elif form == "yaml":
        typer.echo(_patch(ruleset, found), nl=False)
    elif form == "json":
        print_json(_data(ruleset, targets, found))
    else:
        _print_table(ruleset, targets, found)


def _as_option(path: str, value: int) -> str:
    """A number as an option that a shell takes as it stands, whatever the names are."""
    return f"--set {quote(f'{path}={value}')}"


def _patch(ruleset: Ruleset, found: Tuned) -> str:
    """The numbers as the lines of a table in YAML that have to be changed."""
    lines: dict[str, list[str]] = {"moves": [], "archetypes": [], "attributes": []}
    for path, value in found.numbers.items():
        name, _, field = path.rpartition(".")
        kind = "moves" if name in ruleset.moves else "archetypes"
        kind = kind if name in ruleset.moves or name in ruleset.archetypes else "attributes"
        head = f"  {_in_yaml(name)}:"
        if head not in lines[kind]:
            lines[kind].append(head)
        place = lines[kind].index(head) + 1
        lines[kind].insert(place, f"    {field}: {value}  # was {found.before[path]}")
    parts = [f"{kind}:\n" + "\n".join(said) for kind, said in lines.items() if said]
    return "\n".join([*parts, ""])


def _in_yaml(name: str) -> str:
    """A name as a key in YAML, in quotes if it would be read as something else."""
    return yaml.safe_dump(name, allow_unicode=True, width=2 * len(name) + 10).splitlines()[0]


def _data(ruleset: Ruleset, targets: Targets, found: Tuned) -> dict[str, object]:
    second = ruleset.ticks_per_second
    return {
        "before": dict(found.before),
        "numbers": dict(found.numbers),
        "trials": found.trials,
        "matchups": [
            {"left": now.left, "right": now.right, "wanted": targets.wanted(now),
             "before": was.rate, "after": now.rate, "from": now.low, "to": now.high}
            for was, now in zip(found.was.matchups.values(), found.now.matchups.values(),
                                strict=True)
        ],
        "missed_before": dict(targets.misses(found.was, second)),
        "missed": dict(targets.misses(found.now, second)),
    }  # fmt: skip


def _print_table(ruleset: Ruleset, targets: Targets, found: Tuned) -> None:
    print_text(
        f"{how_many(found.trials, 'trial')}; judged on "
        f"{how_many(found.now.fights, 'fight')} that none has seen"
    )
    if not found.numbers:
        print_text("nothing better was found than what there is")
    for path, value in found.numbers.items():
        print_text(f"{_as_option(path, value)}  (was {found.before[path]})")
    print_text("")
    rows = []
    for was, now in zip(found.was.matchups.values(), found.now.matchups.values(), strict=True):
        span = targets.wanted(now)
        wanted = "" if span is None else f"{span[0]:.0f}-{span[1]:.0f}"
        verdict = "" if span is None else _verdict(span, now.rate, now.low, now.high)
        rows.append([now.left, now.right, wanted, f"{was.rate:.1f} %", f"{now.rate:.1f} %",
                     interval(now.low, now.high), verdict])  # fmt: skip
    print_table(SHOWN, rows, words=("left", "right", ""))
    missed = dict(targets.misses(found.now, ruleset.ticks_per_second))
    others = [name for name in missed if name.startswith(("length of", "use of"))]
    for name in others:
        print_text(f"missed: {name}")


def _verdict(span: tuple[float, float], rate: float, low: float, high: float) -> str:
    """Whether a matchup is where it is wanted, and how sure that is."""
    if span[0] <= low and high <= span[1]:
        return "surely in"
    if high < span[0] or low > span[1]:
        return "surely out"
    return "in" if span[0] <= rate <= span[1] else "out"
