"""Keeping: what is worked out of a chart once stays with the chart, and goes when it goes."""

from collections.abc import Callable
from functools import wraps
from threading import RLock
from types import SimpleNamespace
from typing import Any, TypeVar

from statemachine import StateChart, registry

Chart = type[StateChart[Any]]
Answer = TypeVar("Answer")

_WORKING = RLock()
"""Two threads that ask at once are given the same answer."""


def once_per_chart(question: Callable[[Chart], Answer]) -> Callable[[Chart], Answer]:
    """Ask a question about a chart once, and keep the answer on the chart's class.

    A cache beside the classes would hold every chart that was ever loaded: a weak one too,
    as answers refer to their charts. Kept on the class, they are one circle of garbage.
    """
    name = f"_kept_{question.__name__}"

    @wraps(question)
    def kept(chart: Chart) -> Answer:
        if name not in vars(chart):
            with _WORKING:
                if name not in vars(chart):
                    _forget_in_library(chart)
                    setattr(chart, name, question(chart))
        answer: Answer = vars(chart)[name]
        return answer

    return kept


def _forget_in_library(chart: Chart) -> None:
    """Take a chart out of the library's registry; see docs/decisions/0006-chart-registry.md.

    The registry keeps the newest class of each module and name for ever, for models of
    Django, which look machines up by name. It has no way to take one out, but registering
    is public, and the last one of a name counts.
    """
    register: Callable[[Any], object] = registry.register
    register(SimpleNamespace(__module__=chart.__module__, __name__=chart.__name__))
