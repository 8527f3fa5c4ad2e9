"""What a blade can do. Ticks are milliseconds, lengths are arena units."""

from statemachine import State

from combat_rules import Action, ActionRole, Effects, Scene
from combat_rules.charts import ActionChart, has_stamina, not_interrupted, pay_stamina, take_step
from combat_rules.model import LANDED

from .rules import POISE, just_blocked


class Riposte(ActionChart):
    """Answer a blocked blow before the attacker is back. Once begun, it is not called off."""

    feint = State(initial=True)
    commit = State()
    release = State(enter=[pay_stamina, take_step])
    recovery = State()
    done = State(final=True)

    advance = (
        feint.to(commit, cond=[has_stamina, just_blocked])
        | feint.to(recovery)
        | commit.to(release, cond=[has_stamina, not_interrupted])
        | commit.to(recovery)
        | release.to(recovery)
        | recovery.to(done)
    )
    cancel = feint.to(recovery)
    interrupt = feint.to(recovery) | commit.to(recovery) | release.to(recovery)


def take_poise(scene: Scene, effects: Effects) -> None:
    """A blow that lands takes six points of the target's poise."""
    if scene.outcome in LANDED:
        effects.change(scene.target.id, POISE.name, -6)


lunge = Action(
    name="lunge",
    description="The whole arm and a step behind the point. Far, hard, slow to come back.",
    feint=220,
    commit=120,
    release=90,
    recovery=420,
    stamina_cost=14,
    damage=11,
    chip=10,
    reach=58,
    travel=6,
    hitstun=380,
    blockstun=200,
    pushback=15,
    line="outside",
    tags=frozenset({"blade", "thrust"}),
)

parry = Action(
    name="parry",
    description="Turns away what comes on the outside line; the inside stays open.",
    role=ActionRole.BLOCK,
    feint=30,
    commit=30,
    release=320,
    recovery=90,
    stamina_cost=3,
    ends_with_blockstun=True,
    cancellable=True,
    covers=("outside",),
    tags=frozenset({"blade", "defence"}),
)

riposte = Action(
    name="riposte",
    description="The answer to a blow just blocked.",
    chart=Riposte,
    feint=30,
    commit=50,
    release=70,
    recovery=260,
    stamina_cost=8,
    damage=6,
    chip=10,
    reach=58,
    travel=8,
    hitstun=240,
    blockstun=180,
    line="outside",
    tags=frozenset({"blade", "thrust", "riposte"}),
)

disengage = Action(
    name="disengage",
    description="Looks like a lunge, then drops under the blade to the inside line.",
    appears_as="lunge",
    feint=240,
    commit=120,
    release=80,
    recovery=380,
    stamina_cost=16,
    damage=9,
    chip=10,
    reach=56,
    travel=6,
    hitstun=360,
    blockstun=200,
    line="inside",
    tags=frozenset({"blade", "thrust"}),
)

disarm = Action(
    name="disarm",
    description="Beats the blade aside: little pain, but the poise is gone.",
    feint=100,
    commit=120,
    release=70,
    recovery=300,
    stamina_cost=10,
    damage=4,
    reach=48,
    travel=4,
    hitstun=300,
    blockstun=160,
    pushback=10,
    line="outside",
    on_contact=(take_poise,),
    tags=frozenset({"blade"}),
)
