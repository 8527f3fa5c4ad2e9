"""The text of functions over words, run as Python: the second side of the comparison."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from combat_rules.compiled.kernel import LOG, Kernel, Played
from combat_rules.compiled.live import played
from combat_rules.compiled.proof import Apart, first_difference
from combat_rules.compiled.words.counting import LOG_ROOM
from combat_rules.compiled.words.layout import Layout
from combat_rules.compiled.words.memory import NAMES
from combat_rules.compiled.words.numbers import Numbers
from combat_rules.compiled.words.text import ENTRY, Text
from combat_rules.engine.core.fight import FightRules
from combat_rules.engine.core.records import Said
from combat_rules.engine.system import CombatSystem


class Spoken(Kernel):
    """A kernel whose fights Python plays, word by word."""

    def __init__(self, rules: FightRules, seats: int) -> None:
        text = Text(rules, seats)
        self.found, self.source = text.found, text.source
        self.layout = Layout(rules, seats)
        self.numbers = Numbers(rules, self.layout, text.names, text.heap)
        self.counting = text.counting
        self.names: dict[str, Any] = dict(NAMES)
        exec(compile(text.source, "<words>", "exec"), self.names)

    def differences(
        self, set_up: Callable[..., CombatSystem], seeds: Iterable[int]
    ) -> dict[int, Apart | int]:
        """Where fights differ from the live ones, by their seeds; or why one was given up."""
        apart: dict[int, Apart | int] = {}
        for seed in seeds:
            found = self.listen(set_up(seed))
            other = found.why or first_difference(self, found, played(set_up, seed))
            if other:
                apart[seed] = other
        return apart

    def listen(self, combat: CombatSystem) -> Played:
        """Play a fight from where it stands."""
        fight = combat.fight
        start = self.numbers.state(fight, combat.state.world)
        state, work = [0] * len(start), [0] * (self.counting.log + LOG_ROOM)
        work[self.counting.log] = LOG
        work += [0] * LOG
        row = [0] * self.counting.row
        memories = (state, self.numbers.rule_words, work, start, [fight.seed + 1])
        self.names[ENTRY](*memories, fight.number + 1, 1, row)
        first = self.counting.log + LOG_ROOM
        log = np.array(work[first : first + work[first - 1]], np.int64)
        width = self.layout.width(Said)
        signed = np.array([w - (1 << 64) if w >> 63 == 1 else w for w in state], np.int64)
        return Played(row[0], signed, self.without_rests(log.reshape(-1, width)))
