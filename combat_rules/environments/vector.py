"""Gymnasium, vectorised: many fights at once on the compiled rules, each of one agent."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
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
from combat_rules.environments.fights import SIDES, WAIT, LiveFight, Options, setting, unbegun
from combat_rules.environments.observing import NAMES, looker
from combat_rules.errors import StateError, in_short
from combat_rules.model import require_int

LEFT = 0
"""The side of the agent."""
KEPT = 256
"""Steps after which those that nobody needs any more are forgotten."""
NO_STEP = -1
"""What stands among the actions of a fight that was only shown."""
MOST = 1 << 20
"""Fights at once, at most."""
STOCK = 4096
"""Seeds that are drawn at once."""
LEFT_BEHIND = ("_kernel", "_start", "_stepper", "_told", "_wanted", "_live")
"""What an environment makes anew in another process."""

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
        require_int("num_envs", num_envs, 1, MOST, code="environment.size")
        self.metadata = {"autoreset_mode": AutoresetMode.NEXT_STEP}
        self.num_envs = num_envs
        self.given = given = setting(left, right, ("", controller), options)
        self.single_observation_space = given.observations(LEFT)
        self.single_action_space = given.actions(LEFT)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._luck = np_random(None)[0]
        self._stock: list[int] = []
        self._ended: list[int] = []
        self._untold: list[int] = []
        self.seeds = np.zeros(num_envs, np.int64)
        self._has_begun = False
        self._set_up()

    def __getstate__(self) -> dict[str, Any]:
        """Pickled, it is what was chosen since its fights began, without machine code."""
        return {name: value for name, value in vars(self).items() if name not in LEFT_BEHIND}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        vars(self).update(kept)
        log, begun, over = self._log, self._begun, (self._ended, self._untold)
        self._set_up()
        if self._has_begun:
            self._play_again(log, begun)
            self._ended, self._untold = over

    def _set_up(self) -> None:
        """Make what plays the fights, none of which has begun."""
        given = self.given
        combat = given.lineup.fight(0)
        fight = combat.fight
        self._kernel = kernel_for(
            fight.rules, len(SIDES), looker(given.ruleset, fight.duration, fight.arena)
        )
        self._start = self._kernel.begin(fight, combat.state.world)
        self._late = self._kernel.numbers.names.number("time_out")
        self._sides = [self._kernel.numbers.names.number(name) for name in SIDES]
        self._lay_out(fight.rules.places)
        self._live: dict[int, LiveFight] = {}

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[Array, dict[str, Any]]:  # fmt: skip
        """Begin all fights: the same ones for the same seed. With a ``reset_mask`` in the options
        only those that it says."""
        which, one = self._which(options), _one_seed(seed)
        if not self._has_begun and not which.all():
            raise StateError(
                "no fight has begun yet: the first reset begins them all, without a reset_mask",
                code="environment.reset",
            )
        if one is not None:
            self._luck, self._stock = np_random(one)[0], []
        begun, still = (np.flatnonzero(some).tolist() for some in (which, ~which))
        untold = {*begun, *self._untold}
        self._begin(begun)
        self._steps(np.full(self.num_envs, WAIT, np.int16), begun, still)
        self._end(untold)
        self._has_begun = True
        return self._told.seen.copy(), self._infos()

    def step(
        self, actions: Array
    ) -> tuple[Array, Array, NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Do in every fight what its agent wants, and let time pass."""
        actions = self._sound(actions)
        if not self._has_begun:
            raise unbegun()
        # The mask is 0 or 1, and to wait is 0: what a fight that begins anew does as well.
        wanted = self._known.take(actions) * self._told.bytes.take(self._places + actions)
        again, before = self._ended, self._told.facts[FACTS:]
        self._begin(again)
        self._steps(wanted, again, self._untold)
        self._end(again)
        facts = self._told.facts
        lost = (before - facts[FACTS:]) / self._full
        value = lost[1] - lost[0]
        over, late = np.zeros(self.num_envs, np.bool_), np.zeros(self.num_envs, np.bool_)
        # Few fights begin and end in a step: one by one is quicker here.
        for place in again:
            value[place] = 0.0
        for place in self._ended:
            won, why = facts.item(3, place), facts.item(4, place)
            value[place] += (won == self._sides[0]) - (won == self._sides[1])
            late[place], over[place] = why == self._late, why != self._late
        return self._told.seen.copy(), value, over, late, self._infos()

    def close_extras(self, **kwargs: Any) -> None:
        """Nothing is kept open."""

    def _sound(self, given: Array) -> Array:
        """Actions as an array, or ``StateError`` for what are not so many numbers of actions."""
        count, last = self.num_envs, len(self._known) - 1
        with suppress(Exception):
            actions = np.asarray(given)
            whole = actions.shape == (count,) and actions.dtype.kind in "iu"
            if whole and actions.min() >= 0 and actions.max() <= last:
                return actions.astype(np.int64, copy=False)
        raise StateError(
            f"actions are {count} whole numbers from 0 to {last}, one for each fight, not "
            f"{in_short(given)}",
            code="environment.action",
            action=given,
        )

    def _which(self, options: Mapping[str, Any] | None) -> NDArray[np.bool_]:
        """Which fights are to begin anew, or ``StateError`` for a mask that does not tell."""
        with suppress(Exception):
            which = np.asarray((options or {}).get("reset_mask", self._every))
            if which.dtype == np.bool_ and which.shape == (self.num_envs,):
                return which
        raise StateError(
            f"a reset_mask says yes or no of each of {self.num_envs} fights, not "
            f"{in_short(options)}",
            code="environment.reset",
        )

    # -- fights ---------------------------------------------------------------------------

    def _lay_out(self, places: Mapping[str, int]) -> None:
        """Everything that is there for each fight, and where it stands in what is told of one."""
        count, names = self.num_envs, self.given.kind(LEFT).actions
        shown = Shown(LEFT, len(NAMES), len(names))
        number = self.given.lineup.number
        self._stepper = Stepper(self._kernel, self._start, number, count, shown)
        self._told, self._wanted = self._stepper.told, self._stepper.wanted
        self._every, self._places = np.ones(count, np.bool_), np.arange(count) * shown.bytes
        self._known = np.arange(2 + len(names), dtype=np.int16)
        self._wanted[:, 2], self._wanted[:, 3] = self.given.frame, self.given.patient
        self._commands = np.array([NOTHING, CALL_OFF, *(1 + places[name] for name in names)])
        self._full = np.array([[self.given.kind(side).health] for side in (0, 1)], np.float64)
        self._begun = np.zeros(count, np.int64)
        self._ended, self._untold = [], []
        self._log: list[Array] = []

    def _begin(self, which: Sequence[int]) -> None:
        """Some fights begin anew, each on a seed of its own."""
        for place in which:
            if not self._stock:
                self._stock = self._luck.integers(1 << 31, size=STOCK).tolist()
            self.seeds[place] = self._stock.pop()
            self._begun[place] = len(self._log) + 1
            self._live.pop(place, None)

    def _steps(self, taken: Array, begun: Sequence[int], still: Sequence[int] = ()) -> None:
        """Take a step in every fight; those that are ``still`` are only shown."""
        what = self._wanted[:, 0]
        what[:] = GO_ON
        for place in begun:
            what[place], self._wanted[place, 1] = BEGIN, self.seeds[place] + 1
        for place in still:
            what[place], taken[place] = SHOW, NO_STEP
        for place, fight in self._live.items():
            what[place] = SHOW
            if taken[place] != NO_STEP:
                fight.step({LEFT: int(taken[place])})
        self._log.append(taken)
        self._wanted[:, WANTED] = self._commands.take(taken)
        self._told = self._stepper.step()
        if self._stepper.given_up or self._live:
            self._go_live()
        if len(self._log) % KEPT == 0:
            gone = int(self._begun.min())
            del self._log[:gone]
            self._begun -= gone

    def _end(self, untold: Collection[int]) -> None:
        """Which fights are over by now: those that were so as they began are told with their next
        step, as ``untold`` ones are."""
        self._ended, self._untold = [], []
        if self._stepper.ended or self._live:
            ended = self._told.facts[2].nonzero()[0].tolist()
            known = frozenset(untold)
            for place in ended:
                (self._untold if place in known else self._ended).append(place)

    def _play_again(self, log: Sequence[Array], begun: Array) -> None:
        """Bring all fights to where they were: each begins on its seed, in step with the others,
        and is given what it was given since."""
        gone = int(begun.min())
        log, begun = log[gone:], begun - gone
        self._begun = begun + 1
        self._steps(np.full(self.num_envs, WAIT, np.int16), range(self.num_envs))
        for number, taken in enumerate(log):
            again, still = np.flatnonzero(begun > number).tolist(), taken == NO_STEP
            for place in again:
                self._live.pop(place, None)
            self._steps(taken.copy(), again, np.flatnonzero(still & (begun <= number)).tolist())

    def _go_live(self) -> None:
        """Play again on the live engine, from its beginning, what has come to something that will
        not compile; and tell of all that are played there as of the others."""
        told = self._told
        for place in np.flatnonzero(told.facts[0]).tolist():
            if place not in self._live:
                fight = self._live[place] = LiveFight(self.given, int(self.seeds[place]))
                for taken in self._log[self._begun[place] :]:
                    if taken[place] != NO_STEP:
                        fight.step({LEFT: int(taken[place])})
        for place, fight in self._live.items():
            won = -1 if fight.won is None else self._sides[fight.won]
            over, late = fight.ended
            facts = (0, fight.combat.now, over or late, won, self._late if late else -1, 0)
            told.facts[:, place] = (*facts, *fight.healths)
            told.seen[place], told.mask[place] = fight.observe(LEFT), fight.mask(LEFT)

    def _infos(self) -> dict[str, Any]:
        mask = self._told.bytes.copy().reshape(self.num_envs, -1)[:, : len(self._known)]
        return {"action_mask": mask, "_action_mask": self._every.copy()}


def _one_seed(seed: int | Sequence[int | None] | None) -> int | None:
    """One seed for all fights: that of the first of several."""
    if isinstance(seed, Sequence) and not isinstance(seed, str):
        return next((one for one in seed if one is not None), None)
    return seed
