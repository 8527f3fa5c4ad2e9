"""The rules of the blade: guards, a damage rule, and how a fencer chooses."""

from combat_rules import Act, ActionStateType, Outcome, Scene, View, Wait

RIPOSTE_WINDOW = 600
"""Ticks after a block in which a riposte may start: as long as the arm knows where the foe is."""


def on_guard(scene: Scene) -> bool:
    """The actor has its poise: at least 3 of it."""
    return bool(scene.actor.poise >= 3)


def just_blocked(scene: Scene) -> bool:
    """The actor has blocked a blow within the last 600 ticks."""
    actor = scene.actor
    return actor.defence is Outcome.BLOCKED and scene.now - actor.defence_at <= RIPOSTE_WINDOW


def finds_the_gap(scene: Scene, damage: int) -> int:
    """A thrust into an attacker's recovery finds the gap: half as much again."""
    open_to_it = scene.target.state is ActionStateType.RECOVERY
    return damage + damage * 50 // 100 if open_to_it and "thrust" in scene.action.tags else damage


def fence(view: View) -> Act | Wait:
    """Answer a block with a riposte, a lunge with a parry, and an opening with a lunge."""
    foes = [foe for foe in view.foes if foe.level and foe.health > 0]
    if not foes:
        return Wait(100)
    foe = min(foes, key=lambda foe: foe.distance)
    if "riposte" in view.possible and foe.distance <= 50:
        return Act("riposte", foe.id)
    if foe.state == "preparing" and foe.action != "" and foe.distance <= 70:
        defences = [name for name in ("parry", "block", "evade") if name in view.possible]
        if defences and view.dice.chance("parry", 75):
            return Act(defences[view.dice.roll("defence", len(defences)) - 1], foe.id)
    thrusts = ("lunge", "lunge", "disengage", "disarm")
    wanted = thrusts[view.dice.roll("thrust", len(thrusts)) - 1]
    if foe.distance > 55:
        wanted = "move_forward"
    elif not view.dice.chance("press", 50) and foe.state != "recovering":
        return Wait(80 + view.dice.roll("patience", 160))
    return Act(wanted, foe.id) if wanted in view.possible else Wait(120)
