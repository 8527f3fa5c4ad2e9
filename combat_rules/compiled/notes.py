"""Findings about one function, noted as they are met."""

import ast

from combat_rules.compiled.finding import CONSTRUCTS, NotRulePython
from combat_rules.compiled.kinds import NONE, UNKNOWN, Kind, fits


class Notes:
    """What is not rule Python in one function of a file."""

    def __init__(self, file: str, name: str) -> None:
        self.file = file
        self.name = name
        self.found: list[NotRulePython] = []

    def tell(self, node: ast.AST, construct: str, instead: str) -> Kind:
        """Note a finding; what it stands for is of no known kind."""
        line = getattr(node, "lineno", 0)
        self.found.append(NotRulePython(self.file, line, self.name, construct, instead))
        return UNKNOWN

    def refuse(self, node: ast.AST) -> Kind:
        """Note a construct that is never rule Python."""
        name = type(node).__name__
        return self.tell(node, *CONSTRUCTS.get(type(node), (name, "write it in plainer steps")))

    def fit(self, node: ast.AST, given: Kind, wanted: Kind, name: str) -> None:
        """Check that a value may stand where a kind is declared."""
        if given == NONE and wanted.is_number:
            self.tell(node, "None for a number", "use NONE, NEVER or another number")
        elif not fits(given, wanted):
            self.tell(node, f"{given} for {name}", f"it is declared as {wanted}")

    def numbers_are_never_none(self, node: ast.AST, kind: Kind) -> Kind:
        """Note a number that may be None."""
        if kind.optional and kind.is_number:
            return self.tell(node, "None for a number", "use NONE, NEVER or another number")
        return kind
