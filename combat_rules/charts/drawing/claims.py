"""Claims: what has to hold for a transition, in words, whatever runner asks it."""

import ast
from collections.abc import Iterator

from statemachine.callbacks import CallbackSpec
from statemachine.spec_parser import replace_operators
from statemachine.transition import Transition

from combat_rules.model import name_of


def claims_of(way: Transition) -> tuple[str, ...]:
    """The conditions of a transition, each as it has to hold; all of them must.

    ``unless="a or b"`` is ``not (a or b)``. Written from what the chart declares, so that
    what only the reference runner can ask is shown as well.
    """
    found = [_claim(spec) for spec in way.cond]
    # "a or b" stands for itself; beside another condition it needs its parentheses.
    claims = [f"({text})" if either and len(found) > 1 else text for text, either in found]
    return (*claims, *_validators(way))


def _claim(spec: CallbackSpec) -> tuple[str, bool]:
    """A condition, and whether it is an ``or`` at heart."""
    wanted = spec.expected_value is not False
    if callable(spec.func):
        return name_of(spec.func) if wanted else f"not {name_of(spec.func)}", False
    text = str(spec.func)
    try:
        tree = ast.parse(replace_operators(text).strip(), mode="eval").body
    except SyntaxError:
        return text if wanted else f"not ({text})", False
    if not wanted:
        tree = ast.UnaryOp(ast.Not(), tree)
    return ast.unparse(tree), isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.Or)


def _validators(way: Transition) -> Iterator[str]:
    """What refuses a transition by raising."""
    for spec in way.validators:
        name = name_of(spec.func) if callable(spec.func) else str(spec.func)
        yield f"{name} does not raise"
