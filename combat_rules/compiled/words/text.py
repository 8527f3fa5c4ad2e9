"""The text of a whole program: every function that a fight may come to, over words."""

from combat_rules.compiled.tracing import note
from combat_rules.compiled.words.counting import Counting
from combat_rules.compiled.words.function import write
from combat_rules.compiled.words.halves import HALVES, close_moment, keep_flying, open_moment, play
from combat_rules.compiled.words.program import CannotCompile, Program
from combat_rules.compiled.words.types import Type
from combat_rules.compiled.words.writing import Value
from combat_rules.engine.core.fight import FightRules
from combat_rules.engine.core.records import Draft

ENTRY = "many"


class Text:
    """A program written down: its text, and what is known of it besides.

    Raises ``CannotCompile`` if the engine's own part will not compile. Of the rules, whatever
    will not is in ``found``: a fight that comes there is played live.
    """

    def __init__(self, rules: FightRules, seats: int) -> None:
        program = Program(rules, seats, write, HALVES)
        program.given = {
            open_moment: "opened", close_moment: "closed", keep_flying: "kept", note: "noted",
        }  # fmt: skip
        played = program.call(play, [Value(Type("record", Draft))])
        if isinstance(played, CannotCompile):
            raise played
        self.layout = program.layout
        self.counting = Counting(program.layout, len(rules.actions), program.touched)
        self.names, self.heap = tuple(program.names.texts), tuple(program.heap.words)
        self.found = tuple(sorted(program.found))
        functions = self.counting.functions(program.before, program.names, played.name)
        self.source = "\n\n".join([*program.text, *functions]) + "\n"
