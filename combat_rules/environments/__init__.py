"""Environments: fights as PettingZoo and Gymnasium know them, for programs that learn."""

from gymnasium import register

from combat_rules.environments.observing import VERSION
from combat_rules.environments.parallel import DuelEnv, aec_env
from combat_rules.environments.single import SoloEnv
from combat_rules.environments.vector import FightVectorEnv

SOLO = f"combat_rules/Solo-v{VERSION}"
"""What the fight of one agent is called in Gymnasium."""

register(
    SOLO,
    entry_point="combat_rules.environments.single:SoloEnv",
    vector_entry_point="combat_rules.environments.vector:FightVectorEnv",
    order_enforce=False,
)

__all__ = ["SOLO", "DuelEnv", "FightVectorEnv", "SoloEnv", "aec_env"]
