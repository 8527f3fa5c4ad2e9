"""Charts that few moves have, for tests of what fights make of them."""

from typing import ClassVar

from statemachine import State

from combat_rules import Effects, Scene
from combat_rules.charts import ActionChart
from combat_rules.model import ActionStateType, Effect


class Twice(ActionChart):
    """A blow with two halves that look alike."""

    kinds: ClassVar[dict[str, ActionStateType]] = {"again": ActionStateType.RELEASE}

    feint = State(initial=True)
    commit = State()
    release = State()
    again = State()
    recovery = State()
    done = State(final=True)

    advance = (
        feint.to(commit)
        | commit.to(release)
        | release.to(again)
        | again.to(recovery)
        | recovery.to(done)
    )
    interrupt = feint.to(recovery) | commit.to(recovery) | release.to(recovery) | again.to(recovery)


def trip(scene: Scene, effects: Effects) -> None:
    """Stagger oneself."""
    effects.stun(scene.actor.id, 9)


def stumbling(trips: Effect) -> type[ActionChart]:
    """A chart of which every interruption leads back to where it trips again."""

    class Stumble(ActionChart):
        feint = State(initial=True)
        commit = State(enter=[trips])
        recovery = State()
        done = State(final=True)

        advance = feint.to(commit) | commit.to(recovery) | recovery.to(done)
        interrupt = feint.to(recovery) | commit.to(commit)

    return Stumble


Stumble = stumbling(trip)
