"""Prose is plain and international: words that say nothing, or only an insider knows, are not used.

Looked at are pages, docstrings, and the texts of the package: help, messages and descriptions.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import trees

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins/*/README.md")])
SOURCES = sorted([*ROOT.glob("combat_rules/**/*.py"), *ROOT.glob("plugins/**/*.py")])

INSTEAD = {
    r"simply|obviously|basically|actually|easily|of course": "nothing: leave it out",
    r"seamless\w*|effortless\w*|powerful|robust|blazing\w*|out of the box": "what it does",
    r"leverag\w+|utili[sz]\w+": "use",
    r"in order to": "to",
    r"allows? (?:you|users|one) to": "can",
    r"e\.g\.|i\.e\.|etc\.": "say, that is, and so on",
    r"sanity|whitelist\w*|blacklist\w*": "check, those allowed, those refused",
    r"TODO|FIXME|XXX": "the thing itself, done",
    r"doors?": "call, command or input",
    r"strangers?": "somebody else, another's",
    r"keepers?|minds|aftermath|ado": "the trade's name: sink, controllers, consequences",
}
"""Words, and what stands in their place."""
WORDS = re.compile(rf"\b(?:{'|'.join(INSTEAD)})(?!\w)", re.I)

CODE = re.compile(r"```.*?```|``.*?``|`[^`\n]*`|<!--.*?-->|\]\([^)]*\)", re.S)
"""What is no prose: code, links, comments."""


def found_in(text: str) -> Iterator[str]:
    """The words of a text that are not used here."""
    prose = CODE.sub(lambda code: "\n" * code[0].count("\n"), text)
    for number, line in enumerate(prose.splitlines(), 1):
        for found in WORDS.finditer(line):
            for words, instead in INSTEAD.items():
                if re.fullmatch(words, found[0], re.I):
                    yield f"{number}: {found[0]}; better: {instead}"


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module for people, with their lines: all that have a space in them."""
    tree = trees().get(file.relative_to(ROOT).as_posix())
    for node in ast.walk(tree or ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value


def test_pages_are_plain() -> None:
    told = [
        f"{page.relative_to(ROOT)}:{word}"
        for page in PAGES
        for word in found_in(page.read_text(encoding="utf-8"))
    ]
    assert told == []


def test_docstrings_help_and_messages_are_plain() -> None:
    told = [
        f"{file.relative_to(ROOT)}:{line}+{word}"
        for file in SOURCES
        for line, text in texts(file)
        for word in found_in(text)
    ]
    assert told == []


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("It simply works.", False),
        ("Utilize the engine, e.g. in a game.", False),
        ("Nothing runs for a stranger.", False),
        ("The `Keeper` is a sink now.", True),
        ("```\nTODO\n```\nSee [it](doors.md).", True),
        ("The shadow of an adored indoor fight.", True),
    ],
)
def test_a_word_is_found_whole_and_outside_code(text: str, holds: bool) -> None:
    assert (not list(found_in(text))) is holds
