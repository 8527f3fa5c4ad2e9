"""The page of error codes: each with the errors that carry it, why it comes and what helps."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from combat_rules import errors
from combat_rules.errors import CombatError

PACKAGE = Path(errors.__file__).parent
CODES = Path(__file__).with_name("error-codes.txt")
HEAD = """# Error codes

Every error of combat_rules is a `CombatError`. Its message says who, what, why and what is
possible; its `code` stays as it is from version to version, so programs go by that. The data that
the message speaks of are attributes: `error.refusal`, `error.problems`, `error.actor`.

| code | error | why it comes | what helps |
|---|---|---|---|
"""
RAISED_BY = {"require_int": "StateError"}
"""What raises an error for somebody: the class that it raises."""


def listed() -> dict[str, tuple[str, str]]:
    """Why each code comes and what helps, by code, as the one list of them says."""
    found = {}
    for line in CODES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, why, cure = (part.strip() for part in line.split(" | "))
            found[code] = (why, cure)
    return found


@cache
def raised() -> dict[str, set[str]]:
    """The errors that carry each code, as the sources of the package raise them."""
    found: dict[str, set[str]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if "code=" in text or "demand_known(" in text:
            for code, error in _raised_in(ast.parse(text)):
                found.setdefault(code, set()).add(error)
    return found


def page() -> str:
    """The page of error codes."""
    carried = {code: ", ".join(f"`{name}`" for name in sorted(by)) for code, by in raised().items()}
    rows = [
        f"| `{code}` | {carried[code]} | {why}. | {cure}. |"
        for code, (why, cure) in listed().items()
        if code in carried
    ]
    return HEAD + "\n".join(rows) + "\n"


def _raised_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            error = RAISED_BY.get(_name(node.func), _name(node.func))
            if _is_error(error):
                for keyword in node.keywords:
                    code = _text(keyword.value, constants)
                    if keyword.arg == "code" and code is not None:
                        yield code, error
            kind = _text(node.args[0], constants) if node.args else None
            if _name(node.func) == "demand_known" and kind is not None and kind.isidentifier():
                yield f"{kind}.unknown", "StateError"


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _text(node: ast.expr, constants: Mapping[str, object]) -> str | None:
    value = node.value if isinstance(node, ast.Constant) else constants.get(_name(node))
    return value if isinstance(value, str) else None


def _is_error(name: str) -> bool:
    kind = getattr(errors, name, None)
    return isinstance(kind, type) and issubclass(kind, CombatError)
