"""What a chart allows when only the answers of its guards are given, not a scene."""

from collections.abc import Mapping

from combat_rules.plugins import Move


def allowed_by_chart(
    move: Move, before: str, after: str, event: str, conditions: Mapping[str, bool]
) -> bool:
    """Whether ``event`` leads the move's chart from ``before`` to ``after``.

    The first transition whose guards would hold under ``conditions`` is the one taken, as
    the chart itself would choose. A guard that is not named in ``conditions`` does not hold.
    """
    at = move.positions.get(before)
    if at is None:
        return False
    for verdict in move.runner.judge(at, event, None):
        if all(_holds(answer, conditions) for answer in verdict.answers):
            return verdict.target == after
    return False
