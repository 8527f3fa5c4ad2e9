"""Gymnasium, vectorised: many fights at once on the compiled rules, each of one agent."""

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

import numpy as np
from gymnasium.utils.seeding import np_random
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from combat_rules.compiled.kernel import kernel_for
from combat_rules.compiled.outside import CALL_OFF, NOTHING
from combat_rules.compiled.stepping import Shown, Stepper
from combat_rules.compiled.words.steering import BEGIN, FACTS, GO_ON, SHOW, WANTED
from combat_rules.environments.fights import SIDES, WAIT, LiveFight, Options, setting
from combat_rules.environments.observing import NAMES, SCALE, looker

LEFT = 0
"""The side of the agent."""
FRONT = FACTS + len(SIDES)
"""Words of a fight before what is shown of it."""
KEPT = 256
"""Steps after which those that nobody needs any more are forgotten."""
NO_STEP = -1
"""What stands among the actions of a fight that was only shown."""

Array = NDArray[Any]


class FightVectorEnv(VectorEnv[Array, Array, Array]):
    """Many fights of an agent, on the left, against a controller, as ``SoloEnv`` plays them one by
    one; ``seeds`` are those of the present fights.

    A fight that is over begins anew at the next step, whatever the action. One that comes to what
    will not compile goes on on the live engine.
    """

    def __init__(
        self, num_envs: int = 256, left: str = "duelist", right: str = "duelist",
        controller: str | None = None, **options: Unpack[Options],
    ) -> None:  # fmt: skip
        self.metadata = {"autoreset_mode": AutoresetMode.NEXT_STEP}
        self.num_envs = num_envs
        self.given = given = setting(left, right, ("", controller), options)
        self.single_observation_space = given.observations(LEFT)
        self.single_action_space = given.actions(LEFT)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        combat = given.lineup.fight(0)
        fight = combat.fight
        self._kernel = kernel_for(
            fight.rules, len(SIDES), looker(given.ruleset, fight.duration, fight.arena)
        )
        self._start = self._kernel.begin(fight, combat.state.world)
        self._late = self._kernel.numbers.names.number("time_out")
        self._sides = [self._kernel.numbers.names.number(name) for name in SIDES]
        self._lay_out(fight.rules.places)
        self._seeds = np_random(None)[0]
        self.seeds = np.zeros(num_envs, np.int64)
        self._live: dict[int, LiveFight] = {}

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[Array, dict[str, Any]]:  # fmt: skip
        """Begin all fights: the same ones for the same seed. With a ``reset_mask`` in the options
        only those that it says."""
        if seed is not None:
            self._seeds = np_random(_one_seed(seed))[0]
        every = np.ones(self.num_envs, np.bool_)
        which = every if options is None else np.asarray(options.get("reset_mask", every))
        self._begin(which)
        self._steps(np.full(self.num_envs, WAIT), which, ~which)
        return self._observed(), self._infos()

    def step(
        self, actions: Array
    ) -> tuple[Array, Array, NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Do in every fight what its agent wants, and let time pass."""
        again, before = self._over, self._healths
        wanted = np.asarray(actions, np.int64)
        # The mask is 0 or 1, and to wait is 0.
        wanted = wanted * self._mask[self._each, wanted]
        begins = bool(again.any())
        if begins:
            self._begin(again)
            wanted[again] = WAIT
        self._steps(wanted, again if begins else None)
        over = self._over
        lost = (before - self._healths) / self._full
        value, late = lost[:, 1] - lost[:, 0], np.zeros(self.num_envs, np.bool_)
        if begins:
            value[again] = 0.0
        if over.any():
            won = 1.0 * (self._rows[:, 3] == self._sides[0]) - (self._rows[:, 3] == self._sides[1])
            value += np.where(over, won, 0.0)
            late = over & (self._rows[:, 4] == self._late)
        return self._observed(), value, over & ~late, late, self._infos()

    def close_extras(self, **kwargs: Any) -> None:
        """Nothing is kept open."""

    # -- fights ---------------------------------------------------------------------------

    def _lay_out(self, places: Mapping[str, int]) -> None:
        """Everything that is there for each fight, and where it stands in what is told of one."""
        count, names = self.num_envs, self.given.kind(LEFT).actions
        self._own, self._first = len(names), FRONT + len(NAMES)
        shown = Shown(1 << LEFT, len(NAMES) + 2 * len(names) + 2)
        number = self.given.lineup.number
        self._stepper = Stepper(self._kernel, self._start, number, count, shown)
        self._each, self._wanted = np.arange(count), self._stepper.wanted
        self._wanted[:, 2], self._wanted[:, 3] = self.given.frame, self.given.patient
        self._commands = np.array([NOTHING, CALL_OFF, *(1 + places[name] for name in names)])
        self._full = np.array([self.given.kind(side).health for side in (0, 1)], np.float64)
        self._begun = np.zeros(count, np.int64)
        self._log: list[Array] = []

    def _begin(self, which: NDArray[np.bool_]) -> None:
        """Some fights begin anew, each on a seed of its own."""
        self.seeds[which] = self._seeds.integers(1 << 31, size=int(which.sum()))
        self._begun[which] = len(self._log) + 1
        self._live = {place: one for place, one in self._live.items() if not which[place]}

    def _steps(
        self, actions: Array, begun: NDArray[np.bool_] | None,
        still: NDArray[np.bool_] | None = None,
    ) -> None:  # fmt: skip
        """Take a step in every fight; those that are ``still`` are only shown."""
        what, taken = self._wanted[:, 0], actions.astype(np.int8)
        what[:] = GO_ON
        if begun is not None:
            what[begun] = BEGIN
            self._wanted[begun, 1] = self.seeds[begun] + 1
        if still is not None:
            what[still], taken[still] = SHOW, NO_STEP
        for place, fight in self._live.items():
            what[place] = SHOW
            if taken[place] != NO_STEP:
                fight.step({LEFT: int(taken[place])})
        self._log.append(taken)
        self._wanted[:, WANTED] = self._commands[actions]
        self._rows = self._stepper.step()
        if self._rows[:, 0].any() or self._live:
            self._go_live()
        if len(self._log) % KEPT == 0:
            gone = int(self._begun.min())
            del self._log[:gone]
            self._begun -= gone
        self._over = self._rows[:, 2] != 0
        self._healths = self._rows[:, FACTS:FRONT]
        self._mask = self._rows[:, self._first + self._own :]
        if self._over.any():
            self._mask[self._over, WAIT + 1 :] = 0

    def _go_live(self) -> None:
        """Play again on the live engine, from its beginning, what has come to something that will
        not compile; and tell of all that are played there as of the others."""
        for place in np.flatnonzero(self._rows[:, 0]).tolist():
            if place not in self._live:
                fight = self._live[place] = LiveFight(self.given, int(self.seeds[place]))
                for taken in self._log[self._begun[place] :]:
                    if taken[place] != NO_STEP:
                        fight.step({LEFT: int(taken[place])})
        for place, fight in self._live.items():
            won = -1 if fight.won is None else self._sides[fight.won]
            over, late = fight.ended
            facts = (0, fight.combat.now, over or late, won, self._late if late else -1, 0)
            self._rows[place] = (*facts, *fight.healths, *fight.shown(LEFT))

    def _observed(self) -> Array:
        seen = self._rows[:, FRONT : self._first + self._own].astype(np.float32)
        seen[:, : len(NAMES)] *= np.float32(1 / SCALE)
        return seen

    def _infos(self) -> dict[str, Any]:
        mask = self._mask.astype(np.int8)
        return {"action_mask": mask, "_action_mask": np.ones(self.num_envs, np.bool_)}


def _one_seed(seed: int | Sequence[int | None]) -> int:
    """One seed for all fights: that of the first of several."""
    if isinstance(seed, int):
        return seed
    return next((one for one in seed if one is not None), 0)
