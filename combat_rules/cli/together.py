"""Options that say nothing by themselves, or beside another: whoever gives them is told so."""

from collections.abc import Container, Mapping

NEEDED: Mapping[str, Mapping[str, str]] = {
    "duel": {"--sync": "--journal"},
    "breakpoints": {"--pilots": "--matchups", "--fights": "--matchups"},
    "situation": {"--pilots": "--win"},
    "compare": {"--pilots": "--fights"},
    "history": {"--out": "--pull"},
}
"""Of each command the options that do nothing without another one."""

INSTEAD: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "situation": {"--from": ("--left", "--right", "--distance")},
    "history": {"--pull": ("--winner", "--archetype", "--rules", "--seed", "--limit", "--json")},
}
"""Of each command the options beside which others do nothing."""


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
