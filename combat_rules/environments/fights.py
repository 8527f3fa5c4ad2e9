"""What all environments share: which fight it is, and one of them played on the live engine."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from operator import index
from typing import TypedDict

import numpy as np
from gymnasium import spaces
from msgspec import Struct
from numpy.typing import NDArray

from combat_rules.compiled.outside import SCALE, decides
from combat_rules.engine.core.growth import settle
from combat_rules.engine.core.starts import could_cancel
from combat_rules.engine.fold import open_draft
from combat_rules.engine.lineup import Fighter, Lineup
from combat_rules.engine.system import CombatSystem
from combat_rules.environments.observing import NAMES, looker
from combat_rules.errors import StateError, demand_known, did_you_mean, in_short
from combat_rules.model import Archetype, Command, require_int
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import Ruleset, standard_ruleset

SIDES = ("left", "right")
"""The two agents."""
WAIT, CANCEL = 0, 1
"""Actions of an agent that are none of its archetype's: those come after them."""
MODES = ("ansi",)
"""The ways to render: as a line of text."""
PART = 20
"""A frame is this part of a second, unless it is said how long it is."""

Observation = NDArray[np.float32]
Mask = NDArray[np.int8]


class Setting(Struct, frozen=True):
    """The fight of an environment: who fights, and how long a step is.

    ``controllers`` has ``""`` for each side that is an agent, a controller's name for another
    one. ``frame`` is ticks; ``patient`` has a step last until somebody is to decide.
    """

    ruleset: Ruleset
    archetypes: tuple[str, str]
    controllers: tuple[str, str]
    frame: int
    patient: bool
    lineup: Lineup

    @property
    def agents(self) -> tuple[int, ...]:
        """The sides that are agents."""
        return tuple(side for side in (0, 1) if not self.controllers[side])

    def kind(self, side: int) -> Archetype:
        """The archetype of a side."""
        return self.ruleset.archetypes[self.archetypes[side]]

    def observations(self, side: int) -> spaces.Box:
        """What a side observes."""
        return spaces.Box(0.0, 1.0, (len(NAMES) + len(self.kind(side).actions),), np.float32)

    def actions(self, side: int) -> spaces.Discrete:
        """What a side may do: wait, call off, and its actions."""
        return spaces.Discrete(2 + len(self.kind(side).actions))

    def names(self, side: int) -> tuple[str, ...]:
        """What each number of an observation of a side is."""
        return (*NAMES, *(f"does {name}" for name in self.kind(side).actions))

    def meanings(self, side: int) -> tuple[str, ...]:
        """What each action of a side is."""
        return ("wait", "cancel", *self.kind(side).actions)


class Options(TypedDict, total=False):
    """What every environment takes besides who fights. A ``frame`` is ticks, by default a
    twentieth of a second; with ``until_free`` a step lasts until somebody is to decide. The rest
    is as in ``CombatSystem``."""

    ruleset: Ruleset
    frame: int
    until_free: bool
    duration: int
    distance: int


def setting(
    left: str, right: str, controllers: tuple[str | None, str | None], options: Options
) -> Setting:
    """The fight of an environment; without a controller a side has that of its archetype. Raises
    ``StateError`` for what there is not."""
    _demand_options(options)
    rules = options.get("ruleset", standard_ruleset())
    for name in (left, right):
        demand_known("archetype", name, rules.archetypes)
    first, second = (
        rules.archetypes[kind].controller if name is None else name
        for kind, name in zip((left, right), controllers, strict=True)
    )
    for name in (first, second):
        if not isinstance(name, str) or name != "":
            demand_known("controller", name, rules.controllers)
    frame = options.get("frame", max(1, rules.ticks_per_second // PART))
    require_int("frame", frame, 1, LIMIT, code="environment.frame")
    fighters = tuple(
        Fighter(kind, side, controller=name)
        for side, kind, name in zip(SIDES, (left, right), (first, second), strict=True)
    )
    lineup = Lineup(rules, fighters, options.get("duration"), options.get("distance"))
    lineup.fight(0)  # raises what no fight can have
    patient = options.get("until_free", False)
    return Setting(rules, (left, right), (first, second), frame, patient, lineup)


def _demand_options(given: Mapping[str, object]) -> None:
    """Raise ``StateError`` for options that no environment takes, or not so."""
    for name, value in given.items():
        if name not in Options.__annotations__:
            wrong = f"no environment takes {name}; {did_you_mean(name, Options.__annotations__)}"
        elif name == "ruleset" and not isinstance(value, Ruleset):
            wrong = f"ruleset is {in_short(value)}; give what load_ruleset returns, or leave it out"
        elif name == "until_free" and not isinstance(value, bool):
            wrong = f"until_free is {in_short(value)}; True or False"
        else:
            continue
        raise StateError(wrong, code="environment.option", option=name)


def demand_mode(mode: object) -> None:
    """Raise ``StateError`` for a way to render in which no environment does."""
    if mode is not None and not (isinstance(mode, str) and mode in MODES):
        raise StateError(
            f"no environment renders as {in_short(mode)}; there is: {', '.join(MODES)}",
            code="environment.option",
            option="render_mode",
        )


def demand_begun(fight: "LiveFight | None") -> "LiveFight":
    """The fight of an environment, or ``StateError`` where ``reset`` has begun none."""
    if fight is None:
        raise unbegun()
    return fight


def unbegun() -> StateError:
    """The error of an environment that plays no fight yet."""
    return StateError(
        "this environment plays no fight yet; call reset(), which begins one",
        code="environment.reset",
    )


def action_of(given: Setting, side: int, action: object) -> int:
    """An action of a side as a plain number, or ``StateError`` where its action space has none
    such."""
    last = int(given.actions(side).n) - 1
    with suppress(Exception):
        number = index(action)  # type: ignore[arg-type]  # that is the question
        if 0 <= number <= last:
            return number
    raise StateError(
        f"{SIDES[side]} cannot do {in_short(action)}; an action is a whole number from 0 to {last}",
        code="environment.action",
        action=action,
    )


class LiveFight:
    """One fight on the live engine, step by step; what its agents perceive, and what that is
    worth."""

    def __init__(self, given: Setting, seed: int) -> None:
        self.given = given
        self.combat: CombatSystem = given.lineup.fight(seed)
        self.combat.advance(0)
        # One may be over as it begins: its first step tells of that.
        self._told = False
        self._set_up()

    def _set_up(self) -> None:
        """Make what stays behind where a fight goes to another process."""
        fight = self.combat.fight
        self._look = looker(self.given.ruleset, fight.duration, fight.arena)

    def __getstate__(self) -> tuple[Setting, CombatSystem, bool]:
        """Pickled, it is its setting and the fight as it is now."""
        return self.given, self.combat, self._told

    def __setstate__(self, kept: tuple[Setting, CombatSystem, bool]) -> None:
        self.given, self.combat, self._told = kept
        self._set_up()

    @property
    def won(self) -> int | None:
        """The side that has won, if any."""
        result = self.combat.result
        return SIDES.index(result.winner) if result is not None and result.winner else None

    @property
    def ended(self) -> tuple[bool, bool]:
        """Whether the fight is over by a defeat, and whether its time is over."""
        result = self.combat.result
        late = result is not None and result.reason == "time_out"
        return result is not None and not late, late

    @property
    def line(self) -> str:
        """The fight in one line."""
        shown = self.combat.combatants.items()
        told = (f"{name}: {state.health}, {state.doing or 'free'}" for name, state in shown)
        return "  ".join((str(self.combat.now), *told))

    @property
    def healths(self) -> tuple[int, int]:
        """The health of both sides."""
        left, right = self.combat.state.world.seats
        return left.health, right.health

    def step(self, actions: dict[int, int]) -> None:
        """Do what agents want, as far as they may, and let time pass. Raises ``StateError`` once
        the fight is over, and a step has told so."""
        combat = self.combat
        if self._told:
            raise StateError(
                "the fight is over; call reset(), which begins another one",
                code="environment.reset",
            )
        if combat.result is None:
            self._play(actions)
        self._told = combat.result is not None

    def _play(self, actions: dict[int, int]) -> None:
        combat = self.combat
        commands = [
            command
            for side, action in actions.items()
            if self.mask(side)[action] and (command := self._command(side, action)) is not None
        ]
        if commands:
            combat.schedule(commands)
        combat.advance(self.given.frame)
        while self.given.patient and combat.result is None and not self._anybody_decides():
            combat.advance(self.given.frame)

    def observe(self, side: int) -> Observation:
        """What a side perceives."""
        view = self.combat.view(SIDES[side])
        doing = [SCALE * (name == view.me.doing) for name in self.given.kind(side).actions]
        return (np.array([*self._look(view), *doing]) / SCALE).astype(np.float32)

    def mask(self, side: int) -> Mask:
        """What a side may do: to wait always, nothing else once the fight is over."""
        mask = np.zeros(self.given.actions(side).n, np.int8)
        mask[WAIT] = 1
        if self.combat.result is None:
            world = self.combat.state.world
            draft = open_draft(self.combat.fight, world, world.now)
            settle(draft, side)
            mask[CANCEL] = could_cancel(draft, side)
            possible = self.combat.view(SIDES[side]).possible
            mask[2:] = [name in possible for name in self.given.kind(side).actions]
        return mask

    def _command(self, side: int, action: int) -> Command | None:
        if action == WAIT:
            return None
        name, now = SIDES[side], self.combat.now
        if action == CANCEL:
            return Command(actor=name, cancel=True, at=now)
        return Command(actor=name, action=self.given.kind(side).actions[action - 2], at=now)

    def _anybody_decides(self) -> bool:
        world = self.combat.state.world
        draft = open_draft(self.combat.fight, world, world.now)
        return any(decides(draft, seat) for seat in world.seats)


def worth(
    given: Setting, before: Sequence[int], after: Sequence[int], won: int | None
) -> tuple[float, float]:
    """What a step was worth to each side: the difference of health that it has won, in shares of
    all health, and 1 more or less for the whole fight. Both together are 0."""
    lost = [(before[side] - after[side]) / given.kind(side).health for side in (0, 1)]
    end = 0.0 if won is None else (1.0, -1.0)[won]
    value = lost[1] - lost[0] + end
    return value, -value
