"""How the command line ends: 0 done, 1 a problem in rules or fight, 2 wrong usage."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import NoReturn

import typer

from combat_rules.cli.program import CLOSED, INTERRUPTED, PROBLEM
from combat_rules.cli.wrapping import columns, wrapped
from combat_rules.errors import CombatError, at_line, did_you_mean, how_many, in_words
from combat_rules.plugins import PluginInfo, load_ruleset
from combat_rules.plugins.packs import packs

USAGE = 2

COMPILED = ("llvmlite", "numpy", "platformdirs")
BALANCE = (*COMPILED, "pyarrow", "scipy")
EXTRAS = {"compiled": COMPILED, "balance": BALANCE, "tune": (*BALANCE, "optuna")}
"""The packages that an extra brings."""


def complain(text: str) -> None:
    """Say something on standard error, in lines that fit the terminal."""
    for paragraph in text.splitlines():
        hang = 4 if paragraph.startswith("  - ") else 2
        for line in wrapped(paragraph, columns(sys.stderr), hang=hang):
            typer.echo(line, err=True)


def refuse(text: str, code: int = USAGE) -> NoReturn:
    """Say on standard error why nothing more is done, and end."""
    complain(f"combat-rules: {text}")
    raise typer.Exit(code)


def demand_known(what: str, name: str, known: Iterable[str], option: str = "") -> None:
    """End with what could have been meant, unless ``name``, which ``option`` gave, is a ``what``
    that there is."""
    names = list(known)
    if name not in names:
        where = f"{option}: " if option else ""
        pack = next((pack for pack in packs() if name in _names_in(pack)), None)
        there = f"the pack {pack} has it: --plugin {pack}" if pack else did_you_mean(name, names)
        refuse(f"{where}there is no {what} {name or repr(name)}; {there}")


def demand_once(option: str, names: Iterable[str]) -> None:
    """End if ``option`` gives one name twice: only the last one would count."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            refuse(f"{option}: {name} is there twice, and only one of the two can count")
        seen.add(name)


def _names_in(pack: str) -> set[str]:
    """What a pack that ships calls its actions and archetypes."""
    with_it, without = load_ruleset([pack]), load_ruleset()
    names = {*with_it.moves, *with_it.archetypes}
    return names - {*without.moves, *without.archetypes}


def demand_pipe(what: str, file: str) -> None:
    """End, before anything is done, if ``what`` would be thrown at a terminal and is no text."""
    if sys.stdout.isatty():
        refuse(f"{what} is no text for a terminal; send it to a file: > {file}")


def demand_extra(extra: str, what: str, instead: str = "") -> None:
    """End with what is missing, unless all packages of an extra are there, which ``what`` needs.
    ``instead`` is what can be done without."""
    missing = [name for name in EXTRAS[extra] if find_spec(name) is None]
    if missing:
        command = f"pip install 'combat-rules[{extra}]'"
        refuse(f"{what} needs {', '.join(missing)}: {command}{instead}")


@contextmanager
def explained() -> Iterator[None]:
    """Turn errors of this package into help on standard error and an exit code."""
    try:
        yield
    except CombatError as error:
        complain(f"combat-rules: {error}")
        raise typer.Exit(PROBLEM) from None
    except KeyboardInterrupt:
        complain("combat-rules: interrupted")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        raise typer.Exit(CLOSED) from None
    except BaseException as error:
        if isinstance(error, Exception):
            raise
        # A command never ends by SystemExit and the like: a rule that does is wrong.
        complain(f"combat-rules: a rule raised {in_words(error)}{at_line(error)}")
        raise typer.Exit(PROBLEM) from None


def warn_of_mistakes(mistakes: Mapping[str, int], fights: int) -> None:
    """Name the rules that have raised, each with the number of fights in which it did."""
    for told, count in sorted(mistakes.items(), key=lambda one: (-one[1], one[0])):
        complain(f"warning: in {count:,} of {how_many(fights, 'fight')} {told}")


def warn_of(plugins: Iterable[PluginInfo]) -> None:
    """Name the plugins that could not be imported; the others play on without them."""
    for plugin in plugins:
        for problem in plugin.problems:
            complain(f"warning: plugin {plugin.name} ({plugin.origin}) is left out: {problem}")
