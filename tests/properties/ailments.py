"""Random statuses: what comes over the fighters of random rules, and what it does to them."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct

from combat_rules import Attribute, CombatEvent, Effects, Scene, Status
from combat_rules.model import EventPriority

Effect = Callable[[Scene, Effects], None]


class Reeled(CombatEvent, frozen=True, kw_only=True):
    """A bearer has staggered back."""

    priority = EventPriority.LOW


def infect(scene: Scene, effects: Effects) -> None:
    """Rot comes over a target that is met, and leaves the actor a little."""
    effects.change(scene.target.id, "rot", 4)
    effects.change(scene.actor.id, "rot", -1)


def waste(scene: Scene, effects: Effects) -> None:
    """Rot takes health, and wears off."""
    effects.change(scene.actor.id, "health", -1)
    effects.change(scene.actor.id, "rot", -1)


def reel(scene: Scene, effects: Effects) -> None:
    """Stamina goes; now and then the bearer staggers back, and says so."""
    effects.change(scene.target.id, "stamina", -1)
    if scene.dice.chance("reel", 30):
        effects.stun(scene.target.id, 2)
        effects.step(-2)
        effects.announce(Reeled())


def recover(scene: Scene, effects: Effects) -> None:
    """Health comes back, as long as the bearer does nothing."""
    if scene.running is None:
        effects.change(scene.actor.id, "health", 1)


class Ailments(Struct, frozen=True):
    """Statuses on two attributes: ``rot``, which blows bring, and ``grit``, which grows."""

    regeneration: int
    kinds: tuple[tuple[str, int, Effect], ...]

    def attribute(self) -> Attribute:
        """The rot: it falls, stays or grows by itself."""
        return Attribute("rot", minimum=-1, maximum=9, regeneration=self.regeneration)

    def statuses(self, tick: Any) -> list[Status]:
        """The statuses, and one that asks ``tick``."""
        return [
            *(
                Status(f"ailment {number}", attribute, every, effect)
                for number, (attribute, every, effect) in enumerate(self.kinds)
            ),
            Status("tick", "rot", 5, tick),
        ]


kinds = st.tuples(
    st.sampled_from(["rot", "rot", "grit"]),
    st.integers(1, 9),
    st.sampled_from([waste, waste, reel, recover]),
)
ailments = st.builds(
    Ailments,
    regeneration=st.sampled_from([-40, -7, -1, 0, 0, 3]),
    kinds=st.lists(kinds, max_size=2).map(tuple),
)
