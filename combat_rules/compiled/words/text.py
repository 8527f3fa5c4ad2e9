"""The text of a whole program: every function that a fight may come to, over words."""

from combat_rules.compiled.tracing import note
from combat_rules.compiled.words.counting import Counting
from combat_rules.compiled.words.function import write
from combat_rules.compiled.words.halves import HALVES, close_moment, keep_flying, open_moment, play
from combat_rules.compiled.words.program import CannotCompile, Program
from combat_rules.compiled.words.steering import (
    Look,
    Steering,
    begin,
    go_on,
    look_at,
    perceived,
    put,
)
from combat_rules.compiled.words.types import Type
from combat_rules.compiled.words.unasked import Unasked
from combat_rules.compiled.words.writing import Value, known
from combat_rules.engine.core.fight import FightRules
from combat_rules.engine.core.records import Draft

ENTRY = "many"


class Text:
    """A program written down: its text, and what is known of it besides.

    Raises ``CannotCompile`` if the engine's own part will not compile. Of the rules, whatever
    will not is in ``found``: a fight that comes there is played live.
    """

    def __init__(
        self, rules: FightRules, seats: int, look: Look | None = None, scheduled: int = 0
    ) -> None:
        program = Program(rules, seats, scheduled, write, HALVES)
        program.given = {
            open_moment: "opened", close_moment: "closed", keep_flying: "kept", note: "noted",
            put: "put_down", perceived: "noted_down",
        }  # fmt: skip
        draft = Value(Type("record", Draft))
        played = _written(program, play, draft)
        stepped = [] if look is None else self._steering(program, draft, look)
        self.layout = program.layout
        self.counting = Counting(program.layout, len(rules.moves), program.touched)
        functions = self.counting.functions(program.before, program.names, program.heap, played)
        self.names, self.heap = tuple(program.names.texts), tuple(program.heap.words)
        self.found = tuple(sorted(program.found))
        if stepped:
            functions += Steering(self.layout, self.counting).functions(*stepped)
        asked = Unasked(program.text).left(functions)
        self.source = "\n\n".join([*asked, *functions]) + "\n"

    def _steering(self, program: Program, draft: Value, look: Look) -> list[str]:
        """The functions that take a step in a fight, and those that show it to each combatant."""
        shown = [
            _written(program, look_at, draft, known(place), known(look))
            for place in range(program.layout.seats)
        ]
        return [_written(program, begin, draft), _written(program, go_on, draft), *shown]


def _written(program: Program, function: object, *given: Value) -> str:
    """The name of a function once it is written."""
    found = program.call(function, given)
    if isinstance(found, CannotCompile):
        raise found
    return str(found.name)
