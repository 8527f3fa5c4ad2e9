"""What is not rule Python: where it stands, what it is, and what to write instead."""

import ast
from collections.abc import Mapping

from msgspec import Struct


class NotRulePython(Struct, frozen=True, order=True):
    """A construct that is not rule Python: file, line, function, and what to write instead."""

    file: str
    line: int
    function: str
    construct: str
    instead: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.function}: {self.construct}; {self.instead}"


COMPREHENSION = "write a for loop"
DICT = "use a tuple of rows and a place in it"
TEXT = "use a name that is written out, or leave the words to whoever reads the event"
RAISED = "return a number that says so, such as FAILED"
WHOLE = "count in whole numbers: `damage * 15 // 10`"

CONSTRUCTS: Mapping[type[ast.AST], tuple[str, str]] = {
    ast.Dict: ("a dict", DICT),
    ast.DictComp: ("a dict comprehension", DICT),
    ast.Set: ("a set", "use a tuple, or compare one by one"),
    ast.SetComp: ("a set comprehension", "write a for loop over a tuple"),
    ast.List: ("a list that is made", "use one of the draft's lists: append and clear"),
    ast.ListComp: ("a list comprehension", COMPREHENSION),
    ast.GeneratorExp: ("a generator expression", COMPREHENSION),
    ast.Tuple: ("a tuple that is made", "return one value, or use a function of the boundary"),
    ast.JoinedStr: ("an f-string", TEXT),
    ast.Lambda: ("a lambda", "write a function"),
    ast.NamedExpr: ("an assignment inside an expression", "assign in a line of its own"),
    ast.Starred: ("a starred value", "name the values one by one"),
    ast.Slice: ("a slice", "use a range of places"),
    ast.Await: ("await", "leave it out: a moment waits for nothing"),
    ast.Yield: ("yield", "append to one of the draft's lists"),
    ast.YieldFrom: ("yield from", "append to one of the draft's lists"),
    ast.Try: ("try", "let a function of the boundary catch it and answer FAILED"),
    ast.TryStar: ("try", "let a function of the boundary catch it and answer FAILED"),
    ast.With: ("with", "leave it to the Python side of the boundary"),
    ast.Match: ("match", "use if and elif"),
    ast.Raise: ("raise", RAISED),
    ast.Assert: ("assert", RAISED),
    ast.Delete: ("del", "use clear, or mark the record as taken"),
    ast.Global: ("global", "keep it in the draft"),
    ast.Nonlocal: ("nonlocal", "hand it over as a parameter"),
    ast.Import: ("an import inside a function", "import at the top of the module"),
    ast.ImportFrom: ("an import inside a function", "import at the top of the module"),
    ast.FunctionDef: ("a function inside a function", "write it at the top of the module"),
    ast.AsyncFunctionDef: ("an async function", "write a plain function"),
    ast.ClassDef: ("a class", "declare records in records.py"),
    ast.AsyncFor: ("async for", "write a plain for"),
    ast.AsyncWith: ("async with", "leave it to the Python side of the boundary"),
}
"""What no function of the core may contain, and what to write instead."""
