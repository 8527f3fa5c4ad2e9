"""Predicates over events that read as sentences: ``hit("ayla", "borin") & at(380)``."""

from collections.abc import Callable, Iterable
from enum import IntEnum

from combat_rules.errors import CombatError, EventError, did_you_mean, in_short
from combat_rules.model.arguments import checks_arguments, checks_arguments_but
from combat_rules.model.events import (
    EVENT_TYPES,
    ActionBlocked,
    ActionCountered,
    ActionCounterHit,
    ActionEvaded,
    ActionEvent,
    ActionHit,
    ActionTraded,
    ActionWhiffed,
    CombatEvent,
    DamageDealt,
    EventName,
    ProjectileEvent,
    families,
    plain_value,
)

TYPES = families(EVENT_TYPES)
"""The types of event and their families, by name."""


class Told:
    """A condition that an event meets or not. Joined with ``&`` and ``|``, turned with ``~``.

    ``who`` are the combatants that it names, ``actions`` the actions.
    """

    @checks_arguments
    def __init__(
        self,
        words: str,
        meets: Callable[[CombatEvent], bool],
        who: Iterable[str | None] = (),
        actions: Iterable[str | None] = (),
    ) -> None:
        self._words = words
        self._meets = meets
        self.who = tuple(name for name in who if name is not None)
        self.actions = tuple(name for name in actions if name is not None)

    def __call__(self, event: CombatEvent) -> bool:
        """Whether an event meets it."""
        return self._meets(event)

    def __and__(self, other: "Told") -> "Told":
        if not isinstance(other, Told):
            return NotImplemented
        return self._joined("{} and {}", other, lambda event: self(event) and other(event))

    def __or__(self, other: "Told") -> "Told":
        if not isinstance(other, Told):
            return NotImplemented
        return self._joined("({} or {})", other, lambda event: self(event) or other(event))

    def __invert__(self) -> "Told":
        return Told(f"not {self}", lambda event: not self(event), self.who, self.actions)

    def _joined(self, words: str, other: "Told", meets: Callable[[CombatEvent], bool]) -> "Told":
        who, actions = (*self.who, *other.who), (*self.actions, *other.actions)
        return Told(words.format(self, other), meets, who, actions)

    def __bool__(self) -> bool:
        # Of `hit("ayla") and at(380)` Python would go by the tick alone.
        raise CombatError(
            f"whether it is so that {self} is known of an event alone; join two with & or |, and "
            "turn one round with ~, instead of and, or, not",
            code="call.invalid",
        )

    def __repr__(self) -> str:
        return self._words


@checks_arguments_but("type")
def event(
    type: EventName | type[CombatEvent],
    source: str | None = None,
    target: str | None = None,
    **fields: object,
) -> Told:
    """An event of a type, by and at whom where that is given, with these fields among its own.

    Words of enums may be given as texts, ``outcome="hit"``. Raises ``EventError`` for a type or a
    field that there is not. Types of a plugin's own are given as classes.
    """
    kind = _kind(type)
    for name in fields:
        if name not in kind.__struct_fields__:
            raise EventError(
                f"{kind.type} has no field {name!r}; {did_you_mean(name, kind.__struct_fields__)}",
                code="event.field",
            )
    who = "".join(f" {word} {name}" for word, name in (("by", source), ("at", target)) if name)
    facts = "".join(f", {key} {value!r}" for key, value in fields.items())
    return Told(
        f"{kind.type}{who}{facts}",
        lambda event: (
            isinstance(event, kind)
            and source in (None, event.source)
            and target in (None, event.target)
            and all(_tells(event, key, value) for key, value in fields.items())
        ),
        who=(source, target),
        actions=[
            str(fields[name])
            for name in ("name", "into")
            if name in fields and issubclass(kind, ActionEvent | ProjectileEvent | DamageDealt)
        ],
    )


def _kind(given: object) -> type[CombatEvent]:
    """The class of an event or of a family of them, by its name or as it is."""
    if isinstance(given, type) and issubclass(given, CombatEvent):
        return given
    if not isinstance(given, str) or given not in TYPES:
        raise EventError(
            f"there is no event type {in_short(given)} of the engine, and those of plugins are "
            f"given as classes; {did_you_mean(given, TYPES)}",
            code="event.subscribe",
        )
    return TYPES[given]


def _tells(event: CombatEvent, key: str, value: object) -> bool:
    """Whether a field of an event has a value, or one that reads so: ``outcome="hit"``."""
    known = getattr(event, key)
    return plain_value(known) == plain_value(value) or (
        isinstance(known, IntEnum) and known == value
    )


@checks_arguments
def at(tick: int) -> Told:
    """An event at this tick."""
    return Told(f"at tick {tick}", lambda event: event.timestamp == tick)


@checks_arguments
def before(tick: int) -> Told:
    """An event before this tick."""
    return Told(f"before tick {tick}", lambda event: event.timestamp < tick)


@checks_arguments
def starts(source: str, action: str) -> Told:
    """Somebody starts an action."""
    return Told(
        f"{source} starts {action}",
        event("action_started", source, name=action),
        who=(source,),
        actions=(action,),
    )


@checks_arguments
def hit(source: str, target: str | None = None, action: str | None = None) -> Told:
    """A blow lands: a hit, a counter-hit, or one of a trade."""
    return _outcome("lands on", source, target, action, (ActionHit, ActionCounterHit, ActionTraded))


@checks_arguments
def blocked(source: str, target: str | None = None, action: str | None = None) -> Told:
    """A blow is blocked."""
    return _outcome("is blocked by", source, target, action, (ActionBlocked,))


@checks_arguments
def evaded(source: str, target: str | None = None, action: str | None = None) -> Told:
    """A blow is evaded."""
    return _outcome("is evaded by", source, target, action, (ActionEvaded,))


@checks_arguments
def countered(source: str, target: str | None = None, action: str | None = None) -> Told:
    """A blow is countered."""
    return _outcome("is countered by", source, target, action, (ActionCountered,))


@checks_arguments
def whiffed(source: str, action: str | None = None) -> Told:
    """A blow meets nobody."""
    return _outcome("meets nobody", source, None, action, (ActionWhiffed,))


@checks_arguments
def hurt(target: str, points: int | None = None) -> Told:
    """Somebody loses health, exactly ``points`` if that is given."""
    if points is None:
        return _titled(event("damage_dealt", target=target), f"{target} loses health")
    return _titled(event("damage_dealt", target=target, lost=points), f"{target} loses {points}")


@checks_arguments
def defeated(who: str) -> Told:
    """Somebody is defeated."""
    return _titled(event("combatant_defeated", who), f"{who} is defeated")


@checks_arguments
def interrupted(who: str) -> Told:
    """Somebody's action is interrupted."""
    return _titled(event("action_interrupted", who), f"{who} is interrupted")


def _titled(told: Told, words: str) -> Told:
    return Told(words, told, told.who)


def _outcome(
    verb: str,
    source: str,
    target: str | None,
    action: str | None,
    outcomes: tuple[type[ActionEvent], ...],
) -> Told:
    words = " ".join(f"{source}'s {action or 'blow'} {verb} {target or ''}".split())
    return Told(
        words,
        lambda event: (
            isinstance(event, outcomes)
            and event.source == source
            and target in (None, event.target)
            and action in (None, event.name)
        ),
        who=(source, target),
        actions=(action,),
    )
