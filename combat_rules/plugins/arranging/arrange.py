"""Arranging: what an arrangement says is done to all that plugins gave, or refused as a whole."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.errors import did_you_mean, in_short
from combat_rules.model import Action, Listener, Override, name_of
from combat_rules.model.fields import field_problems
from combat_rules.plugins.arrangement import Arrangement
from combat_rules.plugins.arranging.own_names import Names, in_own_names
from combat_rules.plugins.arranging.spoken import Spoken, chart_functions_of, functions_in
from combat_rules.plugins.arranging.things import CALLED, ORDERED, READ, Finder, Thing
from combat_rules.plugins.collect import Collected, titles_of
from combat_rules.plugins.hooks import KINDS, PLACED
from combat_rules.plugins.ruleset import Contributed
from combat_rules.plugins.sources import Source
from combat_rules.plugins.spelling import Change, spelled, title_of


def without_plugins(
    sources: Sequence[Source], arrangement: Arrangement
) -> tuple[list[Source], list[str]]:
    """The plugins that are not left out, and what is wrong with the names of those that are."""
    known = [source.info.name for source in sources]
    unwanted = [name for name in arrangement.without if ":" not in name]
    problems = [
        f"without {name}: there is no plugin {name}; {did_you_mean(name, known)}"
        for name in unwanted
        if name not in known
    ]
    return [source for source in sources if source.info.name not in unwanted], problems


def arrange(collected: Collected, arrangement: Arrangement) -> list[str]:
    """Do to ``collected`` what an arrangement says, and what plugins declare that they replace.

    Returns every problem; if there is one, nothing is done.
    """
    overrides = collected.overrides
    if arrangement == Arrangement() and not overrides:
        return []
    arranging = _Arranging(collected)
    for text, by in arrangement.override.items():
        arranging.override(text, by)
    for owned in overrides:
        arranging.declared_override(owned.rule, owned.plugin)
    for text in arrangement.without:
        arranging.leave_out(text)
    for plugin, prefix in arrangement.prefix.items():
        arranging.prefix(plugin, prefix)
    for text, name in arrangement.rename.items():
        arranging.rename(text, name)
    for text, order in arrangement.order.items():
        arranging.order(text, order)
    return arranging.problems or arranging.done()


class _Arranging:
    """Finds what an arrangement speaks of, notes what becomes of it, and then does it all."""

    def __init__(self, collected: Collected) -> None:
        self._collected = collected
        self._finder = Finder(collected)
        self.problems = self._finder.problems
        self._gone: dict[Thing, Thing | None] = {}
        """What is left out, with what counts instead."""
        self._named: dict[Thing, str] = {}
        """The new names."""
        self._orders: dict[Thing, int] = {}
        self._names: dict[str, Names] = {}
        self._decided: set[Thing] = set()
        """What whoever loads the plugins has replaced."""

    def override(self, text: str, by: str, said: str = "") -> None:
        """Have the thing of the same name of plugin ``by`` count instead. A problem with that
        begins with what is ``said``."""
        is_declared = bool(said)
        said = said or f"override {text}"
        thing = self._finder.find(said, text, CALLED)
        if thing is None or not self._finder.is_plugin(said, by):
            return
        other = Thing(by, thing.kind, thing.name)
        if by == thing.plugin:
            self._finder.problems.append(
                f"{said}: {by} cannot replace its own; name another plugin"
            )
        elif other not in self._finder.things:
            near = did_you_mean(thing.name, self._finder.names_in(by, (thing.kind,)))
            self._finder.problems.append(
                f"{said}: plugin {by} has no {thing.kind} {thing.name} to count instead; {near}"
            )
        elif is_declared and other in self._decided and self._gone[other] == thing:
            # It was said the other way round, and goes before what plugins declare.
            return
        else:
            self._gone[thing] = other
            self._decided |= set() if is_declared else {thing}
            if self._now(thing) is None:
                self._finder.problems.append(
                    f"{said}: that of {thing.plugin} counts instead of that of {by} already, so "
                    f'that neither would; say one alone, override={{"{thing.plugin}:{thing.name}": '
                    f'"{by}"}} or override={{"{by}:{thing.name}": "{thing.plugin}"}}'
                )

    def declared_override(self, declared: Override, by: str) -> None:
        """Do what a plugin declares, if the plugin that it speaks of is here."""
        table = self._collected.tables.get(by)
        place = "" if table is None else table.places.get(f"override {declared.what}", "")
        said = f"plugin {by}{place and f' ({place})'}: its override"
        wrong = field_problems(declared)
        if wrong or ":" not in declared.what:
            wrong = wrong or [f"what is {in_short(declared.what)}"]
            self.problems.extend(f'{said}: {each}; Override("PLUGIN:NAME")' for each in wrong)
            return
        plugin, _, name = declared.what.partition(":")
        own = self._finder.find(f"{said} {declared.what}", f"{by}:{name}", CALLED)
        if own is not None and plugin in self._finder.plugins:
            self.override(declared.what, by, f"{said} {declared.what}")

    def leave_out(self, text: str) -> None:
        """Have one thing of a plugin not count."""
        if ":" in text:
            thing = self._finder.find(f"without {text}", text, tuple(KINDS.values()))
            if thing is not None:
                self._gone[thing] = None

    def prefix(self, plugin: str, prefix: str) -> None:
        """Put a prefix before the names of a plugin's things."""
        if self._finder.is_plugin(f"prefix {plugin}", plugin):
            for thing in self._finder.things:
                if thing.plugin == plugin and thing.kind in CALLED and thing.kind != "attribute":
                    self._named[thing] = f"{prefix}_{thing.name}"

    def rename(self, text: str, name: str) -> None:
        """Give a thing another name."""
        thing = self._finder.find(f"rename {text}", text, CALLED)
        if thing is not None:
            self._named[thing] = name

    def order(self, text: str, order: int) -> None:
        """Give a rule another place."""
        thing = self._finder.find(f"order {text}", text, ORDERED)
        if thing is not None:
            self._orders[thing] = order

    def done(self) -> list[str]:
        """Do it all; nothing, if a function speaks of something by a name that it loses."""
        if not (self._gone or self._named or self._orders):
            return []
        self._lost_tags = self._tags(self._gone) - self._tags(
            self._finder.things.keys() - self._gone
        )
        self._taken = {
            (thing.kind, self._named.get(thing, thing.name)): thing.plugin
            for thing in self._finder.things
            if thing not in self._gone
        }
        given = {hook: list(self._arranged(hook, kind)) for hook, kind in KINDS.items()}
        problems = [said for hook in KINDS for said in self._spoken_of(given[hook])]
        if not problems:
            self._collected.given.update(given)
            for thing, name in self._named.items():
                self._collected.called[thing.plugin, thing.kind, name] = thing.name
                if thing.plugin in self._collected.tables:
                    self._collected.tables[thing.plugin].also_called(thing.kind, thing.name, name)
            self._collected.plugins[:] = [
                replace(info, contributed=titles_of(info, self._collected.given))
                for info in self._collected.plugins
            ]
        return problems

    def _arranged(self, hook: str, kind: str) -> Iterator[Contributed[Struct]]:
        """What a hook has given, as it counts."""
        for owned in self._collected.given[hook]:
            name = title_of(owned.rule)
            thing = Thing(owned.plugin, kind, name if isinstance(name, str) else "")
            if thing in self._gone:
                continue
            rule = spelled(self._with_attributes(owned), self._change(owned.plugin))
            if rule is None:
                continue
            rule = self._with_own_names(owned.plugin, rule)
            if thing in self._orders and isinstance(rule, PLACED):
                rule = replace(rule, order=self._orders[thing])
            yield owned if rule is owned.rule else Contributed(owned.plugin, rule)

    def _with_own_names(self, plugin: str, rule: Struct) -> Struct:
        """The rule, whose functions go on seeing the names that their plugin gave."""
        names = self._names_of(plugin)
        words = {name for _, name in names.real}
        if not words or isinstance(rule, Listener):
            return rule
        changes: dict[str, object] = {}
        for field, functions in functions_in(rule):
            told = tuple(
                in_own_names(function, names) if Spoken(function).texts & words else function
                for function in functions
            )
            if told != functions:
                changes[field] = told if isinstance(getattr(rule, field), tuple) else told[0]
        return replace(rule, **changes) if changes else rule

    def _names_of(self, plugin: str) -> Names:
        """What a plugin calls things that are called otherwise now."""
        if plugin not in self._names:
            known = {thing[1:] for thing in self._finder.things if thing.kind in READ}
            real = {
                (kind, name): new
                for kind, name in known
                if (new := self._becomes(plugin, kind, name)) not in (None, name)
            }
            others = {key: f"{self._taken[key]}:{key[1]}" for key in real if key in self._taken}
            self._names[plugin] = Names(real, others)
        return self._names[plugin]

    def _with_attributes(self, owned: Contributed[Struct]) -> Struct:
        """A table's action with what it gives and takes of attributes under their new names."""
        table = self._collected.tables.get(owned.plugin)
        if table is None or not isinstance(owned.rule, Action):
            return owned.rule
        change = self._change(owned.plugin)
        return table.respelled(owned.rule, lambda name: change("attribute", name))

    def _change(self, plugin: str) -> Change:
        """What a name becomes where ``plugin`` speaks of it."""
        return lambda kind, name: self._becomes(plugin, kind, name)

    def _becomes(self, plugin: str, kind: str, name: str) -> str | None:
        """The own thing of that name; else what is called so now; else what was called so."""
        if kind == "tag":
            return None if name in self._lost_tags else name
        own = Thing(plugin, kind, name)
        if own in self._finder.things:
            return self._now(own)
        if (kind, name) in self._taken:
            return name
        were = [thing for thing in self._finder.things if thing[1:] == (kind, name)]
        become = {self._now(thing) for thing in were}
        if not were or len(become) > 1:
            return name
        return become.pop()

    def _now(self, thing: Thing) -> str | None:
        """What a thing is called now, or what counts instead of it; ``None`` if nothing does."""
        passed = []
        while thing in self._gone and thing not in passed:
            passed.append(thing)
            instead = self._gone[thing]
            if instead is None:
                return None
            thing = instead
        return None if thing in self._gone else self._named.get(thing, thing.name)

    def _spoken_of(self, rules: Iterable[Contributed[Struct]]) -> Iterator[str]:
        """Where functions speak of something by a name that it has not any more, and that cannot
        be told them otherwise."""
        for owned in rules:
            names = self._names_of(owned.plugin)
            lost = [
                thing.name
                for thing in (*self._named, *self._gone)
                if thing.kind == "attribute"
                and self._becomes(owned.plugin, "attribute", thing.name) != thing.name
            ]
            if not names.real and not lost:
                continue
            inside = [f for _, functions in functions_in(owned.rule) for f in functions]
            charted = chart_functions_of(owned.rule)
            title = title_of(owned.rule)
            for function in (*inside, *charted):
                spoken = Spoken(function)
                told = [f"attribute {n}" for n in lost if n in spoken.texts | spoken.fields]
                if function in charted or isinstance(owned.rule, Listener):
                    told += [f"{kind} {name}" for kind, name in names.real if name in spoken.texts]
                for said in sorted(told):
                    yield (
                        f"plugin {owned.plugin}: {name_of(function)} of {title} is Python that "
                        f"speaks of the {said} by its name, which cannot be changed or left out "
                        "from outside; do so with what the other plugin calls so"
                    )

    def _tags(self, things: Iterable[Thing]) -> set[str]:
        """The tags that these actions bear."""
        rules = [self._finder.things[thing].rule for thing in things]
        return {
            tag
            for rule in rules
            if isinstance(rule, Action) and isinstance(rule.tags, frozenset)
            for tag in rule.tags
        }
