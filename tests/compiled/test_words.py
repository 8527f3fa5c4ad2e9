"""The core's own source, translated to functions over words, plays as it does in Python."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from random import Random
from types import FunctionType
from typing import Any, get_type_hints

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from combat_rules.compiled import BOUNDARY, STEPS
from combat_rules.compiled.kinds import Kind, kind_of
from combat_rules.compiled.steps import steps_in
from combat_rules.engine.core.records import Draft, Seat
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.words import ADVANCE, DONE, FAILED, NO, REFUSED, YES
from tests.compiled.layout import (
    Full,
    Names,
    layout,
    plain,
    read,
    scalar,
    unscalar,
    width,
    words,
)
from tests.compiled.words import Words, symbol
from tests.compiled.worlds import LEGS, World

DRAFT = Kind("record", Draft)
ALL = {
    symbol(vars(module)[step.name]): vars(module)[step.name]
    for module in map(import_module, STEPS)
    for step in steps_in(module)
}
MOST_ASKED = 300
"""Questions to the boundary after which a play is given up: charts may go round for ever."""
ANSWERS: Mapping[str, tuple[int, ...]] = {
    "follows_up": (0, 1), "rules_agree": (0, 1), "take_due": (0, 0, 1), "changed_outside": (0, 1),
    "lot": (1, 2, 3), "note_endless": (0,),
    "adjust": (FAILED, 0, 3, 30), "record_fault": (5, 17),
    "valid": (YES, YES, NO, FAILED), "overrule": (YES, YES, FAILED),
    "contact_effects": (YES, YES, FAILED), "status_effects": (YES, YES, FAILED),
}  # fmt: skip
"""What functions of the boundary may answer; others answer nothing."""


class Script:
    """What the boundary answers, by a seed; what it was asked is noted."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.begin()

    def begin(self) -> None:
        """Answer from the beginning again."""
        self.random = Random(self.seed)
        self.asked: list[tuple[str, list[int]]] = []

    def answer(self, name: str, given: list[int]) -> int:
        """A number that the function could have answered."""
        self.asked.append((name, given))
        if len(self.asked) > MOST_ASKED:
            raise Full
        if name in ("ask_chart", "start_chart"):
            answers: tuple[int, ...]
            refused = name == "ask_chart" and given[1] != ADVANCE
            ends = (DONE, REFUSED) if refused else (DONE,) if name == "ask_chart" else ()
            answers = (FAILED, *ends, *range(LEGS))
        else:
            answers = ANSWERS.get(name, (YES,))
        return answers[self.random.randrange(len(answers))]


SCRIPT = Script(0)
NAMES = Names()
TRANSLATED = Words(SCRIPT.answer, NAMES)


def scripted(function: FunctionType) -> Callable[..., Any]:
    """A function of the boundary that answers by the script."""
    hints = get_type_hints(function)
    answer = kind_of(hints.pop("return", type(None)))
    numbers = [kind_of(hint).is_number for hint in hints.values()]

    def ask(*given: Any) -> Any:
        told = [int(one) for one, number in zip(given, numbers, strict=True) if number]
        said = SCRIPT.answer(function.__name__, told)
        return (bool(said) if answer == Kind("bool") else said) if answer.is_number else None

    return ask


@pytest.fixture(autouse=True, scope="module")
def _boundary_by_script() -> Iterator[None]:
    """Whatever the steps ask of plugins is answered by the script."""
    with pytest.MonkeyPatch.context() as patch:
        for module in map(import_module, STEPS):
            for name, function in list(vars(module).items()):
                asked = isinstance(function, FunctionType) and function.__module__ in BOUNDARY
                takes = get_type_hints(function).values() if asked else ()
                if Draft in takes and name not in ("own", "untouched"):
                    patch.setattr(module, name, scripted(function))
        yield


class Given:
    """The arguments of a step on a random world: as Python takes them, and as words."""

    def __init__(self, name: str, seed: int) -> None:
        self.world = World(seed)
        self.draft = self.world.draft()
        hints = get_type_hints(ALL[name])
        self.answer = kind_of(hints.pop("return"))
        chosen = {parameter: self.choose(parameter, kind_of(hint))
                  for parameter, hint in hints.items()}  # fmt: skip
        self.memory = words(DRAFT, 0, self.draft, NAMES)
        self.python = [one for one, _ in chosen.values()]
        self.words = [
            self.as_word(kind_of(hints[parameter]), one) if at is None else at
            for parameter, (one, at) in chosen.items()
        ]

    def choose(self, parameter: str, kind: Kind) -> tuple[Any, int | None]:
        """An argument, and its place in the draft if it is a part of it."""
        fields = layout(Draft)
        if kind == DRAFT:
            return self.draft, 0
        if kind.is_row:
            return self.draft.seats, fields["seats"].at
        for name, field in fields.items():
            if field.kind == Kind("list", of=kind) and kind.declared is not None:
                row = getattr(self.draft, name)
                assume(row)
                index = self.world.random.randrange(len(row))
                place = field.at + 1 + index * width(kind.declared)
                return (own(self.draft, index) if kind.declared is Seat else row[index]), place
        return self.world.field(parameter, kind), None

    def as_word(self, kind: Kind, one: Any) -> int:
        """A word for a value that lies nowhere yet: itself, or where it is put."""
        if kind.what != "record" or one is None:
            return scalar(one, NAMES)
        self.memory += words(Kind("record", kind.declared), 0, one, NAMES)
        assert kind.declared is not None
        return len(self.memory) - width(kind.declared)


def in_python(name: str, given: Given) -> Any:
    """What a step answers in Python, the draft after it, and what it asked; or what it raised."""
    SCRIPT.begin()
    try:
        said = plain(given.answer, ALL[name](*given.python))
    except (IndexError, Full) as error:
        return type(error)
    return said, plain(DRAFT, given.draft), SCRIPT.asked


def over_words(name: str, given: Given) -> Any:
    """The same over words."""
    SCRIPT.begin()
    memory, kind = given.memory, given.answer
    try:
        word = TRANSLATED.call(name, memory, given.words)
    except (IndexError, Full) as error:
        return type(error)
    if kind.what == "record":
        bare = Kind("record", kind.declared)
        said = None if word == -1 else read(bare, memory, word, NAMES)
    else:
        said = None if kind.what == "None" else unscalar(kind, word, NAMES)
    return said, read(DRAFT, memory, 0, NAMES), SCRIPT.asked


def agree(name: str, seed: int) -> None:
    SCRIPT.seed = seed
    given = Given(name, seed)
    python = in_python(name, given)
    assume(python is not Full)
    assert over_words(name, given) == python


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_step_over_words_does_what_it_does_in_python(name: str, seed: int) -> None:
    agree(name, seed)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_whole_moment_over_words_is_the_moment_in_python(seed: int) -> None:
    agree("moment_play_moment", seed)


def test_most_moments_come_to_their_end_and_ask_something() -> None:
    """A play that is given up, or that finds nothing, proves nothing."""
    plays = []
    for seed in range(30):
        SCRIPT.seed = seed
        plays.append(in_python("moment_play_moment", Given("moment_play_moment", seed)))
    ended = [play for play in plays if isinstance(play, tuple)]
    assert len(ended) >= 20
    assert len({name for _, _, asked in ended for name, _ in asked}) >= 10
