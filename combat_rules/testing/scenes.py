"""Scenes of all kinds, the same each time, for charts with real guards."""

from random import Random  # noqa: TID251  # seeded, and no part of a fight
from typing import Any

from combat_rules.model import (
    Action,
    ActionState,
    ActionStateType,
    Attribute,
    AwarenessLevel,
    CancelWindow,
    CombatantState,
    Dice,
    Outcome,
    Position,
    Scene,
    Stun,
    replace,
)

FOLLOW_UP = Action(name="follow_up")
"""An action that may come after the one of a scene."""

MOVE = Action(
    name="move",
    stamina_cost=30,
    reach=40,
    travel=7,
    cancels=(CancelWindow(into=("follow_up",), on=frozenset({Outcome.HIT})),),
)
"""The action of a scene for which none is named."""


def some_scenes(
    number: int,
    action: Action = MOVE,
    combatant: type[CombatantState] = CombatantState,
    attributes: tuple[Attribute, ...] = (),
) -> list[Scene]:
    """That many scenes, in which anything that a guard may ask is now so and now not."""
    luck = Random(11)
    return [_scene(luck, tick, action, combatant, attributes) for tick in range(100, 100 + number)]


def _scene(
    luck: Random,
    tick: int,
    action: Action,
    combatant: type[CombatantState],
    attributes: tuple[Attribute, ...],
) -> Scene:
    actor, target = (_combatant(luck, id, tick, combatant, attributes) for id in ("ayla", "borin"))
    running = ActionState(
        id="ayla#1",
        actor="ayla",
        target="borin",
        name=action.name,
        position=Position("feint", ("feint",)),
        state=luck.choice([*ActionStateType]),
        started=tick - luck.randrange(60),
        phase_since=tick - luck.randrange(60),
        due=tick,
        outcome=luck.choice([None, *Outcome]),
    )
    return Scene(
        actor=actor,
        target=target,
        action=luck.choice([action, replace(action, cancellable=not action.cancellable)]),
        distance=abs(actor.position - target.position),
        now=tick,
        dice=Dice(luck.randrange(1000), 1, tick, "ayla"),
        running=luck.choice([running, running, None]),
        target_action=luck.choice([action, None]),
        awareness=luck.choice([*AwarenessLevel]),
        target_awareness=luck.choice([*AwarenessLevel]),
        outcome=luck.choice([None, *Outcome]),
        follow_up=luck.choice([FOLLOW_UP, action, None]),
        foes_between=luck.randrange(2),
        friends_between=luck.randrange(2),
    )


def _combatant(
    luck: Random,
    id: str,
    tick: int,
    kind: type[CombatantState],
    attributes: tuple[Attribute, ...],
) -> CombatantState:
    own: dict[str, Any] = {
        each.name: luck.randint(each.minimum, each.maximum) for each in attributes
    }
    return kind(
        id=id,
        archetype="fighter",
        team=id,
        actions=("move",),
        health=luck.randint(0, 100),
        max_health=100,
        stamina=luck.randint(0, 60),
        max_stamina=100,
        stamina_regeneration=0,
        position=luck.randint(0, 100),
        facing=luck.choice([-1, 1]),
        sight_range=100,
        reaction=10,
        memory=10,
        phase_since=tick - luck.randrange(60),
        # Mostly by a few ticks, and now and then by hundreds.
        stunned_until=max(0, tick + luck.randint(-9, 9) ** 3),
        stun=luck.choice([None, *Stun]),
        defence=luck.choice([None, *Outcome]),
        defence_at=tick - luck.randrange(60),
        interrupted=luck.random() < 0.3,
        defeated=luck.random() < 0.3,
        cooldowns=luck.choice([{}, {"move": tick + 5}]),
        **own,
    )
