"""What the plugins of a ruleset know together: the names that rules may speak of."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from combat_rules.model import LIMIT, Action, Attribute
from combat_rules.model.fields import field_problems
from combat_rules.plugins.ruleset import Contributed

Problem = tuple[str, str]
"""A plugin, and what it has to change."""


class Known(Struct, frozen=True):
    """The names of all that was contributed. Names that are no text are left out."""

    actions: Mapping[str, Struct]
    tags: frozenset[str]
    attributes: Mapping[str, Attribute]
    controllers: Mapping[str, Struct]

    @staticmethod
    def of(given: Mapping[str, Iterable[Contributed[Struct]]]) -> "Known":
        """What is known by what each hook was given."""
        tags: set[str] = set()
        for owned in given["combat_actions"]:
            if isinstance(owned.rule, Action) and isinstance(owned.rule.tags, frozenset | set):
                tags |= owned.rule.tags
        return Known(
            actions=_named(given["combat_actions"]),
            tags=frozenset(tag for tag in tags if isinstance(tag, str)),
            attributes={
                # One that is wrong itself is told so; what speaks of it need not be.
                name: Attribute(name, minimum=-LIMIT, maximum=LIMIT) if field_problems(a) else a
                for name, a in _named(given["combat_attributes"]).items()
                if isinstance(a, Attribute)
            },
            controllers=_named(given["combat_controllers"]),
        )


def _named(rules: Iterable[Contributed[Struct]]) -> dict[str, Struct]:
    names = ((getattr(owned.rule, "name", None), owned.rule) for owned in rules)
    return {name: rule for name, rule in names if isinstance(name, str)}
