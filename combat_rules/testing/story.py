"""Stories: a fight told as given, when and then."""

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from combat_rules.design.faltering import seen_by_guard
from combat_rules.design.wording import words
from combat_rules.engine.system import CombatSystem
from combat_rules.errors import ActionError, StateError, demand_known
from combat_rules.model import CombatantState, Command
from combat_rules.model.arguments import checks_arguments
from combat_rules.model.events import (
    ActionContact,
    ActionWhiffed,
    CombatEvent,
    DamageDealt,
)
from combat_rules.plugins import Ruleset
from combat_rules.testing.events import Told

E = TypeVar("E", bound=CombatEvent)

TYPES = 18
"""Columns for the type of an event in a list of them."""


class Story:
    """A fight in which everybody does what the story says, and a memory of what happened.

    Every step returns the story, so that it reads in one go::

        (
            duel(rules, distance=40)
            .given("ayla", "duelist")
            .given("borin", "brute", health=20)
            .when("ayla", "attack")
            .after(400)
            .then(hit("ayla", "borin"), hurt("borin", 12))
        )
    """

    @checks_arguments
    def __init__(self, combat: CombatSystem) -> None:
        self.combat = combat
        self.told: list[CombatEvent] = []
        self._seen: dict[int, str] = {}
        self._looked_at = 0
        combat.subscribe("*", self._hear)

    def _hear(self, event: CombatEvent) -> None:
        self.told.append(event)
        if seen := seen_by_guard(self.combat, event):
            self._seen[event.sequence] = seen

    def given(self, name: str, archetype: str = "duelist", **others: Any) -> Self:
        """Somebody takes part and waits for what the story says; as ``add_combatant``."""
        self.combat.add_combatant(archetype, name, **{"controller": "", **others})
        return self

    def when(self, name: str, action: str, target: str | None = None) -> Self:
        """Somebody begins an action, now. Raises ``ActionError`` if it may not."""
        self.combat.execute_action(action, name, target)
        return self

    def calls_off(self, name: str) -> Self:
        """Somebody calls off what it does, now."""
        self.combat.cancel(name)
        return self

    def signals(self, name: str, signal: str) -> Self:
        """Somebody gives what it does a signal, now: it lets go, say."""
        self.combat.signal(name, signal)
        return self

    def plays(self, commands: Iterable[Command]) -> Self:
        """These commands are carried out at their times, and the fight goes to its end."""
        self.combat.schedule(commands)
        self.combat.run()
        return self

    def after(self, ticks: int) -> Self:
        """That many ticks pass."""
        self.combat.advance(ticks)
        return self

    @checks_arguments
    def at(self, tick: int) -> Self:
        """Time has come to ``tick``."""
        if tick < self.combat.now:
            raise StateError(
                f"the story is at tick {self.combat.now} and cannot go back to {tick}; say after, "
                "or a later tick",
                code="fight.invalid",
                name="tick",
            )
        self.combat.advance(tick - self.combat.now)
        return self

    @checks_arguments
    def then(self, *expected: Told) -> Self:
        """All this has happened since the last ``then``, in this order, whatever else has."""
        self._demand_known(expected)
        fresh = self.told[self._looked_at :]
        rest = iter(fresh)
        for told in expected:
            if not any(told(event) for event in rest):
                missing = f"it did not happen, or not then: {told!r}"
                raise AssertionError(f"{missing}\n{self._list(fresh)}")
        self._looked_at = len(self.told)
        return self

    @checks_arguments
    def never(self, told: Told) -> Self:
        """Nothing of the kind has happened in all the fight."""
        self._demand_known([told])
        found = [event for event in self.told if told(event)]
        if found:
            raise AssertionError(f"it did happen: {told!r}\n{self._list(found)}")
        return self

    @checks_arguments
    def refused(self, name: str, action: str, *guards: str) -> Self:
        """Somebody may not begin an action now, for exactly these guards if any are named."""
        before = self.combat.save()
        refusal = self.combat.validate_action(action, name)
        if refusal is None:
            raise AssertionError(f"{name} may start {action} at tick {self.combat.now}")
        found = tuple(reason.name for reason in refusal.reasons)
        if guards and found != guards:
            raise AssertionError(f"refused by {', '.join(found)}, not {', '.join(guards)}")
        try:
            self.combat.execute_action(action, name)
        except ActionError:
            assert self.combat.save() == before, "a refused command has changed something"
            return self
        raise AssertionError(f"{name} may not start {action}, and starts it all the same")

    def _demand_known(self, expected: Iterable[Told]) -> None:
        """Raise ``CombatError`` for names that nobody and nothing has here: what is misspelt never
        happens."""
        for told in expected:
            for name in told.who:
                self.combat.combatant(name)
            for action in told.actions:
                demand_known("action", action, self.combat.ruleset.moves)

    def _list(self, events: Iterable[CombatEvent]) -> str:
        """What was told, an event a line: when, its type, and what happened in words."""
        lines = []
        for event in events:
            said = words(event, self._seen.get(event.sequence, ""))
            said = said.removeprefix(event.type.replace("_", " ")).lstrip()
            head = f"  {event.timestamp:>6} {event.type:<{TYPES}}  "
            lines.append(f"{head}{event.source or ''} {said}".rstrip())
        return "\n".join(["what was told:", *(lines or ["  nothing"])])

    def __getitem__(self, name: str) -> CombatantState:
        """Somebody's record as of now."""
        return self.combat.combatant(name)

    @checks_arguments
    def events(self, type: type[E], source: str | None = None) -> list[E]:
        """What was told of one kind, or of one kind by one combatant."""
        if source is not None:
            self.combat.combatant(source)
        return [e for e in self.told if isinstance(e, type) and source in (None, e.source)]

    def outcomes(self) -> list[tuple[int, str, str]]:
        """What came of each blow: when, whose, and what."""
        return [
            (e.timestamp, f"{e.source}'s {e.name}", e.type.removeprefix("action_"))
            for e in self.told
            if isinstance(e, ActionContact | ActionWhiffed)
        ]

    def damage_to(self, name: str) -> list[dict[str, int]]:
        """Each blow that hurt somebody, as its base and what each rule changed."""
        self.combat.combatant(name)
        return [
            {share.rule: share.change for share in event.breakdown}
            for event in self.events(DamageDealt)
            if event.target == name
        ]


@checks_arguments
def duel(ruleset: Ruleset | None = None, **options: Any) -> Story:
    """The beginning of a story; options as of ``CombatSystem``, strict unless said otherwise."""
    return Story(CombatSystem(ruleset=ruleset, **{"strict": True, **options}))
