"""Every file of the package is small, says what lives in it, and imports at its top."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.sources import sources, statements, trees


def opens_with_a_sentence(tree: ast.Module) -> bool:
    """Whether the module's docstring begins with a line that is a whole sentence."""
    first = (ast.get_docstring(tree) or "").partition("\n")[0]
    return first[:1].isupper() and first.endswith(".")


def late_imports(tree: ast.Module) -> Iterator[int]:
    """The lines at which something is imported inside a function."""
    for function in statements(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in statements(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno


def type_checking_tricks(tree: ast.Module) -> Iterator[int]:
    """The lines that speak of TYPE_CHECKING, under whatever name it was imported."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.Name(id="TYPE_CHECKING")
                | ast.Attribute(attr="TYPE_CHECKING")
                | ast.alias(name="TYPE_CHECKING")
            ):
                yield node.lineno


def test_a_module_opens_with_one_sentence_that_says_what_lives_in_it() -> None:
    assert [name for name, tree in trees().items() if not opens_with_a_sentence(tree)] == []


def test_a_function_imports_nothing() -> None:
    assert [(name, line) for name, tree in trees().items() for line in late_imports(tree)] == []


def test_a_module_imports_the_same_for_readers_and_for_type_checkers() -> None:
    speaking = [name for name, source in sources().items() if "TYPE_CHECKING" in source]
    found = [(name, line) for name in speaking for line in type_checking_tricks(trees()[name])]
    assert found == []


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ('"""Guards shared by many moves."""', True),
        ('"""Guards shared by many moves.\n\nMore of them.\n"""', True),
        ('"""Guards shared by\nmany moves."""', False),
        ('"""guards shared by many moves"""', False),
        ("reach = 60", False),
    ],
    ids=["a sentence", "a sentence and more", "over two lines", "no sentence", "none"],
)
def test_an_opening_sentence_is_told_from_others(source: str, holds: bool) -> None:
    assert opens_with_a_sentence(ast.parse(source)) is holds


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import os", []),
        ("def guard():\n    import os", [2]),
        ("class Move:\n    async def play(self):\n        from os import path", [3]),
    ],
    ids=["at the top", "in a function", "in a method"],
)
def test_a_late_import_is_found(source: str, lines: list[int]) -> None:
    assert list(late_imports(ast.parse(source))) == lines


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import typing\nif typing.TYPE_CHECKING: ...", [2]),
        ("from typing import TYPE_CHECKING as hidden", [1]),
        ("from typing import Protocol", []),
    ],
    ids=["as an attribute", "renamed", "not at all"],
)
def test_a_type_checking_trick_is_found(source: str, lines: list[int]) -> None:
    assert list(type_checking_tricks(ast.parse(source))) == lines
