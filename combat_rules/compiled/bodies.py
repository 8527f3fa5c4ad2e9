"""One function of a rule: what in its source will not compile, and the helpers it calls."""

import ast
from collections.abc import Callable, Iterator, Mapping
from sys import stdlib_module_names
from types import FunctionType, ModuleType

from combat_rules.compiled.finding import CONSTRUCTS, DICT, TEXT, WHOLE, NotRulePython
from combat_rules.compiled.sources import CHANGING

REFUSED: tuple[type[ast.AST], ...] = (
    ast.JoinedStr, ast.SetComp, ast.Try, ast.TryStar, ast.With, ast.Raise,
    ast.Match, ast.Delete, ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom, ast.ClassDef,
    ast.AsyncFunctionDef, ast.Await, ast.Yield, ast.YieldFrom, ast.Starred, ast.FunctionDef,
)  # fmt: skip
"""What will not compile wherever it stands; comprehensions and lambdas will."""

BUILTINS = (
    abs, all, any, bool, getattr, int, isinstance, len, list, max, min, range, sum, tuple, type,
)  # fmt: skip
"""The functions of Python that compile."""

TEXTUAL = frozenset(
    ("capitalize", "casefold", "encode", "endswith", "find", "format", "join", "lower", "lstrip",
     "partition", "removeprefix", "removesuffix", "replace", "rsplit", "rstrip", "split",
     "startswith", "strip", "swapcase", "title", "upper", "zfill")
)  # fmt: skip
"""Methods that only text has."""

WRITING = CHANGING | {"add", "update", "setdefault", "popitem", "discard"}
"""Methods that change what they belong to."""

TOLD: Mapping[type[ast.AST], tuple[str, str]] = {
    ast.Raise: ("raise", "answer something; a rule that cannot answer is aborted"),
    ast.With: ("with", "leave it out: a rule opens and locks nothing"),
    ast.Try: ("try", "ask beforehand: `if name in view.possible`"),
    ast.TryStar: ("try", "ask beforehand: `if name in view.possible`"),
    ast.Delete: ("del", "leave it out"),
    ast.Global: ("global", "keep nothing between calls; an attribute of the combatant can hold it"),
    ast.Nonlocal: ("nonlocal", "keep nothing between calls"),
    ast.ClassDef: ("a class", "write it at the top of the module"),
    ast.Yield: ("yield", "return a tuple or a list"),
    ast.YieldFrom: ("yield from", "return a tuple or a list"),
}
"""What to write in a rule instead, where that differs from the core."""


class Body:
    """The source of one function of a rule, gone through once.

    ``names`` is what names mean around it, ``ours`` the packages whose functions are followed.
    """

    def __init__(
        self, file: str, name: str, node: ast.FunctionDef | ast.Lambda,
        names: Mapping[str, object], ours: set[str],
    ) -> None:  # fmt: skip
        self.file, self.first, self.name = file, node.lineno, name
        self.names, self.ours = names, ours
        self.found: list[NotRulePython] = []
        self.helpers: list[Callable[..., object]] = []
        self.locals = set(_bound(node))
        for part in node.body if isinstance(node.body, list) else [node.body]:
            for inner in ast.walk(part):
                self._look(inner)

    def tell(self, node: ast.AST, construct: str, instead: str) -> None:
        """Note something that will not compile."""
        line = getattr(node, "lineno", self.first)
        self.found.append(NotRulePython(self.file, line, self.name, construct, instead))

    def _look(self, node: ast.AST) -> None:
        if isinstance(node, REFUSED):
            self.tell(node, *TOLD.get(type(node), CONSTRUCTS[type(node)]))
            return
        match node:
            case ast.Constant(value=float()):
                self.tell(node, "a float", WHOLE)
            case ast.BinOp(op=ast.Div() | ast.Pow()):
                self.tell(node, "a division or power into a float", WHOLE)
            case ast.BinOp(left=left, op=ast.Add() | ast.Mod(), right=right) if _text(left, right):
                self.tell(node, "text made at run time", TEXT)
            case ast.Dict():
                self.tell(node, "a dict made at run time", "make it once, at the top of the module")
            case ast.DictComp() if not _table_of_lists(node):
                self.tell(node, "a dict made at run time", DICT)
            case ast.Name(id=name, ctx=ast.Load()) if isinstance(self._global(name), float):
                self.tell(node, f"{name}, a float", WHOLE)
            case ast.Assign(targets=targets):
                for target in targets:
                    self._put(target)
            case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
                self._put(target)
            case ast.Call():
                self._call(node)

    def _put(self, target: ast.expr) -> None:
        """A place that is written to: only names of the function itself may be."""
        base = target
        while isinstance(base, ast.Attribute | ast.Subscript):
            base = base.value
        if base is target or not isinstance(base, ast.Name):
            return
        if base.id not in self.locals:
            self.tell(target, f"{base.id}, which is changed while a fight is on",
                      "keep nothing between calls; declare an attribute of combatants")  # fmt: skip
        elif isinstance(target, ast.Attribute):
            self.tell(target, "a record that is written to", "ask effects for changes")

    def _call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute):
            self._method(node, node.func)
        elif isinstance(node.func, ast.Name) and node.func.id not in self.locals:
            self._function(node, node.func.id, self.names.get(node.func.id))

    def _method(self, node: ast.Call, method: ast.Attribute) -> None:
        base: ast.expr = method
        while isinstance(base, ast.Attribute):
            base = base.value
        owner = self._global(base.id) if isinstance(base, ast.Name) else None
        if isinstance(owner, ModuleType):
            called: object = owner
            for name in ast.unparse(method).split(".")[1:]:
                called = getattr(called, name, None)
            self._function(node, ast.unparse(method), called)
        elif isinstance(method.value, ast.Constant | ast.JoinedStr) or method.attr in TEXTUAL:
            self.tell(node, f"text made at run time, by .{method.attr}()", TEXT)
        elif owner is not None and method.attr in WRITING:
            self.tell(node, f"{ast.unparse(method.value)}, which is changed while a fight is on",
                      "keep nothing between calls; declare an attribute of combatants")  # fmt: skip

    def _function(self, node: ast.Call, name: str, called: object) -> None:
        if called in (str, repr, format, chr):
            self.tell(node, f"text made at run time, by {name}()", TEXT)
        elif called in (float, complex, round, divmod, pow):
            self.tell(node, f"a call of {name}", WHOLE)
        elif called in (dict, set, frozenset):
            self.tell(node, f"a {name} made at run time", "make it once, at the top of the module")
        elif called is sorted:
            self.tell(node, "a call of sorted", "use min or max with a key, or a loop")
        elif any(called is known for known in BUILTINS):
            return
        elif isinstance(called, FunctionType) and _top(called) not in stdlib_module_names:
            self.helpers.append(called)
        elif called is not None and _top(called) not in self.ours:
            home = getattr(called, "__module__", None) or "Python"
            home = "Python" if home == "builtins" else home
            self.tell(node, f"a call of {name}, which belongs to {home}", "work it out in the rule")

    def _global(self, name: str) -> object:
        """What a name means around the function; None for its own names."""
        return None if name in self.locals else self.names.get(name)


def _top(thing: object) -> str:
    """The package that something belongs to."""
    return str(getattr(thing, "__module__", None) or "").partition(".")[0]


def _bound(node: ast.AST) -> Iterator[str]:
    """The names that a function binds itself."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.arg):
            yield inner.arg
        elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id


def _text(*sides: ast.expr) -> bool:
    """Whether one side of an operator is text."""
    return any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in sides)


def _table_of_lists(node: ast.DictComp) -> bool:
    """Whether a dict is a table of empty lists, one for each word: ``{role: [] for role in ...}``.

    The only dict that compiles: its keys are known beforehand.
    """
    return isinstance(node.value, ast.List) and not node.value.elts
