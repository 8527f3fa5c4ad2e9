"""The same duel written by hand, with nothing around it: the least that it can cost.

No transactions, no events, no awareness, no plugins; dicts, ifs and integers. It knows only
what the script of the duel needs, and is checked against the engine before it is timed.
"""

from typing import Any

from benchmarks import duel
from benchmarks.duel import DURATION, SCRIPT
from combat_rules.plugins import standard_ruleset
from combat_rules.standard.archetypes import ARCHETYPES
from combat_rules.standard.moves import MOVES

RULES: dict[str, dict[str, Any]] = {
    action.name: {
        "feint": action.feint,
        "commit": action.commit,
        "release": action.release,
        "recovery": action.recovery,
        "role": action.role.value,
        "cost": action.stamina_cost,
        "damage": action.damage,
        "chip": action.chip,
        "reach": action.reach,
        "travel": action.travel,
        "hitstun": action.hitstun,
        "blockstun": action.blockstun,
        "pushback": action.pushback,
    }
    for action in MOVES
}
ARENA = 200
(DUELIST,) = (kind for kind in ARCHETYPES if kind.name == "duelist")
STAMINA, REGENERATION = DUELIST.stamina, DUELIST.stamina_regeneration


def set_up() -> dict[str, dict[str, Any]]:
    """Two fighters."""
    return {
        name: {
            "health": 400,
            "stamina": STAMINA,
            "fraction": 0,
            "settled": 0,
            "position": position,
            "facing": facing,
            "action": None,
            "phase": None,
            "due": 0,
            "met": False,
            "recovery": None,
            "interrupted": False,
            "stunned": 0,
        }
        for name, position, facing in (("ayla", 78, 1), ("borin", 122, -1))
    }


def run() -> dict[str, dict[str, Any]]:
    """Play the duel and return the fighters."""
    fighters = set_up()
    script, turn = SCRIPT, 0
    while True:
        now = DURATION
        for fighter in fighters.values():
            if fighter["action"] is not None and fighter["due"] < now:
                now = fighter["due"]
        if turn < len(script) and script[turn][0] < now:
            now = script[turn][0]
        if now >= DURATION:
            return fighters
        steps = {}
        for name, fighter in fighters.items():
            settle(fighter, now)
            if fighter["action"] is not None and fighter["due"] <= now:
                advance(fighter, now)
                if fighter["phase"] == "release" and fighter["due"] > now - 1:
                    travel = RULES[fighter["action"]]["travel"]
                    if travel and not fighter["met"]:
                        steps[name] = travel
        move(fighters, steps)
        strike(fighters, now)
        while turn < len(script) and script[turn][0] <= now:
            _, name, action = script[turn]
            turn += 1
            start(fighters[name], action, now)


def settle(fighter: dict[str, Any], now: int) -> None:
    """Regain stamina, exact to the tick."""
    elapsed = now - fighter["settled"]
    fighter["settled"] = now
    if fighter["stamina"] < STAMINA:
        points, fighter["fraction"] = divmod(fighter["fraction"] + REGENERATION * elapsed, 1000)
        fighter["stamina"] += points
        if fighter["stamina"] >= STAMINA:
            fighter["stamina"], fighter["fraction"] = STAMINA, 0


def start(fighter: dict[str, Any], action: str, now: int) -> None:
    """Begin an action, if the fighter is free and can pay."""
    rules = RULES[action]
    free = fighter["action"] is None and fighter["stunned"] <= now
    if free and fighter["stamina"] >= rules["cost"]:
        fighter.update(
            action=action,
            phase="feint",
            due=now + rules["feint"],
            met=False,
            recovery=None,
            interrupted=False,
        )


def advance(fighter: dict[str, Any], now: int) -> None:
    """Go on to the next phase."""
    rules = RULES[fighter["action"]]
    phase = fighter["phase"]
    able = fighter["stamina"] >= rules["cost"] and not fighter["interrupted"]
    if phase == "feint" and able:
        fighter["phase"], fighter["due"] = "commit", now + rules["commit"]
    elif phase == "commit" and able:
        fighter["phase"], fighter["due"] = "release", now + rules["release"]
        fighter["stamina"] -= rules["cost"]
    elif phase == "recovery":
        fighter["action"] = fighter["phase"] = None
    else:
        recovery = rules["recovery"] if fighter["recovery"] is None else fighter["recovery"]
        fighter["phase"], fighter["due"] = "recovery", now + recovery


def move(fighters: dict[str, dict[str, Any]], steps: dict[str, int]) -> None:
    """Take steps, sharing the room between two that step towards each other."""
    ayla, borin = fighters["ayla"], fighters["borin"]
    room = borin["position"] - ayla["position"] - 1
    mine, theirs = steps.get("ayla", 0), steps.get("borin", 0)
    if mine > 0 and theirs > 0 and mine + theirs > room:
        mine = min(mine, max(room // 2, room - theirs))
        theirs = min(theirs, max(room // 2, room - mine))
    ayla["position"] = max(0, ayla["position"] + min(mine, room))
    borin["position"] = min(ARENA, borin["position"] - min(theirs, room))


def strike(fighters: dict[str, dict[str, Any]], now: int) -> None:
    """Let active blows meet their targets, both judged before either lands."""
    distance = fighters["borin"]["position"] - fighters["ayla"]["position"]
    blows = [
        (name, other)
        for name, other in (("ayla", "borin"), ("borin", "ayla"))
        if fighters[name]["phase"] == "release"
        and not fighters[name]["met"]
        and RULES[fighters[name]["action"]]["role"] == "strike"
        and distance <= RULES[fighters[name]["action"]]["reach"]
    ]
    judged = [
        (fighters[name], fighters[other], RULES[fighters[name]["action"]],
         judge(fighters[other], len(blows) == 2))
        for name, other in blows
    ]  # fmt: skip
    for attacker, target, rules, outcome in judged:
        damage = rules["damage"]
        if outcome == "blocked":
            damage = damage * rules["chip"] // 100
        elif outcome == "counter_hit":
            damage += damage * 25 // 100
        target["health"] = max(0, target["health"] - damage)
        attacker["met"] = True
    for attacker, target, rules, outcome in judged:
        if outcome == "blocked":
            target["due"] = target["stunned"] = now + rules["blockstun"]
            target["recovery"] = 0
        else:
            target["stunned"] = now + rules["hitstun"]
            if target["action"] is not None:
                target["phase"], target["due"] = "recovery", target["stunned"]
                target["interrupted"] = True
        away = attacker["facing"] * rules["pushback"]
        target["position"] = max(0, min(ARENA, target["position"] + away))


def judge(target: dict[str, Any], both: bool) -> str:
    """What comes of a blow, by what its target does."""
    if target["action"] is None:
        return "hit"
    role = RULES[target["action"]]["role"]
    if target["phase"] == "release":
        if role == "strike":
            return "trade" if both else "hit"
        return "blocked" if role == "block" else "hit"
    if target["phase"] == "recovery":
        return "hit" if target["interrupted"] else "counter_hit"
    return "counter_hit" if role == "strike" else "hit"


def demand_the_same() -> None:
    """Refuse to compare with a bare duel that plays another fight."""
    combat = duel.set_up(standard_ruleset())
    combat.run()
    played = run()
    for name, state in combat.combatants.items():
        hand = played[name]
        settle(hand, DURATION)
        mine = (state.health, state.stamina, state.position)
        theirs = (hand["health"], hand["stamina"], hand["position"])
        if mine != theirs:
            raise SystemExit(f"the bare duel differs for {name}: engine {mine}, bare {theirs}")
