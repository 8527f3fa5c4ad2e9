"""What rules of real fights have besides: several hits, sweeps, projectiles, pauses, reactions."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from statemachine import State

from combat_rules import (
    Action,
    ActionRole,
    Archetype,
    Attribute,
    DamageRule,
    Effects,
    Outcome,
    Scene,
    replace,
)
from combat_rules.charts import ActionChart, is_cancellable, several_hits
from combat_rules.model import (
    ActionStateType,
    Aim,
    Dealt,
    Hit,
    PaceRule,
    Projectile,
    Protection,
    Reaction,
    Status,
    Stun,
    StunMode,
    StunRule,
    Sweep,
)
from tests.hostile.charts import Ask, crack, effect, luck_holds
from tests.oracle.draw import Draw

Number = Callable[[Draw], int]

ROT = Attribute("rot")
SHELL = Attribute("shell", default=4, minimum=-2, maximum=12, absorbs=True)
LINES = ("", "high", "low")
SIGNAL = "let_go"


class Held(ActionChart):
    """Held for a while, and let go of; or held on to, once more."""

    kinds: ClassVar[dict[str, ActionStateType]] = {
        "held": ActionStateType.COMMIT,
        "loose": ActionStateType.RELEASE,
    }
    feint = State(initial=True)
    held = State()
    release = State()
    loose = State()
    recovery = State()
    done = State(final=True)

    advance = (
        feint.to(held)
        | held.to(release)
        | release.to(recovery)
        | loose.to(recovery)
        | recovery.to(done)
    )
    let_go = held.to(loose, cond=luck_holds) | release.to(held) | feint.to(recovery)
    cancel = held.to(recovery, cond=is_cancellable)
    interrupt = feint.to(recovery) | held.to(recovery) | release.to(done) | loose.to(held)


HELD_PHASES = ("held", "loose")
SEVERAL = several_hits("Flurry", 3)
SEVERAL_PHASES = ("gap_2", "release_2", "gap_3", "release_3")


def enrich(draw: Draw, action: Action, number: Number) -> Action:
    """An action with more of what an action may have."""
    strikes = action.role is ActionRole.STRIKE
    action = replace(
        action,
        hit_pause=draw.one((0, 0, 1, 4)),
        stun_mode=draw.one(list(StunMode)),
        aim=draw.one((Aim.FOE, Aim.FOE, Aim.FOE, *Aim)),
        grab=draw.yes(20),
        misses_stunned=draw.yes(20),
        ends_with_blockstun=draw.yes(20),
        protections=tuple(draw_protection(draw) for _ in range(draw.one((0, 0, 1, 2)))),
        hits=tuple(draw_hit(draw, number) for _ in range(draw.one((0, 0, 1, 3)))),
    )
    if strikes and draw.yes(30):
        aim = Aim.FOE if action.aim is Aim.SELF else action.aim
        return replace(action, launches=draw_projectile(draw, number), aim=aim)
    if draw.yes(25):
        chart, phases = draw.one(((Held, HELD_PHASES), (SEVERAL, SEVERAL_PHASES)))
        ticks = {phase: draw.one((0, 1, 2, 5)) for phase in phases}
        action = replace(action, chart=chart, phases=ticks)
    return replace(action, sweep=draw.one(list(Sweep)))


def with_more_effects(draw: Draw, action: Action, number: Number) -> Action:
    """An action whose contacts do more than one thing."""
    more = tuple(draw_effect(draw, number) for _ in range(draw.one((0, 0, 1, 2))))
    return replace(action, on_contact=(*action.on_contact, *more))


def with_ways_out(draw: Draw, action: Action) -> Action:
    """An action that may be begun out of some stuns, if any."""
    if draw.yes(60):
        return action
    return replace(action, out_of=tuple(stun for stun in Stun if draw.yes(60)))


def with_more_to_it(draw: Draw, status: Status, number: Number) -> Status:
    """A status that does more than one thing each time, some to all around."""
    whole = status.effect
    for _ in range(draw.one((0, 1, 2))):
        whole = in_turn(draw_effect(draw, number), whole)
    if draw.yes(40):
        aim = draw.one((Aim.FOE, Aim.FRIEND, Aim.ANYBODY))
        status = replace(status, aim=aim, reach=draw.one((1, 15, 1000)))
    return replace(status, effect=whole)


def turning_contacts(draw: Draw, action: Action) -> Action:
    """An action at whose contacts somebody may be turned."""
    if draw.yes(50):
        return action
    return replace(action, on_contact=(*action.on_contact, draw_turn(draw)))


def turning_status(draw: Draw, status: Status) -> Status:
    """A status that may turn somebody; mostly its bearer, to all around at once."""
    if draw.yes(30):
        return status
    if draw.yes(70):
        status = replace(status, aim=draw.one((Aim.FOE, Aim.ANYBODY)), reach=1000)
    return replace(status, effect=in_turn(status.effect, draw_turn(draw)))


def draw_turn(draw: Draw) -> Ask:
    """A turn of the actor mostly, as it is behind whoever is struck that somebody stands."""
    return turning(draw.number(0, 1), draw.yes(70))


def in_turn(first: Ask, then: Ask) -> Ask:
    """One effect, then another one."""

    def both(scene: Scene, effects: Effects) -> None:
        first(scene, effects)
        then(scene, effects)

    return both


def draw_effect(draw: Draw, number: Number) -> Ask:
    """An effect of any kind: harm, a pause, a leap, a turn, leaving the fight, a change, or a
    bound."""
    if draw.yes(30):
        ask = draw.one((harming, harming, pausing, leaping, leaving, leaving, turning))
        return ask(number(draw), draw.yes(50))
    return request(draw, number) if draw.yes(30) else effect(draw, number, brittle=False)


def harming(points: int, oneself: bool) -> Ask:
    """An effect that takes health as damage."""

    def harm(scene: Scene, effects: Effects) -> None:
        effects.harm(scene.actor.id if oneself else scene.target.id, points)

    return harm


def pausing(ticks: int, oneself: bool) -> Ask:
    """An effect that holds somebody up."""

    def pause(scene: Scene, effects: Effects) -> None:
        effects.pause(scene.actor.id if oneself else scene.target.id, ticks)

    return pause


def leaving(ticks: int, oneself: bool) -> Ask:
    """An effect after which somebody leaves the fight, at some ticks."""

    def leave(scene: Scene, effects: Effects) -> None:
        if scene.now % 2 == ticks % 2:
            effects.withdraw(scene.actor.id if oneself else scene.target.id)

    return leave


def leaping(distance: int, back: bool) -> Ask:
    """A step past bodies."""

    def leap(scene: Scene, effects: Effects) -> None:
        effects.step(-distance if back else distance, past=True)

    return leap


def turning(ticks: int, oneself: bool) -> Ask:
    """An effect that turns one to the other, at some ticks."""

    def turn(scene: Scene, effects: Effects) -> None:
        if scene.now % 2 == ticks % 2:
            one, other = scene.actor.id, scene.target.id
            effects.turn(one if oneself else other, other if oneself else one)

    return turn


def draw_hit(draw: Draw, number: Number) -> Hit:
    """The numbers of a hit, some of them left to the action."""
    numbers: dict[str, Any] = {
        name: number(draw)
        for name in ("damage", "reach", "hitstun", "blockstun", "pushback")
        if draw.yes(40)
    }
    if draw.yes(30):
        numbers |= {"knockdown": draw.yes(50), "line": draw.one(LINES), "hit_pause": 2, "chip": 50}
    return Hit(**numbers)


def draw_protection(draw: Draw) -> Protection:
    """A protection for a while, from some lines or all, or armour."""
    start = draw.number(0, 4)
    return Protection(
        start=start,
        end=None if draw.yes(40) else start + draw.number(0, 6),
        lines=draw.one(((), ("high",), ("high", "low"))),
        armour=draw.one((0, 1, 2)),
    )


def draw_projectile(draw: Draw, number: Number) -> Projectile:
    """Something that flies, if it flies at all."""
    return Projectile(
        speed=draw.one((0, 1, 40, 1000, 5000, number(draw))),
        life=max(1, draw.one((2, 20, number(draw)))),
        hits=draw.one((1, 1, 2, 3)),
        start=draw.one((0, 0, 3)),
        radius=draw.one((0, 1, 4)),
        interval=draw.one((0, 0, 3)),
    )


def enrich_archetype(draw: Draw, kind: Archetype) -> Archetype:
    """A kind of fighter with ranges of its own, which keeps commands that come too early."""
    return replace(
        kind,
        buffer=draw.one((0, 0, 3, 20)),
        maxima={"rot": draw.number(0, 9), "shell": draw.number(0, 12)} if draw.yes(50) else {},
        regenerations={"shell": draw.number(-6, 6)} if draw.yes(50) else {},
    )


def more_rules(draw: Draw, number: Number, brittle: bool) -> Mapping[str, Any]:
    """Further rules: percentages, changes of stuns, reactions."""
    return {
        "damage_rules": [
            *[DamageRule("half as much again", 11, percent=lambda scene: 150)] * draw.yes(50),
            *[DamageRule("a third", 12, percent=a_third)] * draw.yes(50),
            *[DamageRule("mail", 13, lambda scene, damage: damage - 2)] * draw.yes(30),
        ],
        "stun_rules": [
            *[StunRule("shorter", 1, ticks=shorter)] * draw.yes(40),
            *[StunRule("other kind", 2, kind=other_kind)] * draw.yes(30),
        ],
        "reactions": [
            Reaction(
                f"reaction {place}", place, react(draw_answer(draw, number), brittle), draw.yes(50)
            )
            for place in range(draw.number(0, 2))
        ],
    }


def pace_rules(draw: Draw, brittle: bool) -> list[PaceRule]:
    """Up to three rules of pace, for phases of some kinds or of all."""
    asked = [hasty, slowed_by_shell, luck_of_the_feet, as_the_target, lambda scene: 10**9]
    return [
        PaceRule(
            f"pace {place}",
            place,
            stumbling if brittle and draw.yes(40) else asked[draw.number(0, 3 + draw.yes(5))],
            frozenset(draw.some(list(ActionStateType), 2)),
        )
        for place in range(draw.number(0, 3) * draw.yes(50))
    ]


# -- rules -----------------------------------------------------------------------------------------


def a_third(scene: Scene) -> int:
    """A third of it, of whoever is unlucky."""
    return 33 if scene.dice.chance("third", 50) else 100


def shorter(scene: Scene, ticks: int) -> int:
    """Half of it, and none for whoever is hurt."""
    return 0 if scene.target.health * 3 < scene.target.max_health else ticks // 2


def other_kind(scene: Scene, kind: Stun) -> Stun:
    """Whoever is lucky is not knocked down; whoever is not, is."""
    return Stun.KNOCKDOWN if scene.dice.chance("down", 20) else Stun.HITSTUN


def hasty(scene: Scene) -> int:
    """Half as long for whoever has rot."""
    return 50 if ROT.of(scene.actor) > 0 else 100


def slowed_by_shell(scene: Scene) -> int:
    """A third longer for each point of shell, which comes to odd ticks."""
    return 100 + 33 * max(0, SHELL.of(scene.actor))


def luck_of_the_feet(scene: Scene) -> int:
    """Shorter or longer by chance."""
    return 60 + scene.dice.roll("feet", 90)


def as_the_target(scene: Scene) -> int:
    """Shorter the nearer the target is, and longer where that does anything."""
    return 20 + min(scene.distance, 100) + (70 if scene.target.doing is not None else 0)


def stumbling(scene: Scene) -> int:
    """Raises, or answers what is no pace, now and then."""
    crack(scene, "feet", 9)
    return 0 if scene.now % 7 == 3 else 80


def react(ask: Ask, brittle: bool) -> Callable[[Scene, Dealt, Effects], None]:
    """A reaction that asks for something, as much as was lost of one thing."""

    def ask_after(scene: Scene, dealt: Dealt, effects: Effects) -> None:
        effects.change(scene.actor.id, "health", dealt.lost // 2)
        if dealt.absorbed == 0 and scene.outcome is not Outcome.BLOCKED:
            ask(scene, effects)
        if brittle:
            crack(scene, "reaction", 6)

    return ask_after


def draw_answer(draw: Draw, number: Number) -> Ask:
    """What a reaction asks for besides: thorns, or a request."""
    return harming(number(draw), draw.yes(30)) if draw.yes(40) else request(draw, number)


def request(draw: Draw, number: Number) -> Ask:
    """A request that is no change: a number set, bounded or left, or a stun of some kind."""
    name = draw.one(("health", "stamina", "grit", "rot", "shell"))
    value, what = draw.number(0, 9), draw.number(1, 5)
    ticks, kind, mode = number(draw), draw.one(list(Stun)), draw.one(list(StunMode))

    def ask(scene: Scene, effects: Effects) -> None:
        if what == 1:
            effects.set(scene.target.id, name, value)
        elif what == 2:
            effects.at_least(scene.target.id, name, value)
        elif what == 3:
            effects.at_most(scene.target.id, name, value)
        elif what == 4:
            effects.leave(scene.target.id, name, value)
        elif kind is Stun.BLOCKSTUN:
            effects.pause(scene.target.id, ticks)
        else:
            effects.stun(scene.target.id, ticks, kind, mode)

    return ask
