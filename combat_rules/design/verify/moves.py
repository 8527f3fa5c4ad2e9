"""What is wrong with a move by itself: it sticks, costs too much, or cancels into nothing."""

from collections.abc import Iterator

from combat_rules.design.exchange import ROUNDS, STICKS, exchange
from combat_rules.design.own_guards import forgets_costs
from combat_rules.design.training import places, script
from combat_rules.design.verify.findings import Finding
from combat_rules.errors import CombatError
from combat_rules.model import Action, Archetype, CancelWindow
from combat_rules.plugins import Move, Ruleset


def moves(ruleset: Ruleset) -> Iterator[Finding]:
    """Everything about single moves."""
    for move in ruleset.moves.values():
        knowing = [kind for kind in ruleset.archetypes.values() if move.action.name in kind.actions]
        yield from _plays(ruleset, move.action)
        yield from _cancels(ruleset, move, knowing)
        if knowing:
            yield from _costs(ruleset, move.action, knowing)


def _plays(ruleset: Ruleset, action: Action) -> Iterator[Finding]:
    """Whether it can be played through, alone and on somebody."""
    name = action.name
    try:
        played = exchange(ruleset, name)
    except CombatError as error:
        yield Finding(code="rules.unsettled", move=name, text=str(error))
    else:
        if played.refused == STICKS:
            text = f"it has not ended after {ROUNDS} times as long as its phases take"
            yield Finding(code="action.sticks", move=name, text=text)
        if played.failed:
            yield Finding(code="rules.unsettled", move=name, text=played.failed)


def _costs(ruleset: Ruleset, action: Action, knowing: list[Archetype]) -> Iterator[Finding]:
    most = {
        attribute.name: max(kind.has(attribute).maximum for kind in knowing)
        for attribute in ruleset.attributes
    }
    if forgets_costs(action):
        yield Finding(
            code="cost.forgotten",
            move=action.name,
            text=f"it costs {', '.join(action.costs)}, and its chart does not pay with pay_costs",
        )
    richest = max(kind.stamina for kind in knowing)
    costs = [("stamina", action.stamina_cost, richest)]
    costs += [(name, cost, most[name]) for name, cost in action.costs.items()]
    for name, cost, limit in costs:
        if cost > limit:
            yield Finding(
                code="cost.unaffordable",
                move=action.name,
                text=f"it costs {cost} {name}, and nobody who knows it has more than {limit}",
            )


def _cancels(ruleset: Ruleset, move: Move, knowing: list[Archetype]) -> Iterator[Finding]:
    action = move.action
    length = sum(move.ticks.values())
    for window in action.cancels:
        words = " ".join(window.into)
        if window.start >= length and not ruleset.pace_rules:
            into = [n for n, other in ruleset.moves.items() if window.leads_into(other.action)]
            yield Finding(
                code="cancel.after-end",
                move=action.name,
                text=f"the window into {words} opens at tick {window.start}, but the move is over "
                f"after {length}",
                witness=_too_late(ruleset, action, window, knowing, into),
            )
        elif knowing and not any(
            window.leads_into(ruleset.moves[name].action)
            for kind in knowing
            for name in kind.actions
        ):
            yield Finding(
                code="cancel.nowhere",
                move=action.name,
                text=f"the window into {words} leads to nothing that "
                f"{' or '.join(kind.name for kind in knowing)} knows",
            )


def _too_late(
    ruleset: Ruleset,
    action: Action,
    window: CancelWindow,
    knowing: list[Archetype],
    into: list[str],
) -> str:
    """A script in which the cancel is tried as its window opens, and only starts anew."""
    kind = next((kind.name for kind in knowing), "")
    if not kind or not into:
        return ""
    where = places(ruleset, corner=False)
    return script(ruleset, kind, [(0, action.name), (window.start, into[0])], where)
