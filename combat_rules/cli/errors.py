"""How the command line ends: 0 done, 1 a problem in rules or fight, 2 wrong usage."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import typer

from combat_rules.cli.program import CLOSED, INTERRUPTED, PROBLEM
from combat_rules.cli.wrapping import columns, wrapped
from combat_rules.errors import CombatError, did_you_mean
from combat_rules.plugins import PluginInfo

USAGE = 2


def complain(text: str) -> None:
    """Say something on standard error, in lines that fit the terminal."""
    for line in wrapped(text, columns(sys.stderr), hang=2):
        typer.echo(line, err=True)


def demand_known(what: str, name: str, known: Iterable[str], option: str = "") -> None:
    """End with what could have been meant, unless ``name``, which ``option`` gave, is a ``what``
    that there is."""
    names = list(known)
    if name not in names:
        where = f"{option}: " if option else ""
        complain(f"combat-rules: {where}there is no {what} {name}; {did_you_mean(name, names)}")
        raise typer.Exit(USAGE)


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


def warn_of(plugins: Iterable[PluginInfo]) -> None:
    """Name the plugins that could not be imported; the others play on without them."""
    for plugin in plugins:
        for problem in plugin.problems:
            complain(f"warning: plugin {plugin.name} ({plugin.origin}) is left out: {problem}")
