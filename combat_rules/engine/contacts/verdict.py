"""Who has won: one side left, or the time up."""

from fractions import Fraction

from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.world import Fight, Result


def result_of(tx: Transaction, fight: Fight) -> Result | None:
    """The result of the fight, or ``None`` while it goes on.

    One team left standing wins by ``defeat``; none left is a draw by ``double_defeat``. When
    the time is up, the team with the greatest share of its full health left wins by
    ``time_out``; equal shares are a draw.
    """
    if tx.now < fight.duration and not any(c.defeated for c in tx.combatants.values()):
        return None
    standing = {c.team for c in tx.combatants.values() if not c.defeated}
    teams = {c.team for c in tx.combatants.values()}
    if len(teams) > 1 and len(standing) < 2:
        if not standing:
            return Result(None, "double_defeat", tx.now)
        return Result(standing.pop(), "defeat", tx.now)
    if tx.now < fight.duration:
        return None
    best = sorted(((_share(tx, team), team) for team in sorted(teams)), reverse=True)
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return Result(None, "time_out", tx.now)
    return Result(best[0][1], "time_out", tx.now)


def _share(tx: Transaction, team: str) -> Fraction:
    """The part of its full health that a team has left, exact."""
    members = [c for c in tx.combatants.values() if c.team == team]
    return Fraction(sum(c.health for c in members), sum(c.max_health for c in members))
