"""Settings: states of a combatant in which a move is tried that does not work as it stands."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from combat_rules.model import CombatantState, Outcome, replace
from combat_rules.plugins import Ruleset

Change = Callable[[CombatantState, int, Ruleset], CombatantState]


class Setting(Struct, frozen=True):
    """A state that a move may want: ``name`` says it in words, ``change`` brings about the record
    of its actor at a tick. The one without a name is the state that everybody starts in."""

    name: str = ""
    change: Change | None = None


def settings(ruleset: Ruleset) -> tuple[Setting, ...]:
    """The settings in which moves of these rules are tried, the most usual ones first."""
    found = [AS_IT_STANDS, *DEFENDED, Setting("with a tenth of its health", _wounded)]
    if ruleset.attributes:
        found += [
            Setting("with all that its attributes hold", _full),
            Setting("with nothing left of its attributes", _empty),
        ]
    return tuple(found)


def _defended(outcome: Outcome) -> Change:
    def change(state: CombatantState, now: int, _: Ruleset) -> CombatantState:
        return replace(state, defence=outcome, defence_at=now)

    return change


def _wounded(state: CombatantState, _: int, __: Ruleset) -> CombatantState:
    return replace(state, health=max(1, state.max_health // 10))


def _full(state: CombatantState, _: int, ruleset: Ruleset) -> CombatantState:
    most: Mapping[str, int] = {each.name: each.maximum for each in ruleset.attributes}
    kind = ruleset.archetypes.get(state.archetype)
    if kind is not None:
        most = {each.name: kind.has(each).maximum for each in ruleset.attributes}
    return replace(state, **most)


def _empty(state: CombatantState, _: int, ruleset: Ruleset) -> CombatantState:
    return replace(state, **{each.name: each.minimum for each in ruleset.attributes})


AS_IT_STANDS = Setting()
DEFENDED = tuple(
    Setting(name, _defended(outcome))
    for name, outcome in (
        ("just after a block", Outcome.BLOCKED),
        ("just after an evasion", Outcome.EVADED),
        ("just after a counter", Outcome.COUNTERED),
    )
)
