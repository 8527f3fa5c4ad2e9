"""Random rules: small numbers, every role, every way to act on each other."""

from functools import cache

from hypothesis import strategies as st
from msgspec import Struct
from statemachine import State

from combat_rules import (
    Act,
    Action,
    ActionRole,
    Archetype,
    Attribute,
    CancelWindow,
    CombatEvent,
    ContactRule,
    Controller,
    DamageRule,
    Effects,
    Outcome,
    Ruleset,
    Scene,
    View,
    Wait,
    four_phases,
    load_ruleset,
)
from combat_rules.charts import ActionChart, has_stamina, not_interrupted, pay_stamina, take_step
from combat_rules.model import LANDED, EventPriority, PerceptionRule, Projectile
from tests.properties.ailments import Ailments, Effect, Reeled, ailments, infect
from tests.rules import Rules

SECOND = 20
"""Ticks in a second of the random rules: few, so that regeneration leaves fractions."""

GRIT = Attribute("grit", default=5, maximum=8, regeneration=3)


def target_is_calm(scene: Scene) -> bool:
    """The target does nothing, or only prepares."""
    return scene.target.doing is None or scene.target.phase == "feint"


def grit_left(scene: Scene) -> bool:
    """The actor has grit left."""
    return GRIT.of(scene.actor) > 0


def shake(scene: Scene, effects: Effects) -> None:
    """Take grit from the target, give some to the actor."""
    effects.change(scene.target.id, "grit", -3)
    effects.change(scene.actor.id, "grit", 2)


def shove(scene: Scene, effects: Effects) -> None:
    """Push the target, and step after it."""
    effects.push(scene.target.id, 4)
    effects.step(1)


def daze(scene: Scene, effects: Effects) -> None:
    """Stagger a target that was hit."""
    if scene.outcome in LANDED:
        effects.stun(scene.target.id, 3)


class Mended(CombatEvent, frozen=True, kw_only=True):
    """Somebody has mended a little."""

    priority = EventPriority.LOW
    by: int


def mend(scene: Scene, effects: Effects) -> None:
    """Mend a little, and say so."""
    effects.change(scene.actor.id, "health", 2)
    effects.announce(Mended(by=2))


class Feeler(ActionChart):
    """Looks at the target at every turn; called off or kept up as the target is calm or not."""

    feint = State(initial=True)
    commit = State()
    measure = State()
    release = State(enter=[pay_stamina, take_step])
    recovery = State()
    done = State(final=True)

    advance = (
        feint.to(measure, cond=[has_stamina, target_is_calm])
        | feint.to(commit, cond=[has_stamina])
        | feint.to(recovery)
        | measure.to(commit, unless=[target_is_calm])
        | measure.to(release, cond=[has_stamina, not_interrupted])
        | measure.to(recovery)
        | commit.to(release, cond=[has_stamina, not_interrupted])
        | commit.to(recovery)
        | release.to(recovery)
        | recovery.to(done)
    )
    cancel = feint.to(recovery) | commit.to(recovery, cond=[target_is_calm])
    interrupt = (
        feint.to(recovery)
        | measure.to(recovery, cond=[target_is_calm])
        | commit.to(recovery, unless=[grit_left])
        | release.to(recovery, unless=[target_is_calm])
    )


def holds_together(scene: Scene) -> bool:
    """The action holds together; it breaks now and then."""
    if scene.dice.chance("break", 20):
        raise RuntimeError("it broke")
    return True


Brittle = four_phases(
    "Brittle",
    commit=[holds_together, target_is_calm],
    release=[holds_together],
    cancel=[holds_together, target_is_calm],
)
"""Guards that raise now and then; never in a strict fight."""

Steady = four_phases("Steady", on_feint=[mend], on_recovery=[shove])
"""Four phases with effects where the stock chart has none."""

EFFECTS: tuple[Effect, ...] = (shake, shove, daze, mend, infect, infect)
NAMES = ("alpha", "beta", "gamma", "delta")
ROLES = {
    "alpha": [ActionRole.STRIKE],
    "beta": [ActionRole.STRIKE],
    "gamma": list(ActionRole),
    "delta": [ActionRole.BLOCK, ActionRole.COUNTER, ActionRole.EVADE],
}
"""Two blows at least and a defence, so that they meet."""
ticks = st.integers(0, 9)


@st.composite
def actions(draw: st.DrawFn, name: str, brittle: bool) -> Action:
    """An action in which anything may be zero, except that a strike has to be active."""
    chart = draw(st.sampled_from([None, None, Feeler, Steady, *[Brittle] * brittle]))
    return Action(
        name=name,
        chart=chart,
        phases={"measure": draw(ticks)} if chart is Feeler else {},
        role=draw(st.sampled_from(ROLES[name])),
        feint=draw(ticks),
        commit=draw(ticks),
        release=draw(st.integers(9, 18) if name == "delta" else st.integers(1, 9)),
        recovery=draw(ticks),
        stamina_cost=draw(st.integers(0, 4)),
        damage=draw(st.integers(0, 9)),
        chip=draw(st.sampled_from([0, 30, 100])),
        reach=draw(st.integers(4, 15)),
        travel=draw(st.integers(-5, 5)),
        hitstun=draw(ticks),
        blockstun=draw(ticks),
        stagger=draw(ticks),
        pushback=draw(st.integers(0, 5)),
        cooldown=draw(st.sampled_from([0, 0, 15])),
        cancellable=draw(st.booleans()),
        line=draw(st.sampled_from(["", "high", "low"])),
        covers=draw(st.sampled_from([(), (), ("high",)])),
        tags=draw(st.frozensets(st.sampled_from(["sharp", "blunt"]))),
        appears_as=draw(st.sampled_from(["", "", "alpha"])),
        cancels=draw(st.lists(windows(), max_size=1).map(tuple)),
        on_contact=draw(st.lists(st.sampled_from(EFFECTS), max_size=2).map(tuple)),
        launches=draw(st.none() | projectiles()) if name == "beta" else None,
    )


@st.composite
def projectiles(draw: st.DrawFn) -> Projectile:
    """Something that flies up to ten units a tick, if it flies at all."""
    return Projectile(
        speed=draw(st.integers(0, 10 * SECOND)),
        life=draw(st.integers(1, 30)),
        hits=draw(st.integers(1, 3)),
        start=draw(st.integers(0, 6)),
        radius=draw(st.integers(0, 4)),
        interval=draw(st.sampled_from([0, 0, 3])),
    )


@st.composite
def windows(draw: st.DrawFn) -> CancelWindow:
    """A window into something, on something, for a while."""
    start = draw(st.integers(0, 6))
    return CancelWindow(
        into=(draw(st.sampled_from(NAMES)),),
        on=draw(st.frozensets(st.sampled_from(list(Outcome)), min_size=1)),
        start=start,
        end=draw(st.none() | st.integers(start, start + 9)),
    )


def harder_into_calm(scene: Scene, damage: int) -> int:
    """A target that is calm is hurt more."""
    return damage + 2 if target_is_calm(scene) else damage


def softened_by_grit(scene: Scene, damage: int) -> int:
    """Grit takes some."""
    return max(0, damage - GRIT.of(scene.target) // 2)


def sharp_clashes(scene: Scene) -> Outcome:
    """Sharp against sharp clashes."""
    assert scene.outcome is not None
    sharp = scene.target_action is not None and "sharp" in scene.target_action.tags
    both = sharp and "sharp" in scene.action.tags
    return Outcome.CLASH if both and scene.outcome is Outcome.TRADE else scene.outcome


def fidget(view: View) -> Act | Wait:
    """Do anything that is possible, at whom it may."""
    possible = tuple(view.possible)
    if not possible or view.dice.chance("wait", 30):
        return Wait(view.dice.roll("ticks", 12))
    name = possible[view.dice.roll("what", len(possible)) - 1]
    if view.foes and view.dice.chance("aim", 40):
        return Act(name, view.foes[view.dice.roll("whom", len(view.foes)) - 1].id)
    return Act(name)


class Fuse:
    """Rules that say nothing, until they are asked for the ``left``-th time: then one raises."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.blown = False

    def burn(self) -> None:
        """Count one question."""
        self.left -= 1
        if self.left == 0:
            self.blown = True
            raise RuntimeError("the fuse has blown")

    def allow(self, scene: Scene) -> bool:
        """Nothing is against it."""
        self.burn()
        return True

    def keep(self, scene: Scene, damage: int) -> int:
        """The damage stays as it is."""
        self.burn()
        return damage

    def agree(self, scene: Scene) -> Outcome:
        """The outcome stays as it is."""
        self.burn()
        assert scene.outcome is not None
        return scene.outcome

    def tick(self, scene: Scene, effects: Effects) -> None:
        """Nothing happens."""
        self.burn()

    def choose(self, view: View) -> Act | Wait:
        """Fidget."""
        self.burn()
        return fidget(view)


class Recipe(Struct, frozen=True):
    """What a random ruleset is made of."""

    actions: tuple[Action, ...]
    clashes: bool
    health: int
    stamina: int
    regeneration: int
    reaction: int
    sight: int
    ailments: Ailments

    def plugin(self, fuse: Fuse) -> Rules:
        """The recipe as a plugin."""
        clashes = [ContactRule("sharp_clashes", 1, sharp_clashes)] if self.clashes else []
        return Rules(
            self.actions,
            archetypes=[
                Archetype(
                    name="fighter",
                    actions=NAMES,
                    controller="fidget",
                    health=self.health,
                    stamina=self.stamina,
                    stamina_regeneration=self.regeneration,
                    reaction=self.reaction,
                    memory=10,
                    sight_range=self.sight,
                )
            ],
            attributes=[
                GRIT,
                self.ailments.attribute(),
            ],
            events=[Mended, Reeled],
            statuses=self.ailments.statuses(fuse.tick),
            damage_rules=[
                DamageRule("harder_into_calm", 20, harder_into_calm),
                DamageRule("softened_by_grit", 10, softened_by_grit),
                DamageRule("keep", 15, fuse.keep),
            ],
            validations=[fuse.allow],
            contact_rules=[*clashes, ContactRule("agree", 2, fuse.agree)],
            perception_rules=[PerceptionRule("allow", fuse.allow)],
            controllers=[Controller("fidget", fuse.choose)],
        )

    def ruleset(self, runner: str = "table", fuse: Fuse | None = None) -> Ruleset:
        """The recipe as a ruleset of its own."""
        return load_ruleset(
            [self.plugin(Fuse(0) if fuse is None else fuse)],
            standard=False,
            ticks_per_second=SECOND,
            runner="table" if runner == "table" else "reference",
        )


def recipes(*, brittle: bool = False) -> st.SearchStrategy[Recipe]:
    """Random rules; ``brittle`` ones have guards that raise."""
    return st.builds(
        Recipe,
        actions=st.tuples(*(actions(name, brittle) for name in NAMES)),
        clashes=st.booleans(),
        health=st.integers(5, 40),
        stamina=st.integers(3, 20),
        regeneration=st.integers(0, 9),
        reaction=st.integers(0, 6),
        sight=st.sampled_from([100, 100, 8]),
        ailments=ailments,
    )


@cache
def shipped(runner: str = "table") -> Ruleset:
    """The rules that ship, with the packs of fencing and hexes."""
    return load_ruleset(
        ["plugins.fencing", "plugins.hexes"],
        runner="table" if runner == "table" else "reference",
    )
