"""What players know of a move: who punishes it, what links, who can react, and who beats whom."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product

from combat_rules.balance.blocks import Pairing, Player, Task
from combat_rules.balance.breakpoints import Fact
from combat_rules.balance.rulebook import rulebook
from combat_rules.design.combos import links
from combat_rules.design.framedata import FrameData, frame_data, punished
from combat_rules.design.training import Lab
from combat_rules.model import ActionRole
from combat_rules.plugins import Ruleset

DEFENCES = (ActionRole.BLOCK, ActionRole.EVADE, ActionRole.COUNTER)


class Knowledge:
    """What is so of one move, or of everything that a kind of combatant does, if one number of it
    is changed. What does not depend on the number is measured once."""

    def __init__(self, ruleset: Ruleset, path: str) -> None:
        self.ruleset, self.path = ruleset, path
        self.name = path.rpartition(".")[0]
        self.moves = (self.name,) if self.name in ruleset.moves else ()
        kinds = ruleset.archetypes
        self.kinds = tuple(
            kind for kind in kinds if self.name in (kind, *kinds[kind].actions) or not self.moves
        )
        others = [name for name in ruleset.moves if name not in self.moves]
        self.others = frame_data(ruleset, others, foes=()) if self.moves else []
        self.startups = {row.move: row.startup for row in frame_data(ruleset, foes=())}

    def at(self, value: int) -> frozenset[Fact]:
        """What is so if the number has a value. Raises ``PluginError`` if it may not have it."""
        changed = self.ruleset.changed({self.path: value})
        rows = frame_data(changed, self.moves, foes=()) if self.moves else []
        return frozenset((*self._punishes(rows), *self._links(changed),
                          *self._reactions(changed, rows)))  # fmt: skip

    def _punishes(self, rows: Sequence[FrameData]) -> Iterator[Fact]:
        for row in rows:
            for foe in punished(row, self.others).punished_by:
                yield Fact("punish", f"{foe} punishes {row.move} on block")
        for other in self.others:
            for foe in punished(other, rows).punished_by:
                yield Fact("punish", f"{foe} punishes {other.move} on block")

    def _links(self, changed: Ruleset) -> Iterator[Fact]:
        for kind in self.kinds:
            for first, after in links(Lab(changed, kind)).items():
                for then in after:
                    yield Fact("link", f"{kind}: {first} links into {then}")

    def _reactions(self, changed: Ruleset, rows: Sequence[FrameData]) -> Iterator[Fact]:
        """A defence that begins when a blow is seen is active before the blow is."""
        startups = self.startups | {row.move: row.startup for row in rows}
        moves = changed.moves
        strikes = [n for n, move in moves.items() if move.action.role is ActionRole.STRIKE]
        for name, kind in changed.archetypes.items():
            defences = [one for one in kind.actions if moves[one].action.role in DEFENCES]
            for strike, defence in product(strikes, defences):
                touched = {strike, defence}.intersection(self.moves) or (
                    not self.moves and name in self.kinds
                )
                if touched and kind.reaction + startups[defence] <= startups[strike]:
                    yield Fact("reaction", f"{name} can react to {strike} with {defence}")


class Favours:
    """Who wins more than half of the fights in each matchup that a number touches.

    ``mistakes`` says in how many of the fights ``played`` which rule has raised.
    """

    def __init__(self, ruleset: Ruleset, path: str, *, pilots: str, fights: int) -> None:
        self.ruleset, self.path = ruleset, path
        self.pilots, self.fights = pilots, fights
        self.played, self.mistakes = 0, Counter[str]()
        name, kinds = path.rpartition(".")[0], ruleset.archetypes
        touched = {kind for kind in kinds if name in (kind, *kinds[kind].actions)} or set(kinds)
        names = list(kinds)
        self.pairings = [
            Pairing(left, right)
            for place, left in enumerate(names)
            for right in names[place + 1 :]
            if {left, right} & touched
        ]

    def at(self, value: int) -> frozenset[Fact]:
        """Whom each matchup favours if the number has a value, on the same luck each time."""
        player = Player(rulebook(self.ruleset, {self.path: value}, pilots=self.pilots))
        return frozenset(fact for one in self.pairings for fact in self._favoured(player, one))

    def _favoured(self, player: Player, pairing: Pairing) -> Iterator[Fact]:
        block = player.play(Task(pairing, 0, self.fights))
        self.played += self.fights
        self.mistakes.update(block.mistakes)
        winners = block.rows["winner"]
        lead = int((winners == 0).sum()) - int((winners == 1).sum())
        if lead:
            better, worse = (pairing.left, pairing.right)[:: 1 if lead > 0 else -1]
            yield Fact("matchup", f"{better} beats {worse}")
