"""Conditions: what stands on a transition, a guard or a boolean expression over guard names."""

import ast
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from statemachine.spec_parser import operator_mapping, parse_boolean_expr, replace_operators

from combat_rules.charts.runner import Answer
from combat_rules.errors import plainly
from combat_rules.model import claim, name_of

Guard = Callable[[Any], bool]


class Unsupported(Exception):
    """The expression uses something that is no tree of guards; the message says what."""


class Name(Struct, frozen=True):
    """A guard, by its name in an expression or as the function itself."""

    name: str
    guard: Guard

    @property
    def key(self) -> str:
        """Two conditions with equal keys are one to the library."""
        return self.name

    def compiled(self) -> Guard:
        """The quickest function that asks it."""
        return self.guard

    def ask(self, scene: object, asked: list[Answer]) -> bool:
        """Ask it, and note the answer."""
        said = bool(self.guard(scene))
        asked.append(Answer(self.name, claim(self.guard), True, said, question=self.guard))
        return said

    def under(self, answers: Mapping[str, bool]) -> bool:
        """What it would say if guards answered so; one that is not named says no."""
        return answers.get(self.name, False)

    def guards(self) -> tuple["Name", ...]:
        """The guards it is made of."""
        return (self,)


class Not(Struct, frozen=True):
    """Not so."""

    part: "Tree"

    @property
    def key(self) -> str:
        """As the library builds it."""
        return f"not({self.part.key})"

    def compiled(self) -> Guard:
        """The quickest function that asks it."""
        part = self.part.compiled()
        return lambda scene: not part(scene)

    def ask(self, scene: object, asked: list[Answer]) -> bool:
        """Ask it, and note the answers."""
        before = len(asked)
        said = self.part.ask(scene, asked)
        asked[before:] = _turned(asked[before:])
        return not said

    def under(self, answers: Mapping[str, bool]) -> bool:
        """What it would say if guards answered so."""
        return not self.part.under(answers)

    def guards(self) -> tuple[Name, ...]:
        """The guards it is made of."""
        return self.part.guards()


class Pair(Struct, frozen=True):
    """Both, or either; the second is asked only if the first leaves it open."""

    both: bool
    left: "Tree"
    right: "Tree"

    @property
    def key(self) -> str:
        """As the library builds it: without parentheses."""
        return f"{self.left.key} {'and' if self.both else 'or'} {self.right.key}"

    def compiled(self) -> Guard:
        """The quickest function that asks it."""
        left, right = self.left.compiled(), self.right.compiled()
        if self.both:
            return lambda scene: left(scene) and right(scene)
        return lambda scene: left(scene) or right(scene)

    def ask(self, scene: object, asked: list[Answer]) -> bool:
        """Ask it, and note the answers."""
        if self.left.ask(scene, asked) is not self.both:
            return not self.both
        return self.right.ask(scene, asked)

    def under(self, answers: Mapping[str, bool]) -> bool:
        """What it would say if guards answered so."""
        if self.left.under(answers) is not self.both:
            return not self.both
        return self.right.under(answers)

    def guards(self) -> tuple[Name, ...]:
        """The guards it is made of."""
        return (*self.left.guards(), *self.right.guards())


Tree = Name | Not | Pair


class Condition(Struct, frozen=True):
    """A tree of guards, and whether it must hold (``cond``) or must not (``unless``).

    ``beyond`` is what the library alone understands of it; the whole stands as one guard then.
    """

    text: str
    tree: Tree
    wanted: bool
    beyond: str = ""

    def compiled(self) -> Guard:
        """The quickest function that says whether the transition may pass."""
        asked = self.tree.compiled()
        return asked if self.wanted else lambda scene: not asked(scene)

    def ask(self, scene: object) -> Answer:
        """Ask it, part by part."""
        parts: list[Answer] = []
        error = ""
        said = not self.wanted
        try:
            said = self.tree.ask(scene, parts)
        except Exception as raised:
            error = plainly(raised)
        if isinstance(self.tree, Name):
            guard = self.tree.guard
            return Answer(self.text, claim(guard), self.wanted, said, (), error, guard)
        words = "; ".join(part.claim for part in parts)
        spoken = parts if self.wanted else _turned(parts)
        whole = self.tree.compiled()
        return Answer(self.text, words, self.wanted, said, tuple(spoken), error, whole)

    def told(self) -> tuple[str, str]:
        """Its name as it is written, and its claim in words."""
        said = "; ".join(claim(name.guard).rstrip(".") for name in self.tree.guards())
        return (self.text, said) if self.wanted else (f"unless {self.text}", f"not so: {said}")

    def under(self, answers: Mapping[str, bool]) -> bool:
        """Whether it would let the transition pass if guards answered so."""
        return self.tree.under(answers) is self.wanted


def _turned(answers: list[Answer]) -> list[Answer]:
    """The same answers, where the opposite is wanted."""
    return [replace(answer, wanted=not answer.wanted) for answer in answers]


def of_guard(guard: Guard, wanted: bool) -> Condition:
    """The condition that a function makes."""
    return Condition(name_of(guard), Name(name_of(guard), guard), wanted)


def of_expression(text: str, wanted: bool, guards: Mapping[str, Guard]) -> Condition:
    """The condition that an expression over guard names makes.

    Raises ``KeyError`` with the name of a guard that is not in ``guards``, and ``SyntaxError`` for
    what the library cannot read.
    """
    if text.isidentifier():
        return Condition(text, Name(text, guards[text]), wanted)
    body = ast.parse(replace_operators(text).strip(), mode="eval").body
    try:
        return Condition(text, _tree(body, guards), wanted)
    except Unsupported as reason:
        _read(text, guards)
        calls = any(isinstance(node, ast.Call) for node in ast.walk(body))
        guard = _open if calls else partial(_whole, text, guards)
        return Condition(text, Name(text, guard), wanted, str(reason))


def _open(scene: object) -> bool:
    """It asks for more than a scene tells."""
    return True


def _whole(text: str, guards: Mapping[str, Guard], scene: object) -> bool:
    """It holds as it is written."""
    return bool(_read(text, guards)(scene))


def _read(text: str, guards: Mapping[str, Guard]) -> Guard:
    """An expression as the library reads it. Raises ``KeyError`` or ``SyntaxError`` for one that it
    cannot read."""
    read: Callable[..., Guard] = parse_boolean_expr
    try:
        return read(text, guards.__getitem__, operator_mapping)
    except KeyError as unknown:
        # Of an operator that it does not know the library says so as well.
        if not isinstance(unknown.args[0], str):
            raise SyntaxError(text) from unknown
        raise
    except (AttributeError, TypeError, ValueError) as error:
        raise SyntaxError(text) from error


def _tree(node: ast.expr, guards: Mapping[str, Guard]) -> Tree:
    if isinstance(node, ast.Name):
        return Name(node.id, guards[node.id])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return Not(_tree(node.operand, guards))
    if isinstance(node, ast.BoolOp):
        both = isinstance(node.op, ast.And)
        first, *rest = (_tree(value, guards) for value in node.values)
        for right in rest:
            first = Pair(both, first, right)
        return first
    raise Unsupported(f"{type(node).__name__} in an expression of guards")
