"""Frame data: what designers of fighting games judge a move by, measured by playing it."""

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.design.exchange import Exchange
from combat_rules.design.measuring import Bench, Measured
from combat_rules.model import LANDED, Action, ActionRole, Stun
from combat_rules.plugins import Ruleset
from combat_rules.plugins.tables.table import goes_on


class FrameData(Struct, frozen=True, kw_only=True):
    """One move, in ticks. ``startup`` counts the first active tick, as the field does. ``parts``
    are, of a move of several hits, how long each is active, and how long nothing is in between.

    Advantages say how much sooner the attacker is free: plus is good for it. ``None`` stands
    for what the move cannot do: no blow, nothing to block it with, no foe slow enough to be
    caught. ``on_whiff`` is how long it leaves its actor open that meets nobody, from its first
    active tick. ``punished_by`` are the moves that reach whoever had the blow blocked, in time,
    who is then ``apart`` so many arena units.
    ``published`` is what the move's source says, by these columns. ``unknown`` are columns that
    rest on what nobody knows: their value stands in for it, or is ``None``. ``refused`` says
    why it cannot be started; then nothing else is known. ``unmet`` says of a strike that it
    met nobody wherever it was tried, and which guards may be why. ``setting`` is the state that it
    was measured in, if it does not work as it stands. ``leaves`` says who leaves the fight with it,
    after which nobody is free first.
    """

    move: str
    plugin: str
    startup: int = 0
    active: int = 0
    recovery: int = 0
    total: int = 0
    damage: int | None = None
    chip: int | None = None
    reach: int | None = None
    on_hit: int | None = None
    on_block: int | None = None
    on_counter_hit: int | None = None
    on_whiff: int | None = None
    punished_by: tuple[str, ...] = ()
    apart: int = 0
    published: Mapping[str, int] = {}
    unknown: tuple[str, ...] = ()
    refused: str = ""
    unmet: str = ""
    setting: str = ""
    parts: tuple[int, ...] = ()
    leaves: str = ""

    @property
    def hits(self) -> str:
        """The active ticks as the field writes them: ``60(90)60`` for two hits."""
        texts = [f"({part})" if place % 2 else str(part) for place, part in enumerate(self.parts)]
        return "".join(texts) or str(self.active)

    @property
    def safe(self) -> bool | None:
        """Whether nothing can punish it on block; ``None`` if it cannot be blocked."""
        return None if self.on_block is None else not self.punished_by

    @property
    def differences(self) -> tuple["Difference", ...]:
        """Where what was measured is not what is published."""
        return tuple(
            Difference(self.move, column, getattr(self, column), said)
            for column, said in self.published.items()
            if column in COLUMNS
            and column not in self.unknown
            and getattr(self, column) != said
            and not self.refused
        )


class Difference(Struct, frozen=True):
    """A value that is published otherwise than it was measured; ``None`` was not measured."""

    move: str
    column: str
    measured: int | None
    published: int


COLUMNS = tuple(
    name
    for name in FrameData.__struct_fields__
    if name
    not in ("apart", "published", "unknown", "refused", "unmet", "setting", "parts", "leaves")
)
"""The columns of a table of frame data, in order."""

NAMED = 20
"""Moves that punish one and are named in data: among a thousand moves, most punish most."""
ON = ("on_hit", "on_block", "on_counter_hit")
RESTS = {
    "commit": ("startup", "total"),
    "hitstun": ("on_hit", "on_counter_hit"),
    "blockstun": ("on_block", "punished_by"),
    "damage": ("damage", "chip"),
    "chip": ("chip",),
    "reach": ("reach",),
    "release": ("active", "total", "on_whiff", *ON, "punished_by"),
    "recovery": ("recovery", "total", "on_whiff", *ON, "punished_by"),
}
"""The columns that rest on a field of an action; if that is unknown, so are they."""
OPTIONAL = ("damage", "chip", "reach", "on_whiff", *ON)
"""The columns that may have no value."""


def frame_data(
    ruleset: Ruleset,
    moves: Iterable[str] | None = None,
    foes: Iterable[str] | None = None,
    told: Callable[[str], None] | None = None,
    known: Iterable[FrameData] = (),
) -> list[FrameData]:
    """The frame data of these moves, or of all. ``foes`` are the moves that may punish;
    ``told`` is called with the name of each move that is done. ``known`` are rows of moves that
    are as they were when these were measured: as foes they are not measured again."""
    ruleset = from_neutral(ruleset)
    bench = Bench(ruleset)
    names = list(ruleset.moves if moves is None else moves)
    others = list(ruleset.moves if foes is None else foes)
    found = {row.move: row for row in known}
    for name in dict.fromkeys((*names, *others)):
        if name in names or name not in found:
            found[name] = _row(ruleset, name, bench.measure(name))
            if told is not None and name in names:
                told(name)
    timed = [name for name in others if "commit" not in ruleset.moves[name].action.unknown]
    against = [found[name] for name in timed]
    # What flies, or strikes several times, may meet whoever is far away later than one close by.
    late = {
        row.move
        for row in against
        if row.parts or ruleset.moves[row.move].action.launches is not None
    }

    def in_time(foe: FrameData, apart: int, left: int) -> bool:
        met = bench.arrival(foe.move, apart, foe.setting) if foe.move in late else foe.startup
        return met is not None and met <= left

    rows = [punished(found[name], against, in_time) for name in names]
    rows = [_as_played(row, against, ruleset, bench) for row in rows]
    return [_unknown(row, ruleset.moves[row.move].action) for row in rows]


def _as_played(
    row: FrameData, foes: Iterable[FrameData], ruleset: Ruleset, bench: Bench
) -> FrameData:
    """The same row, where only playing tells what punishes it: those who are still protected are
    not struck, who is not stunned answers a tick later, and some moves come out of the blockstun
    itself."""
    if row.on_block is None:
        return row
    unsure = bench.only_playing_tells(row.move)
    found = []
    for foe in foes:
        punishes = foe.move in row.punished_by
        early = foe.reach is not None and Stun.BLOCKSTUN in ruleset.moves[foe.move].action.out_of
        if (punishes and unsure) or (early and not punishes):
            punishes = bench.comes_back(row.move, foe.move, foe.startup)
        found += [foe] if punishes else []
    by = tuple(foe.move for foe in sorted(found, key=lambda foe: foe.startup))
    return replace(row, punished_by=by)


def from_neutral(ruleset: Ruleset) -> Ruleset:
    """The same rules, in which a follow-up may be started by itself, so that it is measured."""
    validations = tuple(owned for owned in ruleset.validations if owned.rule.guard is not goes_on)
    if len(validations) == len(ruleset.validations):
        return ruleset
    return replace(ruleset, validations=validations)


def _unknown(row: FrameData, action: Action) -> FrameData:
    """The same row, without the columns that rest on what nobody knows."""
    hidden = {column for field in action.unknown for column in RESTS.get(field, ())}
    unknown = tuple(column for column in COLUMNS if column in hidden)
    nothing: dict[str, object] = {name: None for name in unknown if name in OPTIONAL}
    if "punished_by" in hidden:
        nothing["punished_by"] = ()
    return replace(row, unknown=unknown, **nothing) if unknown else row


def agreement(rows: Iterable[FrameData]) -> dict[str, tuple[int, int]]:
    """For each column that is published: how many values were measured so, of how many that could
    be measured."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        different = {each.column for each in row.differences}
        for column in row.published if not row.refused else ():
            if column in COLUMNS and column not in row.unknown:
                same, of = found.get(column, (0, 0))
                found[column] = (same + (column not in different), of + 1)
    return found


def as_data(measured: FrameData) -> dict[str, object]:
    """A row as plain data; of those that punish it, the quickest are named and the others
    counted."""
    row = {name: getattr(measured, name) for name in COLUMNS}
    row["punished_by"] = list(measured.punished_by[:NAMED])
    row |= dict.fromkeys(measured.unknown)
    return {
        **row,
        "safe": measured.safe,
        "punished_by_more": max(len(measured.punished_by) - NAMED, 0),
        "published": dict(measured.published),
        "unknown": list(measured.unknown),
        "parts": list(measured.parts),
        "refused": measured.refused,
        "unmet": measured.unmet,
        "setting": measured.setting,
        "leaves": measured.leaves,
    }


def _row(ruleset: Ruleset, name: str, found: Measured) -> FrameData:
    """What was measured, by the columns of frame data."""
    move, hit, alone = ruleset.moves[name], found.hit, found.alone
    if alone.refused and hit is None:
        said = move.action.published
        return FrameData(move=name, plugin=move.plugin, published=said, refused=alone.refused)
    # A blow may be given up when nobody is in reach, so its phases are those of one that met; but
    # for one that ends the fight.
    whole = alone if hit is None or not hit.contacts or hit.left else hit
    row = FrameData(
        move=name,
        plugin=move.plugin,
        startup=whole.startup,
        active=whole.ticks("release"),
        recovery=whole.ticks("recovery"),
        total=whole.actor_free - whole.paused,
        published=move.action.published,
        parts=whole.parts if len(whole.parts) > 1 else (),
        setting=found.setting,
        leaves=_leaves(found),
    )
    if move.action.role is not ActionRole.STRIKE:
        return row
    left_open = None if alone.refused or alone.left else _left_open(alone)
    if hit is None:
        return replace(row, on_whiff=left_open, unmet=found.unmet)
    landed = hit.outcome in LANDED
    return replace(
        row,
        damage=hit.damage if landed else None,
        chip=found.blocked.damage if found.blocked else None,
        reach=found.reach,
        on_whiff=left_open,
        on_hit=hit.advantage if landed else None,
        on_block=found.blocked.advantage if found.blocked else None,
        apart=found.blocked.distance if found.blocked else 0,
        on_counter_hit=found.caught.advantage if found.caught else None,
    )


def _leaves(found: Measured) -> str:
    """Who leaves the fight with a move."""
    tried = (found.alone, found.hit, found.blocked, found.caught)
    left = {who for each in tried if each is not None for who in each.left}
    who = " and ".join(f"its {each}" for each in ("actor", "target") if each in left)
    return who and f"{who} leave{'s' if len(left) == 1 else ''} the fight with it"


def _left_open(alone: Exchange) -> int:
    return alone.startup - 1 - alone.actor_free


def punished(
    each: FrameData,
    foes: Iterable[FrameData],
    in_time: Callable[[FrameData, int, int], bool] | None = None,
) -> FrameData:
    """The same row with the moves that come in time after a blow that was blocked, the quickest
    first. ``in_time`` says whether one whose startup is short enough meets somebody so far apart in
    so many ticks; without it, all that reach so far do."""
    left = 0 if each.on_block is None else -each.on_block
    soon = [foe for foe in foes if foe.reach is not None and foe.startup <= left]
    quickest = sorted(soon, key=lambda foe: foe.startup)
    reaching = (foe for foe in quickest if (foe.reach or 0) >= each.apart)
    found = (foe.move for foe in reaching if in_time is None or in_time(foe, each.apart, left))
    return replace(each, punished_by=tuple(found))
