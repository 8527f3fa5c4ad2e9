"""Pickling: a ruleset is sent as the places of its plugins, and checked where it arrives."""

import os
from collections.abc import Callable, Mapping
from weakref import WeakValueDictionary

from msgspec import json

from combat_rules.errors import PluginError
from combat_rules.plugins.fingerprint.marks import Rules, changes, rules_of
from combat_rules.plugins.fingerprint.sources import ruleset_of
from combat_rules.plugins.ruleset import Ruleset

_there: WeakValueDictionary[str, Ruleset] = WeakValueDictionary()
"""Rulesets that have been pickled or unpickled here, by their fingerprint."""

Parts = tuple[bytes, tuple[str, ...], dict[str, int]]


def pickled(ruleset: Ruleset) -> tuple[Callable[..., Ruleset], Parts]:
    """What pickle writes down. Raises ``PluginError`` if a plugin came from no file."""
    rules = rules_of(ruleset)
    found = [mark for mark in rules.plugins if mark.origin not in ("standard", "installed")]
    nowhere = [mark.name for mark in found if not mark.location]
    if nowhere:
        raise PluginError(
            f"a ruleset with the plugin {', '.join(nowhere)} cannot be pickled, since another "
            "process would not find it: it came from no file. Load it by its file or module",
            code="ruleset.pickled", problems=tuple(nowhere),
        )  # fmt: skip
    places = tuple(
        os.path.abspath(mark.location) if os.path.exists(mark.location) else mark.location
        for mark in found
    )
    _there[rules.hash] = ruleset
    return unpickled, (json.encode(rules), places, dict(ruleset.numbers))


def unpickled(fingerprint: bytes, places: tuple[str, ...], numbers: Mapping[str, int]) -> Ruleset:
    """The ruleset again; the same one if it is here already.

    Raises ``PluginError`` if its plugins have become others, ``JournalError`` if one is gone.
    """
    rules = json.decode(fingerprint, type=Rules)
    made = _there.get(rules.hash)
    if made is None:
        made = ruleset_of(rules, places)
        made = made.changed(numbers) if numbers else made
        differ = tuple(map(str, changes(rules, made)))
        if differ:
            raise PluginError(
                f"the rules that were pickled are not those found here: {'; '.join(differ)}. "
                "Pickle them again, or bring back the files as they were",
                code="ruleset.pickled", problems=differ,
            )  # fmt: skip
        _there[rules.hash] = made
    return made
