"""Showing seats: the records that plugins and programs see of combatants and their actions.

Nothing that a record leads to is what the steps write to. This is the Python side of a boundary.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from combat_rules.engine.core.fight import FightRules
from combat_rules.engine.core.records import Seat, Shot
from combat_rules.engine.core.words import NONE
from combat_rules.model import ActionState, CombatantState, Position, ProjectileState
from combat_rules.model.fields import EMPTY

ENDING_WORDS = (
    "completed", "interrupted", "cancelled", "chained", "defeated", "fight_ended", "aborted",
)  # fmt: skip
"""Why an action ended, by number."""


def combatant_state(rules: FightRules, seat: Seat) -> CombatantState:
    """The record of a combatant. By position, which is several times as quick as by name, and in
    two parts, since Python builds a tuple of more than thirty one by one."""
    action = doing = phase = None
    if seat.state is not None:
        action = f"{seat.id}#{seat.acts}"
        doing = rules.moves[seat.move].name
        phase = rules.charts[seat.move].phases[seat.leg]
    who = (
        seat.id,
        seat.archetype,
        seat.team,
        seat.actions,
        seat.health,
        seat.max_health,
        seat.stamina,
        seat.max_stamina,
        seat.stamina_regeneration,
        seat.position,
        seat.facing,
        seat.sight_range,
        seat.reaction,
        seat.memory,
        seat.controller,
    )
    how = (
        action,
        doing,
        phase,
        seat.state,
        seat.phase_since,
        seat.stunned_until,
        seat.stun,
        seat.defence,
        seat.defence_at,
        seat.interrupted,
        seat.defeated,
        seat.acts,
        _cooldowns(rules, seat) if seat.cooldowns else EMPTY,
        seat.settled_at,
        seat.fractions,
        seat.paused_until,
    )
    make: Callable[..., CombatantState] = rules.combatant
    return make(*who, *how, *seat.values)


def _cooldowns(rules: FightRules, seat: Seat) -> Mapping[str, int]:
    return MappingProxyType({rules.moves[c.move].name: c.until for c in seat.cooldowns})


def position_of(rules: FightRules, seat: Seat) -> Position:
    """Where in its chart a running action is."""
    if seat.deep is not None:
        return seat.deep
    return rules.charts[seat.move].positions[seat.leg]


def action_state(rules: FightRules, seats: Sequence[Seat], place: int) -> ActionState | None:
    """The running action of a combatant."""
    seat = seats[place]
    if seat.state is None:
        return None
    return ActionState(
        f"{seat.id}#{seat.acts}",
        seat.id,
        seats[seat.target].id,
        rules.moves[seat.move].name,
        position_of(rules, seat),
        seat.state,
        seat.started,
        seat.phase_since,
        seat.due,
        seat.outcome,
        seat.evaded,
        seat.cut,
        ENDING_WORDS[seat.ending],
        None if seat.recovery == NONE else seat.recovery,
        None if seat.last_event == NONE else seat.last_event,
    )


def projectile_state(
    rules: FightRules, seats: Sequence[Seat], shot: Shot, now: int
) -> ProjectileState:
    """The record of a projectile in flight."""
    owner, row = seats[shot.owner], rules.moves[shot.move].projectile
    flown = row.speed * max(0, now - shot.since) // rules.second
    return ProjectileState(
        projectile_id(owner.id, shot.act, shot.launch),
        owner.id,
        owner.team,
        rules.moves[shot.move].name,
        shot.origin + shot.way * flown,
        shot.way,
        row.speed,
        shot.launch + row.hits - shot.hits,
        shot.hits,
        shot.since,
        shot.ends,
    )


def projectile_id(owner: str, act: int, launch: int) -> str:
    """What a projectile is called: by the use of an action that launched it, and the how
    many-th release."""
    return f"{owner}#{act}.{launch}"


def phase_of(rules: FightRules, seat: Seat) -> str:
    """The name of the phase that a running action is in."""
    return rules.charts[seat.move].phases[seat.leg]
