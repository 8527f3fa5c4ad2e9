"""Details: the class of each kind of event, and its own fields, from what a moment noted."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import asdict

from combat_rules.engine.core.fight import FightRules
from combat_rules.engine.core.records import Fault, Result, Said
from combat_rules.engine.core.showing import ENDING_WORDS
from combat_rules.engine.core.words import BASE_SHARE, BLOCK_SHARE, REACTION_SHARE, STATUS_SHARE
from combat_rules.model import AwarenessLevel, CombatEvent, Outcome, Stun
from combat_rules.model import events as kinds
from combat_rules.model.events import plain_value


class Spelling(Struct, frozen=True):
    """How details are told that are neither numbers nor texts. ``stuns`` and ``levels`` are by
    number, ``outcomes`` by outcome, or none."""

    outcomes: Mapping[Outcome | None, object]
    stuns: tuple[object, ...]
    levels: tuple[object, ...]
    shares: Callable[[Iterable[kinds.Share]], object]
    mapping: Callable[[object], object]


Details = dict[str, object]
Told = Callable[[FightRules, Said, Spelling], Details]

STATUS_REASONS = ("worn_off", "defeated", "fight_ended")
"""Why a status ended, by number."""

FLIGHT_ENDS = ("spent", "countered", "life", "wall", "failed", "fight_ended")
"""Why a projectile is no more, by number."""

STUNS = (Stun.HITSTUN, Stun.BLOCKSTUN, Stun.STAGGER, Stun.KNOCKDOWN)
"""Kinds of stun, by number."""

SHARES = {BASE_SHARE: "base", BLOCK_SHARE: "block"}
"""What damage is made of besides what rules give."""


def nothing(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    """What an event tells that has no fields of its own."""
    return {}


# -- actions -------------------------------------------------------------------------------------


def _entered(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    phase = rules.charts[said.a].phases[said.b]
    return {"name": rules.moves[said.a].name, "phase": phase, "ticks": said.c}


def _met(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    return {
        "name": rules.moves[said.a].name,
        "source_position": said.here,
        "target_position": said.there,
        "distance": said.b,
        "hit": said.c,
        "projectile": None,
    }


def _whiffed(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    return {
        "name": rules.moves[said.a].name,
        "source_position": said.here,
        "target_position": said.there,
        "projectile": None,
    }


def _stopped(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    return {"name": rules.moves[said.a].name, "phase": rules.charts[said.a].phases[said.b]}


def _signalled(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    return {**_stopped(rules, said, spelling), "signal": rules.charts[said.a].events[said.c]}


def _faltered(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    demand = rules.charts[said.a].demands[said.b][said.c]
    why = {"towards": demand.target, "guard": demand.guard, "claim": demand.claim}
    return {**_stopped(rules, said, spelling), **why}


def _chained(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    return {"name": rules.moves[said.a].name, "into": rules.moves[said.b].name}


def _aborted(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    return {"name": rules.moves[said.a].name, "where": said.more}


def _ended(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    return {
        "name": rules.moves[said.a].name,
        "reason": ENDING_WORDS[said.b],
        "outcome": spelling.outcomes[said.outcome],
    }


# -- combatants ----------------------------------------------------------------------------------


def _stunned(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    return {"stun": spelling.stuns[said.b], "ticks": said.a}


def _moved(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    return {"before": said.a, "after": said.b}


def _damaged(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    assert isinstance(said.more, tuple), "what was absorbed, then rules and what each gave"
    absorbed, first = said.more[:2]
    gave = [_share(rules, rule) for rule in said.more[1::2]]
    return {
        "name": rules.moves[said.move].name,
        "damage": said.a,
        "absorbed": absorbed,
        "lost": said.b,
        "health": said.c,
        "outcome": spelling.outcomes[said.outcome],
        "breakdown": spelling.shares(map(kinds.Share, gave, said.more[2::2])),
        "status": gave[0] if REACTION_SHARE < first <= STATUS_SHARE else None,
    }


def _share(rules: FightRules, rule: int) -> str:
    if rule <= REACTION_SHARE:
        return rules.reactions[REACTION_SHARE - rule].rule.name
    if rule <= STATUS_SHARE:
        return rules.status_rules[STATUS_SHARE - rule].rule.name
    return SHARES[rule] if rule < 0 else rules.damage_rules[rule].rule.name


def _joined(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    assert isinstance(said.more, tuple), "an archetype and a team"
    return {"archetype": said.more[0], "team": said.more[1], "position": said.a}


def _changed(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    return {"changed": spelling.mapping(said.more)}


def _came_to(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    name = rules.changeable_names[said.a]
    return {"attribute": name, "change": said.b, "value": said.c}


def _noticed(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    return {"before": spelling.levels[said.a], "after": spelling.levels[said.b]}


def _status(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    rule = rules.status_rules[said.a].rule
    return {"name": rule.name, "attribute": rule.attribute, "value": said.b}


def _worn_off(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    return {**_status(rules, said, spelling), "reason": STATUS_REASONS[said.c]}


# -- projectiles, and the fight itself -----------------------------------------------------------


def _launched(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    row = rules.moves[said.a]
    return {"name": row.name, "position": said.b, "way": said.c, "speed": row.projectile.speed}


def _flown(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    name = rules.moves[said.a].name
    return {"name": name, "position": said.b, "reason": FLIGHT_ENDS[said.c]}


def _started(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    return {"combatants": spelling.mapping(said.more)}


def _refused(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    assert isinstance(said.more, tuple), "an action, why, and the code of that"
    return {"name": said.more[0], "why": said.more[1], "code": said.more[2]}


def _failed(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    fault = said.more
    assert isinstance(fault, Fault), "a fault is what failed"
    return {"plugin": fault.plugin, "where": fault.where, "error": fault.error}


def _concluded(rules: FightRules, said: Said, spelling: Spelling) -> Details:
    assert isinstance(said.more, Result), "a result is what concludes it"
    return {"winner": said.more.winner, "reason": said.more.reason}


def _as_it_is(thing: object) -> object:
    return thing


def _read_only(more: object) -> Mapping[str, object]:
    """A mapping that no subscriber can change for those who are called after it."""
    assert isinstance(more, Mapping), "that is what was noted"
    return MappingProxyType(more)


def _as_dicts(shares: Iterable[kinds.Share]) -> list[dict[str, object]]:
    return list(map(asdict, shares))


def _spelling(
    spell: Callable[[object], object],
    shares: Callable[[Iterable[kinds.Share]], object],
    mapping: Callable[[object], object],
) -> Spelling:
    outcomes = {outcome: spell(outcome) for outcome in (None, *Outcome)}
    stuns, levels = map(spell, STUNS), map(spell, AwarenessLevel)
    return Spelling(outcomes, tuple(stuns), tuple(levels), shares, mapping)


TYPED = _spelling(_as_it_is, tuple, _read_only)
"""Details as fields of their class of events."""

PLAIN = _spelling(plain_value, _as_dicts, plain_value)
"""Details as plain data."""


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
    (kinds.CombatantRecovered, nothing),
    (kinds.CombatantDefeated, nothing),
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
    (kinds.CombatantWithdrew, nothing),
)
"""The class of each kind of event, by its number in ``words``, and what it tells."""
