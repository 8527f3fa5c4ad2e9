"""PettingZoo: two agents who decide at once, and the same one after the other."""

from collections.abc import Mapping
from typing import Any, Unpack

from gymnasium.utils.seeding import np_random
from pettingzoo import AECEnv, ParallelEnv
from pettingzoo.utils import parallel_to_aec

from combat_rules.environments.fights import (
    MODES,
    SIDES,
    LiveFight,
    Mask,
    Observation,
    Options,
    action_of,
    demand_begun,
    demand_mode,
    setting,
    worth,
)
from combat_rules.environments.observing import VERSION
from combat_rules.errors import StateError, demand_known, in_short

METADATA: dict[str, Any] = {
    "name": f"combat_rules_duel_v{VERSION}", "render_modes": [*MODES], "is_parallelizable": True,
}  # fmt: skip
"""What PettingZoo wants to know of the environment."""


class DuelEnv(ParallelEnv[str, Observation, int]):  # type: ignore[misc]  # it has no types
    """A fight of two agents, ``left`` and ``right``, on the live engine.

    Each step both do something, and time passes, as ``Options`` say. What is not possible, by the
    mask in ``infos[agent]["action_mask"]``, does nothing.
    """

    metadata = METADATA

    def __init__(
        self, left: str = "duelist", right: str = "duelist", *, render_mode: str | None = None,
        **options: Unpack[Options],
    ) -> None:  # fmt: skip
        self.given = setting(left, right, ("", ""), options)
        demand_mode(render_mode)
        self.render_mode = render_mode
        self.possible_agents = list(SIDES)
        self.agents: list[str] = []
        self.observation_spaces = {n: self.given.observations(s) for s, n in enumerate(SIDES)}
        self.action_spaces = {n: self.given.actions(s) for s, n in enumerate(SIDES)}
        self.fight: LiveFight | None = None
        self._seeds = np_random(None)[0]

    def observation_space(self, agent: str) -> Any:
        """What an agent observes."""
        demand_known("agent", agent, SIDES)
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> Any:
        """What an agent may do."""
        demand_known("agent", agent, SIDES)
        return self.action_spaces[agent]

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Observation], dict[str, dict[str, Any]]]:
        """Begin a fight: the same one for the same seed."""
        if seed is not None:
            self._seeds = np_random(seed)[0]
        self.fight = LiveFight(self.given, int(self._seeds.integers(1 << 31)))
        self.agents = list(SIDES)
        return self._observed(), self._infos()

    def step(
        self, actions: dict[str, int]
    ) -> tuple[
        dict[str, Observation], dict[str, float], dict[str, bool], dict[str, bool],
        dict[str, dict[str, Any]],
    ]:  # fmt: skip
        """Both do what they want, and time passes."""
        fight = self._fight()
        before = fight.healths
        fight.step(self._wanted(actions))
        value = worth(self.given, before, fight.healths, fight.won)
        over, late = fight.ended
        said = (
            self._observed(), dict(zip(SIDES, value, strict=True)), dict.fromkeys(SIDES, over),
            dict.fromkeys(SIDES, late), self._infos(),
        )  # fmt: skip
        if over or late:
            self.agents = []
        return said

    def render(self) -> str:
        """The fight in one line."""
        return self._fight().line

    def close(self) -> None:
        """Nothing is kept open."""

    def _fight(self) -> LiveFight:
        return demand_begun(self.fight)

    def _wanted(self, actions: Mapping[str, int]) -> dict[int, int]:
        """The actions of both sides, or ``StateError`` for what is no mapping of them."""
        try:
            named = dict(actions)
        except Exception as error:
            raise StateError(
                f"actions are a mapping of {' and '.join(SIDES)} to numbers, not "
                f"{in_short(actions)}",
                code="environment.action",
                action=actions,
            ) from error
        for agent in named:
            demand_known("agent", agent, SIDES)
        sides = ((SIDES.index(agent), action) for agent, action in named.items())
        return {side: action_of(self.given, side, action) for side, action in sides}

    def _observed(self) -> dict[str, Observation]:
        return {name: self._fight().observe(side) for side, name in enumerate(SIDES)}

    def _infos(self) -> dict[str, dict[str, Mask]]:
        return {name: {"action_mask": self._fight().mask(side)} for side, name in enumerate(SIDES)}


def aec_env(
    left: str = "duelist", right: str = "duelist", *, render_mode: str | None = None,
    **options: Unpack[Options],
) -> AECEnv[str, Observation, int]:  # fmt: skip
    """The same fight as PettingZoo's AEC: both decide, one after the other, before time passes."""
    return parallel_to_aec(DuelEnv(left, right, render_mode=render_mode, **options))
