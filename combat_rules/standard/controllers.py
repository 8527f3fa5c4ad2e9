"""Controllers that ship: they see a view, never the truth, and keep nothing between calls."""

from collections.abc import Sequence

from combat_rules import Act, Action, ActionRole, Controller, View, Wait
from combat_rules.model import Foe

from .moves import MOVES

REACH = {action.name: action.reach for action in MOVES if action.role is ActionRole.STRIKE}
RECOVERY = {action.name: action.recovery for action in MOVES}
HARMLESS = {action.name for action in MOVES if action.role is not ActionRole.STRIKE}
PATIENCE = 60
"""Ticks that a controller waits when it finds nothing to do."""


def attack(view: View) -> Act | Wait:
    """Close in, and strike with whatever reaches."""
    foe = _nearest(view)
    if foe is None:
        return Wait(PATIENCE)
    strikes = [
        action.name
        for action in view.possible.values()
        if action.role is ActionRole.STRIKE and foe.distance <= action.reach
    ]
    if strikes:
        return Act(strikes[view.dice.roll("strike", len(strikes)) - 1], foe.id)
    return _approach(view, foe)


def wait(view: View) -> Act | Wait:
    """Do nothing at all: a target to practise on."""
    return Wait(1000)


def mix(view: View) -> Act | Wait:
    """Answer what the foe does, strike into its recovery, keep some stamina back."""
    foe = _nearest(view)
    if foe is None:
        return Wait(PATIENCE)
    if _threatens(foe) and view.dice.chance("defend", 85):
        # An evasion is over before a heavy blow has come.
        answers = ("block",) if foe.action == "heavy_attack" else ("block", "evade", "counter")
        return _one_of(view, answers, foe)
    openings = _in_time(view, foe)
    if openings:
        return _one_of(view, openings, foe)
    if view.me.stamina * 100 < view.me.max_stamina * 30:
        return _one_of(view, ("move_backward",), foe) if foe.distance < 40 else Wait(200)
    if view.dice.chance("press", 40):
        return attack(view)
    return Wait(PATIENCE + view.dice.roll("patience", 300))


def sentinel(view: View) -> Act | Wait:
    """Stand, guard, and strike back."""
    foe = _nearest(view)
    if foe is None:
        return Wait(PATIENCE)
    if _threatens(foe):
        answers = ("block",) if foe.action == "heavy_attack" else ("block", "counter")
        return _one_of(view, answers, foe)
    openings = _in_time(view, foe)
    if openings:
        return _one_of(view, openings, foe)
    if foe.distance > REACH["attack"] and view.dice.chance("approach", 40):
        return _approach(view, foe)
    if foe.distance <= REACH["attack"] and view.dice.chance("strike", 35):
        return _one_of(view, ("heavy_attack", "attack", "attack"), foe)
    return Wait(PATIENCE + view.dice.roll("patience", 300))


def fighter(view: View) -> Act | Wait:
    """Guard, step and strike by what actions are, whatever they are called and on any clock."""
    foe = _nearest(view)
    pause = max(view.me.reaction, 2) // 2
    if foe is None:
        return Wait(pause)
    if view.me.doing is not None:
        return _follow_up(view, foe, pause)
    roles: dict[ActionRole, list[Action]] = {role: [] for role in ActionRole}
    for action in view.possible.values():
        roles[action.role].append(action)
    comes = foe.role is ActionRole.STRIKE and foe.state in ("preparing", "active")
    if comes and roles[ActionRole.BLOCK] and view.dice.chance("guard", 60):
        holds = [a for a in roles[ActionRole.BLOCK] if not a.covers or foe.line in a.covers]
        return _some(view, holds or roles[ActionRole.BLOCK], foe)
    reaching = [a for a in roles[ActionRole.STRIKE] if a.reach >= foe.distance]
    if reaching and view.dice.chance("strike", 75):
        return _some(view, reaching, foe)
    nearer = [a for a in roles[ActionRole.MOVE] if 0 < a.travel <= foe.distance]
    if nearer and (not reaching or view.dice.chance("step", 30)):
        return _some(view, nearer, foe)
    if roles[ActionRole.BLOCK] and reaching and view.dice.chance("wait", 50):
        return _some(view, roles[ActionRole.BLOCK], foe)
    return Wait(pause)


def _follow_up(view: View, foe: Foe, pause: int) -> Act | Wait:
    """Out of a blow that has met somebody into the next, while a window is open."""
    further = [
        action
        for action in view.possible.values()
        if action.role is ActionRole.STRIKE and action.reach >= foe.distance
    ]
    if further and view.dice.chance("follow up", 80):
        return _some(view, further, foe)
    return Wait(pause)


def _some(view: View, actions: Sequence[Action], foe: Foe) -> Act:
    return Act(actions[view.dice.roll("choice", len(actions)) - 1].name, foe.id)


def follow(name: str, script: Sequence[Act | Wait]) -> Controller:
    """Make a controller that follows a script, one choice after another, then waits.

    A ``Wait`` in the script lasts at least as long as it says, counted from when the
    combatant is free. Which step is next follows from how often the combatant has acted.
    """
    steps: list[tuple[int, Act]] = []
    pause = 0
    for choice in script:
        if isinstance(choice, Wait):
            pause += choice.ticks
        else:
            steps.append((pause, choice))
            pause = 0

    def choose(view: View) -> Act | Wait:
        if view.me.acts >= len(steps):
            return Wait(1000)
        pause, act = steps[view.me.acts]
        left = view.me.phase_since + pause - view.now
        return Wait(left) if left > 0 else act

    return Controller(name, choose, "Follows a script.")


def _nearest(view: View) -> Foe | None:
    """The nearest foe of which anything is known."""
    known = [foe for foe in view.foes if foe.level and foe.health > 0]
    return min(known, key=lambda foe: foe.distance) if known else None


def _threatens(foe: Foe) -> bool:
    """A blow is coming that will reach, a step included."""
    reach = REACH.get(foe.action, REACH["attack"])
    return foe.state == "preparing" and foe.action not in HARMLESS and foe.distance <= reach + 8


def _in_time(view: View, foe: Foe) -> list[str]:
    """The strikes that reach the foe and land before it is back from its own."""
    if foe.state != "recovering":
        return []
    left = RECOVERY.get(foe.action, 300) - (view.now - foe.since)
    return [
        action.name
        for action in view.possible.values()
        if action.role is ActionRole.STRIKE
        and foe.distance <= action.reach
        and action.feint + action.commit < left
    ]


def _approach(view: View, foe: Foe) -> Act | Wait:
    return _one_of(view, ("move_forward",), foe)


def _one_of(view: View, wanted: Sequence[str], foe: Foe) -> Act | Wait:
    possible = [name for name in wanted if name in view.possible]
    if not possible:
        return Wait(PATIENCE)
    return Act(possible[view.dice.roll("choice", len(possible)) - 1], foe.id)


CONTROLLERS = (
    Controller("attack", attack, "Closes in and strikes."),
    Controller("wait", wait, "Does nothing."),
    Controller("mix", mix, "Defends, attacks and rests by what it sees."),
    Controller("sentinel", sentinel, "Guards and strikes back."),
    Controller(
        "fighter",
        fighter,
        "Guards, steps and strikes by what actions are; knows no names.",
        follows_up=True,
    ),
)
