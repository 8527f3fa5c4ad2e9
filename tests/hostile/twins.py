"""Twins: the same fight played in other ways has to be the same fight."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from combat_rules import CombatEvent, CombatSystem
from combat_rules.engine.fold import apply
from combat_rules.engine.inputs import Rollback
from combat_rules.model.events import (
    ActionBlow,
    CombatantJoined,
    CombatantMoved,
    CombatantPushed,
    ProjectileEvent,
    details,
)
from combat_rules.record import Journal, Replay, resume
from combat_rules.testing.shown import PLACES
from tests.hostile.checker import demand
from tests.hostile.story import ARENA, Ear, Story, do
from tests.oracle.draw import Draw

Twin = Callable[[Story, CombatSystem, Sequence[CombatEvent], Draw], None]
PLACED = (ActionBlow, CombatantMoved, CombatantPushed, CombatantJoined, ProjectileEvent)


def same_in_slices(
    story: Story, one: CombatSystem, events: Sequence[CombatEvent], draw: Draw
) -> None:
    """However time is cut into slices."""
    other = story.open(one.fight.ruleset)
    heard = Ear(other)
    for step in story.steps:
        if other.result is not None:
            break
        if step.what == "advance" and step.number > 1:
            first = draw.number(0, step.number)
            do(other, step._replace(number=first))
            if other.result is None:
                do(other, step._replace(number=step.number - first))
        else:
            do(other, step)
    _same(one, other, events, heard.events, "in slices")


def same_after_loading(
    story: Story, one: CombatSystem, events: Sequence[CombatEvent], draw: Draw
) -> None:
    """Saved, led astray, and loaded again; once in the same fight and once in another one."""
    here, elsewhere = story.open(one.fight.ruleset), story.open(one.fight.ruleset)
    heard = Ear(here)
    when = _breath(story, draw)
    for number in story.play(here) if when else ():
        if number >= when:
            break
    save = here.save()
    for step in draw.some(story.all_steps, 5):
        if here.result is None and step.what != "submit":
            do(here, step)
    here.load(save)
    demand(here.save() == save, "a save that is loaded is another one")
    elsewhere.load(save)
    for combat in (here, elsewhere):
        for _ in story.play(combat, first=when):
            pass
    _same(one, here, events, heard.events, "after loading")
    demand(elsewhere.save() == one.save(), "loaded elsewhere, it is another fight")


def same_in_a_mirror(
    story: Story, one: CombatSystem, events: Sequence[CombatEvent], draw: Draw
) -> None:
    """Left for right, and joined in another order."""
    order = list(range(len(story.fighters)))
    for place in range(len(order)):
        other_place = draw.number(0, len(order) - 1)
        order[place], order[other_place] = order[other_place], order[place]
    other = story.open(one.fight.ruleset, mirrored=True, order=order)
    heard = Ear(other)
    for _ in story.play(other, mirrored=True):
        pass
    mine, theirs = _tale(events, None), _tale(heard.events, ARENA)
    demand(
        mine == theirs,
        f"in the mirror: {_first(mine - theirs)}\nthere:         {_first(theirs - mine)}",
    )
    demand(one.result == other.result, f"{one.result} is {other.result} in the mirror")


def same_on_the_other_runner(
    story: Story, one: CombatSystem, events: Sequence[CombatEvent], draw: Draw
) -> None:
    """Each chart run by the library itself."""
    other = story.open(story.drawn.ruleset("reference"))
    heard = Ear(other)
    for _ in story.play(other):
        pass
    mine, theirs = list(map(_row, events)), list(map(_row, heard.events))
    demand(mine == theirs, _parting(mine, theirs, "on the other runner"))


def same_from_its_journal(
    story: Story, one: CombatSystem, events: Sequence[CombatEvent], draw: Draw
) -> None:
    """Recorded and replayed, folded from its inputs, and killed and resumed."""
    rules = one.fight.ruleset
    when = _breath(story, draw)
    with TemporaryDirectory() as folder:
        file, copy = Path(folder) / "fight.jsonl", Path(folder) / "killed.jsonl"
        killed_at = 0
        with Journal(file) as journal:
            combat = story.open(rules, journal)
            for number in story.play(combat):
                if number == when and file.exists():
                    copy.write_bytes(file.read_bytes())
                    killed_at = combat.now
        demand(combat.save() == one.save(), "with a journal it is another fight")
        replayed = Replay(file, rules).finish()
        demand(replayed.seats == one.state.world.seats, "replayed it is another fight")
        if copy.exists() and len(story.fighters) > 1:
            resumed = resume(copy, rules)
            with resumed.journal:
                if killed_at > resumed.combat.now and resumed.combat.result is None:
                    resumed.combat.advance(killed_at - resumed.combat.now)
                for _ in story.play(resumed.combat, first=when):
                    pass
                demand(resumed.combat.save() == one.save(), "resumed it is another fight")


def same_when_folded(
    story: Story, one: CombatSystem, events: Sequence[CombatEvent], draw: Draw
) -> None:
    """Its inputs folded twice, each from the world that it met."""
    combat = story.open(one.fight.ruleset)
    seen: list[Any] = []
    fold = combat.state.fold

    def note(given: Any) -> Any:
        before = combat.state.world
        applied = fold(given)
        if not isinstance(given, Rollback):
            again = apply(combat.fight, before, given)
            demand(again.world == applied.world, f"{given} folded again is another world")
        seen.append(given)
        return applied

    combat.state.fold = note  # type: ignore[method-assign] # to look on, not to change anything
    for _ in story.play(combat):
        pass
    demand(combat.save() == one.save(), "looked at, it is another fight")


TWINS: tuple[Twin, ...] = (
    same_in_slices,
    same_after_loading,
    same_in_a_mirror,
    same_from_its_journal,
    same_when_folded,
)
WITHOUT_ROLLBACKS: frozenset[Twin] = frozenset({same_in_slices, same_after_loading})
"""Going back is a matter of the worlds that are kept, which these have others of."""


def _breath(story: Story, draw: Draw) -> int:
    """Some number of steps of which the last one lets time pass: what was submitted is no part of
    a fight until then."""
    return draw.one((0, *(n for n, step in enumerate(story.steps, 1) if step.what == "advance")))


def _same(
    one: CombatSystem, other: CombatSystem, events: Sequence[CombatEvent],
    heard: Sequence[CombatEvent], how: str,
) -> None:  # fmt: skip
    mine, theirs = list(map(_row, events)), list(map(_row, heard))
    demand(mine == theirs, _parting(mine, theirs, how))
    demand(one.save() == other.save(), f"{how} it is another fight")


def _parting(mine: list[Any], theirs: list[Any], how: str) -> str:
    for one, other in zip(mine, theirs, strict=False):
        if one != other:
            return f"{how}:\n{other}\ninstead of\n{one}"
    return f"{how}: {len(theirs)} events instead of {len(mine)}"


def _row(event: CombatEvent) -> tuple[Any, ...]:
    return (event.sequence, event.causes, *_told(event, None))


def _told(event: CombatEvent, arena: int | None) -> tuple[Any, ...]:
    data: dict[str, Any] = details(event)
    if arena is not None and isinstance(event, PLACED):
        data = {key: arena - value if key in PLACES else value for key, value in data.items()}
        data |= {"way": -data["way"]} if "way" in data else {}
    data = {key: value for key, value in data.items() if key not in ("why", "combatants")}
    return (
        event.timestamp, event.type, event.source or "", event.target or "", event.action or "",
        repr(sorted(data.items())),
    )  # fmt: skip


def _tale(events: Sequence[CombatEvent], arena: int | None) -> Counter[tuple[Any, ...]]:
    """All events with all their causes, in no order within a tick."""
    said = {event.sequence: _told(event, arena) for event in events}
    return Counter(
        (said[event.sequence], tuple(sorted(said.get(cause, ()) for cause in event.causes)))
        for event in events
    )


def _first(told: Counter[tuple[Any, ...]]) -> object:
    return min(told, default="nothing more")
