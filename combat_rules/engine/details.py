"""Details: the class of each kind of event, and its own fields, from what a moment noted."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from combat_rules.engine.core.fight import FightRules
from combat_rules.engine.core.records import Fault, Result, Said
from combat_rules.engine.core.showing import ENDING_WORDS
from combat_rules.engine.core.words import BASE_SHARE, BLOCK_SHARE, REACTION_SHARE, STATUS_SHARE
from combat_rules.model import AwarenessLevel, CombatEvent, Stun
from combat_rules.model import events as kinds

Details = dict[str, object]
Told = Callable[[FightRules, Said], Details]

STATUS_REASONS = ("worn_off", "defeated", "fight_ended")
"""Why a status ended, by number."""

FLIGHT_ENDS = ("spent", "countered", "life", "wall", "failed", "fight_ended")
"""Why a projectile is no more, by number."""

STUNS = (Stun.HITSTUN, Stun.BLOCKSTUN, Stun.STAGGER, Stun.KNOCKDOWN)
"""Kinds of stun, by number."""

SHARES = {BASE_SHARE: "base", BLOCK_SHARE: "block"}
"""What damage is made of besides what rules give."""


def _nothing(rules: FightRules, said: Said) -> Details:
    return {}


# -- actions -------------------------------------------------------------------------------------


def _entered(rules: FightRules, said: Said) -> Details:
    phase = rules.charts[said.a].phases[said.b]
    return {"name": rules.moves[said.a].name, "phase": phase, "ticks": said.c}


def _met(rules: FightRules, said: Said) -> Details:
    return {
        "name": rules.moves[said.a].name,
        "source_position": said.here,
        "target_position": said.there,
        "distance": said.b,
        "hit": said.c,
        "projectile": None,
    }


def _whiffed(rules: FightRules, said: Said) -> Details:
    return {
        "name": rules.moves[said.a].name,
        "source_position": said.here,
        "target_position": said.there,
        "projectile": None,
    }


def _stopped(rules: FightRules, said: Said) -> Details:
    return {"name": rules.moves[said.a].name, "phase": rules.charts[said.a].phases[said.b]}


def _signalled(rules: FightRules, said: Said) -> Details:
    return {**_stopped(rules, said), "signal": rules.charts[said.a].events[said.c]}


def _faltered(rules: FightRules, said: Said) -> Details:
    demand = rules.charts[said.a].demands[said.b][said.c]
    why = {"towards": demand.target, "guard": demand.guard, "claim": demand.claim}
    return {**_stopped(rules, said), **why}


def _chained(rules: FightRules, said: Said) -> Details:
    return {"name": rules.moves[said.a].name, "into": rules.moves[said.b].name}


def _aborted(rules: FightRules, said: Said) -> Details:
    return {"name": rules.moves[said.a].name, "where": said.more}


def _ended(rules: FightRules, said: Said) -> Details:
    reason = ENDING_WORDS[said.b]
    return {"name": rules.moves[said.a].name, "reason": reason, "outcome": said.outcome}


# -- combatants ----------------------------------------------------------------------------------


def _stunned(rules: FightRules, said: Said) -> Details:
    return {"stun": STUNS[said.b], "ticks": said.a}


def _moved(rules: FightRules, said: Said) -> Details:
    return {"before": said.a, "after": said.b}


def _damaged(rules: FightRules, said: Said) -> Details:
    assert isinstance(said.more, tuple), "what was absorbed, then rules and what each gave"
    absorbed, first = said.more[:2]
    gave = [_share(rules, rule) for rule in said.more[1::2]]
    return {
        "name": rules.moves[said.move].name,
        "damage": said.a,
        "absorbed": absorbed,
        "lost": said.b,
        "health": said.c,
        "outcome": said.outcome,
        "breakdown": tuple(map(kinds.Share, gave, said.more[2::2])),
        "status": gave[0] if REACTION_SHARE < first <= STATUS_SHARE else None,
    }


def _share(rules: FightRules, rule: int) -> str:
    if rule <= REACTION_SHARE:
        return rules.reactions[REACTION_SHARE - rule].rule.name
    if rule <= STATUS_SHARE:
        return rules.status_rules[STATUS_SHARE - rule].rule.name
    return SHARES[rule] if rule < 0 else rules.damage_rules[rule].rule.name


def _joined(rules: FightRules, said: Said) -> Details:
    assert isinstance(said.more, tuple), "an archetype and a team"
    return {"archetype": said.more[0], "team": said.more[1], "position": said.a}


def _changed(rules: FightRules, said: Said) -> Details:
    return {"changed": _read_only(said.more)}


def _came_to(rules: FightRules, said: Said) -> Details:
    name = rules.changeable_names[said.a]
    return {"attribute": name, "change": said.b, "value": said.c}


def _noticed(rules: FightRules, said: Said) -> Details:
    return {"before": AwarenessLevel(said.a), "after": AwarenessLevel(said.b)}


def _status(rules: FightRules, said: Said) -> Details:
    rule = rules.status_rules[said.a].rule
    return {"name": rule.name, "attribute": rule.attribute, "value": said.b}


def _worn_off(rules: FightRules, said: Said) -> Details:
    return {**_status(rules, said), "reason": STATUS_REASONS[said.c]}


# -- projectiles, and the fight itself -----------------------------------------------------------


def _launched(rules: FightRules, said: Said) -> Details:
    row = rules.moves[said.a]
    return {"name": row.name, "position": said.b, "way": said.c, "speed": row.projectile.speed}


def _flown(rules: FightRules, said: Said) -> Details:
    name = rules.moves[said.a].name
    return {"name": name, "position": said.b, "reason": FLIGHT_ENDS[said.c]}


def _started(rules: FightRules, said: Said) -> Details:
    return {"combatants": _read_only(said.more)}


def _refused(rules: FightRules, said: Said) -> Details:
    assert isinstance(said.more, tuple), "an action, why, and the code of that"
    return {"name": said.more[0], "why": said.more[1], "code": said.more[2]}


def _failed(rules: FightRules, said: Said) -> Details:
    fault = said.more
    assert isinstance(fault, Fault), "a fault is what failed"
    return {"plugin": fault.plugin, "where": fault.where, "error": fault.error}


def _concluded(rules: FightRules, said: Said) -> Details:
    assert isinstance(said.more, Result), "a result is what concludes it"
    return {"winner": said.more.winner, "reason": said.more.reason}


def _read_only(more: object) -> Mapping[str, object]:
    """A mapping that no subscriber can change for those who are called after it."""
    assert isinstance(more, Mapping), "that is what was noted"
    return MappingProxyType(more)


KINDS: tuple[tuple[type[CombatEvent], Told], ...] = (
    (kinds.ActionStarted, _entered),
    (kinds.ActionCommitted, _entered),
    (kinds.ActionReleased, _entered),
    (kinds.ActionRecovering, _entered),
    (kinds.PhaseEntered, _entered),
    (kinds.ActionHit, _met),
    (kinds.ActionCounterHit, _met),
    (kinds.ActionBlocked, _met),
    (kinds.ActionEvaded, _met),
    (kinds.ActionCountered, _met),
    (kinds.ActionWhiffed, _whiffed),
    (kinds.ActionTraded, _met),
    (kinds.ActionClashed, _met),
    (kinds.ActionCancelled, _stopped),
    (kinds.ActionSignalled, _signalled),
    (kinds.ActionFaltered, _faltered),
    (kinds.ActionInterrupted, _stopped),
    (kinds.ActionChained, _chained),
    (kinds.ActionAborted, _aborted),
    (kinds.ActionEnded, _ended),
    (kinds.CombatantStunned, _stunned),
    (kinds.CombatantMoved, _moved),
    (kinds.CombatantPushed, _moved),
    (kinds.DamageDealt, _damaged),
    (kinds.FightStarted, _started),
    (kinds.CombatantJoined, _joined),
    (kinds.CombatantChanged, _changed),
    (kinds.CombatantRecovered, _nothing),
    (kinds.CombatantDefeated, _nothing),
    (kinds.AttributeChanged, _came_to),
    (kinds.AwarenessChanged, _noticed),
    (kinds.StatusStarted, _status),
    (kinds.StatusTicked, _status),
    (kinds.StatusEnded, _worn_off),
    (kinds.CommandRefused, _refused),
    (kinds.PluginFailed, _failed),
    (kinds.FightEnded, _concluded),
    (kinds.ProjectileLaunched, _launched),
    (kinds.ProjectileEnded, _flown),
    (kinds.CombatantWithdrew, _nothing),
)
"""The class of each kind of event, by its number in ``words``, and what it tells."""
