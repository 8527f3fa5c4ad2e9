"""What is kept of a fight: to go back in it, to play it again, and to compare."""

from combat_rules.record.synctest import SyncTest
from combat_rules.record.worlds import DesyncError, Difference, first_difference, world_digest

__all__ = ["DesyncError", "Difference", "SyncTest", "first_difference", "world_digest"]
