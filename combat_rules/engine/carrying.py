"""How a reason is pickled: with what it found out, for guards and rules do not go along."""

import copyreg
from typing import Any

from combat_rules.charts.comparisons import Comparison
from combat_rules.charts.watch import Seen
from combat_rules.engine.core.refusals import Reason


class ToldReason(Reason, frozen=True):
    """A reason as it was when it was pickled or copied; it asks nobody any more."""

    seen: tuple[Seen, ...] = ()
    compared: tuple[Comparison, ...] = ()
    lacking: tuple[str, ...] = ()
    after: int | None = None

    @property
    def values(self) -> tuple[Seen, ...]:
        """The values that it had looked at, each with its path in the scene."""
        return self.seen

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Every comparison that had been made, with the values on both sides."""
        return self.compared

    @property
    def needed(self) -> tuple[str, ...]:
        """What would have had to change for it to let the action pass, in words."""
        return self.lacking

    @property
    def ticks(self) -> int | None:
        """After how many ticks time alone would have made it pass."""
        return self.after


def _told(reason: Reason) -> tuple[type[Reason], tuple[Any, ...]]:
    """What makes a reason anew: its words, and what it finds out when it is asked."""
    said = (reason.name, reason.claim, reason.origin, reason.wanted, reason.error, reason.holds)
    asks_nobody = (None, None, None, None)
    found = (reason.values, reason.comparisons, reason.needed, reason.ticks)
    return ToldReason, (*said, *asks_nobody, *found)


copyreg.pickle(Reason, _told)
