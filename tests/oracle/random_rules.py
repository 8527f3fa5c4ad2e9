"""Random rules, the same on every machine.

They are made of the same parts as those of ``tests/properties``, but drawn by a generator of our
own, so that no version of hypothesis makes other ones. Rules that raise do so as the dice have it,
never by how often they are asked: an engine may ask as often as it likes.
"""

from typing import Any

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
    Effects,
    Outcome,
    Ruleset,
    Scene,
    Status,
    View,
    Wait,
    load_ruleset,
)
from combat_rules.model import PerceptionRule
from tests.oracle.draw import Draw
from tests.properties.ailments import Ailments, Reeled, recover, reel, waste
from tests.properties.rulesets import (
    EFFECTS,
    NAMES,
    ROLES,
    SECOND,
    Brittle,
    Feeler,
    Mended,
    Steady,
    fidget,
    grit_left,
    harder_into_calm,
    sharp_clashes,
    softened_by_grit,
    target_is_calm,
)
from tests.rules import Rules


def rules(draw: Draw, brittle: bool) -> Ruleset:
    """Random rules: small numbers, every role, every way to act on each other."""
    ailments = Ailments(
        draw.one([-40, -7, -1, 0, 0, 3]),
        tuple(
            (draw.one(["rot", "rot", "grit"]), draw.number(1, 9), draw.one([waste, reel, recover]))
            for _ in range(draw.number(0, 2))
        ),
    )
    contacts = [ContactRule("sharp_clashes", 1, sharp_clashes)] * draw.yes(50)
    contacts += [ContactRule("calm_is_hit", 3, calm_is_hit)] * draw.yes(20)
    sights = [PerceptionRule("far_calm_is_hidden", far_calm_is_hidden)] * draw.yes(30)
    sights += [PerceptionRule("grit_sees", grit_sees)] * draw.yes(20)
    sights += [PerceptionRule("blinks", blinks)] * (brittle and draw.yes(50))
    damages = [DamageRule("harder_into_calm", 20, harder_into_calm)]
    damages += [DamageRule("softened_by_grit", 10, softened_by_grit)] * draw.yes(70)
    plugin = Rules(
        [action(draw, name, brittle) for name in NAMES],
        archetypes=[archetype(draw, name) for name in ("fighter", "other")],
        attributes=[
            Attribute("grit", default=5, maximum=8, regeneration=draw.one([3, 3, 0, -5])),
            ailments.attribute(),
        ],
        statuses=[*ailments.statuses(nothing)[:-1], *[Status("gasp", "rot", 5, gasp)] * brittle],
        damage_rules=[*damages, *[DamageRule("cracks", 15, cracks)] * brittle],
        validations=[*[grit_left] * draw.yes(20), *[starts] * brittle],
        contact_rules=[*contacts, *[ContactRule("doubts", 2, doubts)] * brittle],
        perception_rules=sights,
        controllers=[Controller("fidget", stumble if brittle else fidget, "", draw.yes(50))],
        events=[Mended, Reeled],
    )
    return load_ruleset([plugin], standard=False, ticks_per_second=SECOND)


def archetype(draw: Draw, name: str) -> Archetype:
    """A kind of fighter that knows every action."""
    return Archetype(
        name=name,
        actions=NAMES,
        controller="fidget",
        health=draw.number(5, 40),
        stamina=draw.number(3, 20),
        stamina_regeneration=draw.number(0, 9),
        reaction=draw.number(0, 6),
        memory=draw.one([10, 10, 0, 3]),
        sight_range=draw.one([100, 100, 8]),
    )


def action(draw: Draw, name: str, brittle: bool) -> Action:
    """An action in which anything may be zero, except that a strike has to be active."""
    chart = draw.one([None, None, Feeler, Steady, *[Brittle] * brittle])
    role = draw.one(ROLES[name] if draw.yes(40) or name != "gamma" else ROLES["delta"])
    strikes = role is ActionRole.STRIKE
    effects = [*EFFECTS, *[fumbles] * brittle]
    return Action(
        name=name,
        chart=chart,
        phases={"measure": draw.number(0, 9)} if chart is Feeler else {},
        role=role,
        feint=draw.number(0, 9 if strikes else 3),
        commit=draw.number(0, 9 if strikes else 3),
        release=draw.number(1, 9) if strikes else draw.number(9, 18),
        recovery=draw.number(0, 9),
        stamina_cost=draw.number(0, 4),
        damage=draw.number(0, 9),
        chip=draw.one([0, 30, 100]),
        reach=draw.number(4, 15),
        travel=draw.number(-5, 5),
        hitstun=draw.number(0, 9),
        blockstun=draw.number(0, 9),
        stagger=draw.number(0, 9),
        pushback=draw.number(0, 5),
        knockdown=strikes and draw.yes(15),
        cooldown=draw.one([0, 0, 15]),
        cancellable=draw.yes(50),
        line=draw.one(["", "high", "low"]),
        covers=draw.one([(), (), ("high",)]),
        tags=frozenset({*["sharp"] * (name == "alpha"), *draw.some(["sharp", "blunt"], 2)}),
        appears_as=draw.one(["", "", "alpha"]),
        cancels=tuple(window(draw) for _ in range(draw.number(0, 3))),
        on_contact=draw.some(effects, 2),
    )


def window(draw: Draw) -> CancelWindow:
    """A window into something, on something, for a while."""
    start = draw.number(0, 6)
    return CancelWindow(
        into=(draw.one([*NAMES, "#sharp"]),),
        on=frozenset({draw.one(list(Outcome)), *draw.some(list(Outcome), 6)}),
        start=start,
        end=None if draw.yes(60) else draw.number(start, start + 9),
    )


def calm_is_hit(scene: Scene) -> Outcome:
    """Whoever is calm cannot evade."""
    assert scene.outcome is not None
    calm = scene.outcome is Outcome.EVADED and scene.target.phase != "release"
    return Outcome.HIT if calm else scene.outcome


def far_calm_is_hidden(scene: Scene) -> bool:
    """Somebody far off who does nothing is not seen."""
    return scene.distance <= 6 or not target_is_calm(scene)


def grit_sees(scene: Scene) -> bool:
    """Without grit one sees no further than the next one."""
    return scene.distance <= 4 or grit_left(scene)


def nothing(scene: Scene, effects: Effects) -> None:
    """Ask for nothing."""


# -- rules that raise ---------------------------------------------------------------------


def crack(dice: Any, what: str, percent: int = 4) -> None:
    """Raise now and then, as the dice have it."""
    if dice.chance(what, percent):
        raise RuntimeError(f"{what} cracked")


def starts(scene: Scene) -> bool:
    """Nothing is against it; it raises now and then."""
    crack(scene.dice, "start")
    return True


def cracks(scene: Scene, damage: int) -> int:
    """The damage stays as it is, or the rule raises."""
    crack(scene.dice, "damage")
    return damage


def doubts(scene: Scene) -> Outcome:
    """The outcome stays as it is, or the rule raises."""
    crack(scene.dice, "contact")
    assert scene.outcome is not None
    return scene.outcome


def blinks(scene: Scene) -> bool:
    """Sight is clear, or the rule raises."""
    crack(scene.dice, "sight", 1)
    return True


def gasp(scene: Scene, effects: Effects) -> None:
    """Nothing happens, or the status raises."""
    crack(scene.dice, "gasp", 15)


def fumbles(scene: Scene, effects: Effects) -> None:
    """Push the target, or raise half way."""
    effects.push(scene.target.id, 2)
    crack(scene.dice, "fumble", 15)


def stumble(view: View) -> Act | Wait:
    """Fidget, choose what does not exist, or raise."""
    crack(view.dice, "choice", 3)
    return Act("omega") if view.dice.chance("lost", 3) else fidget(view)
