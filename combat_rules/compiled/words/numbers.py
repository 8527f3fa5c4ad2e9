"""The numbers of a fight as words: those of the rules, and the state that a fight begins with."""

from collections.abc import Sequence

from msgspec.structs import replace

from combat_rules.charts.guards import in_cancel_window
from combat_rules.compiled.words.layout import SET_BY_RULES, Layout
from combat_rules.compiled.words.types import RULES, STATE
from combat_rules.compiled.words.values import Heap, Names, Reader, Writer, word_of_value
from combat_rules.engine.core.fight import Fight, FightRules
from combat_rules.engine.core.records import Draft, Seat
from combat_rules.engine.core.words import CHAIN, IDLE, NEVER
from combat_rules.engine.fold import open_draft
from combat_rules.engine.world import World
from combat_rules.model import Action, Outcome
from combat_rules.model.dice import word_of


class Numbers:
    """Writes the rules and the worlds of fights down, for a program with these names and rows."""

    def __init__(
        self, rules: FightRules, layout: Layout, names: Sequence[str], heap: Sequence[int]
    ) -> None:
        self.rules, self.layout = rules, layout
        self.names = Names(names)
        self.heap = Heap(layout.ends[RULES], heap)
        self.writer = Writer(layout, self.names, self.heap)
        words = [0] * layout.ends[RULES]
        for name in SET_BY_RULES:
            field = layout.draft[name]
            said = self.writer.words(field.type, getattr(rules, name))
            words[field.at : field.at + len(said)] = said
        for place, action in enumerate(rules.actions):
            at = layout.actions + place * layout.width(Action)
            said = self._action(action, place)
            words[at : at + len(said)] = said
        self._fixed = words
        self._sheets: dict[str, int] = {}

    @property
    def count(self) -> int:
        """How many words the rules are so far."""
        return len(self._fixed) + len(self.heap.words)

    def sheet(self, controller: str) -> int:
        """Where the numbers lie that a controller goes by; how many there are stands first."""
        if controller not in self._sheets:
            owned = self.rules.controllers.get(controller)
            numbers = () if owned is None else owned.rule.numbers
            self._sheets[controller] = self.put(numbers)
        return self._sheets[controller]

    def put(self, numbers: Sequence[int]) -> int:
        """Put a row of numbers behind the rules that shares its place with no other; its place."""
        place = self.count
        self.heap.words += (len(numbers), *numbers)
        return place

    @property
    def rule_words(self) -> list[int]:
        """The rules, and all rows of names and numbers that anybody has asked for so far."""
        return self._fixed + self.heap.words

    def _action(self, action: Action, place: int) -> list[int]:
        words = self.writer.record(Action, action)
        fields = self.layout.fields(Action)
        words[fields["place"].at] = place
        windows: list[int] = []
        for window in action.cancels:
            alone = replace(action, cancels=(window,))
            into = [n for n, other in enumerate(self.rules.actions) if self._opens(alone, other)]
            on = [o for o in Outcome if any(
                alone.allows(other, window.start, o) for other in self.rules.actions)]  # fmt: skip
            bits = sum(1 << word_of_value(outcome, self.names) for outcome in on)
            end = NEVER if window.end is None else window.end
            windows += [window.start, end, bits, len(into), *into]
        words[fields["windows"].at] = self.heap.row(windows)
        words[fields["leads_on"].at] = bool(windows) or self._leads_on(place)
        return words

    def _leads_on(self, place: int) -> bool:
        """Whether the chart of an action without windows may lead on into another one."""
        # The hits of an action stand behind all actions, under its name.
        declared = self.rules.places.get(self.rules.actions[place].name, IDLE)
        rows = self.rules.charts[declared].rows
        if rows is None:
            return True
        return any(in_cancel_window not in row.guards for phase in rows for row in phase[CHAIN])

    def _opens(self, action: Action, follow_up: Action) -> bool:
        """Whether the only window of an action leads into another one at all."""
        start = action.cancels[0].start
        return any(action.allows(follow_up, start, outcome) for outcome in Outcome)

    def state(self, fight: Fight, world: World) -> list[int]:
        """The words of a world, before its next moment."""
        draft = open_draft(fight, world, world.now)
        words = [0] * self.layout.ends[STATE]
        for name, field in self.layout.draft.items():
            row = field.type.what == "row"
            if (field.type.region if row else STATE) == STATE:
                said = self.writer.words(field.type, getattr(draft, name, 0))
                words[field.at : field.at + len(said)] = said
        fields = self.layout.fields(Seat)
        for seat in world.seats:
            words[self.seat(seat.place) + fields["luck"].at] = word_of(seat.id)
            words[self.seat(seat.place) + fields["numbers"].at] = self.sheet(seat.controller)
        return words

    def seat(self, place: int) -> int:
        """Where a seat lies in the state."""
        return self.layout.draft["seats"].at + place * self.layout.width(Seat)

    def world(self, state: Sequence[int]) -> World:
        """The world that words say."""
        reader = Reader(self.layout, self.names, self.rule_words)
        said = {}
        for name in World.__struct_fields__[:-1]:
            field = self.layout.field(Draft, name)
            assert field is not None, "a draft has what a world has"
            said[name] = reader.value(field.type, state, field.at)
        return World(**said, rules=self.rules)
