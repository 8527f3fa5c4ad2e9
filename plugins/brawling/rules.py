"""What holds between brawlers: a guard is no help against hands, and a throw needs a hold."""

from combat_rules import Act, Outcome, Scene, View, Wait
from combat_rules.model import LANDED, Foe

STRINGS = {"jab": "cross", "cross": "hook", "grab": "throw"}
"""What follows what."""


def has_hold(scene: Scene) -> bool:
    """The actor has just grabbed somebody."""
    running = scene.running
    return running is not None and running.name == "grab" and running.outcome in LANDED


def hands_pass_guards(scene: Scene) -> Outcome:
    """A grab takes hold of whoever blocks it."""
    if "grab" in scene.action.tags and scene.outcome is Outcome.BLOCKED:
        return Outcome.HIT
    assert scene.outcome is not None, "a contact rule is asked about an outcome"
    return scene.outcome


def brawl(view: View) -> Act | Wait:
    """Finish what has begun, grab those who guard, swing into what is slow, else jab."""
    known = [foe for foe in view.foes if foe.level and foe.health > 0]
    if not known:
        return Wait(60)
    foe = min(known, key=lambda each: each.distance)
    if view.me.doing is not None:
        then = STRINGS.get(view.me.doing, "")
        return Act(then, foe.id) if then in view.possible else Wait(60)
    choice = _opening(view, foe)
    return Act(choice, foe.id) if choice in view.possible else Wait(60)


def _opening(view: View, foe: Foe) -> str:
    me = view.me
    tired = me.stamina * 100 < me.max_stamina * 25
    if tired:
        return "move_backward" if foe.distance < 40 else ""
    if foe.distance > 26:
        return "move_forward"
    if foe.action == "block" and foe.distance <= 24:
        return "grab"
    if foe.state == "preparing" and view.dice.chance("defend", 70):
        return "block" if view.dice.chance("guard", 55) else "haymaker"
    if foe.state == "recovering" and view.now - foe.since < 60:
        return "jab"
    roll = view.dice.roll("opening", 100)
    if roll <= 14:
        return "jab"
    if roll <= 20 and foe.distance <= 24:
        return "grab"
    return "cross" if roll <= 24 else ""
