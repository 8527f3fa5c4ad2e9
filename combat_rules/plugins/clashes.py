"""Clashes: names and places that are taken, and what whoever loads the plugins can do about it."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from combat_rules.model.names import name_problem
from combat_rules.plugins.collect import Collected
from combat_rules.plugins.hooks import HOOKS, NAMED, PLACED
from combat_rules.plugins.known import Problem
from combat_rules.plugins.lookalikes import alike, difference
from combat_rules.plugins.ruleset import Contributed
from combat_rules.plugins.spelling import called, title_of


def clashes(collected: Collected) -> Iterator[Problem]:
    """Names that are none or taken, and places in an order that are."""
    ways = _Ways(collected)
    for hook, kind in NAMED.items():
        yield from _names(collected, hook, kind, ways)
    for hook, kind in NAMED.items():
        if HOOKS[hook] in PLACED:
            yield from _orders(collected, hook, kind, ways)


def _names(collected: Collected, hook: str, kind: str, ways: "_Ways") -> Iterator[Problem]:
    """Names that are none, and those that are taken. A name that is no text is left to others."""
    owners: dict[str, str] = {}
    for owned in collected.given[hook]:
        name = title_of(owned.rule)
        if not isinstance(name, str):
            continue
        problem = name_problem(name)
        if problem is not None:
            yield owned.plugin, f"the {kind} cannot be called so: {problem}"
        elif name in owners:
            yield (
                owned.plugin,
                f"the {kind} {name} is contributed by {owners[name]} already; "
                f"{ways.out(kind, owners[name], name, owned.plugin, name)}",
            )
        else:
            owners[name] = owned.plugin
    for name, other in alike(owners):
        yield (
            owners[name],
            f"the {kind} {name} looks like the {kind} {other} of plugin {owners[other]}: "
            f"{difference(name, other)}; "
            f"{ways.out(kind, owners[other], other, owners[name], name)}",
        )


def _orders(collected: Collected, hook: str, kind: str, ways: "_Ways") -> Iterator[Problem]:
    places: dict[int, Contributed[Struct]] = {}
    for owned in collected.given[hook]:
        rule = owned.rule
        if not isinstance(rule, PLACED) or type(rule.order) is not int:
            continue
        other = places.setdefault(rule.order, owned)
        if other is not owned:
            yield (
                owned.plugin,
                f"{rule.name} has the place {rule.order} among the {kind}s, which is that of "
                f"{called(other.rule)} of plugin {other.plugin}; give one of them another order, "
                "or say which goes first: "
                f'order={{"{ways.meant(owned.plugin, kind, rule.name)}": PLACE}}',
            )


class _Ways:
    """What can be said to put two plugins together that clash."""

    def __init__(self, collected: Collected) -> None:
        self._called = collected.called
        titles = {
            (kind, self._once(owned.plugin, kind, name))
            for hook, kind in NAMED.items()
            for owned in collected.given[hook]
            if isinstance(name := title_of(owned.rule), str)
        }
        self._kinds = Counter(name for _, name in titles)

    def meant(self, plugin: str, kind: str, name: str) -> str:
        """How a thing of a plugin is spoken of: by the name that its plugin gave it, and by its
        kind where there are things of several kinds that are called so."""
        once = self._once(plugin, kind, name)
        return f"{plugin}:{kind} {once}" if self._kinds[once] > 1 else f"{plugin}:{once}"

    def out(self, kind: str, first: str, taken: str, second: str, name: str) -> str:
        """What whoever loads two plugins with one name can do, besides writing another name."""
        if first == second:
            return "rename one of the two"
        mine, other = self.meant(second, kind, name), self.meant(first, kind, taken)
        ways = "rename one of the two, or say how to put them together: "
        if kind == "attribute":
            return (
                f'{ways}override={{"{other}": "{second}"}} or override={{"{mine}": "{first}"}} has '
                f'one count for both; rename={{"{mine}": NEW_NAME}} keeps both, where no Python '
                "speaks of it"
            )
        return (
            f'{ways}rename={{"{mine}": NEW_NAME}} or prefix={{"{second}": PREFIX}} keeps both, '
            f'override={{"{other}": "{second}"}} or without=["{mine}"] one'
        )

    def _once(self, plugin: str, kind: str, name: str) -> str:
        return self._called.get((plugin, kind, name), name)
