"""Frame data: what designers of fighting games judge a move by, measured by playing it."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.design.exchange import ARENA, CLOSE, Exchange, exchange
from combat_rules.design.own_guards import own_guards
from combat_rules.model import Action, ActionRole, Outcome
from combat_rules.plugins import Ruleset
from combat_rules.plugins.tables.table import goes_on

LANDS = (Outcome.HIT, Outcome.COUNTER_HIT)


class FrameData(Struct, frozen=True, kw_only=True):
    """One move, in ticks. ``startup`` counts the first active tick, as the field does. ``parts``
    are, of a move of several hits, how long each is active, and how long nothing is in between.

    Advantages say how much sooner the attacker is free: plus is good for it. ``None`` stands
    for what the move cannot do: no blow, nothing to block it with, no foe slow enough to be
    caught. ``on_whiff`` is how long it leaves its actor open that meets nobody, from its first
    active tick. ``punished_by`` are the moves that reach whoever had the blow blocked, in time.
    ``published`` is what the move's source says, by these columns. ``unknown`` are columns that
    rest on what nobody knows: their value stands in for it, or is ``None``. ``refused`` says
    why it cannot be started; then nothing else is known. ``unmet`` says of a strike that it
    met nobody wherever it was tried, and which guards may be why.
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
    published: Mapping[str, int] = {}
    unknown: tuple[str, ...] = ()
    refused: str = ""
    unmet: str = ""
    parts: tuple[int, ...] = ()

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
    if name not in ("published", "unknown", "refused", "unmet", "parts")
)
"""The columns of a table of frame data, in order."""

NAMED = 20
"""Moves that punish one and are named in data: among a thousand moves, most punish most."""
PARTS = 10
"""Places, as parts of its reach, at which a blow is tried that meets nobody close by."""
ON = ("on_hit", "on_block", "on_counter_hit")
RESTS = {
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
) -> list[FrameData]:
    """The frame data of these moves, or of all. ``foes`` are the moves that may punish;
    ``told`` is called with the name of each move that is done."""
    ruleset = from_neutral(ruleset)
    names = list(ruleset.moves if moves is None else moves)
    measured = []
    for name in names:
        measured.append(_measure(ruleset, name))
        if told is not None:
            told(name)
    others = list(ruleset.moves if foes is None else foes)
    known = {each.move: each for each in measured}
    known |= {name: _measure(ruleset, name) for name in others if name not in known}
    rows = [punished(each, [known[name] for name in others], ruleset) for each in measured]
    return [_unknown(row, ruleset.moves[row.move].action) for row in rows]


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
    """For each column that is published: how many values were measured so, of how many."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        different = {each.column for each in row.differences}
        for column in row.published if not row.refused else ():
            if column in COLUMNS:
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
    }


def _measure(ruleset: Ruleset, name: str) -> FrameData:
    move = ruleset.moves[name]
    alone = exchange(ruleset, name, distance=ARENA)
    strikes = move.action.role is ActionRole.STRIKE
    place = _place(ruleset, name) if strikes else None
    hit = alone if place is None else exchange(ruleset, name, distance=place)
    if hit.refused:
        said = move.action.published
        return FrameData(move=name, plugin=move.plugin, published=said, refused=hit.refused)
    # A blow may be given up when nobody is in reach, so its phases are those of one that met.
    whole = alone if hit.contact is None else hit
    found = FrameData(
        move=name,
        plugin=move.plugin,
        startup=whole.startup,
        active=whole.ticks("release"),
        recovery=whole.ticks("recovery"),
        total=whole.actor_free - whole.paused,
        published=move.action.published,
        parts=whole.parts if len(whole.parts) > 1 else (),
    )
    if not strikes:
        return found
    if place is None:
        return replace(found, on_whiff=_left_open(alone), unmet=_why_unmet(move.action))
    blocked = _blocked(ruleset, name, hit, place)
    caught = _caught(ruleset, name, hit, place)
    landed = hit.outcome in LANDS
    return replace(
        found,
        damage=hit.damage if landed else None,
        chip=blocked.damage if blocked else None,
        reach=_reach(ruleset, name, place),
        on_whiff=None if alone.refused else _left_open(alone),
        on_hit=hit.advantage if landed else None,
        on_block=blocked.advantage if blocked else None,
        on_counter_hit=caught.advantage if caught else None,
    )


def _left_open(alone: Exchange) -> int:
    return alone.startup - 1 - alone.actor_free


def _place(ruleset: Ruleset, name: str) -> int | None:
    """A distance at which a strike meets somebody: close by, else where its guards let it."""
    reach = ruleset.moves[name].action.longest_reach
    steps = (reach * part // PARTS for part in range(1, PARTS + 1))
    for distance in dict.fromkeys((min(CLOSE, reach), *steps, 0)):
        if exchange(ruleset, name, distance=distance).outcome is not None:
            return distance
    return None


def _why_unmet(action: Action) -> str:
    own = own_guards(action)
    asked = f"; its guards are {', '.join(own)}" if own else ""
    return f"it met nobody at any distance up to its reach of {action.longest_reach}{asked}"


def _blocked(ruleset: Ruleset, name: str, hit: Exchange, place: int) -> Exchange | None:
    """The exchange with a foe who holds each hit as it comes, if any guard does; better with one
    guard for all than with several."""
    if not hit.contacts:
        return None
    action = ruleset.moves[name].action
    lines = [action.as_hit(number).line for number in range(len(hit.contacts))]
    guards = [m.action for m in ruleset.moves.values() if m.action.role is ActionRole.BLOCK]
    guards.sort(key=lambda guard: -sum(_covers(guard, line) for line in lines))
    for guard in guards:
        # Whoever guards holds on: between two hits a guard may have to be raised anew.
        again = {}
        for line, contact in zip(lines[1:], hit.contacts[1:], strict=True):
            holding = next((g for g in (guard, *guards) if _covers(g, line)), guard)
            again[contact - holding.feint - holding.commit] = holding.name
        lead = guard.feint + guard.commit - hit.contacts[0]
        found = exchange(ruleset, name, answer=guard.name, lead=lead, again=again, distance=place)
        if found.outcome is Outcome.BLOCKED:
            return found
    return None


def _covers(guard: Action, line: str) -> bool:
    return not guard.covers or line in guard.covers


def _caught(ruleset: Ruleset, name: str, hit: Exchange, place: int) -> Exchange | None:
    """The exchange with a foe who is caught preparing a blow of its own."""
    strikes = [m.action for m in ruleset.moves.values() if m.action.role is ActionRole.STRIKE]
    for foe in sorted(strikes, key=lambda each: -(each.feint + each.commit)):
        if hit.contact is not None and foe.feint + foe.commit > 1:
            lead = 1 - hit.contact
            found = exchange(ruleset, name, answer=foe.name, lead=lead, distance=place)
            if found.outcome is Outcome.COUNTER_HIT:
                return found
    return None


def _reach(ruleset: Ruleset, name: str, place: int) -> int:
    """The furthest distance at which the blow meets a foe who stands still, in arena units;
    ``place`` is one at which it does."""
    action = ruleset.moves[name].action
    declared = action.longest_reach + max(action.travel, 0)
    # What is declared first, and the unit beyond it: most blows meet whom they reach.
    guesses = [declared + 1, declared]
    near, far = place, ARENA
    while far - near > 1:
        middle = guesses.pop() if guesses else (near + far) // 2
        if not near < middle < far:
            continue
        if exchange(ruleset, name, distance=middle).outcome is None:
            far = middle
        else:
            near = middle
    return near


def punished(each: FrameData, foes: Sequence[FrameData], ruleset: Ruleset) -> FrameData:
    """The same row with the moves that come in time after a blow that was blocked."""
    behind = 0 if each.on_block is None else -each.on_block
    soon = [foe for foe in foes if foe.reach is not None and foe.startup <= behind]
    if not soon:
        return replace(each, punished_by=())
    apart = _apart_after_block(ruleset, each.move)
    quickest = sorted(soon, key=lambda foe: foe.startup)
    reaching = (foe.move for foe in quickest if foe.reach is not None and foe.reach >= apart)
    return replace(each, punished_by=tuple(reaching))


def _apart_after_block(ruleset: Ruleset, name: str) -> int:
    place = _place(ruleset, name)
    if place is None:
        return 0
    blocked = _blocked(ruleset, name, exchange(ruleset, name, distance=place), place)
    return 0 if blocked is None else blocked.distance
