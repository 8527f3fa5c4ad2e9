"""What a call cannot mean: options that do nothing together, and places that cannot be."""

from collections.abc import Container, Mapping
from pathlib import Path

from combat_rules.errors import why_no_file, why_no_folder

NEEDED: Mapping[str, Mapping[str, str]] = {
    "duel": {"--sync": "--journal"},
    "breakpoints": {"--pilots": "--matchups", "--fights": "--matchups"},
    "situation": {"--pilots": "--win"},
    "compare": {"--pilots": "--fights"},
    "history": {"--out": "--pull"},
}
"""Of each command the options that do nothing without another one."""

LISTED = ("--winner", "--archetype", "--rules", "--seed", "--limit")
"""The options that choose what of a store is listed."""

INSTEAD: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "duel": {"--explain": ("--json", "--trace"), "--json": ("--trace",)},
    "balance": {"--processes": ("--workers",), "--within": ("--fights",)},
    "tune": {
        "--train": ("--pilots", "--duration", "--processes", "--dask"),
        "--processes": ("--workers",),
    },
    "pilot": {"--answer": ("--full", "--against")},
    "situation": {
        "--from": (
            *("--left", "--right", "--distance"),
            *("--prefix", "--rename", "--override", "--order", "--without"),
        )
    },
    "history": {"--pull": (*LISTED, "--json"), "--add": LISTED},
}
"""Of each command the options beside which others do nothing."""

WRITTEN = ("--out", "--picture", "--timeline")
"""Options whose file is written once all is done."""

PIPED: Mapping[str, tuple[str, ...]] = {
    "replay": ("FILE",),
    "diff": ("JOURNAL", "OTHER"),
    "duel": ("--script",),
    "history": ("--add",),
}
"""Of each command what it reads from standard input if ``-`` is given."""
STANDARD_INPUT = Path("/dev/stdin")


def misplaced(option: str, what: str, path: Path) -> str:
    """What is wrong with where something is to be written, told before anything is done; empty if
    nothing is. ``what`` stands for the value in help: DIR, or a file."""
    if what == "DIR":
        return why_no_folder(path)
    return why_no_file(path) if option in WRITTEN else ""


def misfit(command: str, given: Container[str]) -> str:
    """What is wrong with the options that were given together; empty if nothing is."""
    for option, other in NEEDED.get(command, {}).items():
        if option in given and other not in given:
            return f"{option} does nothing without {other}; give both, or leave it out"
    for option, others in INSTEAD.get(command, {}).items():
        idle = [other for other in others if other in given]
        if option in given and idle:
            return f"{' and '.join(idle)} can do nothing beside {option}; leave out one of them"
    return ""
