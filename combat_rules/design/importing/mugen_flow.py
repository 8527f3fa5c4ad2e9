"""How states of MUGEN go on into one another: by a command, as a helper, at their end."""

import re
from collections.abc import Iterable, Iterator, Mapping

from combat_rules.design.importing.mugen_files import Element, State

COMMON = range(200)
"""States of the engine itself: standing, walking, jumping, guarding."""
CHANGES = ("changestate", "selfstate")
ENDS = re.compile(r"\s*(?:!\s*animtime|animtime\s*=\s*0)\s*", re.IGNORECASE)
"""A trigger that holds as an animation ends, and asks nothing else."""
BEGINS = re.compile(r"\s*(?:!\s*time|time\s*=\s*0|1)\s*", re.IGNORECASE)
GROUND = ("S", "C")
LONGEST = 10
"""States, one after the other, of which a move is made up."""

States = Mapping[int, State]


class Flow:
    """Which states a command begins, and which only helpers do. ``asked`` are the states that
    react to commands."""

    def __init__(self, states: States, asked: Iterable[State]) -> None:
        self._states = states
        self._begun = {number for each in asked for number in _into(each)}
        helpers = {
            number
            for state in (*states.values(), *asked)
            for each in state.of_type("helper")
            for number in _numbers(each.get("stateno", ""))
        }
        self._launched = self._closed(helpers) - self._closed(self._begun)

    def is_launched(self, number: int) -> bool:
        """Whether a state is only that of a helper that the character launches."""
        return number in self._launched

    def goes_on(self, number: int) -> bool:
        """Whether a state is no beginning of a move, as far as the commands tell."""
        return bool(self._begun & self._states.keys()) and number not in self._begun

    def _closed(self, numbers: Iterable[int]) -> set[int]:
        """These states, and all that they lead into."""
        found: set[int] = set()
        waiting = [number for number in numbers if number in self._states]
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                waiting += [n for n in _into(self._states[number]) if n in self._states]
        return found

    def rest(self, state: State, animations: Mapping[int, list[Element]]) -> int | None:
        """Ticks of the states that a state goes on into as its animation ends, until its owner is
        free; ``None`` if that is decided in the fight."""
        if not state.of_type(*CHANGES):
            return 0
        ticks = 0
        for _ in range(LONGEST):
            following = _end_of(state)
            if following in COMMON:
                return ticks
            after = self._states.get(following if following is not None else -1)
            if after is None or after.hits or _kind(after) not in GROUND:
                return None
            elements = animations.get(_only(anim_of(after)) or -1, [])
            if not elements or any(each.ticks < 0 for each in elements):
                return None
            ticks += sum(each.ticks for each in elements)
            state = after
        return None


def anim_of(state: State) -> str:
    """The animation that a state plays: as its head says, or what it sets at its beginning."""
    if "anim" in state.head:
        return state.head["anim"]
    for each in state.of_type("changeanim"):
        if all(BEGINS.fullmatch(told) for told in _triggers(each)):
            return each.get("value", "")
    return ""


def _end_of(state: State) -> int | None:
    """The state that follows as the animation of this one ends, if one surely does."""
    for each in state.of_type(*CHANGES):
        triggers = _triggers(each)
        if triggers and all(map(ENDS.fullmatch, triggers)):
            return _only(each.get("value", ""))
    return None


def _into(state: State) -> Iterator[int]:
    for each in state.of_type(*CHANGES):
        yield from _numbers(each.get("value", ""))
    for each in state.hits:
        yield from _numbers(each.get("p1stateno", ""))


def _triggers(values: Mapping[str, str]) -> list[str]:
    return [told for key, told in values.items() if key.startswith("trigger")]


def _numbers(text: str) -> list[int]:
    """The states that a value names, whatever decides between them."""
    return [int(number) for number in re.findall(r"\b\d{1,9}\b", text)]


def _only(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,9}", text.strip()) else None


def _kind(state: State) -> str:
    return state.head.get("type", "S").strip().upper()
