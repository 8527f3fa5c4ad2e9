"""Hostile rules: whatever a designer may write and the checks let in, told by a seed."""

from collections.abc import Callable
from typing import Any, NamedTuple

from combat_rules import (
    Act,
    Action,
    ActionRole,
    Archetype,
    Attribute,
    CancelWindow,
    ContactRule,
    Controller,
    DamageRule,
    Outcome,
    Ruleset,
    Scene,
    Status,
    Validation,
    View,
    Wait,
    load_ruleset,
    replace,
)
from combat_rules.charts import four_phases
from combat_rules.charts.soundness import find_problems
from combat_rules.model import LIMIT, PerceptionRule, Stage
from tests.hostile.charts import Sketch, crack, effect
from tests.hostile.events import Roared
from tests.hostile.field import (
    SHELL,
    enrich,
    enrich_archetype,
    more_rules,
    pace_rules,
    turning_contacts,
    turning_status,
    with_more_effects,
    with_more_to_it,
    with_ways_out,
)
from tests.oracle.draw import Draw
from tests.rules import Rules

GRIT = Attribute("grit", default=5, maximum=8)
NAMES = ("alpha", "beta", "gamma", "delta")
STRIKES = ("alpha", "beta")
TRIES = 6
"""Charts that are drawn for an action before it is given the stock one."""


class Drawn(NamedTuple):
    """A plugin of random rules, and how many of its charts were drawn and let in."""

    plugin: Rules
    ticks_per_second: int
    drawn: int
    let_in: int
    rich: bool

    def ruleset(self, runner: str = "table") -> Ruleset:
        """The rules, made ready."""
        return load_ruleset(
            [self.plugin],
            standard=False,
            ticks_per_second=self.ticks_per_second,
            runner="table" if runner == "table" else "reference",
        )


def small(draw: Draw) -> int:
    """A number as rules mostly have: none at all, or a few."""
    return draw.one((0, 0, 1, 2, 3, 5, 8, 13))


def any_number(draw: Draw) -> int:
    """A number from nothing to the limit."""
    return draw.one((0, 1, 7, 1000, 10**6, LIMIT - 1, LIMIT, LIMIT))


def draw_rules(draw: Draw, further: Draw, *others: Draw) -> Drawn:
    """Random rules; of most stories with what ``further`` and the ``others`` draw besides."""
    lastly, paces, ways, turns = others
    rich = further.yes(60)
    brittle, vast = draw.yes(25), draw.yes(10)

    def number(draw: Draw) -> int:
        return any_number(draw) if vast and draw.yes(35) else small(draw)

    charts = [draw_chart(draw, number, brittle, name in STRIKES) for name in NAMES]
    actions = [
        draw_action(draw, name, number, brittle, chart)
        for name, (chart, _) in zip(NAMES, charts, strict=True)
    ]
    archetypes = [draw_archetype(draw, kind, number) for kind in ("fighter", "other")]
    more: dict[str, Any] = {}
    if rich:
        actions = [enrich(further, action, number) for action in actions]
        archetypes = [enrich_archetype(further, kind) for kind in archetypes]
        more = {**more_rules(further, number, brittle)}
        actions = [with_more_effects(lastly, action, number) for action in actions]
        actions = [with_ways_out(ways, action) for action in actions]
        actions = [turning_contacts(turns, action) for action in actions]
    damage_rules = more.get("damage_rules", ())
    parts: dict[str, Any] = {
        **more,
        "actions": actions,
        "archetypes": archetypes,
        "attributes": [
            replace(GRIT, regeneration=draw.one((3, 0, -5))),
            Attribute("rot", 0, -1, 9 if draw.yes(80) else LIMIT, draw.one((-40, -7, -1, 0, 3))),
            *[SHELL] * rich,
        ],
        "statuses": [draw_status(draw, n, number, brittle) for n in range(draw.number(0, 2))],
        "damage_rules": [
            *[DamageRule("grows", 1, grows)] * draw.yes(50),
            *[DamageRule("breaks", 2, breaks)] * brittle,
            *damage_rules,
        ],
        "validations": [
            *[Validation(grit_is_left)] * draw.yes(20),
            *[Validation(raises_at_start)] * brittle,
        ],
        "contact_rules": [
            *[ContactRule("anything", 1, answers_anything)] * draw.yes(35),
            *[ContactRule("raises", 2, raises_on_contact)] * brittle,
        ],
        "perception_rules": [
            *[PerceptionRule("notices", notices)] * draw.yes(25),
            *[PerceptionRule("blinks", blinks)] * (brittle and draw.yes(40)),
        ],
        "controllers": [Controller("fidget", fidget, "", draw.yes(50))],
        "events": [Roared],
    }
    second = draw.one((1, 7, 20, 60, 1000))
    if rich:
        statuses = [with_more_to_it(lastly, one, number) for one in parts["statuses"]]
        parts["statuses"] = [turning_status(turns, one) for one in statuses]
        parts["pace_rules"] = pace_rules(paces, brittle)
        parts["stage"] = Stage(ticks_per_second=second, recoils=further.yes(50))
    let_in = sum(chart is not None for chart, _ in charts)
    return Drawn(Rules(**parts), second, sum(drawn for _, drawn in charts), let_in, rich)


def draw_status(draw: Draw, place: int, number: Callable[[Draw], int], brittle: bool) -> Status:
    """A status that does something now and then."""
    attribute, every = draw.one(("rot", "rot", "grit")), max(1, small(draw))
    return Status(f"status {place}", attribute, every, effect(draw, number, brittle))


def draw_chart(
    draw: Draw, number: Callable[[Draw], int], brittle: bool, strikes: bool
) -> tuple[Any, int]:
    """A chart that is let in, and how many were drawn for it; ``None`` stands for the stock one."""
    if draw.yes(25):
        return None, 0
    for drawn in range(1, TRIES + 1):
        sketch = Sketch(draw, number, brittle)
        chart = sketch.chart(strikes)
        if not find_problems(chart):
            return (chart, tuple(sketch.leaves)), drawn
    return None, TRIES


def draw_action(
    draw: Draw, name: str, number: Callable[[Draw], int], brittle: bool, drawn: Any
) -> Action:
    """An action in which anything may be anything, but for a strike that can land."""
    chart, phases = drawn or (None, ())
    if chart is None and draw.yes(40):
        chart = four_phases("Steady", on_feint=[effect(draw, number, brittle)],
                            on_recovery=[effect(draw, number, brittle)])  # fmt: skip
    strikes = name in STRIKES
    role = ActionRole.STRIKE if strikes else draw.one(list(ActionRole))
    return Action(
        name=name,
        chart=chart,
        phases={phase: number(draw) for phase in phases},
        role=role,
        feint=number(draw),
        commit=small(draw),
        release=max(1, number(draw)),
        recovery=number(draw),
        stamina_cost=draw.one((0, 1, 4, number(draw))),
        costs={"grit": draw.number(0, 3)} if draw.yes(20) else {},
        damage=draw.one((number(draw), 3, 9)),
        chip=draw.one((0, 30, 100)),
        reach=draw.one((8, 15, 30, 30, number(draw))),
        travel=draw.one((-1, 1)) * number(draw),
        hitstun=number(draw),
        blockstun=number(draw),
        stagger=number(draw),
        pushback=number(draw),
        knockdown=draw.yes(15),
        cooldown=draw.one((0, 0, number(draw))),
        cancellable=draw.yes(50),
        line=draw.one(("", "high", "low")),
        covers=draw.one(((), (), ("high",))),
        appears_as=draw.one(("", "", "alpha")),
        cancels=tuple(draw_window(draw) for _ in range(draw.number(0, 2))),
        on_contact=tuple(effect(draw, number, brittle) for _ in range(draw.one((0, 0, 1, 2)))),
    )


def draw_window(draw: Draw) -> CancelWindow:
    """A window into something, on something, for a while."""
    start = small(draw)
    on = frozenset({draw.one(list(Outcome)), *draw.some(list(Outcome), 6)})
    return CancelWindow(
        into=(draw.one(NAMES),), on=on, start=start,
        end=None if draw.yes(60) else start + small(draw),
    )  # fmt: skip


def draw_archetype(draw: Draw, name: str, number: Callable[[Draw], int]) -> Archetype:
    """A kind of fighter that knows every action."""
    return Archetype(
        name=name,
        actions=NAMES,
        controller="fidget",
        health=max(1, draw.one((30, 30, 100, number(draw)))),
        stamina=draw.one((10, 20, number(draw))),
        stamina_regeneration=number(draw),
        reaction=draw.one((0, 2, number(draw))),
        memory=draw.one((10, 0, number(draw))),
        sight_range=draw.one((100, 8, number(draw))),
    )


# -- rules -----------------------------------------------------------------------------------------


def grows(scene: Scene, damage: int) -> int:
    """Luck adds or takes some."""
    return max(0, min(LIMIT, damage + scene.dice.roll("damage", 5) - 2))


def breaks(scene: Scene, damage: int) -> int:
    """The damage stays as it is, or the rule raises."""
    crack(scene, "damage", 6)
    return damage


def grit_is_left(scene: Scene) -> bool:
    """The actor has grit left."""
    return GRIT.of(scene.actor) > 0


def raises_at_start(scene: Scene) -> bool:
    """Nothing is against it, or it raises."""
    crack(scene, "start", 5)
    return True


def answers_anything(scene: Scene) -> Outcome:
    """Any outcome, whatever has happened."""
    assert scene.outcome is not None
    if scene.dice.chance(f"odd {scene.target.id}", 60):
        outcomes = list(Outcome)
        return outcomes[scene.dice.roll(f"what {scene.target.id}", len(outcomes)) - 1]
    return scene.outcome


def raises_on_contact(scene: Scene) -> Outcome:
    """The outcome stays as it is, or the rule raises."""
    crack(scene, "contact", 8)
    assert scene.outcome is not None
    return scene.outcome


def notices(scene: Scene) -> bool:
    """Somebody near, or who is known already, is seen."""
    return scene.distance <= 6 or scene.awareness.value > 0


def blinks(scene: Scene) -> bool:
    """Sight is clear, or the rule raises."""
    crack(scene, "sight", 2)
    return True


def fidget(view: View) -> Act | Wait:
    """Do anything that is possible, and now and then what is not."""
    if view.dice.chance("lost", 2):
        return Act("omega")
    possible = tuple(view.possible)
    if not possible or view.dice.chance("wait", 30):
        return Wait(view.dice.roll("ticks", 12))
    again = view.dice.roll("when", 12) if view.dice.chance("again", 30) else 0
    return Act(possible[view.dice.roll("what", len(possible)) - 1], again=again)
