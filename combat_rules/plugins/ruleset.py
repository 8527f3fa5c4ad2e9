"""The ruleset: all that the plugins contributed, checked and frozen."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from msgspec import Struct

from combat_rules.charts.runner import Runner
from combat_rules.model import (
    Action,
    ActionStateType,
    Archetype,
    Attribute,
    CombatantState,
    ContactRule,
    Controller,
    DamageRule,
    Listener,
    PaceRule,
    PerceptionRule,
    Reaction,
    Stage,
    Status,
    StunRule,
    Validation,
)
from combat_rules.model.arguments import checks_arguments
from combat_rules.model.events import CombatEvent
from combat_rules.model.fields import EMPTY
from combat_rules.plugins.arrangement import Arrangement

Rule = TypeVar("Rule")


class PluginInfo(Struct, frozen=True, kw_only=True):
    """A plugin that was looked for: where it came from, and what it gave.

    ``origin`` is ``standard``, ``pyproject``, ``option`` or ``installed``; ``location`` its file,
    or its folder of tables. ``contributed`` names what each hook handed over. ``problems`` are why
    it could not be imported; one with problems takes no part. ``left_out`` says why rules of it do
    not count although there is nothing wrong with them.
    """

    name: str
    origin: str
    location: str = ""
    version: str = ""
    contributed: Mapping[str, tuple[str, ...]] = EMPTY
    problems: tuple[str, ...] = ()
    left_out: str = ""


class Contributed(Struct, Generic[Rule], frozen=True):
    """A rule and the plugin that it came from."""

    plugin: str
    rule: Rule


class Move(Struct, frozen=True, kw_only=True):
    """An action ready for use: with its chart's runner, and for each phase its ticks and what
    it counts as."""

    action: Action
    plugin: str
    runner: Runner
    ticks: Mapping[str, int]
    kinds: Mapping[str, ActionStateType]


class Ruleset(Struct, frozen=True, kw_only=True, weakref=True):
    """All the rules of a fight. Made by ``load_ruleset``; shared by any number of fights.

    Mappings and tuples are in the order of contribution, the standard rules first; damage,
    contact, stun and pace rules and reactions are in the order of their places. ``combatant_type``
    is the record of a combatant with the declared attributes as further fields. ``events`` are all
    known types of event by name, the engine's first. ``changing`` is what makes a ruleset with
    other numbers, ``numbers`` what it has changed. ``arrangement`` is how the plugins were put
    together.

    It is a value: a copy of it is itself. Pickled, it is the places of its plugins: they are loaded
    again where it is unpickled, with an error if they have become other rules.
    """

    plugins: tuple[PluginInfo, ...]
    stage: Stage
    moves: Mapping[str, Move]
    archetypes: Mapping[str, Archetype]
    attributes: tuple[Attribute, ...]
    combatant_type: type[CombatantState]
    controllers: Mapping[str, Contributed[Controller]]
    validations: tuple[Contributed[Validation], ...]
    damage_rules: tuple[Contributed[DamageRule], ...]
    contact_rules: tuple[Contributed[ContactRule], ...]
    stun_rules: tuple[Contributed[StunRule], ...]
    pace_rules: tuple[Contributed[PaceRule], ...]
    reactions: tuple[Contributed[Reaction], ...]
    perception_rules: tuple[Contributed[PerceptionRule], ...]
    statuses: tuple[Contributed[Status], ...]
    events: Mapping[str, type[CombatEvent]]
    listeners: tuple[Contributed[Listener[CombatEvent]], ...]
    changing: Callable[["Ruleset", Mapping[str, int]], "Ruleset"]
    arrangement: Arrangement = Arrangement()
    numbers: Mapping[str, int] = EMPTY

    def __repr__(self) -> str:
        # A failed test shows it beside the scene: what it is made of, and not all that is in it.
        names = [plugin.name for plugin in self.plugins if not plugin.problems]
        changed = [f"{path}={value}" for path, value in self.numbers.items()]
        return f"Ruleset({', '.join((*names, *changed))})"

    def __copy__(self) -> "Ruleset":
        return self

    def __deepcopy__(self, memo: object) -> "Ruleset":
        return self

    def attributes_of(self, archetype: str) -> tuple[Attribute, ...]:
        """The declared attributes as a kind of combatant has them."""
        kind = self.archetypes.get(archetype)
        if kind is None or not (kind.maxima or kind.regenerations):
            return self.attributes
        return tuple(kind.has(attribute) for attribute in self.attributes)

    @property
    def ticks_per_second(self) -> int:
        """How many ticks make a second."""
        return self.stage.ticks_per_second

    @checks_arguments
    def changed(self, numbers: Mapping[str, int]) -> "Ruleset":
        """The same rules with some numbers changed: ``{"lunge.recovery": 380}``.

        Before the dot stands the name of an action, an archetype or an attribute, after it a
        field. The result is checked and frozen as any ruleset. Raises ``PluginError`` for names
        that do not exist, and for numbers that rules may not have.
        """
        return self.changing(self, numbers)
