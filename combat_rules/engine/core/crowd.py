"""A crowd: everybody as perception rules are shown them, while they are asked about all pairs.

This is the Python side of a boundary. Nobody changes meanwhile, so whatever is shown of somebody is
made once, not for each pair; compiled, it is numbers that lie there anyway.
"""

from bisect import bisect_left, bisect_right

from combat_rules.engine.core.growth import settle
from combat_rules.engine.core.records import Draft
from combat_rules.engine.core.scenes import action_in, luck_of
from combat_rules.engine.core.showing import action_state, combatant_state
from combat_rules.model import ActionState, CombatantState, Scene


class Crowd:
    """Everybody in a draft, as they stand. Each is brought up to now as it is asked about."""

    __slots__ = ("_draft", "_shown", "_sides", "_standing")

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._shown: dict[int, tuple[CombatantState, ActionState | None]] = {}
        self._standing: list[int] = []
        self._sides: dict[str, list[int]] = {}
        if len(draft.seats) > 2:
            standing = sorted((one.position, one.team) for one in draft.seats if not one.defeated)
            self._standing = [position for position, _ in standing]
            for position, team in standing:
                self._sides.setdefault(team, []).append(position)

    def scene(self, observer: int, observed: int) -> Scene:
        """The scene of one who looks at another, as ``scene_of`` has it."""
        draft = self._draft
        fight, rules = draft.fight, draft.fight.rules
        me, running = self._shown.get(observer) or self._show(observer)
        them, _ = self._shown.get(observed) or self._show(observed)
        one, other = draft.seats[observer], draft.seats[observed]
        foes, friends, luck = 0, 0, draft.now
        low, high = min(me.position, them.position), max(me.position, them.position)
        if self._standing:
            luck = luck_of(draft, one, observed)
            friends = _between(self._sides.get(me.team, []), low, high)
            foes = _between(self._standing, low, high) - friends
        return Scene(
            me,
            them,
            rules.actions[one.move],
            high - low,
            draft.now,
            fight.dice(fight.seed, fight.number, luck, one.id),
            running,
            None if other.state is None else action_in(draft, other.move, other.hit),
            one.sights[observed].level,
            other.sights[observer].level,
            None,
            None,
            draft.arena,
            foes,
            friends,
        )

    def _show(self, place: int) -> tuple[CombatantState, ActionState | None]:
        draft = self._draft
        settle(draft, place)
        rules, seats = draft.fight.rules, draft.seats
        shown = combatant_state(rules, seats[place]), action_state(rules, seats, place)
        self._shown[place] = shown
        return shown


def _between(positions: list[int], low: int, high: int) -> int:
    """How many of some positions, in their order, lie between two others."""
    return max(0, bisect_left(positions, high) - bisect_right(positions, low))


def gather(draft: Draft) -> None:
    """Have perception rules shown a crowd."""
    draft.crowd = Crowd(draft)


def disperse(draft: Draft) -> None:
    """Show them nothing that was made before."""
    draft.crowd = None


def looked_at(draft: Draft, observer: int, observed: int) -> Scene:
    """The scene of one who looks at another, in a crowd."""
    crowd = draft.crowd
    assert isinstance(crowd, Crowd), "it was gathered"
    return crowd.scene(observer, observed)
