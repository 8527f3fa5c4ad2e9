"""The workshop: builds charts from blueprints, with guards and actions that write down all."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import new_class
from typing import Any

from hypothesis import strategies as st
from statemachine import HistoryState, State, StateChart

from combat_rules.charts.base import ActionChart
from tests.differential.blueprints import EVENTS, GUARD_NAMES, Act, Blueprint, Memory, Node, Way

Log = list[tuple[str, ...]]


@dataclass
class Journal:
    """What the callbacks of a chart did, in order; ``bad_day`` makes the touchy ones raise."""

    entries: Log
    bad_day: bool = False


@dataclass(frozen=True)
class Stage:
    """A scene of a script: what each guard answers, if it does."""

    number: int
    answers: Mapping[str, Any]
    bad_day: bool
    journal: Journal

    def ask(self, name: str) -> Any:
        """The guard's answer, written down."""
        self.journal.entries.append(("asked", name, str(self.number)))
        answer = self.answers[name]
        if answer == "raises":
            raise LookupError(f"{name} cannot say in scene {self.number}")
        return answer


def _guard(name: str) -> Callable[[Any], Any]:
    def guard(scene: Any) -> Any:
        return scene.ask(name)

    guard.__name__ = name
    return guard


GUARDS = {name: _guard(name) for name in GUARD_NAMES}


def build(blueprint: Blueprint, journal: Journal) -> type[StateChart[Any]]:
    """The chart class of a blueprint. Its callbacks write to ``journal``."""
    states: dict[str, State] = {}
    tops = {node.id: _state(node, journal, states) for node in blueprint.nodes}
    for way in blueprint.ways:
        states[way.source].to(
            *([states[way.target]] if way.target else [None]),
            **_parts(way, journal),
        )
    body: dict[str, Any] = {
        "guards": tuple(GUARDS.values()),
        # Whether such charts are of use is not the question here.
        "validate_disconnected_states": False,
        "validate_trap_states": False,
        "validate_final_reachability": False,
        **tops,
    }
    return new_class("Drawn", (ActionChart,), {}, lambda space: space.update(body))


def _state(node: Node, journal: Journal, states: dict[str, State]) -> State:
    wanted: dict[str, Any] = {
        "initial": node.initial,
        "enter": _actions(node.enter, f"enter {node.id}", journal),
        "exit": _actions(node.exit, f"exit {node.id}", journal),
    }
    if not node.children:
        state = State(final=node.final, **wanted)
    else:
        inner = {child.id: _state(child, journal, states) for child in node.children}
        memories = {memory.id: _memory(memory) for memory in node.memories}
        for name, each in (*inner.items(), *memories.items()):
            each._set_id(name)
        state = State(states=list(inner.values()), history=list(memories.values()), **wanted)
        for memory in node.memories:
            default = inner[node.children[memory.default].id]
            remembering = memories[memory.id]
            remembering.to(default, on=_actions(memory.on, f"recall {memory.id}", journal))
        states.update(memories)
    states[node.id] = state
    return state


def _memory(memory: Memory) -> HistoryState:
    return HistoryState(type="deep" if memory.deep else "shallow")


def _parts(way: Way, journal: Journal) -> dict[str, Any]:
    name = f"{way.source} to {way.target} on {' '.join(way.events)}"
    return {
        "event": " ".join(way.events) or None,
        "internal": way.internal,
        "cond": [_condition(text) for text in way.cond],
        "unless": [_condition(text) for text in way.unless],
        "before": _actions(way.before, f"before {name}", journal),
        "on": _actions(way.on, f"on {name}", journal),
        "after": _actions(way.after, f"after {name}", journal),
    }


def _condition(text: str) -> Any:
    return GUARDS[text[1:]] if text.startswith("&") else text


def _actions(acts: Iterable[Act], name: str, journal: Journal) -> list[Callable[..., Any]]:
    return [_action(act, f"{name} ({n})", journal) for n, act in enumerate(acts)]


def _action(act: Act, name: str, journal: Journal) -> Callable[..., Any]:
    def note(*arguments: Any) -> str:
        journal.entries.append((name, *(str(argument.number) for argument in arguments)))
        if act.touchy and journal.bad_day:
            raise ArithmeticError(f"{name} fails")
        return name

    # All of a kind are called alike: the library must not take one for the other.
    def act_alone() -> str:
        return note()

    def act_seeing(scene: Any) -> str:
        return note(scene)

    def act_fully(scene: Any, effects: Any) -> str:
        return note(scene, effects)

    return (act_alone, act_seeing, act_fully)[act.takes]


@dataclass(frozen=True)
class Scene:
    """One step of a script: an event, and what the guards will say about it."""

    event: str
    answers: tuple[Any, ...]
    bad_day: bool


@dataclass(frozen=True)
class Effects:
    """What effects are asked of; all that counts is which one was handed over."""

    number: int


# Unknown to most charts; the second is a state, the third has a known prefix.
STRAY_EVENTS = ("unheard_of", "s1", "strike.low.left", "done.state.s1", "strike.")
answers = st.sampled_from((True, True, True, False, False, False, 1, 0, "", "yes", "raises"))
scripts = st.lists(
    st.builds(
        Scene,
        event=st.sampled_from((*EVENTS, *EVENTS, *EVENTS, *STRAY_EVENTS)),
        answers=st.tuples(*[answers] * len(GUARD_NAMES)),
        bad_day=st.sampled_from((False, False, False, True)),
    ),
    min_size=3,
    max_size=9,
)


def staged(script: Iterable[Scene], journal: Journal) -> Iterator[tuple[str, Stage, Effects]]:
    """The steps of a script as events, scenes and effects."""
    for number, scene in enumerate(script):
        told = dict(zip(GUARD_NAMES, scene.answers, strict=True))
        yield scene.event, Stage(number, told, scene.bad_day, journal), Effects(number)
