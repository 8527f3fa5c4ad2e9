"""Blueprints: random charts as plain data that hypothesis can draw, print and shrink."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from hypothesis import strategies as st

GUARD_NAMES = ("quick", "strong", "vexed", "near", "calm")
EVENTS = ("advance", "cancel", "strike", "strike.low")
NAMED_IN_CHARTS = (*EVENTS, "strike.*", "*")
DEEPEST = 3


@dataclass(frozen=True)
class Act:
    """An action: how many of (scene, effects) it takes, and whether it raises on a bad day."""

    takes: int
    touchy: bool


@dataclass(frozen=True)
class Memory:
    """A history state and the index of the child that it leads to at first."""

    id: str
    deep: bool
    default: int
    on: tuple[Act, ...]


@dataclass(frozen=True)
class Node:
    """A state; a compound one if it has children."""

    id: str
    final: bool = False
    initial: bool = False
    enter: tuple[Act, ...] = ()
    exit: tuple[Act, ...] = ()
    children: "tuple[Node, ...]" = ()
    memories: tuple[Memory, ...] = ()


@dataclass(frozen=True)
class Way:
    """A transition; without an event it is taken as soon as its conditions hold."""

    source: str
    target: str | None
    events: tuple[str, ...]
    internal: bool = False
    cond: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    before: tuple[Act, ...] = ()
    on: tuple[Act, ...] = ()
    after: tuple[Act, ...] = ()


@dataclass(frozen=True)
class Blueprint:
    """A chart that is yet to be built."""

    nodes: tuple[Node, ...]
    ways: tuple[Way, ...]


def every_node(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """All nodes, outer ones first."""
    for node in nodes:
        yield node
        yield from every_node(node.children)


acts = st.lists(
    st.builds(Act, takes=st.integers(0, 2), touchy=st.sampled_from((False, False, False, True))),
    max_size=2,
).map(tuple)
rare_acts = st.one_of(st.just(()), st.just(()), acts)

expressions = st.recursive(
    st.sampled_from(GUARD_NAMES),
    lambda inner: st.one_of(
        inner.map("not {}".format),
        inner.map("!{}".format),
        inner.map("({})".format),
        st.tuples(inner, st.sampled_from((" and ", " or ", " ^ ", " v ", "^")), inner).map("".join),
    ),
    max_leaves=4,
)
conditions = st.one_of(
    # A leading & stands for the function itself instead of its name.
    st.sampled_from(GUARD_NAMES).map("&{}".format),
    st.sampled_from(GUARD_NAMES),
    expressions,
)


def _conditions(fewest: int, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    # The library cannot tell conditions apart that name the same guards in the same order.
    found = st.lists(conditions, min_size=fewest, max_size=most, unique_by=_words)
    return found.map(tuple)


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall("&|[a-z]{3,}", text.replace("not", "").replace("and", "")))


@st.composite
def _nodes(draw: st.DrawFn, names: Iterator[int], depth: int, deepest: int) -> tuple[Node, ...]:
    return tuple(
        draw(_node(names, depth, deepest, first=place == 0))
        for place in range(draw(st.integers(2, 4 if depth == 0 else 3)))
    )


@st.composite
def _node(draw: st.DrawFn, names: Iterator[int], depth: int, deepest: int, first: bool) -> Node:
    id = f"s{next(names)}"
    enter, exit = draw(acts), draw(acts)
    # The library starts in the first state unless another one is marked as the initial one.
    initial = first and (depth == 0 or draw(st.booleans()))
    if depth < deepest and draw(st.integers(0, 2)) == 0:
        children = draw(_nodes(names, depth + 1, deepest))
        memories = tuple(
            Memory(
                f"{id}_memory{number}",
                draw(st.booleans()),
                draw(st.integers(0, len(children) - 1)),
                draw(rare_acts),
            )
            for number in range(draw(st.integers(0, 2)))
        )
        return Node(id, False, initial, enter, exit, children, memories)
    final = not first and draw(st.integers(0, 3)) == 0
    return Node(id, final, initial, enter, exit)


@st.composite
def _way(draw: st.DrawFn, nodes: tuple[Node, ...], events: int) -> Way:
    everywhere = list(every_node(nodes))
    over = {node.id for node in nodes if node.final}
    source = draw(st.sampled_from([node for node in everywhere if node.id not in over]))
    compounds = [node for node in everywhere if node.children]
    targets = [node.id for node in everywhere]
    # History states are what goes wrong most easily, so they are offered twice.
    targets += [memory.id for node in compounds for memory in node.memories] * 2
    target = draw(st.one_of(st.none(), st.sampled_from(targets), st.sampled_from(targets)))
    own = {node.id for node in every_node((source,))}
    internal = target in own and draw(st.booleans())
    named = st.sampled_from((*NAMED_IN_CHARTS, *(f"done.state.{c.id}" for c in compounds)))
    eventless = draw(st.integers(0, events)) == 0
    on_events = st.lists(named, min_size=1, max_size=2, unique=True)
    answering = () if eventless else tuple(draw(on_events))
    # Without an event and without a condition nearly every chart would go in circles.
    fewest = 1 if eventless and draw(st.integers(0, 7)) else 0
    cond = draw(_conditions(fewest, 2))
    unless = draw(st.one_of(st.just(()), _conditions(0, 1)))
    return Way(
        source.id,
        target,
        answering,
        internal,
        cond,
        tuple(text for text in unless if _words(text) not in map(_words, cond)),
        draw(rare_acts),
        draw(rare_acts),
        draw(rare_acts),
    )


@st.composite
def blueprints(draw: st.DrawFn, deepest: int = DEEPEST, events: int = 7) -> Blueprint:
    """Charts with everything that lowering covers.

    ``deepest`` is how deep compound states may nest; for each transition without an event
    there are about ``events`` with one.
    """
    nodes = draw(_nodes(count(), 0, deepest))
    size = sum(1 for _ in every_node(nodes))
    ways = draw(st.lists(_way(nodes, events), min_size=size, max_size=2 * size + 2).map(tuple))
    return Blueprint(nodes, ways)
