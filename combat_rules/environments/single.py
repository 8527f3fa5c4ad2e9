"""Gymnasium: one agent against a controller."""

from typing import Any, Unpack

import gymnasium

from combat_rules.environments.fights import (
    MODES,
    LiveFight,
    Observation,
    Options,
    action_of,
    demand_begun,
    demand_mode,
    setting,
    worth,
)

METADATA: dict[str, Any] = {"render_modes": [*MODES], "render_fps": 20}
"""What Gymnasium wants to know of the environment."""


class SoloEnv(gymnasium.Env[Any, Any]):
    """A fight of an agent, on the left, against a controller, on the live engine.

    ``controller`` is the name of one of the rules, that of a pilot say; without it the foe has the
    one of its archetype. What is not possible, by the mask in ``info["action_mask"]``, does
    nothing.
    """

    metadata = METADATA

    def __init__(
        self, left: str = "duelist", right: str = "duelist", controller: str | None = None, *,
        render_mode: str | None = None, **options: Unpack[Options],
    ) -> None:  # fmt: skip
        self.given = setting(left, right, ("", controller), options)
        demand_mode(render_mode)
        self.render_mode = render_mode
        self.observation_space = self.given.observations(0)
        self.action_space = self.given.actions(0)
        self.fight: LiveFight | None = None

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Begin a fight: the same one for the same seed."""
        super().reset(seed=seed)
        self.fight = LiveFight(self.given, int(self.np_random.integers(1 << 31)))
        return self.fight.observe(0), {"action_mask": self.fight.mask(0)}

    def step(self, action: Any) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Do what the agent wants, and let time pass."""
        fight = demand_begun(self.fight)
        before = fight.healths
        fight.step({0: action_of(self.given, 0, action)})
        value = worth(self.given, before, fight.healths, fight.won)[0]
        return (fight.observe(0), value, *fight.ended, {"action_mask": fight.mask(0)})

    def render(self) -> str:
        """The fight in one line."""
        return demand_begun(self.fight).line
