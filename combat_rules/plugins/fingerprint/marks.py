"""The fingerprint of a ruleset: a short hash of every thing in it, and what changed between two."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from weakref import ref

import msgspec
from msgspec import Struct

from combat_rules.errors import listed
from combat_rules.model.names import written_name
from combat_rules.plugins.arrangement import Arrangement
from combat_rules.plugins.fingerprint.functions import Data
from combat_rules.plugins.fingerprint.things import ORDER, ORDERED, Content, Thing, things_of, usual
from combat_rules.plugins.folder import working_folder
from combat_rules.plugins.packs import packs
from combat_rules.plugins.ruleset import PluginInfo, Ruleset

SHORT = 4
"""Bytes of the hash of one thing: enough to tell that it has changed."""
LONG = 16
"""Bytes of the hash of a ruleset or plugin: enough to tell it from every other one."""

_encode = msgspec.json.Encoder().encode


class PluginMark(Struct, frozen=True, omit_defaults=True):
    """A plugin that the rules of a fight came from.

    ``location`` is where to find it again, relative to the working folder if it lies in there.
    ``hash`` is that of what it contributed.
    """

    name: str
    origin: str
    version: str = ""
    location: str = ""
    hash: str = ""


class Rules(Struct, frozen=True, omit_defaults=True):
    """The fingerprint of a fight's ruleset: which it is, and a hash of everything in it.

    ``things`` has the short hash of each thing by its kind and name (``action``, ``lunge``), so
    that what has changed since can be named. ``hash`` is that of the whole.
    """

    name: str
    version: str
    hash: str
    ticks_per_second: int
    plugins: tuple[PluginMark, ...]
    things: Mapping[str, Mapping[str, str]]
    arrangement: Arrangement = Arrangement()


class Changed(Struct, frozen=True):
    """A thing of a ruleset that is not what it was.

    ``field`` is empty for a whole thing: one that is new (``old`` is none), is gone (``new`` is
    none), or has changed in a way that only its hash tells.
    """

    thing: str
    field: str
    old: Data
    new: Data

    def __str__(self) -> str:
        if not self.field:
            how = "is new" if self.old is None else "is gone" if self.new is None else "has changed"
            return f"{self.thing} {how}"
        if isinstance(self.old, str) and isinstance(self.new, str) and "\n" in self.old + self.new:
            return f"{self.thing}, {self.field}: {_lines(self.old, self.new)}"
        return f"{self.thing}, {self.field}: {_short(self.old)} -> {_short(self.new)}"


def rules_of(ruleset: Ruleset) -> Rules:
    """The fingerprint of a ruleset, as the header of a journal has it.

    Made once for a ruleset, whatever the number of fights under it.
    """
    place, here = id(ruleset), str(working_folder())
    known = _KNOWN.get(place)
    if known is not None and known.ruleset() is ruleset and known.here == here:
        return known.rules
    rules = _rules(ruleset)
    _KNOWN[place] = _Known(ref(ruleset, lambda gone: _forget(place, gone)), here, rules)
    return rules


def changes(old: Rules | Ruleset, new: Rules | Ruleset) -> tuple[Changed, ...]:
    """Everything in which two rulesets differ, thing by thing.

    Of two rulesets each field is told, with what it was and what it is. Where only the
    fingerprint of one is at hand, it is told which things have changed.
    """
    before, after = (r if isinstance(r, Rules) else rules_of(r) for r in (old, new))
    if before.hash == after.hash:
        return ()
    if isinstance(old, Rules) or isinstance(new, Rules):
        found = list(_things_changed(before.things, after.things))
    else:
        found = list(_fields_changed(_by_name(things_of(old)), _by_name(things_of(new))))
    return tuple(found) or (Changed("the order of things", "plugins", before.name, after.name),)


def in_words(old: Rules, ruleset: Ruleset, changed: Sequence[Changed]) -> str:
    """What has changed, plugin by plugin and thing by thing."""
    new = rules_of(ruleset)
    was = {mark.name: mark for mark in old.plugins}
    now = {mark.name: mark for mark in new.plugins}
    versions = []
    for name in dict.fromkeys((*was, *now)):
        one, other = was.get(name), now.get(name)
        if one is None or other is None:
            versions.append(f"plugin {name} {'is new' if one is None else 'is gone'}")
        elif one.version != other.version:
            versions.append(
                f"plugin {name} was version {one.version or '?'}, now {other.version or '?'}"
            )
        elif one.hash != other.hash:
            versions.append(f"plugin {name} ({other.version or 'no version'}) has changed")
    return listed((*versions, *changed))


class _Known(Struct, frozen=True):
    """A fingerprint that was made, of a ruleset that may be gone, in a working folder."""

    ruleset: ref[Ruleset]
    here: str
    rules: Rules


_KNOWN: dict[int, _Known] = {}
"""By ``id``, since a ruleset holds mappings and has no hash."""


def _forget(place: int, gone: ref[Ruleset]) -> None:
    known = _KNOWN.get(place)
    if known is not None and known.ruleset is gone:
        _KNOWN.pop(place, None)


def _rules(ruleset: Ruleset) -> Rules:
    hashes: dict[str, dict[str, str]] = {}
    parts: dict[str, list[bytes]] = {info.name: [] for info in ruleset.plugins}
    for thing in sorted(things_of(ruleset), key=lambda thing: thing[:2]):
        part = blake2b(_encode([*thing[:2], thing.content]), digest_size=LONG).digest()
        hashes.setdefault(thing.kind, {})[thing.name] = part[:SHORT].hex()
        parts.setdefault(thing.plugin, []).append(part)
    plugins = tuple(_mark(info, parts[info.name]) for info in ruleset.plugins if not info.problems)
    return Rules(
        name="+".join(mark.name for mark in plugins),
        version="+".join(mark.version or "0" for mark in plugins),
        hash=_hash(part for name in sorted(parts) for part in parts[name]),
        ticks_per_second=ruleset.ticks_per_second,
        plugins=plugins,
        things=hashes,
        arrangement=ruleset.arrangement.as_data(),
    )


def _hash(parts: Iterator[bytes]) -> str:
    return blake2b(b"".join(parts), digest_size=LONG).hexdigest()


Names = Mapping[str, Mapping[str, str]]


def _things_changed(before: Names, after: Names) -> Iterator[Changed]:
    """What two fingerprints tell."""
    moved = False
    for kind in dict.fromkeys((*before, *after)):
        old, new = before.get(kind, {}), after.get(kind, {})
        for name in dict.fromkeys((*old, *new)):
            if old.get(name) != new.get(name) and (kind, name) != ("ruleset", ORDER):
                yield Changed(f"{kind} {name}", "", old.get(name), new.get(name))
        moved = moved or (kind in ORDERED and old.keys() != new.keys())
    order = [names.get("ruleset", {}).get(ORDER) for names in (before, after)]
    # Another one changes the order too, and goes without saying.
    if order[0] != order[1] and not moved:
        yield Changed(f"ruleset {ORDER}", "", *order)


ByName = Mapping[str, Thing]


def _by_name(things: list[Thing]) -> ByName:
    return {f"{thing.kind} {thing.name}": thing for thing in things}


def _fields_changed(before: ByName, after: ByName) -> Iterator[Changed]:
    """What two rulesets tell."""
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            contents = (None if thing is None else {**thing.content} for thing in (one, other))
            yield Changed(name, "", *contents)
        elif (one.kind, one.name) == ("ruleset", ORDER):
            yield from _order_changed(name, one.content, other.content)
        else:
            yield from _content_changed(name, one, other)


def _content_changed(name: str, one: Thing, other: Thing) -> Iterator[Changed]:
    found = False
    names = dict.fromkeys((*one.content, *other.content))
    pairs = {
        field: [thing.content.get(field, usual(thing.kind, field)) for thing in (one, other)]
        for field in names
    }
    for field, (old, new) in pairs.items():
        for changed in _inside(name, field, old, new):
            found = True
            yield changed
    for field, (old, new) in pairs.items():
        # Equal, and still not the same: filled in another order, or true and not 1.
        if not found and _encode(old) != _encode(new):
            yield Changed(name, field, old, new)


def _inside(thing: str, path: str, old: Data, new: Data) -> Iterator[Changed]:
    """The places in a field that differ."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys((*old, *new)):
            yield from _inside(thing, f"{path}.{name}", old.get(name), new.get(name))
    elif old != new:
        yield Changed(thing, path, old, new)


def _order_changed(name: str, one: Content, other: Content) -> Iterator[Changed]:
    """Where rules that both have speak in another order."""
    for kind in ORDERED:
        old, new = one[kind], other[kind]
        assert isinstance(old, list)
        assert isinstance(new, list)
        was, now = [n for n in old if n in new], [n for n in new if n in old]
        if was != now:
            yield Changed(name, kind, was, now)


def _mark(info: PluginInfo, parts: list[bytes]) -> PluginMark:
    place = written_name(_place(info))
    return PluginMark(info.name, info.origin, info.version, place, _hash(iter(parts)))


def _place(info: PluginInfo) -> str:
    """Where to find a plugin again: a module, a pack that ships, or a file or folder, relative if
    it can be.

    The same fight in another place of the same project has the same header.
    """
    path = Path(info.location)
    if info.origin in ("standard", "installed") or not info.location:
        return ""
    if getattr(sys.modules.get(info.name), "__file__", None) == info.location:
        return info.name
    if path.name == "__init__.py":
        path = path.parent
    if packs().get(path.name) == path and not path.is_relative_to(working_folder()):
        return path.name
    if info.origin == "pyproject" or path.is_relative_to(working_folder()):
        return Path(os.path.relpath(path)).as_posix()
    return path.as_posix()


def _short(value: Data) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 200 else f"{text[:197]}..."


def _lines(old: str, new: str) -> str:
    """The lines that only one of two texts has."""
    before, after = old.splitlines(), new.splitlines()
    gone = [f"- {line.strip()}" for line in before if line not in after]
    come = [f"+ {line.strip()}" for line in after if line not in before]
    return " ".join([*gone, *come]) or "its lines are in another order"
