"""A patch, compared: what two versions of the same moves do differently, for a patch note."""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum

from msgspec import Struct

from combat_rules.charts.comparisons import window_shown
from combat_rules.charts.drawing.markdown import in_markdown
from combat_rules.design.combos import best_combos, endless_combos, links
from combat_rules.design.framedata import FrameData, frame_data
from combat_rules.design.framesheet import UNKNOWN
from combat_rules.design.training import Lab
from combat_rules.model import MEASURED, Action, Archetype, CancelWindow
from combat_rules.plugins import Ruleset
from combat_rules.plugins.fingerprint import Changed, changes

COMPARED = tuple(column for column in MEASURED if column != "on_whiff")
"""What of frame data is compared: how long a miss leaves open follows from the rest."""
UNCOMPARED = ("name", "title", "description", "published", "chart", "on_contact")


class Change(Struct, frozen=True):
    """One thing that is otherwise: a column, with what it was and what it is, in words."""

    what: str
    before: str
    after: str


class Kind(Struct, frozen=True, kw_only=True):
    """What changed for an archetype: links and loops by the names of their moves."""

    changes: tuple[Change, ...] = ()
    new_links: tuple[str, ...] = ()
    lost_links: tuple[str, ...] = ()
    new_loops: tuple[str, ...] = ()
    lost_loops: tuple[str, ...] = ()
    best: Change | None = None


class Patch(Struct, frozen=True, kw_only=True):
    """What a new version of moves does differently from an old one.

    ``rules`` is what else is different: charts, guards, effects, rules, attributes, controllers,
    field by field, and archetypes that are new or gone.
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]
    moves: Mapping[str, tuple[Change, ...]]
    kinds: Mapping[str, Kind]
    rules: tuple[Changed, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is different."""
        return not (self.new or self.gone or self.moves or self.kinds or self.rules)


def compare(old: Ruleset, new: Ruleset, told: Callable[[str], None] | None = None) -> Patch:
    """Compare two rulesets, by numbers, by what is measured, and by what connects.

    ``told`` is called with the name of each archetype that is done.
    """
    shared = [name for name in new.moves if name in old.moves]
    before = {row.move: row for row in frame_data(old, shared)}
    after = {row.move: row for row in frame_data(new, shared)}
    moves = {
        name: found
        for name in shared
        if (found := tuple(_of_move(old, new, before[name], after[name])))
    }
    kinds = {}
    for name in new.archetypes:
        if name in old.archetypes:
            kind = _of_kind(old, new, name)
            if kind != Kind():
                kinds[name] = kind
        if told is not None:
            told(name)
    return Patch(
        new=tuple(name for name in new.moves if name not in old.moves),
        gone=tuple(name for name in old.moves if name not in new.moves),
        moves=moves,
        kinds=kinds,
        rules=tuple(_of_rules(old, new)),
    )


def as_note(patch: Patch) -> str:
    """The patch as Markdown."""
    if patch.empty:
        return "Nothing is different.\n"
    lines = []
    for title, names in (("New", patch.new), ("Gone", patch.gone)):
        if names:
            lines += [f"## {title}", "", *(f"- {in_markdown(name)}" for name in names), ""]
    if patch.moves:
        lines += ["## Moves", ""]
        for name, found in patch.moves.items():
            lines += [f"- **{in_markdown(name)}**: {'; '.join(map(_said, found))}"]
        lines.append("")
    for name, kind in patch.kinds.items():
        lines += [f"## {in_markdown(name)}", "", *_about(kind), ""]
    if patch.rules:
        lines += [
            "## Rules",
            "",
            *(f"- {in_markdown(str(changed))}" for changed in patch.rules),
            "",
        ]
    return "\n".join(lines)


def _about(kind: Kind) -> Iterator[str]:
    for change in kind.changes:
        yield f"- {_said(change)}"
    for title, names in (
        ("New links", kind.new_links),
        ("Lost links", kind.lost_links),
        ("New endless combos", kind.new_loops),
        ("Endless combos that are gone", kind.lost_loops),
    ):
        if names:
            yield f"- {title}: {', '.join(map(in_markdown, names))}"
    if kind.best is not None:
        yield f"- Best combo: {_way(kind.best)}"


def _said(change: Change) -> str:
    return f"{in_markdown(change.what)} {_way(change)}"


def _way(change: Change) -> str:
    before, after = (in_markdown(each or "none") for each in (change.before, change.after))
    return f"{before} → {after}"


def _of_move(old: Ruleset, new: Ruleset, before: FrameData, after: FrameData) -> Iterator[Change]:
    measured = []
    for name in COMPARED:
        one, other = _measured(before, name), _measured(after, name)
        if one != other:
            measured.append(name)
            yield Change(name, one, other)
    was, now = old.moves[before.move].action, new.moves[before.move].action
    yield from _of_fields(was, now, (*UNCOMPARED, *measured))
    if (was.chart is None) != (now.chart is None) or (
        old.moves[before.move].runner.guard_names() != new.moves[before.move].runner.guard_names()
    ):
        guards = [" ".join(r.moves[before.move].runner.guard_names()) for r in (old, new)]
        yield Change("guards", *guards)


def _measured(row: FrameData, name: str) -> str:
    """A column of frame data as designers write it; a question mark for what nobody knows."""
    return UNKNOWN if name in row.unknown else _shown(getattr(row, name))


def _of_fields(
    was: Action | Archetype, now: Action | Archetype, left_out: tuple[str, ...]
) -> Iterator[Change]:
    for name in type(now).__struct_fields__:
        one, other = getattr(was, name), getattr(now, name)
        if one != other and name not in left_out:
            yield Change(name, _shown(one), _shown(other))


def _of_rules(old: Ruleset, new: Ruleset) -> Iterator[Changed]:
    """What neither the numbers of moves nor those of archetypes tell."""
    for changed in changes(old, new):
        kind = changed.thing.partition(" ")[0]
        own = ("chart", "on_contact") if kind == "action" else ("",)
        if kind not in ("action", "archetype") or changed.field in own:
            yield changed


def _of_kind(old: Ruleset, new: Ruleset, name: str) -> Kind:
    one, other = old.archetypes[name], new.archetypes[name]
    linked = [_links(ruleset, name) for ruleset in (old, new)]
    looped = [_loops(ruleset, name) for ruleset in (old, new)]
    best = [_best(ruleset, name) for ruleset in (old, new)]
    return Kind(
        changes=tuple(_of_fields(one, other, ("name", "description"))),
        new_links=_without(linked[1], linked[0]),
        lost_links=_without(linked[0], linked[1]),
        new_loops=_without(looped[1], looped[0]),
        lost_loops=_without(looped[0], looped[1]),
        best=Change("best combo", *best) if best[0] != best[1] else None,
    )


def _links(ruleset: Ruleset, kind: str) -> list[str]:
    found = links(Lab(ruleset, kind))
    return [f"{move} > {then}" for move, after in found.items() for then in after]


def _loops(ruleset: Ruleset, kind: str) -> list[str]:
    return [" > ".join(combo.circle) for combo in endless_combos(ruleset, kind)]


def _best(ruleset: Ruleset, kind: str) -> str:
    found = best_combos(ruleset, kind, number=1)
    return f"{' > '.join(found[0].moves)} ({found[0].damage})" if found else ""


def _without(names: list[str], others: list[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name not in others)


def _shown(value: object) -> str:
    """A value as designers write it."""
    if isinstance(value, CancelWindow):
        return window_shown(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {each}" for name, each in value.items())
    if isinstance(value, frozenset):
        return " ".join(sorted(map(_shown, value)))
    if isinstance(value, tuple):
        return "; ".join(map(_shown, value))
    return "" if value is None else str(value)
