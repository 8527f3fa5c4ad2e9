"""The rules of the blade: guards, a damage rule, and how a fencer chooses."""

from collections.abc import Sequence

from combat_rules import Act, ActionRole, Attribute, Outcome, Scene, View, Wait
from combat_rules.model import ActionStateType, Foe

POISE = Attribute("poise", default=10, maximum=10, regeneration=2)
"""What keeps a fencer on guard: a disarm takes it, time gives it back."""

RIPOSTE_WINDOW = 600
"""Ticks after a block in which a riposte may start: as long as the arm knows where the foe is."""

BLADE = ("lunge", "riposte", "disarm")
"""What a parry turns away, as far as anybody can see: a disengage looks like a lunge."""
HARMLESS = ("", "parry", "block", "evade", "counter", "move_forward", "move_backward")
"""What a fencer does not answer."""

OPENING = 60
"""Ticks of a foe's recovery, as it is seen, in which a fencer still strikes into it."""


def on_guard(scene: Scene) -> bool:
    """The actor has its poise: at least 3 of it."""
    return POISE.of(scene.actor) >= 3


def just_blocked(scene: Scene) -> bool:
    """The actor has blocked a blow within the last 600 ticks."""
    actor = scene.actor
    return actor.defence is Outcome.BLOCKED and scene.now - actor.defence_at <= RIPOSTE_WINDOW


def finds_the_gap(scene: Scene) -> int:
    """A thrust into an attacker's recovery finds the gap: half as much again."""
    attacks = scene.target_action is not None and scene.target_action.role is ActionRole.STRIKE
    open_to_it = attacks and scene.target.state is ActionStateType.RECOVERY
    return 150 if open_to_it and "thrust" in scene.action.tags else 100


def fence(view: View) -> Act | Wait:
    """Riposte after a block, parry the blade, block the rest, lunge into an opening."""
    foes = [foe for foe in view.foes if foe.level and foe.health > 0]
    if not foes:
        return Wait(100)
    foe = min(foes, key=lambda foe: foe.distance)
    if "riposte" in view.possible and foe.distance <= 60:
        return Act("riposte", foe.id)
    if foe.state == "preparing" and foe.action not in HARMLESS and foe.distance <= 70:
        answers = ("parry", "evade") if foe.action in BLADE else ("block", "evade")
        if view.dice.chance("defend", 75):
            return _one_of(view, answers, foe)
    if foe.distance > 60:
        return _one_of(view, ("move_forward",), foe)
    opening = foe.state == "recovering" and view.now - foe.since < OPENING
    if opening or view.dice.chance("press", 50):
        return _one_of(view, ("lunge", "lunge", "disengage", "disarm"), foe)
    return Wait(60 + view.dice.roll("patience", 140))


def _one_of(view: View, wanted: Sequence[str], foe: Foe) -> Act | Wait:
    possible = [name for name in wanted if name in view.possible]
    if not possible:
        return Wait(120)
    return Act(possible[view.dice.roll("choice", len(possible)) - 1], foe.id)
