"""Numbers that are legal and surely not meant: what they say never happens, or helps the foe."""

from collections.abc import Iterator, Mapping, Sequence

from combat_rules.design.framedata import FrameData
from combat_rules.design.verify.findings import Finding
from combat_rules.errors import did_you_mean, how_many
from combat_rules.model import Action, ActionRole, ActionStateType, Outcome
from combat_rules.plugins import Move, Ruleset

Told = Iterator[tuple[str, str]]
"""Codes and texts of findings about one move."""


def useless(ruleset: Ruleset, rows: Sequence[FrameData]) -> Iterator[Finding]:
    """Everything that a move says in vain."""
    lines = _lines(ruleset)
    known = (row for row in rows if not row.refused and "reach" not in row.unknown)
    reaches = {row.move: row.reach for row in known}
    for name, move in ruleset.moves.items():
        told = (
            *_counters(ruleset, move.action),
            *_blows(move, reaches),
            # Where rules say how long phases are, what is declared is not what will be.
            *(() if ruleset.pace_rules else _times(move)),
            *_covers(move.action, lines),
        )
        yield from (Finding(code=code, move=name, text=text) for code, text in told)


def _counters(ruleset: Ruleset, action: Action) -> Told:
    """A counter after which whoever struck into it may act first."""
    stuns = action.stagger or action.on_contact or ruleset.stun_rules
    if action.role is ActionRole.COUNTER and not stuns and "stagger" not in action.unknown:
        yield "counter.frees", "its stagger is 0: whoever strikes into it may act at once"


def _blows(move: Move, reaches: Mapping[str, int | None]) -> Told:
    """Blows that come to nobody."""
    action, most = move.action, _strikes(move)
    if action.role is ActionRole.STRIKE and reaches.get(action.name) == 0:
        yield "strike.nowhere", "its reach is 0: only who stands in the very same place is hit"
    if most is not None and len(action.hits) > max(most, 1):
        told = f"it has {len(action.hits)} hits, and strikes {how_many(most, 'time')} at most"
        if action.chart is None and action.launches is None:
            told = (
                f"it has {len(action.hits)} hits, and the stock chart strikes once; give it one "
                "made with several_hits"
            )
        yield "hit.never", told


def _strikes(move: Move) -> int | None:
    """How often a move strikes at most; ``None`` for one whose chart may go round."""
    ways: dict[str, set[str]] = {phase: set() for phase in move.kinds}
    for way in move.runner.transitions():
        if way.source not in ways:
            return None
        ways[way.source].add(way.target)
    # What leads on to nothing but what was left already is left, until all is or none can be.
    while left := [phase for phase, after in ways.items() if not after & ways.keys()]:
        for phase in left:
            del ways[phase]
    if ways:
        return None
    launches = move.action.launches
    releases = sum(kind is ActionStateType.RELEASE for kind in move.kinds.values())
    return releases * (1 if launches is None else launches.hits)


def _times(move: Move) -> Told:
    """Protections that begin after the end, and windows that close before anything is struck."""
    action, length = move.action, sum(move.ticks.values())
    for protection in action.protections:
        if protection.start >= length:
            yield (
                "protection.after-end",
                f"it is protected from tick {protection.start} on, but it is over after {length}",
            )
    if action.chart is not None or action.role is not ActionRole.STRIKE:
        return
    first = action.feint + action.commit
    for window in action.cancels:
        if window.end is not None and window.end < first and Outcome.WHIFFED not in window.on:
            yield (
                "cancel.too-soon",
                f"the window into {' '.join(window.into)} closes at tick {window.end}, and nothing "
                f"is struck before {first}",
            )


def _covers(action: Action, struck: Sequence[str]) -> Told:
    """Lines that are defended and on which nothing strikes: all of a move's, or misspelt ones."""
    protected = [line for protection in action.protections for line in protection.lines]
    for lines in (action.covers, protected):
        others = [line for line in struck if line not in lines]
        for line in (line for line in lines if line not in struck):
            meant = did_you_mean(line, others)
            if meant.startswith("did you mean") or not set(lines) & set(struck):
                yield "line.nowhere", f"nothing strikes on the line {line} that it defends; {meant}"


def _lines(ruleset: Ruleset) -> list[str]:
    """The lines on which something strikes."""
    actions = [move.action for move in ruleset.moves.values()]
    blows = [action.as_hit(number) for action in actions for number in range(len(action.hits) or 1)]
    return sorted({blow.line for blow in blows if blow.line})
