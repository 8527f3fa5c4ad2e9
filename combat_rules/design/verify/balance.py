"""What is wrong among moves: dominated, unpunishable, unreactable; holes; false claims."""

import shlex
from collections.abc import Iterator, Mapping, Sequence

from combat_rules.design.framedata import FrameData
from combat_rules.design.verify.findings import Finding
from combat_rules.model import Action, ActionRole, Archetype
from combat_rules.plugins import Ruleset

LESS = ("startup", "total")
SAME = ("launches", "sweep", "aim", "grab", "misses_stunned", "stun_mode", "hit_pause", "out_of")
"""What makes moves of different kinds, none better than the other."""
MORE = ("active", "damage", "chip", "reach", "on_hit", "on_block", "on_counter_hit")


def balance(ruleset: Ruleset, rows: Sequence[FrameData]) -> Iterator[Finding]:
    """Everything about moves beside others."""
    data = {row.move: row for row in rows}
    yield from _differences(rows)
    for kind in ruleset.archetypes.values():
        yield from _hole(ruleset, kind, data)
        yield from _dominated(ruleset, kind, data)
    yield from _answers(ruleset, data)


def _differences(rows: Sequence[FrameData]) -> Iterator[Finding]:
    for row in rows:
        for each in row.differences:
            yield Finding(
                code="declared.differs",
                move=row.move,
                text=f"{each.column} is published as {each.published}, measured {each.measured}",
                witness=shlex.join(("combat-rules", "frame-data", "--move", row.move)),
            )


def _strikes(kind: Archetype, ruleset: Ruleset) -> list[Action]:
    known = (ruleset.moves[name].action for name in kind.actions)
    return [action for action in known if action.role is ActionRole.STRIKE]


def _hole(ruleset: Ruleset, kind: Archetype, data: Mapping[str, FrameData]) -> Iterator[Finding]:
    """A distance from which nothing strikes, and from which nothing leads nearer."""
    strikes = [data[action.name] for action in _strikes(kind, ruleset)]
    if any("reach" in row.unknown for row in strikes):
        return
    reaches = [row.reach or 0 for row in strikes]
    nearer = [n for n in kind.actions if ruleset.moves[n].action.travel > 0]
    far = ruleset.stage.arena
    if reaches and max(reaches) < far and not nearer:
        yield Finding(
            code="range.hole",
            move=kind.name,
            text=f"beyond {max(reaches)} units nothing reaches, no action leads nearer, and the "
            f"arena is {far} wide",
        )


def _dominated(
    ruleset: Ruleset, kind: Archetype, data: Mapping[str, FrameData]
) -> Iterator[Finding]:
    strikes = _strikes(kind, ruleset)
    for worse in strikes:
        better = next((b for b in strikes if _beats(b, worse, data)), None)
        if better is not None:
            yield Finding(
                code="move.dominated",
                move=worse.name,
                text=f"{kind.name} has {better.name}, which is at least as good in every respect "
                "and better in one",
                witness=shlex.join(
                    ("combat-rules", "frame-data", "--move", worse.name, "--move", better.name)
                ),
            )


def _beats(better: Action, worse: Action, data: Mapping[str, FrameData]) -> bool:
    """Whether one is nowhere worse than the other, and somewhere better."""
    one, other = data[better.name], data[worse.name]
    if better is worse or one.refused or other.refused or not _alike(better, worse):
        return False
    if {*one.unknown, *other.unknown} & {*LESS, *MORE}:
        return False
    pairs = [(-_number(one, name), -_number(other, name)) for name in LESS]
    pairs += [(_number(one, name), _number(other, name)) for name in MORE]
    costs = {"stamina": better.stamina_cost, **better.costs}
    others = {"stamina": worse.stamina_cost, **worse.costs}
    pairs += [(-costs.get(name, 0), -others.get(name, 0)) for name in {**costs, **others}]
    pairs += [(better.pushback, worse.pushback), (-better.cooldown, -worse.cooldown)]
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


def _alike(better: Action, worse: Action) -> bool:
    """Whether a designer has given the other nothing that the better one has not."""
    return (
        better.line == worse.line
        and better.chart is worse.chart
        and better.cancellable >= worse.cancellable
        and better.knockdown >= worse.knockdown
        and set(worse.cancels) <= set(better.cancels)
        and not worse.appears_as
        and not set(worse.on_contact) - set(better.on_contact)
        and worse.tags <= better.tags
        and better.travel == worse.travel
        and set(worse.protections) <= set(better.protections)
        and all(getattr(better, name) == getattr(worse, name) for name in SAME)
    )


def _number(row: FrameData, name: str) -> int:
    value = getattr(row, name)
    return -(10**12) if value is None else int(value)


def _answers(ruleset: Ruleset, data: Mapping[str, FrameData]) -> Iterator[Finding]:
    """Moves that somebody can do and nobody has an answer to, as far as that is known."""
    kinds = list(ruleset.archetypes.values())
    actions = {a.name: a for kind in kinds for a in _strikes(kind, ruleset)}
    rows = [data[name] for name in actions]
    timed = [row for row in rows if "startup" not in row.unknown]
    foes = [row for row in timed if row.reach is not None or "reach" in row.unknown]
    names = {foe.move for foe in foes}
    soonest = min((foe.startup for foe in foes), default=0)
    guarded = (_guarded(ruleset, kind, data) for kind in kinds)
    quickest = min((ticks for ticks in guarded if ticks is not None), default=None)
    for name, action in actions.items():
        row = data[name]
        if row.damage is None and "damage" not in row.unknown:
            continue
        blocked = row.on_block is None or not names.isdisjoint(row.punished_by)
        # Of one whose startup nobody knows it is not known either what it punishes.
        answered = (blocked or soonest <= row.recovery) if foes else len(timed) < len(rows)
        if not answered and not {"punished_by", "recovery"} & {*row.unknown}:
            yield Finding(
                code="move.unpunishable",
                move=name,
                text=_left_by(row, soonest if foes else None),
                witness=shlex.join(("combat-rules", "frame-data", "--move", name)),
            )
        no_guard_holds_it = row.on_block is None and "on_block" not in row.unknown
        if quickest is None or no_guard_holds_it or "startup" in row.unknown:
            continue
        # What works only in a special state is announced by it.
        if row.startup - 1 < quickest and not action.appears_as and not row.setting:
            yield Finding(
                code="move.unreactable",
                move=name,
                text=f"it strikes after {row.startup - 1} ticks; seeing it and raising a guard "
                f"takes the quickest fighter {quickest}",
            )


def _left_by(row: FrameData, soonest: int | None) -> str:
    """What a move leaves its foe, and what that would need."""
    blocked = "" if row.on_block is None else f" and {row.on_block:+d} when it is blocked"
    answer = "nobody has an answer that reaches anybody"
    if soonest is not None:
        answer = f"the quickest answer takes {soonest}"
    return f"it leaves {row.recovery} ticks when it misses{blocked}; {answer}"


def _guarded(ruleset: Ruleset, kind: Archetype, data: Mapping[str, FrameData]) -> int | None:
    """Ticks from the start of a foe's blow until a fighter of this kind holds a guard; ``None`` if
    it knows none."""
    known = (ruleset.moves[name].action for name in kind.actions)
    guards = [
        data[a.name].startup - 1 if ruleset.pace_rules else a.feint + a.commit
        for a in known
        if a.role in (ActionRole.BLOCK, ActionRole.EVADE)
    ]
    return kind.reaction + min(guards) if guards else None
