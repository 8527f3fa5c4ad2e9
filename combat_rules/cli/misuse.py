"""What is wrong with a call, in words: which option, what value, and what can be instead."""

import re
from collections.abc import Iterator
from typing import Any

from combat_rules.errors import did_you_mean

NOTED = re.compile(r"Invalid value(?: for (?P<what>[^:]+))?: (?:Value error, )?(?P<why>.*?)\.?")
CHOICE = re.compile(r"'(?P<value>.*)' is not one of (?P<choices>'.*')")
RANGE = re.compile(r"Input should be (?P<sign>greater|less) than or equal to (?P<end>-?[\d.]+)")
NUMBERS = {"integer": "a whole number", "number": "a number"}
NUMBER = re.compile(r"Input should be a valid (?P<kind>integer|number)\b.*")
NO_OPTION = re.compile(r"No such option: (?P<name>\S+).*")
NO_VALUE = re.compile(r"Option '(?P<name>\S+)' requires an argument\.?")


def in_words(error: Any, told: str) -> str:
    """The text of an error in a call; ``told`` is how the library that reads calls puts it."""
    if found := NO_OPTION.fullmatch(told):
        name = found["name"]
        near = did_you_mean(name.lstrip("-"), _options(error)).partition("did you mean ")[2]
        return f"there is no option {name}{f'; did you mean --{near}' if near else ''}"
    if found := NO_VALUE.fullmatch(told):
        return f"{found['name']} needs a value behind it"
    if found := NOTED.fullmatch(told):
        where = f"{found['what'].strip(chr(39))}: " if found["what"] else ""
        return f"{where}{_why(error, found['why'])}"
    return told


def _why(error: Any, why: str) -> str:
    """Why a value cannot be."""
    if found := CHOICE.fullmatch(why):
        choices = re.findall(r"'([^']*)'", found["choices"])
        return f"there is no {found['value'] or repr('')}; {did_you_mean(found['value'], choices)}"
    if found := RANGE.fullmatch(why):
        bound = "least" if found["sign"] == "greater" else "most"
        return f"it is at {bound} {found['end']}{_not(error)}"
    if found := NUMBER.fullmatch(why):
        return f"it takes {NUMBERS[found['kind']]}{_not(error)}"
    return why


def _not(error: Any) -> str:
    """What was given instead, where that is known."""
    problems: list[Any] = getattr(error.__cause__, "errors", list)()
    given = problems[0].get("input") if problems else None
    return "" if given is None else f", not {given if str(given).strip() else repr(given)}"


def _options(error: Any) -> Iterator[str]:
    """The options of the command that was called, without their dashes."""
    context = getattr(error, "ctx", None)
    if context is not None:
        for param in context.command.get_params(context):
            yield from (name[2:] for name in param.opts if name.startswith("--"))
